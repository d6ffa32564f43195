// References, faults, and pages that make room for others.
#include "objects/memory.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace ossim {

namespace {

/// Of a page that its space has for itself, after it was shared.
std::uint8_t own_flags(Pte shared) {
    return static_cast<std::uint8_t>((shared.flags | Pte::writable) & ~(Pte::copy_on_write | Pte::huge));
}

} // namespace

std::uint8_t Memory::flags_for(const Segment& segment, PageNo page) {
    const Permission allow = segment.permission(page);
    std::uint8_t flags = Pte::present;
    if (allow != Permission::none) flags |= Pte::user;
    if (allow == Permission::write) flags |= Pte::writable;
    return flags;
}

FaultKind Memory::kind_of(const AddressSpace& space, PageNo page, Pte pte, bool write) const {
    const Segment* segment = space.at(page);
    if (segment == nullptr) return FaultKind::segment;
    const Permission allow = segment->permission(page);
    if (allow == Permission::none || (write && allow == Permission::read)) return FaultKind::protection;
    if (pte.has(Pte::present)) {
        if (!write || pte.has(Pte::writable)) return FaultKind::none;
        if (reading_.count({space.id(), page}) > 0) return FaultKind::busy; // its copy waits for a frame
        return frames_.at(pte.frame).shares > 1 ? FaultKind::copy_on_write : FaultKind::reuse;
    }
    if (reading_.count({space.id(), page}) > 0) return FaultKind::busy;
    if (pte.exists()) return FaultKind::major;
    if (segment->kind == SegmentKind::stack && page.value + segment->grown < segment->end().value)
        return FaultKind::stack_growth;
    return FaultKind::minor;
}

FaultKind Memory::look(SpaceId id, PageNo page, bool write) const {
    const AddressSpace& space = *spaces_[id.value];
    return kind_of(space, page, space.table().at(page), write);
}

Touched Memory::touch(CpuId cpu, const Reference& reference, Time now, Refill& refill) {
    AddressSpace& space = *spaces_[reference.space.value];
    const std::uint8_t needed =
        reference.write ? Pte::present | Pte::user | Pte::writable : Pte::present | Pte::user;
    Touched touched;
    while (touched.pages < reference.pages) {
        const PageNo page = reference.first + touched.pages;
        const PteRun run = space.table().run_at(page, reference.pages - touched.pages);
        if ((run.pte.flags & needed) != needed) {
            const FaultKind kind = kind_of(space, page, run.pte, reference.write);
            OSSIM_CHECK(kind != FaultKind::none);
            touched.fault = {kind, reference.space, page, reference.write, run.pte.frame};
            return touched;
        }
        mark(space, run, reference.write, now, reference.next_use);
        PageRun pages{page, run.pte.frame, run.pages, reference.lines};
        pages.size = run.pte.has(Pte::huge) ? PageSize::huge : PageSize::base;
        pages.sequential = reference.sequential;
        mmu_.touch(cpu, pages, refill);
        touched.pages += run.pages;
    }
    return touched;
}

/// The bits that the hardware sets, and what replacement must know. The reference that a page came in for was
/// counted when it came.
void Memory::mark(AddressSpace& space, const PteRun& run, bool write, Time now, std::uint64_t next_use) {
    const std::uint8_t bits = write ? Pte::accessed | Pte::dirty : Pte::accessed;
    if ((run.pte.flags & bits) != bits) space.table().change(run.first, run.pages, bits, 0);
    if (!replacement_) return;
    for (std::uint64_t i = 0; i < run.pages; ++i) {
        const FrameNo frame = run.pte.frame + i;
        const bool counted = !arrived_.empty() && arrived_.erase({space.id(), run.first + i}) > 0;
        if (!replacement_->holds(frame)) continue;
        if (counted)
            replacement_->arrived(frame, now);
        else
            replacement_->referenced(frame, now, next_use);
    }
}

