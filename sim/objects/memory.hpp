// The memory of a run: all address spaces, the frames under them, and what a reference, a fault, a fork or an
// end does to both.
//
// Functions return what happened and charge nothing: whoever calls them multiplies counts with prices, lets
// threads wait and traces. A step that refers to memory goes like this:
//
//     touch(cpu, pages …)     goes as far as it can; stops at the first page that faults
//     resolve(cpu, fault …)   minor, copy-on-write, stack: done at once; or the page must be read first, or
//                             what has made room be written
//     finish(cpu, fault …)    when the device has done so; until then who touches it finds it `busy`
//     touch(…)                again, from where it stopped
//
// A fault that finds no free frame takes one by the replacement policy; what is dirty must be written first
// (`Effects::evicted`). What is not, and was never written to the device, is forgotten, and is a page of
// zeros when it comes again, by a minor fault; but pages of text and data, and all pages of a process without
// segments of its own, are in a file, and are read from there.
//
// Two limits, by `MemorySpec`: `bytes` counts everything, page tables included; `frames` counts the pages of
// data references alone, so text and stacks are free. With neither, nothing is ever replaced, and large
// mappings cost a few bytes each.
#pragma once

#include "machine/frames.hpp"
#include "machine/mmu.hpp"
#include "machine/replacement.hpp"
#include "objects/address_space.hpp"

#include "ossim/ids.hpp"
#include "ossim/memory.hpp"
#include "ossim/time.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace ossim {

struct PageFault {
    FaultKind kind = FaultKind::none;
    SpaceId space;
    PageNo page;
    bool write = false;
    FrameNo frame;                               ///< after `resolve`: where the page is, or will be
    std::uint64_t next_use = Replacement::never; ///< of its reference, for opt: kept while it waits
};

/// Pages that a step refers to.
struct Reference {
    SpaceId space;
    PageNo first;
    std::uint64_t pages = 1;
    bool write = false;
    std::uint64_t lines = 1; ///< cache lines of each page
    bool sequential = false;
    std::uint64_t next_use = Replacement::never; ///< for opt; of single pages
};

struct Touched {
    std::uint64_t pages = 0; ///< done
    PageFault fault;         ///< of the page behind these
};

/// A page that had to make room.
struct Eviction {
    Residence page;
    FrameNo frame;
    bool dirty = false; ///< it is written to the device before its frame is used
};

/// TLBs that had to forget something: `done` by the CPU that acted; each of `others` is to be interrupted and
/// then calls `Mmu::serve`, or, if it is idle, `Mmu::borrow`.
struct Shootdown {
    MappingChange change;
    Invalidation done;
    std::vector<CpuId> others;
};

/// What an operation did besides its purpose. Calls add to it.
struct Effects {
    std::vector<Eviction> evicted;
    std::vector<Shootdown> shootdowns;
    std::uint64_t mapped = 0; ///< pages that got a frame or an entry
    std::uint64_t copied = 0; ///< pages whose contents were copied
    std::uint64_t freed = 0;  ///< frames that nobody uses any more
};

enum class FaultAnswer : std::uint8_t {
    done,     ///< the reference can be done again
    reading,  ///< the page must come from the device: then `finish`
    writing,  ///< what has made room must go to the device: then `finish`; until then nobody gets the frame
    no_memory ///< no frame is free, and none can be made free
};

/// What a fork made.
struct ForkedSpace {
    SpaceId child;
    std::uint64_t entries = 0; ///< page-table entries that were copied
    std::uint64_t tables = 0;  ///< pages of the child's page table
};

/// What the end of a use of a space gave back.
struct Released {
    bool last = false;         ///< nobody uses it any more: the space is gone
    std::uint64_t entries = 0; ///< page-table entries that were torn down
    std::uint64_t tables = 0;
};

/// Where a process's memory goes, in pages.
struct Footprint {
    std::uint64_t mapped = 0;   ///< of all segments
    std::uint64_t resident = 0; ///< present in a frame
    std::uint64_t shared = 0;   ///< of the resident ones: other spaces map the frame too
    std::uint64_t stacks = 0;   ///< of the resident ones: in stacks
    std::uint64_t tables = 0;   ///< the page table's own
};

