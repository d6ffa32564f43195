// Names, lists and slices in words.
#include "grade/wording.hpp"

#include "base/text.hpp"

namespace ossim {

std::string quoted(const std::string& name) { return escaped(fit(name, 40)); }

std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t most = 12;
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < names.size() && i < most; ++i)
        shown.push_back(quoted(names[i]));
    if (names.size() > most) shown.push_back(std::to_string(names.size() - most) + " more");
    const std::vector<std::string_view> views(shown.begin(), shown.end());
    return quoted_list(views);
}

std::string shown_slice(const Shown& slice, Unit unit, std::string_view runs) {
    const auto time = [&](Time moment) { return with_unit(moment - Time(), unit); };
    const std::string from = " from " + time(slice.start);
    const std::string span = slice.end == Time::never() ? from + " on" : from + " to " + time(slice.end);
    if (slice.idle) return "idle" + span;
    if (slice.work == Work::run)
        return quoted(slice.thread) + (runs.empty() ? "" : " " + std::string(runs)) + span;
    const std::string whose =
        slice.thread.empty() ? "" : (slice.work == Work::switching ? " to " : " for ") + quoted(slice.thread);
    return (slice.work == Work::switching ? "a switch" : "kernel work") + whose + span;
}

} // namespace ossim
