// The one door to threads: they are created here, and nobody else writes a thread's state.
//
// `set_state` checks the move against the table of legal moves, keeps the times, and traces the move with its
// cause. Policies are told by the kernel, which alone knows why a thread joins a queue.
#pragma once

#include "objects/thread.hpp"
#include "objects/thread_state.hpp"

#include "base/check.hpp"
#include "base/random.hpp"
#include "trace/tracer.hpp"

#include <cstdint>
#include <vector>

namespace ossim {

class Threads {
  public:
    /// Each thread has a random stream of its own, made from `seed` and its name: neither who else there is
    /// nor the order of creation changes what it draws.
    Threads(Tracer& tracer, const Names& names, std::uint64_t seed)
        : tracer_(tracer), names_(names), streams_(seed, "thread"), threads_(1), rest_(1) {}

    void reserve(std::size_t count);
    /// A new thread in state New.
    Tid create(Pid pid, SpaceId space, Name name, NameId group, Time now);

    [[nodiscard]] Thread& operator[](Tid tid) { return threads_[tid.value]; }
    [[nodiscard]] const Thread& operator[](Tid tid) const { return threads_[tid.value]; }
    [[nodiscard]] ThreadRest& rest(Tid tid) { return rest_[tid.value]; }
    [[nodiscard]] const ThreadRest& rest(Tid tid) const { return rest_[tid.value]; }
    /// Brings what is kept of a thread near, for a use that is soon.
    void prefetch(Tid tid) const {
        const char* thread = reinterpret_cast<const char*>(&threads_[tid.value]);
        __builtin_prefetch(thread);
        __builtin_prefetch(thread + 64);
        __builtin_prefetch(&rest_[tid.value]);
    }
    /// Registers and counters, made on first use.
    [[nodiscard]] Frame& frame(Tid tid);
    /// The loop round the innermost one is the innermost again; 0 if there is none.
    void leave_loop(Thread& thread);
    /// How many there are, ended ones included; tids run from 1 to this.
    [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(threads_.size() - 1); }

    /// The only writer of a thread's state.
    void set_state(Thread& thread, ThreadState to, Cause cause, Time now) {
        change(thread, to, cause, WaitsOn::nothing, 0, now);
    }
    /// To Waiting, with what it waits on.
    void set_waiting(Thread& thread, Cause cause, WaitsOn on, std::uint32_t object, Time now) {
        change(thread, ThreadState::waiting, cause, on, object, now);
        thread.object = object;
    }

  private:
    void change(Thread& thread, ThreadState to, Cause cause, WaitsOn on, std::uint32_t object, Time now) {
        OSSIM_CHECK(is_legal_move(thread.state, to));
        tracer_.emit_if_wanted<StateMove>(
            now, [&] { return StateMove{thread.view.tid, thread.state, to, cause, on, object, thread.cpu}; });
        thread.waits_on = on;
        thread.state = to;
        thread.view.since = now;
    }

    Tracer& tracer_;
    const Names& names_;
    Streams streams_;
    std::vector<Thread> threads_; ///< by tid; [0] is nobody
    std::vector<ThreadRest> rest_;
};

} // namespace ossim