class Memory {
  public:
    /// `mmu` and `names` outlive it. Nothing may be called unless `spec.modelled`.
    Memory(const MemorySpec& spec, Mmu& mmu, Names& names, std::uint64_t seed);

    // Address spaces, by whole processes.

    /// A space for a process with this image: text is shared by all spaces of the same `program`; one stack.
    /// Pages are there at once unless the image says `demand`, or frames run out. None if the page table does
    /// not reach that far.
    [[nodiscard]] std::optional<SpaceId> create(const ImageSpec& image, std::uint32_t program, CpuId by,
                                                Time now, Effects& effects);
    /// True if `create` finds frames for all that would be there at once, page tables included.
    [[nodiscard]] bool has_room(const ImageSpec& image) const;
    /// vfork: one more process uses it.
    void borrow(SpaceId space) { ++spaces_[space.value]->users; }
    /// A process has ended, or another program takes its place. The last one frees everything.
    Released release(SpaceId space, Effects& effects);
    /// The child's space: entries copied, writable pages of both sides write-protected, the parent's TLB
    /// entries flushed; `eager`: every private page copied at once. None: no frames for that.
    [[nodiscard]] std::optional<ForkedSpace> fork(SpaceId parent, bool eager, CpuId by, Time now,
                                                  Effects& effects);

    // Segments. Pages count from a segment's beginning.

    [[nodiscard]] bool has_place_for_stack(SpaceId space, std::uint64_t bytes) const {
        return spaces_[space.value]->has_place_for_stack(pages_of(bytes));
    }
    /// A stack for the thread of that number; false: the space is full.
    [[nodiscard]] bool add_stack(SpaceId space, std::uint32_t thread, std::uint64_t bytes, bool demand,
                                 CpuId by, Time now, Effects& effects);
    [[nodiscard]] Segment* map(SpaceId space, NameId name, std::uint64_t bytes, Permission allow, bool demand,
                               bool huge, CpuId by, Time now, Effects& effects);
    /// Memory that spaces share by its name; it lasts as long as the run.
    [[nodiscard]] Segment* attach(SpaceId space, NameId name, std::uint64_t bytes);
    /// All pages of a segment, or some; what is left of the segment stays.
    void unmap(SpaceId space, Segment& segment, std::uint64_t first, std::uint64_t pages, CpuId by,
               Effects& effects);
    void protect(SpaceId space, Segment& segment, std::uint64_t first, std::uint64_t pages, Permission allow,
                 CpuId by, Effects& effects);
    [[nodiscard]] bool grow_heap(SpaceId space, std::uint64_t bytes);

    // References.

    /// Touches pages in their order until one faults. The space must be loaded on the CPU.
    Touched touch(CpuId cpu, const Reference& reference, Time now, Refill& refill);
    /// What a touch would meet; nothing changes.
    [[nodiscard]] FaultKind look(SpaceId space, PageNo page, bool write) const;
    /// Does what the fault needs. Not for violations.
    [[nodiscard]] FaultAnswer resolve(CpuId by, PageFault& fault, Time now, std::uint64_t next_use,
                                      Effects& effects);
    /// Under the working-set policy a process gives up what it has not referred to within the window; to be
    /// asked for at each of its references.
    [[nodiscard]] bool has_window() const {
        return replacement_ && spec_.replacement == PageReplacement::working_set;
    }
    void give_up_old(CpuId by, SpaceId space, Time now, Effects& effects);
    /// Does replacement ask when pages are used next?
    [[nodiscard]] bool asks_for_future() const {
        return replacement_ &&
               (spec_.replacement == PageReplacement::opt || spec_.replacement == PageReplacement::unopt);
    }
    /// The device has done what a fault waits for. Nothing, if the process has ended meanwhile.
    void finish(CpuId by, const PageFault& fault, Time now, std::uint64_t next_use, Effects& effects);

    /// After `no_memory`: pages are on their way in, and their frames can be taken then. Else the rule for
    /// running out applies.
    [[nodiscard]] bool may_have_room_soon() const { return !reading_.empty(); }

