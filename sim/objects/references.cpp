// Lists, ranges, strides and draws of pages.
#include "objects/references.hpp"

#include "base/random.hpp"

namespace ossim {

namespace {

/// Draws k from 0 to n - 1 with weight 1 / (k + 1), in integers: the harmonic numbers are summed in blocks
/// that double, within which a draw is refused with the right probability.
std::uint64_t zipf(std::uint64_t n, std::uint64_t bits) {
    const Stream stream(bits, "zipf", 0);
    std::uint64_t blocks = 0;
    while (blocks < 63 && (std::uint64_t{1} << blocks) <= n)
        ++blocks;
    // Block b holds k + 1 from 2^b to 2^(b+1) - 1; as an envelope each member weighs 2^-b, each block 1.
    for (std::uint64_t draw = 0;; draw += 3) {
        const std::uint64_t block = below(blocks, stream.at(draw));
        const std::uint64_t least = std::uint64_t{1} << block;
        const std::uint64_t member = least + below(least, stream.at(draw + 1));
        if (member <= n && below(member, stream.at(draw + 2)) < least) return member - 1;
    }
}

} // namespace

Segment* find_segment(AddressSpace& space, const FlatSegment& wanted, std::uint32_t stack) {
    if (wanted.kind == SegmentKind::stack) return space.find(SegmentKind::stack, {}, stack);
    if (wanted.kind == SegmentKind::mapping || wanted.kind == SegmentKind::shared)
        return space.find(wanted.kind, wanted.name);
    return space.find(wanted.kind);
}

References::References(const PageList& list, std::uint64_t segment_pages) : list_(list) {
    first_ = list.whole ? 0 : list.first;
    pages_ = list.whole ? segment_pages : list.last - list.first + 1;
    switch (list.kind) {
    case PageList::Kind::list: count_ = list.pages.size(); break;
    case PageList::Kind::range: count_ = pages_; break;
    case PageList::Kind::stride:
    case PageList::Kind::random:
    case PageList::Kind::zipf: count_ = pages_ == 0 ? 0 : list.count; break;
    }
}

std::uint64_t References::page(std::uint64_t n, std::uint64_t bits) const {
    switch (list_.kind) {
    case PageList::Kind::list: return list_.pages[n];
    case PageList::Kind::range: return first_ + n;
    case PageList::Kind::stride: {
        const std::uint64_t each_round = (pages_ + list_.stride - 1) / list_.stride;
        return first_ + n % each_round * list_.stride;
    }
    case PageList::Kind::random: return first_ + below(pages_, bits);
    case PageList::Kind::zipf: return first_ + zipf(pages_, bits);
    }
    return first_;
}

} // namespace ossim
