// How figures are read off a schedule. These change no run, only what is made of it.
#include "misconceptions/belief.hpp"
#include "misconceptions/catalogue.hpp"

namespace ossim {

namespace {

/// May a thread wait again after it has run?
bool may_wait_again(const Scenario& scenario) {
    return has_company(scenario) &&
           (has_bursts(scenario) || has_quantum(scenario) || is_preemptive(scenario));
}

bool counts_blocking(const Belief& belief) {
    return belief.reading.waiting_counts_io ||
           belief.scenario.conventions.waiting == WaitingIs::turnaround_minus_cpu;
}

/// Of what the scenario lists; what is made in the run nobody knows before.
bool average_over(Belief& belief, std::uint64_t count) {
    const std::uint64_t all = listed_threads(belief.scenario);
    if (count == 0 || count == all || belief.reading.averaged || has_step<Fork, Spawn>(belief.scenario))
        return false;
    belief.reading.averaged = static_cast<std::uint32_t>(std::min<std::uint64_t>(count, 4'000'000));
    return true;
}

bool believe_response_from_zero(Belief& belief) {
    return has_later_arrivals(belief.scenario) && change(belief.reading.response_from_zero, true);
}
bool believe_turnaround_from_zero(Belief& belief) {
    return has_later_arrivals(belief.scenario) && change(belief.reading.turnaround_from_zero, true);
}
bool believe_io_counts_as_waiting(Belief& belief) {
    if (!wakes(belief.scenario) || counts_blocking(belief) || belief.reading.waiting_until_first_run)
        return false;
    return change(belief.reading.waiting_counts_io, true);
}
bool believe_only_ready_is_waiting(Belief& belief) {
    if (!wakes(belief.scenario)) return false;
    return change(belief.scenario.conventions.waiting, WaitingIs::ready);
}
bool believe_waiting_ends_at_first_run(Belief& belief) {
    if (!may_wait_again(belief.scenario) || belief.reading.waiting_counts_io) return false;
    return change(belief.reading.waiting_until_first_run, true);
}
bool believe_response_at_dispatch(Belief& belief) {
    if (!costs_switches(belief.scenario)) return false;
    return change(belief.scenario.conventions.response, ResponseIs::first_dispatch);
}
bool believe_response_at_instruction(Belief& belief) {
    if (!costs_switches(belief.scenario)) return false;
    return change(belief.scenario.conventions.response, ResponseIs::first_instruction);
}
bool believe_first_is_a_switch(Belief& belief) { return change(belief.reading.switches_count_first, true); }
bool believe_rounded_early(Belief& belief) {
    if (belief.reading.rounded || !has_company(belief.scenario)) return false;
    belief.reading.rounded = 0;
    return true;
}
bool believe_one_less(Belief& belief) {
    const std::uint64_t all = listed_threads(belief.scenario);
    return all > 1 && average_over(belief, all - 1);
}
bool believe_one_more(Belief& belief) { return average_over(belief, listed_threads(belief.scenario) + 1); }
bool believe_over_processes(Belief& belief) {
    return average_over(belief, listed_processes(belief.scenario));
}

constexpr auto measure_area = MisconceptionArea::measure;
constexpr Misconception measure_list[] = {
    {"response-from-zero", measure_area, "Response time is when a thread first runs.",
     "Response time begins when the thread arrives: the time of its first instruction less its arrival.",
     "It is seen with threads that arrive after time 0.", believe_response_from_zero},
    {"turnaround-from-zero", measure_area, "Turnaround time is when a thread ends.",
     "Turnaround time begins when the thread arrives: the time of its end less its arrival.",
     "It is seen with threads that arrive after time 0.", believe_turnaround_from_zero},
    {"io-counted-as-waiting", measure_area, "All time that a thread does not run, it waits: I/O too.",
     "Waiting time is the time in the ready queue; who waits for a device is blocked.",
     "Waiting is read as turnaround less CPU time. It needs I/O, sleep, or waiting for others.",
     believe_io_counts_as_waiting},
    {"io-not-counted-as-waiting", measure_area, "Waiting time is the time in the ready queue.",
     "By the rules of this course it is turnaround less CPU time, so that I/O counts as waiting.",
     "The other way round of io-counted-as-waiting, under conventions that have it so (ostep, uiuc). The "
     "convention `waiting` is `ready`.",
     believe_only_ready_is_waiting},
    {"waiting-ends-at-first-run", measure_area, "Waiting time ends when a thread first runs.",
     "Waiting time is all time in the ready queue, after preemptions and I/O too.",
     "Waiting is read as the time in the ready queue before the first dispatch. It needs threads that wait "
     "again.",
     believe_waiting_ends_at_first_run},
    {"response-ends-at-dispatch", measure_area,
     "Response time ends when the thread is chosen; its switch does not count.",
     "Response time ends with the thread's first own instruction, after the switch.",
     "The convention `response` is `first-dispatch`. It needs switches that cost something.",
     believe_response_at_dispatch},
    {"response-ends-at-instruction", measure_area,
     "Response time ends with the thread's first own instruction.",
     "By the rules of this course it ends when the thread is chosen; its switch does not count.",
     "The other way round of response-ends-at-dispatch, under conventions that have it so (ostep). The "
     "convention `response` is `first-instruction`.",
     believe_response_at_instruction},
    {"first-dispatch-is-a-switch", measure_area, "Every dispatch is a switch, the first one too.",
     "A switch is from one thread to another: a CPU's first dispatch has nobody to switch from.",
     "The number of switches is read with the first dispatch of each CPU.", believe_first_is_a_switch},
    {"averages-rounded-early", measure_area, "Values are rounded to whole units before they are averaged.",
     "Averages are taken of exact values; only what is printed is rounded.",
     "It is seen where values are no whole units. It needs more than one thread.", believe_rounded_early},
    {"average-over-one-less", measure_area,
     "The average is the sum over the others: one less than there are.",
     "An average divides by the number of all threads, those that never wait too.",
     "It comes from leaving out the one whose value is 0. The sum is divided by one less than the threads "
     "listed.",
     believe_one_less},
    {"average-over-one-more", measure_area, "The average counts one more than there are.",
     "An average divides by the number of threads; idle is none of them.",
     "It comes from counting idle, or from counting from 0. The sum is divided by one more than the threads "
     "listed.",
     believe_one_more},
    {"average-over-processes", measure_area, "The average is the sum over the number of processes.",
     "Each thread has times of its own: the average is over all threads.",
     "It is seen where a process lists several threads.", believe_over_processes},
};

} // namespace

std::span<const Misconception> measure_misconceptions() { return measure_list; }

} // namespace ossim
