// Shortest remaining time first: shortest job first, and a shorter one takes the CPU from a longer one.
#include "policies/catalogue.hpp"
#include "policies/prediction.hpp"

namespace ossim {

namespace {

class Srtf final : public Policy {
  public:
    explicit Srtf(const PolicyContext& context) : queue_(context) {}

    void enqueue(const ThreadView& thread, Entry why, Time) override { queue_.enqueue(thread, why); }
    void dequeue(const ThreadView& thread, Time) override { queue_.dequeue(thread.tid); }
    Choice pick(CpuId, Time) override { return queue_.pick(); }
    Tid peek(CpuId, Time) const override { return queue_.peek(); }
    std::int64_t peek_key(CpuId, Time) const override { return queue_.peek_key(); }
    std::uint32_t ready() const override { return queue_.size(); }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        return queue_.left(ready) < queue_.left(running);
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time) const override {
        return queue_.left(first) > queue_.left(second);
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time) const override {
        return queue_.left(ready) == queue_.left(running);
    }
    bool keeps_quantum(Entry why) const override { return why == Entry::preempted; }
    bool watches_running() const override { return queue_.predicts(); }
    bool has_upkeep() const override { return false; }
    void leave(const ThreadView& thread, Time) override { queue_.burst_ended(thread); }
    void adopt(Policy& from, const ThreadView& thread, Time) override {
        queue_.adopt(static_cast<Srtf&>(from).queue_, thread);
    }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override { queue_.walk(visit); }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId, Time) const override {
        return queue_.is_tie(a.tid, b.tid);
    }

  private:
    LengthQueue queue_;
};

constexpr ParameterInfo srtf_parameters[] = {by_parameter,      predict_parameter, alpha_parameter,
                                             initial_parameter, grain_parameter,   products_parameter};

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
         .keys = known_length_keys,
         .keys_by = length_keys,
         .ties = {.equal = "equal lengths", .running_stays = true}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Srtf>(context);
    }};

} // namespace ossim
