// A simulation: a scenario that runs, observed by sinks. No globals: any number of them live in one process.
#pragma once

#include "ossim/event.hpp"
#include "ossim/policy.hpp"
#include "ossim/scenario.hpp"
#include "ossim/sink.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ossim {

/// What is left of a run when it has stopped, besides what the sinks were told.
struct RunResult {
    Outcome outcome = Outcome::finished;
    Time end;                     ///< of a run that `run_to` has paused: the moment
    std::uint64_t happenings = 0; ///< handled by the kernel
    std::uint64_t switches = 0;
    std::string
        message; ///< for limit, deadlock and no progress: which limit, who waits for what, which lines
    std::vector<Mark> lines; ///< of the steps concerned: no progress
};

/// The kernel's objects at one moment, copied out: what `ossim show --at` prints.
struct Snapshot {
    struct Pcb {
        Pid pid, parent;
        std::string name, state; ///< New, Ready, Running, Waiting, Zombie
        std::string program;
        Time arrival;
        std::vector<Tid> threads;             ///< alive, by tid
        std::vector<Pid> children;            ///< by pid
        std::vector<std::string> descriptors; ///< open ones, by number: "0 stdin"
        std::vector<std::pair<std::string, std::int64_t>>
            variables;           ///< its own memory, as far as the scenario names it
        std::uint32_t space = 0; ///< identifier of the address space
        Duration cpu_time;       ///< of all its threads, ended ones included
        std::int32_t exit_status = 0;
        bool daemon = false;
    };
    struct Tcb {
        Tid tid;
        Pid pid;
        std::string name, state, waits_on;
        Time since;              ///< in this state
        std::uint32_t pc = 0;    ///< position in the program: the operation to be done next
        std::string instruction; ///< that operation in words, and the line of the scenario
        std::uint32_t line = 0;
        Duration step_left;    ///< CPU time to the end of the current step
        Duration quantum_left; ///< forever: none
        std::int64_t priority = 0;
        std::uint32_t stack = 0; ///< number of its own stack within the process
        std::vector<std::pair<std::string, std::int64_t>> registers; ///< thread-local values, loop counters
        CpuId last_cpu;
        bool has_run = false;
        Duration cpu_time;
        std::uint64_t dispatches = 0;
        std::uint64_t job = 0;         ///< number of the job that it does; 0: none
        Time released, deadline;       ///< of that
        std::uint64_t jobs_behind = 0; ///< released, and not begun
    };
    struct Cpu {
        CpuId cpu;
        std::string mode; ///< idle, switching, running, in the kernel
        Tid running, last;
        std::uint32_t space = 0; ///< the address space loaded
        Duration quantum_left;
    };
    struct Device {
        std::string name;
        std::vector<std::pair<std::uint64_t, Tid>> served, queued; ///< requests and for whom
    };
    /// A stretch of an address space, or of nothing between two of them.
    struct Segment {
        std::string kind;         ///< text, data, bss, heap, mapping, shared, stack
        std::string name;         ///< of a mapping or shared memory
        std::uint32_t number = 0; ///< stack: whose, as `Tcb::stack` counts
        std::uint64_t first = 0, pages = 0, resident = 0;
        std::string may;                  ///< read, write or none; "mixed" where parts differ
        std::vector<std::uint32_t> users; ///< other spaces that map some of its frames: the first few
        std::uint64_t more_users = 0;     ///< that are left out
    };
    /// Page-table entries of neighbouring pages that are alike, with consecutive frames.
    struct PageRun {
        std::uint64_t first = 0, pages = 0, frame = 0;
        /// "pwuadcgh": present, writable, user, accessed, dirty, copy on write, global, huge; "-": not
        std::string flags;
        bool present = false; ///< else `frame` is a place on the device
    };
    struct Space {
        std::uint32_t space = 0;
        std::vector<Segment> segments;           ///< by page
        std::vector<PageRun> runs;               ///< by page; the first 1,000
        std::uint64_t more_runs = 0;             ///< that are left out
        std::vector<std::uint64_t> tables;       ///< pages of its page table, by level, the top one first
        std::uint64_t entries = 0, resident = 0; ///< pages
    };
    struct TlbEntry {
        CpuId cpu;
        std::uint32_t tag = 0;
        std::uint64_t page = 0; ///< of a huge page: its first small one
        std::int32_t level = 1;
        bool huge = false, global = false, loaded = false; ///< loaded: of the space that is loaded there
    };
    /// Physical memory and the address spaces; nothing unless memory is modelled.
    struct Memory {
        std::uint64_t page_size = 0;
        std::uint64_t frames_used = 0, table_pages = 0;
        std::optional<std::uint64_t> frames; ///< nothing: no limit
        bool data_alone = false;             ///< text, stacks and page tables do not count against it
        PageRun kernel;                      ///< the kernel's own that it touches at each entry; may be none
        std::vector<Space> spaces;           ///< those of `processes`, by id
        std::vector<TlbEntry> tlb;           ///< by CPU, level, tag and page
    };
    Time now;
    std::optional<Memory> memory;
    std::vector<Pcb> processes; ///< by pid; reaped ones are gone
    std::vector<Tcb> threads;   ///< by tid; ended ones are gone
    std::vector<Cpu> cpus;
    std::vector<ReadyListing> queues; ///< who is ready, best first, with the policy's keys
    std::vector<Device> devices;
    std::vector<std::string> key_names, queue_key_names; ///< as in TraceHeader
};

/// Is asked now and then whether to go on; answers false to interrupt. Called every few thousand happenings.
class Progress {
  public:
    virtual ~Progress() = default;
    virtual bool go_on(Time now, std::uint64_t happenings) = 0;
    /// Asked at the same times: the limit on memory in bytes, once so much is used that the run must end for
    /// its end to be told; before that 0. The run ends with the outcome `limit` then.
    virtual std::uint64_t reached_memory_limit() { return 0; }
};

/// Under --explain: hears the candidates of every pick, before the Pick event. Costs time; else nobody builds
/// them.
class PickListener {
  public:
    virtual ~PickListener() = default;
    virtual void picked(CpuId cpu, Time now, const Choice& choice, std::span<const Candidate> candidates) = 0;
};

/// One pick of a run, decided otherwise: to ask what a schedule would be if a tie had gone the other way.
/// `pick` counts the picks of the run from 0, as its Pick events do, on all CPUs together; earlier picks that
/// are forced change which those are. It takes effect only if `tid` is ready then and nothing but the tie
/// rule puts another thread before it; else the policy chooses as ever. Of two for the same pick the first
/// one counts.
struct ForcedPick {
    std::uint64_t pick = 0;
    Tid tid;
    bool operator==(const ForcedPick&) const = default;
};

class Simulation {
  public:
    /// `scenario` and the sinks must outlive the simulation. Scenario comes from `load`: it is not checked
    /// again. `forced` is copied.
    Simulation(const Scenario& scenario, std::span<Sink* const> sinks, PickListener* picks = nullptr,
               std::span<const ForcedPick> forced = {});
    ~Simulation();
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    /// Runs until the end, whatever that is. Once.
    [[nodiscard]] RunResult run(Progress* progress = nullptr);
    /// Runs everything that happens up to and at `moment`, for a snapshot; the run may be continued after.
    [[nodiscard]] RunResult run_to(Time moment, Progress* progress = nullptr);
    [[nodiscard]] Snapshot snapshot() const;
    [[nodiscard]] const Names& names() const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// The policies that exist, for `load` and `list`.
[[nodiscard]] std::span<const PolicyInfo> policy_catalogue();

} // namespace ossim
