// Each policy driven by hand, as the kernel would drive it; the textbook tables are among them.
#include "policies_story.hpp"

#include "ossim/simulate.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ossim;
using namespace std::string_literals;

TEST_CASE("lcfs: who became ready last runs first, also of one instant") {
    Story story("lcfs");
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 3).enqueue(3, Entry::admitted, 3);
    CHECK(story.candidates() == "3[3] 2[3] 1[0]");
    CHECK(story.pick(3) == "3 of 3, tie with 2, keys 3 3");
    CHECK(story.pick(3) == "2 of 2, key before 1, keys 3 0");
}

TEST_CASE("sjf: the shortest burst, ties by arrival, and no preemption") {
    Story story("sjf");
    for (const auto& [tid, burst] : {std::pair{1U, 6}, {2U, 8}, {3U, 7}, {4U, 3}, {5U, 6}}) {
        story.view(tid).burst_left = Duration(burst);
        story.view(tid).total_left = Duration(100 - burst);
        story.enqueue(tid, Entry::admitted, 0);
    }
    CHECK(story.candidates() == "4[3] 1[6] 5[6] 3[7] 2[8]");
    CHECK(story.pick(0) == "4 of 5, key before 1, keys 3 6");
    CHECK(story.pick(3) == "1 of 4, tie with 5, keys 6 6");
    CHECK_FALSE(story.preempts(5, 2));
}

TEST_CASE("sjf by total: the whole program counts, not the burst") {
    Story story("sjf", {{"by", "total"s}});
    story.view(1).burst_left = Duration(1);
    story.view(1).total_left = Duration(9);
    story.view(2).burst_left = story.view(2).total_left = Duration(5);
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.pick(0) == "2 of 2, key before 1, keys 5 9");
}

TEST_CASE("srtf: only strictly less preempts, and a preempted thread keeps its place among equals") {
    Story story("srtf");
    story.view(1).burst_left = Duration(8);
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    story.view(1).burst_left = Duration(4);
    story.view(2).burst_left = Duration(4);
    CHECK_FALSE(story.preempts(2, 1));
    story.enqueue(2, Entry::admitted, 4);
    story.view(3).burst_left = Duration(3);
    CHECK(story.preempts(3, 1));
    CHECK(story.worse(1, 3));
    CHECK_FALSE(story.worse(1, 2));
    story.enqueue(3, Entry::admitted, 4).enqueue(1, Entry::preempted, 4);
    CHECK(story.candidates() == "3[3] 1[4] 2[4]");
    CHECK(story.policy().keeps_quantum(Entry::preempted));
}

TEST_CASE("preempted_to: the convention overrides a policy's own place among equals") {
    for (const auto& [to, expected] :
         {std::pair{PreemptedTo::head, "1[5] 2[5] 3[5]"}, {PreemptedTo::tail, "2[5] 3[5] 1[5]"}}) {
        Conventions conventions;
        conventions.preempted_to = to;
        Story story("srtf", {}, conventions);
        for (const std::uint32_t tid : {2U, 3U}) {
            story.view(tid).burst_left = Duration(5);
            story.enqueue(tid, Entry::admitted, 0);
        }
        story.view(1).burst_left = Duration(5);
        story.enqueue(1, Entry::preempted, 3);
        CHECK(story.candidates() == expected);
    }
}

TEST_CASE("ties: pid puts the lower pid first among equal keys, whatever the order of arrival") {
    Conventions conventions;
    conventions.ties = TieRule::pid;
    for (const std::string policy : {"sjf", "hrrn"}) {
        Story story(policy, {}, conventions);
        for (const std::uint32_t tid : {3U, 1U, 2U}) {
            story.view(tid).burst_left = Duration(tid == 2 ? 4 : 5);
            story.enqueue(tid, Entry::admitted, 0);
        }
        CHECK(story.candidates().front() == (policy == "sjf" ? '2' : '1'));
        CHECK(story.pick(0).substr(0, 6) == (policy == "sjf" ? "2 of 3" : "1 of 3"));
        CHECK(story.pick(0).substr(0, 6) == (policy == "sjf" ? "1 of 2" : "2 of 2"));
    }
}

