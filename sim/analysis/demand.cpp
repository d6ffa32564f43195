// What EDF must have served by when: the processor-demand criterion and its quick form, and the hyperperiod.
#include "analysis/task_set.hpp"
#include "base/text.hpp"

#include <utility>

namespace ossim {

namespace {

constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();

/// The deadline of the task that is the last one before `t`; -1 if there is none.
std::int64_t last_deadline_before(const TaskModel& task, std::int64_t t) {
    const std::int64_t first = task.deadline.ns();
    if (first >= t) return -1;
    return first + (t - 1 - first) / task.period.ns() * task.period.ns();
}

std::int64_t last_deadline_before(std::span<const TaskModel> tasks, std::int64_t t) {
    std::int64_t last = -1;
    for (const TaskModel& task : tasks)
        last = std::max(last, last_deadline_before(task, t));
    return last;
}

/// The first deadline behind `t`.
std::int64_t next_deadline(std::span<const TaskModel> tasks, std::int64_t t) {
    std::int64_t next = endless;
    for (const TaskModel& task : tasks) {
        const std::int64_t first = task.deadline.ns(), period = task.period.ns();
        const std::int64_t passed = t < first ? 0 : (t - first) / period + 1;
        const std::int64_t deadline =
            detail::saturating_add(first, detail::saturating_multiply(passed, period));
        next = std::min(next, deadline);
    }
    return next;
}

/// How long the CPU is busy when all tasks are released together; nothing if that takes too long to find.
std::optional<std::int64_t> busy_period(std::span<const TaskModel> tasks, Effort& effort) {
    std::int64_t w = 0;
    for (const TaskModel& task : tasks)
        w = detail::saturating_add(w, task.wcet.ns());
    while (effort.take(tasks.size())) {
        std::int64_t next = 0;
        for (const TaskModel& task : tasks) {
            const std::int64_t period = task.period.ns();
            const std::int64_t jobs = w / period + (w % period != 0 ? 1 : 0);
            next = detail::saturating_add(next, detail::saturating_multiply(jobs, task.wcet.ns()));
        }
        if (next == w || next == endless) return next;
        w = next;
    }
    return std::nullopt;
}

/// No deadline from here on can be the first one that is missed: the greatest D - T, and the sum of (T - D) U
/// over 1 - U, rounded up.
std::int64_t last_critical(std::span<const TaskModel> tasks, const Exact& sum) {
    std::int64_t last = 0;
    Whole slack = 0;
    for (const TaskModel& task : tasks) {
        last = std::max(last, (task.deadline - task.period).ns());
        if (task.deadline >= task.period) continue;
        const Whole product =
            static_cast<Whole>((task.period - task.deadline).ns()) * static_cast<Whole>(task.wcet.ns());
        slack += product / static_cast<Whole>(task.period.ns()) + 1;
    }
    if (sum.high() >= Exact::one || slack >> 67 != 0) return endless;
    const Whole bound = (slack << Exact::places) / (Exact::one - sum.high()) + 1;
    return bound >= static_cast<Whole>(endless) ? endless : std::max(last, static_cast<std::int64_t>(bound));
}

/// What both criteria begin with: is anything left to look at, and up to where?
struct Horizon {
    bool is_settled = false; ///< the finding is complete
    std::int64_t end = 0;
};

Horizon horizon(std::span<const TaskModel> tasks, Effort& effort, TestFinding& finding) {
    Horizon found{true, 0};
    if (tasks.empty()) {
        finding.verdict = Schedulable::not_applicable;
        finding.why = "there are no tasks";
        return found;
    }
    const Exact sum = sum_and_most(tasks, share_of).sum;
    const auto fits = sum.at_most(Exact(1));
    finding.why = comparison("U", sum, "1", Exact(1));
    if (fits == false) {
        finding.holds = false;
        finding.verdict = Schedulable::no;
    }
    if (fits != true) return found;
    found.end = std::min(last_critical(tasks, sum), busy_period(tasks, effort).value_or(endless));
    found.is_settled = found.end == endless;
    if (found.is_settled) finding.why = too_long;
    return found;
}

/// The demand passes the time: a miss if all tasks may be released together.
void judge_demand(std::span<const TaskModel> tasks, std::int64_t t, std::int64_t demand,
                  TestFinding& finding) {
    finding.holds = demand <= t;
    if (demand <= t) {
        finding.verdict = Schedulable::yes;
        finding.why = "h(t) <= t at every deadline";
        return;
    }
    finding.verdict = has_offsets(tasks) ? Schedulable::undecided : Schedulable::no;
    finding.why = "h(t) = " + in_best_unit(Duration(demand)) + " > t = " + in_best_unit(Duration(t));
    if (has_offsets(tasks)) finding.why += ", if all were released together";
}

} // namespace

std::int64_t processor_demand(std::span<const TaskModel> tasks, Duration length) {
    std::int64_t sum = 0;
    for (const TaskModel& task : tasks) {
        if (length < task.deadline) continue;
        const std::int64_t jobs = (length - task.deadline).ns() / task.period.ns() + 1;
        sum = detail::saturating_add(sum, detail::saturating_multiply(jobs, task.wcet.ns()));
    }
    return sum;
}

TestFinding processor_demand_test(std::span<const TaskModel> tasks, std::uint64_t effort) {
    TestFinding finding{.test = "processor demand", .source = "Baruah, Rosier & Howell 1990"};
    Effort left(effort);
    const Horizon until = horizon(tasks, left, finding);
    if (until.is_settled) return finding;
    for (std::int64_t t = next_deadline(tasks, -1); t < until.end; t = next_deadline(tasks, t)) {
        if (!left.take(2 * tasks.size())) {
            finding.why = too_long;
            return finding;
        }
        const std::int64_t demand = processor_demand(tasks, Duration(t));
        if (demand <= t) continue;
        judge_demand(tasks, t, demand, finding);
        return finding;
    }
    judge_demand(tasks, 0, 0, finding);
    return finding;
}

TestFinding qpa_test(std::span<const TaskModel> tasks, std::uint64_t effort) {
    TestFinding finding{.test = "QPA", .source = "Zhang & Burns 2009"};
    Effort left(effort);
    const Horizon until = horizon(tasks, left, finding);
    if (until.is_settled) return finding;
    const std::int64_t first = next_deadline(tasks, -1);
    std::int64_t t = last_deadline_before(tasks, until.end);
    std::int64_t demand = t < 0 ? 0 : processor_demand(tasks, Duration(t));
    while (t >= 0 && demand <= t && demand > first) {
        if (!left.take(2 * tasks.size())) {
            finding.why = too_long;
            return finding;
        }
        t = demand < t ? demand : last_deadline_before(tasks, t);
        demand = t < 0 ? 0 : processor_demand(tasks, Duration(t));
    }
    judge_demand(tasks, std::max(t, std::int64_t(0)), demand, finding);
    return finding;
}

std::optional<Duration> hyperperiod(std::span<const TaskModel> tasks) {
    if (tasks.empty()) return std::nullopt;
    Whole multiple = 1;
    for (const TaskModel& task : tasks) {
        const auto period = static_cast<Whole>(task.period.ns());
        multiple = multiple / Exact::divisor(multiple, period) * period; // both below 2^60
        if (multiple > static_cast<Whole>(Duration::longest().ns())) return std::nullopt;
    }
    return Duration(static_cast<std::int64_t>(multiple));
}

} // namespace ossim
