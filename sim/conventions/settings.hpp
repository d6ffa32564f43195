// Settings as a scenario would write them.
#pragma once

#include "ossim/conventions.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ossim {

/// "completion, switched, [quantum, device, arrival] by sequence".
[[nodiscard]] std::string order_text(const std::vector<PhaseGroup>& order);

/// The settings that differ from ossim's own, by name, each with its value: for the trace header.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
differing_settings(const Conventions& conventions);

} // namespace ossim
