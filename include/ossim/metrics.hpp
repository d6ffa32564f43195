// What a run measured (SEMANTICS 9), gathered from its events alone: from a run, or from a trace read back.
//
// Everything is exact: sums are whole nanoseconds, averages are ratios. Only percentiles of more than 2,048
// different lengths come from log-linear histograms; theirs is the upper end of a bucket, at most 1/64 above
// the true value.
#pragma once

#include "ossim/catalogue.hpp"
#include "ossim/event.hpp"
#include "ossim/ratio.hpp"
#include "ossim/sink.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// Counts lengths: each by itself while there are at most `most_exact` different ones, then in 64 buckets a
/// power of two. Bounded memory; percentiles exact at first, then within 1/64.
class Histogram {
  public:
    static constexpr std::size_t most_exact = 2'048;
    /// `length` is 0 or more; it counts `times` times.
    void add(Duration length, std::uint64_t times = 1);
    /// Everything that the other one counted.
    void add(const Histogram& other);
    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] TimeSum sum() const { return sum_; }
    [[nodiscard]] Duration least() const { return least_; }
    [[nodiscard]] Duration most() const { return most_; }
    /// 0 when nothing was added.
    [[nodiscard]] Ratio mean() const;
    /// Are the percentiles the lengths themselves? Else they are ends of buckets.
    [[nodiscard]] bool is_exact() const { return buckets_.empty(); }
    /// `percent` from 0 to 100; 0 when nothing was added.
    [[nodiscard]] Duration percentile(int percent) const;

  private:
    struct Value {
        Duration length;
        std::uint64_t times = 0;
    };
    static void merge(std::vector<Value>& values);
    void keep(Value value);
    void put(Value value);
    void give_up_values();

    std::vector<Value> values_;          ///< while exact; the same length may stand there again
    std::vector<std::uint64_t> buckets_; ///< when there have been too many
    std::uint64_t count_ = 0;
    TimeSum sum_;
    Duration least_ = Duration::forever(), most_;
};

/// The jobs of periodic work, or of work with a deadline.
struct JobMetrics {
    std::uint64_t released = 0, done = 0, missed = 0, aborted = 0;
    TimeSum response;                       ///< of all that were done
    std::optional<Duration> worst_response; ///< of those
    std::optional<Duration> worst_lateness; ///< likewise; less than 0 if all were early
    void add(const JobMetrics& other);
    void add(const JobDone& job);
};

struct ThreadMetrics {
    Tid tid;
    Pid pid;
    std::string name, group;
    Time arrival;                          ///< when it became New
    std::optional<Time> first_dispatch;    ///< when it was Running for the first time
    std::optional<Time> first_instruction; ///< its first own instruction
    std::optional<Time> end;
    std::array<Duration, thread_state_count> in_state{}; ///< up to its end, or the run's
    Duration cpu;                                        ///< own instructions: Running less all overhead
    Duration switching;                                  ///< direct switch cost while Running
    std::array<Duration, account_count> kernel{};        ///< by account
    std::uint64_t dispatches = 0, voluntary = 0, involuntary = 0, migrations = 0, page_faults = 0;
    Duration ready_at_first; ///< time in Ready before its first dispatch
    JobMetrics jobs;
};

/// How much of a process was in frames at a moment, and how much of that was in use, in pages.
struct ResidenceSample {
    Time at;
    std::uint64_t resident = 0, working_set = 0;
};

struct ProcessMetrics {
    Pid pid, parent;
    std::string name, group;
    Time arrival;
    std::optional<Time> first_instruction, first_dispatch, end;
    std::optional<std::int32_t> status;
    std::vector<Tid> threads;
    std::array<TimeSum, thread_state_count> in_state{}; ///< summed over its threads
    TimeSum cpu, switching;
    std::array<TimeSum, account_count> kernel{};
    std::uint64_t voluntary = 0, involuntary = 0;
    /// Of its own address space, when that was last seen: at its end, or else when it was made; 0 without a
    /// memory model, and of one that is borrowed.
    std::uint64_t page_entries = 0, page_tables = 0;
    /// Why the kernel ended it, if it did: out_of_memory, address_space_full or segmentation_fault; and the
    /// reference at fault.
    std::optional<Cause> ended_by;
    std::optional<Faulted> last_violation;
    /// Where its memory went, in pages, when it ended or the run did; nothing without a memory model.
    std::optional<MemoryHeld> footprint;
    std::vector<ResidenceSample> residence; ///< in order of time
};

