// What a comparison is worth, and the arithmetic of it in words.
#pragma once

#include "ossim/grade.hpp"

#include <string>

namespace ossim {

/// Sets points, arithmetic and `capped`, from what was measured: first divergence, times, counts; `rows` CPUs
/// or threads were compared up to `horizon`.
void award(Comparison& into, const CompareOptions& options, Time horizon, std::size_t rows);

/// The marking that `options` ask for, or the usual one if it does not fit.
[[nodiscard]] Marking marking_of(const CompareOptions& options);

/// A ratio as people write points: "7", "7.5", "7.333".
[[nodiscard]] std::string points_text(Ratio points);

} // namespace ossim
