// Whole spaces and segments: creation, fork, sharing, the end. Faults and replacement are in paging.cpp.
#include "objects/memory.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace ossim {

namespace {
/// For a change of everything: more pages than any flush invalidates singly.
constexpr std::uint64_t all_pages = std::uint64_t{1} << 52U;
} // namespace

Memory::Memory(const MemorySpec& spec, Mmu& mmu, Names& names, std::uint64_t seed)
    : spec_(spec), mmu_(mmu), names_(names), frames_(std::nullopt), spaces_(1), tables_(1) {
    if (spec.frames || spec.bytes != 0) replacement_.emplace(spec, seed);
}

bool Memory::is_pageable(SegmentKind kind) const {
    if (!replacement_) return false;
    return !spec_.frames || (kind != SegmentKind::text && kind != SegmentKind::stack);
}

bool Memory::has_frames(SegmentKind kind, std::uint64_t frames) const {
    if (spec_.frames) return !is_pageable(kind) || counted_ + frames <= *spec_.frames;
    return spec_.bytes == 0 || frames_.used() + table_pages_ + frames <= spec_.bytes / spec_.page_size;
}

std::uint64_t Memory::segment_pages(const ImageSpec& image) const {
    std::uint64_t pages = pages_of(image.text) + pages_of(image.data) + pages_of(image.bss) +
                          pages_of(image.heap.value_or(0)) + pages_of(image.stack);
    for (const MappingSpec& mapping : image.mappings)
        pages += pages_of(mapping.size);
    return pages;
}

std::unique_ptr<AddressSpace> Memory::empty_space(SpaceId id, const ImageSpec& image) const {
    return std::make_unique<AddressSpace>(id, spec_.page_table, spec_.page_size,
                                          linear_pages(spec_, segment_pages(image)));
}

/// The pages of the page table of such a space, once all its segments are there.
std::uint64_t Memory::tables_of(const ImageSpec& image) const {
    const auto space = empty_space({}, image);
    PageTable& table = space->table();
    const auto lay = [&](SegmentKind kind, std::uint64_t bytes) {
        if (const Segment* made = space->add(kind, pages_of(bytes)); made != nullptr)
            table.map(made->first, made->pages, {FrameNo(made->first.value), Pte::present});
    };
    lay(SegmentKind::text, image.text);
    lay(SegmentKind::data, image.data);
    lay(SegmentKind::bss, image.bss);
    lay(SegmentKind::heap, image.heap.value_or(0));
    lay(SegmentKind::stack, image.stack);
    for (const MappingSpec& mapping : image.mappings)
        lay(SegmentKind::mapping, mapping.size);
    return table.tables();
}

bool Memory::has_room(const ImageSpec& image) const {
    if (!image.given || image.demand || spec_.frames || spec_.bytes == 0) return true;
    return has_frames(SegmentKind::heap, segment_pages(image) + tables_of(image));
}

Segment* Memory::add_object(AddressSpace& space, SegmentKind kind, std::uint64_t bytes, From from,
                            std::uint32_t key) {
    const NameId name(from == From::shared_memory ? key : 0);
    Segment* segment = space.add(kind, pages_of(bytes), name);
    if (segment == nullptr) return nullptr;
    const auto [known, fresh] =
        object_numbers_.try_emplace({from, key}, static_cast<std::uint32_t>(objects_.size()));
    if (fresh)
        objects_.push_back(std::make_unique<SharedObject>(
            SharedObject{PageTable(spec_.page_table, spec_.page_size), 0, from == From::shared_memory}));
    segment->number = known->second;
    ++objects_[segment->number]->users;
    return segment;
}

