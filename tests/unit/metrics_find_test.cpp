// Metrics by name, the histogram, and the table of what a switch costs.
#include "metrics/switch_cost.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace ossim;

namespace {

ThreadMetrics thread(std::uint32_t tid, std::uint32_t pid, std::string name, std::string group = "") {
    ThreadMetrics t;
    t.tid = Tid(tid);
    t.pid = Pid(pid);
    t.name = std::move(name);
    t.group = std::move(group);
    return t;
}

void lives(ThreadMetrics& t, std::int64_t arrival, std::int64_t first, std::int64_t end,
           std::int64_t in_ready, std::int64_t in_running, std::int64_t in_waiting, std::int64_t cpu) {
    t.arrival = Time(arrival);
    t.first_dispatch = Time(first);
    t.first_instruction = Time(first + 2);
    t.end = Time(end);
    t.in_state[static_cast<std::size_t>(ThreadState::ready)] = Duration(in_ready);
    t.in_state[static_cast<std::size_t>(ThreadState::running)] = Duration(in_running);
    t.in_state[static_cast<std::size_t>(ThreadState::waiting)] = Duration(in_waiting);
    t.cpu = Duration(cpu);
    t.switching = Duration(in_running - cpu);
    t.dispatches = t.voluntary = 1;
}

ProcessMetrics process(std::uint32_t pid, std::string name, std::int64_t arrival, std::optional<Time> end,
                       std::vector<Tid> threads) {
    ProcessMetrics p;
    p.pid = Pid(pid);
    p.name = std::move(name);
    p.arrival = Time(arrival);
    p.end = end;
    if (end) p.status = 0;
    p.threads = std::move(threads);
    return p;
}

/// A process P1 of one thread, and a server of two workers, one of which has not ended.
Metrics example() {
    Metrics m;
    m.end = Time(100);
    m.threads = {thread(1, 2, "P1", "fast"), thread(2, 3, "server/worker.1", "slow"),
                 thread(3, 3, "server/worker.2", "slow")};
    lives(m.threads[0], 0, 0, 40, 10, 20, 10, 18);
    lives(m.threads[1], 10, 20, 60, 15, 30, 5, 27);
    lives(m.threads[2], 10, 50, 100, 70, 20, 0, 18);
    m.threads[2].end.reset();
    m.processes = {process(2, "P1", 0, Time(40), {Tid(1)}),
                   process(3, "server", 10, std::nullopt, {Tid(2), Tid(3)})};
    m.cpus.resize(1);
    m.cpus[0].user = Duration(63);
    m.cpus[0].switching[static_cast<std::size_t>(Component::save)] = Duration(7);
    m.cpus[0].kernel[static_cast<std::size_t>(Account::interrupt)] = Duration(5);
    m.cpus[0].idle = Duration(25);
    m.cpus[0].switches = 2;
    auto& process_switches = m.switches[static_cast<std::size_t>(SwitchKind::process)];
    process_switches.lengths.add(Duration(4), 2);
    process_switches.components[static_cast<std::size_t>(Component::save)] = Duration(8);
    auto& thread_switches = m.switches[static_cast<std::size_t>(SwitchKind::thread)];
    thread_switches.lengths.add(Duration(3));
    thread_switches.components[static_cast<std::size_t>(Component::restore)] = Duration(3);
    m.spans = {{"page.load", {}}};
    for (std::int64_t i = 1; i <= 20; ++i)
        m.spans[0].lengths.add(Duration(i));
    DeviceMetrics disk;
    disk.name = "disk";
    disk.busy = Duration(30);
    disk.requests = 4;
    m.devices = {disk};
    m.picks = 9;
    m.tied_picks = 2;
    return m;
}

std::optional<Ratio> value(const Metrics& m, std::string_view subject, std::string_view name) {
    const auto found = find_metric(m, subject, name);
    return found ? std::optional(found->value) : std::nullopt;
}

} // namespace

