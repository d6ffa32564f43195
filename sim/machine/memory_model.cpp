// The hot path is `touch`; all else happens once a switch or less.
#include "machine/memory_model.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <bit>

namespace ossim {

namespace {

/// Kinds of page families. Tables of the level k (1 is the last) are `table + k`.
enum Kind : std::uint32_t { base_pages = 0, huge_pages = 1, frames = 2, table = 8 };

/// Where the kernel's half of an address space of 48 bits begins: no process has pages there.
constexpr PageNo first_kernel_page{std::uint64_t{1} << 35U};

PageRun kernel_run(const TlbSpec& spec, bool kpti) {
    PageRun run{first_kernel_page, FrameNo(), spec.kernel_pages};
    run.global = !kpti;
    return run;
}

/// Of a power of two.
std::uint32_t log2_of(std::uint64_t number) { return static_cast<std::uint32_t>(std::bit_width(number) - 1); }

std::uint32_t tags_of(const TlbSpec& spec) { return std::max(spec.tags, std::uint32_t{1}); }

TlbSpec walk_cache_of(const MemorySpec& spec) {
    TlbSpec cache;
    if (spec.tlb.walk_entries != 0) cache.levels.push_back({spec.tlb.walk_entries, 0});
    return cache;
}

Leaving& place(std::vector<Leaving>& all, std::uint32_t id) {
    if (id >= all.size()) all.resize(std::max<std::size_t>(id + std::size_t{1}, all.size() * 2));
    return all[id];
}

Leaving left(const std::vector<Leaving>& all, std::uint32_t id) {
    return id < all.size() ? all[id] : Leaving{};
}

} // namespace

MemoryModel::Cpu::Cpu(const MemorySpec& spec, std::uint32_t tags, Stream stream,
                      std::vector<FootprintLevel>& shared)
    : tlb(spec.tlb, tags, stream), walks(walk_cache_of(spec), tags, stream),
      slots(spec.tlb.tags < first_full_asids ? spec.tlb.tags : 0), caches(spec.cache, shared) {}

MemoryModel::MemoryModel(std::uint32_t cpus, const MemorySpec& spec, bool kpti, std::uint64_t seed)
    : levels_(spec.page_table.linear ? 1 : spec.page_table.levels),
      index_bits_(log2_of(spec.page_size / spec.page_table.entry_bytes)),
      line_bits_(log2_of(std::max(spec.cache.line / spec.page_table.entry_bytes, std::uint32_t{1}))),
      kernel_(kernel_run(spec.tlb, kpti)), flush_at_crossings_(kpti && spec.tlb.tags == 0),
      has_walk_cache_(spec.tlb.walk_entries != 0 && levels_ > 1) {
    OSSIM_CHECK(levels_ >= 1 && levels_ <= 5);
    for (const CacheLevel& level : spec.cache.levels)
        if (level.shared) shared_.emplace_back(level.size / spec.cache.line);
    if (spec.tlb.tags >= first_full_asids) asids_.emplace(spec.tlb.tags, cpus);
    cpus_.reserve(cpus);
    for (std::uint32_t cpu = 0; cpu < cpus; ++cpu)
        cpus_.emplace_back(spec, tags_of(spec.tlb), Stream(seed, "tlb", cpu), shared_);
}

void MemoryModel::flush_all(Cpu& cpu, bool globals_too) {
    const Stamp now = tick();
    cpu.tlb.flush_all(now, globals_too);
    cpu.walks.flush_all(now, globals_too);
}

void MemoryModel::flush_tag(Cpu& cpu, TlbTag tag) {
    const Stamp now = tick();
    cpu.tlb.flush_tag(tag, now);
    cpu.walks.flush_tag(tag, now);
}

SpaceLoad MemoryModel::load(CpuId id, SpaceId space, bool reload) {
    Cpu& cpu = cpus_[id.value];
    const bool other = cpu.loaded != space;
    cpu.loaded = space;
    const TagChoice choice = asids_ ? asids_->choose(id, space) : cpu.slots.choose(space, generation(space));
    cpu.tag = choice.tag;
    const bool stale = reload && !other;
    if (choice.new_generation)
        flush_all(cpu, false);
    else if (choice.flush || stale)
        flush_tag(cpu, choice.tag);
    if (other) cpu.caches.flush_virtual(tick());
    return {true, choice.new_generation || choice.flush || stale, choice.new_tag, choice.from};
}

bool MemoryModel::crossing(CpuId cpu) {
    if (flush_at_crossings_) flush_all(cpus_[cpu.value], true);
    return flush_at_crossings_;
}

void MemoryModel::switched_out(CpuId id, Tid thread) {
    Cpu& cpu = cpus_[id.value];
    const Leaving leaving{tick(), cpu.tlb.flushed(cpu.tag)};
    place(cpu.threads, thread.value) = leaving;
    place(cpu.spaces, cpu.loaded.value) = leaving;
    place(threads_left_, thread.value) = leaving;
    place(spaces_left_, cpu.loaded.value) = leaving;
    cpu.run = cpu.run_anywhere = {};
}

void MemoryModel::switched_in(CpuId id, Tid thread) {
    Cpu& cpu = cpus_[id.value];
    const std::uint32_t space = cpu.loaded.value;
    const Stamp began = tick();
    const Stamp flushed = cpu.tlb.flushed(cpu.tag);
    cpu.run = {left(cpu.threads, thread.value), left(cpu.spaces, space), began, flushed};
    cpu.run_anywhere = {left(threads_left_, thread.value), left(spaces_left_, space), began, flushed};
}

void MemoryModel::touch(CpuId id, const PageRun& run, Refill& refill) {
    Cpu& cpu = cpus_[id.value];
    const SpaceId space = run.global ? SpaceId{} : cpu.loaded;
    const TlbTag tag = run.global ? cpu.tlb.global_tag() : cpu.tag;
    const std::uint32_t shift = run.size == PageSize::huge ? index_bits_ : 0;
    const PageFamily family{space, run.size == PageSize::huge ? huge_pages : base_pages};
    const bool caches = run.lines != 0 && !cpu.caches.empty();
    LineSources& sources = run.sequential ? refill.sequential : refill.random;
    Walker walker{};
    walker.lines.fill(~std::uint64_t{0});
    walker.region = ~std::uint64_t{0};
    TlbPage page{no_page, 0, run.size};
    PageId line_id = no_page, virtual_id = no_page;
    for (std::uint64_t i = 0; i < run.pages; ++i) {
        const std::uint64_t number = (run.page.value + i) >> shift;
        if (page.id == no_page || number != page.number) {
            const bool next = page.id != no_page && number % PageIds::block != 0;
            page.id = next ? page.id + 1 : virtual_ids_.id(family, number);
            page.number = number;
            translate(cpu, page, space, tag, walker, refill);
        }
        if (!caches) continue;
        const std::uint64_t frame = run.frame.value + i;
        line_id = line_id != no_page && frame % PageIds::block != 0 ? line_id + 1
                                                                    : line_ids_.id({{}, frames}, frame);
        if (cpu.caches.has_virtual_first()) {
            virtual_id = page.id;
            if (shift != 0) virtual_id = virtual_ids_.id({space, base_pages}, run.page.value + i);
        }
        cpu.caches.touch(virtual_id, line_id, run.lines, cpu.run, cpu.run_anywhere, clock_.now(), sources);
    }
    refill.references += run.pages;
}

void MemoryModel::translate(Cpu& cpu, const TlbPage& page, SpaceId space, TlbTag tag, Walker& walker,
                            Refill& refill) {
    const TlbResult result = cpu.tlb.access(page, tag, cpu.run, clock_.now());
    switch (result.hit()) {
    case TlbHit::first: return;
    case TlbHit::second:
        ++refill.tlb_second;
        refill.tlb_second_by_switch += result.by_switch() ? 1 : 0;
        return;
    case TlbHit::none: break;
    }
    ++refill.walks;
    refill.compulsory += result.compulsory() ? 1 : 0;
    refill.walks_by_switch += result.by_switch() ? 1 : 0;
    walk(cpu, page, space, tag, walker, result.by_switch(), refill);
}

void MemoryModel::walk(Cpu& cpu, const TlbPage& page, SpaceId space, TlbTag tag, Walker& walker,
                       bool by_switch, Refill& refill) {
    const std::uint32_t depth = page.size == PageSize::huge ? 2 : 1;
    const std::uint64_t region = page.number >> index_bits_;
    const bool short_walk = skips_upper_levels(cpu, space, tag, region, depth, walker);
    std::uint64_t warm = 0, cold = 0, entry = page.number;
    for (std::uint32_t level = depth; level <= std::max(levels_, depth); ++level, entry >>= index_bits_) {
        const std::uint64_t line = entry >> line_bits_;
        bool near = cpu.caches.empty() || walker.lines[level - 1] == line;
        if (!near)
            near = cpu.caches.touch_table(line_ids_.id({space, table + level}, line), cpu.run,
                                          cpu.run_anywhere, clock_.now());
        walker.lines[level - 1] = line;
        ++(near ? warm : cold);
        if (short_walk) break;
    }
    refill.levels.warm += warm;
    refill.levels.cold += cold;
    if (!by_switch) return;
    refill.levels_by_switch.warm += warm;
    refill.levels_by_switch.cold += cold;
}

bool MemoryModel::skips_upper_levels(Cpu& cpu, SpaceId space, TlbTag tag, std::uint64_t region,
                                     std::uint32_t depth, Walker& walker) {
    if (!has_walk_cache_ || depth >= levels_) return false;
    if (walker.region == region) return true;
    walker.region = region;
    const TlbPage as_page{virtual_ids_.id({space, table + depth}, region), region, PageSize::base};
    return cpu.walks.access(as_page, tag, cpu.run, clock_.now()).hit() == TlbHit::first;
}

Invalidation MemoryModel::change(CpuId by, MappingChange& change) {
    const std::uint32_t space = change.space.value;
    if (space >= generations_.size()) generations_.resize(space + std::size_t{1});
    change.generation = ++generations_[space];
    if (asids_) // the hardware tells all CPUs
        for (std::uint32_t cpu = 0; cpu < cpus_.size(); ++cpu)
            if (cpu != by.value) invalidate(CpuId(cpu), change);
    return invalidate(by, change);
}

Invalidation MemoryModel::invalidate(CpuId id, const MappingChange& change) {
    Cpu& cpu = cpus_[id.value];
    const TlbTag tag = asids_ ? asids_->tag_of(change.space) : cpu.tag;
    if (asids_ ? tag == 0 : cpu.loaded != change.space) return {};
    if (change.pages == 0) return {};
    const bool huge = change.size == PageSize::huge;
    const std::uint32_t shift = huge ? index_bits_ : 0;
    const std::uint64_t first = change.first.value >> shift;
    const std::uint64_t count = ((change.first.value + change.pages - 1) >> shift) - first + 1;
    if (!cpu.tlb.flushes_singly(count)) {
        cpu.slots.refresh(change.space, generation(change.space), true);
        flush_tag(cpu, tag);
        return {0, true};
    }
    cpu.slots.refresh(change.space, change.generation, false);
    const Stamp now = tick();
    for (std::uint64_t number = first; number < first + count; ++number)
        invalidate_page(cpu, change.space, tag, number, change.size, now);
    return {count, false};
}

void MemoryModel::invalidate_page(Cpu& cpu, SpaceId space, TlbTag tag, std::uint64_t number, PageSize size,
                                  Stamp now) {
    const bool huge = size == PageSize::huge;
    const PageId page = virtual_ids_.find({space, huge ? huge_pages : base_pages}, number);
    if (page != no_page) cpu.tlb.flush_page({page, number, size}, tag, now);
    const std::uint64_t region = number >> index_bits_;
    const PageId above = virtual_ids_.find({space, table + (huge ? 2U : 1U)}, region);
    if (above != no_page) cpu.walks.flush_page({above, region, PageSize::base}, tag, now);
}

void MemoryModel::flush_space(CpuId id, SpaceId space) {
    Cpu& cpu = cpus_[id.value];
    if (cpu.loaded != space) return;
    cpu.slots.refresh(space, generation(space), true);
    flush_tag(cpu, cpu.tag);
}

void MemoryModel::remove(SpaceId space) {
    for (Cpu& cpu : cpus_)
        cpu.slots.remove(space);
    if (asids_) asids_->remove(space);
    virtual_ids_.remove(space, [&](PageFamily family, std::uint64_t number, PageId id) {
        for (std::uint32_t i = 0; i < PageIds::block; ++i)
            forget(family, number + i, id + i);
    });
    line_ids_.remove(space, [&](PageFamily, std::uint64_t, PageId id) {
        for (std::uint32_t i = 0; i < PageIds::block; ++i)
            for (Cpu& cpu : cpus_)
                cpu.caches.forget(id + i);
    });
}

void MemoryModel::forget(PageFamily family, std::uint64_t number, PageId id) {
    const PageSize size = family.kind == huge_pages ? PageSize::huge : PageSize::base;
    for (Cpu& cpu : cpus_) {
        (family.kind > table ? cpu.walks : cpu.tlb).forget({id, number, size});
        if (family.kind == base_pages) cpu.caches.forget_virtual(id);
    }
}

bool MemoryModel::holds(CpuId id, PageNo page, PageSize size) const {
    const Cpu& cpu = cpus_[id.value];
    const bool huge = size == PageSize::huge;
    const std::uint64_t number = huge ? page.value >> index_bits_ : page.value;
    const PageId known = virtual_ids_.find({cpu.loaded, huge ? huge_pages : base_pages}, number);
    return known != no_page && cpu.tlb.holds({known, number, size}, cpu.tag);
}

void MemoryModel::age() {
    const Stamp by = std::min(clock_.now() - 1, SwitchClock::limit / 2);
    const auto age_all = [by](std::vector<Leaving>& all) {
        for (Leaving& each : all)
            each.age(by);
    };
    for (Cpu& cpu : cpus_) {
        cpu.tlb.age(by);
        cpu.walks.age(by);
        cpu.caches.age(by);
        cpu.run.age(by);
        cpu.run_anywhere.age(by);
        age_all(cpu.threads);
        age_all(cpu.spaces);
    }
    for (FootprintLevel& level : shared_)
        level.age(by);
    age_all(threads_left_);
    age_all(spaces_left_);
    clock_.age(by);
}

} // namespace ossim
