// The parts of the catalogue: a file for each area, in the order of `ossim list misconceptions`.
#pragma once

#include "ossim/misconception.hpp"

#include <span>

namespace ossim {

[[nodiscard]] std::span<const Misconception> order_misconceptions();
[[nodiscard]] std::span<const Misconception> quantum_misconceptions();
[[nodiscard]] std::span<const Misconception> preemption_misconceptions();
[[nodiscard]] std::span<const Misconception> choice_misconceptions();
[[nodiscard]] std::span<const Misconception> levels_misconceptions();
[[nodiscard]] std::span<const Misconception> shares_misconceptions();
[[nodiscard]] std::span<const Misconception> cpus_misconceptions();
[[nodiscard]] std::span<const Misconception> deadlines_misconceptions();
[[nodiscard]] std::span<const Misconception> switching_misconceptions();
[[nodiscard]] std::span<const Misconception> io_misconceptions();
[[nodiscard]] std::span<const Misconception> memory_misconceptions();
[[nodiscard]] std::span<const Misconception> measure_misconceptions();

} // namespace ossim
