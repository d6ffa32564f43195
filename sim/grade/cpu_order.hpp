// Which CPU of a submission is which of the key, when an assignment leaves that open.
#pragma once

#include "ossim/schedule.hpp"

#include <cstdint>
#include <vector>

namespace ossim {

/// The time in which two rows agree, from 0 to `horizon`. Allocates nothing.
[[nodiscard]] Duration agreeing_time(const Schedule& key, std::size_t key_cpu, const Schedule& found,
                                     std::size_t found_cpu, Time horizon, bool overhead_as_gap);

/// For each CPU of the submission the one of the key that it stands for: of all permutations one under which
/// they agree for the longest time, and of these one that leaves most CPUs where they are. Exact up to 64
/// CPUs; up to 512 the nearest pairs first, then pairs are swapped while that helps; above that nothing is
/// permuted. Both schedules count as having as many CPUs as the larger one.
[[nodiscard]] std::vector<std::uint32_t> best_cpu_order(const Schedule& key, const Schedule& found,
                                                        bool overhead_as_gap);

/// The schedule with its rows in that order.
[[nodiscard]] Schedule permuted(Schedule schedule, const std::vector<std::uint32_t>& order);

[[nodiscard]] bool is_identity(const std::vector<std::uint32_t>& order);

} // namespace ossim
