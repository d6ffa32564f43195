// Headings that people write, and the usual orders of columns where there is none.
#include "grade/table.hpp"

#include "base/text.hpp"
#include "grade/intake.hpp"

#include <algorithm>

namespace ossim {
namespace {

struct Heading {
    std::string_view word;
    Column column;
};
constexpr Heading headings[] = {
    {"cpu", Column::cpu},
    {"core", Column::cpu},
    {"processor", Column::cpu},
    {"cpuid", Column::cpu},
    {"coreid", Column::cpu},
    {"cpunumber", Column::cpu},
    {"start", Column::start},
    {"from", Column::start},
    {"begin", Column::start},
    {"starttime", Column::start},
    {"begintime", Column::start},
    {"starts", Column::start},
    {"end", Column::end},
    {"to", Column::end},
    {"finish", Column::end},
    {"stop", Column::end},
    {"until", Column::end},
    {"endtime", Column::end},
    {"finishtime", Column::end},
    {"stoptime", Column::end},
    {"ends", Column::end},
    {"completion", Column::end},
    {"completiontime", Column::end},
    {"length", Column::length},
    {"duration", Column::length},
    {"burst", Column::length},
    {"bursttime", Column::length},
    {"runtime", Column::length},
    {"cputime", Column::length},
    {"ran", Column::length},
    {"thread", Column::thread},
    {"process", Column::thread},
    {"task", Column::thread},
    {"job", Column::thread},
    {"name", Column::thread},
    {"pid", Column::thread},
    {"tid", Column::thread},
    {"proc", Column::thread},
    {"processid", Column::thread},
    {"threadid", Column::thread},
    {"processname", Column::thread},
    {"threadname", Column::thread},
    {"running", Column::thread},
    {"p", Column::thread},
    {"who", Column::thread},
    {"id", Column::thread},
    {"what", Column::what},
    {"kind", Column::what},
    {"type", Column::what},
    {"work", Column::what},
    {"time", Column::time},
    {"t", Column::time},
    {"tick", Column::time},
    {"clock", Column::time},
    {"timestamp", Column::time},
    {"at", Column::time},
    {"event", Column::event},
    {"action", Column::event},
    {"state", Column::event},
    {"status", Column::event},
};

/// A heading without its unit: "Start (ms)", "start_us", "end in ms".
std::string without_unit(std::string_view cell, std::optional<Unit>& unit) {
    std::string word = folded(cell.substr(0, 64));
    if (const std::size_t bracket = word.find_first_of("(["); bracket != std::string::npos) {
        const std::size_t close = word.find_first_of(")]", bracket);
        unit = unit_of_word(
            word.substr(bracket + 1, close == std::string::npos ? close : close - bracket - 1), Unit::tick);
        word.erase(bracket);
    } else if (const std::size_t line = word.rfind('_'); line != std::string::npos) {
        unit = unit_of_word(word.substr(line + 1), Unit::tick);
        if (unit) word.erase(line);
    }
    if (unit == Unit::tick) unit.reset(); // the bare unit
    std::erase_if(word, [](char c) { return c == '_' || c == '.' || c == '-' || c == '#'; });
    return word;
}

std::optional<std::uint32_t> own_cpu_column(const std::string& word) {
    const bool is_cpu = word.starts_with("cpu") || word.starts_with("core") || word.starts_with("processor");
    return is_cpu && is_digit(word.back()) ? parse_cpu(word) : std::nullopt;
}

std::optional<Layout> layout_in_heading(const std::vector<Cell>& cells, char separator) {
    Layout layout;
    layout.separator = separator;
    layout.has_heading = true;
    std::size_t known = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        std::optional<Unit> unit;
        const std::string word = without_unit(cells[i].text, unit);
        if (word.empty()) continue;
        if (const auto cpu = own_cpu_column(word)) layout.cpus.emplace_back(i, *cpu);
        for (const Heading& heading : headings) {
            const auto column = static_cast<std::size_t>(heading.column);
            if (heading.word != word || layout.places[column]) continue;
            layout.places[column] = i;
            layout.units[column] = unit;
            ++known;
        }
    }
    const bool has_time = layout.has(Column::start) || layout.has(Column::end) ||
                          layout.has(Column::length) || layout.has(Column::time);
    const bool is_grid = layout.has(Column::time) && !layout.cpus.empty();
    return has_time && (known >= 2 || is_grid) ? std::optional(layout) : std::nullopt;
}

/// Rows without a heading, and what their columns can be.
class Rows {
  public:
    Rows(std::string_view text, char separator, Unit unit) : separator_(separator), unit_(unit) {
        constexpr std::size_t most = 200;
        std::uint32_t line = 0;
        while (!text.empty() && rows_.size() < most) {
            const std::string_view row = take_line(text, line).substr(0, 4096);
            if (is_blank_row(row, separator)) continue;
            rows_.push_back(cells_of(row, separator));
            while (rows_.back().size() > 1 && rows_.back().back().text.empty())
                rows_.back().pop_back();
        }
    }
    [[nodiscard]] std::optional<Layout> layout() const;

