// The memory-management unit of a CPU, as far as a switch meets it: which address space is loaded, and
// whether loading another one loses the TLB's entries. TLB and cache models will stand behind this interface
// and count refills.
#pragma once

#include "ossim/ids.hpp"

#include <cstdint>
#include <vector>

namespace ossim {

/// An address space; the kernel borrows whichever is loaded. 0 is none: before the first load.
using SpaceId = Id<struct SpaceTag>;

/// What loading an address space did.
struct SpaceLoad {
    bool base_written = false; ///< another space was loaded before: bookkeeping and the page-table base write
    bool flushed = false;      ///< the TLB lost its entries
};

class Mmu {
  public:
    Mmu(std::uint32_t cpus, bool tagged_tlb) : loaded_(cpus), tagged_(tagged_tlb) {}

    SpaceLoad load(CpuId cpu, SpaceId space) {
        SpaceId& loaded = loaded_[cpu.value];
        if (loaded == space) return {};
        loaded = space;
        return {true, !tagged_};
    }
    [[nodiscard]] SpaceId loaded(CpuId cpu) const { return loaded_[cpu.value]; }

  private:
    std::vector<SpaceId> loaded_;
    bool tagged_;
};

} // namespace ossim
