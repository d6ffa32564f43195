// Ties that are decided otherwise: by a convention, or pick by pick; and the conventions that make other
// turns.
#include "kernel_story.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace ossim::testing;

namespace {

Story three_equals(Story story) {
    for (const char* name : {"P1", "P2", "P10"})
        story.process(name, 0, {compute(2)}, 1);
    return story;
}

/// Who comes at the same time is equal.
Story fair(const std::string& policy) {
    if (policy == "stride") return Story(policy, {{"quantum", Duration(4)}});
    if (policy == "cfs") return Story(policy, {{"start_debit", false}});
    return Story(policy);
}

std::string with_forced(Story story, std::vector<ForcedPick> forced) {
    story.forced = std::move(forced);
    return story.schedule();
}

} // namespace

TEST_CASE("ties by name: P10 before P2, under every policy") {
    for (Story story : {Story(), Story::rr(4), Story::srtf(), Story::priority(), fair("stride"), fair("cfs"),
                        fair("eevdf")}) {
        story = three_equals(std::move(story));
        CHECK(Story(story).schedule() == "P1 0-2, P2 2-4, P10 4-6");
        story.scenario.conventions.ties = TieRule::name;
        CHECK(Story(story).schedule() == "P1 0-2, P10 2-4, P2 4-6");
        story.scenario.conventions.ties = TieRule::latest;
        CHECK(Story(story).schedule() == "P10 0-2, P2 2-4, P1 4-6");
    }
}

TEST_CASE("names that come up in the run stand between the listed ones; a family by its numbers as text") {
    Story story = Story::priority();
    story.scenario.conventions.ties = TieRule::name;
    story.process("M", 0, {fork("Z", {compute(1)}), fork("B", {compute(1)}), compute(1)}, 1);
    story.process("N", 0, {compute(1)}, 1);
    story.process("C", 0, {compute(1)}, 1).count = 10;
    CHECK(story.schedule() == "C.1 0-1, C.10 1-2, C.2 2-3, C.3 3-4, C.4 4-5, C.5 5-6, C.6 6-7, C.7 7-8, "
                              "C.8 8-9, C.9 9-10, M 10-11, B 11-12, N 12-13, Z 13-14");
}

TEST_CASE("by the convention an equal preempts, once, and goes before who had the CPU") {
    Story story = Story::priority();
    story.process("A", 0, {compute(4)}, 1);
    story.process("B", 1, {compute(4)}, 1);
    story.process("C", 2, {compute(1)}, 2);
    CHECK(Story(story).schedule() == "A 0-4, B 4-8, C 8-9");
    story.scenario.conventions.preempt_check = PreemptCheck::or_equal;
    CHECK(Story(story).schedule() == "A 0-1, B 1-5, A 5-8, C 8-9");
    story.unit_costs(1, 1); // a switch that ends looks for somebody better: equals do not take turns for ever
    CHECK(Story(story).schedule() ==
          "switch 0-1, switch 1-2, B 2-6, switch 6-7, A 7-11, switch 11-12, C 12-13");
    Story queues("multilevel",
                 {{"queues", std::vector<SchedulerSpec>{{"rr", "a", {{"quantum", Duration(9)}}}}}});
    queues.scenario.conventions.preempt_check = PreemptCheck::or_equal;
    queues.process("A", 0, {compute(4)});
    queues.process("B", 1, {compute(4)});
    CHECK(queues.schedule() == "A 0-4, B 4-8");
}

TEST_CASE("by the convention a quantum is spent when it ends alone: who comes next ends the turn") {
    Story story = Story::rr(4);
    story.process("A", 0, {compute(9)});
    story.process("B", 3, {compute(2)});
    story.process("C", 11, {compute(2)});
    story.process("D", 12, {compute(9)});
    story.process("E", 17, {compute(1)});
    CHECK(Story(story).schedule() == "A 0-4, B 4-6, A 6-11, C 11-13, D 13-17, E 17-18, D 18-23");
    story = Story::rr(4);
    story.process("A", 0, {compute(9)});
    story.process("B", 5, {compute(2)});
    story.process("C", 6, {compute(2)});
    CHECK(Story(story).schedule() == "A 0-8, B 8-10, C 10-12, A 12-13");
    story.scenario.conventions.quantum_alone = QuantumAlone::spent;
    CHECK(Story(story).schedule() == "A 0-5, B 5-7, A 7-11, C 11-13");
}

