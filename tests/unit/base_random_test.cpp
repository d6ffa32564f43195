// Streams and distributions: fixed values, so that every machine draws the same, and their statistics.
#include "base/random.hpp"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cstdlib>
#include <vector>

using namespace ossim;

TEST_CASE("a stream's numbers never change") {
    const Stream stream(42, "burst", 7);
    CHECK(stream.at(0) == 3679361467470319608U);
    CHECK(stream.at(1) == 7030701852938276763U);
    CHECK(stream.at(1'000'000'000'000) == 2107195824764035148U);
    CHECK(Stream(0, "", 0).at(0) == 1051470638196986044U);
    CHECK(Stream(42, "burst", 7).at(1) == stream.at(1));
}

TEST_CASE("seed, purpose and id each make another stream") {
    const std::uint64_t here = Stream(1, "burst", 1).at(5);
    CHECK(Stream(2, "burst", 1).at(5) != here);
    CHECK(Stream(1, "arrival", 1).at(5) != here);
    CHECK(Stream(1, "burst", 2).at(5) != here);
    CHECK(Stream(1, "burst", 1).at(6) != here);
    CHECK(sizeof(Stream) == 8);
}

TEST_CASE("a sequence is SplitMix64") {
    Sequence zero; // the published generator's first numbers from state 0
    CHECK(zero.upcoming() == 0xE220A8397B1DCDAFU);
    CHECK(zero.next() == 0xE220A8397B1DCDAFU);
    CHECK(zero.next() == 0x6E789E6AA1B965F4U);
    CHECK(zero.next() == 0x06C45D188009454FU);
}

TEST_CASE("each member of a family has a stream of its own") {
    const Streams streams(1, "thread");
    Sequence bare(streams.named("job", 0)), first(streams.named("job", 1)), other(streams.named("jobs", 1));
    Sequence again(streams.named("job", 1));
    const std::uint64_t here = first.next();
    CHECK(bare.next() != here);
    CHECK(other.next() != here);
    CHECK(again.next() == here);
    CHECK(sizeof(Sequence) == 8);
}

TEST_CASE("neighbouring streams and counters share no bits") {
    std::array<int, 64> ones{};
    std::int64_t differing = 0;
    constexpr int streams = 64, numbers = 256;
    for (int id = 0; id < streams; ++id)
        for (std::uint64_t n = 0; n < numbers; ++n) {
            const std::uint64_t here = Stream(9, "burst", static_cast<std::uint64_t>(id)).at(n);
            differing += std::popcount(here ^ Stream(9, "burst", static_cast<std::uint64_t>(id) + 1).at(n));
            for (int bit = 0; bit < 64; ++bit)
                ones[static_cast<std::size_t>(bit)] += static_cast<int>(here >> bit & 1);
        }
    for (const int count : ones)
        CHECK(std::abs(count - streams * numbers / 2) < 5 * 64); // 5 standard deviations
    CHECK(std::abs(differing - std::int64_t(streams) * numbers * 32) < 5 * 512);
}

TEST_CASE("below is uniform, and fair where bits cannot be shared out evenly") {
    const Stream stream(3, "choose", 0);
    std::array<int, 6> faces{};
    constexpr int throws = 60'000;
    for (std::uint64_t n = 0; n < throws; ++n)
        ++faces[static_cast<std::size_t>(below(6, stream.at(n)))];
    for (const int count : faces)
        CHECK(std::abs(count - throws / 6) < 457); // 5 standard deviations
    CHECK(below(1, 12345) == 0);
    CHECK(below(std::uint64_t(1) << 63, std::uint64_t(1) << 63) == std::uint64_t(1) << 62);
    CHECK(below(3, 0) < 3); // 0 is unfair for 3: a further word decides
    CHECK(below(~std::uint64_t(0), ~std::uint64_t(0)) == ~std::uint64_t(0) - 1);
}

TEST_CASE("below draws again where a bound leaves a remainder") {
    const std::uint64_t bound = (std::uint64_t(1) << 63) + 1; // half of all words would bring a bias in
    const Stream stream(4, "choose", 0);
    int low = 0;
    constexpr int draws = 20'000;
    for (std::uint64_t n = 0; n < draws; ++n) {
        const std::uint64_t value = below(bound, stream.at(n));
        CHECK(value < bound);
        low += value < bound / 2 ? 1 : 0;
    }
    CHECK(std::abs(low - draws / 2) < 354);
}

TEST_CASE("uniform durations include both ends") {
    const Stream stream(5, "burst", 0);
    std::array<int, 3> seen{};
    for (std::uint64_t n = 0; n < 3000; ++n)
        ++seen[static_cast<std::size_t>(uniform(Duration(10), Duration(12), stream.at(n)).ns() - 10)];
    for (const int count : seen)
        CHECK(std::abs(count - 1000) < 130);
    CHECK(uniform(Duration(7), Duration(7), 99) == Duration(7));
    CHECK(uniform(Duration(), Duration::longest(), ~std::uint64_t(0)) == Duration::longest());
    CHECK(uniform(Duration(), Duration::longest(), std::uint64_t(1) << 63) ==
          Duration(500'000'000'000'000'000));
}

TEST_CASE("exponential durations at the ends and in the middle") {
    const Duration mean(1'000'000'000'000);
    CHECK(exponential(mean, ~std::uint64_t(0)) == Duration(0));                    // u is all but 1
    CHECK(exponential(mean, 0) == Duration(45'054'566'736'396));                   // u = 2^-65: 65 ln 2
    CHECK(exponential(mean, std::uint64_t(1) << 63) == Duration(693'147'180'560)); // u = 1/2
    CHECK(exponential(mean, std::uint64_t(3) << 62) == Duration(287'682'072'452)); // u = 3/4
    CHECK(exponential(mean, 6786177901268885504) == Duration(1'000'000'000'000));  // u = 1/e
    CHECK(exponential(Duration(), 12345) == Duration());
    CHECK(exponential(Duration::longest(), 0) == Duration::longest());
}

TEST_CASE("exponential durations never grow with u") {
    const Duration mean(1'000'000'000'000'000);
    Duration last = exponential(mean, 0);
    for (std::uint64_t cell = 1; cell <= 4096; ++cell) // each cell's end of the logarithm's table among them
        for (const std::uint64_t bits : {(cell << 52) - 1, cell == 4096 ? ~std::uint64_t(0) : cell << 52}) {
            const Duration here = exponential(mean, bits);
            CHECK(here <= last);
            last = here;
        }
}

TEST_CASE("the mean of exponential draws is the mean") {
    const Stream stream(6, "burst", 0);
    constexpr std::uint64_t draws = 100'000;
    std::int64_t sum = 0;
    int above = 0;
    for (std::uint64_t n = 0; n < draws; ++n) {
        const Duration drawn = exponential(Duration(1'000'000), stream.at(n));
        sum += drawn.ns();
        above += drawn > Duration(1'000'000) ? 1 : 0;
    }
    CHECK(sum == 99'677'710'844); // the same sum in 30 decimal digits
    CHECK(std::abs(sum - std::int64_t(draws) * 1'000'000) < 5 * 316'000'000LL); // 5 standard deviations
    CHECK(std::abs(above - 36'788) < 5 * 153);
}
