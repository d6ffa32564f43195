// The mappings of a scenario that are no steps: each struct declares its keys once (reader.hpp says what
// follows).
//
// They are what is written; where a struct of ossim/scenario.hpp has the same parts, it is inherited.
#pragma once

#include "scenario/memory_keys.hpp"
#include "scenario/reader.hpp"

namespace ossim {

/// `ossim: 1`.
struct Version {};
/// `200MiB/s`.
struct Bandwidth {
    std::uint64_t bytes = 0;
};
/// `[2, io: 5, 1]`, put away as a program without a name.
struct Bursts {
    ProgramId program;
};
/// What a thread begins with: a program by name, or one without a name that has been put away.
struct GivenProgram {
    std::string name;
    ProgramId program;
};

struct DeviceKeys {
    std::uint32_t channels = 1;
    Duration access;
    Bandwidth bandwidth;
    template <class K = DeviceKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("channels", &K::channels, "requests served at once, 1 to 65,535; the others queue",
                  Range{1, 65'535}),
            field("access", &K::access, "service time of a request that gives none, before its bytes"),
            field("bandwidth", &K::bandwidth,
                  "bytes a second, as in 200MiB/s; without it bytes take no time")};
    }
};

struct BalanceKeys : BalanceSpec {
    template <class B = BalanceSpec>
    static constexpr auto fields() {
        return std::tuple{
            field("on_idle", &B::on_idle, "what a CPU does that has nothing to run; default steal"),
            field("wake", &B::wake, "which CPU a woken thread goes to; default idle"),
            field("place", &B::place, "which queue a new thread joins; default fewest"),
            field("every", &B::every, "how often loads are balanced; default never",
                  Range{1, Duration::longest().ns()}),
            field("how", &B::how, "what balancing does then; default level"),
            field("migration_cost", &B::migration_cost,
                  "who ran less than this ago is neither stolen nor balanced; default 0")};
    }
};

struct WarmCachesKeys {
    Duration time;
    std::int64_t rate = 2;
    std::uint64_t size = 0;
    Noted<Duration> tick;
    template <class K = WarmCachesKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("time", &K::time, "how long a thread runs on a CPU until it is warm there", Need::required),
            field("rate", &K::rate, "the work it does then in a unit of time, 1 to 1,000; default 2",
                  Range{1, 1'000}),
            field("size", &K::size, "how much of working sets a CPU's cache holds", Need::required,
                  size_range),
            field("tick", &K::tick, "a warm thread takes whole ticks; default one unit",
                  Range{1, Duration::longest().ns()})};
    }
};

struct MachineKeys : Machine, GeometryKeys {
    Noted<RunQueuesSpec> queues_given;
    Noted<WarmCachesKeys> warm_given;
    Noted<BalanceKeys> balance_given;
    Noted<MemoryKeys> memory_given;
    Noted<PageReplacement> replacement;
    template <class K = MachineKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("cpus", &Machine::cpus, "how many CPUs, 1 to 4,096", Range{1, 4'096}),
            field("run_queues", &K::queues_given,
                  "global (default), per_cpu, or groups of CPUs that share one, as in [[0, 1], [2, 3]]"),
            field("balance", &K::balance_given, "how threads move between run queues"),
            field("warm_caches", &K::warm_given,
                  "caches as a rate: who has run for a while on a CPU is faster there"),
            field("costs", &Machine::costs,
                  "the name of a cost profile or of a file, or a mapping with `profile` and what differs"),
            field("memory", &K::memory_given, "physical memory: a size, or {size or frames, ...}"),
            field("page_size", &GeometryKeys::page_size, "the size of a page; default: the profile's",
                  page_size_range),
            field("page_table", &GeometryKeys::page_table, "its levels; default: the profile's"),
            field("tlb", &GeometryKeys::tlb, "none, or {entries, ways, ...}; default: the profile's"),
            field("cache", &GeometryKeys::cache, "none, a level, or a list of them; default: the profile's"),
            field("replacement", &K::replacement, "which page makes room when no frame is free; default lru"),
            field("devices", &Machine::devices, "devices by name; others are never busy")};
    }
};

struct ObjectsKeys {
    std::vector<VariableSpec> variables;
    static constexpr auto fields() {
        return std::tuple{
            field("variables", &ObjectsKeys::variables, "shared variables, each with its first value")};
    }
};

/// The objects that every process sees: what is shared memory has no sense within one.
struct SharedObjectsKeys : ObjectsKeys {
    std::vector<SharedMemorySpec> shared_memory;
    static constexpr auto fields() {
        return std::tuple{
            field("variables", &ObjectsKeys::variables, "shared variables, each with its first value"),
            field("shared_memory", &SharedObjectsKeys::shared_memory,
                  "memory that processes attach, by name, each with its size")};
    }
};

struct AdmissionKeys {
    std::uint32_t processes = 0;
    static constexpr auto fields() {
        return std::tuple{field("processes", &AdmissionKeys::processes,
                                "how many processes may be in the system at once", Need::required,
                                Range{1, 4'000'000})};
    }
};

struct LimitsKeys : Limits {
    static constexpr auto fields() {
        constexpr std::int64_t most = 1'000'000'000'000'000;
        return std::tuple{
            field("time", &Limits::time, "simulated time", Range{1, Duration::longest().ns()}),
            field("events", &Limits::events, "happenings handled", Range{1, most}),
            field("threads", &Limits::threads, "threads created in all", Range{1, 4'000'000'000}),
            field("processes", &Limits::processes, "processes created in all", Range{1, 4'000'000'000}),
            field("segments", &Limits::segments, "mappings of one process, and parts of segments",
                  Range{1, 4'000'000'000}),
            field("zero_time_steps", &Limits::zero_time_steps,
                  "steps that a thread may do without time passing", Range{1, most})};
    }
};

struct ServerKeys {
    Duration budget;
    Noted<Duration> period, deadline;
    template <class K = ServerKeys>
    static constexpr auto fields() {
        constexpr Range positive{1, Duration::longest().ns()};
        return std::tuple{
            field("budget", &K::budget, "the CPU time that it gives in each period", Need::required,
                  positive),
            field("period", &K::period, "how often", Need::required, positive),
            field("deadline", &K::deadline, "its deadline after a wake-up; default: its period", positive)};
    }
};

/// What a policy may ask of a thread; keys of a process and of each of its threads.
struct AttributeKeys {
    Noted<std::int64_t> priority, nice, tickets;
    Noted<Duration> slice;
    Noted<std::string> queue;
    Noted<ThreadClass> thread_class;
    Noted<CpuList> affinity;
    Noted<std::uint64_t> working_set;
    Noted<Duration> period, deadline, wcet, offset;
    Noted<Overrun> overrun;
    Noted<ServerSpec> server;
};

/// A length that may not be 0.
inline constexpr Range job_range{1, Duration::longest().ns()};

struct ThreadKeys : AttributeKeys {
    Noted<std::string> name;
    std::uint32_t count = 1;
    Noted<Time> arrival;
    Noted<GivenProgram> program;
    Noted<Draw> burst;
    Noted<Bursts> bursts;
    std::string group;
    template <class K = ThreadKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("name", &K::name, "its name; default: the program's"),
            field("count", &K::count, "how many, named name.1, name.2 and so on", Range{1, 100'000'000}),
            field("arrival", &K::arrival, "when it joins its process; default: with it"),
            field("program", &K::program, "what it runs: a program's name, or steps"),
            field("burst", &K::burst, "short for a program of one compute"),
            field("bursts", &K::bursts,
                  "short for a program: durations are compute, others are steps, as in [2, io: 5, 1]"),
            field("priority", &AttributeKeys::priority, "for policies with priorities", priority_range),
            field("nice", &AttributeKeys::nice, "-20 to 19", Range{-20, 19}),
            field("tickets", &AttributeKeys::tickets, "its share, 1 to 10^6", Range{1, 1'000'000}),
            field("slice", &AttributeKeys::slice, "for how long it asks to run at a time (eevdf)",
                  slice_range),
            field("queue", &AttributeKeys::queue, "which queue of a multilevel policy"),
            field("class", &AttributeKeys::thread_class, "its class, for policies with several"),
            field("affinity", &AttributeKeys::affinity, "the CPUs that it may use, as in [0, 2] or 0..3"),
            field("working_set", &AttributeKeys::working_set,
                  "what it needs of a CPU's cache (machine.warm_caches)", size_range),
            field("period", &AttributeKeys::period, "a job is released every so often, from the arrival on",
                  job_range),
            field("deadline", &AttributeKeys::deadline,
                  "when a job should be done, from its release on; default: its period", job_range),
            field("wcet", &AttributeKeys::wcet,
                  "the CPU time of a job at most; without a program each job computes so long", job_range),
            field("offset", &AttributeKeys::offset, "from the arrival to the first release; default 0"),
            field("overrun", &AttributeKeys::overrun,
                  "of a job that is not done at its deadline: it continues (default), or it is given up"),
            field("server", &AttributeKeys::server,
                  "a budget in every period, for policies with servers: {budget, period}"),
            field("group", &K::group, "a label; the report sums by it")};
    }
};

struct ThreadList {
    std::vector<ThreadKeys> threads;
    std::vector<NodeId> nodes;
};

struct ProcessKeys : AttributeKeys {
    Noted<std::string> name;
    std::uint32_t count = 1;
    Time arrival;
    Noted<Draw> arrivals;
    Noted<Draw> burst;
    Noted<Bursts> bursts;
    Noted<GivenProgram> program;
    Noted<ThreadList> threads;
    RunAs run_as = RunAs::threads;
    bool daemon = false;
    std::string group;
    Noted<ImageSpec> memory;
    std::vector<VariableSpec> variables;
    ObjectsKeys objects;
    template <class K = ProcessKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("name", &K::name, "its name", Need::required),
            field("count", &K::count, "how many, named name.1, name.2 and so on", Range{1, 100'000'000}),
            field("arrival", &K::arrival, "when it arrives; default 0"),
            field("arrivals", &K::arrivals, "the time from one arrival to the next, for count"),
            field("burst", &K::burst, "short for a program of one compute"),
            field("bursts", &K::bursts,
                  "short for a program: durations are compute, others are steps, as in [2, io: 5, 1]"),
            field("program", &K::program, "what it runs: a program's name, or steps"),
            field("threads", &K::threads, "its threads, each {name, program, count}"),
            field("priority", &AttributeKeys::priority, "for policies with priorities", priority_range),
            field("nice", &AttributeKeys::nice, "-20 to 19", Range{-20, 19}),
            field("tickets", &AttributeKeys::tickets, "its share, 1 to 10^6", Range{1, 1'000'000}),
            field("slice", &AttributeKeys::slice, "for how long it asks to run at a time (eevdf)",
                  slice_range),
            field("queue", &AttributeKeys::queue, "which queue of a multilevel policy"),
            field("class", &AttributeKeys::thread_class, "its class, for policies with several"),
            field("affinity", &AttributeKeys::affinity, "the CPUs that it may use, as in [0, 2] or 0..3"),
            field("working_set", &AttributeKeys::working_set,
                  "what it needs of a CPU's cache (machine.warm_caches)", size_range),
            field("period", &AttributeKeys::period, "a job is released every so often, from the arrival on",
                  job_range),
            field("deadline", &AttributeKeys::deadline,
                  "when a job should be done, from its release on; default: its period", job_range),
            field("wcet", &AttributeKeys::wcet,
                  "the CPU time of a job at most; without a program each job computes so long", job_range),
            field("offset", &AttributeKeys::offset, "from the arrival to the first release; default 0"),
            field("overrun", &AttributeKeys::overrun,
                  "of a job that is not done at its deadline: it continues (default), or it is given up"),
            field("server", &AttributeKeys::server,
                  "a budget in every period, for policies with servers: {budget, period}"),
            field("group", &K::group, "a label; the report sums by it"),
            field("run_as", &K::run_as, "whether its threads are threads, or processes of their own"),
            field("daemon", &K::daemon, "true: it does not keep the run alive"),
            field("memory", &K::memory, "the segments of its address space"),
            field("variables", &K::variables, "its own variables, each with its first value"),
            field("objects", &K::objects, "things that its threads share, and no other process")};
    }
};

/// The scenario itself. `unit` comes before everything that holds a time, names before what refers to them.
struct ScenarioKeys : Scenario {
    Version version;
    SharedObjectsKeys objects;
    std::optional<AdmissionKeys> admission;
    template <class K = ScenarioKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("ossim", &K::version, "the version of the language, which is 1", Need::required),
            field("title", &Scenario::title, "what the scenario shows, in one line"),
            field("about", &Scenario::about, "the same at length"),
            field("unit", &Scenario::unit, "the unit of bare numbers; a tick is printed without a unit"),
            field("seed", &Scenario::seed, "where random numbers start"),
            field("machine", &Scenario::machine, "CPUs, costs, memory and devices"),
            field("conventions", &Scenario::conventions,
                  "the name of a preset, or a mapping with `preset` and settings"),
            field("scheduler", &Scenario::scheduler, "the policy and its parameters; default: fcfs"),
            field("admission", &K::admission, "how many processes are let in"),
            field("limits", &Scenario::limits, "what ends a run that does not end"),
            field("until", &Scenario::until, "a normal end of the run, for endless work",
                  Range{1, Duration::longest().ns()}),
            field("objects", &K::objects, "what all processes share"),
            field("programs", &Scenario::programs, "programs by name, each a list of steps"),
            field("processes", &Scenario::processes, "who runs what", Need::required),
            field("variants", &Scenario::variants, "patches by name: `ossim compare` runs each"),
            field("expect", &Scenario::expectations, "what must come out: `ossim check` looks")};
    }
};

/// `{profile: x86-64-pcid, kpti: true}`: the prices beside the name.
void warn_idle_modifiers(Reader& reader, Given map, const CostProfile& costs);

/// Which run queues the machine has, and whether every CPU has one.
void settle_run_queues(Reader& reader, const MachineKeys& keys, Machine& into);

/// The caches that threads warm, if the machine has them.
void settle_warm_caches(const Reader& reader, const MachineKeys& keys, Machine& into);

/// Reports what goes beyond one queue for all CPUs, under a policy that has to have that.
void check_whole_machine(Reader& reader, NodeId node, std::string_view what);

/// The parameters of a policy that a scenario does not give.
void fill_defaults(const Reader& reader, SchedulerSpec& spec);

void read_value(Reader& reader, Given given, const Spot& spot, Version& into);
void read_value(Reader& reader, Given given, const Spot& spot, Bandwidth& into);
void read_value(Reader& reader, Given given, const Spot& spot, Bursts& into);
void read_value(Reader& reader, Given given, const Spot& spot, RunQueuesSpec& into);
void read_value(Reader& reader, Given given, const Spot& spot, GivenProgram& into);
void read_value(Reader& reader, Given given, const Spot& spot, ThreadList& into);
void read_value(Reader& reader, Given given, const Spot& spot, Unit& into);
void read_value(Reader& reader, Given given, const Spot& spot, Machine& into);
void read_value(Reader& reader, Given given, const Spot& spot, CostProfile& into);
void read_value(Reader& reader, Given given, const Spot& spot, Conventions& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::vector<SharedMemorySpec>& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::vector<DeviceSpec>& into);
void read_value(Reader& reader, Given given, const Spot& spot, SchedulerSpec& into);
void read_value(Reader& reader, Given given, const Spot& spot, Limits& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::vector<ProgramSpec>& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::vector<ProcessSpec>& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::vector<std::string>& variants);
void read_value(Reader& reader, Given given, const Spot& spot, std::vector<Expectation>& into);

} // namespace ossim
