// What a touch does when a level lacks lines; what it does when none is lacking is in the header.
#include "machine/cache.hpp"

#include "base/check.hpp"

namespace ossim {

FootprintLevel::Found FootprintLevel::bring_in(PageId id, std::uint64_t lines, const Run& run, Stamp now) {
    const bool by_switch = run.lost_by_switch(pages_[id].loss);
    const Found found{0, by_switch ? pages_[id].had : 0};
    make_room(std::min(lines, capacity_), now, by_switch ? LostBy::refill : LostBy::eviction);
    if (lines > capacity_) return found;
    std::uint32_t at = 0;
    if (spare_.empty()) {
        at = static_cast<std::uint32_t>(nodes_.size());
        nodes_.emplace_back();
    } else {
        at = spare_.back();
        spare_.pop_back();
    }
    Node& node = nodes_[at];
    node.lines = lines;
    node.id = id;
    node.came = now;
    link_first(at);
    held_ += lines;
    pages_[id].loss = {at, present};
    return found;
}

void FootprintLevel::widen(PageId id, std::uint32_t at, std::uint64_t lines, Stamp now) {
    if (lines > capacity_) {
        drop(at, Loss::at(nodes_[at].came, now, LostBy::eviction));
        make_room(capacity_, now, LostBy::eviction);
        return;
    }
    held_ -= nodes_[at].lines;
    unlink(at); // so that it does not make room for itself
    make_room(lines, now, LostBy::eviction);
    link_first(at);
    nodes_[at].lines = lines;
    held_ += lines;
    OSSIM_CHECK(nodes_[at].id == id);
}

void FootprintLevel::make_room(std::uint64_t lines, Stamp now, LostBy by) {
    while (held_ + lines > capacity_) {
        const std::uint32_t oldest = nodes_[0].previous;
        drop(oldest, Loss::at(nodes_[oldest].came, now, by));
    }
}

void FootprintLevel::drop(std::uint32_t at, Loss loss) {
    Node& node = nodes_[at];
    Page& page = pages_[node.id];
    page.loss = loss;
    page.had = static_cast<std::uint32_t>(std::min<std::uint64_t>(node.lines, ~std::uint32_t{0}));
    held_ -= node.lines;
    unlink(at);
    spare_.push_back(at);
}

void FootprintLevel::flush(Stamp now) {
    while (nodes_[0].previous != 0) {
        const std::uint32_t at = nodes_[0].previous;
        drop(at, Loss::at(nodes_[at].came, now, LostBy::eviction));
    }
}

void FootprintLevel::forget(PageId id) {
    if (id >= pages_.size()) return;
    if (pages_[id].loss.lost == present) drop(pages_[id].loss.came, {});
    pages_[id] = {};
}

void FootprintLevel::age(Stamp by) {
    for (Page& page : pages_)
        if (page.loss.lost != present) page.loss.age(by);
    for (Node& node : nodes_)
        node.came = aged(node.came, by);
}

CacheHierarchy::CacheHierarchy(const CacheSpec& spec, std::vector<FootprintLevel>& shared)
    : shared_(&shared), virtual_first_(spec.tagged_by == TaggedBy::virtual_address && !spec.levels.empty() &&
                                       !spec.levels.front().shared) {
    for (const CacheLevel& level : spec.levels)
        if (!level.shared) own_.emplace_back(level.size / spec.line);
    OSSIM_CHECK(own_.size() + shared.size() <= from_memory);
}

bool CacheHierarchy::touch_table(PageId id, const Run& run, const Run& run_anywhere, Stamp now) {
    bool had = false;
    for (std::size_t level = virtual_first_ ? 1 : 0; level < own_.size() && !had; ++level)
        had = own_[level].touch(id, 1, run, now).lines > 0;
    for (std::size_t level = 0; level < shared_->size() && !had; ++level)
        had = (*shared_)[level].touch(id, 1, run_anywhere, now).lines > 0;
    return had;
}

void CacheHierarchy::forget(PageId id) {
    for (std::size_t level = virtual_first_ ? 1 : 0; level < own_.size(); ++level)
        own_[level].forget(id);
    for (FootprintLevel& level : *shared_)
        level.forget(id);
}

void CacheHierarchy::age(Stamp by) {
    for (FootprintLevel& level : own_)
        level.age(by);
}

} // namespace ossim
