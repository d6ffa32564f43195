// The part of a snapshot that tells of memory: segments, page tables, frames and TLBs.
#pragma once

#include "machine/mmu.hpp"
#include "objects/memory.hpp"

#include "ossim/names.hpp"
#include "ossim/simulate.hpp"

namespace ossim {

/// Of the address spaces that the snapshot's processes use.
[[nodiscard]] Snapshot::Memory snapshot_of(const Memory& memory, const Mmu& mmu, const Names& names,
                                           const Snapshot& snapshot, const Scenario& scenario);

} // namespace ossim
