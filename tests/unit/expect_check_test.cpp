// The grammar of expectations: what is accepted, and what a mistake is told.
#include "expect/claims.hpp"
#include "expect/expect.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace ossim;

namespace {

ProcessSpec process(std::string name, std::uint32_t count = 1) {
    ProcessSpec p;
    p.name = std::move(name);
    p.count = count;
    p.threads.resize(1);
    p.threads[0].name = p.name;
    return p;
}

/// P1, P2, job (100 of them), a server with four workers in the group "slow"; programs with a span and a
/// device.
Scenario scenario() {
    Scenario s;
    s.file = "test.yaml";
    s.variants = {"three", "four"};
    s.processes = {process("P1"), process("P2"), process("job", 100), process("server")};
    s.processes[3].threads_given = true;
    s.processes[3].threads[0].name = "worker";
    s.processes[3].threads[0].count = 4;
    s.processes[3].threads[0].group = "slow";
    Span span;
    span.label = "request";
    Io io;
    io.device = "disk";
    span.steps = {{io, {}}};
    ProgramSpec program;
    program.steps = {{span, {}}};
    s.programs = {program};
    return s;
}

Expectation expect(ExpectationKind kind, std::vector<std::string> texts, std::vector<std::string> keys = {}) {
    Expectation e;
    e.kind = kind;
    e.texts = std::move(texts);
    e.keys = std::move(keys);
    e.at = {10, 5};
    for (std::size_t i = 0; i < e.texts.size(); ++i)
        e.marks.push_back({10, 11});
    return e;
}

/// Every message as "line:column+width code: message; hint".
std::string told(Scenario s, const Expectation& e, std::optional<std::string_view> run = "") {
    s.expectations = {e};
    std::string text;
    for (const Diagnostic& d : check_expectations(s, run)) {
        CHECK(d.file == "test.yaml");
        CHECK(d.severity == Severity::error);
        text += std::to_string(d.at.line) + ":" + std::to_string(d.at.column) + "+" +
                std::to_string(d.width) + " " + d.code + ": " + d.message +
                (d.hint.empty() ? "" : "; " + d.hint) + "\n";
    }
    return text;
}

std::string told_that(const std::string& text) {
    return told(scenario(), expect(ExpectationKind::that, {text}));
}
std::string told_never(const std::string& text) {
    return told(scenario(), expect(ExpectationKind::never, {text}));
}
std::string told_item(const std::string& text) {
    return told(scenario(), expect(ExpectationKind::order, {text}));
}
std::string told_schedule(const std::string& text) {
    return told(scenario(), expect(ExpectationKind::schedule, {text}));
}

} // namespace

TEST_CASE("expressions over metrics that exist are accepted") {
    for (const char* text : {"P1.turnaround == 30",
                             "avg(ready_wait) <= 6",
                             "P1.turnaround == 30ms and P2.response < 5",
                             "four::switches.mean > 1.1 * three::switches.mean",
                             "percentile(response, 95) <= 10ms",
                             "cpu0.utilisation > 80%",
                             "server.cpu == server/worker.1.cpu * 4",
                             "worker.2.finish < 3s",
                             "job.100.turnaround > job.1.turnaround",
                             "max(job.turnaround) < 20",
                             "avg(slow.response) < 1",
                             "slow.cpu > 0",
                             "switches.process.count == 5",
                             "switches.thread.address_space == 0",
                             "span.request.p95 < 20ms",
                             "device.disk.busy > 1ms",
                             "io_busy > 1ms",
                             "fairness >= 0.95",
                             "max(P1.turnaround, P2.turnaround) == 7",
                             "count(turnaround) == 4",
                             "not (ties > 0)",
                             "avg(switching) == 0",
                             "three::anything.turnaround == 3",
                             "three::span.other.p99 < 1",
                             "throughput > 3",
                             "P1.status == 0",
                             "three::avg(turnaround) == 1",
                             "three::max(odd.turnaround) == 1",
                             "P1.turnaround / P2.turnaround > 2",
                             "switching == 0",
                             "cpu0.switching == 0"}) {
        CAPTURE(std::string(text));
        CHECK(told_that(text) == "");
    }
}

