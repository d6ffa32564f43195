// Address spaces and paging: where segments lie, who shares which frame, what faults, and that nothing is
// lost.
#include "base/random.hpp"
#include "objects/memory.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace ossim;

namespace {

constexpr CpuId cpu0{0};

MemorySpec unlimited() {
    MemorySpec spec;
    spec.modelled = true;
    spec.page_table.levels = 4;
    spec.tlb.levels = {{64, 4}};
    spec.tlb.tags = 6;
    return spec;
}

MemorySpec frames(std::uint64_t count, PageReplacement rule) {
    MemorySpec spec = unlimited();
    spec.frames = count;
    spec.replacement = rule;
    return spec;
}

ImageSpec image(std::uint64_t heap_pages, bool demand = false) {
    ImageSpec spec;
    spec.given = true;
    spec.text = 8 * 4096;
    spec.data = 2 * 4096;
    spec.bss = 4096;
    spec.heap = heap_pages * 4096;
    spec.stack = 16 * 4096;
    spec.demand = demand;
    return spec;
}

ImageSpec implicit(std::uint64_t pages) {
    ImageSpec spec;
    spec.heap = pages * 4096;
    return spec;
}

/// A machine with its memory, and references that go on until they are done.
struct Machine {
    explicit Machine(const MemorySpec& memory_spec, std::uint32_t cpus = 1)
        : spec(memory_spec), mmu(cpus, true, spec, false, 1), memory(spec, mmu, names, 1) {}

    SpaceId start(const ImageSpec& spec_of, std::uint32_t program = 1) {
        const auto space = memory.create(spec_of, program, cpu0, now, effects);
        REQUIRE(space.has_value());
        return *space;
    }
    /// Touches pages of a segment; counts faults by kind. False: it ended in a violation.
    bool refer(SpaceId space, PageNo first, std::uint64_t pages, bool write,
               std::uint64_t next_use = Replacement::never) {
        mmu.load(cpu0, space);
        Reference reference{space, first, pages, write, 1, false, next_use};
        while (reference.pages > 0) {
            now = now + Duration(1);
            if (memory.has_window()) memory.give_up_old(cpu0, space, now, effects);
            const Touched touched = memory.touch(cpu0, reference, now, refill);
            reference.first = reference.first + touched.pages;
            reference.pages -= touched.pages;
            if (reference.pages == 0) break;
            PageFault fault = touched.fault;
            if (is_violation(fault.kind)) {
                ++faults[fault.kind];
                return false;
            }
            const FaultAnswer resolved = memory.resolve(cpu0, fault, now, next_use, effects);
            REQUIRE(resolved != FaultAnswer::no_memory);
            ++faults[fault.kind];
            if (resolved != FaultAnswer::done) memory.finish(cpu0, fault, now, next_use, effects);
        }
        return true;
    }
    PageNo page(SpaceId space, SegmentKind kind, std::uint64_t index) {
        return memory.space(space).find(kind)->page_at(index);
    }
    std::uint64_t all_faults() const {
        std::uint64_t sum = 0;
        for (const auto& [kind, count] : faults)
            sum += count;
        return sum;
    }
    MemorySpec spec;
    Names names;
    Mmu mmu;
    Memory memory;
    Effects effects;
    Refill refill;
    Time now;
    std::map<FaultKind, std::uint64_t> faults;
};

/// Every used frame is mapped as often as its share count says, counting an object's own pages once.
void require_consistent(Machine& m, std::uint32_t spaces, std::uint64_t objects_pages = 0) {
    std::map<std::uint64_t, std::uint32_t> mapped;
    for (std::uint32_t id = 1; id <= spaces; ++id) {
        if (!m.memory.exists(SpaceId(id))) continue;
        const AddressSpace& space = m.memory.space(SpaceId(id));
        space.table().for_each([&](const PteRun& run) {
            for (std::uint64_t i = 0; run.pte.has(Pte::present) && i < run.pages; ++i) {
                REQUIRE(space.at(run.first + i) != nullptr);
                ++mapped[run.pte.frame.value + i];
            }
        });
    }
    std::uint64_t of_objects = 0;
    m.memory.frames().for_each([&](FrameRun run, FrameUse use) {
        for (std::uint64_t i = 0; i < run.frames; ++i) {
            const std::uint32_t here = mapped[run.first.value + i];
            REQUIRE(here <= use.shares);
            REQUIRE(use.shares - here <= 1);
            of_objects += use.shares - here;
        }
    });
    CHECK(of_objects == objects_pages);
    CHECK(m.memory.frames().used() == mapped.size());
}

std::uint64_t faults_of(const MemorySpec& spec, const std::vector<std::uint64_t>& pages) {
    Machine m(spec);
    const SpaceId space = m.start(implicit(10));
    for (std::size_t i = 0; i < pages.size(); ++i) {
        std::uint64_t next = i + 1;
        while (next < pages.size() && pages[next] != pages[i])
            ++next;
        m.refer(space, PageNo(pages[i]), 1, false, next < pages.size() ? next : Replacement::never);
    }
    require_consistent(m, 1);
    CHECK(m.memory.frames().used() <= *spec.frames);
    return m.all_faults();
}

} // namespace

