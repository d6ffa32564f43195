// Words, numbers, times: the values without parts.
#include "scenario/reader.hpp"

#include "base/cost_profile.hpp"

#include <algorithm>

namespace ossim {
namespace {

std::string shape_in_words(Given given) {
    switch (given.shape()) {
    case Shape::nothing: return "nothing";
    case Shape::scalar: return quoted(given.text());
    case Shape::sequence: return given.size() == 0 ? "an empty list" : "a list";
    case Shape::map: return given.size() == 0 ? "an empty mapping" : "a mapping";
    case Shape::alias:
    case Shape::broken: break;
    }
    return "something else";
}

std::string range_in_words(const Range& range, Unit unit, bool is_time) {
    const auto word = [&](std::int64_t number) {
        if (range.share) return std::to_string(number) + "%";
        if (range.bytes) return size_text(static_cast<std::uint64_t>(number));
        return is_time ? with_unit(Duration(number), unit) : std::to_string(number);
    };
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    if (range.most == most) return word(range.least) + " or more";
    return word(range.least) + " to " + word(range.most);
}

bool is_in_range(Reader& reader, Given given, const Spot& spot, std::int64_t number) {
    if (number >= spot.range.least && number <= spot.range.most) return true;
    reader.reports.error(given.id(),
                         {"out-of-range",
                          spot.title() + " must be " + range_in_words(spot.range, reader.unit, false) +
                              ", not " + std::string(given.text()),
                          {},
                          {}});
    return false;
}

bool refuse_quotes(Reader& reader, Given given, const Spot& spot, std::string_view wanted) {
    if (!given.quoted()) return false;
    report_type(reader, given, spot, wanted);
    return true;
}

template <class T>
bool take(Reader& reader, Given given, const Spot& spot, Parsed<T> parsed, T& into) {
    if (parsed.value)
        into = *parsed.value;
    else
        report_problem(reader, given, spot, parsed.problem);
    return parsed.value.has_value();
}

/// `25%`, as whole per cent.
void read_share(Reader& reader, Given given, const Spot& spot, std::uint32_t& into) {
    constexpr std::string_view wanted = "a share, as in 25%";
    if (!is_scalar(reader, given, spot, wanted) || refuse_quotes(reader, given, spot, wanted)) return;
    Ratio share;
    if (!take(reader, given, spot, parse_ratio(given.text()), share)) return;
    const Ratio hundredfold = share * Ratio(100, 1);
    if (hundredfold < Ratio(spot.range.least, 1) || hundredfold > Ratio(spot.range.most, 1))
        is_in_range(reader, given, spot, -1);
    else if (hundredfold.denominator() != 1)
        report_problem(reader, given, spot, "shares are whole per cent; write 12% or 13%");
    else
        into = static_cast<std::uint32_t>(hundredfold.numerator());
}

constexpr Duration longest_price{60'000'000'000};
constexpr std::string_view reserved_names[] = {"all", "any", "idle", "init", "none"};

} // namespace

void report_type(Reader& reader, Given given, const Spot& spot, std::string_view wanted) {
    if (given.is_broken()) return;
    if (given.is_nothing())
        return reader.reports.error(
            given.id(),
            {"missing-value", spot.title() + " has no value", "write " + std::string(wanted), {}});
    const std::string found =
        given.is_scalar() && given.quoted() ? "the text " + quoted(given.text()) : shape_in_words(given);
    reader.reports.error(given.id(), {"wrong-type",
                                      spot.title() + " must be " + std::string(wanted) + ", not " + found,
                                      given.is_scalar() && given.quoted() ? "leave the quotes out" : "",
                                      {}});
}

bool is_scalar(Reader& reader, Given given, const Spot& spot, std::string_view wanted) {
    if (given.is_scalar()) return true;
    report_type(reader, given, spot, wanted);
    return false;
}

void report_problem(Reader& reader, Given given, const Spot& spot, const std::string& problem) {
    const std::size_t hint = problem.find("; ");
    reader.reports.error(given.id(), {"bad-value",
                                      spot.title() + ": " + problem.substr(0, hint),
                                      hint == std::string::npos ? "" : problem.substr(hint + 2),
                                      {}});
}

void report_unknown_word(Reader& reader, Given given, const Spot& spot,
                         std::span<const std::string_view> words) {
    reader.reports.error(given.id(),
                         {"unknown-word", spot.title() + " cannot be " + quoted(given.text()),
                          did_you_mean(given.text(), words), "it is one of: " + comma_list(words)});
}

bool check_name(Reader& reader, Given given, const Spot& spot) {
    if (!is_scalar(reader, given, spot, "a name")) return false;
    if (!is_valid_name(given.text())) {
        reader.reports.error(given.id(),
                             {"bad-name",
                              quoted(given.text()) + " cannot be a name",
                              "a name has letters, digits, _ and -, does not begin with a digit, and has at "
                              "most 64 characters",
                              {}});
        return false;
    }
    if (std::find(std::begin(reserved_names), std::end(reserved_names), given.text()) ==
        std::end(reserved_names))
        return true;
    reader.reports.error(given.id(), {"reserved-name",
                                      quoted(given.text()) + " has a meaning of its own and cannot be a name",
                                      "call it otherwise", "reserved: " + comma_list(reserved_names)});
    return false;
}

void read_value(Reader& reader, Given given, const Spot& spot, bool& into) {
    constexpr std::string_view wanted = "true or false";
    if (!is_scalar(reader, given, spot, wanted) || refuse_quotes(reader, given, spot, wanted)) return;
    if (given.text() == "true" || given.text() == "false")
        into = given.text() == "true";
    else
        report_type(reader, given, spot, wanted);
}

void read_value(Reader& reader, Given given, const Spot& spot, std::int64_t& into) {
    constexpr std::string_view wanted = "a whole number";
    if (!is_scalar(reader, given, spot, wanted) || refuse_quotes(reader, given, spot, wanted)) return;
    std::int64_t value = 0;
    if (take(reader, given, spot, parse_integer(given.text()), value) &&
        is_in_range(reader, given, spot, value))
        into = value;
}

void read_value(Reader& reader, Given given, const Spot& spot, std::uint64_t& into) {
    const std::string_view wanted = spot.range.bytes ? "a size, as in 64KiB" : "a whole number";
    if (!is_scalar(reader, given, spot, wanted) || refuse_quotes(reader, given, spot, wanted)) return;
    std::uint64_t value = 0;
    if (!take(reader, given, spot, spot.range.bytes ? parse_size(given.text()) : parse_count(given.text()),
              value))
        return;
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (is_in_range(reader, given, spot, static_cast<std::int64_t>(std::min(value, most)))) into = value;
}

void read_value(Reader& reader, Given given, const Spot& spot, std::uint32_t& into) {
    if (spot.range.share) return read_share(reader, given, spot, into);
    Spot narrow = spot;
    narrow.range.least = std::max<std::int64_t>(spot.range.least, 0);
    narrow.range.most = std::min<std::int64_t>(spot.range.most, std::numeric_limits<std::uint32_t>::max());
    std::uint64_t value = into;
    read_value(reader, given, narrow, value);
    into = static_cast<std::uint32_t>(value);
}

void read_value(Reader& reader, Given given, const Spot& spot, Duration& into) {
    constexpr std::string_view wanted = "a duration, as in 5ms";
    if (!is_scalar(reader, given, spot, wanted) || refuse_quotes(reader, given, spot, wanted)) return;
    Duration value;
    if (!take(reader, given, spot, parse_duration(given.text(), reader.unit), value)) return;
    if (value.ns() >= spot.range.least && value.ns() <= spot.range.most) {
        into = value;
        return;
    }
    const std::string_view allowed = value.ns() == 0 ? "must be more than 0" : "is too long";
    reader.reports.error(given.id(),
                         {"out-of-range",
                          spot.title() + " " + std::string(allowed) + ", not " + std::string(given.text()),
                          {},
                          value.ns() == 0 ? "" : "at most " + in_best_unit(Duration(spot.range.most))});
}

void read_value(Reader& reader, Given given, const Spot& spot, Time& into) {
    Duration since_start(into.ns());
    read_value(reader, given, spot, since_start);
    into = Time(since_start.ns());
}

void read_value(Reader& reader, Given given, const Spot& spot, Price& into) {
    Spot priced = spot;
    priced.range = {0, longest_price.ns()};
    const std::string_view text = given.is_scalar() && !given.quoted() ? given.text() : std::string_view();
    const bool is_fraction = text.ends_with("ns") && text.find('.') != std::string_view::npos;
    if (!is_fraction) {
        Duration span;
        read_value(reader, given, priced, span);
        into = Price::of(span);
        return;
    }
    Ratio nanoseconds;
    if (!take(reader, given, spot, parse_ratio(text.substr(0, text.size() - 2)), nanoseconds)) return;
    const Ratio picoseconds = nanoseconds * Ratio(1'000, 1);
    if (nanoseconds > Ratio(longest_price.ns(), 1))
        reader.reports.error(given.id(), {"out-of-range",
                                          spot.title() + " is too long, not " + std::string(text),
                                          {},
                                          "at most " + in_best_unit(longest_price)});
    else if (picoseconds.denominator() != 1)
        report_problem(reader, given, spot,
                       "a price has at most three decimals of a nanosecond; as in 0.3ns");
    else
        into = Price(static_cast<std::int64_t>(picoseconds.numerator()));
}

void read_value(Reader& reader, Given given, const Spot& spot, Ratio& into) {
    constexpr std::string_view wanted = "a ratio, as in 0.25, 25% or 1/4";
    if (!is_scalar(reader, given, spot, wanted) || refuse_quotes(reader, given, spot, wanted)) return;
    take(reader, given, spot, parse_ratio(given.text()), into);
}

namespace {

/// One value alone is a list of one.
template <class Item>
void read_list(Reader& reader, Given given, const Spot& spot, std::string_view wanted,
               std::vector<Item>& into) {
    into.clear();
    const auto add = [&](Given item) {
        Item value{};
        read_value(reader, item, spot, value);
        into.push_back(value);
    };
    if (given.is_scalar()) return add(given);
    if (!given.is_sequence() || given.size() == 0) return report_type(reader, given, spot, wanted);
    given.each_item(add);
}

} // namespace

void read_value(Reader& reader, Given given, const Spot& spot, std::vector<Duration>& into) {
    read_list(reader, given, spot, "a list of durations, as in [2ms, 4ms]", into);
}

void read_value(Reader& reader, Given given, const Spot& spot, std::vector<std::int64_t>& into) {
    read_list(reader, given, spot, "a list of whole numbers, as in [63, 85]", into);
}

} // namespace ossim
