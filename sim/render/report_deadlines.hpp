// The report's part on periodic work and deadlines.
//
//     deadlines  jobs  done  missed  aborted  response: mean  worst  lateness: worst
//     P1            4     4       0        0            22.5     25              -25
//     P2            2     2       1        0              80     85               35
//     1 of 6 jobs missed its deadline.
#pragma once

#include "ossim/metrics.hpp"
#include "render/style.hpp"

#include <cstddef>
#include <string>

namespace ossim {

/// A row a thread that has jobs; empty if none has. `rows`: at most.
[[nodiscard]] std::string deadlines_table(const Metrics& metrics, std::size_t rows, const Style& style);

} // namespace ossim
