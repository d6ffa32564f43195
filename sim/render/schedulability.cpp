// The section "Schedulability" of the report.
#include "render/schedulability.hpp"

#include "base/text.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <algorithm>

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

} // namespace

std::string schedulability_section(std::span<const TaskModel> tasks, std::span<const TestFinding> findings,
                                   const JobMetrics& run, const Style& style) {
    if (tasks.empty()) return "";
    Table table({"test", "says", "because"});
    table.left(1);
    table.left(2);
    for (const TestFinding& each : findings)
        table.add({std::string(each.test), std::string(word_of(each.verdict)), each.why});
    const std::string_view result = run.released == 0 ? "-" : run.missed == 0 ? "met" : "missed";
    table.add({"the run", std::string(result),
               std::to_string(run.missed) + " of " + counted(run.released, "job") + " missed " +
                   (run.missed == 1 ? "its deadline" : "their deadlines")});
    return wrapped(heading(tasks, style), style.width, "  ") + "\n" + table.text(style) +
           wrapped("  " + remark(findings, run), style.width, "  ");
}

} // namespace ossim
