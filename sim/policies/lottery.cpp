// Lottery: a ticket is drawn, and its holder runs for one quantum. The ready threads stand in order of their
// creation, with the numbers of their tickets one after another from 0; a number drawn counts modulo all
// tickets.
//
// Compensation: a thread that leaves the CPU of its own accord after the fraction f of its quantum has its
// tickets times 1/f, rounded down, until it next wins; so its share of the CPU is what its tickets say.
#include "base/random.hpp"
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"
#include "policies/ticket_tree.hpp"
#include "policies/weights.hpp"

namespace ossim {

namespace {

class Lottery final : public Policy {
  public:
    explicit Lottery(const PolicyContext& context)
        : stream_(Streams(context.seed, "lottery").named(context.spec.name, 0)),
          given_(parameter(context.spec, "draws", std::vector<std::int64_t>{})),
          quantum_(required_parameter<Duration>(context.spec, "quantum")),
          compensates_(parameter(context.spec, "compensation", true)) {}

    void enqueue(const ThreadView& thread, Entry why, Time) override {
        if (why == Entry::yielded) compensate(thread.tid);
        row_.set(thread.tid, worth(thread));
    }
    void dequeue(const ThreadView& thread, Time) override { row_.set(thread.tid, 0); }
    void take(const ThreadView& thread, CpuId, Time) override { win(thread.tid); }
    Choice pick(CpuId, Time) override {
        if (row_.total() == 0) return {};
        const Tid winner = upcoming();
        const bool alone = row_.holders() == 1;
        const Choice choice{.tid = winner,
                            .ready = ready(),
                            .decided = alone ? DecidedBy::only : DecidedBy::drawn,
                            .next = row_.first_but(winner),
                            .key = drawn(),
                            .next_key = alone ? 0 : drawn(),
                            .second_key = all(),
                            .next_second_key = alone ? 0 : all()};
        win(winner);
        ++draws_;
        return choice;
    }
    Tid peek(CpuId, Time) const override { return row_.total() == 0 ? Tid{} : upcoming(); }
    std::int64_t peek_key(CpuId, Time) const override { return row_.total() == 0 ? 0 : drawn(); }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(row_.holders()); }
    bool is_preemptive() const override { return false; }
    bool has_upkeep() const override { return false; }
    Duration slice(const ThreadView& thread, Time) override {
        player(thread.tid).used = Duration();
        return quantum_;
    }
    void ran(const ThreadView& thread, Duration length, Time) override { player(thread.tid).used += length; }
    void leave(const ThreadView& thread, Time) override { compensate(thread.tid); }
    bool draws() const override { return true; }
    void pass_over() override { ++draws_; }
    void adopt(Policy& from, const ThreadView& thread, Time) override {
        Lottery& other = static_cast<Lottery&>(from);
        player(thread.tid) = other.player(thread.tid);
    }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override {
        if (row_.total() == 0) return;
        row_.walk(upcoming(), [&](Tid tid) {
            return visit({tid,
                          {drawn(), all(), static_cast<std::int64_t>(row_.first_of(tid)),
                           static_cast<std::int64_t>(row_.of(tid))}});
        });
    }

  private:
    struct Player {
        Duration used;        ///< of the quantum that it has, or had last
        Duration compensated; ///< how much of a quantum it used before it left of its own accord; 0: all
    };
    /// No thread is worth more, however little it used of its quantum: 4 million such still have a sum.
    static constexpr std::uint64_t most_worth = 1'000'000'000'000;

    Player& player(Tid tid) {
        grow_to(players_, tid.value);
        return players_[tid.value];
    }
    [[nodiscard]] std::uint64_t worth(const ThreadView& thread) {
        const std::uint64_t tickets = std::max<std::uint32_t>(thread.tickets, 1);
        const Duration used = player(thread.tid).compensated;
        if (used == Duration()) return tickets;
        const auto inflated = static_cast<WideTime>(tickets) * quantum_.ns() / used.ns();
        return static_cast<std::uint64_t>(std::min(inflated, static_cast<WideTime>(most_worth)));
    }
    void compensate(Tid tid) {
        Player& mine = player(tid);
        if (compensates_ && mine.used > Duration() && mine.used < quantum_) mine.compensated = mine.used;
    }
    void win(Tid tid) {
        row_.set(tid, 0);
        player(tid) = {};
    }
    [[nodiscard]] std::uint64_t number() const {
        if (given_.empty()) return below(row_.total(), stream_.at(draws_));
        return static_cast<std::uint64_t>(given_[draws_ % given_.size()]) % row_.total();
    }
    [[nodiscard]] std::int64_t drawn() const { return static_cast<std::int64_t>(number()); }
    [[nodiscard]] std::int64_t all() const { return static_cast<std::int64_t>(row_.total()); }
    [[nodiscard]] Tid upcoming() const { return row_.holder(number()); }

    TicketTree row_;
    std::vector<Player> players_; ///< by tid
    Stream stream_;
    std::vector<std::int64_t> given_; ///< numbers to be drawn; empty: from the seed
    std::uint64_t draws_ = 0;
    Duration quantum_;
    bool compensates_;
};

constexpr std::string_view lottery_keys[] = {"drawn", "range", "first_ticket", "tickets"};
constexpr ParameterInfo lottery_parameters[] = {
    {.name = "quantum",
     .type = ParameterType::duration,
     .required = true,
     .fallback = {},
     .doc = "how long a thread may run before the next draw",
     .range = {.least = 1}},
    {.name = "compensation",
     .type = ParameterType::boolean,
     .fallback = "true",
     .doc = "whether a thread that blocks or yields after a fraction f of its quantum has its tickets times "
            "1/f until it next wins"},
    {.name = "draws",
     .type = ParameterType::integers,
     .fallback = "[]",
     .doc = "the numbers to be drawn, one a choice, each modulo all tickets, from the start again after the "
            "last; "
            "[]: by the seed",
     .range = {.least = 0}}};

} // namespace

const PolicyEntry lottery_policy{
    .info = {.name = "lottery",
             .doc =
                 "Lottery: a ticket is drawn, and the thread that holds it runs for one quantum. The ready "
                 "threads stand in order of creation, and their tickets are numbered through from 0.",
             .source =
                 "Waldspurger and Weihl, Lottery Scheduling, OSDI 1994; OSTEP, chapter 9 (the order and "
                 "the modulus)",
             .parameters = lottery_parameters,
             .uses = {.tickets = true},
             .keys = lottery_keys,
             .ties = {.equal = "there are none, a ticket is drawn", .order = TieOrder::drawn},
             .preempted = {.joins = PreemptedJoins::tail, .keeps_rest = false}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Lottery>(context);
    }};

} // namespace ossim
