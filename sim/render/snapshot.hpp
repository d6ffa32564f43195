// The kernel's objects at one moment: `ossim show FILE --at 12ms pcb|tcb|queues|tree`.
//
//     At 12ms.
//     PCB of P1
//       pid                  2
//       parent               1 (init)
//       state                Ready
//       …
#pragma once

#include "ossim/simulate.hpp"
#include "render/style.hpp"

#include <string>
#include <string_view>

namespace ossim {

/// `only`: a process's name, or empty for all of them. One that is not there gives a sentence that lists who
/// is.
[[nodiscard]] std::string show_pcb(const Snapshot& snapshot, const Style& style, std::string_view only = "");
/// `only`: a thread's name, or empty for all of them.
[[nodiscard]] std::string show_tcb(const Snapshot& snapshot, const Style& style, std::string_view only = "");
/// The CPUs, the ready queue with the policy's keys, the devices and their queues, and the other waiting
/// threads.
[[nodiscard]] std::string show_queues(const Snapshot& snapshot, const Style& style);
/// The tree of processes from init down, zombies included, each with its threads.
[[nodiscard]] std::string show_tree(const Snapshot& snapshot, const Style& style);

} // namespace ossim
