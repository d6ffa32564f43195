// The whole class: a line a student, a column a question; then what went wrong how often.
#include "ossim/feedback.hpp"

#include "base/text.hpp"
#include "feedback/wording.hpp"
#include "ossim/misconception.hpp"

#include <algorithm>

namespace ossim {

namespace {

constexpr std::size_t widest_student = 28, widest_question = 14, most_rows = 5;

/// Why there are no points, where that is not a matter of right or wrong.
std::string mark_of(Judged judged) {
    switch (judged) {
    case Judged::right:
    case Judged::wrong: return "";
    case Judged::missing: return " -";
    case Judged::empty: return " 0";
    case Judged::unreadable: return " ?";
    case Judged::skipped: return " .";
    }
    return {};
}

struct ClassColumn {
    std::string name;
    std::size_t width = 0;
};

std::string class_cell(const QuestionResult* result) {
    if (result == nullptr) return "";
    const std::string mark = mark_of(result->judged);
    return points_of(result->points, result->most, 2) + (mark.empty() ? "  " : mark);
}

std::vector<ClassColumn> class_columns(const Assignment& assignment, std::span<const StudentResult> results) {
    std::vector<ClassColumn> columns;
    for (const Question& question : assignment.questions) {
        ClassColumn column{short_name(question.name, widest_question), 0};
        column.width = std::max<std::size_t>(display_width(column.name) + 2, 6);
        for (const StudentResult& each : results)
            column.width =
                std::max(column.width, display_width(class_cell(find_result(each, question.name))));
        columns.push_back(std::move(column));
    }
    return columns;
}

std::string without_trailing_blanks(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

/// "  4  quantum-off-by-one: The quantum is one unit longer than it is."
std::string tally(const std::vector<std::pair<std::string, std::uint64_t>>& counts, std::string_view heading,
                  bool are_misconceptions) {
    if (counts.empty()) return "";
    std::string text = "  " + std::string(heading) + "\n";
    for (std::size_t i = 0; i < counts.size() && i < most_rows; ++i) {
        const auto& [what, count] = counts[i];
        const Misconception* known = are_misconceptions ? find_misconception(what) : nullptr;
        const std::string more = known == nullptr ? "" : ": " + std::string(known->belief);
        text += paragraph(pad_left(std::to_string(count), 6) + "  " + short_name(what, 60) + more, 8);
    }
    if (counts.size() > most_rows)
        text += "        and " + std::to_string(counts.size() - most_rows) + " others\n";
    return text;
}

std::string alike_text(const std::vector<std::vector<std::string>>& groups) {
    if (groups.empty()) return "";
    std::string text = "  the same wrong work\n";
    for (std::size_t i = 0; i < groups.size() && i < most_rows; ++i)
        text += paragraph(pad_left(std::to_string(groups[i].size()), 6) + "  " + some_of(groups[i], 100), 8);
    if (groups.size() > most_rows)
        text += "        and " + std::to_string(groups.size() - most_rows) + " more groups\n";
    return text;
}

std::string class_question(const Assignment& assignment, const ClassSummary::ByQuestion& each) {
    const Question* question = assignment.find(each.question);
    std::string text = "\n" + test_heading(each.question, question == nullptr ? "" : title_of(*question));
    text += "  mean " + points_of(each.mean, each.most, 2) + " of " + points_of(each.most, each.most) + "; " +
            std::to_string(each.right) + " right, " + std::to_string(each.wrong) + " wrong, " +
            std::to_string(each.missing) + " missing, " + std::to_string(each.unreadable) + " unreadable";
    text += each.skipped == 0 ? "\n" : ", " + std::to_string(each.skipped) + " not judged\n";
    return text + tally(each.misconceptions, "misconceptions that explain all", true) +
           tally(each.divergences, "first divergence", false) + alike_text(each.alike);
}

} // namespace

std::string class_table(const Assignment& assignment, std::span<const StudentResult> results) {
    std::size_t widest = 7;
    for (const StudentResult& each : results)
        widest = std::max(widest, display_width(short_name(each.student, widest_student)));
    const auto columns = class_columns(assignment, results);
    std::string text = pad_right("student", widest);
    for (const ClassColumn& column : columns)
        text += "  " + pad_left(column.name + "  ", column.width);
    text = without_trailing_blanks(text + "  " + pad_left("points", 12));
    bool any_mark = false;
    for (const StudentResult* each : by_student(results)) {
        std::string line = pad_right(short_name(each->student, widest_student), widest);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const QuestionResult* found = find_result(*each, assignment.questions[i].name);
            any_mark = any_mark || (found != nullptr && !mark_of(found->judged).empty());
            line += "  " + pad_left(class_cell(found), columns[i].width);
        }
        text +=
            without_trailing_blanks(line + "  " + pad_left(points_over_most(each->points, each->most), 12));
    }
    if (any_mark) text += "- nothing handed in   0 nothing in the file   ? cannot be read   . not judged\n";
    return text;
}

std::string class_text(const Assignment& assignment, const ClassSummary& summary) {
    if (summary.students == 0) return "No students.\n";
    const auto shown = [&](Ratio points) { return points_of(points, summary.most, 2); };
    std::string text = count_of(summary.students, "student") + ": mean " + shown(summary.mean) + " of " +
                       points_of(summary.most, summary.most) + ", median " + shown(summary.median) +
                       ", from " + shown(summary.least) + " to " + shown(summary.greatest) + "\n";
    for (const auto& each : summary.questions)
        text += class_question(assignment, each);
    return text;
}

} // namespace ossim
