// Everything about one student's work, for the staff:
//
//     == Round robin by hand: ann ==
//     == Test chart: The schedule ==
//     chart: FAIL (7.5/10), partly right; chart.txt
//
//     chart.txt: different, 7.5 of 10 points
//     …the comparison with the key, in words and as a picture…
//
//     Diagnosis: quantum-off-by-one gives exactly this; the key agrees with 75.0%.
//       Believed: The quantum is one unit longer than it is.
//       Right:    A thread runs for the quantum at most.
//
//     Points:
//       10 * 15ms / 20ms = 7.5 (agreeing time / time compared, over 1 CPU)
//     Score: 7.5/10
#include "ossim/feedback.hpp"

#include "base/show_diagnostic.hpp"
#include "base/text.hpp"
#include "feedback/wording.hpp"
#include "ossim/misconception.hpp"

#include <algorithm>
#include <array>

namespace ossim {

namespace {

std::string joined_names(const std::vector<std::string>& names, std::string_view between) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : std::string(between)) + short_name(name);
    return text;
}

std::string staff_test_line(const QuestionResult& result) {
    const std::string word(test_word(result.judged, result.points, result.most));
    std::string line =
        short_name(result.question) + ": " + word + " (" + points_over_most(result.points, result.most) + ")";
    if (word != "OK") line += ", " + verdict(result.judged, result.points, result.most);
    if (!result.unmet.empty()) line += ": it needs " + short_name(result.unmet);
    if (!result.file.empty()) line += "; " + short_name(result.file, 60);
    return line + "\n";
}

std::string staff_remarks(const QuestionResult& result) {
    std::string text;
    if (!result.convention.empty())
        text += paragraph("Judged by the convention " + short_name(result.convention) + ".");
    if (result.tie_opened) text += paragraph("Right because a tie may be decided either way.");
    return text;
}

std::string misconception_lines(const std::string& name) {
    const Misconception* found = find_misconception(name);
    if (found == nullptr) return "";
    return paragraph("Believed: " + std::string(found->belief), 12, 2) +
           paragraph("Right:    " + std::string(found->right), 12, 2);
}

std::string diagnosis_text(const Diagnosis& diagnosis, bool deducted) {
    if (diagnosis.misconceptions.empty() && diagnosis.convention.empty())
        return "\nDiagnosis: no known misconception comes near.\n";
    const std::string what =
        diagnosis.misconceptions.empty()
            ? "the convention " + short_name(diagnosis.convention) + ", which is not accepted,"
            : joined_names(diagnosis.misconceptions, " with ");
    std::string text = "Diagnosis: " + what;
    text += diagnosis.is_whole() ? " gives exactly this"
                                 : " comes nearest: it gives " + percentage(diagnosis.fit);
    text += " (the key itself gives " + percentage(diagnosis.without) + " of it).";
    if (deducted) text += " The points are the full ones less its deduction.";
    text = "\n" + paragraph(text, 2);
    for (const std::string& name : diagnosis.misconceptions)
        text += misconception_lines(name);
    if (!diagnosis.equals.empty())
        text += paragraph("Explained as well by: " + some_of(diagnosis.equals), 4, 2);
    return text;
}

/// A line of the table; `points` are not in it where the arithmetic below has two of each.
using AnswerRow = std::array<std::string, 5>; ///< answer, found, by the key, by the own schedule, points

AnswerRow answer_row(const AnswerResult& answer, bool any_own) {
    const auto judged = [](bool right, const std::string& value) {
        return (right ? "right  " : "wrong  ") + one_line(value);
    };
    return {title_of(answer),
            !answer.given            ? "-"
            : answer.problem.empty() ? one_line(answer.found)
                                     : "?",
            judged(answer.right, answer.expected), answer.has_own ? judged(answer.right_own, answer.own) : "",
            any_own ? "" : points_over_most(answer.points, answer.most)};
}

