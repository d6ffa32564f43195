// The O(1) scheduler of Linux 2.6.0 to 2.6.22, as 2.6.18 and later have it: 40 priorities, an active and an
// expired array, timeslices by the nice value, and a bonus for sleeping.
//
//   timeslice   static priority p = 120 + nice: (140 - p) times 20 ms below 120, else times 5 ms
//   sleep_avg   grows by the time slept, up to a second; running takes it away, slower where the bonus is
//               great
//   priority    p - bonus + 5, within 100 and 139; the bonus is a tenth of what sleep_avg may be: 0 to 10
//   expired     after its timeslice, unless the thread is interactive (its priority is better than p by
//               more than nice allows) and the expired do not starve
//   rounds      an interactive thread goes behind its equals after each granularity of its timeslice: a tenth
//               of the default one for each CPU, doubled for each step that its bonus lacks of 9
//
// The credit for waiting on the run queue and the difference between interruptible and other sleeps are
// left out: every wait is a sleep. Time is exact, where the kernel counts ticks.
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"
#include "policies/told_changes.hpp"
#include "policies/walks.hpp"

namespace ossim {

namespace {

/// The figures of sched.c, all from the default timeslice.
struct O1Figures {
    Duration timeslice;
    bool has_bonus;
    std::int64_t cpus;
    static constexpr std::int64_t most_bonus = 10;

