// Linux's scheduling classes (sched(7); kernel/sched/core.c, __pick_next_task): a thread of class deadline
// runs before all of the real-time ones, these before the fair ones. Each class has the policy that has its
// name here: edf with its servers, rt, and cfs or eevdf. Threads of class batch preempt none but idle ones
// when they wake, those of class idle nobody: they have a weight of 3.
//
// Real-time threads may use 95 % of a CPU (sched_rt_runtime_us), so that the fair ones do not starve. Beyond
// that they are to be had on other CPUs only.
//
// What it does not model of Linux: admission control of deadline threads, and that one which yields gives up
// what is left of its budget.
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"
#include "policies/rt_parameters.hpp"
#include "policies/walks.hpp"

#include <array>
#include <string>
#include <utility>

namespace ossim {

namespace {

/// The policy of each class, in the order in which they are asked.
std::vector<SchedulerSpec> classes_of(const SchedulerSpec& spec) {
    const Duration quantum = parameter(spec, "quantum", Duration(100'000'000));
    const Duration runtime = parameter(spec, "runtime", Duration(950'000'000));
    const Duration period = parameter(spec, "period", Duration(1'000'000'000));
    const std::vector<Parameter> rt = {{"quantum", quantum}, {"runtime", runtime}, {"period", period}};
    return {{.policy = "edf", .name = "deadline", .parameters = {}},
            {.policy = "rt", .name = "rt", .parameters = rt},
            {.policy = parameter(spec, "fair", std::string("eevdf")), .name = "fair", .parameters = {}}};
}

class Linux final : public Policy {
  public:
    /// Who becomes ready is compared with one CPU's thread, as in Linux: so edf shares its CPUs with others.
    explicit Linux(const PolicyContext& context) : specs_(classes_of(context.spec)) {
        const std::uint32_t sharers = context.sharers == 0 ? context.cpus : context.sharers;
        for (std::size_t i = 0; i < specs_.size(); ++i) {
            PolicyContext inner{specs_[i],    context.conventions, context.cpus,
                                context.seed, context.make_inner,  sharers};
            classes_[i] = context.make_inner(inner);
        }
    }

    void attach(KernelView& kernel) override {
        kernel_ = &kernel;
        for (const auto& each : classes_)
            each->attach(kernel);
    }
    /// One that was ready in another class has no place here that it could keep; its server begins.
    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        grow_to(known_, thread.tid.value);
        const std::size_t before = std::exchange(known_[thread.tid.value], place_of_class(thread));
        if (why == Entry::changed && before != place_of_class(thread))
            why = place_of_class(thread) == deadline_place ? Entry::woken : Entry::moved;
        of(thread).enqueue(thread, why, now);
    }
    void dequeue(const ThreadView& thread, Time now) override { of(thread).dequeue(thread, now); }
    Choice pick(CpuId cpu, Time now) override {
        const std::uint32_t all = ready_for(cpu);
        for (std::size_t i = 0; i < classes_.size(); ++i) {
            const Choice choice = classes_[i]->pick(cpu, now);
            if (choice.tid) return complete(choice, i, all, cpu, now);
        }
        return {};
    }
    void take(const ThreadView& thread, CpuId cpu, Time now) override { of(thread).take(thread, cpu, now); }
    Tid peek(CpuId cpu, Time now) const override { return first_from(0, cpu, now).tid; }
    std::int64_t peek_key(CpuId cpu, Time now) const override {
        const Best best = first_from(0, cpu, now);
        return best.tid ? static_cast<std::int64_t>(best.place) : 0;
    }
    std::uint32_t ready() const override {
        std::uint32_t sum = 0;
        for (const auto& each : classes_)
            sum += each->ready();
        return sum;
    }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time now) const override {
        const std::size_t mine = place_of_class(ready), its = place_of_class(running);
        if (mine == its) return classes_[mine]->preempts(ready, running, now);
        return mine < its && !classes_[mine]->holds_back(ready.tid); // not one whose server is exhausted
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time now) const override {
        const std::size_t a = place_of_class(first), b = place_of_class(second);
        return a == b ? classes_[a]->worse(first, second, now) : a > b;
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time now) const override {
        return place_of_class(ready) == place_of_class(running) && of(ready).matches(ready, running, now);
    }
    Duration slice(const ThreadView& thread, Time now) override { return of(thread).slice(thread, now); }
    bool keeps_rest(const ThreadView& thread, Entry why) const override {
        return of(thread).keeps_rest(thread, why);
    }
    bool begins_anew(const ThreadView& thread, Entry why) const override {
        return of(thread).begins_anew(thread, why);
    }
    bool goes_on(const ThreadView& running, CpuId cpu, Time now) const override {
        const Best best = first_from(0, cpu, now);
        return (!best.tid || best.place >= place_of_class(running)) && of(running).goes_on(running, cpu, now);
    }
    void ran(const ThreadView& thread, Duration length, Time now) override {
        of(thread).ran(thread, length, now);
    }
    void leave(const ThreadView& thread, Time now) override { of(thread).leave(thread, now); }
    void ended(const ThreadView& thread, Time now) override { of(thread).ended(thread, now); }
    void gone(const ThreadView& thread) override { of(thread).gone(thread); }
    void job_begins(const ThreadView& thread, const JobView& job, Time now) override {
        of(thread).job_begins(thread, job, now);
    }
    void reserve(const ThreadView& thread, const ServerView& server) override {
        of(thread).reserve(thread, server);
    }
    /// A running thread that goes to another class (sched_setscheduler) has left the old one for good.
    void changed(const ThreadView& before, const ThreadView& after, Time now) override {
        if (place_of_class(before) == place_of_class(after)) return of(after).changed(before, after, now);
        of(before).ended(before, now);
        of(after).begins_running(after, now);
    }
    void adopt(Policy& from, const ThreadView& thread, Time now) override {
        of(thread).adopt(static_cast<Linux&>(from).of(thread), thread, now);
    }
    std::uint32_t ready_for(CpuId cpu) const override {
        std::uint32_t sum = 0;
        for (const auto& each : classes_)
            sum += each->ready_for(cpu);
        return sum;
    }
    bool offers(const ThreadView& thread, CpuId cpu) const override { return of(thread).offers(thread, cpu); }
    bool holds_back(Tid tid) const override {
        return std::any_of(classes_.begin(), classes_.end(),
                           [tid](const auto& each) { return each->holds_back(tid); });
    }
    bool holds_back() const override {
        return std::any_of(classes_.begin(), classes_.end(),
                           [](const auto& each) { return each->holds_back(); });
    }
    Time next_upkeep() const override {
        Time next = Time::never();
        for (const auto& each : classes_)
            next = std::min(next, each->next_upkeep());
        return next;
    }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        changes.clear();
        renewed_.clear();
        reorders_ = false;
        for (const auto& each : classes_) {
            if (each->next_upkeep() > now) continue;
            each->upkeep(now, inner_changes_);
            changes.insert(changes.end(), inner_changes_.begin(), inner_changes_.end());
            const auto renewed = each->renewed();
            renewed_.insert(renewed_.end(), renewed.begin(), renewed.end());
            reorders_ = reorders_ || each->reorders();
        }
    }
    std::span<const Tid> renewed() const override { return renewed_; }
    bool reorders() const override { return reorders_; }
    void walk(CpuId cpu, Time now, const CandidateVisitor& visit) const override {
        for (std::size_t i = 0; i < classes_.size(); ++i)
            if (!walk_hosted(*classes_[i], i, cpu, now, visit)) return;
    }
    void list_queues(Time now, std::vector<ReadyListing>& into) const override {
        into.assign(1, {});
        for (std::size_t i = 0; i < classes_.size(); ++i)
            list_hosted(*classes_[i], i, now, into.front().threads);
    }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId cpu, Time now) const override {
        return place_of_class(a) == place_of_class(b) && of(a).is_tie(a, b, cpu, now);
    }