TEST_CASE("a process is laid out as Unix lays it out") {
    Machine m(unlimited());
    ImageSpec spec = image(100);
    spec.mappings = {{"log", 3 * 4096}};
    const SpaceId id = m.start(spec);
    std::vector<Segment> segments;
    for (const auto& [first, segment] : m.memory.space(id).segments())
        segments.push_back(segment);
    std::vector<SegmentKind> kinds;
    for (const Segment& each : segments)
        kinds.push_back(each.kind);
    CHECK(kinds == std::vector<SegmentKind>{SegmentKind::text, SegmentKind::data, SegmentKind::bss,
                                            SegmentKind::heap, SegmentKind::mapping, SegmentKind::stack});
    CHECK(segments.front().first.value * 4096 == 4 << 20);
    CHECK(segments.back().end().value * 4096 == std::uint64_t{1} << 47U);
    CHECK(segments[4].end() <= PageNo(segments[5].first.value - 1)); // the guard page
    CHECK_FALSE(m.refer(id, PageNo(segments[5].first.value - 1), 1, true));
    CHECK_FALSE(m.refer(id, PageNo(0), 1, false));
    CHECK(m.faults[FaultKind::segment] == 2);
    CHECK(m.memory.footprint(id).resident == 8 + 2 + 1 + 100 + 3 + 16);
    CHECK(m.memory.footprint(id).stacks == 16);
    CHECK(m.memory.footprint(id).tables == 1 + 2 + 2 + 2);
    require_consistent(m, 1, 8);
}

TEST_CASE("what is there from the start does not fault; what comes on demand faults once a page") {
    Machine there(unlimited()), later(unlimited());
    const SpaceId a = there.start(image(20)), b = later.start(image(20, true));
    CHECK(there.refer(a, there.page(a, SegmentKind::heap, 0), 20, true));
    CHECK(there.all_faults() == 0);
    CHECK(later.memory.frames().used() == 0);
    CHECK(later.refer(b, later.page(b, SegmentKind::heap, 0), 20, true));
    CHECK(later.refer(b, later.page(b, SegmentKind::heap, 0), 20, true));
    CHECK(later.faults[FaultKind::minor] == 20);
    CHECK(later.memory.frames().used() == 20);
    CHECK(later.memory.space(b).table().at(later.page(b, SegmentKind::heap, 3)).has(Pte::dirty));
    CHECK_FALSE(later.refer(b, later.page(b, SegmentKind::text, 0), 1, true));
    CHECK(later.faults[FaultKind::protection] == 1);
}

TEST_CASE("a stack grows downwards by faults, to its end and no further") {
    Machine m(unlimited());
    const SpaceId id = m.start(image(1, true));
    for (std::uint64_t index = 0; index < 16; ++index)
        CHECK(m.refer(id, m.page(id, SegmentKind::stack, index), 1, true));
    CHECK(m.faults[FaultKind::minor] == 1);
    CHECK(m.faults[FaultKind::stack_growth] == 15);
    CHECK_FALSE(m.refer(id, PageNo(m.page(id, SegmentKind::stack, 15).value - 1), 1, true));
    CHECK(m.memory.add_stack(id, 1, 8 * 4096, false, cpu0, m.now, m.effects));
    CHECK(m.memory.space(id).find(SegmentKind::stack, {}, 1)->pages == 8);
    CHECK(m.memory.footprint(id).stacks == 16 + 8);
}

