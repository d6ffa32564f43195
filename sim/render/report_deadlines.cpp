// Jobs and their deadlines, a row a thread.
#include "render/report_deadlines.hpp"

#include "base/text.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace ossim {

namespace {

std::vector<std::string> row_of(std::string name, const JobMetrics& jobs, const Metrics& metrics, Unit unit) {
    const auto length = [&](const std::optional<Duration>& span) {
        return span ? in_unit(*span, unit) : std::string("-");
    };
    const Ratio in_one_unit(length_of(unit).ns());
    return {std::move(name),
            std::to_string(jobs.released),
            std::to_string(jobs.done),
            std::to_string(jobs.missed),
            std::to_string(jobs.aborted),
            jobs.done == 0
                ? "-"
                : rounded(Ratio(jobs.response.ns(), jobs.done) / in_one_unit, rounding_of(metrics.header)),
            length(jobs.worst_response),
            length(jobs.worst_lateness)};
}

std::string verdict(const JobMetrics& all) {
    if (all.missed == 0) return "No deadline was missed.";
    return std::to_string(all.missed) + " of " + counted(all.released, "job") + " missed " +
           (all.missed == 1 ? "its deadline." : "their deadlines.");
}

} // namespace

std::string deadlines_table(const Metrics& metrics, std::size_t rows, const Style& style) {
    Table table(
        {"deadlines", "jobs", "done", "missed", "aborted", "response: mean", "worst", "lateness: worst"});
    JobMetrics all;
    std::size_t count = 0;
    for (const ThreadMetrics& thread : metrics.threads) {
        if (thread.jobs.released == 0) continue;
        all.add(thread.jobs);
        if (++count <= rows)
            table.add(row_of(shortened(thread.name, widest_name), thread.jobs, metrics, style.unit));
    }
    if (count == 0) return "";
    if (count > 1) table.add(row_of("all", all, metrics, style.unit));
    std::string out = table.text(style);
    if (count > rows)
        out += "and " + std::to_string(count - rows) + " more " + (count - rows == 1 ? "thread" : "threads") +
               ": --rows " + std::to_string(count) + "\n";
    return out + verdict(all) + "\n";
}

} // namespace ossim
