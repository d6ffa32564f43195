// Prices in picoseconds and the machines they were paid on, one block a profile.
//
// What a basis begins with says how far it can be trusted: `source` is a published measurement of the thing
// itself, or the system's own source text; `computed` follows from published measurements by the arithmetic
// given; `unverified` is general knowledge that nobody looked up; `estimate` is ours; `fitted` is an estimate
// chosen so that a sum meets a published total: a thread-to-thread switch through a pipe, pinned to one CPU,
// takes 1.2 us one way (Bendersky 2018), a process switch 1.1 to 1.9 us (Tsuna's measurements of 2010). What
// was fitted to a total is no evidence for it.
//
// otc: the Open Telekom Cloud's measurements of KPTI, 2018. L4Re, seL4, lmbench: their published tables.
#include "costs/catalogue.hpp"

#include "base/cost_profile.hpp"

#include <algorithm>

namespace ossim {

namespace {

/// In thousandths of a nanosecond, as prices are.
constexpr std::int64_t ns(std::int64_t nanoseconds) { return nanoseconds * 1000; }
constexpr std::int64_t kib(std::int64_t count) { return count << 10; }
constexpr std::int64_t mib(std::int64_t count) { return count << 20; }

constexpr CostFigure unit_figures[] = {
    {"process_switch", 0, "given by the scenario: the price of a switch between processes"},
    {"thread_switch", 0, "given by the scenario: the price of a switch between threads of one process"},
    {"by_unit", 1, "a switch has one price; the components of a switch do not count"},
};

constexpr CostFigure pcid_figures[] = {
    {"trap_in", ns(35),
     "computed: half of a null system call without KPTI, 115 to 150 cycles (otc, four Intel machines) or 52 "
     "to 105 ns (Tsuna)"},
    {"trap_out", ns(35), "computed: the other half of the same null system call"},
    {"kpti_crossing", ns(70),
     "computed: a null system call with KPTI and PCID takes 520 to 630 cycles, without 115 to 150 (otc): the "
     "difference, over two crossings. Counts with kpti: true"},
    {"kernel_refill", ns(60),
     "fitted, 10 of the kernel's pages at 6 ns: a null system call with KPTI and without PCID takes 900 to "
     "1400 cycles (otc). Counts with kpti: true and pcid: false"},
    {"pcid", 1, "source: PCID since Linux 4.14 (arch/x86/mm/tlb.c)"},
    {"ibpb_barrier", ns(700),
     "estimate: one to four thousand cycles; the kernel's own comment says that it is expensive. Counts with "
     "ibpb: true"},
    {"interrupt", ns(40), "estimate: what an interrupt or fault takes over a system call"},
    {"dequeue", ns(120), "fitted to a thread switch through a pipe of 1.2 us (Bendersky 2018)"},
    {"enqueue", ns(300),
     "fitted to the same total: a wake-up is an enqueue and a check for preemption; the waker pays it"},
    {"pick", ns(150), "fitted to a thread switch through a pipe of 1.2 us (Bendersky 2018)"},
    {"save", ns(70),
     "estimate, 20 + 10 + 40 ns: half of the general registers' 40; the stack pointer and segment bases, 10 "
     "of 30; half of the FPU's 80, computed from seL4's 60 to 235 cycles for saving and restoring it"},
    {"restore", ns(80),
     "estimate, 20 + 20 + 40 ns: as save, but the stack's part is 20 of 30, because the task state segment "
     "and the bases are written for whom comes"},
    {"address_space", ns(170),
     "computed: 110 for the bookkeeping and 60 for the base write; together L4Re's 169 to 269 ns between the "
     "same switch inside and between address spaces (three x86 machines)"},
    {"flush", ns(35),
     "source: rewriting CR3 takes 96 to 124 cycles (linux-mm, June 2015, three Intel machines)"},
    {"flush_page", ns(75),
     "source: INVLPG takes 216 to 260 cycles, hot (linux-mm, June 2015); the kernel's comment says about 100 "
     "ns"},
    {"tlb_l2_hit", 2500, "unverified: 7 to 9 cycles (7-cpu.com)"},
    {"walk_level", ns(6),
     "computed: a walk takes 17.4 cycles for data and 15.9 for code on a busy MySQL server (Gregg 2018), 6 "
     "ns; the walker has the upper levels in a cache of its own"},
    {"walk_cold_level", ns(80), "unverified: a dependent access to DRAM takes 80 to 100 ns"},
    {"line_l2", ns(4), "unverified: an access that the second level answers, 14 cycles"},
    {"line_l3", ns(15), "unverified: an access that the third level answers, 40 to 70 cycles"},
    {"line_memory", ns(85), "unverified: a dependent access to DRAM, 80 to 90 ns"},
    {"line_l2_sequential", 300,
     "computed from lmbench lat_ctx rows of a laptop of 2021, (t - t of 2p/0K) over the lines: a prefetcher "
     "has seen them come"},
    {"line_l3_sequential", 1300,
     "computed from lmbench lat_ctx rows of a laptop of 2021, (t - t of 2p/0K) over the lines: a prefetcher "
     "has seen them come"},
    {"line_memory_sequential", ns(6), "estimate: 5 to 10 ns, by the bandwidth of one core"},
    {"overlap", 50,
     "estimate, fitted to nothing: a TLB miss is usually a cache miss as well, and the CPU overlaps them "
     "(Molnar, linux-mm 2015); by how much is nowhere published, and no validated total decides it: from 0% "
     "to 100% tools/validate says the same of each"},
    {"minor_fault", ns(600),
     "source: an anonymous zero page takes 575 ns at least and 1013 ns in the median (one machine, Linux "
     "6.6)"},
    {"copy_on_write", ns(1000),
     "estimate: a minor fault, 0.1 to 0.4 us for the copy of 4 KiB, 70 to 100 ns for INVLPG"},
    {"major_fault", ns(100'000), "source at second hand: 100 us for an SSD; a disk takes 5 to 10 ms"},
    {"shootdown", ns(1000),
     "source at second hand: more than 1000 cycles until the remote CPU has answered; weak"},
    {"shootdown_cpu", ns(200), "source at second hand: 0.2 us a receiver, a rule of thumb; weak"},
    {"thread_create", ns(5500),
     "source: launching a thread takes 5.5 us, whatever the memory (Bendersky 2018)"},
    {"thread_exit", ns(3000), "estimate: the end of a thread and its join"},
    {"fork", ns(22'300),
     "source: the launch of a process that has touched no memory takes 22.3 us (Bendersky 2018)"},
    {"fork_page", 22'500,
     "computed: 22.3, 34.5, 44.7 and 66.8 us with 0, 2, 4 and 8 MB touched (Bendersky 2018), within 4 "
     "percent"},
    {"exec", ns(350'000), "estimate: fork and exec together take 450 to 1850 us (lmbench)"},
    {"exit", ns(30'000), "estimate: the end of a process, without its pages"},
    {"exit_page", ns(15), "estimate: a page is freed"},
    {"reap", ns(2000), "estimate: a wait that finds a zombie"},
    {"page_size", kib(4), "source: x86-64, page-table entries of 8 bytes, 512 in a page"},
    {"page_table_levels", 4, "source: 48 bits of virtual address, 9 a level; 5 with LA57"},
    {"tlb_entries", 64, "source at second hand: Skylake and Cascade Lake, data, 4 KiB pages (WikiChip)"},
    {"tlb_ways", 4, "source at second hand: the same"},
    {"tlb_second_entries", 1536, "source at second hand: the same, shared by code and data"},
    {"tlb_second_ways", 12, "source at second hand: the same"},
    {"huge_entries", 32, "source at second hand: the same, 2 MiB pages"},
    {"walk_entries", 32, "unverified: tables of the last level whose place the walker remembers"},
    {"address_space_tags", 6,
     "source: TLB_NR_DYN_ASIDS is 6 slots a CPU, recycled round robin (Linux v4.16, arch/x86/mm/tlb.c)"},
    {"flush_ceiling", 33,
     "source: tlb_single_page_flush_ceiling, above which the kernel flushes everything (linux-mm, February "
     "2014)"},
    {"cache_line", 64, "source: x86-64"},
    {"cache_l1", kib(48), "unverified: Ice Lake and its successors, data"},
    {"cache_l2", kib(1280), "unverified: Golden Cove in a desktop"},
    {"cache_l3", mib(24), "unverified: the same"},
    {"cache_l3_shared", 1, "unverified: one for all cores"},
};

constexpr CostFigure nopcid_figures[] = {
    {"trap_in", ns(35), "computed: half of a null system call without KPTI (otc)"},
    {"trap_out", ns(35), "computed: the other half"},
    {"kpti", 1,
     "source: Linux mitigates Meltdown by page tables of its own (Documentation/arch/x86/pti.rst)"},
    {"kpti_crossing", ns(70), "computed from null system calls with and without KPTI (otc)"},
    {"kernel_refill", ns(80),
     "fitted, 10 of the kernel's pages at 8 ns: a null system call without PCID takes 900 to 1400 cycles, "
     "300 to 467 ns (otc)"},
    {"ibpb_barrier", ns(800), "estimate: one to four thousand cycles. Counts with ibpb: true"},
    {"interrupt", ns(60), "estimate: what an interrupt or fault takes over a system call"},
    {"dequeue", ns(130), "estimate: as x86-64-pcid, on a slower machine"},
    {"enqueue", ns(320), "estimate: as x86-64-pcid, on a slower machine; the waker pays it"},
    {"pick", ns(160), "estimate: as x86-64-pcid, on a slower machine"},
    {"save", ns(77),
     "estimate, 22 + 10 + 45 ns: half of the general registers' 45, the stack's 10 of 30, half of the FPU's "
     "90"},
    {"restore", ns(88), "estimate, 23 + 20 + 45 ns: as save, with the stack's 20 of 30"},
    {"address_space", ns(180),
     "computed: 110 for the bookkeeping (L4Re) and 70 for the base write, 96 to 251 cycles hot (linux-mm "
     "2015)"},
    {"flush", ns(45), "source: rewriting CR3 takes 96 to 251 cycles, hot (linux-mm, June 2015)"},
    {"flush_page", ns(85), "source: INVLPG takes 216 to 284 cycles, hot (linux-mm, June 2015)"},
    {"tlb_l2_hit", ns(3), "unverified: 7 to 9 cycles"},
    {"walk_level", ns(8), "estimate: on a faster machine a walk took 17.4 cycles (Gregg 2018)"},
    {"walk_cold_level", ns(90), "unverified: a dependent access to DRAM"},
    {"line_l2", ns(4), "unverified: an access that the second level answers"},
    {"line_l3", ns(20), "unverified: an access that the third level answers"},
    {"line_memory", ns(90), "unverified: a dependent access to DRAM"},
    {"line_l2_sequential", 500, "estimate: as x86-64-pcid, on a slower machine"},
    {"line_l3_sequential", ns(2), "estimate: as x86-64-pcid, on a slower machine"},
    {"line_memory_sequential", ns(8), "estimate: as x86-64-pcid, on a slower machine"},
    {"overlap", 50, "estimate: as x86-64-pcid"},
    {"minor_fault", ns(900), "estimate: 575 to 1013 ns on a newer machine without KPTI"},
    {"copy_on_write", ns(1400), "estimate: a minor fault and the copy of 4 KiB"},
    {"major_fault", ns(100'000), "source at second hand: 100 us for an SSD; a disk takes 5 to 10 ms"},
    {"shootdown", ns(1500), "estimate: as x86-64-pcid, with the crossings of the receiver"},
    {"shootdown_cpu", ns(300), "estimate: as x86-64-pcid, with the crossings of the receiver"},
    {"thread_create", ns(7000), "estimate: as x86-64-pcid, on a slower machine"},
    {"thread_exit", ns(4000), "estimate: the end of a thread and its join"},
    {"fork", ns(30'000), "estimate: as x86-64-pcid, on a slower machine"},
    {"fork_page", ns(45),
     "computed: a fork of Redis takes 9 to 13 ms a GB on four machines, 34 to 50 ns a page"},
    {"exec", ns(450'000), "estimate: fork and exec together take 450 to 1850 us (lmbench)"},
    {"exit", ns(40'000), "estimate: the end of a process, without its pages"},
    {"exit_page", ns(25), "estimate: a page is freed"},
    {"reap", ns(3000), "estimate: a wait that finds a zombie"},
    {"page_size", kib(4), "source: x86-64, page-table entries of 8 bytes, 512 in a page"},
    {"page_table_levels", 4, "source: 48 bits of virtual address, 9 a level"},
    {"tlb_entries", 64, "unverified: Ivy Bridge, data, 4 KiB pages"},
    {"tlb_ways", 4, "unverified: the same"},
    {"tlb_second_entries", 512, "unverified: the same, shared by code and data"},
    {"tlb_second_ways", 4, "unverified: the same"},
    {"huge_entries", 32, "unverified: the same, 2 MiB pages"},
    {"walk_entries", 32, "unverified: tables of the last level whose place the walker remembers"},
    {"address_space_tags", 6, "source: what Linux would use (arch/x86/mm/tlb.c). Counts with pcid: true"},
    {"flush_ceiling", 33, "source: tlb_single_page_flush_ceiling (linux-mm, February 2014)"},
    {"cache_line", 64, "source: x86-64"},
    {"cache_l1", kib(32), "unverified: Ivy Bridge, data"},
    {"cache_l2", kib(256), "unverified: the same"},
    {"cache_l3", mib(8), "unverified: the same"},
    {"cache_l3_shared", 1, "unverified: one for all cores"},
};

constexpr CostFigure arm64_figures[] = {
    {"trap_in", ns(60),
     "estimate: L4Re's system call takes 138 cycles in and out on a Cortex-A76, 57 ns; Linux does more"},
    {"trap_out", ns(60), "estimate: as trap_in"},
    {"pcid", 1, "source: address-space identifiers (ASIDs) are part of the architecture"},
    {"interrupt", ns(60), "estimate: what an interrupt or fault takes over a system call"},
    {"dequeue", ns(220), "estimate: as x86-64-pcid, on a slower core"},
    {"enqueue", ns(550), "estimate: as x86-64-pcid, on a slower core; the waker pays it"},
    {"pick", ns(270), "estimate: as x86-64-pcid, on a slower core"},
    {"save", ns(72),
     "estimate, 35 + 7 + 30 ns: half of the general registers' 70, the stack's 7 of 20, half of the FPU's "
     "60, computed from seL4's 181 cycles on a Cortex-A57"},
    {"restore", ns(78), "estimate, 35 + 13 + 30 ns: as save, with the stack's 13 of 20"},
    {"address_space", ns(80),
     "computed: 40 for the bookkeeping and 40 for the base write; together within L4Re's 47 to 129 ns "
     "between the same switch inside and between address spaces (three Arm cores)"},
    {"flush", ns(60), "estimate: TLBI ASIDE1 and its barriers"},
    {"flush_page", ns(60), "estimate: TLBI VAE1 and its barriers"},
    {"tlb_l2_hit", ns(4), "unverified: about 10 cycles"},
    {"walk_level", ns(20), "estimate: a walk, its upper levels in the walker's own cache"},
    {"walk_cold_level", ns(100), "estimate: a dependent access to DRAM"},
    {"line_l2", ns(5), "unverified: an access that the second level answers"},
    {"line_l3", ns(25), "unverified: an access that the third level answers"},
    {"line_memory", ns(110), "unverified: a dependent access to DRAM"},
    {"line_l2_sequential", ns(1), "estimate: fetched ahead"},
    {"line_l3_sequential", ns(3), "estimate: fetched ahead"},
    {"line_memory_sequential", ns(10), "estimate: fetched ahead"},
    {"overlap", 50, "estimate: as x86-64-pcid"},
    {"minor_fault", ns(1500), "estimate: as x86-64-pcid, on a slower core"},
    {"copy_on_write", ns(2500), "estimate: a minor fault and the copy of 4 KiB"},
    {"major_fault", ns(100'000), "source at second hand: 100 us for an SSD"},
    {"shootdown", ns(400), "estimate: TLB invalidations are broadcast by the hardware"},
    {"shootdown_cpu", ns(20), "estimate: the same; no CPU is interrupted for them"},
    {"thread_create", ns(12'000), "estimate: as x86-64-pcid, on a slower core"},
    {"thread_exit", ns(7000), "estimate: the end of a thread and its join"},
    {"fork", ns(50'000), "estimate: as x86-64-pcid, on a slower core"},
    {"fork_page", ns(60), "estimate: as x86-64-pcid, on a slower core"},
    {"exec", ns(900'000), "estimate: as x86-64-pcid, on a slower core"},
    {"exit", ns(60'000), "estimate: the end of a process, without its pages"},
    {"exit_page", ns(40), "estimate: a page is freed"},
    {"reap", ns(5000), "estimate: a wait that finds a zombie"},
    {"page_size", kib(4), "unverified: the granule of 4 KiB; 16 and 64 KiB exist"},
    {"page_table_levels", 4, "unverified: 48 bits of virtual address, 9 a level"},
    {"tlb_entries", 48, "unverified: Cortex-A76, data, fully associative, all page sizes"},
    {"tlb_second_entries", 1280, "unverified: the same"},
    {"tlb_second_ways", 5, "unverified: the same"},
    {"walk_entries", 64, "unverified: tables of the last level whose place the walker remembers"},
    {"address_space_tags", 65536, "unverified: ASIDs of 16 bits; small cores have 8"},
    {"flush_ceiling", 512, "unverified: MAX_TLBI_OPS, one page of page-table entries"},
    {"cache_line", 64, "unverified: Cortex-A76"},
    {"cache_l1", kib(64), "unverified: the same, data"},
    {"cache_l2", kib(512), "unverified: the same"},
    {"cache_l3", mib(2), "unverified: a cluster's shared level"},
    {"cache_l3_shared", 1, "unverified: one for all cores of a cluster"},
};

constexpr CostFigure xv6_figures[] = {
    {"trap_in", ns(80),
     "computed: 78 lines of assembly in trampoline.S, in and out, at 1 GHz with their memory accesses"},
    {"trap_out", ns(80), "computed: as trap_in"},
    {"kpti", 1,
     "source: xv6 has a page table of the kernel's own and changes satp at each crossing (trampoline.S)"},
    {"kpti_crossing", ns(60), "estimate: csrw satp and two sfence.vma, each way"},
    {"kernel_refill", ns(150),
     "estimate: each sfence.vma empties the TLB; 10 pages for both ways, 30 ns each, half of it at each"},
    {"interrupt", ns(50), "estimate: what an interrupt or fault takes over a system call"},
    {"dequeue", ns(40), "computed: a state is written under a lock; there is no queue"},
    {"enqueue", ns(2560), "computed: wakeup() looks at all 64 slots, 40 ns each; the waker pays it"},
    {"pick", ns(1280), "computed: scheduler() goes over half of the 64 slots on average, 40 ns each"},
    {"save", ns(35), "computed: one swtch, 14 stores and 14 loads: into the scheduler"},
    {"restore", ns(35), "computed: the other swtch: out of the scheduler"},
    {"address_space", ns(20), "estimate: satp is written on the way out; there is no bookkeeping"},
    {"flush", ns(20), "estimate: sfence.vma"},
    {"flush_page", ns(20), "estimate: xv6 has no other than sfence.vma for all"},
    {"walk_level", ns(10), "estimate: 30 ns a walk over three levels, each read"},
    {"walk_cold_level", ns(100), "estimate: a dependent access to DRAM"},
    {"line_l2", ns(15), "unverified: an access that the second level answers, on a small core"},
    {"line_memory", ns(120), "unverified: a dependent access to DRAM"},
    {"line_l2_sequential", ns(10), "estimate: an in-order core fetches little ahead"},
    {"line_memory_sequential", ns(60), "estimate: an in-order core fetches little ahead"},
    {"overlap", 0, "estimate: an in-order core waits for both"},
    {"fork", ns(20'000), "estimate: fork without its pages"},
    {"fork_page", ns(2000), "estimate: uvmcopy() copies every page of 4 KiB at once"},
    {"eager_fork", 1, "source: xv6 has no copy-on-write (kernel/vm.c)"},
    {"exec", ns(200'000), "estimate: a new program out of the file system"},
    {"exit", ns(5000), "estimate: the end of a process, without its pages"},
    {"exit_page", ns(300), "estimate: kfree() fills each page with junk"},
    {"reap", ns(3000), "estimate: wait() looks at all 64 slots"},
    {"page_size", kib(4), "source: PGSIZE (kernel/riscv.h)"},
    {"page_table_levels", 3, "source: Sv39 (kernel/riscv.h)"},
    {"tlb_entries", 40, "unverified: SiFive U54, fully associative"},
    {"flush_ceiling", 0, "source: every invalidation is sfence.vma for all (kernel/riscv.h)"},
    {"cache_line", 64, "unverified: SiFive U54"},
    {"cache_l1", kib(32), "unverified: the same, data"},
    {"cache_l2", mib(2), "unverified: the same"},
    {"cache_l2_shared", 1, "unverified: one for all cores"},
};

constexpr CostFigure ppro_figures[] = {
    {"trap_in", ns(2000), "source: half of a null write of 4 us (lmbench 1996, Linux on a Pentium Pro)"},
    {"trap_out", ns(2000), "source: the other half"},
    {"interrupt", ns(500), "estimate: what an interrupt or fault takes over a system call"},
    {"dequeue", ns(500), "fitted to lmbench 1996: lat_ctx of two processes 6 us, a pipe round trip 31 us"},
    {"enqueue", ns(1500), "fitted to the same; the waker pays it"},
    {"pick", ns(1500), "fitted to the same"},
    {"save", ns(730), "fitted to the same, 450 + 30 + 250 ns: general registers, stack, FPU"},
    {"restore", ns(770), "fitted to the same, 450 + 70 + 250 ns"},
    {"address_space", ns(600), "fitted to the same: 300 for the bookkeeping, 300 for the base write"},
    {"flush", ns(500), "estimate: CR3 is written anew"},
    {"flush_page", ns(300), "estimate: INVLPG"},
    {"walk_level", ns(15), "estimate: 30 ns a walk over two levels, each read"},
    {"walk_cold_level", ns(194), "source: the latency of memory (lmbench 1996)"},
    {"line_l2", ns(90),
     "source: 16 to 98 ns a line out of the second level and memory (lmbench 1996); the random one"},
    {"line_memory", ns(194), "source: the latency of memory (lmbench 1996)"},
    {"line_l2_sequential", ns(16),
     "computed: lat_ctx 2p/32K takes 22 us (lmbench 1996): 16 ns more for each of its lines"},
    {"line_memory_sequential", ns(98),
     "computed: lat_ctx 8p/32K takes 107 us (lmbench 1996): 98 ns more for each of its lines"},
    {"overlap", 0, "estimate: little is overlapped"},
    {"minor_fault", ns(15'000), "estimate: three to four null system calls and a page of zeroes"},
    {"copy_on_write", ns(30'000), "estimate: a minor fault and the copy of 4 KiB"},
    {"major_fault", ns(12'000'000), "unverified: a disk of 1996, 12 ms"},
    {"thread_create", ns(60'000), "estimate: clone with a stack"},
    {"thread_exit", ns(20'000), "estimate: the end of a thread"},
    {"fork", ns(500'000),
     "source: fork, exit and wait take 0.5 ms together (lmbench 1996); exit and reap are in it"},
    {"exec", ns(4'500'000), "source: fork and exec take 5 ms (lmbench 1996), less fork"},
    {"page_size", kib(4), "unverified: x86-32"},
    {"page_table_levels", 2, "unverified: x86-32, 10 bits a level"},
    {"page_table_entry", 4, "unverified: x86-32, entries of 4 bytes"},
    {"tlb_entries", 64, "unverified: data, 4 KiB pages"},
    {"tlb_ways", 4, "unverified: the same"},
    {"flush_ceiling", 0, "estimate: Linux 2.0 flushed everything for a range"},
    {"cache_line", 32, "unverified: the Pentium Pro"},
    {"cache_l1", kib(8), "unverified: the same, data"},
    {"cache_l2", kib(256), "unverified: the same, in its package"},
};

constexpr CostProfileInfo profiles[] = {
    {"textbook", "every cost is 0, as in most textbooks; a page table in one piece, no TLB, no cache", {}},
    {"textbook-unit",
     "one price for a switch between processes, one for a switch between threads of a process; both are 0 "
     "until the scenario gives them, as in `costs: {profile: textbook-unit, process_switch: 5us, "
     "thread_switch: 1us}`",
     unit_figures},
    {"x86-64-pcid",
     "Linux of the 2020s on an x86-64 of about 3.5 GHz: TLB entries tagged, no KPTI. `kpti: true` gives the "
     "kernel page tables of its own, `pcid: false` is Linux before 4.14, `ibpb: true` adds a barrier to each "
     "change of address space",
     pcid_figures},
    {"x86-64-nopcid-kpti",
     "Linux with KPTI on an older x86-64 of about 3 GHz without tags: each crossing into or out of the "
     "kernel flushes the TLB, for threads as for processes",
     nopcid_figures},
    {"arm64",
     "Linux on an Arm core of the class of Cortex-A76, 2.4 GHz, with address-space identifiers. The kernel's "
     "own work is estimated throughout",
     arm64_figures},
    {"riscv-xv6",
     "xv6 on an in-order RISC-V core of 1 GHz: no tags, no threads, no copy-on-write; scans in place of "
     "queues. No timing of it is published: instructions are counted",
     xv6_figures},
    {"ppro-1996", "Linux of 1996 on a Pentium Pro, from lmbench's own tables", ppro_figures},
};

} // namespace

std::span<const CostProfileInfo> cost_catalogue() { return profiles; }

std::optional<CostProfile> profile_by_name(std::string_view name) {
    const auto* const found = std::find_if(std::begin(profiles), std::end(profiles),
                                           [&](const CostProfileInfo& info) { return info.name == name; });
    if (found == std::end(profiles)) return std::nullopt;
    return make_profile(*found);
}

} // namespace ossim
