// Does the interface carry what comes later? Four sketches of foreign shape, as small as they can be, each
// driven through the one situation that a simple ready queue does not have:
//
//   cfs       keys that grow while a thread runs, a floor for who wakes, slices by weight, preemption by a
//   granularity edf       with a constant-bandwidth server: a thread without budget may not run though nobody
//   else wants the CPU mlfq      demotion by an allotment that outlives blocking, head with the rest when
//   preempted, boost lottery   a draw that `candidates` foretells
//
// What they need and the view does not have yet, each an addition: deadline, period and budget (edf); the CPU
// that a thread becomes ready for (queues of each CPU); an `Entry` for a key that changes in the queue
// (renice, inheritance); a count of bursts begun, because a lock does not end one (sjf that predicts).
#include "base/random.hpp"
#include "policies/ready_queue.hpp"
#include "policies_story.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace ossim;

namespace {

/// What the sketches share: one keyed queue and its plain answers.
class Sketch : public Policy {
  public:
    void dequeue(const ThreadView& thread, Time) override { queue.remove(thread.tid); }
    Choice pick(CpuId, Time) override {
        const Choice choice = queue.best();
        if (choice.tid) queue.pop();
        return choice;
    }
    Tid peek(CpuId, Time) const override { return queue.empty() ? Tid{} : queue.front().tid; }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue.size()); }
    void candidates(CpuId, Time, std::vector<Candidate>& into) const override { list(queue, into); }

  protected:
    KeyedQueue queue;
};

class Cfs final : public Sketch {
  public:
    void enqueue(const ThreadView& thread, Entry why, Time) override {
        std::int64_t& v = virtual_time(thread);
        if (why == Entry::admitted || why == Entry::woken) v = std::max(v, least_ - latency / 2);
        queue.push(thread, v);
    }
    Choice pick(CpuId cpu, Time now) override {
        const Choice choice = Sketch::pick(cpu, now);
        if (choice.tid) least_ = std::max(least_, choice.key);
        return choice;
    }
    void ran(const ThreadView& thread, Duration length, Time) override {
        virtual_time(thread) += length.ns() * 1024 / weight(thread);
    }
    Duration slice(const ThreadView&, Time) override {
        return Duration(latency / static_cast<std::int64_t>(queue.size() + 1));
    }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        return v_[running.tid.value] - v_[ready.tid.value] > granularity * 1024 / weight(ready);
    }

  private:
    static constexpr std::int64_t latency = 6'000, granularity = 1'000;
    static std::int64_t weight(const ThreadView& thread) { return thread.nice == 0 ? 1024 : 335; }
    std::int64_t& virtual_time(const ThreadView& thread) {
        grow_to(v_, thread.tid.value);
        return v_[thread.tid.value];
    }
    std::vector<std::int64_t> v_;
    std::int64_t least_ = 0;
};

/// Budget 3 in every 10 for each thread; the deadline is the end of the period.
class EdfWithServer final : public Sketch {
  public:
    void enqueue(const ThreadView& thread, Entry, Time now) override {
        Server& server = servers_[thread.tid];
        if (server.deadline <= now) server = {now + period, budget};
        if (server.left > Duration(0))
            queue.push(thread, server.deadline.ns());
        else
            throttled_.push(thread, server.deadline.ns());
    }
    Duration slice(const ThreadView& thread, Time) override { return servers_.at(thread.tid).left; }
    bool goes_on(const ThreadView& thread, CpuId, Time) const override {
        return servers_.at(thread.tid).left > Duration(0);
    }
    void ran(const ThreadView& thread, Duration length, Time) override {
        servers_.at(thread.tid).left -= length;
    }
    Time next_upkeep() const override {
        return throttled_.empty() ? Time::never() : Time(throttled_.front().key);
    }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        changes.clear();
        while (!throttled_.empty() && throttled_.front().key <= now.ns()) {
            const Tid tid = throttled_.pop();
            servers_.at(tid) = {now + period, budget};
            queue.push(tid, 0, (now + period).ns());
        }
    }

  private:
    static constexpr Duration period{10}, budget{3};
    struct Server {
        Time deadline;
        Duration left;
    };
    std::map<Tid, Server> servers_;
    KeyedQueue throttled_; ///< by the instant of replenishment
};

