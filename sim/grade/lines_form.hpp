// A course's own output, a moment or an interval a line, by the patterns of the assignment:
//
//     Time 0: process P1 starts
//     Time 4: process P1 preempted
//     Time 4: process P2 starts
#pragma once

#include "grade/intake.hpp"
#include "ossim/grade.hpp"

#include <string_view>

namespace ossim {

/// Adds intervals or problems; false, with nothing added, if no line fits any pattern.
[[nodiscard]] bool read_lines(std::string_view text, const ReadingRules& rules, Intake& intake);

/// The problem when nothing else could be made of it either: shows a pattern, and the first line.
void refuse_lines(std::string_view text, const ReadingRules& rules, Intake& intake);

} // namespace ossim
