// What policies are told of the burst ahead: it ends at io, sleep, wait, join, yield and exit, whether the
// thread had to stop there or not, and a new one begins.
#include "kernel_story.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace ossim::testing;

namespace {
Story against_short_one(Steps steps) {
    Story story = Story::srtf();
    story.process("long", 0, std::move(steps));
    story.process("short", 4, {compute(2)});
    return story;
}
} // namespace

TEST_CASE("a yield that gives the CPU to nobody ends the burst all the same") {
    Story story = against_short_one({compute(1), yield(), compute(9)});
    CHECK(story.schedule() == "long 0-4, short 4-6, long 6-12");
}

TEST_CASE("a wait or join that returns at once ends the burst") {
    Story story = against_short_one({compute(1), wait_for(), compute(9)});
    CHECK(story.schedule() == "long 0-4, short 4-6, long 6-12");
    Story joins = against_short_one({compute(1), join(), compute(9)});
    CHECK(joins.schedule() == "long 0-4, short 4-6, long 6-12");
}

TEST_CASE("who is woken from a wait has the burst behind it before him") {
    Story story = Story::srtf();
    story.process("parent", 0, {fork("child", {compute(3)}), wait_for(), compute(9)});
    story.process("short", 4, {compute(2)});
    CHECK(story.schedule() == "child 0-3, parent 3-4, short 4-6, parent 6-14");
}

TEST_CASE("a CPU that was kept for I/O runs a new burst then") {
    Story story = against_short_one({compute(1), io(1), compute(9)});
    story.scenario.conventions.during_io = DuringIo::kept;
    CHECK(story.schedule() == "long 0-1, long 2-4, short 4-6, long 6-13");
}

TEST_CASE("the look ahead counts what the program itself counts") {
    const Step count_down =
        step(While{{"n > 0", {}}, {compute(2), step(Decrement{"n", {1, {}}, Duration()})}});
    Story story = Story::srtf();
    story.process("counting", 0, {count_down}).variables = {{"n", 3}};
    story.process("other", 1, {compute(7)}); // longer than the 5 that are left
    CHECK(story.schedule() == "counting 0-6, other 6-13");
    Story copied = Story::srtf();
    copied
        .process("copying", 0,
                 {step(Load{"n", "r"}), step(Store{"m", {0, "r"}}),
                  step(If{{"m == 3", {}}, {compute(5)}, {compute(50)}})})
        .variables = {{"n", 3}, {"m", 0}};
    copied.process("other", 0, {compute(7)});
    CHECK(copied.schedule() == "copying 0-5, other 5-12");
}

TEST_CASE("who is woken from a wait is not chosen for a burst of nothing") {
    Story story("sjf", {{"by", std::string("burst")}});
    story.process("parent", 0, {fork("child", {compute(3)}), wait_for(), compute(9)});
    story.process("short", 1, {compute(2)});
    CHECK(story.schedule() == "child 0-3, short 3-5, parent 5-14");
}

namespace {
Step compute_at_random() {
    Draw draw;
    draw.kind = Distribution::exponential;
    draw.low = Duration(100'000);
    return step(Compute{draw});
}

/// How long the last process to run takes: a schedule ends with "q 15-92".
std::string last_run(const std::string& schedule) {
    const std::size_t dash = schedule.rfind('-'), begin = schedule.rfind(' ') + 1;
    return std::to_string(std::stoll(schedule.substr(dash + 1)) -
                          std::stoll(schedule.substr(begin, dash - begin)));
}
} // namespace

TEST_CASE("what a thread draws depends on its name, not on who else there is") {
    Story alone = Story::srtf();
    alone.process("q", 0, {compute_at_random()});
    const std::string wanted = last_run(alone.schedule());
    Story last = Story::srtf(); // its thread is the fourth to be created here
    last.process("p", 0, {fork("child", {compute(1)}), compute(2)});
    last.process("other", 0, {compute(3)});
    last.process("q", 50, {compute_at_random()});
    CHECK(last_run(last.schedule()) == wanted);
    Story other_name = Story::srtf();
    other_name.process("r", 0, {compute_at_random()});
    CHECK(last_run(other_name.schedule()) != wanted);
}
