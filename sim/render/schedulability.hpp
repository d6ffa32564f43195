// What theory says of the periodic tasks of a scenario, beside what happened.
//
//     Schedulability  3 periodic tasks, U = 0.752, hyperperiod 2100ms
//
//     test                    says         because
//     Liu & Layland bound     schedulable  U = 0.752381 <= n(2^(1/n) - 1) = 0.779763
//     hyperbolic bound        schedulable  prod(U_i + 1) = 1.954286 <= 2
//     response-time analysis  schedulable  R <= D of each task
//     the run                 met          0 of 36 jobs missed their deadlines
//       The tests take every job to need its wcet at most, switches to be free, and
//       tasks never to wait for anything.
//
//     task  wcet  period  deadline  worst response: by analysis  in the run
//     A       20     100       100                           20          20
//     B       40     150       150                           60          60
#pragma once

#include "ossim/metrics.hpp"
#include "ossim/schedulability.hpp"
#include "render/style.hpp"

#include <string>

namespace ossim {

/// Nothing if there are no tasks. At most `rows` of them stand in the table.
[[nodiscard]] std::string schedulability_section(const Theory& theory, const Metrics& metrics,
                                                 std::size_t rows, const Style& style);

} // namespace ossim
