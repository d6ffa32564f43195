// What things cost: the prices of a profile, each of one primitive, paid in the place that KERNEL-FACTS 1
// gives it.
// Named profiles are data in sim/costs, with the source of every figure.
#pragma once

#include "ossim/field.hpp"
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

/// The prices of a machine's kernel. Each is 0 or more; in a scenario a duration from 0 to 60 s.
/// The later TLB and cache models add refills by counting; no price here stands for a refill.
struct CostProfile {
    std::string profile = "textbook"; ///< the named profile that the prices start from
    Price trap_in;                    ///< enter the kernel
    Price trap_out;                   ///< leave the kernel
    Price kpti;              ///< page-table switch at each crossing, each way, if the profile has KPTI
    Price interrupt;         ///< a device or timer interrupt, over and above the trap
    Price dequeue;           ///< take a blocking thread off the run queue
    Price enqueue;           ///< put a thread on the run queue; a waker pays it
    Price pick;              ///< choose who runs next
    Price save;              ///< registers, stack pointer, FPU into the TCB
    Price restore;           ///< the same out of a TCB
    Price address_space;     ///< bookkeeping and the page-table base write
    Price flush;             ///< the TLB loses its entries (untagged TLB: at each change of address space)
    bool tagged_tlb = false; ///< entries are tagged, and survive a change of address space
    Price thread_create;     ///< spawn: a TCB and a stack
    Price thread_exit;       ///< the end of a thread
    Price fork;              ///< fork, without its price by page
    Price exit;              ///< the end of a process, without its price by page
    Price reap;              ///< a wait that reaps a zombie
    Price process_switch;    ///< one number for a switch between processes; 0: the components count
    Price thread_switch;     ///< one number for a switch between threads of a process
    bool by_unit = false;    ///< process_switch and thread_switch count, the components of a switch do not

    /// Everything but `profile`, in the words of the scenario's `costs:` map.
    static constexpr auto fields() {
        using C = CostProfile;
        return std::tuple{
            field("trap_in", &C::trap_in, "enter the kernel"),
            field("trap_out", &C::trap_out, "leave the kernel"),
            field("kpti", &C::kpti, "page-table switch at each kernel crossing, each way"),
            field("interrupt", &C::interrupt, "an interrupt, over and above the trap"),
            field("dequeue", &C::dequeue, "take a blocking thread off the run queue"),
            field("enqueue", &C::enqueue, "put a thread on the run queue; a waker pays it"),
            field("pick", &C::pick, "choose who runs next"),
            field("save", &C::save, "registers, stack pointer and FPU into the TCB"),
            field("restore", &C::restore, "registers, stack pointer and FPU out of the TCB"),
            field("address_space", &C::address_space, "address-space bookkeeping and the base write"),
            field("flush", &C::flush, "the TLB loses its entries"),
            field("tagged_tlb", &C::tagged_tlb, "TLB entries carry address-space tags"),
            field("thread_create", &C::thread_create, "spawn: a TCB and a stack"),
            field("thread_exit", &C::thread_exit, "the end of a thread"),
            field("fork", &C::fork, "fork, without its price by page"),
            field("exit", &C::exit, "the end of a process, without its price by page"),
            field("reap", &C::reap, "a wait that reaps a zombie"),
            field("process_switch", &C::process_switch, "one number for a switch between processes"),
            field("thread_switch", &C::thread_switch,
                  "one number for a switch between threads of one process"),
            field("by_unit", &C::by_unit, "whether those two numbers count instead of the components")};
    }
};

} // namespace ossim
