// Longest remaining time first: the opposite of srtf, which textbooks ask to show what it does. All jobs
// come to an end together. It is looked at again after each `quantum`, when a thread becomes ready, and
// when the running thread leaves; of equals the running one stays, else who came first.
#include "policies/burst_key.hpp"
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"

namespace ossim {

namespace {

class Lrtf final : public Policy {
  public:
    explicit Lrtf(const PolicyContext& context)
        : queue_(context.conventions.ties), preempted_to_(preempted_place(context.conventions)),
          quantum_(required_parameter<Duration>(context.spec, "quantum")), left_(context.spec) {}

    /// A thread keeps its place among equals until it waits: who came first stays first.
    void enqueue(const ThreadView& thread, Entry why, Time) override {
        const Place place = why == Entry::quantum ? Place::kept : place_of(why, preempted_to_, Place::kept);
        queue_.push(thread, -left_.of(thread).ns(), place);
    }
    void dequeue(const ThreadView& thread, Time) override { queue_.remove(thread.tid); }
    Choice pick(CpuId, Time) override {
        Choice choice = queue_.best();
        if (!choice.tid) return choice;
        choice.key = -choice.key;
        choice.next_key = -choice.next_key;
        queue_.pop();
        return choice;
    }
    Tid peek(CpuId, Time) const override { return queue_.empty() ? Tid{} : queue_.front().tid; }
    std::int64_t peek_key(CpuId, Time) const override { return queue_.empty() ? 0 : -queue_.front().key; }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        return left_.of(ready) > left_.of(running);
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time) const override {
        return left_.of(first) < left_.of(second);
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time) const override {
        return left_.of(ready) == left_.of(running);
    }
    Duration slice(const ThreadView&, Time) override { return quantum_; }
    bool goes_on(const ThreadView& running, CpuId, Time) const override {
        return queue_.empty() || -queue_.front().key <= left_.of(running).ns();
    }
    bool watches_running() const override { return false; }
    bool has_upkeep() const override { return false; }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override { ossim::walk(queue_, visit, -1); }

  private:
    KeyedQueue queue_; ///< by the computing left, in ns, the most first
    PreemptedTo preempted_to_;
    Duration quantum_;
    BurstKey left_;
};

constexpr std::string_view lrtf_keys[] = {"left"};
constexpr ParameterInfo lrtf_parameters[] = {
    {.name = "quantum",
     .type = ParameterType::duration,
     .required = true,
     .fallback = {},
     .doc = "how often the running thread is compared with the others",
     .range = {.least = 1}},
    by_parameter};

} // namespace

const PolicyEntry lrtf_policy{
    .info = {.name = "lrtf",
             .doc =
                 "Longest remaining time first: the thread with the most computing left runs, and is looked "
                 "at again after each quantum, so that all end together. An exercise, not a good idea.",
             .source = "exercises of textbooks and exams (GATE); the opposite of srtf",
             .parameters = lrtf_parameters,
             .uses = {},
             .wants_bursts = true,
             .keys = lrtf_keys,
             .ties = {.equal = "equal lengths", .running_stays = true},
             .preempted = {.joins = PreemptedJoins::kept, .keeps_rest = false}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Lrtf>(context);
    }};

} // namespace ossim
