// The share of the points, by the marking; then the cap.
#include "grade/marks.hpp"

#include "base/text.hpp"
#include "grade/longest_common.hpp"

#include <algorithm>

namespace ossim {
namespace {

Ratio whole(std::uint64_t number) { return Ratio(static_cast<Ratio::Wide>(number)); }

std::string exact(Ratio ratio) {
    const std::string text = digits_of(ratio.numerator());
    return ratio.denominator() == 1 ? text : text + "/" + std::to_string(ratio.denominator());
}

std::string_view items_at(CompareAt at) {
    switch (at) {
    case CompareAt::dispatches: return "dispatches";
    case CompareAt::states: return "states";
    case CompareAt::events: return "events";
    case CompareAt::schedule:
    case CompareAt::metrics: break;
    }
    return "slices";
}

/// A share, how it is written, and what its parts are.
struct Share {
    Ratio value;
    std::string formula, parts;
};

class Marker {
  public:
    Marker(const Comparison& comparison, Time horizon, std::size_t rows)
        : comparison_(comparison), horizon_(horizon), rows_(rows) {}
    [[nodiscard]] Share share() const {
        switch (comparison_.marking) {
        case Marking::all_or_nothing:
        case Marking::per_metric: return {Ratio(), "0", "all or nothing"};
        case Marking::prefix: return prefix();
        case Marking::agreeing_time: return agreeing();
        case Marking::aligned_events: return comparison_.too_different ? prefix() : aligned();
        }
        return {};
    }

  private:
    [[nodiscard]] std::string time(TimeSum sum) const { return with_unit(sum, comparison_.unit); }
    [[nodiscard]] bool goes_by_time() const {
        return comparison_.at == CompareAt::schedule || comparison_.at == CompareAt::states;
    }
    [[nodiscard]] Share agreeing() const {
        if (comparison_.compared == TimeSum()) return {Ratio(1), "1", "no time to compare"};
        const std::string over = comparison_.at == CompareAt::states ? "thread" : "CPU";
        return {Ratio(comparison_.agreeing.ns(), comparison_.compared.ns()),
                time(comparison_.agreeing) + " / " + time(comparison_.compared),
                "agreeing time / time compared, over " + std::to_string(rows_) + " " + over +
                    (rows_ == 1 ? "" : "s")};
    }
    [[nodiscard]] Share prefix() const {
        const std::string items(items_at(comparison_.at));
        if (goes_by_time() && comparison_.first) {
            const Duration before = comparison_.first->time - Time(), all = horizon_ - Time();
            if (all == Duration()) return {Ratio(), "0", "no time before the first divergence"};
            return {Ratio(before.ns(), all.ns()), time(before) + " / " + time(all),
                    "time before the first divergence / time compared"};
        }
        const std::uint64_t all = std::max(comparison_.expected_count, comparison_.found_count);
        if (all == 0) return {Ratio(1), "1", "no " + items + " to compare"};
        return {whole(comparison_.matched) / whole(all),
                std::to_string(comparison_.matched) + " / " + std::to_string(all),
                items + " before the first divergence / " + items};
    }
    [[nodiscard]] Share aligned() const {
        const std::string items(items_at(comparison_.at));
        const std::uint64_t both = comparison_.expected_count + comparison_.found_count;
        if (both == 0) return {Ratio(1), "1", "no " + items + " to compare"};
        return {whole(2 * comparison_.matched) / whole(both),
                "2 * " + std::to_string(comparison_.matched) + " / (" +
                    std::to_string(comparison_.expected_count) + " + " +
                    std::to_string(comparison_.found_count) + ")",
                "2 * " + items + " in common, in this order / " + items + " of both"};
    }
    const Comparison& comparison_;
    Time horizon_;
    std::size_t rows_;
};

} // namespace

std::string points_text(Ratio points) {
    std::string text = decimal(points, 3);
    while (text.back() == '0')
        text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

Marking marking_of(const CompareOptions& options) {
    const CompareAt at = options.at == CompareAt::metrics ? CompareAt::schedule : options.at;
    if (fits(at, options.marking)) return options.marking;
    return fits(at, Marking::agreeing_time) ? Marking::agreeing_time : Marking::aligned_events;
}

void award(Comparison& into, const CompareOptions& options, Time horizon, std::size_t rows) {
    const std::string most = points_text(into.most);
    if (into.category == Category::equal) {
        into.points = into.most;
        into.arithmetic = {most + " of " + most + " (equal to the key)"};
        return;
    }
    const Share share = Marker(into, horizon, rows).share();
    into.points = into.most * share.value;
    into.arithmetic = {most + " * " + share.formula + " = " + points_text(into.points) + " (" + share.parts +
                       ")"};
    if (into.too_different && into.marking == Marking::aligned_events)
        into.arithmetic.push_back("the two are more than " + std::to_string(most_changes) +
                                  " changes apart, so that what comes before the first divergence counts");
    const Ratio cap = into.most * options.cap;
    if (into.points <= cap) return;
    into.points = cap;
    into.capped = true;
    into.arithmetic.push_back("capped at " + exact(options.cap) + " of " + most + " = " + points_text(cap));
}

} // namespace ossim
