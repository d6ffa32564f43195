// The periodic work of a scenario as a plain task set, and who schedules it.
#include "analysis/task_set.hpp"
#include "ossim/scenario.hpp"

#include <variant>

namespace ossim {

namespace {

constexpr std::size_t most_tasks = 10'000;

/// What a job computes: as declared, or by a program that only computes. Nothing: that is not known.
std::optional<Duration> demand_of(const Scenario& scenario, const ThreadSpec& thread) {
    if (thread.attributes.wcet > Duration()) return thread.attributes.wcet;
    if (thread.program.value >= scenario.programs.size()) return std::nullopt;
    Duration sum;
    for (const Step& step : scenario.programs[thread.program.value].steps) {
        const auto* compute = std::get_if<Compute>(&step.action);
        if (compute == nullptr || compute->duration.kind != Distribution::constant) return std::nullopt;
        sum += compute->duration.low;
    }
    return sum > Duration() ? std::optional(sum) : std::nullopt;
}

template <class Value>
Value value_of(const SchedulerSpec& spec, std::string_view name, Value fallback) {
    for (const Parameter& parameter : spec.parameters)
        if (parameter.name == name)
            if (const auto* value = std::get_if<Value>(&parameter.value)) return *value;
    return fallback;
}

/// The smaller is the more urgent.
std::int64_t priority_of(const SchedulerSpec& spec, const Attributes& attributes) {
    if (spec.policy == "rm") return attributes.period.value_or(Duration::forever()).ns();
    if (spec.policy == "dm") return attributes.deadline.value_or(*attributes.period).ns();
    const bool is_high = spec.policy == "rt" || value_of(spec, "urgent", std::string("low")) == "high";
    return is_high ? -attributes.priority.value_or(0) : attributes.priority.value_or(0);
}

/// The task of one thread; nothing if it has no periodic work.
std::optional<TaskModel> task_of(const Scenario& scenario, const ProcessSpec& process,
                                 const ThreadSpec& thread) {
    const Attributes& attributes = thread.attributes;
    TaskModel task;
    if (attributes.server && scenario.scheduler.policy == "edf") {
        task.wcet = attributes.server->budget;
        task.period = attributes.server->period;
        task.deadline = attributes.server->deadline;
    } else if (const auto demand = attributes.period ? demand_of(scenario, thread) : std::nullopt) {
        task.wcet = *demand;
        task.period = *attributes.period;
        task.deadline = attributes.deadline.value_or(task.period);
        task.priority = priority_of(scenario.scheduler, attributes);
    } else {
        return std::nullopt;
    }
    const bool has_name = process.threads_given;
    task.name = has_name ? process.name + "/" + thread.name : process.name;
    task.offset = thread.arrival.value_or(process.arrival) - Time() + attributes.offset;
    if (attributes.affinity.size() == 1) task.partition = attributes.affinity.front();
    return task;
}

template <class Each>
void each_thread(const Scenario& scenario, Each each) {
    for (const ProcessSpec& process : scenario.processes)
        for (const ThreadSpec& thread : process.threads)
            each(process, thread, std::uint64_t{process.count} * thread.count);
}

TaskScheduler scheduler_of(const SchedulerSpec& spec) {
    const bool is_preemptive = value_of(spec, "preemptive", false);
    const bool ages = value_of(spec, "aging", Duration::forever()) != Duration::forever();
    const bool is_throttled =
        value_of(spec, "runtime", Duration::forever()) < value_of(spec, "period", Duration());
    if (spec.policy == "edf" || spec.policy == "edzl") return TaskScheduler::edf;
    if (spec.policy == "llf") return TaskScheduler::least_laxity;
    if (spec.policy == "rm" || spec.policy == "dm") return TaskScheduler::fixed_priority;
    if (spec.policy == "priority" && is_preemptive && !ages) return TaskScheduler::fixed_priority;
    if (spec.policy == "rt" && !is_throttled) return TaskScheduler::fixed_priority;
    return TaskScheduler::other;
}

/// May others than the periodic tasks delay these? Under policies of deadlines and rates, whoever has none
/// runs in the background.
bool is_disturbed(const Scenario& scenario) {
    const std::string& policy = scenario.scheduler.policy;
    const bool by_priority = policy == "priority" || policy == "rt";
    bool found = false;
    each_thread(scenario, [&](const ProcessSpec& process, const ThreadSpec& thread, std::uint64_t) {
        const bool is_task = task_of(scenario, process, thread).has_value();
        const bool has_deadline = thread.attributes.has_jobs() || thread.attributes.server;
        found = found || (!is_task && (by_priority || has_deadline));
    });
    return found;
}

} // namespace

std::vector<TaskModel> periodic_tasks(const Scenario& scenario) {
    std::vector<TaskModel> tasks;
    bool is_known = true;
    each_thread(scenario, [&](const ProcessSpec& process, const ThreadSpec& thread, std::uint64_t count) {
        std::optional<TaskModel> task = task_of(scenario, process, thread);
        if (!task) return;
        is_known = is_known && count <= most_tasks - tasks.size();
        for (std::uint64_t i = 0; i < count && is_known; ++i) {
            TaskModel& made = tasks.emplace_back(*task);
            if (count > 1) made.name += "." + std::to_string(i + 1);
            if (process.between) made.offset += Duration(static_cast<std::int64_t>(i)); // they come apart
        }
    });
    if (!is_known) tasks.clear();
    return tasks;
}

SchedulingScheme scheme_of(const Scenario& scenario) {
    const Machine& machine = scenario.machine;
    SchedulingScheme scheme{.scheduler = scheduler_of(scenario.scheduler), .cpus = machine.cpus};
    if (is_disturbed(scenario)) scheme.scheduler = TaskScheduler::other;
    bool all_bound = true, none_bound = true;
    each_thread(scenario, [&](const ProcessSpec& process, const ThreadSpec& thread, std::uint64_t) {
        if (!task_of(scenario, process, thread)) return;
        all_bound = all_bound && thread.attributes.affinity.size() == 1;
        none_bound = none_bound && thread.attributes.affinity.empty();
    });
    scheme.partitioned = all_bound && machine.cpus > 1;
    const bool is_global = none_bound && machine.run_queues.sharing == QueueSharing::global;
    if (machine.cpus > 1 && !scheme.partitioned && !is_global) scheme.scheduler = TaskScheduler::other;
    return scheme;
}

Theory theory_of(const Scenario& scenario) {
    Theory theory{.tasks = periodic_tasks(scenario), .findings = {}, .bounds = {}};
    const SchedulingScheme scheme = scheme_of(scenario);
    theory.findings = schedulability(theory.tasks, scheme);
    const bool is_fixed = scheme.scheduler == TaskScheduler::fixed_priority && scheme.preemptive;
    if (is_fixed && scheme.cpus == 1) theory.bounds = response_times(theory.tasks);
    return theory;
}

} // namespace ossim