FaultAnswer Memory::resolve(CpuId by, PageFault& fault, Time now, std::uint64_t next_use, Effects& effects) {
    const Act act{by, now, effects, effects.evicted.size()};
    AddressSpace& space = *spaces_[fault.space.value];
    fault.kind = kind_of(space, fault.page, space.table().at(fault.page), fault.write);
    Segment* segment = space.at(fault.page);
    FaultAnswer resolved = FaultAnswer::done;
    switch (fault.kind) {
    case FaultKind::none: return FaultAnswer::done; // another thread's fault has done it
    case FaultKind::minor:
    case FaultKind::stack_growth:
        resolved = segment->is_shared() ? resolve_shared(space, *segment, fault, next_use, act)
                                        : resolve_first_touch(space, *segment, fault, next_use, act);
        break;
    case FaultKind::major:
        resolved = segment->is_shared() ? resolve_shared(space, *segment, fault, next_use, act)
                                        : begin_reading(space, *segment, fault, act);
        break;
    case FaultKind::busy: return FaultAnswer::reading;
    case FaultKind::copy_on_write:
    case FaultKind::reuse: resolved = resolve_copy(space, *segment, fault, next_use, act); break;
    case FaultKind::protection:
    case FaultKind::segment: OSSIM_CHECK(!is_violation(fault.kind));
    }
    if (replacement_ && resolved == FaultAnswer::done) arrived_.insert({fault.space, fault.page});
    count_tables(space);
    return resolved;
}

FaultAnswer Memory::resolve_first_touch(AddressSpace& space, Segment& segment, PageFault& fault,
                                        std::uint64_t next_use, const Act& act) {
    if (segment.huge && !counts(segment.kind)) {
        const std::uint64_t whole = space.table().entries_per_table();
        const std::uint64_t begin = fault.page.value / whole * whole;
        if (begin >= segment.first.value && populate_one_huge(space, segment, PageNo(begin), act)) {
            fault.frame = space.table().at(fault.page).frame;
            return FaultAnswer::done;
        }
    }
    const std::optional<FrameNo> frame = take_frame(space, segment.kind, act);
    if (!frame) return FaultAnswer::no_memory;
    if (segment.kind == SegmentKind::stack)
        segment.grown = std::max(segment.grown, segment.end().value - fault.page.value);
    if (act.must_write()) return await(space, fault, *frame, FaultAnswer::writing);
    fault.frame = *frame;
    space.table().map(fault.page, 1, {*frame, flags_for(segment, fault.page)});
    came_in(space, segment.kind, fault.page, *frame, act.now, next_use);
    ++act.effects.mapped;
    return FaultAnswer::done;
}

FaultAnswer Memory::resolve_shared(AddressSpace& space, Segment& segment, PageFault& fault,
                                   std::uint64_t next_use, const Act& act) {
    const PageNo index(fault.page.value - segment.first.value);
    Pte there = object_of(segment).table.at(index);
    if (there.exists() && !there.has(Pte::present)) return begin_reading(space, segment, fault, act);
    fault.kind = FaultKind::minor;
    if (!there.exists()) {
        const std::optional<FrameNo> frame = take_frame(space, segment.kind, act);
        if (!frame) return FaultAnswer::no_memory;
        if (act.must_write()) return await(space, fault, *frame, FaultAnswer::writing);
        enter_object(segment, fault.page, *frame, act.now, next_use);
    }
    return map_shared(space, segment, fault, next_use, act) ? FaultAnswer::done : FaultAnswer::no_memory;
}

/// Maps a page that its object has, or that it gets now. False: no frame.
bool Memory::map_shared(AddressSpace& space, const Segment& segment, PageFault& fault, std::uint64_t next_use,
                        const Act& act) {
    const PageNo index(fault.page.value - segment.first.value);
    Pte there = object_of(segment).table.at(index);
    if (!there.exists()) {
        const std::optional<FrameNo> frame = take_frame(space, segment.kind, act);
        if (!frame) return false;
        enter_object(segment, fault.page, *frame, act.now, next_use);
        there = object_of(segment).table.at(index);
    }
    fault.frame = there.frame;
    space.table().map(fault.page, 1, {there.frame, flags_for(segment, fault.page)});
    join(space.id(), {fault.page, 1, {there.frame, Pte::present}});
    ++act.effects.mapped;
    return true;
}

