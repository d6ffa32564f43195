// The policies of decaying priorities, driven by hand: two arrays (decay, o1), decay usage (bsd), and a table
// (solaris_ts).
#include "policies_story.hpp"

#include <doctest/doctest.h>

#include <tuple>

using namespace ossim;
using namespace std::string_literals;

namespace {

constexpr std::int64_t ms = 1'000'000;

void ran(Story& story, std::uint32_t tid, std::int64_t length, std::int64_t until) {
    (void)story.policy().slice(story.view(tid), Time(until - length));
    story.policy().ran(story.view(tid), Duration(length), Time(until));
}

} // namespace

TEST_CASE("decay: each quantum costs one, below 0 the expired array waits its turn") {
    Story story("decay", {{"quantum", Duration(4)}});
    story.view(1).priority = 2;
    story.view(2).priority = 1;
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.candidates() == "1[0 1] 2[0 0]");
    CHECK(story.pick(0) == "1 of 2, key before 2, keys 0 0");
    story.enqueue(1, Entry::quantum, 4);
    CHECK(story.upkeep(4) == "1:1>0");
    CHECK(story.candidates() == "2[0 0] 1[0 0]");
    CHECK(story.pick(4) == "2 of 2, tie with 1, keys 0 0");
    story.enqueue(2, Entry::quantum, 8);
    CHECK(story.candidates() == "1[0 0] 2[1 0]");
    CHECK(story.pick(8) == "1 of 2, key before 2, keys 0 1");
    story.enqueue(1, Entry::quantum, 12);
    CHECK(story.candidates() == "1[0 1] 2[0 0]"); // the arrays change places
    CHECK(story.pick(12) == "1 of 2, key before 2, keys 0 0");
    story.policy().leave(story.view(1), Time(13));
    story.enqueue(1, Entry::woken, 20);
    CHECK(story.candidates() == "1[0 1] 2[0 0]");
}

TEST_CASE("decay: with preemption only the active array preempts, and losing the CPU costs one") {
    Story story("decay", {{"quantum", Duration(4)}, {"preemptive", true}});
    story.view(1).priority = 2;
    story.view(2).priority = 3;
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    story.enqueue(2, Entry::admitted, 2);
    CHECK(story.preempts(2, 1));
    CHECK(story.worse(1, 2));
    story.enqueue(1, Entry::preempted, 2);
    CHECK(story.candidates() == "2[0 2] 1[0 0]");
    CHECK_FALSE(story.policy().keeps_quantum(Entry::preempted));
    CHECK_FALSE(Story("decay", {{"quantum", Duration(4)}}).policy().is_preemptive());
}

TEST_CASE("o1: timeslices by nice") {
    for (const auto& [nice, slice] : {std::pair{-20, 800}, {-1, 420}, {0, 100}, {10, 50}, {19, 5}}) {
        Story story("o1");
        story.view(1).nice = static_cast<std::int8_t>(nice);
        story.enqueue(1, Entry::admitted, 0);
        CHECK(story.pick(0) == "1 of 1, only");
        CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(slice * ms));
    }
}

TEST_CASE("o1: sleeping gives a bonus, running takes it away, the timeslice outlives both") {
    Story story("o1");
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.candidates() == "1[0 125]"); // no sleep: five worse
    CHECK(story.pick(0) == "1 of 1, only");
    ran(story, 1, 30 * ms, 30 * ms);
    story.policy().leave(story.view(1), Time(30 * ms));
    story.enqueue(1, Entry::woken, 730 * ms);
    CHECK(story.upkeep(730 * ms) == "1:125>118"); // 700 ms of sleep: bonus 7
    CHECK(story.pick(730 * ms) == "1 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(730 * ms)) ==
          Duration(10 * ms)); // to the granularity of 40 ms
    story.policy().ran(story.view(1), Duration(10 * ms), Time(740 * ms));
    CHECK(story.policy().goes_on(story.view(1), CpuId(0), Time(740 * ms)));
    story.policy().leave(story.view(1), Time(740 * ms));
    story.enqueue(1, Entry::woken, 20'000 * ms);
    CHECK(story.candidates() == "1[0 118]"); // one long sleep lifts it no further than 799 ms
}

