// Levels, markings, tolerance and the order of CPUs: what each counts, and how it is said.
#include "ossim/grade.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ossim;

namespace {

Submission given(std::string_view text, std::string_view name = "s") {
    return read_submission(name, text, Unit::ms);
}

CompareOptions options_for(CompareAt at, Marking marking) {
    CompareOptions options;
    options.at = at;
    options.marking = marking;
    return options;
}

Comparison by(CompareAt at, Marking marking, std::string_view key, std::string_view found) {
    return compare(given(key, "key"), given(found), options_for(at, marking));
}

std::string arithmetic_of(const Comparison& comparison) {
    std::string text;
    for (const std::string& line : comparison.arithmetic)
        text += (text.empty() ? "" : " | ") + line;
    return text;
}

constexpr std::string_view head = "time cpu thread event details\n0 - P1 thread tid 1, pid 2\n"
                                  "0 - P2 thread tid 2, pid 3\n";
constexpr std::string_view run_of_two =
    "0 0 P1 state New to Ready, admitted\n0 0 P2 state New to Ready, admitted\n"
    "0 0 P1 pick ready 2, decided tie, next P2, key since 0ms, next_key since 0ms\n"
    "0 0 P1 state Ready to Running, dispatched\n4 0 P1 state Running to Ready, quantum\n"
    "4 0 P2 pick ready 2, decided key, next P1, key since 0ms, next_key since 4ms\n"
    "4 0 P2 state Ready to Running, dispatched\n7 0 P2 state Running to Terminated, ended\n"
    "7 0 P1 pick ready 1, decided only, next idle, key since 4ms\n"
    "7 0 P1 state Ready to Running, dispatched\n10 0 P1 state Running to Terminated, ended\n"
    "10 - - end outcome finished, complete yes, events 13\n";

std::string key_trace() { return std::string(head) + std::string(run_of_two); }

/// The key's trace with one text replaced.
std::string trace_with(std::string_view what, std::string_view by) {
    std::string text = key_trace();
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

} // namespace

TEST_CASE("which marking fits which level") {
    CHECK(fits(CompareAt::schedule, Marking::agreeing_time));
    CHECK_FALSE(fits(CompareAt::dispatches, Marking::agreeing_time));
    CHECK_FALSE(fits(CompareAt::events, Marking::agreeing_time));
    CHECK(fits(CompareAt::states, Marking::agreeing_time));
    CHECK(fits(CompareAt::metrics, Marking::per_metric));
    CHECK_FALSE(fits(CompareAt::schedule, Marking::per_metric));
    CHECK_FALSE(fits(CompareAt::metrics, Marking::prefix));
    CHECK(fits(CompareAt::metrics, Marking::all_or_nothing));
    CHECK(by(CompareAt::dispatches, Marking::agreeing_time, "A 0-4", "B 0-4").marking ==
          Marking::aligned_events);
    CHECK(by(CompareAt::schedule, Marking::per_metric, "A 0-4", "B 0-4").marking == Marking::agreeing_time);
}

TEST_CASE("the schedule in four markings, and the cap") {
    constexpr std::string_view key = "A 0-4, B 4-7, C 7-10", found = "A 0-4, C 4-7, C 7-10";
    const auto marked = [&](Marking marking) {
        return arithmetic_of(by(CompareAt::schedule, marking, key, found));
    };
    CHECK(marked(Marking::agreeing_time) ==
          "10 * 7ms / 10ms = 7 (agreeing time / time compared, over 1 CPU)");
    CHECK(marked(Marking::prefix) ==
          "10 * 4ms / 10ms = 4 (time before the first divergence / time compared)");
    CHECK(marked(Marking::aligned_events) ==
          "10 * 2 * 1 / (3 + 2) = 4 (2 * slices in common, in this order / slices of both)");
    CHECK(marked(Marking::all_or_nothing) == "10 * 0 = 0 (all or nothing)");
    CompareOptions capped = options_for(CompareAt::schedule, Marking::agreeing_time);
    capped.cap = Ratio(1, 2);
    capped.points = Ratio(6);
    const Comparison result = compare(given(key), given(found), capped);
    CHECK(arithmetic_of(result) == "6 * 7ms / 10ms = 4.2 (agreeing time / time compared, over 1 CPU) | "
                                   "capped at 1/2 of 6 = 3");
    CHECK(result.points == Ratio(3));
    CHECK(result.capped);
    CHECK(
        explain(result).ends_with("Points: 6 * 7ms / 10ms = 4.2 (agreeing time / time compared, over 1 CPU)\n"
                                  "        capped at 1/2 of 6 = 3\n"));
    const Comparison equal = compare(given(key), given(key), capped);
    CHECK(equal.points == Ratio(6));
    CHECK(arithmetic_of(equal) == "6 of 6 (equal to the key)");
}

TEST_CASE("a tolerance moves boundaries, not slices") {
    CompareOptions options;
    options.tolerance = {Ratio(100'000), true, false};
    const auto within = [&](std::string_view key, std::string_view found) {
        return compare(given(key), given(found), options);
    };
    CHECK(within("A 0-4, B 4-7", "A 0-3.9, B 3.9-7.1").category == Category::equal);
    CHECK(within("A 0-4, B 4-7", "A 0-3.9, B 4.1-7").category == Category::equal);
    CHECK(within("A 0-4, B 4-7", "A 0-3.8, B 3.8-7").points == Ratio(68, 7));
    CHECK(within("A 0-4, B 4-7", "A 0-3.9, C 3.9-7").category == Category::different);
    const Comparison other = within("A 0-4, B 4-7, C 7-9", "A 0-4.1, B 4.1-7, D 7-9");
    CHECK(other.first->time == Time(7'000'000));
    CHECK(other.points == Ratio(70, 9));
    const Comparison begun = within("A 0-4, B 4-7, A 7-9", "A 0-4.1, C 4.1-7, A 7-9");
    CHECK(begun.first->time == Time(4'000'000));
    CHECK(begun.first->found.thread == "C");
    CHECK(begun.first->found.start == Time(4'100'000));
    options.tolerance = {Ratio(1, 10), false, false};
    CHECK(within("A 0-4, B 4-7", "A 0-3.9, B 3.9-7.1").category == Category::equal);
    options.tolerance = {Ratio(1, 20), false, true};
    CHECK(within("A 0-4, B 4-100", "A 0-4.2, B 4.2-95").category == Category::equal);
    CHECK(within("A 0-4, B 4-100", "A 0-4.3, B 4.3-95").category == Category::different);
}

TEST_CASE("CPUs may be in any order") {
    CompareOptions options;
    options.any_cpu_order = true;
    constexpr std::string_view key = "CPU0: A 0-4, B 4-6, CPU1: C 0-6, CPU2: D 0-3";
    const Comparison same =
        compare(given(key), given("CPU0: C 0-6, CPU1: D 0-3, CPU2: A 0-4, B 4-6"), options);
    CHECK(same.category == Category::equal);
    CHECK(same.cpu_order == std::vector<std::uint32_t>{1, 2, 0});
    const Comparison nearly =
        compare(given(key), given("CPU0: C 0-5, D 5-6, CPU1: D 0-3, CPU2: A 0-4, B 4-6"), options);
    CHECK(nearly.points == Ratio(170, 18));
    CHECK(explain(nearly).find(
              "Note: CPU 0 here is the key's CPU 1, CPU 1 here is the key's CPU 2, CPU 2 here\n"
              "      is the key's CPU 0.\n") != std::string::npos);
    CHECK(found_in_words(nearly) == "At 5ms on CPU 0 your schedule has D from 5ms to 6ms.");
    CHECK(compare(given(key), given(key), options).cpu_order.empty());
    options.at = CompareAt::dispatches;
    CHECK(compare(given(key), given("CPU1: A 0-4, B 4-6, CPU0: C 0-6, CPU2: D 0-3"), options).category ==
          Category::equal);
    options.any_cpu_order = false;
    CHECK(compare(given(key), given("CPU1: A 0-4, B 4-6, CPU0: C 0-6, CPU2: D 0-3"), options).category ==
          Category::different);
}

TEST_CASE("many CPUs: the exact order up to 64, then the nearest first") {
    CompareOptions options;
    options.any_cpu_order = true;
    for (const int cpus : {5, 64, 90}) {
        std::string key, found;
        for (int i = 0; i < cpus; ++i) {
            const std::string slices = ": T" + std::to_string(i) + " 0-" + std::to_string(2 + i % 7) + "\n";
            key += "CPU" + std::to_string(i) + slices;
            found += "CPU" + std::to_string((i + 3) % cpus) + slices;
        }
        const Comparison result = compare(given(key), given(found), options);
        CHECK(result.category == Category::equal);
        CHECK(result.cpu_order.at(3) == 0);
    }
}

TEST_CASE("the order of dispatches: what is left out, too many, swapped, replaced") {
    const auto order = [](std::string_view key, std::string_view found) {
        return by(CompareAt::dispatches, Marking::aligned_events, key, found);
    };
    CHECK(order("A 0-4, B 4-7, A 9-12", "A 0-1, B 1-2, A 2-3").category == Category::equal);
    CHECK(order("A 0-4, A 5-7, B 7-9", "A 0-4, B 4-9").category == Category::equal);
    const Comparison skipped = order("A 0-1, B 1-2, C 2-3, A 3-4", "A 0-1, C 1-2, A 2-3");
    CHECK(skipped.order == OrderChange::skipped);
    CHECK(skipped.aftermath == Aftermath::rejoins);
    CHECK(skipped.points == Ratio(60, 7));
    const Comparison inserted = order("A 0-1, B 1-2, C 2-3", "A 0-1, C 1-2, B 2-3, C 3-4");
    CHECK(inserted.order == OrderChange::inserted);
    CHECK(inserted.aftermath == Aftermath::rejoins);
    const Comparison replaced = order("A 0-1, B 1-2, C 2-3", "A 0-1, D 1-2, C 2-3");
    CHECK(replaced.order == OrderChange::replaced);
    CHECK(order("A 0-1, B 1-2", "B 0-1, A 1-2").order == OrderChange::swapped);
    const Comparison ended = order("A 0-1, B 1-2, C 2-3", "A 0-1");
    CHECK(ended.order == OrderChange::skipped);
    CHECK(ended.aftermath == Aftermath::independent);
    CHECK(found_in_words(ended) == "Up to dispatch 1 on CPU 0 the order is right; your schedule ends there.");
    CHECK(arithmetic_of(by(CompareAt::dispatches, Marking::prefix, "A 0-1, B 1-2, C 2-3", "A 0-1, C 1-2")) ==
          "10 * 1 / 3 = 3.333 (dispatches before the first divergence / dispatches)");
    CHECK(explain(order("P1 0-4, P2 4-7, P3 7-9, P1 9-11", "P1 0-4, P3 4-6, P2 6-9, P1 9-11")) ==
          "s: different, 7.5 of 10 points\n"
          "\n"
          "First divergence: dispatch 2 on CPU 0\n"
          "  expected  P2, at 4ms\n"
          "  found     P3, at 4ms\n"
          "\n"
          "  expected  P1 P2 P3 P1\n"
          "  found     P1 P3 P2 P1\n"
          "               ^\n"
          "\n"
          "Then: P2 and P3 have changed places; the order after that is the same again, to\n"
          "      the end.\n"
          "Points: 10 * 2 * 3 / (4 + 4) = 7.5 (2 * dispatches in common, in this order /\n"
          "        dispatches of both)\n");
}

TEST_CASE("states: whose, which, and why") {
    const Submission key = given(key_trace(), "key");
    const auto states = [&](std::string_view found, Marking marking = Marking::agreeing_time) {
        return compare(key, given(found), options_for(CompareAt::states, marking));
    };
    CHECK(states(key_trace()).category == Category::equal);
    const std::string wrong =
        trace_with("4 0 P1 state Running to Ready, quantum\n", "4 0 P1 state Running to Waiting, io\n");
    CHECK(explain(states(wrong)) ==
          "s: different, 8.5 of 10 points\n"
          "\n"
          "First divergence: P1 at 4ms\n"
          "  expected  Ready from 4ms to 7ms\n"
          "  found     Waiting from 4ms to 7ms\n"
          "\n"
          "            0\n"
          "  expected  ####---###\n"
          "  found     ####www###\n"
          "                ^ 4ms\n"
          "  - Ready, # Running, w Waiting, . none; a column is 1ms\n"
          "\n"
          "Why: P1 becomes Ready at 4ms: its quantum has ended.\n"
          "     States then: P1 Ready since 4ms, P2 Ready since 0ms.\n"
          "Then: from 7ms on both are equal again; 1 stretch of time differs in all.\n"
          "Points: 10 * 17ms / 20ms = 8.5 (agreeing time / time compared, over 2 threads)\n");
    CHECK(arithmetic_of(states(wrong, Marking::aligned_events)) ==
          "10 * 2 * 4 / (5 + 5) = 8 (2 * states in common, in this order / states of both)");
    CHECK(found_in_words(states(wrong)) == "At 4ms your trace has P1 Waiting from 4ms to 7ms. Then a quantum "
                                           "ends.");
    CHECK(picture_of_found(states(wrong)) == "            0\n"
                                             "  yours     ####www###\n"
                                             "                ^ 4ms\n"
                                             "  # Running, w Waiting, . none; a column is 1ms\n");
    const Comparison schedule = states("P1 0-4, P2 4-7, P1 7-10");
    CHECK(schedule.category == Category::unreadable);
    CHECK(explain(schedule) ==
          "s: unreadable, 0 of 10 points\n\n"
          "s: error: the states of the threads are compared here, and a schedule does not tell them; hand in "
          "the trace: ossim FILE --trace run.jsonl [bad-submission]\n");
}

TEST_CASE("events: all of them, in an order that does not hang on who is first in an instant") {
    const Submission key = given(key_trace(), "key");
    const auto events = [&](std::string_view found, Marking marking = Marking::aligned_events) {
        return compare(key, given(found), options_for(CompareAt::events, marking));
    };
    CHECK(events(key_trace()).category == Category::equal);
    CHECK(events(trace_with("0 0 P1 state New to Ready, admitted\n0 0 P2 state New to Ready, admitted\n",
                            "0 0 P2 state New to Ready, admitted\n0 0 P1 state New to Ready, admitted\n"))
              .category == Category::equal);
    const std::string wrong =
        trace_with("4 0 P1 state Running to Ready, quantum\n", "4 0 P1 state Running to Ready, preempted\n");
    CHECK(arithmetic_of(events(wrong)) ==
          "10 * 2 * 13 / (14 + 14) = 9.286 (2 * events in common, in this order / events of both)");
    CHECK(arithmetic_of(events(wrong, Marking::prefix)) ==
          "10 * 6 / 14 = 4.286 (events before the first divergence / events)");
    CHECK(explain(events(wrong))
              .find("First divergence: event 7, at 4ms\n"
                    "  expected  state: P1, Running to Ready, quantum, cpu 0\n"
                    "  found     state: P1, Running to Ready, preempted, cpu 0\n") != std::string::npos);
    CHECK(explain(events(wrong)).find("Then: from 4ms on both are equal again; 1 place differs in all.\n") !=
          std::string::npos);
    CHECK(found_in_words(events(wrong)) ==
          "Event 7 of your trace is, at 4ms, state: P1, Running to Ready, preempted, cpu 0. Then a quantum "
          "ends.");
    std::string cut = key_trace();
    cut.resize(cut.find("10 0 P1"));
    CHECK(found_in_words(events(cut)).starts_with("Your trace agrees up to event 12 and ends there."));
    std::string renamed = key_trace();
    for (std::size_t at = 0; (at = renamed.find("P2", at)) != std::string::npos; at += 2)
        renamed.replace(at, 2, "p2");
    CHECK(events(renamed).category == Category::equal);
}

TEST_CASE("a student learns the own side alone") {
    const Submission key = given(key_trace(), "key");
    const Comparison result = compare(key, given("P1 0-5, Q7 5-8, P1 8-10"));
    CHECK(found_in_words(result) ==
          "At 4ms on CPU 0 your schedule has P1 from 0ms to 5ms. Then a quantum ends.");
    CHECK(picture_of_found(result) == "            0\n"
                                      "  yours     1111177711\n"
                                      "                ^ 4ms\n"
                                      "  1 P1, 7 Q7, . idle, / overhead; a column is 1ms\n");
    CHECK(picture_of_found(compare(key, given("P1 0-4, P2 4-7, P1 7-10"))).empty());
    CHECK(found_in_words(compare(key, given("P1 0-4, P2 4-7, P1 7-10"))).empty());
    const Comparison order =
        compare(key, given("P1 0-4, P3 4-7, P1 7-10"), options_for(CompareAt::dispatches, Marking::prefix));
    CHECK(found_in_words(order) ==
          "Dispatch 2 on CPU 0 of your schedule is P3, at 4ms. Then a quantum ends.");
    CHECK(picture_of_found(order) == "  yours     P1 P3 P1\n               ^\n");
}