    // What there is.

    [[nodiscard]] const AddressSpace& space(SpaceId id) const { return *spaces_[id.value]; }
    [[nodiscard]] AddressSpace& space(SpaceId id) { return *spaces_[id.value]; }
    [[nodiscard]] bool exists(SpaceId id) const { return id.value < spaces_.size() && spaces_[id.value]; }
    [[nodiscard]] Footprint footprint(SpaceId id) const;
    /// Pages of the space that were referenced at `since` or later; known only where frames are limited.
    [[nodiscard]] std::uint64_t working_set(SpaceId id, Time since) const {
        return replacement_ ? replacement_->referenced_since(id, since) : 0;
    }
    [[nodiscard]] const Frames& frames() const { return frames_; }
    /// Those that count against the limit, if there is one; page tables are apart.
    [[nodiscard]] std::uint64_t counted_frames() const { return spec_.frames ? counted_ : frames_.used(); }
    /// Pages of all page tables.
    [[nodiscard]] std::uint64_t table_pages() const { return table_pages_; }
    [[nodiscard]] std::uint64_t pages_of(std::uint64_t bytes) const {
        return bytes / spec_.page_size + (bytes % spec_.page_size != 0 ? 1 : 0);
    }

  private:
    /// Pages that belong to no space alone: a program's text, shared memory. Its table maps the object's own
    /// pages from 0; it counts as one sharer of each frame. To Replacement such a page is of space 0, and its
    /// number says which object's it is (`object_page`).
    struct SharedObject {
        PageTable table;
        std::uint32_t users = 0;
        bool lasting = false; ///< shared memory stays when nobody has it attached
    };
    /// Who acts, and when.
    struct Act {
        CpuId by;
        Time now;
        Effects& effects;
        std::size_t before = 0; ///< evictions that others have done
        [[nodiscard]] bool must_write() const {
            return std::any_of(effects.evicted.begin() + static_cast<std::ptrdiff_t>(before),
                               effects.evicted.end(), [](const Eviction& each) { return each.dirty; });
        }
    };
    enum class From : std::uint8_t { program, shared_memory };

    Segment* add_object(AddressSpace& space, SegmentKind kind, std::uint64_t bytes, From from,
                        std::uint32_t key);
    bool add_image(AddressSpace& space, const ImageSpec& image, std::uint32_t program);
    [[nodiscard]] std::uint64_t segment_pages(const ImageSpec& image) const;
    [[nodiscard]] std::unique_ptr<AddressSpace> empty_space(SpaceId id, const ImageSpec& image) const;
    [[nodiscard]] std::uint64_t tables_of(const ImageSpec& image) const;
    void populate(AddressSpace& space, Segment& segment, const Act& act);
    bool populate_one_huge(AddressSpace& space, const Segment& segment, PageNo first, const Act& act);
    std::uint64_t populate_huge(AddressSpace& space, const Segment& segment, std::uint64_t from,
                                const Act& act);
    bool populate_shared(AddressSpace& space, const Segment& segment, std::uint64_t index, const Act& act);

    [[nodiscard]] bool is_pageable(SegmentKind kind) const;
    [[nodiscard]] bool counts(SegmentKind kind) const { return spec_.frames && is_pageable(kind); }
    [[nodiscard]] bool has_frames(SegmentKind kind, std::uint64_t frames) const;
    [[nodiscard]] std::optional<FrameNo> take_frame(AddressSpace& space, SegmentKind kind, const Act& act);
    void give_back(SegmentKind kind, FrameNo frame);
    void evict(FrameNo frame, const Act& act);
    void evict_mapping(Residence page, FrameNo frame, std::optional<FrameNo> slot, const Act& act);
    [[nodiscard]] bool is_expected(FrameNo frame) const;
    [[nodiscard]] bool is_in_file(Residence page) const;
    [[nodiscard]] bool is_dirty(FrameNo frame, const std::vector<Residence>& mappings) const;

