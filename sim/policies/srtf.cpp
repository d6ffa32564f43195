// Shortest remaining time first: shortest job first, and a shorter one takes the CPU from a longer one.
#include "policies/burst_key.hpp"
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"

namespace ossim {

namespace {

class Srtf final : public Policy {
  public:
    explicit Srtf(const PolicyContext& context)
        : queue_(context.conventions.ties), preempted_to_(preempted_place(context.conventions)),
          left_(context.spec) {}

    void enqueue(const ThreadView& thread, Entry why, Time) override {
        queue_.push(thread, left_.of(thread).ns(), place_of(why, preempted_to_, Place::kept));
    }
    void dequeue(const ThreadView& thread, Time) override { queue_.remove(thread.tid); }
    Choice pick(CpuId, Time) override {
        const Choice choice = queue_.best();
        if (choice.tid) queue_.pop();
        return choice;
    }
    Tid peek(CpuId, Time) const override { return queue_.empty() ? Tid{} : queue_.front().tid; }
    std::int64_t peek_key(CpuId, Time) const override { return queue_.empty() ? 0 : queue_.front().key; }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        return left_.of(ready) < left_.of(running);
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time) const override {
        return left_.of(first) > left_.of(second);
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time) const override {
        return left_.of(ready) == left_.of(running);
    }
    bool keeps_quantum(Entry why) const override { return why == Entry::preempted; }
    void candidates(CpuId, Time, std::vector<Candidate>& into) const override { list(queue_, into); }

  private:
    KeyedQueue queue_; ///< by the computing left, in ns
    PreemptedTo preempted_to_;
    BurstKey left_;
};

constexpr std::string_view srtf_keys[] = {"left"};
constexpr ParameterInfo srtf_parameters[] = {by_parameter};

} // namespace

const PolicyEntry srtf_policy{
    .info =
        {.name = "srtf",
         .doc =
             "Shortest remaining time first (SRT, STCF, preemptive SJF): the thread with the least computing "
             "left runs; one that becomes ready with strictly less takes the CPU.",
         .source = "Silberschatz, Operating System Concepts, 5.3.2; OSTEP, chapter 7",
         .parameters = srtf_parameters,
         .uses = {},
         .wants_bursts = true,
         .keys = srtf_keys,
         .ties = {.equal = "equal lengths", .running_stays = true}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Srtf>(context);
    }};

} // namespace ossim
