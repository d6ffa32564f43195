// Round robin: first come, first served, but for one quantum at a time.
#include "policies/arrival_queue.hpp"
#include "policies/catalogue.hpp"

namespace ossim {

namespace {

class Rr final : public Policy {
  public:
    explicit Rr(const PolicyContext& context)
        : queue_(context.conventions, Place::tail),
          quantum_(required_parameter<Duration>(context.spec, "quantum")) {}

    void enqueue(const ThreadView& thread, Entry why, Time) override { queue_.enqueue(thread, why); }
    void dequeue(const ThreadView& thread, Time) override { queue_.dequeue(thread.tid); }
    void take(const ThreadView& thread, CpuId cpu, Time) override { queue_.take(thread, cpu); }
    Choice pick(CpuId cpu, Time) override { return queue_.pick(cpu); }
    Tid peek(CpuId cpu, Time) const override { return queue_.peek(cpu); }
    std::int64_t peek_key(CpuId cpu, Time) const override { return queue_.peek_key(cpu); }
    std::uint32_t ready() const override { return queue_.size(); }
    bool is_preemptive() const override { return false; }
    bool has_upkeep() const override { return false; }
    bool watches_running() const override { return false; }
    bool keeps_rest(const ThreadView&, Entry) const override { return false; }
    void expect(Tid tid) const override { queue_.prefetch(tid); }
    Duration slice(const ThreadView&, Time) override { return quantum_; }
    void walk(CpuId cpu, Time, const CandidateVisitor& visit) const override { queue_.walk(cpu, visit); }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId, Time) const override {
        return queue_.is_tie(a.tid, b.tid);
    }

  private:
    ArrivalQueue queue_;
    Duration quantum_;
};

constexpr std::string_view rr_keys[] = {"since"};
constexpr ParameterInfo rr_parameters[] = {{.name = "quantum",
                                            .type = ParameterType::duration,
                                            .required = true,
                                            .fallback = {},
                                            .doc = "how long a thread may run before the next one's turn",
                                            .range = {.least = 1}}};

} // namespace

const PolicyEntry rr_policy{
    .info = {.name = "rr",
             .doc = "Round robin: the thread that has been ready longest runs for at most one quantum, then "
                    "joins the "
                    "tail of the queue. Alone, it goes on with a fresh quantum.",
             .source = "Silberschatz, Operating System Concepts, 5.3.3; Stallings, Operating Systems, 9.2",
             .parameters = rr_parameters,
             .uses = {},
             .keys = rr_keys,
             .ties = {.equal = "ready at the same instant", .order = TieOrder::handled},
             .preempted = {.joins = PreemptedJoins::tail, .keeps_rest = false}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Rr>(context);
    }};

} // namespace ossim
