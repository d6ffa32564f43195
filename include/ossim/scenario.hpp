// A scenario, loaded and validated: plain data, no YAML and no behaviour. What `load` gives and `simulate`
// takes.
#pragma once

#include "ossim/action.hpp"
#include "ossim/conventions.hpp"
#include "ossim/costs.hpp"
#include "ossim/diagnostic.hpp"
#include "ossim/ids.hpp"
#include "ossim/memory.hpp"
#include "ossim/ratio.hpp"
#include "ossim/thread_class.hpp"
#include "ossim/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ossim {

/// The unit of bare numbers, and of printed times. A tick is 1 ms inside and is printed without a unit.
enum class Unit : std::uint8_t { ns, us, ms, s, tick };
constexpr auto enum_words(Unit) { return words("ns", "us", "ms", "s", "tick"); }
/// The length of one unit.
constexpr Duration length_of(Unit unit) {
    constexpr std::int64_t lengths[] = {1, 1'000, 1'000'000, 1'000'000'000, 1'000'000};
    return Duration(lengths[static_cast<std::size_t>(unit)]);
}

/// Limits on a run; to reach one ends it with outcome `limit` (exit 3). Defaults are generous; flags raise
/// them.
struct Limits {
    Time time{4'000'000'000'000'000'000}; ///< simulated time, at most 4·10^18 ns
    std::uint64_t events = 100'000'000;   ///< happenings handled
    std::uint64_t threads = 4'000'000;    ///< threads created in all
    std::uint64_t processes = 4'000'000;  ///< processes created in all
    /// Of one address space: mappings, and parts of segments that are protected or unmapped apart. Linux
    /// allows as many (vm.max_map_count).
    std::uint64_t segments = 65'530;
    std::uint64_t zero_time_steps = 1'000'000; ///< steps of one thread without time passing: `no progress`
};

struct SchedulerSpec;

/// A policy parameter's value, of the type that its `ParameterInfo` declares. A Duration of `forever` is
/// "none".
using ParameterValue = std::variant<bool, std::int64_t, Duration, Ratio, std::string, std::vector<Duration>,
                                    std::vector<std::int64_t>, std::vector<SchedulerSpec>>;

struct Parameter {
    std::string name;
    ParameterValue value;
};

/// A policy and its parameters, every one with its value: defaults are filled in by `load`, in declared
/// order.
struct SchedulerSpec {
    std::string policy = "fcfs";
    std::string name; ///< of a queue inside a multilevel queue; else empty
    std::vector<Parameter> parameters;
};

/// A declared device: so many requests are served at once, the others queue first in, first out.
struct DeviceSpec {
    std::string name;
    std::uint32_t channels = 1;  ///< 1 to 65,535
    Duration access;             ///< service time of a request that gives none, before its bytes
    std::uint64_t bandwidth = 0; ///< bytes a second; 0: bytes take no time
    Mark at;
};

/// Which CPUs share a ready queue: all of them; none, each has its own; or those of a group.
enum class QueueSharing : std::uint8_t { global, per_cpu, groups };

struct RunQueuesSpec {
    QueueSharing sharing = QueueSharing::global;
    std::vector<std::vector<std::uint32_t>> groups; ///< of groups: each CPU stands in exactly one
};

/// What an idle CPU does for work.
enum class OnIdle : std::uint8_t { steal, none };
constexpr auto enum_words(OnIdle) { return words("steal", "none"); }
/// Which CPU a woken thread goes to. idle: its last one if that is free, else one that is free, else its last
/// one; last: its last one in any case; fewest: where the load is least.
enum class WakeTo : std::uint8_t { idle, last, fewest };
constexpr auto enum_words(WakeTo) { return words("idle", "last", "fewest"); }
/// Which queue a new thread joins: the one with the least load for each of its CPUs, or each in turn.
enum class PlaceNew : std::uint8_t { fewest, in_turn };
constexpr auto enum_words(PlaceNew) { return words("fewest", "in-turn"); }
/// What periodic balancing does. level: the loads become as equal as they can be; empty: a queue in which
/// nobody waits takes one thread from the longest, beyond what that one's idle CPUs will take; peek: that,
/// whether they would take it or not (OSTEP, multi.py).
enum class BalanceHow : std::uint8_t { level, empty, peek };
constexpr auto enum_words(BalanceHow) { return words("level", "empty", "peek"); }

/// How threads move between run queues.
struct BalanceSpec {
    OnIdle on_idle = OnIdle::steal;
    WakeTo wake = WakeTo::idle;
    PlaceNew place = PlaceNew::fewest;
    BalanceHow how = BalanceHow::level;
    std::optional<Duration> every; ///< more than 0; nothing: there is no periodic balancing
    Duration migration_cost;       ///< who ran less than this ago is neither stolen nor balanced
};