TEST_CASE("the heap grows, and a segment that is full does not") {
    Machine m(unlimited());
    const SpaceId id = m.start(image(4, true));
    const PageNo behind = m.page(id, SegmentKind::heap, 4);
    CHECK_FALSE(m.refer(id, behind, 1, true));
    CHECK(m.memory.grow_heap(id, 3 * 4096));
    CHECK(m.refer(id, behind, 3, true));
    CHECK_FALSE(m.refer(id, behind + 3, 1, true));
    CHECK_FALSE(m.memory.grow_heap(id, std::uint64_t{1} << 50U));
}

TEST_CASE("text is shared by those that run the same program, and goes with the last of them") {
    Machine m(unlimited());
    const SpaceId a = m.start(image(1), 7), b = m.start(image(1), 7), c = m.start(image(1), 8);
    CHECK(m.memory.frames().used() == 8 + 8 + 3 * (2 + 1 + 1 + 16));
    CHECK(m.memory.footprint(a).shared == 8);
    CHECK(m.memory.footprint(c).shared == 0);
    CHECK(m.memory.release(a, m.effects).last);
    CHECK(m.memory.footprint(b).shared == 0);
    m.memory.release(b, m.effects);
    m.memory.release(c, m.effects);
    CHECK(m.memory.frames().used() == 0);
    CHECK(m.memory.table_pages() == 0);
}

TEST_CASE("fork shares every page; the first write copies, the last sharer keeps") {
    Machine m(unlimited());
    const SpaceId parent = m.start(image(10));
    const std::uint64_t before = m.memory.frames().used();
    m.mmu.load(cpu0, parent);
    const ForkedSpace forked = *m.memory.fork(parent, false, cpu0, m.now, m.effects);
    CHECK(forked.entries == before);
    CHECK(m.memory.frames().used() == before);
    CHECK(m.memory.footprint(parent).shared == before);
    CHECK(m.effects.shootdowns.size() == 1);
    CHECK(m.effects.shootdowns[0].done.whole); // the parent's TLB entries
    const PageNo heap = m.page(parent, SegmentKind::heap, 0);
    CHECK(m.refer(forked.child, heap, 10, false));
    CHECK(m.all_faults() == 0);
    CHECK(m.refer(forked.child, heap, 4, true));
    CHECK(m.faults[FaultKind::copy_on_write] == 4);
    CHECK(m.refer(parent, heap, 10, true));
    CHECK(m.faults[FaultKind::copy_on_write] == 4 + 6);
    CHECK(m.faults[FaultKind::reuse] == 4); // the child had left these
    CHECK(m.refer(forked.child, heap, 10, true));
    CHECK(m.faults[FaultKind::reuse] == 4 + 6);
    CHECK(m.effects.copied == 10);
    CHECK(m.memory.frames().used() == before + 10);
    CHECK(m.refer(parent, heap, 10, true));
    CHECK(m.all_faults() == 20);
    require_consistent(m, 2, 8);
    m.memory.release(forked.child, m.effects);
    require_consistent(m, 2, 8);
    CHECK(m.refer(parent, m.page(parent, SegmentKind::data, 0), 2, true));
    CHECK(m.faults[FaultKind::reuse] == 12);
}

TEST_CASE("an eager fork of more pages than can be gone over takes no time of ours") {
    Machine m(unlimited());
    constexpr std::uint64_t heap = std::uint64_t{1} << 32U; // 16 TiB
    const SpaceId parent = m.start(image(heap));
    const auto forked = m.memory.fork(parent, true, cpu0, m.now, m.effects);
    REQUIRE(forked.has_value());
    CHECK(m.effects.copied == heap + 2 + 1 + 16);
    CHECK(m.memory.footprint(forked->child).shared == 8); // text
    CHECK(m.memory.frames().used() == 8 + 2 * (heap + 2 + 1 + 16));
}

TEST_CASE("an eager fork copies at once, a vfork borrows") {
    Machine m(unlimited());
    const SpaceId parent = m.start(image(10));
    const std::uint64_t before = m.memory.frames().used();
    const ForkedSpace forked = *m.memory.fork(parent, true, cpu0, m.now, m.effects);
    CHECK(m.effects.copied == before - 8); // the text is shared
    CHECK(m.refer(forked.child, m.page(parent, SegmentKind::heap, 0), 10, true));
    CHECK(m.refer(parent, m.page(parent, SegmentKind::heap, 0), 10, true));
    CHECK(m.all_faults() == 0);
    m.memory.borrow(parent);
    CHECK_FALSE(m.memory.release(parent, m.effects).last);
    const Released released = m.memory.release(parent, m.effects);
    CHECK(released.last);
    CHECK(released.entries == before);
    require_consistent(m, 2, 8);
}