TEST_CASE("a thread, a process, a group and a CPU by name") {
    const Metrics m = example();
    CHECK(value(m, "P1", "turnaround") == Ratio(40));
    CHECK(value(m, "P1", "response") == Ratio(2));
    CHECK(value(m, "P1", "ready_wait") == Ratio(10));
    CHECK(value(m, "P1", "turnaround_minus_cpu") == Ratio(22));
    CHECK(value(m, "P1", "normalised_turnaround") == Ratio(20, 9));
    CHECK(value(m, "P1", "status") == Ratio(0));
    CHECK(value(m, "server/worker.1", "finish") == Ratio(60));
    CHECK(value(m, "worker.1", "blocked") == Ratio(5));
    CHECK(value(m, "server", "ready_wait") == Ratio(85));
    CHECK(value(m, "server", "cpu") == Ratio(45));
    CHECK(value(m, "server", "response") == Ratio(12));
    CHECK(value(m, "server", "threads") == Ratio(2));
    CHECK(value(m, "slow", "cpu") == Ratio(45));
    CHECK(value(m, "fast", "finish") == Ratio(40));
    CHECK(value(m, "cpu0", "utilisation") == Ratio(63, 100));
    CHECK(value(m, "cpu0", "busy") == Ratio(75));
    CHECK(value(m, "cpu0", "save") == Ratio(7));
    CHECK(value(m, "cpu0", "interrupt") == Ratio(5));
}

TEST_CASE("what has not ended has no turnaround, and what does not exist has no value") {
    const Metrics m = example();
    CHECK_FALSE(value(m, "server", "turnaround"));
    CHECK_FALSE(value(m, "server/worker.2", "finish"));
    CHECK_FALSE(value(m, "slow", "turnaround"));
    CHECK_FALSE(value(m, "P2", "turnaround"));
    CHECK_FALSE(value(m, "P1", "turn"));
    CHECK_FALSE(value(m, "cpu1", "user"));
    CHECK_FALSE(value(m, "", "turnaround"));
    CHECK_FALSE(value(m, "", "switches.upwards.mean"));
    CHECK_FALSE(value(m, "", "span.nothing.mean"));
    CHECK_FALSE(value(m, "", "device.disk"));
    CHECK_FALSE(value(Metrics(), "", "utilisation"));
    CHECK_FALSE(value(Metrics(), "", "fairness"));
}

TEST_CASE("the run, its switches, spans and devices") {
    const Metrics m = example();
    CHECK(value(m, "", "length") == Ratio(100));
    CHECK(value(m, "", "makespan") == Ratio(40));
    CHECK(value(m, "", "throughput") == Ratio(10'000'000));
    CHECK(value(m, "", "thread_throughput") == Ratio(20'000'000));
    CHECK(value(m, "", "overhead") == Ratio(12, 100));
    CHECK(value(m, "", "switches") == Ratio(2));
    CHECK(value(m, "", "switches.count") == Ratio(3));
    CHECK(value(m, "", "switches.mean") == Ratio(11, 3));
    CHECK(value(m, "", "switches.total") == Ratio(11));
    CHECK(value(m, "", "switches.process.count") == Ratio(2));
    CHECK(value(m, "switches.process", "save") == Ratio(8));
    CHECK(value(m, "switches", "restore") == Ratio(3));
    CHECK(value(m, "", "span.page.load.p95") == Ratio(19));
    CHECK(value(m, "span.page.load", "mean") == Ratio(21, 2));
    CHECK(value(m, "device.disk", "utilisation") == Ratio(30, 100));
    CHECK(value(m, "", "device.disk.requests") == Ratio(4));
    CHECK(value(m, "", "fairness") == Ratio(63 * 63, 3 * (18 * 18 + 27 * 27 + 18 * 18)));
    CHECK(value(m, "", "ties") == Ratio(2));
}

