// What is doubtful about a question: disputed rules, misconceptions that it cannot tell, and changes.
#include "assignment_story.hpp"

#include <algorithm>

using namespace ossim;
using namespace ossim::test;

namespace {

using List = std::vector<std::string>;

bool has(const List& list, const char* name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

QuestionCheck checked(const std::string& scenario, const std::string& more = "") {
    const Course course("questions:\n  chart: {kind: trace, scenario: rr.yaml" + more + "}\n",
                        {{"rr.yaml", scenario}});
    for (const Diagnostic& each : course.grader->problems())
        INFO(each.message);
    CHECK(course.grader->problems().empty());
    return course.grader->check().front();
}

std::string in_words(const QuestionCheck& check) {
    std::string text;
    for (const auto& each : check.disputed) {
        text += each.accepted ? "accepted:" : "disputed:";
        for (const auto& name : each.conventions)
            text += " " + name;
        text += "\n";
    }
    for (const auto& each : check.proposals) {
        text += each.change.path + " = " + each.change.value + ":";
        for (const auto& name : each.sees)
            text += " sees " + name;
        for (const auto& name : each.settles)
            text += " settles " + name;
        text += "\n";
    }
    return text;
}

/// A is preempted at 4, where B arrives.
constexpr const char* disputed = R"(ossim: 1
scheduler: {policy: rr, quantum: 4}
processes:
  - {name: A, arrival: 0, burst: 9}
  - {name: B, arrival: 4, burst: 6}
)";

/// The first quantum ends before B comes: nobody can tell whether it is 8 or 9 long.
constexpr const char* blind = R"(ossim: 1
scheduler: {policy: rr, quantum: 8}
processes:
  - {name: A, arrival: 0, burst: 8}
  - {name: B, arrival: 3, burst: 5}
)";

} // namespace

TEST_CASE("a key that hangs on a disputed rule says where, and which change settles it") {
    const QuestionCheck check = checked(disputed);
    REQUIRE(!check.disputed.empty());
    CHECK(has(check.disputed[0].conventions, "ostep"));
    CHECK(!check.disputed[0].accepted);
    REQUIRE(check.disputed[0].comparison);
    CHECK(check.disputed[0].comparison->first->time == Time(4'000'000));
    REQUIRE(!check.proposals.empty());
    CHECK(has(check.proposals[0].settles, "ostep"));
    CHECK(check.proposals[0].loses == List{"preempted-first"}); // which is the disputed rule
    CHECK(has(check.told, "preempted-first"));
}

TEST_CASE("an accepted convention is no matter of dispute") {
    const QuestionCheck check = checked(disputed, ", conventions: [ossim, ostep]");
    const auto is_accepted = [](const QuestionCheck::Disputed& each) {
        return each.accepted && has(each.conventions, "ostep");
    };
    CHECK(std::any_of(check.disputed.begin(), check.disputed.end(), is_accepted));
    for (const auto& each : check.proposals)
        CHECK(!has(each.settles, "ostep"));
}

TEST_CASE("a question that is blind to a misconception gets a change that shows it") {
    const QuestionCheck check = checked(blind);
    CHECK(has(check.blind, "quantum-off-by-one"));
    CHECK(check.told.empty());
    REQUIRE(!check.proposals.empty());
    CHECK(has(check.proposals[0].sees, "quantum-off-by-one"));
    const std::string value = check.proposals[0].change.value, path = check.proposals[0].change.path;
    std::string changed = blind;
    if (path == "scheduler.quantum") changed.replace(changed.find("quantum: 8"), 10, "quantum: " + value);
    if (path == "processes.A.burst") changed.replace(changed.find("burst: 8"), 8, "burst: " + value);
    CHECK(has(checked(changed).told, "quantum-off-by-one"));
}

TEST_CASE("misconceptions that give the same are a group, and how measures are read shows in no schedule") {
    const QuestionCheck check = checked(std::string(rr_yaml));
    CHECK(check.confused == std::vector<List>{{"quantum-off-by-one", "longer-quantum-too"}});
    CHECK(!has(check.blind, "response-from-zero"));
}

TEST_CASE("the first tie that matters is told") {
    const QuestionCheck check = checked(R"(ossim: 1
scheduler: fcfs
processes: [{name: A, arrival: 0, burst: 2}, {name: B, arrival: 0, burst: 3}]
)");
    REQUIRE(check.open_tie);
    CHECK(check.open_tie->time == Time(0));
    CHECK(check.open_tie->expected.thread == "A");
}

TEST_CASE("answers are checked by what is asked") {
    const Course course(R"(questions:
  a: {kind: answers, scenario: rr.yaml, answers: {end: {value: makespan}}}
  b: {kind: answers, scenario: rr.yaml, answers: {response: {value: B.response}}}
)",
                        rr_folder());
    const auto checks = course.grader->check();
    REQUIRE(checks.size() == 2);
    CHECK(!has(checks[0].blind, "response-from-zero")); // nobody asks for a response
    CHECK(has(checks[0].blind, "preempted-first"));
    CHECK(has(checks[1].told, "response-from-zero"));
}

TEST_CASE("Silberschatz and NYU differ on who is preempted, and a later arrival settles it") {
    const QuestionCheck check = checked(R"(ossim: 1
scheduler: {policy: priority, preemptive: true, urgent: low, quantum: 4}
processes:
  - {name: A, arrival: 0, burst: 6, priority: 2}
  - {name: B, arrival: 2, burst: 3, priority: 1}
  - {name: C, arrival: 1, burst: 5, priority: 2}
)",
                                        ", conventions: [silberschatz]");
    const auto at = std::find_if(check.disputed.begin(), check.disputed.end(),
                                 [](const auto& each) { return has(each.conventions, "nyu"); });
    REQUIRE(at != check.disputed.end());
    REQUIRE(at->comparison);
    CHECK(at->comparison->first->time == Time(5'000'000));
    const auto proposal = std::find_if(check.proposals.begin(), check.proposals.end(),
                                       [](const auto& each) { return has(each.settles, "nyu"); });
    REQUIRE(proposal != check.proposals.end());
    CHECK(proposal->change.path == "processes.B.arrival");
    CHECK(proposal->change.value == "4ms");
}

TEST_CASE("a tie that does not change the answer is not told") {
    const Course course(R"(questions:
  a: {kind: answers, scenario: rr.yaml, answers: {end: {value: makespan}}}
  b: {kind: answers, scenario: rr.yaml, answers: {b: {value: B.response}}}
)",
                        {{"rr.yaml", R"(ossim: 1
scheduler: fcfs
processes: [{name: A, arrival: 0, burst: 2}, {name: B, arrival: 0, burst: 3}]
)"}});
    const auto checks = course.grader->check();
    CHECK(!checks[0].open_tie);
    CHECK(checks[1].open_tie);
}

TEST_CASE("the same check twice gives the same") {
    const std::string first = in_words(checked(disputed)), second = in_words(checked(disputed));
    CHECK(first == second);
    CHECK(!first.empty());
}
