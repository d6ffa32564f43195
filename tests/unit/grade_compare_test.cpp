// Where a submission parts from the key, and what is said of it: whole texts.
#include "ossim/grade.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace ossim;

namespace {

Submission handed(std::string_view text, std::string_view name = "s", Unit unit = Unit::ms) {
    return read_submission(name, text, unit);
}

Comparison compared(std::string_view key, std::string_view found, Unit unit = Unit::ms) {
    return compare(handed(key, "key", unit), handed(found, "s", unit));
}

/// From "Why:" up to "Then:".
std::string why(const std::string& text) {
    const std::size_t begin = text.find("Why:"), end = text.find("Then:");
    return begin < end ? text.substr(begin, end - begin) : "";
}

/// Round robin, quantum 4, with who was ready: P1 24, P2 3, P3 3, all at 0.
struct RoundRobin {
    Trace trace;
    RoundRobin() {
        trace.header.policy = "rr";
        trace.header.keys = {"since"};
        for (const std::uint32_t tid : {1U, 2U, 3U}) {
            add(0, ThreadNew{Tid(tid), Pid(tid + 1), Name{trace.names.intern("P" + std::to_string(tid)), 0},
                             trace.names.intern("")});
            move(0, tid, ThreadState::newborn, ThreadState::ready, Cause::admitted);
        }
        pick(0, Pick{CpuId(0), Tid(1), 3, DecidedBy::tie, Tid(2), 0, 0});
        run(0, 1);
        move(4, 1, ThreadState::running, ThreadState::ready, Cause::quantum);
        pick(4, Pick{CpuId(0), Tid(2), 3, DecidedBy::tie, Tid(3), 0, 0});
        run(4, 2);
        move(7, 2, ThreadState::running, ThreadState::terminated, Cause::ended);
        pick(7, Pick{CpuId(0), Tid(3), 2, DecidedBy::key, Tid(1), 0, 4'000'000});
        run(7, 3);
        move(9, 3, ThreadState::running, ThreadState::waiting, Cause::io, WaitsOn::io);
        pick(9, Pick{CpuId(0), Tid(1), 1, DecidedBy::only, Tid(0), 4'000'000, 0});
        run(9, 1);
        move(12, 1, ThreadState::running, ThreadState::terminated, Cause::ended);
        move(14, 3, ThreadState::waiting, ThreadState::ready, Cause::woken);
        pick(14, Pick{CpuId(0), Tid(3), 1, DecidedBy::only, Tid(0), 14'000'000, 0});
        run(14, 3);
        move(15, 3, ThreadState::running, ThreadState::terminated, Cause::ended);
        add(15, RunEnd{24, Outcome::finished, true});
        trace.end = Time(15'000'000);
    }
    void add(std::int64_t ms, EventBody body) { trace.events.push_back({Time(ms * 1'000'000), body}); }
    void pick(std::int64_t ms, Pick body) { add(ms, body); }
    void move(std::int64_t ms, std::uint32_t tid, ThreadState from, ThreadState to, Cause cause,
              WaitsOn on = WaitsOn::nothing) {
        add(ms, StateMove{Tid(tid), from, to, cause, on, 0, CpuId(0)});
    }
    void run(std::int64_t ms, std::uint32_t tid) {
        move(ms, tid, ThreadState::ready, ThreadState::running, Cause::dispatched);
    }
    [[nodiscard]] Submission key() && {
        Submission result;
        result.name = "key.jsonl";
        result.form = SubmissionForm::trace;
        result.schedule = schedule_of(trace);
        result.trace = std::move(trace);
        return result;
    }
};

} // namespace

TEST_CASE("equal is equal in any spelling") {
    constexpr std::string_view key = "P1 0-4, P2 4-7, P1 7-9, server/worker.1 9-10";
    for (const std::string_view text :
         {"p1 0-4, p2 4-7, p1 7-9, worker.1 9-10", "p1 0-2, P1 2-4, P2 4-7, P1 7-9, W 9-10",
          "process2 4-7, 1 0-4, T1 7-9, Server/Worker.1 9-10"}) {
        const Comparison result = compared(key, text);
        CAPTURE(std::string(text));
        CHECK(result.category == Category::equal);
        CHECK(result.points == Ratio(10));
        CHECK(result.unknown.empty());
    }
    CHECK(compared("P1 0-2, P2 2-4", "1122").category == Category::equal);
    CHECK(compared("editor 0-2, shell 2-4", "EESS").category == Category::equal);
    CHECK(compared("CPU0: A 0-2, CPU1: B 0-3", "CPU1: A 0-2, CPU2: B 0-3").category == Category::equal);
    CHECK(compared("A 0-2, a 2-3", "a 0-2, A 2-3").category == Category::different);
    CHECK(explain(compared("A 0-2", "a 0-2")) == "s: equal, 10 of 10 points\n");
}

