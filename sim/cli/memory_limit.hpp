// A ceiling on the memory of this program, so that a hostile scenario ends in a message and not in a dying
// machine.
#pragma once

#include <cstdint>

namespace ossim {

/// From now on an allocation past `bytes` throws std::bad_alloc. Has no effect in a build with sanitizers,
/// which reserve terabytes of addresses.
void limit_memory(std::uint64_t bytes);

} // namespace ossim
