// Whether what programs do with memory fits the address spaces they run in.
#pragma once

#include "scenario/reader.hpp"

namespace ossim {

/// Decides whether memory is modelled; sizes each heap that nobody has sized; reports segments that are not
/// there and references that do not fit.
void check_memory(Reader& reader);

} // namespace ossim
