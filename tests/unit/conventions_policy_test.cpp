// The rules of ties and preemption in force: the policy's own, as far as no convention says otherwise.
#include "conventions/catalogue.hpp"
#include "conventions/policy_rules.hpp"

#include <doctest/doctest.h>

using namespace ossim;

namespace {

constexpr ParameterInfo quantum[] = {{.name = "quantum", .fallback = {}, .doc = ""}};

PolicyInfo in_order_of_arrival() {
    PolicyInfo policy{.name = "rr", .doc = "", .source = "", .parameters = quantum, .uses = {}};
    policy.ties = {.equal = "ready at the same instant", .order = TieOrder::handled};
    policy.preempted = {.joins = PreemptedJoins::tail, .keeps_rest = false};
    return policy;
}

PolicyInfo by_key() {
    PolicyInfo policy{.name = "priority", .doc = "", .source = "", .parameters = quantum, .uses = {}};
    policy.ties = {.equal = "equal priorities", .running_stays = true};
    return policy;
}

} // namespace

TEST_CASE("ties by key: the process id comes first where a convention says so") {
    Conventions conventions;
    CHECK(
        tie_rule(by_key(), conventions) ==
        "equal priorities: the running thread stays; else who became ready first, a preempted thread keeping "
        "its place");
    conventions.ties = TieRule::pid;
    conventions.preempted_to = PreemptedTo::tail;
    CHECK(
        tie_rule(by_key(), conventions) ==
        "equal priorities: the running thread stays; else the lower process id, then who became ready first, "
        "a preempted thread behind its equals");
}

TEST_CASE("ties by name, the last one first, and equals that preempt") {
    Conventions conventions;
    conventions.ties = TieRule::name;
    conventions.preempt_check = PreemptCheck::or_equal;
    CHECK(tie_rule(by_key(), conventions) ==
          "equal priorities: the running thread gives way; else the name that comes first as text, then who "
          "became ready first, a preempted thread behind its equals");
    CHECK(preemption_rule(by_key(), conventions) ==
          "a preempted thread joins the queue at the tail and has the rest of its quantum before it");
    CHECK(preemption_rule(in_order_of_arrival(), conventions) ==
          "a preempted thread joins the queue at the tail and gets a fresh quantum");
    CHECK(
        tie_rule(in_order_of_arrival(), conventions) ==
        "ready at the same instant: the order in which the kernel handled that instant, of those that arrive "
        "or wake then by name as text; an arrival comes before a thread whose quantum ends then");
    conventions.ties = TieRule::latest;
    CHECK(tie_rule(by_key(), conventions) == "equal priorities: the running thread gives way; else who "
                                             "became ready last, a preempted thread behind "
                                             "its equals");
    CHECK(
        tie_rule(in_order_of_arrival(), conventions) ==
        "ready at the same instant: the order in which the kernel handled that instant, of those that arrive "
        "or wake then the last one first; an arrival comes before a thread whose quantum ends then");
}

TEST_CASE("ties of those that stand in a list, and of those that are drawn") {
    PolicyInfo policy{.name = "stride", .doc = "", .source = "", .parameters = quantum, .uses = {}};
    policy.ties = {.equal = "equal passes", .order = TieOrder::listed};
    Conventions conventions;
    CHECK(tie_rule(policy, conventions) == "equal passes: who came first of all, however often it has run");
    conventions.ties = TieRule::name;
    CHECK(tie_rule(policy, conventions) == "equal passes: the name that comes first as text, then who came "
                                           "first of all, however often it has run");
    conventions.ties = TieRule::latest;
    CHECK(tie_rule(policy, conventions) == "equal passes: who came last of all, however often it has run");
    policy.ties = {.equal = "there are none", .order = TieOrder::drawn};
    CHECK(tie_rule(policy, conventions) == "there are none");
}

TEST_CASE("ties of arrival follow the order of the phases") {
    const std::string same = "ready at the same instant: the order in which the kernel handled that instant";
    Conventions conventions;
    CHECK(tie_rule(in_order_of_arrival(), conventions) ==
          same + "; an arrival comes before a thread whose quantum ends then");
    conventions.order = {{{Phase::completion}}, {{Phase::quantum}}, {{Phase::arrival}}};
    CHECK(tie_rule(in_order_of_arrival(), conventions) ==
          same + "; a thread whose quantum ends then comes before an arrival");
    conventions.order = {{{Phase::quantum, Phase::arrival}, Within::sequence}};
    CHECK(tie_rule(in_order_of_arrival(), conventions) ==
          same + "; arrivals and ends of quanta come in the order in which they were created");
    conventions.ready_order = ReadyOrder::by_pid;
    CHECK(tie_rule(in_order_of_arrival(), conventions) ==
          "threads of one process: who became ready first; processes come in a cyclic scan by id");
}

TEST_CASE("what becomes of a preempted thread and its quantum") {
    Conventions conventions;
    CHECK(preemption_rule(in_order_of_arrival(), conventions) ==
          "a preempted thread joins the queue at the tail and gets a fresh quantum");
    CHECK(preemption_rule(by_key(), conventions) ==
          "a preempted thread keeps its place in the queue and has the rest of its quantum before it");
    conventions.preempted_to = PreemptedTo::head;
    conventions.preempted_quantum = QuantumLeft::fresh;
    CHECK(preemption_rule(by_key(), conventions) ==
          "a preempted thread joins the queue at the head and gets a fresh quantum");
    PolicyInfo without = by_key();
    without.parameters = {};
    CHECK(preemption_rule(without, Conventions{}) == "a preempted thread keeps its place in the queue");
}