TEST_CASE("attached memory is seen by all, is not copied by fork, and outlasts them") {
    Machine m(unlimited());
    const SpaceId a = m.start(image(1)), b = m.start(image(1));
    const NameId name = m.names.intern("board");
    REQUIRE(m.memory.attach(a, name, 5 * 4096) != nullptr);
    REQUIRE(m.memory.attach(b, name, 5 * 4096) != nullptr);
    const PageNo in_a = m.memory.space(a).find(SegmentKind::shared, name)->first;
    const PageNo in_b = m.memory.space(b).find(SegmentKind::shared, name)->first;
    CHECK(m.refer(a, in_a, 5, true));
    const std::uint64_t used = m.memory.frames().used();
    CHECK(m.refer(b, in_b, 5, true));
    CHECK(m.memory.frames().used() == used);
    CHECK(m.faults[FaultKind::minor] == 10);
    const ForkedSpace forked = *m.memory.fork(a, false, cpu0, m.now, m.effects);
    CHECK(m.refer(forked.child, in_a, 5, true));
    CHECK(m.faults[FaultKind::copy_on_write] == 0);
    CHECK(m.memory.footprint(a).shared >= 5);
    for (const SpaceId each : {a, b, forked.child})
        m.memory.release(each, m.effects);
    CHECK(m.memory.frames().used() == 5);
}

TEST_CASE("what is unmapped or protected faults, and the TLB knows it") {
    Machine m(unlimited());
    const SpaceId id = m.start(image(10));
    Segment* heap = m.memory.space(id).find(SegmentKind::heap);
    const PageNo first = heap->first;
    m.refer(id, first, 10, true);
    const std::uint64_t used = m.memory.frames().used();
    m.memory.protect(id, *heap, 2, 3, Permission::read, cpu0, m.effects);
    CHECK_FALSE(m.mmu.model().holds(cpu0, first + 2, PageSize::base));
    CHECK(m.refer(id, first, 10, false));
    CHECK_FALSE(m.refer(id, first + 2, 1, true));
    m.memory.protect(id, *heap, 2, 1, Permission::none, cpu0, m.effects);
    CHECK_FALSE(m.refer(id, first + 2, 1, false));
    m.memory.protect(id, *heap, 0, 10, Permission::write, cpu0, m.effects);
    CHECK(m.refer(id, first, 10, true));
    m.memory.unmap(id, *heap, 4, 2, cpu0, m.effects);
    CHECK(m.memory.frames().used() == used - 2);
    CHECK_FALSE(m.mmu.model().holds(cpu0, first + 4, PageSize::base));
    CHECK_FALSE(m.refer(id, first + 4, 1, false));
    CHECK(m.refer(id, first + 6, 4, true));
    CHECK(m.faults[FaultKind::protection] == 2);
    CHECK(m.faults[FaultKind::segment] == 1);
    m.memory.unmap(id, *m.memory.space(id).find(SegmentKind::heap), 0, 10, cpu0, m.effects);
    CHECK(m.memory.space(id).find(SegmentKind::heap) == nullptr);
    require_consistent(m, 1, 8);
}

