// One run of a scenario, watched: progress, Ctrl-C, and what its end means for the exit code.
#pragma once

#include "cli/console.hpp"
#include "cli/exit.hpp"
#include "ossim/metrics.hpp"
#include "ossim/simulate.hpp"
#include "ossim/sink.hpp"

#include <span>
#include <string>

namespace ossim {

/// Runs it to its end. An end by a limit or an interrupt is told on standard error.
RunResult run_scenario(Console& console, const Scenario& scenario, std::span<Sink* const> sinks,
                       PickListener* picks = nullptr, const std::string& what = {});

/// The same for who wants nothing but the figures.
struct Measured {
    RunResult result;
    Metrics metrics;
};
[[nodiscard]] Measured measure(Console& console, const Scenario& scenario, const std::string& what = {});

/// done, limit or interrupted.
[[nodiscard]] ExitCode exit_code_of(const RunResult& result);

/// Says on standard error why a run was cut off; nothing if it was not.
void tell_end(Console& console, const RunResult& result, Unit unit, const std::string& what);

} // namespace ossim
