// A student's report as one page: nothing is fetched, nothing runs, it prints in black and white, and a
// screen reader gets headings, a table with headers, and for each picture a sentence instead of its
// characters.
#include "feedback/escape.hpp"
#include "feedback/student.hpp"
#include "feedback/wording.hpp"

namespace ossim {

namespace {

constexpr std::string_view html_style = R"(
    body { margin: 2rem auto; max-width: 52rem; padding: 0 1rem;
           font: 1rem/1.5 sans-serif; color: #000; background: #fff; }
    h1 { font-size: 1.5rem; }
    h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid #000; }
    table { border-collapse: collapse; }
    caption { text-align: left; }
    th, td { border: 1px solid #000; padding: 0.2rem 0.6rem; text-align: left; }
    figure { margin: 1rem 0; }
    pre { border: 1px solid #000; padding: 0.6rem; overflow-x: auto; font: 0.85rem/1.3 monospace; }
    @media print { body { margin: 0; } section { break-inside: avoid; } pre { white-space: pre-wrap; } }
)";

std::string html_tagged(const std::string& tag, std::string_view text) {
    return "<" + tag + ">" + markup_text(text) + "</" + tag + ">";
}

std::string html_list(const std::vector<std::string>& sentences) {
    if (sentences.empty()) return "";
    std::string text = "<ul>\n";
    for (const std::string& sentence : sentences)
        text += html_tagged("li", sentence) + "\n";
    return text + "</ul>\n";
}

/// Below `everything` the sentences say what the picture shows; a comparison in full is text to be read.
std::string html_picture(const DisclosedQuestion& question) {
    if (question.picture.empty()) return "";
    const std::string caption = caption_of(question);
    const std::string role = question.level == FeedbackLevel::everything
                                 ? " tabindex=\"0\""
                                 : " role=\"img\" aria-label=\"" + caption +
                                       ", drawn; the sentences before say where it is not right\"";
    return "<figure>\n<figcaption>" + caption + "</figcaption>\n<pre" + role + ">" +
           markup_text(question.picture) + "</pre>\n</figure>\n";
}

std::string html_section(const DisclosedQuestion& question, std::size_t number) {
    const std::string id = "question-" + std::to_string(number);
    return "<section aria-labelledby=\"" + id + "\">\n<h2 id=\"" + id + "\">" + markup_text(question.title) +
           "</h2>\n" + html_tagged("p", standing_of(question)) + "\n" + html_list(question.sentences) +
           html_picture(question) + html_list(question.arithmetic) + "</section>\n";
}

std::string html_row(const DisclosedQuestion& question) {
    const bool is_later = question.visibility != Visibility::visible;
    const std::string points = is_later ? "" : points_of_most(question.points, question.most);
    const std::string result = is_later ? "told " + std::string(time_of(question.visibility))
                                        : verdict(question.judged, question.points, question.most);
    return "<tr><th scope=\"row\">" + markup_text(question.title) + "</th>" + html_tagged("td", points) +
           html_tagged("td", result) + "</tr>\n";
}

std::string html_head(const Disclosed& disclosed) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'unsafe-inline'\">\n" +
           html_tagged("title", short_name(disclosed.student, 80) + ": " + short_name(disclosed.title, 80)) +
           "\n<style>" + std::string(html_style) + "</style>\n</head>\n";
}

} // namespace

std::string student_html(const Disclosed& disclosed) {
    std::string text =
        html_head(disclosed) + "<body>\n<main>\n" + html_tagged("h1", short_name(disclosed.title, 200)) +
        "\n" +
        html_tagged("p", short_name(disclosed.student, 80) + ": " +
                             points_of_most(disclosed.points, disclosed.most) + " points") +
        "\n<table>\n<caption>All questions</caption>\n<thead><tr><th scope=\"col\">Question</th>"
        "<th scope=\"col\">Points</th><th scope=\"col\">Result</th></tr></thead>\n<tbody>\n";
    for (const DisclosedQuestion& each : disclosed.questions)
        text += html_row(each);
    text += "</tbody>\n</table>\n";
    std::size_t number = 0;
    for (const DisclosedQuestion& each : disclosed.questions)
        text += html_section(each, ++number);
    if (!disclosed.unused.empty())
        text += "<section>\n<h2>Files that belong to no question</h2>\n" + html_list(disclosed.unused) +
                "</section>\n";
    return text + "</main>\n</body>\n</html>\n";
}

} // namespace ossim
