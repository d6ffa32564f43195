// Dispatches from slices; and the change that makes most of what follows agree.
#include "grade/order.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace ossim {
namespace {

Dispatches of_row(const std::vector<Slice>& row, CpuId cpu) {
    Dispatches result;
    for (const Slice& slice : row) {
        if (slice.work != Work::run) continue;
        if (result.empty() || result.back().tid != slice.tid)
            result.push_back({slice.tid, cpu, slice.start, slice.end});
    }
    return result;
}

/// How many items agree when the first list is read from one place on and the second from another.
std::size_t run_of(const Dispatches& key, std::size_t k, const Dispatches& found, std::size_t f) {
    std::size_t count = 0;
    while (k + count < key.size() && f + count < found.size() && key[k + count].tid == found[f + count].tid)
        ++count;
    return count;
}

/// A change that may be the one: what it passes over in each list.
struct Candidate {
    OrderChange change;
    std::size_t of_key, of_found;
};

bool is_possible(const Candidate& candidate, const Dispatches& key, const Dispatches& found, std::size_t at) {
    if (at + candidate.of_key > key.size() || at + candidate.of_found > found.size()) return false;
    return candidate.change != OrderChange::swapped ||
           (key[at].tid == found[at + 1].tid && key[at + 1].tid == found[at].tid);
}

} // namespace

std::vector<Dispatches> dispatches_of(const Schedule& schedule, bool merged) {
    std::vector<Dispatches> result;
    for (std::size_t cpu = 0; cpu < schedule.cpus.size(); ++cpu)
        result.push_back(of_row(schedule.cpus[cpu], CpuId(static_cast<std::uint32_t>(cpu))));
    if (!merged) return result;
    Dispatches all;
    for (const Dispatches& each : result)
        all.insert(all.end(), each.begin(), each.end());
    std::sort(all.begin(), all.end(), [](const Dispatch& a, const Dispatch& b) {
        return std::tuple(a.start, a.tid, a.cpu) < std::tuple(b.start, b.tid, b.cpu);
    });
    return {std::move(all)};
}

OrderDifference compare_orders(const Dispatches& key, const Dispatches& found) {
    OrderDifference result;
    result.common = longest_common(key.size(), found.size(),
                                   [&](std::size_t k, std::size_t f) { return key[k].tid == found[f].tid; });
    result.again = key.size();
    const std::size_t at = result.common.prefix;
    if (at == key.size() && at == found.size()) return result;
    std::pair<bool, std::size_t> best;
    for (const Candidate& each :
         {Candidate{OrderChange::swapped, 2, 2}, Candidate{OrderChange::replaced, 1, 1},
          Candidate{OrderChange::skipped, 1, 0}, Candidate{OrderChange::inserted, 0, 1}}) {
        if (!is_possible(each, key, found, at)) continue;
        const std::size_t run = run_of(key, at + each.of_key, found, at + each.of_found);
        const bool to_the_end =
            at + each.of_key + run == key.size() && at + each.of_found + run == found.size();
        const std::pair worth(to_the_end, run + (each.change == OrderChange::swapped ? 1 : 0));
        if (result.change != OrderChange::none && worth <= best) continue;
        result.change = each.change;
        best = worth;
        result.again = to_the_end ? at + each.of_key : key.size();
    }
    return result;
}

} // namespace ossim