    [[nodiscard]] FaultKind kind_of(const AddressSpace& space, PageNo page, Pte pte, bool write) const;
    void mark(AddressSpace& space, const PteRun& run, bool write, Time now, std::uint64_t next_use);
    FaultAnswer resolve_first_touch(AddressSpace& space, Segment& segment, PageFault& fault,
                                    std::uint64_t next_use, const Act& act);
    FaultAnswer resolve_shared(AddressSpace& space, Segment& segment, PageFault& fault,
                               std::uint64_t next_use, const Act& act);
    bool map_shared(AddressSpace& space, const Segment& segment, PageFault& fault, std::uint64_t next_use,
                    const Act& act);
    FaultAnswer resolve_copy(AddressSpace& space, Segment& segment, PageFault& fault, std::uint64_t next_use,
                             const Act& act);
    void copy_to(AddressSpace& space, const Segment& segment, PageNo page, FrameNo frame,
                 std::uint64_t next_use, const Act& act);
    FaultAnswer begin_reading(AddressSpace& space, Segment& segment, PageFault& fault, const Act& act);
    FaultAnswer await(const AddressSpace& space, PageFault& fault, FrameNo frame, FaultAnswer answer);
    [[nodiscard]] bool is_awaited(const AddressSpace& space, const PageFault& fault) const;
    void enter_object(const Segment& segment, PageNo page, FrameNo frame, Time now, std::uint64_t next_use);
    void finish_shared(AddressSpace& space, const Segment& segment, const PageFault& fault, FrameNo frame,
                       std::uint64_t next_use, const Act& act);
    [[nodiscard]] static std::uint8_t flags_for(const Segment& segment, PageNo page);

    void came_in(AddressSpace& space, SegmentKind kind, PageNo page, FrameNo frame, Time now,
                 std::uint64_t next_use);
    void join(SpaceId space, const PteRun& run);
    void drop(AddressSpace& space, const PteRun& run, Effects& effects);
    void drop_one(SpaceId space, PageNo page, FrameNo frame, Effects& effects);
    void leave_object(const Segment& segment, Effects& effects);
    void forget_frame(FrameNo frame);
    [[nodiscard]] std::uint64_t shared_of(const Segment& segment, const PteRun& run) const;
    void split_huge(AddressSpace& space, PageNo first, std::uint64_t pages, CpuId by, Effects& effects);
    void write_protect(AddressSpace& space);
    void copy_whole(AddressSpace& child, const PteRun& run, const Act& act);
    bool copy_eagerly(AddressSpace& child, const Act& act);
    void changed(const AddressSpace& space, PageNo first, std::uint64_t pages, PageSize size, CpuId by,
                 Effects& effects, bool is_priced = false);
    void count_tables(const AddressSpace& space);
    [[nodiscard]] SharedObject& object_of(const Segment& segment) { return *objects_[segment.number]; }
    [[nodiscard]] static Residence object_page(const Segment& segment, PageNo page) {
        return {{},
                PageNo(std::uint64_t{segment.number} << object_bits | (page.value - segment.first.value))};
    }
    static constexpr std::uint32_t object_bits = 40; ///< pages of an object: fewer than 2^40

    MemorySpec spec_;
    Mmu& mmu_;
    Names& names_;
    Frames frames_;
    std::optional<Replacement> replacement_;            ///< only where frames are limited
    std::vector<std::unique_ptr<AddressSpace>> spaces_; ///< by id; [0] is none
    std::vector<std::uint64_t> tables_;                 ///< by space: the pages of its table, as last counted
    std::uint64_t table_pages_ = 0;
    std::vector<std::unique_ptr<SharedObject>> objects_;
    std::map<std::pair<From, std::uint32_t>, std::uint32_t> object_numbers_; ///< by program or name
    std::map<FrameNo, std::vector<Residence>> sharers_;     ///< besides the one that Replacement knows
    std::map<std::pair<SpaceId, PageNo>, FrameNo> reading_; ///< frames that wait for the device, by page
    std::set<std::pair<SpaceId, PageNo>> arrived_; ///< came in by a fault whose reference is yet to be done
    std::uint64_t slots_ = 0;                      ///< places on the device that were given out
    std::uint64_t counted_ = 0;                    ///< frames that count against `spec_.frames`
};

} // namespace ossim
