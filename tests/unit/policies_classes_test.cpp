// The policies of real systems' scheduling classes, driven by hand.
#include "policies_story.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace std::string_literals;

namespace {

/// Priorities of threads 1, 2, 3 ...
void give_priorities(Story& story, std::initializer_list<std::int32_t> priorities) {
    std::uint32_t tid = 0;
    for (const std::int32_t priority : priorities)
        story.view(++tid).priority = priority;
}

} // namespace

TEST_CASE("rt: the greater number wins; preempted at the head, woken and yielding at the tail") {
    Story story("rt");
    give_priorities(story, {10, 10, 50, 10});
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    story.enqueue(2, Entry::admitted, 1).enqueue(3, Entry::admitted, 2);
    CHECK_FALSE(story.preempts(2, 1));
    CHECK(story.preempts(3, 1));
    CHECK(story.worse(1, 3));
    story.enqueue(1, Entry::preempted, 2);
    CHECK(story.candidates() == "3[50] 1[10] 2[10]");
    CHECK(story.pick(2) == "3 of 3, key before 1, keys 50 10");
    story.enqueue(4, Entry::woken, 3);
    CHECK(story.pick(5) == "1 of 3, tie with 2, keys 10 10");
    story.enqueue(1, Entry::yielded, 6);
    CHECK(story.candidates() == "2[10] 4[10] 1[10]");
    CHECK(story.policy().slice(story.view(2), Time(6)) == Duration::forever());
    CHECK_FALSE(story.policy().has_upkeep());
}

TEST_CASE("rt: two who are preempted one after the other: the later one stands first") {
    Story story("rt");
    give_priorities(story, {10, 10, 50, 60});
    for (const std::uint32_t tid : {1U, 2U})
        story.enqueue(tid, Entry::admitted, 0);
    (void)story.pick(0, CpuId(0));
    (void)story.pick(0, CpuId(1));
    story.enqueue(1, Entry::preempted, 5).enqueue(2, Entry::preempted, 5);
    CHECK(story.candidates() == "2[10] 1[10]");
}

TEST_CASE("rt, class rr: a quantum among equals, the rest of it after a preemption") {
    Story story("rt", {{"quantum", Duration(100)}, {"class", "rr"s}});
    give_priorities(story, {10, 10, 20});
    story.view(3).thread_class = ThreadClass::fifo;
    for (const std::uint32_t tid : {1U, 2U})
        story.enqueue(tid, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 2, tie with 2, keys 10 10");
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(100));
    CHECK(story.policy().slice(story.view(3), Time(0)) == Duration::forever());
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(100)));
    CHECK(story.policy().keeps_rest(story.view(1), Entry::preempted));
    CHECK_FALSE(story.policy().keeps_rest(story.view(1), Entry::woken));
    story.enqueue(1, Entry::quantum, 100);
    CHECK(story.candidates() == "2[10] 1[10]");
    story.dequeue(2, 100);
    CHECK(story.pick(100) == "1 of 1, only");
    CHECK(story.policy().goes_on(story.view(1), CpuId(0), Time(200))); // alone on its list
}

TEST_CASE("rt with a runtime: who has used it up waits for the next period, with the rest of its quantum") {
    Story story(
        "rt",
        {{"quantum", Duration(100)}, {"class", "rr"s}, {"runtime", Duration(70)}, {"period", Duration(200)}});
    give_priorities(story, {10, 10});
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 2, tie with 2, keys 10 10");
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(70));
    story.policy().ran(story.view(1), Duration(70), Time(70));
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(70)));
    story.enqueue(1, Entry::quantum, 70);
    CHECK(story.policy().ready() == 2);
    CHECK(story.policy().peek(CpuId(0), Time(70)) == Tid{});
    CHECK(story.policy().pick(CpuId(0), Time(70)).tid == Tid{});
    CHECK(story.candidates().empty());
    CHECK(story.upkeep(200).empty());
    CHECK(story.candidates() == "1[10] 2[10]"); // it was not its quantum that ended
    CHECK(story.pick(200) == "1 of 2, tie with 2, keys 10 10");
    CHECK(story.policy().slice(story.view(1), Time(200)) == Duration(30));
    story.policy().ran(story.view(1), Duration(30), Time(230));
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(230)));
    story.enqueue(1, Entry::quantum, 230);
    CHECK(story.candidates() == "2[10] 1[10]");
    CHECK(story.pick(230) == "2 of 2, tie with 1, keys 10 10");
    CHECK(story.policy().slice(story.view(2), Time(230)) == Duration(40));
}

