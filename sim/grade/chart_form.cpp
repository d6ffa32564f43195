// A Gantt chart as textbooks draw it: a row of names, and below it the times of their borders.
//
//     | P1 | P2 | P3 | P1 |
//     0    4    7    10   30
//
// Rows of + and - around it are passed over; a second pair of rows is the next CPU, or the one it names.
#include "grade/intake.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace ossim {
namespace {

struct ChartCell {
    std::string_view text;
    std::size_t column; // in bytes, from 0
};

/// A row of names or of times.
struct ChartRow {
    std::optional<std::uint32_t> cpu;
    std::vector<ChartCell> cells;
    std::uint32_t line = 0;
    bool has_bars = false;
    bool is_cut = false; ///< more cells than anybody draws
};

constexpr std::size_t most_chart_cells = 100'000;

bool is_frame(std::string_view line) {
    return trimmed(line).find_first_not_of("+-=_| \t") == std::string_view::npos;
}

/// "CPU 0:" in front.
void take_cpu(std::string_view& line, std::size_t& column, ChartRow& row) {
    const std::size_t colon = line.substr(0, 32).find_first_of(":|");
    if (colon == std::string_view::npos) return;
    const std::string small = folded(line.substr(0, colon));
    if (!small.starts_with("cpu") && !small.starts_with("core") && !small.starts_with("processor")) return;
    row.cpu = parse_cpu(small);
    if (!row.cpu) return;
    line.remove_prefix(colon + 1);
    column += colon + 1;
}

ChartRow chart_row(std::string_view line, std::uint32_t number) {
    ChartRow row;
    row.line = number;
    std::size_t column = 0;
    take_cpu(line, column, row);
    row.has_bars = line.find('|') != std::string_view::npos;
    const std::string_view between = row.has_bars ? "|" : " \t";
    std::size_t at = 0;
    while (at < line.size()) {
        const std::size_t end = std::min(line.find_first_of(between, at), line.size());
        const std::string_view cell = trimmed(line.substr(at, end - at));
        if (row.cells.size() == most_chart_cells) {
            row.is_cut = true;
            break;
        }
        const bool is_gap = row.has_bars && at > 0 && end < line.size(); // "| P1 |  | P2 |": idle
        if (!cell.empty() || is_gap)
            row.cells.push_back(
                {cell, column + (cell.empty() ? at : static_cast<std::size_t>(cell.data() - line.data()))});
        at = end + 1;
    }
    return row;
}

bool are_times(const ChartRow& row, Unit unit) {
    return !row.cells.empty() && std::all_of(row.cells.begin(), row.cells.end(), [&](const ChartCell& cell) {
        return !cell.text.empty() && is_digit(cell.text[0]) && parse_time(cell.text, unit).value;
    });
}

/// The rows that are no frame and no comment, two by two.
template <class Take>
void each_pair(std::string_view text, Take take) {
    std::uint32_t line = 0;
    std::optional<ChartRow> names;
    while (!text.empty()) {
        const std::string_view content = take_line(text, line);
        if (trimmed(content).empty() || trimmed(content)[0] == '#' || is_frame(content)) continue;
        ChartRow row = chart_row(content, line);
        if (!names) {
            names = std::move(row);
            continue;
        }
        if (!take(*names, row)) return;
        names.reset();
    }
    if (names) (void)take(*names, ChartRow{});
}

void read_pair(const ChartRow& names, const ChartRow& times, std::uint32_t cpu, Intake& intake) {
    const Mark at{names.line, 1};
    if (times.cells.size() != names.cells.size() + 1 || names.is_cut || times.is_cut)
        return intake.refuse("bad-submission", Mark{times.line == 0 ? names.line : times.line, 1},
                             "there are " + std::to_string(names.cells.size()) + " names above and " +
                                 std::to_string(times.cells.size()) +
                                 " times here; one more time than names is needed",
                             "write below each border its time, the first and the last too");
    for (std::size_t i = 0; i < names.cells.size(); ++i) {
        const Mark here{at.line, static_cast<std::uint32_t>(names.cells[i].column + 1)};
        const Parsed<Duration> start = parse_time(times.cells[i].text, intake.unit()),
                               end = parse_time(times.cells[i + 1].text, intake.unit());
        if (!start.value || !end.value)
            return intake.refuse("bad-submission",
                                 {times.line, static_cast<std::uint32_t>(times.cells[i].column + 1)},
                                 "the times of the borders should stand in this row",
                                 "write below each border its time: 0 4 7");
        intake.add(cpu, *start.value, *end.value, names.cells[i].text, here);
    }
}

} // namespace

bool looks_like_chart(std::string_view text, Unit unit) {
    bool is_chart = false;
    each_pair(text, [&](const ChartRow& names, const ChartRow& times) {
        const bool could_be = !names.cells.empty() && !are_times(names, unit) && are_times(times, unit) &&
                              names.cells.size() > (names.has_bars ? 0U : 1U);
        const bool near = times.cells.size() == names.cells.size() + 1 || names.has_bars;
        // Without bars, "P1 0 4" over "P2 4 7" would pass for one: names do not begin with a digit there.
        const bool has_numbers =
            !names.has_bars &&
            std::any_of(names.cells.begin(), names.cells.end(),
                        [&](const ChartCell& cell) { return parse_time(cell.text, unit).value.has_value(); });
        is_chart = could_be && near && !has_numbers;
        return false;
    });
    return is_chart;
}

void read_chart(std::string_view text, Intake& intake) {
    std::uint32_t next_cpu = 0;
    each_pair(text, [&](const ChartRow& names, const ChartRow& times) {
        const std::uint32_t cpu = names.cpu.value_or(next_cpu);
        if (cpu > 4095) {
            intake.refuse("bad-submission", {names.line, 1}, "there are more rows than CPUs can be: 4096");
            return false;
        }
        next_cpu = cpu + 1;
        read_pair(names, times, cpu, intake);
        return !intake.is_full();
    });
}

} // namespace ossim
