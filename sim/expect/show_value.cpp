// Exact values in words.
#include "expect/judge_parts.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace ossim {

namespace {

/// How many decimal places the fraction needs; nothing if its digits do not end, or not soon.
std::optional<int> places_of(Ratio value) {
    std::int64_t rest = value.denominator();
    int twos = 0, fives = 0;
    for (; rest % 2 == 0; rest /= 2)
        ++twos;
    for (; rest % 5 == 0; rest /= 5)
        ++fives;
    const int places = std::max(twos, fives);
    return rest == 1 && places <= 12 ? std::optional(places) : std::nullopt;
}

std::string fraction(Ratio value) {
    return digits_of(value.numerator()) + "/" + std::to_string(value.denominator());
}

} // namespace

std::string show_number(Ratio value) {
    if (const auto places = places_of(value)) return decimal(value, *places);
    return fraction(value) + ", about " + decimal(value, 3);
}

std::string show_time(Ratio nanoseconds, Unit unit) {
    const Ratio units = nanoseconds / Ratio(length_of(unit).ns());
    const std::string suffix(unit == Unit::tick ? "" : word_of(unit));
    if (const auto places = places_of(units)) return decimal(units, *places) + suffix;
    return fraction(units) + (suffix.empty() ? "" : " " + suffix) + ", about " + decimal(units, 3) + suffix;
}

std::string show_value(const Value& value, Unit unit) {
    switch (value.measure) {
    case Measure::time: return show_time(value.number, unit);
    case Measure::truth: return value.holds() ? "true" : "false";
    case Measure::bare:
    case Measure::count: break;
    }
    return show_number(value.number);
}

std::string show_time(Time time, Unit unit) { return with_unit(time - Time(), unit); }

} // namespace ossim
