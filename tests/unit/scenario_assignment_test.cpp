// Assignments as they are read: every key has its value, and what holds for all is filled in.
#include "scale.hpp"
#include "scenario_catalogues.hpp"

#include "base/show_diagnostic.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace ossim;
using Json = nlohmann::json;

namespace {

Assignment assignment_of(const std::string& text) {
    const AssignmentResult result = test::load_assignment_text(text);
    const SourceText source{"assignment.yaml", text};
    INFO(show_all(result.diagnostics, {&source, 1}));
    REQUIRE(result.assignment);
    CHECK(result.diagnostics.empty());
    return *result.assignment;
}

/// One question of an assignment that has no other.
Question question(const std::string& keys) {
    return assignment_of("assignment: 1\nquestions: {a: {" + keys + "}}\n").questions.at(0);
}

std::vector<std::string> codes_told(const std::string& text) {
    std::vector<std::string> codes;
    const AssignmentResult result = test::load_assignment_text(text);
    CHECK_FALSE(result.assignment);
    for (const Diagnostic& diagnostic : result.diagnostics)
        codes.push_back(diagnostic.code);
    return codes;
}

const std::string every_key = R"(assignment: 1
title: Scheduling by hand
about: |
  Two lines
  of it.
x-times: &times {lines: ['{start}-{end} {p} on {cpu}', '{event} {*} {duration} {t}']}
conventions: [mines, ossim]
feedback: category
visibility: after_due_date
compare: dispatches
marking: prefix
cap: 50%
tolerance: 1ms
cpus: any-order
ties: open
strict_overhead: true
read: *times
misconceptions: {quantum-off-by-one: -1, io-counts-as-waiting: -1/2, no-preemption-on-arrival: 0}
counts: key
limits: {time: 10s, events: 5k}
questions:
  chart:
    title: The schedule
    kind: trace
    hand_in: ./gantt/rr*.csv
    scenario: rr.yaml
    variant: slow
    expected: keys/rr.jsonl
    digest: 0123456789abcdef0123456789abcdef
    points: 2.5
    needs: [averages]
    conventions: ossim
    feedback: everything
    visibility: hidden
    compare: metrics
    metrics: [P1.turnaround, avg(waiting)]
    marking: all-or-nothing
    cap: 1/3
    tolerance: 1%
    cpus: as-given
    ties: key
    strict_overhead: false
    read:
      unit: us
      lines: 'Time {t}: process {p} {event}'
      events: {runs: [started, resumed], exits: done}
      names: {process 1: P1, 2: P2}
    misconceptions: {quantum-off-by-one: -2.5}
  averages:
    kind: answers
    scenario: rr.yaml
    points: 9
    answers:
      waiting: {title: Mean wait, value: avg(waiting), tolerance: 0.01, points: 3}
      last: {order: exits}
      starves: {holds: P2.response > 10}
      policy: {key: [rr, fcfs], points: 2}
  circle:
    kind: scenario
    expect: [{deadlock: [A, B]}, {that: A.turnaround > 5}]
    limits: {events: 7}
  which: {kind: infer, scenario: hidden.yaml, points: 5/3}
)";

} // namespace

TEST_CASE("an assignment is read whole") {
    const Assignment all = assignment_of(every_key);
    CHECK(all.file == "assignment.yaml");
    CHECK(all.title == "Scheduling by hand");
    CHECK(all.about == "Two lines\nof it.\n");
    REQUIRE(all.questions.size() == 4);
    CHECK(all.points() == Ratio(5, 2) + Ratio(9) + Ratio(10) + Ratio(5, 3));
    CHECK(all.find("which") == &all.questions[3]);
    CHECK(all.find("Which") == nullptr);
}

TEST_CASE("a question says more than the assignment") {
    const Question chart = assignment_of(every_key).questions[0];
    CHECK(chart.name == "chart");
    CHECK(chart.title == "The schedule");
    CHECK(chart.kind == QuestionKind::trace);
    CHECK(chart.hand_in == "gantt/rr*.csv");
    CHECK(chart.scenario == "rr.yaml");
    CHECK(chart.variant == "slow");
    CHECK(chart.expected == "keys/rr.jsonl");
    CHECK(chart.digest == "0123456789abcdef0123456789abcdef");
    CHECK(chart.points == Ratio(5, 2));
    CHECK(chart.needs == std::vector<std::string>{"averages"});
    CHECK(chart.conventions == std::vector<std::string>{"ossim"});
    CHECK(chart.feedback == FeedbackLevel::everything);
    CHECK(chart.visibility == Visibility::hidden);
    CHECK(chart.compare == CompareAt::metrics);
    CHECK(chart.metrics == std::vector<std::string>{"P1.turnaround", "avg(waiting)"});
    CHECK(chart.marking == Marking::all_or_nothing);
    CHECK(chart.cap == Ratio(1, 3));
    CHECK(chart.tolerance == Tolerance{Ratio(1, 100), false, true});
    CHECK_FALSE(chart.any_cpu_order);
    CHECK_FALSE(chart.open_ties);
    CHECK_FALSE(chart.strict_overhead);
    REQUIRE(chart.misconceptions.size() == 1);
    CHECK(chart.misconceptions[0].points == Ratio(-5, 2));
    CHECK(chart.at == Mark{22, 3});
}

