// Multilevel queue: each thread belongs to one of several queues for good, and each queue has a policy of its
// own. Between the queues either the order is fixed, the first that has anybody wins, or they take turns:
// with `shares` [80ms, 20ms] the first queue has the CPUs for 80 ms, then the second for 20.
//
// A turn belongs to its queue while that has a thread ready or running; else it passes on at the next pick.
// CPUs that the queue of the turn leaves free serve the others, in the order of the turns. A turn that ran
// out while nobody else was ready passes to the first that comes.
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"
#include "policies/walks.hpp"

#include <string>

namespace ossim {

namespace {

class Multilevel final : public Policy {
  public:
    explicit Multilevel(const PolicyContext& context)
        : preemptive_(parameter(context.spec, "preemptive", true)),
          shares_(parameter(context.spec, "shares", std::vector<Duration>{})) {
        // A queue does not have its CPUs for itself: nobody compares all that are ready with all that run.
        const std::uint32_t sharers = context.sharers == 0 ? context.cpus : context.sharers;
        for (const auto& spec : required_parameter<std::vector<SchedulerSpec>>(context.spec, "queues")) {
            PolicyContext inner{spec,         context.conventions, context.cpus,
                                context.seed, context.make_inner,  sharers};
            queues_.push_back({context.make_inner(inner), 0});
        }
        OSSIM_CHECK(!queues_.empty());
        if (!shares_.empty()) shares_.resize(queues_.size(), shares_.back());
    }

