// Shortest job first: the ready thread with the least computing before it runs until it blocks or ends.
#include "policies/catalogue.hpp"
#include "policies/prediction.hpp"

namespace ossim {

namespace {

class Sjf final : public Policy {
  public:
    explicit Sjf(const PolicyContext& context) : queue_(context) {}

    void enqueue(const ThreadView& thread, Entry why, Time) override { queue_.enqueue(thread, why); }
    void dequeue(const ThreadView& thread, Time) override { queue_.dequeue(thread.tid); }
    Choice pick(CpuId, Time) override { return queue_.pick(); }
    Tid peek(CpuId, Time) const override { return queue_.peek(); }
    std::int64_t peek_key(CpuId, Time) const override { return queue_.peek_key(); }
    std::uint32_t ready() const override { return queue_.size(); }
    bool is_preemptive() const override { return false; }
    bool keeps_quantum(Entry why) const override { return why == Entry::preempted; }
    bool watches_running() const override { return queue_.predicts(); }
    bool has_upkeep() const override { return false; }
    void leave(const ThreadView& thread, Time) override { queue_.burst_ended(thread); }
    void adopt(Policy& from, const ThreadView& thread, Time) override {
        queue_.adopt(static_cast<Sjf&>(from).queue_, thread);
    }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override { queue_.walk(visit); }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId, Time) const override {
        return queue_.is_tie(a.tid, b.tid);
    }

  private:
    LengthQueue queue_;
};

constexpr ParameterInfo sjf_parameters[] = {by_parameter,      predict_parameter, alpha_parameter,
                                            initial_parameter, grain_parameter,   products_parameter};

} // namespace

const PolicyEntry sjf_policy{
    .info = {.name = "sjf",
             .doc = "Shortest job first (SPN): the ready thread whose next burst is shortest runs until it "
                    "blocks or "
                    "ends. It knows the lengths, which no real kernel does, or predicts them by exponential "
                    "averaging.",
             .source = "Silberschatz, Operating System Concepts, 5.3.2; Stallings, Operating Systems, 9.2",
             .parameters = sjf_parameters,
             .uses = {},
             .wants_bursts = true,
             .keys = known_length_keys,
             .keys_by = length_keys,
             .ties = {.equal = "equal lengths"}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Sjf>(context);
    }};

} // namespace ossim
