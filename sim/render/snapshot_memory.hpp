// Memory at one moment: `ossim show FILE --at 12ms memory|tlb`.
//
//     from            what             pages  in RAM  may    shared with
//     0x7fffffff0000  stack, worker.1     16      16  write  -
//     0x420000        (nothing)
//     0x410000        heap                16       4  write  -
//     0x400000        text                16      16  read   P2
//     0x0             (nothing)
#pragma once

#include "ossim/simulate.hpp"
#include "render/style.hpp"

#include <string>
#include <string_view>

namespace ossim {

/// Each address space from high addresses to low, its page table, and what the kernel keeps of its processes.
/// `only`: the space of that process alone.
[[nodiscard]] std::string show_memory(const Snapshot& snapshot, const Style& style,
                                      std::string_view only = "");
/// What the TLBs hold.
[[nodiscard]] std::string show_tlb(const Snapshot& snapshot, const Style& style);

} // namespace ossim
