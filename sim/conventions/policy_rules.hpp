// A policy's rules where conventions may change them: ties, and what becomes of a preempted thread.
#pragma once

#include "ossim/catalogue.hpp"
#include "ossim/conventions.hpp"

#include <string>

namespace ossim {

/// Which of equal threads is chosen: "equal lengths: who became ready first". Without a full stop.
[[nodiscard]] std::string tie_rule(const PolicyInfo& policy, const Conventions& conventions);

/// Where a preempted thread joins its queue, and what quantum it gets: "a preempted thread joins the queue at
/// the tail and gets a fresh quantum". Without a full stop.
[[nodiscard]] std::string preemption_rule(const PolicyInfo& policy, const Conventions& conventions);

} // namespace ossim