  private:
    static constexpr std::size_t deadline_place = 0, rt_place = 1, fair_place = 2;
    struct Best {
        std::size_t place = 0;
        Tid tid;
    };
    [[nodiscard]] static std::size_t place_of_class(const ThreadView& thread) {
        switch (thread.thread_class) {
        case ThreadClass::deadline: return deadline_place;
        case ThreadClass::fifo:
        case ThreadClass::rr: return rt_place;
        case ThreadClass::other:
        case ThreadClass::batch:
        case ThreadClass::idle:
        case ThreadClass::unstated: return fair_place;
        }
        return fair_place;
    }
    [[nodiscard]] Policy& of(const ThreadView& thread) const { return *classes_[place_of_class(thread)]; }
    /// The first class from that one on that has somebody for that CPU, and whom.
    [[nodiscard]] Best first_from(std::size_t place, CpuId cpu, Time now) const {
        for (; place < classes_.size(); ++place)
            if (const Tid best = classes_[place]->peek(cpu, now)) return {place, best};
        return {};
    }
    /// A class's answer, seen from outside: the first key is the class, the second its policy's own.
    [[nodiscard]] Choice complete(Choice choice, std::size_t place, std::uint32_t all, CpuId cpu,
                                  Time now) const {
        choice.ready = all;
        choice.second_key = choice.key;
        choice.next_second_key = choice.next_key;
        choice.key = static_cast<std::int64_t>(place);
        choice.next_key = choice.next ? choice.key : 0;
        if (choice.next) return choice;
        const Best next = first_from(place + 1, cpu, now);
        choice.next = next.tid;
        if (!next.tid) return choice;
        choice.next_key = static_cast<std::int64_t>(next.place);
        choice.next_second_key = classes_[next.place]->peek_key(cpu, now);
        choice.decided = DecidedBy::key;
        return choice;
    }