TEST_CASE("o1: after its timeslice a thread expires, an interactive one goes round in the active array") {
    Story story("o1", {{"timeslice", Duration(100)}, {"initial_sleep", Duration(1000)}});
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.candidates() == "1[0 115] 2[0 115]");
    CHECK(story.pick(0) == "1 of 2, tie with 2, keys 0 0");
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(10));
    story.policy().ran(story.view(1), Duration(10), Time(10));
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(10)));
    story.enqueue(1, Entry::quantum, 10);
    CHECK(story.candidates() == "2[0 115] 1[0 115]");

    Story hog("o1", {{"timeslice", Duration(100)}});
    hog.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(hog.pick(0) == "1 of 2, tie with 2, keys 0 0");
    ran(hog, 1, 100, 100);
    hog.enqueue(1, Entry::quantum, 100).enqueue(3, Entry::admitted, 100);
    CHECK(hog.candidates() == "2[0 125] 3[0 125] 1[1 125]");
    CHECK_FALSE(hog.preempts(1, 2));
}

TEST_CASE("bsd: priorities follow recent use at each fourth tick, and forget from second to second") {
    Story story("bsd");
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    story.view(3).nice = 5;
    story.enqueue(3, Entry::admitted, 0);
    CHECK(story.candidates() == "1[63 0] 2[63 0] 3[53 0]");
    CHECK(story.pick(0) == "1 of 3, tie with 2, keys 63 63");
    ran(story, 1, 40 * ms, 40 * ms);
    story.enqueue(1, Entry::quantum, 40 * ms);
    CHECK(story.candidates() == "2[63 0] 1[63 4] 3[53 0]");
    CHECK(story.upkeep(40 * ms) == "1:63>62");
    CHECK(story.candidates() == "2[63 0] 1[62 4] 3[53 0]");
    std::vector<PriorityChange> changes;
    for (std::int64_t at = 80; at <= 960; at += 40)
        story.policy().upkeep(Time(at * ms), changes);
    CHECK(story.policy().next_upkeep() == Time(1000 * ms));
    story.policy().upkeep(Time(1000 * ms), changes);
    CHECK(story.candidates() ==
          "2[63 0] 1[62 0] 3[51 5]"); // 0.05 load: a tenth is left of 4; of nice 5: 63 - 1.25 - 10, cut
}

