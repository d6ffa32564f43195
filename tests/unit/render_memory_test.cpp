// Pictures of memory: address spaces, TLBs, translations, and the report's counts.
#include "render_story.hpp"

#include "render/compare.hpp"
#include "render/explain_memory.hpp"
#include "render/json.hpp"
#include "render/report_memory.hpp"
#include "render/report_tables.hpp"
#include "render/snapshot_memory.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ossim;
using namespace ossim::testing;

namespace {

Snapshot two_spaces() {
    Snapshot snapshot;
    snapshot.now = Time(12'000'000);
    for (std::uint32_t i = 1; i <= 3; ++i) {
        Snapshot::Pcb& process = snapshot.processes.emplace_back();
        process.pid = Pid(i);
        process.name = i == 1 ? "init" : i == 2 ? "shell" : "가나다";
        process.space = i - 1;
        process.descriptors = {"0 stdin", "1 stdout", "2 stderr"};
        if (i == 1) continue;
        process.threads = {Tid(i - 1)};
        Snapshot::Tcb& thread = snapshot.threads.emplace_back();
        thread.tid = Tid(i - 1);
        thread.pid = Pid(i);
        thread.name = process.name;
    }
    Snapshot::Memory& memory = snapshot.memory.emplace(Snapshot::Memory{});
    memory.page_size = 4096;
    memory.frames_used = 150;
    memory.frames = 65536;
    memory.table_pages = 8;
    memory.spaces = {{1,
                      {{"text", "", 0, 0x400, 16, 16, "read", {2}},
                       {"heap", "", 0, 0x410, 64, 40, "mixed", {}},
                       {"mapping", "cache", 0, 0x7ffffffdf, 8, 0, "write", {}},
                       {"stack", "", 0, 0x7fffffff0, 16, 2, "write", {}}},
                      {{0x400, 16, 0, "p-ua----", true},
                       {0x410, 40, 16, "pwuad---", true},
                       {0x438, 1, 3, "-wu-----", false},
                       {0x7fffffffe, 2, 90, "pwuad---", true}},
                      0,
                      {1, 2, 2, 2},
                      59,
                      58},
                     {2,
                      {{"text", "", 0, 0x400, 16, 16, "read", {1}}},
                      {{0x400, 16, 0, "p-u-----", true}},
                      0,
                      {1, 1, 1, 1},
                      16,
                      16}};
    memory.tlb = {{CpuId(0), 1, 0x400, 1, false, false, true},
                  {CpuId(0), 1, 0x401, 1, false, false, true},
                  {CpuId(0), 2, 0x400, 1, false, false, false},
                  {CpuId(0), 1, 0x600, 2, true, false, true},
                  {CpuId(0), 7, 0x900, 2, false, true, true}};
    return snapshot;
}

/// Refills after switches, faults of every kind, a fork and a spawn.
Story eventful() {
    Story story;
    story.cost(Component::restore, 100);
    const Pid pid = story.bare_process("P");
    const Tid a = story.thread(pid, "A"), b = story.thread(pid, "B");
    story.add(0, SpaceMade{40, 5, pid, 1, SpaceChange::made});
    story.run(a, 0, 4, ThreadState::ready);
    story.run(b, 4, 8, ThreadState::ready);
    story.run(a, 8, 12, ThreadState::terminated);
    story.add(5, Refilled{Duration(60), Duration(140), b, 0, true, 1, 2, 3, 4, 5});
    story.add(9, Refilled{Duration(600), Duration(0), a, 0, false, 0, 6, 0, 0, 0});
    story.add(9, Faulted{7, a, 0, FaultKind::minor, true});
    story.charge(9, a, Account::fault, 1000);
    story.add(9, Evicted{3, 0, 1, true});
    story.add(9, Referred{7, 0, Duration(100), a, 0, Translation::walk, true, 31});
    story.add(9, Refilled{Duration(80), Duration(20), a, 0, false, 0, 1, 0, 0, 1});
    story.add(10, Referred{7, 0, Duration(100), a, 0, Translation::first_tlb, false, 31});
    story.charge(10, a, Account::creation, 5000);
    story.add(10, ProcessNew{Pid(9), pid, {story.names().intern("C"), 0}});
    story.add(10, Forked{a, Pid(9)});
    story.add(10, SpaceMade{40, 5, Pid(9), 2, SpaceChange::forked});
    story.charge(11, a, Account::creation, 700);
    story.add(11, Spawned{a, Tid(3)});
    story.add(11, ShotDown{2, 1, 1, CpuId(0)});
    story.end(12);
    return story;
}

} // namespace

