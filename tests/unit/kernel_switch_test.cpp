// A switch step by step (SEMANTICS 3): what is charged and where, what comes in a switch, interrupts, halves.
#include "kernel_story.hpp"

#include "ossim/metrics.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace ossim::testing;

namespace {
/// A and B take turns once; with a pause in which nobody runs.
Story two_and_a_pause() {
    Story story;
    story.unit_costs(4, 2);
    story.process("A", 0, {compute(3), io(10), compute(1)});
    story.process("B", 0, {compute(2)});
    return story;
}
} // namespace

TEST_CASE("what becomes ready during a switch is looked at when it ends") {
    Story story = Story::priority();
    story.unit_costs(3, 3);
    story.process("low", 0, {compute(2)}, 5);
    story.process("high", 1, {compute(2)}, 1);
    CHECK(story.schedule() == "switch 0-3, switch 3-6, high 6-8, switch 8-11, low 11-13");
    Story frozen = Story::priority();
    frozen.unit_costs(3, 3);
    frozen.scenario.conventions.after_switch = AfterSwitch::frozen;
    frozen.process("low", 0, {compute(2)}, 5);
    frozen.process("high", 1, {compute(2)}, 1);
    CHECK(frozen.schedule() == "switch 0-3, low 3-5, switch 5-8, high 8-10");
}

TEST_CASE("the first dispatch is charged as the convention says") {
    const auto first_of = [](FirstDispatch setting) {
        Story story;
        story.unit_costs(4, 2);
        story.scenario.conventions.first_dispatch = setting;
        story.process("A", 0, {compute(1)});
        return story.schedule() + "; " + story.told.switches;
    };
    CHECK(first_of(FirstDispatch::process) ==
          "switch 0-4, A 4-5; 0 idle to A, from_idle, process, 4\n5 A to idle, to_idle, free, 0\n");
    CHECK(first_of(FirstDispatch::thread) ==
          "switch 0-2, A 2-3; 0 idle to A, from_idle, thread, 2\n3 A to idle, to_idle, free, 0\n");
    CHECK(first_of(FirstDispatch::half) ==
          "switch 0-2, A 2-3; 0 idle to A, from_idle, half, 2\n3 A to idle, to_idle, free, 0\n");
    CHECK(first_of(FirstDispatch::free) ==
          "A 0-1; 0 idle to A, from_idle, free, 0\n1 A to idle, to_idle, free, 0\n");
}

TEST_CASE("the thread that ran last is remembered across idle") {
    Story story;
    story.unit_costs(4, 2);
    story.process("A", 0, {compute(1), io(5), compute(1)});
    CHECK(story.schedule() == "switch 0-4, A 4-5, A 10-11");
    story = Story();
    story.unit_costs(4, 2);
    story.scenario.conventions.across_idle = AcrossIdle::forgotten;
    story.process("A", 0, {compute(1), io(5), compute(1)});
    CHECK(story.schedule() == "switch 0-4, A 4-5, switch 10-14, A 14-15");
}

TEST_CASE("charged at every dispatch, the same thread included") {
    Story story = Story::rr(2);
    story.unit_costs(4, 1);
    story.scenario.conventions.quantum_alone = QuantumAlone::requeued;
    story.scenario.conventions.charged = ChargeWhen::every_dispatch;
    story.process("A", 0, {compute(3)});
    CHECK(story.schedule() == "switch 0-4, A 4-6, switch 6-7, A 7-8");
    Story calm = Story::rr(2);
    calm.unit_costs(4, 1);
    calm.scenario.conventions.quantum_alone = QuantumAlone::requeued;
    calm.process("A", 0, {compute(3)});
    CHECK(calm.schedule() == "switch 0-4, A 4-7");
}

TEST_CASE("threads of a process switch at another price than processes") {
    Story story = Story::rr(2);
    story.unit_costs(5, 1);
    ProcessSpec& family = story.family("P", 0, "a", {compute(3)});
    story.thread(family, "b", {compute(2)});
    story.process("Q", 0, {compute(1)});
    CHECK(story.schedule() == "switch 0-5, P/a 5-7, switch 7-8, P/b 8-10, switch 10-15, Q 15-16, "
                              "switch 16-21, P/a 21-22");
}

TEST_CASE("halves: a thread leaves after its half, then its I/O starts and it joins its queue") {
    Story story = two_and_a_pause();
    story.scenario.conventions.switch_place = SwitchPlace::halves;
    CHECK(story.schedule() ==
          "switch 0-2, A 2-5, switch 5-7, switch 7-9, B 9-11, switch 11-13, switch 17-19, A 19-20, "
          "switch 20-22");
    CHECK(story.told.moves == "0 A Ready, admitted\n"
                              "0 B Ready, admitted\n"
                              "0 A Running, dispatched on 0\n"
                              "7 A Waiting, io\n"
                              "7 B Running, dispatched on 0\n"
                              "13 B Terminated, ended\n"
                              "17 A Ready, io\n"
                              "17 A Running, dispatched on 0\n"
                              "22 A Terminated, ended\n");
}

TEST_CASE("an interrupt shifts the step that runs on the CPU that asked, and is appended in a switch") {
    Story story;
    story.scenario.machine.costs.interrupt = Price::of_ns(2);
    story.process("A", 0, {io(3), compute(1)});
    story.process("B", 0, {compute(5)});
    CHECK(story.schedule() == "B 0-3, kernel 3-5, B 5-7, A 7-8");
    Story in_switch;
    in_switch.unit_costs(4, 4);
    in_switch.scenario.machine.costs.interrupt = Price::of_ns(2);
    in_switch.process("A", 0, {io(3), compute(1)});
    in_switch.process("B", 0, {compute(5)});
    CHECK(in_switch.schedule() == "switch 0-4, switch 4-8, kernel 8-10, B 10-15, switch 15-19, A 19-20");
}

