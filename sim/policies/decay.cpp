// Decaying priorities in two arrays, active and expired, as the scheduler lab of NYU's CSCI-GA.2250 has
// them (PRIO and, with `preemptive`, PREPRIO). A thread begins with its own priority less one. The end of a
// quantum costs it one; below 0 it begins anew, but in the expired array. The arrays change places when the
// active one is empty. Who comes back from I/O begins anew too, in the active array.
//
// There is one queue: its key is the round in which a thread may run, and then the priority. The expired
// array is the next round.
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"
#include "policies/told_changes.hpp"
#include "policies/walks.hpp"

namespace ossim {

namespace {

class Decay final : public Policy {
  public:
    explicit Decay(const PolicyContext& context)
        : queue_(context.conventions.ties), preempted_to_(preempted_place(context.conventions)),
          quantum_(required_parameter<Duration>(context.spec, "quantum")),
          preemptive_(parameter(context.spec, "preemptive", false)),
          preemption_decays_(parameter(context.spec, "preemption_decays", true)) {}

    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        grow_to(priority_, thread.tid.value);
        grow_to(rounds_, thread.tid.value);
        std::int64_t& priority = priority_[thread.tid.value];
        std::int64_t& round = rounds_[thread.tid.value];
        const std::int64_t before = priority, first = std::max(thread.priority - 1, 0);
        const bool stays = why == Entry::moved || why == Entry::changed;
        if (!stays) round = round_;
        const bool begins = why == Entry::admitted || why == Entry::woken;
        const bool decays = why == Entry::quantum || (why == Entry::preempted && preemption_decays_);
        if (begins) priority = first;
        if (decays && --priority < 0) {
            priority = first;
            ++round;
        }
        if (why != Entry::admitted) told_.add(thread.tid, before, priority, now);
        queue_.push(thread, round * span - priority,
                    place_of(why, preempted_to_, decays ? Place::tail : Place::kept));
    }
    void dequeue(const ThreadView& thread, Time) override { queue_.remove(thread.tid); }
    void take(const ThreadView& thread, CpuId, Time) override {
        round_ = std::max(round_, round_of(queue_.front().tid));
        queue_.remove(thread.tid);
    }
    /// It goes into the same array here.
    void adopt(Policy& from, const ThreadView& thread, Time) override {
        const Decay& there = static_cast<Decay&>(from);
        grow_to(priority_, thread.tid.value);
        grow_to(rounds_, thread.tid.value);
        priority_[thread.tid.value] = there.priority_[thread.tid.value];
        const std::int64_t ahead = there.round_of(thread.tid) - there.round_;
        rounds_[thread.tid.value] = round_ + std::max(ahead, std::int64_t{0});
    }
    Choice pick(CpuId, Time) override {
        if (queue_.empty()) return {};
        round_ = std::max(round_, round_of(queue_.front().tid)); // the arrays change places
        Choice choice = queue_.best();
        show(choice.tid, choice.key, choice.second_key);
        if (choice.next) show(choice.next, choice.next_key, choice.next_second_key);
        queue_.pop();
        return choice;
    }
    Tid peek(CpuId, Time) const override { return queue_.empty() ? Tid{} : queue_.front().tid; }
    std::int64_t peek_key(CpuId, Time) const override { return 0; }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool is_preemptive() const override { return preemptive_; }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        return preemptive_ && queue_.contains(ready.tid) && round_of(ready.tid) == round_ &&
               priority_[ready.tid.value] > priority_[running.tid.value];
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time) const override {
        return priority_[first.tid.value] < priority_[second.tid.value];
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time) const override {
        return preemptive_ && queue_.contains(ready.tid) && round_of(ready.tid) == round_ &&
               priority_[ready.tid.value] == priority_[running.tid.value];
    }
    Duration slice(const ThreadView&, Time) override { return quantum_; }
    /// The end of a quantum has its price, alone or not.
    bool goes_on(const ThreadView&, CpuId, Time) const override { return false; }
    bool watches_running() const override { return false; }
    Time next_upkeep() const override { return told_.due(); }
    void upkeep(Time, std::vector<PriorityChange>& changes) override { told_.tell(changes); }
    bool reorders() const override { return false; }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override {
        walk_arrays(queue_, visit, [this](Tid tid, std::int64_t& expired, std::int64_t& priority) {
            show(tid, expired, priority);
        });
    }

  private:
    static constexpr std::int64_t span = std::int64_t{1} << 32; ///< more than any priority
    [[nodiscard]] std::int64_t round_of(Tid tid) const { return rounds_[tid.value]; }
    /// The keys as they are shown: 1 in the expired array, and the priority.
    void show(Tid tid, std::int64_t& expired, std::int64_t& priority) const {
        expired = round_of(tid) - round_;
        priority = priority_[tid.value];
    }

    KeyedQueue queue_; ///< by round, then the greater priority
    PreemptedTo preempted_to_;
    Duration quantum_;
    bool preemptive_, preemption_decays_;
    std::int64_t round_ = 0;             ///< of the active array
    std::vector<std::int64_t> priority_; ///< by tid: the dynamic one
    std::vector<std::int64_t> rounds_;   ///< by tid: in which it may run
    ToldChanges told_;
};

constexpr std::string_view decay_keys[] = {"expired", "priority"};
constexpr ParameterInfo decay_parameters[] = {
    {.name = "quantum",
     .type = ParameterType::duration,
     .required = true,
     .fallback = {},
     .doc = "after so long on the CPU a thread's priority falls by one",
     .range = {.least = 1}},
    {.name = "preemptive",
     .type = ParameterType::boolean,
     .fallback = "false",
     .doc = "whether a thread that becomes ready with a greater priority takes the CPU (PREPRIO)"},
    {.name = "preemption_decays",
     .type = ParameterType::boolean,
     .fallback = "true",
     .doc = "whether losing the CPU to another costs one of priority too",
     .told_if = "preemption_decays"}};

} // namespace

const PolicyEntry decay_policy{
    .info =
        {.name = "decay",
         .doc = "Priorities that decay, in an active and an expired array: each quantum costs one, below 0 a "
                "thread begins anew among the expired, and these wait until the active array is empty. Great "
                "numbers come first, from 1.",
         .source = "New York University, CSCI-GA.2250, scheduler lab: PRIO and PREPRIO",
         .parameters = decay_parameters,
         .uses = {.priority = true},
         .keys = decay_keys,
         .ties = {.equal = "equal priorities in one array", .running_stays = true},
         .preempted = {.joins = PreemptedJoins::tail, .keeps_rest = false}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Decay>(context);
    }};

} // namespace ossim
