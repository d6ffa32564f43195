// The rules of a scenario's policy, inner queues included, as its conventions have them.
#pragma once

#include "ossim/catalogue.hpp"
#include "ossim/scenario.hpp"

#include <string>

namespace ossim {

/// The entry of the scenario's policy; there is one.
[[nodiscard]] const PolicyInfo& policy_of(const SchedulerSpec& spec);
/// The tie rule in force, in words; of several queues, each with its own.
[[nodiscard]] std::string tie_rule_of(const Scenario& scenario);
/// The same of what becomes of a preempted thread.
[[nodiscard]] std::string preemption_rule_of(const Scenario& scenario);

} // namespace ossim
