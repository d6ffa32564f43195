// The time-sharing class of Solaris and illumos: what happens to a thread's level is a row of its dispatch
// table. 60 levels, great numbers first.
//
//   quantum   after so long on the CPU a thread falls to tqexp, ten levels down
//   slpret    the level of who comes back from waiting
//   lwait     once a second a thread whose seconds since its last quantum began are more than maxwait gets
//             that
//
// A preempted thread goes before its equals with the rest of its quantum. nice moves a thread by three
// levels a step beside what the table says.
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"
#include "policies/told_changes.hpp"

#include <array>

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
    std::int64_t own = 0;     ///< ts_cpupri: what the table moves
    std::int64_t level = 0;   ///< with nice: by which it is chosen
    std::int64_t seconds = 0; ///< ts_dispwait: since its quantum began
};

class SolarisTs final : public Policy {
  public:
    explicit SolarisTs(const PolicyContext& context)
        : queue_(context.conventions.ties), preempted_to_(context.conventions.preempted_to),
          start_(parameter(context.spec, "start", std::int64_t{29})),
          tick_(parameter(context.spec, "tick", Duration(10'000'000))),
          second_(parameter(context.spec, "second", Duration(1'000'000'000))) {}

    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        TsThread& mine = thread_of(thread.tid);
        switch (why) {
        case Entry::admitted: begin(thread, mine, start_); break;
        case Entry::woken: move(thread, mine, row(mine).slpret, now); break;
        case Entry::quantum: move(thread, mine, row(mine).tqexp, now); break;
        case Entry::yielded: mine.seconds = 0; break;
        case Entry::preempted: break;
        }
        queue_.push(thread.tid, thread.pid, -mine.level, place_of(why, preempted_to_, Place::head));
        nice_[thread.tid.value] = thread.nice;
    }
    void dequeue(const ThreadView& thread, Time) override { queue_.remove(thread.tid); }
    Choice pick(CpuId, Time) override {
        Choice choice = queue_.best();
        if (!choice.tid) return choice;
        choice.key = -choice.key;
        choice.next_key = choice.next ? -choice.next_key : 0;
        queue_.pop();
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
    Duration slice(const ThreadView& thread, Time) override {
        return tick_ * row(threads_[thread.tid.value]).ticks;
    }
    bool keeps_quantum(Entry why) const override { return why == Entry::preempted; }
    /// The end of a quantum moves a thread to another level, alone or not.
    bool goes_on(const ThreadView&, CpuId, Time) const override { return false; }
    bool watches_running() const override { return false; }
    Time next_upkeep() const override {
        const Time next(second_.ns() * (seconds_ + 1));
        return std::min(next, told_.due());
    }
    /// ts_update: of those that are ready, who has waited too long rises.
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        const std::int64_t passed = (now - Time()).ns() / second_.ns() - seconds_;
        seconds_ += passed;
        if (passed > 0) {
            waiting_.clear();
            for (const auto& member : queue_.members())
                waiting_.push_back({member.order, member.tid});
            std::sort(waiting_.begin(), waiting_.end());
            for (const auto& [order, tid] : waiting_)
                lift(tid, now);
        }
        told_.tell(changes);
    }
    void candidates(CpuId, Time, std::vector<Candidate>& into) const override {
        list(queue_, into);
        for (Candidate& candidate : into)
            candidate.keys[0] = -candidate.keys[0];
    }

  private:
    static constexpr std::array<TsRow, ts_levels> table_ = ts_table();
    static const TsRow& row(const TsThread& mine) { return table_[static_cast<std::size_t>(mine.own)]; }
    TsThread& thread_of(Tid tid) {
        grow_to(threads_, tid.value);
        grow_to(nice_, tid.value);
        return threads_[tid.value];
    }
    static std::int64_t with_nice(std::int64_t own, std::int64_t nice) {
        return std::clamp<std::int64_t>(own - 3 * nice, 0, ts_levels - 1);
    }
    static void begin(const ThreadView& thread, TsThread& mine, std::int64_t own) {
        mine.own = own;
        mine.level = with_nice(own, thread.nice);
        mine.seconds = 0;
    }
    void move(const ThreadView& thread, TsThread& mine, std::int64_t own, Time now) {
        const std::int64_t before = mine.level;
        begin(thread, mine, own);
        told_.add(thread.tid, before, mine.level, now);
    }
    void lift(Tid tid, Time now) {
        TsThread& mine = threads_[tid.value];
        if (++mine.seconds <= table_[static_cast<std::size_t>(mine.level)].maxwait) return;
        const std::int64_t before = mine.level;
        mine.own = row(mine).lwait;
        mine.level = with_nice(mine.own, nice_[tid.value]);
        mine.seconds = 0;
        if (mine.level == before) return;
        told_.add(tid, before, mine.level, now);
        const Pid pid = queue_.member(tid).pid;
        queue_.remove(tid);
        queue_.push(tid, pid, -mine.level, Place::tail);
    }

    KeyedQueue queue_; ///< by level, the greatest first
    PreemptedTo preempted_to_;
    std::int64_t start_;
    Duration tick_, second_;
    std::int64_t seconds_ = 0; ///< that have passed
    std::vector<TsThread> threads_;
    std::vector<std::int16_t> nice_;
    std::vector<std::pair<std::int64_t, Tid>> waiting_;
    ToldChanges told_;
};

constexpr std::string_view solaris_ts_keys[] = {"level"};
constexpr ParameterInfo solaris_ts_parameters[] = {{.name = "start",
                                                    .type = ParameterType::integer,
                                                    .fallback = "29",
                                                    .doc = "the level of a new thread",
                                                    .range = {.least = 0, .most = ts_levels - 1}},
                                                   {.name = "tick",
                                                    .type = ParameterType::duration,
                                                    .fallback = "10ms",
                                                    .doc = "what the table counts quanta in",
                                                    .range = {.least = 1, .most = 1'000'000'000'000'000}},
                                                   {.name = "second",
                                                    .type = ParameterType::duration,
                                                    .fallback = "1s",
                                                    .doc = "how often those that wait are looked at",
                                                    .range = {.least = 1, .most = 1'000'000'000'000'000}}};

} // namespace

const PolicyEntry solaris_ts_policy{
    .info = {.name = "solaris_ts",
             .doc = "Solaris' time-sharing class: 60 levels, and a table that says how long a level may run, "
                    "where a thread falls when it has, and where it rises after waiting.",
             .source = "illumos ts_dptbl.c and ts.c; ts_dptbl(4)",
             .parameters = solaris_ts_parameters,
             .uses = {.nice = true},
             .keys = solaris_ts_keys,
             .ties = {.equal = "on one level", .running_stays = true},
             .preempted = {.joins = PreemptedJoins::head, .keeps_rest = true}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<SolarisTs>(context);
    }};

} // namespace ossim
