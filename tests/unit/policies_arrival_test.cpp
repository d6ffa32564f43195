// The policies that serve in order of arrival, driven by hand: fcfs and rr, with the orders that courses use.
#include "policies_story.hpp"

#include <doctest/doctest.h>

using namespace ossim;

TEST_CASE("fcfs: who comes first is served first, and nobody preempts") {
    Story story("fcfs");
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0).enqueue(3, Entry::admitted, 4);
    CHECK(story.candidates() == "1[0] 2[0] 3[4]");
    CHECK(story.pick(4) == "1 of 3, tie with 2, keys 0 0");
    CHECK(story.pick(9) == "2 of 2, key before 3, keys 0 4");
    CHECK(story.pick(9) == "3 of 1, only");
    CHECK(story.pick(9) == "nobody");
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration::forever());
    CHECK_FALSE(story.policy().preempts(story.view(1), story.view(2), Time(0)));
}

TEST_CASE("fcfs: a thread that a higher queue preempted comes back to the head, and is still the earliest") {
    Story story("fcfs");
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 1);
    CHECK(story.pick(1) == "1 of 2, key before 2, keys 0 1");
    story.enqueue(1, Entry::preempted, 5);
    CHECK(story.candidates() == "1[0] 2[1]");
    CHECK(story.pick(5) == "1 of 2, key before 2, keys 0 1");
}

TEST_CASE("rr: the quantum's end sends a thread to the tail, behind an arrival of that instant") {
    Story story("rr", {{"quantum", Duration(4)}});
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(4));
    story.enqueue(2, Entry::admitted, 4).enqueue(1, Entry::quantum, 4);
    CHECK(story.pick(4) == "2 of 2, tie with 1, keys 4 4");
    CHECK(story.pick(8) == "1 of 1, only");
}

TEST_CASE("rr: a preempted thread goes to the tail with a fresh quantum, unless a convention says head") {
    Story own("rr", {{"quantum", Duration(4)}});
    own.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(own.pick(0) == "1 of 2, tie with 2, keys 0 0");
    own.enqueue(1, Entry::preempted, 2);
    CHECK(own.candidates() == "2[0] 1[2]");
    CHECK_FALSE(own.policy().keeps_quantum(Entry::preempted));

    Conventions head;
    head.preempted_to = PreemptedTo::head;
    Story story("rr", {{"quantum", Duration(4)}}, head);
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 2, tie with 2, keys 0 0");
    story.enqueue(1, Entry::preempted, 2);
    CHECK(story.candidates() == "1[0] 2[0]");
}

TEST_CASE("a thread in the middle, at the head and at the tail can leave the queue") {
    for (const TieRule ties : {TieRule::arrival, TieRule::pid}) {
        Conventions conventions;
        conventions.ties = ties;
        Story story("fcfs", {}, conventions);
        for (std::uint32_t tid = 1; tid <= 5; ++tid)
            story.enqueue(tid, Entry::admitted, tid);
        story.dequeue(3, 6).dequeue(1, 6).dequeue(5, 6);
        CHECK(story.candidates() == "2[2] 4[4]");
        CHECK(story.policy().ready() == 2);
        story.enqueue(3, Entry::woken, 7);
        CHECK(story.candidates() == "2[2] 4[4] 3[7]");
    }
}

TEST_CASE("ties by pid do not touch a queue: who joined first is first, whatever the pids") {
    Conventions conventions;
    conventions.ties = TieRule::pid;
    Story story("rr", {{"quantum", Duration(4)}}, conventions);
    story.enqueue(3, Entry::woken, 5).enqueue(2, Entry::woken, 5).enqueue(1, Entry::woken, 6);
    CHECK(story.candidates() == "3[5] 2[5] 1[6]");
}

