// What touching memory brought: counts, never times. The kernel multiplies them with the profile's prices.
#pragma once

#include "machine/cache.hpp"

#include "ossim/memory.hpp"

#include <array>
#include <cstdint>

namespace ossim {

/// Levels of page tables that walks have read: `warm` ones from a cache (or with no cache model), `cold` ones
/// from memory.
struct WalkLevels {
    std::uint64_t warm = 0, cold = 0;
    WalkLevels& operator+=(const WalkLevels& other) {
        warm += other.warm;
        cold += other.cold;
        return *this;
    }
};

/// Counts of one or many touches. What is `by_switch` is part of the count beside it.
struct Refill {
    std::uint64_t references = 0;                           ///< pages touched, a page each time
    std::uint64_t tlb_second = 0, tlb_second_by_switch = 0; ///< the first TLB missed, the second had it
    std::uint64_t walks = 0, walks_by_switch = 0;
    std::uint64_t compulsory = 0; ///< of the walks: for pages that this TLB has never had
    WalkLevels levels, levels_by_switch;
    LineSources random, sequential; ///< [0]: hits of the first cache

    Refill& operator+=(const Refill& other);
    [[nodiscard]] std::uint64_t tlb_misses() const { return tlb_second + walks; }
    [[nodiscard]] std::uint64_t tlb_misses_by_switch() const {
        return tlb_second_by_switch + walks_by_switch;
    }
    /// Lines that the first cache did not have.
    [[nodiscard]] std::uint64_t cache_misses() const;
    [[nodiscard]] std::uint64_t cache_misses_by_switch() const;
};

/// What a refill costs, and how much of it a switch has brought.
struct RefillPrice {
    Price tlb, cache;
    Price tlb_by_switch, cache_by_switch;
};

/// The counts at the profile's prices. A page that misses the TLB usually misses the cache too, and the two
/// waits overlap: `prices.overlap` per cent of the cheaper part is hidden, and taken off the cache part.
[[nodiscard]] RefillPrice price(const Refill& refill, const MemoryPrices& prices);

} // namespace ossim
