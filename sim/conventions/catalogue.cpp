// One function a preset: its settings, and in comments where the rule is found, and which of its rules no
// setting says.
#include "conventions/catalogue.hpp"

#include <algorithm>
#include <vector>

namespace ossim {

namespace {

using Order = std::vector<PhaseGroup>;

constexpr Duration one_tick = Duration(1'000'000); // a tick is 1 ms inside

Conventions starting(std::string_view name) {
    Conventions conventions;
    conventions.preset = name;
    return conventions;
}

/// All phases in one group, in order of creation: a single event queue that is sorted by time only.
Order one_queue() {
    return {{{Phase::completion, Phase::switched, Phase::device, Phase::timer, Phase::arrival, Phase::quantum,
              Phase::upkeep},
             Within::sequence}};
}

/// The books print averages with two decimals; their rules are ossim's own: arrivals before the quantum's
/// end, alone in the queue no switch. Stallings' published finish times demand it.
Conventions book(std::string_view name) {
    Conventions c = starting(name);
    c.rounding = Rounding::nearest_2;
    return c;
}

/// scheduler.py, mlfq.py and fork.py. What has ended comes first, then the boost, then arrivals and I/O in
/// order of registration. mlfq.py goes on with the rest of a quantum after I/O; with -S its turn begins
/// anew: -S and -I are parameters of the policy.
Conventions ostep() {
    Conventions c = starting("ostep");
    c.order = Order{{{Phase::completion}},
                    {{Phase::switched}},
                    {{Phase::quantum}},
                    {{Phase::upkeep}},
                    {{Phase::device, Phase::timer, Phase::arrival}, Within::sequence}};
    c.quantum_alone = QuantumAlone::requeued;
    c.preempted_to = PreemptedTo::head;
    c.preempted_quantum = QuantumLeft::rest;
    c.quantum_after_io = QuantumLeft::rest;
    c.orphans = Orphans::flattened;
    c.waiting = WaitingIs::turnaround_minus_cpu;
    c.response = ResponseIs::first_dispatch;
    c.rounding = Rounding::nearest_2;
    return c;
}

/// process-run.py with its default flags, SWITCH_ON_IO and IO_RUN_LATER; `during_io: kept` is SWITCH_ON_END,
/// `after_io: runs` is IO_RUN_IMMEDIATE. The CPU chooses when an instruction has ended, before I/O that ends
/// there.
Conventions ostep_process_run() {
    Conventions c = starting("ostep-process-run");
    c.order = Order{{{Phase::completion}}, {{Phase::switched}},
                    {{Phase::quantum}},    {{Phase::device, Phase::timer}, Within::pid},
                    {{Phase::arrival}},    {{Phase::upkeep}}};
    c.choose = ChooseAt::each_happening;
    c.io_issue = one_tick;
    c.io_complete = one_tick;
    c.ready_order = ReadyOrder::by_pid;
    c.ties = TieRule::pid;
    c.response = ResponseIs::first_dispatch;
    c.rounding = Rounding::nearest_2;
    return c;
}

/// New York University, CSCI-GA.2250: a discrete-event scheduler. The level that a quantum's end or a
/// preemption costs (PRIO, PREPRIO) is a rule of the policy.
Conventions nyu() {
    Conventions c = starting("nyu");
    c.order = one_queue();
    c.quantum_alone = QuantumAlone::requeued;
    c.preempted_to = PreemptedTo::tail;
    c.preempted_quantum = QuantumLeft::fresh;
    c.quantum_after_io = QuantumLeft::fresh;
    c.preempt_check = PreemptCheck::unless_due;
    c.rounding = Rounding::nearest_2;
    return c;
}

/// Colorado School of Mines, CSCI-442. Its two dispatcher events when two I/O completions meet an idle CPU
/// are no setting.
Conventions mines() {
    Conventions c = starting("mines");
    c.order = one_queue();
    c.choose = ChooseAt::in_sequence;
    c.after_switch = AfterSwitch::frozen;
    c.charged = ChargeWhen::every_dispatch;
    c.quantum_alone = QuantumAlone::requeued;
    c.preempted_to = PreemptedTo::tail;
    c.preempted_quantum = QuantumLeft::fresh;
    c.quantum_after_io = QuantumLeft::fresh;
    c.preempt_check = PreemptCheck::quantum_end;
    c.rounding = Rounding::nearest_2;
    return c;
}

/// Rensselaer, CSCI-4210. Averages over bursts instead of processes, and the 32-bit products of its
/// predictions, are no settings.
Conventions rpi() {
    Conventions c = starting("rpi");
    c.order = Order{{{Phase::completion, Phase::quantum}},
                    {{Phase::switched}},
                    {{Phase::device, Phase::timer}, Within::pid},
                    {{Phase::arrival}, Within::pid},
                    {{Phase::upkeep}}};
    c.switch_place = SwitchPlace::halves;
    c.charged = ChargeWhen::every_dispatch;
    c.first_dispatch = FirstDispatch::half;
    c.preempted_to = PreemptedTo::tail;
    c.preempted_quantum = QuantumLeft::fresh;
    c.quantum_after_io = QuantumLeft::fresh;
    c.ties = TieRule::pid;
    c.last_switch = LastSwitch::included;
    c.rounding = Rounding::up_3;
    return c;
}

/// University of Illinois, CS 241. The order of jobs that finish at one instant on several cores, an accident
/// of its array, is no setting.
Conventions uiuc() {
    Conventions c = starting("uiuc");
    c.order = Order{{{Phase::completion}}, {{Phase::switched}}, {{Phase::quantum}}, {{Phase::device}},
                    {{Phase::timer}},      {{Phase::arrival}},  {{Phase::upkeep}}};
    c.choose = ChooseAt::each_happening;
    c.waiting = WaitingIs::turnaround_minus_cpu;
    c.rounding = Rounding::nearest_2;
    return c;
}

/// MIT's xv6: the scheduler scans the process table; the timer's tick makes the running process yield, alone
/// or not. That its ticks are a wall clock, not counted from the dispatch, is no setting yet.
Conventions xv6() {
    Conventions c = starting("xv6");
    c.charged = ChargeWhen::every_dispatch;
    c.quantum_alone = QuantumAlone::requeued;
    c.preempted_quantum = QuantumLeft::fresh;
    c.quantum_after_io = QuantumLeft::fresh;
    c.preempt_check = PreemptCheck::quantum_end;
    c.ready_order = ReadyOrder::by_pid;
    c.ties = TieRule::pid;
    return c;
}

std::vector<PresetInfo> make_presets() {
    return {
        {"ossim", "ossim's own rules, for courses that have none of their own", starting("ossim")},
        {"silberschatz", "Silberschatz, Galvin, Gagne: Operating System Concepts, chapter 5",
         book("silberschatz")},
        {"stallings", "Stallings: Operating Systems, Internals and Design Principles, chapter 9",
         book("stallings")},
        {"tanenbaum", "Tanenbaum, Bos: Modern Operating Systems, section 2.4", book("tanenbaum")},
        {"ostep",
         "Arpaci-Dusseau: Operating Systems, Three Easy Pieces; its simulators scheduler.py, mlfq.py and "
         "fork.py",
         ostep()},
        {"ostep-process-run",
         "the same book's process-run.py: issuing and completing an I/O take a tick of CPU each",
         ostep_process_run()},
        {"nyu", "New York University, CSCI-GA.2250, the scheduler lab: one event queue, in order of creation",
         nyu()},
        {"mines",
         "Colorado School of Mines, CSCI-442, the simulation project: dispatching is an event of its own",
         mines()},
        {"rpi", "Rensselaer, CSCI-4210, the simulation project: a switch has two halves", rpi()},
        {"uiuc", "University of Illinois, CS 241, the scheduler lab: an ended quantum goes before an arrival",
         uiuc()},
        {"xv6", "MIT's teaching kernel: a scan of the process table, and a yield at each tick", xv6()},
    };
}

} // namespace

std::span<const PresetInfo> preset_catalogue() {
    static const std::vector<PresetInfo> presets = make_presets();
    return presets;
}

const PresetInfo* find_preset(std::string_view name) {
    const auto presets = preset_catalogue();
    const auto found = std::find_if(presets.begin(), presets.end(),
                                    [&](const PresetInfo& info) { return info.name == name; });
    return found == presets.end() ? nullptr : &*found;
}

} // namespace ossim
