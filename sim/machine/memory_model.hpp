// TLBs and caches of all CPUs, and what happens to them when spaces are loaded, threads come and go, pages
// are touched and mappings change. It counts; it knows no times.
//
// A page walk reads one entry of each level of the table, each a line that may be in a cache or not. The
// page-walk cache of a CPU (`TlbSpec::walk_entries`) remembers where the last level's tables lie, so that
// usually only the last level is read; it is tagged and flushed as the TLB is.
#pragma once

#include "machine/cache.hpp"
#include "machine/page_ids.hpp"
#include "machine/pages.hpp"
#include "machine/refill.hpp"
#include "machine/switch_loss.hpp"
#include "machine/tag_slots.hpp"
#include "machine/tlb.hpp"

#include "ossim/ids.hpp"
#include "ossim/memory.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace ossim {

/// What loading an address space did.
struct SpaceLoad {
    bool base_written = false; ///< another space was loaded before: bookkeeping and the page-table base write
    bool flushed = false;      ///< the TLB lost entries
    bool new_tag = false;      ///< the space owned no tag on this CPU
    SpaceId recycled;          ///< the space whose tag it got, if that was somebody's
};

/// Neighbouring pages that lie in neighbouring frames, touched in order.
struct PageRun {
    PageNo page;
    FrameNo frame;
    std::uint64_t pages = 1; ///< of the smaller size, also where they are mapped as huge ones
    std::uint64_t lines = 0; ///< of each page; 0: the caches are not touched
    PageSize size = PageSize::base;
    bool global = false;     ///< the kernel's, seen by all spaces
    bool sequential = false; ///< a prefetcher sees the lines come
};

/// Mappings of a space have changed or gone: what every TLB must know.
struct MappingChange {
    SpaceId space;
    PageNo first;
    std::uint64_t pages = 0; ///< of the smaller size
    PageSize size = PageSize::base;
    std::uint32_t generation = 0; ///< the space's how manieth change this is; `Mmu::change` says it
};

/// What an invalidation did on one CPU.
struct Invalidation {
    std::uint64_t singly = 0; ///< entries invalidated one by one
    bool whole = false;       ///< the space's entries were flushed instead
};

class MemoryModel {
  public:
    /// `kpti`: the kernel's pages are not global; without tags each way into and out of the kernel flushes.
    MemoryModel(std::uint32_t cpus, const MemorySpec& spec, bool kpti, std::uint64_t seed);

    MemoryModel(const MemoryModel&) = delete;
    MemoryModel& operator=(const MemoryModel&) = delete;

    /// Another space is loaded, or the one that `reload` says is stale.
    SpaceLoad load(CpuId cpu, SpaceId space, bool reload);
    bool crossing(CpuId cpu);
    /// A crossing into the kernel, which then touches its own pages.
    void enter(CpuId cpu, Refill& refill) {
        crossing(cpu);
        if (kernel_.pages != 0) touch(cpu, kernel_, refill);
    }
    void switched_out(CpuId cpu, Tid thread);
    void switched_in(CpuId cpu, Tid thread);
    void touch(CpuId cpu, const PageRun& run, Refill& refill);

    Invalidation change(CpuId by, MappingChange& change);
    Invalidation invalidate(CpuId cpu, const MappingChange& change);
    void flush_space(CpuId cpu, SpaceId space);
    void remove(SpaceId space);

    [[nodiscard]] const Tlb& tlb(CpuId cpu) const { return cpus_[cpu.value].tlb; }
    [[nodiscard]] const CacheHierarchy& caches(CpuId cpu) const { return cpus_[cpu.value].caches; }
    [[nodiscard]] const std::vector<FootprintLevel>& shared_caches() const { return shared_; }
    /// What the kernel touches of its own at each entry; no pages: nothing.
    [[nodiscard]] const PageRun& kernel_pages() const { return kernel_; }
    [[nodiscard]] TlbTag tag(CpuId cpu) const { return cpus_[cpu.value].tag; }
    /// True if the CPU's TLB would translate this page of the space that is loaded there.
    [[nodiscard]] bool holds(CpuId cpu, PageNo page, PageSize size) const;
    /// The clock is set back as if it were to run over; for tests.
    void age_now() { age(); }

  private:
    struct Cpu {
        Cpu(const MemorySpec& spec, std::uint32_t tags, Stream stream, std::vector<FootprintLevel>& shared);
        Tlb tlb;
        Tlb walks; ///< the page-walk cache: "pages" are tables of the last level
        TagSlots slots;
        CacheHierarchy caches;
        SpaceId loaded;
        TlbTag tag = 0;
        Run run, run_anywhere;
        std::vector<Leaving> threads, spaces; ///< when they last left this CPU, by id
    };
    /// The entries that a touch has just read, so that their neighbours are known to be warm.
    struct Walker {
        std::array<std::uint64_t, 5> lines;
        std::uint64_t region;
    };

    Stamp tick() {
        if (clock_.now() + 1 >= SwitchClock::limit) age();
        return clock_.tick();
    }
    void age();
    void flush_all(Cpu& cpu, bool globals_too);
    void flush_tag(Cpu& cpu, TlbTag tag);
    [[nodiscard]] std::uint32_t generation(SpaceId space) const {
        return space.value < generations_.size() ? generations_[space.value] : 0;
    }
    void translate(Cpu& cpu, const TlbPage& page, SpaceId space, TlbTag tag, Walker& walker, Refill& refill);
    void walk(Cpu& cpu, const TlbPage& page, SpaceId space, TlbTag tag, Walker& walker, bool by_switch,
              Refill& refill);
    bool skips_upper_levels(Cpu& cpu, SpaceId space, TlbTag tag, std::uint64_t region, std::uint32_t depth,
                            Walker& walker);
    void invalidate_page(Cpu& cpu, SpaceId space, TlbTag tag, std::uint64_t number, PageSize size, Stamp now);
    void forget(PageFamily family, std::uint64_t number, PageId id);

    std::vector<FootprintLevel> shared_;
    std::vector<Cpu> cpus_;
    PageIds virtual_ids_; ///< of pages as TLBs and virtually tagged caches know them
    PageIds line_ids_;    ///< of frames and lines of page tables, as physically tagged caches know them
    SwitchClock clock_;
    std::optional<Asids> asids_;
    std::vector<std::uint32_t> generations_;          ///< by space: how often its mappings have changed
    std::vector<Leaving> threads_left_, spaces_left_; ///< any CPU
    std::uint32_t levels_, index_bits_, line_bits_;
    PageRun kernel_; ///< what the kernel touches of its own at each entry
    bool flush_at_crossings_, has_walk_cache_;
};

} // namespace ossim
