// Threads: creation, and the one place where a state changes.
#include "objects/threads.hpp"

#include "base/check.hpp"
#include "objects/thread_state.hpp"

namespace ossim {

void Threads::reserve(std::size_t count) {
    threads_.reserve(count + 1);
    rest_.reserve(count + 1);
}

Tid Threads::create(Pid pid, Name name, NameId group, Time now) {
    const Tid tid(static_cast<std::uint32_t>(threads_.size()));
    threads_.emplace_back();
    rest_.emplace_back();
    Thread& thread = threads_.back();
    thread.view.tid = tid;
    thread.view.pid = pid;
    rest_.back().name = name;
    rest_.back().group = group;
    rest_.back().stream = Stream(seed_, "thread", tid.value);
    tracer_.emit(now, ThreadNew{tid, pid, name, group});
    set_state(thread, ThreadState::newborn, Cause::created, now);
    return tid;
}

Frame& Threads::frame(Tid tid) {
    ThreadRest& rest = rest_[tid.value];
    if (!rest.frame) rest.frame = std::make_unique<Frame>();
    return *rest.frame;
}

void Threads::leave_loop(Thread& thread) {
    thread.rounds_left = 0;
    Frame* frame = rest(thread.view.tid).frame.get();
    if (frame == nullptr || frame->loops.empty()) return;
    thread.rounds_left = frame->loops.back();
    frame->loops.pop_back();
}

void Threads::set_waiting(Thread& thread, Cause cause, WaitsOn on, std::uint32_t object, Time now) {
    rest(thread.view.tid).object = object;
    const StateMove move{thread.view.tid, thread.state, ThreadState::waiting, cause, on, object, thread.cpu};
    change(thread, ThreadState::waiting, move, now);
    thread.waits_on = on;
}

void Threads::change(Thread& thread, ThreadState to, const StateMove& move, Time now) {
    OSSIM_CHECK(is_legal_move(thread.state, to));
    if (thread.state == ThreadState::waiting) thread.waits_on = WaitsOn::nothing;
    thread.state = to;
    thread.since = now;
    tracer_.emit(now, move);
}

} // namespace ossim
