// Linux's classes in their order, driven by hand.
#include "policies_story.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace std::string_literals;

namespace {

/// Threads 1, 2, 3 ... of these classes.
void give_classes(Story& story, std::initializer_list<ThreadClass> classes) {
    std::uint32_t tid = 0;
    for (const ThreadClass which : classes)
        story.view(++tid).thread_class = which;
}

void give_server(Story& story, std::uint32_t tid, std::int64_t budget, std::int64_t period) {
    story.policy().reserve(
        story.view(tid),
        {.budget = Duration(budget), .period = Duration(period), .deadline = Duration(period)});
}

} // namespace

TEST_CASE("linux: deadline before rt before fair, whatever their own keys") {
    Story story("linux");
    give_classes(story, {ThreadClass::other, ThreadClass::fifo, ThreadClass::deadline, ThreadClass::idle});
    story.view(2).priority = 10;
    give_server(story, 3, 5, 20);
    for (const std::uint32_t tid : {1U, 2U, 3U, 4U})
        story.enqueue(tid, Entry::admitted, 0);
    CHECK(story.candidates() ==
          "3[0 20] 2[1 10] 1[2 375000] 4[2 128000000]"); // half a slice at weight 1024, and 3
    CHECK(story.preempts(2, 1));
    CHECK_FALSE(story.preempts(1, 2));
    CHECK(story.preempts(3, 2));
    CHECK_FALSE(story.preempts(2, 3));
    CHECK(story.worse(1, 2));
    CHECK(story.worse(2, 3));
    CHECK_FALSE(story.worse(2, 1));
    CHECK_FALSE(story.policy().matches(story.view(2), story.view(1), Time(0)));
    CHECK(story.pick(0) == "3 of 4, key before 2, keys 0 1");
    CHECK_FALSE(
        story.policy().goes_on(story.view(1), CpuId(0), Time(0))); // somebody of a class above is ready
    CHECK(story.pick(0) == "2 of 3, key before 1, keys 1 2");
    CHECK(story.pick(0) == "1 of 2, key before 4, keys 2 2");
    CHECK(story.pick(0) == "4 of 1, only");
    CHECK(story.pick(0) == "nobody");
}

TEST_CASE("linux: a deadline thread without budget lets the classes below run until its server's deadline") {
    Story story("linux");
    give_classes(story, {ThreadClass::deadline, ThreadClass::rr});
    story.view(2).priority = 1;
    give_server(story, 1, 5, 20);
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 2, key before 2, keys 0 1");
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(5));
    story.policy().ran(story.view(1), Duration(5), Time(5));
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(5)));
    story.enqueue(1, Entry::quantum, 5);
    CHECK(story.policy().holds_back(Tid(1)));
    CHECK_FALSE(story.policy().holds_back(Tid(2)));
    CHECK_FALSE(story.policy().offers(story.view(1), CpuId(0)));
    CHECK_FALSE(story.preempts(1, 2, 6));
    CHECK(story.pick(6) == "2 of 1, only");
    CHECK(story.policy().slice(story.view(2), Time(6)) == Duration(100'000'000));
    CHECK(story.upkeep(20).empty());
    CHECK(story.policy().reorders());
    CHECK(story.preempts(1, 2, 20));
    CHECK(story.pick(20) == "1 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(20)) == Duration(5));
}

TEST_CASE("linux: the runtime of the rt class leaves the rest of each period to the fair one") {
    Story story("linux", {{"runtime", Duration(70)}, {"period", Duration(100)}});
    give_classes(story, {ThreadClass::fifo, ThreadClass::other});
    story.view(1).priority = 10;
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 2, key before 2, keys 1 2");
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(70));
    story.policy().ran(story.view(1), Duration(70), Time(70));
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(70)));
    story.enqueue(1, Entry::quantum, 70);
    CHECK(story.candidates(CpuId(0), 70) == "2[2 375000]");
    CHECK_FALSE(story.policy().offers(story.view(1), CpuId(0)));
    CHECK(story.policy().ready() == 2);
    CHECK(story.policy().ready_for(CpuId(0)) == 1);
    CHECK(text_of(story.policy().pick(CpuId(0), Time(70))) == "2 of 1, only");
    CHECK(story.upkeep(100).empty());
    CHECK(story.policy().reorders());
    CHECK(story.preempts(1, 2, 100));
    CHECK(story.pick(100) == "1 of 1, only");
    story.policy().ran(story.view(1), Duration(30), Time(130));
    story.policy().leave(story.view(1), Time(130));
    story.enqueue(1, Entry::woken, 150);
    CHECK(story.upkeep(200).empty());
    CHECK_FALSE(story.policy().reorders()); // nobody had used up the runtime: nobody has become better
}

