// The report: what `ossim scenario.yaml` prints.
//
//     Round robin, quantum 4         1 CPU · rr, quantum 4ms · costs textbook (all 0)
//
//           0ms       5         10        15        20        25        30
//     CPU0  111111112222223333111111111111111133111111111111111111111111
//     …
//     thread   first run  end  turnaround  = CPU  + in Ready  + in Waiting  response
//     P1               0   30          30     24           6             0         0
//     …
//     5 switches between processes, cost 0.
//     1 of 6 picks was decided by the tie rule (arrival order): at 0ms P1 before P2.
//     The run finished at 30ms: every process has ended.
#pragma once

#include "ossim/metrics.hpp"
#include "ossim/schedulability.hpp"
#include "render/gantt.hpp"
#include "render/printed.hpp"
#include "render/style.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ossim {

/// What the report says besides what was measured.
struct ReportContext {
    std::string file;                  ///< the scenario, as the user wrote it; for the commands to try next
    std::string message;               ///< `RunResult::message`: which limit, who waits for what
    std::string tie_rule;              ///< the tie rule in force, or empty
    std::vector<std::string> variants; ///< names of the scenario's variants
    std::size_t expectations = 0;      ///< how many the scenario has
    std::size_t rows = 20;             ///< rows of the tables of threads and processes
    const PrintedSink* printed = nullptr; ///< what programs printed; null: not asked
    std::uint64_t processes = 0;          ///< how many the scenario brings, besides those that are forked
    Theory theory = {};                   ///< of its periodic work
};

/// The whole default report. `picture` may be null: then there is no Gantt chart.
[[nodiscard]] std::string report(const Metrics& metrics, const GanttSink* picture,
                                 const ReportContext& context, const Style& style);

} // namespace ossim
