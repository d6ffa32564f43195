// Every writer, whole: what it writes of one small class is in tests/grading/feedback. `tools/bless` writes
// those files anew; look at what changed before you commit it.
#include "feedback_story.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace ossim;

namespace {

void check_golden(const std::string& name, const std::string& text) {
    const std::filesystem::path path = std::filesystem::path("tests/grading/feedback") / name;
    if (std::getenv("OSSIM_BLESS") != nullptr) {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
    }
    std::ifstream stream(path, std::ios::binary);
    const std::string expected{std::istreambuf_iterator<char>(stream), {}};
    CHECK_MESSAGE(text == expected, path.string(), " differs; it is now:\n", text);
    CHECK(text.ends_with('\n'));
}

/// One of each verdict, and names that need care.
std::vector<StudentResult> a_class(const Homework& homework) {
    const auto& questions = homework.assignment.questions;
    StudentResult cho = a_student("cho", {a_result(questions[0], Judged::missing, Ratio()),
                                          a_result(questions[1], Judged::missing, Ratio()),
                                          a_result(questions[2], Judged::missing, Ratio())});
    StudentResult dora = a_student("=dora, the \"1st\"", {a_result(questions[0], Judged::unreadable, Ratio()),
                                                          a_result(questions[1], Judged::skipped, Ratio()),
                                                          a_result(questions[2], Judged::empty, Ratio())});
    Diagnostic problem;
    problem.code = "bad-submission";
    problem.file = "chart.txt";
    problem.at = {3, 1};
    problem.message = "\"P1 0_4\" is no interval";
    problem.hint = "write P1 0-4";
    dora.questions[0].problems = {problem};
    dora.questions[1].unmet = "chart";
    return {homework.ben, homework.ann, dora, cho};
}

ClassSummary a_summary() {
    ClassSummary summary;
    summary.students = 4;
    summary.mean = Ratio(95, 14);
    summary.median = Ratio(9, 2);
    summary.greatest = summary.most = Ratio(16);
    ClassSummary::ByQuestion chart;
    chart.question = "chart";
    chart.right = chart.wrong = chart.missing = chart.unreadable = 1;
    chart.mean = Ratio(40, 9);
    chart.most = Ratio(10);
    chart.misconceptions = {{"quantum-off-by-one", 1}};
    chart.divergences = {{"at 4ms on CPU 0", 1}};
    chart.alike = {{"ann", "eve", "fay"}, {"gil", "hal"}};
    ClassSummary::ByQuestion averages = chart;
    averages.question = "averages";
    averages.skipped = 1;
    averages.alike.clear();
    averages.misconceptions.clear();
    averages.divergences.clear();
    summary.questions = {chart, averages};
    return summary;
}

QuestionCheck a_check() {
    QuestionCheck check;
    check.question = "chart";
    QuestionCheck::Disputed nyu;
    nyu.conventions = {"nyu", "ostep"};
    nyu.comparison = compared_with("P1 0-4, P2 4-7, P1 7-9", "P1 0-4, P1 4-6, P2 6-9");
    QuestionCheck::Disputed accepted;
    accepted.conventions = {"stallings"};
    accepted.accepted = true;
    accepted.comparison = nyu.comparison;
    check.disputed = {nyu, accepted};
    check.open_tie = nyu.comparison->first;
    check.told = {"quantum-off-by-one", "another-one"};
    check.blind = {"averages-rounded-early", "io-as-waiting"};
    check.confused = {{"quantum-off-by-one", "another-one"}};
    QuestionCheck::Proposal proposal;
    proposal.change = {"processes.B.arrival", "5ms"};
    proposal.sees = {"io-as-waiting"};
    proposal.settles = {"nyu"};
    proposal.loses = {"another-one"};
    check.proposals = {proposal};
    return check;
}

const std::string digest = "0123456789abcdef0123456789abcdef";

} // namespace

