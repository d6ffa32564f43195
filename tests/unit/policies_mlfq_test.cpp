// The multilevel feedback queue, driven by hand: allotments, what waiting does to them, boost and aging.
#include "policies_story.hpp"

#include <doctest/doctest.h>

#include <tuple>

using namespace ossim;
using namespace std::string_literals;

namespace {

std::vector<Duration> times(std::initializer_list<int> ticks) {
    std::vector<Duration> made;
    for (const int each : ticks)
        made.emplace_back(each);
    return made;
}

/// A thread that has been picked gets its slice and runs for so long.
void run(Story& story, std::uint32_t tid, std::int64_t length, std::int64_t until) {
    (void)story.policy().slice(story.view(tid), Time(until - length));
    story.policy().ran(story.view(tid), Duration(length), Time(until));
}

std::string told(Story& story, std::int64_t now) {
    std::vector<PriorityChange> changes;
    story.policy().upkeep(Time(now), changes);
    std::string text;
    for (const PriorityChange& change : changes)
        text += (text.empty() ? "" : " ") + std::to_string(change.tid.value) + ":" +
                std::to_string(change.from) + ">" + std::to_string(change.to);
    return text;
}

} // namespace

TEST_CASE("mlfq: an allotment adds up over waiting, and who has used it up goes down") {
    Story story("mlfq", {{"quantum", times({4, 8})}});
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.candidates() == "1[0 4]");
    CHECK(story.pick(0) == "1 of 1, only");
    run(story, 1, 3, 3);
    story.policy().leave(story.view(1), Time(3));
    story.enqueue(1, Entry::woken, 5);
    CHECK(story.candidates() == "1[0 1]");
    CHECK(story.policy().keeps_quantum(Entry::woken));
    CHECK(story.pick(5) == "1 of 1, only");
    story.policy().ran(story.view(1), Duration(1), Time(6)); // the rest of its quantum
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(6)));
    story.enqueue(1, Entry::quantum, 6);
    CHECK(story.candidates() == "1[1 8]");
    CHECK(story.upkeep(6) == "1:0>1");
}

TEST_CASE("mlfq: on_io says what waiting does") {
    for (const auto& [on_io, expected] :
         {std::pair{"keep"s, "1[1 5]"s}, {"renew"s, "1[1 8]"s}, {"up"s, "1[0 4]"s}, {"top"s, "1[0 4]"s}}) {
        Story story("mlfq", {{"quantum", times({4, 8, 16})}, {"on_io", on_io}});
        story.enqueue(1, Entry::admitted, 0);
        CHECK(story.pick(0) == "1 of 1, only");
        run(story, 1, 4, 4);
        story.enqueue(1, Entry::quantum, 4);
        CHECK(story.pick(4) == "1 of 1, only");
        run(story, 1, 3, 7);
        story.policy().leave(story.view(1), Time(7));
        story.enqueue(1, Entry::woken, 9);
        CHECK(story.candidates() == expected);
        CHECK(story.policy().keeps_quantum(Entry::woken) == (on_io == "keep"));
    }
}

TEST_CASE("mlfq: the first attempt demotes who gives the CPU up at the very end of its slice") {
    Story story("mlfq", {{"quantum", times({4, 8})}, {"on_io", "renew"s}});
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    run(story, 1, 4, 4);
    story.policy().leave(story.view(1), Time(4));
    story.enqueue(1, Entry::woken, 5);
    CHECK(story.candidates() == "1[1 8]");
    CHECK(story.pick(5) == "1 of 1, only");
    run(story, 1, 3, 8);
    story.enqueue(1, Entry::yielded, 8);
    CHECK(story.candidates() == "1[1 8]");
}

TEST_CASE("mlfq: an allotment of several quanta, and the slice that ends with it") {
    Story story("mlfq",
                {{"quantum", times({4})}, {"levels", std::int64_t{2}}, {"allotment", times({6, 10})}});
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 2, tie with 2, keys 0 0");
    run(story, 1, 4, 4);
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(4)));
    story.enqueue(1, Entry::quantum, 4);
    CHECK(story.candidates() == "2[0 6] 1[0 2]");
    CHECK(story.pick(4) == "2 of 2, tie with 1, keys 0 0");
    story.dequeue(1, 4);
    CHECK(story.policy().goes_on(story.view(2), CpuId(0), Time(8)));
    run(story, 2, 4, 8);
    CHECK(story.policy().slice(story.view(2), Time(8)) == Duration(2));
}

