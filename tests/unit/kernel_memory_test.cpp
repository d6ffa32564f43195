// Memory in the kernel: refills that a switch brings, faults and who waits for them, fork and exec.
#include "kernel_story.hpp"

#include "ossim/metrics.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace ossim::testing;

namespace {

/// Counts what memory did, event by event.
struct Counts : Sink {
    void start(const TraceHeader&, const Names&) override {}
    void accept(std::span<const Event> events) override {
        for (const Event& event : events) {
            if (const auto* fault = std::get_if<Faulted>(&event.body)) {
                ++faults[fault->kind];
                ++by_thread[fault->tid.value];
            }
            if (std::holds_alternative<Evicted>(event.body)) evictions.push_back(event.time.ns());
            if (const auto* refill = std::get_if<Refilled>(&event.body))
                (refill->by_switch ? by_switch : otherwise) += refill->walks + refill->second_hits;
            if (const auto* shot = std::get_if<ShotDown>(&event.body)) interrupted += shot->others;
            if (const auto* space = std::get_if<SpaceMade>(&event.body)) ++spaces[space->change];
            if (const auto* exit = std::get_if<ProcessExit>(&event.body)) statuses.push_back(exit->status);
            if (const auto* move = std::get_if<StateMove>(&event.body)) ++causes[move->cause];
            if (const auto* base = std::get_if<BaseWritten>(&event.body)) ++(base->flushed ? flushed : kept);
        }
    }
    void finish(Time) override {}
    std::map<FaultKind, int> faults;
    std::map<std::uint32_t, int> by_thread;
    std::vector<std::int64_t> evictions;
    std::map<SpaceChange, int> spaces;
    std::map<Cause, int> causes;
    int flushed = 0, kept = 0; ///< loads of another space: what the TLB had of its tag
    std::uint64_t by_switch = 0, otherwise = 0, interrupted = 0;
    std::vector<std::int32_t> statuses;
};

Step touching(std::int64_t ns, std::uint64_t bytes, std::uint32_t write = 0) {
    Compute compute{lasting(ns)};
    compute.working_set = WorkingSet{bytes, "heap", true, write};
    return step(compute);
}

PageList range(std::uint64_t first, std::uint64_t last) {
    PageList list;
    list.whole = false;
    list.first = first;
    list.last = last;
    return list;
}

Step write(std::uint64_t first, std::uint64_t last) {
    Write action;
    action.pages = range(first, last);
    return step(action);
}

Step read_of(const char* segment, std::uint64_t first, std::uint64_t last) {
    Read action;
    action.pages = range(first, last);
    action.segment = segment;
    return step(action);
}

/// References to these pages, one after another; each takes a nanosecond.
Step touch_each(std::vector<std::uint64_t> pages, std::uint32_t written = 0) {
    Access action;
    action.pages = PageList{};
    action.pages->kind = PageList::Kind::list;
    action.pages->whole = false;
    action.pages->pages = std::move(pages);
    action.write = written;
    action.each = Duration(1);
    return step(action);
}

struct MemoryStory : Story {
    using Story::Story;
    /// So many frames for data, and a page that costs nothing but its faults; a disk takes 5.
    MemoryStory& exercise(std::uint64_t frames, PageReplacement rule, bool has_disk = false) {
        MemorySpec& memory = scenario.machine.memory;
        memory.modelled = true;
        memory.frames = frames;
        memory.replacement = rule;
        if (!has_disk) return *this;
        DeviceSpec disk;
        disk.name = memory.swap = "disk";
        disk.access = Duration(5);
        scenario.machine.devices.push_back(disk);
        return *this;
    }
    /// A process whose heap has ten pages.
    void refers(const std::string& name, std::int64_t arrival, Steps steps) {
        process(name, arrival, std::move(steps)).memory.heap = 10 << 12;
    }
    std::uint64_t all_faults() {
        std::uint64_t sum = 0;
        for (const auto& [kind, count] : counted().faults)
            sum += static_cast<std::uint64_t>(count);
        return sum;
    }
    MemoryStory& memory() {
        scenario.machine.costs = *profile_by_name("x86-64-pcid");
        scenario.machine.memory = scenario.machine.costs.memory;
        scenario.machine.memory.modelled = true;
        return *this;
    }
    ProcessSpec& with_heap(ProcessSpec& process, std::uint64_t heap) {
        process.memory.given = true;
        process.memory.heap = heap;
        process.memory.stack = 64 << 10;
        return process;
    }
    Counts counted() {
        Counts counts;
        std::vector<Sink*> sinks{&counts, &metrics};
        Simulation simulation(scenario, sinks);
        result = simulation.run();
        return counts;
    }
    MetricsSink metrics;
};

} // namespace

