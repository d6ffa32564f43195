// From the data of a named cost profile to its prices and its machine, and back into words.
#pragma once

#include "ossim/catalogue.hpp"

#include <string>
#include <string_view>

namespace ossim {

/// How a figure of a profile is written.
enum class FigureKind : std::uint8_t { price, flag, share, count, size };

/// Of a field of CostProfile, or of one of these, which describe its machine: page_size,
/// page_table_levels, page_table_entry, tlb_entries, tlb_ways, tlb_second_entries, tlb_second_ways,
/// huge_entries, walk_entries, address_space_tags, flush_ceiling, cache_line, cache_l1, cache_l2,
/// cache_l2_shared, cache_l3, cache_l3_shared.
[[nodiscard]] FigureKind kind_of_figure(std::string_view name);

/// A figure as a scenario would write it: "35ns", "1.5ns", "true", "50%", "64", "48KiB".
[[nodiscard]] std::string figure_text(std::string_view name, std::int64_t value);
/// The same of a size.
[[nodiscard]] std::string size_text(std::uint64_t bytes);

/// The prices and the machine of a profile; what its figures leave out is 0 or false, or as MemorySpec has
/// it.
[[nodiscard]] CostProfile make_profile(const CostProfileInfo& info);

/// Brings `tagged_tlb` and the machine's tags in line with `pcid`; a table of one level is one array, unless
/// somebody says otherwise.
void settle(CostProfile& profile);

} // namespace ossim
