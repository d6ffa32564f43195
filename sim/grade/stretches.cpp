// Two rows side by side, swept once from left to right; and once from the end, for what they share there.
#include "grade/stretches.hpp"

#include <algorithm>

namespace ossim {
namespace {

Holder holder_of(const Slice& slice, bool overhead_as_gap) {
    if (slice.work == Work::run) return {Holder::Kind::thread, slice.tid};
    return {overhead_as_gap ? Holder::Kind::idle : Holder::Kind::overhead, idle_tid};
}

void extend(std::vector<Stretch>& row, Time end, Holder holder) {
    const Time start = row.empty() ? Time() : row.back().end;
    if (end <= start) return;
    if (!row.empty() && row.back().holder == holder)
        row.back().end = end;
    else
        row.push_back({start, end, holder});
}

const std::vector<Slice>& row_of(const Schedule& schedule, std::size_t cpu) {
    static const std::vector<Slice> none;
    return cpu < schedule.cpus.size() ? schedule.cpus[cpu] : none;
}

/// Without the idle time at the end.
std::size_t busy_count(const std::vector<Stretch>& row) {
    std::size_t count = row.size();
    while (count > 0 && row[count - 1].holder == Holder{})
        --count;
    return count;
}

} // namespace

std::vector<Stretch> stretches_of(const std::vector<Slice>& row, Time horizon, bool overhead_as_gap) {
    std::vector<Stretch> result;
    for (const Slice& slice : row) {
        if (slice.start >= horizon) break;
        extend(result, slice.start, Holder{});
        extend(result, std::min(slice.end, horizon), holder_of(slice, overhead_as_gap));
    }
    extend(result, horizon, Holder{});
    return result;
}

RowPair lay_beside(const Schedule& key, const Schedule& found, std::size_t cpu, Time horizon,
                   bool overhead_as_gap) {
    RowPair rows;
    rows.key = stretches_of(row_of(key, cpu), horizon, overhead_as_gap);
    rows.found = stretches_of(row_of(found, cpu), horizon, overhead_as_gap);
    bool differs = false;
    Time now;
    for (std::size_t k = 0, f = 0; k < rows.key.size() && f < rows.found.size();) {
        const Time end = std::min(rows.key[k].end, rows.found[f].end);
        const bool agree = rows.key[k].holder == rows.found[f].holder;
        if (agree) rows.agreeing += end - now;
        if (!agree && !differs) ++rows.differing;
        if (!agree) rows.first_difference = std::min(rows.first_difference, now);
        differs = !agree;
        now = end;
        if (rows.key[k].end == end) ++k;
        if (rows.found[f].end == end) ++f;
    }
    return rows;
}

Time again_from(const RowPair& rows, Duration shift) {
    std::size_t k = busy_count(rows.key);
    std::size_t f = busy_count(rows.found);
    if (k == 0 && f == 0) return Time();
    Time again = Time::never();
    while (k > 0 && f > 0) {
        const Stretch &of_key = rows.key[--k], &of_found = rows.found[--f];
        if (of_key.holder != of_found.holder || of_found.end != of_key.end + shift) break;
        const Time begins = Time() + (of_found.start - (Time() + shift));
        again = std::max(of_key.start, begins);
        if (of_key.start != begins) break;
    }
    return again;
}

} // namespace ossim