  private:
    [[nodiscard]] std::optional<Duration> time(const std::vector<Cell>& row, std::size_t i) const {
        return i < row.size() ? time_in(row[i].text, separator_, unit_) : std::nullopt;
    }
    [[nodiscard]] bool are_intervals(std::size_t start, std::size_t end) const;
    [[nodiscard]] bool are_cpus(std::size_t column) const;
    [[nodiscard]] bool rise(std::size_t column) const;
    [[nodiscard]] bool are_names(std::size_t column) const;
    [[nodiscard]] std::optional<Layout> of_two() const;
    [[nodiscard]] std::optional<Layout> of_three() const;
    [[nodiscard]] std::optional<Layout> of_many() const;
    [[nodiscard]] Layout with(const std::vector<std::pair<Column, std::size_t>>& places,
                              bool ambiguous = false) const {
        Layout layout;
        layout.separator = separator_;
        layout.is_ambiguous = ambiguous;
        for (const auto& [column, place] : places)
            layout.places[static_cast<std::size_t>(column)] = place;
        return layout;
    }
    char separator_;
    Unit unit_;
    std::vector<std::vector<Cell>> rows_;
};

bool Rows::are_intervals(std::size_t start, std::size_t end) const {
    return std::all_of(rows_.begin(), rows_.end(), [&](const std::vector<Cell>& row) {
        const auto from = time(row, start), to = time(row, end);
        return from && to && *from < *to;
    });
}

bool Rows::are_cpus(std::size_t column) const {
    return std::all_of(rows_.begin(), rows_.end(), [&](const std::vector<Cell>& row) {
        return column < row.size() && parse_cpu(row[column].text);
    });
}

/// Times that never run back.
bool Rows::rise(std::size_t column) const {
    Duration last;
    for (const std::vector<Cell>& row : rows_) {
        const auto here = time(row, column);
        if (!here || *here < last) return false;
        last = *here;
    }
    return true;
}

/// At least one of them is no number.
bool Rows::are_names(std::size_t column) const {
    return std::any_of(rows_.begin(), rows_.end(), [&](const std::vector<Cell>& row) {
        return column < row.size() && !time(row, column) && !row[column].text.empty();
    });
}

/// time,thread or thread,time
std::optional<Layout> Rows::of_two() const {
    const bool first = rise(0), second = rise(1);
    if (rows_.size() < 2 || (!first && !second)) return std::nullopt;
    const bool ambiguous = first && second;
    return with({{Column::time, first ? 0U : 1U}, {Column::thread, first ? 1U : 0U}}, ambiguous);
}

/// start,end,thread or thread,start,end; where neither fits, by the first row, so that it can be told what is
/// wrong.
std::optional<Layout> Rows::of_three() const {
    const bool front = are_intervals(0, 1), back = are_intervals(1, 2);
    const bool front_shape = time(rows_[0], 0) && time(rows_[0], 1),
               back_shape = time(rows_[0], 1) && time(rows_[0], 2);
    if (!front_shape && !back_shape) return std::nullopt;
    const bool is_front = front || (!back && front_shape && (!back_shape || are_names(2)));
    const bool ambiguous = front == back && front_shape && back_shape && !are_names(0) && !are_names(2);
    if (is_front) return with({{Column::start, 0}, {Column::end, 1}, {Column::thread, 2}}, ambiguous);
    return with({{Column::thread, 0}, {Column::start, 1}, {Column::end, 2}}, ambiguous);
}

/// cpu,start,end,thread[,what] before thread,cpu,start,end, start,end,thread,… and thread,start,end,…
std::optional<Layout> Rows::of_many() const {
    const std::vector<std::pair<Column, std::size_t>> usual = {
        {Column::cpu, 0}, {Column::start, 1}, {Column::end, 2}, {Column::thread, 3}};
    const bool usual_shape = parse_cpu(rows_[0][0].text) && time(rows_[0], 1) && time(rows_[0], 2);
    Layout layout = with(usual);
    if (rows_[0].size() >= 5) layout.places[static_cast<std::size_t>(Column::what)] = 4;
    if (are_cpus(0) && are_intervals(1, 2)) return layout;
    if (are_cpus(1) && are_intervals(2, 3))
        return with({{Column::thread, 0}, {Column::cpu, 1}, {Column::start, 2}, {Column::end, 3}});
    if (are_intervals(0, 1) && are_names(2))
        return with({{Column::start, 0}, {Column::end, 1}, {Column::thread, 2}});
    if (are_intervals(1, 2) && are_names(0))
        return with({{Column::thread, 0}, {Column::start, 1}, {Column::end, 2}});
    return usual_shape ? std::optional(layout) : std::nullopt;
}

std::optional<Layout> Rows::layout() const {
    if (rows_.empty()) return std::nullopt;
    switch (rows_[0].size()) {
    case 0:
    case 1: return std::nullopt;
    case 2: return of_two();
    case 3: return of_three();
    default: return of_many();
    }
}

std::string_view first_row(std::string_view text) {
    std::uint32_t line = 0;
    while (!text.empty()) {
        const std::string_view result = trimmed(take_line(text, line));
        if (!result.empty() && result[0] != '#' && !is_blank_row(result, '|')) return result.substr(0, 4096);
    }
    return {};
}

} // namespace