/// The accounts of a CPU, which add up exactly to the length of the run; or of several together.
struct CpuMetrics {
    CpuId cpu;
    TimeSum user, idle;
    std::array<TimeSum, account_count> kernel{};
    std::array<TimeSum, component_count> switching{}; ///< by component
    std::uint64_t switches = 0;                       ///< between different threads
    std::uint64_t involuntary_switches = 0;           ///< of them: the CPU was taken from who left
    TimeSum warm;                                     ///< of user: at the rate of warm caches
    [[nodiscard]] TimeSum kernel_total() const;
    [[nodiscard]] TimeSum switching_total() const;
    [[nodiscard]] TimeSum total() const; ///< of all accounts
    void add(const CpuMetrics& other);
};

/// Switches of one kind, and where their cost went.
struct SwitchMetrics {
    std::array<TimeSum, component_count> components{};
    TimeSum tlb_refill, cache_refill;              ///< emergent; 0 while no memory is modelled
    std::uint64_t tlb_misses = 0, cache_lines = 0; ///< that these refills fetched
    Histogram lengths; ///< of the whole cost: direct, and what it brought afterwards
};

/// Memory references that did not find what they needed at hand.
struct RefillMetrics {
    std::uint64_t second_hits = 0, walks = 0, lines_l2 = 0, lines_l3 = 0, lines_memory = 0;
    std::uint64_t switch_misses = 0; ///< of the first TLB, because of a switch
    std::uint64_t hits = 0;          ///< of the first TLB
    std::uint64_t compulsory = 0;    ///< of the walks: pages that this CPU's TLB has never had
    std::uint64_t kernel_misses = 0; ///< of the first TLB, for the kernel's own pages
    TimeSum tlb, cache;
    TimeSum of_references; ///< the part of both that references made one by one have brought
    void add(const Refilled& event);
};

/// References that could not be done at once, and what followed.
struct FaultMetrics {
    std::array<std::uint64_t, fault_kind_count> kinds{};
    std::uint64_t evictions = 0, write_backs = 0, shootdowns = 0, references = 0;
    TimeSum each;   ///< what the references take by themselves, as their steps say
    TimeSum waited; ///< time that threads were Waiting for pages
    /// Those that a textbook counts: the page, or the right to it, had to be brought.
    [[nodiscard]] std::uint64_t page_faults() const;
    /// Those that end a process.
    [[nodiscard]] std::uint64_t violations() const;
};

/// How often a ready thread moved to the queue of other CPUs, by reason.
using QueueMoves = std::array<std::uint64_t, enum_words(MoveReason{}).size()>;

/// Ways to make a process or a thread, another program of a process, and an end.
enum class Creation : std::uint8_t { fork, vfork, spawn, exec, end };
constexpr auto enum_words(Creation) { return words("fork", "vfork", "spawn", "exec", "end"); }
inline constexpr std::size_t creation_count = 5;

/// What calls of one way have cost the kernel, traps and switches left out.
struct CreationMetrics {
    std::uint64_t count = 0;
    TimeSum total;
    Duration most;
    std::uint64_t entries = 0, tables = 0; ///< of the page tables that they made, in all
};

struct SpanMetrics {
    std::string name;
    Histogram lengths;
};

struct DeviceMetrics {
    DeviceId device;
    std::string name;
    std::uint64_t requests = 0;
    Duration busy;  ///< time with at least one request in service
    TimeSum queued; ///< summed over requests
};