TEST_CASE("linux: 950 ms of each second by default") {
    Story story("linux");
    give_classes(story, {ThreadClass::fifo});
    story.view(1).priority = 1;
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(950'000'000));
    Story whole("linux", {{"runtime", Duration(100)}, {"period", Duration(100)}});
    give_classes(whole, {ThreadClass::fifo});
    whole.enqueue(1, Entry::admitted, 0);
    CHECK(whole.pick(0) == "1 of 1, only");
    CHECK(whole.policy().slice(whole.view(1), Time(0)) == Duration::forever());
    CHECK(whole.policy().next_upkeep() == Time::never());
}

TEST_CASE("linux: batch and idle threads preempt nobody when they wake but those of class idle") {
    for (const auto* fair : {"cfs", "eevdf"}) {
        CAPTURE(fair);
        Story story("linux", {{"fair", std::string(fair)}});
        give_classes(story, {ThreadClass::other, ThreadClass::batch, ThreadClass::idle, ThreadClass::other});
        story.enqueue(1, Entry::admitted, 0);
        CHECK(story.pick(0) == "1 of 1, only");
        story.policy().ran(story.view(1), Duration(20'000'000), Time(20'000'000));
        CHECK(story.enqueue(2, Entry::woken, 20'000'000).policy().ready() == 1);
        CHECK_FALSE(story.preempts(2, 1, 20'000'000));
        story.dequeue(2, 20'000'000);
        story.enqueue(3, Entry::woken, 20'000'000);
        CHECK_FALSE(story.preempts(3, 1, 20'000'000));
    }
    Story story("linux", {{"fair", "cfs"s}});
    give_classes(story, {ThreadClass::idle, ThreadClass::batch, ThreadClass::other});
    story.enqueue(1, Entry::admitted, 0);
    (void)story.pick(0);
    story.policy().ran(story.view(1), Duration(1'000'000), Time(1'000'000));
    story.enqueue(2, Entry::woken, 1'000'000);
    CHECK(story.preempts(2, 1, 1'000'000));
    CHECK(story.pick(1'000'000) == "2 of 1, only");
    story.policy().ran(story.view(2), Duration(20'000'000), Time(21'000'000));
    story.enqueue(3, Entry::woken, 21'000'000);
    CHECK(story.preempts(3, 2, 21'000'000));
}

TEST_CASE(
    "linux: on several CPUs too a deadline thread whose deadline was postponed gives way to an earlier one") {
    Story story("linux", {}, {}, 2);
    give_classes(story, {ThreadClass::deadline, ThreadClass::deadline});
    give_server(story, 1, 5, 5);
    give_server(story, 2, 1, 8);
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 2, key before 2, keys 0 0");
    story.policy().ran(story.view(1), Duration(5), Time(5)); // its deadline has come: the next one is at 10
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(5)));
    story.enqueue(1, Entry::quantum, 5);
    CHECK(story.candidates() == "2[0 8] 1[0 10]");
}

TEST_CASE("linux: each queue is listed whole, those without budget or runtime too") {
    Story story("linux", {{"runtime", Duration(5)}, {"period", Duration(100)}});
    give_classes(story, {ThreadClass::deadline, ThreadClass::fifo, ThreadClass::other});
    story.view(2).priority = 7;
    give_server(story, 1, 5, 20);
    for (const std::uint32_t tid : {1U, 2U, 3U})
        story.enqueue(tid, Entry::admitted, 0);
    (void)story.pick(0);
    story.policy().ran(story.view(1), Duration(5), Time(5));
    story.enqueue(1, Entry::quantum, 5);
    (void)story.pick(5);
    story.policy().ran(story.view(2), Duration(5), Time(10));
    story.enqueue(2, Entry::quantum, 10);
    std::vector<ReadyListing> queues;
    story.policy().list_queues(Time(10), queues);
    std::string text;
    for (const Candidate& each : queues.at(0).threads)
        text += text_of(each) + " ";
    CHECK(text == "1[0 20] 2[1 7] 3[2 375000] ");
    CHECK(story.candidates(CpuId(0), 10) == "3[2 375000]");
}