TEST_CASE("fairness stays exact for long runs and does not overflow") {
    Metrics m;
    m.threads = {thread(1, 2, "a"), thread(2, 2, "b"), thread(3, 2, "c")};
    for (ThreadMetrics& t : m.threads)
        t.cpu = Duration(4'000'000'000'000'000'000);
    CHECK(value(m, "", "fairness") == Ratio(1));
    m.threads[1].cpu = m.threads[2].cpu = Duration(0);
    CHECK(value(m, "", "fairness") == Ratio(1, 3));
}

TEST_CASE("conventions say what response and waiting mean") {
    Metrics m = example();
    CHECK(value(m, "P1", "waiting") == Ratio(10));
    m.header.settings = {{"response", "first-dispatch"}, {"waiting", "turnaround-minus-cpu"}};
    CHECK(value(m, "P1", "response") == Ratio(0));
    CHECK(value(m, "P1", "start") == Ratio(0));
    CHECK(value(m, "P1", "waiting") == Ratio(22));
}

TEST_CASE("all values of a metric, of all or of some") {
    const Metrics m = example();
    const auto numbers = [](const std::vector<MetricValue>& values) {
        std::vector<Ratio> result;
        for (const MetricValue& one : values)
            result.push_back(one.value);
        return result;
    };
    CHECK(numbers(all_of_metric(m, "ready_wait")) == std::vector{Ratio(10), Ratio(15), Ratio(70)});
    CHECK(numbers(all_of_metric(m, "turnaround")) == std::vector{Ratio(40), Ratio(50)});
    CHECK(numbers(all_of_metric(m, "slow", "ready_wait")) == std::vector{Ratio(15), Ratio(70)});
    CHECK(numbers(all_of_metric(m, "server", "turnaround")) == std::vector{Ratio(50)});
    CHECK(numbers(all_of_metric(m, "threads")) == std::vector{Ratio(1), Ratio(2)});
    CHECK(all_of_metric(m, "utilisation").empty());
    CHECK(has_subject(m, "server"));
    CHECK(has_subject(m, "span.page.load"));
    CHECK_FALSE(has_subject(m, "device.tape"));
    CHECK_FALSE(has_subject(m, ""));
}

TEST_CASE("every metric of the catalogue has a value somewhere") {
    Metrics m = example();
    m.faults.references = 4; // else there is no effective access time
    JobDone job;
    job.response = Duration(3);
    for (ThreadMetrics& each : m.threads)
        each.jobs.add(job); // else no job has a response time
    for (const MetricInfo& info : metric_catalogue()) {
        CAPTURE(std::string(info.name));
        std::string name(info.name);
        const auto put = [&](std::string_view what, std::string_view with) {
            if (const std::size_t at = name.find(what); at != std::string::npos)
                name.replace(at, what.size(), with);
        };
        put("KIND", "process");
        put("COMPONENT", "save");
        put("NAME", info.of == "device" ? "disk" : "page.load");
        const std::string_view subject = info.of == "thread" || info.of == "process" ? "P1"
                                         : info.of == "cpu"                          ? "cpu0"
                                                                                     : "";
        const auto found = find_metric(m, subject, name);
        REQUIRE(found.has_value());
        CHECK(found->is_time == (info.unit == "time"));
    }
}

TEST_CASE("percentiles of the histogram are at most 1/64 above the truth") {
    std::mt19937_64 random(7);
    for (int round = 0; round < 20; ++round) {
        Histogram histogram;
        std::vector<std::int64_t> values;
        for (int i = 0; i < 500; ++i) {
            values.push_back(static_cast<std::int64_t>(random() >> (1 + random() % 62)));
            histogram.add(Duration(values.back()));
        }
        std::sort(values.begin(), values.end());
        for (const int percent : {1, 25, 50, 95, 99, 100}) {
            const std::int64_t truth =
                values[(values.size() * static_cast<std::size_t>(percent) + 99) / 100 - 1];
            const std::int64_t found = histogram.percentile(percent).ns();
            CHECK(found >= truth);
            CHECK(found - truth <= truth / 64);
        }
        CHECK(histogram.least() == Duration(values.front()));
        CHECK(histogram.percentile(100) == Duration(values.back()));
    }
}