class Mlfq final : public Sketch {
  public:
    void enqueue(const ThreadView& thread, Entry why, Time) override {
        Job& job = jobs_[thread.tid];
        while (job.level < 2 && job.used >= allotment(job.level))
            job = {job.level + 1, Duration(0)};
        queue.push(thread, job.level, place_of(why, PreemptedTo::policy, Place::head));
    }
    void ran(const ThreadView& thread, Duration length, Time) override { jobs_[thread.tid].used += length; }
    Duration slice(const ThreadView& thread, Time) override { return Duration(1 << jobs_[thread.tid].level); }
    bool keeps_quantum(Entry why) const override { return why == Entry::preempted; }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time) const override {
        return jobs_.at(ready.tid).level < jobs_.at(running.tid).level;
    }
    Time next_upkeep() const override { return queue.empty() ? Time::never() : boost_; }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        changes.clear();
        boost_ = now + Duration(50);
        for (auto& [tid, job] : jobs_) {
            if (job.level != 0) changes.push_back({.from = job.level, .to = 0, .tid = tid});
            job = {};
            if (!queue.contains(tid)) continue;
            queue.remove(tid);
            queue.push(tid, 0, 0, Place::kept);
        }
    }

  private:
    static Duration allotment(int level) { return Duration(2 << level); }
    struct Job {
        int level = 0;
        Duration used;
    };
    std::map<Tid, Job> jobs_;
    Time boost_{50};
};

class Lottery final : public Policy {
  public:
    void enqueue(const ThreadView& thread, Entry, Time) override { tickets_[thread.tid] = thread.tickets; }
    void dequeue(const ThreadView& thread, Time) override { tickets_.erase(thread.tid); }
    Choice pick(CpuId cpu, Time now) override {
        std::vector<Candidate> all;
        candidates(cpu, now, all);
        ++drawn_;
        if (all.empty()) return {};
        tickets_.erase(all[0].tid);
        return {.tid = all[0].tid,
                .ready = static_cast<std::uint32_t>(all.size()),
                .decided = all.size() > 1 ? DecidedBy::key : DecidedBy::only,
                .next = all.size() > 1 ? all[1].tid : Tid{},
                .key = all[0].keys[0],
                .next_key = all.size() > 1 ? all[1].keys[0] : 0};
    }
    Tid peek(CpuId cpu, Time now) const override {
        std::vector<Candidate> all;
        candidates(cpu, now, all);
        return all.empty() ? Tid{} : all[0].tid;
    }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(tickets_.size()); }
    /// The draw is a function of how many were drawn before, so that asking changes nothing. The winner comes
    /// first.
    void candidates(CpuId, Time, std::vector<Candidate>& into) const override {
        into.clear();
        std::uint64_t total = 0;
        for (const auto& [tid, tickets] : tickets_)
            total += tickets;
        if (total == 0) return;
        std::uint64_t winner = below(total, stream_.at(drawn_));
        for (const auto& [tid, tickets] : tickets_) {
            const bool wins = winner < tickets;
            winner = wins ? ~std::uint64_t{0} : winner - std::min<std::uint64_t>(winner, tickets);
            into.insert(wins ? into.begin() : into.end(), {tid, {tickets}});
        }
    }

  private:
    std::map<Tid, std::uint32_t> tickets_;
    Stream stream_{1, "lottery", 0};
    std::uint64_t drawn_ = 0;
};

ThreadView thread(std::uint32_t number) {
    ThreadView view;
    view.tid = Tid(number);
    view.pid = Pid(number);
    return view;
}

std::string pick(Policy& policy, std::int64_t now) {
    std::vector<Candidate> all;
    policy.candidates(CpuId(0), Time(now), all);
    const Choice choice = policy.pick(CpuId(0), Time(now));
    CHECK(choice.tid == (all.empty() ? Tid{} : all[0].tid));
    return text_of(choice);
}

} // namespace

