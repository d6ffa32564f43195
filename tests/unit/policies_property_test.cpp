// What holds for every policy, over random lives of threads: a pick is the first candidate, nobody is lost or
// doubled, preemption is strict, and the same calls give the same answers.
#include "base/random.hpp"
#include "policies_story.hpp"

#include "ossim/simulate.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>

using namespace ossim;
using namespace std::string_literals;

namespace {

struct Case {
    std::string policy;
    std::vector<Parameter> parameters;
};

std::vector<Case> all_cases() {
    const Parameter quantum{"quantum", Duration(4)};
    const Parameter low{"urgent", "low"s};
    const Parameter high{"urgent", "high"s};
    const std::vector<SchedulerSpec> queues = {
        {"rr", "a", {quantum}},
        {"priority", "b", {low, {"preemptive", true}, {"aging", Duration(7)}}},
        {"srtf", "c", {}}};
    return {
        {"fcfs", {}},
        {"lcfs", {}},
        {"sjf", {}},
        {"sjf", {{"by", "total"s}}},
        {"srtf", {}},
        {"hrrn", {}},
        {"rr", {quantum}},
        {"priority", {low}},
        {"priority", {high, {"preemptive", true}, quantum}},
        {"priority", {low, {"preemptive", true}, {"aging", Duration(5)}, {"aging_limit", std::int64_t{3}}}},
        {"random", {}},
        {"lottery", {quantum}},
        {"lottery", {quantum, {"draws", std::vector<std::int64_t>{3, 141, 59}}}},
        {"stride", {quantum}},
        {"stride", {quantum, {"stride1", std::int64_t{60}}, {"initial_pass", "zero"s}}},
        {"cfs", {}},
        {"cfs", {{"kernel_fixed_point", true}, {"sleepers", "fair"s}, {"tick", Duration(5)}}},
        {"eevdf", {{"base_slice", Duration(3)}}},
        {"eevdf", {{"base_slice", Duration(3)}, {"version", "6.12"s}, {"tick", Duration(5)}}},
        {"eevdf", {{"base_slice", Duration(3)}, {"version", "6.12"s}, {"kernel_fixed_point", true}}},
        {"eevdf", {{"version", "paper"s}, {"weight", "tickets"s}, quantum}},
        {"rt", {}},
        {"scan", {quantum}},
        {"scan", {quantum, {"clock", "own"s}}},
        {"rt", {{"class", "rr"s}, quantum}},
        {"linux", {quantum, {"runtime", Duration(9)}, {"period", Duration(9)}}},
        {"linux", {quantum, {"runtime", Duration(9)}, {"period", Duration(9)}, {"fair", "cfs"s}}},
        {"multilevel", {{"queues", queues}}},
        {"multilevel", {{"queues", queues}, {"shares", std::vector{Duration(9), Duration(5), Duration(2)}}}}};
}

std::vector<Conventions> all_conventions() {
    std::vector<Conventions> all(8);
    all[1].ties = TieRule::pid;
    all[2].ready_order = ReadyOrder::by_pid;
    all[3].preempted_to = PreemptedTo::head;
    all[4].ties = TieRule::name;
    all[5].ties = TieRule::latest;
    all[6].ties = TieRule::latest;
    all[6].preempted_to = PreemptedTo::head;
    all[7].preempt_check = PreemptCheck::or_equal;
    return all;
}

enum class Where { outside, ready, running };

/// A life of thirty threads on two CPUs, with calls as the kernel makes them; tells all answers.
class Life {
  public:
    Life(const Case& which, const Conventions& conventions, std::uint64_t seed)
        : story_(which.policy, which.parameters, conventions), stream_(seed, "policy-life", 0) {}

    std::string live() {
        for (int step = 0; step < 400; ++step) {
            now_ += dice(3);
            keep_up();
            const std::uint32_t tid = 1 + dice(count);
            switch (where_[tid]) {
            case Where::outside: come(tid, Entry::woken); break;
            case Where::ready: dice(5) == 0 ? go(tid) : choose(); break;
            case Where::running: stop(tid); break;
            }
            check();
        }
        return told_;
    }