TEST_CASE("how what is handed in is read") {
    const ReadingRules read = assignment_of(every_key).questions[0].read;
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    CHECK(read.unit == Unit::us);
    CHECK(read.lines == std::vector<std::string>{"Time {t}: process {p} {event}"});
    CHECK(read.events == Pairs{{"runs", "started"}, {"runs", "resumed"}, {"exits", "done"}});
    CHECK(read.names == Pairs{{"process 1", "P1"}, {"2", "P2"}});
}

TEST_CASE("what holds for all is filled in, as far as the kind has it") {
    const Assignment all = assignment_of(every_key);
    const Question &which = all.questions[3], &averages = all.questions[1], &circle = all.questions[2];
    CHECK(which.hand_in == "which.*");
    CHECK(which.points == Ratio(5, 3));
    CHECK(which.conventions == std::vector<std::string>{"mines", "ossim"});
    CHECK(which.feedback == FeedbackLevel::category);
    CHECK(which.visibility == Visibility::after_due_date);
    CHECK(which.compare == CompareAt::dispatches);
    CHECK(which.marking == Marking::prefix);
    CHECK(which.cap == Ratio(1, 2));
    CHECK(which.tolerance == Tolerance{Ratio(1'000'000), true, false});
    CHECK(which.any_cpu_order);
    CHECK(which.strict_overhead);
    CHECK_FALSE(which.open_ties);
    CHECK(which.read.lines.empty());
    CHECK(which.misconceptions.empty());
    CHECK(averages.counts == FollowThrough::key);
    REQUIRE(averages.misconceptions.size() == 3);
    CHECK(averages.misconceptions[1].misconception == "io-counts-as-waiting");
    CHECK(averages.misconceptions[1].points == Ratio(-1, 2));
    CHECK(averages.misconceptions[1].at == Mark{18, 42});
    CHECK(averages.misconceptions[2].points == Ratio());
    CHECK(circle.conventions.empty());
    CHECK(circle.feedback == FeedbackLevel::category);
    const Question trace = assignment_of("assignment: 1\nties: open\nread: {unit: s}\nquestions:\n"
                                         "  a: {kind: trace, scenario: rr.yaml}\n")
                               .questions.at(0);
    CHECK(trace.open_ties);
    CHECK(trace.read.unit == Unit::s);
}