FaultAnswer Memory::resolve_copy(AddressSpace& space, Segment& segment, PageFault& fault,
                                 std::uint64_t next_use, const Act& act) {
    const Pte old = space.table().at(fault.page);
    if (old.has(Pte::huge)) split_huge(space, fault.page, 1, act.by, act.effects);
    if (fault.kind == FaultKind::reuse) {
        space.table().map(fault.page, 1, {old.frame, own_flags(old)});
        frames_.own(old.frame, space.id());
        fault.frame = old.frame;
        return FaultAnswer::done;
    }
    const std::optional<FrameNo> frame = take_frame(space, segment.kind, act);
    if (!frame) return FaultAnswer::no_memory;
    if (!space.table().at(fault.page).has(Pte::present)) { // the page itself has made room: it is read again
        give_back(segment.kind, *frame);
        return FaultAnswer::done;
    }
    fault.frame = *frame;
    if (act.must_write()) return await(space, fault, *frame, FaultAnswer::writing);
    copy_to(space, segment, fault.page, *frame, next_use, act);
    return FaultAnswer::done;
}

/// The space's own copy of a page that it shares so far. The price of a copy has the invalidation in it.
void Memory::copy_to(AddressSpace& space, const Segment& segment, PageNo page, FrameNo frame,
                     std::uint64_t next_use, const Act& act) {
    const Pte old = space.table().at(page);
    drop_one(space.id(), page, old.frame, act.effects);
    space.table().map(page, 1, {frame, own_flags(old)});
    came_in(space, segment.kind, page, frame, act.now, next_use);
    changed(space, page, 1, PageSize::base, act.by, act.effects, true);
    ++act.effects.copied;
}

FaultAnswer Memory::begin_reading(AddressSpace& space, Segment& segment, PageFault& fault, const Act& act) {
    const std::optional<FrameNo> frame = take_frame(space, segment.kind, act);
    if (!frame) return FaultAnswer::no_memory;
    fault.kind = FaultKind::major;
    return await(space, fault, *frame, FaultAnswer::reading);
}

/// The frame is the fault's, and nobody else gets it, until `finish`.
FaultAnswer Memory::await(const AddressSpace& space, PageFault& fault, FrameNo frame, FaultAnswer answer) {
    fault.frame = frame;
    reading_[{space.id(), fault.page}] = frame;
    return answer;
}

/// Is the page still what it was when its fault began to wait?
bool Memory::is_awaited(const AddressSpace& space, const PageFault& fault) const {
    const Segment* segment = space.at(fault.page);
    if (segment == nullptr) return false;
    const Pte pte = space.table().at(fault.page);
    if (fault.kind == FaultKind::copy_on_write) return pte.has(Pte::present) && pte.has(Pte::copy_on_write);
    if (pte.has(Pte::present)) return false;
    return segment->is_shared() || pte.exists() == (fault.kind == FaultKind::major);
}

void Memory::finish(CpuId by, const PageFault& fault, Time now, std::uint64_t next_use, Effects& effects) {
    const auto found = reading_.find({fault.space, fault.page});
    if (found == reading_.end()) return;
    const FrameNo frame = found->second;
    reading_.erase(found);
    AddressSpace& space = *spaces_[fault.space.value];
    const Segment* segment = space.at(fault.page);
    if (!is_awaited(space, fault)) // unmapped meanwhile, or the page to be copied is gone
        return give_back(segment != nullptr ? segment->kind : SegmentKind::heap, frame);
    const Act act{by, now, effects};
    if (segment->is_shared()) {
        finish_shared(space, *segment, fault, frame, next_use, act);
    } else if (fault.kind == FaultKind::copy_on_write) {
        copy_to(space, *segment, fault.page, frame, next_use, act);
    } else {
        space.table().map(fault.page, 1, {frame, flags_for(*segment, fault.page)});
        came_in(space, segment->kind, fault.page, frame, now, next_use);
        if (fault.kind == FaultKind::major && replacement_->holds(frame)) replacement_->is_on_device(frame);
        ++effects.mapped;
    }
    if (replacement_) arrived_.insert({fault.space, fault.page});
}

