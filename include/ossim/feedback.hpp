// Feedback: what a judgement looks like on paper. Students and staff are written to by two writers: a
// student's report is made from `Disclosed`, which holds only what the feedback level of each question lets
// out, so that it cannot tell more. All texts end with a line feed, and what students wrote is escaped.
#pragma once

#include "ossim/assignment.hpp"
#include "ossim/judgement.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// One question as its student may see it.
struct DisclosedQuestion {
    std::string name, title;
    Visibility visibility = Visibility::visible;
    Ratio points, most;
    FeedbackLevel level = FeedbackLevel::score;
    Judged judged = Judged::wrong; ///< right and wrong are known from the points anyway
    /// In words, a paragraph each: from `category` on the sort of mistake, from `divergence` on where the
    /// student's own work parts from the key (never what the key has there), and `everything`.
    std::vector<std::string> sentences;
    std::string picture;                 ///< of the student's own schedule; of both only at `everything`
    std::vector<std::string> arithmetic; ///< from `divergence` on
};

struct Disclosed {
    std::string student, title;
    std::vector<DisclosedQuestion> questions; ///< hidden ones are not among them
    Ratio points, most;                       ///< of the questions that are shown
};

[[nodiscard]] Disclosed disclose(const Assignment& assignment, const StudentResult& result);

/// The student's report.
[[nodiscard]] std::string student_markdown(const Disclosed& disclosed);
[[nodiscard]] std::string student_html(const Disclosed& disclosed); ///< one file, nothing fetched

/// The staff's: everything, as text of at most 80 columns.
[[nodiscard]] std::string staff_report(const Assignment& assignment, const StudentResult& result);
/// One line a student, a column a question; then the class in figures and in words.
[[nodiscard]] std::string class_table(const Assignment& assignment, std::span<const StudentResult> results);
[[nodiscard]] std::string class_text(const Assignment& assignment, const ClassSummary& summary);
/// Of `ossim assignment check`.
[[nodiscard]] std::string check_text(const Assignment& assignment, std::span<const QuestionCheck> checks,
                                     std::span<const KeyInfo> keys);

/// id,score,max,status, then a column a question; ordered by student.
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

/// Gradescope's results.json (gradescope-autograders.readthedocs.io, "Autograder specifications").
[[nodiscard]] std::string gradescope_json(const Assignment& assignment, const StudentResult& result);
/// Classroom 50's result.json, `classroom50/result/v1`: integer scores. `environment` holds CLASSROOM,
/// ASSIGNMENT, USERNAME, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL, REVIEW_URL and DATETIME, as far as given.
[[nodiscard]] std::string classroom50_json(const Assignment& assignment, const StudentResult& result,
                                           const std::map<std::string, std::string>& environment);
/// JUnit XML: a test suite a student, a test case a question.
[[nodiscard]] std::string junit_xml(const Assignment& assignment, std::span<const StudentResult> results);

} // namespace ossim
