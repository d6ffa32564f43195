// Decay usage, as 4.4BSD has it and Pintos teaches it (mlfqs): who has used much of the CPU lately is less
// urgent, and what was used is forgotten, the slower the more threads compete.
//
//   recent_cpu   one more for each tick at which the thread runs; once a second recent_cpu = (2 load_avg) /
//                (2 load_avg + 1) * recent_cpu + nice
//   load_avg     once a second, before that: 59/60 load_avg + 1/60 (threads that are ready or run)
//   priority     every fourth tick: 63 - recent_cpu / 4 - 2 nice, the result cut to a whole number, within 0
//                and 63, great numbers first; or, with `urgent: low`, 4.4BSD's 50 + recent_cpu / 4 + 2 nice,
//                within 50 and 127, small numbers first
//
// The numbers are fixed point, 17.14 as in Pintos, or exact. Of equals the one that ran least recently
// comes first. A thread that waits is not looked at each second: the seconds that it has missed are made up
// for when it comes back.
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"
#include "policies/running_threads.hpp"
#include "policies/told_changes.hpp"

#include <string>

namespace ossim {

namespace {

/// Fixed point with so many bits behind the point. Division drops what does not fit, towards 0, as C does.
class FixedPoint {
  public:
    using Value = std::int64_t;
    explicit FixedPoint(std::int64_t bits) : one_(std::int64_t{1} << bits) {}
    [[nodiscard]] Value of(std::int64_t whole) const { return whole * one_; }
    [[nodiscard]] Value times(Value a, Value b) const { return static_cast<Value>(Wide{a} * b / one_); }
    [[nodiscard]] Value ratio(Value a, Value b) const { return static_cast<Value>(Wide{a} * one_ / b); }
    [[nodiscard]] std::int64_t whole(Value value) const { return value / one_; }

  private:
    __extension__ using Wide = __int128;
    std::int64_t one_;
};

/// Fractions, exact while they fit.
class Fractions {
  public:
    using Value = Ratio;
    explicit Fractions(std::int64_t) {}
    [[nodiscard]] static Value of(std::int64_t whole) { return Ratio(whole); }
    [[nodiscard]] static Value times(Value a, Value b) { return a * b; }
    [[nodiscard]] static Value ratio(Value a, Value b) { return a / b; }
    [[nodiscard]] static std::int64_t whole(Value value) {
        return static_cast<std::int64_t>(value.numerator() / value.denominator());
    }
};

template <class Value>
struct BsdThread {
    Value recent{};            ///< recent_cpu
    std::int64_t priority = 0; ///< as it is shown
    std::size_t seconds = 0;   ///< how many seconds its recent_cpu has seen
    std::int8_t nice = 0;
    bool is_changed = false; ///< it has run since priorities were made
};

template <class Numbers>
class Bsd final : public Policy {
  public:
    explicit Bsd(const PolicyContext& context)
        : queue_(context.conventions.ties), preempted_to_(preempted_place(context.conventions)),
          numbers_(parameter(context.spec, "fraction_bits", std::int64_t{14})),
          high_(parameter(context.spec, "urgent", std::string("high")) == "high"),
          tick_(parameter(context.spec, "tick", Duration(10'000'000))),
          second_(parameter(context.spec, "second", Duration(1'000'000'000))),
          quantum_(parameter(context.spec, "quantum", Duration(40'000'000))) {}

    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        Mine& mine = thread_of(thread);
        if (why == Entry::admitted) {
            mine = {};
            mine.nice = thread.nice;
            mine.seconds = factors_.size();
            mine.priority = priority(mine);
        }
        if (why == Entry::woken) come_back(thread.tid, mine, now);
        if (why == Entry::changed) prioritise(thread.tid, mine, now);
        running_.remove(thread.tid);
        queue_.push(thread, key(mine), place_of(why, preempted_to_, Place::tail));
    }
    void dequeue(const ThreadView& thread, Time) override { queue_.remove(thread.tid); }
    void take(const ThreadView& thread, CpuId, Time) override {
        queue_.remove(thread.tid);
        running_.insert(thread.tid);
    }
    Choice pick(CpuId, Time) override {
        Choice choice = queue_.best();
        if (!choice.tid) return choice;
        choice.key = shown(choice.key);
        choice.second_key = numbers_.whole(threads_[choice.tid.value].recent);
        if (choice.next) {
            choice.next_key = shown(choice.next_key);
            choice.next_second_key = numbers_.whole(threads_[choice.next.value].recent);
        }
        queue_.pop();
        running_.insert(choice.tid);
        return choice;
    }
    Tid peek(CpuId, Time) const override { return queue_.empty() ? Tid{} : queue_.front().tid; }
    std::int64_t peek_key(CpuId, Time) const override {
        return queue_.empty() ? 0 : shown(queue_.front().key);
    }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        return key(threads_[ready.tid.value]) < key(threads_[running.tid.value]);
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time) const override {
        return key(threads_[first.tid.value]) > key(threads_[second.tid.value]);
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time) const override {
        return key(threads_[ready.tid.value]) == key(threads_[running.tid.value]);
    }
    Duration slice(const ThreadView& thread, Time) override {
        running_.insert(thread.tid); // one that has kept its CPU while it waited comes this way
        return quantum_;
    }
    // `goes_on` is as a policy has it by itself, only alone: priorities are made after the end of a quantum.
    /// A tick belongs to who ran up to it.
    void ran(const ThreadView& thread, Duration length, Time now) override {
        const std::int64_t end = (now - Time()).ns(), begin = end - length.ns();
        const std::int64_t ticks = end / tick_.ns() - begin / tick_.ns();
        if (ticks == 0) return;
        Mine& mine = thread_of(thread);
        mine.recent = limited(mine.recent + numbers_.of(ticks));
        note_change(thread.tid, mine);
    }
    void leave(const ThreadView& thread, Time) override { running_.remove(thread.tid); }
    /// thread_set_nice makes the priority anew.
    void changed(const ThreadView&, const ThreadView& after, Time now) override {
        prioritise(after.tid, thread_of(after), now);
    }
    /// Each queue has a load average of its own.
    void adopt(Policy& from, const ThreadView& thread, Time now) override {
        Bsd& there = static_cast<Bsd&>(from);
        Mine& left = there.thread_of(thread);
        there.come_back(thread.tid, left, now);
        left.is_changed = false;
        Mine& mine = thread_of(thread);
        const bool is_listed = mine.is_changed;
        mine = left;
        mine.seconds = factors_.size();
        mine.is_changed = is_listed;
        note_change(thread.tid, mine);
    }
    Time next_upkeep() const override {
        return std::min(
            {told_.due(), Time(second_.ns() * (seconds_ + 1)), Time(tick_.ns() * 4 * (rounds_ + 1))});
    }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        const std::int64_t at = (now - Time()).ns();
        for (; second_.ns() * (seconds_ + 1) <= at; ++seconds_)
            pass_second();
        reorders_ = tick_.ns() * 4 * (rounds_ + 1) <= at;
        if (reorders_) {
            rounds_ = at / (tick_.ns() * 4);
            for (const Tid tid : changed_)
                if (threads_[tid.value].is_changed) make_priority(tid, now); // else it has gone
            changed_.clear();
        }
        told_.tell(changes);
    }
    bool reorders() const override { return reorders_; }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override {
        queue_.walk([&](const KeyedQueue::Member& each) {
            return visit({each.tid, {shown(each.key), numbers_.whole(threads_[each.tid.value].recent)}});
        });
    }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId, Time) const override {
        return queue_.contains(a.tid) && queue_.contains(b.tid) && matches(a, b, Time());
    }

