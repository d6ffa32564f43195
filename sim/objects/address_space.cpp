// Segments in order; a guard page is a page below a stack that no other segment gets.
#include "objects/address_space.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <bit>

namespace ossim {

namespace {

constexpr std::uint64_t text_address = 4 << 20;
constexpr std::uint64_t most_address_bits = 47; ///< of the user's part
constexpr std::uint64_t guard = 1;              ///< pages

/// Pages that a user may have: half of what the page table reaches.
std::uint64_t user_pages(const PageTableSpec& spec, std::uint64_t page_size) {
    const auto offset_bits = static_cast<std::uint64_t>(std::bit_width(page_size) - 1);
    const std::uint64_t most = std::uint64_t{1}
                               << (most_address_bits - std::min(offset_bits, most_address_bits));
    if (spec.linear || spec.levels == 1) return std::min(most, std::uint64_t{1} << 20U);
    const auto bits =
        static_cast<std::uint64_t>(std::bit_width(page_size / spec.entry_bytes) - 1) * spec.levels;
    return std::min(most, std::uint64_t{1} << std::min<std::uint64_t>(bits, 62));
}

std::uint64_t round_up(std::uint64_t value, std::uint64_t to) { return (value + to - 1) / to * to; }

/// What lies below a segment and belongs to it.
std::uint64_t guard_of(const Segment& segment) { return segment.kind == SegmentKind::stack ? guard : 0; }

} // namespace

const Segment::Part* Segment::part_of(PageNo page) const {
    const auto found = std::find_if(parts.rbegin(), parts.rend(), [page](const Part& part) {
        return page >= part.first && page < part.first + part.pages;
    });
    return found == parts.rend() ? nullptr : &*found;
}

Permission Segment::permission(PageNo page) const {
    const Part* part = part_of(page);
    return part != nullptr ? part->allow : allow;
}

AddressSpace::AddressSpace(SpaceId id, const PageTableSpec& spec, std::uint64_t page_size)
    : id_(id), table_(spec, page_size), top_(user_pages(spec, page_size)),
      huge_pages_(table_.entries_per_table()) {
    const std::uint64_t text = text_address / page_size;
    bottom_ = std::max<std::uint64_t>(1, top_ / 16 > text ? text : 1);
}

AddressSpace::AddressSpace(SpaceId id, const AddressSpace& parent)
    : id_(id), table_(parent.table_), segments_(parent.segments_), bottom_(parent.bottom_), top_(parent.top_),
      huge_pages_(parent.huge_pages_) {}

bool AddressSpace::is_free(std::uint64_t first, std::uint64_t end) const {
    return std::none_of(segments_.begin(), segments_.end(), [&](const Segment& each) {
        return each.first.value - std::min(guard_of(each), each.first.value) < end &&
               each.end().value > first;
    });
}

std::optional<PageNo> AddressSpace::lowest_gap(std::uint64_t from, std::uint64_t pages,
                                               std::uint64_t align) const {
    std::uint64_t at = round_up(from, align);
    for (const Segment& each : segments_)
        if (!is_free(at, at + pages)) at = std::max(at, round_up(each.end().value, align));
    if (at + pages > top_ || !is_free(at, at + pages)) return std::nullopt;
    return PageNo(at);
}

std::optional<PageNo> AddressSpace::highest_gap(std::uint64_t pages, std::uint64_t align) const {
    if (pages > top_) return std::nullopt;
    std::uint64_t at = (top_ - pages) / align * align;
    for (auto each = segments_.rbegin(); each != segments_.rend(); ++each) {
        if (is_free(at, at + pages)) break;
        const std::uint64_t below = each->first.value - std::min(guard_of(*each), each->first.value);
        if (below < pages) return std::nullopt;
        at = std::min(at, (below - pages) / align * align);
    }
    if (at == 0 || !is_free(at, at + pages)) return std::nullopt;
    return PageNo(at);
}

Segment* AddressSpace::insert(Segment segment) {
    const auto place = std::find_if(segments_.begin(), segments_.end(),
                                    [&](const Segment& each) { return each.first > segment.first; });
    return &*segments_.insert(place, std::move(segment));
}

Segment* AddressSpace::add(SegmentKind kind, std::uint64_t pages) {
    if (pages == 0 || pages >= top_) return nullptr;
    Segment segment;
    segment.kind = kind;
    segment.pages = segment.grown = pages;
    segment.allow = kind == SegmentKind::text ? Permission::read : Permission::write;
    std::uint64_t after = bottom_;
    for (const Segment& each : segments_)
        if (each.kind <= SegmentKind::heap) after = std::max(after, each.end().value);
    const std::uint64_t align = pages >= huge_pages_ ? huge_pages_ : 1;
    std::optional<PageNo> place;
    switch (kind) {
    case SegmentKind::text:
    case SegmentKind::data:
    case SegmentKind::bss:
    case SegmentKind::heap: place = lowest_gap(after, pages, top_ > 64 * pages ? align : 1); break;
    case SegmentKind::mapping:
    case SegmentKind::shared: place = highest_gap(pages, top_ > 64 * pages ? align : 1); break;
    case SegmentKind::stack: place = highest_gap(pages + guard, 1); break;
    }
    if (!place) return nullptr;
    segment.first = kind == SegmentKind::stack ? *place + guard : *place;
    return insert(std::move(segment));
}

Segment* AddressSpace::add_implicit(std::uint64_t pages) {
    if (pages == 0 || !segments_.empty()) return nullptr;
    Segment segment;
    segment.pages = segment.grown = pages;
    return insert(std::move(segment));
}

void AddressSpace::remove(const Segment& segment) {
    segments_.erase(segments_.begin() + (&segment - segments_.data()));
}

bool AddressSpace::grow(Segment& heap, std::uint64_t pages) {
    const std::uint64_t end = heap.end().value;
    if (pages > top_ || end + pages > top_ || !is_free(end, end + pages)) return false;
    heap.pages += pages;
    heap.grown += pages;
    return true;
}

Segment* AddressSpace::at(PageNo page) {
    const auto found = std::find_if(segments_.begin(), segments_.end(),
                                    [page](const Segment& each) { return each.holds(page); });
    if (found == segments_.end()) return nullptr;
    const Segment::Part* part = found->part_of(page);
    return part != nullptr && part->gone ? nullptr : &*found;
}

const Segment* AddressSpace::at(PageNo page) const { return const_cast<AddressSpace*>(this)->at(page); }

Segment* AddressSpace::find(SegmentKind kind, NameId name, std::uint32_t number) {
    const auto found = std::find_if(segments_.begin(), segments_.end(), [&](const Segment& each) {
        if (each.kind != kind) return false;
        if (kind == SegmentKind::stack) return each.number == number;
        return (kind != SegmentKind::mapping && kind != SegmentKind::shared) || each.name == name;
    });
    return found == segments_.end() ? nullptr : &*found;
}

} // namespace ossim
