// The accounts, from event streams made by hand and by chance: everything adds up exactly, at any end.
#include "ossim/metrics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <vector>

using namespace ossim;

namespace {

constexpr auto newborn = ThreadState::newborn, ready = ThreadState::ready, running = ThreadState::running,
               waiting = ThreadState::waiting, terminated = ThreadState::terminated;

ComponentLengths costs(std::initializer_list<std::pair<Component, std::int64_t>> parts) {
    ComponentLengths lengths;
    for (const auto& [component, ns] : parts)
        lengths.set(component, Duration(ns));
    return lengths;
}

/// A run written down event by event.
struct Story {
    Names names;
    TraceHeader header;
    std::vector<Event> events;

    Story() { names.intern(""); }
    template <class Body>
    void at(std::int64_t time, Body body) {
        events.push_back({Time(time), body});
    }
    void process(std::int64_t time, std::uint32_t pid, const std::string& name) {
        at(time, ProcessNew{Pid(pid), init_pid, {names.intern(name), 0}});
    }
    void thread(std::int64_t time, std::uint32_t tid, std::uint32_t pid, const std::string& name,
                const std::string& group = "") {
        at(time, ThreadNew{Tid(tid), Pid(pid), {names.intern(name), 0}, names.intern(group)});
        move(time, tid, ThreadState::fresh, newborn, Cause::created);
        move(time, tid, newborn, ready, Cause::admitted);
    }
    void move(std::int64_t time, std::uint32_t tid, ThreadState from, ThreadState to, Cause cause,
              std::uint32_t cpu = 0) {
        at(time, StateMove{Tid(tid), from, to, cause, WaitsOn::nothing, 0, CpuId(cpu)});
    }
    void run(std::int64_t time, std::uint32_t tid, std::uint32_t cpu = 0) {
        move(time, tid, ready, running, Cause::dispatched, cpu);
    }
    void change(std::int64_t time, std::uint32_t from, std::uint32_t to, SwitchKind kind,
                ComponentLengths cost, std::uint16_t cpu = 0, ChargedAs charged = ChargedAs::components) {
        at(time, Switch{cost, Tid(from), Tid(to), cpu, kind, charged});
    }
    void charge(std::int64_t time, std::uint32_t tid, Account account, std::int64_t length,
                std::uint32_t cpu = 0) {
        at(time, Charge{CpuId(cpu), Tid(tid), account, Duration(length)});
    }
    [[nodiscard]] Metrics measured(std::int64_t end) const {
        MetricsSink sink;
        sink.start(header, names);
        sink.accept(events);
        sink.finish(Time(end));
        return sink.metrics();
    }
};

std::int64_t in(const ThreadMetrics& thread, ThreadState state) {
    return thread.in_state[static_cast<std::size_t>(state)].ns();
}
std::int64_t kernel(const CpuMetrics& cpu, Account account) {
    return static_cast<std::int64_t>(cpu.kernel[static_cast<std::size_t>(account)].ns());
}
std::int64_t part(const CpuMetrics& cpu, Component component) {
    return static_cast<std::int64_t>(cpu.switching[static_cast<std::size_t>(component)].ns());
}

void two_processes(Story& story) {
    story.process(0, 2, "A");
    story.thread(0, 1, 2, "A");
    story.process(0, 3, "B");
    story.thread(0, 2, 3, "B");
}

const ComponentLengths process_cost =
    costs({{Component::trap, 2}, {Component::save, 3}, {Component::restore, 5}});

/// A runs from 0 (begins at 10) to 100, B from 100 (begins at 110).
Story one_switch() {
    Story story;
    two_processes(story);
    story.run(0, 1);
    story.change(0, 0, 1, SwitchKind::from_idle, process_cost);
    story.at(10, Begin{CpuId(0), Tid(1)});
    story.move(100, 1, running, ready, Cause::quantum);
    story.at(100, Pick{CpuId(0), Tid(2), 2, DecidedBy::tie, Tid(1), 0, 0});
    story.run(100, 2);
    story.change(100, 1, 2, SwitchKind::process, process_cost);
    story.at(110, Begin{CpuId(0), Tid(2)});
    return story;
}

} // namespace

