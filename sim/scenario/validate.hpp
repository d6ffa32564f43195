// Everything in a scenario that names something else names something that is there; what follows from several
// keys together holds.
#pragma once

#include "scenario/reader.hpp"

namespace ossim {

void validate(Reader& reader);

/// What is read and not run yet: memory, exec, the ways to fork. When the kernel does it, this goes, and
/// with it `LoadOptions::everything`.
void refuse_unwired(Reader& reader);

} // namespace ossim
