// Verdicts on runs made by hand.
#include "expect/expect.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ossim;

namespace {

constexpr std::int64_t ms = 1'000'000;

/// A run written down: every thread is a process of its name; times in ms.
struct Story {
    Names names;
    TraceHeader header;
    std::vector<Event> events;
    Schedule schedule;
    std::int64_t end = 0;

    explicit Story(std::uint32_t cpus = 1) {
        header.cpus = cpus;
        names.intern("");
        schedule.cpus.resize(cpus);
    }
    template <class Body>
    void at(std::int64_t time, Body body) {
        events.push_back({Time(time * ms), body});
        end = std::max(end, time);
    }
    std::uint32_t process(std::int64_t time, const std::string& name) {
        const auto tid = static_cast<std::uint32_t>(schedule.threads.size() + 1);
        at(time, ProcessNew{Pid(tid + 1), init_pid, {names.intern(name), 0}});
        return thread(time, name, tid + 1);
    }
    std::uint32_t thread(std::int64_t time, const std::string& name, std::uint32_t pid) {
        const auto tid = static_cast<std::uint32_t>(schedule.threads.size() + 1);
        at(time, ThreadNew{Tid(tid), Pid(pid), {names.intern(name), 0}, NameId(0)});
        schedule.threads.push_back({Tid(tid), name});
        move(time, tid, ThreadState::newborn, ThreadState::ready, Cause::admitted);
        return tid;
    }
    void move(std::int64_t time, std::uint32_t tid, ThreadState from, ThreadState to, Cause cause,
              std::uint32_t cpu = 0, WaitsOn on = WaitsOn::nothing, std::uint32_t object = 0) {
        at(time, StateMove{Tid(tid), from, to, cause, on, object, CpuId(cpu)});
    }
    void runs(std::uint32_t tid, std::int64_t from, std::int64_t to, Cause why, std::uint32_t cpu = 0,
              WaitsOn on = WaitsOn::nothing, std::uint32_t object = 0) {
        move(from, tid, ThreadState::ready, ThreadState::running, Cause::dispatched, cpu);
        const bool waits =
            why == Cause::io || why == Cause::join || why == Cause::child || why == Cause::sleep;
        const bool ends = why == Cause::exited || why == Cause::ended;
        move(to, tid, ThreadState::running,
             waits  ? ThreadState::waiting
             : ends ? ThreadState::terminated
                    : ThreadState::ready,
             why, cpu, on, object);
        if (why == Cause::exited) at(to, ProcessExit{Pid(tid + 1), 0});
        schedule.cpus[cpu].push_back({Time(from * ms), Time(to * ms), Tid(tid), Work::run});
    }
    void wakes(std::int64_t time, std::uint32_t tid) {
        move(time, tid, ThreadState::waiting, ThreadState::ready, Cause::woken);
    }
    void ends(Outcome outcome) { at(end, RunEnd{0, outcome, true}); }

    [[nodiscard]] Metrics measured() const {
        MetricsSink sink;
        sink.start(header, names);
        sink.accept(events);
        sink.finish(Time(end * ms));
        return sink.metrics();
    }
    /// Empty if the expectation holds, else what was found.
    [[nodiscard]] std::string found(const Expectation& expectation) const {
        Scenario scenario;
        scenario.expectations = {expectation};
        ExpectSink sink(scenario);
        sink.start(header, names);
        sink.accept(events);
        sink.finish(Time(end * ms));
        const Metrics metrics = measured();
        const auto verdicts = judge(scenario, {{"", {&metrics, &schedule, &sink.watched()}}});
        REQUIRE(verdicts.size() == 1);
        CHECK(verdicts[0].passed == verdicts[0].found.empty());
        return verdicts[0].found;
    }
    [[nodiscard]] std::string found(ExpectationKind kind, std::vector<std::string> texts,
                                    std::vector<std::string> keys = {}) const {
        Expectation expectation;
        expectation.kind = kind;
        expectation.texts = std::move(texts);
        expectation.keys = std::move(keys);
        return found(expectation);
    }
    [[nodiscard]] std::string that(const std::string& text) const {
        return found(ExpectationKind::that, {text});
    }
    [[nodiscard]] std::string never(const std::string& text) const {
        return found(ExpectationKind::never, {text});
    }
    [[nodiscard]] std::string row(const std::string& text) const {
        return found(ExpectationKind::schedule, {text});
    }
    [[nodiscard]] std::string order(std::vector<std::string> items) const {
        return found(ExpectationKind::order, std::move(items));
    }
    [[nodiscard]] std::string deadlock(std::vector<std::string> names_of) const {
        return found(ExpectationKind::deadlock, std::move(names_of));
    }
};

/// Round robin with quantum 4: P1 24, P2 3, P3 2 and I/O 5 and 1 (the first example of the language).
Story round_robin() {
    Story s;
    const auto p1 = s.process(0, "P1"), p2 = s.process(0, "P2"), p3 = s.process(0, "P3");
    s.runs(p1, 0, 4, Cause::quantum);
    s.runs(p2, 4, 7, Cause::exited);
    s.runs(p3, 7, 9, Cause::io);
    s.runs(p1, 9, 13, Cause::quantum);
    s.runs(p1, 13, 17, Cause::quantum);
    s.events.pop_back();
    s.wakes(14, p3);
    s.move(17, p1, ThreadState::running, ThreadState::ready, Cause::quantum);
    s.runs(p3, 17, 18, Cause::exited);
    s.runs(p1, 18, 30, Cause::exited);
    s.ends(Outcome::finished);
    return s;
}

} // namespace