TEST_CASE("hrrn: Stallings' five processes") {
    Story story("hrrn");
    struct Job {
        std::int64_t arrival, burst;
    };
    const std::vector<Job> jobs = {{0, 3}, {2, 6}, {4, 4}, {6, 5}, {8, 2}};
    std::vector<std::int64_t> finish(jobs.size() + 1);
    std::size_t arrived = 0;
    for (std::int64_t now = 0; now < 20;) {
        for (; arrived < jobs.size() && jobs[arrived].arrival <= now; ++arrived) {
            const auto tid = static_cast<std::uint32_t>(arrived + 1);
            story.view(tid).burst_left = Duration(jobs[arrived].burst);
            story.enqueue(tid, Entry::admitted, jobs[arrived].arrival);
        }
        const Choice choice = story.policy().pick(CpuId(0), Time(now));
        now += jobs.at(choice.tid.value - 1).burst;
        finish[choice.tid.value] = now;
    }
    CHECK(finish == std::vector<std::int64_t>{0, 3, 9, 13, 20, 15});
}

TEST_CASE("hrrn: ratios are compared exactly, equal ones tie, and an empty burst does no harm") {
    Story story("hrrn");
    story.view(1).burst_left = Duration(1'000'000'000'000'000'000);
    story.view(2).burst_left = Duration(999'999'999'999'999'999);
    story.view(3).burst_left = Duration(0);
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0).enqueue(3, Entry::admitted, 5);
    CHECK(story.candidates(CpuId(0), 5) == "2[5 999999999999999999] 1[5 1000000000000000000] 3[0 1]");
    CHECK(story.pick(5) == "2 of 3, key before 1, keys 5 5");
    story.enqueue(2, Entry::woken, 5);
    story.view(4).burst_left = Duration(6);
    story.view(5).burst_left = Duration(3);
    story.dequeue(1, 5).dequeue(2, 5).dequeue(3, 5);
    story.enqueue(4, Entry::admitted, 6).enqueue(5, Entry::admitted, 8);
    CHECK(story.pick(10) == "4 of 2, tie with 5, keys 4 2");
}

TEST_CASE("priority: which end is urgent is said, equals come in order of arrival") {
    for (const auto& [urgent, expected] :
         {std::pair{"low"s, "2[1] 1[3] 3[3] 4[7]"}, {"high"s, "4[7] 1[3] 3[3] 2[1]"}}) {
        Story story("priority", {{"urgent", urgent}});
        for (const auto& [tid, priority] : {std::pair{1U, 3}, {2U, 1}, {3U, 3}, {4U, 7}}) {
            story.view(tid).priority = priority;
            story.enqueue(tid, Entry::admitted, 0);
        }
        CHECK(story.candidates() == expected);
        CHECK_FALSE(story.preempts(2, 4));
        CHECK_FALSE(story.preempts(4, 2));
        CHECK(story.pick(0) ==
              (urgent == "low" ? "2 of 4, key before 1, keys 1 3" : "4 of 4, key before 1, keys 7 3"));
        CHECK(story.pick(0) == "1 of 3, tie with 3, keys 3 3");
    }
}

TEST_CASE("priority, preemptive: strictly more urgent only; the preempted thread keeps place and quantum") {
    Story story("priority", {{"urgent", "low"s}, {"preemptive", true}, {"quantum", Duration(10)}});
    for (const auto& [tid, priority] : {std::pair{1U, 5}, {2U, 5}, {3U, 2}, {4U, 6}})
        story.view(tid).priority = priority;
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 2, tie with 2, keys 5 5");
    CHECK_FALSE(story.preempts(2, 1));
    CHECK(story.preempts(3, 1));
    CHECK(story.worse(4, 1));
    CHECK_FALSE(story.worse(2, 1));
    story.enqueue(3, Entry::admitted, 4).enqueue(1, Entry::preempted, 4);
    CHECK(story.candidates() == "3[2] 1[5] 2[5]");
    CHECK(story.policy().keeps_rest(story.view(1), Entry::preempted));
    CHECK(story.policy().slice(story.view(1), Time(4)) == Duration(10));
}

