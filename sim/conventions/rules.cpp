// One function a setting: each value has its sentence.
#include "conventions/rules.hpp"

#include "base/text.hpp"
#include "conventions/settings.hpp"

#include <algorithm>

namespace ossim {

namespace {

std::string_view name_of(Phase phase) {
    switch (phase) {
    case Phase::completion: return "steps that end";
    case Phase::switched: return "switches that end";
    case Phase::device: return "I/O that completes";
    case Phase::timer: return "timers that run out";
    case Phase::arrival: return "arrivals";
    case Phase::quantum: return "quanta that end";
    case Phase::upkeep: return "the policy's upkeep (boost, aging)";
    }
    return "";
}

std::string_view order_within(Within within) {
    switch (within) {
    case Within::own: return "each kind in its turn";
    case Within::sequence: return "in the order in which they were created";
    case Within::pid: return "by process id";
    }
    return "";
}

std::string in_words(const PhaseGroup& group) {
    std::vector<std::string_view> names;
    for (const Phase phase : group.phases)
        names.push_back(name_of(phase));
    std::string text = quoted_list(names);
    if (names.size() > 1 || group.within != Within::own)
        text += std::string(names.size() > 1 ? ", together" : "") + " (" +
                std::string(order_within(group.within)) + ")";
    return text;
}

std::string in_words(const std::vector<PhaseGroup>& order, Unit) {
    std::string text = "At one instant, the kernel handles ";
    if (order.size() > 1) text += "first ";
    for (std::size_t i = 0; i < order.size(); ++i)
        text += (i == 0 ? "" : "; then ") + in_words(order[i]);
    return text + ".";
}

std::string in_words(ChooseAt choose, Unit) {
    switch (choose) {
    case ChooseAt::round_end:
        return "A CPU chooses who runs next when everything due at the instant has been handled.";
    case ChooseAt::each_happening: return "A CPU chooses who runs next at once after each single happening.";
    case ChooseAt::in_sequence:
        return "Choosing is a happening itself: a CPU chooses when its turn comes, in order of creation.";
    }
    return "";
}

std::string in_words(SwitchPlace place, Unit) {
    switch (place) {
    case SwitchPlace::before: return "The whole price of a switch lies before the incoming thread.";
    case SwitchPlace::halves:
        return "A switch has two halves: one when a thread leaves, after which its I/O starts or it joins "
               "its queue, and "
               "one when a thread comes.";
    }
    return "";
}

std::string in_words(AfterSwitch after, Unit) {
    switch (after) {
    case AfterSwitch::again:
        return "When a switch has ended, the choice is looked at again: something better that came meanwhile "
               "preempts.";
    case AfterSwitch::frozen:
        return "A choice stands until the next event after its switch, even if something better came "
               "meanwhile.";
    }
    return "";
}

std::string in_words(ChargeWhen when, Unit) {
    switch (when) {
    case ChargeWhen::on_change:
        return "A dispatch is charged when another thread comes than the one that ran last.";
    case ChargeWhen::every_dispatch:
        return "Every dispatch is charged, also when the thread that ran last is dispatched again (as a "
               "thread switch).";
    case ChargeWhen::as_process:
        return "Every dispatch is charged, also when the thread that ran last is dispatched again (as a "
               "switch between processes).";
    }
    return "";
}

std::string in_words(FirstDispatch first, Unit) {
    switch (first) {
    case FirstDispatch::process:
        return "The first dispatch of a CPU is charged as a switch between processes.";
    case FirstDispatch::thread:
        return "The first dispatch of a CPU is charged as a switch between threads of one process.";
    case FirstDispatch::half: return "The first dispatch of a CPU is charged as half a switch.";
    case FirstDispatch::free: return "The first dispatch of a CPU costs nothing.";
    }
    return "";
}

std::string in_words(AcrossIdle across, Unit) {
    switch (across) {
    case AcrossIdle::remembered:
        return "A CPU remembers across idle time which thread ran last: the same one back is no switch.";
    case AcrossIdle::forgotten: return "After idle time a dispatch is charged like the first one of its CPU.";
    }
    return "";
}

std::string in_words(ToIdle idle, Unit) {
    switch (idle) {
    case ToIdle::free: return "With one price for a switch, going idle costs nothing.";
    case ToIdle::process: return "Going idle is charged as a switch between processes.";
    }
    return "";
}

std::string in_words(QuantumClock clock, Unit) {
    switch (clock) {
    case QuantumClock::thread: return "A fresh quantum counts from the thread's own dispatch.";
    case QuantumClock::wall:
        return "A fresh quantum lasts up to the next tick of a clock that ticks once a quantum from time 0.";
    }
    return "";
}

std::string in_words(QuantumAlone alone, Unit) {
    switch (alone) {
    case QuantumAlone::continues:
        return "When a quantum ends and nobody else is ready, the thread goes on with a fresh quantum, "
               "without a switch.";
    case QuantumAlone::requeued:
        return "When a quantum ends and nobody else is ready, the thread joins its queue and is dispatched "
               "anew.";
    case QuantumAlone::spent:
        return "When a quantum ends and nobody else is ready, the thread goes on, but the next one that "
               "becomes ready ends its turn at once.";
    }
    return "";
}

std::string in_words(PreemptedTo to, Unit) {
    switch (to) {
    case PreemptedTo::policy:
        return "A preempted thread joins its queue where the policy's own rule puts it.";
    case PreemptedTo::head: return "A preempted thread joins its queue at the head.";
    case PreemptedTo::tail: return "A preempted thread joins its queue at the tail.";
    }
    return "";
}

std::string_view quantum_in_words(QuantumLeft left) {
    switch (left) {
    case QuantumLeft::policy: return "has the quantum that the policy's own rule gives it.";
    case QuantumLeft::fresh: return "has a fresh quantum.";
    case QuantumLeft::rest: return "has the rest of its old quantum.";
    }
    return "";
}

std::string in_words(PreemptCheck check, Unit) {
    switch (check) {
    case PreemptCheck::when_ready:
        return "Under a preemptive policy, a thread that becomes ready preempts at once if it is strictly "
               "better.";
    case PreemptCheck::unless_due:
        return "Under a preemptive policy, a thread that becomes ready preempts at once if it is strictly "
               "better, but not a "
               "thread for which something is due at the same instant.";
    case PreemptCheck::quantum_end:
        return "A thread that becomes ready never preempts before the running thread's quantum ends.";
    case PreemptCheck::or_equal:
        return "Under a preemptive policy, a thread that becomes ready preempts at once if it is better or "
               "equal.";
    }
    return "";
}

std::string in_words(DuringIo during, Unit) {
    switch (during) {
    case DuringIo::released: return "A CPU whose thread waits for I/O chooses another one.";
    case DuringIo::kept: return "A CPU stays with the process that waits for I/O, and idles.";
    }
    return "";
}

std::string in_words(AfterIo after, Unit) {
    switch (after) {
    case AfterIo::queued: return "A thread whose I/O is done joins the ready queue.";
    case AfterIo::runs: return "A thread whose I/O is done takes the CPU at once.";
    }
    return "";
}

std::string in_words(ReadyOrder order, Unit) {
    switch (order) {
    case ReadyOrder::queue: return "The ready queue of fcfs and rr is first in, first out.";
    case ReadyOrder::by_pid:
        return "Under fcfs and rr a CPU scans the processes by id, from behind the one that ran last, round "
               "and round.";
    }
    return "";
}

std::string in_words(TieRule ties, Unit) {
    switch (ties) {
    case TieRule::arrival: return "Of equal threads the one that became ready first is chosen.";
    case TieRule::pid: return "Of equal threads the one of the lower process id is chosen.";
    case TieRule::name:
        return "Of equal threads the one whose name comes first as text is chosen, so that P10 comes before "
               "P2.";
    case TieRule::latest: return "Of equal threads the one that became ready last is chosen.";
    }
    return "";
}

std::string in_words(Orphans orphans, Unit) {
    switch (orphans) {
    case Orphans::init: return "When a process ends, its children become children of init.";
    case Orphans::parent: return "When a process ends, its children become children of its own parent.";
    case Orphans::flattened: return "When a process ends, all its descendants become children of init.";
    }
    return "";
}

std::string in_words(WaitingIs waiting, Unit) {
    switch (waiting) {
    case WaitingIs::ready: return "Waiting time is the time in the ready queue.";
    case WaitingIs::turnaround_minus_cpu:
        return "Waiting time is turnaround less CPU time, so that I/O counts as waiting.";
    }
    return "";
}

std::string in_words(ResponseIs response, Unit) {
    switch (response) {
    case ResponseIs::first_instruction:
        return "Response time ends at the first instruction of the thread's own.";
    case ResponseIs::first_dispatch:
        return "Response time ends at the first dispatch; the switch that it starts is not counted.";
    }
    return "";
}

std::string in_words(LastSwitch last, Unit) {
    switch (last) {
    case LastSwitch::excluded: return "The run ends with the last exit.";
    case LastSwitch::included:
        return "The run ends with the leaving half of the last switch, after the last exit.";
    }
    return "";
}

std::string in_words(Rounding rounding, Unit) {
    switch (rounding) {
    case Rounding::nearest_3: return "Averages are exact, and printed to the nearest of 3 decimal places.";
    case Rounding::nearest_2: return "Averages are exact, and printed to the nearest of 2 decimal places.";
    case Rounding::up_3: return "Averages are exact, and printed rounded up to 3 decimal places.";
    case Rounding::up_2: return "Averages are exact, and printed rounded up to 2 decimal places.";
    }
    return "";
}

/// The settings whose type says too little: two of a kind, told apart by name.
std::string in_words(std::string_view setting, QuantumLeft left) {
    const bool after_io = setting == "quantum_after_io";
    return std::string(after_io ? "A thread that comes back from I/O " : "A preempted thread ") +
           std::string(quantum_in_words(left));
}

/// "1.5ms"; "1 tick", "2 ticks".
std::string shown(Duration length, Unit unit) {
    if (unit != Unit::tick) return with_unit(length, unit);
    return in_unit(length, unit) + (length == length_of(unit) ? " tick" : " ticks");
}

std::string in_words(std::string_view setting, Duration length, Unit unit) {
    const bool issues = setting == "io_issue";
    if (length == Duration())
        return issues ? "To issue an I/O takes no CPU time." : "To complete an I/O takes no CPU time.";
    return (issues ? "To issue an I/O takes " : "To complete an I/O takes the thread, when it next runs, ") +
           shown(length, unit) + " of CPU time.";
}

template <class T>
std::string sentence(std::string_view setting, const T& value, Unit unit) {
    if constexpr (std::is_same_v<T, QuantumLeft>)
        return in_words(setting, value);
    else if constexpr (std::is_same_v<T, Duration>)
        return in_words(setting, value, unit);
    else
        return in_words(value, unit);
}

} // namespace

std::vector<Rule> rules_of(const Conventions& conventions, Unit unit) {
    const Conventions own;
    std::vector<Rule> rules;
    for_each_field<Conventions>([&](const auto& field) {
        const auto& value = conventions.*field.member;
        rules.push_back({field.name, sentence(field.name, value, unit), value == own.*field.member});
    });
    return rules;
}

std::vector<std::string> rules_in_words(const Conventions& conventions, Unit unit) {
    const auto differing = differing_settings(conventions);
    std::vector<std::string> texts;
    for (Rule& rule : rules_of(conventions, unit)) {
        texts.push_back(std::move(rule.sentence));
        if (rule.own) continue;
        const auto given = std::find_if(differing.begin(), differing.end(),
                                        [&](const auto& pair) { return pair.first == rule.setting; });
        texts.back() += " (Not ossim's own rule: `" + given->first + ": " + given->second + "`.)";
    }
    return texts;
}

} // namespace ossim
