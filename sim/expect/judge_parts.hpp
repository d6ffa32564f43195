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

[[nodiscard]] std::string show_time(Time time, Unit unit);

} // namespace ossim