TEST_CASE("a switch is paid by the thread that comes, and is nobody's own time") {
    const Metrics metrics = one_switch().measured(150);
    REQUIRE(metrics.threads.size() == 2);
    const ThreadMetrics &a = metrics.threads[0], &b = metrics.threads[1];
    CHECK(a.name == "A");
    CHECK(a.cpu == Duration(90));
    CHECK(a.switching == Duration(10));
    CHECK(in(a, running) == 100);
    CHECK(in(a, ready) == 50);
    CHECK(a.first_dispatch == Time(0));
    CHECK(a.first_instruction == Time(10));
    CHECK(a.involuntary == 1);
    CHECK(a.voluntary == 0);
    CHECK(b.cpu == Duration(40));
    CHECK(b.switching == Duration(10));
    CHECK(in(b, ready) == 100);
    CHECK(b.ready_at_first == Duration(100));
    CHECK(b.first_instruction == Time(110));
    CHECK(b.dispatches == 1);
    REQUIRE(metrics.cpus.size() == 1);
    const CpuMetrics& cpu = metrics.cpus[0];
    CHECK(cpu.user == Duration(130));
    CHECK(cpu.idle == Duration(0));
    CHECK(cpu.switching_total() == Duration(20));
    CHECK(part(cpu, Component::save) == 6);
    CHECK(cpu.switches == 1);
    CHECK(cpu.total() == Duration(150));
    CHECK(metrics.tied_picks == 1);
    REQUIRE(metrics.ties.size() == 1);
    CHECK(metrics.ties[0].chosen == Tid(2));
    CHECK(metrics.moves[static_cast<std::size_t>(ready)][static_cast<std::size_t>(running)] == 2);
    CHECK(metrics.switches[static_cast<std::size_t>(SwitchKind::process)].lengths.mean() == Ratio(10));
}

TEST_CASE("a switch that the end of the run cuts loses its last components first") {
    for (std::int64_t length = 0; length <= 10; ++length) {
        Story story = one_switch();
        story.events.pop_back(); // no Begin: the end comes first
        const Metrics metrics = story.measured(100 + length);
        const CpuMetrics& cpu = metrics.cpus[0];
        CHECK(part(cpu, Component::trap) == 2 + std::min<std::int64_t>(length, 2));
        CHECK(part(cpu, Component::save) == 3 + std::clamp<std::int64_t>(length - 2, 0, 3));
        CHECK(part(cpu, Component::restore) == 5 + std::clamp<std::int64_t>(length - 5, 0, 5));
        CHECK(cpu.user == Duration(90));
        CHECK(cpu.idle == Duration(0));
        CHECK(metrics.threads[1].switching == Duration(length));
        CHECK(metrics.threads[1].cpu == Duration(0));
        CHECK_FALSE(metrics.threads[1].first_instruction.has_value());
        CHECK(metrics.switches[static_cast<std::size_t>(SwitchKind::process)].lengths.sum() == Duration(10));
    }
}

TEST_CASE("charges that came later are cut before the switch that they were appended to") {
    Story story = one_switch();
    story.events.pop_back();
    story.charge(104, 2, Account::interrupt, 4); // appended: from 110 to 114
    story.charge(105, 2, Account::syscall, 6);   // from 114 to 120
    const Metrics whole = story.measured(130);
    CHECK(kernel(whole.cpus[0], Account::interrupt) == 4);
    CHECK(whole.threads[1].cpu == Duration(10));
    CHECK(whole.threads[1].first_instruction == Time(120));
    const Metrics cut = story.measured(112);
    CHECK(kernel(cut.cpus[0], Account::interrupt) == 2);
    CHECK(kernel(cut.cpus[0], Account::syscall) == 0);
    CHECK(cut.cpus[0].switching_total() == Duration(20));
    CHECK(cut.threads[1].kernel[1] == Duration(2));
    CHECK(cut.cpus[0].total() == Duration(112));
    const Metrics more = story.measured(108);
    CHECK(kernel(more.cpus[0], Account::interrupt) == 0);
    CHECK(part(more.cpus[0], Component::restore) == 8);
}

