// Exact fractions and sums of time: nothing wraps, and what is no longer exact says so.
#include "base/text.hpp"

#include <doctest/doctest.h>

using namespace ossim;

namespace {
constexpr std::int64_t long_time = 4'000'000'000'000'000'000;

std::string text_of(Ratio value) {
    return digits_of(value.numerator()) + "/" + std::to_string(value.denominator());
}
} // namespace

TEST_CASE("sums of the longest times and their averages are exact") {
    Ratio sum;
    for (int i = 0; i < 1'000; ++i)
        sum = sum + Ratio(long_time);
    CHECK(text_of(sum) == "4000000000000000000000/1");
    CHECK(text_of(sum / Ratio(3'000)) == "4000000000000000000/3");
    CHECK(sum / Ratio(1'000) == Ratio(long_time));
    CHECK(decimal(sum / Ratio(7), 3) == "571428571428571428571.429");
    CHECK(sum - sum == Ratio());
}

TEST_CASE("fractions are compared exactly, whatever their size") {
    const Ratio third(Ratio::Wide{long_time} * 1'000'000'000, 3);
    CHECK(third < third + Ratio(1, 1'000'000'007));
    CHECK(third > third - Ratio(1, 1'000'000'007));
    CHECK(Ratio(-1, 3) < Ratio(-1, 4));
    CHECK(Ratio(-7, 2) < Ratio(-3));
    CHECK(Ratio(1, 2) == Ratio(-2, -4));
}

TEST_CASE("a fraction that does not fit loses low bits, not its value") {
    const Ratio product = Ratio(long_time, long_time - 1) * Ratio(long_time, long_time - 3);
    CHECK(decimal(product * Ratio(1'000'000), 9) == "1000000.000000000");
    CHECK_FALSE(product.is_too_great());
}

TEST_CASE("a value that is too great for any fraction says so") {
    const Ratio large(Ratio::Wide{long_time} * long_time);
    CHECK_FALSE(large.is_too_great());
    CHECK((large * large).is_too_great());
    CHECK((large * (Ratio() - large)).is_too_great());
    CHECK(large * (Ratio() - large) < Ratio());
}

TEST_CASE("a sum of spans is longer than any span") {
    TimeSum sum = TimeSum::of(Duration(long_time), 16);
    CHECK(in_unit(sum, Unit::ms) == "64000000000000");
    CHECK(with_unit(sum + Duration(1), Unit::s) == "64000000000.000000001s");
    CHECK(in_best_unit(sum) == "64000000000s");
    sum -= TimeSum::of(Duration(long_time), 17);
    CHECK(in_unit(sum, Unit::s) == "-4000000000");
    CHECK(sum < Duration());
}
