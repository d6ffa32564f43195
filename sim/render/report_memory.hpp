// The report's part on memory: faults, TLB and cache misses, and what making processes and threads has cost.
#pragma once

#include "ossim/metrics.hpp"
#include "render/style.hpp"

#include <string>

namespace ossim {

/// Empty if nothing of it happened.
[[nodiscard]] std::string memory_tables(const Metrics& metrics, const Style& style);

} // namespace ossim
