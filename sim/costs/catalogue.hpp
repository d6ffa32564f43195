// The named cost profiles, as data: every figure with what it rests on.
#pragma once

#include "ossim/catalogue.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace ossim {

/// `textbook` first, which is the default.
[[nodiscard]] std::span<const CostProfileInfo> cost_catalogue();

/// The prices of a profile by its name; nothing if there is none of that name.
[[nodiscard]] std::optional<CostProfile> profile_by_name(std::string_view name);

} // namespace ossim
