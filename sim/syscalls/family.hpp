// Who waits for whom: children of a process, threads spawned by a thread.
#pragma once

#include "objects/services.hpp"

namespace ossim {

/// The answer to a wait: whom it would reap, and whether anybody is left to wait for.
struct ChildFound {
    Pid zombie;            ///< the one to reap; 0: none yet
    bool any_left = false; ///< children that the wait is about are still there
    [[nodiscard]] bool may_return() const { return zombie || !any_left; }
};

/// `all` finds a zombie only when every child has ended.
[[nodiscard]] ChildFound find_child(const Services& services, const Thread& thread, const FlatTarget& target);

/// Is `label` the thread's name, or the last part of it: "w" of "server/w" and "server/w.2"?
[[nodiscard]] bool is_called(const Services& services, Tid tid, NameId label);

/// The one child or thread that a wait or join by name waits for; 0 if it waits for any or all of several.
[[nodiscard]] Pid awaited_child(const Services& services, const Thread& thread, const FlatTarget& target);
[[nodiscard]] Tid awaited_thread(const Services& services, const Thread& thread, const FlatTarget& target);

/// Would a join return at once?
[[nodiscard]] bool may_join(const Services& services, const Thread& thread, const FlatTarget& target);

/// A thread has ended, or a child of the process has: those whose wait or join may now return are woken.
void wake_joiners(Services& services, Process& process);
void wake_waiters(Services& services, Process& parent);

} // namespace ossim
