// Rows in pairs: sums over them, the first difference, and from when on they are the same again.
#include "grade/pairing.hpp"

#include "grade/longest_common.hpp"

#include <algorithm>

namespace ossim {
namespace {

Stretches busy(const Stretches& row) {
    Stretches result;
    for (const Stretch& stretch : row)
        if (stretch.holder.kind != Holder::Kind::idle) result.push_back(stretch);
    return result;
}

} // namespace

Pairing::Pairing(std::vector<Stretches> key, std::vector<Stretches> found, const Allowance& allowance) {
    const std::size_t count = std::max(key.size(), found.size());
    key.resize(count);
    found.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (!allowance.is_none()) found[i] = snapped(found[i], key[i], allowance);
        key_end_ = std::max(key_end_, busy_end(key[i]));
        horizon_ = std::max({horizon_, busy_end(key[i]), busy_end(found[i])});
    }
    for (std::size_t i = 0; i < count; ++i)
        rows_.push_back(lay_beside(std::move(key[i]), std::move(found[i]), horizon_));
}

void Pairing::measure(Comparison& into) const {
    for (const RowPair& row : rows_) {
        into.agreeing += row.agreeing;
        into.compared += horizon_ - Time();
        into.stretches += row.differing;
    }
}

void Pairing::count(Comparison& into) const {
    for (const RowPair& row : rows_) {
        const Stretches key = busy(row.key), found = busy(row.found);
        const Common common = longest_common(
            key.size(), found.size(), [&](std::size_t k, std::size_t f) { return key[k] == found[f]; });
        into.expected_count += key.size();
        into.found_count += found.size();
        into.matched += common.matched;
        into.too_different = into.too_different || common.too_different;
    }
}

std::optional<Pairing::Place> Pairing::first() const {
    std::optional<Place> first;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const Time time = rows_[i].first_difference;
        if (time < (first ? first->time : Time::never())) first = Place{i, time};
    }
    return first;
}

Time Pairing::again(Duration shift) const {
    Time last;
    for (const RowPair& row : rows_)
        if (row.differing != 0) last = std::max(last, again_from(row, shift));
    return last;
}

void Pairing::find_aftermath(Place first, Comparison& into) const {
    into.aftermath = Aftermath::independent;
    const Time of_key = busy_end(rows_[first.row].key), of_found = busy_end(rows_[first.row].found);
    if (of_key == Time() || of_found == Time()) return;
    const Duration shift = of_found - of_key;
    const Time earliest = shift < Duration() ? Time() + ((first.time - Time()) - shift) : first.time;
    const Time from = std::max(again(shift), earliest);
    if (from >= key_end_) return;
    into.aftermath = shift == Duration() ? Aftermath::rejoins : Aftermath::shifted;
    into.again = from;
    into.shift = shift;
}

} // namespace ossim