TEST_CASE("address spaces from the top down") {
    CHECK("\n" + show_memory(two_spaces(), {}) == R"(
At 12ms.
Pages of 4KiB; 150 frames used for data, 8 for page tables, of 65536.

Address space 1: shell (pid 2)

in the kernel  how many       size
PCB                   1       3KiB  identity, parent, limits, signals, times;
                                    its threads
descriptors           3  768 bytes  open files and channels, by number
TCBs                  1      10KiB  registers, state, priority, accounts of each
                                    thread
kernel stacks         1      16KiB  one for each thread, for its system calls
page table            7      28KiB  below

from            what           pages  in RAM  may    shared with
0x7fffffff0000  stack, shell      16       2  write  -
0x7ffffffe7000  (nothing)
0x7ffffffdf000  mapping cache      8       0  write  -
0x450000        (nothing)
0x410000        heap              64      40  mixed  -
0x400000        text              16      16  read   가나다
0x0             (nothing)

Page table: 59 entries, 58 present; its tables by level, from the top: 1, 2, 2,
  2.
pages                           frames  flags
1024-1039                         0-15  p-ua----
1040-1079                        16-55  pwuad---
1080                     on the device  -wu-----
34359738366-34359738367          90-91  pwuad---

Address space 2: 가나다 (pid 3)

in the kernel  how many       size
PCB                   1       3KiB  identity, parent, limits, signals, times;
                                    its threads
descriptors           3  768 bytes  open files and channels, by number
TCBs                  1      10KiB  registers, state, priority, accounts of each
                                    thread
kernel stacks         1      16KiB  one for each thread, for its system calls
page table            4      16KiB  below

from      what       pages  in RAM  may   shared with
0x400000  text          16      16  read  shell
0x0       (nothing)

Page table: 16 entries, 16 present; its tables by level, from the top: 1, 1, 1,
  1.
pages      frames  flags
1024-1039    0-15  p-u-----

Flags: p present, w writable, u user, a accessed, d dirty, c copy on write, g
  global, h huge page.
)");
    CHECK(show_memory(two_spaces(), {}, "nobody")
              .ends_with("No process is called \"nobody\" at that moment.\n"));
    Snapshot empty;
    CHECK(show_memory(empty, {}).find("No memory is modelled") != std::string::npos);
    CHECK(show_tlb(empty, {}).find("No memory is modelled") != std::string::npos);
}