TEST_CASE("refills that a switch brings are part of its cost; others are only counted") {
    Story story = one_switch();
    const auto refill = [&](std::int64_t time, bool by_switch, std::int64_t tlb, std::int64_t cache) {
        ossim::Refilled event{Duration(tlb), Duration(cache), Tid(2), 0, by_switch};
        event.second_hits = 2;
        event.walks = 3;
        event.lines_l3 = 7;
        story.at(time, event);
    };
    story.events.pop_back();
    refill(110, true, 5, 2);
    story.charge(110, 2, Account::refill, 7);
    refill(118, false, 100, 0);
    refill(119, true, 1, 0);
    const Metrics metrics = story.measured(130);
    const SwitchMetrics& kind = metrics.switches[static_cast<std::size_t>(SwitchKind::process)];
    CHECK(kind.tlb_refill == Duration(6));
    CHECK(kind.cache_refill == Duration(2));
    CHECK(kind.lengths.count() == 1);
    CHECK(kind.lengths.most() == Duration(18));
    CHECK(metrics.refills.second_hits == 6);
    CHECK(metrics.refills.walks == 9);
    CHECK(metrics.refills.switch_misses == 10);
    CHECK(metrics.refills.lines_l3 == 21);
    CHECK(kernel(metrics.cpus[0], Account::refill) == 7);
    CHECK(metrics.cpus[0].total() == Duration(130));
}

TEST_CASE("an interrupt on an idle CPU delays who is dispatched meanwhile") {
    Story story;
    two_processes(story);
    story.charge(0, 0, Account::interrupt, 20);
    story.run(5, 1);
    const Metrics metrics = story.measured(30);
    CHECK(kernel(metrics.cpus[0], Account::interrupt) == 20);
    CHECK(metrics.cpus[0].user == Duration(10));
    CHECK(metrics.cpus[0].idle == Duration(0));
    CHECK(metrics.threads[0].kernel[static_cast<std::size_t>(Account::interrupt)] == Duration(15));
    CHECK(metrics.threads[0].cpu == Duration(10));
    CHECK(metrics.threads[0].first_dispatch == Time(5));
    CHECK(metrics.threads[0].first_instruction == Time(20));
}

TEST_CASE("the leaving half belongs to the thread that still runs, the coming half to the other") {
    Story story;
    two_processes(story);
    story.run(0, 1);
    const ComponentLengths half = costs({{Component::unit, 2}});
    story.change(10, 1, 0, SwitchKind::to_idle, half, 0, ChargedAs::leaving);
    story.move(12, 1, running, waiting, Cause::io);
    story.run(12, 2);
    story.change(12, 0, 2, SwitchKind::process, half, 0, ChargedAs::coming);
    story.at(14, Begin{CpuId(0), Tid(2)});
    const Metrics metrics = story.measured(20);
    CHECK(metrics.threads[0].cpu == Duration(10));
    CHECK(metrics.threads[0].switching == Duration(2));
    CHECK(metrics.threads[0].voluntary == 1);
    CHECK(metrics.threads[1].cpu == Duration(6));
    CHECK(metrics.threads[1].switching == Duration(2));
    const auto& kind = metrics.switches[static_cast<std::size_t>(SwitchKind::process)];
    CHECK(kind.lengths.count() == 1);
    CHECK(kind.lengths.mean() == Ratio(4));
    CHECK(kind.components[static_cast<std::size_t>(Component::unit)] == Duration(4));
    CHECK(metrics.switches[static_cast<std::size_t>(SwitchKind::to_idle)].lengths.count() == 0);
    CHECK(metrics.cpus[0].switches == 1);
    CHECK(metrics.cpus[0].total() == Duration(20));
}

TEST_CASE("a leaving half after which nobody comes is a switch to idle, and is cut as one") {
    Story story;
    two_processes(story);
    story.run(0, 1);
    const ComponentLengths half = costs({{Component::save, 2}, {Component::unit, 2}});
    story.change(10, 1, 0, SwitchKind::to_idle, half, 0, ChargedAs::leaving);
    const Metrics cut = story.measured(13);
    const auto& to_idle = static_cast<std::size_t>(SwitchKind::to_idle);
    CHECK(cut.switches[to_idle].lengths.mean() == Ratio(4));
    CHECK(cut.switches[to_idle].components[static_cast<std::size_t>(Component::unit)] == Duration(1));
    CHECK(cut.threads[0].switching == Duration(3));
    CHECK(cut.cpus[0].total() == Duration(13));
    story.move(14, 1, running, terminated, Cause::exited);
    story.change(14, 1, 0, SwitchKind::to_idle, {}, 0, ChargedAs::free);
    story.run(20, 2);
    story.change(20, 0, 2, SwitchKind::from_idle, half, 0, ChargedAs::coming);
    const Metrics whole = story.measured(30);
    CHECK(whole.switches[to_idle].lengths.count() == 1);
    CHECK(whole.switches[to_idle].lengths.mean() == Ratio(4));
    CHECK(whole.switches[static_cast<std::size_t>(SwitchKind::from_idle)].lengths.mean() == Ratio(4));
    CHECK(whole.cpus[0].idle == Duration(6));
}

