// The scan of the process table, as in xv6: each CPU goes through the table from behind the process that it
// ran last, round its end, and runs the first one that is runnable. At every tick of the clock the running
// process yields, whenever its turn has begun. There is no queue: who became runnable when does not matter.
#include "policies/catalogue.hpp"
#include "policies/pid_scan.hpp"

#include <string>

namespace ossim {

namespace {

class Scan final : public Policy {
  public:
    explicit Scan(const PolicyContext& context)
        : preempted_to_(context.conventions.preempted_to),
          quantum_(parameter(context.spec, "quantum", Duration(100'000'000))),
          by_ticks_(parameter(context.spec, "clock", std::string("tick")) == "tick") {}

    void enqueue(const ThreadView& thread, Entry why, Time) override {
        last_pid_ = std::max(last_pid_, thread.pid.value);
        if (place_of(why, preempted_to_, Place::tail) == Place::head)
            table_.push_front(thread.tid, thread.pid, thread.since);
        else
            table_.push_back(thread.tid, thread.pid, thread.since);
    }
    void dequeue(const ThreadView& thread, Time) override { table_.remove(thread.tid); }
    Choice pick(CpuId cpu, Time) override {
        Choice choice = table_.best(cpu);
        if (!choice.tid) return choice;
        choice.key = steps(choice.tid, cpu);
        choice.next_key = choice.next ? steps(choice.next, cpu) : 0;
        started(choice.tid, cpu);
        return choice;
    }
    void take(const ThreadView& thread, CpuId cpu, Time) override { started(thread.tid, cpu); }
    Tid peek(CpuId cpu, Time) const override { return table_.front(cpu); }
    std::int64_t peek_key(CpuId cpu, Time) const override {
        const Tid first = table_.front(cpu);
        return first ? steps(first, cpu) : 0;
    }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(table_.size()); }
    bool is_preemptive() const override { return false; }
    bool has_upkeep() const override { return false; }
    bool watches_running() const override { return false; }
    Duration slice(const ThreadView&, Time now) override {
        return by_ticks_ ? quantum_ - Duration(now.ns() % quantum_.ns()) : quantum_;
    }
    void walk(CpuId cpu, Time, const CandidateVisitor& visit) const override {
        for (Tid tid = table_.front(cpu); tid && visit({tid, {steps(tid, cpu)}});)
            tid = table_.behind(tid, cpu);
    }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId, Time) const override {
        return a.pid == b.pid;
    }

  private:
    /// How many entries the scan looks at to come to that thread's process, the table being as long as the
    /// highest id that was ever in it.
    [[nodiscard]] std::int64_t steps(Tid tid, CpuId cpu) const {
        const std::int64_t from = table_.ran_last(cpu).value, to = table_.pid(tid).value;
        return to > from ? to - from : to + last_pid_ - from;
    }
    void started(Tid tid, CpuId cpu) {
        table_.chosen(cpu, tid);
        table_.remove(tid);
    }

    PidScan table_;
    PreemptedTo preempted_to_;
    Duration quantum_;
    bool by_ticks_;
    std::uint32_t last_pid_ = 0;
};

constexpr std::string_view scan_keys[] = {"steps"};
constexpr std::string_view scan_clocks[] = {"tick", "own"};
constexpr ParameterInfo scan_parameters[] = {
    {.name = "quantum",
     .type = ParameterType::duration,
     .fallback = "100ms",
     .doc = "from one tick of the clock to the next; at each of them the running process yields",
     .range = {.least = 1}},
    {.name = "clock",
     .type = ParameterType::word,
     .fallback = "tick",
     .words = scan_clocks,
     .doc = "tick: one clock for all, which ticks at 0, quantum, 2 quantum, so that a turn that begins "
            "between two ticks is shorter; own: each turn has a whole quantum"}};

} // namespace

const PolicyEntry scan_policy{
    .info = {.name = "scan",
             .doc =
                 "xv6's table scan: each CPU goes through the processes by id, from behind the one that it "
                 "ran last, and runs the first that is ready; at each tick the running process yields.",
             .source = "Cox, Kaashoek & Morris, xv6: a simple, Unix-like teaching operating system, 7; "
                       "kernel/proc.c, scheduler()",
             .parameters = scan_parameters,
             .uses = {},
             .keys = scan_keys,
             .ties = {.equal = "threads of one process", .order = TieOrder::ready_first},
             .preempted = {.joins = PreemptedJoins::tail, .keeps_rest = false}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Scan>(context);
    }};

} // namespace ossim
