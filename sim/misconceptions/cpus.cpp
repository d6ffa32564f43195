// Several CPUs: which queue a thread stands in, and how it moves to another CPU.
#include "misconceptions/belief.hpp"
#include "misconceptions/catalogue.hpp"

namespace ossim {

namespace {

/// Threads may be where others are not: several CPUs, and more than one thread.
bool has_places(const Scenario& scenario) { return scenario.machine.cpus > 1 && has_company(scenario); }

/// More than one ready queue: with groups there may be one of all CPUs.
bool has_queues(const Scenario& scenario) {
    const RunQueuesSpec& queues = scenario.machine.run_queues;
    return has_places(scenario) && (queues.sharing == QueueSharing::per_cpu || queues.groups.size() > 1);
}

/// Each length that may be computed, divided.
void divide(Draw& draw, std::int64_t by) {
    draw.low = Duration(draw.low.ns() / by);
    draw.high = Duration(draw.high.ns() / by);
    for (Duration& value : draw.values)
        value = Duration(value.ns() / by);
}

bool believe_one_queue(Belief& belief) {
    if (!has_queues(belief.scenario)) return false;
    belief.scenario.machine.run_queues = {};
    return true;
}
bool believe_queue_per_cpu(Belief& belief) {
    if (!has_places(belief.scenario)) return false;
    RunQueuesSpec& queues = belief.scenario.machine.run_queues;
    if (!change(queues.sharing, QueueSharing::per_cpu)) return false;
    queues.groups.clear();
    return true;
}
bool believe_no_stealing(Belief& belief) {
    return has_queues(belief.scenario) && change(belief.scenario.machine.balance.on_idle, OnIdle::none);
}
bool believe_stealing(Belief& belief) {
    return has_queues(belief.scenario) && change(belief.scenario.machine.balance.on_idle, OnIdle::steal);
}
bool believe_balance_forgotten(Belief& belief) {
    return has_queues(belief.scenario) && change(belief.scenario.machine.balance.every, std::nullopt);
}
bool believe_warm_cache_moves(Belief& belief) {
    const BalanceSpec& balance = belief.scenario.machine.balance;
    if (!has_queues(belief.scenario) || (balance.on_idle == OnIdle::none && !balance.every)) return false;
    return change(belief.scenario.machine.balance.migration_cost, Duration());
}
bool believe_affinity_ignored(Belief& belief) {
    return belief.scenario.machine.cpus > 1 && lift_affinity(belief.scenario);
}
bool believe_woken_goes_anywhere(Belief& belief) {
    if (!has_places(belief.scenario) || !wakes(belief.scenario)) return false;
    WakeTo& wake = belief.scenario.machine.balance.wake;
    return wake == WakeTo::last && change(wake, WakeTo::idle);
}
bool believe_woken_goes_home(Belief& belief) {
    if (!has_queues(belief.scenario) || !wakes(belief.scenario)) return false;
    return change(belief.scenario.machine.balance.wake, WakeTo::last);
}
bool believe_placed_in_turn(Belief& belief) {
    return has_queues(belief.scenario) && change(belief.scenario.machine.balance.place, PlaceNew::in_turn);
}
bool believe_placed_by_load(Belief& belief) {
    return has_queues(belief.scenario) && change(belief.scenario.machine.balance.place, PlaceNew::fewest);
}
bool believe_one_fast_cpu(Belief& belief) {
    const std::int64_t cpus = belief.scenario.machine.cpus;
    if (!leave_one_cpu(belief.scenario)) return false;
    for_each_step(belief.scenario, [&](Step& step) {
        if (auto* compute = std::get_if<Compute>(&step.action)) divide(compute->duration, cpus);
    });
    return true;
}

constexpr auto cpus_area = MisconceptionArea::cpus;
constexpr Misconception cpus_list[] = {
    {"one-queue-for-all-cpus", cpus_area, "All CPUs choose from one ready queue.",
     "Here each CPU, or each group of them, has a ready queue of its own: a thread stays where it was placed "
     "until it is moved.",
     "The run queues are `global`.", believe_one_queue},
    {"queue-for-each-cpu", cpus_area, "Each CPU has a ready queue of its own.",
     "Here CPUs share a ready queue: whichever of them is free first takes the thread at its head.",
     "The run queues are `per_cpu`, with placing and stealing as the scenario or the defaults have it.",
     believe_queue_per_cpu},
    {"stealing-forgotten", cpus_area, "A CPU whose queue is empty is idle.",
     "A CPU that has nothing to run takes a thread from the queue that has most.",
     "`on_idle` is `none`. It needs several run queues.", believe_no_stealing},
    {"stealing-where-there-is-none", cpus_area,
     "A CPU that has nothing to run takes a thread from another queue.",
     "By the rules of this exercise threads stay in their queue, also if another CPU is idle.",
     "The other way round of stealing-forgotten. `on_idle` is `steal`.", believe_stealing},
    {"balancing-forgotten", cpus_area, "Threads stay in their queue, as long as no CPU is idle.",
     "Loads are balanced from time to time: a longer queue gives threads to a shorter one.",
     "`every` of `balance` is left out.", believe_balance_forgotten},
    {"warm-cache-may-move", cpus_area, "Any thread that waits may be taken to another CPU.",
     "Who ran less than `migration_cost` ago stays: what it needs is in the cache of its CPU.",
     "`migration_cost` is 0. It needs queues from which threads are stolen or balanced.",
     believe_warm_cache_moves},
    {"affinity-ignored", cpus_area, "A thread runs on whichever CPU is free.",
     "A thread runs only on the CPUs of its affinity, even if others are idle.",
     "All threads may use all CPUs.", believe_affinity_ignored},
    {"woken-goes-anywhere", cpus_area, "A woken thread goes to any CPU that is free.",
     "By the rules of this exercise it goes back to where it ran last.",
     "`wake` of `balance` is `idle` instead of `last`.", believe_woken_goes_anywhere},
    {"woken-goes-home", cpus_area, "A woken thread goes back to where it ran last.",
     "It goes to a CPU that is free, or where the load is least, as `wake` of `balance` says.",
     "The other way round of woken-goes-anywhere, with several run queues. `wake` is `last`.",
     believe_woken_goes_home},
    {"placed-in-turn", cpus_area, "New threads are dealt to the queues in turn.",
     "A new thread goes to the queue with the least load: who has ended or waits counts no longer.",
     "`place` of `balance` is `in-turn`.", believe_placed_in_turn},
    {"placed-by-load", cpus_area, "A new thread goes to the queue with the least load.",
     "By the rules of this exercise new threads are dealt to the queues in turn, whatever their loads.",
     "The other way round of placed-in-turn. `place` is `fewest`.", believe_placed_by_load},
    {"cpus-as-one-fast-one", cpus_area, "Two CPUs are one that is twice as fast.",
     "A thread uses one CPU at a time: alone it is no faster on two.",
     "The machine has one CPU, and each computation takes its length divided by the number of CPUs.",
     believe_one_fast_cpu},
};

} // namespace

std::span<const Misconception> cpus_misconceptions() { return cpus_list; }

} // namespace ossim
