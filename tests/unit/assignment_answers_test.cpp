// Answers that are handed in: how they may be written, and what they are judged by.
#include "assignment/answers_form.hpp"
#include "assignment_story.hpp"

using namespace ossim;
using namespace ossim::test;

namespace {

using List = std::vector<std::string>;

constexpr std::string_view questions = R"(questions:
  chart: {kind: trace, scenario: rr.yaml, points: 10}
  averages:
    kind: answers
    scenario: rr.yaml
    follow: chart
    answers:
      waiting: {title: Average waiting time, value: avg(waiting), tolerance: 0.01, points: 3}
      last: {order: exits, points: 2}
      late: {holds: C.response > 1, points: 1}
)";

Course exam() { return Course(std::string(questions), rr_folder()); }

QuestionResult answered(const Course& course, const std::string& text, const std::string& chart = "") {
    std::map<std::string, std::string> files{{"averages.txt", text}};
    if (!chart.empty()) files["chart.txt"] = chart;
    return course.student(std::move(files)).questions[1];
}

} // namespace

TEST_CASE("lines name answers in many ways") {
    const std::vector<AnswerName> names{{"waiting", "Average waiting time"}, {"last_one", ""}};
    for (const char* text :
         {"waiting: 5.75\nlast_one: P1", "Waiting = 5.75\nLast One = P1", "waiting,5.75\r\nlast_one,P1\r\n",
          "- waiting: 5.75\n- last-one: P1", "* **Average waiting time:** 5.75\n* last one: P1",
          "| waiting | 5.75 |\n|---|---|\n| last one | P1 |",
          "1. average waiting time (ms): 5.75\n2. lastone: P1",
          "{\n  \"waiting\": 5.75,\n  \"last_one\": \"P1\"\n}", "waiting 5.75\nlast one P1",
          "waiting: 9\nwaiting: 5.75\nlast_one -> P1", "WAITING\t5.75\nLAST_ONE\tP1"}) {
        CAPTURE(text);
        const auto found = find_answers(text, names);
        REQUIRE((found[0] && found[1]));
        CHECK(*found[0] == "5.75");
        CHECK(*found[1] == "P1");
    }
    CHECK(!find_answers("nothing here", names)[0]);
    const std::vector<AnswerName> one{{"order", ""}};
    CHECK(*find_answers("P1 -> P2\n", one)[0] == "P1 -> P2");
}

TEST_CASE("numbers as people write them") {
    const auto is = [](std::string_view text, Ratio value) {
        const auto number = read_number(text);
        return number && number->number == value;
    };
    CHECK(is("5.75", Ratio(23, 4)));
    CHECK(is("5,75 ms", Ratio(23, 4)));
    CHECK(is("23/4", Ratio(23, 4)));
    CHECK(is("5 3/4", Ratio(23, 4)));
    CHECK(is("-5", Ratio(-5)));
    CHECK(is("75%", Ratio(3, 4)));
    CHECK(is("17/3 \xE2\x89\x88 5.67", Ratio(17, 3)));
    CHECK(is("(0 + 4 + 7)/3 = 11/3", Ratio(11, 3)));
    CHECK(is("~ 4", Ratio(4)));
    CHECK(is("3 switches", Ratio(3)));
    CHECK(is("4 (because of B)", Ratio(4)));
    CHECK(read_number("2 s")->unit == Unit::s);
    CHECK(read_number("2 \xC2\xB5s")->unit == Unit::us);
    for (const char* text : {"", "abc", "5 or 6", "1/0", "99999999999999999999", "--", "."}) {
        CAPTURE(text);
        CHECK(!read_number(text));
    }
}

TEST_CASE("lists and yes or no as people write them") {
    for (const char* text : {"P1, P3, P2", "P1 -> P3 -> P2", "P1 < P3 < P2", "[P1; P3; P2]", "P1 P3 P2",
                             "P1 \xE2\x86\x92 P3 \xE2\x86\x92 P2"})
        CHECK(read_list(text) == List{"P1", "P3", "P2"});
    CHECK(read_truth("Yes") == true);
    CHECK(read_truth("ja") == true);
    CHECK(read_truth("N") == false);
    CHECK(!read_truth("maybe"));
}

TEST_CASE("answers are right by the key") {
    const Course course = exam();
    CHECK(course.grader->problems().empty());
    const QuestionResult result = answered(course, "waiting: 4\nlast: C, B, A\nlate: yes");
    CHECK(result.judged == Judged::right);
    CHECK(result.points == Ratio(6));
    CHECK(result.arithmetic.back() == "3 + 2 + 1 = 6 of 6");
    REQUIRE(result.answers.size() == 3);
    CHECK(result.answers[0].expected == "4ms");
    CHECK(result.answers[1].expected == "C, B, A");
}

