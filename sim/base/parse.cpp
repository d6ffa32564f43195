// Numbers with their units, read strictly: decimal digits only, exact, and every refusal says what to write
// instead.
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ossim {

namespace {

__extension__ using Wide = unsigned __int128;

/// What is being read, for messages: "a duration", written "5ms".
struct Kind {
    std::string_view name;
    std::string_view example;
};

/// A decimal number taken apart: "12.50ms" is "12", "5" (trailing zeros cut) and "ms".
struct Number {
    std::string_view whole, fraction, suffix;
    std::string problem;
};

/// A unit, or a wrong word for one: then `length` is 0 and `meant` says what to write.
struct UnitWord {
    std::string_view word;
    std::uint64_t length = 0;
    std::string_view meant = {};
};

template <class T>
Parsed<T> refused(std::string problem) {
    return {std::nullopt, std::move(problem)};
}

std::string_view digits_at(std::string_view text, std::size_t from) {
    const auto rest = text.substr(std::min(from, text.size()));
    const auto end = std::find_if_not(rest.begin(), rest.end(), is_digit);
    return rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
}

std::string without(std::string_view text, char unwanted) {
    std::string rest(text);
    std::erase(rest, unwanted);
    return rest;
}

/// Decimal digits to a number, saturating: what does not fit is larger than every range that is checked
/// later.
Wide value_of(std::string_view digits) {
    constexpr Wide most = Wide(1) << 70;
    Wide value = 0;
    for (const char digit : digits)
        value = std::min<Wide>(most, value * 10 + static_cast<unsigned>(digit - '0'));
    return value;
}

/// The refusals that all kinds of numbers share, for a text whose form is wrong from its beginning.
std::string wrong_start(std::string_view text, Kind kind) {
    if (text.empty())
        return std::string(kind.name) + " is missing; write it as in " + std::string(kind.example);
    if (text.find_first_of(" \t\n") != std::string_view::npos && is_digit(text[0]))
        return in_quotes(text) + " has a space in it; write " + in_quotes(without(text, ' '));
    if (text[0] == '-' && text.size() > 1 && is_digit(text[1]))
        return in_quotes(text) + " is negative; " + std::string(kind.name) + " is 0 or more";
    if (text[0] == '+' && text.size() > 1)
        return in_quotes(text) + " has a sign; write " + in_quotes(text.substr(1));
    if (text[0] == '.' && text.size() > 1 && is_digit(text[1]))
        return in_quotes(text) + " begins with a point; write " + in_quotes("0" + std::string(text));
    if (!is_digit(text[0]))
        return in_quotes(text) + " is not " + std::string(kind.name) + "; write it as in " +
               std::string(kind.example);
    return "";
}

std::string wrong_digits(std::string_view text) {
    if (text[0] == '0' && text.size() > 1) {
        if (text[1] == 'x' || text[1] == 'X')
            return in_quotes(text) + " is hexadecimal; write it in decimal digits";
        if (text[1] == 'o' || text[1] == 'b')
            return in_quotes(text) + " is not decimal; write it in decimal digits";
        if (is_digit(text[1])) {
            const std::size_t first = std::min(text.find_first_not_of('0'), text.size() - 1);
            return in_quotes(text) + " begins with 0; write " +
                   in_quotes(text.substr(is_digit(text[first]) ? first : first - 1));
        }
    }
    return "";
}

std::string wrong_end(std::string_view text, std::string_view suffix) {
    if (suffix.empty()) return "";
    if (suffix[0] == '_' || suffix[0] == '\'')
        return in_quotes(text) + " has a mark between its digits; write " +
               in_quotes(without(without(text, '_'), '\''));
    if (suffix[0] == ',')
        return in_quotes(text) + " has a comma; the decimal point is \".\", and digits are not grouped";
    if (suffix[0] == '.') return in_quotes(text) + " has a point without digits on both sides";
    const std::size_t sign = suffix.size() > 1 && (suffix[1] == '+' || suffix[1] == '-') ? 2 : 1;
    if ((suffix[0] == 'e' || suffix[0] == 'E') && suffix.size() > sign && is_digit(suffix[sign]))
        return in_quotes(text) + " has an exponent; write all the digits";
    return "";
}

Number scan(std::string_view text, Kind kind) {
    Number number;
    number.problem = wrong_start(text, kind);
    if (number.problem.empty()) number.problem = wrong_digits(text);
    if (!number.problem.empty()) return number;
    number.whole = digits_at(text, 0);
    number.suffix = text.substr(number.whole.size());
    if (number.suffix.size() > 1 && number.suffix[0] == '.' && is_digit(number.suffix[1])) {
        number.fraction = digits_at(number.suffix, 1);
        number.suffix.remove_prefix(1 + number.fraction.size());
        while (!number.fraction.empty() && number.fraction.back() == '0')
            number.fraction.remove_suffix(1);
    }
    number.problem = wrong_end(text, number.suffix);
    return number;
}

/// number × scale: nothing if it is not whole.
std::optional<Wide> scaled(const Number& number, std::uint64_t scale) {
    Wide divisor = 1;
    if (number.fraction.size() > 19) return std::nullopt;
    for (std::size_t i = 0; i < number.fraction.size(); ++i)
        divisor *= 10;
    const Wide part = value_of(number.fraction) * scale;
    if (part % divisor != 0) return std::nullopt;
    return value_of(number.whole) * Wide(scale) + part / divisor;
}

constexpr UnitWord duration_units[] = {
    {"ns", 1},
    {"us", 1'000},
    {"\xC2\xB5s", 1'000},
    {"\xCE\xBCs", 1'000},
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"sec", 0, "s"},
    {"secs", 0, "s"},
    {"second", 0, "s"},
    {"seconds", 0, "s"},
    {"S", 0, "s"},
    {"msec", 0, "ms"},
    {"millis", 0, "ms"},
    {"MS", 0, "ms"},
    {"Ms", 0, "ms"},
    {"usec", 0, "us"},
    {"micros", 0, "us"},
    {"US", 0, "us"},
    {"u", 0, "us"},
    {"nsec", 0, "ns"},
    {"nanos", 0, "ns"},
    {"NS", 0, "ns"},
    {"m", 0, "seconds (a minute is 60s) or, for milliseconds, ms"},
    {"min", 0, "seconds: a minute is 60s"},
    {"h", 0, "seconds: an hour is 3600s"},
    {"tick", 0, "the bare number, with unit: tick in the scenario"},
    {"ticks", 0, "the bare number, with unit: tick in the scenario"},
};

constexpr UnitWord size_units[] = {
    {"", 1},
    {"B", 1},
    {"KiB", std::uint64_t(1) << 10},
    {"MiB", std::uint64_t(1) << 20},
    {"GiB", std::uint64_t(1) << 30},
    {"TiB", std::uint64_t(1) << 40},
    {"KB", 0, "KiB"},
    {"kB", 0, "KiB"},
    {"K", 0, "KiB"},
    {"k", 0, "KiB"},
    {"kiB", 0, "KiB"},
    {"kib", 0, "KiB"},
    {"MB", 0, "MiB"},
    {"M", 0, "MiB"},
    {"mib", 0, "MiB"},
    {"GB", 0, "GiB"},
    {"G", 0, "GiB"},
    {"gib", 0, "GiB"},
    {"TB", 0, "TiB"},
    {"T", 0, "TiB"},
    {"tib", 0, "TiB"},
};

constexpr UnitWord count_units[] = {
    {"", 1},
    {"k", 1'000},
    {"M", 1'000'000},
    {"G", 1'000'000'000},
    {"T", 1'000'000'000'000},
    {"K", 0, "k"},
    {"m", 0, "M for a million"},
    {"g", 0, "G"},
    {"B", 0, "G for 10^9"},
    {"t", 0, "T"},
};

template <std::size_t Size>
const UnitWord* find_unit(const UnitWord (&units)[Size], std::string_view word) {
    const auto* const found =
        std::find_if(std::begin(units), std::end(units), [&](const UnitWord& u) { return u.word == word; });
    return found == std::end(units) ? nullptr : found;
}

/// `5 parsecs`: the unit is unknown, or a known wrong word.
std::string wrong_unit(std::string_view text, std::string_view suffix, const UnitWord* unit,
                       std::string_view right) {
    if (unit == nullptr)
        return in_quotes(text) + " has the unknown unit " + in_quotes(suffix) + "; write " +
               std::string(right);
    const std::string_view number = text.substr(0, text.size() - suffix.size());
    if (unit->meant.size() <= 3)
        return in_quotes(text) + " has no known unit; write " + std::string(number) +
               std::string(unit->meant);
    return in_quotes(text) + " has no known unit; write " + std::string(unit->meant);
}

Ratio power_of_ten(std::size_t exponent) {
    std::int64_t power = 1;
    for (std::size_t i = 0; i < exponent; ++i)
        power *= 10;
    return Ratio(power);
}

/// "1/4".
Parsed<Ratio> parse_fraction(std::string_view text, std::size_t slash) {
    const auto above = parse_integer(text.substr(0, slash)), below = parse_integer(text.substr(slash + 1));
    if (!above.value || !below.value || *above.value < 0 || *below.value < 0)
        return refused<Ratio>(in_quotes(text) +
                              " is not a fraction of two whole numbers; write it as in 1/4");
    if (*below.value == 0) return refused<Ratio>(in_quotes(text) + " divides by 0");
    return {Ratio(*above.value, *below.value), ""};
}

} // namespace

Parsed<Duration> parse_duration(std::string_view text, Unit bare) {
    const Number number = scan(text, {"a duration", "5ms"});
    if (!number.problem.empty()) return refused<Duration>(number.problem);
    std::uint64_t length = static_cast<std::uint64_t>(length_of(bare).ns());
    if (!number.suffix.empty()) {
        const UnitWord* const unit = find_unit(duration_units, number.suffix);
        if (unit == nullptr || unit->length == 0)
            return refused<Duration>(wrong_unit(text, number.suffix, unit, "ns, us, ms or s, as in 5ms"));
        length = unit->length;
    }
    const std::optional<Wide> nanoseconds = scaled(number, length);
    if (!nanoseconds)
        return refused<Duration>(in_quotes(text) + " is finer than 1 ns, the smallest step of time");
    if (*nanoseconds > Wide(Duration::longest().ns()))
        return refused<Duration>(in_quotes(text) +
                                 " is longer than 10^18 ns (about 31 years), the longest duration");
    return {Duration(static_cast<std::int64_t>(*nanoseconds)), ""};
}

Parsed<std::uint64_t> parse_size(std::string_view text) {
    const Number number = scan(text, {"a size", "64KiB"});
    if (!number.problem.empty()) return refused<std::uint64_t>(number.problem);
    const UnitWord* const unit = find_unit(size_units, number.suffix);
    if (unit == nullptr || unit->length == 0)
        return refused<std::uint64_t>(
            wrong_unit(text, number.suffix, unit, "B, KiB, MiB, GiB or TiB, as in 64KiB"));
    const std::optional<Wide> bytes = scaled(number, unit->length);
    if (!bytes) return refused<std::uint64_t>(in_quotes(text) + " is not a whole number of bytes");
    if (*bytes >= Wide(1) << 63)
        return refused<std::uint64_t>(in_quotes(text) + " is 2^63 bytes or more, too large for any size");
    return {static_cast<std::uint64_t>(*bytes), ""};
}

Parsed<std::uint64_t> parse_count(std::string_view text) {
    const Number number = scan(text, {"a count", "1000 or 100k"});
    if (!number.problem.empty()) return refused<std::uint64_t>(number.problem);
    const UnitWord* const unit = find_unit(count_units, number.suffix);
    if (unit == nullptr || unit->length == 0)
        return refused<std::uint64_t>(wrong_unit(text, number.suffix, unit, "k, M, G or T, as in 100k"));
    const std::optional<Wide> count = scaled(number, unit->length);
    if (!count) return refused<std::uint64_t>(in_quotes(text) + " is not a whole number");
    if (*count >= Wide(1) << 63)
        return refused<std::uint64_t>(in_quotes(text) + " is 2^63 or more, too large for a count");
    return {static_cast<std::uint64_t>(*count), ""};
}

Parsed<std::int64_t> parse_integer(std::string_view text) {
    const bool negative = text.size() > 1 && text[0] == '-' && is_digit(text[1]);
    const Number number = scan(negative ? text.substr(1) : text, {"a whole number", "42"});
    if (!number.problem.empty()) return refused<std::int64_t>(number.problem);
    if (!number.suffix.empty() || !number.fraction.empty() || text.find('.') != std::string_view::npos)
        return refused<std::int64_t>(in_quotes(text) + " is not a whole number; write it as in 42");
    const Wide magnitude = value_of(number.whole), most = Wide(1) << 63;
    if (magnitude > most || (magnitude == most && !negative))
        return refused<std::int64_t>(in_quotes(text) + " does not fit in 64 bits");
    const auto bits = static_cast<std::uint64_t>(magnitude);
    return {static_cast<std::int64_t>(negative ? 0 - bits : bits), ""};
}

Parsed<Ratio> parse_ratio(std::string_view text) {
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos && is_digit(text[0]))
        return parse_fraction(text, slash);
    const Number number = scan(text, {"a ratio", "0.25, 25% or 1/4"});
    if (!number.problem.empty()) return refused<Ratio>(number.problem);
    if (!number.suffix.empty() && number.suffix != "%")
        return refused<Ratio>(in_quotes(text) + " is not a ratio; write it as in 0.25, 25% or 1/4");
    if (number.whole.size() + number.fraction.size() > 18)
        return refused<Ratio>(in_quotes(text) + " has too many digits; 18 are read");
    const Ratio whole(static_cast<std::int64_t>(value_of(number.whole)));
    const Ratio part =
        Ratio(static_cast<std::int64_t>(value_of(number.fraction))) / power_of_ten(number.fraction.size());
    return {number.suffix.empty() ? whole + part : (whole + part) / Ratio(100), ""};
}

} // namespace ossim