TEST_CASE("the student's report, in three forms") {
    const Homework homework;
    const Disclosed disclosed = disclose(homework.assignment, homework.ann);
    check_golden("ann.student.txt", student_text(disclosed));
    check_golden("ann.student.md", student_markdown(disclosed));
    check_golden("ann.student.html", student_html(disclosed));
}

TEST_CASE("the student's report of each level") {
    Homework homework;
    for (const FeedbackLevel level :
         {FeedbackLevel::score, FeedbackLevel::category, FeedbackLevel::everything}) {
        for (Question& each : homework.assignment.questions)
            each.feedback = level;
        check_golden("ann." + std::string(word_of(level)) + ".txt",
                     student_text(disclose(homework.assignment, homework.ann)));
    }
}

TEST_CASE("verdicts without points, as a student reads them") {
    const Homework homework;
    const auto students = a_class(homework);
    check_golden("dora.student.txt", student_text(disclose(homework.assignment, students[2])));
    check_golden("cho.student.txt", student_text(disclose(homework.assignment, students[3])));
}

TEST_CASE("the staff's report") {
    const Homework homework;
    check_golden("ann.staff.txt", staff_report(homework.assignment, homework.ann));
    check_golden("dora.staff.txt", staff_report(homework.assignment, a_class(homework)[2]));
}

TEST_CASE("the class, in any order of students") {
    const Homework homework;
    auto students = a_class(homework);
    const std::string table = class_table(homework.assignment, students);
    check_golden("class.txt", table + "\n" + class_text(homework.assignment, a_summary()));
    check_golden("class.csv", class_csv(homework.assignment, students));
    check_golden("junit.xml", junit_xml(homework.assignment, students));
    std::swap(students[0], students[3]);
    CHECK(class_table(homework.assignment, students) == table);
    CHECK(class_text(homework.assignment, ClassSummary()) == "No students.\n");
}

TEST_CASE("Gradescope and Classroom 50") {
    Homework homework;
    homework.assignment.questions[1].visibility = Visibility::after_due_date;
    check_golden("gradescope.json", gradescope_json(homework.assignment, homework.ann));
    check_golden("classroom50.json",
                 classroom50_json(homework.assignment, homework.ann,
                                  {{"CLASSROOM", "os-2026"},
                                   {"ASSIGNMENT", "rr"},
                                   {"USERNAME", "ann"},
                                   {"SUBMISSION_TAG", "submit/2026-11-20T14-32-05Z-a1b2c3d"},
                                   {"COMMIT_URL", "https://example.org/c"},
                                   {"RELEASE_URL", "https://example.org/r"},
                                   {"DATETIME", "2026-11-20T14:33:11Z"}}));
}

TEST_CASE("the check of an assignment, and what counts as a finding") {
    Homework homework;
    homework.assignment.questions[0].conventions = {"ossim"};
    homework.assignment.questions[0].misconceptions = {{"io-as-waiting", Ratio(-1), {}}};
    homework.assignment.questions[0].digest = std::string(32, 'f');
    const std::vector<QuestionCheck> checks{a_check()};
    const std::vector<KeyInfo> keys{{"chart", digest, true}};
    check_golden("check.txt", check_text(homework.assignment, checks, keys));
    CHECK(findings_of(homework.assignment, checks, keys) == 4);
    std::vector<QuestionCheck> none(1);
    none[0].question = "chart";
    CHECK(findings_of(homework.assignment, none, {}) == 0);
    CHECK(check_text(homework.assignment, none, {}).ends_with("\nNothing to decide.\n"));
}

TEST_CASE("an assignment as it stands") {
    Homework homework;
    homework.assignment.about = "By hand, on paper.";
    homework.assignment.questions[0].digest = digest;
    homework.assignment.questions[1].needs = {"chart"};
    homework.assignment.questions[0].conventions = {"ossim", "nyu"};
    const std::vector<KeyInfo> keys{{"chart", digest, false}, {"surprise", digest, true}};
    check_golden("assignment.txt", assignment_text(homework.assignment, keys));
}
