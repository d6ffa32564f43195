// One run of a scenario, as far as judging needs it.
#pragma once

#include "expect/expect.hpp"
#include "ossim/grade.hpp"
#include "ossim/metrics.hpp"
#include "ossim/scenario.hpp"
#include "ossim/simulate.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace ossim {

/// What is kept of a run, besides its schedule.
struct Keep {
    bool trace = false, metrics = false;
    std::uint64_t happenings = 1'000'000; ///< a run that is longer is cut off
};

struct Played {
    Submission submission; ///< its schedule, and its trace if that is kept
    Metrics metrics;       ///< if kept
    RunResult end;
    /// Did it come to an end of its own?
    [[nodiscard]] bool is_whole() const {
        return end.outcome == Outcome::finished || end.outcome == Outcome::until ||
               end.outcome == Outcome::deadlock;
    }
    /// Why it is not whole, as a sentence: "the run makes no progress at 4ms: …".
    [[nodiscard]] std::string trouble(Unit unit) const;
};

/// `forced`: picks that are decided otherwise.
[[nodiscard]] Played play(const Scenario& scenario, const Keep& keep,
                          std::span<const ForcedPick> forced = {});

/// Runs by variant, for expressions; "" is the question's own.
using MetricsByVariant = std::map<std::string, Metrics, std::less<>>;
[[nodiscard]] JudgedRuns judged(const MetricsByVariant& runs);

/// The metrics of a trace that was read.
[[nodiscard]] Metrics metrics_of(const Trace& trace);

} // namespace ossim
