// A student's result on a terminal, as the graders of xv6 look:
//
//     == Round robin by hand: ann ==
//     == Test chart: The schedule ==
//     chart: FAIL (7.5/10), partly right
//         At 4ms on CPU 0 your schedule has P1 from 0ms to 8ms.
//     == Test averages ==
//     averages: OK (6/6)
//     Score: 13.5/16
#include "base/text.hpp"
#include "feedback/student.hpp"
#include "feedback/wording.hpp"

namespace ossim {

namespace {

std::string student_paragraphs(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& sentence : sentences)
        text += paragraph(sentence, 4, 4);
    return text;
}

std::string student_test_line(const DisclosedQuestion& each) {
    const std::string name = short_name(each.name);
    if (each.visibility != Visibility::visible)
        return name + ": told " + std::string(time_of(each.visibility)) + "\n";
    const std::string word(test_word(each.judged, each.points, each.most));
    const std::string line = name + ": " + word + " (" + points_over_most(each.points, each.most) + ")";
    return line + (word == "OK" ? "" : ", " + verdict(each.judged, each.points, each.most)) + "\n";
}

} // namespace

std::string standing_of(const DisclosedQuestion& question) {
    if (question.visibility != Visibility::visible && question.level == FeedbackLevel::score &&
        question.judged == Judged::skipped)
        return "The result is told " + std::string(time_of(question.visibility)) + ".";
    return points_of_most(question.points, question.most) +
           " points: " + verdict(question.judged, question.points, question.most);
}

std::string caption_of(const DisclosedQuestion& question) {
    return question.level == FeedbackLevel::everything ? "Expected and found" : "What was handed in";
}

std::string question_text(const DisclosedQuestion& question) {
    std::string text = student_paragraphs(question.sentences);
    if (!question.picture.empty()) text += "\n" + question.picture + "\n";
    return text + student_paragraphs(question.arithmetic);
}

std::string student_text(const Disclosed& disclosed) {
    std::string text =
        "== " + short_name(disclosed.title, 70) + ": " + short_name(disclosed.student) + " ==\n";
    for (const DisclosedQuestion& each : disclosed.questions)
        text += test_heading(each.name, each.title) + student_test_line(each) + question_text(each);
    if (!disclosed.unused.empty())
        text += paragraph("Files that belong to no question: " + some_of(disclosed.unused), 4);
    return text + "Score: " + points_over_most(disclosed.points, disclosed.most) + "\n";
}

} // namespace ossim