bool Memory::add_image(AddressSpace& space, const ImageSpec& image, std::uint32_t program) {
    if (image.text != 0 &&
        add_object(space, SegmentKind::text, image.text, From::program, program) == nullptr)
        return false;
    const auto add = [&](SegmentKind kind, std::uint64_t bytes, NameId name) {
        if (bytes == 0) return true;
        Segment* segment = space.add(kind, pages_of(bytes), name);
        if (segment == nullptr) return false;
        segment->huge = image.huge_pages && kind != SegmentKind::stack;
        if (kind == SegmentKind::stack && image.demand) segment->grown = 1;
        return true;
    };
    if (!add(SegmentKind::data, image.data, {}) || !add(SegmentKind::bss, image.bss, {}) ||
        !add(SegmentKind::heap, image.heap.value_or(0), {}) || !add(SegmentKind::stack, image.stack, {}))
        return false;
    return std::all_of(image.mappings.begin(), image.mappings.end(), [&](const MappingSpec& mapping) {
        return add(SegmentKind::mapping, mapping.size, names_.intern(mapping.name));
    });
}

std::optional<SpaceId> Memory::create(const ImageSpec& image, std::uint32_t program, CpuId by, Time now,
                                      Effects& effects) {
    const SpaceId id(static_cast<std::uint32_t>(spaces_.size()));
    spaces_.push_back(empty_space(id, image));
    tables_.push_back(0);
    AddressSpace& space = *spaces_.back();
    if (!image.given) {
        space.add_implicit(pages_of(image.heap.value_or(0)));
    } else if (!add_image(space, image, program)) {
        release(id, effects);
        return std::nullopt;
    }
    if (image.given && !image.demand)
        for (auto& [first, segment] : space.segments())
            populate(space, segment, {by, now, effects});
    count_tables(space);
    return id;
}

/// Gives the segment all its pages, or as many as there are frames for; the rest come by faults, as all pages
/// do that an exercise counts.
void Memory::populate(AddressSpace& space, Segment& segment, const Act& act) {
    if (counts(segment.kind)) return;
    for (std::uint64_t done = 0; done < segment.pages;) {
        if (segment.is_shared()) {
            if (!populate_shared(space, segment, done, act)) return;
            ++done;
            continue;
        }
        const std::uint64_t huge = populate_huge(space, segment, done, act);
        done += huge;
        if (huge != 0) continue;
        const std::uint64_t whole = space.table().entries_per_table();
        std::uint64_t wanted = segment.pages - done;
        if (segment.huge) wanted = std::min(wanted, whole - (segment.first.value + done) % whole);
        while (wanted > 0 && !has_frames(segment.kind, wanted))
            wanted /= 2;
        if (wanted == 0) return;
        std::vector<FrameRun> runs;
        OSSIM_CHECK(frames_.allocate(space.id(), wanted, runs));
        for (const FrameRun& run : runs) {
            // A stack has its first pages at its upper end.
            const PageNo page = segment.page_at(done, run.frames);
            space.table().map(page, run.frames, {run.first, flags_for(segment, page)});
            for (std::uint64_t i = 0; replacement_ && i < run.frames; ++i)
                came_in(space, segment.kind, page + i, run.first + i, act.now, Replacement::never);
            done += run.frames;
        }
        act.effects.mapped += wanted;
    }
}

/// Huge pages from the `from`-th page on, as far as whole ones fit. How many small pages they are.
std::uint64_t Memory::populate_huge(AddressSpace& space, const Segment& segment, std::uint64_t from,
                                    const Act& act) {
    const std::uint64_t whole = space.table().entries_per_table();
    if (!segment.huge || (segment.first.value + from) % whole != 0) return 0;
    std::uint64_t done = 0;
    while (populate_one_huge(space, segment, segment.first + from + done, act))
        done += whole;
    return done;
}

/// A huge page that begins there; false if it does not fit, or something is there, or frames are not.
bool Memory::populate_one_huge(AddressSpace& space, const Segment& segment, PageNo first, const Act& act) {
    const std::uint64_t whole = space.table().entries_per_table();
    if (first + whole > segment.end() || !segment.parts.empty() || !has_frames(segment.kind, whole))
        return false;
    const PteRun there = space.table().run_at(first, whole);
    if (there.pte.exists() || there.pages < whole) return false;
    const std::optional<FrameNo> frame = frames_.allocate_aligned(space.id(), whole);
    if (!frame) return false;
    space.table().map(first, whole,
                      {*frame, static_cast<std::uint8_t>(flags_for(segment, first) | Pte::huge)});
    for (std::uint64_t i = 0; replacement_ && i < whole; ++i)
        came_in(space, segment.kind, first + i, *frame + i, act.now, Replacement::never);
    act.effects.mapped += whole;
    return true;
}

