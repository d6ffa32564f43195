// Memory as a machine has it: the geometry of page tables, TLBs and caches, and what physical memory there
// is. Plain data; a cost profile gives the defaults, a scenario's `machine:` changes any part. The models
// behind it are in sim/machine, the prices in costs.hpp.
#pragma once

#include "ossim/field.hpp"
#include "ossim/time.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ossim {

/// Which entry of a full set makes room in a TLB.
enum class TlbReplacement : std::uint8_t { lru, fifo, random };
constexpr auto enum_words(TlbReplacement) { return words("lru", "fifo", "random"); }

struct TlbLevel {
    std::uint32_t entries = 0; ///< 1 to 65,536; a multiple of `ways`, and so many sets are a power of two
    std::uint32_t ways = 0;    ///< 1 to entries; 0: fully associative
    bool operator==(const TlbLevel&) const = default;
};

/// The translation look-aside buffer of a CPU. Without levels every reference walks the page table.
struct TlbSpec {
    std::vector<TlbLevel> levels;   ///< none, one or two
    std::uint32_t huge_entries = 0; ///< of the first level, for 2 MiB pages alone; 0: they share the others
    TlbReplacement replacement = TlbReplacement::lru;
    /// How many address spaces can have entries at once on a CPU. 0: no tags, every change of space flushes.
    /// A few: slots, recycled round robin (Linux gives each CPU 6 PCIDs: TLB_NR_DYN_ASIDS,
    /// arch/x86/mm/tlb.c, v4.16). 2^8 or 2^16: full ASIDs, as arm64 has them.
    std::uint32_t tags = 0;
    std::uint32_t flush_ceiling = 33; ///< more pages than these are invalidated by a whole flush
    /// The page-walk cache: so many tables of the last level are remembered, and a walk that finds its table
    /// there reads one level only. 0: none, every walk reads all levels.
    std::uint32_t walk_entries = 0;
    /// The kernel touches so many pages of its own at each entry. They are global: no change of address space
    /// flushes them. With KPTI they belong to the space that is loaded.
    std::uint32_t kernel_pages = 0;
    bool operator==(const TlbSpec&) const = default;
};

/// What the lines of a cache are found by. virtual: by virtual address, so that it is flushed with the space.
enum class TaggedBy : std::uint8_t { physical, virtual_address };
constexpr auto enum_words(TaggedBy) { return words("physical", "virtual"); }

struct CacheLevel {
    std::uint64_t size = 0; ///< bytes, a multiple of the line
    bool shared = false;    ///< by all CPUs; else each CPU has its own
    bool operator==(const CacheLevel&) const = default;
};

/// The data caches, the fastest first. Without levels there is no cache model.
struct CacheSpec {
    std::vector<CacheLevel> levels; ///< none to three; shared ones last
    std::uint32_t line = 64;        ///< bytes, a power of two from 8 to 4,096; the same at every level
    TaggedBy tagged_by = TaggedBy::physical; ///< of the first level
    bool operator==(const CacheSpec&) const = default;
};

struct PageTableSpec {
    std::uint32_t levels = 1;      ///< 1 to 5
    std::uint32_t entry_bytes = 8; ///< a page of the table holds page_size / entry_bytes entries
    bool linear = false;           ///< one array of entries, as the classroom draws it; then levels is 1
    bool operator==(const PageTableSpec&) const = default;
};

/// Which page makes room when no frame is free.
enum class PageReplacement : std::uint8_t {
    fifo,
    lru,
    clock,
    second_chance,
    lfu,
    mru,
    opt,
    random,
    working_set,
    unopt ///< the worst that can be done: the page that is used soonest
};
constexpr auto enum_words(PageReplacement) {
    return words("fifo", "lru", "clock", "second_chance", "lfu", "mru", "opt", "random", "working_set",
                 "unopt");
}

/// Which of equals makes room, under the rules that rank pages: lfu, opt, unopt.
enum class ReplacementTies : std::uint8_t { oldest_load, newest_load, least_recent };
constexpr auto enum_words(ReplacementTies) { return words("oldest_load", "newest_load", "least_recent"); }

/// Whose frames a fault may take: anybody's, or its own process's.
enum class FrameAllocation : std::uint8_t { global, local };
constexpr auto enum_words(FrameAllocation) { return words("global", "local"); }

/// Why a reference could not be done.
enum class FaultKind : std::uint8_t {
    none,
    minor,         ///< the first touch of a page: a frame is mapped
    major,         ///< the page is on a device
    busy,          ///< … and is being read for another thread: wait for that
    copy_on_write, ///< written to while others share it: it is copied
    reuse,         ///< … while nobody else does any more: it just becomes writable
    stack_growth,  ///< the stack's next pages
    protection,    ///< not permitted: SIGSEGV
    segment        ///< no such page: SIGSEGV
};
constexpr auto enum_words(FaultKind) {
    return words("none", "minor", "major", "busy", "copy_on_write", "reuse", "stack_growth", "protection",
                 "segment");
}
inline constexpr std::size_t fault_kind_count = 9;
/// True for those that end the process unless it catches the signal.
[[nodiscard]] constexpr bool is_violation(FaultKind kind) {
    return kind == FaultKind::protection || kind == FaultKind::segment;
}

