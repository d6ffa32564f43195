// What things cost: the prices of a profile, each of one primitive, paid in the place that KERNEL-FACTS 1
// gives it.
// Named profiles are data in sim/costs, with the source of every figure.
#pragma once

#include "ossim/field.hpp"
#include "ossim/memory.hpp"
#include "ossim/time.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace ossim {

/// The components of a direct switch cost (SEMANTICS 3), in the order in which they are paid. `queue` is
/// dequeue when the leaving thread blocks or ends and enqueue when it is preempted or yields: a switch has
/// one or the other. `unit` is the one number of profiles that price a switch as a whole (`process_switch`,
/// `thread_switch`).
enum class Component : std::uint8_t { trap, queue, pick, save, address_space, flush, restore, unit };
constexpr auto enum_words(Component) {
    return words("trap", "queue", "pick", "save", "address_space", "flush", "restore", "unit");
}
inline constexpr std::size_t component_count = 8;
/// A price for each component.
using ComponentPrices = std::array<Price, component_count>;

/// The prices of a machine's kernel, and the machine that they belong to. Each price is 0 or more; in a
/// scenario a duration from 0 to 60 s. No price here stands for a refill of a thread's own entries and lines:
/// the TLB and cache models count those.
struct CostProfile : MemoryPrices {
    std::string profile = "textbook"; ///< the named profile that the prices start from
    Price trap_in;                    ///< enter the kernel
    Price trap_out;                   ///< leave the kernel
    bool kpti = false;       ///< kernel and user have page tables of their own: each crossing changes them
    Price kpti_crossing;     ///< that change, each way
    Price kernel_refill;     ///< the kernel's own TLB entries, at each crossing that flushes
    bool pcid = false;       ///< the address-space tags of the TLB are used (PCID, ASID), if it has any
    bool ibpb = false;       ///< a barrier of the branch predictor at each change of address space
    Price ibpb_barrier;      ///< what that takes
    bool nested = false;     ///< a virtual machine: a page walk goes through the host's tables as well
    Price interrupt;         ///< a device or timer interrupt, over and above the trap
    Price dequeue;           ///< take a blocking thread off the run queue
    Price enqueue;           ///< put a thread on the run queue; a waker pays it
    Price pick;              ///< choose who runs next
    Price save;              ///< registers, stack pointer, FPU into the TCB
    Price restore;           ///< the same out of a TCB
    Price address_space;     ///< bookkeeping and the page-table base write
    Price flush;             ///< the TLB loses its entries (untagged TLB: at each change of address space)
    Price thread_create;     ///< spawn: a TCB and a stack
    Price thread_exit;       ///< the end of a thread
    Price fork;              ///< fork, without its price by page
    bool eager_fork = false; ///< fork copies every page at once; else copy-on-write
    Price exit;              ///< the end of a process, without its price by page
    Price reap;              ///< a wait that reaps a zombie
    Price process_switch;    ///< one number for a switch between processes; 0: the components count
    Price thread_switch;     ///< one number for a switch between threads of a process
    bool by_unit = false;    ///< process_switch and thread_switch count, the components of a switch do not

    /// Entries are tagged, and survive a change of address space: there are tags, and they are used.
    bool tagged_tlb = false;
    /// Page size, page table, TLB and caches of the profile's machine; a scenario's `machine:` may change
    /// each. What holds in a run is `Machine::memory`.
    MemorySpec memory;

    /// Without tags the page-table change of KPTI flushes the TLB, so that threads pay refills too.
    [[nodiscard]] bool flushes_at_crossing() const { return kpti && !tagged_tlb; }
    /// What KPTI adds to entering the kernel, and to leaving it.
    [[nodiscard]] Price crossing() const {
        if (!kpti) return {};
        return flushes_at_crossing() ? kpti_crossing + kernel_refill : kpti_crossing;
    }
    /// A change of address space, without the flush.
    [[nodiscard]] Price space_change() const { return ibpb ? address_space + ibpb_barrier : address_space; }

    /// The prices of references where page tables have so many levels, 1 or more. With `nested` each of the n
    /// levels of a guest's walk is a guest's address, which the host's table of n levels translates, and so
    /// is the page itself: n * (n + 1) + n = n * (n + 2) reads in place of n, 24 of 4 (Bhargava et al.,
    /// Accelerating two-dimensional page walks, ASPLOS 2008; Intel SDM 3C, EPT).
    [[nodiscard]] MemoryPrices reference_prices(std::uint32_t levels) const {
        MemoryPrices prices = *this;
        if (!nested) return prices;
        prices.walk_level = walk_level * (std::int64_t{levels} + 2);
        prices.walk_cold_level = walk_cold_level * (std::int64_t{levels} + 2);
        return prices;
    }

