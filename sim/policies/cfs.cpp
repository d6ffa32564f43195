// CFS: the thread that has had the least CPU time, weighed by its nice value, runs. Its virtual runtime goes
// up by 1024 / weight for each ns on the CPU. A floor that never falls (min_vruntime) says where newcomers
// and sleepers begin; a slice is the thread's share of a period in which everybody has a turn.
//
// What it does not model of Linux: groups, buddies (a thread that has just been woken or preempted is not
// preferred) and the special case of sleeps beyond a minute. A slice is computed when it begins, or at each
// tick.
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"
#include "policies/running_threads.hpp"
#include "policies/weights.hpp"

#include <optional>
#include <string>
#include <utility>

namespace ossim {

namespace {

class Cfs final : public Policy {
  public:
    explicit Cfs(const PolicyContext& context)
        : queue_(context.conventions.ties), preempted_to_(context.conventions.preempted_to),
          weights_(context.spec), clock_(parameter(context.spec, "kernel_fixed_point", false)),
          latency_(scaled_parameter(context, "latency", Duration(6'000'000))),
          granularity_(scaled_parameter(context, "min_granularity", Duration(750'000))),
          wakeup_granularity_(scaled_parameter(context, "wakeup_granularity", Duration(1'000'000))),
          nr_latency_(parameter(context.spec, "nr_latency", std::int64_t{8})),
          tick_(parameter(context.spec, "tick", Duration::forever())),
          quantum_(parameter(context.spec, "quantum", Duration::forever())),
          start_debit_(parameter(context.spec, "start_debit", true)),
          wakeup_preemption_(parameter(context.spec, "wakeup_preemption", true)) {
        const auto sleepers = parameter<std::string>(context.spec, "sleepers", "gentle");
        if (sleepers == "fair") credit_ = latency_;
        if (sleepers == "gentle") credit_ = Duration(latency_.ns() / 2);
        if (sleepers == "unlimited") credit_ = Duration::forever();
    }

    void attach(KernelView& running) override { accounts_ = &running; }
    void enqueue(const ThreadView& thread, Entry why, Time) override {
        settle();
        raise_floor();
        Task& task = task_of(thread);
        if (task.on_cpu)
            leave_cpu(thread.tid);
        else
            join(thread, why);
        if (why == Entry::yielded) skip_ = thread.tid;
        queue_.push(thread, task.v, place_of(why, preempted_to_, Place::tail));
    }
    void dequeue(const ThreadView& thread, Time) override {
        raise_floor();
        take_out(thread.tid);
        withdraw(thread.tid);
    }
    void take(const ThreadView& thread, CpuId, Time) override { run(thread.tid); }
    Choice pick(CpuId, Time) override {
        settle();
        Choice choice = queue_.best([](const VirtualTime& v) { return v.ns(); });
        if (!choice.tid) return choice;
        choice.second_key = tasks_[choice.tid.value].weight.value;
        if (choice.next) choice.next_second_key = tasks_[choice.next.value].weight.value;
        if (skips_first()) {
            std::swap(choice.tid, choice.next);
            std::swap(choice.key, choice.next_key);
            std::swap(choice.second_key, choice.next_second_key);
            choice.decided = DecidedBy::key; // no tie rule has passed it over
        }
        run(choice.tid);
        return choice;
    }
    Tid peek(CpuId, Time) const override {
        if (queue_.empty()) return {};
        return skips_first() ? queue_.second()->tid : queue_.front().tid;
    }
    std::int64_t peek_key(CpuId cpu, Time now) const override {
        const Tid best = peek(cpu, now);
        return best ? tasks_[best.value].v.ns() : 0;
    }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool is_preemptive() const override { return wakeup_preemption_; }
    bool has_upkeep() const override { return false; }
    /// Only one that is behind by more than the granularity in its own virtual time.
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        const Task& comer = tasks_[ready.tid.value];
        const WakeRule rule = wake_rule(ready, running);
        const Duration granularity = rule == WakeRule::over_idle ? Duration() : wakeup_granularity_;
        return wakeup_preemption_ && rule != WakeRule::never && tasks_[running.tid.value].on_cpu &&
               comer.later_by(clock_.passed(granularity, comer.weight)) < v_of(running);
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time) const override {
        if (!tasks_[first.tid.value].on_cpu) return false; // who claims a CPU, claims it firmly
        return !tasks_[second.tid.value].on_cpu || v_of(first) > v_of(second);
    }
    Duration slice(const ThreadView& thread, Time now) override {
        if (!task_of(thread).on_cpu) come_back(thread);
        if (tick_ != Duration::forever()) return to_next_tick(tick_, now);
        return level(tasks_[thread.tid.value], turn_of(tasks_[thread.tid.value]));
    }
    /// As check_preempt_tick has it, then pick_next_entity: only one that is strictly behind all others goes
    /// on.
    bool goes_on(const ThreadView& running, CpuId, Time) const override {
        if (queue_.empty()) return true;
        const Task& task = tasks_[running.tid.value];
        const VirtualTime& least = queue_.front().key;
        if (task.v < least) return true;
        if (tick_ == Duration::forever()) return false;
        const Duration turn = turn_of(task);
        if (task.ran > turn) return false;
        if (task.ran < granularity_) return true;
        return !(VirtualTime{least.scaled + WideTime{turn.ns()} * least.weight, least.weight} < task.v);
    }
    bool keeps_quantum(Entry) const override { return false; }
    void ran(const ThreadView& thread, Duration length, Time) override {
        if (!task_of(thread).on_cpu) come_back(thread);
        Task& task = tasks_[thread.tid.value];
        task.v.scaled -= clock_.passed(task.ran, task.weight);
        task.ran += length;
        task.v.scaled += clock_.passed(task.ran, task.weight);
        may_rise_ = true;
    }
    void leave(const ThreadView& thread, Time) override {
        raise_floor();
        if (!task_of(thread).on_cpu) return;
        leave_cpu(thread.tid);
        withdraw(thread.tid);
    }
    void changed(const ThreadView&, const ThreadView& after, Time) override {
        settle();
        raise_floor();
        (void)task_of(after);
    }
    /// As far from the floor as it was from that of the other queue (migrate_task_rq_fair).
    void adopt(Policy& from, const ThreadView& thread, Time) override {
        Cfs& other = static_cast<Cfs&>(from);
        if (thread.tid.value >= other.tasks_.size()) return;
        other.raise_floor();
        raise_floor();
        grow_to(tasks_, thread.tid.value);
        Task& task = tasks_[thread.tid.value] = other.tasks_[thread.tid.value];
        if (task.v.weight == 0) return;
        task.v.scaled += clock_.of(floor_, task.weight).scaled - clock_.of(other.floor_, task.weight).scaled;
    }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override {
        const bool skips = skips_first();
        std::optional<Candidate> passed_over;
        queue_.walk([&](const Queue::Member& member) {
            const Candidate each{member.tid, {member.key.ns(), member.key.weight}};
            if (skips && each.tid == skip_) {
                passed_over = each;
                return true;
            }
            if (!visit(each)) return false;
            return !passed_over || visit(*std::exchange(passed_over, std::nullopt));
        });
    }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId, Time) const override {
        const bool is_passed_over = skips_first() && (a.tid == skip_ || b.tid == skip_);
        return !is_passed_over && v_of(a) == v_of(b);
    }

  private:
    using Queue = OrderedQueue<VirtualTime>;
    struct Task {
        VirtualTime v{0, 0}; ///< weight 0: not seen yet
        Weight weight;
        Duration ran; ///< since it was chosen
        bool on_cpu = false;
        [[nodiscard]] VirtualTime later_by(WideTime scaled) const { return {v.scaled + scaled, v.weight}; }
    };

    void settle() {
        if (accounts_ != nullptr) accounts_->settle_running();
    }
    [[nodiscard]] const VirtualTime& v_of(const ThreadView& thread) const {
        return tasks_[thread.tid.value].v;
    }
    /// Its weight is what its nice value says now.
    Task& task_of(const ThreadView& thread) {
        grow_to(tasks_, thread.tid.value);
        Task& task = tasks_[thread.tid.value];
        const Weight weight = weights_.of(thread);
        if (task.v.weight == weight.value) return task;
        if (task.v.weight != 0) {
            if (task.on_cpu) load_ += weight.value - task.weight.value;
            task.v = clock_.of(task.v, weight);
        }
        task.v.weight = weight.value;
        task.weight = weight;
        return task;
    }
    /// place_entity: at the floor, or with a debit or credit; but nobody is ever set back. Who was ready
    /// already keeps its place.
    void join(const ThreadView& thread, Entry why) {
        Task& task = tasks_[thread.tid.value];
        if (why != Entry::moved && why != Entry::changed) place(task, why == Entry::admitted);
        load_ += task.weight.value;
    }
    void place(Task& task, bool is_new) const {
        VirtualTime start = clock_.of(floor_, task.weight);
        if (!is_new)
            start.scaled -= WideTime{credit_.ns()} * task.weight.value;
        else if (start_debit_)
            start.scaled += clock_.passed(turn(members() + 1, load_ + task.weight.value, task), task.weight);
        task.v = std::max(task.v, start);
    }
    /// A convention has kept the thread's CPU for it while it waited.
    void come_back(const ThreadView& thread) {
        settle();
        raise_floor();
        join(thread, Entry::woken);
        Task& task = tasks_[thread.tid.value];
        task.on_cpu = true;
        task.ran = Duration();
        running_.insert(thread.tid);
    }
    void run(Tid tid) {
        take_out(tid);
        Task& task = tasks_[tid.value];
        task.on_cpu = true;
        task.ran = Duration();
        running_.insert(tid);
    }
    void take_out(Tid tid) {
        queue_.remove(tid);
        if (skip_ == tid) skip_ = Tid{};
    }
    void leave_cpu(Tid tid) {
        tasks_[tid.value].on_cpu = false;
        running_.remove(tid);
    }
    void withdraw(Tid tid) {
        load_ -= tasks_[tid.value].weight.value;
        may_rise_ = true;
        raise_floor();
    }
    /// update_min_vruntime: before anybody joins or leaves, and before the floor is asked for. While threads
    /// only run it may wait, for the least of their virtual runtimes can but grow.
    void raise_floor() {
        if (!std::exchange(may_rise_, false)) return;
        floor_ = raised(floor_, queue_.empty() ? nullptr : &queue_.front().key, running_.all(),
                        [this](Tid tid) { return tasks_[tid.value].v; });
    }
    [[nodiscard]] std::int64_t members() const {
        return static_cast<std::int64_t>(queue_.size() + running_.size());
    }
    [[nodiscard]] Duration turn_of(const Task& task) const { return turn(members(), load_, task); }
    /// sched_slice: the thread's share of the period.
    [[nodiscard]] Duration turn(std::int64_t members, std::int64_t load, const Task& task) const {
        if (quantum_ != Duration::forever()) return quantum_;
        const Duration period = members > nr_latency_ ? granularity_ * members : latency_;
        return std::max(clock_.share(period, task.weight, load), Duration(1));
    }
    /// A turn is cut to whole ns. If that alone leaves the thread behind the next one, it would have a second
    /// turn at once: it runs 1 ns longer.
    [[nodiscard]] Duration level(const Task& task, Duration turn) const {
        if (queue_.empty() || quantum_ != Duration::forever()) return turn;
        const Duration longer = turn + Duration(1);
        const bool is_behind = task.later_by(clock_.passed(turn, task.weight)) < queue_.front().key;
        const bool is_level = !(task.later_by(clock_.passed(longer, task.weight)) < queue_.front().key);
        return is_behind && is_level ? longer : turn;
    }
    /// pick_next_entity: who yielded last is passed over, if the next one is not too far ahead of it.
    [[nodiscard]] bool skips_first() const {
        if (!skip_ || queue_.size() < 2 || queue_.front().tid != skip_) return false;
        const Task& first = tasks_[skip_.value];
        return !(first.later_by(clock_.passed(wakeup_granularity_, first.weight)) < queue_.second()->key);
    }

    Queue queue_; ///< the ready threads, by virtual runtime
    RunningThreads running_;
    std::vector<Task> tasks_; ///< by tid
    KernelView* accounts_ = nullptr;
    VirtualTime floor_;     ///< min_vruntime, but for what `may_rise_` says
    bool may_rise_ = false; ///< since it was made, somebody has run or left
    std::int64_t load_ = 0; ///< the weights of all in both queues
    Tid skip_;              ///< who yielded last
    PreemptedTo preempted_to_;
    Weights weights_;
    VirtualClock clock_;
    Duration latency_, granularity_, wakeup_granularity_;
    std::int64_t nr_latency_;
    Duration tick_, quantum_;
    Duration credit_; ///< what a sleeper may be behind the floor
    bool start_debit_, wakeup_preemption_;
};

constexpr std::string_view cfs_keys[] = {"vruntime", "weight"};
constexpr std::string_view sleeper_words[] = {"gentle", "fair", "none", "unlimited"};
constexpr Range some_time{.least = 1};
constexpr ParameterInfo cfs_parameters[] = {
    {.name = "latency",
     .type = ParameterType::duration,
     .fallback = "none",
     .doc = "sched_latency, the period in which each thread has a turn; none: 6 ms times (1 + log2 of the "
            "CPUs, of which eight count)",
     .range = some_time},
    {.name = "min_granularity",
     .type = ParameterType::duration,
     .fallback = "none",
     .doc = "the part of the period for each thread if there are more than `nr_latency`; none: 0.75 ms times "
            "the same factor",
     .range = some_time},
    {.name = "wakeup_granularity",
     .type = ParameterType::duration,
     .fallback = "none",
     .doc = "by how much a thread that becomes ready must be behind to preempt; none: 1 ms times the same "
            "factor"},
    {.name = "nr_latency",
     .type = ParameterType::integer,
     .fallback = "8",
     .doc = "up to how many threads share `latency`; beyond, the period grows",
     .range = {.least = 1, .most = 1'000'000'000}},
    tick_parameter,
    {.name = "quantum",
     .type = ParameterType::duration,
     .fallback = "none",
     .doc = "one slice for all instead of shares of a period, as in an ideal fair scheduler; none: shares",
     .range = some_time},
    {.name = "start_debit",
     .type = ParameterType::boolean,
     .fallback = "true",
     .doc = "whether a new thread begins one slice beyond the floor (START_DEBIT) or at it"},
    {.name = "sleepers",
     .type = ParameterType::word,
     .fallback = "gentle",
     .words = sleeper_words,
     .doc = "how far behind the floor a thread may be that slept: half the latency (GENTLE_FAIR_SLEEPERS), "
            "the whole of it, not at all, or as far as it was: it keeps its virtual runtime"},
    {.name = "wakeup_preemption",
     .type = ParameterType::boolean,
     .fallback = "true",
     .doc = "whether a thread that becomes ready may preempt"},
    weight_parameter,
    fixed_point_parameter};

} // namespace

const PolicyEntry cfs_policy{
    .info = {.name = "cfs",
             .doc =
                 "Completely fair scheduler: the thread with the least virtual runtime, its CPU time times "
                 "1024 over its weight, runs for its share of a period. A thread that wakes far behind "
                 "preempts.",
             .source = "Linux kernel/sched/fair.c, 2.6.23 to 6.5; OSTEP, chapter 9",
             .parameters = cfs_parameters,
             .uses = {.classes = fair_classes, .nice = true, .tickets = true},
             .keys = cfs_keys,
             .ties = {.equal = "equal virtual runtimes"},
             .preempted = {.joins = PreemptedJoins::tail, .keeps_rest = false}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Cfs>(context);
    }};

} // namespace ossim
