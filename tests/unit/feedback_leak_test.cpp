// What a student must not learn: for each level, none of what only the key knows is in what the student gets,
// in any format; and what the student did not cause changes nothing in it.
#include "feedback_story.hpp"
#include "scale.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ossim;

namespace {

/// Everything that is handed to a student, in all formats.
std::string all_told(const Assignment& assignment, const StudentResult& result) {
    const Disclosed disclosed = disclose(assignment, result);
    const std::vector<StudentResult> results{result};
    return student_text(disclosed) + student_markdown(disclosed) + student_html(disclosed) +
           junit_xml(assignment, results) +
           classroom50_json(assignment, result, {{"DATETIME", "2026-11-20T14:33:11Z"}});
}

std::string gradescope_of(const Assignment& assignment, const StudentResult& result) {
    return gradescope_json(assignment, result);
}

/// The key runs Secret from 1234ms to 5678ms; the student runs Mine instead.
constexpr std::string_view secret_key = "Mine 0-4, Secret 4-1234, Mine 1234-5678";
constexpr std::string_view mine = "Mine 0-8, Own 8-9";
const std::vector<std::string> secrets{"Secret", "1234", "5678", "1,234"};

StudentResult wrong_chart(const Assignment& assignment, std::string_view key = secret_key) {
    const Question& question = assignment.questions.front();
    QuestionResult result = a_wrong_schedule(question, key, mine);
    result.points = Ratio(3); // the same, whatever the key
    result.arithmetic = {"3 = 10 * 1234ms / 5678ms for Secret"};
    Diagnosis diagnosis;
    diagnosis.misconceptions = {"quantum-off-by-one"};
    diagnosis.fit = Ratio(1);
    result.diagnosis = diagnosis;
    return a_student("ann", {result});
}

Assignment chart_at(FeedbackLevel level) {
    return an_assignment({a_question("chart", QuestionKind::trace, 10, level)});
}

constexpr FeedbackLevel guarded[] = {FeedbackLevel::score, FeedbackLevel::category,
                                     FeedbackLevel::divergence};

} // namespace

TEST_CASE("below the level everything no name and no time of the key's comes to the student") {
    for (const FeedbackLevel level : guarded) {
        CAPTURE(word_of(level));
        const Assignment assignment = chart_at(level);
        const StudentResult result = wrong_chart(assignment);
        CHECK(leaked(all_told(assignment, result), secrets) == "");
        CHECK(leaked(gradescope_of(assignment, result), secrets) == "");
    }
    const Assignment open = chart_at(FeedbackLevel::everything);
    CHECK(leaked(all_told(open, wrong_chart(open)), secrets) == "Secret");
}

TEST_CASE("keys that differ after the divergence give the same bytes") {
    for (const FeedbackLevel level : guarded) {
        CAPTURE(word_of(level));
        const Assignment assignment = chart_at(level);
        const auto one = wrong_chart(assignment, "Mine 0-4, Secret 4-1234, Mine 1234-5678");
        const auto other = wrong_chart(assignment, "Mine 0-4, Hidden 4-10, Other 10-20, Mine 20-21");
        CHECK(all_told(assignment, one) == all_told(assignment, other));
        CHECK(gradescope_of(assignment, one) == gradescope_of(assignment, other));
    }
}

TEST_CASE("each level tells more than the one before") {
    std::size_t before = 0;
    for (const FeedbackLevel level : {FeedbackLevel::score, FeedbackLevel::category,
                                      FeedbackLevel::divergence, FeedbackLevel::everything}) {
        const Assignment assignment = chart_at(level);
        const std::size_t size = student_text(disclose(assignment, wrong_chart(assignment))).size();
        CHECK(size > before);
        before = size;
    }
}

TEST_CASE("the score level tells points and nothing else") {
    const Assignment assignment = chart_at(FeedbackLevel::score);
    const Disclosed disclosed = disclose(assignment, wrong_chart(assignment));
    REQUIRE(disclosed.questions.size() == 1);
    CHECK(disclosed.questions[0].sentences.empty());
    CHECK(disclosed.questions[0].picture.empty());
    CHECK(disclosed.questions[0].arithmetic.empty());
}

TEST_CASE("answers: neither what is expected nor what the own schedule gives is told below everything") {
    for (const FeedbackLevel level : guarded) {
        CAPTURE(word_of(level));
        const Assignment assignment =
            an_assignment({a_question("averages", QuestionKind::answers, 5, level)});
        QuestionResult result = a_result(assignment.questions[0], Judged::wrong, Ratio(1));
        AnswerResult answer = an_answer("waiting", "7.25", "1234", 5);
        answer.has_own = true;
        answer.own = "5678";
        answer.misconceptions = {"quantum-off-by-one"};
        result.answers = {answer};
        result.arithmetic = {"1234 of 5678"};
        CHECK(leaked(all_told(assignment, a_student("ann", {result})), secrets) == "");
    }
}

