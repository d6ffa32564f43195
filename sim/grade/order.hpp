// The order in which threads get a CPU, and how two such orders differ.
#pragma once

#include "grade/longest_common.hpp"
#include "ossim/grade.hpp"
#include "ossim/schedule.hpp"

#include <vector>

namespace ossim {

/// A thread gets a CPU: its slices there up to another thread's, with what lies between them.
struct Dispatch {
    Tid tid;
    CpuId cpu;
    Time start, end; ///< of the first slice
};

using Dispatches = std::vector<Dispatch>;

/// A list for each CPU; or one for all, by time and then by tid.
[[nodiscard]] std::vector<Dispatches> dispatches_of(const Schedule& schedule, bool merged);

/// Where and how two lists differ.
struct OrderDifference {
    Common common;
    OrderChange change = OrderChange::none;
    std::size_t again =
        0; ///< in the key's list: from where on both are the same to the end; its size: nowhere
};

[[nodiscard]] OrderDifference compare_orders(const Dispatches& key, const Dispatches& found);

} // namespace ossim
