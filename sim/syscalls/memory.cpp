// References to memory, one by one; and what changes an address space.
#include "syscalls/perform.hpp"

#include "syscalls/references.hpp"

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

StepResult segmentation_fault(Services& services, Thread& thread) {
    const auto cpu = static_cast<std::uint16_t>(thread.cpu.value);
    services.tracer.emit(services.scheduling.now(),
                         Faulted{0, thread.view.tid, cpu, FaultKind::segment, false});
    services.scheduling.kill(thread, segmentation_status, Cause::segmentation_fault);
    return {StepResult::Kind::ended, {}};
}

StepResult out_of_memory(Services& services, Thread& thread) {
    services.scheduling.kill(thread, killed_status, Cause::out_of_memory);
    return {StepResult::Kind::ended, {}};
}

/// The range of an unmap or a protect within its segment; nothing if it reaches past it.
std::optional<PageRange> within(const Segment& segment, PageRange range) {
    if (range.pages == 0) return PageRange{0, segment.pages};
    if (range.first >= segment.pages || range.pages > segment.pages - range.first) return std::nullopt;
    return range;
}

} // namespace

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
        const std::uint64_t bits = services.threads.stream(tid).at(thread.draws);
        const std::uint64_t index = references.page(frame.reference, bits);
        const bool writes = is_due(frame.reference, op.write);
        const PageNo page = index < segment->pages ? segment->page_at(index) : segment->first + index;
        const Referral referral =
            services.scheduling.refer(thread, page, writes, references.next_use(frame.reference), op.each);
        if (referral == Referral::ended) return {StepResult::Kind::ended, {}};
        if (referral == Referral::waits) return {StepResult::Kind::retries, {}};
        if (references.draws()) ++thread.draws;
        ++frame.reference;
        if (op.each == Duration()) continue;
        --thread.pc; // the next one follows when this one's time is over
        return {StepResult::Kind::takes, op.each};
    }
    --thread.pc;
    return {};
}

StepResult perform(Services& services, Thread& thread, const MapOp& op) {
    Effects effects;
    const CpuId cpu = thread.cpu;
    const Segment* made = services.memory->map(thread.space, op.name, op.bytes, op.allow, op.demand, op.huge,
                                               cpu, services.scheduling.now(), effects);
    services.scheduling.follow(thread, effects);
    if (made != nullptr) return {};
    return out_of_memory(services, thread);
}

StepResult perform(Services& services, Thread& thread, const UnmapOp& op) {
    Segment* segment = segment_of(services, thread, op.segment);
    const auto range = segment != nullptr ? within(*segment, op.range) : std::nullopt;
    if (!range) return segmentation_fault(services, thread);
    Effects effects;
    services.memory->unmap(thread.space, *segment, range->first, range->pages, thread.cpu, effects);
    services.scheduling.follow(thread, effects);
    return {};
}

StepResult perform(Services& services, Thread& thread, const ProtectOp& op) {
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
    return out_of_memory(services, thread);
}

StepResult perform(Services& services, Thread& thread, const AttachOp& op) {
    if (segment_of(services, thread, {SegmentKind::shared, op.name}) != nullptr) return {};
    if (services.memory->attach(thread.space, op.name, op.bytes) != nullptr) return {};
    return out_of_memory(services, thread);
}

StepResult perform(Services& services, Thread& thread, const FaultOp&) {
    return segmentation_fault(services, thread);
}

} // namespace ossim