    void attach(KernelView& running) override {
        kernel_ = &running;
        for (const Queue& queue : queues_)
            queue.policy->attach(running);
    }
    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        stopped(thread);
        if (in_turns() && turn_end_ <= now && !others_wait()) begin_turn(thread.queue, now);
        queue_of(thread).policy->enqueue(thread, why, now);
    }
    void dequeue(const ThreadView& thread, Time now) override {
        queue_of(thread).policy->dequeue(thread, now);
    }
    Choice pick(CpuId cpu, Time now) override {
        if (in_turns()) settle_turn(now);
        const std::uint32_t before = ready_for(cpu); // a class may have used up its time on that CPU
        for (std::size_t i = 0; i < queues_.size(); ++i) {
            const std::size_t queue = nth(i);
            Choice choice = queues_[queue].policy->pick(cpu, now);
            if (!choice.tid) continue;
            started(choice.tid, queue);
            return complete(choice, cpu, now, i, before);
        }
        return {};
    }
    void take(const ThreadView& thread, CpuId cpu, Time now) override {
        if (in_turns()) settle_turn(now);
        queue_of(thread).policy->take(thread, cpu, now);
        started(thread.tid, thread.queue);
    }
    Tid peek(CpuId cpu, Time now) const override { return first_from(0, cpu, now).second; }
    std::uint32_t ready() const override {
        std::uint32_t sum = 0;
        for (const Queue& queue : queues_)
            sum += queue.policy->ready();
        return sum;
    }
    bool is_preemptive() const override {
        const auto inner = [](const Queue& queue) { return queue.policy->is_preemptive(); };
        return preemptive_ || in_turns() || std::any_of(queues_.begin(), queues_.end(), inner);
    }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time now) const override {
        if (ready.queue == running.queue) return queue_of(ready).policy->preempts(ready, running, now);
        return in_turns() ? ready.queue == turn_ : preemptive_ && ready.queue < running.queue;
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time now) const override {
        if (first.queue == second.queue) return queue_of(first).policy->worse(first, second, now);
        return rank(first.queue) > rank(second.queue);
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time now) const override {
        return ready.queue == running.queue && queue_of(ready).policy->matches(ready, running, now);
    }
    Duration slice(const ThreadView& thread, Time now) override {
        return queue_of(thread).policy->slice(thread, now);
    }
    bool keeps_rest(const ThreadView& thread, Entry why) const override {
        return queue_of(thread).policy->keeps_rest(thread, why);
    }
    bool begins_anew(const ThreadView& thread, Entry why) const override {
        return queue_of(thread).policy->begins_anew(thread, why);
    }
    bool goes_on(const ThreadView& running, CpuId cpu, Time now) const override {
        const auto [queue, best] = first_from(0, cpu, now);
        if (!best || rank(queue) > rank(running.queue))
            return queue_of(running).policy->goes_on(running, cpu, now);
        return queue == running.queue && queue_of(running).policy->goes_on(running, cpu, now);
    }
    void ran(const ThreadView& thread, Duration length, Time now) override {
        queue_of(thread).policy->ran(thread, length, now);
    }
    void leave(const ThreadView& thread, Time now) override {
        stopped(thread);
        queue_of(thread).policy->leave(thread, now);
    }
    void ended(const ThreadView& thread, Time now) override {
        stopped(thread);
        queue_of(thread).policy->ended(thread, now);
    }
    void changed(const ThreadView& before, const ThreadView& after, Time now) override {
        queue_of(after).policy->changed(before, after, now);
    }
    void adopt(Policy& from, const ThreadView& thread, Time now) override {
        const Multilevel& other = static_cast<Multilevel&>(from);
        queue_of(thread).policy->adopt(*other.queue_of(thread).policy, thread, now);
    }
    void job_begins(const ThreadView& thread, const JobView& job, Time now) override {
        queue_of(thread).policy->job_begins(thread, job, now);
    }
    void reserve(const ThreadView& thread, const ServerView& server) override {
        queue_of(thread).policy->reserve(thread, server);
    }
    std::uint32_t ready_for(CpuId cpu) const override {
        std::uint32_t sum = 0;
        for (const Queue& queue : queues_)
            sum += queue.policy->ready_for(cpu);
        return sum;
    }
    bool offers(const ThreadView& thread, CpuId cpu) const override {
        return queue_of(thread).policy->offers(thread, cpu);
    }
    bool holds_back(Tid tid) const override {
        return std::any_of(queues_.begin(), queues_.end(),
                           [tid](const Queue& queue) { return queue.policy->holds_back(tid); });
    }
    bool holds_back() const override {
        return std::any_of(queues_.begin(), queues_.end(),
                           [](const Queue& queue) { return queue.policy->holds_back(); });
    }
    Time next_upkeep() const override {
        Time next = in_turns() && others_wait() ? turn_end_ : Time::never();
        for (const Queue& queue : queues_)
            next = std::min(next, queue.policy->next_upkeep());
        return next;
    }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        changes.clear();
        renewed_.clear();
        for (const Queue& queue : queues_) {
            if (queue.policy->next_upkeep() > now) continue;
            queue.policy->upkeep(now, inner_changes_);
            changes.insert(changes.end(), inner_changes_.begin(), inner_changes_.end());
            const auto renewed = queue.policy->renewed();
            renewed_.insert(renewed_.end(), renewed.begin(), renewed.end());
        }
        if (in_turns() && turn_end_ <= now) pass_turn(now);
    }
    std::span<const Tid> renewed() const override { return renewed_; }
    void walk(CpuId cpu, Time now, const CandidateVisitor& visit) const override {
        for (std::size_t i = 0; i < queues_.size(); ++i)
            if (!walk_hosted(*queues_[nth(i)].policy, nth(i), cpu, now, visit)) return;
    }
    void list_queues(Time now, std::vector<ReadyListing>& into) const override {
        into.assign(1, {});
        for (std::size_t i = 0; i < queues_.size(); ++i)
            list_hosted(*queues_[nth(i)].policy, nth(i), now, into.front().threads);
    }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId cpu, Time now) const override {
        return a.queue == b.queue && queue_of(a).policy->is_tie(a, b, cpu, now);
    }

  private:
    struct Queue {
        std::unique_ptr<Policy> policy;
        std::uint32_t running = 0; ///< threads of it that are on a CPU
    };
    [[nodiscard]] bool in_turns() const { return !shares_.empty(); }
    [[nodiscard]] const Queue& queue_of(const ThreadView& thread) const { return queues_.at(thread.queue); }
    /// The queue that is asked in place `i`: in the fixed order, or from the one whose turn it is.
    [[nodiscard]] std::size_t nth(std::size_t i) const {
        return in_turns() ? (turn_ + i) % queues_.size() : i;
    }
    [[nodiscard]] std::size_t rank(std::size_t queue) const {
        return in_turns() ? (queue + queues_.size() - turn_) % queues_.size() : queue;
    }
    /// The first queue from place `place` on that has somebody for that CPU, and whom.
    [[nodiscard]] std::pair<std::size_t, Tid> first_from(std::size_t place, CpuId cpu, Time now) const {
        for (std::size_t i = place; i < queues_.size(); ++i)
            if (const Tid best = queues_[nth(i)].policy->peek(cpu, now)) return {nth(i), best};
        return {0, Tid{}};
    }
    /// The inner queue's answer, seen from outside: the first key is the queue, the second that queue's own.
    [[nodiscard]] Choice complete(Choice choice, CpuId cpu, Time now, std::size_t place,
                                  std::uint32_t before) const {
        choice.ready = before;
        choice.second_key = choice.key;
        choice.next_second_key = choice.next_key;
        choice.key = static_cast<std::int64_t>(nth(place));
        choice.next_key = choice.next ? choice.key : 0;
        if (choice.next) return choice;
        const auto [queue, next] = first_from(place + 1, cpu, now);
        choice.next = next;
        if (!next) return choice;
        choice.next_key = static_cast<std::int64_t>(queue);
        choice.next_second_key = queues_[queue].policy->peek_key(cpu, now);
        choice.decided = DecidedBy::key;
        return choice;
    }
    void started(Tid tid, std::size_t queue) {
        grow_to(on_cpu_, tid.value);
        on_cpu_[tid.value] = true;
        ++queues_[queue].running;
    }
    void stopped(const ThreadView& thread) {
        if (thread.tid.value >= on_cpu_.size() || !on_cpu_[thread.tid.value]) return;
        on_cpu_[thread.tid.value] = false;
        --queues_.at(thread.queue).running;
    }
    void begin_turn(std::size_t queue, Time now) {
        turn_ = queue;
        turn_end_ = now + shares_[queue];
    }
    /// The next queue in turn that has a thread ready gets its turn; if there is none, nothing changes.
    void pass_turn(Time now) {
        for (std::size_t i = 1; i < queues_.size(); ++i)
            if (queues_[nth(i)].policy->ready() != 0) return begin_turn(nth(i), now);
    }
    void settle_turn(Time now) {
        if (turn_end_ == Time::never()) begin_turn(0, now);
        if (queues_[turn_].policy->ready() == 0 && queues_[turn_].running == 0) pass_turn(now);
    }
    [[nodiscard]] bool others_wait() const {
        for (std::size_t i = 1; i < queues_.size(); ++i)
            if (queues_[nth(i)].policy->ready() != 0) return true;
        return false;
    }

    std::vector<Queue> queues_;
    std::vector<std::uint8_t> on_cpu_; ///< by tid
    std::vector<PriorityChange> inner_changes_;
    std::vector<Tid> renewed_;
    KernelView* kernel_ = nullptr;
    bool preemptive_;
    std::vector<Duration> shares_; ///< of a turn, by queue; empty: the order is fixed
    std::size_t turn_ = 0;         ///< the queue whose turn it is
    Time turn_end_ = Time::never();
};