TEST_CASE("measures and expectations speak of the key's threads: they are counted, not named") {
    for (const FeedbackLevel level : guarded) {
        CAPTURE(word_of(level));
        Question measured = a_question("chart", QuestionKind::trace, 5, level);
        measured.compare = CompareAt::metrics;
        const Assignment assignment =
            an_assignment({measured, a_question("circle", QuestionKind::scenario, 5, level)});
        QuestionResult metrics = a_result(assignment.questions[0], Judged::wrong, Ratio(1));
        metrics.answers = {an_answer("Secret.turnaround", "1", "1234", 5)};
        QuestionResult circle = a_result(assignment.questions[1], Judged::wrong, Ratio(1));
        circle.expectations = {{"deadlock: [Secret, B]", false, "no deadlock at 1234"}};
        Diagnostic ours;
        ours.file = "hidden/secret-1234.yaml";
        ours.message = "Secret is unknown";
        circle.problems = {ours};
        CHECK(leaked(all_told(assignment, a_student("ann", {metrics, circle})), secrets) == "");
    }
}

TEST_CASE("why a policy cannot be used may name what only the hidden scenario has") {
    const Assignment assignment = an_assignment({a_question("which", QuestionKind::infer, 5)});
    QuestionResult result = a_result(assignment.questions[0], Judged::wrong, Ratio());
    Diagnostic problem;
    problem.file = "--set";
    problem.message = "Secret has no priority";
    result.problems = {problem};
    const StudentResult student = a_student("ann", {result});
    CHECK(leaked(all_told(assignment, student), secrets) == "");
    CHECK(disclose(assignment, student).questions[0].sentences.front() ==
          "The policy that was handed in, or one of its parameters, cannot be used here.");
    CHECK(leaked(staff_report(assignment, student), secrets) == "Secret");
}

TEST_CASE("a hidden question changes no byte of what a student reads") {
    Homework homework;
    Homework other = homework;
    other.assignment.questions[2].title = "Another secret";
    other.assignment.questions[2].feedback = FeedbackLevel::everything;
    other.ann.questions[2] = a_wrong_schedule(other.assignment.questions[2], secret_key, mine);
    const std::string told = all_told(homework.assignment, homework.ann);
    CHECK(told == all_told(other.assignment, other.ann));
    CHECK(told.find("surprise") == std::string::npos);
}

TEST_CASE("a question whose time has not come tells neither points nor verdict") {
    Homework homework;
    homework.assignment.questions[0].visibility = Visibility::after_due_date;
    const Disclosed disclosed = disclose(homework.assignment, homework.ann);
    CHECK(disclosed.questions[0].points == Ratio());
    CHECK(disclosed.questions[0].sentences.empty());
    CHECK(disclosed.most == Ratio(5));
    Homework right = homework;
    right.ann.questions[0] = a_result(right.assignment.questions[0], Judged::right, Ratio(10));
    CHECK(all_told(homework.assignment, homework.ann) == all_told(right.assignment, right.ann));
    CHECK(student_text(disclosed).find("chart: told after the due date\n") != std::string::npos);
}

TEST_CASE("a hidden question that another one needs is not named") {
    Homework homework;
    homework.assignment.questions[1].needs = {"surprise"};
    homework.ann.questions[1] = a_result(homework.assignment.questions[1], Judged::skipped, Ratio());
    homework.ann.questions[1].unmet = "surprise";
    CHECK(all_told(homework.assignment, homework.ann).find("surprise") == std::string::npos);
    homework.ann.questions[1].unmet = "chart";
    CHECK(disclose(homework.assignment, homework.ann).questions[1].sentences.front() ==
          "It is not judged, since it needs the question \"The schedule\", which is not right.");
}

TEST_CASE("equal failures are told in the same words, whoever fails") {
    const Assignment assignment = chart_at(FeedbackLevel::divergence);
    StudentResult ann = wrong_chart(assignment), ben = ann;
    ben.student = "ben";
    const Disclosed one = disclose(assignment, ann), other = disclose(assignment, ben);
    CHECK(one.questions[0].sentences == other.questions[0].sentences);
    CHECK(one.questions[0].picture == other.questions[0].picture);
}

TEST_CASE("what students write is bounded") {
    const Assignment assignment =
        an_assignment({a_question("averages", QuestionKind::answers, 5, FeedbackLevel::everything)});
    QuestionResult result = a_result(assignment.questions[0], Judged::wrong, Ratio());
    for (int i = 0; i < ossim::testing::scaled(1000); ++i) {
        AnswerResult answer = an_answer(std::string(5000, 'n'), std::string(100'000, 'x'), "1", 1);
        answer.problem = std::string(100'000, 'p');
        result.answers.push_back(answer);
    }
    StudentResult student = a_student(std::string(10'000, 's'), {result});
    student.unused.assign(ossim::testing::scaled(1000), std::string(10'000, 'u'));
    CHECK(all_told(assignment, student).size() < 64'000);
    CHECK(gradescope_of(assignment, student).size() < 32'000);
}
