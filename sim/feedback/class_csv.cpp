// The class as CSV: numbers are exact decimals where there are any, and no cell is a formula.
#include "ossim/feedback.hpp"

#include "feedback/escape.hpp"
#include "feedback/wording.hpp"

#include <algorithm>

namespace ossim {

namespace {

std::string status_of(const StudentResult& result) {
    const auto are_all = [&](auto is) {
        return !result.questions.empty() &&
               std::all_of(result.questions.begin(), result.questions.end(),
                           [&](const QuestionResult& each) { return is(each.judged); });
    };
    if (result.points >= result.most) return "right";
    if (are_all([](Judged each) { return each == Judged::missing || each == Judged::skipped; }))
        return "missing";
    const bool any = std::any_of(result.questions.begin(), result.questions.end(),
                                 [](const auto& each) { return each.judged == Judged::unreadable; });
    return any ? "unreadable" : "wrong";
}

} // namespace

std::string class_csv(const Assignment& assignment, std::span<const StudentResult> results) {
    std::string text = "id,score,max,status";
    for (const Question& question : assignment.questions)
        text += "," + safe_csv_cell(question.name);
    text += "\n";
    for (const StudentResult* each : by_student(results)) {
        text += safe_csv_cell(each->student) + "," + points_of(each->points, each->most) + "," +
                points_of(each->most, each->most) + "," + status_of(*each);
        for (const Question& question : assignment.questions) {
            const QuestionResult* found = find_result(*each, question.name);
            text += "," + (found == nullptr ? "" : points_of(found->points, found->most));
        }
        text += "\n";
    }
    return text;
}

} // namespace ossim