TEST_CASE("rt with a runtime: what is left at the end of a period lasts into the next one") {
    Story story("rt", {{"runtime", Duration(70)}, {"period", Duration(100)}});
    give_priorities(story, {10});
    story.enqueue(1, Entry::admitted, 80);
    CHECK(story.pick(80) == "1 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(80)) == Duration(90)); // to 100, and 70 from then on
    story.policy().ran(story.view(1), Duration(20), Time(100));
    CHECK(story.upkeep(100).empty());
    story.policy().ran(story.view(1), Duration(70), Time(170));
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(170)));
}

TEST_CASE("scan: by process id from behind the one that ran last on that CPU, round the end of the table") {
    Story story("scan", {{"quantum", Duration(10)}});
    for (const std::uint32_t tid : {4U, 2U, 3U, 1U})
        story.enqueue(tid, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 4, key before 2, keys 1 2");
    CHECK(story.pick(0, CpuId(1)) == "2 of 3, key before 3, keys 2 3"); // each CPU goes its own way
    story.enqueue(1, Entry::quantum, 10);
    CHECK(story.candidates(CpuId(0)) == "3[2] 4[3] 1[4]");
    CHECK(story.candidates(CpuId(1)) == "3[1] 4[2] 1[3]");
    CHECK(story.pick(10, CpuId(1)) == "3 of 3, key before 4, keys 1 2");
    story.dequeue(4, 10);
    CHECK(story.pick(10, CpuId(1)) == "1 of 1, only");
    CHECK_FALSE(story.policy().is_preemptive());
}

TEST_CASE("scan: at each tick the running process yields, whenever its turn has begun") {
    Story ticks("scan", {{"quantum", Duration(10)}});
    CHECK(ticks.policy().slice(ticks.view(1), Time(0)) == Duration(10));
    CHECK(ticks.policy().slice(ticks.view(1), Time(37)) == Duration(3));
    Story own("scan", {{"quantum", Duration(10)}, {"clock", "own"s}});
    CHECK(own.policy().slice(own.view(1), Time(37)) == Duration(10));
}

TEST_CASE("scan: threads of one process come in the order in which they became ready") {
    Story story("scan");
    for (const std::uint32_t tid : {3U, 1U, 2U}) {
        story.view(tid).pid = Pid(tid == 2 ? 5 : 7);
        story.enqueue(tid, Entry::admitted, 0);
    }
    CHECK(story.candidates() == "2[5] 3[7] 1[7]");
    CHECK(story.pick(0) == "2 of 3, key before 3, keys 5 7");
    CHECK(story.pick(0) == "3 of 2, tie with 1, keys 2 2");
}

namespace {

/// Threads 1, 2, 3 ... of these processes, all admitted at 0.
void admit_gangs(Story& story, std::initializer_list<std::uint32_t> pids) {
    std::uint32_t tid = 0;
    for (const std::uint32_t pid : pids) {
        story.view(++tid).pid = Pid(pid);
        story.enqueue(tid, Entry::admitted, 0);
    }
}

} // namespace

TEST_CASE("gang: the threads of a process share a row, each has its CPU; rows take turns") {
    Story story("gang", {{"quantum", Duration(10)}}, {}, 3);
    admit_gangs(story, {7, 7, 8, 8, 9}); // 8 has no room beside 7; 9 has
    CHECK(story.candidates(CpuId(0)) == "1[0 0] 3[1 1]");
    CHECK(story.candidates(CpuId(1)) == "2[0 0] 4[1 1]");
    CHECK(story.candidates(CpuId(2)) == "5[0 0]");
    CHECK(story.policy().ready() == 5);
    CHECK(text_of(story.policy().pick(CpuId(0), Time(0))) == "1 of 2, key before 3, keys 0 1");
    CHECK(text_of(story.policy().pick(CpuId(1), Time(0))) == "2 of 2, key before 4, keys 0 1");
    CHECK(text_of(story.policy().pick(CpuId(2), Time(0))) == "5 of 1, only");
    CHECK(story.policy().slice(story.view(5), Time(0)) == Duration(10));
    CHECK(story.policy().slice(story.view(1), Time(4)) == Duration(6)); // its switch took longer
    CHECK(story.policy().next_upkeep() == Time(10));
    CHECK(story.policy().goes_on(story.view(1), CpuId(0), Time(9)));
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(10)));
    CHECK(story.policy().goes_on(story.view(5), CpuId(2), Time(10))); // its CPU has nobody in the next row
    story.enqueue(1, Entry::quantum, 10).enqueue(2, Entry::quantum, 10);
    CHECK(story.candidates(CpuId(0), 10) == "3[0 1] 1[1 0]");
    CHECK_FALSE(story.preempts(3, 5, 10));                // of another CPU
    CHECK(story.policy().next_upkeep() == Time::never()); // until the row's first instruction
    CHECK(text_of(story.policy().pick(CpuId(0), Time(10))) == "3 of 2, key before 1, keys 0 1");
    CHECK(story.policy().slice(story.view(3), Time(12)) == Duration(10));
    CHECK(story.policy().slice(story.view(5), Time(15)) == Duration(7));
}