/// One page of a shared object, if it is there or there is a frame for it.
bool Memory::populate_shared(AddressSpace& space, const Segment& segment, std::uint64_t index,
                             const Act& act) {
    const PageNo page = segment.first + index;
    const Pte there = object_of(segment).table.at(PageNo(index));
    if (there.exists() && !there.has(Pte::present)) return true; // on the device: a fault will read it
    if (!there.exists() && !has_frames(segment.kind, 1)) return false;
    PageFault fault{FaultKind::minor, space.id(), page, false, {}};
    map_shared(space, segment, fault, Replacement::never, act);
    return true;
}

std::optional<ForkedSpace> Memory::fork(SpaceId of, bool eager, CpuId by, Time now, Effects& effects) {
    AddressSpace& parent = *spaces_[of.value];
    if (!eager) write_protect(parent);
    const SpaceId id(static_cast<std::uint32_t>(spaces_.size()));
    spaces_.push_back(std::make_unique<AddressSpace>(id, parent));
    tables_.push_back(0);
    AddressSpace& child = *spaces_.back();
    for (const auto& [first, segment] : child.segments())
        if (segment.is_shared()) ++object_of(segment).users;
    child.table().for_each([&](const PteRun& run) {
        if (run.pte.has(Pte::present)) join(id, run);
    });
    count_tables(child);
    if (eager) {
        if (!copy_eagerly(child, {by, now, effects})) {
            release(id, effects);
            return std::nullopt;
        }
    } else {
        changed(parent, PageNo(0), all_pages, PageSize::base, by, effects);
    }
    return ForkedSpace{id, child.table().entries(), child.table().tables()};
}

void Memory::write_protect(AddressSpace& space) {
    for (const auto& [first, segment] : space.segments())
        if (!segment.is_shared())
            space.table().change(segment.first, segment.pages, Pte::copy_on_write, Pte::writable,
                                 Pte::present | Pte::writable);
}

/// Where frames have no end, a copy takes them by the run: a child may have more pages than can be gone over.
void Memory::copy_whole(AddressSpace& child, const PteRun& run, const Act& act) {
    drop(child, run, act.effects);
    std::vector<FrameRun> copies;
    OSSIM_CHECK(frames_.allocate(child.id(), run.pages, copies));
    PageNo page = run.first;
    for (const FrameRun& copy : copies) {
        child.table().map(page, copy.frames,
                          {copy.first, static_cast<std::uint8_t>(run.pte.flags & ~Pte::huge)});
        page = page + copy.frames;
    }
    act.effects.copied += run.pages;
}

bool Memory::copy_eagerly(AddressSpace& child, const Act& act) {
    std::vector<std::pair<PteRun, SegmentKind>> runs;
    for (const auto& [first, segment] : child.segments()) {
        if (segment.is_shared()) continue;
        child.table().for_each(first, segment.pages, [&runs, kind = segment.kind](const PteRun& run) {
            if (run.pte.has(Pte::present)) runs.emplace_back(run, kind);
        });
    }
    for (const auto& [run, kind] : runs) {
        if (!replacement_) {
            copy_whole(child, run, act);
            continue;
        }
        for (std::uint64_t i = 0; i < run.pages; ++i) {
            const PageNo page = run.first + i;
            const Pte old = child.table().at(page);
            if (!old.has(Pte::present)) continue; // it has just made room for another
            const std::optional<FrameNo> frame = take_frame(child, kind, act);
            if (!frame) return false;
            if (child.table().at(page) != old) {
                give_back(kind, *frame);
                continue;
            }
            drop_one(child.id(), page, old.frame, act.effects);
            child.table().map(page, 1, {*frame, static_cast<std::uint8_t>(old.flags & ~Pte::huge)});
            came_in(child, kind, page, *frame, act.now, Replacement::never);
            ++act.effects.copied;
        }
    }
    return true;
}

