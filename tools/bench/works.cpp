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

namespace {

ParameterValue demanded(const ParameterInfo& info) {
    switch (info.type) {
    case ParameterType::boolean: return true;
    case ParameterType::integer: return std::max<std::int64_t>(info.range.least, 1);
    case ParameterType::ratio: return Ratio(1, 2);
    case ParameterType::word: return std::string(info.words.front());
    case ParameterType::duration: return rr_quantum * 20;
    case ParameterType::durations: return std::vector<Duration>{rr_quantum * 20};
    case ParameterType::integers: return std::vector<std::int64_t>{};
    case ParameterType::queues: break;
    }
    std::vector<SchedulerSpec> queues;
    for (const char* name : {"first", "second"})
        queues.push_back({"rr", name, {{"quantum", rr_quantum * 20}}});
    return queues;
}

} // namespace

Scenario busy_work(const PolicyInfo& policy, std::uint32_t threads, std::uint32_t cpus,
                   QueueSharing sharing) {
    Compute compute;
    compute.duration = exponential(rr_quantum);
    Sleep sleep;
    sleep.duration = constant(Duration(rr_quantum.ns() / 100));
    Forever loop;
    loop.steps = {{compute, {}}, {sleep, {}}};
    Scenario scenario = work({{loop, {}}}, std::max(threads / 5, 1U), cpus, rr_quantum);
    scenario.machine.run_queues.sharing = sharing;
    scenario.scheduler.policy = policy.name;
    scenario.scheduler.parameters.clear();
    for (const ParameterInfo& each : policy.parameters)
        if (each.required) scenario.scheduler.parameters.push_back({std::string(each.name), demanded(each)});
    const ProcessSpec like = scenario.processes.front();
    scenario.processes.clear();
    for (std::int64_t kind = 1; kind <= 5; ++kind) {
        ProcessSpec& process = scenario.processes.emplace_back(like);
        process.name += static_cast<char>('a' + kind);
        Attributes& attributes = process.threads.front().attributes;
        attributes.priority = kind;
        attributes.nice = kind - 3;
        attributes.tickets = kind;
        if (policy.uses.queue) attributes.queue = kind % 2 == 0 ? "first" : "second";
    }
    return scenario;
}

/// Periods between a half and one and a half of the mean, none of them alike; nine tenths of the CPUs are
/// used.
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
