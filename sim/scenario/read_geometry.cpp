// The machine's page tables, TLB and caches: what is written, what a profile has already, and whether it can
// be.
#include "scenario/memory_keys.hpp"

#include "base/cost_profile.hpp"

#include <algorithm>
#include <bit>

namespace ossim {
namespace {

std::uint32_t log2_of(std::uint64_t power) { return static_cast<std::uint32_t>(std::countr_zero(power)); }

void report(Reader& reader, NodeId node, std::string message, std::string hint = {}) {
    reader.reports.error(node, {"bad-geometry", std::move(message), std::move(hint), {}});
}

/// The powers of two on both sides of a number, as a hint.
std::string near_powers(std::uint64_t number) {
    const std::uint64_t below = std::bit_floor(number);
    return "the nearest are " + size_text(below) + " and " + size_text(below * 2);
}

bool check_power(Reader& reader, NodeId node, std::string_view what, std::uint64_t number) {
    if (std::has_single_bit(number)) return true;
    report(reader, node, std::string(what) + " must be a power of two, not " + std::to_string(number),
           near_powers(number));
    return false;
}

// --- page tables ---

void settle_page_table(Reader& reader, const PageTableKeys& keys, MemorySpec& into) {
    PageTableSpec& table = into.page_table;
    table.levels = keys.levels.value.value_or(table.levels);
    table.entry_bytes = keys.entry_bytes.value.value_or(table.entry_bytes);
    if (keys.entry_bytes.value)
        check_power(reader, keys.entry_bytes.node, "an entry of the page table", table.entry_bytes);
    const bool is_one = table.levels == 1;
    table.linear = keys.linear.value.value_or(is_one || (table.linear && !keys.levels.value));
    if (!table.linear || is_one) return;
    if (keys.levels.value)
        return report(reader, keys.linear.node,
                      "a linear page table has one level, not " + std::to_string(table.levels),
                      "take \"levels\" or \"linear\" out");
    table.levels = 1;
}

void check_page_table(Reader& reader, const GeometryKeys& keys, const MemorySpec& memory) {
    const NodeId node = keys.page_table.node != no_node ? keys.page_table.node : keys.page_size.node;
    const bool is_tree = !memory.page_table.linear;
    if (is_tree && memory.page_size < 2 * std::uint64_t(memory.page_table.entry_bytes))
        report(reader, node,
               "a page of " + size_text(memory.page_size) + " has no room for two entries of " +
                   size_text(memory.page_table.entry_bytes),
               "make the page larger, or write page_table: {linear: true}");
}

// --- the TLB ---

void check_sets(Reader& reader, const TlbLevel& level, NodeId entries, NodeId ways) {
    const NodeId node = ways != no_node ? ways : entries;
    if (level.ways == 0 || node == no_node) return;
    if (level.ways > level.entries)
        return report(reader, node,
                      std::to_string(level.ways) + " ways are more than the " +
                          std::to_string(level.entries) + " entries of this TLB",
                      "leave ways out for a fully associative one");
    const std::uint32_t sets = level.entries / level.ways;
    if (level.entries % level.ways != 0)
        report(reader, node,
               std::to_string(level.entries) + " entries cannot be cut into sets of " +
                   std::to_string(level.ways) + " ways",
               "entries must be a multiple of ways");
    else if (!std::has_single_bit(sets))
        report(reader, node,
               std::to_string(level.entries) + " entries in sets of " + std::to_string(level.ways) +
                   " make " + std::to_string(sets) + " sets, which is no power of two",
               "a page number picks its set by its lowest bits");
}

/// The first level anew drops what the profile has behind it.
void settle_tlb_levels(Reader& reader, const TlbKeys& keys, TlbSpec& into) {
    if (keys.entries.value) {
        into.levels = {{*keys.entries.value, keys.ways.value.value_or(0)}};
        into.huge_entries = 0;
    } else if (keys.ways.value && !into.levels.empty()) {
        into.levels.front().ways = *keys.ways.value;
    }
    const bool has_first = !into.levels.empty();
    if (!has_first && keys.entries.node == no_node)
        for (const NodeId node : {keys.ways.node, keys.second.node, keys.huge_entries.node})
            if (node != no_node)
                return report(reader, node, "this TLB has no first level yet", "say how many entries it has");
    if (keys.second.value && has_first) {
        const SecondTlbKeys& second = *keys.second.value;
        into.levels.resize(2);
        into.levels[1] = {second.entries.value.value_or(0), second.ways.value.value_or(0)};
    }
}

/// More pages than a TLB has entries would push each other out at every entry, and no user page could stay.
void settle_kernel_pages(Reader& reader, const TlbKeys& keys, TlbSpec& into) {
    into.kernel_pages = keys.kernel_pages.value.value_or(into.kernel_pages);
    std::uint32_t most = 0;
    for (const TlbLevel& level : into.levels)
        most = std::max(most, level.entries);
    if (keys.kernel_pages.node == no_node || into.kernel_pages <= most) return;
    report(reader, keys.kernel_pages.node,
           std::to_string(into.kernel_pages) + " kernel pages are more than the " + std::to_string(most) +
               " entries of this TLB",
           "write a number from 0 to " + std::to_string(most));
}

void settle_tlb(Reader& reader, const TlbKeys& keys, TlbSpec& into) {
    if (keys.none) {
        into.levels.clear();
        into.huge_entries = into.walk_entries = into.tags = into.kernel_pages = 0;
        return;
    }
    settle_tlb_levels(reader, keys, into);
    into.replacement = keys.replacement.value_or(into.replacement);
    if (keys.address_space_tags.value) into.tags = keys.address_space_tags.value->count;
    into.huge_entries = keys.huge_entries.value.value_or(into.huge_entries);
    into.walk_entries = keys.walk_entries.value_or(into.walk_entries);
    into.flush_ceiling = keys.flush_ceiling.value_or(into.flush_ceiling);
    settle_kernel_pages(reader, keys, into);
    if (into.levels.empty()) return;
    check_sets(reader, into.levels[0], keys.entries.node, keys.ways.node);
    if (!keys.second.value || into.levels.size() < 2) return;
    const SecondTlbKeys& second = *keys.second.value;
    check_sets(reader, into.levels[1], second.entries.node, second.ways.node);
    if (into.levels[1].entries <= into.levels[0].entries)
        report(reader, second.entries.node,
               "the second level has " + std::to_string(into.levels[1].entries) + " entries, the first one " +
                   std::to_string(into.levels[0].entries),
               "a level is larger than the one before it");
}

// --- caches ---

void check_line(Reader& reader, const CacheKeys& keys, std::uint32_t line) {
    for (const CacheLevelKeys& level : keys.levels)
        if (level.line.value && *level.line.value != line)
            return report(reader, level.line.node,
                          "this level has lines of " + size_text(*level.line.value) + ", another one of " +
                              size_text(line),
                          "all levels have the same line; write it once");
}

void check_level(Reader& reader, const CacheLevelKeys& keys, const CacheSpec& cache, std::size_t at) {
    const CacheLevel& level = cache.levels[at];
    if (!keys.size.value) return;
    if (level.size < cache.line)
        return report(reader, keys.size.node,
                      "a cache of " + size_text(level.size) + " does not hold one line of " +
                          size_text(cache.line));
    if (level.size % cache.line != 0)
        return report(reader, keys.size.node,
                      size_text(level.size) + " are no whole number of lines of " + size_text(cache.line));
    if (at == 0) return;
    const CacheLevel& before = cache.levels[at - 1];
    if (level.size <= before.size)
        report(reader, keys.size.node,
               "this level has " + size_text(level.size) + ", the one before it " + size_text(before.size),
               "the fastest and smallest comes first");
    if (before.shared && !level.shared)
        report(reader, keys.size.node, "a level behind a shared one is shared too",
               "write shared: true, or take it out before");
}

void settle_cache(Reader& reader, const CacheKeys& keys, CacheSpec& into) {
    into.levels.clear();
    if (keys.levels.empty()) return;
    for (const CacheLevelKeys& level : keys.levels) {
        if (level.line.value) into.line = *level.line.value;
        into.levels.push_back({level.size.value.value_or(0), level.shared.value.value_or(false)});
    }
    into.tagged_by = keys.levels.front().tagged_by.value.value_or(TaggedBy::physical);
    for (const CacheLevelKeys& level : keys.levels)
        if (level.line.value && !check_power(reader, level.line.node, "a cache line", *level.line.value))
            return;
    check_line(reader, keys, into.line);
    for (std::size_t i = 0; i < keys.levels.size(); ++i) {
        check_level(reader, keys.levels[i], into, i);
        if (i > 0 && keys.levels[i].tagged_by.node != no_node)
            report(reader, keys.levels[i].tagged_by.node,
                   "only the first level may be tagged by virtual addresses", "take it out here");
    }
}

} // namespace

void read_value(Reader& reader, Given given, const Spot& spot, TagCount& into) {
    constexpr std::string_view wanted = "none, full, or how many address spaces, as in 6";
    if (!is_scalar(reader, given, spot, wanted)) return;
    if (given.text() == "none" || given.text() == "full") {
        into.count = given.text() == "full" ? 65'536 : 0;
        return;
    }
    if (is_valid_name(given.text())) return report_type(reader, given, spot, wanted);
    read_value(reader, given, Spot{spot.owner, spot.key, {1, 65'536}}, into.count);
}

void read_value(Reader& reader, Given given, const Spot& spot, TlbKeys& into) {
    if (given.is_scalar() && given.text() == "none") {
        into.none = true;
        return;
    }
    if (!given.is_map())
        return report_type(reader, given, spot, "none, or a mapping, as in {entries: 64, ways: 4}");
    read_mapping(reader, given, Owner{spot.key}, into);
}

void read_value(Reader& reader, Given given, const Spot& spot, CacheKeys& into) {
    constexpr std::string_view wanted =
        "none, a level, as in {size: 32KiB, line: 64}, or a list of up to three levels";
    const auto read_level = [&](Given level) {
        into.nodes.push_back(level.id());
        CacheLevelKeys& keys = into.levels.emplace_back();
        if (is_map(reader, level, spot)) read_mapping(reader, level, Owner{spot.key}, keys);
    };
    if (given.is_scalar() && given.text() == "none") return;
    if (given.is_map()) return read_level(given);
    if (!given.is_sequence() || given.size() == 0 || given.size() > 3)
        return report_type(reader, given, spot, wanted);
    given.each_item(read_level);
}

void read_value(Reader& reader, Given given, const Spot& spot, MemoryKeys& into) {
    if (given.is_scalar())
        return read_value(reader, given, Spot{spot.owner, spot.key, some_bytes}, into.size);
    if (!given.is_map())
        return report_type(reader, given, spot, "a size, as in 256MiB, or a mapping, as in {frames: 3}");
    read_mapping(reader, given, Owner{spot.key}, into);
}

void settle_geometry(Reader& reader, const GeometryKeys& keys, MemorySpec& into) {
    const std::size_t errors = reader.reports.errors();
    MemorySpec made = into;
    if (keys.page_size.value) made.page_size = *keys.page_size.value;
    if (keys.page_size.value && !check_power(reader, keys.page_size.node, "\"page_size\"", made.page_size))
        return;
    if (keys.page_table.value) settle_page_table(reader, *keys.page_table.value, made);
    if (keys.page_table.value || keys.page_size.value) check_page_table(reader, keys, made);
    if (keys.tlb.value) settle_tlb(reader, *keys.tlb.value, made.tlb);
    if (keys.cache.value) settle_cache(reader, *keys.cache.value, made.cache);
    if (reader.reports.errors() == errors)
        into = made; // else what follows is checked against a sound machine
}

std::uint64_t reach_of(const MemorySpec& memory) {
    constexpr std::uint32_t most = 47; // of an address, the user's part
    if (memory.page_table.linear) return std::uint64_t(1) << most;
    const std::uint32_t index =
        log2_of(std::max<std::uint64_t>(memory.page_size / memory.page_table.entry_bytes, 1));
    const std::uint32_t bits = log2_of(memory.page_size) + memory.page_table.levels * index;
    return std::uint64_t(1) << std::min(bits, most);
}

} // namespace ossim
