// Numbers and times as text, widths and padding.
#include "base/text.hpp"

#include "base/check.hpp"

#include <charconv>

namespace ossim {

namespace {

__extension__ using Wide = unsigned __int128;

std::uint64_t magnitude(std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    return number < 0 ? 0 - bits : bits;
}

Wide magnitude(Ratio::Wide number) {
    const auto bits = static_cast<Wide>(number);
    return number < 0 ? 0 - bits : bits;
}

void append(std::string& text, Wide number) {
    if (number >> 64 == 0) return ossim::append(text, static_cast<std::uint64_t>(number));
    std::string digits;
    do
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(number % 10)));
    while ((number /= 10) != 0);
    text += digits;
}

/// `fraction` as `places` digits behind a point, trailing zeros cut; nothing if it is 0.
std::string fraction_digits(std::uint64_t fraction, std::size_t places) {
    if (fraction == 0) return "";
    std::string digits(places, '0');
    for (std::size_t i = places; i-- > 0; fraction /= 10)
        digits[i] = static_cast<char>('0' + fraction % 10);
    digits.erase(digits.find_last_not_of('0') + 1);
    return "." + digits;
}

std::size_t places_of(Unit unit) {
    std::size_t places = 0;
    for (std::int64_t length = length_of(unit).ns(); length > 1; length /= 10)
        ++places;
    return places;
}

/// Adds one to the last digit of "199.99" in place: "200.00".
void add_one(std::string& digits) {
    for (std::size_t i = digits.size(); i-- > 0;) {
        if (digits[i] == '.') continue;
        if (digits[i] != '9') {
            ++digits[i];
            return;
        }
        digits[i] = '0';
    }
    digits.insert(digits.begin(), '1');
}

enum class Towards : std::uint8_t { nearest, up };

std::string decimal(Ratio value, int places, Towards towards) {
    const bool negative = value.numerator() < 0;
    const Wide numerator = magnitude(value.numerator());
    const auto denominator = static_cast<Wide>(value.denominator());
    OSSIM_CHECK(denominator != 0 && places >= 0);
    std::string text;
    append(text, numerator / denominator);
    Wide rest = numerator % denominator;
    if (places > 0) text += '.';
    for (int i = 0; i < places; ++i) {
        rest *= 10;
        text += static_cast<char>('0' + static_cast<int>(rest / denominator));
        rest %= denominator;
    }
    const bool away = towards == Towards::nearest ? rest * 2 >= denominator : rest != 0 && !negative;
    if (away) add_one(text);
    const bool is_zero = text.find_first_not_of("0.") == std::string::npos;
    return negative && !is_zero ? "-" + text : text;
}

bool needs_escape(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFD || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

} // namespace

std::string in_unit(TimeSum sum, Unit unit) {
    const auto length = static_cast<Wide>(length_of(unit).ns());
    const Wide size = magnitude(sum.ns());
    std::string text = sum.ns() < 0 ? "-" : "";
    append(text, size / length);
    return text + fraction_digits(static_cast<std::uint64_t>(size % length), places_of(unit));
}

std::string with_unit(TimeSum sum, Unit unit) {
    return unit == Unit::tick ? in_unit(sum, unit) : in_unit(sum, unit) + std::string(word_of(unit));
}

std::string in_best_unit(TimeSum sum) {
    if (sum == TimeSum()) return "0";
    for (const Unit unit : {Unit::s, Unit::ms, Unit::us})
        if (magnitude(sum.ns()) >= static_cast<Wide>(length_of(unit).ns())) return with_unit(sum, unit);
    return with_unit(sum, Unit::ns);
}

std::string in_unit(Duration span, Unit unit) {
    return span == Duration::forever() ? "none" : in_unit(TimeSum(span), unit);
}

std::string with_unit(Duration span, Unit unit) {
    return span == Duration::forever() ? "none" : with_unit(TimeSum(span), unit);
}

std::string in_best_unit(Duration span) {
    return span == Duration::forever() ? "none" : in_best_unit(TimeSum(span));
}

std::string decimal(Ratio value, int places) { return decimal(value, places, Towards::nearest); }
std::string decimal_up(Ratio value, int places) { return decimal(value, places, Towards::up); }

std::string rounded(Ratio value, Rounding rounding) {
    switch (rounding) {
    case Rounding::nearest_3: return decimal(value, 3);
    case Rounding::nearest_2: return decimal(value, 2);
    case Rounding::up_3: return decimal_up(value, 3);
    case Rounding::up_2: return decimal_up(value, 2);
    }
    return decimal(value, 3);
}

std::string digits_of(Ratio::Wide number) {
    std::string text = number < 0 ? "-" : "";
    append(text, magnitude(number));
    return text;
}

void append(std::string& text, std::uint64_t number) {
    char digits[20];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    text.append(digits, static_cast<std::size_t>(end - digits));
}

void append(std::string& text, std::int64_t number) {
    if (number < 0) text += '-';
    append(text, magnitude(number));
}

std::size_t display_width(std::string_view text) {
    std::size_t columns = 0;
    for (std::size_t at = 0; at < text.size();)
        columns += width_of(next_character(text, at));
    return columns;
}

std::string pad_right(std::string_view text, std::size_t columns) {
    std::string padded(text);
    const std::size_t width = display_width(text);
    if (width < columns) padded.append(columns - width, ' ');
    return padded;
}

std::string pad_left(std::string_view text, std::size_t columns) {
    const std::size_t width = display_width(text);
    return std::string(width < columns ? columns - width : 0, ' ') + std::string(text);
}

std::string fit(std::string_view text, std::size_t columns) {
    if (display_width(text) <= columns) return std::string(text);
    if (columns == 0) return "";
    std::size_t kept = 0;
    for (std::size_t at = 0, width = 0; at < text.size(); kept = at) {
        width += width_of(next_character(text, at));
        if (width > columns - 1) break;
    }
    return std::string(text.substr(0, kept)) + "~";
}

std::string paragraph(std::string_view text, std::size_t indent, std::size_t first, std::size_t columns) {
    std::string result(first, ' ');
    std::size_t at = first;
    bool begins_line = true;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        const std::size_t width = display_width(word);
        if (!begins_line && at + 1 + width > columns) {
            result += "\n" + std::string(indent, ' ');
            at = indent;
        } else if (!begins_line) {
            result += ' ';
            ++at;
        }
        begins_line = false;
        result += word;
        at += width;
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    return result + "\n";
}

bool is_valid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        if (next_character(text, at) == 0xFFFD && text.substr(start, 3) != "\xEF\xBF\xBD") return false;
    }
    return true;
}

std::string escaped(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const bool plain = !needs_escape(next_character(text, at));
        if (plain) result += text.substr(start, at - start);
        for (std::size_t i = start; !plain && i < at; ++i) {
            const auto byte = static_cast<unsigned char>(text[i]);
            result += "\\x";
            result += hex[byte >> 4];
            result += hex[byte & 15];
        }
    }
    return result;
}

std::string one_line(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    std::string line;
    for (std::size_t at = text.find_first_not_of(blanks); at < text.size();) {
        const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
        line.append(line.empty() ? "" : " ").append(text.substr(at, end - at));
        at = text.find_first_not_of(blanks, end);
    }
    return escaped(line);
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t enough = 200; // bytes: more than 40 columns need
    return "\"" + fit(escaped(text.substr(0, enough)), 40) + "\"";
}

} // namespace ossim
