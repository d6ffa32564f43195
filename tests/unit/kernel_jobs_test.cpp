// Jobs: when they are released, what a late one does to the next, what becomes of one that is given up.
#include "kernel_story.hpp"

#include "ossim/metrics.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace ossim::testing;

TEST_CASE("a job is released in every period, and its thread waits between two of them") {
    Story story = Story::edf();
    story.task("A", 5, {compute(2)}).offset = Duration(1);
    story.until(11);
    CHECK(story.schedule() == "A 1-3, A 6-8");
    CHECK(story.told.jobs == "1 A_1 released, deadline 6\n3 A_1 done, response 2, lateness -3\n"
                             "6 A_2 released, deadline 11\n8 A_2 done, response 2, lateness -3\n");
    CHECK(story.told.moves == "1 A Ready, admitted\n1 A Running, dispatched on 0\n3 A Waiting, job_done\n"
                              "6 A Ready, released\n6 A Running, dispatched on 0\n8 A Waiting, job_done\n");
    CHECK(story.result.outcome == Outcome::until);
}

TEST_CASE("a late job goes on, the next one waits for it, and response counts from its own release") {
    Story story = Story::edf();
    story.task("A", 4, {compute(6)});
    story.until(13);
    CHECK(story.schedule() == "A 0-13");
    CHECK(story.told.jobs == "0 A_1 released, deadline 4\n4 A_1 missed\n4 A_2 released, deadline 8\n"
                             "6 A_1 done, response 6, lateness 2\n8 A_2 missed\n8 A_3 released, deadline 12\n"
                             "12 A_2 done, response 8, lateness 4\n12 A_3 missed\n"
                             "12 A_4 released, deadline 16\n");
}

TEST_CASE("to end exactly at the deadline is no miss, and a job that is given up makes room for the next") {
    Story story = Story::edf();
    Attributes& a = story.task("A", 4, {compute(3), compute(2)});
    a.overrun = Overrun::abort;
    story.task("B", 8, {compute(1)});
    story.until(8);
    CHECK(story.schedule() == "A 0-4, B 4-5, A 5-8"); // of equal deadlines, who has been ready for longer
    CHECK(story.told.jobs == "0 A_1 released, deadline 4\n0 B_1 released, deadline 8\n4 A_1 missed\n"
                             "4 A_1 aborted after 4\n4 A_2 released, deadline 8\n"
                             "5 B_1 done, response 5, lateness -3\n8 A_2 missed\n8 A_2 aborted after 3\n");
}

TEST_CASE("a job is given up whatever its thread is doing: ready, asleep, at a device") {
    for (const Step& blocks : {nap(9), io(9)}) {
        Story story = Story::edf();
        story.task("A", 4, {compute(1), blocks, compute(1)}).overrun = Overrun::abort;
        story.until(8);
        CHECK(story.schedule() == "A 0-1, A 4-5");
        CHECK(story.told.moves.find(
                  "4 A Ready, job_aborted\n4 A Waiting, job_aborted\n4 A Ready, released\n") !=
              std::string::npos);
    }
    Story story("rm");
    story.task("A", 2, {compute(2)});
    Attributes& late = story.task("B", 8, {compute(1)});
    late.deadline = Duration(3);
    late.overrun = Overrun::abort;
    story.until(8);
    CHECK(story.schedule() == "A 0-8");
    CHECK(story.told.moves.find("3 B Waiting, job_aborted\n") != std::string::npos);
}

TEST_CASE("variables and draws go on from job to job, loops begin anew") {
    Draw list;
    list.kind = Distribution::list;
    list.values = {Duration(1), Duration(3)};
    Story story = Story::edf();
    story.task("A", 5, {repeat(2, {step(Compute{list})})});
    story.until(15);
    CHECK(story.schedule() == "A 0-4, A 5-9, A 10-14");
}

TEST_CASE("work with a deadline and no period is one job; what has none runs in the background") {
    Story story = Story::edf();
    story.process("B", 0, {compute(4)});
    story.process("A", 1, {compute(2)}).threads[0].attributes.deadline = Duration(9);
    CHECK(story.schedule() == "B 0-1, A 1-3, B 3-6");
    CHECK(story.told.jobs == "1 A_1 released, deadline 10\n3 A_1 done, response 2, lateness -7\n");
    CHECK(story.result.outcome == Outcome::finished);
}

TEST_CASE("at one instant jobs end first, then deadlines pass, then jobs come in order of the tasks") {
    Story story("fcfs");
    story.task("A", 6, {compute(2)}).offset = Duration(2);
    story.task("B", 2, {compute(2)});
    story.until(9);
    CHECK(story.schedule() == "B 0-2, A 2-4, B 4-9");
}

TEST_CASE("a server keeps an overrun to itself: throttled until its deadline, or postponed") {
    const auto run = [](const char* exhausted, std::int64_t other) {
        Story story = Story::edf(exhausted);
        story.process("S", 0, {compute(5)}).threads[0].attributes.server =
            ServerSpec{Duration(2), Duration(6), Duration(6)};
        if (other > 0) story.task("A", 8, {compute(other)});
        story.until(16);
        return story.schedule();
    };
    CHECK(run("throttle", 0) == "S 0-2, S 6-8, S 12-13");
    CHECK(run("postpone", 0) == "S 0-5");
    CHECK(run("postpone", 3) == "S 0-2, A 2-5, S 5-8, A 8-11");
}

TEST_CASE("on several CPUs only who is not among the best gives way, and who stays does not move") {
    Story story = Story::edf();
    story.scenario.machine.cpus = 2;
    story.task("A", 20, {compute(6)});
    story.task("B", 12, {compute(6)});
    story.task("C", 9, {compute(2)}).offset = Duration(1);
    story.until(8);
    CHECK(story.schedule() == "B 0-6 | A 0-1, C 1-3, A 3-8");
}

TEST_CASE("edzl runs a job from the instant on at which it cannot wait any more") {
    Story story("edzl");
    story.scenario.machine.cpus = 2;
    for (const char* name : {"A", "B", "C"})
        story.task(name, 3, {compute(2)}, 2);
    story.until(3);
    CHECK(story.schedule() == "A 0-2, B 2-3 | B 0-1, C 1-3");
}

TEST_CASE("llf: equal laxities take turns at every tick") {
    Story story("llf", {{"tick", Duration(1)}});
    story.task("A", 8, {compute(2)}, 2);
    story.task("B", 8, {compute(2)}, 2);
    story.until(8);
    CHECK(story.schedule() == "A 0-1, B 1-2, A 2-3, B 3-4");
}

TEST_CASE("jobs are counted for each thread and for the run") {
    Story story = Story::edf();
    story.task("A", 4, {compute(3)});
    story.task("B", 8, {compute(4)});
    story.until(16);
    MetricsSink sink;
    std::vector<Sink*> sinks{&sink};
    Simulation simulation(story.scenario, sinks);
    CHECK(simulation.run().outcome == Outcome::until);
    const Metrics& metrics = sink.metrics();
    const auto value = [&](std::string_view subject, std::string_view name) {
        const auto found = find_metric(metrics, subject, name);
        return found ? found->value : Ratio(-1);
    };
    CHECK(value("A", "jobs") == Ratio(4));
    CHECK(value("", "jobs") == Ratio(6));
    CHECK(value("", "jobs_done") + value("", "missed") > Ratio(4));
    CHECK(value("A", "worst_response") >= value("A", "mean_response"));
    CHECK(value("A", "worst_lateness") > Ratio(0));
}
