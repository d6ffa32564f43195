// What a scenario has.
#include "misconceptions/belief.hpp"

#include <numeric>
#include <optional>
#include <string>

namespace ossim {

namespace {

/// The length of the program if it is one computation that is not drawn; else nothing.
std::optional<Duration> whole_length(const ProgramSpec& program) {
    if (program.steps.size() != 1) return std::nullopt;
    const auto* compute = std::get_if<Compute>(&program.steps.front().action);
    if (compute == nullptr || compute->duration.kind != Distribution::constant) return std::nullopt;
    return compute->duration.low;
}

} // namespace

std::uint64_t listed_threads(const Scenario& scenario) {
    std::uint64_t count = 0;
    for (const ProcessSpec& process : scenario.processes)
        for (const ThreadSpec& thread : process.threads)
            count += std::uint64_t{process.count} * thread.count;
    return count;
}

std::uint64_t listed_processes(const Scenario& scenario) {
    return std::accumulate(scenario.processes.begin(), scenario.processes.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const ProcessSpec& process) { return sum + process.count; });
}

bool has_company(const Scenario& scenario) {
    return listed_threads(scenario) > 1 || has_step<Fork, Spawn>(scenario);
}

bool has_threads(const Scenario& scenario) {
    const bool lists_them = std::ranges::any_of(scenario.processes, [](const ProcessSpec& process) {
        const bool several =
            process.threads.size() > 1 || (!process.threads.empty() && process.threads[0].count > 1);
        return several && process.run_as == RunAs::threads;
    });
    return lists_them || has_step<Spawn>(scenario);
}

bool has_later_arrivals(const Scenario& scenario) {
    return std::ranges::any_of(scenario.processes, [](const ProcessSpec& process) {
        const bool joins = std::ranges::any_of(process.threads, [](const ThreadSpec& thread) {
            return thread.arrival.value_or(Time()) > Time();
        });
        return process.arrival > Time() || process.between || joins;
    });
}

bool has_small_memory(const Scenario& scenario) {
    const MemorySpec& memory = scenario.machine.memory;
    return memory.modelled && (memory.frames || memory.bytes > 0);
}

bool uses_policy(const Scenario& scenario, std::initializer_list<std::string_view> names) {
    bool found = false;
    for_each_policy(scenario.scheduler, [&](const SchedulerSpec& spec) {
        found = found || std::ranges::find(names, spec.policy) != names.end();
    });
    return found;
}

bool has_quantum(const Scenario& scenario) {
    bool found = false;
    for_each_policy(scenario.scheduler, [&](const SchedulerSpec& spec) {
        const auto* quantum = parameter<Duration>(spec, "quantum");
        const auto* quanta = parameter<std::vector<Duration>>(spec, "quantum"); // one for each level
        found = found || quanta != nullptr || (quantum != nullptr && *quantum != Duration::forever());
    });
    return found;
}

bool is_preemptive(const Scenario& scenario) {
    bool found = false;
    for_each_policy(scenario.scheduler, [&](const SchedulerSpec& spec) {
        const auto* may = parameter<bool>(spec, "preemptive");
        found = found || spec.policy == "srtf" || (may != nullptr && *may);
    });
    return found;
}

bool change_policy(Belief& belief, std::string_view from, std::string_view to,
                   const std::vector<Parameter>& parameters) {
    return change_policies(belief, [&](SchedulerSpec& spec) {
        if (spec.policy != from) return false;
        spec.policy = to;
        spec.parameters = parameters;
        return true;
    });
}

bool rename_policy(Belief& belief, std::string_view from, std::string_view to) {
    return change_policies(belief, [&](SchedulerSpec& spec) {
        if (spec.policy != from) return false;
        spec.policy = to;
        return true;
    });
}

bool rank_by_length(Scenario& scenario) {
    std::vector<Duration> lengths;
    for (const ProgramSpec& program : scenario.programs) {
        const auto length = whole_length(program);
        if (!length) return false;
        lengths.push_back(*length);
    }
    std::vector<Duration> sorted = lengths;
    std::ranges::sort(sorted);
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    if (sorted.size() > static_cast<std::size_t>(priority_range.most)) return false;
    for (ProcessSpec& process : scenario.processes)
        for (ThreadSpec& thread : process.threads)
            thread.attributes.priority =
                std::ranges::lower_bound(sorted, lengths[thread.program.value]) - sorted.begin();
    return true;
}

SchedulerSpec by_priority(std::string_view urgent, bool preemptive) {
    return {"priority",
            "",
            {{"preemptive", preemptive},
             {"urgent", std::string(urgent)},
             {"quantum", Duration::forever()},
             {"aging", Duration::forever()},
             {"aging_limit", std::int64_t{1'000'000}}}};
}

bool leave_one_cpu(Scenario& scenario) {
    if (!change(scenario.machine.cpus, 1)) return false;
    scenario.machine.run_queues = {};
    (void)lift_affinity(scenario); // the one CPU is everybody's
    return true;
}

bool lift_affinity(Scenario& scenario) {
    std::vector<std::uint32_t> all(scenario.machine.cpus);
    std::iota(all.begin(), all.end(), 0U);
    for_each_attributes(scenario, [](Attributes& attributes) { attributes.affinity.clear(); });
    for_each_step(scenario, [&](Step& step) {
        if (auto* affinity = std::get_if<SetAffinity>(&step.action)) affinity->cpus.cpus = all;
    });
    return change(scenario.has_affinity, false);
}

bool costs_by_unit(const Scenario& scenario) {
    const CostProfile& costs = scenario.machine.costs;
    return costs.by_unit && costs.process_switch > Price();
}

bool costs_switches(const Scenario& scenario) {
    const CostProfile& costs = scenario.machine.costs;
    if (costs.by_unit) return costs.process_switch + costs.thread_switch > Price();
    const Price all = costs.trap_in + costs.trap_out + costs.crossing() + costs.interrupt + costs.dequeue +
                      costs.enqueue + costs.pick + costs.save + costs.restore + costs.space_change() +
                      costs.flush;
    return all > Price();
}

} // namespace ossim
