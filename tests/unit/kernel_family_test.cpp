// Processes and threads: admission, fork and wait, zombies and orphans, spawn and join, the exit of a process
// whose threads are everywhere, and runs that cannot go on.
#include "kernel_story.hpp"
#include "scale.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace ossim::testing;

TEST_CASE("without room a process stays New, and is admitted in order when room appears") {
    Story story;
    story.scenario.admitted_processes = 1;
    story.process("A", 0, {compute(3)});
    story.process("B", 1, {compute(1)});
    story.process("C", 0, {compute(1)});
    CHECK(story.schedule() == "A 0-3, C 3-4, B 4-5");
    CHECK(story.told.moves == "0 A Ready, admitted\n"
                              "0 C has no room\n"
                              "0 A Running, dispatched on 0\n"
                              "1 B has no room\n"
                              "3 A Terminated, ended\n"
                              "3 C Ready, admitted\n"
                              "3 C Running, dispatched on 0\n"
                              "4 C Terminated, ended\n"
                              "4 B Ready, admitted\n"
                              "4 B Running, dispatched on 0\n"
                              "5 B Terminated, ended\n");
}

TEST_CASE("a child is a zombie until its parent waits for it") {
    Story story;
    story.process("P", 0, {fork("child", {compute(1), leave(3)}), compute(2), io(4), wait_for(), compute(1)});
    CHECK(story.schedule() == "P 0-2, child 2-3, P 6-7");
    CHECK(story.told.family == "3 child exits 3\n6 child reaped by P\n7 P exits 0\n7 P reaped by init\n");
}

TEST_CASE("wait all returns when every child has ended; wait by name waits for that one") {
    Story story;
    story.process("P", 0, {fork("a", {compute(2)}), fork("b", {compute(1)}), wait_for("all"), compute(1)});
    CHECK(story.schedule() == "a 0-2, b 2-3, P 3-4");
    CHECK(story.told.family ==
          "2 a exits 0\n3 b exits 0\n3 a reaped by P\n3 b reaped by P\n4 P exits 0\n4 P reaped by init\n");
    Story named;
    named.process("P", 0, {fork("a", {compute(2)}), fork("b", {compute(1)}), wait_for("b"), compute(1)});
    CHECK(named.schedule() == "a 0-2, b 2-3, P 3-4");
    CHECK(named.told.family == "2 a exits 0\n3 b exits 0\n3 b reaped by P\n4 P exits 0\n4 a to init\n"
                               "4 a reaped by init\n4 P reaped by init\n");
}

TEST_CASE("a bare fork copies the variables, and the child goes on at the next step") {
    Story story;
    ProcessSpec& spec = story.process(
        "P", 0,
        {step(Store{"x", {5, {}}}), bare_fork(), step(Increment{"x", {1, {}}, Duration()}), say("x is {x}")});
    spec.variables = {{"x", 0}};
    story.run();
    CHECK(story.told.prints == "0 P x is 6\n0 P.1 x is 6\n");
}

TEST_CASE("two bare forks make four processes") {
    Story story;
    story.process("P", 0, {bare_fork(), bare_fork(), say("hello")});
    story.run();
    CHECK(story.told.prints == "0 P hello\n0 P.1 hello\n0 P.2 hello\n0 P.3 hello\n");
}

TEST_CASE("a child gets no name that the scenario lists, now or later") {
    Story story;
    story.process("A", 0, {bare_fork(), bare_fork(), say("here")});
    story.process("A.2", 5, {say("here")});
    story.process("kid", 0, {say("here")});
    story.process("B", 1,
                  {fork("kid", {say("here")}), fork("late", {say("here")}), fork("A.1", {say("here")}),
                   fork("A.5", {say("here")})});
    story.process("late", 9, {say("here")});
    story.run();
    CHECK(story.told.prints == "0 A here\n0 kid here\n0 A.1 here\n0 A.3 here\n0 A.4 here\n"
                               "1 kid.2 here\n1 late.2 here\n1 A.1.2 here\n1 A.5 here\n"
                               "5 A.2 here\n9 late here\n");
}