TEST_CASE("a mistake in an expression is told with its place and what to write") {
    CHECK(told_that("P1.turnarund == 30") ==
          "10:11+12 unknown-metric: \"P1\" has no metric \"turnarund\"; did you "
          "mean \"turnaround\"?\n");
    CHECK(told_that("avg(readywait) == 30") ==
          "10:15+9 unknown-metric: there is no metric \"readywait\"; did you mean \"ready_wait\"?\n");
    CHECK(told_that("1 < P3.turnaround") ==
          "10:15+13 unknown-name: nothing is called \"P3\"; did you mean \"P1\"?\n");
    CHECK(told_that("job.101.cpu == 1") ==
          "10:11+11 unknown-name: nothing is called \"job.101\"; did you mean \"job.1\"?\n");
    CHECK(told_that("cpu1.idle == 1") ==
          "10:11+9 unknown-name: nothing is called \"cpu1\"; did you mean \"cpu0\"?\n");
    CHECK(told_that("turnaround == 30") == "10:11+10 bad-expectation: \"turnaround\" is a metric of threads "
                                           "and processes: whose is meant?; write "
                                           "P1.turnaround, or avg(turnaround) for all\n");
    CHECK(told_that("thre::P1.turnaround == 30") ==
          "10:11+19 unknown-variant: there is no variant \"thre\"; did you mean \"three\"?\n");
    CHECK(told_that("avrg(turnaround) == 30") ==
          "10:11+4 bad-expectation: there is no function \"avrg\"; did you mean \"avg\"?\n");
    CHECK(told_that("five::avg(turnaround) == 30") ==
          "10:11+9 unknown-variant: there is no variant \"five\"; the variants are three and four\n");
    CHECK(told_that("percentile(turnaround) == 30") ==
          "10:11+10 bad-expectation: a percentile is of a metric, and a number from 0 to 100; write "
          "percentile(response, 95)\n");
    CHECK(told_that("P1.turnaround") == "10:11+13 bad-expectation: this claims nothing: it is a value; "
                                        "compare it, as in P1.turnaround == 30\n");
    CHECK(told_that("P1.turnaround == P1.dispatches") ==
          "10:25+2 bad-expectation: a time and a count cannot be compared\n");
    CHECK(told_that("span.requst.p95 < 3") == "10:11+15 unknown-name: there is no span \"requst\"\n");
    CHECK(
        told_that("three::wrong_words == 9") ==
        "10:11+18 unknown-metric: there is no metric \"wrong_words\"; `ossim list metrics` shows them all\n");
}

TEST_CASE("all mistakes of an expression are told at once") {
    CHECK(told_that("P3.turnaround > avg(nothing)") ==
          "10:11+13 unknown-name: nothing is called \"P3\"; did you mean \"P1\"?\n"
          "10:31+7 unknown-metric: there is no metric \"nothing\"; `ossim list metrics` shows them all\n");
}

TEST_CASE("a division that is 0 for want of figures is no mistake") {
    CHECK(told_that("P1.cpu / (P1.turnaround - P2.turnaround) > 1") == "");
}

TEST_CASE("names that programs create are known, those they make up are not refused") {
    Scenario s = scenario();
    const Expectation e = expect(ExpectationKind::that, {"child.turnaround == 1"});
    CHECK(told(s, e).find("unknown-name") != std::string::npos);
    Fork fork;
    fork.label = "child";
    s.programs[0].steps.push_back({fork, {}});
    CHECK(told(s, e) == "");
    const Expectation made_up = expect(ExpectationKind::that, {"P1.1.turnaround == 1"});
    CHECK(told(s, made_up).find("unknown-name") != std::string::npos);
    s.programs[0].steps.push_back({Fork(), {}});
    CHECK(told(s, made_up) == "");
    CHECK(told(s, expect(ExpectationKind::that, {"Q.turnaround == 1"})).find("unknown-name") !=
          std::string::npos);
}

TEST_CASE("names are looked up in the run that the scenario describes, and in no other") {
    const Scenario s = scenario();
    const auto that = [](const std::string& text) { return expect(ExpectationKind::that, {text}); };
    const Expectation of_base = that("cpu1.user + P9.cpu == 3"), of_three = that("three::cpu1.user == 3");
    CHECK(told(s, of_base).find("\"cpu1\"") != std::string::npos);
    CHECK(told(s, of_base).find("\"P9\"") != std::string::npos);
    CHECK(told(s, of_base, "three") == "");
    CHECK(told(s, of_base, std::nullopt) == "");
    CHECK(told(s, of_three) == "");
    CHECK(told(s, of_three, "four") == "");
    CHECK(told(s, of_three, "three") ==
          "10:11+16 unknown-name: nothing is called \"cpu1\"; did you mean \"cpu0\"?\n");
    CHECK(told(s, that("three::avg(P9.cpu) == 3"), "three") ==
          "10:22+6 unknown-name: nothing is called \"P9\"; did you mean \"P1\"?\n");
    CHECK(told(s, that("P9.turnarund == 3"), std::nullopt).find("unknown-metric") != std::string::npos);
    for (const Expectation& e :
         {expect(ExpectationKind::never, {"cpu1 idle while P9 Ready"}),
          expect(ExpectationKind::order, {"P9 exits"}), expect(ExpectationKind::deadlock, {"P9"}),
          expect(ExpectationKind::schedule, {"P9 0-4"}),
          expect(ExpectationKind::schedule, {"P1 0-4"}, {"cpu1"})}) {
        CHECK(told(s, e) != "");
        CHECK(told(s, e, "three") == "");
        CHECK(told(s, e, std::nullopt) == "");
    }
}