TEST_CASE("an idle CPU is busy while it serves an interrupt") {
    Story story;
    story.scenario.machine.costs.interrupt = Price::of_ns(2);
    story.process("A", 0, {compute(1), io(3), compute(1)});
    CHECK(story.schedule() == "A 0-1, kernel 4-6, A 6-7");
    CHECK(story.told.switches ==
          "0 idle to A, from_idle, components, 0\n1 A to idle, to_idle, components, 0\n"
          "4 interrupt of idle, 2\n6 idle to A, from_idle, components, 0\n"
          "7 A to idle, to_idle, components, 0\n");
}

TEST_CASE("an interrupt and a preemption at one instant: the leaving half comes behind the interrupt") {
    Story story = Story::priority();
    story.scenario.machine.costs.interrupt = Price::of_ns(2);
    story.scenario.machine.costs.save = Price::of_ns(3);
    story.scenario.conventions.switch_place = SwitchPlace::halves;
    story.process("high", 0, {io(4), compute(1)}, 1);
    story.process("low", 0, {compute(6)}, 5);
    CHECK(story.schedule() ==
          "switch 0-3, low 3-7, kernel 7-9, switch 9-12, high 12-13, switch 13-16, low 16-18, "
          "switch 18-21");
}

TEST_CASE("a system call costs its trap, and a wake-up its enqueue, paid by the waker") {
    Story story;
    story.scenario.machine.costs.trap_in = Price::of_ns(1);
    story.scenario.machine.costs.trap_out = Price::of_ns(1);
    story.scenario.machine.costs.fork = Price::of_ns(5);
    story.process("A", 0, {compute(1), fork("child", {compute(1)}), compute(1)});
    CHECK(story.schedule() == "switch 0-1, A 1-2, kernel 2-9, A 9-10, switch 10-12, child 12-13");
}

TEST_CASE("what the kernel does for a thread uses its quantum, an interrupt does not") {
    Story own = Story::rr(10);
    own.scenario.machine.costs.fork = Price::of_ns(4);
    own.process("P", 0, {compute(4), fork("C", {compute(1)}), compute(20)});
    own.process("Q", 0, {compute(5)});
    CHECK(own.schedule() == "P 0-4, kernel 4-8, P 8-10, Q 10-15, C 15-16, P 16-34");
    Story other = Story::rr(10);
    other.scenario.machine.costs.interrupt = Price::of_ns(2);
    other.process("A", 0, {io(3), compute(1)});
    other.process("B", 0, {compute(12)});
    CHECK(other.schedule() == "B 0-3, kernel 3-5, B 5-12, switch 12-14, A 14-15, B 15-17");
}

TEST_CASE("a wait that blocks enters the kernel once") {
    Story story;
    story.scenario.machine.costs.trap_in = Price::of_ns(1);
    story.scenario.machine.costs.trap_out = Price::of_ns(1);
    story.process("A", 0, {fork("child", {compute(3)}), wait_for(), compute(1)});
    CHECK(story.schedule() == "switch 0-1, kernel 1-3, switch 3-5, child 5-8, switch 8-10, A 10-11");
}

TEST_CASE("a kept CPU waits for the I/O of its process") {
    Story story;
    story.scenario.conventions.during_io = DuringIo::kept;
    story.process("A", 0, {compute(1), io(3), compute(1)});
    story.process("B", 0, {compute(2)});
    CHECK(story.schedule() == "A 0-1, A 4-5, B 5-7");
}

TEST_CASE("after I/O a thread takes the CPU at once, by the convention") {
    Story story = Story::rr(10);
    story.scenario.conventions.after_io = AfterIo::runs;
    story.process("A", 0, {compute(1), io(2), compute(2)});
    story.process("B", 0, {compute(4)});
    story.process("C", 0, {compute(1)});
    CHECK(story.schedule() == "A 0-1, B 1-3, A 3-5, C 5-6, B 6-8");
}

TEST_CASE("to issue I/O and to complete it takes CPU time, by the convention") {
    Story story;
    story.scenario.conventions.io_issue = Duration(1);
    story.scenario.conventions.io_complete = Duration(1);
    story.process("A", 0, {compute(1), io(3), compute(1)});
    CHECK(story.schedule() == "A 0-2, A 5-7");
}

TEST_CASE("a quantum that ends alone is no switch, and no involuntary one") {
    Story story = Story::rr(2);
    story.scenario.conventions.quantum_alone = QuantumAlone::requeued;
    story.process("A", 0, {compute(9)});
    story.process("B", 0, {compute(3)});
    MetricsSink sink;
    std::vector<Sink*> sinks{&sink};
    Simulation simulation(story.scenario, sinks);
    CHECK(simulation.run().outcome == Outcome::finished); // A B A B, then A goes on alone
    const auto of_run = [&](const char* name) { return find_metric(sink.metrics(), "", name)->value; };
    CHECK(of_run("switches") == Ratio(4));
    CHECK(of_run("involuntary_switches") == Ratio(3)); // B ends by itself
    CHECK(of_run("involuntary") == Ratio(5));
}
