// Policies that stand before another one and change a single answer of it. Runs that do not ask for them do
// not have them.
#pragma once

#include "ossim/policy.hpp"
#include "ossim/simulate.hpp"

#include <memory>
#include <span>

namespace ossim {

/// Quanta end when a clock ticks that ticks once a quantum from time 0: a fresh one lasts up to the next tick
/// (the convention `quantum_clock: wall`).
[[nodiscard]] std::unique_ptr<Policy> with_wall_clock(std::unique_ptr<Policy> policy);

/// The picks that are named are decided so, as far as they are ties.
[[nodiscard]] std::unique_ptr<Policy> with_forced_picks(std::unique_ptr<Policy> policy,
                                                        std::span<const ForcedPick> picks);

} // namespace ossim
