// A scenario in a few lines, run as it is and as somebody believes that it is.
#pragma once

#include "cli/catalogues.hpp"
#include "expect/expect.hpp"
#include "ossim/load.hpp"
#include "ossim/metrics.hpp"
#include "ossim/misconception.hpp"
#include "ossim/schedule.hpp"
#include "ossim/simulate.hpp"
#include "trace/jsonl.hpp"
#include "trace/output.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ossim::testing {

/// Reads the scenario; the version and the unit, ticks, come before it.
inline Scenario read(std::string_view yaml) {
    const SourceText source{"story.yaml", "ossim: 1\nunit: tick\n" + std::string(yaml)};
    LoadResult result = load(source, catalogues());
    for (const Diagnostic& each : result.diagnostics)
        if (each.severity == Severity::error) FAIL(yaml << "\n" << each.message);
    REQUIRE(result.scenario);
    return std::move(*result.scenario);
}

/// "A 0-4, switch 4-5, B 5-8 | C 0-2": in ticks, a part a CPU.
inline std::string in_words(const Schedule& schedule) {
    const std::int64_t tick = length_of(Unit::tick).ns();
    std::string text;
    for (std::size_t cpu = 0; cpu < schedule.cpus.size(); ++cpu) {
        text += cpu > 0 ? " | " : "";
        bool first = true;
        for (const Slice& slice : schedule.cpus[cpu]) {
            text += first ? "" : ", ";
            first = false;
            text += slice.work == Work::run ? schedule.name_of(slice.tid) : std::string(word_of(slice.work));
            text +=
                " " + std::to_string(slice.start.ns() / tick) + "-" + std::to_string(slice.end.ns() / tick);
        }
    }
    return text;
}

/// The whole run, its header with all settings included, as text.
inline std::string trace_of(const Scenario& scenario) {
    TextOutput text;
    JsonlWriter writer(text);
    std::vector<Sink*> sinks{&writer};
    Simulation simulation(scenario, sinks);
    (void)simulation.run();
    return text.text();
}

/// What comes of it: the schedule if `measure` is empty, else what that expression is worth.
inline std::string outcome(const Belief& belief, std::string_view measure) {
    ScheduleSink schedule;
    MetricsSink metrics;
    std::vector<Sink*> sinks{&schedule, &metrics};
    Simulation simulation(belief.scenario, sinks);
    (void)simulation.run();
    if (measure.empty()) return in_words(schedule.schedule());
    JudgedRuns runs;
    runs[""] = {&metrics.metrics(), nullptr, nullptr};
    const MeasuredValue value = evaluate_measure(measure, runs, belief.scenario.unit, belief.reading);
    return value.value ? show_value(*value.value, belief.scenario.unit) : value.problem;
}

} // namespace ossim::testing
