// Runs one work and nothing else, for valgrind and perf: ossim_work WORK THREADS CPUS DISPATCHES [metrics],
// where WORK is rr, rrio, lottery, stride, cfs, eevdf or edf. Prints how many switches there were.
#include "works.hpp"

#include "ossim/metrics.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

using namespace ossim;

int main(int count, char** words) {
    if (count < 5) {
        std::fputs(
            "usage: ossim_work rr|rrio|lottery|stride|cfs|eevdf|edf THREADS CPUS DISPATCHES [metrics]\n",
            stderr);
        return 2;
    }
    const auto number = [&](int i) { return std::strtoull(words[i], nullptr, 10); };
    const auto threads = static_cast<std::uint32_t>(number(2));
    const auto cpus = static_cast<std::uint32_t>(number(3));
    const std::map<std::string, Scenario (*)(std::uint32_t, std::uint32_t)> works = {
        {"rr", rr_work},   {"rrio", rrio_work},   {"lottery", lottery_work}, {"stride", stride_work},
        {"cfs", cfs_work}, {"eevdf", eevdf_work}, {"edf", edf_work}};
    const auto work = works.find(words[1]);
    if (work == works.end()) {
        std::fputs("there is no such work\n", stderr);
        return 2;
    }
    Scenario scenario = work->second(threads, cpus);
    scenario.until = Time() + time_for(number(4), cpus);
    MetricsSink metrics;
    std::vector<Sink*> sinks;
    if (count > 5) sinks.push_back(&metrics);
    Simulation simulation(scenario, sinks);
    const RunResult result = simulation.run();
    std::printf("%llu\n", static_cast<unsigned long long>(result.switches));
    return 0;
}
