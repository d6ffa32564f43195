// Extents are split where they must differ, and joined where they are alike again.
#include "machine/frames.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <iterator>

namespace ossim {

FrameRun Frames::take_lowest(std::uint64_t most) {
    if (free_.empty()) {
        const FrameRun run{FrameNo(fresh_), most};
        fresh_ += most;
        return run;
    }
    const auto [first, length] = *free_.begin();
    free_.erase(free_.begin());
    const std::uint64_t taken = std::min(length, most);
    if (taken < length) free_[first + taken] = length - taken;
    return {FrameNo(first), taken};
}

std::optional<FrameNo> Frames::allocate(SpaceId owner) {
    if (!has_room(1)) return std::nullopt;
    const FrameRun run = take_lowest(1);
    add(run, {owner, 1});
    return run.first;
}

bool Frames::allocate(SpaceId owner, std::uint64_t frames, std::vector<FrameRun>& into) {
    if (!has_room(frames)) return false;
    while (frames > 0) {
        const FrameRun run = take_lowest(frames);
        add(run, {owner, 1});
        into.push_back(run);
        frames -= run.frames;
    }
    return true;
}

std::optional<FrameNo> Frames::allocate_aligned(SpaceId owner, std::uint64_t frames) {
    if (!has_room(frames)) return std::nullopt;
    const auto aligned = [=](std::uint64_t first) { return (first + frames - 1) / frames * frames; };
    std::uint64_t hole = fresh_, end = aligned(fresh_) + frames;
    for (const auto& [begin, length] : free_) {
        if (aligned(begin) + frames > begin + length) continue;
        hole = begin;
        end = begin + length;
        break;
    }
    if (hole == fresh_) {
        if (limit_ && end > *limit_) return std::nullopt;
        fresh_ = end;
    } else {
        free_.erase(hole);
    }
    const std::uint64_t first = aligned(hole);
    if (hole < first) free_[hole] = first - hole;
    if (first + frames < end) free_[first + frames] = end - first - frames;
    add({FrameNo(first), frames}, {owner, 1});
    return FrameNo(first);
}

void Frames::add(FrameRun run, FrameUse use) {
    used_ += run.frames;
    const auto added = extents_.emplace(run.first.value, Extent{run.frames, use}).first;
    const auto after = std::next(join_with_previous(added));
    if (after != extents_.end()) join_with_previous(after);
}

Frames::Extents::iterator Frames::join_with_previous(Extents::iterator extent) {
    if (extent == extents_.begin()) return extent;
    const auto previous = std::prev(extent);
    Extent& left = previous->second;
    if (previous->first + left.frames != extent->first || !(left.use == extent->second.use)) return extent;
    left.frames += extent->second.frames;
    extents_.erase(extent);
    return previous;
}

Frames::Extents::iterator Frames::split(std::uint64_t at) {
    const auto after = extents_.lower_bound(at);
    if (after == extents_.begin() || (after != extents_.end() && after->first == at)) return after;
    const auto extent = std::prev(after);
    const std::uint64_t kept = at - extent->first;
    if (kept >= extent->second.frames) return after;
    const Extent rest{extent->second.frames - kept, extent->second.use};
    extent->second.frames = kept;
    return extents_.emplace_hint(after, at, rest);
}

/// `change(run, use)` for each extent of the run; one whose shares become 0 is free.
template <class Change>
void Frames::change(FrameRun run, Change change) {
    const std::uint64_t end = run.first.value + run.frames;
    split(end);
    auto at = split(run.first.value);
    std::uint64_t expected = run.first.value;
    while (at != extents_.end() && at->first < end) {
        OSSIM_CHECK(at->first == expected); // only used frames are shared and released
        Extent& extent = at->second;
        expected += extent.frames;
        shared_ -= extent.use.shares > 1 ? extent.frames : 0;
        change(extent.use);
        shared_ += extent.use.shares > 1 ? extent.frames : 0;
        if (extent.use.shares == 0) {
            give_back({FrameNo(at->first), extent.frames});
            at = extents_.erase(at);
        } else {
            at = std::next(join_with_previous(at));
        }
    }
    OSSIM_CHECK(expected == end);
    if (at != extents_.end()) join_with_previous(at);
}

void Frames::give_back(FrameRun run) {
    used_ -= run.frames;
    const std::uint64_t end = run.first.value + run.frames;
    auto [at, added] = free_.emplace(run.first.value, run.frames);
    OSSIM_CHECK(added);
    if (const auto next = std::next(at); next != free_.end() && next->first == end) {
        at->second += next->second;
        free_.erase(next);
    }
    if (at == free_.begin()) return;
    const auto previous = std::prev(at);
    if (previous->first + previous->second != at->first) return;
    previous->second += at->second;
    free_.erase(at);
}

void Frames::share(FrameRun run) {
    change(run, [](FrameUse& use) { ++use.shares; });
}

std::uint64_t Frames::release(FrameRun run) {
    const std::uint64_t before = used_;
    change(run, [](FrameUse& use) { --use.shares; });
    return before - used_;
}

void Frames::own(FrameNo frame, SpaceId owner) {
    change({frame, 1}, [owner](FrameUse& use) { use.owner = owner; });
}

FrameRun Frames::run_at(FrameNo frame, std::uint64_t most) const {
    const auto& [first, extent] = *std::prev(extents_.upper_bound(frame.value));
    return {frame, std::min(most, first + extent.frames - frame.value)};
}

FrameUse Frames::at(FrameNo frame) const {
    const auto after = extents_.upper_bound(frame.value);
    if (after == extents_.begin()) return {};
    const auto& [first, extent] = *std::prev(after);
    return frame.value < first + extent.frames ? extent.use : FrameUse{};
}

} // namespace ossim
