// The judges of each kind of expectation. Each says what was found instead, or nothing if the expectation
// holds.
#pragma once

#include "expect/expect.hpp"
#include "expect/watched.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ossim {

using Objection = std::optional<std::string>;

[[nodiscard]] Objection judge_that(const Scenario& scenario, std::string_view text, const JudgedRuns& runs);
[[nodiscard]] Objection judge_schedule(const Scenario& scenario, const Expectation& expectation,
                                       const Schedule& schedule);
[[nodiscard]] Objection judge_order(const Scenario& scenario, const ExpectSink::Watched& watched,
                                    std::size_t index);
[[nodiscard]] Objection judge_never(const Scenario& scenario, const ExpectSink::Watched& watched,
                                    std::size_t index);
[[nodiscard]] Objection judge_deadlock(const Expectation& expectation, const ExpectSink::Watched& watched);

/// An exact number: "12", "0.25"; "17/3, about 5.667" where the digits do not end.
[[nodiscard]] std::string show_number(Ratio value);
/// A time of so many nanoseconds, exactly, in the unit: "30ms", "17/3 ms, about 5.667ms".
[[nodiscard]] std::string show_time(Ratio nanoseconds, Unit unit);
[[nodiscard]] std::string show_time(Time time, Unit unit);

} // namespace ossim
