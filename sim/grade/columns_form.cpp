// A Gantt chart by columns: one character is one unit of time, one line is a CPU.
//
//     AAAABBB.CC
//     CPU0: 1111222.33          with the CPU in front, and bars around it, if one likes
//
// `.` `-` `_` are idle, `/` is overhead.
#include "grade/intake.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace ossim {
namespace {

/// One line: the CPU in front, if there is one, and the characters.
struct ColumnsLine {
    std::optional<std::uint32_t> cpu;
    std::string_view cells;
    std::size_t before = 0; // bytes in front of the cells
};

ColumnsLine parts_of(std::string_view line) {
    ColumnsLine parts{std::nullopt, trimmed(line), 0};
    const std::size_t end = std::min(parts.cells.find_first_of(":|"), parts.cells.size());
    const bool has_sign = end < parts.cells.size() && end > 0;
    const std::size_t space = std::min(parts.cells.find(' '), parts.cells.size());
    const std::string_view front = parts.cells.substr(0, has_sign ? end : space);
    const std::string small = folded(front);
    const bool is_cpu =
        small.starts_with("cpu") || small.starts_with("core") || small.starts_with("processor");
    if (is_cpu) parts.cpu = parse_cpu(front);
    if (parts.cpu)
        parts.cells =
            trimmed(parts.cells.substr(std::min(front.size() + (has_sign ? 1 : 0), parts.cells.size())));
    while (!parts.cells.empty() &&
           std::string_view("|\"'").find(parts.cells.front()) != std::string_view::npos)
        parts.cells.remove_prefix(1);
    while (!parts.cells.empty() &&
           std::string_view("|\"'").find(parts.cells.back()) != std::string_view::npos)
        parts.cells.remove_suffix(1);
    parts.before = static_cast<std::size_t>(parts.cells.data() - line.data());
    return parts;
}

bool is_cell(char32_t c) { return is_name_character(c) || c == '.' || c == '-' || c == '_' || c == '/'; }

void read_row(std::string_view cells, std::uint32_t cpu, Mark at, Intake& intake) {
    const std::int64_t unit = length_of(intake.unit()).ns();
    std::int64_t column = 0, since = 0;
    std::string_view held; // the character of the columns from `since` on
    Mark held_at = at;
    const auto close = [&] {
        if (!held.empty())
            intake.add(cpu, Duration(since * unit), Duration(column * unit), held, held_at, held == "/");
    };
    for (std::size_t i = 0; i < cells.size() && !intake.is_full(); ++column) {
        const std::size_t begin = i;
        const char32_t c = next_character(cells, i);
        const std::string_view cell = cells.substr(begin, i - begin);
        const Mark here{at.line, at.column + static_cast<std::uint32_t>(begin)};
        if (!is_cell(c))
            return intake.refuse("bad-submission", here,
                                 "\"" + escaped(cell) + "\" is not a column of a schedule",
                                 "one character is one unit of time; idle is written as a point");
        if (cell == held) continue;
        close();
        held = cell;
        held_at = here;
        since = column;
    }
    close();
}

} // namespace

bool looks_like_columns(std::string_view text) {
    std::uint32_t line = 0;
    std::size_t rows = 0;
    while (!text.empty()) {
        const std::string_view cells = parts_of(take_line(text, line)).cells;
        if (cells.empty() || cells[0] == '#') continue;
        if (cells.find_first_of(" \t,;:()[]") != std::string_view::npos) return false;
        ++rows;
    }
    return rows > 0;
}

void read_columns(std::string_view text, Intake& intake) {
    Mark at;
    std::uint32_t next_cpu = 0;
    while (!text.empty() && !intake.is_full()) {
        const std::string_view line = take_line(text, at.line);
        const ColumnsLine parts = parts_of(line);
        if (parts.cells.empty() || parts.cells[0] == '#') continue;
        const std::uint32_t cpu = parts.cpu.value_or(next_cpu);
        at.column = static_cast<std::uint32_t>(parts.before + 1);
        if (cpu > 4095)
            return intake.refuse("bad-submission", at, "there are more rows than CPUs can be: 4096");
        next_cpu = cpu + 1;
        read_row(parts.cells, cpu, at, intake);
    }
}

} // namespace ossim
