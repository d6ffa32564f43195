// Changes of mappings, on the CPU that makes them and on the others.
#include "machine/mmu.hpp"

namespace ossim {

Invalidation Mmu::change(CpuId by, MappingChange& change, std::vector<CpuId>& others) {
    others.clear();
    if (!model_) return {};
    for (std::uint32_t cpu = 0; cpu < loaded_.size(); ++cpu)
        if (cpu != by.value && loaded_[cpu] == change.space) others.push_back(CpuId(cpu));
    return model_->change(by, change);
}

void Mmu::borrow(CpuId cpu) {
    if (!model_ || loaded_[cpu.value] == not_valid) return;
    stale_[cpu.value] = loaded_[cpu.value];
    loaded_[cpu.value] = not_valid;
}

} // namespace ossim
