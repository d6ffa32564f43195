// Intervals as they were written become a schedule: sorted, joined, and refused where they overlap.
#include "grade/intake.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace ossim {
namespace {

constexpr bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

template <std::size_t N>
bool is_one_of(std::string_view label, const std::array<std::string_view, N>& wanted) {
    const std::string word = folded(label);
    return std::find(wanted.begin(), wanted.end(), word) != wanted.end();
}

} // namespace

std::string folded(std::string_view text) {
    std::string result;
    for (const char c : text)
        if (!is_space(c)) result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

bool means_idle(std::string_view label) {
    static constexpr std::array<std::string_view, 9> idle = {"",  "idle", "(idle)", "-",   "--",
                                                             "_", ".",    "none",   "free"};
    return is_one_of(label, idle);
}

bool means_overhead(std::string_view label) {
    static constexpr std::array<std::string_view, 5> overhead = {"overhead", "switch", "contextswitch",
                                                                 "context-switch", "cs"};
    return is_one_of(label, overhead);
}

std::optional<std::uint32_t> parse_cpu(std::string_view text) {
    std::string word = folded(text);
    for (const std::string_view prefix : {"cpu", "core", "processor"})
        if (word.starts_with(prefix)) word.erase(0, prefix.size());
    if (!word.empty() && (word[0] == '#' || word[0] == '_' || word[0] == '-')) word.erase(0, 1);
    const Parsed<std::int64_t> number = parse_integer(word);
    if (!number.value || *number.value < 0 || *number.value > 4095) return std::nullopt;
    return static_cast<std::uint32_t>(*number.value);
}

std::optional<Unit> unit_of_word(std::string_view word, Unit bare) {
    struct UnitName {
        std::string_view word;
        Unit unit;
    };
    static constexpr UnitName names[] = {
        {"ns", Unit::ns},           {"nsec", Unit::ns},
        {"nanosecond", Unit::ns},   {"nanoseconds", Unit::ns},
        {"us", Unit::us},           {"usec", Unit::us},
        {"\xC2\xB5s", Unit::us},    {"\xCE\xBCs", Unit::us},
        {"microsecond", Unit::us},  {"microseconds", Unit::us},
        {"ms", Unit::ms},           {"msec", Unit::ms},
        {"msecs", Unit::ms},        {"millisecond", Unit::ms},
        {"milliseconds", Unit::ms}, {"s", Unit::s},
        {"sec", Unit::s},           {"secs", Unit::s},
        {"second", Unit::s},        {"seconds", Unit::s},
    };
    const std::string small = folded(word.substr(0, 32));
    for (const UnitName& name : names)
        if (name.word == small) return name.unit;
    for (const std::string_view general : {"tick", "ticks", "unit", "units"})
        if (general == small) return bare;
    return std::nullopt;
}

Parsed<Duration> parse_time(std::string_view text, Unit bare) {
    constexpr std::size_t longest = 256;
    const std::string_view whole = trimmed(text);
    if (whole.size() > longest)
        return {std::nullopt, "it has " + std::to_string(whole.size()) + " characters"};
    const std::size_t end = std::min(whole.find_first_not_of("0123456789."), whole.size());
    const std::string_view word = trimmed(whole.substr(end));
    if (word.empty()) return parse_duration(whole, bare);
    const std::optional<Unit> unit = unit_of_word(word, bare);
    return unit ? parse_duration(whole.substr(0, end), *unit) : parse_duration(whole, bare);
}

DeclaredNames::DeclaredNames(const ReadingRules& rules) {
    for (const auto& [own, of_key] : rules.names)
        names_.emplace(folded(own), of_key);
}

std::string_view DeclaredNames::of(std::string_view label) const {
    if (names_.empty()) return label;
    const auto at = names_.find(folded(label));
    return at == names_.end() ? label : std::string_view(at->second);
}

std::string_view take_line(std::string_view& text, std::uint32_t& line) {
    std::size_t length = 0;
    while (length < text.size() && text[length] != '\n' && text[length] != '\r')
        ++length;
    const std::string_view result = text.substr(0, length);
    const bool both = text.substr(length, 2) == "\r\n";
    text.remove_prefix(std::min(length + (both ? 2U : 1U), text.size()));
    ++line;
    return result;
}

Tid Intake::number(std::string_view label) {
    const auto found = numbers_.find(label);
    if (found != numbers_.end()) return found->second;
    const Tid tid(static_cast<std::uint32_t>(threads_.size() + 1));
    numbers_.emplace(label, tid);
    threads_.push_back({tid, std::string(label)});
    return tid;
}

void Intake::add(std::uint32_t cpu, Duration start, Duration end, std::string_view label, Mark at,
                 bool overhead) {
    if (end < start)
        return refuse("bad-submission", at,
                      "the interval ends at " + with_unit(end, unit_) + ", before it begins at " +
                          with_unit(start, unit_),
                      "an interval is written from its start to its end: P1 0-4");
    if (end == start || means_idle(label) || is_full()) return;
    const bool is_overhead = overhead || means_overhead(label);
    const Tid tid = is_overhead ? idle_tid : number(names_.of(trimmed(label)));
    entries_.push_back(
        {cpu, {Time() + start, Time() + end, tid, is_overhead ? Work::switching : Work::run}, at});
}

void Intake::refuse(std::string code, Mark at, std::string message, std::string hint) {
    if (problems_.size() >= most_problems) return;
    Diagnostic problem;
    problem.code = std::move(code);
    problem.file = file_;
    problem.at = at;
    problem.message = std::move(message);
    problem.hint = std::move(hint);
    problems_.push_back(std::move(problem));
}

std::string Intake::shown(const Entry& entry) const {
    const std::string name =
        entry.slice.tid ? escaped(fit(threads_[entry.slice.tid.value - 1].name, 40)) : "overhead";
    return name + " " + in_unit(entry.slice.start - Time(), unit_) + "-" +
           in_unit(entry.slice.end - Time(), unit_);
}

void Intake::finish(Submission& into) {
    if (entries_.size() >= most_entries)
        refuse("too-large", {}, "the schedule has more than " + std::to_string(most_entries) + " intervals");
    std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
        return std::pair(a.cpu, a.slice.start) < std::pair(b.cpu, b.slice.start);
    });
    for (std::size_t i = 1; i < entries_.size(); ++i) {
        const Entry &before = entries_[i - 1], &after = entries_[i];
        if (before.cpu != after.cpu || before.slice.end <= after.slice.start) continue;
        refuse("overlap", after.at,
               shown(after) + " overlaps " + shown(before) + " on CPU " + std::to_string(after.cpu),
               "a CPU runs one thread at a time");
    }
    if (has_problems()) {
        into.problems = std::move(problems_);
        return;
    }
    Schedule schedule;
    schedule.threads = threads_;
    for (const Entry& entry : entries_)
        schedule.append(CpuId(entry.cpu), entry.slice);
    schedule.end = schedule.last_slice_end();
    into.empty = entries_.empty();
    into.schedule = std::move(schedule);
}

} // namespace ossim
