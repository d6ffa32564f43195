// Which pages a step refers to, one after another.
#pragma once

#include "objects/program.hpp"

#include <cstdint>

namespace ossim {

/// The status of a process that the kernel has ended: 128 and the signal's number, as a shell shows it.
inline constexpr std::int32_t killed_status = 137, segmentation_status = 139;

/// A page that is not used again, as far as its thread knows.
inline constexpr std::uint64_t never_again = ~std::uint64_t{0};

/// The segment of the space; of stacks the thread's own. None if the space has none such.
[[nodiscard]] Segment* find_segment(AddressSpace& space, const FlatSegment& wanted, std::uint32_t stack);

/// Of so many per cent of all references, is the n-th one? Evenly spread, the last of each group.
[[nodiscard]] constexpr bool is_due(std::uint64_t n, std::uint32_t per_cent) {
    return (n % 100 + 1) * per_cent / 100 > n % 100 * per_cent / 100;
}

/// A list of references, within a segment of so many pages.
class References {
  public:
    References(const PageList& list, std::uint64_t segment_pages);

    [[nodiscard]] std::uint64_t count() const { return count_; }
    /// Does each reference take a random number?
    [[nodiscard]] bool draws() const {
        return list_.kind == PageList::Kind::random || list_.kind == PageList::Kind::zipf;
    }
    /// The page, counted from the segment's first. `bits` is a random number, for those that draw.
    [[nodiscard]] std::uint64_t page(std::uint64_t n, std::uint64_t bits) const;

  private:
    const PageList& list_;
    std::uint64_t first_ = 0, pages_ = 0, count_ = 0;
};

} // namespace ossim
