// The cheap path says what the comparison says; fingerprints are equal where schedules are.
#include "ossim/grade.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace ossim;

namespace {

/// Numbers of a little generator of its own, the same everywhere.
class Dice {
  public:
    std::uint64_t roll(std::uint64_t sides) {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return (state_ >> 33) % sides;
    }

  private:
    std::uint64_t state_ = 7;
};

std::string random_schedule(Dice& dice, std::uint64_t cpus) {
    std::string text;
    for (std::uint64_t cpu = 0; cpu < cpus; ++cpu) {
        text += "CPU" + std::to_string(cpu) + ":";
        std::uint64_t now = dice.roll(2);
        for (std::uint64_t i = 0; i < 4; ++i) {
            const std::uint64_t length = 1 + dice.roll(3);
            const bool is_switch = dice.roll(6) == 0;
            text += (is_switch ? " switch " : " P" + std::to_string(dice.roll(3)) + " ") +
                    std::to_string(now) + "-" + std::to_string(now + length) + ",";
            now += length + dice.roll(2);
        }
        text += "\n";
    }
    return text;
}

} // namespace

TEST_CASE("agreement is the share that compare finds, and 1 only where they are equal") {
    Dice dice;
    for (int i = 0; i < 1500; ++i) {
        const std::uint64_t cpus = 1 + dice.roll(3);
        const Submission key = read_submission("k", "P0 90-91\n" + random_schedule(dice, cpus), Unit::ms);
        const Submission found = read_submission("f", random_schedule(dice, cpus), Unit::ms);
        if (!key.schedule || !found.schedule || found.empty) continue;
        CompareOptions options;
        options.points = Ratio(1);
        options.any_cpu_order = dice.roll(2) == 0;
        if (dice.roll(3) == 0) options.tolerance = {Ratio(1'000'000), true, false};
        const Schedule own = under_threads_of(*key.schedule, *found.schedule);
        CHECK(agreement(*key.schedule, own, options) == compare(key, found, options).points);
        CHECK(agreement(own, own, options) == Ratio(1));
        options.at = CompareAt::dispatches;
        options.marking = Marking::all_or_nothing;
        CHECK((agreement(*key.schedule, own, options) == Ratio(1)) ==
              (compare(key, found, options).category == Category::equal));
    }
}

TEST_CASE("fingerprints") {
    const auto read = [](std::string_view text) { return *read_submission("s", text, Unit::ms).schedule; };
    const Schedule key = read("CPU0: P1 0-4, P2 4-7, CPU1: P3 1-5");
    const auto print = [&](std::string_view text, const CompareOptions& options = {}, bool gaps = false) {
        return fingerprint(under_threads_of(key, read(text)), options, gaps);
    };
    CHECK(print("CPU1: 3 1-5, CPU0: process2 4-7, p1 0-2, P1 2-4") == fingerprint(key));
    CHECK(print("CPU0: P1 0-4, P2 4-8, CPU1: P3 1-5") != fingerprint(key));
    CHECK(print("CPU1: P1 0-4, P2 4-7, CPU0: P3 1-5") != fingerprint(key));
    CompareOptions any;
    any.any_cpu_order = true;
    CHECK(print("CPU1: P1 0-4, P2 4-7, CPU0: P3 1-5", any) == fingerprint(key, any));
    const Schedule costly = read("P1 0-4, switch 4-5, P2 5-7"), bare = read("P1 0-4, P2 5-7");
    CHECK(fingerprint(costly) != fingerprint(bare));
    CHECK(fingerprint(costly, {}, true) == fingerprint(bare));
    CHECK(has_overhead(costly));
    CHECK_FALSE(has_overhead(bare));
    CompareOptions order;
    order.at = CompareAt::dispatches;
    CHECK(fingerprint(read("A 0-4, B 4-5, A 6-7"), order) ==
          fingerprint(read("A 1-2, A 3-4, B 9-10, A 11-12"), order));
    Dice dice;
    std::set<std::uint64_t> prints;
    std::set<std::string> texts;
    for (int i = 0; i < 2000; ++i) {
        const std::string text = random_schedule(dice, 1);
        const Submission submission = read_submission("s", text, Unit::ms);
        if (!texts.insert(text).second) continue;
        prints.insert(fingerprint(under_threads_of(key, *submission.schedule)));
    }
    CHECK(prints.size() > texts.size() * 9 / 10); // the rest say the same in other words
}

TEST_CASE("a thousand submissions beside two hundred candidates are a matter of seconds") {
    std::string text;
    for (int i = 0; i < 300; ++i)
        text += "P" + std::to_string(i % 7) + " " + std::to_string(i * 4) + "-" + std::to_string(i * 4 + 4) +
                "\n";
    const Schedule key = *read_submission("k", text, Unit::ms).schedule;
    Ratio sum;
    for (int i = 0; i < 1000; ++i) // a two hundredth of it
        sum = sum + agreement(key, key);
    CHECK(sum == Ratio(1000));
}
