// The corners where real courses differ, each a setting with a name (SEMANTICS 8). A preset is a set of
// settings, as data (sim/conventions). The kernel reads them; the trace header and the report name the ones
// in force.
#pragma once

#include "ossim/field.hpp"
#include "ossim/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ossim {

/// The kinds of happening at one instant, in the order of SEMANTICS 1. Dispatch comes after them all.
enum class Phase : std::uint8_t { completion, switched, device, timer, arrival, quantum, upkeep };
constexpr auto enum_words(Phase) {
    return words("completion", "switched", "device", "timer", "arrival", "quantum", "upkeep");
}

/// How happenings of one group at one instant are ordered among themselves. own: by phase, then CPU, device
/// and request, or file order, as SEMANTICS 1 says; sequence: in order of their creation; pid: by the
/// process concerned, then its thread.
enum class Within : std::uint8_t { own, sequence, pid };
constexpr auto enum_words(Within) { return words("own", "sequence", "pid"); }

/// One group of phases that are handled together; a round goes through the groups in order.
struct PhaseGroup {
    std::vector<Phase> phases;
    Within within = Within::own;
    bool operator==(const PhaseGroup&) const = default;
};

/// When a marked CPU chooses. round_end: when the round reaches dispatch; each_happening: after every single
/// happening; in_sequence: the choice is itself a happening, in order of creation (Mines CSCI-442).
enum class ChooseAt : std::uint8_t { round_end, each_happening, in_sequence };
constexpr auto enum_words(ChooseAt) { return words("round-end", "each-happening", "in-sequence"); }

/// Where the price of a switch lies. before: whole, before the incoming thread; halves: half when a thread
/// leaves
/// (it is Running, leaving; its I/O starts and it joins its queue after that half), half when one comes.
enum class SwitchPlace : std::uint8_t { before, halves };
constexpr auto enum_words(SwitchPlace) { return words("before", "halves"); }

/// The choice when a switch has ended. again: looked at again; frozen: stands until the next event.
enum class AfterSwitch : std::uint8_t { again, frozen };
constexpr auto enum_words(AfterSwitch) { return words("again", "frozen"); }

/// on_change: charged if B is not A; every_dispatch: also when the same thread is dispatched again (as thread
/// switch); as_process: then too, as a switch between processes.
enum class ChargeWhen : std::uint8_t { on_change, every_dispatch, as_process };
constexpr auto enum_words(ChargeWhen) { return words("on-change", "every-dispatch", "as-process"); }

/// What the very first dispatch of a CPU is charged as (profiles with one number for a switch).
enum class FirstDispatch : std::uint8_t { process, thread, half, free };
constexpr auto enum_words(FirstDispatch) { return words("process", "thread", "half", "free"); }

/// Is the thread that ran last remembered across idle? forgotten: the next dispatch is charged as a first
/// one.
enum class AcrossIdle : std::uint8_t { remembered, forgotten };
constexpr auto enum_words(AcrossIdle) { return words("remembered", "forgotten"); }

/// What a switch to idle costs (profiles with one number for a switch). free: nothing; process: as much as
/// one between processes, as if idle were a process too.
enum class ToIdle : std::uint8_t { free, process };
constexpr auto enum_words(ToIdle) { return words("free", "process"); }

/// A quantum ends and nobody else is ready. continues: a fresh quantum, no switch; requeued: a real requeue
/// and dispatch; spent: it goes on without a quantum, and the next thread that becomes ready ends its turn at
/// once.
enum class QuantumAlone : std::uint8_t { continues, requeued, spent };
constexpr auto enum_words(QuantumAlone) { return words("continues", "requeued", "spent"); }

/// What a fresh quantum is counted by. thread: from its dispatch; wall: a clock that ticks once a quantum
/// from time 0, so that who is dispatched between two ticks has the CPU up to the next one only.
enum class QuantumClock : std::uint8_t { thread, wall };
constexpr auto enum_words(QuantumClock) { return words("thread", "wall"); }