TEST_CASE("a histogram is exact when all values are equal, and of nothing everything is 0") {
    Histogram histogram;
    CHECK(histogram.mean() == Ratio());
    CHECK(histogram.percentile(50) == Duration());
    histogram.add(Duration(1'234'567), 3);
    CHECK(histogram.percentile(1) == Duration(1'234'567));
    CHECK(histogram.percentile(99) == Duration(1'234'567));
    CHECK(histogram.mean() == Ratio(1'234'567));
    Histogram both;
    both.add(Duration(5));
    both.add(histogram);
    CHECK(both.count() == 4);
    CHECK(both.percentile(25) == Duration(5));
    CHECK(both.sum() == Duration(3 * 1'234'567 + 5));
}

TEST_CASE("the table of switches sets processes beside threads") {
    const Metrics m = example();
    const SwitchCostTable table = switch_cost_table(m);
    CHECK(table.row(SwitchKind::process).count == 2);
    CHECK(table.row(SwitchKind::process).mean == Ratio(4));
    CHECK(table.row(SwitchKind::process).each[static_cast<std::size_t>(Component::save)] == Ratio(4));
    CHECK(table.row(SwitchKind::process).total == Duration(8));
    CHECK(table.row(SwitchKind::thread).median == Duration(3));
    CHECK(table.row(SwitchKind::to_idle).count == 0);
    CHECK(table.process_over_thread == Ratio(4, 3));
    CHECK(table.components() == std::vector{Component::save, Component::restore});
    CHECK_FALSE(switch_cost_table(Metrics()).process_over_thread);
}

TEST_CASE("sums over threads and CPUs do not overflow") {
    constexpr std::int64_t long_time = 1'000'000'000'000'000'000;
    Metrics m;
    m.end = Time(2 * long_time);
    m.cpus.resize(8);
    for (std::uint32_t i = 0; i < 16; ++i) {
        m.threads.push_back(thread(i + 1, 2, "A." + std::to_string(i + 1)));
        lives(m.threads.back(), 0, 0, 2 * long_time, long_time, long_time, 0, long_time);
        m.cpus[i / 2].user += Duration(long_time);
    }
    const auto text = [&](std::string_view subject, std::string_view name) {
        const auto found = find_metric(m, subject, name);
        return found ? std::to_string(static_cast<std::int64_t>(found->value.numerator() / long_time)) : "-";
    };
    CHECK(text("", "user") == "16");
    CHECK(text("A", "ready_wait") == "16");
    CHECK(text("A", "cpu") == "16");
    CHECK(text("", "utilisation") == "0"); // 1/1
    CHECK(find_metric(m, "", "utilisation")->value == Ratio(1));
}

TEST_CASE("percentiles are the lengths themselves while there are few different ones") {
    Histogram lengths;
    for (const std::int64_t each : {11'000'000, 21'000'000, 11'000'000})
        lengths.add(Duration(each));
    CHECK(lengths.is_exact());
    CHECK(lengths.percentile(50) == Duration(11'000'000));
    CHECK(lengths.percentile(99) == Duration(21'000'000));
    Histogram many;
    for (std::int64_t i = 0; i < 100'000; ++i)
        many.add(Duration(1'000'000 + i % 2'048));
    CHECK(many.is_exact());
    CHECK(many.percentile(100) == Duration(1'002'047));
    for (std::int64_t i = 0; i < 100'000; ++i)
        many.add(Duration(2'000'000 + i));
    CHECK_FALSE(many.is_exact());
    CHECK(many.count() == 200'000);
    lengths.add(many);
    CHECK_FALSE(lengths.is_exact());
    CHECK(lengths.count() == 200'003);
    CHECK(lengths.percentile(100) == Duration(21'000'000));
}
