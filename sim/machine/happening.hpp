// A pending happening: what is due, when, and in which order among what is due at the same moment.
#pragma once

#include "ossim/time.hpp"

#include <cstdint>

namespace ossim {

/// The key of a pending happening. It cannot tie: `sequence` counts creations. `rank` is made by `Ranks`
/// (kernel): the round, then the group of phases, then what the group is ordered by.
struct HappeningKey {
    Time time = Time::never();
    std::uint64_t rank = 0;
    std::uint64_t sequence = 0;
    constexpr bool operator==(const HappeningKey&) const = default;
    constexpr bool operator<(const HappeningKey& other) const {
        if (time != other.time) return time < other.time;
        if (rank != other.rank) return rank < other.rank;
        return sequence < other.sequence;
    }
};

/// What is due. The machine does not know what the kinds mean; the kernel does.
struct Happening {
    HappeningKey key;
    std::uint32_t kind = 0;
    std::uint32_t who = 0;    ///< a CPU, a thread, a process or a device, as the kind says
    std::uint64_t detail = 0; ///< a token or a request number
};

} // namespace ossim
