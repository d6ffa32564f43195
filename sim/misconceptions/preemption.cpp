// Who takes the CPU from whom, and what becomes of who loses it.
#include "misconceptions/belief.hpp"
#include "misconceptions/catalogue.hpp"

namespace ossim {

namespace {

/// Every `preemptive` of the scheduler and its queues becomes this.
bool set_preemptive(Belief& belief, bool to) {
    return change_policies(belief, [to](SchedulerSpec& spec) {
        auto* preemptive = parameter<bool>(spec, "preemptive");
        return preemptive != nullptr && change(*preemptive, to);
    });
}

/// Does a preempted thread compete with equals of its own queue?
bool has_preempted_equals(const Scenario& scenario) {
    bool found = false;
    for_each_policy(scenario.scheduler, [&](const SchedulerSpec& spec) {
        const auto* preemptive = parameter<bool>(spec, "preemptive");
        const bool by_priority = spec.policy == "priority" && preemptive != nullptr && *preemptive;
        found = found || spec.policy == "srtf" || by_priority;
    });
    return found;
}

/// Does a preempted thread stand behind those that came while it ran?
bool goes_to_tail(const Scenario& scenario) {
    switch (scenario.conventions.preempted_to) {
    case PreemptedTo::tail: return true;
    case PreemptedTo::head: return false;
    case PreemptedTo::policy: return uses_policy(scenario, {"rr"});
    }
    return false;
}

bool believe_no_preemption(Belief& belief) {
    const bool jobs = rename_policy(belief, "srtf", "sjf");
    return set_preemptive(belief, false) || jobs;
}
bool believe_preemption(Belief& belief) {
    if (!has_later_arrivals(belief.scenario) && !wakes(belief.scenario)) return false;
    const bool jobs = rename_policy(belief, "sjf", "srtf");
    return set_preemptive(belief, true) || jobs;
}
bool believe_preempts_on_equal(Belief& belief) {
    if (!has_preempted_equals(belief.scenario) || !has_company(belief.scenario)) return false;
    return change(belief.scenario.conventions.preempt_check, PreemptCheck::or_equal);
}
bool believe_preempts_at_quantum_end(Belief& belief) {
    if (!is_preemptive(belief.scenario) || !has_quantum(belief.scenario)) return false;
    return change(belief.scenario.conventions.preempt_check, PreemptCheck::quantum_end);
}
bool believe_preempted_goes_behind(Belief& belief) {
    if (!has_preempted_equals(belief.scenario) || !has_company(belief.scenario)) return false;
    return change(belief.scenario.conventions.preempted_to, PreemptedTo::tail);
}
bool believe_preempted_stays_first(Belief& belief) {
    if (!is_preemptive(belief.scenario) || !goes_to_tail(belief.scenario)) return false;
    return change(belief.scenario.conventions.preempted_to, PreemptedTo::head);
}
bool believe_aging_forgotten(Belief& belief) {
    return change_policies(belief, [](SchedulerSpec& spec) {
        auto* aging = parameter<Duration>(spec, "aging");
        return aging != nullptr && change(*aging, Duration::forever());
    });
}
bool believe_whole_length(Belief& belief) {
    if (belief.scenario.scheduler.policy != "srtf" || !has_later_arrivals(belief.scenario)) return false;
    if (!rank_by_length(belief.scenario)) return false;
    belief.scenario.scheduler = by_priority("low", true);
    return true;
}
bool believe_frozen_in_switch(Belief& belief) {
    if (!is_preemptive(belief.scenario) || !costs_switches(belief.scenario)) return false;
    return change(belief.scenario.conventions.after_switch, AfterSwitch::frozen);
}

constexpr auto preemption_area = MisconceptionArea::preemption;
constexpr Misconception preemption_list[] = {
    {"no-preemption-on-arrival", preemption_area, "Who runs goes on, even if a better one becomes ready.",
     "Under a preemptive policy a strictly better thread takes the CPU as soon as it becomes ready.",
     "srtf becomes sjf; priority and multilevel queues are not preemptive.", believe_no_preemption},
    {"preemption-where-there-is-none", preemption_area,
     "A better thread that becomes ready takes the CPU at once.",
     "This policy is not preemptive: who runs goes on until it blocks or ends, or its quantum does.",
     "sjf becomes srtf; priority and multilevel queues are preemptive. It needs threads that become ready "
     "while "
     "others run.",
     believe_preemption},
    {"preempts-on-equal", preemption_area,
     "A thread that becomes ready takes the CPU even if it is only as good as the one that runs.",
     "It must be strictly better: of equals the running thread keeps the CPU.",
     "It comes from comparing with `<=` where `<` is meant. The convention `preempt_check` is `or-equal`, "
     "for "
     "srtf and preemptive priorities.",
     believe_preempts_on_equal},
    {"preempts-at-quantum-end-only", preemption_area,
     "A better thread that becomes ready waits until the quantum of the one that runs has ended.",
     "A strictly better thread takes the CPU as soon as it becomes ready, in the middle of a quantum too.",
     "The convention `preempt_check` is `quantum-end`. It needs a preemptive policy with a quantum.",
     believe_preempts_at_quantum_end},
    {"preempted-goes-behind", preemption_area, "Who is preempted goes behind its equals.",
     "By the rules in force a preempted thread keeps its place, or goes to the head: it has come before them "
     "and "
     "has not had its turn.",
     "It is seen where others of the same priority or length wait. The convention `preempted_to` is `tail`, "
     "for "
     "srtf and preemptive priorities.",
     believe_preempted_goes_behind},
    {"preempted-stays-first", preemption_area, "Who is preempted stays at the head of its queue.",
     "By the rules in force a preempted thread joins its queue at the tail.",
     "The other way round of preempted-goes-behind, under policies and conventions that have it so. The "
     "convention `preempted_to` is `head`.",
     believe_preempted_stays_first},
    {"aging-forgotten", preemption_area, "Priorities stay as they are, however long somebody waits.",
     "With aging a thread becomes more urgent by one for each full time of that length that it waits.",
     "The parameter `aging` is none.", believe_aging_forgotten},
    {"whole-length-counts", preemption_area,
     "A newcomer is compared with the whole length of the one that runs.",
     "Shortest remaining time first compares with what is left of it: a thread that is nearly done keeps the "
     "CPU.",
     "srtf becomes preemptive priority, with the place of each length among all as the priority. It can be "
     "said "
     "only where every program is one computation of a given length, and matters where somebody comes later.",
     believe_whole_length},
    {"frozen-during-switch", preemption_area,
     "Once a switch has begun its choice stands, even if a better thread comes meanwhile.",
     "The choice is looked at again when the switch has ended; a strictly better thread takes the CPU then.",
     "The convention `after_switch` is `frozen`. It needs a preemptive policy and switches that cost "
     "something.",
     believe_frozen_in_switch},
};

} // namespace

std::span<const Misconception> preemption_misconceptions() { return preemption_list; }

} // namespace ossim
