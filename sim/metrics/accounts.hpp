// The running accounts of threads and CPUs, small and dense: what MetricsSink touches at every event.
//
// A CPU does one thing at a time. What the kernel does there (switches and charges) is work in a queue: it
// begins when it is announced, or when the work before it ends. A thread that is Running meanwhile does not
// execute, so
//
//     own instructions = time Running - work of the kernel on that CPU during that time
//
// and, as work and own instructions never overlap, user + kernel + switching + idle is the length of the run.
#pragma once

#include "ossim/event.hpp"
#include "ossim/metrics.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace ossim {

/// The account of a thread. The first cache line is all that a switch touches; `ended` threads keep theirs.
struct alignas(64) ThreadAccount {
    static constexpr std::int64_t none = -1;
    std::int64_t since = 0;                 ///< in `state` since then; the end, once Terminated
    std::array<std::int64_t, 3> in_state{}; ///< Ready, Running, Waiting: by ThreadState less 2
    std::int64_t switching = 0;
    std::uint64_t involuntary = 0, voluntary = 0;
    std::uint16_t last_cpu = 0;
    ThreadState state = ThreadState::fresh;
    bool known = false, has_run = false;

    std::array<std::int64_t, account_count> kernel{};
    std::uint64_t migrations = 0;
    std::int64_t first_dispatch = none, first_instruction = none;

    void leave_state(std::int64_t now) {
        const auto index = static_cast<std::size_t>(state) - 2; // of New, which is left once: elsewhere
        if (index < in_state.size()) in_state[index] += now - since;
    }
};
static_assert(sizeof(ThreadAccount) == 128);

/// What else is known of a thread.
struct ThreadFacts {
    Pid pid;
    Name label;
    NameId group;
    std::int64_t arrival = 0, in_new = 0, ready_at_first = 0;
    std::uint64_t page_faults = 0;
    std::int64_t paid_for_creation = 0; ///< by the call that it is in
    std::uint32_t jobs = 0;             ///< where its jobs are counted, plus 1; 0: it has none
};

/// A piece of the kernel's work on a CPU, kept until the CPU has nothing more to do than its thread.
struct KernelWork {
    std::int64_t start = 0, end = 0;
    ComponentLengths components{}; ///< of a switch
    bool is_switch = false;
    SwitchKind kind = SwitchKind::process;
    Account account = Account::syscall;
};

/// The last switch of a CPU, while it may still bring refills.
struct OpenSwitch {
    SwitchKind kind = SwitchKind::process;
    Duration tlb, cache; ///< refills since then that it has brought
    std::uint64_t misses = 0, lines = 0;
};

/// Switches of one kind and one cost on one CPU, counted before they are added up: prices seldom change.
struct SwitchTally {
    ComponentLengths components;
    std::int64_t length = 0;
    std::uint64_t count = 0;
};

/// The account of a CPU.
struct CpuAccount {
    Tid running;
    bool awaits_first = false; ///< the running thread has not yet executed an instruction of its own, ever
    std::int64_t busy_until = 0;
    std::int64_t thread_time = 0; ///< time with a Running thread
    std::int64_t shadowed = 0;    ///< the part of it in which the kernel worked
    std::array<std::int64_t, account_count> kernel{};
    std::array<std::int64_t, component_count> switching{};
    std::uint64_t switches = 0, involuntary = 0;
    Duration warm;           ///< its threads ran at the rate of warm caches
    bool taken_away = false; ///< its last thread did not leave it by itself
    std::array<SwitchTally, switch_kind_count> tallies{};
    std::optional<OpenSwitch> open;
    std::vector<KernelWork> works; ///< in order; the last ends at `busy_until`
    /// The half of a switch that was paid by who left. Who comes decides what kind of switch it was.
    std::optional<ComponentLengths> leaving_half;
};

/// The account of a device.
struct DeviceAccount {
    NameId label;
    bool known = false;
    std::uint64_t requests = 0, waiting = 0, served = 0;
    std::int64_t since = 0, busy = 0;
    TimeSum queued; ///< over all requests

    /// Brings `busy` and `queued` up to now.
    void advance(std::int64_t now);
};