TEST_CASE("a spawned thread gets no name of a thread or process that the scenario lists") {
    Story story;
    ProcessSpec& listed = story.family("P", 0, "w", {say("here"), spawn("w", {say("here")})});
    listed.threads[0].count = 2;
    story.process("P/z", 7, {say("here")});
    story.process("P", 20, {}).name = "Q";
    story.thread(story.scenario.processes[0], "m", {spawn("z", {say("here")}), spawn("z", {say("here")}, 2)});
    story.run();
    CHECK(story.told.prints == "0 P/w.1 here\n0 P/w.2 here\n0 P/w.3 here\n0 P/w.4 here\n0 P/z.2 here\n"
                               "0 P/z.3 here\n0 P/z.4 here\n7 P/z here\n");
}

TEST_CASE("a child that runs a program begins it afresh: no loop, span or list of its parent goes on") {
    Draw list;
    list.kind = Distribution::list;
    list.values = {Duration(1), Duration(2), Duration(3)};
    Story story;
    story.scenario.programs.push_back({"turns", {step(Compute{list}), step(Compute{list})}, {}});
    const Step child = step(Fork{"child", ProgramRef{"draws", {}, {}}});
    story.scenario.programs[0] = {"draws", {repeat(2, {step(Compute{list})})}, {}};
    story.scenario.programs.push_back({"", {repeat(2, {step(Compute{list})}), wait_for("all")}, {}});
    ProcessSpec spec;
    spec.name = "P";
    spec.threads.emplace_back();
    spec.threads[0].program = ProgramId(0);
    story.scenario.processes.push_back(spec);
    story.scenario.programs[0].steps[0] = step(Repeat{
        2, {step(Compute{list}), step(If{{"kid == 0", {}}, {step(Store{"kid", {1, {}}}), child}, {}})}});
    story.scenario.processes[0].variables = {{"kid", 0}};
    CHECK(story.schedule() == "P 0-3, child 3-6");
}

TEST_CASE("orphans go to init, to the grandparent, or the whole subtree to init") {
    const auto told = [](Orphans rule) {
        Story story;
        story.scenario.conventions.orphans = rule;
        const Step b = fork("b", {fork("c", {nap(20)}), nap(10)});
        story.process("A", 0, {fork("B", {b, nap(5)}), nap(30)});
        story.run();
        return story.told.family;
    };
    CHECK(told(Orphans::init) == "5 B exits 0\n5 b to init\n10 b exits 0\n10 c to init\n10 b reaped by init\n"
                                 "20 c exits 0\n20 c reaped by init\n30 A exits 0\n30 B to init\n"
                                 "30 B reaped by init\n30 A reaped by init\n");
    CHECK(told(Orphans::parent) == "5 B exits 0\n5 b to A\n10 b exits 0\n10 c to A\n20 c exits 0\n"
                                   "30 A exits 0\n30 B to init\n30 B reaped by init\n30 b to init\n"
                                   "30 b reaped by init\n30 c to init\n30 c reaped by init\n"
                                   "30 A reaped by init\n");
    CHECK(told(Orphans::flattened) == "5 B exits 0\n5 b to init\n5 c to init\n10 b exits 0\n"
                                      "10 b reaped by init\n20 c exits 0\n20 c reaped by init\n"
                                      "30 A exits 0\n30 B to init\n30 B reaped by init\n"
                                      "30 A reaped by init\n");
}

