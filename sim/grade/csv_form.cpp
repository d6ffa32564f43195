// A schedule as a spreadsheet exports it: one interval a line, columns by their heading or in the usual
// order.
#include "grade/intake.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace ossim {
namespace {

enum class Column : std::uint8_t { cpu, start, end, length, thread, what };
constexpr std::size_t column_count = 6;

struct Heading {
    std::string_view word;
    Column column;
};
constexpr Heading headings[] = {
    {"cpu", Column::cpu},         {"core", Column::cpu},        {"processor", Column::cpu},
    {"cpuid", Column::cpu},       {"start", Column::start},     {"from", Column::start},
    {"begin", Column::start},     {"starttime", Column::start}, {"end", Column::end},
    {"to", Column::end},          {"finish", Column::end},      {"stop", Column::end},
    {"until", Column::end},       {"endtime", Column::end},     {"length", Column::length},
    {"duration", Column::length}, {"thread", Column::thread},   {"process", Column::thread},
    {"task", Column::thread},     {"job", Column::thread},      {"name", Column::thread},
    {"pid", Column::thread},      {"tid", Column::thread},      {"what", Column::what},
    {"kind", Column::what},       {"type", Column::what},       {"work", Column::what},
};

std::optional<Column> column_of(std::string_view cell) {
    std::string word = folded(cell);
    if (const std::size_t bracket = word.find_first_of("(["); bracket != std::string::npos)
        word.erase(bracket);
    std::erase(word, '_');
    for (const Heading& heading : headings)
        if (heading.word == word) return heading.column;
    return std::nullopt;
}

char separator_of(std::string_view line) {
    for (const char c : {'\t', ';', ','})
        if (std::count(line.begin(), line.end(), c) >= 2) return c;
    return ',';
}

std::vector<std::string> cells_of(std::string_view line, char separator) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
            cells.back() += line[++i];
        else if (c == '"')
            quoted = !quoted;
        else if (c == separator && !quoted)
            cells.emplace_back();
        else
            cells.back() += c;
    }
    for (std::string& cell : cells)
        cell = std::string(trimmed(cell));
    return cells;
}

Parsed<Duration> time_in(std::string cell, char separator, Unit unit) {
    if (separator != ',') std::replace(cell.begin(), cell.end(), ',', '.');
    std::erase(cell, ' ');
    return parse_duration(cell, unit);
}

/// Where each column is; nothing for those that are not there.
using Places = std::array<std::optional<std::size_t>, column_count>;

std::optional<std::size_t>& at(Places& places, Column column) {
    return places[static_cast<std::size_t>(column)];
}

std::optional<Places> places_in_heading(const std::vector<std::string>& cells) {
    Places places;
    std::size_t known = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::optional<Column> column = column_of(cells[i]);
        if (!column || at(places, *column)) continue;
        at(places, *column) = i;
        ++known;
    }
    const bool has_time = at(places, Column::start) || at(places, Column::end) || at(places, Column::length);
    return known >= 2 && has_time ? std::optional(places) : std::nullopt;
}

/// cpu,start,end,thread,what; with three columns start,end,thread or thread,start,end.
std::optional<Places> usual_places(const std::vector<std::string>& cells, char separator, Unit unit) {
    const auto is_time = [&](std::size_t i) {
        return i < cells.size() && time_in(cells[i], separator, unit).value.has_value();
    };
    Places places;
    if (cells.size() >= 4 && parse_cpu(cells[0]) && is_time(1) && is_time(2))
        places = {0, 1, 2, std::nullopt, 3, std::nullopt};
    else if (cells.size() == 3 && is_time(0) && is_time(1))
        places = {std::nullopt, 0, 1, std::nullopt, 2, std::nullopt};
    else if (cells.size() == 3 && is_time(1) && is_time(2))
        places = {std::nullopt, 1, 2, std::nullopt, 0, std::nullopt};
    else
        return std::nullopt;
    if (cells.size() >= 5) at(places, Column::what) = 4;
    return places;
}

std::string_view first_line(std::string_view text) {
    std::uint32_t line = 0;
    while (!text.empty()) {
        const std::string_view result = trimmed(take_line(text, line));
        if (!result.empty() && result[0] != '#') return result;
    }
    return {};
}

