// The mappings that speak of memory: of the machine, and of a process. Each struct declares its keys once.
#pragma once

#include "scenario/reader.hpp"

namespace ossim {

/// A value and where it is written, for checks that come later.
template <class T>
struct Noted {
    std::optional<T> value;
    NodeId node = no_node;
};

template <class T>
void read_value(Reader& reader, Given given, const Spot& spot, Noted<T>& into) {
    into.node = given.id();
    const std::size_t errors = reader.reports.errors();
    read_value(reader, given, spot, into.value.emplace());
    if (reader.reports.errors() != errors) into.value.reset();
}

inline constexpr Range page_size_range{8, std::int64_t(1) << 30, true};
inline constexpr Range some_bytes{1, size_range.most, true};

struct PageTableKeys {
    Noted<std::uint32_t> levels, entry_bytes;
    Noted<bool> linear;
    template <class K = PageTableKeys>
    static constexpr auto fields() {
        return std::tuple{field("levels", &K::levels, "1 to 5", Range{1, 5}),
                          field("entry_bytes", &K::entry_bytes,
                                "the size of an entry, a power of two from 1 to 64; default 8", Range{1, 64}),
                          field("linear", &K::linear, "one array of entries; default with 1 level")};
    }
};

/// How many address spaces have entries at once: `none`, `full`, or a number.
struct TagCount {
    std::uint32_t count = 0;
};

inline constexpr Range tlb_entries_range{1, 65'536};

struct SecondTlbKeys {
    Noted<std::uint32_t> entries, ways;
    template <class K = SecondTlbKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("entries", &K::entries, "how many, 1 to 65,536", Need::required, tlb_entries_range),
            field("ways", &K::ways, "of each set; default all: fully associative", tlb_entries_range)};
    }
};

