// A CPU as the kernel sees it.
#pragma once

#include "ossim/cpu_set.hpp"
#include "ossim/event.hpp"
#include "ossim/ids.hpp"
#include "ossim/time.hpp"

#include <cstdint>

namespace ossim {

/// idle: nothing to do. choosing: no thread, about to choose. switching: paying for a switch; the incoming
/// thread is `current` (0: to idle). running: `current` runs; before `since` the kernel works for it. kernel:
/// an interrupt is served and nobody runs. leaving: `current` pays the leaving half. kept: `current` is
/// blocked and keeps the CPU.
enum class CpuMode : std::uint8_t { idle, choosing, switching, running, kernel, leaving, kept };

/// Free to take a thread without taking it from another.
constexpr bool is_free(CpuMode mode) { return mode == CpuMode::idle || mode == CpuMode::choosing; }

/// What happens when the leaving half has been paid: the step that leaves is done, or the thread joins its
/// queue.
enum class LeavingStep : std::uint8_t { step, preempted, quantum, yielded };

/// How the thread that left its CPU did so; decides which components its switch has.
enum class LeftBy : std::uint8_t { nothing, blocking, requeueing };

/// A thread on its CPU, from one of its dispatches up to the next.
struct OnCpu {
    Tid tid;
    std::uint32_t dispatch = 0;
    bool operator==(const OnCpu&) const = default;
};

struct alignas(64) Cpu {
    CpuId id;
    CpuMode mode = CpuMode::idle;
    LeavingStep departure = LeavingStep::step;
    LeftBy left_by = LeftBy::nothing;
    bool trapped = false;  ///< the price of entering the kernel has been paid by an interrupt
    bool by_timer = false; ///< the leaver's quantum has ended: the timer's interrupt entered the kernel
    bool chooses_after_kernel = false; ///< running: marked while the kernel works; it acts when that ends
    bool choice_pending = false;       ///< conventions that choose in sequence: the choice is on the agenda
    Tid current;                       ///< the thread that has the CPU
    Tid leaver;                        ///< who left it last, while it chooses
    Tid last;                          ///< who ran last, remembered across idle; 0: nobody, or forgotten
    Tid newcomer;                      ///< the ready thread that claims it
    Tid forced;                        ///< takes the CPU at the next choice (a convention)
    OnCpu spent;                       ///< whose quantum has ended while nobody else was ready
    OnCpu gives_way;                   ///< who gives the CPU to an equal that became ready (a convention)
    Time since;                        ///< running: own instructions are accounted from here on
};

} // namespace ossim
