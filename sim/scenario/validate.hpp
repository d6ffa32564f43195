// Everything in a scenario that names something else names something that is there; what follows from several
// keys together holds.
#pragma once

#include "scenario/reader.hpp"

namespace ossim {

void validate(Reader& reader);

} // namespace ossim
