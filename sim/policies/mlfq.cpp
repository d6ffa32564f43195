// Multilevel feedback queue: levels of round robin, the topmost that has anybody first. A thread begins on
// top; one that has used up its allotment of a level goes one level down; a boost lifts all to the top.
//
// What courses disagree about is parameters. OSTEP's mlfq.py has accumulated allotments (`on_io: keep`),
// its -S is `on_io: renew`, the first attempt that can be gamed, its -I is `io_joins: head`. Stallings'
// feedback is `preemptive: false, alone: stays`. Mines CSCI-442 is `preemptive: false, whole_slices: true,
// within: low`.
//
// A running thread stands where it was picked, at the head of its level, until its turn is over: it is
// compared with those that wait by its level and its order. So a thread that joins at the head comes before
// it, and a boost, which moves the levels one after another to the top, may put others before it.
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"
#include "policies/told_changes.hpp"

#include <string>
#include <utility>

namespace ossim {

namespace {

enum class OnIo : std::uint8_t { keep, renew, up, top };
enum class WithinLevel : std::uint8_t { arrival, low, high };

constexpr std::string_view on_io_words[] = {"keep", "renew", "up", "top"};
constexpr std::string_view io_joins_words[] = {"tail", "head"};
constexpr std::string_view alone_words[] = {"demoted", "stays"};
constexpr std::string_view bottom_words[] = {"rr", "fcfs"};
constexpr std::string_view within_words[] = {"arrival", "low", "high"};

template <class E, std::size_t count>
E chosen(const SchedulerSpec& spec, std::string_view name, const std::string_view (&words)[count]) {
    const std::string word = parameter(spec, name, std::string(words[0]));
    return static_cast<E>(std::find(std::begin(words), std::end(words), word) - std::begin(words));
}

/// What a level gives.
struct Level {
    Duration quantum, allotment;
};

/// One value a level: as listed, further ones `growth` times the one before.
std::vector<Duration> stretched(std::vector<Duration> listed, std::size_t levels, std::int64_t growth) {
    while (listed.size() < levels)
        listed.push_back(std::min(listed.back() * growth, Duration::longest()));
    return listed;
}

std::vector<Level> levels_of(const SchedulerSpec& spec) {
    const auto& quanta = required_parameter<std::vector<Duration>>(spec, "quantum");
    OSSIM_CHECK(!quanta.empty());
    const bool is_bottom_fcfs = parameter(spec, "bottom", std::string("rr")) == "fcfs";
    const auto asked = static_cast<std::size_t>(parameter(spec, "levels", std::int64_t{0}));
    const std::size_t count = std::max(asked, quanta.size() + (is_bottom_fcfs ? 1 : 0));
    const std::vector<Duration> quantum =
        stretched(quanta, count, parameter(spec, "growth", std::int64_t{1}));
    const auto listed = parameter(spec, "allotment", std::vector<Duration>{});
    const std::vector<Duration> allotment = listed.empty() ? quantum : stretched(listed, count, 1);
    std::vector<Level> levels;
    for (std::size_t i = 0; i < count; ++i)
        levels.push_back({quantum[i], allotment[i]});
    if (is_bottom_fcfs) levels.back() = {Duration::forever(), Duration::forever()};
    return levels;
}

/// A thread on its way through the levels.
struct Standing {
    std::uint32_t level = 0;
    std::uint32_t urgency = 0; ///< within its level, by its priority; less comes first
    std::int64_t turn = 0;     ///< among equals: who joins later has a greater one
    std::uint32_t rank = 0;    ///< among those with the same turn, by the convention about ties
    Duration used{};           ///< of its allotment
    Duration begun{};          ///< what it had used when its slice was given …
    Duration slice{};          ///< … and that slice
    bool has_slice = false;    ///< it is in the middle of one
    bool is_running = false;   ///< it has a CPU
    bool is_touched = false;   ///< it is no longer as it came
};

class Mlfq final : public Policy {
  public:
    explicit Mlfq(const PolicyContext& context)
        : conventions_(context.conventions), levels_(levels_of(context.spec)),
          boost_(parameter(context.spec, "boost", Duration::forever())),
          aging_(parameter(context.spec, "aging", Duration::forever())),
          on_io_(chosen<OnIo>(context.spec, "on_io", on_io_words)),
          within_(chosen<WithinLevel>(context.spec, "within", within_words)),
          io_joins_head_(parameter(context.spec, "io_joins", std::string("tail")) == "head"),
          alone_stays_(parameter(context.spec, "alone", std::string("demoted")) == "stays"),
          whole_slices_(parameter(context.spec, "whole_slices", false)),
          preemptive_(parameter(context.spec, "preemptive", true)),
          orders_newcomers_(context.conventions.ties == TieRule::name ||
                            context.conventions.ties == TieRule::latest),
          queue_(context.conventions.ties), joined_(levels_.size()) {
        if (boost_ != Duration::forever()) boost_at_ = Time() + boost_;
    }

    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        Standing& job = job_of(thread);
        job.is_running = false;
        const std::uint32_t level = job.level;
        switch (why) {
        case Entry::admitted: begin(job); break;
        case Entry::woken: break; // `leave` has seen to it
        case Entry::preempted:
            if (!keeps(conventions_.preempted_quantum, true)) job.has_slice = false;
            break;
        case Entry::quantum: job.used = end_of_slice(job); break;
        case Entry::yielded:
            if (on_io_ != OnIo::keep) renew(job);
            break;
        case Entry::moved:
        case Entry::changed: break;
        }
        if (why == Entry::quantum || why == Entry::yielded) job.has_slice = false;
        if (job.used >= levels_[job.level].allotment) expire(thread.tid, job, now);
        job.rank = rank_of(thread, conventions_.ties);
        const Place place = place_of(why, job.level == level);
        seat(job, place, why, now);
        queue_.push(thread.tid, job.rank, {key(thread.tid), job.turn}, place);
        await_aging(thread.tid, job, now);
    }
    void dequeue(const ThreadView& thread, Time) override { remove(thread.tid); }
    void take(const ThreadView& thread, CpuId, Time) override {
        remove(thread.tid);
        Standing& job = jobs_[thread.tid.value];
        job.turn = --first_turn_; // else those that it has passed would take the CPU back
        job.is_running = true;
    }
    Choice pick(CpuId, Time) override {
        Choice choice = queue_.best([](const Seat& each) { return level_of(each.key); });
        if (!choice.tid) return choice;
        choice.second_key = left(choice.tid).ns();
        if (choice.next) {
            choice.next_second_key = left(choice.next).ns();
            choice.decided = key(choice.tid) == key(choice.next) ? DecidedBy::tie : DecidedBy::key;
        }
        remove(choice.tid);
        jobs_[choice.tid.value].is_running = true;
        return choice;
    }
    Tid peek(CpuId, Time) const override { return queue_.empty() ? Tid{} : queue_.front().tid; }
    std::int64_t peek_key(CpuId, Time) const override {
        return queue_.empty() ? 0 : level_of(queue_.front().key.key);
    }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool is_preemptive() const override { return preemptive_; }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        return preemptive_ && comes_before(ready.tid, running.tid);
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time) const override {
        return preemptive_ && key(ready.tid) == key(running.tid);
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time) const override {
        return key(first.tid) > key(second.tid);
    }
    Duration slice(const ThreadView& thread, Time) override {
        Standing& job = job_of(thread);
        if (job.has_slice) job.used = end_of_slice(job); // it has gone on after the end of its quantum
        const Level& level = levels_[job.level];
        if (job.used >= level.allotment) job.used = {};
        job.begun = job.used;
        job.slice = whole_slices_ ? level.quantum : std::min(level.quantum, level.allotment - job.used);
        job.has_slice = true;
        job.is_running = true; // one that has kept its CPU while it waited comes this way
        return job.slice;
    }
    bool keeps_quantum(Entry why) const override {
        return why == Entry::preempted || (why == Entry::woken && on_io_ == OnIo::keep);
    }
    bool keeps_rest(const ThreadView& thread, Entry why) const override {
        return keeps_quantum(why) && !begins_anew(thread, why);
    }
    bool begins_anew(const ThreadView& thread, Entry) const override {
        const Standing& job = jobs_[thread.tid.value];
        return !job.has_slice || job.used >= levels_[job.level].allotment;
    }
    /// Not into another level: that is a move from queue to queue, and told as one.
    bool goes_on(const ThreadView& running, CpuId, Time) const override {
        const Standing& job = jobs_[running.tid.value];
        const bool is_over = end_of_slice(job) >= levels_[job.level].allotment;
        if (is_over && job.level + 1 < levels_.size() && !(alone_stays_ && queue_.empty())) return false;
        return queue_.empty() || queue_.front().key.key > key(running.tid);
    }
    void ran(const ThreadView& thread, Duration length, Time) override {
        Standing& job = job_of(thread);
        job.used += length;
        if (length > Duration()) touch(thread.tid, job);
    }
    void leave(const ThreadView& thread, Time now) override {
        Standing& job = job_of(thread);
        job.is_running = false;
        const std::uint32_t level = job.level;
        switch (on_io_) {
        case OnIo::keep: break;
        case OnIo::renew: renew(job); break;
        case OnIo::up: rise(thread.tid, job, level == 0 ? 0 : level - 1, now); break;
        case OnIo::top: rise(thread.tid, job, 0, now); break;
        }
        if (job.used >= levels_[job.level].allotment) expire(thread.tid, job, now);
        if (!keeps(conventions_.quantum_after_io, on_io_ == OnIo::keep) || job.level != level)
            job.has_slice = false;
    }
    void changed(const ThreadView&, const ThreadView& after, Time) override { (void)job_of(after); }
    /// It stands where it stood there, behind those that are here.
    void adopt(Policy& from, const ThreadView& thread, Time) override {
        Standing& there = static_cast<Mlfq&>(from).job_of(thread);
        Standing& here = job_of(thread);
        const bool was_touched = std::exchange(there.is_touched, false);
        const bool is_listed = here.is_touched;
        here = there;
        here.turn = 0;
        here.is_running = false;
        here.is_touched = is_listed;
        if (was_touched) touch(thread.tid, here);
    }
    Time next_upkeep() const override {
        const Time next = std::min(boost_at_, told_.due());
        return due_.empty() ? next : std::min(next, Time(due_.front().key));
    }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        told_.tell(changes);
        renewed_.clear();
        reorders_ = boost_at_ <= now || (!due_.empty() && due_.front().key <= now.ns());
        if (boost_at_ <= now) boost(now, changes);
        while (!due_.empty() && due_.front().key <= now.ns())
            changes.push_back(age(due_.front().tid, now));
    }
    std::span<const Tid> renewed() const override { return renewed_; }
    bool reorders() const override { return reorders_; }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override {
        queue_.walk([&](const auto& each) {
            return visit({each.tid, {level_of(each.key.key), left(each.tid).ns()}});
        });
    }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId, Time) const override {
        return queue_.contains(a.tid) && queue_.contains(b.tid) && key(a.tid) == key(b.tid);
    }

  private:
    /// Where a thread stands in the queue.
    struct Seat {
        std::int64_t key = 0; ///< its level, and its urgency there
        std::int64_t turn = 0;
        friend constexpr bool operator==(const Seat&, const Seat&) = default;
        friend constexpr bool operator<(const Seat& a, const Seat& b) {
            return a.key != b.key ? a.key < b.key : a.turn < b.turn;
        }
    };
    /// Who joined a level last.
    struct Joined {
        std::int64_t turn = 0;
        Time since = Time::never();
        bool comes = false; ///< arrived or woken, not put back
    };

    static constexpr int urgency_bits = 32;
    static constexpr std::int64_t level_of(std::int64_t key) { return key >> urgency_bits; }
    [[nodiscard]] std::int64_t key(Tid tid) const {
        const Standing& job = jobs_[tid.value];
        return (std::int64_t{job.level} << urgency_bits) + job.urgency;
    }
    [[nodiscard]] std::uint32_t urgency(const ThreadView& thread) const {
        constexpr std::int64_t middle = std::int64_t{1} << (urgency_bits - 1);
        switch (within_) {
        case WithinLevel::arrival: return 0;
        case WithinLevel::low: return static_cast<std::uint32_t>(middle + thread.priority);
        case WithinLevel::high: return static_cast<std::uint32_t>(middle - thread.priority);
        }
        return 0;
    }
    Standing& job_of(const ThreadView& thread) {
        grow_to(jobs_, thread.tid.value);
        Standing& job = jobs_[thread.tid.value];
        job.urgency = urgency(thread);
        return job;
    }
    [[nodiscard]] Duration left(Tid tid) const {
        const Standing& job = jobs_[tid.value];
        const Duration allotment = levels_[job.level].allotment;
        return allotment == Duration::forever() ? allotment : std::max(allotment - job.used, Duration());
    }
    /// Does the quantum go on, by the convention, or else by the policy's own rule?
    static bool keeps(QuantumLeft convention, bool own) {
        return convention == QuantumLeft::policy ? own : convention == QuantumLeft::rest;
    }
    /// What it has used when its quantum is over: all of that, though the kernel had a part of it.
    static Duration end_of_slice(const Standing& job) {
        return job.has_slice ? std::max(job.used, job.begun + job.slice) : job.used;
    }
    [[nodiscard]] Place place_of(Entry why, bool stays_in_level) const {
        if (why == Entry::woken && io_joins_head_) return Place::head;
        const bool keeps_place =
            why == Entry::preempted && stays_in_level && preempted_place(conventions_) != PreemptedTo::tail;
        return keeps_place ? Place::kept : Place::tail;
    }
    /// Its turn among equals. Those that arrive or wake at one instant, with nobody put back between, have
    /// the same one where a convention orders them.
    void seat(Standing& job, Place place, Entry why, Time now) {
        if (place == Place::kept && job.turn != 0) return;
        if (place == Place::head) {
            job.turn = --first_turn_;
            return;
        }
        Joined& last = joined_[job.level];
        const bool comes = why == Entry::admitted || why == Entry::woken;
        const bool is_beside = orders_newcomers_ && comes && last.comes && last.since == now;
        last = {is_beside ? last.turn : ++last_turn_, now, comes};
        job.turn = last.turn;
    }
    void remove(Tid tid) {
        queue_.remove(tid);
        if (due_.contains(tid)) due_.remove(tid);
    }
    void touch(Tid tid, Standing& job) {
        if (!std::exchange(job.is_touched, true)) touched_.push_back(tid);
    }
    /// On the topmost level, with nothing used.
    static void begin(Standing& job) {
        job.level = 0;
        job.used = {};
        job.has_slice = job.is_touched = false;
    }
    void move(Tid tid, Standing& job, std::uint32_t level, Time now) {
        told_.add(tid, job.level, level, now);
        job.level = level;
        touch(tid, job);
    }
    /// The allotment begins anew. Who gives the CPU up at the very end of its quantum has used that.
    static void renew(Standing& job) {
        const bool is_over = job.has_slice && job.used - job.begun >= job.slice;
        job.used = is_over ? job.slice : Duration();
        job.has_slice = false;
    }
    void rise(Tid tid, Standing& job, std::uint32_t level, Time now) {
        if (level != job.level) move(tid, job, level, now);
        job.used = {};
        job.has_slice = false;
    }
    /// The allotment is used up: one level down. On the lowest one, or alone, it begins anew.
    void expire(Tid tid, Standing& job, Time now) {
        if (job.level + 1 < levels_.size() && !(alone_stays_ && queue_.empty()))
            move(tid, job, job.level + 1, now);
        job.used = {};
        job.has_slice = false;
    }
    void await_aging(Tid tid, const Standing& job, Time now) {
        if (aging_ != Duration::forever() && job.level > 0) due_.push(tid, 0, (now + aging_).ns());
    }
    /// Who has waited long enough moves one level up, behind those that are there.
    PriorityChange age(Tid tid, Time now) {
        remove(tid);
        Standing& job = jobs_[tid.value];
        const PriorityChange change{.from = job.level, .to = job.level - 1, .tid = tid};
        --job.level;
        job.used = {};
        job.has_slice = false;
        put_behind(tid, job, now);
        await_aging(tid, job, now);
        renewed_.push_back(tid);
        return change;
    }
    /// All to the top: the lowest level goes first, each in its order, behind those that are there. A running
    /// thread moves with its level. Everybody's allotment and quantum are fresh.
    void boost(Time now, std::vector<PriorityChange>& changes) {
        boost_at_ = Time() + boost_ * ((now - Time()).ns() / boost_.ns() + 1);
        std::erase_if(touched_, [&](Tid tid) { return !jobs_[tid.value].is_touched; }); // it has gone
        std::sort(touched_.begin(), touched_.end());
        touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
        std::vector<Tid> moving;
        for (const Tid tid : touched_) {
            Standing& job = jobs_[tid.value];
            if (job.level > 0) changes.push_back({.from = job.level, .to = 0, .tid = tid});
            if (job.level > 0 && (job.is_running || queue_.contains(tid))) moving.push_back(tid);
        }
        std::sort(moving.begin(), moving.end(), [&](Tid a, Tid b) {
            const std::uint32_t first = jobs_[a.value].level, second = jobs_[b.value].level;
            return first != second ? first > second : comes_before(a, b);
        });
        for (const Tid tid : moving)
            lift(tid, now);
        for (const Tid tid : touched_)
            begin(jobs_[tid.value]);
        renewed_.swap(touched_);
        touched_.clear();
    }
    [[nodiscard]] bool comes_before(Tid a, Tid b) const {
        const std::int64_t first = key(a), second = key(b);
        if (first != second) return first < second;
        const Standing& mine = jobs_[a.value];
        const Standing& other = jobs_[b.value];
        if (mine.turn != other.turn) return mine.turn < other.turn;
        return mine.rank != other.rank ? mine.rank < other.rank : queue_.order(a) < queue_.order(b);
    }
    void lift(Tid tid, Time now) {
        Standing& job = jobs_[tid.value];
        job.level = 0;
        if (job.is_running) return seat(job, Place::tail, Entry::preempted, now);
        remove(tid);
        put_behind(tid, job, now);
    }
    /// A ready thread has come from another level.
    void put_behind(Tid tid, Standing& job, Time now) {
        seat(job, Place::tail, Entry::preempted, now);
        queue_.push(tid, job.rank, {key(tid), job.turn});
    }

    Conventions conventions_;
    std::vector<Level> levels_;
    Duration boost_, aging_;
    OnIo on_io_;
    WithinLevel within_;
    bool io_joins_head_, alone_stays_, whole_slices_, preemptive_;
    bool orders_newcomers_;      ///< the convention about ties does
    OrderedQueue<Seat> queue_;   ///< a level is a round robin, whatever `ties` says
    KeyedQueue due_;             ///< by the instant of the next rise of who waits, in ns
    std::vector<Standing> jobs_; ///< by tid
    std::vector<Joined> joined_; ///< by level
    std::int64_t first_turn_ = 0, last_turn_ = 0;
    std::vector<Tid> touched_, renewed_;
    bool reorders_ = false; ///< the last upkeep was a boost or aging
    ToldChanges told_;
    Time boost_at_ = Time::never();
};

