// Queues for what goes by order, a ranked set for what goes by counts or by the future.
#include "machine/replacement.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace ossim {

void Replacement::append(std::uint32_t frame) {
    Slot& slot = slots_[frame];
    Group& group = groups_[slot.group];
    slot.previous = group.last;
    slot.next = none;
    (group.last == none ? group.first : slots_[group.last].next) = frame;
    group.last = frame;
}

void Replacement::unlink(std::uint32_t frame) {
    const Slot& slot = slots_[frame];
    Group& group = groups_[slot.group];
    (slot.previous == none ? group.first : slots_[slot.previous].next) = slot.next;
    (slot.next == none ? group.last : slots_[slot.next].previous) = slot.previous;
}

/// Of equals the least goes first.
std::uint64_t Replacement::order_of(const Slot& slot) const {
    switch (ties_) {
    case ReplacementTies::oldest_load: return slot.loaded;
    case ReplacementTies::newest_load: return never - slot.loaded;
    case ReplacementTies::least_recent: return slot.last;
    }
    return 0;
}

Replacement::Key Replacement::key(std::uint32_t frame) const {
    const Slot& slot = slots_[frame];
    std::uint64_t rank = slot.references;
    if (rule_ == PageReplacement::opt) rank = never - slot.next_use;
    if (rule_ == PageReplacement::unopt) rank = slot.next_use;
    return {slot.group, rank, order_of(slot), frame};
}

void Replacement::came_in(FrameNo number, Residence page, Time now, std::uint64_t next_use) {
    OSSIM_CHECK(!holds(number) && number.value < none);
    const auto frame = static_cast<std::uint32_t>(number.value);
    if (frame >= slots_.size()) slots_.resize(frame + std::size_t{1});
    const std::uint32_t of = is_by_space() ? page.space.value : 0;
    if (of >= groups_.size()) groups_.resize(of + std::size_t{1});
    Group& group = groups_[of];
    Slot& slot = slots_[frame];
    slot = Slot{};
    slot.page = page;
    slot.group = of;
    slot.references = 1;
    slot.last = slot.loaded = ++references_;
    slot.next_use = next_use;
    slot.last_time = now;
    slot.used = new_used_;
    slot.in_use = true;
    slot.place = static_cast<std::uint32_t>(group.all.size());
    ++group.count;
    ++in_use_;
    append(frame);
    if (rule_ == PageReplacement::random) group.all.push_back(frame);
    if (is_ranked()) ranked_.insert(key(frame));
}

void Replacement::referenced(FrameNo number, Time now, std::uint64_t next_use) {
    OSSIM_CHECK(holds(number));
    const auto frame = static_cast<std::uint32_t>(number.value);
    Slot& slot = slots_[frame];
    if (is_ranked()) ranked_.erase(key(frame));
    ++slot.references;
    ++references_;
    slot.next_use = next_use;
    slot.last_time = now;
    slot.used = true;
    slot.last = references_;
    if (is_ranked()) ranked_.insert(key(frame));
    if (!is_by_recency()) return;
    unlink(frame);
    append(frame);
}

void Replacement::arrived(FrameNo number, Time now) {
    OSSIM_CHECK(holds(number));
    const auto frame = static_cast<std::uint32_t>(number.value);
    slots_[frame].last_time = now;
    if (!is_by_recency()) return;
    unlink(frame);
    append(frame);
}

void Replacement::gone(FrameNo number) {
    OSSIM_CHECK(holds(number));
    const auto frame = static_cast<std::uint32_t>(number.value);
    Slot& slot = slots_[frame];
    Group& group = groups_[slot.group];
    unlink(frame);
    if (is_ranked()) ranked_.erase(key(frame));
    if (rule_ == PageReplacement::random) {
        group.all[slot.place] = group.all.back();
        slots_[group.all.back()].place = slot.place;
        group.all.pop_back();
    }
    --group.count;
    --in_use_;
    slot.in_use = false;
}

void Replacement::moved(FrameNo frame, Residence page) {
    const Slot& slot = slots_[frame.value];
    if (is_by_space() && page.space != slot.page.space) {
        const Slot old = slot;
        gone(frame);
        came_in(frame, page, old.last_time, old.next_use);
        slots_[frame.value].on_device = old.on_device;
        slots_[frame.value].written = old.written;
        return;
    }
    slots_[frame.value].page = page;
}

std::uint64_t Replacement::referenced_since(SpaceId space, Time since) const {
    return static_cast<std::uint64_t>(std::count_if(slots_.begin(), slots_.end(), [&](const Slot& slot) {
        return slot.in_use && slot.page.space == space && slot.last_time >= since;
    }));
}

std::uint32_t Replacement::group_for(SpaceId faulting) const {
    if (!is_by_space()) return 0;
    if (allocation_ == FrameAllocation::global) { // of each space its oldest page; of these the oldest
        const auto oldest =
            std::min_element(groups_.begin(), groups_.end(), [&](const Group& a, const Group& b) {
                if (a.count == 0 || b.count == 0) return b.count == 0 && a.count != 0;
                return slots_[a.first].last < slots_[b.first].last;
            });
        return static_cast<std::uint32_t>(oldest - groups_.begin());
    }
    if (faulting.value < groups_.size() && groups_[faulting.value].count > 0) return faulting.value;
    const auto most = std::max_element(groups_.begin(), groups_.end(),
                                       [](const Group& a, const Group& b) { return a.count < b.count; });
    return static_cast<std::uint32_t>(most - groups_.begin());
}

std::uint32_t Replacement::pass_used(Group& group) {
    while (slots_[group.first].used) {
        const std::uint32_t frame = group.first;
        slots_[frame].used = false;
        unlink(frame);
        append(frame);
    }
    return group.first;
}

FrameNo Replacement::victim(SpaceId faulting) {
    const std::uint32_t of = group_for(faulting);
    OSSIM_CHECK(of < groups_.size() && groups_[of].count > 0);
    Group& group = groups_[of];
    switch (rule_) {
    case PageReplacement::fifo:
    case PageReplacement::lru:
    case PageReplacement::working_set: return FrameNo(group.first);
    case PageReplacement::mru: return FrameNo(group.last);
    case PageReplacement::clock:
    case PageReplacement::second_chance: return FrameNo(pass_used(group));
    case PageReplacement::lfu:
    case PageReplacement::opt:
    case PageReplacement::unopt: return FrameNo(std::get<3>(*ranked_.lower_bound(Key{of, 0, 0, 0})));
    case PageReplacement::random:
        return FrameNo(group.all[static_cast<std::size_t>(below(group.all.size(), stream_.at(drawn_++)))]);
    }
    return {};
}

void Replacement::outside_window(SpaceId space, Time now, std::vector<FrameNo>& into) const {
    into.clear();
    if (rule_ != PageReplacement::working_set || space.value >= groups_.size()) return;
    for (std::uint32_t at = groups_[space.value].first; at != none && now - slots_[at].last_time >= window_;
         at = slots_[at].next)
        into.push_back(FrameNo(at));
}

std::uint64_t Replacement::resident(SpaceId space) const {
    const std::uint32_t of = is_by_space() ? space.value : 0;
    return of < groups_.size() ? groups_[of].count : 0;
}

} // namespace ossim
