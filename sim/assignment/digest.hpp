// Digests of what must not change unnoticed, and hashes of what may be alike.
#pragma once

#include "ossim/trace.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ossim {

/// 32 hex digits: XXH128 of the canonical trace without its header, as
/// `ossim run --trace - SCENARIO | tail -n +2 | xxhsum -H2` gives it.
[[nodiscard]] std::string digest_of(const Trace& trace);

/// Never 0.
[[nodiscard]] std::uint64_t hash_of(std::string_view bytes);

} // namespace ossim
