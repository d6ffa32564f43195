// Numbers with units, and what is said when they are wrong.
#include "base/text.hpp"

#include <doctest/doctest.h>

using namespace ossim;

namespace {

std::int64_t ns_of(std::string_view text, Unit bare = Unit::ms) {
    const auto parsed = parse_duration(text, bare);
    REQUIRE_MESSAGE(parsed.value, parsed.problem);
    CHECK(parsed.problem == "");
    return parsed.value->ns();
}

std::string problem_of(std::string_view text, Unit bare = Unit::ms) {
    const auto parsed = parse_duration(text, bare);
    CHECK_FALSE(parsed.value);
    return parsed.problem;
}

template <class T>
std::string refusal(const Parsed<T>& parsed) {
    CHECK_FALSE(parsed.value);
    return parsed.problem;
}

} // namespace

TEST_CASE("durations are read exactly") {
    CHECK(ns_of("5ms") == 5'000'000);
    CHECK(ns_of("1.5us") == 1'500);
    CHECK(ns_of("850ns") == 850);
    CHECK(ns_of("2s") == 2'000'000'000);
    CHECK(ns_of("3\xC2\xB5s") == 3'000);
    CHECK(ns_of("3\xCE\xBCs") == 3'000);
    CHECK(ns_of("0") == 0);
    CHECK(ns_of("0ms") == 0);
    CHECK(ns_of("0.000ns") == 0);
    CHECK(ns_of("1.000000000s") == 1'000'000'000);
    CHECK(ns_of("0.000000001s") == 1);
    CHECK(ns_of("1000000000s") == Duration::longest().ns());
}

TEST_CASE("a bare number counts in the scenario's unit") {
    CHECK(ns_of("10", Unit::ms) == 10'000'000);
    CHECK(ns_of("10", Unit::ns) == 10);
    CHECK(ns_of("10", Unit::s) == 10'000'000'000);
    CHECK(ns_of("2.5", Unit::tick) == 2'500'000);
    CHECK(ns_of("5ms", Unit::tick) == 5'000'000);
}

TEST_CASE("a wrong duration says what to write") {
    CHECK(problem_of("") == "a duration is missing; write it as in 5ms");
    CHECK(problem_of("abc") == "\"abc\" is not a duration; write it as in 5ms");
    CHECK(problem_of("-5ms") == "\"-5ms\" is negative; a duration is 0 or more");
    CHECK(problem_of("+5ms") == "\"+5ms\" has a sign; write \"5ms\"");
    CHECK(problem_of("5 ms") == "\"5 ms\" has a space in it; write \"5ms\"");
    CHECK(problem_of(".5ms") == "\".5ms\" begins with a point; write \"0.5ms\"");
    CHECK(problem_of("5.ms") == "\"5.ms\" has a point without digits on both sides");
    CHECK(problem_of("1e3") == "\"1e3\" has an exponent; write all the digits");
    CHECK(problem_of("1e-3s") == "\"1e-3s\" has an exponent; write all the digits");
    CHECK(problem_of("0x10") == "\"0x10\" is hexadecimal; write it in decimal digits");
    CHECK(problem_of("0o10") == "\"0o10\" is not decimal; write it in decimal digits");
    CHECK(problem_of("010") == "\"010\" begins with 0; write \"10\"");
    CHECK(problem_of("00") == "\"00\" begins with 0; write \"0\"");
    CHECK(problem_of("00.5s") == "\"00.5s\" begins with 0; write \"0.5s\"");
    CHECK(problem_of("000ms") == "\"000ms\" begins with 0; write \"0ms\"");
    CHECK(problem_of("1_000") == "\"1_000\" has a mark between its digits; write \"1000\"");
    CHECK(problem_of("1,5ms") ==
          "\"1,5ms\" has a comma; the decimal point is \".\", and digits are not grouped");
    CHECK(problem_of("5sec") == "\"5sec\" has no known unit; write 5s");
    CHECK(problem_of("2min") == "\"2min\" has no known unit; write seconds: a minute is 60s");
    CHECK(problem_of("5parsecs") ==
          "\"5parsecs\" has the unknown unit \"parsecs\"; write ns, us, ms or s, as in 5ms");
    CHECK(problem_of("5tick") ==
          "\"5tick\" has no known unit; write the bare number, with unit: tick in the scenario");
    CHECK(problem_of(".inf") == "\".inf\" is not a duration; write it as in 5ms");
    CHECK(problem_of("5ms\x1b") ==
          "\"5ms\\x1B\" has the unknown unit \"ms\\x1B\"; write ns, us, ms or s, as in 5ms");
}

TEST_CASE("a duration is neither finer than 1 ns nor longer than 31 years") {
    CHECK(problem_of("0.1ns") == "\"0.1ns\" is finer than 1 ns, the smallest step of time");
    CHECK(problem_of("1.0000000001s") == "\"1.0000000001s\" is finer than 1 ns, the smallest step of time");
    CHECK(problem_of("0." + std::string(60, '0') + "1s").find("is finer than 1 ns") != std::string::npos);
    CHECK(problem_of("1000000001s") ==
          "\"1000000001s\" is longer than 10^18 ns (about 31 years), the longest duration");
    CHECK(problem_of(std::string(500, '9')) ==
          "\"" + std::string(39, '9') + "~\" is longer than 10^18 ns (about 31 years), the longest duration");
    CHECK(problem_of("18446744073709551617ns").find("is longer than") != std::string::npos); // 2^64 + 1
    CHECK(problem_of("340282366920938463463374607431768211457s").find("is longer than") !=
          std::string::npos); // 2^128 + 1
}

TEST_CASE("sizes are powers of two") {
    CHECK(parse_size("4096").value == 4096);
    CHECK(parse_size("512B").value == 512);
    CHECK(parse_size("64KiB").value == 65536);
    CHECK(parse_size("1.5KiB").value == 1536);
    CHECK(parse_size("4MiB").value == 4u << 20);
    CHECK(parse_size("1TiB").value == std::uint64_t(1) << 40);
    CHECK(parse_size("0").value == 0);
    CHECK(refusal(parse_size("64KB")) == "\"64KB\" has no known unit; write 64KiB");
    CHECK(refusal(parse_size("4M")) == "\"4M\" has no known unit; write 4MiB");
    CHECK(refusal(parse_size("4bits")) ==
          "\"4bits\" has the unknown unit \"bits\"; write B, KiB, MiB, GiB or TiB, as in 64KiB");
    CHECK(refusal(parse_size("0.3B")) == "\"0.3B\" is not a whole number of bytes");
    CHECK(refusal(parse_size("8388608TiB")) ==
          "\"8388608TiB\" is 2^63 bytes or more, too large for any size");
    CHECK(parse_size("8388607TiB").value == std::uint64_t(8388607) << 40);
    CHECK(refusal(parse_size("-1")) == "\"-1\" is negative; a size is 0 or more");
    CHECK(refusal(parse_size("")) == "a size is missing; write it as in 64KiB");
}

TEST_CASE("ratios are exact") {
    CHECK(parse_ratio("0.25").value == Ratio(1, 4));
    CHECK(parse_ratio("25%").value == Ratio(1, 4));
    CHECK(parse_ratio("1/4").value == Ratio(1, 4));
    CHECK(parse_ratio("12.5%").value == Ratio(1, 8));
    CHECK(parse_ratio("3").value == Ratio(3));
    CHECK(parse_ratio("0").value == Ratio());
    CHECK(parse_ratio("0.00000000000000001").value == Ratio(1, 100'000'000'000'000'000));
    CHECK(refusal(parse_ratio("1/0")) == "\"1/0\" divides by 0");
    CHECK(refusal(parse_ratio("1/x")) ==
          "\"1/x\" is not a fraction of two whole numbers; write it as in 1/4");
    CHECK(refusal(parse_ratio("1/-4")) ==
          "\"1/-4\" is not a fraction of two whole numbers; write it as in 1/4");
    CHECK(refusal(parse_ratio("-0.5")) == "\"-0.5\" is negative; a ratio is 0 or more");
    CHECK(refusal(parse_ratio("0.5x")) == "\"0.5x\" is not a ratio; write it as in 0.25, 25% or 1/4");
    CHECK(refusal(parse_ratio("0.1234567890123456789")) ==
          "\"0.1234567890123456789\" has too many digits; 18 are read");
    CHECK(refusal(parse_ratio("half")) == "\"half\" is not a ratio; write it as in 0.25, 25% or 1/4");
}

TEST_CASE("whole numbers have decimal digits and perhaps a minus") {
    CHECK(parse_integer("42").value == 42);
    CHECK(parse_integer("-42").value == -42);
    CHECK(parse_integer("0").value == 0);
    CHECK(parse_integer("9223372036854775807").value == INT64_MAX);
    CHECK(parse_integer("-9223372036854775808").value == INT64_MIN);
    CHECK(refusal(parse_integer("9223372036854775808")) == "\"9223372036854775808\" does not fit in 64 bits");
    CHECK(refusal(parse_integer("-9223372036854775809")) ==
          "\"-9223372036854775809\" does not fit in 64 bits");
    CHECK(refusal(parse_integer("4.5")) == "\"4.5\" is not a whole number; write it as in 42");
    CHECK(refusal(parse_integer("4.0")) == "\"4.0\" is not a whole number; write it as in 42");
    CHECK(refusal(parse_integer("100k")) == "\"100k\" is not a whole number; write it as in 42");
    CHECK(refusal(parse_integer("--4")) == "\"--4\" is not a whole number; write it as in 42");
    CHECK(refusal(parse_integer("-")) == "\"-\" is not a whole number; write it as in 42");
    CHECK(refusal(parse_integer("1e3")) == "\"1e3\" has an exponent; write all the digits");
    CHECK(refusal(parse_integer("")) == "a whole number is missing; write it as in 42");
    CHECK(refusal(parse_integer("yes")) == "\"yes\" is not a whole number; write it as in 42");
}

TEST_CASE("counts may end in k, M, G or T") {
    CHECK(parse_count("1000").value == 1000);
    CHECK(parse_count("100k").value == 100'000);
    CHECK(parse_count("1.5M").value == 1'500'000);
    CHECK(parse_count("1G").value == 1'000'000'000);
    CHECK(parse_count("1T").value == 1'000'000'000'000);
    CHECK(refusal(parse_count("100K")) == "\"100K\" has no known unit; write 100k");
    CHECK(refusal(parse_count("1.5")) == "\"1.5\" is not a whole number");
    CHECK(refusal(parse_count("9223373T")) == "\"9223373T\" is 2^63 or more, too large for a count");
    CHECK(refusal(parse_count("-1")) == "\"-1\" is negative; a count is 0 or more");
    CHECK(refusal(parse_count("many")) == "\"many\" is not a count; write it as in 1000 or 100k");
}
