// The forms beyond intervals: ticks and changes, a course's own lines, charts, the text form. One schedule
// throughout, so that each form is seen to say the same.
#include "ossim/grade.hpp"

#include "base/text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ossim;

namespace {

/// "0: P1 0-4, P2 4-7; 1: …", "empty", or the problems.
std::string said(std::string_view text, const ReadingRules& rules = {}, Unit unit = Unit::ms) {
    const Submission submission = read_submission("s", text, unit, rules);
    std::string result;
    for (const Diagnostic& problem : submission.problems)
        result += std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column) + ": " +
                  problem.message + (problem.hint.empty() ? "" : "; " + problem.hint) + "\n";
    if (submission.empty) return "empty";
    if (!submission.schedule) return result;
    for (std::size_t cpu = 0; cpu < submission.schedule->cpus.size(); ++cpu) {
        result += (cpu == 0 ? "" : "; ") + std::to_string(cpu) + ":";
        for (const Slice& slice : submission.schedule->cpus[cpu])
            result += " " + (slice.work == Work::run ? submission.schedule->name_of(slice.tid) : "OVERHEAD") +
                      " " + in_unit(slice.start - Time(), unit) + "-" + in_unit(slice.end - Time(), unit);
    }
    return result;
}

SubmissionForm form(std::string_view text, const ReadingRules& rules = {}) {
    return read_submission("s", text, Unit::ms, rules).form;
}

constexpr std::string_view schedule = "0: P1 0-2 P2 2-4 P1 5-6";

} // namespace

TEST_CASE("tables with the headings that people use") {
    for (const std::string_view text :
         {"cpu,start,end,thread\n0,0,2,P1\n0,2,4,P2\n0,5,6,P1\n",
          "Process,Start Time,Finish Time\nP1,0,2\nP2,2,4\nP1,5,6\n",
          "process;start;burst\nP1;0;2\nP2;2;2\nP1;5;1\n",
          "Process\tArrival\tFrom\tUntil\tWaiting\nP1\t0\t0\t2\t0\nP2\t0\t2\t4\t2\nP1\t0\t5\t6\t3\n",
          "\"job\",\"begin\",\"duration\"\n\"P1\",\"0\",\"2\"\n\"P2\",\"2\",\"2\"\n\"P1\",\"5\",\"1\"\n",
          "name,finish,duration\nP1,2,2\nP2,4,2\nP1,6,1\n",
          "| Process | Start | End |\n|---------|------:|----:|\n| P1 | 0 | 2 |\n| P2 | 2 | 4 |\n| P1 | 5 | "
          "6 |\n",
          "Process  Start  Finish\nP1       0      2\nP2       2      4\nP1       5      6\n",
          "start_us,end_us,task\n0,2000,P1\n2000,4000,P2\n5000,6000,P1\n",
          "Start [s],End (s),Task\n0,0.002,P1\n0.002,0.004,P2\n0.005,0.006,P1\n",
          "cpu,start,end,thread\n0,0 ms,2 ms,P1\n0,2ms,4 msec,P2\n0,5 ticks,0.006 seconds,P1\n",
          "P1,0,0,2\nP2,0,2,4\nP1,0,5,6\n", "P1 0 2\nP2 2 4\nP1 5 6\n",
          "0 2 P1 done\n2 4 P2 -\n5 6 P1 x\n"}) {
        CAPTURE(std::string(text));
        CHECK(said(text) == schedule);
        CHECK(form(text) == SubmissionForm::csv);
    }
}

TEST_CASE("columns without a heading mean what all rows can mean") {
    CHECK(said("1,0,2\n2,2,4\n1,5,6\n") == "0: 1 0-2 2 2-4 1 5-6");
    CHECK(said("0,2,1\n2,4,2\n5,6,1\n") == "0: 1 0-2 2 2-4 1 5-6");
    CHECK(said("1,2,3\n4,5,6\n") ==
          "1:1: without a heading it is not clear which column is the thread and which are times; "
          "write a heading above the rows: thread,start,end or time,thread\n");
    CHECK(said("thread,start,end\n1,2,3\n4,5,6\n") == "0: 1 2-3 4 5-6");
    CHECK(said("0,1\n1,2\n") ==
          "1:1: without a heading it is not clear which column is the thread and which are times; "
          "write a heading above the rows: thread,start,end or time,thread\n");
}

