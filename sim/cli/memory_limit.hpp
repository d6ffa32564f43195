// A ceiling on the memory of this program, so that a hostile scenario ends in a message and not in a dying
// machine.
#pragma once

#include <cstdint>

namespace ossim {

/// From now on an allocation past `bytes` throws std::bad_alloc. Has no effect in a build with sanitizers,
/// which reserve terabytes of addresses.
void limit_memory(std::uint64_t bytes);

/// The limit, once more than three eighths of it are taken; else 0. The rest is for what grows by doubling,
/// and for the report of what has been simulated.
[[nodiscard]] std::uint64_t reached_memory_limit();

} // namespace ossim
