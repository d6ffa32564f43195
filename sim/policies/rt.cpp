// SCHED_FIFO and SCHED_RR, as POSIX.1-2017 (2.9.4) and sched(7) have them. Each priority has a list; the head
// of the most urgent list that is not empty runs. Who becomes ready joins the tail of its list, who yields
// too; who is preempted by a more urgent one goes back to the head. A SCHED_RR thread that has run for a
// quantum goes to the tail with a fresh one; preempted, it has the rest of its quantum before it.
//
// Throttling (sched_rt_runtime_us): on each CPU, real-time threads may run for `runtime` in each `period`;
// the periods begin at 0, period, 2 period... Who has used it up goes back to the head of its list with the
// rest of its quantum, and the CPU takes no real-time thread until the next period.
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"
#include "policies/rt_parameters.hpp"

#include <string>

namespace ossim {

namespace {

class Rt final : public Policy {
  public:
    explicit Rt(const PolicyContext& context)
        : queue_(context.conventions.ties), preempted_to_(preempted_place(context.conventions)),
          quantum_(parameter(context.spec, "quantum", Duration(100'000'000))),
          is_rr_by_default_(parameter(context.spec, "class", std::string("fifo")) == "rr"),
          runtime_(parameter(context.spec, "runtime", Duration::forever())),
          period_(parameter(context.spec, "period", Duration(1'000'000'000))), throttles_(runtime_ < period_),
          fresh_after_preemption_(context.conventions.preempted_quantum == QuantumLeft::fresh),
          rest_after_io_(context.conventions.quantum_after_io == QuantumLeft::rest),
          budgets_(throttles_ ? context.cpus : 0, runtime_) {}

    void attach(KernelView& kernel) override { kernel_ = &kernel; }
    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        Place place = place_of(why, preempted_to_, Place::head);
        if (throttles_ && !comes_back(thread, why, now)) place = Place::head;
        if (why == Entry::changed) place = place_after_change(urgency(thread));
        queue_.push(thread, urgency(thread), place);
    }
    void dequeue(const ThreadView& thread, Time) override {
        urgency_before_ = queue_.member(thread.tid).key;
        queue_.remove(thread.tid);
    }
    Choice pick(CpuId cpu, Time) override {
        if (is_throttled(cpu)) return {};
        Choice choice = queue_.best();
        if (!choice.tid) return choice;
        queue_.remove(choice.tid);
        choice.key = -choice.key;
        choice.next_key = -choice.next_key;
        started(choice.tid, cpu);
        return choice;
    }
    void take(const ThreadView& thread, CpuId cpu, Time) override {
        queue_.remove(thread.tid);
        started(thread.tid, cpu);
    }
    Tid peek(CpuId cpu, Time) const override {
        return queue_.empty() || is_throttled(cpu) ? Tid{} : queue_.front().tid;
    }
    std::int64_t peek_key(CpuId cpu, Time) const override {
        return queue_.empty() || is_throttled(cpu) ? 0 : -queue_.front().key;
    }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        return urgency(ready) < urgency(running);
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time) const override {
        return urgency(first) > urgency(second);
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time) const override {
        return urgency(ready) == urgency(running);
    }
    Duration slice(const ThreadView& thread, Time now) override {
        const Duration whole = is_rr(thread) ? quantum_ : Duration::forever();
        if (!throttles_) return whole;
        if (period_end_ < now) begin_period(now); // nobody ran at its end
        AtWork& work = at_work_[thread.tid.value];
        runs(work);
        if (work.rest <= Duration()) work.rest = whole;
        return std::min(work.rest, longest_run(work.cpu, now));
    }
    /// Where there is a runtime, what is left of the quantum is kept here: `slice` tells it.
    bool keeps_quantum(Entry why) const override { return why == Entry::preempted && !throttles_; }
    bool goes_on(const ThreadView& running, CpuId cpu, Time now) const override {
        if (is_throttled(cpu) && now < period_end_) return false;
        const bool is_spent = !throttles_ || at_work_[running.tid.value].rest <= Duration();
        return !is_spent || queue_.empty() || queue_.front().key > urgency(running);
    }
    bool watches_running() const override { return throttles_; }
    void ran(const ThreadView& thread, Duration length, Time) override {
        if (!throttles_) return;
        AtWork& work = at_work_[thread.tid.value];
        runs(work);
        if (work.rest != Duration::forever()) work.rest -= length;
        budgets_[work.cpu.value] -= length;
    }
    void begins_running(const ThreadView& thread, Time) override {
        if (!throttles_) return;
        grow_to(at_work_, thread.tid.value);
        at_work_[thread.tid.value].rest = Duration();
        started(thread.tid, kernel_->cpu_of(thread.tid));
    }
    /// From fifo to rr, or back: what is left of its quantum goes.
    void changed(const ThreadView& before, const ThreadView& after, Time) override {
        const bool is_other = before.thread_class != after.thread_class;
        if (throttles_ && is_other) at_work_[after.tid.value].rest = Duration();
    }
    void leave(const ThreadView& thread, Time) override {
        if (throttles_) stopped(thread.tid);
    }
    /// What is left of its quantum comes along.
    void adopt(Policy& from, const ThreadView& thread, Time) override {
        if (!throttles_) return;
        grow_to(at_work_, thread.tid.value);
        const std::vector<AtWork>& known = static_cast<Rt&>(from).at_work_;
        if (thread.tid.value < known.size()) at_work_[thread.tid.value].rest = known[thread.tid.value].rest;
    }
    std::uint32_t ready_for(CpuId cpu) const override { return is_throttled(cpu) ? 0 : ready(); }
    bool offers(const ThreadView&, CpuId cpu) const override { return !is_throttled(cpu); }
    bool holds_back() const override { return !queue_.empty() && is_short(); }
    bool has_upkeep() const override { return throttles_; }
    Time next_upkeep() const override {
        if (!throttles_ || (queue_.empty() && running_ == 0)) return Time::never();
        return std::min(period_end_, looks_again_);
    }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        changes.clear();
        if (throttles_ && period_end_ <= now) begin_period(now);
        reorders_ = !queue_.empty() && looks_again_ <= now;
        looks_again_ = Time::never();
    }
    bool reorders() const override { return reorders_; }
    void walk(CpuId cpu, Time, const CandidateVisitor& visit) const override {
        if (!is_throttled(cpu)) ossim::walk(queue_, visit, -1);
    }
    /// The queue, whether a CPU may run them now or not.
    void list_queues(Time, std::vector<ReadyListing>& into) const override {
        into.assign(1, {});
        const auto show = [&into](const Candidate& each) {
            into.front().threads.push_back(each);
            return true;
        };
        ossim::walk(queue_, show, -1);
    }