    KernelView* kernel_ = nullptr;
    std::vector<SchedulerSpec> specs_;
    std::array<std::unique_ptr<Policy>, 3> classes_;
    std::vector<PriorityChange> inner_changes_;
    std::vector<std::size_t> known_; ///< by tid: the class in which it was last ready
    std::vector<Tid> renewed_;
    bool reorders_ = false;
};

constexpr std::string_view linux_keys[] = {"class", "key"};
constexpr std::string_view fair_words[] = {"eevdf", "cfs"};
constexpr ClassUse linux_classes[] = {
    {.which = ThreadClass::other, .doc = "shares by nice"},
    {.which = ThreadClass::batch, .doc = "likewise, and never preempts when it wakes"},
    {.which = ThreadClass::idle, .doc = "a weight of 3, whatever its nice"},
    {.which = ThreadClass::fifo, .doc = "runs until it blocks, yields or ends", .priority = true},
    {.which = ThreadClass::rr, .doc = "round robin among equals, a quantum at a time", .priority = true},
    {.which = ThreadClass::deadline, .doc = "earliest deadline first", .deadline = true}};
constexpr ParameterInfo linux_parameters[] = {
    {.name = "fair",
     .type = ParameterType::word,
     .fallback = "eevdf",
     .words = fair_words,
     .doc = "the policy of classes other, batch and idle: eevdf since Linux 6.6, cfs before"},
    rr_quantum_parameter,
    {.name = "runtime",
     .type = ParameterType::duration,
     .fallback = "950ms",
     .doc = "how long threads of classes fifo and rr may run on a CPU in each `period`; all of it: no limit",
     .range = {.least = 1}},
    rt_period_parameter};

} // namespace

const PolicyEntry linux_policy{
    .info = {.name = "linux",
             .doc = "Linux's classes: deadline before real-time before fair. Each class has its own policy: "
                    "edf with servers, rt, and eevdf or cfs.",
             .source = "sched(7); Linux, kernel/sched/core.c and sched.h (sched_class)",
             .parameters = linux_parameters,
             .uses = {.priorities = {1, 99},
                      .classes = linux_classes,
                      .nice = true,
                      .slice = true,
                      .server = true},
             .work_conserving = false,
             .keys = linux_keys,
             .ties = {.equal = "in one class", .order = TieOrder::by_queue},
             .preempted = {.joins = PreemptedJoins::by_queue}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Linux>(context);
    },
    .hosted = classes_of};

} // namespace ossim
