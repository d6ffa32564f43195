// Schedules that are handed in: right, wrong, and why.
#include "assignment_story.hpp"

using namespace ossim;
using namespace ossim::test;

namespace {

using List = std::vector<std::string>;

Course chart(const std::string& more = "", std::map<std::string, std::string> files = rr_folder()) {
    return Course("questions:\n  chart: {kind: trace, scenario: rr.yaml" + more + "}\n", std::move(files));
}

constexpr std::string_view right = "A 0-2, B 2-4, A 4-6, C 6-8, B 8-9, A 9-10";
constexpr std::string_view off_by_one = "A 0-3, B 3-6, A 6-8, C 8-10";
constexpr std::string_view as_nyu = "A 0-2, B 2-4, A 4-6, B 6-7, C 7-9, A 9-10";

/// Two arrive at the same time: the scenario's order decides.
constexpr std::string_view tie_yaml = R"(ossim: 1
scheduler: fcfs
processes:
  - {name: A, arrival: 0, burst: 2}
  - {name: B, arrival: 0, burst: 3}
  - {name: C, arrival: 0, burst: 1}
)";

} // namespace

TEST_CASE("a right schedule has full points, whatever its file is called") {
    const Course course = chart();
    CHECK(course.grader->problems().empty());
    for (const char* name : {"chart.txt", "homework.csv"}) {
        const QuestionResult result = course.one(name, std::string(right));
        CHECK(result.judged == Judged::right);
        CHECK(result.points == Ratio(10));
        CHECK(result.file == name);
        CHECK(result.arithmetic.size() == 1);
        CHECK(!result.diagnosis);
    }
}

TEST_CASE("one misconception explains a wrong schedule, and others that give the same are named") {
    const QuestionResult result = chart().one("chart.txt", std::string(off_by_one));
    CHECK(result.judged == Judged::wrong);
    REQUIRE(result.diagnosis);
    CHECK(result.diagnosis->is_whole());
    CHECK(result.diagnosis->misconceptions == List{"quantum-off-by-one"});
    CHECK(result.diagnosis->equals == List{"longer-quantum-too"});
    CHECK(result.diagnosis->without < Ratio(1));
    CHECK(!result.deducted);
    CHECK(result.points <= Ratio(8));
    CHECK(result.hash != 0);
}