TEST_CASE("who is killed in the middle of a switch pays for his part of it only") {
    Story story = one_switch();
    story.events.pop_back();
    story.move(104, 2, running, terminated, Cause::killed);
    const Metrics metrics = story.measured(130);
    CHECK(metrics.threads[1].switching == Duration(4));
    CHECK(metrics.threads[1].cpu == Duration(0));
    CHECK_FALSE(metrics.threads[1].first_instruction.has_value());
    CHECK(metrics.threads[1].end == Time(104));
    CHECK(metrics.cpus[0].switching_total() == Duration(20));
    CHECK(metrics.cpus[0].idle == Duration(20));
    CHECK(metrics.cpus[0].total() == Duration(130));
}

TEST_CASE(
    "a switch without a price begins at once, and a first instruction that enters the kernel has begun") {
    Story story;
    two_processes(story);
    story.run(7, 1);
    story.change(7, 0, 1, SwitchKind::from_idle, {});
    story.charge(7, 1, Account::syscall, 3);
    const Metrics metrics = story.measured(20);
    CHECK(metrics.threads[0].first_instruction == Time(7));
    CHECK(metrics.threads[0].cpu == Duration(10));
}

TEST_CASE("devices are busy with one request or with many, and queues cost time a request") {
    Story story;
    two_processes(story);
    const NameId disk = story.names.intern("disk");
    const auto request = [&](std::int64_t time, std::uint64_t number, std::uint32_t device) {
        story.at(time, IoRequest{number, Duration(10), Tid(1), DeviceId(device), disk, 0});
    };
    request(0, 1, 0);
    story.at(0, IoStart{1, DeviceId(0), Tid(1)});
    request(4, 2, 0);
    story.at(10, IoDone{1, DeviceId(0), Tid(1), CpuId(0)});
    story.at(10, IoStart{2, DeviceId(0), Tid(2)});
    request(15, 3, 1);
    story.at(15, IoStart{3, DeviceId(1), Tid(1)});
    story.at(20, IoDone{2, DeviceId(0), Tid(2), CpuId(0)});
    request(22, 4, 0);
    const Metrics metrics = story.measured(30);
    REQUIRE(metrics.devices.size() == 2);
    CHECK(metrics.devices[0].busy == Duration(20));
    CHECK(metrics.devices[0].queued == Duration(6 + 8));
    CHECK(metrics.devices[0].requests == 3);
    CHECK(metrics.devices[1].busy == Duration(15));
    CHECK(metrics.any_io == Duration(30));
}

TEST_CASE("init is listed only if it got a child that was not its own") {
    Story story;
    story.process(0, 1, "init");
    two_processes(story);
    story.at(5, ProcessExit{Pid(2), 3});
    CHECK(story.measured(9).processes.size() == 2);
    CHECK(story.measured(9).processes[0].status == 3);
    story.at(5, Orphaned{Pid(3), init_pid});
    const Metrics metrics = story.measured(9);
    REQUIRE(metrics.processes.size() == 3);
    CHECK(metrics.processes[0].name == "init");
    CHECK(metrics.processes[0].threads.empty());
}