TEST_CASE("that: exact comparisons, and the values when they fail") {
    const Story s = round_robin();
    CHECK(s.that("P1.turnaround == 30") == "");
    CHECK(s.that("P1.turnaround == 30ms and P2.turnaround == 7") == "");
    CHECK(s.that("avg(ready_wait) == 20/3") == "");
    CHECK(s.that("avg(ready_wait) == 6.667") == "avg(ready_wait) is 20/3 ms, about 6.667ms");
    CHECK(s.that("P1.turnaround < 30 or P2.turnaround == 8") ==
          "P1.turnaround is 30ms\nP2.turnaround is 7ms");
    CHECK(s.that("max(turnaround) - min(turnaround) == 23") == "");
    CHECK(s.that("percentile(turnaround, 50) == 18") == "");
    CHECK(s.that("percentile(turnaround, 67) == 30") == "");
    CHECK(s.that("median(turnaround) == 18 and mean(turnaround) == 55/3 and sum(cpu) == 30") == "");
    CHECK(s.that("count(turnaround) == 3") == "");
    CHECK(s.that("max(P2.turnaround, P3.turnaround) == 19") == "max(P2.turnaround, P3.turnaround) is 18ms");
    CHECK(s.that("utilisation == 100%") == "");
    CHECK(s.that("P3.blocked * 2 == 11") == "P3.blocked is 5ms");
    CHECK(s.that("P1.turnaround / P2.turnaround == 4") == "P1.turnaround is 30ms\nP2.turnaround is 7ms");
    CHECK(s.that("P2.response == P2.response + 1us") == "P2.response is 4ms");
    CHECK(s.that("throughput == 99") == "throughput is 100");
    CHECK(s.that("1 == 2") == "it is false");
}

TEST_CASE("that: what has no value says why") {
    Story s;
    const auto p1 = s.process(0, "P1");
    s.process(0, "P2");
    s.runs(p1, 0, 5, Cause::quantum);
    s.ends(Outcome::until);
    CHECK(s.that("P1.turnaround == 5") == "P1 has no turnaround: it has not ended");
    CHECK(s.that("P2.response == 5") == "P2 has no response: it never ran an instruction");
    CHECK(s.that("P3.response == 5") == "nothing in the run is called \"P3\"");
    CHECK(s.that("avg(turnaround) == 5") == "no thread has a value for avg() to take");
    CHECK(s.that("span.x.p95 == 5") == "the run has no span \"x\" in it");
    CHECK(s.that("two::P1.cpu == 5") == "variant \"two\" was not run");
    CHECK(s.that("P1.cpu / P2.cpu > 1") == "a division by 0");
    CHECK(s.that("count(turnaround) == 0") == "");
}

TEST_CASE("that: values of several variants") {
    Story slow, fast;
    slow.runs(slow.process(0, "P"), 0, 8, Cause::exited);
    fast.runs(fast.process(0, "P"), 0, 3, Cause::exited);
    const Metrics slow_metrics = slow.measured(), fast_metrics = fast.measured();
    Scenario scenario;
    scenario.expectations.resize(2);
    scenario.expectations[0].texts = {"slow::P.turnaround > 2 * fast::P.turnaround"};
    scenario.expectations[1].texts = {"slow::avg(turnaround) == avg(fast::turnaround) * 3"};
    const auto verdicts = judge(
        scenario, {{"slow", {&slow_metrics, nullptr, nullptr}}, {"fast", {&fast_metrics, nullptr, nullptr}}});
    CHECK(verdicts[0].passed);
    CHECK(verdicts[0].claim == "that: slow::P.turnaround > 2 * fast::P.turnaround");
    CHECK_FALSE(verdicts[1].passed);
    CHECK(verdicts[1].found == "slow::avg(turnaround) is 8ms\navg(fast::turnaround) is 3ms");
}