    /// The prices and switches, in the words of the scenario's `costs:` map.
    template <class C = CostProfile>
    static constexpr auto fields() {
        return std::tuple{
            field("trap_in", &C::trap_in, "enter the kernel"),
            field("trap_out", &C::trap_out, "leave the kernel"),
            field("kpti", &C::kpti, "kernel and user have page tables of their own"),
            field("kpti_crossing", &C::kpti_crossing,
                  "with kpti: the page-table switch at each kernel crossing, each way"),
            field("kernel_refill", &C::kernel_refill,
                  "with kpti and without tags: the kernel's own TLB entries, at each crossing"),
            field("pcid", &C::pcid,
                  "TLB entries carry address-space tags (PCID, ASID), if the machine has them"),
            field("ibpb", &C::ibpb, "a barrier of the branch predictor at each change of address space"),
            field("ibpb_barrier", &C::ibpb_barrier, "with ibpb: what the barrier takes"),
            field("nested", &C::nested, "a virtual machine: page walks go through two page tables"),
            field("interrupt", &C::interrupt, "an interrupt, over and above the trap"),
            field("dequeue", &C::dequeue, "take a blocking thread off the run queue"),
            field("enqueue", &C::enqueue, "put a thread on the run queue; a waker pays it"),
            field("pick", &C::pick, "choose who runs next"),
            field("save", &C::save, "registers, stack pointer and FPU into the TCB"),
            field("restore", &C::restore, "registers, stack pointer and FPU out of the TCB"),
            field("address_space", &C::address_space, "address-space bookkeeping and the base write"),
            field("flush", &C::flush, "the TLB loses its entries"),
            field("flush_page", &C::flush_page, "the TLB loses the entry of one page"),
            field("tlb_l2_hit", &C::tlb_l2_hit, "a miss of the first TLB that the second one has"),
            field("walk_level", &C::walk_level, "one table read by a page walk, its entry in a cache"),
            field("walk_cold_level", &C::walk_cold_level,
                  "one table read by a page walk, its entry in memory"),
            field("line_l2", &C::line_l2, "a cache line from the second level"),
            field("line_l3", &C::line_l3, "a cache line from the third level"),
            field("line_memory", &C::line_memory, "a cache line from memory"),
            field("line_l2_sequential", &C::line_l2_sequential, "the same, fetched ahead"),
            field("line_l3_sequential", &C::line_l3_sequential, "the same, fetched ahead"),
            field("line_memory_sequential", &C::line_memory_sequential, "the same, fetched ahead"),
            field("overlap", &C::overlap, "the share of the cheaper of TLB and cache refill that is hidden",
                  share_range),
            field("minor_fault", &C::minor_fault, "a page fault that maps a free frame"),
            field("copy_on_write", &C::copy_on_write, "a page fault that copies a page after a fork"),
            field("major_fault", &C::major_fault,
                  "waiting for a page, unless `memory: {swap: ...}` says where"),
            field("shootdown", &C::shootdown, "begin a TLB shootdown"),
            field("shootdown_cpu", &C::shootdown_cpu, "for each CPU that must acknowledge it"),
            field("thread_create", &C::thread_create, "spawn: a TCB and a stack"),
            field("thread_exit", &C::thread_exit, "the end of a thread"),
            field("fork", &C::fork, "fork, without its price by page"),
            field("fork_page", &C::fork_page, "fork, for each mapped page"),
            field("eager_fork", &C::eager_fork, "fork copies every page at once; else at its first write"),
            field("exec", &C::exec, "a new program in place of the old one"),
            field("exit", &C::exit, "the end of a process, without its price by page"),
            field("exit_page", &C::exit_page, "the end of a process, for each mapped page"),
            field("reap", &C::reap, "a wait that reaps a zombie"),
            field("process_switch", &C::process_switch, "one number for a switch between processes"),
            field("thread_switch", &C::thread_switch,
                  "one number for a switch between threads of one process"),
            field("by_unit", &C::by_unit, "whether those two numbers count instead of the components")};
    }
};

} // namespace ossim
