// Scenarios made by hand, without YAML: what is measured is the kernel.
#include "works.hpp"

#include <algorithm>
#include <limits>

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

namespace {

/// Five kinds of threads: nice -2 to 2, 1 to 5 tickets.
Scenario shares(const char* policy, const char* length, std::uint32_t threads, std::uint32_t cpus) {
    Scenario scenario = rr_work(std::max(threads / 5, 1U), cpus);
    scenario.scheduler.policy = policy;
    scenario.scheduler.parameters = {{length, rr_quantum}};
    Attributes& first = scenario.processes.front().threads.front().attributes;
    first.nice = -2;
    first.tickets = 5;
    const ProcessSpec like = scenario.processes.front();
    for (std::int64_t kind = 1; kind < 5; ++kind) {
        scenario.processes.push_back(like);
        ProcessSpec& process = scenario.processes.back();
        process.name += static_cast<char>('a' + kind);
        process.threads.front().attributes.nice = kind - 2;
        process.threads.front().attributes.tickets = kind;
    }
    return scenario;
}

} // namespace

Scenario lottery_work(std::uint32_t threads, std::uint32_t cpus) {
    return shares("lottery", "quantum", threads, cpus);
}

Scenario stride_work(std::uint32_t threads, std::uint32_t cpus) {
    return shares("stride", "quantum", threads, cpus);
}

Scenario cfs_work(std::uint32_t threads, std::uint32_t cpus) {
    return shares("cfs", "quantum", threads, cpus);
}

Scenario eevdf_work(std::uint32_t threads, std::uint32_t cpus) {
    return shares("eevdf", "base_slice", threads, cpus);
}

Duration time_for(std::uint64_t dispatches, std::uint32_t cpus) {
    return rr_quantum * static_cast<std::int64_t>(dispatches / cpus);
}

} // namespace ossim