  private:
    /// What a runtime needs to know of a thread.
    struct AtWork {
        Duration rest; ///< of its quantum; forever if it has none
        CpuId cpu;     ///< runs or ran on
        bool is_running = false;
    };
    /// Less is more urgent.
    [[nodiscard]] static std::int64_t urgency(const ThreadView& thread) { return -thread.priority; }
    /// Of a ready thread whose priority was changed: lowered, it is the first of its new list; raised, the
    /// last.
    [[nodiscard]] Place place_after_change(std::int64_t urgency) const {
        if (urgency == urgency_before_) return Place::kept;
        return urgency > urgency_before_ ? Place::head : Place::tail;
    }
    [[nodiscard]] bool is_rr(const ThreadView& thread) const {
        return thread.thread_class == ThreadClass::unstated ? is_rr_by_default_
                                                            : thread.thread_class == ThreadClass::rr;
    }

    // All that follows is of throttling.

    static bool is_used_up(Duration budget) { return budget <= Duration(); }
    /// Has any CPU used up its runtime?
    [[nodiscard]] bool is_short() const { return std::any_of(budgets_.begin(), budgets_.end(), is_used_up); }
    [[nodiscard]] bool is_throttled(CpuId cpu) const { return throttles_ && is_used_up(budgets_[cpu.value]); }
    /// For how long may a thread run there from now on, if nobody else does? What is left lasts up to the end
    /// of the period, or not.
    [[nodiscard]] Duration longest_run(CpuId cpu, Time now) const {
        const Duration budget = std::max(budgets_[cpu.value], Duration(1));
        const Duration period_left = period_end_ - now;
        return budget < period_left ? budget : period_left + runtime_;
    }
    void begin_period(Time now) {
        if (kernel_ != nullptr) kernel_->settle_running(); // what was used before counts for the old one
        if (is_short()) looks_again_ = now;
        period_end_ = Time((now.ns() / period_.ns() + 1) * period_.ns());
        for (std::uint32_t cpu = 0; cpu < budgets_.size(); ++cpu) {
            if (is_used_up(budgets_[cpu]) && kernel_ != nullptr && kernel_->idle_cpus().has(CpuId(cpu)))
                kernel_->look(CpuId(cpu)); // one that has a thread is compared with who waits
            budgets_[cpu] = runtime_;
        }
    }
    void started(Tid tid, CpuId cpu) {
        if (!throttles_) return;
        at_work_[tid.value].cpu = cpu;
        runs(at_work_[tid.value]);
    }
    /// It is told more than once: a thread may have kept its CPU while it waited.
    void runs(AtWork& work) {
        if (!std::exchange(work.is_running, true)) ++running_;
    }
    void stopped(Tid tid) {
        if (std::exchange(at_work_[tid.value].is_running, false)) --running_;
    }
    /// The thread is ready again. False if its turn was cut short by the runtime: it goes on with the rest.
    bool comes_back(const ThreadView& thread, Entry why, Time now) {
        grow_to(at_work_, thread.tid.value);
        if (queue_.empty() && running_ == 0 && period_end_ <= now) begin_period(now);
        stopped(thread.tid);
        Duration& rest = at_work_[thread.tid.value].rest;
        const bool is_cut = why == Entry::quantum && rest > Duration();
        const bool stays_ready = why == Entry::changed || why == Entry::moved;
        const bool keeps = is_cut || stays_ready || (why == Entry::preempted && !fresh_after_preemption_) ||
                           (why == Entry::woken && rest_after_io_);
        if (!keeps) rest = Duration();
        // A CPU without runtime looks idle, and is no use: who runs elsewhere may have to give way.
        if (budgets_.size() > 1 && is_short()) looks_again_ = now;
        return !is_cut;
    }