  private:
    static constexpr std::uint32_t count = 30;
    std::uint32_t dice(std::uint32_t bound) {
        return static_cast<std::uint32_t>(stream_.at(drawn_++) >> 33) % bound;
    }
    void come(std::uint32_t tid, Entry why) {
        constexpr ThreadClass classes[] = {ThreadClass::unstated, ThreadClass::fifo,  ThreadClass::rr,
                                           ThreadClass::deadline, ThreadClass::batch, ThreadClass::idle};
        ThreadView& view = story_.view(tid);
        view.thread_class = classes[tid % 6];
        view.pid = Pid(1 + tid % 7);
        view.name_rank = tid * 5 % 13;
        view.priority = static_cast<std::int32_t>(tid % 5);
        view.queue = static_cast<std::uint16_t>(tid % 3);
        view.nice = static_cast<std::int8_t>(static_cast<int>(tid % 5) - 2);
        view.tickets = 1 + tid % 4;
        story_.asks(tid, tid % 3);
        view.burst_left = Duration(why == Entry::woken ? 1 + dice(6) : view.burst_left.ns());
        view.total_left = view.burst_left + Duration(tid % 4);
        story_.enqueue(tid, why, now_);
        where_[tid] = Where::ready;
    }
    void go(std::uint32_t tid) {
        story_.dequeue(tid, now_);
        where_[tid] = Where::outside;
    }
    void stop(std::uint32_t tid) {
        const ThreadView& view = story_.view(tid);
        CHECK(story_.policy().slice(view, Time(now_)) > Duration(0));
        if (const std::uint32_t length = dice(4); length > 0)
            story_.policy().ran(view, Duration(length), Time(now_));
        if (dice(2) == 0) {
            story_.policy().leave(view, Time(now_));
            where_[tid] = Where::outside;
        } else {
            constexpr Entry ways[] = {Entry::preempted, Entry::quantum, Entry::yielded};
            come(tid, ways[dice(3)]);
        }
    }
    void choose() {
        const CpuId cpu(dice(2));
        std::vector<Candidate> before;
        story_.policy().candidates(cpu, Time(now_), before);
        CHECK(story_.policy().peek(cpu, Time(now_)) == before.at(0).tid);
        const Choice choice = story_.policy().pick(cpu, Time(now_));
        CHECK(choice.tid == before.at(0).tid);
        CHECK(choice.key == before[0].keys[0]);
        CHECK(choice.second_key == second_key(before, 0));
        CHECK(choice.next_second_key == second_key(before, 1));
        CHECK(choice.next == (before.size() > 1 ? before[1].tid : Tid{}));
        CHECK((choice.decided == DecidedBy::only) == (before.size() == 1));
        CHECK(where_[choice.tid.value] == Where::ready);
        where_[choice.tid.value] = Where::running;
        told_ += text_of(choice) + "\n";
    }
    void keep_up() {
        std::vector<PriorityChange> changes;
        while (story_.policy().next_upkeep() <= Time(now_)) {
            story_.policy().upkeep(Time(now_), changes);
            for (const auto& change : changes) {
                CHECK(change.from != change.to);
                told_ += std::to_string(change.tid.value) + ": " + std::to_string(change.to) + "\n";
            }
        }
    }
    void check() {
        std::vector<Candidate> all;
        story_.policy().candidates(CpuId(0), Time(now_), all);
        CHECK(all.size() == static_cast<std::size_t>(std::ranges::count(where_, Where::ready)));
        CHECK(story_.policy().ready() == all.size());
        for (const Candidate& candidate : all)
            CHECK(where_[candidate.tid.value] == Where::ready);
        std::ranges::sort(all, {}, &Candidate::tid);
        CHECK(std::ranges::adjacent_find(all, {}, &Candidate::tid) == all.end());
        const std::uint32_t a = 1 + dice(count);
        const std::uint32_t b = 1 + dice(count);
        if (where_[a] == Where::ready && where_[b] == Where::running) CHECK_FALSE(mutual(a, b));
        if (where_[a] == Where::running && where_[b] == Where::running)
            CHECK_FALSE((story_.worse(a, b, now_) && story_.worse(b, a, now_)));
    }
    bool mutual(std::uint32_t a, std::uint32_t b) {
        return story_.preempts(a, b, now_) && story_.preempts(b, a, now_);
    }

    Story story_;
    Stream stream_;
    std::uint64_t drawn_ = 0;
    std::int64_t now_ = 0;
    std::vector<Where> where_ = std::vector<Where>(count + 1, Where::outside);
    std::string told_;
};

} // namespace

TEST_CASE(
    "every policy: a pick is the first candidate, nobody is lost, and the same calls give the same answers") {
    for (const Case& which : all_cases())
        for (const Conventions& conventions : all_conventions())
            for (std::uint64_t seed = 0; seed < 2; ++seed) {
                CAPTURE(which.policy);
                CAPTURE(seed);
                std::fprintf(stderr, "\r%s, seed %llu ", which.policy.c_str(), // should it end the program
                             static_cast<unsigned long long>(seed));
                const std::string told = Life(which, conventions, seed).live();
                CHECK_FALSE(told.empty());
                CHECK(told == Life(which, conventions, seed).live());
            }
}

TEST_CASE("every policy serves a hundred thousand threads, each once") {
    for (const Case& which : all_cases()) {
        if (which.policy == "hrrn") continue; // looks at all for every pick, as its source does
        CAPTURE(which.policy);
        Story story(which.policy, which.parameters);
        constexpr std::uint32_t count = 100'000;
        for (std::uint32_t tid = 1; tid <= count; ++tid) {
            ThreadView view;
            view.tid = Tid(tid);
            view.pid = Pid(tid);
            view.queue = static_cast<std::uint16_t>(tid % 3);
            view.burst_left = view.total_left = Duration(1 + tid % 97);
            story.policy().enqueue(view, Entry::admitted, Time(0));
        }
        std::vector<bool> served(count + 1);
        std::uint32_t times = 0;
        for (Tid tid = story.policy().pick(CpuId(0), Time(1)).tid; tid;
             tid = story.policy().pick(CpuId(0), Time(1)).tid) {
            times += served[tid.value] ? 0U : 1U;
            served[tid.value] = true;
        }
        CHECK(times == count);
        CHECK(story.policy().ready() == 0);
    }
}
