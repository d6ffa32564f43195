// The two schedules of a CPU round their first divergence:
//
//               0         10        20
//     expected  111122233311112222
//     found     111111112223331111
//                   ^ 4ms
#pragma once

#include "ossim/grade.hpp"

#include <string>

namespace ossim {

/// At most 76 columns wide; ends with the legend and a line feed. The comparison must have a first
/// divergence.
[[nodiscard]] std::string picture_of(const Comparison& comparison);

/// The two orders round the first dispatch that differs, and the events of both round the first one.
[[nodiscard]] std::string picture_of_order(const Comparison& comparison);
[[nodiscard]] std::string picture_of_events(const Comparison& comparison);

} // namespace ossim