TEST_CASE("gang without alternates: what the row leaves free idles") {
    Story story("gang", {{"quantum", Duration(10)}, {"alternates", false}}, {}, 2);
    admit_gangs(story, {7, 7, 8});
    CHECK(story.candidates(CpuId(1)) == "2[0 0]");
    CHECK(text_of(story.policy().pick(CpuId(0), Time(0))) == "1 of 1, only");
    CHECK(text_of(story.policy().pick(CpuId(1), Time(0))) == "2 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(10));
    CHECK_FALSE(story.policy().goes_on(story.view(2), CpuId(1), Time(10)));
    story.enqueue(1, Entry::quantum, 10).enqueue(2, Entry::quantum, 10);
    CHECK(story.candidates(CpuId(0), 10) == "3[0 1]");
    CHECK(story.candidates(CpuId(1), 10).empty());
    CHECK(story.policy().ready() == 3);
}

TEST_CASE("gang: a row is passed over once nobody of it can run, and free cells are filled again") {
    Story story("gang", {{"quantum", Duration(10)}}, {}, 2);
    admit_gangs(story, {7, 7, 8, 8});
    for (const std::uint32_t cpu : {0U, 1U})
        (void)story.policy().pick(CpuId(cpu), Time(0));
    story.policy().leave(story.view(1), Time(2)); // blocks
    CHECK(story.candidates(CpuId(0), 2) == "3[1 1]");
    CHECK(text_of(story.policy().pick(CpuId(0), Time(2))) == "3 of 1, only"); // an alternate
    story.enqueue(1, Entry::woken, 3);
    CHECK(story.preempts(1, 3, 3));
    story.enqueue(3, Entry::preempted, 3);
    (void)story.policy().pick(CpuId(0), Time(3));
    story.policy().ended(story.view(1), Time(4));
    story.policy().ended(story.view(2), Time(5));
    CHECK(story.candidates(CpuId(1), 5) == "4[0 1]"); // its turn has come
    story.view(5).pid = Pid(9);
    story.enqueue(5, Entry::admitted, 6);
    CHECK(story.candidates(CpuId(0), 6) == "3[0 1] 5[1 0]");
}

TEST_CASE("gang: more threads than CPUs fill several rows; who comes later joins its row or begins another") {
    Story story("gang", {{"quantum", Duration(10)}}, {}, 2);
    admit_gangs(story, {7, 7, 7, 8});
    CHECK(story.candidates(CpuId(0)) == "1[0 0] 3[1 1]");
    CHECK(story.candidates(CpuId(1)) == "2[0 0] 4[1 1]");
    (void)story.policy().pick(CpuId(0), Time(0));
    story.view(5).pid = Pid(7);
    story.enqueue(5, Entry::admitted, 3);
    CHECK(story.candidates(CpuId(0), 3) == "3[2 2]"); // both have room in a third row
    CHECK(story.candidates(CpuId(1), 3) == "2[0 0] 4[1 1] 5[2 2]");
    story.dequeue(2, 4); // ended while it waited
    CHECK(story.candidates(CpuId(1), 4) == "4[1 1] 5[2 2]");
}

TEST_CASE("gang by group: a label makes a gang of several processes") {
    Story story("gang", {{"quantum", Duration(10)}, {"by", "group"s}}, {}, 3);
    for (const auto& [tid, group] : {std::pair{1U, 4U}, {2U, 0U}, {3U, 4U}, {4U, 4U}}) {
        story.belongs(tid, group);
        story.enqueue(tid, Entry::admitted, 0);
    }
    CHECK(story.candidates(CpuId(0)) == "1[1 1]"); // three of a label have moved where there is room
    CHECK(story.candidates(CpuId(1)) == "2[0 0] 3[1 1]");
    CHECK(story.candidates(CpuId(2)) == "4[1 1]");
}
