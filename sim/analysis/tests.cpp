// Which tests have a say, by who schedules the tasks and on how many CPUs.
#include "analysis/task_set.hpp"

#include <map>

namespace ossim {

namespace {

/// The tests of one CPU.
std::vector<TestFinding> on_one_cpu(std::span<const TaskModel> tasks, TaskScheduler scheduler,
                                    std::uint64_t effort) {
    std::vector<TestFinding> all;
    switch (scheduler) {
    case TaskScheduler::fixed_priority:
        all.push_back(liu_layland_test(tasks));
        all.push_back(hyperbolic_test(tasks));
        all.push_back(response_time_test(tasks, effort));
        break;
    case TaskScheduler::edf:
    case TaskScheduler::least_laxity: // optimal too: it meets the deadlines that EDF meets (Mok 1983)
        all.push_back(edf_utilisation_test(tasks));
        if (!has_short_deadlines(tasks)) break;
        all.push_back(processor_demand_test(tasks, effort));
        all.push_back(qpa_test(tasks, effort));
        break;
    case TaskScheduler::other: all.push_back(necessary_test(tasks, 1)); break;
    }
    return all;
}

/// Of a test on two CPUs: one that says no decides; else the less sure one does.
void join(TestFinding& all, const TestFinding& one, std::uint32_t cpu) {
    const auto severity = [](Schedulable verdict) {
        switch (verdict) {
        case Schedulable::yes: return 0;
        case Schedulable::not_applicable: return 1;
        case Schedulable::undecided: return 2;
        case Schedulable::no: return 3;
        }
        return 0;
    };
    if (severity(one.verdict) <= severity(all.verdict)) return;
    all = one;
    all.why = "CPU" + std::to_string(cpu) + ": " + one.why;
}

std::vector<TestFinding> partitioned(std::span<const TaskModel> tasks, TaskScheduler scheduler,
                                     std::uint64_t effort) {
    std::map<std::uint32_t, std::vector<TaskModel>> parts;
    for (const TaskModel& task : tasks)
        parts[task.partition].push_back(task);
    // Each part asks the same tests, those of short deadlines included, so that they can be joined.
    const bool is_short = scheduler != TaskScheduler::fixed_priority && has_short_deadlines(tasks);
    std::vector<TestFinding> all;
    for (const auto& part : parts) {
        std::vector<TestFinding> found = on_one_cpu(part.second, scheduler, effort / parts.size());
        if (is_short && found.size() == 1 && scheduler != TaskScheduler::other) {
            found.push_back(processor_demand_test(part.second, effort / parts.size()));
            found.push_back(qpa_test(part.second, effort / parts.size()));
        }
        if (all.empty())
            for (TestFinding& each : found) {
                if (each.verdict != Schedulable::yes)
                    each.why = "CPU" + std::to_string(part.first) + ": " + each.why;
                all.push_back(std::move(each));
            }
        else
            for (std::size_t i = 0; i < all.size(); ++i)
                join(all[i], found[i], part.first);
    }
    for (TestFinding& each : all)
        if (each.verdict == Schedulable::yes && parts.size() > 1) each.why = "on every CPU";
    return all;
}

} // namespace

std::vector<TestFinding> schedulability(std::span<const TaskModel> tasks, const SchedulingScheme& scheme,
                                        std::uint64_t effort) {
    if (tasks.empty() || scheme.cpus == 0) return {};
    const TaskScheduler scheduler = scheme.preemptive ? scheme.scheduler : TaskScheduler::other;
    std::vector<TestFinding> all;
    if (scheme.cpus == 1) return on_one_cpu(tasks, scheduler, effort);
    all.push_back(necessary_test(tasks, scheme.cpus));
    if (scheme.partitioned)
        for (TestFinding& each : partitioned(tasks, scheduler, effort))
            all.push_back(std::move(each));
    else if (scheduler == TaskScheduler::edf)
        all.push_back(gfb_test(tasks, scheme.cpus));
    return all;
}

} // namespace ossim
