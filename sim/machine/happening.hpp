// A pending happening: what is due, when, and in which order among what is due at the same moment.
#pragma once

#include "ossim/time.hpp"

#include <cstdint>

namespace ossim {

/// The key of a pending happening. It cannot tie: the stamp begins with the number of its creation. `rank` is
/// made by the agenda (kernel): the round, then the group of phases, then what the group is ordered by.
struct HappeningKey {
    Time time = Time::never();
    std::uint64_t rank = 0;
    std::uint64_t stamp = 0; ///< from its highest bit: the sequence (44 bits), the kind (4), the place (16)
    constexpr bool operator==(const HappeningKey&) const = default;
    constexpr bool operator<(const HappeningKey& other) const {
        if (time != other.time) return time < other.time;
        if (rank != other.rank) return rank < other.rank;
        return stamp < other.stamp;
    }
};

/// What is due. The machine does not know what the kinds mean; the kernel does.
struct Happening {
    HappeningKey key;
    std::uint32_t who = 0;   ///< a CPU, a thread or an arrival, as the kind says
    std::uint32_t token = 0; ///< tells a happening of an earlier wait from one of the present wait

    [[nodiscard]] constexpr std::uint32_t kind() const {
        return static_cast<std::uint32_t>(key.stamp >> 16) & 15U;
    }
    /// A device.
    [[nodiscard]] constexpr std::uint32_t place() const {
        return static_cast<std::uint32_t>(key.stamp) & 0xffffU;
    }
    static constexpr std::uint64_t stamp(std::uint64_t sequence, std::uint32_t kind, std::uint32_t place = 0) {
        return sequence << 20 | std::uint64_t{kind} << 16 | place;
    }
    static constexpr std::uint32_t most_places = 0x10000;
};
static_assert(sizeof(Happening) == 32);

} // namespace ossim