bool Layout::is_of_moments() const {
    if (!cpus.empty() && has(Column::time)) return true;
    const bool has_two = (has(Column::start) || has(Column::time) ? 1 : 0) + (has(Column::end) ? 1 : 0) +
                             (has(Column::length) ? 1 : 0) >=
                         2;
    return !has_two && (has(Column::time) || has(Column::start));
}

std::vector<Cell> cells_of(std::string_view line, char separator) {
    constexpr std::size_t most = 64;
    std::vector<Cell> cells;
    std::size_t at = 0;
    const bool is_framed = separator == '|' && trimmed(line).starts_with("|");
    if (is_framed) at = line.find('|') + 1;
    if (separator == ' ') at = std::min(line.find_first_not_of(" \t"), line.size());
    cells.push_back({"", at});
    bool quoted = false;
    for (; at < line.size() && cells.size() <= most; ++at) {
        const char c = line[at];
        const bool divides = !quoted && (c == separator || (separator == ' ' && c == '\t'));
        if (c == '"' && quoted && at + 1 < line.size() && line[at + 1] == '"') {
            cells.back().text += line[++at];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (divides) {
            while (separator == ' ' && at + 1 < line.size() && (line[at + 1] == ' ' || line[at + 1] == '\t'))
                ++at;
            cells.push_back({"", at + 1});
        } else {
            cells.back().text += c;
        }
    }
    if (is_framed && trimmed(cells.back().text).empty()) cells.pop_back();
    for (Cell& cell : cells) {
        const std::size_t blanks = std::min(cell.text.find_first_not_of(" \t"), cell.text.size());
        cell.column += blanks;
        cell.text = std::string(trimmed(cell.text));
    }
    return cells;
}

std::optional<Layout> layout_of(std::string_view text, Unit unit) {
    const std::string_view line = first_row(text);
    for (const char separator : {'\t', ';', ',', '|', ' '})
        if (const std::vector<Cell> cells = cells_of(line, separator); cells.size() >= 2)
            if (auto layout = layout_in_heading(cells, separator)) return layout;
    for (const char separator : {'\t', ';', ',', ' '}) {
        if (line.find(separator) == std::string_view::npos) continue;
        if (auto layout = Rows(text, separator, unit).layout()) return layout;
    }
    return std::nullopt;
}

bool is_blank_row(std::string_view line, char separator) {
    const std::string_view content = trimmed(line);
    if (content.empty() || content[0] == '#') return true;
    return separator == '|' && content.find_first_not_of("|-+=: \t") == std::string_view::npos;
}

std::optional<Duration> time_in(std::string_view cell, char separator, Unit unit) {
    if (separator == ',' || cell.find(',') == std::string_view::npos) return parse_time(cell, unit).value;
    std::string text(cell);
    std::replace(text.begin(), text.end(), ',', '.');
    return parse_time(text, unit).value;
}

} // namespace ossim