TEST_CASE("a spent quantum is that of one turn: after I/O the thread has a whole one") {
    Story story = Story::rr(2);
    story.scenario.conventions.quantum_alone = QuantumAlone::spent;
    story.process("A", 0, {compute(3), io(1), compute(4)});
    story.process("B", 5, {compute(1)});
    CHECK(story.schedule() == "A 0-3, A 4-6, B 6-7, A 7-9");
}

TEST_CASE("by the wall clock a quantum ends with the slot in which it began") {
    Story story = Story::rr(4);
    story.process("A", 0, {compute(3)});
    story.process("B", 0, {compute(6)});
    story.process("C", 0, {compute(2)});
    CHECK(Story(story).schedule() == "A 0-3, B 3-7, C 7-9, B 9-11");
    story.scenario.conventions.quantum_clock = QuantumClock::wall;
    CHECK(Story(story).schedule() == "A 0-3, B 3-4, C 4-6, B 6-11");
}

TEST_CASE("going idle, and the same thread back, are charged as a convention says") {
    Story story;
    story.unit_costs(2, 1);
    story.process("A", 0, {compute(1), io(5), compute(1)});
    CHECK(Story(story).schedule() == "switch 0-2, A 2-3, A 8-9");
    story.scenario.conventions.to_idle = ToIdle::process;
    CHECK(Story(story).schedule() == "switch 0-2, A 2-3, switch 3-5, A 8-9");
    story.scenario.conventions.to_idle = ToIdle::free;
    story.scenario.conventions.charged = ChargeWhen::every_dispatch;
    CHECK(Story(story).schedule() == "switch 0-2, A 2-3, switch 8-9, A 9-10");
    story.scenario.conventions.charged = ChargeWhen::as_process;
    CHECK(Story(story).schedule() == "switch 0-2, A 2-3, switch 8-10, A 10-11");
}

TEST_CASE("a pick that is a tie is decided as it is forced to be, and the run goes on from there") {
    for (const Story& equal : {Story(), Story::rr(4), Story::srtf(), Story::priority(), Story("lcfs"),
                               Story("hrrn"), Story("sjf"), fair("stride"), fair("cfs"), fair("eevdf")}) {
        const Story story = three_equals(equal);
        const std::string own = Story(story).schedule();
        CHECK(with_forced(story, {{0, Tid(2)}}).starts_with("P2 0-2, "));
        CHECK(with_forced(story, {{1, Tid(2)}, {0, Tid(3)}}) == "P10 0-2, P2 2-4, P1 4-6");
        CHECK(with_forced(story, {{0, Tid(1)}, {0, Tid(3)}}).starts_with("P1 0-2, "));
        CHECK(with_forced(story, {{0, Tid(9)}}) == own);
        CHECK(with_forced(story, {{7, Tid(1)}}) == own);
    }
}

TEST_CASE("what is no tie is not forced: another key, another instant, a thread that is not ready") {
    Story story = Story::srtf();
    story.process("A", 0, {compute(2)});
    story.process("B", 0, {compute(3)});
    story.process("C", 1, {compute(3)});
    CHECK(with_forced(story, {{0, Tid(2)}}) == "A 0-2, B 2-5, C 5-8");
    CHECK(with_forced(story, {{1, Tid(1)}}) == "A 0-2, B 2-5, C 5-8");
    CHECK(with_forced(story, {{1, Tid(3)}}) == "A 0-2, C 2-5, B 5-8");
    Story fifo;
    fifo.process("A", 0, {compute(2)});
    fifo.process("B", 1, {compute(1)});
    fifo.process("C", 1, {compute(1)});
    fifo.process("D", 2, {compute(1)});
    CHECK(with_forced(fifo, {{1, Tid(4)}}) == "A 0-2, B 2-3, C 3-4, D 4-5");
    CHECK(with_forced(fifo, {{1, Tid(3)}}) == "A 0-2, C 2-3, B 3-4, D 4-5");
}

