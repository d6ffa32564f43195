// Points are rounded for the eye only: what counts are the exact fractions.
#include "feedback/wording.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace ossim {

namespace {

Ratio power_of_ten(int places) {
    std::int64_t power = 1;
    for (int i = 0; i < places; ++i)
        power *= 10;
    return Ratio(power);
}

Ratio rounded_down(Ratio value, int places) {
    const Ratio scaled = value * power_of_ten(places);
    Ratio::Wide whole = scaled.numerator() / scaled.denominator();
    if (scaled.numerator() < 0 && Ratio(whole) != scaled) --whole;
    return Ratio(whole) / power_of_ten(places);
}

std::string without_zeros(std::string text) {
    if (text.find('.') == std::string::npos) return text;
    while (text.back() == '0')
        text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

/// Rounded to the nearest, but never up to `most`.
Ratio near(Ratio value, Ratio most, int places) {
    const Ratio nearest_one = rounded_down(value + Ratio(1, 2) / power_of_ten(places), places);
    const bool looks_whole = value < most && nearest_one >= most;
    return looks_whole ? rounded_down(value, places) : nearest_one;
}

} // namespace

std::string points_of(Ratio points, Ratio most, int places) {
    return without_zeros(decimal(near(points, most, places), places));
}

std::string points_of_most(Ratio points, Ratio most) {
    return points_of(points, most) + " of " + points_of(most, most);
}

std::string points_over_most(Ratio points, Ratio most) {
    return points_of(points, most) + "/" + points_of(most, most);
}

std::string percentage(Ratio share) { return decimal(near(share * Ratio(100), Ratio(100), 1), 1) + "%"; }

std::string short_name(std::string_view name, std::size_t columns) { return fit(one_line(name), columns); }

std::string title_of(const Question& question) {
    return short_name(question.title.empty() ? question.name : question.title, 70);
}

std::string title_of(const AnswerResult& answer) {
    return short_name(answer.title.empty() ? answer.name : answer.title, 60);
}

std::string hand_in_of(const Question& question) {
    return short_name(question.hand_in.empty() ? question.name + ".*" : question.hand_in, 60);
}

std::string verdict(Judged judged, Ratio points, Ratio most) {
    switch (judged) {
    case Judged::right: return points < most ? "partly right" : "right";
    case Judged::wrong: return points > Ratio() && points < most ? "partly right" : "not right";
    case Judged::missing: return "nothing handed in";
    case Judged::empty: return "nothing in the file";
    case Judged::unreadable: return "cannot be read";
    case Judged::skipped: return "not judged";
    }
    return {};
}

std::string_view test_word(Judged judged, Ratio points, Ratio most) {
    if (judged == Judged::skipped) return "SKIP";
    return points >= most ? "OK" : "FAIL";
}

std::string_view time_of(Visibility visibility) {
    switch (visibility) {
    case Visibility::visible:
    case Visibility::hidden: return "";
    case Visibility::after_due_date: return "after the due date";
    case Visibility::after_published: return "after the grades are published";
    }
    return {};
}

std::string some_of(std::span<const std::string> names, std::size_t most) {
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < names.size() && i < most; ++i)
        shown.push_back(short_name(names[i]));
    if (names.size() > most) shown.push_back(std::to_string(names.size() - most) + " more");
    const std::vector<std::string_view> views(shown.begin(), shown.end());
    return quoted_list(views);
}

std::string count_of(std::uint64_t count, std::string_view one, std::string_view many) {
    const std::string plural = many.empty() ? std::string(one) + "s" : std::string(many);
    return std::to_string(count) + " " + (count == 1 ? std::string(one) : plural);
}

std::string indented(std::string_view text, std::size_t columns) {
    std::string result;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (end > 0) result += std::string(columns, ' ') + std::string(text.substr(0, end));
        result += '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

std::string closed(std::string text) {
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text.empty() ? text : text + "\n";
}

std::string test_heading(std::string_view name, std::string_view title) {
    const std::string shown = short_name(name);
    return "== Test " + shown + (title.empty() || title == shown ? "" : ": " + std::string(title)) + " ==\n";
}

const QuestionResult* find_result(const StudentResult& result, std::string_view question) {
    const auto found = std::find_if(result.questions.begin(), result.questions.end(),
                                    [&](const auto& each) { return each.question == question; });
    return found == result.questions.end() ? nullptr : &*found;
}

std::vector<const StudentResult*> by_student(std::span<const StudentResult> results) {
    std::vector<const StudentResult*> sorted;
    for (const StudentResult& each : results)
        sorted.push_back(&each);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto* a, const auto* b) { return a->student < b->student; });
    return sorted;
}

} // namespace ossim
