// An address space: its segments, where they lie, and its page table. It moves no frames; memory.hpp does.
//
// The layout is that of a Unix process: upwards text, data, bss, heap; downwards from the top the stack of
// the first thread; below it, downwards, mappings, attached shared memory and the stacks of further threads.
// Page 0 is nobody's. Under each stack lies a guard page that nobody may touch. Where the page table reaches
// 2^48 bytes or more, text begins at 4 MiB and the top is at 2^47 bytes, as Linux on x86-64 has it; small
// address spaces use what they have, and a linear table's space ends where `linear_pages` says.
//
// A process without a `memory:` block has one implicit segment, a heap from page 0 on, so that the page
// numbers of an exercise are those of the page table.
#pragma once

#include "machine/page_table.hpp"
#include "machine/pages.hpp"
#include "objects/segment.hpp"

#include "ossim/memory.hpp"
#include "ossim/names.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace ossim {

class AddressSpace {
  public:
    /// `linear_pages` is how far a linear table reaches.
    AddressSpace(SpaceId id, const PageTableSpec& spec, std::uint64_t page_size,
                 std::uint64_t linear_pages = std::uint64_t{1} << 20U);
    /// The copy of a fork: the same segments, a page table of the same entries.
    AddressSpace(SpaceId id, const AddressSpace& parent);

    /// A segment of so many pages is added, where such segments lie. None if there is no room for it, or it
    /// would be empty. `pages` of a stack are without its guard page. It is found by its name, a stack by its
    /// number. Takes the time of a look-up, and of passing over gaps that are too small.
    Segment* add(SegmentKind kind, std::uint64_t pages, NameId name = {}, std::uint32_t number = 0);
    /// Would `add` find a place for such a stack?
    [[nodiscard]] bool has_place_for_stack(std::uint64_t pages) const;
    /// The implicit segment of a process without memory of its own.
    Segment* add_implicit(std::uint64_t pages);
    void remove(const Segment& segment);
    /// Pages of a segment of this space may be used for that; or are unmapped.
    void protect(Segment& segment, PageNo from, std::uint64_t pages, Permission allowed);
    void take_out(Segment& segment, PageNo from, std::uint64_t pages);
    /// What `Limits::segments` counts: segments, and parts of them that are apart.
    [[nodiscard]] std::uint64_t regions() const { return segments_.size() + parts_; }
    /// More pages at the end of the heap; false if something lies there.
    [[nodiscard]] bool grow(Segment& heap, std::uint64_t pages);

    /// The segment that holds the page; none: nothing does, or what did is unmapped.
    [[nodiscard]] Segment* at(PageNo page);
    [[nodiscard]] const Segment* at(PageNo page) const;
    /// By kind; a mapping or shared memory by its name, a stack by its thread's number. Of several mappings
    /// of one name it is the lowest.
    [[nodiscard]] Segment* find(SegmentKind kind, NameId name = {}, std::uint32_t number = 0);
    using Segments = std::map<PageNo, Segment>; ///< by first page
    [[nodiscard]] const Segments& segments() const { return segments_; }
    [[nodiscard]] Segments& segments() { return segments_; }

    [[nodiscard]] SpaceId id() const { return id_; }
    [[nodiscard]] PageTable& table() { return table_; }
    [[nodiscard]] const PageTable& table() const { return table_; }
    /// It has nothing but an implicit segment: its pages are those of an exercise.
    [[nodiscard]] bool is_implicit() const { return is_implicit_; }
    /// Processes that use it: more than one while a child of vfork borrows it.
    std::uint32_t users = 1;

  private:
    using Key = std::tuple<SegmentKind, std::uint32_t, PageNo>; ///< the name or the number, and where it lies

    [[nodiscard]] std::optional<PageNo> lowest_gap(std::uint64_t from, std::uint64_t pages,
                                                   std::uint64_t align) const;
    [[nodiscard]] std::optional<PageNo> highest_gap(std::uint64_t pages, std::uint64_t align) const;
    [[nodiscard]] std::uint64_t behind_heap() const;
    void take(std::uint64_t first, std::uint64_t end);
    void give_back(std::uint64_t first, std::uint64_t end);
    Segment* insert(Segment segment);

    SpaceId id_;
    PageTable table_;
    Segments segments_;
    std::set<Key> by_name_;
    std::map<std::uint64_t, std::uint64_t> gaps_; ///< where nothing lies: first page, and behind the last
    bool is_implicit_ = false;
    std::uint64_t parts_ = 0;    ///< of all segments
    std::uint64_t bottom_, top_; ///< the first page of text; behind the last page of the first stack
    std::uint64_t huge_pages_;   ///< base pages in a huge one
};

} // namespace ossim
