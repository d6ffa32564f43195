// Jobs with deadlines: who is the most urgent, and what becomes of a job that is late.
#include "misconceptions/belief.hpp"
#include "misconceptions/catalogue.hpp"

#include <string>

namespace ossim {

namespace {

using Key = std::int64_t (*)(const Attributes&);

std::int64_t period_of(const Attributes& each) { return each.period.value_or(Duration()).ns(); }
std::int64_t wcet_of(const Attributes& each) { return each.wcet.ns(); }
/// From the release of a job on.
std::int64_t deadline_of(const Attributes& each) {
    return each.deadline.value_or(each.period.value_or(Duration())).ns();
}

template <class Test>
bool any_job(const Scenario& scenario, Test test) {
    bool found = false;
    for_each_attributes(scenario,
                        [&](const Attributes& each) { found = found || (each.has_jobs() && test(each)); });
    return found;
}
bool has_jobs(const Scenario& scenario) {
    return any_job(scenario, [](const Attributes&) { return true; });
}
bool has_jobs_in_company(const Scenario& scenario) { return has_jobs(scenario) && has_company(scenario); }
/// Is a deadline another one than the end of the period?
bool has_own_deadlines(const Scenario& scenario) {
    return any_job(
        scenario, [](const Attributes& each) { return each.period && deadline_of(each) != period_of(each); });
}

/// The scheduler becomes preemptive priority, with the place of each thread's key among all as its priority;
/// those without jobs come last. False, with nothing changed, if a job has no key, or all have the same.
bool rank_jobs(Belief& belief, Key key, std::string_view urgent) {
    Scenario& scenario = belief.scenario;
    std::vector<std::int64_t> keys;
    for_each_attributes(scenario, [&](const Attributes& each) {
        if (each.has_jobs()) keys.push_back(key(each));
    });
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    if (keys.size() < 2 || keys.front() <= 0 || keys.size() > 1'000) return false;
    const std::int64_t last = urgent == "low" ? priority_range.most : priority_range.least;
    for_each_attributes(scenario, [&](Attributes& each) {
        const auto place = std::ranges::lower_bound(keys, key(each)) - keys.begin();
        each.priority = each.has_jobs() ? place : last;
    });
    scenario.scheduler = by_priority(urgent, true);
    return true;
}

bool believe_edf_by_period(Belief& belief) {
    return has_jobs_in_company(belief.scenario) && change_policy(belief, "edf", "rm", {});
}
bool believe_edf_relative(Belief& belief) {
    return has_jobs_in_company(belief.scenario) && change_policy(belief, "edf", "dm", {});
}
bool believe_rm_by_deadline(Belief& belief) {
    const bool matters = has_own_deadlines(belief.scenario) && has_company(belief.scenario);
    return matters && change_policy(belief, "rm", "dm", {});
}
bool believe_dm_by_period(Belief& belief) {
    const bool matters = has_own_deadlines(belief.scenario) && has_company(belief.scenario);
    return matters && change_policy(belief, "dm", "rm", {});
}
bool believe_fixed_is_dynamic(Belief& belief) {
    if (!has_jobs_in_company(belief.scenario)) return false;
    const std::vector<Parameter> servers{{"exhausted", std::string("throttle")}};
    const bool by_rate = change_policy(belief, "rm", "edf", servers);
    return change_policy(belief, "dm", "edf", servers) || by_rate;
}
bool believe_rm_by_execution_time(Belief& belief) {
    return belief.scenario.scheduler.policy == "rm" && rank_jobs(belief, wcet_of, "low");
}
bool believe_longest_period_first(Belief& belief) {
    return belief.scenario.scheduler.policy == "rm" && rank_jobs(belief, period_of, "high");
}
bool believe_laxity_without_work(Belief& belief) {
    if (!has_jobs_in_company(belief.scenario)) return false;
    return change_policy(belief, "llf", "edf", {{"exhausted", std::string("throttle")}});
}
bool believe_laxity_at_release(Belief& belief) {
    return has_jobs_in_company(belief.scenario) && change_policies(belief, [](SchedulerSpec& spec) {
               auto* tick = spec.policy == "llf" ? parameter<Duration>(spec, "tick") : nullptr;
               return tick != nullptr && change(*tick, Duration::longest());
           });
}
bool believe_jobs_run_to_end(Belief& belief) {
    const bool by_deadline = uses_policy(belief.scenario, {"edf", "rm", "dm", "llf", "edzl"});
    if (!by_deadline || !has_jobs_in_company(belief.scenario)) return false;
    return change(belief.scenario.conventions.preempt_check, PreemptCheck::quantum_end);
}
bool set_overrun(Belief& belief, Overrun to) {
    bool changed = false;
    for_each_attributes(belief.scenario, [&](Attributes& each) {
        changed = (each.has_jobs() && change(each.overrun, to)) || changed;
    });
    return changed;
}
bool believe_late_job_dropped(Belief& belief) { return set_overrun(belief, Overrun::abort); }
bool believe_late_job_continues(Belief& belief) { return set_overrun(belief, Overrun::continues); }
bool believe_deadline_is_period(Belief& belief) {
    if (!has_own_deadlines(belief.scenario)) return false;
    for_each_attributes(belief.scenario, [](Attributes& each) {
        if (each.period) each.deadline.reset();
    });
    return true;
}
bool believe_offset_forgotten(Belief& belief) {
    bool changed = false;
    for_each_attributes(belief.scenario,
                        [&](Attributes& each) { changed = change(each.offset, Duration()) || changed; });
    return changed;
}

bool has_servers(const Scenario& scenario) {
    bool found = false;
    for_each_attributes(scenario, [&](const Attributes& each) { found = found || each.server.has_value(); });
    return found && uses_policy(scenario, {"edf"});
}
bool set_exhausted(Belief& belief, std::string_view to) {
    if (!has_servers(belief.scenario)) return false;
    return change_policies(belief, [&](SchedulerSpec& spec) {
        auto* exhausted = spec.policy == "edf" ? parameter<std::string>(spec, "exhausted") : nullptr;
        return exhausted != nullptr && change(*exhausted, std::string(to));
    });
}
bool believe_budget_postpones(Belief& belief) { return set_exhausted(belief, "postpone"); }
bool believe_budget_throttles(Belief& belief) { return set_exhausted(belief, "throttle"); }
bool believe_budget_ignored(Belief& belief) {
    if (!has_servers(belief.scenario)) return false;
    for_each_attributes(belief.scenario, [](Attributes& each) { each.server.reset(); });
    return true;
}

constexpr auto deadlines_area = MisconceptionArea::deadlines;
constexpr Misconception deadlines_list[] = {
    {"edf-by-period", deadlines_area, "The job with the shortest period runs first.",
     "That is rate monotonic. Earliest deadline first goes by the deadline of each single job: a long period "
     "that ends soon comes before a short one that has just begun.",
     "edf becomes rm.", believe_edf_by_period},
    {"deadline-counts-from-release", deadlines_area,
     "The job with the shortest time from its release to its deadline runs first.",
     "Deadlines are compared as points in time, release plus relative deadline: the earliest one runs.",
     "edf becomes dm. It is seen where jobs are released at different times.", believe_edf_relative},
    {"rm-by-deadline", deadlines_area, "Rate monotonic: the shortest relative deadline runs first.",
     "That is deadline monotonic. Rate monotonic goes by the periods, whatever the deadlines.",
     "rm becomes dm. It needs a deadline that is not the end of the period.", believe_rm_by_deadline},
    {"dm-by-period", deadlines_area, "Deadline monotonic: the shortest period runs first.",
     "That is rate monotonic. Deadline monotonic goes by the relative deadlines, whatever the periods.",
     "dm becomes rm. It needs a deadline that is not the end of the period.", believe_dm_by_period},
    {"priorities-follow-deadlines", deadlines_area, "The job whose deadline comes first runs.",
     "Under rate and deadline monotonic priorities are fixed: a thread is as urgent with each of its jobs.",
     "rm and dm become edf.", believe_fixed_is_dynamic},
    {"rm-by-execution-time", deadlines_area, "Rate monotonic: the job that computes least runs first.",
     "The shortest period runs first, however long its jobs compute.",
     "rm becomes preemptive priority, with the place of each `wcet` among all as the priority.",
     believe_rm_by_execution_time},
    {"longest-period-first", deadlines_area, "Rate monotonic: the longest period runs first.",
     "The highest rate runs first, and that is the shortest period.",
     "rm becomes preemptive priority, with the place of each period among all as the priority, the greatest "
     "first.",
     believe_longest_period_first},
    {"laxity-without-remaining-work", deadlines_area, "Laxity is the time up to the deadline.",
     "It is that less what the job still has to compute: how long it can wait at most.", "llf becomes edf.",
     believe_laxity_without_work},
    {"laxity-compared-at-release-only", deadlines_area,
     "Laxities are compared when a job is released or ends.",
     "Who waits loses laxity and who runs does not: they are compared on every tick as well.",
     "The parameter `tick` of llf is so long that there is none.", believe_laxity_at_release},
    {"jobs-run-to-their-end", deadlines_area, "A job that has begun is done before another one runs.",
     "A more urgent job takes the CPU as soon as it is released.",
     "The convention `preempt_check` is `quantum-end`, and there are no quanta. For edf, rm, dm, llf and "
     "edzl.",
     believe_jobs_run_to_end},
    {"late-job-is-dropped", deadlines_area, "A job that misses its deadline is given up.",
     "By the rules of this exercise it goes on, late as it is, and the next one waits for it.",
     "`overrun` of every thread with jobs is `abort`.", believe_late_job_dropped},
    {"late-job-goes-on", deadlines_area, "A job that misses its deadline goes on until it is done.",
     "By the rules of this exercise it is given up at its deadline.",
     "The other way round of late-job-is-dropped. `overrun` is `continue`.", believe_late_job_continues},
    {"deadline-is-the-period", deadlines_area, "A job has time up to the next release.",
     "Here deadlines are given: they may lie before the end of the period, or after it.",
     "Deadlines of threads with a period are left out.", believe_deadline_is_period},
    {"offset-forgotten", deadlines_area, "The first job is released when its thread arrives.",
     "It is released `offset` later, and all others are as much later.", "Every `offset` is 0.",
     believe_offset_forgotten},
    {"exhausted-server-goes-on", deadlines_area,
     "Who has used up the budget of its server gets the next one at once, with a later deadline.",
     "By the rules in force it may not run until the deadline of its server.",
     "The parameter `exhausted` of edf is `postpone`.", believe_budget_postpones},
    {"exhausted-server-waits", deadlines_area,
     "Who has used up the budget of its server may not run until the server's deadline.",
     "By the rules of this exercise it has the next budget at once, with a later deadline.",
     "The other way round of exhausted-server-goes-on. The parameter `exhausted` is `throttle`.",
     believe_budget_throttles},
    {"server-ignored", deadlines_area,
     "A thread runs as long as it needs, whatever the budget of its server.",
     "A server gives so much of the CPU in each period, and its deadline counts instead of the thread's.",
     "There are no servers: their threads have the deadlines of their jobs, or run in the background.",
     believe_budget_ignored},
};

} // namespace

std::span<const Misconception> deadlines_misconceptions() { return deadlines_list; }

} // namespace ossim