TEST_CASE("priority with a quantum: round robin among equals, and the less urgent do not count") {
    Story story("priority", {{"urgent", "high"s}, {"quantum", Duration(10)}});
    for (const auto& [tid, priority] : {std::pair{1U, 5}, {2U, 5}, {3U, 2}})
        story.view(tid).priority = priority;
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0).enqueue(3, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 3, tie with 2, keys 5 5");
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(10)));
    story.enqueue(1, Entry::quantum, 10);
    CHECK(story.candidates() == "2[5] 1[5] 3[2]");
    story.dequeue(2, 10);
    CHECK(story.pick(10) == "1 of 2, key before 3, keys 5 2");
    CHECK(story.policy().goes_on(story.view(1), CpuId(0), Time(20)));
}

TEST_CASE("aging: one step for each full time in Ready, exactly when due, lost after the CPU") {
    Story story("priority", {{"urgent", "low"s}, {"preemptive", true}, {"aging", Duration(10)}});
    for (const auto& [tid, priority] : {std::pair{1U, 3}, {2U, 5}, {3U, 5}})
        story.view(tid).priority = priority;
    CHECK(story.policy().next_upkeep() == Time::never());
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    CHECK(story.policy().next_upkeep() == Time::never());
    story.enqueue(2, Entry::admitted, 2).enqueue(3, Entry::admitted, 4);
    CHECK(story.upkeep(12) == "2:5>4");
    CHECK(story.upkeep(14) == "3:5>4");
    CHECK(story.upkeep(22) == "2:4>3");
    CHECK_FALSE(story.preempts(2, 1));
    CHECK(story.upkeep(24) == "3:4>3");
    CHECK(story.upkeep(32) == "2:3>2");
    CHECK(story.preempts(2, 1));
    story.enqueue(1, Entry::preempted, 32);
    CHECK(story.pick(32) == "2 of 3, key before 1, keys 2 3");
    CHECK_FALSE(story.preempts(1, 2)); // while it runs it keeps what it gained
    CHECK(story.upkeep(34) == "3:3>2");
    story.enqueue(2, Entry::yielded, 40);
    CHECK(story.upkeep(40) == "2:2>5");
    CHECK(story.candidates() == "3[2] 1[3] 2[5]");
}

TEST_CASE("aging: several steps of one instant, the limit, and the urgent end") {
    Story story("priority", {{"urgent", "high"s}, {"aging", Duration(5)}, {"aging_limit", std::int64_t{2}}});
    story.view(1).priority = story.view(2).priority = 7;
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.upkeep(5) == "1:7>8 2:7>8");
    CHECK(story.upkeep(10) == "1:8>9 2:8>9");
    CHECK(story.policy().next_upkeep() == Time::never());
    CHECK(story.candidates() == "1[9] 2[9]");
    story.dequeue(1, 11);
    CHECK(story.pick(11) == "2 of 1, only");
}

namespace {

SchedulerSpec queue(std::string name, std::string policy, std::vector<Parameter> parameters) {
    return {std::move(policy), std::move(name), std::move(parameters)};
}

/// Interactive threads in round robin above batch threads, first come first served.
std::vector<SchedulerSpec> two_queues() {
    return {queue("interactive", "rr", {{"quantum", Duration(8)}}), queue("batch", "fcfs", {})};
}

} // namespace

