// A student's report in Markdown:
//
//     # Round robin by hand
//
//     ann: 7.5 of 16 points
//
//     | question | points | result |
//     |---|---|---|
//     | The schedule | 7.5 of 10 | partly right |
//
//     ## The schedule
//
//     7.5 of 10 points: partly right
//
//     - At 4ms on CPU 0 your schedule has P1 from 0ms to 8ms. A quantum ends there.
//
//     ```text
//               0         10
//       found   11111111222333
//     ```
//
//     - The share of the time that agrees counts: 75.0%, 7.5 of 10 points.
#include "feedback/escape.hpp"
#include "feedback/student.hpp"
#include "feedback/wording.hpp"

namespace ossim {

namespace {

std::string markdown_list(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& sentence : sentences)
        text += "- " + markdown_text(sentence) + "\n";
    return text.empty() ? "" : text + "\n";
}

std::string markdown_table(const Disclosed& disclosed) {
    std::string text = "| question | points | result |\n|---|---|---|\n";
    for (const DisclosedQuestion& each : disclosed.questions) {
        const bool is_later = each.visibility != Visibility::visible;
        const std::string points = is_later ? "" : points_of_most(each.points, each.most);
        const std::string result = is_later ? "told " + std::string(time_of(each.visibility))
                                            : verdict(each.judged, each.points, each.most);
        text += "| " + markdown_text(each.title) + " | " + points + " | " + result + " |\n";
    }
    return text + "\n";
}

} // namespace

std::string question_markdown(const DisclosedQuestion& question) {
    std::string text = standing_of(question) + "\n\n" + markdown_list(question.sentences);
    if (!question.picture.empty())
        text += caption_of(question) + ":\n\n" + markdown_fence(question.picture) + "\n";
    return text + markdown_list(question.arithmetic);
}

std::string student_markdown(const Disclosed& disclosed) {
    std::string text =
        "# " + markdown_text(disclosed.title) + "\n\n" + markdown_text(short_name(disclosed.student, 80)) +
        ": " + points_of_most(disclosed.points, disclosed.most) + " points\n\n" + markdown_table(disclosed);
    for (const DisclosedQuestion& each : disclosed.questions)
        text += "## " + markdown_text(each.title) + "\n\n" + question_markdown(each);
    if (!disclosed.unused.empty()) {
        text += "## Files that belong to no question\n\n" + markdown_list(disclosed.unused);
    }
    return closed(std::move(text));
}

} // namespace ossim