void Memory::finish_shared(AddressSpace& space, const Segment& segment, const PageFault& fault, FrameNo frame,
                           std::uint64_t next_use, const Act& act) {
    const PageNo index(fault.page.value - segment.first.value);
    if (object_of(segment).table.at(index).has(Pte::present)) { // another space was quicker
        give_back(segment.kind, frame);
    } else {
        enter_object(segment, fault.page, frame, act.now, next_use);
        if (fault.kind == FaultKind::major && replacement_->holds(frame)) replacement_->is_on_device(frame);
    }
    PageFault again = fault;
    map_shared(space, segment, again, next_use, act);
}

/// The object has the page in this frame from now on.
void Memory::enter_object(const Segment& segment, PageNo page, FrameNo frame, Time now,
                          std::uint64_t next_use) {
    const PageNo index(page.value - segment.first.value);
    object_of(segment).table.map(index, 1, {frame, Pte::present});
    if (is_pageable(segment.kind)) replacement_->came_in(frame, object_page(segment, page), now, next_use);
}

std::optional<FrameNo> Memory::take_frame(AddressSpace& space, SegmentKind kind, const Act& act) {
    while (!has_frames(kind, 1)) {
        if (!replacement_ || replacement_->in_use() == 0) return std::nullopt;
        evict(replacement_->victim(space.id()), act);
    }
    counted_ += counts(kind) ? 1 : 0;
    return frames_.allocate(space.id());
}

/// A frame that was taken for a page which does not need it any more.
void Memory::give_back(SegmentKind kind, FrameNo frame) {
    counted_ -= counts(kind) ? 1 : 0;
    frames_.release({frame, 1});
}

void Memory::give_up_old(CpuId by, SpaceId space, Time now, Effects& effects) {
    std::vector<FrameNo> old;
    for (const SpaceId each : {space, SpaceId()}) { // what spaces share is of none
        replacement_->outside_window(each, now, old);
        for (const FrameNo frame : old)
            if (!is_expected(frame)) evict(frame, {by, now, effects});
    }
}

/// Has the page come in for a reference that is yet to be made?
bool Memory::is_expected(FrameNo frame) const {
    const auto awaits = [this](const Residence& each) { return arrived_.count({each.space, each.page}) > 0; };
    if (awaits(replacement_->at(frame))) return true;
    const auto others = sharers_.find(frame);
    return others != sharers_.end() && std::any_of(others->second.begin(), others->second.end(), awaits);
}

void Memory::evict(FrameNo frame, const Act& act) {
    std::vector<Residence> mappings;
    if (const auto others = sharers_.find(frame); others != sharers_.end()) mappings = others->second;
    const Residence known = replacement_->at(frame);
    if (known.space) mappings.insert(mappings.begin(), known);
    const bool dirty = is_dirty(frame, mappings);
    std::optional<FrameNo> slot; // a page that is nowhere else, and is not written, is zeros: it has none
    if (dirty || replacement_->has_on_device(frame) || is_in_file(known)) slot = FrameNo(++slots_);
    if (!known.space) {
        PageTable& table = objects_[known.page.value >> object_bits]->table;
        const PageNo index(known.page.value & ((std::uint64_t{1} << object_bits) - 1));
        if (slot)
            table.map(index, 1, {*slot, Pte::user});
        else
            table.unmap(index, 1);
    }
    for (const Residence& each : mappings)
        evict_mapping(each, frame, slot, act);
    act.effects.evicted.push_back({mappings.empty() ? known : mappings.front(), frame, dirty});
    for (std::uint32_t shares = frames_.at(frame).shares; shares > 0; --shares)
        frames_.release({frame, 1});
    forget_frame(frame);
}

/// Has anybody written to it since it came in?
bool Memory::is_dirty(FrameNo frame, const std::vector<Residence>& mappings) const {
    return replacement_->has_written(frame) ||
           std::any_of(mappings.begin(), mappings.end(), [&](const Residence& each) {
               return spaces_[each.space.value]->table().at(each.page).has(Pte::dirty);
           });
}

