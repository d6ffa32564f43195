// Everything that was measured, as JSON: `ossim FILE --json`.
//
//     {
//       "ossim_report": 1,
//       "title": "Round robin, quantum 4",
//       …
//       "threads": [{"tid": 1, "name": "P1", "arrival": 0, "end": 30000000, "turnaround": 30000000, …}, …],
//
// The form is stable. Times and lengths are whole nanoseconds. An exact fraction is an object
// {"numerator": 47, "denominator": 3, "text": "15.667"}, its text rounded to three places. What has no value
// is null. Keys keep their order; a new key may come, the meaning of one never changes while "ossim_report"
// is 1.
#pragma once

#include "ossim/metrics.hpp"

#include <span>
#include <string>
#include <utility>

namespace ossim {

/// One run, ending in a newline. `message` is `RunResult::message`.
[[nodiscard]] std::string to_json(const Metrics& metrics, std::string_view message = "");

/// Several runs: {"ossim_compare": 1, "runs": [{"name": …, "report": …}]}.
[[nodiscard]] std::string to_json(std::span<const std::pair<std::string, const Metrics*>> runs);

} // namespace ossim
