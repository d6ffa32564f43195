// The time-sharing class of Solaris and illumos: what happens to a thread's level is a row of its dispatch
// table. 60 levels, great numbers first.
//
//   quantum   after so long on the CPU a thread falls to tqexp, ten levels down
//   slpret    the level of who comes back from waiting, with a fresh quantum
//   lwait     once a second a thread that has not begun a quantum for more than maxwait seconds gets that if
//             it is ready, and slpret if it runs, each with a fresh quantum
//
// maxwait is 0 but for the topmost level: who has begun no quantum since the last second is overdue. With
// `slpret: overdue` waiting lifts a thread only then, as in ts.c of illumos; else the thread keeps its level
// and the rest of its quantum. The levels that it has while it is in the kernel are left out.
//
// A preempted thread goes before its equals with the rest of its quantum, one that yields behind them with
// that. nice moves a thread by three levels a step beside what the table says.
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"
#include "policies/running_threads.hpp"
#include "policies/told_changes.hpp"

#include <array>
#include <string>

namespace ossim {

namespace {

struct TsRow {
    std::int64_t ticks, tqexp, slpret, maxwait, lwait;
};
constexpr std::int64_t ts_levels = 60;

/// ts_dptbl.c: the table that a system has unless another one is loaded.
constexpr std::array<TsRow, ts_levels> ts_table() {
    std::array<TsRow, ts_levels> table{};
    constexpr std::array<std::int64_t, 6> ticks = {20, 16, 12, 8, 4, 4};
    for (std::int64_t level = 0; level < ts_levels; ++level) {
        const std::int64_t ten = level / 10, first = 50 + ten;
        TsRow row{ticks[static_cast<std::size_t>(ten)], level < 10 ? 0 : level - 10, first, 0, first};
        if (level >= 35) row.slpret = row.lwait = 54;
        if (level >= 40) row.slpret = row.lwait = 55;
        if (level >= 45) row.slpret = row.lwait = level < 47 ? level + 11 : 58;
        if (level >= 49) row.lwait = 59;
        if (level == 59) row = {2, 49, 59, 32000, 59};
        table[static_cast<std::size_t>(level)] = row;
    }
    return table;
}

struct TsThread {
    std::int64_t own = 0;   ///< ts_cpupri: what the table moves
    std::int64_t level = 0; ///< with nice: by which it is chosen
    std::int64_t since = 0; ///< the second in which its quantum began
    Duration left;          ///< of its quantum
    std::int8_t nice = 0;
    bool keeps_left = false; ///< the next slice is what is left
};

class SolarisTs final : public Policy {
  public:
    explicit SolarisTs(const PolicyContext& context)
        : queue_(context.conventions.ties), preempted_to_(preempted_place(context.conventions)),
          start_(parameter(context.spec, "start", std::int64_t{29})),
          tick_(parameter(context.spec, "tick", Duration(10'000'000))),
          second_(parameter(context.spec, "second", Duration(1'000'000'000))),
          always_(parameter(context.spec, "slpret", std::string("always")) == "always") {}

    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        TsThread& mine = thread_of(thread);
        running_.remove(thread.tid);
        switch (why) {
        case Entry::admitted:
            mine = {};
            mine.nice = thread.nice;
            begin(mine, start_);
            break;
        case Entry::woken:
            if (rises(mine)) move(thread.tid, mine, row(mine).slpret, now);
            break;
        case Entry::quantum: move(thread.tid, mine, row(mine).tqexp, now); break;
        case Entry::yielded: mine.keeps_left = mine.left > Duration(); break;
        case Entry::changed: relevel(thread.tid, mine, now); break;
        case Entry::preempted:
        case Entry::moved: break;
        }
        queue_.push(thread, -mine.level, place_of(why, preempted_to_, Place::head));
    }
    void dequeue(const ThreadView& thread, Time) override { queue_.remove(thread.tid); }
    void take(const ThreadView& thread, CpuId, Time) override {
        queue_.remove(thread.tid);
        running_.insert(thread.tid);
    }
    Choice pick(CpuId, Time) override {
        Choice choice = queue_.best();
        if (!choice.tid) return choice;
        choice.key = -choice.key;
        choice.next_key = choice.next ? -choice.next_key : 0;
        running_.insert(queue_.pop());
        return choice;
    }
    Tid peek(CpuId, Time) const override { return queue_.empty() ? Tid{} : queue_.front().tid; }
    std::int64_t peek_key(CpuId, Time) const override { return queue_.empty() ? 0 : -queue_.front().key; }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        return threads_[ready.tid.value].level > threads_[running.tid.value].level;
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time) const override {
        return threads_[first.tid.value].level < threads_[second.tid.value].level;
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time) const override {
        return threads_[ready.tid.value].level == threads_[running.tid.value].level;
    }
    Duration slice(const ThreadView& thread, Time) override {
        TsThread& mine = thread_of(thread);
        running_.insert(thread.tid); // one that has kept its CPU while it waited comes this way
        if (!std::exchange(mine.keeps_left, false)) mine.left = tick_ * row(mine).ticks;
        return mine.left;
    }
    bool keeps_quantum(Entry why) const override { return why == Entry::preempted || why == Entry::woken; }
    bool keeps_rest(const ThreadView& thread, Entry why) const override {
        return keeps_quantum(why) && !begins_anew(thread, why);
    }
    bool begins_anew(const ThreadView& thread, Entry why) const override {
        const TsThread& mine = threads_[thread.tid.value];
        return mine.left == Duration() || (why == Entry::woken && rises(mine));
    }
    /// The end of a quantum moves a thread to another level, alone or not.
    bool goes_on(const ThreadView&, CpuId, Time) const override { return false; }
    void ran(const ThreadView& thread, Duration length, Time) override {
        TsThread& mine = thread_of(thread);
        mine.left = std::max(mine.left - length, Duration());
    }
    void leave(const ThreadView& thread, Time now) override {
        TsThread& mine = thread_of(thread);
        running_.remove(thread.tid);
        if (!always_ && is_overdue(mine)) move(thread.tid, mine, row(mine).slpret, now);
    }
    void changed(const ThreadView&, const ThreadView& after, Time now) override {
        relevel(after.tid, thread_of(after), now);
    }
    void adopt(Policy& from, const ThreadView& thread, Time) override {
        thread_of(thread) = static_cast<SolarisTs&>(from).thread_of(thread);
    }
    Time next_upkeep() const override {
        const Time next(second_.ns() * (seconds_ + 1));
        return std::min(next, told_.due());
    }
    /// ts_update: who is overdue rises.
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        renewed_.clear();
        const std::int64_t second = (now - Time()).ns() / second_.ns();
        reorders_ = std::exchange(seconds_, second) < second;
        if (reorders_) look_at_all(now);
        told_.tell(changes);
    }
    std::span<const Tid> renewed() const override { return renewed_; }
    bool reorders() const override { return reorders_; }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override { ossim::walk(queue_, visit, -1); }