    [[nodiscard]] std::int64_t most_sleep() const { return timeslice.ns() * most_bonus; }
    [[nodiscard]] Duration slice_of(std::int64_t nice) const {
        const Duration scaled = nice < 0 ? timeslice * 4 : timeslice;
        return std::max(Duration(scaled.ns() * (20 - nice) / 20), Duration(timeslice.ns() / 20));
    }
    [[nodiscard]] std::int64_t bonus(std::int64_t sleep) const {
        return has_bonus ? sleep / timeslice.ns() : most_bonus / 2;
    }
    [[nodiscard]] std::int64_t priority(std::int64_t nice, std::int64_t sleep) const {
        return std::clamp<std::int64_t>(120 + nice - bonus(sleep) + most_bonus / 2, 100, 139);
    }
    /// DELTA: by how much the priority of an interactive thread is better than its static one.
    static std::int64_t delta(std::int64_t nice) {
        return (nice + 20) * most_bonus / 40 - most_bonus / 2 + 2;
    }
    /// INTERACTIVE_SLEEP: one long sleep alone does not lift the average above that.
    [[nodiscard]] std::int64_t ceiling(std::int64_t nice) const {
        return timeslice.ns() * (most_bonus / 2 + delta(nice) + 1) - timeslice.ns() / 100;
    }
    [[nodiscard]] Duration granularity(std::int64_t sleep) const {
        const std::int64_t rest = std::max<std::int64_t>(most_bonus - bonus(sleep), 1);
        return Duration(timeslice.ns() / 10) * cpus * (std::int64_t{1} << (rest - 1));
    }
};

struct O1Thread {
    std::int64_t sleep = 0;    ///< sleep_avg in ns
    std::int64_t priority = 0; ///< the dynamic one
    std::int64_t round = 0;    ///< in which it may run
    Duration left;             ///< of its timeslice
    Duration slice;            ///< what it was given of that
    Duration left_then;        ///< what was left when it was given that
    Duration running;          ///< since it was picked
    Time slept;                ///< since when
    bool is_alive = false;     ///< ready or running
};

class O1 final : public Policy {
  public:
    explicit O1(const PolicyContext& context)
        : queue_(context.conventions.ties), preempted_to_(preempted_place(context.conventions)),
          figures_{parameter(context.spec, "timeslice", Duration(100'000'000)),
                   parameter(context.spec, "bonus", true), context.cpus},
          first_sleep_(parameter(context.spec, "initial_sleep", Duration())) {}

    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        O1Thread& task = task_of(thread.tid);
        const std::int64_t before = task.priority;
        Place place = Place::tail;
        if (why != Entry::moved && why != Entry::changed) task.round = round_;
        switch (why) {
        case Entry::admitted:
            task = {};
            task.round = round_;
            task.sleep = std::min(first_sleep_.ns(), figures_.most_sleep());
            task.priority = figures_.priority(thread.nice, task.sleep);
            task.left = figures_.slice_of(thread.nice);
            break;
        case Entry::woken: wake(thread, task, now); break;
        case Entry::preempted: place = place_of(why, preempted_to_, Place::kept); break;
        case Entry::quantum: end_slice(thread, task, now); break;
        case Entry::yielded: ++task.round; break; // sys_sched_yield: into the expired array
        case Entry::moved: break;                 // into the array in which it was
        case Entry::changed: task.priority = figures_.priority(thread.nice, task.sleep); break;
        }
        settle(thread, task);
        set_alive(task, true);
        if (why != Entry::admitted) told_.add(thread.tid, before, task.priority, now);
        queue_.push(thread, key(task), place);
    }
    void dequeue(const ThreadView& thread, Time) override {
        queue_.remove(thread.tid);
        set_alive(tasks_[thread.tid.value], false);
    }
    void take(const ThreadView& thread, CpuId, Time) override {
        if (tasks_[queue_.front().tid.value].round > round_) change_places();
        queue_.remove(thread.tid);
    }
    Choice pick(CpuId, Time) override {
        if (queue_.empty()) return {};
        if (tasks_[queue_.front().tid.value].round > round_) change_places();
        Choice choice = queue_.best();
        show(choice.tid, choice.key, choice.second_key);
        if (choice.next) show(choice.next, choice.next_key, choice.next_second_key);
        queue_.pop();
        return choice;
    }
    Tid peek(CpuId, Time) const override { return queue_.empty() ? Tid{} : queue_.front().tid; }
    std::int64_t peek_key(CpuId, Time) const override { return 0; }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        const O1Thread& task = tasks_[ready.tid.value];
        return task.round == round_ && task.priority < tasks_[running.tid.value].priority;
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time) const override {
        return tasks_[first.tid.value].priority > tasks_[second.tid.value].priority;
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time) const override {
        const O1Thread& task = tasks_[ready.tid.value];
        return task.round == round_ && task.priority == tasks_[running.tid.value].priority;
    }
    /// The rest of the timeslice: it outlives waiting and preemption. Of an interactive thread up to where it
    /// goes behind its equals.
    Duration slice(const ThreadView& thread, Time) override {
        O1Thread& task = task_of(thread.tid);
        set_alive(task, true); // one that has kept its CPU while it waited comes this way
        task.left_then = task.slice = task.left;
        if (is_interactive(thread, task)) {
            const Duration each = figures_.granularity(task.sleep);
            const Duration used = figures_.slice_of(thread.nice) - task.left;
            const Duration next = each - Duration(used.ns() % each.ns());
            if (task.left - next >= each) task.slice = next;
        }
        return task.slice;
    }
    /// Within its timeslice, if nobody waits that would be picked before it.
    bool goes_on(const ThreadView& running, CpuId, Time) const override {
        const O1Thread& task = tasks_[running.tid.value];
        return task.left_then > task.slice && (queue_.empty() || queue_.front().key > key(task));
    }
    void ran(const ThreadView& thread, Duration length, Time) override {
        O1Thread& task = task_of(thread.tid);
        task.running += length;
        task.left -= length;
    }
    void leave(const ThreadView& thread, Time now) override {
        O1Thread& task = task_of(thread.tid);
        settle(thread, task);
        task.slept = now;
        set_alive(task, false);
    }
    /// set_user_nice: its timeslice stays.
    void changed(const ThreadView&, const ThreadView& after, Time now) override {
        O1Thread& task = task_of(after.tid);
        const std::int64_t priority = figures_.priority(after.nice, task.sleep);
        told_.add(after.tid, std::exchange(task.priority, priority), priority, now);
    }
    void adopt(Policy& from, const ThreadView& thread, Time) override {
        const O1& there = static_cast<O1&>(from);
        O1Thread& task = task_of(thread.tid);
        task = there.tasks_[thread.tid.value];
        task.round = round_ + std::max(task.round - there.round_, std::int64_t{0});
        task.is_alive = false; // it was told to have gone there; here it comes yet
    }
    Time next_upkeep() const override { return told_.due(); }
    void upkeep(Time, std::vector<PriorityChange>& changes) override { told_.tell(changes); }
    bool reorders() const override { return false; }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override {
        walk_arrays(queue_, visit, [this](Tid tid, std::int64_t& expired, std::int64_t& priority) {
            show(tid, expired, priority);
        });
    }

