// Everything that the report says, as JSON: `ossim FILE --json`.
//
//     {
//       "ossim_report": 1,
//       "header": {"title": "Round robin, quantum 4", …},
//       "run": {"outcome": "finished", …},
//       "threads": [
//         {"tid":1,"pid":2,"name":"P1","group":"","arrival":0,…,"turnaround":30000000,…},
//         …
//
// The form is stable. Times and lengths are whole nanoseconds. An exact fraction is an object
// {"numerator": 47, "denominator": 3, "text": "15.667"}, its text rounded to three places. What has no value
// is null. Keys keep their order; a new key may come, the meaning of one never changes while "ossim_report"
// is 1. Threads, processes and CPUs have the metrics of `ossim list metrics`, under their names. What could
// be as long as the run is cut, and says so: the schedule, what was printed, the ties.
#pragma once

#include "ossim/metrics.hpp"
#include "ossim/schedulability.hpp"
#include "ossim/schedule.hpp"
#include "render/printed.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace ossim {

/// What the report says besides what was measured.
struct JsonContext {
    std::string_view message;             ///< `RunResult::message`
    std::string_view tie_rule;            ///< the tie rule in force, or empty
    const PrintedSink* printed = nullptr; ///< null: "printed" is null
    const Schedule* schedule = nullptr;   ///< null: "schedule" is null
    const Theory* theory = nullptr;       ///< of its periodic work; null: "schedulability" is null
    std::optional<std::size_t> rows;      ///< only so many threads, and so many processes
};

/// Takes the text piece by piece: that of a million threads is longer than memory is wide.
using TextTaker = std::function<void(std::string_view)>;

/// One run, ending in a newline.
void write_json(const Metrics& metrics, const JsonContext& context, const TextTaker& take);
[[nodiscard]] std::string to_json(const Metrics& metrics, const JsonContext& context = {});

/// Several runs: {"ossim_compare": 1, "runs": [{"name": …, "report": …}]}.
void write_json(std::span<const std::pair<std::string, const Metrics*>> runs, const TextTaker& take);

} // namespace ossim
