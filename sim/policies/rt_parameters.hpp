// The parameters that real-time threads have under `rt` and under `linux`.
#pragma once

#include "ossim/catalogue.hpp"

namespace ossim {

inline constexpr ParameterInfo rr_quantum_parameter{
    .name = "quantum",
    .type = ParameterType::duration,
    .fallback = "100ms",
    .doc = "how long a thread of class rr may run before the next one's turn",
    .range = {.least = 1}};
inline constexpr ParameterInfo rt_period_parameter{.name = "period",
                                                   .type = ParameterType::duration,
                                                   .fallback = "1s",
                                                   .doc = "of `runtime`; periods begin at 0",
                                                   .range = {.least = 1}};

} // namespace ossim
