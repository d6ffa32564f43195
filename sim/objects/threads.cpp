// Threads: creation, and the one place where a state changes.
#include "objects/threads.hpp"

namespace ossim {

void Threads::reserve(std::size_t count) {
    threads_.reserve(count + 1);
    rest_.reserve(count + 1);
}

Tid Threads::create(Pid pid, SpaceId space, Name name, NameId group, Time now) {
    const Tid tid(static_cast<std::uint32_t>(threads_.size()));
    threads_.emplace_back();
    rest_.emplace_back();
    Thread& thread = threads_.back();
    thread.view.tid = tid;
    thread.view.pid = pid;
    thread.space = space;
    thread.random = Sequence(streams_.named(names_.text(name.base), name.index));
    rest_.back().name = name;
    rest_.back().group = group;
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

} // namespace ossim