TEST_CASE("bsd: a thread that waits forgets the seconds that it has missed") {
    Story story("bsd", {{"fraction_bits", std::int64_t{0}}});
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 2, tie with 2, keys 63 63");
    ran(story, 1, 800 * ms, 800 * ms);
    story.policy().leave(story.view(1), Time(800 * ms));
    std::vector<PriorityChange> changes;
    for (std::int64_t at = 40; at <= 2000; at += 40)
        story.policy().upkeep(Time(at * ms), changes);
    story.enqueue(1, Entry::woken, 2'001 * ms);
    CHECK(story.candidates() == "2[63 0] 1[62 0]");
    Story low("bsd", {{"urgent", "low"s}});
    low.view(1).nice = 19;
    low.enqueue(1, Entry::admitted, 0);
    CHECK(low.candidates() == "1[88 0]");
}

TEST_CASE("solaris_ts: the table moves a thread down for a quantum used, and up for waiting") {
    Story story("solaris_ts");
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.candidates() == "1[29]");
    CHECK(story.pick(0) == "1 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(120 * ms));
    story.enqueue(1, Entry::quantum, 120 * ms);
    CHECK(story.upkeep(120 * ms) == "1:29>19");
    CHECK(story.policy().next_upkeep() == Time(1000 * ms));
    CHECK(story.upkeep(1000 * ms) == "1:19>51"); // lwait
    CHECK(story.pick(1000 * ms) == "1 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(1000 * ms)) == Duration(40 * ms));
    story.policy().leave(story.view(1), Time(1000 * ms));
    story.enqueue(1, Entry::woken, 1001 * ms);
    CHECK(story.candidates() == "1[58]"); // slpret
    story.view(2).nice = 4;
    story.enqueue(2, Entry::admitted, 1001 * ms);
    CHECK(story.candidates() == "1[58] 2[17]");
    CHECK(story.preempts(1, 2));
    CHECK(story.policy().keeps_quantum(Entry::preempted));
}

TEST_CASE(
    "solaris_ts: waiting lifts only who is overdue, if asked for; a running thread that is gets slpret") {
    Story story("solaris_ts", {{"slpret", "overdue"s}});
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(120 * ms));
    story.policy().ran(story.view(1), Duration(20 * ms), Time(20 * ms));
    story.policy().leave(story.view(1), Time(20 * ms));
    CHECK(story.policy().keeps_rest(story.view(1), Entry::woken));
    story.enqueue(1, Entry::woken, 30 * ms);
    CHECK(story.candidates() == "1[29]");
    CHECK(story.pick(30 * ms) == "1 of 1, only");
    story.policy().ran(story.view(1), Duration(20 * ms), Time(50 * ms));
    story.enqueue(1, Entry::yielded, 50 * ms);
    CHECK(story.pick(50 * ms) == "1 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(50 * ms)) == Duration(80 * ms)); // what was left
    CHECK(story.upkeep(1000 * ms) == "1:29>52");
    CHECK(story.policy().renewed().size() == 1);
    story.policy().leave(story.view(1), Time(1010 * ms));
    std::vector<PriorityChange> changes;
    story.policy().upkeep(Time(2000 * ms), changes);
    CHECK(changes.empty());
    story.enqueue(1, Entry::woken, 2010 * ms);
    CHECK(story.candidates() == "1[58]");
}

TEST_CASE("ties by name and the latest first: of equal priorities, under each of these policies") {
    for (const auto& policy : {"decay"s, "o1"s, "bsd"s, "solaris_ts"s})
        for (const auto& [ties, expected] : {std::pair{TieRule::arrival, "1 2 3"s},
                                             {TieRule::pid, "3 1 2"s},
                                             {TieRule::name, "2 3 1"s},
                                             {TieRule::latest, "3 2 1"s}}) {
            CAPTURE(policy);
            Conventions conventions;
            conventions.ties = ties;
            std::vector<Parameter> parameters;
            if (policy == "decay") parameters = {{"quantum", Duration(4)}};
            Story story(policy, parameters, conventions);
            for (const std::uint32_t tid : {1U, 2U, 3U}) {
                story.view(tid).pid = Pid(tid == 3 ? 1 : tid + 1);
                story.view(tid).name_rank = tid == 1 ? 3 : tid - 1;
                story.enqueue(tid, Entry::admitted, 0);
            }
            std::string order;
            for (int i = 0; i < 3; ++i)
                order +=
                    (i == 0 ? "" : " ") + std::to_string(story.policy().pick(CpuId(0), Time()).tid.value);
            CHECK(order == expected);
        }
}

TEST_CASE("who moves to another queue is remembered there as it was here") {
    for (const auto& policy : {"decay"s, "o1"s, "bsd"s, "solaris_ts"s, "mlfq"s, "sjf"s}) {
        CAPTURE(policy);
        std::vector<Parameter> parameters;
        if (policy == "decay") parameters = {{"quantum", Duration(40 * ms)}};
        if (policy == "mlfq") parameters = {{"quantum", std::vector<Duration>(3, Duration(100 * ms))}};
        if (policy == "sjf") parameters = {{"predict", "exponential"s}};
        Story here(policy, parameters), there(policy, parameters);
        for (Story* story : {&here, &there})
            story->view(1).priority = 3;
        here.enqueue(1, Entry::admitted, 0);
        CHECK(here.pick(0) == "1 of 1, only");
        ran(here, 1, 100 * ms, 100 * ms);
        here.view(1).used = Duration(100 * ms);
        here.enqueue(1, Entry::quantum, 100 * ms);
        std::vector<PriorityChange> changes;
        for (std::int64_t at = 40; at <= 80; at += 40)
            there.policy().upkeep(Time(at * ms), changes);
        here.policy().upkeep(Time(100 * ms), changes);
        const std::string before = here.candidates();
        here.dequeue(1, 100 * ms);
        there.policy().adopt(here.policy(), here.view(1), Time(100 * ms));
        there.view(1).used = here.view(1).used;
        there.enqueue(1, Entry::moved, 100 * ms);
        CHECK(there.candidates() == before);
        CHECK(here.policy().ready() == 0);
        // What is done here from now on is not told of it.
        for (const std::int64_t at : {120, 1000, 2000})
            here.policy().upkeep(Time(at * ms), changes);
        CHECK(changes.empty());
    }
}

TEST_CASE("o1, bsd and solaris_ts follow a nice value that changes") {
    for (const auto& [policy, first, second, third] :
         {std::tuple{"o1"s, "1[0 125]"s, "1[0 135]"s, "1[0 120]"s},
          std::tuple{"bsd"s, "1[63 0]"s, "1[43 0]"s, "1[63 0]"s},
          std::tuple{"solaris_ts"s, "1[29]"s, "1[0]"s, "1[44]"s}}) {
        const std::string name = policy;
        CAPTURE(name);
        Story story(policy);
        story.enqueue(1, Entry::admitted, 0);
        CHECK(story.candidates() == first);
        story.dequeue(1, 1);
        story.view(1).nice = 10;
        story.enqueue(1, Entry::changed, 1);
        CHECK(story.candidates() == second);
        CHECK(story.pick(1) == "1 of 1, only");
        const ThreadView before = story.view(1);
        story.view(1).nice = -5;
        story.policy().changed(before, story.view(1), Time(2));
        CHECK(story.policy().next_upkeep() == Time(2)); // it is told
        story.enqueue(1, Entry::preempted, 3);
        CHECK(story.candidates() == third);
    }
}