TEST_CASE("schedule: slices of one thread that touch are one") {
    const Story s = round_robin();
    CHECK(s.row("P1 0-4, P2 4-7, P3 7-9, P1 9-17, P3 17-18, P1 18-30") == "");
    CHECK(s.row("P1 0-4, P2 4-7, P3 7-9, P1 9-12, P1 12-17, P3 17-18, P1 18-30") == "");
    CHECK(s.row("1111222331111111131111111111 11") != "");
    CHECK(s.row("111122233111111113111111111111") == "");
    CHECK(s.row("P1 0-4, P2 4-7, P3 7-9, P1 9-18, P3 18-19, P1 19-30") ==
          "cpu0 should have run P1 9-18; it ran P1 9-17\n"
          "it ran: P1 0-4, P2 4-7, P3 7-9, P1 9-17, P3 17-18, P1 18-30");
    CHECK(s.row("P1 0-4, P2 4-7") == "cpu0 should have run nothing more; it ran P3 7-9\n"
                                     "it ran: P1 0-4, P2 4-7, P3 7-9, P1 9-17, P3 17-18, P1 18-30");
    CHECK(s.row("P1 0-4, P2 4-7, P3 7-9, P1 9-17, P3 17-18, P1 18-30, P2 30-31") ==
          "cpu0 should have run P2 30-31; it ran nothing more\n"
          "it ran: ..., P1 9-17, P3 17-18, P1 18-30");
}

TEST_CASE("schedule: gaps need not be said; said, they are idle") {
    Story s(2);
    const auto a = s.process(0, "a"), b = s.process(0, "b");
    s.runs(a, 0, 2, Cause::quantum);
    s.schedule.cpus[0].push_back({Time(4 * ms), Time(5 * ms), Tid(b), Work::switching});
    s.runs(b, 5, 6, Cause::exited);
    s.runs(a, 6, 7, Cause::exited, 1);
    CHECK(s.row("a 0-2, b 5-6") == "");
    CHECK(s.row("a 0-2, idle 2-4, b 5-6") == "");
    CHECK(s.row("a 0-2, idle 2-5, b 5-6") ==
          "cpu0 should have been idle from 2ms to 5ms; from 4ms to 5ms the kernel worked on it");
    CHECK(s.found(ExpectationKind::schedule, {"aa...b", "......a"}, {"cpu0", "cpu1"}) == "");
    CHECK(s.found(ExpectationKind::schedule, {"a 6-8"}, {"cpu1"}) ==
          "cpu1 should have run a 6-8; it ran a 6-7\nit ran: a 6-7");
    CHECK(s.found(ExpectationKind::schedule, {"a 6-8"}, {"cpu7"}) ==
          "cpu7 should have run a 6-8; it ran nothing more\nit ran: nothing");
}

TEST_CASE("order: each item after the one before it") {
    const Story s = round_robin();
    CHECK(s.order({"P2 exits", "P3 exits", "P1 exits"}) == "");
    CHECK(s.order({"P1 starts", "P2 starts", "P3 blocks", "P3 wakes", "P1 preempted", "P3 exits"}) == "");
    CHECK(s.order({"P1 arrives", "P1 runs", "P1 runs", "P1 runs", "P1 runs", "P1 runs"}) ==
          "P1 runs at 18ms; P1 runs at 0ms, and not again later");
    CHECK(s.order({"P3 exits", "P2 exits"}) == "P3 exits at 18ms; P2 exits at 7ms, and not again later");
    CHECK(s.order({"P1 starts", "P1 starts"}) == "P1 starts at 0ms; P1 starts at 0ms, and not again later");
    CHECK(s.order({"P1 blocks"}) == "P1 blocks: this never happened");
    CHECK(s.order({"kid exits"}) == "kid exits: nothing in the run is called \"kid\"");
    CHECK(s.order({"P2 yields"}) == "P2 yields: this never happened");
}

TEST_CASE("never: what lasts for no time does not count") {
    const Story s = round_robin();
    CHECK(s.never("two threads Running") == "");
    CHECK(s.never("P2 Running while P1 Running") == "");
    CHECK(s.never("P2 Running while P1 Ready") == "P2 was Running while P1 was Ready from 4ms to 7ms");
    CHECK(s.never("P1 Ready") == "P1 was Ready from 4ms to 9ms, and once more");
    CHECK(s.never("P3 New") == "");
    CHECK(s.never("cpu0 idle while any Ready") == "");
    CHECK(s.never("2 threads Ready while P1 Running") ==
          "2 threads were Ready while P1 was Running from 0ms to 4ms");
    CHECK(s.never("any Waiting") == "a thread was Waiting from 9ms to 14ms");
    CHECK(s.never("kid Running while P1 Ready") == "nothing in the run is called \"kid\"");
    CHECK(s.never("cpu0 idle while kid Ready") == "nothing in the run is called \"kid\"");
    CHECK(s.never("P1 Terminated") == "");
    CHECK(s.never("P2 Terminated") == "P2 was Terminated from 7ms to 30ms");
}