TEST_CASE("parts that are alike are one, and what is unmapped stays so") {
    Machine m(unlimited());
    const SpaceId id = m.start(image(20));
    AddressSpace& space = m.memory.space(id);
    Segment& heap = *space.find(SegmentKind::heap);
    const std::uint64_t before = space.regions();
    for (int i = 0; i < 1'000; ++i)
        m.memory.protect(id, heap, static_cast<std::uint64_t>(i % 2), 2, Permission::read, cpu0, m.effects);
    CHECK(heap.parts.size() == 1);
    CHECK(heap.parts.begin()->second.pages == 3);
    m.memory.protect(id, heap, 1, 1, Permission::none, cpu0, m.effects);
    CHECK(space.regions() == before + 3);
    m.memory.unmap(id, heap, 1, 4, cpu0, m.effects);
    m.memory.protect(id, heap, 0, 20, Permission::write, cpu0, m.effects);
    CHECK(heap.parts.size() == 1);
    CHECK(space.at(heap.page_at(1)) == nullptr);
    CHECK(heap.permission(heap.page_at(0)) == Permission::write);
    CHECK(heap.permission(heap.page_at(5)) == Permission::write);
}

TEST_CASE("mappings fill gaps from the top down, as fast as they are many") {
    Machine m(unlimited());
    const SpaceId id = m.start(image(4));
    AddressSpace& space = m.memory.space(id);
    const NameId name = m.names.intern("m");
    const auto map = [&](std::uint64_t pages) {
        return m.memory.map(id, name, pages * 4096, Permission::write, true, false, cpu0, m.now, m.effects);
    };
    const PageNo top = map(2)->first, middle = map(3)->first, low = map(2)->first;
    CHECK(middle + 3 == top);
    CHECK(low + 2 == middle);
    m.memory.unmap(id, *space.at(middle), 0, 3, cpu0, m.effects);
    CHECK(map(2)->first == middle + 1);
    CHECK(map(2)->first == PageNo(low.value - 2));
    CHECK(map(1)->first == middle);
    CHECK(space.find(SegmentKind::mapping, name)->first == PageNo(low.value - 2));
    for (int i = 0; i < 50'000; ++i)
        REQUIRE(map(1) != nullptr);
}

TEST_CASE("a small machine with a linear table has room for a process and its table") {
    MemorySpec spec;
    spec.modelled = true;
    spec.bytes = 4 << 20;
    spec.page_table = {1, 8, true};
    Machine m(spec);
    const SpaceId id = m.start(image(16, true));
    CHECK(m.refer(id, m.page(id, SegmentKind::heap, 0), 4, true));
    CHECK(m.refer(id, m.page(id, SegmentKind::stack, 0), 1, true));
    CHECK(m.memory.footprint(id).tables == 8); // 4,096 entries of 8 bytes
    CHECK(m.memory.has_room(image(900)));
    CHECK_FALSE(m.memory.has_room(image(1'000)));
}

TEST_CASE("huge pages come where a whole one fits, and are split by what concerns a part") {
    Machine m(unlimited());
    ImageSpec spec = image(1100);
    spec.huge_pages = true;
    const SpaceId id = m.start(spec);
    const PageNo heap = m.page(id, SegmentKind::heap, 0);
    CHECK(heap.value % 512 == 0);
    const PageTable& table = m.memory.space(id).table();
    CHECK(table.at(heap).has(Pte::huge));
    CHECK(table.at(heap + 1023).has(Pte::huge));
    CHECK_FALSE(table.at(heap + 1024).has(Pte::huge));
    m.refer(id, heap, 1024, true);
    CHECK(m.refill.walks == 2);
    CHECK(m.mmu.model().holds(cpu0, heap, PageSize::huge));
    const ForkedSpace forked = *m.memory.fork(id, false, cpu0, m.now, m.effects);
    CHECK(m.refer(forked.child, heap + 3, 1, true));
    CHECK(m.faults[FaultKind::copy_on_write] == 1);
    CHECK_FALSE(m.memory.space(forked.child).table().at(heap).has(Pte::huge));
    CHECK(table.at(heap).has(Pte::huge));
    m.mmu.load(cpu0, id);
    m.memory.unmap(id, *m.memory.space(id).find(SegmentKind::heap), 600, 1, cpu0, m.effects);
    CHECK_FALSE(m.mmu.model().holds(cpu0, heap + 600, PageSize::huge));
    CHECK(table.at(heap).has(Pte::huge));
    CHECK_FALSE(table.at(heap + 599).has(Pte::huge));
    require_consistent(m, 2, 8);
}

TEST_CASE("exercises: Belady, and the reference string of Silberschatz") {
    const std::vector<std::uint64_t> belady{1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5};
    const std::vector<std::uint64_t> string{7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1};
    CHECK(faults_of(frames(3, PageReplacement::fifo), belady) == 9);
    CHECK(faults_of(frames(4, PageReplacement::fifo), belady) == 10);
    CHECK(faults_of(frames(3, PageReplacement::fifo), string) == 15);
    CHECK(faults_of(frames(3, PageReplacement::opt), string) == 9);
    CHECK(faults_of(frames(3, PageReplacement::lru), string) == 12);
}

TEST_CASE(
    "a dirty page is written before its frame is taken, a clean one is not; it comes back from the device") {
    Machine m(frames(2, PageReplacement::fifo));
    const SpaceId id = m.start(implicit(5));
    m.refer(id, PageNo(0), 1, true);
    m.refer(id, PageNo(1), 1, false);
    m.refer(id, PageNo(2), 1, false);
    REQUIRE(m.effects.evicted.size() == 1);
    CHECK(m.effects.evicted[0].dirty);
    CHECK(m.effects.evicted[0].page.page == PageNo(0));
    CHECK_FALSE(m.mmu.model().holds(cpu0, PageNo(0), PageSize::base));
    m.refer(id, PageNo(0), 1, false);
    CHECK_FALSE(m.effects.evicted[1].dirty);
    CHECK(m.faults[FaultKind::major] == 1);
    CHECK(m.faults[FaultKind::minor] == 3);
}

TEST_CASE("a page on its way in is busy for others, and given back if its process ends") {
    Machine m(frames(1, PageReplacement::lru));
    const SpaceId id = m.start(implicit(3));
    m.refer(id, PageNo(0), 1, true);
    m.refer(id, PageNo(1), 1, true);
    PageFault fault{FaultKind::major, id, PageNo(0), false, {}};
    CHECK(m.memory.resolve(cpu0, fault, m.now, Replacement::never, m.effects) == FaultAnswer::reading);
    CHECK(m.memory.look(id, PageNo(0), false) == FaultKind::busy);
    PageFault other{FaultKind::minor, id, PageNo(2), false, {}};
    CHECK(m.memory.resolve(cpu0, other, m.now, Replacement::never, m.effects) == FaultAnswer::no_memory);
    CHECK(m.memory.may_have_room_soon());
    m.memory.release(id, m.effects);
    m.memory.finish(cpu0, fault, m.now, Replacement::never, m.effects);
    CHECK(m.memory.frames().used() == 0);
    CHECK_FALSE(m.memory.may_have_room_soon());
}

TEST_CASE(
    "physical memory counts everything, tables too; a process that does not fit at once comes by faults") {
    MemorySpec spec = unlimited();
    spec.bytes = 64 * 4096;
    Machine m(spec);
    CHECK(m.memory.has_room(image(20)));
    CHECK_FALSE(m.memory.has_room(image(60)));
    const SpaceId id = m.start(image(60));
    CHECK(m.memory.frames().used() + m.memory.table_pages() <= 64 + 7);
    CHECK(m.refer(id, m.page(id, SegmentKind::heap, 0), 60, true));
    CHECK(m.all_faults() > 0);
    CHECK(m.memory.frames().used() + m.memory.table_pages() <= 64 + 7);
    CHECK(m.memory.working_set(id, Time(0)) > 0);
}

namespace {

/// Processes that fork, write, share, map and end, by dice.
struct Crowd {
    Crowd(const MemorySpec& spec, std::uint64_t id)
        : m(spec), stream(41, "memory", id), board(m.names.intern("board")) {}

    std::uint64_t dice(std::uint64_t bound) { return below(bound, stream.at(thrown++)); }
    void step() {
        const std::uint64_t what = dice(100);
        if (spaces.empty() || (what < 5 && spaces.size() < 6)) {
            const ImageSpec any = image(1 + dice(12), dice(2) == 0);
            spaces.push_back(m.start(any, 1 + static_cast<std::uint32_t>(dice(2))));
            ++made;
            return;
        }
        const std::size_t index = dice(spaces.size());
        const SpaceId id = spaces[index];
        m.mmu.load(cpu0, id);
        if (what < 12 && spaces.size() < 6) {
            const auto forked = m.memory.fork(id, dice(4) == 0, cpu0, m.now, m.effects);
            ++made;
            if (forked) spaces.push_back(forked->child);
        } else if (what < 18) {
            m.memory.release(id, m.effects);
            spaces.erase(spaces.begin() + static_cast<std::ptrdiff_t>(index));
        } else {
            use(id, what);
        }
    }
    void use(SpaceId id, std::uint64_t what) {
        AddressSpace& space = m.memory.space(id);
        if (what < 24) {
            if (space.find(SegmentKind::shared, board) == nullptr) (void)m.memory.attach(id, board, 6 * 4096);
            return;
        }
        const auto chosen = static_cast<std::ptrdiff_t>(dice(space.segments().size()));
        Segment& segment = std::next(space.segments().begin(), chosen)->second;
        const std::uint64_t at = dice(segment.pages);
        if (what < 30) {
            m.memory.unmap(id, segment, at, 1 + dice(4), cpu0, m.effects);
            if (space.segments().empty()) (void)m.memory.grow_heap(id, 4096);
        } else if (what < 36 && segment.kind != SegmentKind::text) {
            m.memory.protect(id, segment, at, 1 + dice(4), static_cast<Permission>(dice(3)), cpu0, m.effects);
        } else {
            m.refer(id, segment.first + at, 1 + dice(segment.pages - at), dice(2) == 0);
        }
    }
    /// A CPU that has the space loaded never holds what its table denies.
    void require_honest_tlb() {
        const SpaceId loaded = m.mmu.loaded(cpu0);
        if (!m.memory.exists(loaded)) return;
        const PageTable& table = m.memory.space(loaded).table();
        for (const auto& [first, segment] : m.memory.space(loaded).segments())
            for (PageNo page = first; page < segment.end(); page = page + 1)
                if (m.mmu.model().holds(cpu0, page, PageSize::base))
                    REQUIRE(table.at(page).has(Pte::present));
    }
    /// A frame has as many shares as tables map it, and one more if it is an object's.
    void require_honest_counts() {
        std::map<std::uint64_t, std::uint32_t> mapped;
        for (const SpaceId each : spaces)
            m.memory.space(each).table().for_each([&](const PteRun& run) {
                for (std::uint64_t i = 0; run.pte.has(Pte::present) && i < run.pages; ++i)
                    ++mapped[run.pte.frame.value + i];
            });
        m.memory.frames().for_each([&](FrameRun run, FrameUse use) {
            for (std::uint64_t i = 0; i < run.frames; ++i) {
                REQUIRE(mapped[run.first.value + i] <= use.shares);
                REQUIRE(use.shares <= mapped[run.first.value + i] + 1);
            }
        });
    }
    Machine m;
    Stream stream;
    NameId board;
    std::uint64_t thrown = 0;
    std::vector<SpaceId> spaces;
    std::uint32_t made = 0;
};

} // namespace

TEST_CASE("every frame is mapped as often as it counts, whatever forks, writes, shares, maps and ends") {
    for (const bool limited : {false, true}) {
        MemorySpec spec = unlimited();
        spec.bytes = limited ? 90 * 4096 : 0;
        spec.replacement = PageReplacement::clock;
        Crowd crowd(spec, limited ? 1 : 0);
        for (int step = 0; step < 2'500; ++step) {
            crowd.step();
            crowd.require_honest_tlb();
            if (step % 25 == 0) crowd.require_honest_counts();
            if (limited) REQUIRE(crowd.m.memory.frames().used() <= 90);
        }
        for (const SpaceId each : crowd.spaces)
            crowd.m.memory.release(each, crowd.m.effects);
        CHECK(crowd.m.memory.frames().used() <= 6); // the shared memory lasts
        CHECK(crowd.m.memory.table_pages() == 0);
        CHECK(crowd.made > 100);
        if (limited) CHECK(crowd.m.faults[FaultKind::major] > 50);
        CHECK(crowd.m.faults[FaultKind::copy_on_write] > 50);
    }
}

TEST_CASE("ten thousand processes of a gibibyte each are mapped, forked and freed") {
    Machine m(unlimited());
    const SpaceId first = m.start(image(1 << 18));
    std::vector<SpaceId> spaces{first};
    for (std::uint32_t i = 1; i < 10'000; ++i)
        spaces.push_back(m.start(image(1 << 18)));
    CHECK(m.memory.footprint(spaces[9'000]).resident == (1 << 18) + 27);
    CHECK(m.memory.space(first).table().host_bytes() < 2'000);
    const ForkedSpace forked = *m.memory.fork(first, false, cpu0, m.now, m.effects);
    CHECK(forked.entries == (1 << 18) + 27);
    CHECK(forked.tables > 512);
    for (const SpaceId each : spaces)
        m.memory.release(each, m.effects);
    m.memory.release(forked.child, m.effects);
    CHECK(m.memory.frames().used() == 0);
}
