// Everything that exists by name, gathered from the rooms that own it.
#pragma once

#include "ossim/catalogue.hpp"

#include <string_view>
#include <vector>

namespace ossim {

[[nodiscard]] Catalogues catalogues();
/// What an assignment may name.
[[nodiscard]] std::vector<std::string_view> misconception_names();

} // namespace ossim