TEST_CASE("answers that Windows has saved as UTF-16 are read") {
    std::string text = "\xFF\xFE";
    for (const char c : std::string("waiting: 4\r\nlast: C, B, A\r\nlate: yes\r\n")) {
        text += c;
        text += '\0';
    }
    CHECK(answered(exam(), text).judged == Judged::right);
}

TEST_CASE("what cannot be read, and what is not given, is wrong with a reason") {
    const QuestionResult result = answered(exam(), "waiting: long\nlate: perhaps");
    CHECK(result.judged == Judged::wrong);
    CHECK(result.points == Ratio(0));
    CHECK(result.answers[0].problem == "\"long\" is no number");
    CHECK(!result.answers[1].given);
    CHECK(result.answers[2].problem == "\"perhaps\" is neither yes nor no");
    CHECK(answered(exam(), "I do not know").judged == Judged::unreadable);
    CHECK(answered(exam(), "").judged == Judged::empty);
    CHECK(answered(exam(), std::string(3 << 20, 'x')).judged == Judged::unreadable);
}

TEST_CASE("who follows through from a wrong schedule gets the points of it") {
    // With a quantum of 3: A waits 3, B 2, C 4.
    const QuestionResult result =
        answered(exam(), "waiting: 3\nlast: B, A, C\nlate: yes", "A 0-3, B 3-6, A 6-8, C 8-10");
    CHECK(result.judged == Judged::right);
    REQUIRE(result.answers.size() == 3);
    CHECK(!result.answers[0].right);
    CHECK(result.answers[0].has_own);
    CHECK(result.answers[0].own == "3ms");
    CHECK(result.answers[0].right_own);
    CHECK(result.answers[1].right_own);
    CHECK(result.answers[2].right_own);
    CHECK(result.points == Ratio(6));
    CHECK(result.arithmetic[0] ==
          "Average waiting time: 0 of 3 by the key, 3 of 3 by the student's own schedule; the better counts");
}

TEST_CASE("a number tells which misconception it comes from") {
    const Course course(R"(questions:
  a:
    kind: answers
    scenario: rr.yaml
    answers: {response: {value: avg(response), tolerance: 0.01}, end: {value: makespan}}
)",
                        rr_folder());
    const QuestionResult result = course.one("a.txt", "response: 2.67\nend: 10");
    CHECK(result.judged == Judged::wrong);
    CHECK(result.answers[0].misconceptions == List{"response-from-zero"});
    REQUIRE(result.diagnosis);
    CHECK(result.diagnosis->is_whole());
    CHECK(result.diagnosis->misconceptions == List{"response-from-zero"});
    CHECK(result.diagnosis->without == Ratio(1, 2));
}

TEST_CASE("answers may stand by themselves, without a scenario") {
    Question question;
    question.name = "a";
    question.kind = QuestionKind::answers;
    for (const auto& [name, key] : std::map<std::string, std::string>{
             {"policy", "sjf"}, {"faults", "9"}, {"order", "P2, P1"}, {"optimal", "yes"}}) {
        AnswerSpec spec;
        spec.name = name;
        spec.key = key;
        question.answers.push_back(spec);
    }
    Assignment assignment;
    assignment.questions = {question};
    Folder folder;
    const Grader grader(assignment, all_catalogues(), folder, mistakes);
    CHECK(grader.problems().empty());
    const auto judged = [&](const char* text) {
        return grader.judge({"s", {{"a.txt", text, ""}}}).questions[0];
    };
    CHECK(judged("policy: SJF\nfaults: 9\norder: P2 -> P1\noptimal: y").judged == Judged::right);
    CHECK(judged("policy: RR\nfaults: 8\norder: P1 -> P2\noptimal: n").points == Ratio(0));
}

TEST_CASE("an answer without a value, and one that no decimal says, are told to the teacher") {
    const Course wrong(
        "questions:\n  a: {kind: answers, scenario: rr.yaml, answers: {x: {value: P9.response}}}\n",
        rr_folder());
    REQUIRE(wrong.grader->problems().size() == 1);
    CHECK(wrong.grader->problems()[0].severity == Severity::error);
    CHECK(wrong.grader->problems()[0].code == "unknown-name");
    const Course endless(
        "questions:\n  a: {kind: answers, scenario: rr.yaml, answers: {x: {value: avg(turnaround)}}}\n",
        rr_folder());
    REQUIRE(endless.grader->problems().size() == 1);
    CHECK(endless.grader->problems()[0].code == "no-decimal");
}