TEST_CASE("alone, a thread refills nothing because of a switch") {
    MemoryStory story;
    story.memory();
    story.with_heap(story.process("A", 0, {touching(10'000, 64 << 10), touching(10'000, 64 << 10)}), 1 << 20);
    const Counts counts = story.counted();
    CHECK(counts.by_switch == 0);
    CHECK(counts.otherwise == 16); // 16 pages, once
}

TEST_CASE("a working set larger than the frames is touched all the same, and its thread goes on") {
    MemoryStory story;
    story.memory();
    story.scenario.machine.memory.frames = 4;
    story.with_heap(story.process("A", 0, {touching(10'000, 32 << 10), touching(10'000, 32 << 10)}),
                    32 << 10);
    Counts counts = story.counted();
    CHECK(story.result.outcome == Outcome::finished);
    // In the second step each page has lost its frame again; nobody wrote to it, so it is zeros once more.
    CHECK(counts.faults[FaultKind::minor] == 16);
    CHECK(counts.faults[FaultKind::major] == 0);
    const Metrics& metrics = story.metrics.metrics();
    CHECK(metrics.threads[0].cpu == Duration(20'000));
    CHECK(metrics.cpus[0].total() == metrics.end - Time());
    const auto refill = static_cast<std::size_t>(Account::refill);
    CHECK(counts.otherwise == 16);
    CHECK(metrics.threads[0].kernel[refill] > Duration());
}

TEST_CASE("written pages of a set larger than the frames are written back, and it goes on") {
    MemoryStory story;
    story.memory();
    story.scenario.machine.memory.frames = 3;
    story.with_heap(story.process("A", 0, {repeat(3, {touching(10'000, 32 << 10, 50)})}), 32 << 10);
    Counts counts = story.counted();
    CHECK(story.result.outcome == Outcome::finished);
    CHECK(counts.faults[FaultKind::minor] + counts.faults[FaultKind::major] == 3 * 8);
    CHECK(story.metrics.metrics().threads[0].cpu == Duration(30'000));
}

namespace {

/// KPTI as it is without tags: each crossing flushes.
void with_kpti(Scenario& scenario) {
    scenario.machine.costs.kpti = true;
    scenario.machine.costs.pcid = scenario.machine.costs.tagged_tlb = false;
    scenario.machine.memory.tlb.tags = 0;
}

} // namespace

TEST_CASE("with KPTI a fault crosses into the kernel and out: it pays for that, and its TLB is empty") {
    for (const bool kpti : {false, true}) {
        MemoryStory story;
        story.memory();
        if (kpti) with_kpti(story.scenario);
        story.with_heap(story.process("A", 0, {write(0, 0), write(1, 1), write(0, 0)}), 64 << 10);
        story.scenario.processes[0].memory.demand = true;
        Counts counts = story.counted();
        CHECK(counts.faults[FaultKind::minor] == 2);
        CHECK(counts.otherwise == (kpti ? 3 : 2)); // page 0 was in the TLB, and a fault lay between
        const CostProfile& costs = story.scenario.machine.costs;
        const Duration each = (costs.minor_fault + costs.crossing() * 2).rounded();
        const CpuMetrics& cpu = story.metrics.metrics().cpus[0];
        CHECK(cpu.kernel[static_cast<std::size_t>(Account::fault)] == each * 2);
    }
}

TEST_CASE("global pages of the kernel are missed at its first entry; with KPTI and no tags at each") {
    for (const bool kpti : {false, true}) {
        MemoryStory story("rr", {{"quantum", Duration(10'000)}});
        story.memory();
        story.scenario.machine.memory.tlb.tags = 0;
        story.scenario.machine.costs.tagged_tlb = story.scenario.machine.costs.pcid = false;
        if (kpti) with_kpti(story.scenario);
        story.scenario.machine.memory.tlb.kernel_pages = 4;
        for (const char* name : {"A", "B"})
            story.with_heap(story.process(name, 0, {touching(30'000, 4 << 10)}), 64 << 10);
        const Counts counts = story.counted();
        CHECK(story.result.outcome == Outcome::finished);
        CHECK(counts.flushed > 1);
        const Metrics& metrics = story.metrics.metrics();
        const std::uint64_t switches =
            metrics.switches[static_cast<std::size_t>(SwitchKind::process)].lengths.count();
        CHECK(switches > 3);
        // Whoever leaves enters the kernel: at each switch between the two, and when the last one ends.
        CHECK(metrics.refills.kernel_misses == (kpti ? 4 * (switches + 1) : 4));
        CHECK(metrics.threads[0].cpu == Duration(30'000));
        CHECK(metrics.cpus[0].total() == metrics.end - Time());
    }
}

TEST_CASE("a snapshot has the kernel's own pages, global but under KPTI") {
    for (const bool kpti : {false, true}) {
        MemoryStory story;
        story.memory();
        if (kpti) with_kpti(story.scenario);
        story.scenario.machine.memory.tlb.kernel_pages = 4;
        story.with_heap(story.process("A", 0, {touching(10'000, 4 << 10)}), 64 << 10);
        Simulation simulation(story.scenario, {});
        static_cast<void>(simulation.run_to(Time(5'000)));
        const Snapshot::PageRun kernel = simulation.snapshot().memory->kernel;
        CHECK(kernel.pages == 4);
        CHECK(kernel.flags == (kpti ? "pw-ad---" : "pw-ad-g-"));
    }
}

TEST_CASE("a snapshot has the limit on frames, and what counts against it") {
    const auto memory_of = [](std::optional<std::uint64_t> frames, std::uint64_t bytes) {
        MemoryStory story;
        story.memory();
        story.scenario.machine.memory.frames = frames;
        story.scenario.machine.memory.bytes = bytes;
        story.with_heap(story.process("A", 0, {touching(10'000, 16 << 10)}), 16 << 10);
        Simulation simulation(story.scenario, {});
        static_cast<void>(simulation.run_to(Time(8'000)));
        return *simulation.snapshot().memory;
    };
    CHECK_FALSE(memory_of({}, 0).frames.has_value());
    const Snapshot::Memory whole = memory_of({}, 1 << 20), data = memory_of(2, 0);
    CHECK(whole.frames == 256);
    CHECK(whole.frames_used == 4 + 16); // heap and stack
    CHECK_FALSE(whole.data_alone);
    CHECK(data.frames == 2);
    CHECK(data.frames_used == 2);
    CHECK(data.data_alone);
}

TEST_CASE("what the kernel's own pages take is charged at the entry, to nobody's instructions") {
    const auto refill_of = [](std::uint32_t pages) {
        MemoryStory story;
        story.memory();
        story.scenario.machine.memory.tlb.kernel_pages = pages;
        story.with_heap(
            story.process("A", 0, {touching(10'000, 4 << 10), step(Yield{}), touching(10'000, 4 << 10)}),
            64 << 10);
        static_cast<void>(story.counted());
        const Metrics& metrics = story.metrics.metrics();
        CHECK(metrics.threads[0].cpu == Duration(20'000));
        CHECK(metrics.cpus[0].total() == metrics.end - Time());
        CHECK(metrics.refills.kernel_misses == pages);
        return metrics.cpus[0].kernel[static_cast<std::size_t>(Account::refill)];
    };
    CHECK(refill_of(4) > refill_of(0));
}

TEST_CASE("with KPTI an interrupt crosses too") {
    for (const bool kpti : {false, true}) {
        MemoryStory story("rr", {{"quantum", Duration(10'000)}});
        story.memory();
        if (kpti) with_kpti(story.scenario);
        story.with_heap(story.process("A", 0, {touching(15'000, 16 << 10), touching(3'000, 16 << 10)}),
                        1 << 20);
        CHECK(story.counted().otherwise == (kpti ? 8 : 4)); // the timer's, in the middle of the first step
    }
}

TEST_CASE("out of memory and an illegal access are causes of their own") {
    MemoryStory story;
    story.memory();
    story.scenario.machine.memory.bytes = 4096;
    story.with_heap(story.process("A", 0, {write(0, 0)}), 64 << 10);
    story.scenario.processes[0].memory.demand = true;
    Counts counts = story.counted();
    CHECK(counts.statuses == std::vector<std::int32_t>{137});
    CHECK(counts.causes[Cause::out_of_memory] == 1);
    const Metrics& metrics = story.metrics.metrics();
    REQUIRE(metrics.processes.size() == 1);
    CHECK(metrics.processes[0].ended_by == Cause::out_of_memory);

    MemoryStory other;
    other.memory();
    other.with_heap(other.process("B", 0, {write(1'000, 1'000)}), 64 << 10);
    Counts found = other.counted();
    CHECK(found.statuses == std::vector<std::int32_t>{139});
    CHECK(found.causes[Cause::segmentation_fault] == 1);
    CHECK(other.metrics.metrics().processes[0].last_violation->kind == FaultKind::segment);
}

TEST_CASE("what finds no gap in its address space ends its process, with a cause of its own") {
    Map map;
    map.label = "more";
    map.size = std::uint64_t{2} << 30U;
    GrowHeap grow;
    grow.by = std::uint64_t{2} << 30U;
    for (const Step& last : {step(map), step(grow), spawn("w", {compute(10)})}) {
        MemoryStory story;
        story.memory();
        story.scenario.machine.memory.page_table.levels = 2; // 1 GiB
        ProcessSpec& process = story.process("A", 0, {spawn("v", {compute(100)}), last, compute(10)});
        story.with_heap(process, 64 << 10).memory.stack = 400 << 20;
        process.memory.demand = true;
        Counts counts = story.counted();
        CHECK(story.result.outcome == Outcome::finished);
        CHECK(counts.statuses == std::vector<std::int32_t>{137});
        CHECK(counts.causes[Cause::address_space_full] == 2);
        CHECK(story.metrics.metrics().threads.size() == 2); // no thread has been made without a stack
        CHECK(story.metrics.metrics().processes[0].ended_by == Cause::address_space_full);
    }
}

TEST_CASE("stacks of a process's own threads that do not fit end the run, and it says so") {
    MemoryStory story;
    story.memory();
    story.scenario.machine.memory.page_table.levels = 2;
    ProcessSpec& family = story.family("P", 0, "a", {compute(10)});
    family.threads[0].count = 3;
    story.with_heap(family, 64 << 10).memory.stack = 400 << 20;
    family.memory.demand = true;
    static_cast<void>(story.counted());
    CHECK(story.result.outcome == Outcome::limit);
    CHECK(story.result.message == "the page table does not reach over the stacks of P");
}

TEST_CASE("a load of another space tells what its tag is, and where that came from") {
    MemoryStory story("rr", {{"quantum", Duration(10'000)}});
    story.memory();
    story.scenario.machine.memory.tlb.tags = 2;
    for (const char* name : {"A", "B"})
        story.with_heap(story.process(name, 0, {touching(30'000, 16 << 10)}), 1 << 20);
    const Counts two = story.counted();
    CHECK(two.flushed == 2); // each tag, when it is handed out
    CHECK(two.kept == 6);    // refills use the quantum: a fourth slice for each
}

TEST_CASE("the run tells what processes held and what its TLBs have counted") {
    MemoryStory story;
    story.memory();
    story.with_heap(story.process("A", 0, {touching(10'000, 64 << 10), touching(10'000, 64 << 10)}), 1 << 20);
    story.counted();
    const Metrics& metrics = story.metrics.metrics();
    REQUIRE(metrics.processes[0].footprint.has_value());
    CHECK(metrics.processes[0].footprint->resident == 256 + 16); // heap and stack
    CHECK(metrics.processes[0].footprint->stacks == 16);
    CHECK(metrics.refills.hits == 16); // of the second step
    CHECK(metrics.refills.compulsory == 16);
}

TEST_CASE("without tags each switch of address space brings refills, between threads it does not") {
    for (const RunAs as : {RunAs::threads, RunAs::processes}) {
        MemoryStory story("rr", {{"quantum", Duration(10'000)}});
        story.memory();
        story.scenario.machine.memory.tlb.tags = 0;
        story.scenario.machine.costs.tagged_tlb = false;
        ProcessSpec& family = story.family("server", 0, "a", {touching(50'000, 16 << 10)});
        story.thread(family, "b", {touching(50'000, 16 << 10)});
        family.run_as = as;
        story.with_heap(family, 1 << 20);
        const Counts counts = story.counted();
        if (as == RunAs::threads) CHECK(counts.by_switch == 0);
        if (as == RunAs::processes) CHECK(counts.by_switch >= 8 * 4);
        const Metrics& metrics = story.metrics.metrics();
        CHECK(metrics.cpus[0].total() == metrics.end - Time());
    }
}

TEST_CASE("a forked child shares pages until somebody writes; exec gives it others") {
    MemoryStory story;
    story.memory();
    Exec exec{"tool", ImageSpec{}};
    exec.memory->given = true;
    exec.memory->heap = 64 << 10;
    story.scenario.programs.push_back({"tool", {compute(100)}, {}});
    story.with_heap(
        story.process("P", 0, {fork("C", {write(0, 1), step(exec)}), write(0, 3), wait_for(), write(0, 3)}),
        1 << 20);
    // The program of P was added behind "tool": the thread's number must say so.
    story.scenario.processes[0].threads[0].program = ProgramId(1);
    Counts counts = story.counted();
    CHECK(counts.faults[FaultKind::copy_on_write] == 4);
    CHECK(counts.faults[FaultKind::reuse] == 2);
    CHECK(counts.spaces[SpaceChange::made] == 1);
    CHECK(counts.spaces[SpaceChange::forked] == 1);
    CHECK(counts.spaces[SpaceChange::replaced] == 1);
    CHECK(counts.statuses == std::vector<std::int32_t>{0, 0});
}

TEST_CASE("a thread that is not the first forks with its own stack, and execs onto the first") {
    MemoryStory story("rr", {{"quantum", Duration(10'000)}});
    story.memory();
    Exec exec{"tool", ImageSpec{}};
    exec.memory->given = true;
    exec.memory->stack = 64 << 10;
    story.scenario.programs.push_back({"tool", {read_of("stack", 0, 2), compute(1'000)}, {}});
    ProcessSpec& family = story.family("P", 0, "main", {compute(1'000'000)});
    story.thread(
        family, "b",
        {fork("C", {read_of("stack", 0, 2), spawn("w", {compute(50'000)}), compute(100'000), step(exec)}),
         compute(100'000)});
    story.with_heap(family, 64 << 10);
    Simulation simulation(story.scenario, {});
    static_cast<void>(simulation.run_to(Time(200'000)));
    std::map<std::string, std::uint32_t> stacks;
    for (const Snapshot::Tcb& thread : simulation.snapshot().threads)
        stacks[thread.name] = thread.stack;
    CHECK(stacks == std::map<std::string, std::uint32_t>{{"P/main", 0}, {"P/b", 1}, {"C", 1}, {"C/w", 2}});
    const Counts counts = story.counted();
    CHECK(counts.statuses == std::vector<std::int32_t>{0, 0});
}

TEST_CASE("vfork: the parent waits until the child ends, in the same space") {
    MemoryStory story;
    story.memory();
    Fork child{"C", ProgramRef{"", {compute(100), leave(3)}, {}}};
    child.how = ForkHow::vfork;
    story.with_heap(story.process("P", 0, {step(child), compute(10)}), 1 << 20);
    Counts counts = story.counted();
    CHECK(counts.spaces[SpaceChange::borrowed] == 1);
    CHECK(counts.statuses == std::vector<std::int32_t>{3, 0});
}

TEST_CASE("an illegal access ends its process with all its threads, and no other") {
    MemoryStory story("rr", {{"quantum", Duration(10)}});
    story.memory();
    ProcessSpec& family = story.family("A", 0, "good", {compute(1'000'000)});
    story.thread(family, "bad", {compute(5), read_of("heap", 1'000, 1'000)});
    story.with_heap(family, 64 << 10);
    story.process("B", 0, {compute(50)});
    Counts counts = story.counted();
    CHECK(counts.statuses == std::vector<std::int32_t>{139, 0});
    CHECK(counts.faults[FaultKind::segment] == 1);
    CHECK(story.result.outcome == Outcome::finished);
}

TEST_CASE("a reference past the end of its segment faults, whatever lies there") {
    const auto write_of = [](const char* segment, std::uint64_t first, std::uint64_t last) {
        Write action;
        action.pages = range(first, last);
        action.segment = segment;
        return step(action);
    };
    for (const Step& outside : {read_of("text", 1, 1), write_of("data", 1, 2), write_of("bss", 1, 1),
                                write_of("heap", 1, 1), write_of("stack", 1, 1), write_of("stack", 2, 9)}) {
        MemoryStory story;
        story.memory();
        ProcessSpec& family = story.family("A", 0, "a", {compute(5)});
        story.thread(family, "b", {outside});
        story.with_heap(family, 4096);
        family.memory.text = family.memory.data = family.memory.bss = family.memory.stack = 4096;
        Counts counts = story.counted();
        CHECK(counts.statuses == std::vector<std::int32_t>{139});
        CHECK(counts.faults[FaultKind::segment] == 1);
    }
}

TEST_CASE("with too few frames pages come and go, and dirty ones are written") {
    MemoryStory story;
    story.memory();
    story.scenario.machine.memory.frames = 2;
    ProcessSpec& process = story.process("P", 0, {write(0, 2), write(0, 2)});
    process.memory.heap = 3 << 12;
    Counts counts = story.counted();
    CHECK(counts.faults[FaultKind::minor] == 3);
    CHECK(counts.faults[FaultKind::major] == 3);
    CHECK(story.metrics.metrics().faults.evictions == 4);
    CHECK(story.metrics.metrics().faults.write_backs == 4);
    CHECK(story.metrics.metrics().cpus[0].total() == story.metrics.metrics().end - Time());
}

TEST_CASE("the optimal replacement sees the references of later steps, of loops and of draws") {
    const std::vector<std::uint64_t> silberschatz{7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1};
    Steps apart;
    for (const std::uint64_t page : silberschatz)
        apart.push_back(touch_each({page}));
    const Steps round{touch_each({0, 1, 2, 3})};
    Steps unrolled;
    for (int i = 0; i < 5; ++i)
        unrolled.push_back(round.front());
    for (const Steps& steps : {apart, Steps{repeat(5, round)}, unrolled}) {
        MemoryStory story;
        story.exercise(3, PageReplacement::opt).refers("P", 0, steps);
        CHECK(story.all_faults() == 9);
    }
}

TEST_CASE("with a device the optimum is the same") {
    for (const bool has_disk : {false, true}) {
        MemoryStory story;
        story.exercise(2, PageReplacement::opt, has_disk)
            .refers("P", 0, {touch_each({5, 1, 0, 3, 0, 2, 6, 2, 2, 0, 5, 0, 5, 3, 3, 6, 1})});
        CHECK(story.all_faults() == 11);
    }
}

TEST_CASE("a page that has left the window is given up without a fault of another") {
    MemoryStory story;
    story.exercise(9, PageReplacement::working_set).refers("P", 0, {touch_each({1, 2, 2, 2, 2, 2, 1})});
    story.scenario.machine.memory.window = Duration(2);
    CHECK(story.all_faults() == 3);
}

TEST_CASE("a reference that waits for a frame has faulted once") {
    MemoryStory story("rr", {{"quantum", Duration(100)}});
    story.exercise(1, PageReplacement::lru, true).refers("A", 0, {touch_each({0, 1, 0})});
    story.refers("B", 2, {touch_each({0})});
    const Counts counts = story.counted();
    CHECK(counts.by_thread.at(2) == 1);
}

TEST_CASE("a frame is nobody's until what was in it is written") {
    MemoryStory story("rr", {{"quantum", Duration(100)}});
    story.exercise(1, PageReplacement::lru, true).refers("A", 0, {touch_each({0, 1}, 100), io(20)});
    story.refers("B", 2, {touch_each({0}, 100)});
    const Counts counts = story.counted();
    // A writes page 0 back from 1 to 6, B then page 1 of A, from 7 on.
    CHECK(counts.evictions == std::vector<std::int64_t>{1, 7});
    CHECK(story.metrics.metrics().faults.write_backs == 2);
}

TEST_CASE("what was never written is zeros when it comes again, and needs no device") {
    MemoryStory story;
    story.exercise(1, PageReplacement::lru, true);
    story.with_heap(story.process("P", 0, {touch_each({0, 1, 0}), touch_each({1, 0, 1}, 100)}), 10 << 12);
    Counts counts = story.counted();
    CHECK(counts.faults[FaultKind::minor] == 5); // twice each for reading, and 0 to be written
    CHECK(counts.faults[FaultKind::major] == 1);
}

TEST_CASE("the price of a copy has the invalidation in it") {
    MemoryStory story;
    story.memory();
    story.scenario.machine.costs.flush_page = Price::of_ns(1'000'000);
    story.with_heap(story.process("P", 0, {fork("C", {compute(1'000'000)}), write(0, 3), wait_for()}),
                    1 << 20);
    Counts counts = story.counted();
    CHECK(counts.faults[FaultKind::copy_on_write] == 4);
    CHECK(story.metrics.metrics().end < Time(4'000'000));
}

TEST_CASE("mappings without end reach the limit on segments") {
    MemoryStory story;
    story.memory();
    story.scenario.limits.segments = 100;
    Map map;
    map.label = "m";
    map.size = 4096;
    story.with_heap(story.process("P", 0, {forever({step(map)})}), 1 << 20);
    story.counted();
    CHECK(story.result.outcome == Outcome::limit);
    CHECK(story.result.message == "the limit on segments of one process, 100");
}

TEST_CASE("a change of mappings interrupts the other CPUs that have the space") {
    MemoryStory story;
    story.memory();
    story.scenario.machine.cpus = 2;
    Protect protect;
    protect.pages = range(0, 0);
    ProcessSpec& family = story.family("A", 0, "a", {touching(1'000, 4096), step(protect), compute(1'000)});
    story.thread(family, "b", {touching(100'000, 4096)});
    story.with_heap(family, 64 << 10);
    const Counts counts = story.counted();
    CHECK(counts.interrupted == 1);
}
