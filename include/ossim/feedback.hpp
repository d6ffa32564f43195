// Feedback: what a judgement looks like on paper. Students and staff are written to by two writers: a
// student's report is made from `Disclosed`, which holds only what the feedback level of each question lets
// out, so that it cannot tell more. All texts end with a line feed, and what students wrote is escaped.
#pragma once

#include "ossim/assignment.hpp"
#include "ossim/judgement.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// One question as its student may see it. Of a question whose time has not come (`visibility` is not
/// visible) nothing is here but its names and what it is worth.
struct DisclosedQuestion {
    std::string name, title;
    Visibility visibility = Visibility::visible;
    Ratio points, most;
    FeedbackLevel level = FeedbackLevel::score;
    Judged judged = Judged::wrong; ///< right and wrong are known from the points anyway
    /// In words, a paragraph each: from `category` on the sort of mistake, from `divergence` on where the
    /// student's own work parts from the key (never what the key has there), and `everything`.
    std::vector<std::string> sentences;
    std::string picture; ///< of the student's own schedule; at `everything` the whole comparison
    /// From `divergence` on, without the key's amounts; at `everything` in full.
    std::vector<std::string> arithmetic;
};

struct Disclosed {
    std::string student, title;
    std::vector<DisclosedQuestion> questions; ///< hidden ones are not among them
    Ratio points, most;                       ///< of the questions that are visible
    std::vector<std::string> unused;          ///< files that belong to no question
};

[[nodiscard]] Disclosed disclose(const Assignment& assignment, const StudentResult& result);
/// One question, whatever its visibility: for who hands that on, as Gradescope does.
[[nodiscard]] DisclosedQuestion disclose(const Assignment& assignment, const Question& question,
                                         const QuestionResult& result);

/// The student's report. As text it looks like the graders of xv6: "== Test name ==", "name: OK",
/// "Score: 70/100".
[[nodiscard]] std::string student_text(const Disclosed& disclosed);
[[nodiscard]] std::string student_markdown(const Disclosed& disclosed);
[[nodiscard]] std::string student_html(const Disclosed& disclosed); ///< one file, nothing fetched

/// The staff's: everything, as text of at most 80 columns, in the same look.
[[nodiscard]] std::string staff_report(const Assignment& assignment, const StudentResult& result);
/// One line a student, a column a question; then the class in figures and in words.
[[nodiscard]] std::string class_table(const Assignment& assignment, std::span<const StudentResult> results);
[[nodiscard]] std::string class_text(const Assignment& assignment, const ClassSummary& summary);
/// Of `ossim assignment check`.
[[nodiscard]] std::string check_text(const Assignment& assignment, std::span<const QuestionCheck> checks,
                                     std::span<const KeyInfo> keys);
/// How many things `ossim assignment check` finds that ask for a decision: a question that cannot be judged,
/// a key that is not the stored one, a convention or a tie that changes the key and is not accepted, a
/// deduction that can never apply because the question is blind to its misconception.
[[nodiscard]] std::size_t findings_of(const Assignment& assignment, std::span<const QuestionCheck> checks,
                                      std::span<const KeyInfo> keys);

/// Of `ossim assignment show`: the questions, what they are worth, and their keys.
[[nodiscard]] std::string assignment_text(const Assignment& assignment, std::span<const KeyInfo> keys);

/// id,score,max,status, then a column a question; ordered by student. The status is right, wrong (points are
/// lost), missing (nothing for any question) or unreadable (something could not be read).
[[nodiscard]] std::string class_csv(const Assignment& assignment, std::span<const StudentResult> results);

/// The teacher's own CSV with one column filled; every other byte stays.
struct FilledTemplate {
    std::optional<std::string> text;
    std::string problem;                ///< a sentence: why it cannot be filled
    std::vector<std::string> unmatched; ///< students without a row
    std::vector<std::string> unfilled;  ///< rows without a student, as the id column has them
};
/// `column`: the header of the column to fill, or its beginning when that is clear. A student is found by any
/// other column whose cell is the student's name (case and spaces aside), or the name up to an "@".
[[nodiscard]] FilledTemplate fill_template(std::string_view csv, std::string_view column,
                                           std::span<const StudentResult> results);

/// Gradescope's results.json (gradescope-autograders.readthedocs.io, "Autograder specifications"). Every
/// question is a test with its visibility, which Gradescope keeps; each tells what its feedback level lets
/// out.
[[nodiscard]] std::string gradescope_json(const Assignment& assignment, const StudentResult& result);
/// Classroom 50's result.json, `classroom50/result/v1`. Scores are whole: the points of all questions are
/// scaled until each is worth a whole number, and what was reached is rounded down, once a question.
/// Questions that are not visible are left out, since students read this file. `environment` holds CLASSROOM,
/// ASSIGNMENT, USERNAME, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL, REVIEW_URL and DATETIME, as far as given.
[[nodiscard]] std::string classroom50_json(const Assignment& assignment, const StudentResult& result,
                                           const std::map<std::string, std::string>& environment);
/// JUnit XML: a test suite a student, a test case a visible question, as its student may see it.
[[nodiscard]] std::string junit_xml(const Assignment& assignment, std::span<const StudentResult> results);

} // namespace ossim
