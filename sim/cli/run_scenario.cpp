// A run and its end, the same for every command.
#include "cli/run_scenario.hpp"

#include "base/text.hpp"
#include "cli/progress.hpp"

#include <array>

namespace ossim {

void tell_end(Console& console, const RunResult& result, Unit unit, const std::string& what) {
    if (exit_code_of(result) == ExitCode::done) return;
    const std::string who = what.empty() ? "the run" : what;
    const std::string at = with_unit(result.end - Time(), unit);
    const bool by_limit = result.outcome == Outcome::limit;
    const std::string how = result.outcome == Outcome::interrupted ? "was interrupted"
                            : by_limit                             ? "was ended by a limit"
                                                                   : "makes no progress and was ended";
    console.err("ossim: " + who + " " + how + " at " + at +
                (result.message.empty() ? "" : ": " + result.message) + "\n");
}

RunResult run_scenario(Console& console, const Scenario& scenario, std::span<Sink* const> sinks,
                       PickListener* picks, const std::string& what) {
    Simulation simulation(scenario, sinks, picks);
    RunResult result;
    {
        LiveProgress progress(console, scenario.unit, what);
        result = simulation.run(&progress);
    }
    tell_end(console, result, scenario.unit, what);
    return result;
}

Measured measure(Console& console, const Scenario& scenario, const std::string& what) {
    MetricsSink sink;
    const std::array<Sink*, 1> sinks{&sink};
    Measured measured{run_scenario(console, scenario, sinks, nullptr, what), {}};
    measured.metrics = sink.metrics();
    return measured;
}

ExitCode exit_code_of(const RunResult& result) {
    switch (result.outcome) {
    case Outcome::finished:
    case Outcome::until:
    case Outcome::deadlock: return ExitCode::done;
    case Outcome::limit:
    case Outcome::no_progress: return ExitCode::limit;
    case Outcome::interrupted: return ExitCode::interrupted;
    }
    return ExitCode::fault;
}

} // namespace ossim
