// One instant and what happens in it (SEMANTICS 1): completions before quanta, arrivals before quanta, steps
// without time, marks, and the conventions that order these things otherwise.
#include "kernel_story.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace ossim::testing;

TEST_CASE("a burst that ends exactly when its quantum ends has completed") {
    Story story = Story::rr(4);
    story.process("A", 0, {compute(4), io(3), compute(1)});
    story.process("B", 0, {compute(5)});
    CHECK(story.schedule() == "A 0-4, B 4-8, A 8-9, B 9-10");
    CHECK(story.told.moves == "0 A Ready, admitted\n"
                              "0 B Ready, admitted\n"
                              "0 A Running, dispatched on 0\n"
                              "4 A Waiting, io\n"
                              "4 B Running, dispatched on 0\n"
                              "7 A Ready, io\n"
                              "8 B Ready, quantum\n"
                              "8 A Running, dispatched on 0\n"
                              "9 A Terminated, ended\n"
                              "9 B Running, dispatched on 0\n"
                              "10 B Terminated, ended\n");
}

TEST_CASE("an arrival stands in the queue before a thread whose quantum ends at that instant") {
    Story story = Story::rr(2);
    story.process("A", 0, {compute(4)});
    story.process("B", 2, {compute(2)});
    story.process("C", 2, {compute(1)});
    CHECK(story.schedule() == "A 0-2, B 2-4, C 4-5, A 5-7");
}

TEST_CASE("alone, a thread goes on with a fresh quantum") {
    Story story = Story::rr(2);
    story.process("A", 0, {compute(5)});
    story.process("B", 5, {compute(1)});
    CHECK(story.schedule() == "A 0-5, B 5-6");
    CHECK(story.told.moves == "0 A Ready, admitted\n"
                              "0 A Running, dispatched on 0\n"
                              "2 A goes on\n"
                              "4 A goes on\n"
                              "5 A Terminated, ended\n"
                              "5 B Ready, admitted\n"
                              "5 B Running, dispatched on 0\n"
                              "6 B Terminated, ended\n");
}

TEST_CASE("alone, by the convention, a thread is put back and dispatched again") {
    Story story = Story::rr(2);
    story.scenario.conventions.quantum_alone = QuantumAlone::requeued;
    story.process("A", 0, {compute(3)});
    CHECK(story.schedule() == "A 0-3");
    CHECK(story.told.moves == "0 A Ready, admitted\n"
                              "0 A Running, dispatched on 0\n"
                              "2 A Ready, quantum\n"
                              "2 A Running, dispatched on 0\n"
                              "3 A Terminated, ended\n");
}

TEST_CASE("steps without time are done at once; a better thread that they wake comes in between") {
    Story story = Story::priority();
    story.process("parent", 0,
                  {fork("child", {say("child"), compute(1)}), say("one"), say("two"), compute(1)}, 5);
    (void)story.schedule();
    CHECK(story.told.prints == "0 parent one\n0 parent two\n1 child child\n"); // alike: no mark
    Story urgent = Story::priority();
    urgent.process("low", 0, {spawn("w", {say("w"), compute(1)}), say("one"), compute(1)}, 5);
    std::get<Spawn>(urgent.scenario.programs[0].steps[0].action).priority = 1;
    CHECK(urgent.schedule() == "low/w 0-1, low 1-2");
    CHECK(urgent.told.prints == "0 low/w w\n1 low one\n");
}

TEST_CASE("all happenings in one group by sequence: arrivals count as created first") {
    Story story = Story::rr(2);
    story.scenario.conventions.order = {{{Phase::completion, Phase::switched, Phase::device, Phase::timer,
                                          Phase::arrival, Phase::quantum, Phase::upkeep},
                                         Within::sequence}};
    story.process("A", 0, {compute(4)});
    for (const char* name : {"B", "C", "D", "E"})
        story.process(name, 2, {compute(1)});
    CHECK(story.schedule() == "A 0-2, B 2-3, C 3-4, D 4-5, E 5-6, A 6-8");
}

