// The works that are measured, as scenarios:
//
//   rr     threads that only compute, round robin, a switch at every quantum
//   rrio   threads that compute and then do I/O, for times drawn from exponential distributions; the devices
//   never
//          queue, and the mean I/O is such that all CPUs are busy and some threads are ready
//   lottery, stride, cfs, eevdf   the same as rr under these policies, of threads with different shares
//   busy   threads that nearly always are ready, under any policy
//   edf    periodic tasks of as many periods, each a thread, under edf on one queue; nearly no deadline is
//            missed
//
// Each thread is a process of its own, so that every switch changes the address space.
#pragma once

#include "ossim/simulate.hpp"

#include <cstdint>

namespace ossim {

inline constexpr Duration rr_quantum{1'000};
/// Of one burst in rrio; the quantum is longer than nearly all of them.
inline constexpr Duration rrio_burst{1'000};
/// Of one job in edf.
inline constexpr Duration edf_job{1'000};

[[nodiscard]] Scenario rr_work(std::uint32_t threads, std::uint32_t cpus);
[[nodiscard]] Scenario rrio_work(std::uint32_t threads, std::uint32_t cpus);
[[nodiscard]] Scenario lottery_work(std::uint32_t threads, std::uint32_t cpus);
[[nodiscard]] Scenario stride_work(std::uint32_t threads, std::uint32_t cpus);
[[nodiscard]] Scenario cfs_work(std::uint32_t threads, std::uint32_t cpus);
[[nodiscard]] Scenario eevdf_work(std::uint32_t threads, std::uint32_t cpus);

/// Threads of five kinds (priorities, nice values, tickets, queues) that compute for about 1 us and sleep for
/// a hundredth of that: nearly all are ready all the time, under any policy. Parameters that the policy
/// demands are given, the others have their defaults.
[[nodiscard]] Scenario busy_work(const PolicyInfo& policy, std::uint32_t threads, std::uint32_t cpus,
                                 QueueSharing sharing);

[[nodiscard]] Scenario edf_work(std::uint32_t threads, std::uint32_t cpus);

/// The simulated time in which so many dispatches happen, about, when every CPU is busy.
[[nodiscard]] Duration time_for(std::uint64_t dispatches, std::uint32_t cpus);

} // namespace ossim
