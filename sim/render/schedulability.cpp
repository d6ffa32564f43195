// The section "Schedulability" of the report.
#include "render/schedulability.hpp"

#include "base/text.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <algorithm>
#include <map>

namespace ossim {

namespace {

std::string heading(std::span<const TaskModel> tasks, const Style& style) {
    std::string text = "Schedulability  " + counted(tasks.size(), "periodic task") +
                       ", U = " + decimal(utilisation(tasks).sum, 3);
    if (const auto length = hyperperiod(tasks)) text += ", hyperperiod " + with_unit(*length, style.unit);
    return text;
}

/// What is to be said where theory and the run seem to disagree.
std::string remark(std::span<const TestFinding> findings, const JobMetrics& run) {
    const auto says = [&](Schedulable verdict) {
        return std::any_of(findings.begin(), findings.end(),
                           [&](const TestFinding& each) { return each.verdict == verdict; });
    };
    if (says(Schedulable::yes) && run.missed > 0)
        return "The tests take every job to need its wcet at most, switches to be free, and tasks never to "
               "wait for anything: what was missed was missed because that is not so, or by other threads.";
    if (says(Schedulable::no) && run.missed == 0)
        return "A miss may come later than the run has gone, or only if every job takes its whole wcet.";
    return "The tests take every job to need its wcet at most, switches to be free, and tasks never to wait "
           "for anything.";
}

JobMetrics jobs_of(const Metrics& metrics) {
    JobMetrics all;
    for (const ThreadMetrics& thread : metrics.threads)
        all.add(thread.jobs);
    return all;
}

/// The bound of each task, and what was seen.
std::string bounds_table(const Theory& theory, const Metrics& metrics, std::size_t rows, const Style& style) {
    if (theory.bounds.empty()) return "";
    std::map<std::string_view, const JobMetrics*> seen;
    for (const ThreadMetrics& thread : metrics.threads)
        seen.try_emplace(thread.name, &thread.jobs);
    const auto text = [&](Duration length) { return in_unit(length, style.unit); };
    Table table({"task", "wcet", "period", "deadline", "worst response: by analysis", "in the run"});
    for (std::size_t i = 0; i < std::min(rows, theory.tasks.size()); ++i) {
        const TaskModel& task = theory.tasks[i];
        const ResponseTime& bound = theory.bounds[i];
        const auto found = seen.find(task.name);
        const bool was_done = found != seen.end() && found->second->worst_response;
        const bool is_late = bound.verdict == Schedulable::no;
        table.add(
            {task.name, text(task.wcet), text(task.period), text(task.deadline),
             bound.verdict == Schedulable::undecided ? "?" : (is_late ? ">= " : "") + text(bound.response),
             was_done ? text(*found->second->worst_response) : "-"});
    }
    const std::size_t count = theory.tasks.size();
    const std::string rest = count > rows ? "and " + counted(count - rows, "more task") + ": --rows " +
                                                std::to_string(count) + "\n"
                                          : "";
    return "\n" + table.text(style) + rest;
}

} // namespace

std::string schedulability_section(const Theory& theory, const Metrics& metrics, std::size_t rows,
                                   const Style& style) {
    if (theory.tasks.empty()) return "";
    const JobMetrics run = jobs_of(metrics);
    Table table({"test", "says", "because"});
    table.left(1);
    table.left(2);
    for (const TestFinding& each : theory.findings)
        table.add({std::string(each.test), std::string(word_of(each.verdict)), each.why});
    const std::string_view result = run.released == 0 ? "-" : run.missed == 0 ? "met" : "missed";
    table.add({"the run", std::string(result),
               std::to_string(run.missed) + " of " + counted(run.released, "job") + " missed " +
                   (run.missed == 1 ? "its deadline" : "their deadlines")});
    return wrapped(heading(theory.tasks, style), style.width, "  ") + "\n" + table.text(style) +
           wrapped("  " + remark(theory.findings, run), style.width, "  ") +
           bounds_table(theory, metrics, rows, style);
}

} // namespace ossim