TEST_CASE("a pair explains what no misconception does alone") {
    // A quantum of 3, and who is preempted goes before who arrives.
    const Course course = chart("", {{"rr.yaml", R"(ossim: 1
scheduler: {policy: rr, quantum: 2}
processes: [{name: A, arrival: 0, burst: 7}, {name: B, arrival: 3, burst: 4}]
)"}});
    const QuestionResult result = course.one("chart.txt", "A 0-6, B 6-9, A 9-10, B 10-11");
    REQUIRE(result.diagnosis);
    CHECK(result.diagnosis->is_whole());
    CHECK(result.diagnosis->misconceptions == List{"quantum-off-by-one", "preempted-first"});
}

TEST_CASE("what comes near to a misconception is explained by it, if by half") {
    const Course course = chart();
    const QuestionResult near = course.one("chart.txt", "A 0-3, B 3-6, A 6-7, C 7-9, A 9-10");
    REQUIRE(near.diagnosis);
    CHECK(near.diagnosis->misconceptions == List{"quantum-off-by-one"});
    CHECK(!near.diagnosis->is_whole());
    CHECK(near.diagnosis->fit > near.diagnosis->without);
    const QuestionResult far = course.one("chart.txt", "C 0-2, B 2-5, A 5-10");
    REQUIRE(far.diagnosis);
    CHECK(far.diagnosis->misconceptions.empty());
    CHECK(!far.diagnosis->is_whole());
}

TEST_CASE("what a convention gives that is not accepted is said so") {
    const QuestionResult result = chart().one("chart.txt", std::string(as_nyu));
    CHECK(result.judged == Judged::wrong);
    REQUIRE(result.diagnosis);
    CHECK(result.diagnosis->is_whole());
    CHECK(result.diagnosis->convention == "ostep");
    CHECK(result.diagnosis->misconceptions == List{"preempted-first"});
}

TEST_CASE("an accepted convention is right too") {
    const Course course = chart(", conventions: [ossim, ostep]");
    const QuestionResult first = course.one("chart.txt", std::string(right));
    CHECK(first.judged == Judged::right);
    CHECK(first.convention == "ossim");
    const QuestionResult second = course.one("chart.txt", std::string(as_nyu));
    CHECK(second.judged == Judged::right);
    CHECK(second.convention == "ostep");
}

TEST_CASE("a deduction counts once where a misconception is all that is wrong") {
    const Course course = chart(", misconceptions: {quantum-off-by-one: -1}");
    const QuestionResult result = course.one("chart.txt", std::string(off_by_one));
    CHECK(result.deducted);
    CHECK(result.points == Ratio(9));
    REQUIRE(result.arithmetic.size() >= 3);
    CHECK(result.arithmetic[result.arithmetic.size() - 2] == "quantum-off-by-one: -1");
    const QuestionResult other = course.one("chart.txt", "A 0-1, B 1-2, C 4-6");
    CHECK(!other.deducted);
    CHECK(other.points < Ratio(9));
}

TEST_CASE("a deduction never takes more than the marking") {
    const Course course = chart(", misconceptions: {quantum-off-by-one: -9.5}");
    const QuestionResult result = course.one("chart.txt", std::string(off_by_one));
    CHECK(!result.deducted);
    CHECK(result.points > Ratio(1, 2));
}

TEST_CASE("ties may be left open, one after the other") {
    const std::map<std::string, std::string> files{{"rr.yaml", std::string(tie_yaml)}};
    for (const char* text :
         {"A 0-2, B 2-5, C 5-6", "C 0-1, B 1-4, A 4-6", "B 0-3, A 3-5, C 5-6", "C 0-1, A 1-3, B 3-6"}) {
        CAPTURE(text);
        const QuestionResult strict = chart("", files).one("chart.txt", text);
        const QuestionResult open = chart(", ties: open", files).one("chart.txt", text);
        CHECK(open.judged == Judged::right);
        CHECK(open.points == Ratio(10));
        CHECK((strict.judged == Judged::right) == !open.tie_opened);
    }
    const QuestionResult wrong = chart(", ties: open", files).one("chart.txt", "C 0-1, B 1-2, A 2-4, B 4-6");
    CHECK(wrong.judged == Judged::wrong);
    CHECK(!wrong.tie_opened);
    REQUIRE(wrong.comparison);
    CHECK(wrong.comparison->first->time == Time(2'000'000)); // the first tie is as the student has it
}

TEST_CASE("measures of a schedule are compared within their tolerance") {
    const Course course =
        chart(", compare: metrics, metrics: [avg(turnaround), B.response, makespan, C.page_faults]");
    const QuestionResult result = course.one("chart.txt", std::string(right));
    REQUIRE(result.answers.size() == 4);
    CHECK(result.answers[0].right);
    CHECK(result.answers[1].right);
    CHECK(result.answers[2].right);
    CHECK(!result.answers[3].given);
    CHECK(result.answers[3].problem == "C.page_faults cannot be had from a schedule");
    CHECK(result.points == Ratio(15, 2));
    const QuestionResult off = course.one("chart.txt", std::string(off_by_one));
    CHECK(!off.answers[0].right);
    CHECK(off.answers[2].right);
}

TEST_CASE("hostile files have a reason, and never stop the others") {
    const Course course = chart();
    CHECK(course.one("chart.txt", "").judged == Judged::empty);
    CHECK(course.one("chart.txt", " \n\t").judged == Judged::empty);
    CHECK(course.one("chart.txt", std::string("\0\1\2\xFF\xFE", 5)).judged == Judged::unreadable);
    CHECK(course.one("chart.txt", std::string(1 << 20, 'x')).judged == Judged::wrong);
    CHECK(course.one("chart.txt", "{\"ossim_trace\":1}\n{\"t\":").judged == Judged::unreadable);
    CHECK(course.one("chart.txt", "I did not do it").judged == Judged::unreadable);
    Handing broken{"b", {{"chart.txt", "", "permission denied"}}};
    const QuestionResult result = course.grader->judge(broken).questions.front();
    CHECK(result.judged == Judged::unreadable);
    REQUIRE(result.problems.size() == 1);
    CHECK(result.problems[0].message == "the file cannot be read: permission denied");
    CHECK(course.grader->judge({"nobody", {}}).questions.front().judged == Judged::missing);
}

TEST_CASE("equal work has one hash, in whatever form") {
    const Course course = chart();
    const auto words = course.one("chart.txt", std::string(off_by_one));
    const auto columns = course.one("chart.txt", "AAABBBAACC");
    CHECK(words.hash == columns.hash);
    CHECK(words.hash != course.one("chart.txt", std::string(as_nyu)).hash);
}

TEST_CASE("a stored digest that differs is told, and a run without end is no key") {
    const Course first = chart();
    REQUIRE(first.grader->keys().size() == 1);
    const std::string digest = first.grader->keys()[0].digest;
    CHECK(digest.size() == 32);
    CHECK(chart(", digest: " + digest).grader->problems().empty());
    const Course other = chart(", digest: 00000000000000000000000000000000");
    CHECK(other.grader->keys()[0].is_new);
    REQUIRE(other.grader->problems().size() == 1);
    CHECK(other.grader->problems()[0].severity == Severity::warning);
    CHECK(other.grader->problems()[0].code == "new-key");
    const Course endless =
        chart("", {{"rr.yaml", "ossim: 1\nscheduler: {policy: rr, quantum: 2}\nprocesses:\n"
                               "  - {name: A, program: [{forever: [{compute: 1}]}]}\n"
                               "until: 100000000\n"}});
    REQUIRE(!endless.grader->problems().empty());
    CHECK(endless.grader->problems().back().code == "no-key");
    CHECK(endless.one("chart.txt", "A 0-4").judged == Judged::unreadable);
    CHECK(chart("", {}).grader->problems().back().code == "unreadable-file");
}

TEST_CASE("a key may be a file, beside the scenario that explains mistakes") {
    auto files = rr_folder();
    files["key.txt"] = std::string(right);
    const Course course = chart(", expected: key.txt", files);
    CHECK(course.grader->problems().empty());
    CHECK(course.one("chart.txt", std::string(right)).judged == Judged::right);
    CHECK(course.one("chart.txt", std::string(off_by_one)).diagnosis->is_whole());
    files["key.txt"] = "A 0-5, B 5-8, C 8-10";
    const Course another = chart(", expected: key.txt", files);
    REQUIRE(another.grader->problems().size() == 1);
    CHECK(another.grader->problems()[0].code == "new-key");
    CHECK(another.one("chart.txt", files["key.txt"]).judged == Judged::right);
}
