// Sums and products of counts.
#include "machine/refill.hpp"

#include <algorithm>

namespace ossim {

namespace {

Price times(Price price, std::uint64_t count) { return price * static_cast<std::int64_t>(count); }

using Counts = std::array<std::uint64_t, 4>;

void add(Counts& sum, const Counts& more) {
    for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] += more[i];
}

std::uint64_t missed(const Counts& from) { return from[1] + from[2] + from[from_memory]; }

/// From the second level, the third, and memory, whatever the number of levels.
Price lines(const Counts& from, Price second, Price third, Price memory) {
    return times(second, from[1]) + times(third, from[2]) + times(memory, from[from_memory]);
}

Price random_lines(const Counts& from, const MemoryPrices& prices) {
    return lines(from, prices.line_l2, prices.line_l3, prices.line_memory);
}

Price sequential_lines(const Counts& from, const MemoryPrices& prices) {
    return lines(from, prices.line_l2_sequential, prices.line_l3_sequential, prices.line_memory_sequential);
}

Price walks(const WalkLevels& levels, const MemoryPrices& prices) {
    return times(prices.walk_level, levels.warm) + times(prices.walk_cold_level, levels.cold);
}

Price less_overlap(Price cache, Price tlb, std::uint32_t per_cent) {
    const std::int64_t cheaper = std::min(cache.ps(), tlb.ps());
    const std::int64_t hidden = cheaper / 100 * per_cent + cheaper % 100 * per_cent / 100;
    return Price(cache.ps() - std::min(hidden, cache.ps()));
}

} // namespace

Refill& Refill::operator+=(const Refill& other) {
    references += other.references;
    tlb_second += other.tlb_second;
    tlb_second_by_switch += other.tlb_second_by_switch;
    walks += other.walks;
    walks_by_switch += other.walks_by_switch;
    compulsory += other.compulsory;
    levels += other.levels;
    levels_by_switch += other.levels_by_switch;
    add(random.from, other.random.from);
    add(random.by_switch, other.random.by_switch);
    add(sequential.from, other.sequential.from);
    add(sequential.by_switch, other.sequential.by_switch);
    return *this;
}

std::uint64_t Refill::cache_misses() const { return missed(random.from) + missed(sequential.from); }

std::uint64_t Refill::cache_misses_by_switch() const {
    return missed(random.by_switch) + missed(sequential.by_switch);
}

RefillPrice price(const Refill& refill, const MemoryPrices& prices) {
    RefillPrice result;
    result.tlb = times(prices.tlb_l2_hit, refill.tlb_second) + walks(refill.levels, prices);
    result.tlb_by_switch =
        times(prices.tlb_l2_hit, refill.tlb_second_by_switch) + walks(refill.levels_by_switch, prices);
    const Price cache =
        random_lines(refill.random.from, prices) + sequential_lines(refill.sequential.from, prices);
    const Price by_switch =
        random_lines(refill.random.by_switch, prices) + sequential_lines(refill.sequential.by_switch, prices);
    result.cache = less_overlap(cache, result.tlb, prices.overlap);
    result.cache_by_switch = less_overlap(by_switch, result.tlb_by_switch, prices.overlap);
    return result;
}

} // namespace ossim
