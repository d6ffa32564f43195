// Priority: the most urgent ready thread runs. With aging, who waits becomes more urgent by one for each full
// `aging` spent in Ready; what it has gained lasts until it has left the CPU. (Were it lost at the moment of
// dispatch, a preemptive scheduler would take the CPU back at once, and the thread would never run.)
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"

#include <string>

namespace ossim {

namespace {

class PriorityPolicy final : public Policy {
  public:
    explicit PriorityPolicy(const PolicyContext& context)
        : queue_(context.conventions.ties), preempted_to_(preempted_place(context.conventions)),
          high_(required_parameter<std::string>(context.spec, "urgent") == "high"),
          preemptive_(parameter(context.spec, "preemptive", false)),
          quantum_(parameter(context.spec, "quantum", Duration::forever())),
          aging_(parameter(context.spec, "aging", Duration::forever())),
          limit_(parameter(context.spec, "aging_limit", most_steps)) {}

    static constexpr std::int64_t most_steps = 1'000'000;

    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        if (aging_ != Duration::forever()) start_aging(thread, now);
        queue_.push(thread, urgency(thread), place_of(why, preempted_to_, Place::kept));
    }
    void dequeue(const ThreadView& thread, Time) override { remove(thread.tid); }
    Choice pick(CpuId, Time) override {
        Choice choice = queue_.best();
        if (!choice.tid) return choice;
        remove(choice.tid);
        choice.key = shown(choice.key);
        choice.next_key = choice.next ? shown(choice.next_key) : 0;
        return choice;
    }
    Tid peek(CpuId, Time) const override { return queue_.empty() ? Tid{} : queue_.front().tid; }
    std::int64_t peek_key(CpuId, Time) const override {
        return queue_.empty() ? 0 : shown(queue_.front().key);
    }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool is_preemptive() const override { return preemptive_; }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        return preemptive_ && urgency(ready) < urgency(running);
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time) const override {
        return urgency(first) > urgency(second);
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time) const override {
        return preemptive_ && urgency(ready) == urgency(running);
    }
    Duration slice(const ThreadView&, Time) override { return quantum_; }
    bool keeps_quantum(Entry why) const override { return why == Entry::preempted; }
    bool goes_on(const ThreadView& running, CpuId, Time) const override {
        return queue_.empty() || queue_.front().key > urgency(running);
    }
    Time next_upkeep() const override {
        if (!lost_.empty()) return lost_at_;
        return due_.empty() ? Time::never() : Time(due_.front().key);
    }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        changes.clear();
        changes.swap(lost_);
        while (!due_.empty() && due_.front().key <= now.ns())
            changes.push_back(age(due_.front()));
    }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override {
        queue_.walk([&](const KeyedQueue::Member& each) { return visit({each.tid, {shown(each.key)}}); });
    }

  private:
    /// Less is more urgent, whichever end the scenario calls urgent.
    [[nodiscard]] std::int64_t urgency(const ThreadView& thread) const {
        return base(thread) - (thread.tid.value < gained_.size() ? gained_[thread.tid.value] : 0);
    }
    [[nodiscard]] std::int64_t base(const ThreadView& thread) const { return shown(thread.priority); }
    [[nodiscard]] std::int64_t shown(std::int64_t urgency) const { return high_ ? -urgency : urgency; }
    void remove(Tid tid) {
        queue_.remove(tid);
        if (due_.contains(tid)) due_.remove(tid);
    }
    /// The thread starts from its base; what it loses by that is told by the next upkeep, in the same
    /// instant.
    void start_aging(const ThreadView& thread, Time now) {
        grow_to(gained_, thread.tid.value);
        if (gained_[thread.tid.value] != 0) {
            lost_.push_back({.from = shown(urgency(thread)), .to = thread.priority, .tid = thread.tid});
            lost_at_ = now;
            gained_[thread.tid.value] = 0;
        }
        if (limit_ > 0) due_.push(thread, (thread.since + aging_).ns());
    }
    PriorityChange age(KeyedQueue::Member due) {
        const KeyedQueue::Member old = queue_.member(due.tid);
        queue_.remove(due.tid);
        queue_.push(due.tid, old.rank, old.key - 1, Place::kept);
        due_.remove(due.tid);
        if (++gained_[due.tid.value] < limit_) due_.push(due.tid, due.rank, (Time(due.key) + aging_).ns());
        return {.from = shown(old.key), .to = shown(old.key - 1), .tid = due.tid};
    }

    KeyedQueue queue_;                 ///< by urgency
    KeyedQueue due_;                   ///< by the instant of the next gain, in ns
    std::vector<std::int64_t> gained_; ///< by tid: steps of aging, kept while it runs
    std::vector<PriorityChange> lost_; ///< to be told
    Time lost_at_;
    PreemptedTo preempted_to_;
    bool high_;
    bool preemptive_;
    Duration quantum_;
    Duration aging_;
    std::int64_t limit_;
};

constexpr std::string_view priority_keys[] = {"priority"};
constexpr std::string_view ends[] = {"low", "high"};
constexpr Range positive{.least = 1};
constexpr ParameterInfo priority_parameters[] = {
    {.name = "preemptive",
     .type = ParameterType::boolean,
     .fallback = "false",
     .doc = "whether a strictly more urgent thread that becomes ready takes the CPU"},
    {.name = "urgent",
     .type = ParameterType::word,
     .required = true,
     .fallback = {},
     .words = ends,
     .doc = "which numbers come first: low (Silberschatz, Linux kernel) or high (POSIX, Windows); it has no "
            "default, "
            "because books differ"},
    {.name = "quantum",
     .type = ParameterType::duration,
     .fallback = "none",
     .doc = "round robin among equals with this quantum; none: a thread runs until it blocks or ends",
     .range = positive},
    {.name = "aging",
     .type = ParameterType::duration,
     .fallback = "none",
     .doc = "each full time of this length that a thread spends in Ready makes it more urgent by one, until "
            "it has "
            "been on the CPU; none: no aging",
     .range = positive},
    {.name = "aging_limit",
     .type = ParameterType::integer,
     .fallback = "1000000",
     .doc = "by how many steps aging may raise a thread at most",
     .range = {.least = 0, .most = PriorityPolicy::most_steps}}};

} // namespace

const PolicyEntry priority_policy{
    .info =
        {.name = "priority",
         .doc =
             "The most urgent ready thread runs; among equals first come, first served, or round robin if a "
             "quantum is given.",
         .source = "Silberschatz, Operating System Concepts, 5.3.4",
         .parameters = priority_parameters,
         .uses = {.priority = true},
         .keys = priority_keys,
         .ties = {.equal = "equal priorities", .running_stays = true}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<PriorityPolicy>(context);
    }};

} // namespace ossim
