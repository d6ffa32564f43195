// Random: each ready thread is as likely as any other.
#include "base/random.hpp"
#include "policies/catalogue.hpp"
#include "policies/ticket_tree.hpp"

namespace ossim {

namespace {

/// A lottery in which everybody has one ticket. The next number is a function of how many were drawn before,
/// so that `peek` and `walk` foretell it.
class RandomChoice final : public Policy {
  public:
    explicit RandomChoice(const PolicyContext& context)
        : stream_(Streams(context.seed, "random-choice").named(context.spec.name, 0)),
          quantum_(parameter(context.spec, "quantum", Duration::forever())) {}

    void enqueue(const ThreadView& thread, Entry, Time) override { ready_.set(thread.tid, 1); }
    void dequeue(const ThreadView& thread, Time) override { ready_.set(thread.tid, 0); }
    Choice pick(CpuId, Time) override {
        if (ready_.total() == 0) return {};
        const Tid winner = upcoming();
        const Choice choice{.tid = winner,
                            .ready = ready(),
                            .decided = ready() > 1 ? DecidedBy::drawn : DecidedBy::only,
                            .next = ready_.first_but(winner),
                            .key = drawn(),
                            .next_key = ready() > 1 ? drawn() : 0,
                            .second_key = ready(),
                            .next_second_key = ready() > 1 ? ready() : 0};
        ready_.set(winner, 0);
        ++draws_;
        return choice;
    }
    Tid peek(CpuId, Time) const override { return ready_.total() == 0 ? Tid{} : upcoming(); }
    std::int64_t peek_key(CpuId, Time) const override { return ready_.total() == 0 ? 0 : drawn(); }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(ready_.total()); }
    bool is_preemptive() const override { return false; }
    bool has_upkeep() const override { return false; }
    bool watches_running() const override { return false; }
    Duration slice(const ThreadView&, Time) override { return quantum_; }
    bool draws() const override { return true; }
    void pass_over() override { ++draws_; }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override {
        if (ready_.total() == 0) return;
        ready_.walk(upcoming(), [&](Tid tid) {
            return visit({tid, {drawn(), ready(), static_cast<std::int64_t>(ready_.first_of(tid))}});
        });
    }

  private:
    [[nodiscard]] std::int64_t drawn() const {
        return static_cast<std::int64_t>(below(ready_.total(), stream_.at(draws_)));
    }
    [[nodiscard]] Tid upcoming() const { return ready_.holder(static_cast<std::uint64_t>(drawn())); }

    TicketTree ready_;
    Stream stream_;
    std::uint64_t draws_ = 0;
    Duration quantum_;
};

constexpr std::string_view random_keys[] = {"drawn", "range", "number"};
constexpr ParameterInfo random_parameters[] = {
    {.name = "quantum",
     .type = ParameterType::duration,
     .fallback = "none",
     .doc = "how long a thread may run before the next draw; none: until it blocks or ends",
     .range = {.least = 1}}};

} // namespace

const PolicyEntry random_policy{
    .info = {.name = "random",
             .doc = "Random: a number is drawn by the seed, and each ready thread is as likely as any other. "
                    "Those that are ready are numbered from 0 in order of creation.",
             .source = "the baseline of Waldspurger and Weihl, OSDI 1994: a lottery of equal tickets",
             .parameters = random_parameters,
             .uses = {},
             .keys = random_keys,
             .ties = {.equal = "there are none, a number is drawn", .order = TieOrder::drawn},
             .preempted = {.joins = PreemptedJoins::tail, .keeps_rest = false}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<RandomChoice>(context);
    }};

} // namespace ossim
