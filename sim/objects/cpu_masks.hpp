// Affinity masks: each set of CPUs that any thread is restricted to is kept once, so that equal ones are one
// object.
#pragma once

#include "ossim/cpu_set.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace ossim {

class CpuMasks {
  public:
    explicit CpuMasks(std::uint32_t cpus) : all_(CpuSet::all(cpus)), cpus_(cpus) {}
    [[nodiscard]] const CpuSet& all() const { return all_; }
    /// The mask of these CPUs, ascending, of which there is at least one; null for all.
    [[nodiscard]] const CpuSet* of(const std::vector<std::uint32_t>& cpus) {
        if (cpus.empty() || cpus.size() == cpus_) return nullptr;
        const auto [at, is_new] = masks_.try_emplace(cpus, cpus_);
        if (is_new)
            for (const std::uint32_t cpu : cpus)
                at->second.insert(CpuId(cpu));
        return &at->second;
    }

  private:
    CpuSet all_;
    std::uint32_t cpus_;
    std::map<std::vector<std::uint32_t>, CpuSet> masks_;
};

} // namespace ossim
