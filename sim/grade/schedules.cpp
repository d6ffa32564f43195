// The level of the schedule: who has which CPU when. And the level of dispatches: only in which order.
#include "grade/level.hpp"
#include "grade/marks.hpp"
#include "grade/order.hpp"
#include "grade/pairing.hpp"

#include <algorithm>

namespace ossim {
namespace {

std::vector<Stretches> rows_of(const Schedule& schedule, bool overhead_as_gap) {
    std::vector<Stretches> rows;
    for (std::size_t cpu = 0; cpu < schedule.cpus.size(); ++cpu)
        rows.push_back(stretches_of(schedule, cpu, overhead_as_gap));
    if (rows.empty()) rows.emplace_back();
    return rows;
}

Duration distance(const Slice& slice, Time time) {
    if (time < slice.start) return slice.start - time;
    return time < slice.end ? Duration() : time - slice.end;
}

/// What the submission has there as it was written: where a tolerance moved a boundary, the slice that counts
/// may begin a little later or have ended a little before.
Shown found_at(const Schedule& schedule, const RowPair& row, CpuId cpu, Time time, bool overhead_as_gap) {
    const auto at = std::upper_bound(row.found.begin(), row.found.end(), time,
                                     [](Time wanted, const Stretch& each) { return wanted < each.end; });
    const Holder holder = at == row.found.end() ? Holder{} : at->holder;
    if (holder.kind == Holder::Kind::idle || cpu.value >= schedule.cpus.size())
        return shown_at(schedule, cpu, time);
    const Slice* nearest = nullptr;
    for (const Slice& slice : schedule.cpus[cpu.value])
        if (holder_of(slice, overhead_as_gap) == holder &&
            (nearest == nullptr || distance(slice, time) < distance(*nearest, time)))
            nearest = &slice;
    return shown_at(schedule, cpu, nearest == nullptr ? time : nearest->start);
}

/// Dispatches side by side: a list for each CPU, or one for all.
class Orders {
  public:
    explicit Orders(const Sides& sides)
        : sides_(sides), merged_(sides.options.any_cpu_order), key_(dispatches_of(sides.expected(), merged_)),
          found_(dispatches_of(sides.actual(), merged_)) {
        const std::size_t lists = std::max(key_.size(), found_.size());
        key_.resize(lists);
        found_.resize(lists);
        for (std::size_t i = 0; i < lists; ++i)
            differences_.push_back(compare_orders(key_[i], found_[i]));
    }
    void count(Comparison& into) const;
    void find_first(Comparison& into) const;

  private:
    [[nodiscard]] const Dispatch* first_of(std::size_t list) const;
    void show_items(std::size_t list, Comparison& into) const;
    void find_aftermath(std::size_t list, Comparison& into) const;
    const Sides& sides_;
    bool merged_;
    std::vector<Dispatches> key_, found_;
    std::vector<OrderDifference> differences_;
};

void Orders::count(Comparison& into) const {
    for (std::size_t i = 0; i < differences_.size(); ++i) {
        const Common& common = differences_[i].common;
        into.expected_count += key_[i].size();
        into.found_count += found_[i].size();
        into.matched += into.marking == Marking::prefix ? common.prefix : common.matched;
        into.stretches += static_cast<std::uint32_t>(common.hunks);
        into.too_different = into.too_different || common.too_different;
    }
}

/// The key's dispatch that the submission misses, or if the key has ended, the one too many; null if the
/// lists are equal.
const Dispatch* Orders::first_of(std::size_t list) const {
    const std::size_t at = differences_[list].common.prefix;
    if (at < key_[list].size()) return &key_[list][at];
    return at < found_[list].size() ? &found_[list][at] : nullptr;
}

void Orders::show_items(std::size_t list, Comparison& into) const {
    constexpr std::size_t most_before = 4, most_after = 8;
    const std::size_t at = differences_[list].common.prefix;
    const auto names = [](const Schedule& schedule, const Dispatches& all, std::size_t from, std::size_t to) {
        std::vector<std::string> result;
        for (std::size_t i = from; i < std::min(to, all.size()); ++i)
            result.push_back(schedule.name_of(all[i].tid));
        return result;
    };
    into.before = names(sides_.actual(), found_[list], at - std::min(at, most_before), at);
    into.expected_items = names(sides_.expected(), key_[list], at, at + most_after);
    into.found_items = names(sides_.actual(), found_[list], at, at + most_after);
}

void Orders::find_aftermath(std::size_t list, Comparison& into) const {
    const OrderDifference& difference = differences_[list];
    into.order = difference.change;
    into.aftermath = Aftermath::independent;
    if (difference.again >= key_[list].size()) return;
    into.aftermath = Aftermath::rejoins;
    into.again = key_[list][difference.again].start;
}

void Orders::find_first(Comparison& into) const {
    std::size_t list = differences_.size();
    for (std::size_t i = 0; i < differences_.size(); ++i) {
        const Dispatch* here = first_of(i);
        if (here != nullptr && (list == differences_.size() || here->start < first_of(list)->start)) list = i;
    }
    if (list == differences_.size()) return;
    const std::size_t at = differences_[list].common.prefix;
    Divergence first;
    first.time = first_of(list)->start;
    first.cpu = first_of(list)->cpu;
    first.index = at + 1;
    const auto shown = [&](const Schedule& schedule, const Dispatches& all) {
        if (at >= all.size())
            return Shown{true, Work::run, "", all.empty() ? Time() : all.back().end, Time::never()};
        return Shown{false, Work::run, schedule.name_of(all[at].tid), all[at].start, all[at].end};
    };
    first.expected = shown(sides_.expected(), key_[list]);
    first.found = shown(sides_.actual(), found_[list]);
    add_moment_of(sides_, first);
    into.first = std::move(first);
    show_items(list, into);
    find_aftermath(list, into);
}

} // namespace

void compare_schedules(const Sides& sides, Comparison& into) {
    const bool gaps = into.overhead_as_gaps;
    const Pairing pairing(rows_of(sides.expected(), gaps), rows_of(sides.actual(), gaps),
                          Allowance(sides.options.tolerance, into.unit));
    pairing.measure(into);
    into.cpus = static_cast<std::uint32_t>(pairing.rows().size());
    if (into.marking == Marking::aligned_events) pairing.count(into);
    if (const std::optional<Pairing::Place> place = pairing.first()) {
        into.category = Category::different;
        Divergence first;
        first.time = place->time;
        first.cpu = CpuId(static_cast<std::uint32_t>(place->row));
        first.expected = shown_at(sides.expected(), first.cpu, first.time);
        first.found = found_at(sides.actual(), pairing.rows()[place->row], first.cpu, first.time, gaps);
        add_moment_of(sides, first);
        into.expected = excerpt_of(sides.expected(), first.cpu, first.time);
        into.found = excerpt_of(sides.actual(), first.cpu, first.time);
        into.first = std::move(first);
        pairing.find_aftermath(*place, into);
    }
    award(into, sides.options, pairing.horizon(), pairing.rows().size());
}

void compare_dispatches(const Sides& sides, Comparison& into) {
    const Orders orders(sides);
    into.is_order_merged = sides.options.any_cpu_order;
    orders.count(into);
    orders.find_first(into);
    into.cpus = static_cast<std::uint32_t>(
        std::max<std::size_t>({sides.expected().cpus.size(), sides.actual().cpus.size(), 1}));
    if (into.first) into.category = Category::different;
    award(into, sides.options, Time(), 0);
}

} // namespace ossim