TEST_CASE("multilevel: the first queue that has anybody wins, by its own policy") {
    Story story("multilevel", {{"queues", two_queues()}});
    story.view(1).queue = story.view(3).queue = 1;
    for (const std::uint32_t tid : {1U, 2U, 3U, 4U})
        story.enqueue(tid, Entry::admitted, 0);
    CHECK(story.candidates() == "2[0 0] 4[0 0] 1[1 0] 3[1 0]");
    CHECK(story.pick(0) == "2 of 4, tie with 4, keys 0 0");
    CHECK(story.policy().slice(story.view(2), Time(0)) == Duration(8));
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration::forever());
    CHECK(story.pick(0) == "4 of 3, key before 1, keys 0 1");
    CHECK(story.pick(0) == "1 of 2, tie with 3, keys 1 1");
    CHECK(story.preempts(2, 1));
    CHECK_FALSE(story.preempts(1, 2));
    CHECK_FALSE(story.preempts(3, 1));
    CHECK(story.worse(1, 2));
    CHECK_FALSE(story.worse(1, 3));
    story.enqueue(1, Entry::preempted, 4);
    CHECK(story.candidates() == "1[1 0] 3[1 0]"); // fcfs: the preempted one goes on first
    CHECK(story.policy().goes_on(story.view(2), CpuId(0), Time(8)));
    CHECK(story.policy().next_upkeep() == Time::never());
}

TEST_CASE("multilevel without preemption between the queues") {
    Story story("multilevel", {{"queues", two_queues()}, {"preemptive", false}});
    story.view(1).queue = 1;
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    story.enqueue(2, Entry::admitted, 1);
    CHECK_FALSE(story.preempts(2, 1));
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(9)));
}

TEST_CASE("multilevel with shares: the queues take turns, and a turn without work passes on") {
    Story story("multilevel",
                {{"queues", two_queues()}, {"shares", std::vector{Duration(80), Duration(20)}}});
    story.view(1).queue = story.view(3).queue = 1;
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0).enqueue(3, Entry::admitted, 0);
    CHECK(story.pick(0) == "2 of 3, key before 1, keys 0 1");
    CHECK_FALSE(story.preempts(1, 2));
    CHECK(story.upkeep(80) == "");
    CHECK(story.preempts(1, 2));
    CHECK(story.worse(2, 1));
    story.enqueue(2, Entry::preempted, 80);
    CHECK(story.candidates() == "1[1 0] 3[1 0] 2[0 80]");
    CHECK(story.pick(80) == "1 of 3, tie with 3, keys 1 1");
    CHECK(story.upkeep(100) == "");
    story.enqueue(1, Entry::preempted, 100);
    CHECK(story.pick(100) == "2 of 3, key before 1, keys 0 1");
    story.policy().leave(story.view(2), Time(130)); // the first queue is empty: the turn passes on
    CHECK(story.pick(130) == "1 of 2, tie with 3, keys 1 1");
    CHECK(story.policy().next_upkeep() == Time::never());
    story.enqueue(2, Entry::woken, 140);
    CHECK_FALSE(story.preempts(2, 1));
    CHECK(story.upkeep(150) == "");
    CHECK(story.preempts(2, 1));
}

TEST_CASE("multilevel with shares: a turn that ran out alone passes to the first that comes") {
    Story story("multilevel",
                {{"queues", two_queues()}, {"shares", std::vector{Duration(80), Duration(20)}}});
    story.view(1).queue = 1;
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    CHECK(story.policy().next_upkeep() == Time::never());
    story.enqueue(2, Entry::admitted, 50);
    CHECK(story.preempts(2, 1));
    story.enqueue(1, Entry::preempted, 50);
    CHECK(story.pick(50) == "2 of 2, key before 1, keys 0 1");
    CHECK(story.policy().next_upkeep() == Time(130));
}

