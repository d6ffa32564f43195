// How long a turn lasts, and when it begins anew.
#include "misconceptions/belief.hpp"
#include "misconceptions/catalogue.hpp"

namespace ossim {

namespace {

/// Every quantum there is becomes what `altered` makes of it, as long as that is more than nothing.
template <class Altered>
bool alter_quanta(Belief& belief, Altered altered) {
    const auto alter = [&](Duration& quantum) {
        if (quantum == Duration::forever()) return false;
        const Duration other = altered(quantum);
        return other > Duration() && change(quantum, other);
    };
    return change_policies(belief, [&](SchedulerSpec& spec) {
        bool changed = false;
        if (auto* quantum = parameter<Duration>(spec, "quantum")) changed = alter(*quantum);
        if (auto* quanta = parameter<std::vector<Duration>>(spec, "quantum"))
            for (Duration& quantum : *quanta)
                changed = alter(quantum) || changed;
        return changed;
    });
}

/// Does a preempted thread that has a quantum keep the rest of it? Under `rr` it does not, by its own rule.
bool keeps_rest(const Scenario& scenario) {
    switch (scenario.conventions.preempted_quantum) {
    case QuantumLeft::rest: return true;
    case QuantumLeft::fresh: return false;
    case QuantumLeft::policy: return uses_policy(scenario, {"priority", "mlfq"});
    }
    return false;
}

bool takes_quanta_away(const Scenario& scenario) { return has_quantum(scenario) && is_preemptive(scenario); }

bool believe_off_by_one(Belief& belief) {
    const Duration unit = length_of(belief.scenario.unit);
    return alter_quanta(belief, [unit](Duration quantum) { return quantum + unit; });
}
bool believe_one_short(Belief& belief) {
    const Duration unit = length_of(belief.scenario.unit);
    return alter_quanta(belief, [unit](Duration quantum) { return quantum - unit; });
}
bool believe_ignored(Belief& belief) {
    const bool turns = change_policy(belief, "rr", "fcfs", {});
    const auto without = [](SchedulerSpec& spec) {
        if (spec.policy == "cfs" || spec.policy == "eevdf") return false; // without one there are shares
        auto* quantum = parameter<Duration>(spec, "quantum");
        return quantum != nullptr && change(*quantum, Duration::forever());
    };
    return change_policies(belief, without) || turns;
}
bool believe_not_renewed_after_io(Belief& belief) {
    const bool is_kept = uses_policy(belief.scenario, {"mlfq"}); // it has rules of its own about that
    if (is_kept || !has_quantum(belief.scenario) || !wakes(belief.scenario)) return false;
    return change(belief.scenario.conventions.quantum_after_io, QuantumLeft::rest);
}
bool believe_renewed_after_io(Belief& belief) {
    QuantumLeft& left = belief.scenario.conventions.quantum_after_io;
    const bool is_kept = left == QuantumLeft::rest && has_quantum(belief.scenario) && wakes(belief.scenario);
    return is_kept && change(left, QuantumLeft::fresh);
}
bool believe_fresh_after_preemption(Belief& belief) {
    if (!takes_quanta_away(belief.scenario) || !keeps_rest(belief.scenario)) return false;
    return change(belief.scenario.conventions.preempted_quantum, QuantumLeft::fresh);
}
bool believe_rest_after_preemption(Belief& belief) {
    if (!takes_quanta_away(belief.scenario) || keeps_rest(belief.scenario)) return false;
    return change(belief.scenario.conventions.preempted_quantum, QuantumLeft::rest);
}
bool believe_spent_when_alone(Belief& belief) {
    QuantumAlone& alone = belief.scenario.conventions.quantum_alone;
    const bool may = has_quantum(belief.scenario) && alone == QuantumAlone::continues;
    return may && has_company(belief.scenario) && change(alone, QuantumAlone::spent);
}
bool believe_requeued_when_alone(Belief& belief) {
    if (!has_quantum(belief.scenario) || !costs_switches(belief.scenario)) return false;
    return change(belief.scenario.conventions.quantum_alone, QuantumAlone::requeued);
}
bool believe_goes_on_when_alone(Belief& belief) {
    QuantumAlone& alone = belief.scenario.conventions.quantum_alone;
    const bool may = has_quantum(belief.scenario) && alone == QuantumAlone::requeued;
    return may && costs_switches(belief.scenario) && change(alone, QuantumAlone::continues);
}
bool believe_wall_clock(Belief& belief) {
    if (!has_quantum(belief.scenario) || !has_company(belief.scenario)) return false;
    return change(belief.scenario.conventions.quantum_clock, QuantumClock::wall);
}
bool believe_includes_switch(Belief& belief) {
    if (!costs_by_unit(belief.scenario)) return false;
    const Duration price = belief.scenario.machine.costs.process_switch.rounded();
    return alter_quanta(belief, [price](Duration quantum) { return quantum - price; });
}

constexpr auto quantum_area = MisconceptionArea::quantum;
constexpr Misconception quantum_list[] = {
    {"quantum-off-by-one", quantum_area, "The quantum is one unit longer than it is.",
     "A quantum of 4 that begins at 0 ends at 4: the thread runs in the units 0, 1, 2 and 3.",
     "It comes from counting up to and with the quantum. Each quantum is longer by one unit of the scenario.",
     believe_off_by_one},
    {"quantum-one-short", quantum_area, "The quantum is one unit shorter than it is.",
     "A quantum of 4 that begins at 0 ends at 4: the thread has four whole units.",
     "It comes from counting the moment of dispatch as the first unit. Each quantum that is longer than a "
     "unit is "
     "shorter by one unit of the scenario.",
     believe_one_short},
    {"quantum-ignored", quantum_area, "Who has the CPU keeps it until it blocks or ends.",
     "When its quantum ends the thread goes to the tail of the queue, and the next one runs.",
     "rr becomes fcfs; a quantum of the policy priority is none.", believe_ignored},
    {"quantum-not-renewed-after-io", quantum_area,
     "Who comes back from I/O has only the rest of its old quantum.",
     "A thread that comes back from I/O begins a fresh quantum at its next dispatch.",
     "It is seen in bursts after an I/O: they are cut too early. The convention `quantum_after_io` is "
     "`rest`.",
     believe_not_renewed_after_io},
    {"quantum-renewed-after-io", quantum_area, "Who comes back from I/O begins a fresh quantum.",
     "By the rules of this course a thread that comes back from I/O has the rest of its old quantum.",
     "The other way round of quantum-not-renewed-after-io, under conventions that have it so (ostep). The "
     "convention `quantum_after_io` is `fresh`.",
     believe_renewed_after_io},
    {"fresh-quantum-after-preemption", quantum_area,
     "Who is preempted begins a fresh quantum when it runs again.",
     "A preempted thread has not used its quantum up: it has the rest of it before it.",
     "It is seen where a better thread takes the CPU in the middle of a quantum. The convention "
     "`preempted_quantum` is `fresh`.",
     believe_fresh_after_preemption},
    {"rest-of-quantum-after-preemption", quantum_area,
     "Who is preempted has the rest of its quantum when it runs again.",
     "By the rules in force a preempted thread begins a fresh quantum at its next dispatch.",
     "The other way round of fresh-quantum-after-preemption, under policies and conventions that have it so. "
     "The "
     "convention `preempted_quantum` is `rest`.",
     believe_rest_after_preemption},
    {"quantum-spent-when-alone", quantum_area,
     "Who goes on alone after its quantum has none left: the next one that becomes ready takes the CPU at "
     "once.",
     "A thread that is alone when its quantum ends begins a fresh one; who comes then waits for the end of "
     "that.",
     "It is seen when somebody arrives after a time in which one thread was alone. The convention "
     "`quantum_alone` is `spent`.",
     believe_spent_when_alone},
    {"requeued-when-alone", quantum_area,
     "At the end of every quantum there is a switch, even if nobody else is ready.",
     "A thread that is alone when its quantum ends goes on: nothing is switched.",
     "It is seen in what dispatches cost. The convention `quantum_alone` is `requeued`; it needs costs to "
     "show.",
     believe_requeued_when_alone},
    {"goes-on-when-alone", quantum_area, "At the end of a quantum nothing happens if nobody else is ready.",
     "By the rules of this course a thread whose quantum ends is put back and dispatched again, alone or "
     "not.",
     "The other way round of requeued-when-alone, under conventions that have it so (ostep, nyu, mines, "
     "xv6). "
     "The convention `quantum_alone` is `continues`; it needs costs to show.",
     believe_goes_on_when_alone},
    {"quantum-by-wall-clock", quantum_area,
     "Quanta end at fixed times: who is dispatched in between has only what is left up to the next of them.",
     "Each thread begins a quantum of its own when it is dispatched, even if the one before ended early.",
     "It is seen after a burst that ends before its quantum: the next thread is cut short. The convention "
     "`quantum_clock` is `wall`.",
     believe_wall_clock},
    {"quantum-includes-switch", quantum_area, "The time of the switch is part of the quantum.",
     "The switch comes before the thread's own instructions, and its quantum counts from these.",
     "Each quantum is shorter by the price of a switch between processes; a quantum that is no longer than "
     "that "
     "stays as it is. It needs one price for a switch.",
     believe_includes_switch},
};

} // namespace

std::span<const Misconception> quantum_misconceptions() { return quantum_list; }

} // namespace ossim
