// An address space: its segments, where they lie, and its page table. It moves no frames; memory.hpp does.
//
// The layout is that of a Unix process: upwards text, data, bss, heap; downwards from the top the stack of
// the first thread; below it, downwards, mappings, attached shared memory and the stacks of further threads.
// Page 0 is nobody's. Under each stack lies a guard page that nobody may touch. Where the page table reaches
// 2^48 bytes or more, text begins at 4 MiB and the top is at 2^47 bytes, as Linux on x86-64 has it; small
// address spaces use what they have.
//
// A process without a `memory:` block has one implicit segment, a heap from page 0 on, so that the page
// numbers of an exercise are those of the page table.
#pragma once

#include "machine/page_table.hpp"
#include "machine/pages.hpp"

#include "ossim/memory.hpp"
#include "ossim/names.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace ossim {

enum class SegmentKind : std::uint8_t { text, data, bss, heap, mapping, shared, stack };
constexpr auto enum_words(SegmentKind) {
    return words("text", "data", "bss", "heap", "mapping", "shared", "stack");
}

/// A stretch of an address space. A program counts its pages from 0 at its beginning; a stack begins at its
/// highest page.
struct Segment {
    SegmentKind kind = SegmentKind::heap;
    NameId name; ///< of mapping and shared; of others none
    std::uint32_t number =
        0; ///< stack: of the thread within its process; text and shared: of the shared object
    PageNo first;
    std::uint64_t pages = 0;
    std::uint64_t grown = 0; ///< stack: so many from the top are in use; of others all
    Permission allow = Permission::write;
    bool huge = false; ///< huge pages where a whole one fits

    /// Protection of parts, the newest last; `gone` ones are unmapped.
    struct Part {
        PageNo first;
        std::uint64_t pages = 0;
        Permission allow = Permission::none;
        bool gone = false;
    };
    std::vector<Part> parts;

    [[nodiscard]] PageNo end() const { return first + pages; }
    [[nodiscard]] bool holds(PageNo page) const { return page >= first && page < end(); }
    /// Several spaces may have it, and no fork copies it.
    [[nodiscard]] bool is_shared() const { return kind == SegmentKind::text || kind == SegmentKind::shared; }
    /// The page's part, if it has one of its own.
    [[nodiscard]] const Part* part_of(PageNo page) const;
    [[nodiscard]] Permission permission(PageNo page) const;
    /// The `index`-th page of the segment; `run` pages from there on lie at `page_at(index, run)` and behind.
    [[nodiscard]] PageNo page_at(std::uint64_t index, std::uint64_t run = 1) const {
        return kind == SegmentKind::stack ? PageNo(end().value - index - run) : first + index;
    }
};

class AddressSpace {
  public:
    AddressSpace(SpaceId id, const PageTableSpec& spec, std::uint64_t page_size);
    /// The copy of a fork: the same segments, a page table of the same entries.
    AddressSpace(SpaceId id, const AddressSpace& parent);

    /// A segment of so many pages is added, where such segments lie. None if there is no room for it, or it
    /// would be empty. `pages` of a stack are without its guard page.
    Segment* add(SegmentKind kind, std::uint64_t pages);
    /// The implicit segment of a process without memory of its own.
    Segment* add_implicit(std::uint64_t pages);
    void remove(const Segment& segment);
    /// More pages at the end of the heap; false if something lies there.
    [[nodiscard]] bool grow(Segment& heap, std::uint64_t pages);

    /// The segment that holds the page; none: nothing does, or what did is unmapped.
    [[nodiscard]] Segment* at(PageNo page);
    [[nodiscard]] const Segment* at(PageNo page) const;
    /// By kind; a mapping or shared memory by its name, a stack by its thread's number.
    [[nodiscard]] Segment* find(SegmentKind kind, NameId name = {}, std::uint32_t number = 0);
    [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }

    [[nodiscard]] Segment& segment(std::size_t index) { return segments_[index]; }

    [[nodiscard]] SpaceId id() const { return id_; }
    [[nodiscard]] PageTable& table() { return table_; }
    [[nodiscard]] const PageTable& table() const { return table_; }
    /// Processes that use it: more than one while a child of vfork borrows it.
    std::uint32_t users = 1;

  private:
    [[nodiscard]] std::optional<PageNo> lowest_gap(std::uint64_t from, std::uint64_t pages,
                                                   std::uint64_t align) const;
    [[nodiscard]] std::optional<PageNo> highest_gap(std::uint64_t pages, std::uint64_t align) const;
    [[nodiscard]] bool is_free(std::uint64_t first, std::uint64_t end) const;
    Segment* insert(Segment segment);

    SpaceId id_;
    PageTable table_;
    std::vector<Segment> segments_; ///< in order of their pages
    std::uint64_t bottom_, top_;    ///< the first page of text; behind the last page of the first stack
    std::uint64_t huge_pages_;      ///< base pages in a huge one
};

} // namespace ossim
