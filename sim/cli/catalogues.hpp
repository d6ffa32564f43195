// Everything that exists by name, gathered from the rooms that own it.
#pragma once

#include "ossim/catalogue.hpp"

namespace ossim {

[[nodiscard]] Catalogues catalogues();

} // namespace ossim
