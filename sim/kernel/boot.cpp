// Boot: arrivals.
#include "kernel/boot.hpp"

#include "base/random.hpp"

#include <algorithm>

namespace ossim {

namespace {

/// The time from one arrival to the next, the n-th of an entry.
Duration between(const Draw& draw, const Stream& stream, std::uint64_t n) {
    switch (draw.kind) {
    case Distribution::constant: return draw.low;
    case Distribution::exponential: return exponential(draw.low, stream.at(n));
    case Distribution::uniform: return uniform(draw.low, draw.high, stream.at(n));
    case Distribution::list: return draw.values[n % draw.values.size()];
    }
    return draw.low;
}

void add_late_threads(const ProcessSpec& process, std::uint32_t spec, Pid pid,
                      std::vector<Arrival>& arrivals) {
    for (std::uint32_t i = 0; i < process.threads.size(); ++i) {
        const std::optional<Time> arrival = process.threads[i].arrival;
        if (arrival && *arrival > process.arrival) arrivals.push_back({*arrival, spec, 0, pid, i});
        if (process.run_as == RunAs::processes) pid.value += process.threads[i].count;
    }
}

void take_listed(Processes& processes, NameId base, std::uint32_t count) {
    if (count > 1)
        processes.take_family(base, count);
    else
        processes.take(Name{base, 0});
}

} // namespace

void take_listed_names(const Scenario& scenario, Names& names, Processes& processes) {
    for (const ProcessSpec& process : scenario.processes) {
        const NameId base = names.intern(process.name);
        if (process.run_as == RunAs::threads || !process.threads_given)
            take_listed(processes, base, process.count);
        if (!process.threads_given || process.count > 1)
            continue; // of families, few would ask for a member's
        for (const ThreadSpec& thread : process.threads)
            take_listed(processes, names.intern(process.name + "/" + thread.name), thread.count);
    }
}

FirstAgenda first_agenda(const Scenario& scenario) {
    FirstAgenda first;
    const std::uint64_t most = scenario.limits.processes + 1;
    const Streams streams(scenario.seed, "arrivals");
    for (std::uint32_t spec = 0; spec < scenario.processes.size(); ++spec) {
        const ProcessSpec& process = scenario.processes[spec];
        const Stream stream = streams.named(process.name, 0);
        std::size_t threads = 0;
        for (const ThreadSpec& thread : process.threads)
            threads += thread.count;
        Time time = process.arrival;
        for (std::uint32_t i = 0; i < process.count && first.arrivals.size() < most; ++i) {
            if (process.between && i > 0) time = time + between(*process.between, stream, i - 1);
            const Pid pid(static_cast<std::uint32_t>(init_pid.value + 1 + first.processes));
            first.arrivals.push_back({time, spec, process.count > 1 ? i + 1 : 0, pid, Arrival::no_thread});
            add_late_threads(process, spec, pid, first.arrivals);
            first.threads += threads;
            first.processes += process.run_as == RunAs::processes ? threads : 1;
        }
        if (!process.daemon) first.lasting += process.count;
    }
    std::stable_sort(first.arrivals.begin(), first.arrivals.end(),
                     [](const Arrival& a, const Arrival& b) { return a.time < b.time; });
    return first;
}

} // namespace ossim
