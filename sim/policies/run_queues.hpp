// Several run queues: each has the policy of the scenario to itself, and serves one CPU or a group of them.
// Threads have a home among the queues; they move when they wake, when an idle CPU steals, and when the loads
// are balanced.
#pragma once

#include "ossim/policy.hpp"
#include "ossim/scenario.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace ossim {

/// Makes a policy for one run queue.
using MakeQueue = std::function<std::unique_ptr<Policy>(std::uint32_t queue)>;

/// The queues that `machine.run_queues` asks for; null if that is one for all CPUs.
[[nodiscard]] std::unique_ptr<Policy> with_run_queues(const Machine& machine, const MakeQueue& make);

/// Of the CPUs that may take a thread which is left over: the first idle one, unless one of them will look
/// anyway. `taken` has just taken another.
[[nodiscard]] inline std::optional<CpuId> next_to_look(const KernelView& kernel, const CpuSet& may,
                                                       std::optional<CpuId> taken) {
    std::optional<CpuId> first;
    const auto told = may.first_common(kernel.idle_cpus(), [&](CpuId cpu) {
        if (cpu == taken) return false;
        if (!first) first = cpu;
        return kernel.will_look(cpu);
    });
    return told ? std::nullopt : first;
}

/// One queue whose threads may not all go to every CPU: a CPU takes the best one that it may run.
///
/// Choosing costs no more than the policy's own choice while its best thread may go to the CPU; else the
/// candidates are gone through, in their order.
[[nodiscard]] std::unique_ptr<Policy> with_affinity(std::unique_ptr<Policy> policy);

} // namespace ossim
