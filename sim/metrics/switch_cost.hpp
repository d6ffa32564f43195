// What a switch costs: processes beside threads, component by component (SEMANTICS 3). ossim's headline.
#pragma once

#include "ossim/metrics.hpp"

#include <array>
#include <optional>
#include <vector>

namespace ossim {

/// Switches of one kind, with what one of them cost on average.
struct SwitchCostRow {
    SwitchKind kind = SwitchKind::thread;
    std::uint64_t count = 0;
    TimeSum total; ///< the sum of `components` and refills: what was spent
    std::array<TimeSum, component_count> components{}; ///< in all
    std::array<Ratio, component_count> each{};         ///< of one switch, in ns
    Ratio mean;                                    ///< the whole cost of one, refills included, in ns; or 0
    Duration least, median, p99, most;             ///< 0 if there was none
    bool exact = true;                             ///< are `median` and `p99`?
    TimeSum tlb_refill, cache_refill;              ///< indirect, in all
    std::uint64_t tlb_misses = 0, cache_lines = 0; ///< what these refills fetched
};

/// The rows in this order: thread, process, to_idle, from_idle, same.
struct SwitchCostTable {
    std::array<SwitchCostRow, switch_kind_count> rows;
    /// How many times as dear a switch between processes is as one between threads of one process; nothing if
    /// there was none of either, or if the latter cost nothing.
    std::optional<Ratio> process_over_thread;

    [[nodiscard]] const SwitchCostRow& row(SwitchKind kind) const {
        return rows[static_cast<std::size_t>(kind)];
    }
    /// The components that cost something in some row, in the order in which they are paid.
    [[nodiscard]] std::vector<Component> components() const;
};

[[nodiscard]] SwitchCostTable switch_cost_table(const Metrics& metrics);

} // namespace ossim
