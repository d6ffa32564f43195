// Scenarios made by hand, without YAML: what is measured is the kernel.
#include "works.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace ossim {

namespace {

Draw constant(Duration length) {
    Draw draw;
    draw.low = length;
    return draw;
}

Draw exponential(Duration mean) {
    Draw draw;
    draw.kind = Distribution::exponential;
    draw.low = mean;
    return draw;
}

Scenario work(Steps steps, std::uint32_t threads, std::uint32_t cpus, Duration quantum) {
    Scenario scenario;
    scenario.title = "a work to measure";
    scenario.machine.cpus = cpus;
    scenario.scheduler.policy = "rr";
    scenario.scheduler.parameters = {{"quantum", quantum}};
    scenario.limits.events = std::numeric_limits<std::uint64_t>::max();
    scenario.programs.push_back({"", std::move(steps), {}});
    ThreadSpec thread;
    thread.name = "job";
    ProcessSpec process;
    process.name = "job";
    process.count = threads;
    process.threads.push_back(std::move(thread));
    scenario.processes.push_back(std::move(process));
    return scenario;
}

} // namespace

Scenario rr_work(std::uint32_t threads, std::uint32_t cpus) {
    Compute compute;
    compute.duration = constant(Duration::longest());
    return work({{compute, {}}}, threads, cpus, rr_quantum);
}

Scenario rrio_work(std::uint32_t threads, std::uint32_t cpus) {
    Compute compute;
    compute.duration = exponential(rrio_burst);
    Io io;
    const std::int64_t idle_per_busy = threads / cpus;
    io.duration = exponential(rrio_burst * std::max<std::int64_t>(1, idle_per_busy * 9 / 10));
    Forever loop;
    loop.steps = {{compute, {}}, {io, {}}};
    return work({{loop, {}}}, threads, cpus, rrio_burst * 20);
}

/// Periods between a half and one and a half of the mean, none of them alike; nine tenths of the CPUs are used.
Scenario edf_work(std::uint32_t threads, std::uint32_t cpus) {
    Compute compute;
    compute.duration = constant(edf_job);
    Scenario scenario = work({{compute, {}}}, threads, cpus, rr_quantum);
    scenario.scheduler.policy = "edf";
    scenario.scheduler.parameters = {{"exhausted", std::string("throttle")}};
    ProcessSpec process = std::move(scenario.processes.front());
    process.count = 1;
    scenario.processes.clear();
    const std::int64_t mean = edf_job.ns() * threads * 10 / 9 / cpus;
    for (std::uint32_t i = 0; i < threads; ++i) {
        process.name = "task" + std::to_string(i);
        Attributes& attributes = process.threads.front().attributes;
        attributes.period = Duration(std::max<std::int64_t>(2, mean / 2 + mean * i / threads + i % 7));
        attributes.wcet = edf_job;
        scenario.processes.push_back(process);
    }
    return scenario;
}

Duration time_for(std::uint64_t dispatches, std::uint32_t cpus) {
    return rr_quantum * static_cast<std::int64_t>(dispatches / cpus);
}

} // namespace ossim