TEST_CASE("a row a tick, or a row a change") {
    for (const std::string_view text :
         {"time,process\n0,P1\n1,P1\n2,P2\n3,P2\n4,idle\n5,P1\n", "0,P1\n1,P1\n2,P2\n3,P2\n4,-\n5,P1\n",
          "0 P1\n1 P1\n2 P2\n3 P2\n5 P1\n", "Time;Running\n0;P1\n2;P2\n4;idle\n5;P1\n6;idle\n",
          "P1,0\nP2,2\nidle,4\nP1,5\nidle,6\n", "tick,cpu0\n0,P1\n1,P1\n2,P2\n3,P2\n4,\n5,P1\n",
          "time,event,process\n0,arrives,P1\n0,dispatched,P1\n2,preempted,P1\n2,runs,P2\n4,blocked,P2\n"
          "5,running,P1\n6,exits,P1\n",
          "time,thread,state\n0,P1,running\n2,P1,ready\n2,P2,running\n4,P2,waiting\n5,P1,running\n"
          "6,P1,terminated\n"}) {
        CAPTURE(std::string(text));
        CHECK(said(text) == schedule);
    }
    CHECK(said("time,cpu0,cpu1\n0,P1,P2\n1,P1,\n2,P3,P2\n3,-,P2\n") == "0: P1 0-2 P3 2-3; 1: P2 0-1 P2 2-4");
    CHECK(said("time,cpu,process\n0,0,A\n0,1,B\n3,0,B\n4,1,idle\n5,0,idle\n") == "0: A 0-3 B 3-5; 1: B 0-3");
    CHECK(said("time,process\n0,P1\n4,P2\n") ==
          "3:1: \"P2\" has the CPU from 4ms on, and nothing says until when; add a last row with the time at "
          "which it leaves, and idle\n");
}

TEST_CASE("a course's own output by its patterns") {
    ReadingRules rules;
    rules.lines = {"Time {t}: process {p} {event}"};
    for (const std::string_view text :
         {"Time 0: process P1 starts\nTime 2: process P1 preempted\nTime 2: process P2 starts\n"
          "Time 4: process P2 blocks\nTime 5: process P1 runs\nTime 6: process P1 finished\n",
          "=== SIM ===\n  TIME 0 :  Process P1   Dispatched\ntime 2ms: process P2 is running.\n"
          "queue: [P1]\ntime 4 : process P2 waiting\ntime 5 ms: process P1 resumes\r\n"
          "time 6: process P1 terminated!\nbye\n"}) {
        CAPTURE(std::string(text));
        CHECK(said(text, rules) == schedule);
        CHECK(form(text, rules) == SubmissionForm::lines);
    }
    rules.lines = {"[{t}] cpu {cpu}: {event} {p}", "[{t}] cpu {cpu}: {event}"};
    rules.events = {{"runs", "enters"}, {"exits", "gone"}, {"idle", "nobody"}};
    CHECK(said("[0] CPU 1: enters A\n[0] cpu 0: enters B\n[3] cpu 0: nobody\n[4] cpu 1: gone A\n", rules) ==
          "0: B 0-3; 1: A 0-4");
    rules.lines = {"{p} ran from {start} to {end} {*}"};
    rules.names = {{"shell", "P1"}, {"Web Server", "P2"}};
    CHECK(said("Shell ran from 0 to 2 on cpu 0\nWebServer ran from 2 to 4 .\nSHELL ran from 5 to 6 x\n",
               rules) == schedule);
    rules.lines = {"{p}: {t} +{duration}"};
    CHECK(said("shell: 0 +2\nweb server: 2 +2\nshell: 5 +1\n", rules) == schedule);
    rules.lines = {"tick {t} {*} -> {p}"};
    CHECK(said("tick 0 x -> P1\ntick 1 y -> P1\ntick 2 -> -> P2\ntick 3 z -> P2\ntick 4 z -> none\n"
               "tick 5 z -> P1\n",
               rules) == schedule);
}

