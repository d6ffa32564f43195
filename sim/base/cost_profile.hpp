// From the data of a named cost profile to its prices.
#pragma once

#include "ossim/catalogue.hpp"

namespace ossim {

/// The prices of a profile; what its figures leave out is 0 or false.
[[nodiscard]] CostProfile make_profile(const CostProfileInfo& info);

} // namespace ossim