constexpr std::string_view multilevel_keys[] = {"queue", "key"};
constexpr ParameterInfo multilevel_parameters[] = {
    {.name = "queues",
     .type = ParameterType::queues,
     .required = true,
     .fallback = {},
     .doc = "the queues, the first one first: each with its name, its policy and the parameters of that"},
    {.name = "preemptive",
     .type = ParameterType::boolean,
     .fallback = "true",
     .doc = "whether a thread of a queue further up that becomes ready takes the CPU"},
    {.name = "shares",
     .type = ParameterType::durations,
     .fallback = "[]",
     .doc = "the queues take turns, this long each, instead of a fixed order: one duration a queue, the "
            "last "
            "one for all further queues",
     .range = {.least = 1},
     .each_queue = true}};

} // namespace

const PolicyEntry multilevel_policy{
    .info = {.name = "multilevel",
             .doc = "Multilevel queue: each thread belongs to one queue, and each queue has its own policy. "
                    "The first "
                    "queue that has anybody wins, or, with shares, the queues take turns.",
             .source = "Silberschatz, Operating System Concepts, 5.3.5",
             .parameters = multilevel_parameters,
             .uses = {.queue = true},
             .wants_bursts = true,
             .keys = multilevel_keys,
             .ties = {.equal = "in one queue", .order = TieOrder::by_queue},
             .preempted = {.joins = PreemptedJoins::by_queue}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Multilevel>(context);
    }};

} // namespace ossim
