// The expectations of a scenario (scenarios/README.md, "A scenario that checks itself"): their grammar, and
// their verdicts on a run.
//
//     expect:
//       - that: P1.turnaround == 30                       # metrics by name; variant::P1.turnaround; avg,
//       max, min,
//       - that: percentile(response, 95) <= 10ms          #   sum, median, percentile over threads
//       - schedule: "P1 0-4, P2 4-7, idle 7-9, P1 9-12"   # what a CPU ran; gaps may be left out
//       - schedule: {cpu0: "AAAABBB.CC", cpu1: "DD"}      # by columns, one unit each; `.` is a gap
//       - order: [P2 exits, P1 starts]                    # arrives starts runs blocks wakes preempted yields
//       exits
//       - never: P2 Running while P1 Ready                # a state, of one or of so many: two threads
//       Running
//       - deadlock: [T1, T2]                              # who waits for whom in a circle; `none`
//
// An expectation that names no variant is about the run of the base. Comparisons are exact.
//
//     check_expectations(scenario)                  before anything runs: is all of it well said?
//     ExpectSink, beside MetricsSink, ScheduleSink  while it runs
//     judge(scenario, runs)                         when all runs that it needs are done
#pragma once

#include "base/expression.hpp"
#include "ossim/diagnostic.hpp"
#include "ossim/metrics.hpp"
#include "ossim/misconception.hpp"
#include "ossim/scenario.hpp"
#include "ossim/schedule.hpp"
#include "ossim/sink.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// What is wrong with the expectations as they are written: grammar, metrics, names, variants. Empty:
/// nothing. Codes: bad-expectation, unknown-metric, unknown-name, unknown-variant. `run` is which run the
/// scenario describes: a variant, or "" for the base. Whom a name means is known for that run only; what is
/// said of others is not looked up, and without a run (a patched or broken scenario) nothing is.
[[nodiscard]] Diagnostics check_expectations(const Scenario& scenario,
                                             std::optional<std::string_view> run = "");

/// What is wrong with a metric that is asked for by name, as a row of a comparison: "makespan",
/// "P1.response", "avg(waiting)", "max(waiting)". Nothing if it can be had.
[[nodiscard]] std::optional<Diagnostic> check_row(const Scenario& scenario, std::string_view metric);

/// The variants whose runs the expectations need, by name, each once; "" is the base. Empty without
/// expectations.
[[nodiscard]] std::vector<std::string> variants_needed(const Scenario& scenario);

/// Watches a run for what `order`, `never` and `deadlock` ask. Its memory does not grow with the run's
/// length.
class ExpectSink : public Sink {
  public:
    /// `scenario` must outlive the sink.
    explicit ExpectSink(const Scenario& scenario);
    ~ExpectSink() override;
    [[nodiscard]] EventKinds wants() const override;
    void start(const TraceHeader& header, const Names& names) override;
    void accept(std::span<const Event> events) override;
    void finish(Time end) override;

    struct Watched;
    /// After `finish`: for `judge`.
    [[nodiscard]] const Watched& watched() const;

  private:
    std::unique_ptr<Watched> watched_;
};

/// One run, as `judge` needs it. The three outlive the call; `watched` may be null for a variant's run.
struct JudgedRun {
    const Metrics* metrics = nullptr;
    const Schedule* schedule = nullptr;
    const ExpectSink::Watched* watched = nullptr;
};

/// Runs by the name of their variant; "" is the base.
using JudgedRuns = std::map<std::string, JudgedRun, std::less<>>;

/// What became of one expectation.
struct Verdict {
    ExpectationKind kind = ExpectationKind::that;
    bool passed = false;
    std::string claim; ///< as the scenario says it: "that: P1.turnaround == 30"
    std::string
        found; ///< if it failed: what was found instead, one or more lines without a line feed at the end
    Mark at;   ///< where the scenario says it
};

/// One verdict for each expectation, in their order.
[[nodiscard]] std::vector<Verdict> judge(const Scenario& scenario, const JudgedRuns& runs);

/// What an expression over measures is worth in these runs: "avg(waiting)", "three::P1.turnaround - 5".
/// `reading` is how somebody believes that measures are read; its default is right.
struct MeasuredValue {
    std::optional<Value> value;
    std::string problem; ///< if there is no value: a sentence without a full stop
};
[[nodiscard]] MeasuredValue evaluate_measure(std::string_view text, const JudgedRuns& runs, Unit unit,
                                             const Reading& reading = {});

/// An exact number: "12", "0.25"; "17/3, about 5.667" where the digits do not end.
[[nodiscard]] std::string show_number(Ratio value);
/// A time of so many nanoseconds, exactly, in the unit: "30ms", "17/3 ms, about 5.667ms".
[[nodiscard]] std::string show_time(Ratio nanoseconds, Unit unit);
/// Either of these, or "true" and "false".
[[nodiscard]] std::string show_value(const Value& value, Unit unit);

} // namespace ossim