TEST_CASE("mlfq: whole_slices gives a whole quantum though little of the allotment is left") {
    Story story("mlfq", {{"quantum", times({1, 2, 4})}, {"whole_slices", true}});
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    run(story, 1, 1, 1);
    story.enqueue(1, Entry::quantum, 1);
    CHECK(story.pick(1) == "1 of 1, only");
    run(story, 1, 1, 2);
    story.policy().leave(story.view(1), Time(2));
    story.enqueue(1, Entry::woken, 3);
    CHECK(story.candidates() == "1[1 1]");
    CHECK(story.pick(3) == "1 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(3)) == Duration(2));
}

TEST_CASE("mlfq: alone, Stallings lets a thread stay, and nobody preempts") {
    Story story("mlfq", {{"quantum", times({1})},
                         {"levels", std::int64_t{8}},
                         {"growth", std::int64_t{2}},
                         {"alone", "stays"s},
                         {"preemptive", false}});
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    run(story, 1, 1, 1);
    CHECK(story.policy().goes_on(story.view(1), CpuId(0), Time(1)));
    run(story, 1, 1, 2);
    story.enqueue(2, Entry::admitted, 2);
    CHECK_FALSE(story.policy().is_preemptive());
    CHECK_FALSE(story.preempts(2, 1));
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(2)));
    story.enqueue(1, Entry::quantum, 2);
    CHECK(story.candidates() == "2[0 1] 1[1 2]");
}

TEST_CASE("mlfq: a preempted thread comes back to the head with the rest of its quantum") {
    Story story("mlfq", {{"quantum", times({2, 8})}});
    for (const std::uint32_t tid : {1U, 2U}) {
        story.enqueue(tid, Entry::admitted, 0);
        CHECK(story.pick(0) == std::to_string(tid) + " of 1, only");
        run(story, tid, 2, 2);
        story.enqueue(tid, Entry::quantum, 2);
        story.dequeue(tid, 2);
    }
    story.enqueue(1, Entry::yielded, 3).enqueue(2, Entry::yielded, 3);
    CHECK(story.pick(3) == "1 of 2, tie with 2, keys 1 1");
    story.enqueue(3, Entry::admitted, 5);
    CHECK(story.preempts(3, 1));
    CHECK_FALSE(story.preempts(2, 1));
    CHECK(story.worse(1, 3));
    story.enqueue(1, Entry::preempted, 5);
    CHECK(story.candidates() == "3[0 2] 1[1 8] 2[1 8]");
    CHECK(story.policy().keeps_quantum(Entry::preempted));
}

TEST_CASE("mlfq: io_joins head puts a thread before its equals, the running one too") {
    Story story("mlfq", {{"quantum", times({9})}, {"io_joins", "head"s}});
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 2, tie with 2, keys 0 0");
    story.enqueue(3, Entry::woken, 1);
    CHECK(story.candidates() == "3[0 9] 2[0 9]");
    CHECK(story.preempts(3, 1));
    CHECK_FALSE(story.preempts(2, 1));
    story.enqueue(1, Entry::preempted, 1);
    CHECK(story.candidates() == "3[0 9] 1[0 9] 2[0 9]");
}

TEST_CASE("mlfq: a boost lifts the lowest level first, and renews quantum and allotment of all") {
    Story story("mlfq", {{"quantum", times({1, 1, 1})}, {"boost", Duration(20)}});
    for (const std::uint32_t tid : {1U, 2U, 3U})
        for (std::uint32_t level = 0; level < tid; ++level) { // thread n to level n - 1
            story.enqueue(tid, level == 0 ? Entry::admitted : Entry::quantum, 1);
            CHECK(story.pick(1) == std::to_string(tid) + " of 1, only");
            run(story, tid, level + 1 < tid ? 1 : 0, 1);
        }
    CHECK(told(story, 1) == "2:0>1 3:0>1 3:1>2");
    story.enqueue(1, Entry::yielded, 2).enqueue(3, Entry::yielded, 2);
    CHECK(story.candidates() == "1[0 1] 3[2 1]");
    CHECK_FALSE(story.preempts(3, 2)); // 2 runs on level 1
    CHECK(story.policy().next_upkeep() == Time(20));
    CHECK(told(story, 20) == "2:1>0 3:2>0");
    CHECK(story.candidates() == "1[0 1] 3[0 1]");
    CHECK(story.preempts(3, 2));
    CHECK(story.policy().renewed().size() == 2);
    CHECK(story.policy().next_upkeep() == Time(40));
    story.enqueue(2, Entry::preempted, 20);
    CHECK(story.candidates() == "1[0 1] 3[0 1] 2[0 1]");
}

