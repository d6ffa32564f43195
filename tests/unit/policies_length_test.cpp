// Those that go by length: predictions by exponential averaging, in exact and in single precision, and lrtf.
#include "policies/prediction.hpp"
#include "policies_story.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace std::string_literals;

namespace {

/// Runs bursts of these lengths, and tells the prediction before each and after the last.
std::string predictions(std::vector<Parameter> parameters, const std::vector<std::int64_t>& bursts) {
    parameters.push_back({"predict", "exponential"s});
    Story story("sjf", std::move(parameters));
    std::string told;
    Entry why = Entry::admitted;
    for (const std::int64_t burst : bursts) {
        story.enqueue(1, why, 0);
        told += story.candidates() + " ";
        CHECK(story.pick(0) == "1 of 1, only");
        story.view(1).used += Duration(burst);
        story.policy().leave(story.view(1), Time(0));
        why = Entry::woken;
    }
    story.enqueue(1, why, 0);
    return told + story.candidates();
}

} // namespace

TEST_CASE("sjf predicts: Silberschatz' figure") {
    CHECK(predictions({{"initial", Duration(10)}}, {6, 4, 6, 4, 13, 13, 13}) ==
          "1[10 10] 1[8 8] 1[6 6] 1[6 6] 1[5 5] 1[9 9] 1[11 11] 1[12 12]");
}

TEST_CASE("sjf predicts: rounded up to whole grains, exactly or with the products of a C float") {
    const Parameter initial{"initial", Duration(478)}, grain{"grain", Duration(1)};
    const Parameter alpha{"alpha", Ratio(9, 10)}; // of the RPI project: 0.9 · 238 + 0.1 · 478 = 262 exactly
    CHECK(predictions({initial, grain, alpha}, {238}) == "1[478 478] 1[262 262]");
    CHECK(predictions({initial, grain, alpha, {"products", "single"s}}, {238}) == "1[478 478] 1[263 263]");
    CHECK(predictions({{"initial", Duration(7)}, {"alpha", Ratio(1, 3)}, {"grain", Duration(4)}}, {2}) ==
          "1[7 7] 1[8 8]");
    CHECK(predictions({{"initial", Duration(7)}, {"alpha", Ratio(1, 3)}}, {2}) == "1[7 7] 1[5 5]");
}

TEST_CASE("a number of 24 bits is rounded to the nearest, halves to even") {
    CHECK(static_cast<int>(SinglePrecision::of(1, 2).mantissa) == 1 << 23);
    CHECK(SinglePrecision::of(1, 2).exponent == -24);
    CHECK(static_cast<int>(SinglePrecision::of((1U << 24) + 1, 1).fixed() >> 60) == 1 << 24);
    CHECK(static_cast<int>(SinglePrecision::of((1U << 24) + 3, 1).fixed() >> 60) == (1 << 24) + 4);
    CHECK(static_cast<int>(SinglePrecision::of(0, 7).fixed()) == 0);
    CHECK(static_cast<std::uint64_t>(SinglePrecision::of(9, 10).fixed() >> 36) ==
          15'099'494); // 0.9f is 15099494 / 2^24
}

TEST_CASE("srtf predicts: what is left of a prediction may be less than nothing") {
    Story story("srtf", {{"predict", "exponential"s}, {"initial", Duration(10)}});
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    story.view(1).used = Duration(12);
    story.enqueue(2, Entry::admitted, 12);
    CHECK_FALSE(story.preempts(2, 1));
    CHECK(story.worse(2, 1));
    story.enqueue(1, Entry::preempted, 12);
    CHECK(story.candidates() == "1[-2 10] 2[10 10]");
    CHECK(story.pick(12) == "1 of 2, key before 2, keys -2 10");
    story.enqueue(1, Entry::yielded, 12); // the burst was 12
    CHECK(story.candidates() == "2[10 10] 1[11 11]");
}

TEST_CASE("lrtf: the longest runs, and stays as long as nobody has more left") {
    Story story("lrtf", {{"quantum", Duration(1)}});
    story.view(1).burst_left = Duration(5);
    story.view(2).burst_left = Duration(7);
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.pick(0) == "2 of 2, key before 1, keys 7 5");
    story.view(2).burst_left = Duration(5);
    CHECK(story.policy().goes_on(story.view(2), CpuId(0), Time(2)));
    CHECK_FALSE(story.preempts(1, 2));
    story.view(2).burst_left = Duration(4);
    CHECK_FALSE(story.policy().goes_on(story.view(2), CpuId(0), Time(3)));
    CHECK(story.preempts(1, 2));
    story.enqueue(2, Entry::quantum, 3);
    CHECK(story.pick(3) == "1 of 2, key before 2, keys 5 4");
}
