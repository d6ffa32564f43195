// References to memory, one by one; and what changes an address space.
#include "syscalls/perform.hpp"

#include "objects/references.hpp"

#include <algorithm>

namespace ossim {

namespace {

using Referral = Scheduling::Referral;

/// References that a step does before others may come, though no time passes.
constexpr std::uint32_t references_at_once = 64;

AddressSpace& space_of(Services& services, const Thread& thread) {
    return services.memory->space(thread.space);
}

Segment* segment_of(Services& services, const Thread& thread, const FlatSegment& wanted) {
    return find_segment(space_of(services, thread), wanted, services.threads.rest(thread.view.tid).stack);
}

StepResult segmentation_fault(Services& services, Thread& thread, PageNo page = {}, bool write = false) {
    const auto cpu = static_cast<std::uint16_t>(thread.cpu.value);
    services.tracer.emit(services.scheduling.now(),
                         Faulted{page.value, thread.view.tid, cpu, FaultKind::segment, write});
    services.scheduling.kill(thread, segmentation_status, Cause::segmentation_fault);
    return {StepResult::Kind::ended, {}};
}

/// Where a reference goes that its segment is too small for: behind it, or below a stack. Another segment may
/// lie there; it is not what the program means.
PageNo outside(const Segment& segment, std::uint64_t index) {
    if (segment.kind != SegmentKind::stack) return segment.first + index;
    return PageNo(segment.end().value - std::min(segment.end().value, index + 1));
}

/// The range of an unmap or a protect within its segment; nothing if it reaches past it.
std::optional<PageRange> within(const Segment& segment, PageRange range) {
    if (range.pages == 0) return PageRange{0, segment.pages};
    if (range.first >= segment.pages || range.pages > segment.pages - range.first) return std::nullopt;
    return range;
}

/// Mappings are many; the run ends before they fill the memory of ossim.
bool too_many_regions(Services& services, const Thread& thread) {
    const std::uint64_t most = services.scenario.limits.segments;
    if (space_of(services, thread).regions() < most) return false;
    services.scheduling.stop(Outcome::limit, "segments of one process", most);
    return true;
}

/// When the page that the thread refers to now is referred to again, as replacement by the future asks.
std::uint64_t next_use(Services& services, const Thread& thread, PageAhead page) {
    if (!services.memory->asks_for_future()) return never_again;
    std::unique_ptr<ReferencesAhead>& ahead = services.threads.rest(thread.view.tid).ahead;
    if (!ahead) ahead = std::make_unique<ReferencesAhead>();
    return ahead->next_use(thread, services, page);
}

/// The reference is done: the next one follows.
void go_on(Services& services, Thread& thread, Frame& frame, bool has_drawn) {
    if (has_drawn) thread.random.skip(1);
    ++frame.reference;
    if (ReferencesAhead* ahead = services.threads.rest(thread.view.tid).ahead.get()) ahead->made();
}

} // namespace

StepResult address_space_full(Services& services, Thread& thread) {
    services.scheduling.kill(thread, killed_status, Cause::address_space_full);
    return {StepResult::Kind::ended, {}};
}

StepResult perform(Services& services, Thread& thread, const AccessOp& op) {
    const Tid tid = thread.view.tid;
    Frame& frame = services.threads.frame(tid);
    Segment* segment = segment_of(services, thread, op.segment);
    if (segment == nullptr) return segmentation_fault(services, thread);
    const References references(services.code.references[op.references], segment->pages);
    for (std::uint32_t i = 0; i < references_at_once; ++i) {
        if (frame.reference >= references.count()) {
            frame.reference = 0;
            return {};
        }
        const std::uint64_t bits = thread.random.upcoming();
        const std::uint64_t index = references.page(frame.reference, bits);
        const bool writes = is_due(frame.reference, op.write);
        if (index >= segment->pages)
            return segmentation_fault(services, thread, outside(*segment, index), writes);
        const std::uint64_t next = next_use(services, thread, {op.segment, index});
        const Referral referral =
            services.scheduling.refer(thread, segment->page_at(index), writes, next, op.each);
        if (referral == Referral::ended) return {StepResult::Kind::ended, {}};
        if (referral == Referral::waits) return {StepResult::Kind::retries, {}};
        go_on(services, thread, frame, references.draws());
        if (op.each == Duration()) continue;
        --thread.pc; // the next one follows when this one's time is over
        return {StepResult::Kind::takes, op.each};
    }
    --thread.pc;
    return {};
}

StepResult perform(Services& services, Thread& thread, const MapOp& op) {
    if (too_many_regions(services, thread)) return {};
    Effects effects;
    const CpuId cpu = thread.cpu;
    const Segment* made = services.memory->map(thread.space, op.name, op.bytes, op.allow, op.demand, op.huge,
                                               cpu, services.scheduling.now(), effects);
    services.scheduling.follow(thread, effects);
    if (made != nullptr) return {};
    return address_space_full(services, thread);
}

StepResult perform(Services& services, Thread& thread, const UnmapOp& op) {
    if (too_many_regions(services, thread)) return {};
    Segment* segment = segment_of(services, thread, op.segment);
    const auto range = segment != nullptr ? within(*segment, op.range) : std::nullopt;
    if (!range) return segmentation_fault(services, thread);
    Effects effects;
    services.memory->unmap(thread.space, *segment, range->first, range->pages, thread.cpu, effects);
    services.scheduling.follow(thread, effects);
    return {};
}

StepResult perform(Services& services, Thread& thread, const ProtectOp& op) {
    if (too_many_regions(services, thread)) return {};
    Segment* segment = segment_of(services, thread, op.segment);
    const auto range = segment != nullptr ? within(*segment, op.range) : std::nullopt;
    if (!range) return segmentation_fault(services, thread);
    Effects effects;
    services.memory->protect(thread.space, *segment, range->first, range->pages, op.allow, thread.cpu,
                             effects);
    services.scheduling.follow(thread, effects);
    return {};
}

StepResult perform(Services& services, Thread& thread, const GrowHeapOp& op) {
    if (services.memory->grow_heap(thread.space, op.bytes)) return {};
    return address_space_full(services, thread);
}

StepResult perform(Services& services, Thread& thread, const AttachOp& op) {
    if (segment_of(services, thread, {SegmentKind::shared, op.name}) != nullptr) return {};
    if (services.memory->attach(thread.space, op.name, op.bytes) != nullptr) return {};
    return address_space_full(services, thread);
}

StepResult perform(Services& services, Thread& thread, const FaultOp&) {
    return segmentation_fault(services, thread);
}

} // namespace ossim