/// A pick that a tie rule decided.
struct Tie {
    Time time;
    CpuId cpu;
    Tid chosen, other;
};

struct Metrics {
    TraceHeader header;
    Time end;
    Outcome outcome = Outcome::finished;
    bool complete = true;
    std::uint64_t events = 0, picks = 0, tied_picks = 0;
    std::vector<ThreadMetrics> threads;    ///< by tid
    std::vector<ProcessMetrics> processes; ///< by pid; init only if it got a child that was not its own
    std::vector<CpuMetrics> cpus;
    std::array<SwitchMetrics, switch_kind_count> switches; ///< by SwitchKind
    RefillMetrics refills;
    FaultMetrics faults;
    QueueMoves queue_moves{};                              ///< by MoveReason
    std::array<CreationMetrics, creation_count> creations; ///< by Creation
    std::vector<SpanMetrics> spans;                        ///< in order of first use
    std::vector<DeviceMetrics> devices;
    std::vector<Tie> ties; ///< the first 1,000
    Duration any_io;       ///< time with at least one request in service anywhere
    /// How often each state move happened, for the state diagram: [from][to].
    std::array<std::array<std::uint64_t, thread_state_count>, thread_state_count> moves{};
};

/// The accounts of all CPUs together.
[[nodiscard]] CpuMetrics all_cpus(const Metrics& metrics);

/// What a reference made one by one takes on average, in ns: by itself, for its refills, and for faults: the
/// kernel's work and the waiting for pages (faults of working sets included, where there are both). Nothing
/// if there was no such reference.
[[nodiscard]] std::optional<Ratio> effective_access_time(const Metrics& metrics);

/// Gathers metrics from events.
class MetricsSink : public Sink {
  public:
    MetricsSink();
    ~MetricsSink() override;
    [[nodiscard]] EventKinds wants() const override;
    void start(const TraceHeader& header, const Names& names) override;
    void accept(std::span<const Event> events) override;
    void finish(Time end) override;
    /// After `finish`.
    [[nodiscard]] const Metrics& metrics() const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// A metric's value: a length, a count or a ratio, all as exact ratios; lengths in nanoseconds.
struct MetricValue {
    Ratio value;
    bool is_time = false;
};

/// Looks a metric up by the names of `metric_catalogue`. `subject` is the name of a thread, process, group
/// or CPU ("cpu0"), the beginning that a family of names shares ("job" of "job.1", "job.2"), or empty for
/// the run; "switches.mean", "switches.process.count" are of the run. Nothing if there is no such subject
/// or metric, or the metric has no value (the turnaround of what has not ended).
[[nodiscard]] std::optional<MetricValue> find_metric(const Metrics& metrics, std::string_view subject,
                                                     std::string_view name);

/// A metric of one thread, or of one process (the sum over its threads): by `metric_catalogue`, and as the
/// conventions of the run have it. Nothing if it has no value.
[[nodiscard]] std::optional<MetricValue> metric_of(const Metrics& metrics, const ThreadMetrics& thread,
                                                   std::string_view name);
[[nodiscard]] std::optional<MetricValue> metric_of(const Metrics& metrics, const ProcessMetrics& process,
                                                   std::string_view name);

/// All values of a per-thread metric, by tid; of processes for a per-process one. For avg(), max() and
/// percentile().
[[nodiscard]] std::vector<MetricValue> all_of_metric(const Metrics& metrics, std::string_view name);

/// The same for the threads of one process or group only; `subject` empty: for all.
[[nodiscard]] std::vector<MetricValue> all_of_metric(const Metrics& metrics, std::string_view subject,
                                                     std::string_view name);

/// Is there a thread, process, group, CPU, span or device of that name ("cpu0", "span.request",
/// "device.disk")?
[[nodiscard]] bool has_subject(const Metrics& metrics, std::string_view subject);

/// The metrics that exist, with their words.
[[nodiscard]] std::span<const MetricInfo> metric_catalogue();

} // namespace ossim
