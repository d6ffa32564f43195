// Two traces side by side: the first event that differs, and whether they meet again.
#include "ossim/grade.hpp"

#include "base/text.hpp"
#include "grade/picture.hpp"
#include "grade/renaming.hpp"
#include "trace/text_form.hpp"

#include <algorithm>

namespace ossim {
namespace {

/// Equal but for a shift in time; of the last record the count of events does not matter.
bool same_but_for(const Event& left, Event right, Duration shift) {
    if (right.time != left.time + shift) return false;
    right.time = left.time;
    if (const auto* end = std::get_if<RunEnd>(&left.body))
        if (auto* other = std::get_if<RunEnd>(&right.body)) other->events = end->events;
    return left == right;
}

/// The lines of events from `first` to `last`, both included, as far as there are any.
std::vector<std::string> lines_of(const Trace& trace, std::size_t first, std::size_t last) {
    EventWords words(trace.names, trace.header);
    std::vector<std::string> lines;
    for (std::size_t i = 0; i <= last && i < trace.events.size(); ++i) {
        words.learn(trace.events[i]);
        if (i >= first) lines.push_back(words.line(trace.events[i]));
    }
    return lines;
}

void describe_place(const Trace& left, const Trace& right, TraceDifference& into) {
    constexpr std::size_t most_before = 3;
    const std::size_t from = into.index - std::min(into.index, most_before);
    into.before = lines_of(left, from, into.index);
    if (into.index < left.events.size()) {
        into.left = std::move(into.before.back());
        into.before.pop_back();
        into.left_time = left.events[into.index].time;
    }
    if (into.index < right.events.size()) {
        into.right = lines_of(right, into.index, into.index).back();
        into.right_time = right.events[into.index].time;
    }
}

void find_aftermath(const Trace& left, const Trace& right, const Renaming& renaming, TraceDifference& into) {
    into.aftermath = Aftermath::independent;
    into.shift = right.end - left.end;
    std::size_t same = 0;
    const std::size_t most = std::min(left.events.size(), right.events.size()) - into.index;
    while (same < most && same_but_for(left.events[left.events.size() - 1 - same],
                                       renaming.of(right.events[right.events.size() - 1 - same]), into.shift))
        ++same;
    const bool has_end = !left.events.empty() && std::holds_alternative<RunEnd>(left.events.back().body);
    if (same <= (has_end ? 1U : 0U)) return; // that both end is not meeting again
    into.aftermath = into.shift == Duration() ? Aftermath::rejoins : Aftermath::shifted;
    into.same_after = same;
    into.again = left.events[left.events.size() - same].time;
}

} // namespace

TraceDifference difference(const Trace& left, const Trace& right) {
    TraceDifference result;
    result.left_count = left.events.size();
    result.right_count = right.events.size();
    const Renaming renaming(right.names, left.names);
    const std::size_t both = std::min(result.left_count, result.right_count);
    while (result.index < both && left.events[result.index] == renaming.of(right.events[result.index]))
        ++result.index;
    result.equal = result.index == result.left_count && result.index == result.right_count;
    if (result.equal) return result;
    describe_place(left, right, result);
    find_aftermath(left, right, renaming, result);
    return result;
}

std::string describe(const TraceDifference& difference, std::string_view left_name,
                     std::string_view right_name, Unit unit) {
    const std::string left = escaped(left_name), right = escaped(right_name);
    if (difference.equal)
        return "The traces are equal: " + std::to_string(difference.left_count) + " events.\n";
    std::string text = "The traces differ, first at event " + std::to_string(difference.index + 1) + ".\n\n";
    if (!difference.before.empty()) text += "both, before:\n";
    for (const std::string& line : difference.before)
        text += line + "\n";
    const std::string ended = "  the trace has ended";
    text += left + ":\n" + (difference.left.empty() ? ended : difference.left) + "\n";
    text += right + ":\n" + (difference.right.empty() ? ended : difference.right) + "\n\n";
    const std::string again = with_unit(difference.again - Time(), unit);
    const std::string count = std::to_string(difference.same_after) + " events";
    const bool later = difference.shift > Duration();
    const std::string by = with_unit(later ? difference.shift : Duration() - difference.shift, unit);
    if (difference.aftermath == Aftermath::rejoins)
        text += paragraph("From " + again + " on they are equal again, to the end (" + count + ").");
    else if (difference.aftermath == Aftermath::shifted)
        text += paragraph("What " + left + " has from " + again + " on follows in " + right + " unchanged, " +
                          by + (later ? " later" : " earlier") + " (" + count + ").");
    else
        text += "They do not meet again.\n";
    return text + paragraph(left + " has " + std::to_string(difference.left_count) + " events, " + right +
                            " has " + std::to_string(difference.right_count) + ".");
}

} // namespace ossim
