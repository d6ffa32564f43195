// Runs one work and nothing else, for valgrind and perf: ossim_work rr|rrio|edf THREADS CPUS DISPATCHES [metrics]
// Prints how many switches there were.
#include "works.hpp"

#include "ossim/metrics.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

using namespace ossim;

int main(int count, char** words) {
    if (count < 5) {
        std::fputs("usage: ossim_work rr|rrio|edf THREADS CPUS DISPATCHES [metrics]\n", stderr);
        return 2;
    }
    const auto number = [&](int i) { return std::strtoull(words[i], nullptr, 10); };
    const auto threads = static_cast<std::uint32_t>(number(2));
    const auto cpus = static_cast<std::uint32_t>(number(3));
    const std::string work = words[1];
    Scenario scenario = work == "rr"    ? rr_work(threads, cpus)
                        : work == "edf" ? edf_work(threads, cpus)
                                        : rrio_work(threads, cpus);
    scenario.until = Time() + time_for(number(4), cpus);
    MetricsSink metrics;
    std::vector<Sink*> sinks;
    if (count > 5) sinks.push_back(&metrics);
    Simulation simulation(scenario, sinks);
    const RunResult result = simulation.run();
    std::printf("%llu\n", static_cast<unsigned long long>(result.switches));
    return 0;
}