/// A program's text and data are read from its file; so are the pages of an exercise.
bool Memory::is_in_file(Residence page) const {
    if (!page.space) return !objects_[page.page.value >> object_bits]->lasting;
    const AddressSpace& space = *spaces_[page.space.value];
    const Segment* segment = space.at(page.page);
    return segment == nullptr || segment->kind == SegmentKind::data ||
           (space.is_implicit() && segment->kind == SegmentKind::heap);
}

void Memory::evict_mapping(Residence page, FrameNo frame, std::optional<FrameNo> slot, const Act& act) {
    AddressSpace& space = *spaces_[page.space.value];
    split_huge(space, page.page, 1, act.by, act.effects);
    const Pte pte = space.table().at(page.page);
    OSSIM_CHECK(pte.has(Pte::present) && pte.frame == frame);
    const auto flags =
        static_cast<std::uint8_t>((pte.flags | Pte::user) & ~(Pte::present | Pte::accessed | Pte::dirty));
    if (slot)
        space.table().map(page.page, 1, {*slot, flags});
    else
        space.table().unmap(page.page, 1);
    arrived_.erase({page.space, page.page});
    changed(space, page.page, 1, PageSize::base, act.by, act.effects);
}

/// Huge pages that lie in the range, or reach into it, become small ones.
void Memory::split_huge(AddressSpace& space, PageNo first, std::uint64_t pages, CpuId by, Effects& effects) {
    const std::uint64_t whole = space.table().entries_per_table();
    std::vector<PageNo> blocks;
    space.table().for_each(first, pages, [&](const PteRun& run) {
        if (!run.pte.has(Pte::huge)) return;
        for (std::uint64_t at = run.first.value / whole * whole; at < run.first.value + run.pages;
             at += whole)
            blocks.push_back(PageNo(at));
    });
    for (const PageNo block : blocks) {
        space.table().change(block, whole, 0, Pte::huge);
        changed(space, block, whole, PageSize::huge, by, effects);
    }
}

void Memory::came_in(AddressSpace& space, SegmentKind kind, PageNo page, FrameNo frame, Time now,
                     std::uint64_t next_use) {
    if (is_pageable(kind)) replacement_->came_in(frame, {space.id(), page}, now, next_use);
}

/// One more space maps these frames.
void Memory::join(SpaceId space, const PteRun& run) {
    frames_.share({run.pte.frame, run.pages});
    for (std::uint64_t i = 0; replacement_ && i < run.pages; ++i)
        if (replacement_->holds(run.pte.frame + i))
            sharers_[run.pte.frame + i].push_back({space, run.first + i});
}

void Memory::drop(AddressSpace& space, const PteRun& run, Effects& effects) {
    if (!replacement_) {
        effects.freed += frames_.release({run.pte.frame, run.pages});
        return;
    }
    for (std::uint64_t i = 0; i < run.pages; ++i) {
        const FrameNo frame = run.pte.frame + i;
        if (run.pte.has(Pte::dirty) && replacement_->holds(frame)) replacement_->was_written(frame);
        drop_one(space.id(), run.first + i, frame, effects);
    }
}

void Memory::drop_one(SpaceId space, PageNo page, FrameNo frame, Effects& effects) {
    arrived_.erase({space, page});
    if (frames_.release({frame, 1}) > 0) {
        ++effects.freed;
        if (replacement_) forget_frame(frame);
        return;
    }
    if (!replacement_ || !replacement_->holds(frame)) return;
    const auto others = sharers_.find(frame);
    if (others == sharers_.end()) return;
    std::vector<Residence>& sharers = others->second;
    if (const Residence known = replacement_->at(frame); known.space == space && known.page == page) {
        replacement_->moved(frame, sharers.front());
        sharers.erase(sharers.begin());
    } else {
        std::erase_if(sharers,
                      [&](const Residence& each) { return each.space == space && each.page == page; });
    }
    if (sharers.empty()) sharers_.erase(others);
}

/// Nobody uses the frame any more.
void Memory::forget_frame(FrameNo frame) {
    if (!replacement_->holds(frame)) return;
    replacement_->gone(frame);
    sharers_.erase(frame);
    counted_ -= spec_.frames ? 1 : 0;
}

} // namespace ossim