/// Where a preempted thread joins its queue. policy: as the policy's own rule has it.
enum class PreemptedTo : std::uint8_t { policy, head, tail };
constexpr auto enum_words(PreemptedTo) { return words("policy", "head", "tail"); }

/// The quantum of a preempted thread, or of one that comes back from I/O, at its next dispatch.
enum class QuantumLeft : std::uint8_t { policy, fresh, rest };
constexpr auto enum_words(QuantumLeft) { return words("policy", "fresh", "rest"); }

/// When a thread that becomes ready may preempt. when_ready: then, if strictly better; unless_due: then,
/// but not a thread that has a happening of its own due at the same instant; quantum_end: never before the
/// quantum ends; or_equal: when it becomes ready, if it is as good as the running one, which then goes behind
/// its equals.
enum class PreemptCheck : std::uint8_t { when_ready, unless_due, quantum_end, or_equal };
constexpr auto enum_words(PreemptCheck) {
    return words("when-ready", "unless-due", "quantum-end", "or-equal");
}

/// The CPU while its process waits for I/O. released: chooses anew; kept: stays with the blocked process
/// (SWITCH_ON_END).
enum class DuringIo : std::uint8_t { released, kept };
constexpr auto enum_words(DuringIo) { return words("released", "kept"); }

/// A thread whose I/O is done. queued: joins the ready queue; runs: takes the CPU at once (IO_RUN_IMMEDIATE).
enum class AfterIo : std::uint8_t { queued, runs };
constexpr auto enum_words(AfterIo) { return words("queued", "runs"); }

/// The ready queue of fcfs and rr. queue: first in, first out; by_pid: a cyclic scan that starts behind the
/// process that ran last (xv6, OSTEP process-run).
enum class ReadyOrder : std::uint8_t { queue, by_pid };
constexpr auto enum_words(ReadyOrder) { return words("queue", "by-pid"); }

/// Ties that the policy's key leaves open. arrival: who became ready first; pid: the lower pid; name: whose
/// name comes first as text, P10 before P2; latest: who became ready last. Under fcfs and rr, whose key is
/// the instant, the last two order those that arrive or wake at the same one.
enum class TieRule : std::uint8_t { arrival, pid, name, latest };
constexpr auto enum_words(TieRule) { return words("arrival", "pid", "name", "latest"); }

/// Who becomes the parent of an ended process's children. init: its direct children go to init; parent:
/// they go to its own parent; flattened: its whole subtree goes to init (OSTEP fork).
enum class Orphans : std::uint8_t { init, parent, flattened };
constexpr auto enum_words(Orphans) { return words("init", "parent", "flattened"); }

/// What `waiting` means in the report. ready: time in the ready queue; turnaround_minus_cpu: I/O counts as
/// waiting.
enum class WaitingIs : std::uint8_t { ready, turnaround_minus_cpu };
constexpr auto enum_words(WaitingIs) { return words("ready", "turnaround-minus-cpu"); }

/// What `response` ends at: the first own instruction, or the first dispatch (switch cost not counted).
enum class ResponseIs : std::uint8_t { first_instruction, first_dispatch };
constexpr auto enum_words(ResponseIs) { return words("first-instruction", "first-dispatch"); }

/// Whether the leaving half of the last switch belongs to the run.
enum class LastSwitch : std::uint8_t { excluded, included };
constexpr auto enum_words(LastSwitch) { return words("excluded", "included"); }

/// How averages are rounded when printed. The value itself stays an exact ratio.
enum class Rounding : std::uint8_t { nearest_3, nearest_2, up_3, up_2 };
constexpr auto enum_words(Rounding) { return words("nearest-3", "nearest-2", "up-3", "up-2"); }