TEST_CASE("mlfq: aging lifts who has waited on a level by one") {
    Story story("mlfq", {{"quantum", times({1, 1, 1})}, {"aging", Duration(10)}});
    for (const Entry why : {Entry::admitted, Entry::quantum}) {
        story.enqueue(1, why, 1);
        CHECK(story.pick(1) == "1 of 1, only");
        run(story, 1, 1, 1);
    }
    story.enqueue(1, Entry::quantum, 2);
    CHECK(told(story, 2) == "1:0>1 1:1>2");
    CHECK(story.upkeep(12) == "1:2>1");
    CHECK(story.upkeep(22) == "1:1>0");
    CHECK(story.policy().next_upkeep() == Time::never());
}

TEST_CASE("mlfq: within a level the low or the high priorities may come first") {
    for (const auto& [within, expected] : {std::pair{"arrival"s, "1[0 4] 2[0 4] 3[0 4]"s},
                                           {"low"s, "2[0 4] 3[0 4] 1[0 4]"s},
                                           {"high"s, "1[0 4] 3[0 4] 2[0 4]"s}}) {
        Story story("mlfq", {{"quantum", times({4})}, {"within", within}});
        story.view(1).priority = 3;
        story.view(2).priority = -1;
        for (const std::uint32_t tid : {1U, 2U, 3U})
            story.enqueue(tid, Entry::admitted, 0);
        CHECK(story.candidates() == expected);
    }
}

TEST_CASE("mlfq: below the listed levels there may be one more, first come, first served") {
    Story story("mlfq", {{"quantum", times({1})}, {"bottom", "fcfs"s}});
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    run(story, 1, 1, 1);
    story.enqueue(1, Entry::quantum, 1);
    CHECK(story.pick(1) == "1 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(1)) == Duration::forever());
}

TEST_CASE("mlfq: ties by name or latest order who comes to a level at one instant, and nobody else") {
    for (const auto& [ties, expected, behind] :
         {std::tuple{TieRule::arrival, "1[0 4] 2[0 4] 3[0 4]"s, "1[0 4] 2[0 4] 3[0 4] 4[0 4]"s},
          std::tuple{TieRule::pid, "1[0 4] 2[0 4] 3[0 4]"s, "1[0 4] 2[0 4] 3[0 4] 4[0 4]"s},
          std::tuple{TieRule::name, "3[0 4] 1[0 4] 2[0 4]"s, "1[0 4] 2[0 4] 3[0 4] 4[0 4]"s},
          std::tuple{TieRule::latest, "3[0 4] 2[0 4] 1[0 4]"s, "2[0 4] 1[0 4] 3[0 4] 4[0 4]"s}}) {
        Conventions conventions;
        conventions.ties = ties;
        Story story("mlfq", {{"quantum", times({4})}}, conventions);
        story.view(1).name_rank = 2;
        story.view(2).name_rank = 3;
        story.view(3).name_rank = 1;
        story.view(4).name_rank = 0;
        for (const std::uint32_t tid : {1U, 2U, 3U})
            story.enqueue(tid, Entry::admitted, 5);
        CHECK(story.candidates() == expected);
        CHECK(story.policy().is_tie(story.view(1), story.view(3), CpuId(0), Time(5)));
        // Who is put back goes behind all of them; who comes after that, behind that one.
        story.dequeue(3, 5);
        story.enqueue(3, Entry::quantum, 5).enqueue(4, Entry::woken, 5);
        CHECK(story.candidates() == behind);
    }
}

TEST_CASE("mlfq: of those that came at one instant, the one that was picked stays before the others") {
    Conventions conventions;
    conventions.ties = TieRule::latest;
    Story story("mlfq", {{"quantum", times({4})}}, conventions);
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.pick(0) == "2 of 2, tie with 1, keys 0 0");
    CHECK_FALSE(story.preempts(1, 2));
    CHECK(story.policy().matches(story.view(1), story.view(2), Time(0)));
    story.enqueue(2, Entry::preempted, 1);
    CHECK(story.candidates() == "2[0 4] 1[0 4]");
}

TEST_CASE("mlfq: a turn that begins anew has no rest that a convention could leave") {
    for (const auto& [on_io, anew] : {std::pair{"keep"s, false}, {"renew"s, true}, {"top"s, true}}) {
        Conventions conventions;
        conventions.quantum_after_io = QuantumLeft::rest;
        Story story("mlfq", {{"quantum", times({4, 4})}, {"on_io", on_io}}, conventions);
        story.enqueue(1, Entry::admitted, 0);
        CHECK(story.pick(0) == "1 of 1, only");
        run(story, 1, 3, 3);
        story.policy().leave(story.view(1), Time(3));
        CHECK(story.policy().begins_anew(story.view(1), Entry::woken) == anew);
        CHECK(story.policy().keeps_rest(story.view(1), Entry::woken) != anew);
    }
}
