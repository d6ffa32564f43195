// Scenarios and policies that are handed in; what questions need of each other, and which file is whose.
#include "assignment_story.hpp"

#include <algorithm>

using namespace ossim;
using namespace ossim::test;

namespace {

constexpr std::string_view waits = R"(questions:
  slow:
    kind: scenario
    points: 4
    limits: {events: 10000}
    expect:
      - that: avg(waiting) > 5
      - never: cpu0 idle while any Ready
)";

Course infer() {
    return Course(
        "questions:\n  which: {kind: infer, scenario: rr.yaml, points: 5, marking: all-or-nothing}\n",
        rr_folder());
}

} // namespace

TEST_CASE("a student's scenario must meet what is expected") {
    const Course course{std::string(waits)};
    CHECK(course.grader->problems().empty());
    const QuestionResult good = course.one("slow.yaml", R"(ossim: 1
scheduler: fcfs
processes: [{name: A, burst: 20}, {name: B, burst: 1}]
expect: [that: A.response == 99]
)");
    CHECK(good.judged == Judged::right);
    CHECK(good.points == Ratio(4));
    REQUIRE(good.expectations.size() == 2);
    const QuestionResult half =
        course.one("slow.yaml", "ossim: 1\nscheduler: fcfs\nprocesses: [{name: A, burst: 2}]\n");
    CHECK(half.judged == Judged::wrong);
    CHECK(half.points == Ratio(2));
    CHECK(!half.expectations[0].passed);
    CHECK(!half.expectations[0].found.empty());
}

TEST_CASE("mistakes in a student's scenario are told, and nothing outside is read") {
    const Course course{std::string(waits)};
    const QuestionResult broken = course.one("slow.yaml", "ossim: 1\nprocesses: [{name: A, burts: 2}]\n");
    CHECK(broken.judged == Judged::unreadable);
    REQUIRE(!broken.problems.empty());
    CHECK(broken.problems[0].code == "unknown-key");
    CHECK(broken.sources.size() == 1);
    const QuestionResult costs = course.one(
        "slow.yaml", "ossim: 1\nmachine: {costs: ./x.costs.yaml}\nprocesses: [{name: A, burst: 2}]\n");
    CHECK(costs.judged == Judged::unreadable);
    CHECK(course.one("slow.yaml", "").judged == Judged::empty);
    CHECK(course.one("slow.yaml", std::string(2 << 20, 'a')).judged == Judged::unreadable);
}

TEST_CASE("a scenario that does not end is cut off and meets nothing") {
    const Course course{std::string(waits)};
    const QuestionResult result = course.one("slow.yaml", R"(ossim: 1
scheduler: {policy: rr, quantum: 1}
processes:
  - {name: A, program: [{forever: [{compute: 1}]}]}
  - {name: B, program: [{forever: [{compute: 1}]}]}
until: 1000000000
)");
    CHECK(result.judged == Judged::wrong);
    CHECK(result.points == Ratio(0));
    REQUIRE(!result.problems.empty());
    CHECK(result.problems.back().code == "runaway");
    CHECK(result.expectations.size() == 2);
    CHECK(!result.expectations[1].passed);
}

TEST_CASE("any policy that makes the trace is right") {
    const Course course = infer();
    for (const char* text :
         {"policy: rr\nquantum: 2", "Policy = Round Robin\nQuantum = 2ms", "policy,RR\nquantum,2"}) {
        CAPTURE(text);
        const QuestionResult result = course.one("which.txt", text);
        CHECK(result.judged == Judged::right);
        CHECK(result.points == Ratio(5));
    }
    const QuestionResult wrong = course.one("which.txt", "policy: rr\nquantum: 3");
    CHECK(wrong.judged == Judged::wrong);
    CHECK(wrong.points == Ratio(0));
    CHECK(wrong.comparison.has_value());
}

TEST_CASE("what is no policy here has a reason that tells nothing of the scenario") {
    const Course course = infer();
    CHECK(course.one("which.txt", "it is a nice trace").judged == Judged::unreadable);
    for (const char* text : {"policy: magic", "policy: priority", "policy: rr", "policy: rr\nquantum: [",
                             "policy: rr\nquantum: 0"}) {
        CAPTURE(text);
        const QuestionResult result = course.one("which.txt", text);
        CHECK(result.judged == Judged::wrong);
        CHECK(result.points == Ratio(0));
        REQUIRE(!result.problems.empty());
        for (const Diagnostic& each : result.problems)
            CHECK(each.file == "which.txt");
        for (const SourceText& each : result.sources)
            CHECK(each.text.find("burst") == std::string::npos);
    }
}

