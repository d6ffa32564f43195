// EEVDF: a thread asks to run for a slice at a time. Its request is eligible once the thread has had no more
// than its share (its virtual time is not beyond V, the average of all by weight), and has a virtual
// deadline, by which it would be served if each had exactly its share. Of the eligible, the earliest deadline
// runs.
//
//   paper      a request stays eligible from its beginning until it is served; a choice every quantum
//   6.6        eligible by the virtual time of now; who runs keeps the CPU to the end of its slice, as long
//              as it is eligible (RUN_TO_PARITY); lag is kept over a sleep (PLACE_LAG); a new thread begins
//              with half a slice (PLACE_DEADLINE_INITIAL)
//   6.12       a newcomer with a shorter slice may break that (PREEMPT_SHORT); who sleeps while it is not
//              eligible goes on counting until it would be chosen (DELAY_DEQUEUE), and gains nothing by that
//              (DELAY_ZERO)
//
// With one queue for several CPUs, V is the average over all, those that run included; if nobody who is ready
// is eligible, the one whose virtual time is least runs.
#include "policies/catalogue.hpp"
#include "policies/deadline_tree.hpp"
#include "policies/ready_queue.hpp"
#include "policies/running_threads.hpp"
#include "policies/weights.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace ossim {

namespace {

/// The paper has no weight that stands for real time: with tickets its virtual time is time over tickets.
std::int64_t reference_of(const SchedulerSpec& spec) {
    const bool is_plain = parameter<std::string>(spec, "version", "6.6") == "paper" &&
                          parameter<std::string>(spec, "weight", "nice") == "tickets";
    return is_plain ? 1 : weight_of_nice_0;
}

/// Everybody who competes: those who are ready, run, or sleep and still count.
struct Competition {
    WideTime sum = 0; ///< of the scaled virtual times
    std::int64_t weight = 0;
    bool all_eligible = false; ///< nobody is asked whether it has had its share
    [[nodiscard]] VirtualTime average() const { return {sum, weight}; }
    /// No later than the average, without a division.
    [[nodiscard]] bool is_eligible(const VirtualTime& from) const {
        return all_eligible || from.scaled * weight <= sum * from.weight;
    }
    void add(WideTime scaled, std::int64_t more) {
        sum += scaled;
        weight += more;
    }
};

class Eevdf final : public Policy {
  public:
    explicit Eevdf(const PolicyContext& context)
        : tree_(context.conventions.ties), preempted_to_(context.conventions.preempted_to),
          weights_(context.spec),
          clock_(parameter(context.spec, "kernel_fixed_point", false), reference_of(context.spec)),
          base_slice_(scaled_parameter(context, "base_slice", Duration(750'000))),
          quantum_(parameter(context.spec, "quantum", Duration::forever())),
          tick_(parameter(context.spec, "tick", Duration::forever())),
          to_parity_(parameter(context.spec, "run_to_parity", true)),
          forfeits_(parameter<std::string>(context.spec, "yield", "deadline") == "forfeit"),
          keeps_lag_(parameter(context.spec, "place_lag", true)) {
        all_.all_eligible = !parameter(context.spec, "eligibility", true);
        const auto version = parameter<std::string>(context.spec, "version", "6.6");
        is_paper_ = version == "paper";
        is_late_ = version == "6.12";
    }

    void attach(KernelView& running) override { accounts_ = &running; }
    void enqueue(const ThreadView& thread, Entry why, Time) override {
        settle();
        Task& task = task_of(thread);
        if (task.delayed) return wake_delayed(thread);
        if (task.on_cpu) {
            leave_cpu(thread.tid);
            const bool is_served = is_due(task);
            renew(task);
            if (why == Entry::yielded && !is_served) yield(task);
        } else {
            join(thread, why == Entry::admitted);
        }
        put(thread, is_paper_ ? Place::kept : place_of(why, preempted_to_, Place::tail));
        if (why == Entry::admitted || why == Entry::woken) break_protection(task);
    }
    void dequeue(const ThreadView& thread, Time) override {
        settle();
        raise_floor();
        tree_.remove(thread.tid);
        --ready_;
        withdraw(thread.tid);
    }
    void take(const ThreadView& thread, CpuId, Time) override {
        settle();
        bury_delayed(Tid{});
        run(thread.tid);
    }
    Choice pick(CpuId, Time) override {
        settle();
        bury_delayed(Tid{});
        if (ready_ == 0) return {};
        const Tid best = best_but(Tid{});
        Choice choice;
        choice.tid = best;
        choice.ready = ready_;
        choice.key = key(best);
        choice.second_key = lag(best, all_);
        run(best);
        choice.next = ready_ == 0 ? Tid{} : best_but(best);
        if (!choice.next) return choice;
        choice.next_key = key(choice.next);
        choice.next_second_key = lag(choice.next, all_);
        choice.decided = is_tie(best, choice.next, all_) ? DecidedBy::tie : DecidedBy::key;
        return choice;
    }
    Tid peek(CpuId, Time) const override {
        settle();
        Competition rest = all_;
        return ready_ == 0 ? Tid{} : best_after_burial(rest, Tid{});
    }
    std::int64_t peek_key(CpuId cpu, Time now) const override {
        const Tid best = peek(cpu, now);
        return best ? key(best) : 0;
    }
    std::uint32_t ready() const override { return ready_; }
    bool is_preemptive() const override { return !is_paper_; }
    bool has_upkeep() const override { return false; }
    /// As check_preempt_wakeup_fair has it: only whom the kernel would pick now, who runs included; but
    /// with equal deadlines that stays, or two would take the CPU from each other for ever.
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        settle();
        if (is_paper_ || !tree_.contains(ready.tid) || !tasks_[running.tid.value].on_cpu) return false;
        const Task& task = tasks_[running.tid.value];
        const WakeRule rule = wake_rule(ready, running);
        const bool stays = all_.is_eligible(from(task));
        if (rule == WakeRule::never || (stays && rule == WakeRule::by_time && is_protected(task)))
            return false;
        const Tid best = raw_best(all_, [](Tid) { return true; });
        if (best != ready.tid || !all_.is_eligible(from(tasks_[best.value]))) return false;
        return !stays || deadline(tasks_[best.value]) < deadline(task);
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time) const override {
        settle();
        const Task &a = tasks_[first.tid.value], &b = tasks_[second.tid.value];
        if (!a.on_cpu || !b.on_cpu) return a.on_cpu && !b.on_cpu; // who claims a CPU, claims it firmly
        if (hold(a) != hold(b)) return hold(a) < hold(b);
        return deadline(a) > deadline(b);
    }
    Duration slice(const ThreadView& thread, Time now) override {
        if (!task_of(thread).on_cpu) come_back(thread);
        Task& task = tasks_[thread.tid.value];
        if (is_due(task)) bury_delayed(thread.tid);
        renew(task);
        if (!is_paper_ && tick_ != Duration::forever()) return to_next_tick(tick_, now);
        const Duration rest = clock_.until(task.deadline - task.v, task.weight);
        return is_paper_ ? std::min(quantum_, rest) : rest;
    }
    bool goes_on(const ThreadView& running, CpuId, Time) const override {
        settle();
        const Task& task = tasks_[running.tid.value];
        const bool is_broken = is_late_ && !task.is_protected && !all_.is_eligible(from(task));
        if (ready_ == 0 || !(is_paper_ || is_due(task) || is_broken)) return true;
        Competition rest = all_;
        return best_after_burial(rest, running.tid) == running.tid;
    }
    bool keeps_quantum(Entry) const override { return false; }
    void ran(const ThreadView& thread, Duration length, Time) override {
        if (!task_of(thread).on_cpu) come_back(thread);
        Task& task = tasks_[thread.tid.value];
        const WideTime before = clock_.passed(task.ran, task.weight);
        task.ran += length;
        const WideTime passed = clock_.passed(task.ran, task.weight) - before;
        task.v += passed;
        all_.sum += passed;
        if (!is_paper_) task.eligible = task.v;
        may_rise_ = true;
    }
    void leave(const ThreadView& thread, Time) override {
        if (!task_of(thread).on_cpu) return;
        settle();
        leave_cpu(thread.tid);
        Task& task = tasks_[thread.tid.value];
        renew(task);
        if (!is_late_ || all_.is_eligible(from(task))) return withdraw(thread.tid);
        task.delayed = true;
        tree_.insert(thread, deadline(task), from(task), Place::tail);
    }
    void ended(const ThreadView& thread, Time) override {
        if (!task_of(thread).on_cpu) return;
        settle();
        leave_cpu(thread.tid);
        withdraw(thread.tid);
    }
    void changed(const ThreadView&, const ThreadView& after, Time) override {
        settle();
        (void)task_of(after);
    }
    /// With the lag that it left the other queue with; one that sleeps there and still counts leaves now.
    void adopt(Policy& from, const ThreadView& thread, Time) override {
        Eevdf& other = static_cast<Eevdf&>(from);
        if (thread.tid.value >= other.tasks_.size()) return;
        if (other.tasks_[thread.tid.value].delayed) other.bury(thread.tid);
        grow_to(tasks_, thread.tid.value);
        tasks_[thread.tid.value] = other.tasks_[thread.tid.value];
    }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override;
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId, Time) const override {
        settle();
        Competition rest = all_;
        (void)best_after_burial(rest, Tid{}); // `rest` is wanted
        return is_tie(a.tid, b.tid, rest);
    }

  private:
    struct Task {
        WideTime v = 0;        ///< virtual time, scaled by the weight
        WideTime eligible = 0; ///< from then on the request is eligible: in the kernel's form, `v`
        WideTime deadline = 0;
        WideTime lag = 0; ///< how far V was ahead of it when it last left
        Weight weight{0, 0};
        Duration slice;
        Duration ran; ///< since it was chosen
        bool on_cpu = false;
        bool delayed = false;      ///< sleeps, and still counts
        bool is_protected = false; ///< runs to parity
        [[nodiscard]] VirtualTime now() const { return {v, weight.value}; }
    };

    void settle() const {
        if (accounts_ != nullptr) accounts_->settle_running();
    }
    Task& task_of(const ThreadView& thread);
    void join(const ThreadView& thread, bool is_new);
    void place(Task& task, bool is_new);
    void withdraw(Tid tid);
    void wake_delayed(const ThreadView& thread);
    void bury_delayed(Tid running);
    void bury(Tid delayed);
    [[nodiscard]] Tid best_after_burial(Competition& rest, Tid running) const;
    [[nodiscard]] WideTime lag_of(const Task& task) const;

    [[nodiscard]] WideTime length_of_slice(const Task& task) const {
        return clock_.passed(task.slice, task.weight);
    }
    [[nodiscard]] WideTime in_grains(WideTime scaled, const Task& task) const {
        return scaled / clock_.grain(task.weight) * clock_.grain(task.weight);
    }
    void come_back(const ThreadView& thread) {
        settle();
        Task& task = tasks_[thread.tid.value];
        if (task.delayed) {
            tree_.remove(thread.tid);
            task.delayed = false;
        } else {
            join(thread, false);
        }
        occupy(thread.tid);
    }
    void run(Tid tid) {
        tree_.remove(tid);
        --ready_;
        occupy(tid);
    }
    void occupy(Tid tid) {
        Task& task = tasks_[tid.value];
        task.on_cpu = true;
        task.ran = Duration();
        task.is_protected = to_parity_ && !is_paper_;
        running_.insert(tid);
    }
    void leave_cpu(Tid tid) {
        raise_floor();
        tasks_[tid.value].on_cpu = false;
        running_.remove(tid);
    }
    void put(const ThreadView& thread, Place place) {
        const Task& task = tasks_[thread.tid.value];
        tree_.insert(thread, deadline(task), from(task), place);
        ++ready_;
    }
    /// The slice has been served: a new request begins, at the latest when somebody looks.
    [[nodiscard]] static bool is_due(const Task& task) { return task.v >= task.deadline; }
    [[nodiscard]] VirtualTime from(const Task& task) const {
        const bool moves_on = is_paper_ && is_due(task);
        return {moves_on ? task.deadline : task.eligible, task.weight.value};
    }
    [[nodiscard]] VirtualTime deadline(const Task& task) const {
        if (!is_due(task)) return {task.deadline, task.weight.value};
        return {(is_paper_ ? task.deadline : task.v) + length_of_slice(task), task.weight.value};
    }
    [[nodiscard]] static bool is_protected(const Task& task) { return task.is_protected && !is_due(task); }
    /// update_deadline
    void renew(Task& task) const {
        if (!is_due(task)) return;
        const WideTime begins = from(task).scaled;
        task.deadline = deadline(task).scaled;
        task.eligible = begins;
        task.is_protected = false;
    }
    void yield(Task& task) {
        if (is_paper_) return;
        if (!forfeits_) {
            task.deadline += length_of_slice(task);
        } else if (all_.is_eligible(from(task))) {
            all_.sum += task.deadline - task.v;
            task.v = task.eligible = task.deadline;
            task.deadline += length_of_slice(task);
        }
    }
    /// do_preempt_short: whoever runs with a longer slice must fear this newcomer.
    void break_protection(const Task& comer) {
        if (!is_late_ || !all_.is_eligible(from(comer))) return;
        for (const Tid tid : running_.all()) {
            Task& task = tasks_[tid.value];
            if (comer.slice < task.slice &&
                (deadline(comer) < deadline(task) || !all_.is_eligible(from(task))))
                task.is_protected = false;
        }
    }
    /// update_min_vruntime, where V begins anew when nobody has competed for a while: before anybody joins or
    /// leaves. While threads only run it may wait, for the least of their virtual times can but grow.
    void raise_floor() {
        if (!std::exchange(may_rise_, false) || is_paper_) return;
        floor_ = raised(floor_, tree_.empty() ? nullptr : &tree_.least_eligible(), running_.all(),
                        [this](Tid tid) { return tasks_[tid.value].now(); });
    }
    /// How firmly a thread holds its CPU.
    [[nodiscard]] int hold(const Task& task) const {
        if (!all_.is_eligible(from(task))) return 0;
        return is_protected(task) ? 2 : 1;
    }
    template <class Passes>
    [[nodiscard]] Tid raw_best(const Competition& all, Passes passes) const {
        const auto fits = [&](const VirtualTime& from) { return all.is_eligible(from); };
        const Tid best = tree_.first(fits, passes);
        return best ? best : tree_.least(passes);
    }
    /// The best of the ready ones; in a tree without those that sleep and would be chosen.
    [[nodiscard]] Tid best_but(Tid gone) const {
        return raw_best(all_, [&](Tid tid) { return tid != gone && !tasks_[tid.value].delayed; });
    }
    [[nodiscard]] std::int64_t key(Tid tid) const { return deadline(tasks_[tid.value]).ns(); }
    [[nodiscard]] std::int64_t lag(Tid tid, const Competition& all) const {
        const Task& task = tasks_[tid.value];
        const VirtualTime begins = from(task);
        const WideTime ahead = all.sum * begins.weight - begins.scaled * all.weight;
        return VirtualTime{floor_divided(ahead, all.weight), begins.weight}.ns();
    }
    [[nodiscard]] bool is_tie(Tid a, Tid b, const Competition& all) const {
        const Task &x = tasks_[a.value], &y = tasks_[b.value];
        const bool is_eligible = all.is_eligible(from(x));
        if (is_eligible != all.is_eligible(from(y))) return false;
        return is_eligible ? deadline(x) == deadline(y) : from(x) == from(y);
    }
    /// Would the running thread be picked before that one, the best of the others?
    [[nodiscard]] bool keeps_cpu(Tid running, Tid other, const Competition& all) const {
        if (!all.is_eligible(from(tasks_[running.value]))) return false;
        if (!all.is_eligible(from(tasks_[other.value]))) return true; // pick_eevdf: nobody but who runs
        const auto by_deadline = deadline(tasks_[running.value]) <=> deadline(tasks_[other.value]);
        if (by_deadline != 0 || !is_paper_) return by_deadline < 0;
        return tree_.wins_tie(running, other);
    }

    DeadlineTree tree_; ///< who is ready, and who sleeps and still counts
    RunningThreads running_;
    std::vector<Task> tasks_; ///< by tid
    KernelView* accounts_ = nullptr;
    Competition all_;
    VirtualTime floor_;     ///< but for what `may_rise_` says
    bool may_rise_ = false; ///< since it was made, somebody has run or left
    std::uint32_t ready_ = 0;
    PreemptedTo preempted_to_;
    Weights weights_;
    VirtualClock clock_;
    Duration base_slice_, quantum_, tick_;
    bool to_parity_, forfeits_, keeps_lag_;
    bool is_paper_ = false, is_late_ = false;
};

/// Its weight is what its nice value says now.
Eevdf::Task& Eevdf::task_of(const ThreadView& thread) {
    grow_to(tasks_, thread.tid.value);
    Task& task = tasks_[thread.tid.value];
    const Weight weight = weights_.of(thread);
    if (task.weight.value == weight.value) return task;
    if (task.slice == Duration()) {
        const Duration own = accounts_ == nullptr ? Duration() : accounts_->slice_of(thread.tid);
        task.slice = own == Duration() ? base_slice_ : own;
    }
    if (task.weight.value != 0) {
        raise_floor();
        const bool counts = task.on_cpu || task.delayed;
        if (counts) all_.add(-task.v, -task.weight.value);
        for (WideTime* each : {&task.v, &task.eligible, &task.deadline, &task.lag})
            *each = clock_.of({*each, task.weight.value}, weight).scaled;
        if (counts) all_.add(task.v, weight.value);
    }
    task.weight = weight;
    return task;
}

/// place_entity: at V, less the lag that it left with; its own weight then moves V so that this lag remains.
void Eevdf::place(Task& task, bool is_new) {
    const bool is_first = all_.weight == 0;
    task.v = clock_.of(is_first ? floor_ : all_.average(), task.weight).scaled;
    if (!is_first && keeps_lag_) {
        const WideTime grain = clock_.grain(task.weight);
        task.v -= task.lag / grain * (all_.weight + task.weight.value) / all_.weight * grain;
    }
    const WideTime length = length_of_slice(task);
    task.eligible = task.v;
    task.deadline = task.v + (is_new && !is_paper_ ? in_grains(length / 2, task) : length);
}

void Eevdf::join(const ThreadView& thread, bool is_new) {
    raise_floor();
    Task& task = tasks_[thread.tid.value];
    place(task, is_new);
    all_.add(task.v, task.weight.value);
}

/// update_entity_lag: V - v, within twice the slice or one tick.
WideTime Eevdf::lag_of(const Task& task) const {
    Duration most = task.slice * 2;
    if (tick_ != Duration::forever()) most = std::max(most, tick_);
    const WideTime limit = clock_.passed(most, task.weight);
    const WideTime lag = clock_.of(all_.average(), task.weight).scaled - task.v;
    return is_paper_ ? lag : std::clamp(lag, -limit, limit);
}

void Eevdf::withdraw(Tid tid) {
    Task& task = tasks_[tid.value];
    task.lag = lag_of(task);
    if (is_paper_ && all_.weight == task.weight.value) floor_ = all_.average();
    all_.add(-task.v, -task.weight.value);
    may_rise_ = true;
    raise_floor();
}

/// requeue_delayed_entity: it has never left, but what it would have gained by sleeping is taken from it.
void Eevdf::wake_delayed(const ThreadView& thread) {
    raise_floor();
    Task& task = tasks_[thread.tid.value];
    task.delayed = false;
    tree_.remove(thread.tid);
    const bool has_gained = lag_of(task) > 0;
    if (has_gained) {
        task.lag = 0;
        all_.add(-task.v, -task.weight.value);
        join(thread, false);
    }
    put(thread, has_gained ? Place::tail : Place::kept);
    break_protection(task);
}

/// Those that sleep and would be chosen now leave at last (finish_delayed_dequeue_entity), one after another,
/// up to the first choice that is awake: `running`, or one that is ready.
void Eevdf::bury_delayed(Tid running) {
    while (ready_ < tree_.size()) {
        const Tid best = raw_best(all_, [](Tid) { return true; });
        if ((running && keeps_cpu(running, best, all_)) || !tasks_[best.value].delayed) return;
        bury(best);
    }
}

void Eevdf::bury(Tid delayed) {
    raise_floor();
    tree_.remove(delayed);
    tasks_[delayed.value].delayed = false;
    withdraw(delayed);
    tasks_[delayed.value].lag = std::min<WideTime>(tasks_[delayed.value].lag, 0);
}

/// The same, asked only: who would be chosen, `running` if it is that. `rest` is who competes then.
Tid Eevdf::best_after_burial(Competition& rest, Tid running) const {
    std::vector<Tid> buried;
    const auto passes = [&](Tid tid) { return std::find(buried.begin(), buried.end(), tid) == buried.end(); };
    for (;;) {
        const Tid best = raw_best(rest, passes);
        if (!best) return running;
        const Task& task = tasks_[best.value];
        if (running && keeps_cpu(running, best, rest)) return running;
        if (!task.delayed) return best;
        buried.push_back(best);
        rest.add(-task.v, -task.weight.value);
    }
}

/// First who is eligible, by deadline; then the others, by the time from which they are.
void Eevdf::walk(CpuId, Time, const CandidateVisitor& visit) const {
    settle();
    if (ready_ == 0) return;
    Competition rest = all_;
    (void)best_after_burial(rest, Tid{}); // `rest` is wanted
    const auto fits = [&rest](const VirtualTime& begins) { return rest.is_eligible(begins); };
    const auto is_last = [&](Tid tid) {
        const Task& task = tasks_[tid.value];
        if (task.delayed) return false;
        return !visit({tid, {key(tid), lag(tid, rest), from(task).ns(), task.weight.value}});
    };
    if (tree_.first(fits, is_last)) return;
    std::vector<Tid> others;
    tree_.walk([&](Tid tid, const VirtualTime&, const VirtualTime& begins) {
        if (!fits(begins)) others.push_back(tid);
    });
    std::sort(others.begin(), others.end(), [&](Tid a, Tid b) { return tree_.is_sooner(a, b); });
    (void)std::ranges::find_if(others, is_last);
}

constexpr std::string_view eevdf_keys[] = {"deadline", "lag", "vruntime", "weight"};
constexpr std::string_view eevdf_versions[] = {"6.6", "6.12", "paper"};
constexpr std::string_view yield_words[] = {"deadline", "forfeit"};
constexpr ParameterInfo eevdf_parameters[] = {
    {.name = "version",
     .type = ParameterType::word,
     .fallback = "6.6",
     .words = eevdf_versions,
     .doc = "whose rules: Linux 6.6, Linux 6.12 (delayed dequeue, short slices preempt), or the paper's"},
    {.name = "base_slice",
     .type = ParameterType::duration,
     .fallback = "none",
     .doc =
         "the request of threads that give no `slice`; none: 0.75 ms times (1 + log2 of the CPUs, of which "
         "eight count)",
     .range = {.least = 1}},
    {.name = "quantum",
     .type = ParameterType::duration,
     .fallback = "none",
     .doc = "version paper: the CPU chooses anew after each of these; none: when a request is served",
     .range = {.least = 1}},
    tick_parameter,
    {.name = "run_to_parity",
     .type = ParameterType::boolean,
     .fallback = "true",
     .doc =
         "whether a thread keeps the CPU to the end of its slice while it is eligible (versions 6.6, 6.12)"},
    {.name = "yield",
     .type = ParameterType::word,
     .fallback = "deadline",
     .words = yield_words,
     .doc =
         "what a yield costs: its deadline moves back by one slice (6.6, 6.12), or it forfeits the rest of "
         "its slice as well, if it is eligible (newer kernels); nothing in version paper"},
    {.name = "place_lag",
     .type = ParameterType::boolean,
     .fallback = "true",
     .doc = "whether who comes back has the lag that it left with (PLACE_LAG), or none",
     .told_if = "place_lag"},
    {.name = "eligibility",
     .type = ParameterType::boolean,
     .fallback = "true",
     .doc = "whether who has had more than its share must wait; false: the earliest virtual deadline alone, "
            "as in BFS",
     .told_if = "eligibility"},
    weight_parameter,
    fixed_point_parameter};

} // namespace

const PolicyEntry eevdf_policy{
    .info = {.name = "eevdf",
             .doc =
                 "Earliest eligible virtual deadline first: of the threads that have had no more than their "
                 "share, the one whose slice must be served first in virtual time runs. A shorter slice "
                 "means a sooner turn, not more of the CPU.",
             .source =
                 "Stoica and Abdel-Wahab, TR-95-22, 1996 (paper); Linux kernel/sched/fair.c, 6.6 and 6.12",
             .parameters = eevdf_parameters,
             .uses = {.classes = fair_classes, .nice = true, .tickets = true, .slice = true},
             .keys = eevdf_keys,
             .ties = {.equal = "equal deadlines"},
             .preempted = {.joins = PreemptedJoins::tail, .keeps_rest = false}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Eevdf>(context);
    }};

} // namespace ossim