/// Caches that a thread warms by running, as a rate: without a memory model, or beside it.
struct WarmCachesSpec {
    Duration time;          ///< how long a thread runs on a CPU before its working set is in the cache there
    std::int64_t rate = 2;  ///< what it does then in a unit of time, 1 to 1,000
    std::uint64_t size = 0; ///< how much working set fits into a CPU's cache
    Duration tick;          ///< warm threads take whole ticks; more than 0
};

struct Machine {
    std::uint32_t cpus = 1; ///< 1 to 4,096
    RunQueuesSpec run_queues;
    BalanceSpec balance;
    std::optional<WarmCachesSpec> warm_caches;
    CostProfile costs;
    MemorySpec memory; ///< the profile's, with what `machine:` changes
    std::vector<DeviceSpec> devices;
};

/// A named program, or the anonymous one of a process (`burst`, `bursts`, inline steps): then `name` is
/// empty.
struct ProgramSpec {
    std::string name;
    Steps steps;
    Mark at;
};

struct VariableSpec {
    std::string name;
    std::int64_t initial = 0;
};

/// What becomes of a job that is not done at its deadline.
enum class Overrun : std::uint8_t { continues, abort };
constexpr auto enum_words(Overrun) { return words("continue", "abort"); }

/// What a policy may ask of a thread. Attributes that the policy in force does not use are a warning.
struct Attributes {
    std::optional<std::int64_t> priority;             ///< -10^6 to 10^6
    std::int64_t nice = 0;                            ///< -20 to 19
    std::int64_t tickets = 100;                       ///< 1 to 10^6
    std::optional<Duration> slice;                    ///< the request of the thread's own, 1 ns to 4 s
    std::string queue;                                ///< of a multilevel queue
    ThreadClass thread_class = ThreadClass::unstated; ///< the key `class`
    std::vector<std::uint32_t> affinity;              ///< the CPUs that it may use, ascending; empty: all
    std::uint64_t working_set = 0;                    ///< what it needs of a cache (`Machine::warm_caches`)
    std::optional<Duration> period;   ///< from one release of a job to the next; none: there is one job
    std::optional<Duration> deadline; ///< of a job, from its release on; none: its period
    Duration wcet;                    ///< the CPU time that a job needs at most; 0 where that is unknown
    Duration offset;                  ///< from the arrival to the first release
    Overrun overrun = Overrun::continues;
    std::optional<ServerSpec> server;
    [[nodiscard]] bool has_jobs() const { return period || deadline; }
};

struct ThreadSpec {
    std::string name; ///< without the process's name
    std::uint32_t count = 1;
    ProgramId program;
    std::optional<Time> arrival; ///< when it joins its process; default: with it
    Attributes attributes;       ///< those of the process where the thread gives none
    std::string group;
    Mark at;
};

enum class RunAs : std::uint8_t { threads, processes };
constexpr auto enum_words(RunAs) { return words("threads", "processes"); }

struct ProcessSpec {
    std::string name;
    std::uint32_t count = 1;     ///< more than 1: named name.1, name.2, …
    Time arrival;                ///< of the first
    std::optional<Draw> between; ///< `arrivals:`, the draw of the time from one arrival to the next
    RunAs run_as = RunAs::threads;
    bool daemon = false;
    std::string group;
    ImageSpec memory;
    std::vector<VariableSpec> variables;
    std::vector<ThreadSpec>
        threads; ///< 1 or more; a process given by a burst or a program has one, with its name
    bool threads_given =
        false; ///< `threads:` was written: the end of a program ends a thread, not the process
    Mark at;
};

enum class ExpectationKind : std::uint8_t { that, schedule, order, never, deadlock };
constexpr auto enum_words(ExpectationKind) { return words("that", "schedule", "order", "never", "deadlock"); }

/// An expectation as written; sim/expect knows its grammar and gives the verdict. `texts` holds the parts:
/// one expression, one schedule (or one a CPU, with `keys` naming the CPUs), the items of an order.
struct Expectation {
    ExpectationKind kind = ExpectationKind::that;
    std::vector<std::string> keys;
    std::vector<std::string> texts;
    std::vector<Mark> marks; ///< of each text
    Mark at;
};

/// The whole. Everything that names something has been resolved and checked.
struct Scenario {
    std::string file;
    std::string title;
    std::string about;
    Unit unit = Unit::ms;
    std::uint64_t seed = 0;
    Machine machine;
    SchedulerSpec scheduler;
    Conventions conventions;
    std::optional<std::uint32_t> admitted_processes; ///< multiprogramming limit
    std::optional<Time> until;                       ///< a normal end
    Limits limits;
    std::vector<ProgramSpec> programs;
    std::vector<VariableSpec> variables;         ///< visible to every process
    std::vector<SharedMemorySpec> shared_memory; ///< what `attach` may name
    std::vector<ProcessSpec> processes;
    bool has_affinity = false; ///< some thread is, or will be, restricted to some of the CPUs
    std::vector<Expectation> expectations;
    std::vector<std::string> variants; ///< names, in file order
    std::string variant;               ///< the one that this is; empty for the base
};

} // namespace ossim
