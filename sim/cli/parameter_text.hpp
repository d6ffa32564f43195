// The parameters of a policy as a scenario would write them.
#pragma once

#include "ossim/scenario.hpp"

#include <string>

namespace ossim {

/// "4ms", "true", "[2ms, 4ms]", "{name: system, policy: rr, quantum: 2ms}" in a list.
[[nodiscard]] std::string parameter_text(const ParameterValue& value, Unit unit);

/// "{policy: rr, quantum: 4ms}".
[[nodiscard]] std::string scheduler_text(const SchedulerSpec& spec, Unit unit);

} // namespace ossim