  private:
    using Value = typename Numbers::Value;
    using Mine = BsdThread<Value>;
    Mine& thread_of(const ThreadView& thread) {
        grow_to(threads_, thread.tid.value);
        Mine& mine = threads_[thread.tid.value];
        mine.nice = thread.nice;
        return mine;
    }
    [[nodiscard]] std::int64_t priority(const Mine& mine) const {
        const Value quarter = numbers_.ratio(mine.recent, numbers_.of(4));
        const std::int64_t nice = std::int64_t{2} * mine.nice;
        return high_ ? std::clamp<std::int64_t>(numbers_.whole(numbers_.of(63) - quarter) - nice, 0, 63)
                     : std::clamp<std::int64_t>(50 + numbers_.whole(quarter) + nice, 50, 127);
    }
    [[nodiscard]] std::int64_t shown(std::int64_t key) const { return high_ ? -key : key; }
    [[nodiscard]] std::int64_t key(const Mine& mine) const { return shown(mine.priority); }
    /// 4.4BSD keeps p_estcpu in a byte.
    [[nodiscard]] Value limited(Value recent) const {
        return high_ ? recent : std::clamp(recent, Value{}, numbers_.of(255));
    }
    void note_change(Tid tid, Mine& mine) {
        if (!mine.is_changed) changed_.push_back(tid);
        mine.is_changed = true;
    }
    /// The load average, then how much of recent_cpu is left; who is ready or runs forgets at once.
    void pass_second() {
        const auto competing = static_cast<std::int64_t>(queue_.size() + running_.size());
        const Value kept = numbers_.times(numbers_.ratio(numbers_.of(59), numbers_.of(60)), load_);
        const Value each = numbers_.ratio(numbers_.of(1), numbers_.of(60));
        load_ = kept + numbers_.times(each, numbers_.of(competing));
        const Value twice = load_ + load_;
        factors_.push_back(numbers_.ratio(twice, twice + numbers_.of(1)));
        for (const auto& member : queue_.members())
            forget(member.tid);
        for (const Tid tid : running_.sorted())
            forget(tid);
    }
    void forget(Tid tid) {
        catch_up(threads_[tid.value], factors_.size());
        note_change(tid, threads_[tid.value]);
    }
    /// Its recent_cpu after so many seconds of the run. True if that is new.
    bool catch_up(Mine& mine, std::size_t seconds) {
        if (mine.seconds >= seconds) return false;
        for (; mine.seconds < seconds; ++mine.seconds)
            mine.recent =
                limited(numbers_.times(factors_[mine.seconds], mine.recent) + numbers_.of(mine.nice));
        return true;
    }
    /// Its priority is the one that was made at the last fourth tick, of the recent_cpu of then.
    void come_back(Tid tid, Mine& mine, Time now) {
        const auto then = static_cast<std::size_t>(tick_.ns() * 4 * rounds_ / second_.ns());
        if (catch_up(mine, std::min(then, factors_.size()))) prioritise(tid, mine, now);
        if (catch_up(mine, factors_.size())) note_change(tid, mine);
    }
    void prioritise(Tid tid, Mine& mine, Time now) {
        const std::int64_t before = mine.priority;
        mine.priority = priority(mine);
        told_.add(tid, before, mine.priority, now);
    }
    void make_priority(Tid tid, Time now) {
        Mine& mine = threads_[tid.value];
        mine.is_changed = false;
        const std::int64_t before = key(mine);
        prioritise(tid, mine, now);
        if (key(mine) == before || !queue_.contains(tid)) return;
        const std::uint32_t rank = queue_.member(tid).rank;
        queue_.remove(tid);
        queue_.push(tid, rank, key(mine), Place::kept);
    }

