// Segments and gaps in order of their pages; a guard page is a page below a stack that no other segment gets.
#include "objects/address_space.hpp"

#include <algorithm>
#include <bit>
#include <iterator>

namespace ossim {

namespace {

constexpr std::uint64_t text_address = 4 << 20;
constexpr std::uint64_t most_address_bits = 47; ///< of the user's part
constexpr std::uint64_t guard = 1;              ///< pages

/// Pages that a user may have: half of what the page table reaches.
std::uint64_t user_pages(const PageTableSpec& spec, std::uint64_t page_size, std::uint64_t linear) {
    const auto offset_bits = static_cast<std::uint64_t>(std::bit_width(page_size) - 1);
    const std::uint64_t most = std::uint64_t{1}
                               << (most_address_bits - std::min(offset_bits, most_address_bits));
    if (spec.linear || spec.levels == 1) return std::min(most, linear);
    const auto bits =
        static_cast<std::uint64_t>(std::bit_width(page_size / spec.entry_bytes) - 1) * spec.levels;
    return std::min(most, std::uint64_t{1} << std::min<std::uint64_t>(bits, 62));
}

std::uint64_t round_up(std::uint64_t value, std::uint64_t to) { return (value + to - 1) / to * to; }

/// What lies below a segment and belongs to it.
std::uint64_t guard_of(const Segment& segment) { return segment.kind == SegmentKind::stack ? guard : 0; }

/// What a segment is found by, besides its kind.
std::uint32_t mark_of(SegmentKind kind, NameId name, std::uint32_t number) {
    if (kind == SegmentKind::stack) return number;
    return kind == SegmentKind::mapping || kind == SegmentKind::shared ? name.value : 0;
}

} // namespace

AddressSpace::AddressSpace(SpaceId id, const PageTableSpec& spec, std::uint64_t page_size,
                           std::uint64_t linear_pages)
    : id_(id), table_(spec, page_size), top_(user_pages(spec, page_size, linear_pages)),
      huge_pages_(table_.entries_per_table()) {
    const std::uint64_t text = text_address / page_size;
    bottom_ = std::max<std::uint64_t>(1, top_ / 16 > text ? text : 1);
    gaps_.emplace(1, top_);
}

AddressSpace::AddressSpace(SpaceId id, const AddressSpace& parent)
    : id_(id), table_(parent.table_), segments_(parent.segments_), by_name_(parent.by_name_),
      gaps_(parent.gaps_), is_implicit_(parent.is_implicit_), parts_(parent.parts_), bottom_(parent.bottom_),
      top_(parent.top_), huge_pages_(parent.huge_pages_) {}

/// Of the gaps, and of what lies in none, nothing of the range is free any more.
void AddressSpace::take(std::uint64_t first, std::uint64_t end) {
    auto gap = gaps_.upper_bound(first);
    if (gap != gaps_.begin()) --gap;
    while (gap != gaps_.end() && gap->first < end) {
        const auto [from, to] = *gap;
        if (to <= first) {
            ++gap;
            continue;
        }
        gap = gaps_.erase(gap);
        if (from < first) gaps_.emplace_hint(gap, from, first);
        if (to > end) gap = gaps_.emplace_hint(gap, end, to);
    }
}

void AddressSpace::give_back(std::uint64_t first, std::uint64_t end) {
    first = std::max<std::uint64_t>(first, 1);
    if (first >= end) return;
    auto after = gaps_.upper_bound(first);
    if (after != gaps_.end() && after->first == end) {
        end = after->second;
        after = gaps_.erase(after);
    }
    if (after != gaps_.begin() && std::prev(after)->second == first)
        std::prev(after)->second = end;
    else
        gaps_.emplace_hint(after, first, end);
}

std::optional<PageNo> AddressSpace::lowest_gap(std::uint64_t from, std::uint64_t pages,
                                               std::uint64_t align) const {
    auto gap = gaps_.upper_bound(from);
    if (gap != gaps_.begin()) --gap;
    for (; gap != gaps_.end(); ++gap) {
        const std::uint64_t at = round_up(std::max(from, gap->first), align);
        if (at < gap->second && pages <= gap->second - at) return PageNo(at);
    }
    return std::nullopt;
}

std::optional<PageNo> AddressSpace::highest_gap(std::uint64_t pages, std::uint64_t align) const {
    for (auto gap = gaps_.rbegin(); gap != gaps_.rend(); ++gap) {
        if (gap->second < pages) return std::nullopt;
        const std::uint64_t at = (gap->second - pages) / align * align;
        if (at >= gap->first) return PageNo(at);
    }
    return std::nullopt;
}

Segment* AddressSpace::insert(Segment segment) {
    take(segment.first.value - guard_of(segment), segment.end().value);
    by_name_.emplace(segment.kind, mark_of(segment.kind, segment.name, segment.number), segment.first);
    const PageNo first = segment.first;
    return &segments_.emplace(first, std::move(segment)).first->second;
}

/// Where the next of text, data, bss and heap may begin.
std::uint64_t AddressSpace::behind_heap() const {
    std::uint64_t after = bottom_;
    const auto end = by_name_.lower_bound({SegmentKind::mapping, 0, PageNo()});
    for (auto each = by_name_.begin(); each != end; ++each)
        after = std::max(after, segments_.at(std::get<PageNo>(*each)).end().value);
    return after;
}

Segment* AddressSpace::add(SegmentKind kind, std::uint64_t pages, NameId name, std::uint32_t number) {
    if (pages == 0 || pages >= top_) return nullptr;
    Segment segment;
    segment.kind = kind;
    segment.name = name;
    segment.number = number;
    segment.pages = segment.grown = pages;
    segment.allow = kind == SegmentKind::text ? Permission::read : Permission::write;
    const std::uint64_t align = pages >= huge_pages_ && top_ > 64 * pages ? huge_pages_ : 1;
    std::optional<PageNo> place;
    switch (kind) {
    case SegmentKind::text:
    case SegmentKind::data:
    case SegmentKind::bss:
    case SegmentKind::heap: place = lowest_gap(behind_heap(), pages, align); break;
    case SegmentKind::mapping:
    case SegmentKind::shared: place = highest_gap(pages, align); break;
    case SegmentKind::stack: place = highest_gap(pages + guard, 1); break;
    }
    if (!place) return nullptr;
    segment.first = *place + guard_of(segment);
    return insert(std::move(segment));
}

bool AddressSpace::has_place_for_stack(std::uint64_t pages) const {
    return pages == 0 || (pages < top_ && highest_gap(pages + guard, 1));
}

Segment* AddressSpace::add_implicit(std::uint64_t pages) {
    if (pages == 0 || !segments_.empty()) return nullptr;
    is_implicit_ = true;
    Segment segment;
    segment.pages = segment.grown = pages;
    return insert(std::move(segment));
}

void AddressSpace::remove(const Segment& segment) {
    give_back(segment.first.value - guard_of(segment), segment.end().value);
    parts_ -= segment.parts.size();
    by_name_.erase({segment.kind, mark_of(segment.kind, segment.name, segment.number), segment.first});
    const PageNo first = segment.first;
    segments_.erase(first);
}

void AddressSpace::protect(Segment& segment, PageNo from, std::uint64_t pages, Permission allowed) {
    parts_ -= segment.parts.size();
    segment.protect(from, pages, allowed);
    parts_ += segment.parts.size();
}

void AddressSpace::take_out(Segment& segment, PageNo from, std::uint64_t pages) {
    parts_ -= segment.parts.size();
    segment.take_out(from, pages);
    parts_ += segment.parts.size();
}

bool AddressSpace::grow(Segment& heap, std::uint64_t pages) {
    const std::uint64_t end = heap.end().value;
    const auto gap = gaps_.find(end);
    if (gap == gaps_.end() || pages > gap->second - end) return false;
    take(end, end + pages);
    heap.pages += pages;
    heap.grown += pages;
    return true;
}

Segment* AddressSpace::at(PageNo page) {
    const auto behind = segments_.upper_bound(page);
    if (behind == segments_.begin()) return nullptr;
    Segment& segment = std::prev(behind)->second;
    if (!segment.holds(page)) return nullptr;
    const Segment::Part* part = segment.part_of(page);
    return part != nullptr && part->gone ? nullptr : &segment;
}

const Segment* AddressSpace::at(PageNo page) const { return const_cast<AddressSpace*>(this)->at(page); }

Segment* AddressSpace::find(SegmentKind kind, NameId name, std::uint32_t number) {
    const std::uint32_t mark = mark_of(kind, name, number);
    const auto found = by_name_.lower_bound({kind, mark, PageNo()});
    if (found == by_name_.end() || std::get<0>(*found) != kind || std::get<1>(*found) != mark) return nullptr;
    return &segments_.at(std::get<PageNo>(*found));
}

} // namespace ossim