TEST_CASE("a function is taken of metrics of one kind") {
    CHECK(told_that("avg(P1.turnaround, 3) == 1") ==
          "10:30+1 bad-expectation: avg() is taken of metrics, not of numbers; only percentile has a number: "
          "percentile(response, 95)\n");
    CHECK(told_that("max(7ms, P1.turnaround) == 1").find("not of numbers") != std::string::npos);
    CHECK(told_that("max(P1.turnaround, P1.switches) == 1") ==
          "10:30+11 bad-expectation: max() cannot mix times with numbers; give it times only, or numbers "
          "only\n");
    CHECK(
        told_that("percentile(P1.turnaround, P2.turnaround, 95) == 1").find("a percentile is of a metric") !=
        std::string::npos);
}

TEST_CASE("never: a state while a state") {
    for (const char* text :
         {"P2 Running while P1 Ready", "two threads Running", "P1 waiting", "any Ready while cpu0 idle",
          "3 threads of server Running", "2 server Running while job.7 New", "slow Terminated"}) {
        CAPTURE(std::string(text));
        CHECK(told_never(text) == "");
    }
    CHECK(told_never("P2 Runing while P1 Ready") ==
          "10:14+6 bad-expectation: \"Runing\" is no state of a thread; did you mean \"Running\"?\n");
    CHECK(told_never("P2 Running while") ==
          "10:27+1 bad-expectation: who is never in which state?; write a thread and "
          "a state, as in never: P2 Running while P1 Ready\n");
    CHECK(told_never("P2 Running while Q1 Ready") ==
          "10:28+2 unknown-name: nothing is called \"Q1\"; did you mean \"P1\"?\n");
    CHECK(told_never("P2 and P1 Running") == "10:11+2 bad-expectation: \"P2\" and what follows name no "
                                             "thread; write a name, or a number of threads: two "
                                             "threads Running\n");
    CHECK(told_never("P2 idle") ==
          "10:11+2 bad-expectation: only a CPU is idle; write cpu0 idle, or P1 Waiting\n");
    CHECK(told_never("cpu3 idle") ==
          "10:11+9 unknown-name: the machine has no such CPU; its last one is cpu0\n");
    CHECK(told_never("") ==
          "10:11+1 bad-expectation: who is never in which state?; write a thread and a state, as in "
          "never: P2 Running while P1 Ready\n");
}

TEST_CASE("order: a name and what it does") {
    for (const char* text : {"P1 exits", "P1 Starts", "worker.1 blocks", "server/worker.1 wakes",
                             "job.3 arrives", "P2 preempted", "P2 yields", "P2 runs"})
        CHECK(told_item(text) == "");
    CHECK(told_item("P1 exit") ==
          "10:14+4 bad-expectation: \"exit\" is nothing that a thread does; did you mean "
          "\"exits\"?\n");
    CHECK(told_item("P1") ==
          "10:11+2 bad-expectation: an item of an order is a name and what it does; write it as in "
          "P2 exits\n");
    CHECK(told_item("P9 exits") == "10:11+2 unknown-name: nothing is called \"P9\"; did you mean \"P1\"?\n");
}

TEST_CASE("deadlock: names, or none") {
    CHECK(told(scenario(), expect(ExpectationKind::deadlock, {"P1", "P2"})) == "");
    CHECK(told(scenario(), expect(ExpectationKind::deadlock, {"none"})) == "");
    CHECK(told(scenario(), expect(ExpectationKind::deadlock, {"P1", "P7"})) ==
          "10:11+2 unknown-name: nothing is called \"P7\"; did you mean \"P1\"?\n");
}

