// Two rows side by side, swept once from left to right; and once from the end, for what they share there.
#include "grade/stretches.hpp"

#include <algorithm>
#include <limits>

namespace ossim {
namespace {

/// Without the idle time at the end.
std::size_t busy_count(const Stretches& row) {
    std::size_t count = row.size();
    while (count > 0 && row[count - 1].holder == Holder{})
        --count;
    return count;
}

Duration whole_ns(Ratio length) {
    const Ratio::Wide ns = length.numerator() / length.denominator();
    constexpr Ratio::Wide most = std::numeric_limits<std::int64_t>::max();
    return Duration(static_cast<std::int64_t>(std::min(ns, most)));
}

/// The times at which each holder begins (or ends), to be asked for the nearest one.
class Boundaries {
  public:
    Boundaries(const Stretches& row, Time Stretch::*side) {
        for (const Stretch& stretch : row)
            if (stretch.holder.kind != Holder::Kind::idle) places_.push_back({stretch.holder, stretch.*side});
        std::sort(places_.begin(), places_.end());
    }
    [[nodiscard]] Time nearest(Holder holder, Time time, const Allowance& allowance) const {
        const auto after = std::lower_bound(places_.begin(), places_.end(), Place{holder, time});
        Time best = time;
        Duration distance = Duration::forever();
        const auto consider = [&](const Place& place) {
            if (place.holder != holder || !allowance.allows(place.time, time)) return;
            const Duration off = std::max(place.time - time, time - place.time);
            if (off < distance) best = place.time;
            distance = std::min(off, distance);
        };
        if (after != places_.begin()) consider(*(after - 1));
        if (after != places_.end()) consider(*after);
        return best;
    }

  private:
    struct Place {
        Holder holder;
        Time time;
        auto operator<=>(const Place&) const = default;
    };
    std::vector<Place> places_;
};

} // namespace

Holder holder_of(const Slice& slice, bool overhead_as_gap) {
    if (slice.work == Work::run) return {Holder::Kind::thread, slice.tid.value};
    return {overhead_as_gap ? Holder::Kind::idle : Holder::Kind::overhead, 0};
}

void extend(Stretches& row, Time end, Holder holder) {
    const Time start = row.empty() ? Time() : row.back().end;
    if (end <= start) return;
    if (!row.empty() && row.back().holder == holder)
        row.back().end = end;
    else
        row.push_back({start, end, holder});
}

Stretches stretches_of(const Schedule& schedule, std::size_t cpu, bool overhead_as_gap) {
    Stretches result;
    if (cpu >= schedule.cpus.size()) return result;
    for (const Slice& slice : schedule.cpus[cpu]) {
        extend(result, slice.start, Holder{});
        extend(result, slice.end, holder_of(slice, overhead_as_gap));
    }
    return result;
}

Allowance::Allowance(const Tolerance& tolerance, Unit unit) : tolerance_(tolerance) {
    if (tolerance.is_share) return;
    length_ = whole_ns(tolerance.is_time ? tolerance.amount : tolerance.amount * Ratio(length_of(unit).ns()));
}

bool Allowance::allows(Time key, Time found) const {
    const Duration off = std::max(key - found, found - key);
    if (off == Duration()) return true;
    return off <= (tolerance_.is_share ? whole_ns(tolerance_.amount * Ratio(key.ns())) : length_);
}

/// Neighbours that touch go on touching: a boundary that is the key's takes the other one along.
Stretches snapped(const Stretches& found, const Stretches& key, const Allowance& allowance) {
    const Boundaries starts(key, &Stretch::start), ends(key, &Stretch::end);
    Stretches moved;
    for (const Stretch& stretch : found) {
        if (stretch.holder.kind == Holder::Kind::idle) continue;
        moved.push_back({starts.nearest(stretch.holder, stretch.start, allowance),
                         ends.nearest(stretch.holder, stretch.end, allowance), stretch.holder});
    }
    std::size_t next = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i].holder.kind == Holder::Kind::idle) continue;
        const std::size_t at = next++;
        const bool touches = at > 0 && found[i - 1].holder.kind != Holder::Kind::idle;
        if (!touches) continue;
        if (moved[at].start == found[i].start)
            moved[at].start = moved[at - 1].end;
        else if (moved[at - 1].end == found[i].start)
            moved[at - 1].end = moved[at].start;
    }
    Stretches result;
    for (const Stretch& stretch : moved) {
        if (stretch.end <= stretch.start) continue;
        extend(result, stretch.start, Holder{});
        extend(result, stretch.end, stretch.holder);
    }
    return result;
}

RowPair lay_beside(Stretches key, Stretches found, Time horizon) {
    extend(key, horizon, Holder{});
    extend(found, horizon, Holder{});
    RowPair rows{std::move(key), std::move(found), {}, 0, Time::never()};
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

Time busy_end(const Stretches& row) {
    const std::size_t count = busy_count(row);
    return count == 0 ? Time() : row[count - 1].end;
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