TEST_CASE("where no line fits the patterns, other forms are tried, and the message shows the pattern") {
    ReadingRules rules;
    rules.lines = {"Time {t}: process {p} {event}"};
    CHECK(said("P1 0-2, P2 2-4, P1 5-6", rules) == schedule);
    CHECK(said("0,0,2,P1\n0,2,4,P2\n0,5,6,P1\n", rules) == schedule);
    CHECK(said("\nAt 4 runs P1\n", rules) ==
          "2:1: no line has the form \"Time {t}: process {p} {event}\"; this one is \"At 4 runs P1\"; print "
          "each line as the assignment says, or hand in a CSV: cpu,start,end,thread\n");
    CHECK(
        said("Time 4: process P1 dances\n", rules) ==
        "1:1: \"dances\" is no event that says who has the CPU, nor does any other line; the words are runs, "
        "stops, exits and idle, and those that the assignment declares\n");
    CHECK(said("Time 4: process P1 runs\n", rules) ==
          "1:1: \"P1\" has the CPU from 4ms on, and nothing says until when; add a last row with the time at "
          "which it leaves, and idle\n");
    CHECK(said("Time 4: process P1 runs\nTime 9: process P1 is happy\n", rules) == "0: P1 4-9");
}

TEST_CASE("a pattern that cannot be used says why") {
    CHECK(problem_of_pattern("Time {t}: process {p} {event}").empty());
    CHECK(problem_of_pattern("{start}-{end} {p}").empty());
    CHECK(problem_of_pattern("{end} {duration} {p}").empty());
    CHECK(problem_of_pattern("Time {t: {p}") ==
          "{t:{p} is no field; there are {t}, {start}, {end}, {duration}, {cpu}, {p}, {event} and {*}");
    CHECK(problem_of_pattern("Time {t") == "a { has no }");
    CHECK(problem_of_pattern("{when} {p}") ==
          "{when} is no field; there are {t}, {start}, {end}, {duration}, {cpu}, {p}, {event} and {*}");
    CHECK(problem_of_pattern("{t}{p}") ==
          "two fields stand side by side, so that it is not clear where the first one ends");
    CHECK(problem_of_pattern("hello {*}") ==
          "it has no field: write {t} where the time stands, and {p} for the thread");
    CHECK(problem_of_pattern("{t} x") == "it has neither {p} nor {event}: who has the CPU, or what happens");
    CHECK(problem_of_pattern("{p} {end}") ==
          "it has no time: write {t}, or {start} and {end}, where the times stand");
    CHECK(problem_of_pattern("{p} {start}") ==
          "it has {start} without {end} or {duration}; a single moment is {t}");
}

TEST_CASE("a chart as textbooks draw it") {
    for (const std::string_view text :
         {"| P1 | P2 | idle | P1 |\n0    2    4      5    6\n",
          "+----+----+---+----+\n| P1 | P2 |   | P1 |\n+----+----+---+----+\n0    2    4   5    6\n",
          "P1 P2 - P1\n0 2 4 5 6", "CPU 0: | P1 | P2 | - | P1 |\n       0    2    4   5    6ms\n"}) {
        CAPTURE(std::string(text));
        CHECK(said(text) == schedule);
        CHECK(form(text) == SubmissionForm::chart);
    }
    CHECK(said("|A|B|\n0 2 4\n|C|\n1 3\n") == "0: A 0-2 B 2-4; 1: C 1-3");
    CHECK(said("| P1 | P2 |\n0 4\n") ==
          "2:1: there are 2 names above and 2 times here; one more time than names is needed; write below "
          "each border its time, the first and the last too\n");
}

TEST_CASE("units may stand apart in words") {
    CHECK(said("P1 0 ms - 2 ms, P2 2 - 4 ticks, P1 5000 us - 6 milliseconds") == schedule);
    ReadingRules rules;
    rules.unit = Unit::us;
    CHECK(said("P1 0-2000, P2 2000-4000, P1 5000-6 ms", rules) == schedule);
}

TEST_CASE("what Windows saves as Unicode is text too") {
    const auto wide = [](std::string_view text, bool low_first) {
        std::string bytes = low_first ? "\xFF\xFE" : "\xFE\xFF";
        for (const char c : text) {
            bytes += low_first ? c : '\0';
            bytes += low_first ? '\0' : c;
        }
        return bytes;
    };
    for (const bool low_first : {true, false})
        CHECK(said(wide("P1 0-2, P2 2-4\r\nP1 5-6", low_first)) == schedule);
    using namespace std::string_literals;
    CHECK(said("\xFF\xFE\x3D\xD8\x00\xDE \0000\0-\0002\0"s) != "");
    CHECK(said("\xFF\xFE\xE9\0 \0000\0-\0002\0"s) == "0: \xC3\xA9 0-2");
    CHECK(said("\xFF\xFE"s) == "empty");
}
