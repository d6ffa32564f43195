// Follow-through: what the measures are in a student's own schedule. A schedule tells when a thread runs;
// when it arrived, and for how long it was blocked, is taken from the key.
#pragma once

#include "ossim/metrics.hpp"
#include "ossim/schedule.hpp"

#include <string>
#include <string_view>

namespace ossim {

/// The measures of a schedule that is under the key's threads. Those that no schedule can tell are wrong in
/// it: ask `why_not_own` first.
[[nodiscard]] Metrics own_metrics(const Schedule& own, const Schedule& key, const Metrics& of_key);

/// Why an expression cannot be had from a schedule: "page_faults cannot be had from a schedule". Empty if it
/// can.
[[nodiscard]] std::string why_not_own(std::string_view expression);

} // namespace ossim