TEST_CASE("the key tells who was ready and which rule decided") {
    const Comparison result =
        compare(RoundRobin().key(), handed("P1 0-4, P3 4-6, P2 6-9, P1 9-12, P3 14-15", "bob.txt"));
    CHECK(explain(result) ==
          "bob.txt: different, 7.333 of 10 points\n"
          "\n"
          "First divergence: at 4ms on CPU 0\n"
          "  expected  P2 runs from 4ms to 7ms\n"
          "  found     P3 runs from 4ms to 6ms\n"
          "\n"
          "            0         10\n"
          "  expected  111122233111..3\n"
          "  found     111133222111..3\n"
          "                ^ 4ms\n"
          "  1 P1, 2 P2, 3 P3, . idle, / overhead; a column is 1ms\n"
          "\n"
          "Why: P1 leaves the CPU at 4ms: its quantum has ended. rr picks P2 at 4ms out of\n"
          "     3 candidates (Ready, longest first: P2, P3 and P1). P2 and P3 have the same\n"
          "     key (since 0ms): it is a tie, and the tie rule decides for P2.\n"
          "     States then: P1 Ready since 4ms, P2 Ready since 0ms, P3 Ready since 0ms.\n"
          "Then: from 9ms on both are equal again; 2 stretches of time differ in all.\n"
          "Points: 10 * 11ms / 15ms = 7.333 (agreeing time / time compared, over 1 CPU)\n");
    CHECK(result.points == Ratio(22, 3));
}

TEST_CASE("a thread that goes on too long, and one that stops too early") {
    const Submission key = RoundRobin().key();
    const std::string late = explain(compare(key, handed("P1 0-5, P2 5-8, P3 8-10, P1 10-13, P3 15-16")));
    CHECK(late.find("Why: P1 leaves the CPU at 4ms: its quantum has ended.") != std::string::npos);
    CHECK(late.find("Then: what the key has from 4ms on follows unchanged, 1ms later: the rest\n"
                    "      follows from the first divergence.\n") != std::string::npos);
    const std::string early = explain(compare(key, handed("P1 0-3, P2 3-7, P3 7-9, P1 9-12, P3 14-15")));
    CHECK(early.find("  expected  P1 runs from 0ms to 4ms\n  found     P2 runs from 3ms to 7ms\n") !=
          std::string::npos);
    CHECK(why(early) == "Why: P1 has the CPU since 0ms, and nothing takes it before 4ms: then its quantum\n"
                        "     has ended.\n"
                        "     States then: P1 Running since 0ms, P2 Ready since 0ms, P3 Ready since 0ms.\n");
    const std::string idle = explain(compare(key, handed("P1 0-4, P2 4-7, P3 7-9, P1 9-12, P3 12-13")));
    CHECK(idle.find("  expected  idle from 12ms to 14ms\n  found     P3 runs from 12ms to 13ms\n") !=
          std::string::npos);
    CHECK(why(idle) == "Why: P1 leaves the CPU at 12ms: it has ended. No thread is ready: the CPU is\n"
                       "     idle.\n"
                       "     States then: P3 Waiting (io) since 9ms.\n");
    const std::string other = explain(compare(key, handed("P1 0-4, P2 4-7, P1 7-9, P3 9-11")));
    CHECK(why(other) == "Why: P2 leaves the CPU at 7ms: it has ended. rr picks P3 at 7ms out of 2\n"
                        "     candidates (Ready, longest first: P3 and P1). The key decides: P3 has since\n"
                        "     0ms, the next best, P1, has since 4ms.\n"
                        "     States then: P1 Ready since 4ms, P3 Ready since 0ms.\n");
}