struct ProcessFacts {
    bool known = false;
    Pid parent;
    Name label;
    std::int64_t arrival = 0, end = ThreadAccount::none;
    std::int32_t status = 0;
    bool borrows = false; ///< its parent's address space, after vfork
    std::uint64_t entries = 0, tables = 0;
    Tid payer; ///< the last of its threads that paid for creation
    std::optional<Cause> ended_by;
    std::optional<Faulted> last_violation;
    std::optional<MemoryHeld> footprint;
    std::vector<ResidenceSample> residence;
};

/// Everything gathered so far.
class Accounts {
  public:
    Accounts(const TraceHeader& header, const Names& names);
    void take(const Event& event);
    /// Closes every account at `end`; what lies behind it is cut off.
    [[nodiscard]] Metrics close(Time end);

  private:
    void move(std::int64_t now, const StateMove& event);
    void enter_cpu(std::int64_t now, ThreadAccount& thread, Tid tid, CpuId where);
    void note_end(const StateMove& event);
    void leave_cpu(std::int64_t now, ThreadAccount& thread, Tid tid, Cause cause);
    void pick(Time now, const Pick& event);
    void switch_over(std::int64_t now, const Switch& event);
    std::int64_t tally(CpuAccount& cpu, const Switch& event);
    void count_halves(CpuAccount& cpu, const ComponentLengths& coming, SwitchKind kind);
    void count_parts(CpuAccount& cpu, const ComponentLengths& components, SwitchKind kind,
                     std::int64_t times);
    void refill(const Refilled& event);
    void refer(const Referred& event);
    void make(const SpaceMade& event);
    void create(Creation how, Tid by);
    void note_payment(const Charge& event);
    void fault(const Faulted& event);
    void hold(const MemoryHeld& event);
    void sample(std::int64_t now, const Resident& event);
    void count(const TlbCounted& event);
    void count(const WarmCounted& event);
    void close_switch(CpuAccount& cpu);
    void begin(std::int64_t now, const Begin& event);
    void charge(std::int64_t now, const Charge& event);
    void request(std::int64_t now, const IoRequest& event);
    void serve(std::int64_t now, DeviceId device, bool begins);
    void create(std::int64_t now, const ThreadNew& event);
    void create(std::int64_t now, const ProcessNew& event);
    void exit(std::int64_t now, const ProcessExit& event);
    JobMetrics* jobs_of(Tid tid);
    void measure(const SpanEnd& event);
    SpanMetrics* span_of(NameId label);

    [[nodiscard]] ThreadAccount* find(Tid tid) {
        return tid.value < threads_.size() && threads_[tid.value].known ? &threads_[tid.value] : nullptr;
    }
    [[nodiscard]] CpuAccount* find(CpuId cpu) {
        return cpu.value < cpus_.size() ? &cpus_[cpu.value] : nullptr;
    }
    [[nodiscard]] static KernelWork& add_work(CpuAccount& cpu, std::int64_t now, std::int64_t length);
    void flush(CpuAccount& cpu, SwitchKind kind);
    static void share_tail(const CpuAccount& cpu, std::int64_t from, ThreadAccount& thread, std::int64_t sign,
                           std::int64_t& shadowed);
    void cut(CpuAccount& cpu, std::int64_t end);

    void close_cpu(CpuAccount& cpu, std::int64_t end);
    void close_threads(std::int64_t end);
    [[nodiscard]] ThreadMetrics thread_metrics(Tid tid) const;
    [[nodiscard]] ProcessMetrics process_metrics(Pid pid) const;
    void put_threads(Metrics& into) const;
    void put_processes(Metrics& into) const;
    void put_cpus(Metrics& into, std::int64_t end) const;
    void put_devices(Metrics& into, std::int64_t end);

    const TraceHeader header_;
    const Names& names_;
    std::vector<ThreadAccount> threads_;  ///< by tid; entry 0 is unused
    std::vector<ThreadFacts> facts_;      ///< by tid
    std::vector<JobMetrics> jobs_;        ///< of threads that have some
    std::vector<ProcessFacts> processes_; ///< by pid
    std::vector<CpuAccount> cpus_;
    std::vector<DeviceAccount> devices_;
    DeviceAccount all_devices_;
    std::vector<std::uint32_t> span_index_; ///< by name id: place in `spans` plus 1
    bool init_adopted_ = false;
    std::uint64_t last_reference_ = 0; ///< its number among the events; later that of a refill it brought
    Duration last_paid_;               ///< for the last creation
    Metrics metrics_;
};

} // namespace ossim