TEST_CASE("the kernel's own pages stand on its side, with their bits") {
    Snapshot snapshot = two_spaces();
    CHECK(show_memory(snapshot, {}).find("its own pages") == std::string::npos);
    snapshot.memory->kernel = {std::uint64_t{1} << 35U, 4, 0, "pw-ad-g-", true};
    CHECK(show_memory(snapshot, {}, "shell").find(R"(
page table            7      28KiB  below
its own pages         4      16KiB  pw-ad-g-, touched at each entry:
                                    34359738368-34359738371
)") != std::string::npos);
}

TEST_CASE("frames for data alone are told apart from all of memory") {
    Snapshot snapshot = two_spaces();
    snapshot.memory->frames = 3;
    snapshot.memory->frames_used = 2;
    snapshot.memory->data_alone = true;
    CHECK(show_memory(snapshot, {}).find(R"(
Pages of 4KiB; 2 of 3 frames used for data; text, stacks and page tables lie
  elsewhere.
)") != std::string::npos);
}

TEST_CASE("a TLB with neighbouring pages in one row") {
    CHECK("\n" + show_tlb(two_spaces(), {}) == R"(
At 12ms.
5 entries, neighbouring pages in one row:

CPU   level  tag        pages  whose
CPU0      1    1    1024-1025  the space that is loaded
CPU0      1    2         1024  another space
CPU0      2    1  1536 (huge)  the space that is loaded
CPU0      2    7         2304  the kernel's: global
)");
}

TEST_CASE("translations step by step, and a bound") {
    const Story story = eventful();
    MemorySpec spec;
    spec.page_table.levels = 4;
    spec.tlb.levels = {{64, 4}};
    TranslationExplainer all(spec), two(spec, 2);
    story.tell(all);
    story.tell(two);
    CHECK("\n" + all.text({}) == R"(
at 9ms A faults at page 7: its first touch; a frame is mapped.
at 9ms page 3 of address space 1 leaves frame 0; it is dirty, and is written to
  the device first.
at 9ms A writes page 7: TLB miss, page-table walk; entries 0, 0, 0, 7 of the
  page table: frame 0 (present, writable, user, accessed, dirty); 0x7000-0x7fff
  is physical 0x0-0xfff.
at 10ms A reads page 7: TLB hit, no walk; entries 0, 0, 0, 7 of the page table:
  frame 0 (present, writable, user, accessed, dirty); 0x7000-0x7fff is physical
  0x0-0xfff.
)");
    CHECK(two.text({}).find("and 2 more references, faults and evictions") != std::string::npos);
    TranslationExplainer none(spec);
    round_robin()->tell(none);
    CHECK(none.text({}).empty());
}

TEST_CASE("a huge page has no entry of the last level") {
    Story story;
    const Tid a = story.process("A");
    story.add(1, Referred{512 * 3 + 5, 1024 + 5, Duration(), a, 0, Translation::walk, false, 128 + 15});
    story.end(2);
    MemorySpec spec;
    spec.page_table.levels = 4;
    spec.tlb.levels = {{64, 4}};
    TranslationExplainer explainer(spec);
    story.tell(explainer);
    CHECK("\n" + explainer.text({}) == R"(
at 1ms A reads page 1541: TLB miss, page-table walk; entries 0, 0, 3 of the page
  table: frame 1029 (present, writable, user, accessed, huge); 0x605000-0x605fff
  is physical 0x405000-0x405fff.
)");
}

TEST_CASE("a fault is told although no reference was ever done") {
    Story story;
    const Tid a = story.process("A");
    story.add(1, Faulted{7, a, 0, FaultKind::segment, true});
    story.end(2);
    TranslationExplainer explainer(MemorySpec{});
    story.tell(explainer);
    CHECK(explainer.text({}) == "at 1ms A faults at page 7: nothing is there; the process ends.\n");
}

TEST_CASE("the report says why the kernel ended a process") {
    Story story;
    const Tid a = story.process("A"), b = story.process("B"), c = story.process("C");
    story.move(0, a, ThreadState::ready, ThreadState::running, Cause::dispatched);
    story.add(1, Faulted{7, a, 0, FaultKind::protection, true});
    story.move(1, a, ThreadState::running, ThreadState::terminated, Cause::segmentation_fault);
    story.add(1, ProcessExit{Pid(2), 139});
    story.move(2, b, ThreadState::ready, ThreadState::terminated, Cause::out_of_memory);
    story.add(2, ProcessExit{Pid(3), 137});
    story.move(3, c, ThreadState::ready, ThreadState::terminated, Cause::killed);
    story.add(3, ProcessExit{Pid(4), 137});
    story.end(3);
    CHECK("\n" + ends_by_kernel(measured(story), {}) == R"(
The kernel ended A at 1ms by SIGSEGV: A wrote to page 7, which does not permit
  that.
The kernel ended B at 2ms: out of memory. No frame was free, none could be taken
  from anybody, and no page was on its way that would have made room.
)");
}

TEST_CASE("where the memory of each process went, and how much of it was in RAM when") {
    Story story;
    const Tid a = story.process("A"), b = story.process("B");
    story.run(a, 0, 4, ThreadState::terminated);
    story.run(b, 4, 8, ThreadState::terminated);
    story.add(1, Resident{2, 2, Pid(2)});
    story.add(3, Resident{5, 3, Pid(2)});
    story.add(4, MemoryHeld{20, 5, 4, 1, 2, Pid(2)});
    story.add(5, Resident{1, 0, Pid(3)});
    story.add(8, MemoryHeld{20, 1, 0, 1, 2, Pid(3)});
    story.add(8, TlbCounted{90, 6, 4, 3, 2, CpuId(0)});
    story.end(8);
    const Metrics metrics = measured(story);
    CHECK("\n" + memory_tables(metrics, {}) == R"(
memory
TLB hits  90, 100.0% of the translations

Memory of each process at its end: in pages, and what the kernel keeps for it
  and its threads, in KiB.
process  mapped  in RAM  shared  stacks  tables  PCB  TCBs  k-stacks
A            20       5       4       1       2    3    10        16
B            20       1       0       1       2    3    10        16

pages in RAM at    12.5%  25.0%  37.5%  50.0%  62.5%  75.0%  87.5%  100.0%
A                      2      2      5      5      -      -      -       -
- its working set      2      -      3      -      -      -      -       -
)");
    CHECK(find_metric(metrics, "", "tlb_hits")->value == Ratio(90));
    CHECK(find_metric(metrics, "", "tlb_compulsory")->value == Ratio(3));
    const std::string json = to_json(metrics, {});
    CHECK(json.find("\"residence\":[[1000000,2,2],[3000000,5,3]]") != std::string::npos);
    CHECK(json.find("\"footprint\":{") != std::string::npos);
}

TEST_CASE("memory in the report") {
    const Metrics metrics = measured(eventful());
    CHECK("\n" + memory_tables(metrics, {}) == R"(
memory
references one by one  2
page faults            1 (1 first touch)
evictions              1 (1 written back first)
TLB misses             10 (1 that the second TLB had, 9 walks of the page table,
                       3 of all because of a switch)
cache lines refilled   13 (3 from level 2, 4 from level 3, 6 from memory)
TLB shootdowns         1
effective access time  650ns (a reference's own time, refills, faults and
                       waiting for pages, divided by references)

creation         times  mean cost  dearest  page-table entries  tables
fork a process       1        5us      5us                  40       5
spawn a thread       1      700ns    700ns                   -       -
end of a thread      1          0        0                   -       -
)");
    CHECK("\n" + switches_table(metrics, {}) == R"(
cost of one switch (mean)     thread  process
restore registers from a TCB   100ns    100ns
refill the TLB, afterwards      30ns        0
- its TLB misses                 1.5      0.0
refill the cache, afterwards    70ns        0
one switch                     200ns    100ns
half of them at most           100ns    100ns
99% of them at most            300ns    100ns
how many                           2        1
all together                   400ns    100ns
of the CPUs' time              <0.1%    <0.1%
A switch between processes costs 0.50 times one between threads of a process.
)");
    CHECK(memory_tables(measured(*round_robin()), {}).empty());
    CHECK(find_metric(metrics, "", "effective_access")->value == Ratio(1300, 2));
    CHECK(find_metric(metrics, "", "fork_cost")->value == Ratio(5000));
    CHECK(find_metric(metrics, "", "page_entries")->value == Ratio(80));
    CHECK(to_json(metrics, {}).find("\"refill_of_references\": 100") != std::string::npos);
}

TEST_CASE("refills are parts of a switch in the classical table") {
    const Metrics metrics = measured(eventful());
    const ComparedRun runs[] = {{"t", &metrics, RunAs::threads}, {"p", &metrics, RunAs::processes}};
    CHECK("\n" + processes_against_threads(runs, {}) == R"(
                             threads  processes  why
PCBs: processes                    2          2  a process is the container:
                                                 memory, descriptors
TCBs: threads                      2          2  what is scheduled, in both
                                                 cases
address spaces                     2          2  threads of a process share one
memory: pages mapped              80         80  each process maps a heap of its
                                                 own; text is shared, and still
                                                 mapped by each
pages of page tables              10         10  each address space has its own
                                                 tables
creating, ending in the run    5.7us      5.7us  a process: its PCB, page tables
                                                 and pages; a thread: a TCB and
                                                 a stack
switches                           3          3  from one thread to another
of them in one process             2          2  the others change the address
                                                 space
one switch costs               200ns      100ns  between two threads of a
                                                 process, or two processes; its
                                                 parts:
- load registers               100ns      100ns  as save, out of the TCB
- TLB refill                    30ns          0  afterwards, misses of what it
                                                 had when it last ran here: 1.5
                                                 and 0.0 of them, times their
                                                 price
- cache refill                  70ns          0  afterwards, lines that others
                                                 have pushed out: 6.0 and 0.0 of
                                                 them, times their price
half of them at most           100ns      100ns  the median
99% of them at most            300ns      100ns
switching, in all              500ns      500ns
- of the CPUs' time            <0.1%      <0.1%  from thread to thread
overhead                        0.1%       0.1%  all kernel work, of the CPUs'
                                                 time
length of the run               12ms       12ms
communication                 memory     kernel  threads share variables for the
                                                 price of a memory access;
                                                 processes call the kernel,
                                                 which copies, or attach memory
stability                    all end   one ends  an illegal access of one thread
                                                 ends all threads of its
                                                 process, and no other process
synchronisation               needed     rarely  what threads share is changed
                                                 by all of them; processes share
                                                 only what they ask for
debugging                     harder     easier  any thread may have spoilt a
                                                 shared variable; a process's
                                                 memory is its own
A switch between processes costs 0.50 times one between threads of a process.
)");
}