  private:
    static constexpr std::array<TsRow, ts_levels> table_ = ts_table();
    static const TsRow& row(const TsThread& mine) { return table_[static_cast<std::size_t>(mine.own)]; }
    TsThread& thread_of(const ThreadView& thread) {
        grow_to(threads_, thread.tid.value);
        TsThread& mine = threads_[thread.tid.value];
        mine.nice = thread.nice;
        return mine;
    }
    [[nodiscard]] bool is_overdue(const TsThread& mine) const {
        return seconds_ - mine.since > table_[static_cast<std::size_t>(mine.level)].maxwait;
    }
    /// Does waiting lift it?
    [[nodiscard]] bool rises(const TsThread& mine) const { return always_ || is_overdue(mine); }
    [[nodiscard]] static std::int64_t with_nice(const TsThread& mine) {
        return std::clamp<std::int64_t>(mine.own - 3 * std::int64_t{mine.nice}, 0, ts_levels - 1);
    }
    void relevel(Tid tid, TsThread& mine, Time now) {
        const std::int64_t level = with_nice(mine);
        told_.add(tid, std::exchange(mine.level, level), level, now);
    }
    /// A quantum begins on that level.
    void begin(TsThread& mine, std::int64_t own) const {
        mine.own = own;
        mine.level = with_nice(mine);
        mine.since = seconds_;
        mine.left = Duration();
        mine.keeps_left = false;
    }
    void move(Tid tid, TsThread& mine, std::int64_t own, Time now) {
        const std::int64_t before = mine.level;
        begin(mine, own);
        told_.add(tid, before, mine.level, now);
    }
    void look_at_all(Time now) {
        waiting_.clear();
        for (const auto& member : queue_.members())
            if (is_overdue(threads_[member.tid.value])) waiting_.push_back({member.order, member.tid});
        std::sort(waiting_.begin(), waiting_.end());
        for (const auto& [order, tid] : waiting_)
            lift(tid, now);
        for (const Tid tid : running_.sorted())
            if (TsThread& mine = threads_[tid.value]; is_overdue(mine)) {
                move(tid, mine, row(mine).slpret, now);
                renewed_.push_back(tid);
            }
    }
    /// A ready thread gets lwait, and goes behind its new equals if that moves it; else its quantum stays.
    void lift(Tid tid, Time now) {
        TsThread& mine = threads_[tid.value];
        const TsThread before = mine;
        move(tid, mine, row(mine).lwait, now);
        if (mine.level == before.level) {
            mine.left = before.left;
            mine.keeps_left = before.keeps_left;
            return;
        }
        renewed_.push_back(tid);
        const std::uint32_t rank = queue_.member(tid).rank;
        queue_.remove(tid);
        queue_.push(tid, rank, -mine.level, Place::tail);
    }