TEST_CASE("never: a process is in one state, a group or family in several") {
    Story s(2);
    s.at(0, ProcessNew{Pid(2), init_pid, {s.names.intern("server"), 0}});
    const auto a = s.thread(0, "server/a", 2), b = s.thread(0, "server/b", 2);
    s.move(0, a, ThreadState::ready, ThreadState::running, Cause::dispatched, 0);
    s.move(3, b, ThreadState::ready, ThreadState::running, Cause::dispatched, 1);
    s.move(5, b, ThreadState::running, ThreadState::ready, Cause::quantum, 1);
    s.move(7, a, ThreadState::running, ThreadState::terminated, Cause::ended, 0);
    s.move(9, b, ThreadState::ready, ThreadState::terminated, Cause::killed, 1);
    CHECK(s.never("server Ready") == "server was Ready from 7ms to 9ms");
    CHECK(s.never("server/b Ready") == "server/b was Ready from 0ms to 3ms, and once more");
    CHECK(s.never("two threads of server Running") == "2 threads of server were Running from 3ms to 5ms");
    CHECK(s.never("cpu1 idle while b Ready") ==
          "cpu1 was idle while b was Ready from 0ms to 3ms, and once more");
    CHECK(s.never("three server Running") == "");
}

namespace {

/// a joins b, b joins c, c joins a, and d waits for a.
Story circle(Outcome outcome) {
    Story s;
    const auto a = s.process(0, "a");
    const auto b = s.thread(0, "b", a + 1), c = s.thread(0, "c", a + 1), d = s.thread(0, "d", a + 1);
    s.runs(d, 0, 1, Cause::join, 0, WaitsOn::thread, a);
    s.runs(a, 1, 2, Cause::join, 0, WaitsOn::thread, b);
    s.runs(b, 2, 3, Cause::join, 0, WaitsOn::thread, c);
    s.runs(c, 3, 4, Cause::join, 0, WaitsOn::thread, a);
    s.ends(outcome);
    return s;
}

} // namespace

TEST_CASE("deadlock: the cycle, from any of its members on") {
    const Story s = circle(Outcome::deadlock);
    CHECK(s.deadlock({"a", "b", "c"}) == "");
    CHECK(s.deadlock({"b", "c", "a"}) == "");
    CHECK(s.deadlock({"c", "b", "a"}) == "");
    CHECK(s.deadlock({"a", "b"}) == "the cycle is: a waits for b, which waits for c, which waits for a");
    CHECK(s.deadlock({"none"}) ==
          "the run ended in a deadlock; the cycle is: a waits for b, which waits for c, which waits for a");
    CHECK(s.never("a Waiting while c Waiting") == "a was Waiting while c was Waiting from 4ms on");
    const Story fine = circle(Outcome::finished);
    CHECK(fine.deadlock({"none"}) == "");
    CHECK(fine.deadlock({}) == "");
    CHECK(fine.deadlock({"a", "b"}) == "there was no deadlock: the run ended with \"finished\"");
    CHECK(fine.never("a Waiting while c Waiting") == "");
}

TEST_CASE("deadlock: who waits for ever without a cycle") {
    Story s;
    const auto a = s.process(0, "a");
    s.runs(a, 0, 1, Cause::child, 0, WaitsOn::child, 0);
    s.ends(Outcome::deadlock);
    CHECK(s.deadlock({"a"}) == "");
    CHECK(s.deadlock({"b"}) == "these wait for ever, not in a cycle: a");
}

TEST_CASE("claims are told as they were written, and a run that was not made is said") {
    Scenario scenario;
    scenario.expectations.resize(4);
    scenario.expectations[0].kind = ExpectationKind::schedule;
    scenario.expectations[0].texts = {"P1 0-4", "P2 0-4"};
    scenario.expectations[0].keys = {"cpu0", "cpu1"};
    scenario.expectations[1].kind = ExpectationKind::order;
    scenario.expectations[1].texts = {"P1 exits", "P2 exits"};
    scenario.expectations[2].kind = ExpectationKind::deadlock;
    scenario.expectations[2].texts = {"none"};
    scenario.expectations[3].texts = {"P1.cpu == 1"};
    scenario.expectations[3].at = {7, 5};
    const auto verdicts = judge(scenario, {});
    REQUIRE(verdicts.size() == 4);
    CHECK(verdicts[0].claim == "schedule: {cpu0: P1 0-4, cpu1: P2 0-4}");
    CHECK(verdicts[1].claim == "order: [P1 exits, P2 exits]");
    CHECK(verdicts[2].claim == "deadlock: none");
    CHECK(verdicts[0].found == "the base of the scenario was not run");
    CHECK(verdicts[3].found == "the base was not run");
    CHECK(verdicts[3].at == Mark{7, 5});
    for (const Verdict& verdict : verdicts)
        CHECK_FALSE(verdict.passed);
}
