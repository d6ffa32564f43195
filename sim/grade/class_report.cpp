// All submissions in one table, and as CSV for the teacher's own sheets.
#include "ossim/grade.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace ossim {
namespace {

std::string shown_briefly(const Shown& slice, CompareAt at) {
    if (slice.idle) return at == CompareAt::dispatches ? "nobody" : at == CompareAt::states ? "none" : "idle";
    if (slice.work != Work::run) return "overhead";
    return slice.thread;
}

std::string at_text(const Comparison& comparison) {
    return comparison.first ? with_unit(comparison.first->time - Time(), comparison.unit) : "";
}

std::string reason_of(const Comparison& comparison) {
    if (!comparison.problems.empty()) {
        const Diagnostic& problem = comparison.problems.front();
        const std::string line = problem.at.line == 0 ? "" : "line " + std::to_string(problem.at.line) + ": ";
        return line + problem.message;
    }
    if (!comparison.first) return "";
    const Divergence& first = *comparison.first;
    if (comparison.at == CompareAt::events)
        return "at " + at_text(comparison) + ": " +
               (first.found_words.empty() ? "the trace has ended" : first.found_words);
    if (comparison.at == CompareAt::states)
        return "at " + at_text(comparison) + ", " + first.thread + ": " +
               shown_briefly(first.found, comparison.at) + " instead of " +
               shown_briefly(first.expected, comparison.at);
    return "at " + at_text(comparison) + " on CPU " + std::to_string(first.cpu.value) + ": " +
           shown_briefly(first.found, comparison.at) + " instead of " +
           shown_briefly(first.expected, comparison.at);
}

std::string aftermath_word(const Comparison& comparison) {
    if (comparison.aftermath == Aftermath::none) return "";
    return std::string(word_of(comparison.aftermath));
}

/// A cell that no spreadsheet takes for a formula, with quotes where they are needed.
std::string safe_cell(std::string_view text) {
    const bool is_formula =
        !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
    std::string cell = (is_formula ? "'" : "") + std::string(text);
    if (cell.find_first_of(",;\"\r\n\t") == std::string::npos) return cell;
    for (std::size_t at = 0; (at = cell.find('"', at)) != std::string::npos; at += 2)
        cell.insert(at, 1, '"');
    return '"' + cell + '"';
}

/// Lines in order of name; what has the same name, in order of what is said of it.
template <class Line>
std::vector<std::string> ordered(std::span<const Comparison> comparisons, Line line) {
    std::vector<std::pair<std::string, std::string>> lines;
    for (const Comparison& each : comparisons)
        lines.emplace_back(each.name, line(each));
    std::sort(lines.begin(), lines.end());
    std::vector<std::string> result;
    for (auto& [name, text] : lines)
        result.push_back(std::move(text));
    return result;
}

std::string csv_line(const Comparison& each) {
    std::vector<std::string> cells = {each.name, decimal(each.points, 3), decimal(each.most, 3),
                                      std::string(word_of(each.category))};
    if (each.first) {
        cells.insert(cells.end(), {at_text(each), std::to_string(each.first->cpu.value),
                                   shown_briefly(each.first->expected, each.at),
                                   shown_briefly(each.first->found, each.at), aftermath_word(each)});
    } else {
        cells.insert(cells.end(), 5, "");
    }
    cells.push_back(each.problems.empty() ? "" : reason_of(each));
    std::string text;
    for (const std::string& cell : cells)
        text += (text.empty() ? "" : ",") + safe_cell(cell);
    return text + "\n";
}

} // namespace

std::string grade_csv(std::span<const Comparison> comparisons) {
    std::string text = "id,score,max,status,divergence,cpu,expected,found,then,problem\n";
    for (const std::string& line : ordered(comparisons, csv_line))
        text += line;
    return text;
}

std::string grade_table(std::span<const Comparison> comparisons) {
    std::size_t widest = 10;
    std::size_t equal = 0;
    Ratio sum;
    for (const Comparison& each : comparisons) {
        widest = std::max(widest, std::min<std::size_t>(display_width(escaped(each.name)), 24));
        if (each.category == Category::equal) ++equal;
        sum = sum + each.points;
    }
    const auto line = [&](const Comparison& each) {
        std::string text = pad_right(fit(escaped(each.name), widest), widest) +
                           pad_left(decimal(each.points, 2), 8) + " of " +
                           pad_right(decimal(each.most, 2), 7) + pad_right(word_of(each.category), 11) +
                           escaped(reason_of(each));
        text = fit(text, 80);
        text.erase(text.find_last_not_of(' ') + 1);
        return text + "\n";
    };
    std::string text = pad_right("submission", widest) + "  points           result     first divergence\n";
    for (const std::string& each : ordered(comparisons, line))
        text += each;
    if (comparisons.empty()) return text + "no submissions\n";
    const Ratio mean = sum / Ratio(static_cast<std::int64_t>(comparisons.size()));
    return text + std::to_string(equal) + " of " + std::to_string(comparisons.size()) +
           " equal to the key; mean " + decimal(mean, 2) + " points\n";
}

} // namespace ossim