/// Where a translation was found.
enum class Translation : std::uint8_t { first_tlb, second_tlb, walk };
constexpr auto enum_words(Translation) { return words("first_tlb", "second_tlb", "walk"); }

/// The memory of a machine. `modelled` is false until a scenario or its profile asks for memory: then nothing
/// is simulated and nothing costs.
struct MemorySpec {
    bool modelled = false;
    std::uint64_t page_size = 4096;      ///< bytes, a power of two from 8 to 2^30
    std::uint64_t bytes = 0;             ///< physical memory, tables and images included; 0: no limit
    std::optional<std::uint64_t> frames; ///< frames for data references alone (paging exercises)
    PageReplacement replacement = PageReplacement::lru;
    ReplacementTies ties = ReplacementTies::oldest_load;
    FrameAllocation allocation = FrameAllocation::global;
    Duration window;                  ///< of the working-set policy
    bool new_pages_referenced = true; ///< is the reference bit of a page set when it comes in? (clock)
    std::string swap; ///< the declared device that a major fault waits for; empty: it takes `major_fault`
    PageTableSpec page_table;
    TlbSpec tlb;
    CacheSpec cache;
    bool operator==(const MemorySpec&) const = default;
};

/// Pages that a linear page table maps, for a process whose segments have so many: its array lies in memory
/// whole, from page 0 to the stack at the top, so it reaches no further than needed: four times the
/// segments, or four times memory if that is more, to a power of two. Memory alone brings it to 2^20 at most
/// (4 GiB with pages of 4 KiB), which it is where memory has no end.
[[nodiscard]] constexpr std::uint64_t linear_pages(const MemorySpec& memory, std::uint64_t segments) {
    constexpr std::uint64_t most = std::uint64_t{1} << 18U;
    const std::uint64_t of_memory =
        memory.bytes == 0 ? most : std::min(memory.bytes / memory.page_size, most);
    return std::bit_ceil(std::max(4 * std::max(segments, of_memory), std::uint64_t{16}));
}

/// What a memory reference costs, beyond what a step says. Hits of the first TLB and the first cache are part
/// of the instructions; everything here is counted by the models and multiplied, never added as a constant.
struct MemoryPrices {
    Price tlb_l2_hit; ///< a miss of the first TLB that the second one has
    /// One level of a page walk whose entry is in a cache. Where a source gives a whole walk, it is the walk
    /// over the levels: the upper ones mostly hit the walker's own caches.
    Price walk_level;
    Price walk_cold_level; ///< one whose entry is not: the table itself was not touched lately
    Price flush_page;      ///< invalidate one page in the TLB
    /// A line that comes out of the second level, the third, and memory; with fewer levels memory still has
    /// the last of these. The others are the same when a prefetcher has seen the line come.
    Price line_l2, line_l3, line_memory;
    Price line_l2_sequential, line_l3_sequential, line_memory_sequential;
    std::uint32_t overlap = 0; ///< per cent of the cheaper of TLB and cache refill that is hidden
    Price minor_fault, copy_on_write, major_fault;
    Price shootdown, shootdown_cpu;   ///< to begin one; for each CPU that must acknowledge
    Price fork_page, exit_page, exec; ///< fork and exit for each mapped page of 4 KiB; exec as a whole
};

/// A mapping that an address space begins with.
struct MappingSpec {
    std::string name;
    std::uint64_t size = 0; ///< bytes
    auto operator<=>(const MappingSpec&) const = default;
};

/// What an address space begins with. `text` is read-only and shared by the processes that run the same
/// program; `stack` is for each thread; all the rest is the process's own. Sizes are in bytes and need not be
/// whole pages: a segment has as many pages as it needs.
struct ImageSpec {
    /// A scenario gives it. Else the process has one segment, the heap, as large as its references.
    bool given = false;
    std::uint64_t text = 0, data = 0, bss = 0;
    /// A scenario that does not say how large the heap is gets one as large as what its programs refer to:
    /// `load` fills this in.
    std::optional<std::uint64_t> heap;
    std::uint64_t stack = 0;
    std::vector<MappingSpec> mappings;
    bool demand = false; ///< pages come by faults at their first touch; else they are there from the start
    bool huge_pages = false; ///< data, bss, heap and mappings use huge pages where a whole one fits
    auto operator<=>(const ImageSpec&) const = default;
};

/// What the segments are where a `memory:` block says nothing of them.
inline constexpr std::uint64_t default_text = 64 << 10, default_data = 16 << 10, default_stack = 64 << 10;

/// What a page may be used for. `write` includes reading.
enum class Permission : std::uint8_t { none, read, write };
constexpr auto enum_words(Permission) { return words("none", "read", "write"); }

/// A piece of memory that several address spaces may attach.
struct SharedMemorySpec {
    std::string name;
    std::uint64_t size = 0; ///< bytes
};

/// What the kernel keeps for processes and threads in memory of its own, in bytes, as Linux on x86-64 does
/// (KERNEL-FACTS 6.4): a TCB is a task_struct of 9 to 13 KB; each thread has a kernel stack of 16 KiB. The
/// rest are estimates: a PCB is what threads share of it, a descriptor an open file's object.
inline constexpr std::uint64_t tcb_bytes = 10 << 10, kernel_stack_bytes = 16 << 10, pcb_bytes = 3 << 10,
                               descriptor_bytes = 256;

} // namespace ossim
