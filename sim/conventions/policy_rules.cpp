// Half sentences, put together from what the policy declares and what the conventions say.
#include "conventions/policy_rules.hpp"

#include <algorithm>

namespace ossim {

namespace {

bool has_quantum(const PolicyInfo& policy) {
    return std::any_of(policy.parameters.begin(), policy.parameters.end(),
                       [](const ParameterInfo& parameter) { return parameter.name == "quantum"; });
}

/// The group in which the phase is handled; nothing if it never is.
const PhaseGroup* group_of(const Conventions& conventions, Phase phase) {
    for (const PhaseGroup& group : conventions.order)
        if (std::find(group.phases.begin(), group.phases.end(), phase) != group.phases.end()) return &group;
    return nullptr;
}

std::string arrival_against_quantum(const Conventions& conventions) {
    const PhaseGroup* arrival = group_of(conventions, Phase::arrival);
    const PhaseGroup* quantum = group_of(conventions, Phase::quantum);
    if (arrival == nullptr || quantum == nullptr) return "";
    if (arrival < quantum) return "; an arrival comes before a thread whose quantum ends then";
    if (arrival > quantum) return "; a thread whose quantum ends then comes before an arrival";
    switch (arrival->within) {
    case Within::own: return "";
    case Within::sequence:
        return "; arrivals and ends of quanta come in the order in which they were created";
    case Within::pid: return "; arrivals and ends of quanta come by process id";
    }
    return "";
}

/// Of those that arrive or wake at one instant, where not all come in the order in which they were handled.
std::string_view order_of_newcomers(TieRule ties) {
    switch (ties) {
    case TieRule::arrival:
    case TieRule::pid: return "";
    case TieRule::name: return ", of those that arrive or wake then by name as text";
    case TieRule::latest: return ", of those that arrive or wake then the last one first";
    }
    return "";
}

std::string handled_order(const PolicyInfo& policy, const Conventions& conventions) {
    if (conventions.ready_order == ReadyOrder::by_pid)
        return "threads of one process: who became ready first; processes come in a cyclic scan by id";
    return std::string(policy.ties.equal) + ": the order in which the kernel handled that instant" +
           std::string(order_of_newcomers(conventions.ties)) +
           (has_quantum(policy) ? arrival_against_quantum(conventions) : "");
}

/// The rule that comes before the order of becoming ready.
std::string_view first_rule(TieRule ties) {
    switch (ties) {
    case TieRule::arrival:
    case TieRule::latest: return "";
    case TieRule::pid: return "the lower process id, then ";
    case TieRule::name: return "the name that comes first as text, then ";
    }
    return "";
}

/// Preemption by equals moves the preempted thread behind them, unless a setting says where it goes.
bool goes_behind(const Conventions& conventions) {
    return conventions.preempted_to == PreemptedTo::policy &&
           conventions.preempt_check == PreemptCheck::or_equal;
}

PreemptedJoins joins(const PolicyInfo& policy, const Conventions& conventions) {
    switch (conventions.preempted_to) {
    case PreemptedTo::policy:
        return goes_behind(conventions) && policy.ties.running_stays ? PreemptedJoins::tail
                                                                     : policy.preempted.joins;
    case PreemptedTo::head: return PreemptedJoins::head;
    case PreemptedTo::tail: return PreemptedJoins::tail;
    }
    return policy.preempted.joins;
}

std::string_view beside_equals(const PolicyInfo& policy, const Conventions& conventions) {
    switch (joins(policy, conventions)) {
    case PreemptedJoins::kept: return "keeping its place";
    case PreemptedJoins::head: return "before its equals";
    case PreemptedJoins::tail: return "behind its equals";
    case PreemptedJoins::by_queue: return "as that queue's policy says";
    }
    return "";
}

bool keeps_rest(const PolicyInfo& policy, const Conventions& conventions) {
    switch (conventions.preempted_quantum) {
    case QuantumLeft::policy: return policy.preempted.keeps_rest;
    case QuantumLeft::fresh: return false;
    case QuantumLeft::rest: return true;
    }
    return policy.preempted.keeps_rest;
}

} // namespace

std::string tie_rule(const PolicyInfo& policy, const Conventions& conventions) {
    const TieInfo& ties = policy.ties;
    const std::string first(first_rule(conventions.ties));
    const bool is_latest = conventions.ties == TieRule::latest;
    std::string text = std::string(ties.equal) + ": ";
    switch (ties.order) {
    case TieOrder::handled: return handled_order(policy, conventions);
    case TieOrder::handled_last: return text + first + "the one that the kernel handled last";
    case TieOrder::joined:
        return text + "who joined first" + std::string(order_of_newcomers(conventions.ties)) +
               (has_quantum(policy) ? arrival_against_quantum(conventions) : "");
    case TieOrder::by_queue: return std::string(ties.equal) + ": as that queue's policy says";
    case TieOrder::listed:
        return text + first + "who came " + (is_latest ? "last" : "first") +
               " of all, however often it has run";
    case TieOrder::drawn: return std::string(ties.equal);
    case TieOrder::ready_first:
    case TieOrder::ready_or_listed: break;
    }
    const bool gives_way = conventions.preempt_check == PreemptCheck::or_equal;
    if (ties.running_stays)
        text += gives_way ? "the running thread gives way; else " : "the running thread stays; else ";
    text += first;
    text += is_latest ? "who became ready last" : "who became ready first";
    if (ties.order == TieOrder::ready_or_listed) text += " (with several CPUs, who is listed first)";
    if (ties.running_stays) text += ", a preempted thread " + std::string(beside_equals(policy, conventions));
    return text;
}

std::string preemption_rule(const PolicyInfo& policy, const Conventions& conventions) {
    std::string text = "a preempted thread ";
    switch (joins(policy, conventions)) {
    case PreemptedJoins::by_queue: return text + "is treated as that queue's policy says";
    case PreemptedJoins::kept: text += "keeps its place in the queue"; break;
    case PreemptedJoins::head: text += "joins the queue at the head"; break;
    case PreemptedJoins::tail: text += "joins the queue at the tail"; break;
    }
    if (!has_quantum(policy)) return text;
    return text + (keeps_rest(policy, conventions) ? " and has the rest of its quantum before it"
                                                   : " and gets a fresh quantum");
}

} // namespace ossim
