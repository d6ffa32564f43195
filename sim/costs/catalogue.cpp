// Prices in picoseconds, one block a profile.
//
// What a basis begins with says how far it can be trusted: `source` is a published measurement of the thing
// itself; `computed` follows from published measurements by the arithmetic given; `estimate` is ours;
// `fitted` is an estimate chosen so that a sum meets a published total: a thread-to-thread switch through a
// pipe, pinned to one CPU, takes 1.2 us one way (Bendersky 2018), a process switch 1.1 to 1.9 us (Tsuna's
// measurements of 2010). What was fitted to a total is no evidence for it.
#include "costs/catalogue.hpp"

#include "base/cost_profile.hpp"

#include <algorithm>

namespace ossim {

namespace {

constexpr std::int64_t ns(std::int64_t nanoseconds) { return nanoseconds * 1000; }

constexpr CostFigure unit_figures[] = {
    {"process_switch", 0, "given by the scenario: the price of a switch between processes"},
    {"thread_switch", 0, "given by the scenario: the price of a switch between threads of one process"},
    {"by_unit", 1, "a switch has one price; the components of a switch do not count"},
};

constexpr std::string_view trap_basis = "computed: half of a null system call without KPTI, 115 to 150 "
                                        "cycles (otc, four Intel machines) or 52 to 105 ns "
                                        "(Tsuna)";
constexpr std::string_view interrupt_basis = "estimate: what an interrupt or fault takes over a system call";
constexpr std::string_view dequeue_basis =
    "fitted to a thread switch through a pipe of 1.2 us (Bendersky 2018)";
constexpr std::string_view enqueue_basis =
    "fitted to the same total: a wake-up is an enqueue and a check for preemption; the waker pays it";
constexpr std::string_view save_basis =
    "estimate, 20 + 10 + 40 ns: half of the general registers' 40; the stack pointer and segment bases, 10 "
    "of 30; half "
    "of the FPU's 80, computed from seL4's 60 to 235 cycles for saving and restoring it";
constexpr std::string_view restore_basis = "estimate, 20 + 20 + 40 ns: as save, but the stack's part is 20 "
                                           "of 30, because the task state segment and the "
                                           "bases are written for whom comes";
constexpr std::string_view space_basis = "computed: 110 for the bookkeeping and 60 for the base write; "
                                         "together L4Re's 169 to 269 ns between the same switch "
                                         "inside and between address spaces (three x86 machines)";
constexpr std::string_view flush_basis =
    "source: rewriting CR3 takes 96 to 124 cycles (linux-kernel list, 2015, three Intel machines)";
constexpr std::string_view tagged_basis =
    "source: PCID since Linux 4.14, six spaces a CPU (arch/x86/mm/tlb.c)";
constexpr std::string_view untagged_basis =
    "Linux before 4.14, or without PCID: each change of address space flushes";
constexpr std::string_view create_basis =
    "source: launching a thread takes 5.5 us, whatever the memory (Bendersky 2018)";
constexpr std::string_view thread_exit_basis = "estimate: the end of a thread and its join";
constexpr std::string_view fork_basis =
    "computed: the launch of a process that has touched no memory, 22.3 us (Bendersky 2018)";
constexpr std::string_view exit_basis = "estimate: the end of a process, without its pages";
constexpr std::string_view reap_basis = "estimate: a wait that finds a zombie";
constexpr std::string_view kpti_basis = "computed: a null system call with KPTI and PCID takes 520 to 630 "
                                        "cycles, without 115 to 150 (otc): the difference, "
                                        "over two crossings";

constexpr CostFigure pcid_figures[] = {
    {"trap_in", ns(35), trap_basis},
    {"trap_out", ns(35), trap_basis},
    {"interrupt", ns(40), interrupt_basis},
    {"dequeue", ns(120), dequeue_basis},
    {"enqueue", ns(300), enqueue_basis},
    {"pick", ns(150), dequeue_basis},
    {"save", ns(70), save_basis},
    {"restore", ns(80), restore_basis},
    {"address_space", ns(170), space_basis},
    {"flush", ns(35), flush_basis},
    {"tagged_tlb", 1, tagged_basis},
    {"thread_create", ns(5500), create_basis},
    {"thread_exit", ns(3000), thread_exit_basis},
    {"fork", ns(22300), fork_basis},
    {"exit", ns(30000), exit_basis},
    {"reap", ns(2000), reap_basis},
};

constexpr CostFigure pcid_kpti_figures[] = {
    {"trap_in", ns(35), trap_basis},
    {"trap_out", ns(35), trap_basis},
    {"kpti", ns(70), kpti_basis},
    {"interrupt", ns(40), interrupt_basis},
    {"dequeue", ns(120), dequeue_basis},
    {"enqueue", ns(300), enqueue_basis},
    {"pick", ns(150), dequeue_basis},
    {"save", ns(70), save_basis},
    {"restore", ns(80), restore_basis},
    {"address_space", ns(170), space_basis},
    {"flush", ns(35), flush_basis},
    {"tagged_tlb", 1, tagged_basis},
    {"thread_create", ns(5500), create_basis},
    {"thread_exit", ns(3000), thread_exit_basis},
    {"fork", ns(22300), fork_basis},
    {"exit", ns(30000), exit_basis},
    {"reap", ns(2000), reap_basis},
};

constexpr CostFigure classic_figures[] = {
    {"trap_in", ns(35), trap_basis},
    {"trap_out", ns(35), trap_basis},
    {"interrupt", ns(40), interrupt_basis},
    {"dequeue", ns(120), dequeue_basis},
    {"enqueue", ns(300), enqueue_basis},
    {"pick", ns(150), dequeue_basis},
    {"save", ns(70), save_basis},
    {"restore", ns(80), restore_basis},
    {"address_space", ns(170), space_basis},
    {"flush", ns(35), flush_basis},
    {"tagged_tlb", 0, untagged_basis},
    {"thread_create", ns(5500), create_basis},
    {"thread_exit", ns(3000), thread_exit_basis},
    {"fork", ns(22300), fork_basis},
    {"exit", ns(30000), exit_basis},
    {"reap", ns(2000), reap_basis},
};

constexpr CostProfileInfo profiles[] = {
    {"textbook", "every cost is 0, as in most textbooks", {}},
    {"textbook-unit",
     "one price for a switch between processes, one for a switch between threads of a process; both are 0 "
     "until the "
     "scenario gives them, as in `costs: {profile: textbook-unit, process_switch: 5us, thread_switch: 1us}`",
     unit_figures},
    {"x86-64-pcid",
     "Linux of the 2020s on an x86-64 of about 3.5 GHz, TLB entries tagged, no KPTI; direct costs",
     pcid_figures},
    {"x86-64-pcid-kpti",
     "x86-64-pcid with KPTI: each crossing into or out of the kernel changes the page table",
     pcid_kpti_figures},
    {"x86-64-classic",
     "x86-64-pcid without tags, as Linux before 4.14: a switch between processes flushes the TLB",
     classic_figures},
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