    KernelView* kernel_ = nullptr;
    KeyedQueue queue_;                ///< by urgency
    std::int64_t urgency_before_ = 0; ///< of the thread that left the queue last without a pick
    PreemptedTo preempted_to_;
    Duration quantum_;
    bool is_rr_by_default_;
    Duration runtime_, period_;
    bool throttles_;
    bool fresh_after_preemption_, rest_after_io_;
    std::vector<Duration> budgets_; ///< by CPU: what is left of the runtime
    std::vector<AtWork> at_work_;   ///< by tid
    std::uint32_t running_ = 0;
    Time period_end_;
    Time looks_again_ = Time::never();
    bool reorders_ = false;
};

constexpr std::string_view rt_keys[] = {"priority"};
constexpr std::string_view rt_words[] = {"fifo", "rr"};
constexpr ClassUse rt_classes[] = {
    {.which = ThreadClass::fifo, .doc = "runs until it blocks, yields or ends", .priority = true},
    {.which = ThreadClass::rr, .doc = "round robin among equals, a quantum at a time", .priority = true}};
constexpr ParameterInfo rt_parameters[] = {
    rr_quantum_parameter,
    {.name = "class",
     .type = ParameterType::word,
     .fallback = "fifo",
     .words = rt_words,
     .doc = "the class of threads that give none"},
    {.name = "runtime",
     .type = ParameterType::duration,
     .fallback = "none",
     .doc = "how long these threads may run on a CPU in each `period`; none, or a whole period: no limit",
     .range = {.least = 1}},
    rt_period_parameter};

} // namespace

const PolicyEntry rt_policy{
    .info = {.name = "rt",
             .doc =
                 "SCHED_FIFO and SCHED_RR: the greatest priority of 1 to 99 runs. A preempted thread stays "
                 "at the head of its list, one that wakes or yields joins the tail.",
             .source = "POSIX.1-2017, 2.9.4; sched(7); Linux, kernel/sched/rt.c",
             .parameters = rt_parameters,
             .uses = {.priority = true, .priorities = {1, 99}, .classes = rt_classes},
             .keys = rt_keys,
             .ties = {.equal = "equal priorities", .running_stays = true},
             .preempted = {.joins = PreemptedJoins::head}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Rt>(context);
    }};

} // namespace ossim
