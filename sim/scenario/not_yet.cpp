// Words of the language that this version does not model yet, and what each is.
#include "scenario/not_yet.hpp"

#include <algorithm>

namespace ossim {
namespace {

constexpr NotYet still_to_come[] = {
    {"machine", "tick", "decisions at clock ticks only"},
    {"device", "order", "the order in which a device serves its queue"},
    {"admission", "suspend", "the suspended states of the seven-state model"},
    {"objects", "locks", "mutual exclusion"},
    {"objects", "semaphores", "counting permits"},
    {"objects", "conditions", "waiting until something holds"},
    {"objects", "barriers", "waiting for one another"},
    {"objects", "channels", "pipes, sockets and message queues"},
    {"process", "runtime", "runtimes that schedule units of work over kernel threads"},
    {"step", "kill", "sends a signal"},
    {"step", "on_signal", "handles a signal"},
    {"step", "block_signals", "blocks signals"},
    {"step", "lock", "takes a lock"},
    {"step", "try_lock", "takes a lock if it is free"},
    {"step", "unlock", "gives a lock back"},
    {"step", "read_lock", "takes a lock for reading"},
    {"step", "write_lock", "takes a lock for writing"},
    {"step", "sem_wait", "takes one from a semaphore"},
    {"step", "sem_post", "gives one to a semaphore"},
    {"step", "cond_wait", "waits for a condition"},
    {"step", "cond_signal", "wakes one that waits for a condition"},
    {"step", "cond_broadcast", "wakes all that wait for a condition"},
    {"step", "barrier", "waits until all have come"},
    {"step", "spin_lock", "takes a lock by spinning"},
    {"step", "spin_unlock", "gives a spinlock back"},
    {"step", "atomic_add", "adds to a variable in one step"},
    {"step", "compare_and_swap", "changes a variable if it has a value"},
    {"step", "pipe", "makes a pipe"},
    {"step", "open", "opens a channel"},
    {"step", "dup", "copies a descriptor"},
    {"step", "send", "sends a message"},
    {"step", "receive", "receives a message"},
    {"step", "close", "closes a descriptor"},
    {"step", "connect", "connects to a socket"},
    {"step", "accept", "accepts a connection"},
};

} // namespace

std::span<const NotYet> not_yet() { return still_to_come; }

const NotYet* find_not_yet(std::string_view mapping, std::string_view word) {
    const auto* const found =
        std::find_if(std::begin(still_to_come), std::end(still_to_come),
                     [&](const NotYet& each) { return each.mapping == mapping && each.word == word; });
    return found == std::end(still_to_come) ? nullptr : found;
}

} // namespace ossim