TEST_CASE("cfs fits: virtual time grows in `ran`, a sleeper is placed near the floor and preempts by a "
          "granularity") {
    Cfs cfs;
    ThreadView slow = thread(2);
    slow.nice = 5;
    cfs.enqueue(thread(1), Entry::admitted, Time(0));
    cfs.enqueue(slow, Entry::admitted, Time(0));
    CHECK(pick(cfs, 0) == "1 of 2, tie with 2, keys 0 0");
    CHECK(cfs.slice(thread(1), Time(0)) == Duration(3'000));
    cfs.ran(thread(1), Duration(3'000), Time(3'000));
    cfs.enqueue(thread(1), Entry::quantum, Time(3'000));
    CHECK(pick(cfs, 3'000) == "2 of 2, key before 1, keys 0 3000");
    cfs.ran(slow, Duration(3'000), Time(6'000));
    CHECK(cfs.preempts(thread(1), slow, Time(6'000)));
    cfs.enqueue(slow, Entry::quantum, Time(6'000));
    CHECK(pick(cfs, 6'000) == "1 of 2, key before 2, keys 3000 9170");
    cfs.enqueue(thread(3), Entry::woken, Time(7'000));
    CHECK(pick(cfs, 7'000) == "3 of 2, key before 2, keys 0 9170");
}

TEST_CASE("edf with a server fits: alone and without budget it stays off the CPU until its replenishment") {
    EdfWithServer edf;
    std::vector<PriorityChange> changes;
    edf.enqueue(thread(1), Entry::admitted, Time(0));
    CHECK(pick(edf, 0) == "1 of 1, only");
    CHECK(edf.slice(thread(1), Time(0)) == Duration(3));
    edf.ran(thread(1), Duration(3), Time(3));
    CHECK(edf.ready() == 0);
    CHECK_FALSE(edf.goes_on(thread(1), CpuId(0), Time(3)));
    edf.enqueue(thread(1), Entry::quantum, Time(3));
    CHECK(pick(edf, 3) == "nobody");
    CHECK(edf.next_upkeep() == Time(10));
    edf.enqueue(thread(2), Entry::admitted, Time(4));
    edf.upkeep(Time(10), changes);
    CHECK(pick(edf, 10) == "2 of 2, key before 1, keys 14 20");
}

TEST_CASE("mlfq fits: an allotment used up by pieces demotes, a preempted thread keeps head and rest, a "
          "boost lifts") {
    Mlfq mlfq;
    std::vector<PriorityChange> changes;
    mlfq.enqueue(thread(1), Entry::admitted, Time(0));
    CHECK(pick(mlfq, 0) == "1 of 1, only");
    mlfq.ran(thread(1), Duration(1), Time(1));
    mlfq.leave(thread(1), Time(1));
    mlfq.enqueue(thread(1), Entry::woken, Time(5));
    CHECK(pick(mlfq, 5) == "1 of 1, only");
    mlfq.ran(thread(1), Duration(1), Time(6));
    mlfq.enqueue(thread(1), Entry::quantum, Time(6));
    mlfq.enqueue(thread(2), Entry::admitted, Time(6));
    CHECK(mlfq.preempts(thread(2), thread(1), Time(6)));
    CHECK(pick(mlfq, 6) == "2 of 2, key before 1, keys 0 1");
    CHECK(mlfq.next_upkeep() == Time(50));
    mlfq.upkeep(Time(50), changes);
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].tid == Tid(1));
    CHECK_FALSE(mlfq.preempts(thread(2), thread(1), Time(50)));
}

TEST_CASE("lottery fits: the candidates foretell the draw, and shares come out by tickets") {
    Lottery lottery;
    std::array<int, 4> wins{};
    std::array<ThreadView, 4> threads{};
    for (std::uint32_t i = 1; i <= 3; ++i) {
        threads[i] = thread(i);
        threads[i].tickets = i;
        lottery.enqueue(threads[i], Entry::admitted, Time(0));
    }
    for (int draw = 0; draw < 6'000; ++draw) {
        CHECK(lottery.peek(CpuId(0), Time(draw)) == lottery.peek(CpuId(0), Time(draw)));
        std::vector<Candidate> all;
        lottery.candidates(CpuId(0), Time(draw), all);
        const Tid winner = lottery.pick(CpuId(0), Time(draw)).tid;
        CHECK(winner == all[0].tid);
        ++wins[winner.value];
        lottery.enqueue(threads[winner.value], Entry::quantum, Time(draw));
    }
    for (int i = 1; i <= 3; ++i)
        CHECK(std::abs(wins[static_cast<std::size_t>(i)] - 1'000 * i) < 120);
}