TEST_CASE(
    "ties by name order who comes at one instant; who is put back parts those before from those behind") {
    Conventions conventions;
    conventions.ties = TieRule::name;
    Story story("rr", {{"quantum", Duration(4)}}, conventions);
    for (const std::uint32_t tid : {1U, 2U, 3U, 4U, 5U})
        story.view(tid).name_rank = 10 - tid;
    story.enqueue(1, Entry::woken, 5).enqueue(2, Entry::admitted, 5).enqueue(3, Entry::quantum, 5);
    story.enqueue(4, Entry::woken, 5).enqueue(5, Entry::woken, 5);
    CHECK(story.candidates() == "2[5] 1[5] 3[5] 5[5] 4[5]");
    CHECK(story.pick(5) == "2 of 5, tie with 1, keys 5 5");
    story.enqueue(2, Entry::admitted, 6);
    CHECK(story.candidates() == "1[5] 3[5] 5[5] 4[5] 2[6]");
}

TEST_CASE("the last one first, of those that come at one instant") {
    Conventions conventions;
    conventions.ties = TieRule::latest;
    Story story("fcfs", {}, conventions);
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0).enqueue(3, Entry::admitted, 4);
    CHECK(story.candidates() == "2[0] 1[0] 3[4]");
    Story last("lcfs", {}, conventions);
    last.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0).enqueue(3, Entry::admitted, 4);
    CHECK(last.candidates() == "3[4] 2[0] 1[0]");
}

TEST_CASE("a thread that a convention chose leaves the queue as if it had been picked") {
    Conventions conventions;
    conventions.ready_order = ReadyOrder::by_pid;
    Story story("rr", {{"quantum", Duration(4)}}, conventions);
    for (const std::uint32_t tid : {1U, 2U, 3U, 4U})
        story.enqueue(tid, Entry::admitted, 0);
    story.policy().take(story.view(3), CpuId(0), Time(0));
    CHECK(story.candidates() == "4[0] 1[0] 2[0]");
    Story levels("multilevel", {{"queues", std::vector<SchedulerSpec>{{"fcfs", "a", {}}, {"fcfs", "b", {}}}},
                                {"shares", std::vector{Duration(5)}}});
    levels.view(2).queue = 1;
    levels.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    levels.policy().take(levels.view(1), CpuId(0), Time(0));
    CHECK(levels.candidates() == "2[1 0]");
}

TEST_CASE("by pid: a cyclic scan behind the process that ran last, for each CPU its own") {
    Conventions conventions;
    conventions.ready_order = ReadyOrder::by_pid;
    Story story("rr", {{"quantum", Duration(4)}}, conventions);
    for (const std::uint32_t tid : {3U, 1U, 4U, 2U})
        story.enqueue(tid, Entry::admitted, 0);
    CHECK(story.candidates() == "1[0] 2[0] 3[0] 4[0]");
    CHECK(story.pick(0) == "1 of 4, key before 2, keys 0 0");
    CHECK(story.pick(0) == "2 of 3, key before 3, keys 0 0");
    story.enqueue(1, Entry::quantum, 4);
    CHECK(story.candidates() == "3[0] 4[0] 1[4]");
    CHECK(story.candidates(CpuId(1)) == "1[4] 3[0] 4[0]");
    CHECK(story.pick(4) == "3 of 3, key before 4, keys 0 0");
    CHECK(story.pick(4, CpuId(1)) == "1 of 2, key before 4, keys 4 0");
}

TEST_CASE("by pid: threads of one process take turns with other processes, in order of arrival") {
    Conventions conventions;
    conventions.ready_order = ReadyOrder::by_pid;
    Story story("fcfs", {}, conventions);
    story.view(1).pid = story.view(2).pid = Pid(7);
    story.view(3).pid = Pid(9);
    story.enqueue(2, Entry::admitted, 0).enqueue(1, Entry::admitted, 0).enqueue(3, Entry::admitted, 0);
    CHECK(story.candidates() == "2[0] 1[0] 3[0]");
    CHECK(story.pick(0) == "2 of 3, tie with 1, keys 0 0");
    CHECK(story.candidates() == "3[0] 1[0]");
    CHECK(story.pick(0) == "3 of 2, key before 1, keys 0 0");
}
