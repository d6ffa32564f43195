// The report's part on memory: faults, TLB and cache misses, and what making processes and threads has cost.
#pragma once

#include "ossim/metrics.hpp"
#include "render/style.hpp"

#include <cstddef>
#include <string>

namespace ossim {

/// Empty if nothing of it happened. `rows`: of processes, at most.
[[nodiscard]] std::string memory_tables(const Metrics& metrics, const Style& style, std::size_t rows = 20);

} // namespace ossim
