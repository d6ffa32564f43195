// The words of memory: address spaces, pages, frames, and numbers that are wider than ids because a large
// machine has more pages than 2^32.
#pragma once

#include "ossim/ids.hpp"

#include <compare>
#include <cstdint>

namespace ossim {

/// An address space; the kernel borrows whichever is loaded. 0 is none: before the first load. For a TLB it
/// is the kernel's own: its pages are global.
using SpaceId = Id<struct SpaceTag>;

/// A number of 64 bits that names a page or a frame.
template <class Tag>
struct WideId {
    std::uint64_t value = 0;
    constexpr WideId() = default;
    constexpr explicit WideId(std::uint64_t number) : value(number) {}
    constexpr auto operator<=>(const WideId&) const = default;
    constexpr WideId operator+(std::uint64_t pages) const { return WideId(value + pages); }
};

using PageNo = WideId<struct PageTag>;   ///< virtual address / page size, in pages of the smaller size
using FrameNo = WideId<struct FrameTag>; ///< physical address / page size

/// A huge page is one entry of the table one level up: as many pages as a table has entries (512: 2 MiB).
enum class PageSize : std::uint8_t { base, huge };

} // namespace ossim