TEST_CASE("without a word, the defaults hold") {
    const Question plain = question("kind: trace, scenario: rr.yaml");
    CHECK(plain.title.empty());
    CHECK(plain.hand_in == "a.*");
    CHECK(plain.points == Ratio(10));
    CHECK(plain.conventions.empty());
    CHECK(plain.feedback == FeedbackLevel::divergence);
    CHECK(plain.visibility == Visibility::visible);
    CHECK(plain.compare == CompareAt::schedule);
    CHECK(plain.marking == Marking::agreeing_time);
    CHECK(plain.cap == Ratio(4, 5));
    CHECK(plain.tolerance == Tolerance{});
    CHECK(plain.counts == FollowThrough::better);
    CHECK(plain.limits.events == 1'000'000);
    CHECK(plain.limits.threads == 10'000);
    CHECK(plain.limits.processes == 10'000);
}

TEST_CASE("answers share what the question has left") {
    const Question averages = assignment_of(every_key).questions[1];
    REQUIRE(averages.answers.size() == 4);
    CHECK(averages.answers[0].name == "waiting");
    CHECK(averages.answers[0].title == "Mean wait");
    CHECK(averages.answers[0].value == "avg(waiting)");
    CHECK(averages.answers[0].tolerance == Tolerance{Ratio(1, 100), false, false});
    CHECK(averages.answers[0].points == Ratio(3));
    CHECK(averages.answers[1].order == "exits");
    CHECK(averages.answers[1].points == Ratio(2));
    CHECK_FALSE(averages.answers[1].key);
    CHECK(averages.answers[2].holds == "P2.response > 10");
    CHECK(averages.answers[3].key == "rr, fcfs");
    CHECK(averages.answers[3].at == Mark{57, 7});
}

TEST_CASE("answers that all say their points make the question's") {
    const std::string answers =
        "kind: answers, scenario: rr.yaml, answers: {x: {key: 1, points: 1/3}, y: {key: 2, points: 2/3}}";
    CHECK(question(answers).points == Ratio(1));
    CHECK(question("points: 1, " + answers).points == Ratio(1));
    CHECK(question("kind: answers, scenario: rr.yaml, answers: {x: {key: 1}}").answers[0].points ==
          Ratio(10));
}

TEST_CASE("a scenario that is handed in has expectations and limits") {
    const Question circle = assignment_of(every_key).questions[2];
    REQUIRE(circle.expectations.size() == 2);
    CHECK(circle.expectations[0].kind == ExpectationKind::deadlock);
    CHECK(circle.expectations[0].texts == std::vector<std::string>{"A", "B"});
    CHECK(circle.expectations[1].texts == std::vector<std::string>{"A.turnaround > 5"});
    CHECK(circle.limits.events == 7);
    CHECK(circle.limits.threads == 10'000);
    CHECK(circle.limits.time == Limits{}.time);
}

TEST_CASE("the usual marking goes with what is compared") {
    const std::string trace = "kind: trace, scenario: rr.yaml, ";
    CHECK(question(trace + "compare: dispatches").marking == Marking::aligned_events);
    CHECK(question(trace + "compare: events").marking == Marking::aligned_events);
    CHECK(question(trace + "compare: states").marking == Marking::agreeing_time);
    CHECK(question(trace + "compare: metrics, metrics: avg(waiting)").marking == Marking::per_metric);
    const Assignment all = assignment_of("assignment: 1\nmarking: agreeing-time\nquestions:\n"
                                         "  a: {kind: trace, scenario: rr.yaml, compare: events}\n"
                                         "  b: {kind: trace, scenario: rr.yaml, compare: states}\n");
    CHECK(all.questions[0].marking == Marking::aligned_events);
    CHECK(all.questions[1].marking == Marking::agreeing_time);
}

TEST_CASE("a question may be judged by its scenario's own settings alone") {
    const Assignment all = assignment_of("assignment: 1\nconventions: mines\nquestions:\n"
                                         "  a: {kind: trace, scenario: rr.yaml, conventions: []}\n"
                                         "  b: {kind: trace, expected: keys/b.csv}\n");
    CHECK(all.questions[0].conventions.empty());
    CHECK(all.questions[1].conventions == std::vector<std::string>{"mines"});
}

TEST_CASE("a question that follows a schedule has its scenario") {
    const Assignment all = assignment_of(
        "assignment: 1\nquestions:\n"
        "  times: {kind: answers, scenario: rr.yaml, follow: chart, counts: own, answers: {x: {key: 1}}}\n"
        "  chart: {kind: trace, scenario: ./rr.yaml}\n"
        "  late: {kind: trace, scenario: rr.yaml, needs: [chart, times]}\n");
    CHECK(all.questions[0].follow == "chart");
    CHECK(all.questions[0].counts == FollowThrough::own);
    CHECK(all.questions[2].needs == std::vector<std::string>{"chart", "times"});
}

TEST_CASE("hostile assignments end soon, with a diagnostic") {
    const std::string head = "assignment: 1\nquestions:\n";
    CHECK(codes_told("") == std::vector<std::string>{"empty-file"});
    CHECK(codes_told(std::string(2 << 20, ' ') + "a") == std::vector<std::string>{"too-large"});
    CHECK(codes_told(std::string(40, '[')).front() == "too-deep");
    CHECK(codes_told("assignment: 1\nx: [" + std::string(200'000, ',') + "]").front() != "");
    CHECK(codes_told(head + "  a: {kind: trace, \x01}").front() == "control-character");
    std::string many = head, waiting = head;
    for (int i = 0; i < 1'001; ++i)
        many += "  q" + std::to_string(i) + ": {kind: trace, scenario: rr.yaml}\n";
    CHECK(codes_told(many) == std::vector<std::string>{"too-many"});
    for (int i = 0; i < 1'000; ++i)
        waiting += "  q" + std::to_string(i) + ": {kind: trace, scenario: rr.yaml, needs: [q" +
                   std::to_string((i + 1) % 1'000) + ", z1, z2, z3, z4, z5, z6, z7, z8, z9]}\n";
    const auto codes = codes_told(waiting);
    CHECK(std::count(codes.begin(), codes.end(), "unknown-question") == 9'000);
    CHECK(std::count(codes.begin(), codes.end(), "needs-circle") == 1);
}

TEST_CASE("the schema of assignments is draft-07, closed, and has what the reader reads") {
    const test::Catalogue catalogue;
    const Json schema = Json::parse(assignment_schema(catalogue.all(), test::misconceptions));
    CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
    CHECK(schema["additionalProperties"] == false);
    CHECK(schema["required"] == Json::array({"assignment", "questions"}));
    const Json& all = schema["definitions"];
    CHECK(all["preset"]["enum"] == Json::array({"ossim", "mines"}));
    CHECK(all["misconceptions"]["properties"].size() == 3);
    CHECK(all["question"]["required"] == Json::array({"kind"}));
    for (const auto& [key, value] : all["question"]["properties"].items()) {
        const std::string& name = key; // a lambda of clang 14 takes no structured binding
        INFO(name);
        CHECK(value.contains("description"));
        for (const Diagnostic& diagnostic :
             test::load_assignment_text("assignment: 1\nquestions: {a: {" + key + ": {zzz: 1}}}\n")
                 .diagnostics)
            CHECK(diagnostic.message.find("unknown key \"" + key + "\"") == std::string::npos);
    }
    for (const auto& [key, value] : schema["properties"].items())
        CHECK((key == "about" || key == "title" || every_key.find("\n" + key + ": ") != std::string::npos ||
               every_key.find(key + ":") != std::string::npos));
}