TEST_CASE("a group by pid: the lower process goes first, whatever its happening is") {
    const auto told = [](Within within) {
        Story story = Story::rr(2);
        story.scenario.conventions.order = {{{Phase::completion, Phase::switched, Phase::device, Phase::timer,
                                              Phase::arrival, Phase::quantum, Phase::upkeep},
                                             within}};
        story.process("A", 1, {compute(4)});
        story.process("B", 0, {io(3), compute(1)});
        return story.schedule();
    };
    CHECK(told(Within::own) == "A 1-3, B 3-4, A 4-6");
    CHECK(told(Within::pid) == "A 1-5, B 5-6"); // its quantum ends before B is ready
}

TEST_CASE("a choice in sequence is a happening of its own, on every CPU") {
    Story story;
    story.scenario.machine.cpus = 2;
    story.scenario.conventions.choose = ChooseAt::in_sequence;
    story.process("A", 0, {compute(2)});
    story.process("B", 0, {compute(2)});
    story.process("C", 1, {compute(1)});
    CHECK(story.schedule() == "A 0-2, C 2-3 | B 0-2");
}

TEST_CASE("a thread that becomes ready takes the lowest idle CPU, else that of the worst thread") {
    Story story = Story::priority();
    story.scenario.machine.cpus = 2;
    story.process("mid", 0, {compute(9)}, 4);
    story.process("bad", 0, {compute(9)}, 5);
    story.process("x", 2, {compute(2)}, 1);
    story.process("y", 2, {compute(2)}, 2);
    CHECK(story.schedule() == "mid 0-2, x 2-4, mid 4-11 | bad 0-2, y 2-4, bad 4-11");
    Story calm = Story::priority();
    calm.scenario.machine.cpus = 2;
    calm.process("a", 0, {compute(3)}, 1);
    calm.process("b", 0, {compute(5)}, 1);
    calm.process("c", 1, {compute(1)}, 1); // equals do not preempt
    CHECK(calm.schedule() == "a 0-3, c 3-4 | b 0-5");
}

TEST_CASE("when a thread that becomes ready may preempt is a convention") {
    Story story = Story::priority();
    story.scenario.scheduler.parameters[2].value = Duration(4);
    story.scenario.conventions.preempt_check = PreemptCheck::quantum_end;
    story.process("low", 0, {compute(6)}, 5);
    story.process("high", 1, {compute(2)}, 1);
    CHECK(story.schedule() == "low 0-4, high 4-6, low 6-8");
}

TEST_CASE("a program that goes round for ever without taking time is reported") {
    Story story;
    story.scenario.limits.zero_time_steps = 100;
    story.process("A", 3, {forever({step(Print{"x"}, 7)})});
    story.run();
    CHECK(story.result.outcome == Outcome::no_progress);
    CHECK(story.result.end == Time(3));
    CHECK(story.result.message == "A did 100 steps without time passing, the last at line 7");
    REQUIRE(story.result.lines.size() == 1);
    CHECK(story.result.lines[0].line == 7);
}

TEST_CASE("two threads that yield to each other for ever make no progress") {
    Story story = Story::rr(2);
    story.scenario.limits.zero_time_steps = 100;
    story.process("A", 0, {forever({yield()})});
    story.process("B", 0, {forever({yield()})});
    story.run();
    CHECK(story.result.outcome == Outcome::no_progress);
}

TEST_CASE("sleeping for no time for ever makes no progress either") {
    Story story;
    story.scenario.limits.zero_time_steps = 100;
    story.process("A", 0, {forever({nap(0)})});
    story.run();
    CHECK(story.result.outcome == Outcome::no_progress);
}