Released Memory::release(SpaceId id, Effects& effects) {
    AddressSpace& space = *spaces_[id.value];
    if (--space.users > 0) return {};
    const Released released{true, space.table().entries(), space.table().tables()};
    space.table().for_each([&](const PteRun& run) {
        if (run.pte.has(Pte::present)) drop(space, run, effects);
    });
    for (const auto& [first, segment] : space.segments())
        if (segment.is_shared()) leave_object(segment, effects);
    const auto from = reading_.lower_bound({id, PageNo(0)});
    auto to = from;
    for (; to != reading_.end() && to->first.first == id; ++to) {
        const Segment* segment = space.at(to->first.second);
        give_back(segment != nullptr ? segment->kind : SegmentKind::heap, to->second);
    }
    reading_.erase(from, to);
    arrived_.erase(arrived_.lower_bound({id, PageNo(0)}),
                   arrived_.lower_bound({SpaceId(id.value + 1), PageNo(0)}));
    table_pages_ -= tables_[id.value];
    tables_[id.value] = 0;
    mmu_.remove(id);
    spaces_[id.value].reset();
    return released;
}

void Memory::leave_object(const Segment& segment, Effects& effects) {
    SharedObject& object = object_of(segment);
    if (--object.users > 0 || object.lasting) return;
    object.table.for_each([&](const PteRun& run) {
        if (!run.pte.has(Pte::present)) return;
        for (std::uint64_t i = 0; replacement_ && i < run.pages; ++i)
            forget_frame(run.pte.frame + i);
        effects.freed += frames_.release({run.pte.frame, run.pages});
    });
    for (auto known = object_numbers_.begin(); known != object_numbers_.end(); ++known)
        if (known->second == segment.number) {
            object_numbers_.erase(known);
            break;
        }
    objects_[segment.number].reset();
}

bool Memory::add_stack(SpaceId id, std::uint32_t thread, std::uint64_t bytes, bool demand, CpuId by, Time now,
                       Effects& effects) {
    if (bytes == 0) return true;
    AddressSpace& space = *spaces_[id.value];
    Segment* segment = space.add(SegmentKind::stack, pages_of(bytes), {}, thread);
    if (segment == nullptr) return false;
    if (demand)
        segment->grown = 1;
    else
        populate(space, *segment, {by, now, effects});
    count_tables(space);
    return true;
}

Segment* Memory::map(SpaceId id, NameId name, std::uint64_t bytes, Permission allow, bool demand, bool huge,
                     CpuId by, Time now, Effects& effects) {
    AddressSpace& space = *spaces_[id.value];
    Segment* segment = space.add(SegmentKind::mapping, pages_of(bytes), name);
    if (segment == nullptr) return nullptr;
    segment->allow = allow;
    segment->huge = huge;
    if (!demand && allow != Permission::none) populate(space, *segment, {by, now, effects});
    count_tables(space);
    return segment;
}

Segment* Memory::attach(SpaceId id, NameId name, std::uint64_t bytes) {
    return add_object(*spaces_[id.value], SegmentKind::shared, bytes, From::shared_memory, name.value);
}

void Memory::unmap(SpaceId id, Segment& segment, std::uint64_t first, std::uint64_t pages, CpuId by,
                   Effects& effects) {
    AddressSpace& space = *spaces_[id.value];
    pages = std::min(pages, segment.pages - std::min(first, segment.pages));
    if (pages == 0) return;
    const PageNo page = segment.page_at(first, pages);
    split_huge(space, page, pages, by, effects);
    bool any = false;
    space.table().for_each(page, pages, [&](const PteRun& run) {
        if (!run.pte.has(Pte::present)) return;
        drop(space, run, effects);
        any = true;
    });
    space.table().unmap(page, pages);
    if (any) changed(space, page, pages, PageSize::base, by, effects);
    if (pages < segment.pages) {
        space.take_out(segment, page, pages);
    } else {
        if (segment.is_shared()) leave_object(segment, effects);
        space.remove(segment);
    }
    count_tables(space);
}