TEST_CASE("hrrn: equal ratios tie, whatever they are made of") {
    Story story("hrrn");
    story.process("A", 0, {compute(10)});
    story.process("B", 6, {compute(4)}); // (4 + 4) / 4
    story.process("C", 8, {compute(2)}); // (2 + 2) / 2
    story.process("D", 9, {compute(2)}); // (1 + 2) / 2
    CHECK(with_forced(story, {{1, Tid(3)}}) == "A 0-10, C 10-12, B 12-16, D 16-18");
    CHECK(with_forced(story, {{1, Tid(4)}}) == Story(story).schedule());
}

TEST_CASE("a policy that has accounts made has them made behind others that answer for it") {
    const std::vector<Parameter> cfs = {{"quantum", Duration(4)}, {"wakeup_granularity", Duration(1)}};
    const std::vector<Parameter> eevdf = {{"base_slice", Duration(6)}, {"version", std::string("6.12")}};
    const std::vector<Parameter> stride = {{"quantum", Duration(4)}};
    for (const Story& empty : {Story("cfs", cfs), Story("eevdf", eevdf), Story("stride", stride)}) {
        Story story = empty;
        story.scenario.machine.cpus = 2;
        for (const char* name : {"A", "B", "C"})
            story.process(name, 0, {compute(9), io(3), compute(8)});
        story.process("D", 5, {compute(7)});
        const std::string own = Story(story).schedule();
        CHECK(with_forced(story, {{99, Tid(1)}}) == own);
    }
}

TEST_CASE("equal in weighted time is a tie; equal as it is shown in whole ns is none") {
    Story story("cfs", {{"start_debit", false}, {"quantum", Duration(1)}, {"wakeup_preemption", false}});
    story.process("A", 0, {compute(2)});
    story.process("B", 0, {compute(2)}).threads[0].attributes.nice = -1; // 1277: 1 ns is 0.8 for it
    story.process("C", 0, {compute(1)}).threads[0].attributes.nice = -2; // 1586: and 0.6
    const std::string own = Story(story).schedule();
    CHECK(own == "A 0-1, B 1-2, C 2-3, B 3-4, A 4-5");
    CHECK(with_forced(story, {{0, Tid(2)}}).starts_with("B 0-1, A 1-2, "));
    CHECK(with_forced(story, {{3, Tid(1)}}) == own);
}

TEST_CASE("in a queue of queues a tie is one within a queue") {
    const std::vector<SchedulerSpec> queues = {{"fcfs", "a", {}}, {"fcfs", "b", {}}};
    for (const auto& shares : {std::vector<Duration>{}, std::vector{Duration(3), Duration(2)}}) {
        Story story("multilevel", {{"queues", queues}, {"preemptive", true}, {"shares", shares}});
        for (const char* name : {"A", "B", "C"})
            story.process(name, 0, {compute(2)}).threads[0].attributes.queue = *name == 'B' ? "b" : "a";
        CHECK(with_forced(story, {{0, Tid(2)}}) == Story(story).schedule());
        CHECK(with_forced(story, {{0, Tid(3)}}).starts_with("C 0-2, A 2-"));
    }
}

TEST_CASE("picks count as the trace counts them, those that a convention makes too") {
    Story story;
    story.scenario.conventions.after_io = AfterIo::runs;
    story.process("A", 0, {compute(1), io(1), compute(1)});
    story.process("B", 0, {compute(1)});
    story.process("C", 0, {compute(1)});
    story.process("D", 0, {compute(1)});
    CHECK(Story(story).schedule() == "A 0-1, B 1-2, A 2-3, C 3-4, D 4-5");
    CHECK(with_forced(story, {{3, Tid(4)}}) == "A 0-1, B 1-2, A 2-3, D 3-4, C 4-5");
}