/// Columns as wide as they must be, none wider than what 80 columns leave for it; what is cut is told below.
std::string answer_table(const std::vector<AnswerRow>& rows, bool any_own) {
    const std::array<std::size_t, 5> widest{any_own ? 11U : 18U, any_own ? 11U : 18U, any_own ? 24U : 30U,
                                            24U, 8U};
    std::array<std::size_t, 5> widths{};
    for (const AnswerRow& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], std::min(display_width(row[i]), widest[i]));
    std::string text, cut;
    for (const AnswerRow& row : rows) {
        std::string line;
        bool is_cut = false;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += "  " + pad_right(fit(row[i], widths[i]), widths[i]);
            is_cut = is_cut || display_width(row[i]) > widths[i];
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
        if (!is_cut) continue;
        cut += paragraph(row[0] + ": found " + fit(row[1], 400) + "; by the key " + fit(row[2], 400) +
                             (row[3].empty() ? "" : "; by the own schedule " + fit(row[3], 400)),
                         4, 2);
    }
    return text + cut;
}

std::string answers_text(const std::vector<AnswerResult>& answers) {
    if (answers.empty()) return "";
    const bool any_own =
        std::any_of(answers.begin(), answers.end(), [](const AnswerResult& each) { return each.has_own; });
    std::vector<AnswerRow> rows{
        {"answer", "found", "by the key", any_own ? "by the own schedule" : "", any_own ? "" : "points"}};
    for (const AnswerResult& answer : answers)
        rows.push_back(answer_row(answer, any_own));
    std::string text = "\nAnswers\n" + answer_table(rows, any_own);
    for (const AnswerResult& answer : answers) {
        if (!answer.problem.empty())
            text += paragraph(title_of(answer) + ": " + one_line(answer.problem), 4, 2);
        if (answer.misconceptions.empty()) continue;
        text += paragraph(title_of(answer) + " is what these give: " + some_of(answer.misconceptions), 4, 2);
        text += indented(misconception_lines(answer.misconceptions.front()), 2);
    }
    return text;
}

std::string expectations_text(const std::vector<ExpectationResult>& expectations) {
    std::string text;
    for (const ExpectationResult& each : expectations) {
        text += paragraph((each.passed ? "passed  " : "failed  ") + one_line(each.claim), 10, 2);
        if (!each.passed && !each.found.empty()) text += indented("found: " + closed(each.found), 10);
    }
    return text.empty() ? "" : "\nExpectations\n" + text;
}

std::string arithmetic_text(const QuestionResult& result) {
    if (result.arithmetic.empty()) return "";
    if (result.comparison && result.comparison->arithmetic == result.arithmetic) return ""; // is told there
    std::string text = "\nPoints\n";
    for (const std::string& line : result.arithmetic)
        text += paragraph(one_line(line), 4, 2);
    return text;
}

std::string staff_question(const Question& question, const QuestionResult& result) {
    std::string text =
        test_heading(question.name, title_of(question)) + staff_test_line(result) + staff_remarks(result);
    const bool differs = result.comparison && result.comparison->category != Category::equal;
    if (differs) text += "\n" + explain(*result.comparison);
    if (result.diagnosis && result.judged == Judged::wrong)
        text += diagnosis_text(*result.diagnosis, result.deducted);
    text += answers_text(result.answers) + expectations_text(result.expectations);
    if (!result.problems.empty() && !differs) text += "\n" + show_all(result.problems, result.sources, 5);
    return text + arithmetic_text(result) + "\n";
}

} // namespace

std::string staff_report(const Assignment& assignment, const StudentResult& result) {
    std::string text =
        "== " + short_name(assignment.title, 50) + ": " + short_name(result.student, 60) + " ==\n";
    for (const Question& question : assignment.questions)
        if (const QuestionResult* found = find_result(result, question.name))
            text += staff_question(question, *found);
    if (!result.unused.empty())
        text += paragraph("Files that belong to no question: " + some_of(result.unused), 2);
    return text + "Score: " + points_over_most(result.points, result.most) + "\n";
}

} // namespace ossim