/// The settings in force. The defaults are ossim's own.
struct Conventions {
    std::string preset = "ossim"; ///< the preset that the settings start from
    std::vector<PhaseGroup> order = {{{Phase::completion}}, {{Phase::switched}}, {{Phase::device}},
                                     {{Phase::timer}},      {{Phase::arrival}},  {{Phase::quantum}},
                                     {{Phase::upkeep}}};
    ChooseAt choose = ChooseAt::round_end;
    SwitchPlace switch_place = SwitchPlace::before;
    AfterSwitch after_switch = AfterSwitch::again;
    ChargeWhen charged = ChargeWhen::on_change;
    FirstDispatch first_dispatch = FirstDispatch::process;
    AcrossIdle across_idle = AcrossIdle::remembered;
    ToIdle to_idle = ToIdle::free;
    QuantumClock quantum_clock = QuantumClock::thread;
    QuantumAlone quantum_alone = QuantumAlone::continues;
    PreemptedTo preempted_to = PreemptedTo::policy;
    QuantumLeft preempted_quantum = QuantumLeft::policy;
    QuantumLeft quantum_after_io = QuantumLeft::policy;
    PreemptCheck preempt_check = PreemptCheck::when_ready;
    Duration io_issue;    ///< CPU time that issuing an I/O takes
    Duration io_complete; ///< CPU time that its completion takes, when the thread next runs
    DuringIo during_io = DuringIo::released;
    AfterIo after_io = AfterIo::queued;
    ReadyOrder ready_order = ReadyOrder::queue;
    TieRule ties = TieRule::arrival;
    Orphans orphans = Orphans::init;
    WaitingIs waiting = WaitingIs::ready;
    ResponseIs response = ResponseIs::first_instruction;
    LastSwitch last_switch = LastSwitch::excluded;
    Rounding rounding = Rounding::nearest_3;

    /// Every setting but `preset`; `order` is a list of groups, the others are words or durations.
    template <class C = Conventions>
    static constexpr auto fields() {
        return std::tuple{
            field("order", &C::order, "the order of phases at one instant, and which of them are one group"),
            field("choose", &C::choose, "when a CPU chooses"),
            field("switch_place", &C::switch_place, "where the price of a switch lies"),
            field("after_switch", &C::after_switch,
                  "whether the choice is looked at again when a switch has ended"),
            field("charged", &C::charged, "which dispatches are charged"),
            field("first_dispatch", &C::first_dispatch, "what the first dispatch of a CPU is charged as"),
            field("across_idle", &C::across_idle, "whether the last thread is remembered across idle"),
            field("to_idle", &C::to_idle, "what a switch to idle costs"),
            field("quantum_clock", &C::quantum_clock, "what a fresh quantum is counted by"),
            field("quantum_alone", &C::quantum_alone, "a quantum ends and nobody else is ready"),
            field("preempted_to", &C::preempted_to, "where a preempted thread joins its queue"),
            field("preempted_quantum", &C::preempted_quantum, "the quantum of a preempted thread"),
            field("quantum_after_io", &C::quantum_after_io, "the quantum after I/O"),
            field("preempt_check", &C::preempt_check, "when a thread that becomes ready may preempt"),
            field("io_issue", &C::io_issue, "CPU time to issue an I/O"),
            field("io_complete", &C::io_complete, "CPU time to complete an I/O, when the thread next runs"),
            field("during_io", &C::during_io, "the CPU while its process waits for I/O"),
            field("after_io", &C::after_io, "a thread whose I/O is done"),
            field("ready_order", &C::ready_order, "the ready queue of fcfs and rr"),
            field("ties", &C::ties, "how ties of the policy's key are broken"),
            field("orphans", &C::orphans, "who becomes the parent of an ended process's children"),
            field("waiting", &C::waiting, "what waiting time means"),
            field("response", &C::response, "what response time ends at"),
            field("last_switch", &C::last_switch, "whether the leaving half of the last switch counts"),
            field("rounding", &C::rounding, "how averages are rounded")};
    }
};

} // namespace ossim