TEST_CASE("what follows from a divergence") {
    CHECK(compared("A 0-4, B 4-7, C 7-9", "A 0-3, B 3-6, C 6-8").aftermath == Aftermath::shifted);
    CHECK(compared("A 0-4, B 4-7, C 7-9", "A 0-3, B 3-6, C 6-8").shift == Duration(-1'000'000));
    CHECK(compared("A 0-4, B 4-7, C 7-9", "B 0-3, A 3-7, C 7-9").aftermath == Aftermath::rejoins);
    CHECK(compared("A 0-4, B 4-7, C 7-9", "B 0-3, A 3-7, C 7-9").again == Time(7'000'000));
    CHECK(compared("A 0-4, B 4-7, C 7-9", "C 0-2, B 2-5, A 5-9").aftermath == Aftermath::independent);
    CHECK(compared("A 0-4, B 4-7", "A 0-4, B 4-8").aftermath == Aftermath::independent);
    const Comparison two = compared("CPU0: A 0-4, CPU1: B 0-2, C 2-4", "CPU0: A 0-4, CPU1: C 0-2, B 2-4");
    CHECK(two.first->cpu == CpuId(1));
    CHECK(two.stretches == 1);
    CHECK(two.points == Ratio(5));
}

TEST_CASE("switch time may be left out as gaps, and is compared when it is shown") {
    constexpr std::string_view key = "P1 0-4, switch 4-5, P2 5-8";
    CHECK(compared(key, "P1 0-4, P2 5-8").category == Category::equal);
    CHECK(compared(key, "P1 0-4, P2 5-8").overhead_as_gaps);
    CHECK(compared(key, "P1 0-4, cs 4-5, P2 5-8").category == Category::equal);
    CHECK(compared(key, "P1 0-4, P2 4-7").first->time == Time(4'000'000));
    CHECK(compared(key, "P1 0-4, switch 4-6, P2 6-9").first->time == Time(5'000'000));
    CHECK(compare(handed(key), handed("P1 0-4, P2 5-8"), {Ratio(10), false}).category == Category::different);
}

TEST_CASE("threads that the key does not have, threads that never run") {
    const Comparison result = compared("P1 0-4, P2 4-7", "P1 0-4, Q9 4-7");
    CHECK(result.unknown == std::vector<std::string>{"Q9"});
    CHECK(result.absent == std::vector<std::string>{"P2"});
    CHECK(explain(result) == "s: different, 5.714 of 10 points\n"
                             "\n"
                             "First divergence: at 4ms on CPU 0\n"
                             "  expected  P2 runs from 4ms to 7ms\n"
                             "  found     Q9 runs from 4ms to 7ms\n"
                             "\n"
                             "            0\n"
                             "  expected  1111222\n"
                             "  found     1111999\n"
                             "                ^ 4ms\n"
                             "  1 P1, 2 P2, 9 Q9, . idle, / overhead; a column is 1ms\n"
                             "\n"
                             "Then: they differ from there to the end.\n"
                             "Note: the key has no thread called Q9.\n"
                             "Note: never runs here: P2.\n"
                             "Points: 10 * 4ms / 7ms = 5.714 (agreeing time / time compared, over 1 CPU)\n");
}

TEST_CASE("the picture fits in 80 columns, whatever the times") {
    std::string key, found;
    for (int i = 0; i < 100; ++i) {
        key += "T" + std::to_string(i % 7) + " " + std::to_string(i * 4) + "-" + std::to_string(i * 4 + 4) +
               "\n";
        found += "T" + std::to_string(i % 7) + " " + std::to_string(i * 4) +
                 (i == 50 ? "-203.999999\n" : "-" + std::to_string(i * 4 + 4) + "\n");
    }
    for (const auto& text :
         {explain(compared(key, found)), explain(compared(found, key)),
          explain(compared(key, "T0 0-1000000000")), explain(compared("A 0-1ns", "B 0-3s"))}) {
        std::size_t begin = 0;
        for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
            CHECK_MESSAGE(end - begin <= 80, text.substr(begin, end - begin));
    }
}

TEST_CASE("the unreadable and the empty are worth nothing and stop nobody") {
    const Comparison bad = compared("P1 0-4", "P1 0-4, P2 2-5");
    CHECK(bad.category == Category::unreadable);
    CHECK(explain(bad) ==
          "s: unreadable, 0 of 10 points\n\n"
          "s:1:9: error: P2 2-5 overlaps P1 0-4 on CPU 0; a CPU runs one thread at a time [overlap]\n");
    CHECK(explain(compared("P1 0-4", " ")) ==
          "s: empty, 0 of 10 points\n\nNothing was handed in: there is no interval in it.\n");
}