void Memory::protect(SpaceId id, Segment& segment, std::uint64_t first, std::uint64_t pages, Permission allow,
                     CpuId by, Effects& effects) {
    AddressSpace& space = *spaces_[id.value];
    pages = std::min(pages, segment.pages - std::min(first, segment.pages));
    if (pages == 0) return;
    const PageNo page = segment.page_at(first, pages);
    space.protect(segment, page, pages, allow);
    split_huge(space, page, pages, by, effects);
    std::vector<PteRun> runs;
    space.table().for_each(page, pages, [&](const PteRun& run) { runs.push_back(run); });
    if (runs.empty()) return;
    const std::uint8_t permitted = allow == Permission::none ? 0 : Pte::user;
    space.table().change(page, pages, permitted,
                         static_cast<std::uint8_t>(Pte::writable | (Pte::user - permitted)), Pte::present);
    for (const PteRun& run : runs)
        for (std::uint64_t i = 0; allow == Permission::write && i < run.pages; ++i) {
            const bool copies =
                run.pte.has(Pte::present) && !segment.is_shared() && frames_.at(run.pte.frame + i).shares > 1;
            space.table().change(run.first + i, 1, copies ? Pte::copy_on_write : Pte::writable, 0);
        }
    changed(space, page, pages, PageSize::base, by, effects);
}

bool Memory::grow_heap(SpaceId id, std::uint64_t bytes) {
    AddressSpace& space = *spaces_[id.value];
    Segment* heap = space.find(SegmentKind::heap);
    if (heap != nullptr) return space.grow(*heap, pages_of(bytes));
    return space.add(SegmentKind::heap, pages_of(bytes)) != nullptr;
}

Footprint Memory::footprint(SpaceId id) const {
    const AddressSpace& space = *spaces_[id.value];
    Footprint footprint;
    footprint.tables = space.table().tables();
    for (const auto& each : space.segments()) {
        const Segment& segment = each.second;
        footprint.mapped += segment.pages;
        space.table().for_each(segment.first, segment.pages, [&](const PteRun& run) {
            if (!run.pte.has(Pte::present)) return;
            footprint.resident += run.pages;
            if (segment.kind == SegmentKind::stack) footprint.stacks += run.pages;
            footprint.shared += shared_of(segment, run);
        });
    }
    return footprint;
}

/// How many of the run other spaces map too.
std::uint64_t Memory::shared_of(const Segment& segment, const PteRun& run) const {
    const std::uint32_t alone = segment.is_shared() ? 2 : 1; // the object counts as one
    std::uint64_t shared = 0;
    for (std::uint64_t i = 0; i < run.pages;) {
        const FrameRun like = frames_.run_at(run.pte.frame + i, run.pages - i);
        if (frames_.at(like.first).shares > alone) shared += like.frames;
        i += like.frames;
    }
    return shared;
}

void Memory::changed(const AddressSpace& space, PageNo first, std::uint64_t pages, PageSize size, CpuId by,
                     Effects& effects, bool is_priced) {
    Shootdown shootdown;
    shootdown.change = {space.id(), first, pages, size, 0};
    shootdown.done = mmu_.change(by, shootdown.change, shootdown.others);
    if (is_priced) shootdown.done = {}; // whoever acts pays for its own entries otherwise
    if (shootdown.done.whole || shootdown.done.singly > 0 || !shootdown.others.empty())
        effects.shootdowns.push_back(std::move(shootdown));
}

void Memory::count_tables(const AddressSpace& space) {
    std::uint64_t& counted = tables_[space.id().value];
    table_pages_ -= counted;
    counted = space.table().tables();
    table_pages_ += counted;
}

} // namespace ossim
