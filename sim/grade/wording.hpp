// Words that reports for staff and for students share.
#pragma once

#include "ossim/grade.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// A name for a message: escaped, at most 40 columns.
[[nodiscard]] std::string quoted(const std::string& name);
/// "a, b and c", at most a dozen.
[[nodiscard]] std::string listed(const std::vector<std::string>& names);
/// "P1 runs from 4ms to 9ms", "idle from 4ms on", "a switch to P2 from 4ms to 5ms"; `runs` is the verb.
[[nodiscard]] std::string shown_slice(const Shown& slice, Unit unit, std::string_view runs);

} // namespace ossim