    KeyedQueue queue_; ///< by priority, the most urgent first
    PreemptedTo preempted_to_;
    Numbers numbers_;
    bool high_;
    Duration tick_, second_, quantum_;
    Value load_{};
    std::int64_t seconds_ = 0, rounds_ = 0; ///< seconds, and fours of ticks, that have passed
    std::vector<Value> factors_;            ///< by second: what it left of recent_cpu
    std::vector<Mine> threads_;             ///< by tid
    std::vector<Tid> changed_;
    bool reorders_ = false; ///< the last upkeep has made priorities
    RunningThreads running_;
    ToldChanges told_;
};

constexpr std::string_view bsd_keys[] = {"priority", "recent_cpu"};
constexpr std::string_view bsd_ends[] = {"high", "low"};
constexpr Range bsd_time{.least = 1, .most = 1'000'000'000'000'000};
constexpr ParameterInfo bsd_parameters[] = {
    {.name = "urgent",
     .type = ParameterType::word,
     .fallback = "high",
     .words = bsd_ends,
     .doc = "which numbers come first; high: 0 to 63, as in Pintos; low: 50 to 127, as in 4.4BSD"},
    {.name = "quantum",
     .type = ParameterType::duration,
     .fallback = "40ms",
     .doc = "round robin among equals; 4 ticks in Pintos, 100 ms in 4.4BSD",
     .range = bsd_time},
    {.name = "tick",
     .type = ParameterType::duration,
     .fallback = "10ms",
     .doc = "the clock that recent_cpu counts; priorities are made at every fourth",
     .range = bsd_time},
    {.name = "second",
     .type = ParameterType::duration,
     .fallback = "1s",
     .doc = "how often the load average is made and recent_cpu decays",
     .range = bsd_time},
    {.name = "fraction_bits",
     .type = ParameterType::integer,
     .fallback = "14",
     .doc = "bits behind the point in all figures; 14: Pintos' 17.14; 0: exact fractions",
     .range = {.least = 0, .most = 32}}};

} // namespace

const PolicyEntry bsd_policy{
    .info = {.name = "bsd",
             .doc =
                 "Decay usage: the priority falls with the CPU time used lately and with nice; what was used "
                 "is forgotten from second to second, the slower the more threads compete.",
             .source = "Pintos, appendix B (4.4BSD scheduler, mlfqs); McKusick et al., The Design and "
                       "Implementation of the 4.4BSD Operating System, 4.4",
             .parameters = bsd_parameters,
             .uses = {.nice = true},
             .keys = bsd_keys,
             .ties = {.equal = "equal priorities", .running_stays = true},
             .preempted = {.joins = PreemptedJoins::tail, .keeps_rest = false}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        if (parameter(context.spec, "fraction_bits", std::int64_t{14}) == 0)
            return std::make_unique<Bsd<Fractions>>(context);
        return std::make_unique<Bsd<FixedPoint>>(context);
    }};

} // namespace ossim
