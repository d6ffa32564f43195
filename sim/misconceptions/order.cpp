// What happens first at one instant, and who comes first of equals.
#include "misconceptions/belief.hpp"
#include "misconceptions/catalogue.hpp"

#include <iterator>

namespace ossim {

namespace {

using Order = std::vector<PhaseGroup>;

Order::iterator group_of(Order& order, Phase phase) {
    return std::ranges::find_if(order, [phase](const PhaseGroup& group) {
        return std::ranges::find(group.phases, phase) != group.phases.end();
    });
}

/// Takes the phase out of its group, and the group away if it is empty then.
void take_out(Order& order, Phase phase) {
    const auto group = group_of(order, phase);
    std::erase(group->phases, phase);
    if (group->phases.empty()) order.erase(group);
}

/// `moved` is handled before `fixed`, in a group of its own. False if it is so, or if one is never handled.
bool put_before(Belief& belief, Phase moved, Phase fixed) {
    Order& order = belief.scenario.conventions.order;
    const auto from = group_of(order, moved), to = group_of(order, fixed);
    if (from == order.end() || to == order.end() || from < to) return false;
    take_out(order, moved);
    order.insert(group_of(order, fixed), PhaseGroup{{moved}});
    return true;
}

/// The same, behind it.
bool put_behind(Belief& belief, Phase moved, Phase fixed) {
    Order& order = belief.scenario.conventions.order;
    const auto from = group_of(order, moved), to = group_of(order, fixed);
    if (from == order.end() || to == order.end() || from > to) return false;
    take_out(order, moved);
    order.insert(std::next(group_of(order, fixed)), PhaseGroup{{moved}});
    return true;
}

bool quantum_meets_arrivals(const Scenario& scenario) {
    return has_quantum(scenario) && has_later_arrivals(scenario);
}
bool quantum_meets_wakers(const Scenario& scenario) {
    return has_quantum(scenario) && has_step<Io, Sleep>(scenario);
}
bool arrivals_meet_io(const Scenario& scenario) { return has_later_arrivals(scenario) && does_io(scenario); }

/// Policies whose key is the instant of becoming ready order equals by what the kernel handled first.
bool has_keys(const Scenario& scenario) {
    return uses_policy(scenario, {"sjf", "srtf", "hrrn", "priority", "lcfs"});
}
bool goes_by_arrival(const Scenario& scenario) { return uses_policy(scenario, {"fcfs", "rr"}); }
bool scans(const Scenario& scenario) { return scenario.conventions.ready_order == ReadyOrder::by_pid; }

bool break_ties(Belief& belief, TieRule rule) { return change(belief.scenario.conventions.ties, rule); }

bool believe_preempted_before_arrivals(Belief& belief) {
    return quantum_meets_arrivals(belief.scenario) && put_before(belief, Phase::quantum, Phase::arrival);
}
bool believe_arrivals_before_preempted(Belief& belief) {
    return quantum_meets_arrivals(belief.scenario) && put_behind(belief, Phase::quantum, Phase::arrival);
}
bool believe_preempted_before_woken(Belief& belief) {
    if (!quantum_meets_wakers(belief.scenario)) return false;
    const bool before_io = put_before(belief, Phase::quantum, Phase::device);
    return put_before(belief, Phase::quantum, Phase::timer) || before_io;
}
bool believe_woken_before_preempted(Belief& belief) {
    if (!quantum_meets_wakers(belief.scenario)) return false;
    const bool behind_io = put_behind(belief, Phase::quantum, Phase::device);
    return put_behind(belief, Phase::quantum, Phase::timer) || behind_io;
}
bool believe_arrivals_before_woken(Belief& belief) {
    return arrivals_meet_io(belief.scenario) && put_before(belief, Phase::arrival, Phase::device);
}
bool believe_woken_before_arrivals(Belief& belief) {
    return arrivals_meet_io(belief.scenario) && put_behind(belief, Phase::arrival, Phase::device);
}
bool believe_choice_before_all_have_come(Belief& belief) {
    if (!has_company(belief.scenario) || !has_keys(belief.scenario)) return false;
    return change(belief.scenario.conventions.choose, ChooseAt::each_happening);
}
bool believe_ties_by_name(Belief& belief) {
    const bool matters = has_keys(belief.scenario) || !scans(belief.scenario);
    return matters && has_company(belief.scenario) && break_ties(belief, TieRule::name);
}
bool believe_ties_by_number(Belief& belief) {
    return has_keys(belief.scenario) && has_company(belief.scenario) && break_ties(belief, TieRule::pid);
}
bool believe_ties_by_arrival(Belief& belief) {
    return has_company(belief.scenario) && break_ties(belief, TieRule::arrival);
}
bool believe_ties_last_come(Belief& belief) {
    const bool matters = uses_policy(belief.scenario, {"sjf", "srtf", "hrrn", "priority"}) ||
                         (goes_by_arrival(belief.scenario) && !scans(belief.scenario));
    return matters && has_company(belief.scenario) && break_ties(belief, TieRule::latest);
}
bool believe_turns_by_number(Belief& belief) {
    if (!goes_by_arrival(belief.scenario) || !has_company(belief.scenario)) return false;
    return change(belief.scenario.conventions.ready_order, ReadyOrder::by_pid);
}
bool believe_turns_by_queue(Belief& belief) {
    if (!goes_by_arrival(belief.scenario) || !has_company(belief.scenario)) return false;
    return change(belief.scenario.conventions.ready_order, ReadyOrder::queue);
}

constexpr auto order_area = MisconceptionArea::order;
constexpr Misconception order_list[] = {
    {"preempted-before-arrivals", order_area,
     "A thread whose quantum ends joins the queue before one that arrives at the same instant.",
     "Arrivals are handled before the end of a quantum, so who arrives then stands in the queue first.",
     "It is seen where a process arrives exactly when a quantum ends: the two change places in the queue. "
     "The "
     "phase `quantum` comes before `arrival`.",
     believe_preempted_before_arrivals},
    {"arrivals-before-preempted", order_area,
     "A process that arrives when a quantum ends joins the queue before the thread whose quantum it was.",
     "By the rules of this course the thread whose quantum ends is put back first.",
     "The other way round of preempted-before-arrivals, under conventions that have it so (ostep, uiuc). The "
     "phase `quantum` comes behind `arrival`.",
     believe_arrivals_before_preempted},
    {"preempted-before-woken", order_area,
     "A thread whose quantum ends joins the queue before one whose I/O is done at the same instant.",
     "I/O that completes is handled before the end of a quantum, so who comes back from I/O stands in the "
     "queue "
     "first.",
     "It is seen where I/O ends exactly when a quantum does. The phase `quantum` comes before `device` and "
     "`timer`.",
     believe_preempted_before_woken},
    {"woken-before-preempted", order_area,
     "A thread whose I/O is done when a quantum ends joins the queue before the thread whose quantum it was.",
     "By the rules of this course the thread whose quantum ends is put back first.",
     "The other way round of preempted-before-woken, under conventions that have it so (ostep, uiuc). The "
     "phase "
     "`quantum` comes behind `device` and `timer`.",
     believe_woken_before_preempted},
    {"arrivals-before-woken", order_area,
     "A process that arrives joins the queue before a thread whose I/O is done at the same instant.",
     "I/O that completes is handled before arrivals, so who comes back from I/O stands in the queue first.",
     "It is seen where I/O ends exactly when a process arrives. The phase `arrival` comes before `device`.",
     believe_arrivals_before_woken},
    {"woken-before-arrivals", order_area,
     "A thread whose I/O is done joins the queue before a process that arrives at the same instant.",
     "By the rules of this course arrivals are handled first.",
     "The other way round of arrivals-before-woken, under conventions that have it so. The phase `arrival` "
     "comes "
     "behind `device`.",
     believe_woken_before_arrivals},
    {"choice-before-all-have-come", order_area,
     "The first one on the list gets the CPU, although a better one arrives at the same instant.",
     "Everything that is due at an instant is handled before the scheduler chooses; all who arrive then are "
     "candidates.",
     "It is seen at the beginning, if several arrive together and the first of them is not the best. The "
     "convention `choose` is `each-happening`. Under fcfs and rr the first one is the best anyway.",
     believe_choice_before_all_have_come},
    {"ties-by-name", order_area,
     "Of equals the one comes first whose name does, letter by letter: P10 before P2.",
     "Equals are served in the order in which they became ready (or as the course says); names decide "
     "nothing, "
     "and 10 comes after 2.",
     "It is seen where two have the same key, or arrive at the same instant. The convention `ties` is "
     "`name`. "
     "Spreadsheets and string sorts make this mistake for their users.",
     believe_ties_by_name},
    {"ties-by-number", order_area, "Of equals the one with the lower number comes first.",
     "Equals are served in the order in which they became ready: who has waited longer goes first, whatever "
     "its "
     "number.",
     "It is seen where the later number has become ready earlier. The convention `ties` is `pid`; under fcfs "
     "and "
     "rr, whose key is the instant, it decides nothing.",
     believe_ties_by_number},
    {"ties-by-arrival", order_area, "Of equals the one comes first that became ready first.",
     "By the rules of this course another rule breaks ties: the lower number, or the name.",
     "The other way round of ties-by-number, under conventions that have it so (ostep-process-run, rpi, "
     "xv6). "
     "The convention `ties` is `arrival`.",
     believe_ties_by_arrival},
    {"ties-last-come", order_area, "Of equals the one comes first that became ready last.",
     "Equals are served in the order in which they became ready: the queue is first in, first out.",
     "It comes from comparing with `<=` where `<` is meant, so that a later equal takes the place of an "
     "earlier "
     "one. The convention `ties` is `latest`; under lcfs it is right.",
     believe_ties_last_come},
    {"turns-by-number", order_area, "The turn goes round by number: P1, P2, P3, and again P1.",
     "The turn goes by the ready queue: who has been ready longest is next, and who comes back or arrives "
     "stands "
     "at its end.",
     "It is seen once a thread has come late or was away for I/O. The convention `ready_order` is `by-pid`, "
     "a "
     "scan of the process table.",
     believe_turns_by_number},
    {"turns-by-queue", order_area, "The turn goes by the ready queue, first in, first out.",
     "By the rules of this course the scheduler scans the process table, from behind the one that ran last.",
     "The other way round of turns-by-number, under conventions that scan (ostep-process-run, xv6). The "
     "convention `ready_order` is `queue`.",
     believe_turns_by_queue},
};

} // namespace

std::span<const Misconception> order_misconceptions() { return order_list; }

} // namespace ossim