    KeyedQueue queue_; ///< by level, the greatest first
    PreemptedTo preempted_to_;
    std::int64_t start_;
    Duration tick_, second_;
    bool always_;              ///< waiting always leads to slpret
    std::int64_t seconds_ = 0; ///< that have passed
    std::vector<TsThread> threads_;
    RunningThreads running_;
    std::vector<Tid> renewed_;
    bool reorders_ = false; ///< the last upkeep has looked at all
    std::vector<std::pair<std::int64_t, Tid>> waiting_;
    ToldChanges told_;
};

constexpr std::string_view solaris_ts_keys[] = {"level"};
constexpr std::string_view slpret_words[] = {"always", "overdue"};
constexpr Range ts_time{.least = 1, .most = 1'000'000'000'000'000};
constexpr ParameterInfo solaris_ts_parameters[] = {
    {.name = "start",
     .type = ParameterType::integer,
     .fallback = "29",
     .doc = "the level of a new thread",
     .range = {.least = 0, .most = ts_levels - 1}},
    {.name = "tick",
     .type = ParameterType::duration,
     .fallback = "10ms",
     .doc = "what the table counts quanta in",
     .range = ts_time},
    {.name = "second",
     .type = ParameterType::duration,
     .fallback = "1s",
     .doc = "how often it is looked who is overdue",
     .range = ts_time},
    {.name = "slpret",
     .type = ParameterType::word,
     .fallback = "always",
     .words = slpret_words,
     .doc = "when waiting lifts a thread: always, as books have it; or only if it is overdue, as in ts.c of "
            "illumos",
     .told_if = "slpret"}};

} // namespace

const PolicyEntry solaris_ts_policy{
    .info = {.name = "solaris_ts",
             .doc = "Solaris' time-sharing class: 60 levels, and a table that says how long a level may run, "
                    "where a thread falls when it has, and where it rises after waiting.",
             .source = "ts_dptbl(4); Silberschatz, Operating System Concepts, 5.7.3; illumos, ts_dptbl.c and "
                       "ts.c",
             .parameters = solaris_ts_parameters,
             .uses = {.nice = true},
             .keys = solaris_ts_keys,
             .ties = {.equal = "on one level", .running_stays = true},
             .preempted = {.joins = PreemptedJoins::head, .keeps_rest = true}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<SolarisTs>(context);
    }};

} // namespace ossim
