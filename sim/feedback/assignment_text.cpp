// An assignment as it stands, a line a question:
//
//     Round robin by hand: 16 points
//
//     question  kind     points  hand in     feedback    visibility  key
//     chart     trace        10  chart.*     divergence  visible     0f3a…, sealed
#include "ossim/feedback.hpp"

#include "base/text.hpp"
#include "feedback/wording.hpp"

#include <algorithm>
#include <array>

namespace ossim {

namespace {

using QuestionCells = std::array<std::string, 7>;

std::string key_cell(const Question& question, std::span<const KeyInfo> keys) {
    const auto key = std::find_if(keys.begin(), keys.end(),
                                  [&](const KeyInfo& each) { return each.question == question.name; });
    if (key == keys.end() || key->digest.empty()) return "";
    const std::string seal = key->is_new ? ", not the sealed one" : question.digest.empty() ? "" : ", sealed";
    return key->digest + seal;
}

std::string title_lines(const Assignment& assignment) {
    std::string text;
    for (const Question& question : assignment.questions) {
        if (!question.title.empty() && question.title != question.name)
            text += paragraph(short_name(question.name) + ": " + title_of(question), 4, 2);
        if (!question.needs.empty())
            text += paragraph(short_name(question.name) + " needs " + some_of(question.needs), 4, 2);
        if (!question.conventions.empty())
            text += paragraph(short_name(question.name) + " accepts " + some_of(question.conventions), 4, 2);
    }
    return text.empty() ? "" : "\n" + text;
}

} // namespace

std::string assignment_text(const Assignment& assignment, std::span<const KeyInfo> keys) {
    std::vector<QuestionCells> rows{
        {"question", "kind", "points", "hand in", "feedback", "visibility", "key"}};
    for (const Question& each : assignment.questions)
        rows.push_back({short_name(each.name, 24), std::string(word_of(each.kind)),
                        points_of(each.points, each.points), hand_in_of(each),
                        std::string(word_of(each.feedback)), std::string(word_of(each.visibility)),
                        key_cell(each, keys)});
    std::array<std::size_t, 7> widths{};
    for (const QuestionCells& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], display_width(row[i]));
    std::string text = short_name(assignment.title, 60) + ": " +
                       points_of(assignment.points(), assignment.points()) + " points\n";
    if (!assignment.about.empty()) text += paragraph(one_line(assignment.about));
    text += "\n";
    for (const QuestionCells& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line +=
                (i == 0 ? "" : "  ") + (i == 2 ? pad_left(row[i], widths[i]) : pad_right(row[i], widths[i]));
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text + title_lines(assignment);
}

} // namespace ossim
