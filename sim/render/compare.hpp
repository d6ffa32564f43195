// Variants side by side: metrics as rows, variants as columns.
//
//     metric                      threads  processes
//     length of the run         101.26ms   102.51ms
//     switches                      4,999      4,999
//     …
//
// and, when the variants differ in `run_as`, the classical table of processes against threads with this run's
// figures in it: who has what of his own, and what each part of a switch costs, and why.
#pragma once

#include "ossim/costs.hpp"
#include "ossim/metrics.hpp"
#include "render/style.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ossim {

struct ComparedRun {
    std::string name; ///< of the variant, or "base", or "policy=rr"
    const Metrics* metrics = nullptr;
    std::optional<RunAs>
        run_as; ///< how this variant runs the process that `run_as` was given for; none: not varied
    const CostProfile* costs = nullptr; ///< the prices in force, for what they say beyond the run
};

/// `metric_names`: further rows, names of `metric_catalogue` ("avg_response", "P1.turnaround"), in that
/// order.
[[nodiscard]] std::string compare(std::span<const ComparedRun> runs, std::string_view title,
                                  const Style& style, std::span<const std::string> metric_names = {});

/// The classical table alone; the first run with `threads` beside the first with `processes`. Empty if there
/// are not both.
[[nodiscard]] std::string processes_against_threads(std::span<const ComparedRun> runs, const Style& style);

} // namespace ossim