TEST_CASE("numbers that nobody announced, and huge ones, are passed over") {
    Story story;
    story.header.cpus = 2;
    story.thread(0, 4'000'000'000, 2, "far");
    story.run(0, 77);
    story.move(0, 1, ready, running, Cause::dispatched, 70'000);
    story.change(0, 1, 2, SwitchKind::process, process_cost, 9);
    story.charge(0, 1, Account::syscall, 5, 4'000'000'000);
    story.at(0, IoStart{1, DeviceId(4'000'000'000), Tid(1)});
    story.at(0, IoRequest{1, Duration(1), Tid(1), DeviceId(4'000'000'000), NameId(0), 0});
    story.at(0, ProcessExit{Pid(4'000'000'000), 0});
    story.at(0, SpanEnd{Tid(1), NameId(4'000'000'000), Duration(1)});
    const Metrics metrics = story.measured(10);
    CHECK(metrics.threads.empty());
    CHECK(metrics.cpus[1].idle == Duration(10));
}

TEST_CASE("the last record says how the run ended") {
    Story story = one_switch();
    story.at(150, RunEnd{42, Outcome::limit, false});
    const Metrics metrics = story.measured(150);
    CHECK(metrics.outcome == Outcome::limit);
    CHECK_FALSE(metrics.complete);
    CHECK(metrics.events == 42);
    CHECK(one_switch().measured(150).events == one_switch().events.size());
}

namespace {

/// What every nanosecond was used for, written down one by one: the slow truth that the accounts must meet.
struct Diary {
    static constexpr int idle = -1, user = -2; // else: component, or component_count + account
    std::int64_t end = 0;
    std::vector<std::vector<int>> cpus;         ///< kernel work by CPU and nanosecond
    std::vector<std::vector<std::uint32_t>> on; ///< the Running thread by CPU and nanosecond
    std::vector<std::int64_t> busy_until;

    Diary(std::uint32_t count, std::int64_t length)
        : end(length), cpus(count, std::vector<int>(static_cast<std::size_t>(length), idle)),
          on(count, std::vector<std::uint32_t>(static_cast<std::size_t>(length), 0)), busy_until(count) {}
    void work(std::uint32_t cpu, std::int64_t now, int what, std::int64_t length) {
        std::int64_t& until = busy_until[cpu];
        until = std::max(until, now);
        for (; length > 0; --length, ++until)
            if (until < end) cpus[cpu][static_cast<std::size_t>(until)] = what;
    }
    void runs(std::uint32_t cpu, std::uint32_t tid, std::int64_t from, std::int64_t to) {
        for (std::int64_t t = from; t < std::min(to, end); ++t)
            on[cpu][static_cast<std::size_t>(t)] = tid;
    }
};

/// Dispatches, switches, charges and preemptions at random moments, a price now and then longer than what
/// follows.
class RandomRun {
  public:
    RandomRun(std::uint64_t seed, std::int64_t end) : random_(seed), diary_(cpu_count, end) {
        story_.header.cpus = cpu_count;
        for (std::uint32_t tid = 1; tid <= thread_count; ++tid) {
            story_.process(0, tid + 1, "P" + std::to_string(tid));
            story_.thread(0, tid, tid + 1, "P" + std::to_string(tid));
        }
        for (std::int64_t now = 0; now < end; now += below(4))
            step(now);
        for (std::uint32_t cpu = 0; cpu < cpu_count; ++cpu)
            if (runner_[cpu] != 0) diary_.runs(cpu, runner_[cpu], since_[cpu], end);
    }
    [[nodiscard]] const Story& story() const { return story_; }
    [[nodiscard]] const Diary& diary() const { return diary_; }
    static constexpr std::uint32_t cpu_count = 3, thread_count = 6;

  private:
    std::int64_t below(std::int64_t bound) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
    }

    void step(std::int64_t now) {
        const auto cpu = static_cast<std::uint32_t>(below(cpu_count));
        const std::int64_t chance = below(10);
        if (chance < 3)
            charge(now, cpu);
        else if (runner_[cpu] != 0 && chance < 7)
            stop(now, cpu);
        else if (runner_[cpu] == 0)
            start(now, cpu);
    }
    void charge(std::int64_t now, std::uint32_t cpu) {
        const auto account = static_cast<Account>(below(account_count));
        const std::int64_t length = below(9);
        story_.charge(now, runner_[cpu], account, length, cpu);
        diary_.work(cpu, now, static_cast<int>(component_count) + static_cast<int>(account), length);
    }
    void change(std::int64_t now, std::uint32_t cpu, std::uint32_t from, std::uint32_t to) {
        ComponentLengths cost;
        for (std::size_t i = 0; i < component_count; ++i) {
            const std::int64_t length = below(3) == 0 ? below(5) : 0;
            cost.set(static_cast<Component>(i), Duration(length));
            diary_.work(cpu, now, static_cast<int>(i), length);
        }
        const auto kind = static_cast<SwitchKind>(below(switch_kind_count));
        constexpr ChargedAs charges[] = {ChargedAs::components, ChargedAs::components, ChargedAs::coming,
                                         ChargedAs::leaving};
        story_.change(now, from, to, kind, cost, static_cast<std::uint16_t>(cpu), charges[below(4)]);
    }
    void start(std::int64_t now, std::uint32_t cpu) {
        const auto tid = static_cast<std::uint32_t>(1 + below(thread_count));
        if (std::find(runner_.begin(), runner_.end(), tid) != runner_.end()) return;
        const bool switch_first = below(2) == 0;
        if (switch_first) change(now, cpu, 0, tid);
        story_.run(now, tid, cpu);
        runner_[cpu] = tid;
        since_[cpu] = now;
        if (!switch_first) change(now, cpu, 0, tid);
    }
    void stop(std::int64_t now, std::uint32_t cpu) {
        story_.move(now, runner_[cpu], running, ready, Cause::preempted, cpu);
        diary_.runs(cpu, runner_[cpu], since_[cpu], now);
        runner_[cpu] = 0;
    }

    std::mt19937_64 random_;
    Story story_;
    Diary diary_;
    std::vector<std::uint32_t> runner_ = std::vector<std::uint32_t>(cpu_count);
    std::vector<std::int64_t> since_ = std::vector<std::int64_t>(cpu_count);
};

void compare_cpu(const CpuMetrics& cpu, const Diary& diary) {
    CpuMetrics truth;
    const std::size_t c = cpu.cpu.value;
    for (std::size_t t = 0; t < diary.cpus[c].size(); ++t) {
        const int what = diary.cpus[c][t];
        const auto index = static_cast<std::size_t>(what);
        if (what == Diary::idle)
            (diary.on[c][t] != 0 ? truth.user : truth.idle) += Duration(1);
        else if (index < component_count)
            truth.switching[index] += Duration(1);
        else
            truth.kernel[index - component_count] += Duration(1);
    }
    CHECK(cpu.user == truth.user);
    CHECK(cpu.idle == truth.idle);
    CHECK(cpu.kernel == truth.kernel);
    CHECK(cpu.switching == truth.switching);
    CHECK(cpu.total() == Duration(diary.end));
}

void compare_thread(const ThreadMetrics& thread, const Diary& diary) {
    std::int64_t own = 0, switching = 0, in_kernel = 0;
    for (std::size_t c = 0; c < diary.cpus.size(); ++c)
        for (std::size_t t = 0; t < diary.cpus[c].size(); ++t) {
            if (diary.on[c][t] != thread.tid.value) continue;
            const int what = diary.cpus[c][t];
            ++(what == Diary::idle ? own : what < static_cast<int>(component_count) ? switching : in_kernel);
        }
    CHECK(thread.cpu == Duration(own));
    CHECK(thread.switching == Duration(switching));
    CHECK(std::accumulate(thread.kernel.begin(), thread.kernel.end(), Duration()) == Duration(in_kernel));
    CHECK(in(thread, running) == own + switching + in_kernel);
    Duration lifetime;
    for (const Duration span : thread.in_state)
        lifetime += span;
    CHECK(lifetime == Duration(diary.end));
}

} // namespace

TEST_CASE("over random runs every account is what each nanosecond was used for") {
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        CAPTURE(seed);
        const std::int64_t end = 50 + static_cast<std::int64_t>(seed) * 7;
        const RandomRun run(seed, end);
        const Metrics metrics = run.story().measured(end);
        for (const CpuMetrics& cpu : metrics.cpus)
            compare_cpu(cpu, run.diary());
        for (const ThreadMetrics& thread : metrics.threads)
            compare_thread(thread, run.diary());
        TimeSum by_kind, by_cpu;
        for (const SwitchMetrics& kind : metrics.switches)
            for (const TimeSum length : kind.components)
                by_kind += length;
        for (const CpuMetrics& cpu : metrics.cpus)
            by_cpu += cpu.switching_total();
        CHECK(by_kind == by_cpu);
    }
}