/// `tlb: none`, or a mapping.
struct TlbKeys {
    bool none = false;
    Noted<std::uint32_t> entries, ways;
    Noted<SecondTlbKeys> second;
    std::optional<TlbReplacement> replacement;
    Noted<TagCount> address_space_tags;
    Noted<std::uint32_t> huge_entries;
    std::optional<std::uint32_t> walk_entries, flush_ceiling;
    Noted<std::uint32_t> kernel_pages;
    template <class K = TlbKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("entries", &K::entries, "of the first level, 1 to 65,536", tlb_entries_range),
            field("ways", &K::ways, "of each set; default all: fully associative", tlb_entries_range),
            field("second", &K::second, "a second level behind it, {entries, ways}"),
            field("replacement", &K::replacement, "which entry of a full set makes room; default lru"),
            field("address_space_tags", &K::address_space_tags,
                  "how many address spaces have entries at once: none, full, or a number as 6"),
            field("huge_entries", &K::huge_entries,
                  "of the first level, for huge pages alone; 0: they share the others", Range{0, 65'536}),
            field("walk_entries", &K::walk_entries,
                  "tables of the last level whose place the walker remembers; 0: every walk reads all levels",
                  Range{0, 65'536}),
            field("flush_ceiling", &K::flush_ceiling,
                  "more pages than these are invalidated by a whole flush; default 33",
                  Range{0, 1'000'000'000}),
            field("kernel_pages", &K::kernel_pages,
                  "pages of its own that the kernel touches at each entry, global but under KPTI; at most as "
                  "many as the largest level has entries; default 0",
                  Range{0, 65'536})};
    }
};

struct CacheLevelKeys {
    Noted<std::uint64_t> size;
    Noted<std::uint32_t> line;
    Noted<bool> shared;
    Noted<TaggedBy> tagged_by;
    template <class K = CacheLevelKeys>
    static constexpr auto fields() {
        return std::tuple{field("size", &K::size, "how large it is", Need::required, some_bytes),
                          field("line", &K::line,
                                "the line, a power of two from 8 to 4096; the same at every level",
                                Range{8, 4'096, true}),
                          field("shared", &K::shared, "one for all CPUs; default each CPU has its own"),
                          field("tagged_by", &K::tagged_by,
                                "of the first level: physical (default), or virtual, which is flushed with "
                                "the address space")};
    }
};

/// `cache: none`, one level, or a list of levels, the fastest first.
struct CacheKeys {
    std::vector<CacheLevelKeys> levels;
    std::vector<NodeId> nodes; ///< where each is written
};

/// What a cost profile says of its machine, and a scenario may say anew.
struct GeometryKeys {
    Noted<std::uint64_t> page_size;
    Noted<PageTableKeys> page_table;
    Noted<TlbKeys> tlb;
    Noted<CacheKeys> cache;
    template <class K = GeometryKeys>
    static constexpr auto fields() {
        return std::tuple{field("page_size", &K::page_size,
                                "a power of two from 8 bytes to 1GiB; default 4KiB", page_size_range),
                          field("page_table", &K::page_table, "its levels, or one array"),
                          field("tlb", &K::tlb, "none, or {entries, ways, second, address_space_tags, ...}"),
                          field("cache", &K::cache, "none, {size, line, tagged_by}, or a list of levels")};
    }
};

/// `memory: 256MiB` is short for `{size: 256MiB}`.
struct MemoryKeys {
    Noted<std::uint64_t> size, frames;
    std::optional<FrameAllocation> allocation;
    Noted<Duration> window;
    std::optional<ReplacementTies> ties;
    std::optional<bool> new_pages_referenced;
    Noted<std::string> swap;
    template <class K = MemoryKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("size", &K::size, "physical memory, images and page tables included", some_bytes),
            field("frames", &K::frames, "frames for data alone, as paging exercises count them",
                  Range{1, 1 << 24}),
            field("allocation", &K::allocation,
                  "whose frames a fault may take: anybody's (global, the default), or its process's own"),
            field("window", &K::window, "of the replacement policy working_set",
                  Range{1, Duration::longest().ns()}),
            field(
                "ties", &K::ties,
                "which of equals makes room: oldest_load (default), newest_load, least_recent; for lfu, opt, "
                "unopt"),
            field("new_pages_referenced", &K::new_pages_referenced,
                  "is the reference bit of a page set when it comes in? default true; for clock"),
            field("swap", &K::swap, "the device that a major fault waits for")};
    }
};

/// The segments of an address space, as written.
struct ImageKeys {
    Noted<std::uint64_t> text, data, bss, heap, stack;
    Noted<std::vector<MappingSpec>> mappings;
    Noted<bool> demand, huge_pages;
    template <class K = ImageKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("text", &K::text, "the program; read-only, shared by processes that run it; default 64KiB",
                  size_range),
            field("data", &K::data, "variables with a first value; default 16KiB", size_range),
            field("bss", &K::bss, "variables without one; default 0", size_range),
            field("heap", &K::heap, "the heap; default as large as what the programs refer to", size_range),
            field("stack", &K::stack, "of each thread; default 64KiB", size_range),
            field("mappings", &K::mappings, "further segments by name, each with its size"),
            field("demand", &K::demand,
                  "pages come at their first touch; default no, but yes where frames are limited"),
            field("huge_pages", &K::huge_pages, "huge pages where a whole one fits; default no")};
    }
};

void read_value(Reader& reader, Given given, const Spot& spot, TagCount& into);
void read_value(Reader& reader, Given given, const Spot& spot, TlbKeys& into);
void read_value(Reader& reader, Given given, const Spot& spot, CacheKeys& into);
void read_value(Reader& reader, Given given, const Spot& spot, MemoryKeys& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::vector<MappingSpec>& into);

/// Changes the machine as the keys say, and checks what comes out.
void settle_geometry(Reader& reader, const GeometryKeys& keys, MemorySpec& into);

/// A name that a segment may have: none of text, data, bss, heap and stack.
bool check_segment_name(Reader& reader, Given given, const Spot& spot);

/// The bytes that a page table can map: at most 2^63.
[[nodiscard]] std::uint64_t reach_of(const MemorySpec& memory);
/// The address space of a process to which no `memory:` is given.
[[nodiscard]] ImageSpec bare_image(const MemorySpec& memory);

} // namespace ossim
