// The works that are measured, as scenarios:
//
//   rr     threads that only compute, round robin, a switch at every quantum
//   rrio   threads that compute and then do I/O, for times drawn from exponential distributions; the devices
//   never
//          queue, and the mean I/O is such that all CPUs are busy and some threads are ready
//   edf    periodic tasks of as many periods, each a thread, under edf on one queue; nearly no deadline is missed
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

[[nodiscard]] Scenario edf_work(std::uint32_t threads, std::uint32_t cpus);

/// The simulated time in which so many dispatches happen, about, when every CPU is busy.
[[nodiscard]] Duration time_for(std::uint64_t dispatches, std::uint32_t cpus);

} // namespace ossim
