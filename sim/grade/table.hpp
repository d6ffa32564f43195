// A table as a spreadsheet or a program writes it: which separator, which column is what.
#pragma once

#include "ossim/scenario.hpp"
#include "ossim/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ossim {

enum class Column : std::uint8_t { cpu, start, end, length, thread, what, time, event };
inline constexpr std::size_t column_count = 8;

/// What stands in a cell, and where it begins in its line, in bytes from 0.
struct Cell {
    std::string text;
    std::size_t column = 0;
};

/// The cells of a line, without quotes and white space around them. ' ' stands for any stretch of blanks; a
/// '|' at either end of a line divides nothing. What follows the 64th separator is left out.
[[nodiscard]] std::vector<Cell> cells_of(std::string_view line, char separator);

/// Where each column is.
struct Layout {
    char separator = ',';
    bool has_heading = false;
    std::array<std::optional<std::size_t>, column_count> places;
    std::array<std::optional<Unit>, column_count> units;     ///< that the heading gives
    std::vector<std::pair<std::size_t, std::uint32_t>> cpus; ///< columns of their own: place and CPU
    bool is_ambiguous = false; ///< without a heading, and two orders of columns make sense

    [[nodiscard]] const std::optional<std::size_t>& at(Column column) const {
        return places[static_cast<std::size_t>(column)];
    }
    [[nodiscard]] bool has(Column column) const { return at(column).has_value(); }
    /// Rows tell who has a CPU from a time on, or in a tick.
    [[nodiscard]] bool is_of_moments() const;
};

/// The layout of a table, from its heading or from what its first rows can mean; nothing if it is none.
[[nodiscard]] std::optional<Layout> layout_of(std::string_view text, Unit unit);

/// A line that says nothing: blank, a comment, or a rule of signs.
[[nodiscard]] bool is_blank_row(std::string_view line, char separator);

/// A time in a cell; the decimal sign is a comma where commas do not divide cells.
[[nodiscard]] std::optional<Duration> time_in(std::string_view cell, char separator, Unit unit);

} // namespace ossim