TEST_CASE("a question is skipped while one that it needs is not right") {
    const Course course(R"(questions:
  second: {kind: trace, scenario: rr.yaml, needs: [first]}
  first: {kind: trace, scenario: rr.yaml}
)",
                        rr_folder());
    const std::string right = "A 0-2, B 2-4, A 4-6, C 6-8, B 8-9, A 9-10";
    const StudentResult good = course.student({{"first.txt", right}, {"second.txt", right}});
    CHECK(good.questions[0].judged == Judged::right);
    CHECK(good.points == Ratio(20));
    const StudentResult bad = course.student({{"first.txt", "A 0-10"}, {"second.txt", right}});
    CHECK(bad.questions[0].judged == Judged::skipped);
    CHECK(bad.questions[0].unmet == "first");
    CHECK(bad.questions[0].points == Ratio(0));
    CHECK(course.student({{"second.txt", right}}).questions[0].judged == Judged::skipped);
}

TEST_CASE("files belong to questions by their patterns") {
    const Course course(R"(questions:
  chart: {kind: trace, scenario: rr.yaml}
  other: {kind: trace, scenario: rr.yaml, hand_in: "part-?.csv"}
)",
                        rr_folder());
    const StudentResult result = course.student({{"deep/er/CHART.TXT", "A 0-10"},
                                                 {"part-2.csv", "A 0-10"},
                                                 {"part-10.csv", "A 0-9"},
                                                 {"notes.md", "hello"},
                                                 {".DS_Store", "x"},
                                                 {"__MACOSX/chart.txt", "x"}});
    CHECK(result.questions[0].file == "deep/er/CHART.TXT");
    CHECK(result.questions[1].file == "part-2.csv");
    CHECK(result.unused == std::vector<std::string>{"notes.md", "part-10.csv"});
    CHECK(course.student({{"homework.txt", "A 0-10"}}).questions[0].judged == Judged::missing);
}

TEST_CASE("the class is the same in any order") {
    const Course course("questions:\n  chart: {kind: trace, scenario: rr.yaml}\n", rr_folder());
    std::vector<StudentResult> results;
    const std::string off = "A 0-3, B 3-6, A 6-8, C 8-10";
    results.push_back(course.student({{"chart.txt", off}}, "bob"));
    results.push_back(course.student({{"chart.txt", "AAABBBAACC"}}, "alice"));
    results.push_back(course.student({{"chart.txt", "A 0-2, B 2-4, A 4-6, C 6-8, B 8-9, A 9-10"}}, "carol"));
    results.push_back(course.student({}, "dave"));
    results.push_back(course.student({{"chart.txt", "?"}}, "eve"));
    const ClassSummary summary = summarise(course.assignment, results);
    CHECK(summary.students == 5);
    CHECK(summary.greatest == Ratio(10));
    CHECK(summary.least == Ratio(0));
    REQUIRE(summary.questions.size() == 1);
    const ClassSummary::ByQuestion& chart = summary.questions[0];
    CHECK(chart.right == 1);
    CHECK(chart.wrong == 2);
    CHECK(chart.missing == 1);
    CHECK(chart.unreadable == 1);
    REQUIRE(chart.misconceptions.size() == 1);
    CHECK(chart.misconceptions[0] == std::pair<std::string, std::uint64_t>("quantum-off-by-one", 2));
    REQUIRE(chart.divergences.size() == 1);
    CHECK(chart.divergences[0].first == "at 2ms on CPU 0");
    CHECK(chart.alike == std::vector<std::vector<std::string>>{{"alice", "bob"}});
    std::reverse(results.begin(), results.end());
    const ClassSummary again = summarise(course.assignment, results);
    CHECK(again.mean == summary.mean);
    CHECK(again.median == summary.median);
    CHECK(again.questions[0].alike == chart.alike);
    CHECK(summarise(course.assignment, {}).mean == Ratio(0));
}

TEST_CASE("who is judged first, and how often, changes nothing") {
    const std::map<std::string, std::string> works{{"a", "A 0-3, B 3-6, A 6-8, C 8-10"},
                                                   {"b", "A 0-2, B 2-4, A 4-6, B 6-7, C 7-9, A 9-10"},
                                                   {"c", "C 0-10"},
                                                   {"d", "A 0-2, B 2-4, A 4-6, C 6-8, B 8-9, A 9-10"}};
    const auto in_words = [](const StudentResult& student) {
        const QuestionResult& result = student.questions[0];
        std::string text = std::to_string(result.hash) + word_of(result.judged).data();
        for (const std::string& line : result.arithmetic)
            text += line;
        if (result.diagnosis)
            for (const std::string& name : result.diagnosis->misconceptions)
                text += name;
        return text;
    };
    const std::string both = "questions:\n  chart: {kind: trace, scenario: rr.yaml, ties: open}\n";
    const Course one(both, rr_folder()), other(both, rr_folder());
    std::map<std::string, std::string> first, second;
    for (const auto& [name, text] : works)
        first[name] = in_words(one.student({{"chart.txt", text}}, name));
    for (auto at = works.rbegin(); at != works.rend(); ++at)
        for (int times = 0; times < 2; ++times)
            second[at->first] = in_words(other.student({{"chart.txt", at->second}}, at->first));
    CHECK(first == second);
}