constexpr std::string_view mlfq_keys[] = {"level", "allotment_left"};
constexpr Range mlfq_time{.least = 1};
constexpr ParameterInfo mlfq_parameters[] = {
    {.name = "quantum",
     .type = ParameterType::durations,
     .required = true,
     .fallback = {},
     .doc = "of each level, the topmost first: how long a thread runs before its level's next one",
     .range = mlfq_time},
    {.name = "levels",
     .type = ParameterType::integer,
     .fallback = "0",
     .doc = "how many levels, at least; 0: as many as `quantum` lists",
     .range = {.least = 0, .most = 1000},
     .told_if = "levels"},
    {.name = "growth",
     .type = ParameterType::integer,
     .fallback = "1",
     .doc = "the quantum of a level past the list: so many times the one above it",
     .range = {.least = 1, .most = 1000},
     .told_if = "growth"},
    {.name = "allotment",
     .type = ParameterType::durations,
     .fallback = "[]",
     .doc =
         "of each level: how long a thread may run there in all before it goes one level down; the last one "
         "for all further levels; []: one quantum",
     .range = mlfq_time,
     .told_if = "allotment"},
    {.name = "boost",
     .type = ParameterType::duration,
     .fallback = "none",
     .doc = "at each multiple of this time all threads move to the topmost level; none: never",
     .range = mlfq_time},
    {.name = "aging",
     .type = ParameterType::duration,
     .fallback = "none",
     .doc = "who has been waiting in a level for so long moves one level up; none: never",
     .range = mlfq_time},
    {.name = "preemptive",
     .type = ParameterType::boolean,
     .fallback = "true",
     .doc = "whether a thread that becomes ready on a higher level takes the CPU at once"},
    {.name = "on_io",
     .type = ParameterType::word,
     .fallback = "keep",
     .words = on_io_words,
     .doc =
         "what waiting (I/O, sleep) does: keep: nothing, the allotment adds up; renew: quantum and allotment "
         "begin anew (it can be gamed, and a yield does it too); up, top: anew, one level up or on the "
         "topmost"},
    {.name = "io_joins",
     .type = ParameterType::word,
     .fallback = "tail",
     .words = io_joins_words,
     .doc = "where a thread that comes back from waiting joins its level; head: before the running one too",
     .told_if = "io_joins"},
    {.name = "alone",
     .type = ParameterType::word,
     .fallback = "demoted",
     .words = alone_words,
     .doc = "a thread whose allotment ends while nobody else is ready; stays: on its level, with a fresh one",
     .told_if = "alone"},
    {.name = "whole_slices",
     .type = ParameterType::boolean,
     .fallback = "false",
     .doc = "a slice is a whole quantum though less of the allotment is left",
     .told_if = "whole_slices"},
    {.name = "bottom",
     .type = ParameterType::word,
     .fallback = "rr",
     .words = bottom_words,
     .doc = "the lowest level; fcfs: one more level below those of `quantum`, where a thread runs until it "
            "blocks or ends",
     .told_if = "bottom"},
    {.name = "within",
     .type = ParameterType::word,
     .fallback = "arrival",
     .words = within_words,
     .doc = "the order in a level: who joined first; or by the threads' priorities, the low or the high ones "
            "first",
     .told_if = "within"}};

} // namespace

const PolicyEntry mlfq_policy{
    .info = {.name = "mlfq",
             .doc = "Multilevel feedback queue: the topmost level that has anybody, by round robin; a thread "
                    "that has used up its allotment goes one level down, a boost lifts all.",
             .source = "OSTEP, chapter 8, and mlfq.py; Stallings, Operating Systems, 9.2 (feedback); "
                       "Silberschatz, 5.3.6; Mines CSCI-442",
             .parameters = mlfq_parameters,
             .uses = {.priority_if_given = true},
             .keys = mlfq_keys,
             .ties = {.equal = "on one level", .order = TieOrder::joined},
             .preempted = {.joins = PreemptedJoins::head, .keeps_rest = true}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Mlfq>(context);
    }};

} // namespace ossim
