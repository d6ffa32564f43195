// The thread control block: what the kernel keeps of a thread. Hot parts first, two cache lines; what is
// rarely needed stands in a second array (`ThreadRest`), and what few threads need at all is allocated on
// first use.
#pragma once

#include "base/random.hpp"
#include "machine/pages.hpp"
#include "objects/references_ahead.hpp"
#include "ossim/cpu_set.hpp"
#include "ossim/event.hpp"
#include "ossim/names.hpp"
#include "ossim/policy.hpp"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ossim {

struct alignas(64) Thread {
    ThreadView view; ///< what the policy may know: tid, pid, priority, times; the kernel keeps it up to date

    Duration left; ///< CPU time to the end of the current step: a saved register of the simulated machine
    Duration quantum_left;         ///< of the current quantum; forever if the policy has none
    std::uint64_t rounds_left = 0; ///< of the innermost counted loop; 0: in none
    Sequence random;               ///< its own random numbers
    std::uint32_t pc = 0;          ///< position in the program: the operation to be done next
    std::uint32_t token = 0; ///< counts waits, so that a happening of an earlier wait is known to be stale
    std::uint32_t dispatches = 0; ///< how often it was chosen to run
    std::uint32_t object = 0;     ///< what it waits on: device, thread or process
    SpaceId space;                ///< its process's address space
    CpuId cpu;                    ///< runs or ran on
    ThreadState state = ThreadState::fresh;
    WaitsOn waits_on = WaitsOn::nothing;
    bool paid = false;          ///< the price of the operation at `pc` has been paid
    bool fresh_quantum = true;  ///< gets a whole quantum at its next dispatch
    bool new_burst = true;      ///< a burst begins when it becomes ready
    bool completing_io = false; ///< `left` is the CPU time to complete an I/O (a convention)
    bool ends_process = false;  ///< the end of its program ends its process
    bool detached = false;
    [[nodiscard]] bool has_run() const { return dispatches > 0; }
};
static_assert(sizeof(ThreadView) == 64 && sizeof(Thread) == 128);

/// Registers, loop counters and open spans of a thread whose program has any.
struct Frame {
    std::vector<std::uint64_t> loops; ///< rounds left of the counted loops round the innermost one
    std::vector<std::pair<NameId, std::int64_t>> locals;        ///< thread-local variables
    std::vector<std::pair<NameId, Time>> spans;                 ///< open ones
    std::vector<std::pair<std::uint32_t, std::uint64_t>> lists; ///< by `list` draw: how many were taken
    std::int64_t scratch = 0;                                   ///< the register of an increment
    std::uint64_t reference = 0; ///< of the present access step: how many references are done
};

/// What is rarely needed of a thread.
struct ThreadRest {
    Name name;
    NameId group;
    std::uint32_t stack = 0;          ///< number of its own stack within its process, from 0
    Tid creator;                      ///< the thread that spawned it; 0 if the process began with it
    Tid next_in_process;              ///< alive or ended, in order of creation
    std::uint32_t children_alive = 0; ///< threads it spawned that are neither ended nor detached
    std::uint32_t children_ended = 0; ///< … that have ended and were not joined yet
    std::uint32_t zero_steps = 0;     ///< steps since time last passed for it
    std::uint32_t slice = 0;          ///< for how long it asks to run at a time, in ns; 0: for nothing
    std::uint32_t jobs = 0;           ///< where its jobs are kept (`JobList`); 0: it has none
    Time zero_since;                  ///< the instant at which these were done
    std::uint64_t request = 0;        ///< number of its last I/O request
    std::uint64_t working_set = 0;    ///< what it needs of a cache, where caches are a rate
    std::uint64_t touched = 0;       ///< pages of its working set that it has touched, while it waits for one
    Duration left_at_refill;         ///< of its step, when its working set was last refilled
    bool refilled_in_vain = false;   ///< its quantum was over before its own instructions began
    bool has_next_job = false;       ///< the end of its program is the end of a job, and not its own
    const CpuSet* allowed = nullptr; ///< the CPUs that it may use; null: all
    std::unique_ptr<Frame> frame;
    std::unique_ptr<ReferencesAhead> ahead; ///< where replacement asks for the future
};

} // namespace ossim
