// The memory of CPUs as switches meet it: tags, crossings, idle, shootdowns; and that no TLB holds what the
// page table denies.
#include "base/random.hpp"
#include "machine/mmu.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

using namespace ossim;

namespace {

constexpr CpuId cpu0{0};

MemorySpec machine(std::uint32_t tags) {
    MemorySpec spec;
    spec.modelled = true;
    spec.page_table.levels = 4;
    spec.tlb.levels = {{64, 4}, {1536, 12}};
    spec.tlb.tags = tags;
    spec.tlb.walk_entries = 32;
    spec.cache.levels = {{48 * 1024, false}, {1280 * 1024, false}, {24 << 20, true}};
    return spec;
}

/// A thread is a tid and its space; its working set lies where both say.
struct Worker {
    Tid tid;
    SpaceId space;
    std::uint64_t page, frame;
};

Worker thread(std::uint32_t number) {
    return {Tid(number), SpaceId(1), 1'000 + number * 1'000U, number * 1'000U};
}
Worker process(std::uint32_t number) { return {Tid(number), SpaceId(number), 1'000, number * 1'000U}; }

struct Machine {
    explicit Machine(const MemorySpec& spec, bool kpti = false, std::uint32_t cpus = 1)
        : mmu(cpus, spec.tlb.tags != 0, spec, kpti, 1) {}

    /// From whoever runs on the CPU to `next`, who touches his pages.
    Refill run(const Worker& next, std::uint64_t pages, std::uint64_t lines = 0, CpuId cpu = cpu0) {
        if (running[cpu.value]) mmu.switched_out(cpu, running[cpu.value]);
        mmu.crossing(cpu);
        loaded = mmu.load(cpu, next.space);
        mmu.crossing(cpu);
        mmu.switched_in(cpu, next.tid);
        running[cpu.value] = next.tid;
        Refill refill;
        mmu.touch(cpu, {PageNo(next.page), FrameNo(next.frame), pages, lines}, refill);
        return refill;
    }
    /// The last of three rounds of all, summed.
    Refill rounds(const std::vector<Worker>& workers, std::uint64_t pages, std::uint64_t lines = 0) {
        Refill sum;
        for (int round = 0; round < 3; ++round) {
            sum = {};
            for (const Worker& each : workers)
                sum += run(each, pages, lines);
        }
        return sum;
    }
    Mmu mmu;
    SpaceLoad loaded;
    std::map<std::uint32_t, Tid> running;
};

std::vector<Worker> ring(Worker (*make)(std::uint32_t), std::uint32_t count) {
    std::vector<Worker> workers;
    for (std::uint32_t number = 1; number <= count; ++number)
        workers.push_back(make(number));
    return workers;
}

} // namespace

TEST_CASE("without a model a load is one comparison and nothing else counts") {
    Mmu plain(1, false), tagged(1, true);
    CHECK(plain.load(cpu0, SpaceId(1)).flushed);
    CHECK_FALSE(plain.load(cpu0, SpaceId(1)).base_written);
    CHECK(tagged.load(cpu0, SpaceId(1)).base_written);
    CHECK_FALSE(tagged.load(cpu0, SpaceId(2)).flushed);
    Refill refill;
    plain.touch(cpu0, {PageNo(1), FrameNo(1), 64, 64}, refill);
    CHECK(refill.references == 0);
    CHECK_FALSE(plain.crossing(cpu0));
    MappingChange change{SpaceId(1), PageNo(0), 1};
    std::vector<CpuId> others{cpu0};
    plain.change(cpu0, change, others);
    CHECK(others.empty());
    Mmu off(1, true, MemorySpec{}, true, 1);
    CHECK_FALSE(off.modelled());
}

TEST_CASE("six spaces round robin keep their tags and their entries, a seventh loses one each time") {
    for (std::uint32_t count = 2; count <= 8; ++count) {
        Machine m(machine(6));
        const Refill refill = m.rounds(ring(process, count), 16);
        CHECK(refill.walks == (count <= 6 ? 0 : count * 16));
        CHECK(refill.walks_by_switch == refill.walks);
        CHECK(m.loaded.flushed == (count > 6));
        CHECK(m.loaded.base_written);
    }
}

TEST_CASE("threads of one space walk for nothing, whatever the tags") {
    for (const std::uint32_t tags : {0U, 6U, 256U}) {
        Machine m(machine(tags));
        const Refill refill = m.rounds(ring(thread, 8), 16);
        CHECK(refill.walks == 0);
        CHECK(refill.tlb_second == 8 * 16); // 128 pages: the first level lost them, the second has them
        CHECK(refill.tlb_second_by_switch == 8 * 16);
        CHECK_FALSE(m.loaded.base_written);
    }
}

TEST_CASE("without tags a process walks anew for what it had") {
    Machine m(machine(0));
    const Refill refill = m.rounds(ring(process, 2), 10);
    CHECK(refill.walks == 20);
    CHECK(refill.walks_by_switch == 20);
    CHECK(refill.compulsory == 0);
    // 10 pages lie under one table: its first walk reads four levels, the others one each
    CHECK(refill.levels.warm + refill.levels.cold == 2 * (4 + 9));
    CHECK(refill.levels_by_switch.warm == refill.levels.warm);
}

TEST_CASE("under KPTI without tags a switch of threads refills as one of processes does") {
    Machine threads(machine(0), true), processes(machine(0), true);
    const Refill of_threads = threads.rounds(ring(thread, 4), 20);
    const Refill of_processes = processes.rounds(ring(process, 4), 20);
    CHECK(of_threads.walks == 80);
    CHECK(of_threads.walks == of_processes.walks);
    CHECK(of_threads.walks_by_switch == of_processes.walks_by_switch);
    CHECK(of_threads.walks_by_switch == 80);
    // a system call flushes too, but no switch did that
    CHECK(threads.mmu.crossing(cpu0));
    threads.mmu.crossing(cpu0);
    Refill after;
    threads.mmu.touch(cpu0, {PageNo(thread(4).page), FrameNo(0), 20}, after);
    CHECK(after.walks == 20);
    CHECK(after.walks_by_switch == 0);
}

TEST_CASE("a switch to idle and back changes nothing") {
    for (const std::uint32_t tags : {0U, 6U}) {
        Machine m(machine(tags));
        const Worker worker = process(1);
        m.run(worker, 40, 64);
        m.mmu.switched_out(cpu0, worker.tid); // idle borrows the space: nothing is loaded
        const SpaceLoad back = m.mmu.load(cpu0, worker.space);
        CHECK_FALSE(back.base_written);
        CHECK_FALSE(back.flushed);
        m.mmu.switched_in(cpu0, worker.tid);
        Refill refill;
        m.mmu.touch(cpu0, {PageNo(worker.page), FrameNo(worker.frame), 40, 1}, refill);
        CHECK(refill.tlb_misses() == 0);
        CHECK(refill.tlb_misses_by_switch() == 0);
    }
}

TEST_CASE("the ring: what processes pay more than threads rises while tags run out, and then stays") {
    std::vector<std::uint64_t> extra;
    for (const std::uint32_t count : {2U, 4U, 6U, 7U, 8U, 16U}) {
        Machine threads(machine(6)), processes(machine(6));
        const Refill t = threads.rounds(ring(thread, count), 8),
                     p = processes.rounds(ring(process, count), 8);
        REQUIRE(p.walks >= t.walks);
        extra.push_back((p.walks - t.walks) / count);
    }
    CHECK(extra == std::vector<std::uint64_t>{0, 0, 0, 8, 8, 8});
}

TEST_CASE("cache lines: flat while the sum fits, then from the next level, because of the switch") {
    Machine few(machine(6)), many(machine(6));
    const Refill small = few.rounds(ring(thread, 4), 64, 64); // 1 MiB: fits the second level
    CHECK(small.random.from[1] > 0);
    CHECK(small.random.from[2] == 0);
    const Refill large = many.rounds(ring(thread, 8), 64, 64); // 2 MiB
    CHECK(large.random.from[1] == 0);
    CHECK(large.random.from[2] == 8 * 64 * 64);
    CHECK(large.random.by_switch[2] == large.random.from[2]);
}

TEST_CASE("33 pages are invalidated singly, 34 with everything") {
    for (const std::uint64_t pages : {1U, 33U, 34U}) {
        Machine m(machine(6));
        m.run(process(1), 60);
        MappingChange change{SpaceId(1), PageNo(1'000), pages};
        std::vector<CpuId> others;
        const Invalidation done = m.mmu.change(cpu0, change, others);
        CHECK(done.whole == (pages == 34));
        CHECK(done.singly == (pages == 34 ? 0 : pages));
        std::uint64_t left = 0;
        for (std::uint64_t page = 1'000; page < 1'060; ++page)
            left += m.mmu.model().holds(cpu0, PageNo(page), PageSize::base) ? 1 : 0;
        CHECK(left == (pages == 34 ? 0 : 60 - pages));
        Refill refill;
        m.mmu.touch(cpu0, {PageNo(1'000), FrameNo(0), 60}, refill);
        CHECK(refill.walks_by_switch == 0);
        CHECK(refill.compulsory == 0);
    }
}

TEST_CASE(
    "a shootdown reaches whoever has the space loaded; who borrows it idly flushes when it comes back") {
    Machine m(machine(6), false, 4);
    const Worker a = process(1), b = process(2);
    m.run(a, 8, 0, CpuId(0));
    m.run({Tid(5), SpaceId(1), a.page, a.frame}, 8, 0, CpuId(1));
    m.run({Tid(6), SpaceId(1), a.page, a.frame}, 8, 0, CpuId(2));
    m.run({Tid(7), SpaceId(1), a.page, a.frame}, 8, 0, CpuId(3));
    m.run(b, 8, 0, CpuId(3)); // has a's entries under a tag, but not loaded
    MappingChange change{SpaceId(1), PageNo(a.page), 2};
    std::vector<CpuId> others;
    m.mmu.change(cpu0, change, others);
    CHECK(others == std::vector<CpuId>{CpuId(1), CpuId(2)});
    m.mmu.serve(CpuId(1), change);
    CHECK_FALSE(m.mmu.model().holds(CpuId(1), PageNo(a.page), PageSize::base));
    CHECK(m.mmu.model().holds(CpuId(1), PageNo(a.page + 2), PageSize::base));
    m.mmu.borrow(CpuId(2));
    CHECK(m.mmu.loaded(CpuId(2)) == SpaceId(1));
    CHECK(m.mmu.load(CpuId(2), SpaceId(1)).flushed);
    CHECK_FALSE(m.mmu.model().holds(CpuId(2), PageNo(a.page + 2), PageSize::base));
    const SpaceLoad back = m.mmu.load(CpuId(3), SpaceId(1));
    CHECK(back.flushed);
    CHECK_FALSE(back.new_tag);
    CHECK_FALSE(m.mmu.load(CpuId(1), SpaceId(2)).recycled);
    CHECK_FALSE(m.mmu.load(CpuId(1), SpaceId(1)).flushed); // it served what there was
}

TEST_CASE("a global page outlives the change of space, but not a crossing of KPTI") {
    Machine m(machine(0));
    Refill refill;
    PageRun kernel{PageNo(1 << 20), FrameNo(0), 4};
    kernel.global = true;
    m.run(process(1), 4);
    m.mmu.touch(cpu0, kernel, refill);
    m.run(process(2), 4);
    refill = {};
    m.mmu.touch(cpu0, kernel, refill);
    CHECK(refill.tlb_misses() == 0);
}

namespace {

/// What an entry into the kernel misses, of 4 pages that it touches each time.
std::uint64_t missed_at_entry(Machine& machine) {
    Refill refill;
    machine.mmu.enter(cpu0, refill);
    return refill.tlb_misses();
}

MemorySpec with_kernel_pages(std::uint32_t tags) {
    MemorySpec spec = machine(tags);
    spec.tlb.kernel_pages = 4;
    return spec;
}

} // namespace

TEST_CASE("the kernel's pages are missed at the first entry, and outlive loads, flushes and invalidations") {
    Machine m(with_kernel_pages(0));
    m.run(process(1), 40);
    CHECK(missed_at_entry(m) == 4);
    CHECK(missed_at_entry(m) == 0);
    m.run(process(2), 4);
    CHECK(m.loaded.flushed);
    CHECK_FALSE(m.mmu.model().holds(cpu0, PageNo(1'010), PageSize::base));
    CHECK(missed_at_entry(m) == 0);
    m.mmu.flush_space(cpu0, SpaceId(2));
    CHECK(missed_at_entry(m) == 0);
    for (const std::uint64_t pages : {1U, 60U}) { // one by one, and by a whole flush
        MappingChange change{SpaceId(2), PageNo(1'000), pages};
        std::vector<CpuId> others;
        CHECK(m.mmu.change(cpu0, change, others).whole == (pages == 60));
        CHECK(missed_at_entry(m) == 0);
    }
}

TEST_CASE("with KPTI the kernel's pages are of the space that is loaded: tags keep them, a crossing without "
          "tags does not") {
    Machine untagged(with_kernel_pages(0), true), tagged(with_kernel_pages(6), true);
    for (Machine* m : {&untagged, &tagged}) {
        const std::uint64_t again = m == &untagged ? 4 : 0;
        m->run(process(1), 4);
        CHECK(missed_at_entry(*m) == 4);
        CHECK(missed_at_entry(*m) == again);
        m->run(process(2), 4);
        CHECK(missed_at_entry(*m) == 4);
        m->run(process(1), 4);
        CHECK(missed_at_entry(*m) == again);
    }
}

TEST_CASE("the kernel's pages take entries from those of a process") {
    MemorySpec spec = with_kernel_pages(0);
    spec.tlb.levels = {{8, 0}};
    for (const std::uint32_t pages : {0U, 4U}) {
        spec.tlb.kernel_pages = pages;
        Machine m(spec);
        m.run(process(1), 8);
        CHECK(missed_at_entry(m) == pages);
        std::uint64_t kept = 0;
        for (std::uint64_t page = 0; page < 8; ++page)
            kept += m.mmu.model().holds(cpu0, PageNo(1'000 + page), PageSize::base) ? 1 : 0;
        CHECK(kept == 8 - pages);
    }
}

TEST_CASE("a huge page is one entry, and its walk is a level shorter") {
    Machine m(machine(6));
    m.run(process(1), 0);
    Refill refill;
    PageRun run{PageNo(1024), FrameNo(0), 1024};
    run.size = PageSize::huge;
    m.mmu.touch(cpu0, run, refill);
    CHECK(refill.walks == 2);
    CHECK(refill.levels.warm + refill.levels.cold == 3 + 1);
    CHECK(refill.references == 1024);
}

TEST_CASE("a virtually tagged cache is flushed with the space, and threads keep it") {
    MemorySpec spec = machine(6);
    spec.cache.levels = {{32 * 1024, false}};
    spec.cache.tagged_by = TaggedBy::virtual_address;
    Machine threads(spec), processes(spec);
    CHECK(threads.rounds(ring(thread, 2), 2, 64).cache_misses() == 0);
    const Refill refill = processes.rounds(ring(process, 2), 2, 64);
    CHECK(refill.cache_misses() == 2 * 2 * 64);
    CHECK(refill.cache_misses_by_switch() == 2 * 2 * 64);
}

TEST_CASE("what a run counts does not depend on when its clock is set back") {
    Machine one(machine(6)), other(machine(6));
    for (std::uint32_t i = 0; i < 400; ++i) {
        const Worker worker = i % 3 == 0 ? thread(1 + i % 5) : process(1 + i * 7 % 9);
        const Refill a = one.run(worker, 1 + i % 90, 1 + i % 64);
        if (i % 50 == 49) const_cast<MemoryModel&>(other.mmu.model()).age_now();
        const Refill b = other.run(worker, 1 + i % 90, 1 + i % 64);
        CHECK(a.walks == b.walks);
        CHECK(a.tlb_second == b.tlb_second);
        CHECK(a.cache_misses() == b.cache_misses());
    }
}

TEST_CASE("no TLB holds what the page table denies, whoever loads, changes, serves or goes") {
    for (const std::uint32_t tags : {0U, 2U, 6U, 256U}) {
        MemorySpec spec = machine(tags);
        spec.tlb.levels = {{8, 2}, {32, 4}};
        Machine m(spec, tags == 0, 3);
        const Stream stream(17, "property", tags);
        std::uint64_t thrown = 0;
        const auto dice = [&](std::uint64_t bound) { return below(bound, stream.at(thrown++)); };
        std::map<std::uint32_t, std::set<std::uint64_t>> mapped; // by space: the page table
        std::uint32_t next_space = 5;
        std::vector<std::uint32_t> spaces{1, 2, 3, 4};
        for (int step = 0; step < 20'000; ++step) {
            const CpuId cpu(static_cast<std::uint32_t>(dice(3)));
            const std::uint64_t what = dice(100);
            if (what < 20) {
                const std::uint32_t space = spaces[dice(spaces.size())];
                m.run({Tid(space), SpaceId(space), 0, 0}, 0, 0, cpu);
            } else if (what < 90) {
                const SpaceId space = m.mmu.loaded(cpu);
                if (!space) continue;
                m.mmu.load(cpu, space); // it may have been borrowed
                const std::uint64_t page = dice(60);
                if (m.mmu.model().holds(cpu, PageNo(page), PageSize::base))
                    REQUIRE(mapped[space.value].count(page) == 1);
                mapped[space.value].insert(page); // a fault would map it
                Refill refill;
                m.mmu.touch(cpu, {PageNo(page), FrameNo(page), 1, 1}, refill);
            } else if (what < 98) {
                const SpaceId space = m.mmu.loaded(cpu);
                if (!space) continue;
                MappingChange change{space, PageNo(dice(50)), 1 + dice(40)};
                for (std::uint64_t i = 0; i < change.pages; ++i)
                    mapped[space.value].erase(change.first.value + i);
                std::vector<CpuId> others;
                m.mmu.change(cpu, change, others);
                for (const CpuId other : others) {
                    if (dice(2) == 0)
                        m.mmu.borrow(other);
                    else
                        m.mmu.serve(other, change);
                }
                for (std::uint64_t i = 0; i < change.pages; ++i)
                    REQUIRE_FALSE(m.mmu.model().holds(cpu, change.first + i, PageSize::base));
            } else {
                const std::size_t index = dice(spaces.size());
                bool in_use = false;
                for (std::uint32_t each = 0; each < 3; ++each)
                    in_use = in_use || m.mmu.loaded(CpuId(each)).value == spaces[index];
                if (in_use) continue;
                m.mmu.remove(SpaceId(spaces[index]));
                spaces[index] = next_space++;
            }
        }
    }
}