TEST_CASE("schedule: in words or in columns") {
    CHECK(told_schedule("P1 0-4, P2 4-7; idle 7-9, P1: 9-12.5,") == "");
    CHECK(told_schedule("P1 0ms-4ms,P2 4–7") == "");
    CHECK(told_schedule("P1 4") ==
          "10:14+1 bad-expectation: \"4\" is no stretch of time; write a name and when it "
          "runs, as in \"P1 0-4, P2 4-7\"\n");
    CHECK(told_schedule("P1 0-4, P2 3-7") ==
          "10:22+3 bad-expectation: this begins before the one before it has ended\n");
    CHECK(told_schedule("P1 4-4") == "10:14+3 bad-expectation: a stretch must end after it begins\n");
    CHECK(told_schedule("P1 0-4, P5 4-7") ==
          "10:19+2 unknown-name: nothing is called \"P5\"; did you mean \"P1\"?\n");
    CHECK(told_schedule("P1 0-4,, P2 4-7") == "10:18+1 bad-expectation: nothing stands between two commas\n");
    CHECK(told_schedule(" ") ==
          "10:12+1 bad-expectation: the schedule is empty; write it as in \"P1 0-4, P2 4-7\"\n");
    Scenario s = scenario();
    s.processes.resize(2);
    CHECK(told(s, expect(ExpectationKind::schedule, {"111.22"})) == "");
    CHECK(told(s, expect(ExpectationKind::schedule, {"11P22"})) ==
          "10:13+1 unknown-name: column \"P\" does not say which thread it means; a column is a thread's "
          "name, or the "
          "first or last letter that only one name has; or write \"P1 0-4, P2 4-7\"\n");
}

TEST_CASE("schedule: one CPU a key") {
    Scenario s = scenario();
    CHECK(told(s, expect(ExpectationKind::schedule, {"P1 0-4"}, {"cpu0"})) == "");
    CHECK(told(s, expect(ExpectationKind::schedule, {"P1 0-4"}, {"cpu1"})) ==
          "10:11+1 unknown-name: the machine has no CPU \"cpu1\"; the last one is cpu0\n");
    s.machine.cpus = 2;
    CHECK(told(s, expect(ExpectationKind::schedule, {"P1 0-4", "P2 0-4"}, {"cpu0", "cpu1"})) == "");
    CHECK(told(s, expect(ExpectationKind::schedule, {"P1 0-4"})) ==
          "10:11+1 bad-expectation: the machine has several CPUs: whose schedule is this?; give each its "
          "own: schedule: "
          "{cpu0: \"P1 0-4\", cpu1: \"P2 0-4\"}\n");
}

TEST_CASE("columns of one name join, gaps are kept") {
    const auto parsed = parse_schedule("AAB.가가", Unit::ms);
    REQUIRE(parsed.claim);
    const auto& slices = parsed.claim->slices;
    REQUIRE(slices.size() == 4);
    CHECK(slices[0].name == "A");
    CHECK(slices[0].end == Time(2'000'000));
    CHECK(slices[2].name == "");
    CHECK(slices[3].name == "가");
    CHECK(slices[3].start == Time(4'000'000));
    CHECK(slices[3].end == Time(6'000'000));
}

TEST_CASE("the variants that must be run") {
    Scenario s = scenario();
    CHECK(variants_needed(s).empty());
    s.expectations = {expect(ExpectationKind::that, {"three::switches.mean > four::switches.mean"})};
    CHECK(variants_needed(s) == std::vector<std::string>{"three", "four"});
    s.expectations.push_back(expect(ExpectationKind::that, {"avg(turnaround) == 3"}));
    CHECK(variants_needed(s) == std::vector<std::string>{"three", "four", ""});
    s.expectations = {expect(ExpectationKind::that, {"four::avg(turnaround) == three::count(cpu)"})};
    CHECK(variants_needed(s) == std::vector<std::string>{"four", "three"});
    s.expectations = {expect(ExpectationKind::deadlock, {"none"})};
    CHECK(variants_needed(s) == std::vector<std::string>{""});
}

TEST_CASE("hostile texts are refused, not fatal") {
    for (const std::string& text :
         {std::string("\0\0", 2), std::string("\xff\xfe 0-4"), std::string(100'000, '('), std::string("P1 -"),
          std::string("-"), std::string("::"), std::string("a::b::c == 1"),
          std::string("P1 99999999999999999999-4"), std::string("while while while"),
          std::string("....turnaround == 1"), std::string("4000000000 threads Running x")}) {
        told_that(text);
        told_never(text);
        told_item(text);
        told_schedule(text);
    }
    CHECK(told_that("((((") != "");
}