  private:
    static constexpr std::int64_t key(const O1Thread& task) { return task.round * 256 + task.priority; }
    O1Thread& task_of(Tid tid) {
        grow_to(tasks_, tid.value);
        return tasks_[tid.value];
    }
    void show(Tid tid, std::int64_t& expired, std::int64_t& priority) const {
        expired = tasks_[tid.value].round - round_;
        priority = tasks_[tid.value].priority;
    }
    [[nodiscard]] bool is_interactive(const ThreadView& thread, const O1Thread& task) const {
        return figures_.has_bonus && task.priority <= 120 + thread.nice - O1Figures::delta(thread.nice);
    }
    void set_alive(O1Thread& task, bool is_alive) {
        if (task.is_alive != is_alive) alive_ += is_alive ? 1 : -1;
        task.is_alive = is_alive;
    }
    void wake(const ThreadView& thread, O1Thread& task, Time now) {
        const std::int64_t slept = (now - task.slept).ns(), ceiling = figures_.ceiling(thread.nice);
        if (slept > ceiling && task.sleep < ceiling)
            task.sleep = ceiling;
        else
            task.sleep += slept;
        task.sleep = std::min(task.sleep, figures_.most_sleep());
        task.priority = figures_.priority(thread.nice, task.sleep);
    }
    /// A granularity of the timeslice is over, or all of it.
    void end_slice(const ThreadView& thread, O1Thread& task, Time now) {
        task.left = task.left_then - task.slice;
        if (task.left > Duration()) return;
        task.priority = figures_.priority(thread.nice, task.sleep);
        task.left = figures_.slice_of(thread.nice);
        if (expired_since_ == Time::never()) expired_since_ = now;
        if (is_interactive(thread, task) && !is_starving(thread, now)) return;
        ++task.round;
        best_expired_ = std::min<std::int64_t>(best_expired_, 120 + thread.nice);
    }
    /// The expired have waited for too long, or one with a better static priority is among them.
    [[nodiscard]] bool is_starving(const ThreadView& thread, Time now) const {
        return 120 + thread.nice > best_expired_ ||
               now - expired_since_ > Duration(figures_.most_sleep()) * alive_;
    }
    void change_places() {
        ++round_;
        expired_since_ = Time::never();
        best_expired_ = 140;
    }
    /// What it has run comes off its sleep average. Who leaves the CPU at the very end of its timeslice has a
    /// fresh one.
    void settle(const ThreadView& thread, O1Thread& task) {
        if (task.left <= Duration()) task.left = figures_.slice_of(thread.nice);
        const std::int64_t bonus = std::max<std::int64_t>(figures_.bonus(task.sleep), 1);
        const std::int64_t run = std::min(task.running.ns(), figures_.most_sleep()) / bonus;
        task.sleep = std::max<std::int64_t>(task.sleep - run, 0);
        task.running = {};
    }

    KeyedQueue queue_; ///< by round, then the lesser priority number
    PreemptedTo preempted_to_;
    O1Figures figures_;
    Duration first_sleep_;
    std::vector<O1Thread> tasks_;        ///< by tid
    std::int64_t round_ = 0;             ///< of the active array
    std::int64_t alive_ = 0;             ///< threads that are ready or run
    std::int64_t best_expired_ = 140;    ///< the best static priority among the expired
    Time expired_since_ = Time::never(); ///< the first timeslice that ended in this round
    ToldChanges told_;
};

constexpr std::string_view o1_keys[] = {"expired", "priority"};
constexpr Range o1_time{.least = 100, .most = 1'000'000'000'000'000};
constexpr ParameterInfo o1_parameters[] = {
    {.name = "timeslice",
     .type = ParameterType::duration,
     .fallback = "100ms",
     .doc = "of nice 0; all other times follow from it: the sleep average goes up to ten times as much",
     .range = o1_time},
    {.name = "bonus",
     .type = ParameterType::boolean,
     .fallback = "true",
     .doc =
         "whether sleeping gives a bonus, and interactive threads stay active; false: priorities are static"},
    {.name = "initial_sleep",
     .type = ParameterType::duration,
     .fallback = "0",
     .doc = "the sleep average of a new thread"}};

} // namespace

const PolicyEntry o1_policy{
    .info = {.name = "o1",
             .doc =
                 "Linux's O(1) scheduler: an active and an expired array, timeslices by nice, and a bonus of "
                 "up to five priorities for threads that sleep much. Small numbers come first, 100 to 139.",
             .source = "Linux 2.6.0 to 2.6.22, kernel/sched.c",
             .parameters = o1_parameters,
             .uses = {.nice = true},
             .keys = o1_keys,
             .ties = {.equal = "equal priorities in one array", .running_stays = true},
             .preempted = {.joins = PreemptedJoins::kept, .keeps_rest = true}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<O1>(context);
    }};

} // namespace ossim
