// One row a kind of switch, and the one figure that compares processes with threads.
#include "metrics/switch_cost.hpp"

namespace ossim {

namespace {

SwitchCostRow cost_row(SwitchKind kind, const SwitchMetrics& switches) {
    SwitchCostRow row;
    row.kind = kind;
    row.count = switches.lengths.count();
    row.components = switches.components;
    for (const TimeSum part : row.components)
        row.total += part;
    row.tlb_refill = switches.tlb_refill;
    row.cache_refill = switches.cache_refill;
    row.tlb_misses = switches.tlb_misses;
    row.cache_lines = switches.cache_lines;
    row.total += row.tlb_refill + row.cache_refill;
    if (row.count == 0) return row;
    for (std::size_t i = 0; i < component_count; ++i)
        row.each[i] = Ratio(row.components[i].ns(), row.count);
    row.mean = switches.lengths.mean();
    row.least = switches.lengths.least();
    row.median = switches.lengths.percentile(50);
    row.p99 = switches.lengths.percentile(99);
    row.exact = switches.lengths.is_exact();
    row.most = switches.lengths.most();
    return row;
}

} // namespace

SwitchCostTable switch_cost_table(const Metrics& metrics) {
    SwitchCostTable table;
    for (std::size_t kind = 0; kind < switch_kind_count; ++kind)
        table.rows[kind] = cost_row(static_cast<SwitchKind>(kind), metrics.switches[kind]);
    const SwitchCostRow& thread = table.row(SwitchKind::thread);
    const SwitchCostRow& process = table.row(SwitchKind::process);
    if (process.count > 0 && thread.mean > Ratio()) table.process_over_thread = process.mean / thread.mean;
    return table;
}

std::vector<Component> SwitchCostTable::components() const {
    std::vector<Component> paid;
    for (std::size_t i = 0; i < component_count; ++i)
        for (const SwitchCostRow& row : rows)
            if (row.components[i] > Duration() && (paid.empty() || paid.back() != static_cast<Component>(i)))
                paid.push_back(static_cast<Component>(i));
    return paid;
}

} // namespace ossim
