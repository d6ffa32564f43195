// Shortest job first: the ready thread with the least computing before it runs until it blocks or ends.
#include "policies/burst_key.hpp"
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"

namespace ossim {

namespace {

class Sjf final : public Policy {
  public:
    explicit Sjf(const PolicyContext& context)
        : queue_(context.conventions.ties), preempted_to_(context.conventions.preempted_to),
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
    bool is_preemptive() const override { return false; }
    bool keeps_quantum(Entry why) const override { return why == Entry::preempted; }
    void candidates(CpuId, Time, std::vector<Candidate>& into) const override { list(queue_, into); }

  private:
    KeyedQueue queue_; ///< by the computing left, in ns
    PreemptedTo preempted_to_;
    BurstKey left_;
};

constexpr std::string_view sjf_keys[] = {"left"};
constexpr ParameterInfo sjf_parameters[] = {by_parameter};

} // namespace

const PolicyEntry sjf_policy{
    .info = {.name = "sjf",
             .doc = "Shortest job first (SPN): the ready thread whose next burst is shortest runs until it "
                    "blocks or "
                    "ends. It knows the lengths; no real kernel does.",
             .source = "Silberschatz, Operating System Concepts, 5.3.2; Stallings, Operating Systems, 9.2",
             .parameters = sjf_parameters,
             .uses = {},
             .wants_bursts = true,
             .keys = sjf_keys,
             .ties = {.equal = "equal lengths"}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Sjf>(context);
    }};

} // namespace ossim
