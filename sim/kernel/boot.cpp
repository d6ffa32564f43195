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

} // namespace

FirstAgenda first_agenda(const Scenario& scenario) {
    FirstAgenda first;
    const std::uint64_t most = scenario.limits.processes + 1;
    for (std::uint32_t spec = 0; spec < scenario.processes.size(); ++spec) {
        const ProcessSpec& process = scenario.processes[spec];
        const Stream stream(scenario.seed, "arrivals", spec);
        std::size_t threads = 0;
        for (const ThreadSpec& thread : process.threads)
            threads += thread.count;
        Time time = process.arrival;
        for (std::uint32_t i = 0; i < process.count && first.arrivals.size() < most; ++i) {
            if (process.between && i > 0) time = time + between(*process.between, stream, i - 1);
            first.arrivals.push_back({time, spec, process.count > 1 ? i + 1 : 0});
            first.threads += threads;
            first.processes += process.run_as == RunAs::processes ? threads : 1;
            if (!process.daemon) ++first.lasting;
        }
    }
    first.threads = std::min<std::size_t>(first.threads, scenario.limits.threads);
    first.processes = std::min<std::size_t>(first.processes, scenario.limits.processes);
    std::stable_sort(first.arrivals.begin(), first.arrivals.end(),
                     [](const Arrival& a, const Arrival& b) { return a.time < b.time; });
    return first;
}

} // namespace ossim
