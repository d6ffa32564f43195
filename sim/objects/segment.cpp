// Parts are cut where a change begins and ends, and joined again where neighbours are alike.
#include "objects/segment.hpp"

#include <iterator>

namespace ossim {

const Segment::Part* Segment::part_of(PageNo page) const {
    const auto behind = parts.upper_bound(page);
    if (behind == parts.begin()) return nullptr;
    const auto& [at, part] = *std::prev(behind);
    return page < at + part.pages ? &part : nullptr;
}

Permission Segment::permission(PageNo page) const {
    const Part* part = part_of(page);
    return part != nullptr ? part->allow : allow;
}

void Segment::split_part(PageNo at) {
    const auto behind = parts.upper_bound(at);
    if (behind == parts.begin()) return;
    const auto cut = std::prev(behind);
    const std::uint64_t kept = at.value - cut->first.value;
    if (kept == 0 || kept >= cut->second.pages) return;
    Part rest = cut->second;
    rest.pages -= kept;
    cut->second.pages = kept;
    parts.emplace_hint(behind, at, rest);
}

void Segment::protect(PageNo from, std::uint64_t count, Permission allowed) {
    const PageNo to = from + count;
    split_part(from);
    split_part(to);
    auto part = parts.lower_bound(from);
    for (PageNo at = from; at < to;) {
        while (part != parts.end() && part->first < to && !part->second.gone)
            part = parts.erase(part);
        const bool meets_gap = part != parts.end() && part->first < to;
        const PageNo until = meets_gap ? part->first : to;
        if (at < until) parts.emplace_hint(part, at, Part{until.value - at.value, allowed, false});
        at = until;
        if (!meets_gap) break;
        at = at + part->second.pages;
        ++part;
    }
    join_parts(from, to);
}

void Segment::take_out(PageNo from, std::uint64_t count) {
    const PageNo to = from + count;
    split_part(from);
    split_part(to);
    parts.erase(parts.lower_bound(from), parts.lower_bound(to));
    parts.emplace(from, Part{count, Permission::none, true});
    join_parts(from, to);
}

/// Within the range, and at both its ends.
void Segment::join_parts(PageNo from, PageNo to) {
    auto part = parts.lower_bound(from);
    if (part != parts.begin()) --part;
    while (part != parts.end() && part->first <= to) {
        auto& [at, here] = *part;
        if (!here.gone && here.allow == allow) {
            part = parts.erase(part);
            continue;
        }
        const auto next = std::next(part);
        const bool are_alike = next != parts.end() && next->first == at + here.pages &&
                               next->second.allow == here.allow && next->second.gone == here.gone;
        if (!are_alike) {
            part = next;
            continue;
        }
        here.pages += next->second.pages;
        parts.erase(next);
    }
}

} // namespace ossim
