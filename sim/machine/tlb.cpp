// Filling, replacing and flushing; what a hit needs is in the header.
#include "machine/tlb.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <numeric>

namespace ossim {

TlbArray::TlbArray(TlbLevel shape, TlbReplacement replacement, Stream stream)
    : ways_(shape.ways == 0 ? shape.entries : shape.ways), stride_((ways_ + 3) / 4 * 4),
      set_mask_(shape.entries / ways_ - 1), replacement_(replacement), stream_(stream) {
    OSSIM_CHECK(shape.entries % ways_ == 0 && (set_mask_ & (set_mask_ + 1)) == 0);
    const std::size_t places = std::size_t{stride_} * (set_mask_ + 1);
    ids_.assign(places, no_page);
    tags_.resize(places);
    came_.resize(places);
    used_.resize(places);
    numbers_.resize(places);
}

std::uint32_t TlbArray::victim(std::uint32_t base, const std::vector<Stamp>& flushed) {
    std::uint32_t oldest = base;
    for (std::uint32_t at = base; at < base + ways_; ++at) {
        if (ids_[at] == no_page || came_[at] < flushed[tags_[at]]) return at;
        if (used_[at] < used_[oldest]) oldest = at;
    }
    if (replacement_ != TlbReplacement::random) return oldest;
    return base + static_cast<std::uint32_t>(below(ways_, stream_.at(drawn_++)));
}

void TlbArray::fill(const TlbPage& page, TlbTag tag, std::uint32_t found, Stamp now,
                    const std::vector<Stamp>& flushed, LostBy by) {
    const std::uint32_t at = found != none ? found : victim(set_of(page.number), flushed);
    const PageId old = ids_[at];
    if (old != no_page && old != page.id) {
        if (came_[at] < flushed[tags_[at]])
            note_dead(at, flushed);
        else
            loss(old) = Loss::at(came_[at], now, by);
    }
    ids_[at] = page.id;
    tags_[at] = tag;
    came_[at] = now;
    used_[at] = next_tick();
    numbers_[at] = page.number;
}

void TlbArray::remove(std::uint32_t entry, Stamp now) {
    loss(ids_[entry]) = Loss::at(came_[entry], now, LostBy::removal);
    ids_[entry] = no_page;
}

void TlbArray::forget(PageId id, std::uint64_t number) {
    if (const std::uint32_t entry = find(id, number); entry != none) ids_[entry] = no_page;
    if (id < losses_.size()) losses_[id] = {};
}

void TlbArray::renumber() {
    std::vector<std::uint32_t> order(ways_);
    for (std::uint32_t base = 0; base < ids_.size(); base += stride_) {
        std::iota(order.begin(), order.end(), base);
        std::sort(order.begin(), order.end(),
                  [&](std::uint32_t a, std::uint32_t b) { return used_[a] < used_[b]; });
        for (std::uint32_t rank = 0; rank < ways_; ++rank)
            used_[order[rank]] = rank;
    }
    tick_ = ways_;
}

void TlbArray::age(Stamp by, const std::vector<Stamp>& flushed) {
    for (std::uint32_t at = 0; at < ids_.size(); ++at) {
        if (ids_[at] == no_page) continue;
        if (came_[at] < flushed[tags_[at]]) {
            note_dead(at, flushed);
            ids_[at] = no_page;
        }
        came_[at] = aged(came_[at], by);
    }
    for (Loss& each : losses_)
        each.age(by);
}

Tlb::Tlb(const TlbSpec& spec, std::uint32_t tags, Stream stream)
    : flushed_(tags + std::size_t{1}), ceiling_(spec.flush_ceiling) {
    if (spec.levels.empty()) return;
    first_.emplace_back(spec.levels[0], spec.replacement, stream);
    if (spec.levels.size() > 1) second_.emplace_back(spec.levels[1], spec.replacement, stream);
    if (spec.huge_entries == 0) return;
    const std::uint32_t ways = spec.levels[0].ways;
    const bool has_sets = ways != 0 && spec.huge_entries % ways == 0 &&
                          (spec.huge_entries / ways & (spec.huge_entries / ways - 1)) == 0;
    huge_.emplace(TlbLevel{spec.huge_entries, has_sets ? ways : 0}, spec.replacement, stream);
}

bool Tlb::lost_by_switch(TlbArray& array, std::uint32_t entry, PageId id, const Run& run) {
    if (entry != TlbArray::none) array.note_dead(entry, flushed_);
    return run.lost_by_switch(array.loss(id));
}

TlbResult Tlb::miss_first(TlbArray& first, std::uint32_t entry, const TlbPage& page, TlbTag tag,
                          const Run& run, Stamp now) {
    const bool first_by_switch = lost_by_switch(first, entry, page.id, run);
    bool by_switch = first_by_switch, compulsory = first.loss(page.id).never_here(), walk = true;
    if (!second_.empty()) {
        TlbArray& second = second_.front();
        const std::uint32_t there = second.find(page.id, page.number);
        if (there != TlbArray::none && second.is_live(there, tag, flushed_[tag])) {
            second.use(there);
            walk = false;
        } else {
            const TlbResult below = miss_second(there, page, tag, run, now);
            by_switch = by_switch || below.by_switch();
            compulsory = compulsory && below.compulsory();
        }
    }
    first.fill(page, tag, entry, now, flushed_, first_by_switch ? LostBy::refill : LostBy::eviction);
    if (!walk) {
        ++counts_.second_hits;
        counts_.switch_second_hits += by_switch ? 1 : 0;
        return {TlbHit::second, by_switch, false};
    }
    ++counts_.walks;
    counts_.switch_walks += by_switch ? 1 : 0;
    counts_.compulsory += compulsory ? 1 : 0;
    return {TlbHit::none, by_switch, compulsory};
}

TlbResult Tlb::miss_second(std::uint32_t entry, const TlbPage& page, TlbTag tag, const Run& run, Stamp now) {
    TlbArray& second = second_.front();
    const bool by_switch = lost_by_switch(second, entry, page.id, run);
    const bool compulsory = second.loss(page.id).never_here();
    second.fill(page, tag, entry, now, flushed_, by_switch ? LostBy::refill : LostBy::eviction);
    return {TlbHit::none, by_switch, compulsory};
}

template <class Each>
void Tlb::for_arrays_of(PageSize size, Each each) {
    if (size == PageSize::huge && huge_)
        each(*huge_);
    else if (!first_.empty())
        each(first_.front());
    if (!second_.empty()) each(second_.front());
}

bool Tlb::holds(const TlbPage& page, TlbTag tag) const {
    const auto has = [&](const TlbArray& array) {
        const std::uint32_t entry = array.find(page.id, page.number);
        return entry != TlbArray::none && array.is_live(entry, tag, flushed_[tag]);
    };
    if (page.size == PageSize::huge && huge_ && has(*huge_)) return true;
    return (!first_.empty() && has(first_.front())) || (!second_.empty() && has(second_.front()));
}

void Tlb::flush_all(Stamp now, bool globals_too) {
    std::fill(flushed_.begin(), flushed_.end() - (globals_too ? 0 : 1), now);
    ++counts_.whole_flushes;
}

void Tlb::flush_tag(TlbTag tag, Stamp now) {
    flushed_[tag] = now;
    ++counts_.tag_flushes;
}

void Tlb::flush_page(const TlbPage& page, TlbTag tag, Stamp now) {
    ++counts_.page_flushes;
    for_arrays_of(page.size, [&](TlbArray& array) {
        const std::uint32_t entry = array.find(page.id, page.number);
        if (entry != TlbArray::none && array.is_live(entry, tag, flushed_[tag])) array.remove(entry, now);
    });
}

void Tlb::forget(const TlbPage& page) {
    for_arrays_of(page.size, [&](TlbArray& array) { array.forget(page.id, page.number); });
}

void Tlb::age(Stamp by) {
    const auto each = [&](TlbArray& array) { array.age(by, flushed_); };
    for_arrays_of(PageSize::huge, each);
    if (huge_ && !first_.empty()) each(first_.front());
    for (Stamp& stamp : flushed_)
        stamp = aged(stamp, by);
}

} // namespace ossim
