// Text without a locale: numbers, times, widths and names, written and read the same way everywhere.
//
// What is written is exact: no number passes through floating point. What is read is decimal and strict, and
// every refusal says in words what to write instead.
#pragma once

#include "ossim/conventions.hpp"
#include "ossim/ratio.hpp"
#include "ossim/scenario.hpp"
#include "ossim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ossim {

/// Exact decimal without a unit: 12,500,000 ns in ms is "12.5". Trailing zeros are cut. `forever` is "none".
[[nodiscard]] std::string in_unit(Duration span, Unit unit);
[[nodiscard]] std::string in_unit(TimeSum sum, Unit unit);
/// The same with the unit behind it: "12.5ms"; a tick has none: "12.5". `forever` is "none".
[[nodiscard]] std::string with_unit(Duration span, Unit unit);
[[nodiscard]] std::string with_unit(TimeSum sum, Unit unit);
/// In the largest unit that the span fills, exact: "0", "850ns", "1.25us", "3ms". `forever` is "none".
[[nodiscard]] std::string in_best_unit(Duration span);
[[nodiscard]] std::string in_best_unit(TimeSum sum);

/// To so many places after the point, halves away from zero; zeros are kept, and zero has no sign.
[[nodiscard]] std::string decimal(Ratio value, int places);
/// The same, rounded towards plus infinity.
[[nodiscard]] std::string decimal_up(Ratio value, int places);
/// As a convention rounds: "12.333", "12.34".
[[nodiscard]] std::string rounded(Ratio value, Rounding rounding);

/// Decimal digits, with "-" if it is negative.
[[nodiscard]] std::string digits_of(Ratio::Wide number);
/// Decimal digits at the end of `text`.
void append(std::string& text, std::int64_t number);
void append(std::string& text, std::uint64_t number);

/// Columns on a terminal: wide characters (CJK, Hangul, emoji) 2, combining and control characters 0. A byte
/// that is not UTF-8 counts 1.
[[nodiscard]] std::size_t display_width(std::string_view text);
/// Spaces behind (or before) the text until it fills the columns; a wider text stays as it is.
[[nodiscard]] std::string pad_right(std::string_view text, std::size_t columns);
[[nodiscard]] std::string pad_left(std::string_view text, std::size_t columns);
/// At most so many columns: what is too wide is cut between characters and ends in "~". It is not padded.
[[nodiscard]] std::string fit(std::string_view text, std::size_t columns);

/// Words filled into lines of so many columns, a line feed at the end. The first line begins with `first`
/// blanks, the others with `indent`; a word that is wider stands alone.
[[nodiscard]] std::string paragraph(std::string_view text, std::size_t indent = 0, std::size_t first = 0,
                                    std::size_t columns = 80);

/// Strict: no overlong form, no surrogate, nothing past U+10FFFF.
[[nodiscard]] bool is_valid_utf8(std::string_view text);
/// For messages: control characters, direction marks and bytes that are not UTF-8 as \xNN, byte by byte.
[[nodiscard]] std::string escaped(std::string_view text);
/// For headings: escaped, and stretches of blanks and line feeds are one blank.
[[nodiscard]] std::string one_line(std::string_view text);
/// For messages: escaped, in double quotes, cut to 40 columns.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// A value, or what is wrong: a sentence fragment that says what to write instead; empty if there is a value.
template <class T>
struct Parsed {
    std::optional<T> value;
    std::string problem;
};

/// "5ms", "1.5us", "10" (in `bare`). From 0 to `Duration::longest()`, whole nanoseconds.
[[nodiscard]] Parsed<Duration> parse_duration(std::string_view text, Unit bare);
/// Bytes: "64KiB", "1.5MiB", "4096". Powers of two only, below 2^63.
[[nodiscard]] Parsed<std::uint64_t> parse_size(std::string_view text);
/// "0.25", "25%", "1/4", "3". Never negative.
[[nodiscard]] Parsed<Ratio> parse_ratio(std::string_view text);
/// A whole number in decimal digits, with "-" if it is negative.
[[nodiscard]] Parsed<std::int64_t> parse_integer(std::string_view text);
/// How many: "1000", "100k", "1.5M", "1G", "1T". Powers of ten, below 2^63.
[[nodiscard]] Parsed<std::uint64_t> parse_count(std::string_view text);

/// Of ASCII only.
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A letter of any script or "_" first, then also digits and "-"; "/" and "." only between such parts, and
/// after them a part may begin with a digit ("server/worker.1"); at most 64 characters.
[[nodiscard]] bool is_valid_name(std::string_view text);
/// May a name hold this character (separators aside)? May it begin with it? For scanners of names.
[[nodiscard]] bool is_name_character(char32_t c);
[[nodiscard]] bool begins_name(char32_t c);

/// The character at `at`, which moves behind it. A byte that is not UTF-8 gives U+FFFD and moves by one.
char32_t next_character(std::string_view text, std::size_t& at);
/// Columns of one character: 0, 1 or 2.
[[nodiscard]] std::size_t width_of(char32_t c);

/// The word meant, most likely: at most max(1, length / 3) letters added, left out, changed or swapped,
/// whatever their case; the first of equally near ones; empty if none is near.
[[nodiscard]] std::string nearest(std::string_view word, std::span<const std::string_view> words);
/// "a, b and c".
[[nodiscard]] std::string quoted_list(std::span<const std::string_view> words);

} // namespace ossim
