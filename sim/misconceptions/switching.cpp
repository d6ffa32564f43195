// What a switch costs, and which ones do.
#include "misconceptions/belief.hpp"
#include "misconceptions/catalogue.hpp"

namespace ossim {

namespace {

/// The prices of a direct switch, with what enters the kernel for it.
constexpr Price CostProfile::*switch_prices[] = {
    &CostProfile::trap_in,       &CostProfile::trap_out,       &CostProfile::kpti_crossing,
    &CostProfile::kernel_refill, &CostProfile::ibpb_barrier,   &CostProfile::interrupt,
    &CostProfile::dequeue,       &CostProfile::enqueue,        &CostProfile::pick,
    &CostProfile::save,          &CostProfile::restore,        &CostProfile::address_space,
    &CostProfile::flush,         &CostProfile::process_switch, &CostProfile::thread_switch};

/// May a CPU have nothing to do before the end?
bool may_idle(const Scenario& scenario) {
    return scenario.machine.cpus > 1 || wakes(scenario) || has_later_arrivals(scenario);
}

bool charge_first(Belief& belief, FirstDispatch as) {
    return costs_by_unit(belief.scenario) && change(belief.scenario.conventions.first_dispatch, as);
}

bool believe_switch_forgotten(Belief& belief) {
    if (!costs_switches(belief.scenario)) return false;
    for (Price CostProfile::*price : switch_prices)
        belief.scenario.machine.costs.*price = Price();
    return true;
}
bool believe_idle_is_switched_to(Belief& belief) {
    const bool is_whole = belief.scenario.conventions.switch_place == SwitchPlace::before;
    if (!is_whole || !costs_by_unit(belief.scenario) || !may_idle(belief.scenario)) return false;
    return change(belief.scenario.conventions.to_idle, ToIdle::process);
}
bool believe_idle_is_forgotten_over(Belief& belief) {
    if (!costs_by_unit(belief.scenario) || !may_idle(belief.scenario)) return false;
    return change(belief.scenario.conventions.across_idle, AcrossIdle::forgotten);
}
bool believe_first_is_free(Belief& belief) { return charge_first(belief, FirstDispatch::free); }
bool believe_first_is_charged(Belief& belief) { return charge_first(belief, FirstDispatch::process); }
bool believe_same_is_charged(Belief& belief) {
    Conventions& conventions = belief.scenario.conventions;
    if (conventions.charged != ChargeWhen::on_change || !costs_by_unit(belief.scenario)) return false;
    const bool comes_back = has_bursts(belief.scenario) || has_quantum(belief.scenario);
    if (!comes_back && !is_preemptive(belief.scenario)) return false;
    conventions.charged = ChargeWhen::as_process;
    if (has_quantum(belief.scenario)) conventions.quantum_alone = QuantumAlone::requeued;
    return true;
}
bool believe_same_is_free(Belief& belief) {
    if (!costs_by_unit(belief.scenario)) return false;
    return change(belief.scenario.conventions.charged, ChargeWhen::on_change);
}
bool believe_thread_as_process(Belief& belief) {
    CostProfile& costs = belief.scenario.machine.costs;
    if (!costs.by_unit || !has_threads(belief.scenario)) return false;
    return change(costs.thread_switch, costs.process_switch);
}
bool believe_process_as_thread(Belief& belief) {
    CostProfile& costs = belief.scenario.machine.costs;
    if (listed_processes(belief.scenario) < 2 && !has_step<Fork>(belief.scenario)) return false;
    if (costs.by_unit) return change(costs.process_switch, costs.thread_switch);
    const bool space = change(costs.address_space, Price());
    const bool barrier = change(costs.ibpb, false);
    return change(costs.flush, Price()) || space || barrier;
}
bool believe_threads_as_processes(Belief& belief) {
    bool changed = false;
    for (ProcessSpec& process : belief.scenario.processes) {
        const bool several =
            process.threads.size() > 1 || (!process.threads.empty() && process.threads[0].count > 1);
        if (several && process.threads_given) changed = change(process.run_as, RunAs::processes) || changed;
    }
    return changed;
}
bool believe_halves(Belief& belief) {
    if (!costs_switches(belief.scenario)) return false;
    return change(belief.scenario.conventions.switch_place, SwitchPlace::halves);
}
bool believe_one_piece(Belief& belief) {
    if (!costs_switches(belief.scenario)) return false;
    return change(belief.scenario.conventions.switch_place, SwitchPlace::before);
}
constexpr auto switching_area = MisconceptionArea::switching;
constexpr Misconception switching_list[] = {
    {"switch-forgotten", switching_area, "To switch from one thread to another takes no time.",
     "A switch takes the CPU's time before the next thread's first instruction, each time.",
     "All prices of a direct switch are 0, and with them those of entering the kernel; refills stay.",
     believe_switch_forgotten},
    {"switch-to-idle-charged", switching_area, "A switch is charged when the CPU becomes idle, too.",
     "With one price for a switch, nothing is paid to become idle: the price is due when the next thread "
     "comes.",
     "The convention `to_idle` is `process`. It needs one price for a switch, and times when nobody is "
     "ready.",
     believe_idle_is_switched_to},
    {"last-thread-forgotten-over-idle", switching_area,
     "After idle time a switch is charged, even if the thread that ran last comes back.",
     "A CPU remembers across idle time who ran last: the same one back is no switch.",
     "The convention `across_idle` is `forgotten`. It needs one price for a switch, and times when nobody is "
     "ready.",
     believe_idle_is_forgotten_over},
    {"first-dispatch-free", switching_area, "The very first dispatch costs nothing, since nobody leaves.",
     "By the rules in force the first dispatch of a CPU is charged too.",
     "The convention `first_dispatch` is `free`. It needs one price for a switch.", believe_first_is_free},
    {"first-dispatch-charged", switching_area, "The very first dispatch costs as much as every other.",
     "By the rules of this course the first dispatch of a CPU is free, or costs less.",
     "The other way round of first-dispatch-free, under conventions that have it so (rpi). The convention "
     "`first_dispatch` is `process`.",
     believe_first_is_charged},
    {"same-thread-charged", switching_area,
     "A switch is charged at every dispatch, and at the end of every quantum.",
     "Nothing is switched if the thread that ran last goes on: a switch is charged only if another one "
     "comes.",
     "The convention `charged` is `as-process`, and `quantum_alone` is `requeued`. It needs one price for a "
     "switch.",
     believe_same_is_charged},
    {"same-thread-free", switching_area, "No switch is charged if the thread that ran last comes back.",
     "By the rules of this course every dispatch is charged, that of the same thread too.",
     "The other way round of same-thread-charged, under conventions that have it so (mines, rpi, xv6). The "
     "convention `charged` is `on-change`.",
     believe_same_is_free},
    {"thread-switch-as-process-switch", switching_area,
     "A switch between threads of one process costs as much as one between processes.",
     "Threads of a process share its address space: it need not be changed, and no entries are flushed.",
     "The price `thread_switch` is that of `process_switch`. It needs one price for each, and a process with "
     "several threads.",
     believe_thread_as_process},
    {"process-switch-as-thread-switch", switching_area,
     "A switch between processes costs no more than one between threads.",
     "Another process means another address space: its base is written, and an untagged TLB loses its "
     "entries.",
     "The price `process_switch` is that of `thread_switch`; where components count, the address space costs "
     "nothing. Refills stay.",
     believe_process_as_thread},
    {"threads-as-processes", switching_area,
     "Threads are processes: each has memory and an address space of its own.",
     "The threads of a process share its memory; what one writes the others read, and no address space "
     "changes "
     "when one follows another.",
     "`run_as` is `processes` for each process that lists several threads.", believe_threads_as_processes},
    {"switch-in-halves", switching_area,
     "Half of a switch is paid when a thread leaves, half when the next one comes.",
     "By the rules in force the whole price lies before the incoming thread; who leaves is gone at once.",
     "The convention `switch_place` is `halves`.", believe_halves},
    {"switch-in-one-piece", switching_area, "The whole price of a switch lies before the incoming thread.",
     "By the rules of this course half is paid when a thread leaves: it joins its queue, and its I/O starts, "
     "after that.",
     "The other way round of switch-in-halves, under conventions that have it so (rpi). The convention "
     "`switch_place` is `before`.",
     believe_one_piece},
};

} // namespace

std::span<const Misconception> switching_misconceptions() { return switching_list; }

} // namespace ossim