TEST_CASE(
    "until is a normal end: what completes then has completed, what is released then is not part of it") {
    Story story;
    story.scenario.until = Time(4);
    story.process("A", 0, {compute(4), say("done"), io(1)});
    story.process("B", 4, {compute(1)});
    CHECK(story.schedule() == "A 0-4");
    CHECK(story.result.outcome == Outcome::until);
    CHECK(story.told.prints == "4 A done\n");
    CHECK(story.told.moves == "0 A Ready, admitted\n0 A Running, dispatched on 0\n4 A Waiting, io\n");
}

TEST_CASE("a daemon does not keep the run alive") {
    Story story = Story::rr(1);
    story.process("D", 0, {forever({compute(1)})}).daemon = true;
    story.process("A", 0, {compute(2)});
    CHECK(story.schedule() == "D 0-1, A 1-2, D 2-3, A 3-4");
    CHECK(story.result.outcome == Outcome::finished);
}

TEST_CASE("limits end a run with their names") {
    Story events;
    events.scenario.limits.events = 50;
    events.process("A", 0, {forever({compute(1)})});
    events.run();
    CHECK(events.result.outcome == Outcome::limit);
    CHECK(events.result.message == "the limit on events, 50");
    Story bomb;
    bomb.scenario.limits.processes = 20;
    bomb.process("A", 0, {forever({bare_fork()})});
    bomb.run();
    CHECK(bomb.result.outcome == Outcome::limit);
    CHECK(bomb.result.message == "the limit on processes, 20");
    Story threads;
    threads.scenario.limits.threads = 20;
    threads.process("A", 0, {spawn("w", {compute(1)}, 20)});
    threads.run();
    CHECK(threads.result.message == "the limit on threads, 20");
    Story time;
    time.scenario.limits.time = Time(100);
    time.process("A", 0, {compute(101)});
    time.run();
    CHECK(time.result.message == "the limit on simulated time");
    CHECK(time.result.end == Time(100));
}

TEST_CASE("a CPU that is kept for I/O gives the quantum after it that the setting says") {
    const auto kept = [](QuantumLeft after) {
        Story story = Story::rr(3);
        story.scenario.conventions.during_io = DuringIo::kept;
        story.scenario.conventions.quantum_after_io = after;
        story.process("A", 0, {compute(2), io(4), compute(4)});
        story.process("B", 0, {compute(4)});
        return story.schedule();
    };
    CHECK(kept(QuantumLeft::policy) == "A 0-2, A 6-9, B 9-12, A 12-13, B 13-14");
    CHECK(kept(QuantumLeft::fresh) == "A 0-2, A 6-9, B 9-12, A 12-13, B 13-14");
    CHECK(kept(QuantumLeft::rest) == "A 0-2, A 6-7, B 7-10, A 10-13, B 13-14");
}

TEST_CASE("nobody leaves a CPU that is kept for I/O: no leaving half is charged") {
    Story story = Story::rr(10);
    story.unit_costs(2, 2);
    story.scenario.conventions.switch_place = SwitchPlace::halves;
    story.scenario.conventions.during_io = DuringIo::kept;
    story.process("A", 0, {compute(2), io(4), compute(2)});
    CHECK(story.schedule() == "switch 0-1, A 1-3, A 7-9, switch 9-10");
}

TEST_CASE("a run that has used up its memory ends with a named limit, and its end is told") {
    class Full : public Progress {
      public:
        bool go_on(Time, std::uint64_t) override { return true; }
        std::uint64_t reached_memory_limit() override { return ++asked > 2 ? 1'000 : 0; }
        int asked = 0;
    };
    Story story = Story::rr(1);
    story.process("A", 0, {forever({bare_fork(), compute(1)})});
    std::vector<Sink*> sinks{&story.told};
    Simulation simulation(story.scenario, sinks);
    Full full;
    const RunResult result = simulation.run(&full);
    CHECK(full.asked == 3);
    CHECK(result.outcome == Outcome::limit);
    CHECK(result.message == "the limit on memory in bytes (--max-memory raises it), 1000");
}
