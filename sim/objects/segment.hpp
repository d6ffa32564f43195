// A stretch of an address space: text, data, bss, heap, a stack, a mapping, attached memory; and what holds
// for parts of it, which may be protected apart or unmapped.
#pragma once

#include "machine/pages.hpp"

#include "ossim/memory.hpp"
#include "ossim/names.hpp"

#include <cstdint>
#include <map>

namespace ossim {

enum class SegmentKind : std::uint8_t { text, data, bss, heap, mapping, shared, stack };
constexpr auto enum_words(SegmentKind) {
    return words("text", "data", "bss", "heap", "mapping", "shared", "stack");
}

/// A program counts its pages from 0 at its beginning; a stack begins at its highest page.
struct Segment {
    SegmentKind kind = SegmentKind::heap;
    NameId name;              ///< of mapping and shared; of others none
    std::uint32_t number = 0; ///< stack: of the thread in its process; text and shared: of the shared object
    PageNo first;
    std::uint64_t pages = 0;
    std::uint64_t grown = 0; ///< stack: so many from the top are in use; of others all
    Permission allow = Permission::write;
    bool huge = false; ///< huge pages where a whole one fits

    /// What holds for some pages instead of `allow`; `gone` ones are unmapped, and stay so.
    struct Part {
        std::uint64_t pages = 0;
        Permission allow = Permission::none;
        bool gone = false;
    };
    /// By first page. They do not overlap; none is like its neighbour, or like the segment.
    std::map<PageNo, Part> parts;

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

    /// These pages, within the segment, may be used for that; those that are gone are passed over.
    void protect(PageNo from, std::uint64_t count, Permission allowed);
    /// These pages, within the segment, are unmapped.
    void take_out(PageNo from, std::uint64_t count);

  private:
    void split_part(PageNo at);
    void join_parts(PageNo from, PageNo to);
};

} // namespace ossim