/// Reads the lines below the heading.
class CsvReader {
  public:
    CsvReader(Intake& intake, char separator) : intake_(intake), separator_(separator) {}
    void read(std::string_view text);

  private:
    [[nodiscard]] bool find_places(const std::vector<std::string>& cells);
    void read_row(const std::vector<std::string>& cells);
    [[nodiscard]] std::string cell(const std::vector<std::string>& cells, Column column) {
        const std::optional<std::size_t> place = at(places_, column);
        return place && *place < cells.size() ? cells[*place] : std::string();
    }
    [[nodiscard]] std::optional<Duration> time(const std::vector<std::string>& cells, Column column,
                                               std::string_view word);
    Intake& intake_;
    char separator_;
    Places places_;
    bool placed_ = false;
    Mark at_;
};

/// True if the line was a heading.
bool CsvReader::find_places(const std::vector<std::string>& cells) {
    placed_ = true;
    if (const auto heading = places_in_heading(cells)) {
        places_ = *heading;
        if (!at(places_, Column::thread))
            intake_.refuse("bad-submission", at_, "the heading names no column for the thread",
                           "write the heading as cpu,start,end,thread");
        return true;
    }
    places_ = usual_places(cells, separator_, intake_.unit())
                  .value_or(Places{0, 1, 2, std::nullopt, 3, std::nullopt});
    return false;
}

std::optional<Duration> CsvReader::time(const std::vector<std::string>& cells, Column column,
                                        std::string_view word) {
    const std::string text = cell(cells, column);
    Parsed<Duration> parsed = time_in(text, separator_, intake_.unit());
    if (!parsed.value)
        intake_.refuse("bad-submission", at_,
                       "the " + std::string(word) + " of the interval is \"" + escaped(fit(text, 40)) +
                           "\": " + parsed.problem,
                       "a line is cpu,start,end,thread: 0,0,4,P1");
    return parsed.value;
}

void CsvReader::read_row(const std::vector<std::string>& cells) {
    std::uint32_t cpu = 0;
    if (at(places_, Column::cpu)) {
        const std::optional<std::uint32_t> number = parse_cpu(cell(cells, Column::cpu));
        if (!number)
            return intake_.refuse("bad-submission", at_,
                                  "\"" + escaped(fit(cell(cells, Column::cpu), 40)) +
                                      "\" is not the number of a CPU",
                                  "CPUs are numbered from 0 to 4095");
        cpu = *number;
    }
    const std::optional<Duration> start = time(cells, Column::start, "start");
    if (!start) return;
    const bool by_length = !at(places_, Column::end);
    const std::optional<Duration> end =
        by_length ? time(cells, Column::length, "length") : time(cells, Column::end, "end");
    if (!end) return;
    const std::string what = folded(cell(cells, Column::what));
    const std::string thread = cell(cells, Column::thread);
    const bool overhead = means_overhead(what) || what == "kernel";
    if (thread.empty() && overhead)
        intake_.add(cpu, *start, by_length ? *start + *end : *end, "overhead", at_, true);
    else if (what != "idle")
        intake_.add(cpu, *start, by_length ? *start + *end : *end, thread, at_, overhead);
}

void CsvReader::read(std::string_view text) {
    while (!text.empty() && !intake_.is_full()) {
        const std::string_view line = trimmed(take_line(text, at_.line));
        at_.column = 1;
        if (line.empty() || line[0] == '#') continue;
        const std::vector<std::string> cells = cells_of(line, separator_);
        if (!placed_ && find_places(cells)) continue;
        read_row(cells);
    }
}

} // namespace

bool looks_like_csv(std::string_view text, Unit unit) {
    const std::string_view line = first_line(text).substr(0, 4096);
    const char separator = separator_of(line);
    const std::vector<std::string> cells = cells_of(line, separator);
    return cells.size() >= 3 && (places_in_heading(cells) || usual_places(cells, separator, unit));
}

void read_csv(std::string_view text, Intake& intake) {
    CsvReader(intake, separator_of(first_line(text).substr(0, 4096))).read(text);
}

} // namespace ossim
