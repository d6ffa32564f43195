// Numbers and times as text, widths, escapes.
#include "base/text.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace ossim;

namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();

} // namespace

TEST_CASE("a duration in a unit is exact, without trailing zeros") {
    CHECK(in_unit(Duration(12'500'000), Unit::ms) == "12.5");
    CHECK(in_unit(Duration(12'000'000), Unit::ms) == "12");
    CHECK(in_unit(Duration(1), Unit::s) == "0.000000001");
    CHECK(in_unit(Duration(1), Unit::ns) == "1");
    CHECK(in_unit(Duration(), Unit::us) == "0");
    CHECK(in_unit(Duration(1'001), Unit::us) == "1.001");
    CHECK(in_unit(Duration(-1'500), Unit::us) == "-1.5");
    CHECK(in_unit(Duration(12'500'000), Unit::tick) == "12.5");
    CHECK(in_unit(Duration(smallest), Unit::s) == "-9223372036.854775808");
    CHECK(in_unit(Duration::longest(), Unit::s) == "1000000000");
}

TEST_CASE("a unit is written behind, but a tick has none") {
    CHECK(with_unit(Duration(12'500'000), Unit::ms) == "12.5ms");
    CHECK(with_unit(Duration(12'500'000), Unit::tick) == "12.5");
    CHECK(with_unit(Duration(), Unit::s) == "0s");
    CHECK(with_unit(Duration::forever(), Unit::ms) == "none");
}

TEST_CASE("the best unit is the largest that the span fills") {
    CHECK(in_best_unit(Duration()) == "0");
    CHECK(in_best_unit(Duration(850)) == "850ns");
    CHECK(in_best_unit(Duration(1'250)) == "1.25us");
    CHECK(in_best_unit(Duration(3'000'000)) == "3ms");
    CHECK(in_best_unit(Duration(999'999'999)) == "999.999999ms");
    CHECK(in_best_unit(Duration(1'000'000'000)) == "1s");
    CHECK(in_best_unit(Duration(-1'250)) == "-1.25us");
    CHECK(in_best_unit(Duration::forever()) == "none");
}

TEST_CASE("a ratio is rounded half away from zero") {
    CHECK(decimal(Ratio(17, 3), 2) == "5.67");
    CHECK(decimal(Ratio(1, 8), 2) == "0.13");
    CHECK(decimal(Ratio(-1, 8), 2) == "-0.13");
    CHECK(decimal(Ratio(1, 2), 0) == "1");
    CHECK(decimal(Ratio(999, 1000), 2) == "1.00");
    CHECK(decimal(Ratio(9995, 1000), 2) == "10.00");
    CHECK(decimal(Ratio(-1, 1000), 2) == "0.00");
    CHECK(decimal(Ratio(3), 3) == "3.000");
    CHECK(decimal(Ratio(), 0) == "0");
}

TEST_CASE("a ratio of huge numbers is rounded without overflow") {
    CHECK(decimal(Ratio(largest), 3) == "9223372036854775807.000");
    CHECK(decimal(Ratio(smallest), 1) == "-9223372036854775808.0");
    const std::int64_t odd = (std::int64_t(1) << 62) - 1;
    CHECK(decimal(Ratio(odd, odd - 1), 3) == "1.000");
    CHECK(decimal(Ratio(odd - 1, odd), 3) == "1.000");
    CHECK(decimal(Ratio(1, odd), 25) == "0.0000000000000000002168404");
    CHECK(decimal(Ratio(1, 3), 30) == "0.333333333333333333333333333333");
    CHECK(decimal(Ratio(2, 3), 30) == "0.666666666666666666666666666667");
}

TEST_CASE("rounding up goes towards plus infinity") {
    CHECK(decimal_up(Ratio(1, 3), 3) == "0.334");
    CHECK(decimal_up(Ratio(1, 4), 2) == "0.25");
    CHECK(decimal_up(Ratio(-1, 3), 3) == "-0.333");
    CHECK(decimal_up(Ratio(-1, 3000), 3) == "0.000");
    CHECK(decimal_up(Ratio(9999, 1000), 2) == "10.00");
}

TEST_CASE("a convention says how to round") {
    CHECK(rounded(Ratio(1, 3), Rounding::nearest_3) == "0.333");
    CHECK(rounded(Ratio(1, 3), Rounding::nearest_2) == "0.33");
    CHECK(rounded(Ratio(1, 3), Rounding::up_3) == "0.334");
    CHECK(rounded(Ratio(1, 3), Rounding::up_2) == "0.34");
    CHECK(rounded(Ratio(3), Rounding::nearest_3) == "3.000");
}

TEST_CASE("numbers are appended in decimal") {
    std::string text = "x";
    append(text, std::int64_t{0});
    append(text, smallest);
    append(text, std::numeric_limits<std::uint64_t>::max());
    CHECK(text == "x0-922337203685477580818446744073709551615");
}

TEST_CASE("a wide character takes two columns, a combining one none") {
    CHECK(display_width("worker") == 6);
    CHECK(display_width("\xED\x94\x84\xEB\xA1\x9C\xEC\x84\xB8\xEC\x8A\xA4") == 8); // Hangul, 4 characters
    CHECK(display_width("e\xCC\x81") == 1);                                        // e, combining acute
    CHECK(display_width("\xC3\xA9") == 1);                                         // é in one character
    CHECK(display_width("\xF0\x9F\x98\x80") == 2);                                 // an emoji
    CHECK(display_width("\xEF\xBC\xA1") == 2);                                     // fullwidth A
    CHECK(display_width("\xE1\x84\x80\xE1\x85\xA1") == 2);                         // Hangul from its parts
    CHECK(display_width("\xFF\xFF") == 2); // two bytes that are not UTF-8
    CHECK(display_width("a\tb\x1b") == 2);
    CHECK(display_width("") == 0);
}

TEST_CASE("padding and cutting count columns") {
    CHECK(pad_right("ab", 4) == "ab  ");
    CHECK(pad_left("ab", 4) == "  ab");
    CHECK(pad_right("\xED\x95\x9C", 3) == "\xED\x95\x9C ");
    CHECK(pad_left("abc", 2) == "abc");
    CHECK(fit("worker", 6) == "worker");
    CHECK(fit("worker", 5) == "work~");
    CHECK(fit("worker", 1) == "~");
    CHECK(fit("worker", 0) == "");
    CHECK(fit("\xED\x95\x9C\xEA\xB8\x80\xED\x95\x9C", 5) == "\xED\x95\x9C\xEA\xB8\x80~");
    CHECK(fit("\xED\x95\x9C\xEA\xB8\x80\xED\x95\x9C", 4) == "\xED\x95\x9C~"); // half a character is not shown
    CHECK(fit("e\xCC\x81"
              "bcd",
              3) == "e\xCC\x81"
                    "b~");
}

TEST_CASE("UTF-8 is checked strictly") {
    CHECK(is_valid_utf8(""));
    CHECK(is_valid_utf8("plain"));
    CHECK(is_valid_utf8("\xC3\xA9\xED\x95\x9C\xF0\x9F\x98\x80"));
    CHECK(is_valid_utf8("\xEF\xBF\xBD")); // U+FFFD itself
    CHECK_FALSE(is_valid_utf8("\x80"));
    CHECK_FALSE(is_valid_utf8("\xC3"));
    CHECK_FALSE(is_valid_utf8("\xC0\x80"));         // overlong
    CHECK_FALSE(is_valid_utf8("\xE0\x80\x80"));     // overlong
    CHECK_FALSE(is_valid_utf8("\xF0\x80\x80\x80")); // overlong
    CHECK_FALSE(is_valid_utf8("\xED\xA0\x80"));     // a surrogate
    CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80")); // past the last character
    CHECK_FALSE(is_valid_utf8("\xF5\x80\x80\x80"));
    CHECK_FALSE(is_valid_utf8("a\xE2\x82"));
}

TEST_CASE("what could harm a terminal is escaped byte by byte") {
    CHECK(escaped("a\x1b[31mb") == "a\\x1B[31mb");
    CHECK(escaped(std::string_view("a\0b\n", 4)) == "a\\x00b\\x0A");
    CHECK(escaped("\xC2\x9B") == "\\xC2\\x9B"); // a control character of two bytes
    CHECK(escaped("\xE2\x80\xAE"
                  "abc") == "\\xE2\\x80\\xAE"
                            "abc"); // right to left
    CHECK(escaped("\xFF"
                  "a") == "\\xFF"
                          "a");
    CHECK(escaped("\xED\x95\x9C") == "\xED\x95\x9C");
    CHECK(in_quotes("a\"b") == "\"a\"b\"");
    CHECK(in_quotes(std::string(1000, 'x')) == "\"" + std::string(39, 'x') + "~\"");
}
