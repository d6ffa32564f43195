// Response-time analysis under fixed priorities.
//
// The first job of a task, released together with all more urgent ones, has the worst response if D <= T.
// With D > T a later job of the same busy period may have it: job q ends w(q) after the common release, with
// w = (q + 1) C + the interference in w, and its response is w(q) - q T. The busy period is over when a job
// ends before the next one's release.
#include "analysis/task_set.hpp"
#include "base/text.hpp"

namespace ossim {

namespace {

constexpr std::size_t kept_iterations = 100;

/// ceil(w / T) C of all tasks that may delay; `most` if it would pass that.
std::int64_t interference(std::span<const TaskModel> tasks, const std::vector<std::uint32_t>& delaying,
                          std::int64_t w, std::int64_t most) {
    std::int64_t sum = 0;
    for (const std::uint32_t each : delaying) {
        const std::int64_t period = tasks[each].period.ns();
        const std::int64_t jobs = w / period + (w % period != 0 ? 1 : 0);
        sum = detail::saturating_add(sum, detail::saturating_multiply(jobs, tasks[each].wcet.ns()));
        if (sum >= most) return most;
    }
    return sum;
}

/// One task, delayed by these ones. Stops at the first job that is too late.
ResponseTime worst_response(std::span<const TaskModel> tasks, std::size_t which,
                            const std::vector<std::uint32_t>& delaying, Effort& effort) {
    const TaskModel& task = tasks[which];
    const std::int64_t wcet = task.wcet.ns(), period = task.period.ns(), deadline = task.deadline.ns();
    ResponseTime found;
    std::int64_t w = 0, released = 0, own = 0;
    for (;;) {
        ++found.jobs;
        own = detail::saturating_add(own, wcet);
        const std::int64_t latest = detail::saturating_add(released, deadline);
        w = std::max(w, own);
        bool is_fixed = false;
        if (found.jobs == 1) found.iterations.emplace_back(w);
        while (w <= latest && !is_fixed) {
            if (!effort.take(delaying.size() + 1)) return found;
            const std::int64_t next = detail::saturating_add(
                own, interference(tasks, delaying, w, std::numeric_limits<std::int64_t>::max()));
            is_fixed = next == w;
            w = next;
            if (found.jobs == 1 && found.iterations.size() < kept_iterations)
                found.iterations.emplace_back(w);
        }
        found.response = std::max(found.response, Duration(w - released));
        if (w > latest) {
            found.verdict = Schedulable::no;
            return found;
        }
        released = detail::saturating_add(released, period);
        if (w <= released) break;
        if (!effort.take(1)) return found;
    }
    found.verdict = Schedulable::yes;
    return found;
}

} // namespace

std::vector<ResponseTime> response_times(std::span<const TaskModel> tasks, std::uint64_t effort) {
    std::vector<ResponseTime> all(tasks.size());
    Effort left(effort);
    const bool offsets = !tasks.empty() && has_offsets(tasks);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (!left.take(tasks.size())) break;
        std::vector<std::uint32_t> urgent, equal;
        for (std::uint32_t j = 0; j < tasks.size(); ++j) {
            if (j == i || tasks[j].priority > tasks[i].priority) continue;
            equal.push_back(j);
            if (tasks[j].priority < tasks[i].priority) urgent.push_back(j);
        }
        all[i] = worst_response(tasks, i, equal, left);
        if (all[i].verdict != Schedulable::no) continue;
        const bool is_sure = equal.size() == urgent.size() ||
                             worst_response(tasks, i, urgent, left).verdict == Schedulable::no;
        if (!is_sure || offsets) all[i].verdict = Schedulable::undecided;
    }
    return all;
}

TestFinding response_time_test(std::span<const TaskModel> tasks, std::uint64_t effort) {
    TestFinding finding{.test = "response-time analysis", .source = "Joseph & Pandya 1986, Audsley 1993"};
    if (tasks.empty()) {
        finding.verdict = Schedulable::not_applicable;
        finding.why = "there are no tasks";
        return finding;
    }
    const std::vector<ResponseTime> all = response_times(tasks, effort);
    finding.verdict = Schedulable::yes;
    finding.holds = true;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].verdict == Schedulable::yes) continue;
        const bool is_late = all[i].response > tasks[i].deadline;
        finding.why = is_late ? tasks[i].name + " may need longer than its deadline"
                              : tasks[i].name + ": " + std::string(too_long);
        finding.holds = is_late ? std::optional(false) : std::nullopt;
        finding.verdict = all[i].verdict;
        if (all[i].verdict == Schedulable::no) break; // one is enough
    }
    if (finding.verdict == Schedulable::yes) finding.why = "R <= D of each task";
    return finding;
}

} // namespace ossim