TEST_CASE("multilevel with shares: a quantum that ends with the turn does not win the turn anew") {
    Story story("multilevel", {{"queues", two_queues()}, {"shares", std::vector{Duration(8)}}});
    story.view(1).queue = 1;
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0).enqueue(3, Entry::admitted, 0);
    CHECK(story.pick(0) == "2 of 3, tie with 3, keys 0 0");
    story.enqueue(2, Entry::quantum, 8);
    CHECK(story.upkeep(8) == "");
    CHECK(story.pick(8) == "1 of 3, key before 3, keys 1 0");
    CHECK(story.policy().next_upkeep() == Time(16)); // one share is the share of every queue
}

TEST_CASE("multilevel: aging inside a queue is told outside") {
    Story story(
        "multilevel",
        {{"queues", std::vector{queue("a", "priority", {{"urgent", "low"s}, {"aging", Duration(4)}}),
                                queue("b", "priority", {{"urgent", "low"s}, {"aging", Duration(4)}})}}});
    story.view(1).priority = story.view(2).priority = 9;
    story.view(2).queue = 1;
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.upkeep(4) == "1:9>8 2:9>8");
}

TEST_CASE("a policy says whether it can preempt at all, so that nobody asks in vain") {
    CHECK_FALSE(Story("fcfs").policy().is_preemptive());
    CHECK_FALSE(Story("lcfs").policy().is_preemptive());
    CHECK_FALSE(Story("sjf").policy().is_preemptive());
    CHECK_FALSE(Story("hrrn").policy().is_preemptive());
    CHECK_FALSE(Story("rr", {{"quantum", Duration(1)}}).policy().is_preemptive());
    CHECK(Story("srtf").policy().is_preemptive());
    CHECK_FALSE(Story("priority", {{"urgent", "low"s}}).policy().is_preemptive());
    CHECK(Story("priority", {{"urgent", "low"s}, {"preemptive", true}}).policy().is_preemptive());
    CHECK(Story("multilevel", {{"queues", two_queues()}}).policy().is_preemptive());
    CHECK_FALSE(Story("random").policy().is_preemptive());
    CHECK_FALSE(Story("lottery", {{"quantum", Duration(1)}}).policy().is_preemptive());
    CHECK_FALSE(Story("stride", {{"quantum", Duration(1)}}).policy().is_preemptive());
    CHECK(Story("cfs").policy().is_preemptive());
    CHECK_FALSE(Story("cfs", {{"wakeup_preemption", false}}).policy().is_preemptive());
    CHECK(Story("eevdf").policy().is_preemptive());
    CHECK_FALSE(Story("eevdf", {{"version", "paper"s}}).policy().is_preemptive());
    CHECK_FALSE(
        Story("multilevel", {{"queues", two_queues()}, {"preemptive", false}}).policy().is_preemptive());
    CHECK(Story("multilevel", {{"queues", std::vector{queue("a", "srtf", {})}}, {"preemptive", false}})
              .policy()
              .is_preemptive());
}

TEST_CASE("the catalogue: every policy has its words, and its parameters have a default or are required") {
    CHECK(policy_catalogue().size() == 28);
    CHECK(find_policy("round-robin") == nullptr);
    for (const PolicyInfo& policy : policy_catalogue()) {
        CAPTURE(policy.name);
        CHECK(find_policy(policy.name) != nullptr);
        CHECK(policy.doc.ends_with('.'));
        CHECK_FALSE(policy.source.empty());
        CHECK_FALSE(policy.keys.empty());
        CHECK_FALSE(policy.ties.equal.empty());
        for (const ParameterInfo& parameter : policy.parameters) {
            CAPTURE(parameter.name);
            CHECK(parameter.required == parameter.fallback.empty());
            CHECK((parameter.type == ParameterType::word) == !parameter.words.empty());
            CHECK_FALSE(parameter.doc.empty());
            if (parameter.type == ParameterType::word && !parameter.required)
                CHECK(std::ranges::count(parameter.words, parameter.fallback) == 1);
        }
    }
}