TEST_CASE("table and CSV are the same in any order, and no cell is a formula") {
    const Submission key = handed("P1 0-4, P2 4-7");
    std::vector<Comparison> all = {
        compare(key, handed("P1 0-4, P2 4-7", "ann.txt")), compare(key, handed("P1 0-3, P2 3-6", "=cmd()")),
        compare(key, handed("", "cy, \"c\".csv")), compare(key, handed("P1 0-4 7", "bob.csv")),
        compare(key, handed("P1 0-4, P9 4-7", "dan.txt"))};
    const std::string csv = grade_csv(all), table = grade_table(all);
    CHECK(csv == "id,score,max,status,divergence,cpu,expected,found,then,problem\n"
                 "'=cmd(),7.143,10.000,different,3ms,0,P1,P2,shifted,\n"
                 "ann.txt,10.000,10.000,equal,,,,,,\n"
                 "bob.csv,0.000,10.000,unreadable,,,,,,\"line 1: \"\"7\"\" stands alone here\"\n"
                 "\"cy, \"\"c\"\".csv\",0.000,10.000,empty,,,,,,\n"
                 "dan.txt,5.714,10.000,different,4ms,0,P2,P9,independent,\n");
    CHECK(table == "submission   points           result     first divergence\n"
                   "=cmd()         7.14 of 10.00  different  at 3ms on CPU 0: P2 instead of P1\n"
                   "ann.txt       10.00 of 10.00  equal\n"
                   "bob.csv        0.00 of 10.00  unreadable line 1: \"7\" stands alone here\n"
                   "cy, \"c\".csv    0.00 of 10.00  empty\n"
                   "dan.txt        5.71 of 10.00  different  at 4ms on CPU 0: P9 instead of P2\n"
                   "1 of 5 equal to the key; mean 4.57 points\n");
    std::sort(all.begin(), all.end(),
              [](const Comparison& a, const Comparison& b) { return a.name > b.name; });
    CHECK(grade_csv(all) == csv);
    CHECK(grade_table(all) == table);
    CHECK(grade_table({}) == "submission  points           result     first divergence\nno submissions\n");
}

TEST_CASE("two traces: the first event that differs, and whether they meet again") {
    const RoundRobin left;
    RoundRobin same;
    same.trace.header.ossim = "another version";
    CHECK(difference(left.trace, same.trace).equal);
    RoundRobin rejoins;
    std::get<Pick>(rejoins.trace.events[9].body).next = Tid(1);
    const TraceDifference once = difference(left.trace, rejoins.trace);
    CHECK(describe(once, "a.jsonl", "b.jsonl", Unit::ms) ==
          "The traces differ, first at event 10.\n"
          "\n"
          "both, before:\n"
          "           0   0 P1               pick       ready 3, decided tie, next P2, key since 0ms, "
          "next_key since 0ms\n"
          "           0   0 P1               state      Ready to Running, dispatched\n"
          "           4   0 P1               state      Running to Ready, quantum\n"
          "a.jsonl:\n"
          "           4   0 P2               pick       ready 3, decided tie, next P3, key since 0ms, "
          "next_key since 0ms\n"
          "b.jsonl:\n"
          "           4   0 P2               pick       ready 3, decided tie, next P1, key since 0ms, "
          "next_key since 0ms\n"
          "\n"
          "From 4ms on they are equal again, to the end (13 events).\n"
          "a.jsonl has 23 events, b.jsonl has 23.\n");
    RoundRobin later;
    for (Event& event : later.trace.events)
        if (event.time >= Time(9'000'000)) event.time = event.time + Duration(500'000);
    later.trace.end = later.trace.end + Duration(500'000);
    CHECK(describe(difference(left.trace, later.trace), "a", "b", Unit::ms)
              .find("What a has from 9ms on follows in b unchanged, 0.5ms later (9 events).\n") !=
          std::string::npos);
    RoundRobin cut;
    cut.trace.events.resize(5);
    CHECK(describe(difference(left.trace, cut.trace), "a", "b", Unit::ms)
              .find("b:\n  the trace has ended\n\nThey do not meet again.\n") != std::string::npos);
    RoundRobin renamed;
    renamed.trace.names = Names();
    for (const char* name : {"", "P9", "P1", "P2", "P3"})
        renamed.trace.names.intern(name);
    for (Event& event : renamed.trace.events)
        if (auto* created = std::get_if<ThreadNew>(&event.body)) {
            created->label.base = NameId(created->tid.value + 1);
            created->group = NameId(0);
        }
    CHECK(difference(left.trace, renamed.trace).equal);
}
