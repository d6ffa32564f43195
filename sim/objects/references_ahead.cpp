// Looked at in stretches: a new one begins in the middle of the last, so that each reference is seen twice.
#include "objects/references_ahead.hpp"

#include "objects/lookahead.hpp"
#include "objects/references.hpp"

#include <algorithm>
#include <map>

namespace ossim {

namespace {
constexpr std::size_t least_reach = 64; ///< references that are looked at, however often the future changes
} // namespace

PageAhead::PageAhead(const FlatSegment& of, std::uint64_t page)
    : index(page), segment(of.name.value << 3U | static_cast<std::uint32_t>(of.kind)) {}

void ReferencesAhead::look(const Thread& thread, const Services& services) {
    is_whole_ = look_at_references(thread, services, reach_, pages_);
    at_ = 0;
    next_.assign(pages_.size(), 0);
    std::map<PageAhead, std::size_t> coming;
    for (std::size_t place = pages_.size(); place-- > 0;) {
        const auto [later, is_last] = coming.try_emplace(pages_[place], place);
        if (is_last) continue;
        next_[place] = static_cast<std::uint32_t>(later->second - place);
        later->second = place;
    }
}

std::uint64_t ReferencesAhead::next_use(const Thread& thread, const Services& services, PageAhead page) {
    const bool is_foreseen = at_ < pages_.size() && pages_[at_] == page;
    const bool is_far = !is_whole_ && at_ > 0 && at_ >= pages_.size() / 2;
    if (!is_foreseen || is_far) {
        const bool was_right = is_foreseen || at_ >= pages_.size();
        reach_ = was_right ? std::min(farthest, reach_ * 2) : std::max(least_reach, reach_ / 2);
        look(thread, services);
    }
    return at_ < next_.size() && next_[at_] != 0 ? next_[at_] : never_again;
}

} // namespace ossim