TEST_CASE("a chain of descendants is flattened whatever its length") {
    Story story;
    story.scenario.conventions.orphans = Orphans::flattened;
    story.scenario.limits.processes = 400'000;
    story.scenario.limits.events = 10'000'000;
    story.scenario.programs.push_back({"link", {}, {}});
    const Step next = step(Fork{"", ProgramRef{"link", {}, {}}});
    const Step deeper = step(If{{"depth < " + std::to_string(scaled(300'000)), {}},
                                {step(Increment{"depth", {1, {}}, Duration()}), next},
                                {}});
    story.scenario.programs[0].steps = {deeper, nap(1'000'000)};
    story.scenario.variables = {{"depth", 0}};
    story.process("root", 0, {next, compute(1), leave()});
    story.run();
    CHECK(story.result.outcome == Outcome::finished);
}

TEST_CASE("the exit of a process ends its threads wherever they are") {
    Story story;
    story.scenario.machine.cpus = 2;
    ProcessSpec& family = story.family("P", 0, "runs", {compute(20)});
    story.thread(family, "exits", {compute(5), leave(1)});
    story.thread(family, "ready", {compute(20)});
    story.thread(family, "sleeps", {nap(20)});
    story.scenario.processes[0].threads[3].name = "sleeps";
    story.process("Q", 1, {compute(1)});
    CHECK(story.schedule() == "P/runs 0-5, Q 5-6 | P/exits 0-5");
    CHECK(story.told.moves == "0 P/runs Ready, admitted\n"
                              "0 P/exits Ready, admitted\n"
                              "0 P/ready Ready, admitted\n"
                              "0 P/sleeps Ready, admitted\n"
                              "0 P/runs Running, dispatched on 0\n"
                              "0 P/exits Running, dispatched on 1\n"
                              "1 Q Ready, admitted\n"
                              "5 P/runs Terminated, exited\n"
                              "5 P/exits Terminated, exited\n"
                              "5 P/ready Terminated, exited\n"
                              "5 P/sleeps Terminated, exited\n"
                              "5 Q Running, dispatched on 0\n"
                              "6 Q Terminated, ended\n");
    CHECK(story.told.family == "5 P exits 1\n5 P reaped by init\n6 Q exits 0\n6 Q reaped by init\n");
}

TEST_CASE("exit reaches a thread in a switch, and one that waits for its device") {
    Story story;
    story.scenario.machine.cpus = 2;
    story.unit_costs(4, 4);
    ProcessSpec& family = story.family("P", 0, "exits", {compute(6), leave()});
    story.thread(family, "asks", {compute(1), io(50), compute(1)});
    story.thread(family, "late", {compute(9)});
    CHECK(story.schedule() == "switch 0-4, P/exits 4-10 | switch 0-4, P/asks 4-5, switch 5-9, P/late 9-10");
    CHECK(story.result.end == Time(10));
}

TEST_CASE("a thread's end ends itself, and the process with the last") {
    Story story;
    ProcessSpec& family = story.family("P", 0, "a", {compute(1)});
    story.thread(family, "b", {compute(2)});
    CHECK(story.schedule() == "P/a 0-1, P/b 1-3");
    CHECK(story.told.family == "3 P exits 0\n3 P reaped by init\n");
    Story burst; // the end of a burst's program ends the process, its spawned threads included
    burst.process("P", 0, {spawn("w", {compute(9)}), compute(1)});
    CHECK(burst.schedule() == "P 0-1");
}

TEST_CASE("join waits for one, any or all; a detached thread is not waited for") {
    const auto spawned = [](Steps rest) {
        Steps steps{spawn("a", {compute(2)}), spawn("b", {compute(3)})};
        steps.insert(steps.end(), rest.begin(), rest.end());
        Story story;
        story.process("P", 0, steps);
        return story.schedule();
    };
    CHECK(spawned({join("all"), compute(1)}) == "P/a 0-2, P/b 2-5, P 5-6");
    CHECK(spawned({join("any"), compute(1)}) == "P/a 0-2, P/b 2-5, P 5-6");
    CHECK(spawned({join("b"), compute(1)}) == "P/a 0-2, P/b 2-5, P 5-6");
    CHECK(spawned({join("a"), compute(1)}) == "P/a 0-2, P/b 2-5, P 5-6");
    CHECK(spawned({step(Detach{{"b", {}}}), join("all"), compute(1)}) == "P/a 0-2, P/b 2-5, P 5-6");
    CHECK(spawned({step(Detach{{"all", {}}}), join("all"), compute(1)}) == "P 0-1");
}

TEST_CASE("threads that wait for each other are a deadlock, told with who waits for what") {
    Story story;
    ProcessSpec& family = story.family("P", 0, "a", {compute(1), join("b"), compute(1)});
    story.thread(family, "b", {compute(1), join("a"), compute(1)});
    story.run();
    CHECK(story.result.outcome == Outcome::deadlock);
    CHECK(story.result.end == Time(2));
    CHECK(story.result.message ==
          "P/a waits to join P/b; P/b waits to join P/a; the cycle: P/a -> P/b -> P/a");
    Simulation simulation(story.scenario, {});
    (void)simulation.run();
    const Snapshot snapshot = simulation.snapshot();
    REQUIRE(snapshot.threads.size() == 2);
    CHECK(snapshot.threads[0].waits_on == "the end of P/b");
    CHECK(snapshot.threads[1].waits_on == "the end of P/a");
}

TEST_CASE("who waits for threads of a circle is told beside it") {
    Story story;
    story.process(
        "A", 0, {spawn("a", {nap(1), join("b")}), spawn("b", {nap(1), join("a")}), join("all"), compute(1)});
    story.run();
    CHECK(story.result.outcome == Outcome::deadlock);
    CHECK(story.result.message ==
          "A waits to join A/a and A/b; A/a waits to join A/b; A/b waits to join A/a; the cycle: A/a -> A/b "
          "-> A/a");
}

TEST_CASE("a parent that waits for a child in a deadlock names it") {
    Story story;
    story.process(
        "A", 0,
        {fork("kid", {spawn("x", {nap(1), join("y")}), spawn("y", {nap(1), join("x")}), join("all")}),
         wait_for()});
    story.run();
    CHECK(story.result.outcome == Outcome::deadlock);
    CHECK(story.result.message ==
          "A waits for its child kid; kid waits to join kid/x and kid/y; kid/x waits to join kid/y; kid/y "
          "waits to join kid/x; the cycle: kid/x -> kid/y -> kid/x");
}

TEST_CASE("one zombie wakes one of the threads that wait for any child") {
    Story story;
    story.scenario.machine.cpus = 4;
    ProcessSpec& family = story.family(
        "P", 0, "a", {fork("x", {compute(5)}), fork("y", {compute(9)}), wait_for("any"), compute(1)});
    story.thread(family, "b", {compute(1), wait_for("any"), compute(1)});
    story.thread(family, "c", {compute(1), wait_for("y"), compute(1)});
    CHECK(story.schedule() == "x 0-5, P/a 5-6, P/b 9-10 | P/b 0-1, P/c 9-10 | P/c 0-1 | y 0-9");
    CHECK(story.told.moves.find("5 P/b") == std::string::npos);
    CHECK(story.told.family ==
          "5 x exits 0\n5 x reaped by P\n9 y exits 0\n9 y reaped by P\n10 P exits 0\n10 P reaped by init\n");
}

TEST_CASE("who waits for any child goes on when the last one has been reaped by another") {
    Story story;
    ProcessSpec& family = story.family("P", 0, "a", {fork("x", {compute(5)}), wait_for("any"), compute(2)});
    story.thread(family, "b", {wait_for("any"), compute(1)});
    CHECK(story.schedule() == "x 0-5, P/a 5-7, P/b 7-8");
    CHECK(story.result.outcome == Outcome::finished);
}

TEST_CASE("joins by name do not look at all threads each time") {
    Story story("fcfs");
    story.scenario.limits.events = 10'000'000;
    constexpr std::uint32_t count = scaled(100'000U);
    Story many("fcfs");
    many.scenario.limits.events = 10'000'000;
    many.process("P", 0, {spawn("w", {compute(1)}, count), join("w"), compute(1)});
    many.run();
    CHECK(many.result.end == Time(count + 1));
    story.process("P", 0, {repeat(count, {spawn("w", {compute(1)}), join("w")}), compute(1)});
    story.run();
    CHECK(story.result.end == Time(count + 1));
}

TEST_CASE("a thread does not wait for itself, nor for what is not there") {
    Story story;
    ProcessSpec& family =
        story.family("P", 0, "a", {join("a"), join("nobody"), wait_for("nobody"), compute(1)});
    (void)family;
    CHECK(story.schedule() == "P/a 0-1");
    CHECK(story.result.outcome == Outcome::finished);
}

TEST_CASE("4,096 CPUs") {
    Story story;
    story.scenario.machine.cpus = 4'096;
    ProcessSpec& family = story.family("P", 0, "w", {compute(3), io(2), compute(1)});
    family.threads[0].count = 5'000;
    story.run();
    CHECK(story.result.outcome == Outcome::finished);
    CHECK(story.result.end == Time(9)); // 4,096 at 0-3, 904 at 3-6; these come back at 8
}

TEST_CASE("300,000 threads, joined by the one that made them") {
    Story story = Story::rr(5);
    story.scenario.limits.events = 100'000'000;
    story.process("P", 0, {spawn("w", {compute(1)}, scaled(300'000U)), join(), compute(1)});
    story.run();
    CHECK(story.result.outcome == Outcome::finished);
    CHECK(story.result.end == Time(scaled(300'000) + 1));
}

TEST_CASE("100,000 zombies that nobody waited for go to init in order of birth, the last to end first") {
    Story story("lcfs");
    story.scenario.limits.events = 100'000'000;
    story.process("P", 0, {repeat(scaled(100'000U), {fork("c", {compute(1)})}), nap(200'000)});
    story.run();
    CHECK(story.result.outcome == Outcome::finished);
    CHECK(story.result.end == Time(200'000));
}
