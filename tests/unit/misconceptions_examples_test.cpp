// Every misconception by an example: a small scenario in which it changes what its documentation says, and
// one in which it can change nothing. Those of some areas lie in files of their own.
#include "misconceptions_cpus_examples.hpp"
#include "misconceptions_deadlines_examples.hpp"
#include "misconceptions_example.hpp"
#include "misconceptions_levels_examples.hpp"
#include "misconceptions_shares_examples.hpp"
#include "misconceptions_story.hpp"

#include <algorithm>
#include <vector>

using namespace ossim;
using namespace ossim::testing;

namespace {

constexpr Example examples[] = {
    {"preempted-before-arrivals", R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 5}, {name: B, burst: 3}, {name: C, arrival: 2, burst: 1}]
)",
     "", "A 0-2, B 2-4, C 4-5, A 5-7, B 7-8, A 8-9", "A 0-2, B 2-4, A 4-6, C 6-7, B 7-8, A 8-9",
     R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"arrivals-before-preempted", R"(scheduler: {policy: rr, quantum: 2}
conventions: ostep
processes: [{name: A, burst: 5}, {name: B, burst: 3}, {name: C, arrival: 2, burst: 1}]
)",
     "", "A 0-2, B 2-4, A 4-6, C 6-7, B 7-8, A 8-9", "A 0-2, B 2-4, C 4-5, A 5-7, B 7-8, A 8-9",
     R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 5}, {name: C, arrival: 2, burst: 1}]
)"},
    {"preempted-before-woken", R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, bursts: [1, io: 2, 1]}, {name: B, burst: 4}, {name: C, burst: 4}]
)",
     "", "A 0-1, B 1-3, C 3-5, A 5-6, B 6-8, C 8-10", "A 0-1, B 1-3, C 3-5, B 5-7, A 7-8, C 8-10",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 2, 1]}, {name: C, burst: 4}, {name: B, burst: 4}]
)"},
    {"woken-before-preempted", R"(scheduler: {policy: rr, quantum: 2}
conventions: uiuc
processes: [{name: A, bursts: [1, io: 2, 1]}, {name: B, burst: 4}, {name: C, burst: 4}]
)",
     "", "A 0-1, B 1-3, C 3-5, B 5-7, A 7-8, C 8-10", "A 0-1, B 1-3, C 3-5, A 5-6, B 6-8, C 8-10",
     R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, bursts: [1, io: 2, 1]}, {name: B, burst: 4}]
)"},
    {"arrivals-before-woken", R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 3, 2]}, {name: B, burst: 5}, {name: C, arrival: 4, burst: 2}]
)",
     "", "A 0-1, B 1-6, A 6-8, C 8-10", "A 0-1, B 1-6, C 6-8, A 8-10",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 3, 2]}, {name: B, burst: 5}]
)"},
    {"woken-before-arrivals", R"(scheduler: {policy: fcfs}
conventions: {order: [completion, switched, arrival, device, timer, quantum, upkeep]}
processes: [{name: A, bursts: [1, io: 3, 2]}, {name: B, burst: 5}, {name: C, arrival: 4, burst: 2}]
)",
     "", "A 0-1, B 1-6, C 6-8, A 8-10", "A 0-1, B 1-6, A 6-8, C 8-10",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 3, 2]}, {name: C, arrival: 4, burst: 2}]
)"},
    {"choice-before-all-have-come", R"(scheduler: {policy: sjf}
processes: [{name: A, burst: 5}, {name: B, burst: 2}]
)",
     "", "B 0-2, A 2-7", "A 0-5, B 5-7",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"ties-by-name", R"(scheduler: {policy: fcfs}
processes: [{name: P1, burst: 2}, {name: P2, burst: 2}, {name: P10, burst: 2}]
)",
     "", "P1 0-2, P2 2-4, P10 4-6", "P1 0-2, P10 2-4, P2 4-6",
     R"(scheduler: {policy: rr, quantum: 2}
conventions: xv6
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"ties-by-number", R"(scheduler: {policy: sjf}
processes: [{name: P1, arrival: 2, burst: 4}, {name: P2, arrival: 1, burst: 4},
  {name: P3, burst: 3}]
)",
     "", "P3 0-3, P2 3-7, P1 7-11", "P3 0-3, P1 3-7, P2 7-11",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"ties-by-arrival", R"(scheduler: {policy: sjf}
conventions: {ties: pid}
processes: [{name: P1, arrival: 2, burst: 4}, {name: P2, arrival: 1, burst: 4},
  {name: P3, burst: 3}]
)",
     "", "P3 0-3, P1 3-7, P2 7-11", "P3 0-3, P2 3-7, P1 7-11",
     R"(scheduler: {policy: sjf}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"ties-last-come", R"(scheduler: {policy: srtf}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "", "A 0-4, B 4-8", "B 0-4, A 4-8",
     R"(scheduler: {policy: lcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"turns-by-number", R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: P1, burst: 4}, {name: P2, arrival: 1, burst: 4}, {name: P3, burst: 4}]
)",
     "", "P1 0-2, P3 2-4, P2 4-6, P1 6-8, P3 8-10, P2 10-12",
     "P1 0-2, P2 2-4, P3 4-6, P1 6-8, P2 8-10, P3 10-12",
     R"(scheduler: {policy: sjf}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"turns-by-queue", R"(scheduler: {policy: rr, quantum: 2}
conventions: {ready_order: by-pid}
processes: [{name: P1, burst: 4}, {name: P2, arrival: 1, burst: 4}, {name: P3, burst: 4}]
)",
     "", "P1 0-2, P2 2-4, P3 4-6, P1 6-8, P2 8-10, P3 10-12",
     "P1 0-2, P3 2-4, P2 4-6, P1 6-8, P3 8-10, P2 10-12",
     R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"quantum-off-by-one", R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "", "A 0-2, B 2-4, A 4-6, B 6-8", "A 0-3, B 3-6, A 6-7, B 7-8",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"quantum-one-short", R"(scheduler: {policy: rr, quantum: 3}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "", "A 0-3, B 3-6, A 6-7, B 7-8", "A 0-2, B 2-4, A 4-6, B 6-8",
     R"(scheduler: {policy: rr, quantum: 1}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"quantum-ignored", R"(scheduler: {policy: rr, quantum: 3}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "", "A 0-3, B 3-6, A 6-7, B 7-8", "A 0-4, B 4-8",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"quantum-not-renewed-after-io", R"(scheduler: {policy: rr, quantum: 4}
processes: [{name: A, bursts: [3, io: 1, 3]}, {name: B, burst: 8}]
)",
     "", "A 0-3, B 3-7, A 7-10, B 10-14", "A 0-3, B 3-7, A 7-8, B 8-12, A 12-14",
     R"(scheduler: {policy: rr, quantum: 4}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"quantum-renewed-after-io", R"(scheduler: {policy: rr, quantum: 4}
conventions: {quantum_after_io: rest}
processes: [{name: A, bursts: [3, io: 1, 3]}, {name: B, burst: 8}]
)",
     "", "A 0-3, B 3-7, A 7-8, B 8-12, A 12-14", "A 0-3, B 3-7, A 7-10, B 10-14",
     R"(scheduler: {policy: rr, quantum: 4}
processes: [{name: A, bursts: [3, io: 1, 3]}, {name: B, burst: 8}]
)"},
    {"fresh-quantum-after-preemption", R"(scheduler: {policy: priority, urgent: low, preemptive: true,
  quantum: 4}
processes: [{name: A, priority: 2, burst: 8}, {name: B, priority: 2, burst: 4},
  {name: C, priority: 1, arrival: 2, burst: 1}]
)",
     "", "A 0-2, C 2-3, A 3-5, B 5-9, A 9-13", "A 0-2, C 2-3, A 3-7, B 7-11, A 11-13",
     R"(scheduler: {policy: priority, urgent: low, quantum: 4}
processes: [{name: A, priority: 2, burst: 8}, {name: B, priority: 2, burst: 4}]
)"},
    {"rest-of-quantum-after-preemption", R"(scheduler: {policy: priority, urgent: low, preemptive: true,
  quantum: 4}
conventions: {preempted_quantum: fresh}
processes: [{name: A, priority: 2, burst: 8}, {name: B, priority: 2, burst: 4},
  {name: C, priority: 1, arrival: 2, burst: 1}]
)",
     "", "A 0-2, C 2-3, A 3-7, B 7-11, A 11-13", "A 0-2, C 2-3, A 3-5, B 5-9, A 9-13",
     R"(scheduler: {policy: rr, quantum: 4}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"quantum-spent-when-alone", R"(scheduler: {policy: rr, quantum: 4}
processes: [{name: A, burst: 9}, {name: B, arrival: 5, burst: 2}]
)",
     "", "A 0-8, B 8-10, A 10-11", "A 0-5, B 5-7, A 7-11",
     R"(scheduler: {policy: rr, quantum: 4}
processes: [{name: A, burst: 9}]
)"},
    {"requeued-when-alone", R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
conventions: {charged: as-process}
processes: [{name: A, burst: 4}]
)",
     "", "switch 0-1, A 1-5", "switch 0-1, A 1-3, switch 3-4, A 4-6",
     R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 4}]
)"},
    {"goes-on-when-alone", R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 1}}
conventions: xv6
processes: [{name: A, burst: 4}]
)",
     "", "switch 0-1, A 1-3, switch 3-4, A 4-6", "switch 0-1, A 1-5",
     R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"quantum-by-wall-clock", R"(scheduler: {policy: rr, quantum: 4}
processes: [{name: A, burst: 3}, {name: B, burst: 6}, {name: C, burst: 2}]
)",
     "", "A 0-3, B 3-7, C 7-9, B 9-11", "A 0-3, B 3-4, C 4-6, B 6-11",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"quantum-includes-switch", R"(scheduler: {policy: rr, quantum: 3}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "", "switch 0-1, A 1-4, switch 4-5, B 5-8, switch 8-9, A 9-10, switch 10-11, B 11-12",
     "switch 0-1, A 1-3, switch 3-4, B 4-6, switch 6-7, A 7-9, switch 9-10, B 10-12",
     R"(scheduler: {policy: rr, quantum: 3}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"no-preemption-on-arrival", R"(scheduler: {policy: srtf}
processes: [{name: A, burst: 5}, {name: B, arrival: 1, burst: 2}]
)",
     "", "A 0-1, B 1-3, A 3-7", "A 0-5, B 5-7",
     R"(scheduler: {policy: sjf}
processes: [{name: A, burst: 5}, {name: B, arrival: 1, burst: 2}]
)"},
    {"preemption-where-there-is-none", R"(scheduler: {policy: sjf}
processes: [{name: A, burst: 5}, {name: B, arrival: 1, burst: 2}]
)",
     "", "A 0-5, B 5-7", "A 0-1, B 1-3, A 3-7",
     R"(scheduler: {policy: sjf}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"preempts-on-equal", R"(scheduler: {policy: srtf}
processes: [{name: A, burst: 5}, {name: B, arrival: 1, burst: 4}]
)",
     "", "A 0-5, B 5-9", "A 0-1, B 1-5, A 5-9",
     R"(scheduler: {policy: sjf}
processes: [{name: A, burst: 5}, {name: B, arrival: 1, burst: 4}]
)"},
    {"preempts-at-quantum-end-only", R"(scheduler: {policy: priority, urgent: low, preemptive: true,
  quantum: 4}
processes: [{name: A, priority: 2, burst: 8}, {name: B, priority: 1, arrival: 2, burst: 1}]
)",
     "", "A 0-2, B 2-3, A 3-9", "A 0-4, B 4-5, A 5-9",
     R"(scheduler: {policy: srtf}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"preempted-goes-behind", R"(scheduler: {policy: priority, urgent: low, preemptive: true}
processes: [{name: A, priority: 2, burst: 4}, {name: B, priority: 2, burst: 2},
  {name: C, priority: 1, arrival: 1, burst: 1}]
)",
     "", "A 0-1, C 1-2, A 2-5, B 5-7", "A 0-1, C 1-2, B 2-4, A 4-7",
     R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"preempted-stays-first", R"(scheduler: {policy: priority, urgent: low, preemptive: true}
conventions: {preempted_to: tail}
processes: [{name: A, priority: 2, burst: 4}, {name: B, priority: 2, burst: 2},
  {name: C, priority: 1, arrival: 1, burst: 1}]
)",
     "", "A 0-1, C 1-2, B 2-4, A 4-7", "A 0-1, C 1-2, A 2-5, B 5-7",
     R"(scheduler: {policy: priority, urgent: low, preemptive: true}
processes: [{name: A, priority: 2, burst: 4}, {name: B, priority: 2, burst: 2}]
)"},
    {"aging-forgotten", R"(scheduler: {policy: priority, urgent: low, aging: 2}
processes: [{name: A, priority: 1, burst: 4}, {name: B, priority: 1, arrival: 3, burst: 2},
  {name: C, priority: 2, burst: 1}]
)",
     "", "A 0-4, C 4-5, B 5-7", "A 0-4, B 4-6, C 6-7",
     R"(scheduler: {policy: priority, urgent: low}
processes: [{name: A, priority: 1, burst: 4}]
)"},
    {"whole-length-counts", R"(scheduler: {policy: srtf}
processes: [{name: A, burst: 5}, {name: B, arrival: 3, burst: 4}]
)",
     "", "A 0-5, B 5-9", "A 0-3, B 3-7, A 7-9",
     R"(scheduler: {policy: srtf}
processes: [{name: A, bursts: [5, io: 1, 1]}, {name: B, arrival: 3, burst: 4}]
)"},
    {"frozen-during-switch", R"(scheduler: {policy: srtf}
machine: {costs: {profile: textbook-unit, process_switch: 2, thread_switch: 0}}
processes: [{name: A, burst: 9}, {name: B, arrival: 1, burst: 2}]
)",
     "", "switch 0-2, switch 2-4, B 4-6, switch 6-8, A 8-17", "switch 0-2, A 2-11, switch 11-13, B 13-15",
     R"(scheduler: {policy: srtf}
processes: [{name: A, burst: 9}, {name: B, arrival: 1, burst: 2}]
)"},
    {"convoy-kept", R"(scheduler: {policy: sjf}
processes: [{name: A, burst: 6}, {name: B, burst: 2}, {name: C, burst: 4}]
)",
     "", "B 0-2, C 2-6, A 6-12", "A 0-6, B 6-8, C 8-12",
     R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"longest-first", R"(scheduler: {policy: sjf}
processes: [{name: A, burst: 2}, {name: B, burst: 6}, {name: C, burst: 4}]
)",
     "", "A 0-2, C 2-6, B 6-12", "B 0-6, C 6-10, A 10-12",
     R"(scheduler: {policy: sjf}
processes: [{name: A, burst: {uniform: [2, 4]}}, {name: B, burst: 6}]
)"},
    {"lifo-for-fifo", R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 6}, {name: B, burst: 2}, {name: C, burst: 4}]
)",
     "", "A 0-6, B 6-8, C 8-12", "C 0-4, B 4-6, A 6-12",
     R"(scheduler: {policy: lcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"fifo-for-lifo", R"(scheduler: {policy: lcfs}
processes: [{name: A, burst: 6}, {name: B, burst: 2}, {name: C, burst: 4}]
)",
     "", "C 0-4, B 4-6, A 6-12", "A 0-6, B 6-8, C 8-12",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"ratio-without-waiting", R"(scheduler: {policy: hrrn}
processes: [{name: A, burst: 3}, {name: B, arrival: 1, burst: 6}, {name: C, arrival: 2, burst: 5}]
)",
     "", "A 0-3, B 3-9, C 9-14", "A 0-3, C 3-8, B 8-14",
     R"(scheduler: {policy: sjf}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"length-of-whole-program", R"(scheduler: {policy: sjf}
processes: [{name: A, bursts: [1, io: 9, 9]}, {name: B, burst: 2}]
)",
     "", "A 0-1, B 1-3, A 10-19", "B 0-2, A 2-3, A 12-21",
     R"(scheduler: {policy: sjf}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"length-of-next-burst", R"(scheduler: {policy: sjf, by: total}
processes: [{name: A, bursts: [1, io: 9, 9]}, {name: B, burst: 2}]
)",
     "", "B 0-2, A 2-3, A 12-21", "A 0-1, B 1-3, A 10-19",
     R"(scheduler: {policy: sjf}
processes: [{name: A, bursts: [1, io: 9, 9]}, {name: B, burst: 2}]
)"},
    {"priority-wrong-way-round", R"(scheduler: {policy: priority, urgent: low}
processes: [{name: A, priority: 3, burst: 2}, {name: B, priority: 1, burst: 2}]
)",
     "", "B 0-2, A 2-4", "A 0-2, B 2-4",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"priorities-ignored", R"(scheduler: {policy: priority, urgent: low, quantum: 1}
processes: [{name: A, priority: 3, burst: 2}, {name: B, priority: 1, burst: 2}]
)",
     "", "B 0-2, A 2-4", "A 0-1, B 1-2, A 2-3, B 3-4",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"queues-upside-down", R"(scheduler: {policy: multilevel, queues: [{name: a, policy: fcfs},
  {name: b, policy: fcfs}]}
processes: [{name: A, queue: b, burst: 2}, {name: B, queue: a, burst: 2}]
)",
     "", "B 0-2, A 2-4", "A 0-2, B 2-4",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"queues-ignored", R"(scheduler: {policy: multilevel, queues: [{name: a, policy: rr,
  quantum: 1}, {name: b, policy: fcfs}]}
processes: [{name: A, queue: b, burst: 2}, {name: B, queue: a, burst: 2}]
)",
     "", "B 0-2, A 2-4", "A 0-1, B 1-2, A 2-3, B 3-4",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"shares-forgotten", R"(scheduler: {policy: multilevel, shares: [2, 1], queues: [{name: a,
  policy: fcfs}, {name: b, policy: fcfs}]}
processes: [{name: A, queue: a, burst: 4}, {name: B, queue: b, burst: 2}]
)",
     "", "A 0-2, B 2-3, A 3-5, B 5-6", "A 0-4, B 4-6",
     R"(scheduler: {policy: multilevel, queues: [{name: a, policy: fcfs},
  {name: b, policy: fcfs}]}
processes: [{name: A, queue: a, burst: 4}]
)"},
    {"one-cpu-only", R"(scheduler: {policy: fcfs}
machine: {cpus: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "", "A 0-4 | B 0-4", "A 0-4, B 4-8",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"fifo-takes-turns", R"(scheduler: {policy: rt, quantum: 2}
processes: [{name: A, priority: 5, class: fifo, burst: 4}, {name: B, priority: 5, class: fifo, burst: 4}]
)",
     "", "A 0-4, B 4-8", "A 0-2, B 2-4, A 4-6, B 6-8",
     R"(scheduler: {policy: rt, quantum: 2, class: rr}
processes: [{name: A, priority: 5, burst: 4}, {name: B, priority: 5, burst: 4}]
)"},
    {"rr-runs-to-the-end", R"(scheduler: {policy: rt, quantum: 2, class: rr}
processes: [{name: A, priority: 5, burst: 4}, {name: B, priority: 5, burst: 4}]
)",
     "", "A 0-2, B 2-4, A 4-6, B 6-8", "A 0-4, B 4-8",
     R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"real-time-limit-forgotten", R"(scheduler: {policy: rt, runtime: 2, period: 4}
processes: [{name: A, priority: 5, burst: 4}]
)",
     "", "A 0-2, A 4-6", "A 0-4",
     R"(scheduler: {policy: rt}
processes: [{name: A, priority: 5, burst: 4}]
)"},
    {"admission-forgotten", R"(scheduler: {policy: rr, quantum: 2}
admission: {processes: 1}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "", "A 0-4, B 4-8", "A 0-2, B 2-4, A 4-6, B 6-8",
     R"(scheduler: {policy: rr, quantum: 2}
admission: {processes: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"switch-forgotten", R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "", "switch 0-1, A 1-3, switch 3-4, B 4-6, switch 6-7, A 7-9, switch 9-10, B 10-12",
     "A 0-2, B 2-4, A 4-6, B 6-8",
     R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"switch-to-idle-charged", R"(scheduler: {policy: fcfs}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
processes: [{name: A, bursts: [1, io: 3, 1]}]
)",
     "", "switch 0-1, A 1-2, A 5-6", "switch 0-1, A 1-2, switch 2-3, A 5-6",
     R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"last-thread-forgotten-over-idle", R"(scheduler: {policy: fcfs}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
processes: [{name: A, bursts: [1, io: 3, 1]}]
)",
     "", "switch 0-1, A 1-2, A 5-6", "switch 0-1, A 1-2, switch 5-6, A 6-7",
     R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"first-dispatch-free", R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "", "switch 0-1, A 1-3, switch 3-4, B 4-6, switch 6-7, A 7-9, switch 9-10, B 10-12",
     "A 0-2, switch 2-3, B 3-5, switch 5-6, A 6-8, switch 8-9, B 9-11",
     R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"first-dispatch-charged", R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
conventions: {first_dispatch: free}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "", "A 0-2, switch 2-3, B 3-5, switch 5-6, A 6-8, switch 8-9, B 9-11",
     "switch 0-1, A 1-3, switch 3-4, B 4-6, switch 6-7, A 7-9, switch 9-10, B 10-12",
     R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"same-thread-charged", R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
processes: [{name: A, burst: 4}]
)",
     "", "switch 0-1, A 1-5", "switch 0-1, A 1-3, switch 3-4, A 4-6",
     R"(scheduler: {policy: fcfs}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"same-thread-free", R"(scheduler: {policy: fcfs}
machine: {costs: {profile: textbook-unit, process_switch: 2, thread_switch: 1}}
conventions: {charged: every-dispatch}
processes: [{name: A, bursts: [1, io: 3, 1]}]
)",
     "", "switch 0-2, A 2-3, switch 6-7, A 7-8", "switch 0-2, A 2-3, A 6-7",
     R"(scheduler: {policy: fcfs}
machine: {costs: {profile: textbook-unit, process_switch: 2, thread_switch: 1}}
processes: [{name: A, bursts: [1, io: 3, 1]}]
)"},
    {"thread-switch-as-process-switch", R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 2, thread_switch: 1}}
processes: [{name: P, threads: [{name: x, burst: 3}, {name: y, burst: 2}]}]
)",
     "", "switch 0-2, P/x 2-4, switch 4-5, P/y 5-7, switch 7-8, P/x 8-9",
     "switch 0-2, P/x 2-4, switch 4-6, P/y 6-8, switch 8-10, P/x 10-11",
     R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 2, thread_switch: 1}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"process-switch-as-thread-switch", R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 2, thread_switch: 1}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "", "switch 0-2, A 2-4, switch 4-6, B 6-8, switch 8-10, A 10-12, switch 12-14, B 14-16",
     "switch 0-1, A 1-3, switch 3-4, B 4-6, switch 6-7, A 7-9, switch 9-10, B 10-12",
     R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 2, thread_switch: 1}}
processes: [{name: P, threads: [{name: x, burst: 3}, {name: y, burst: 2}]}]
)"},
    {"threads-as-processes", R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {pick: 1, address_space: 1}}
processes: [{name: P, threads: [{name: x, burst: 3}, {name: y, burst: 2}]}]
)",
     "", "switch 0-2, P/x 2-4, switch 4-5, P/y 5-7, switch 7-8, P/x 8-9",
     "switch 0-2, P/x 2-4, switch 4-6, P/y 6-8, switch 8-10, P/x 10-11",
     R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"switch-in-halves", R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 2, thread_switch: 0}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "", "switch 0-2, A 2-4, switch 4-6, B 6-8, switch 8-10, A 10-12, switch 12-14, B 14-16",
     "switch 0-1, A 1-3, switch 3-4, switch 4-5, B 5-7, switch 7-8, switch 8-9, A 9-11, switch 11-12, switch "
     "12-13, B 13-15, switch 15-16",
     R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"switch-in-one-piece", R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 2, thread_switch: 0}}
conventions: {switch_place: halves}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "",
     "switch 0-1, A 1-3, switch 3-4, switch 4-5, B 5-7, switch 7-8, switch 8-9, A 9-11, switch 11-12, switch "
     "12-13, B 13-15, switch 15-16",
     "switch 0-2, A 2-4, switch 4-6, B 6-8, switch 8-10, A 10-12, switch 12-14, B 14-16",
     R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 2, thread_switch: 0}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"io-holds-the-cpu", R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 3, 1]}, {name: B, burst: 2}]
)",
     "", "A 0-1, B 1-3, A 4-5", "A 0-1, A 4-5, B 5-7",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"io-frees-the-cpu", R"(scheduler: {policy: fcfs}
conventions: {during_io: kept}
processes: [{name: A, bursts: [1, io: 3, 1]}, {name: B, burst: 2}]
)",
     "", "A 0-1, A 4-5, B 5-7", "A 0-1, B 1-3, A 4-5",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 3, 1]}, {name: B, burst: 2}]
)"},
    {"io-is-computed", R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 3, 1]}, {name: B, burst: 2}]
)",
     "", "A 0-1, B 1-3, A 4-5", "A 0-5, B 5-7",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"io-takes-no-time", R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 3, 1]}, {name: B, burst: 1}]
)",
     "", "A 0-1, B 1-2, A 4-5", "A 0-1, B 1-2, A 2-3",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"sleep-holds-the-cpu", R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, sleep: 3, 1]}, {name: B, burst: 1}]
)",
     "", "A 0-1, B 1-2, A 4-5", "A 0-5, B 5-6",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 3, 1]}]
)"},
    {"device-serves-all-at-once", R"(scheduler: {policy: fcfs}
machine: {devices: {disk: {channels: 1}}}
processes: [{name: A, program: [{io: {device: disk, for: 3}}, {compute: 1}]},
  {name: B, program: [{io: {device: disk, for: 3}}, {compute: 1}]}]
)",
     "", "A 3-4, B 6-7", "A 3-4, B 4-5",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 3, 1]}, {name: B, burst: 1}]
)"},
    {"device-serves-one-by-one", R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 3, 1]}, {name: B, bursts: [1, io: 3, 1]}]
)",
     "", "A 0-1, B 1-2, A 4-5, B 5-6", "A 0-1, B 1-2, A 4-5, B 7-8",
     R"(scheduler: {policy: fcfs}
machine: {devices: {disk: {channels: 1}}}
processes: [{name: A, program: [{io: {device: disk, for: 3}}, {compute: 1}]},
  {name: B, program: [{io: {device: disk, for: 3}}, {compute: 1}]}]
)"},
    {"io-done-takes-the-cpu", R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 1, 1]}, {name: B, burst: 2}, {name: C, burst: 2}]
)",
     "", "A 0-1, B 1-3, C 3-5, A 5-6", "A 0-1, B 1-2, A 2-3, B 3-4, C 4-6",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"io-done-waits", R"(scheduler: {policy: fcfs}
conventions: {after_io: runs}
processes: [{name: A, bursts: [1, io: 1, 1]}, {name: B, burst: 2}, {name: C, burst: 2}]
)",
     "", "A 0-1, B 1-2, A 2-3, B 3-4, C 4-6", "A 0-1, B 1-3, C 3-5, A 5-6",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"io-calls-are-free", R"(scheduler: {policy: fcfs}
conventions: ostep-process-run
processes: [{name: A, bursts: [1, io: 3, 1]}, {name: B, burst: 2}]
)",
     "", "A 0-2, B 2-4, A 5-7", "A 0-1, B 1-3, A 4-5",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 3, 1]}, {name: B, burst: 2}]
)"},
    {"io-call-takes-a-unit", R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 3, 1]}, {name: B, burst: 2}]
)",
     "", "A 0-1, B 1-3, A 4-5", "A 0-2, B 2-4, A 5-6",
     R"(scheduler: {policy: fcfs}
conventions: ostep-process-run
processes: [{name: A, bursts: [1, io: 3, 1]}, {name: B, burst: 2}]
)"},
    {"lru-by-load-time", R"(machine: {memory: {frames: 3}, replacement: lru}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)",
     "page_faults", "12", "15",
     R"(machine: {memory: {frames: 3}, replacement: fifo}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)"},
    {"fifo-renewed-by-use", R"(machine: {memory: {frames: 3}, replacement: fifo}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)",
     "page_faults", "15", "12",
     R"(machine: {memory: {frames: 3}, replacement: lru}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)"},
    {"latest-use-makes-room", R"(machine: {memory: {frames: 3}, replacement: lru}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)",
     "page_faults", "12", "16",
     R"(machine: {memory: {frames: 3}, replacement: opt}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)"},
    {"no-second-chance", R"(machine: {memory: {frames: 3}, replacement: clock}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)",
     "page_faults", "14", "15",
     R"(machine: {memory: {frames: 3}, replacement: fifo}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)"},
    {"other-reference-bit-at-load", R"(machine: {memory: {frames: 3}, replacement: clock}
processes: [{name: P, program: [{access: [1, 2, 3, 1, 4, 2, 5, 1, 3, 2, 4, 5]}]}]
)",
     "page_faults", "10", "11",
     R"(machine: {memory: {frames: 3}, replacement: lru}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)"},
    {"optimal-looks-back", R"(machine: {memory: {frames: 3}, replacement: opt}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)",
     "page_faults", "9", "12",
     R"(machine: {memory: {frames: 3}, replacement: lru}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)"},
    {"soonest-use-makes-room", R"(machine: {memory: {frames: 3}, replacement: opt}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)",
     "page_faults", "9", "20",
     R"(machine: {memory: {frames: 3}, replacement: lru}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)"},
    {"frequency-is-recency", R"(machine: {memory: {frames: 3}, replacement: lfu}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)",
     "page_faults", "13", "12",
     R"(machine: {memory: {frames: 3}, replacement: lru}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)"},
    {"newest-of-equals-makes-room", R"(machine: {memory: {frames: 3}, replacement: lfu}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)",
     "page_faults", "13", "14",
     R"(machine: {memory: {frames: 3}, replacement: lru}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)"},
    {"one-frame-less", R"(machine: {memory: {frames: 3}, replacement: lru}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)",
     "page_faults", "12", "17",
     R"(machine: {memory: {frames: 1}, replacement: lru}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)"},
    {"one-frame-more", R"(machine: {memory: {frames: 3}, replacement: lru}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)",
     "page_faults", "12", "8",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"own-frames-only", R"(machine: {memory: {frames: 4}, replacement: lru}
scheduler: {policy: rr, quantum: 3}
processes: [{name: A, program: [{repeat: {times: 3, do: [{read: {pages: 0..2, each: 1}}]}}]},
  {name: B, program: [{repeat: {times: 3, do: [{read: {pages: 0..1, each: 1}}]}}]}]
)",
     "page_faults", "11", "9",
     R"(machine: {memory: {frames: 3}, replacement: lru}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)"},
    {"frames-of-others", R"(machine: {memory: {frames: 4, allocation: local}, replacement: lru}
scheduler: {policy: rr, quantum: 3}
processes: [{name: A, program: [{repeat: {times: 3, do: [{read: {pages: 0..2, each: 1}}]}}]},
  {name: B, program: [{repeat: {times: 3, do: [{read: {pages: 0..1, each: 1}}]}}]}]
)",
     "page_faults", "9", "11",
     R"(machine: {memory: {frames: 3}, replacement: lru}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)"},
    {"first-loads-not-counted", R"(machine: {memory: {frames: 3}, replacement: fifo}
processes: [{name: P, program: [{access: [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0,
  1]}]}]
)",
     "page_faults", "15", "9",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"tlb-always-flushed", R"(machine: {tlb: {entries: 16, address_space_tags: 4}, memory: 1MiB}
scheduler: {policy: rr, quantum: 1}
processes: [{name: A, program: [{repeat: {times: 3, do: [{read: {pages: 0..1, each: 1}}]}}]},
  {name: B, program: [{repeat: {times: 3, do: [{read: {pages: 0..1, each: 1}}]}}]}]
)",
     "tlb_misses", "4", "12",
     R"(machine: {tlb: {entries: 16}, memory: 1MiB}
processes: [{name: A, program: [{read: 0..1}]}, {name: B, program: [{read: 0..1}]}]
)"},
    {"tlb-never-flushed", R"(machine: {tlb: {entries: 16}, memory: 1MiB}
scheduler: {policy: rr, quantum: 1}
processes: [{name: A, program: [{repeat: {times: 3, do: [{read: {pages: 0..1, each: 1}}]}}]},
  {name: B, program: [{repeat: {times: 3, do: [{read: {pages: 0..1, each: 1}}]}}]}]
)",
     "tlb_misses", "12", "4",
     R"(machine: {tlb: {entries: 16, address_space_tags: full}, memory: 1MiB}
processes: [{name: A, program: [{read: 0..1}]}, {name: B, program: [{read: 0..1}]}]
)"},
    {"fork-copies-at-once", R"(scheduler: {policy: fcfs}
processes: [{name: A, memory: {heap: 16KiB}, program: [{write: all}, {fork: [{write: 0}]}, wait]}]
)",
     "copy_on_write", "1", "0",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"fork-copies-at-writes", R"(scheduler: {policy: fcfs}
machine: {costs: {eager_fork: true}}
processes: [{name: A, memory: {heap: 16KiB}, program: [{write: all}, {fork: [{write: 0}]}, wait]}]
)",
     "copy_on_write", "0", "1",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, memory: {heap: 16KiB}, program: [{write: all}, {fork: [{write: 0}]}, wait]}]
)"},
    {"response-from-zero", R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, arrival: 2, burst: 4}]
)",
     "avg(response)", "1", "2",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"turnaround-from-zero", R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, arrival: 2, burst: 4}]
)",
     "avg(turnaround)", "5", "6",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"io-counted-as-waiting", R"(scheduler: {policy: fcfs}
processes: [{name: A, bursts: [1, io: 3, 1]}, {name: B, burst: 2}]
)",
     "A.waiting", "0", "3",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"io-not-counted-as-waiting", R"(scheduler: {policy: fcfs}
conventions: ostep
processes: [{name: A, bursts: [1, io: 3, 1]}, {name: B, burst: 2}]
)",
     "A.waiting", "3", "0",
     R"(scheduler: {policy: fcfs}
conventions: ostep
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"waiting-ends-at-first-run", R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "avg(waiting)", "3", "1",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"response-ends-at-dispatch", R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "avg(response)", "2.5", "1.5",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"response-ends-at-instruction", R"(scheduler: {policy: rr, quantum: 2}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
conventions: {response: first-dispatch}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "avg(response)", "1.5", "2.5",
     R"(scheduler: {policy: fcfs}
machine: {costs: {profile: textbook-unit, process_switch: 1, thread_switch: 0}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"first-dispatch-is-a-switch", R"(scheduler: {policy: rr, quantum: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)",
     "switches", "3", "4", ""},
    {"averages-rounded-early", R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 1.5ms}, {name: B, burst: 2}]
)",
     "avg(turnaround)", "2.5", "3",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 1.5ms}]
)"},
    {"average-over-one-less", R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 3}, {name: B, burst: 3}, {name: C, burst: 3}]
)",
     "avg(waiting)", "3", "4.5",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 1}]
)"},
    {"average-over-one-more", R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 3}, {name: B, burst: 3}, {name: C, burst: 3}]
)",
     "avg(waiting)", "3", "2.25",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, program: [{fork: [{compute: 1}]}, {compute: 1}]}]
)"},
    {"average-over-processes", R"(scheduler: {policy: fcfs}
processes: [{name: P, threads: [{name: x, burst: 3}, {name: y, burst: 3}]}, {name: Q, burst: 3}]
)",
     "avg(waiting)", "3", "4.5",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
};

/// It makes a difference everywhere: there is always a first dispatch.
constexpr std::string_view everywhere = "first-dispatch-is-a-switch";

/// All of them, by area; within one as they are listed.
std::vector<Example> all_examples() {
    std::vector<Example> all(std::begin(examples), std::end(examples));
    all.insert(all.end(), std::begin(levels_examples), std::end(levels_examples));
    all.insert(all.end(), std::begin(shares_examples), std::end(shares_examples));
    all.insert(all.end(), std::begin(cpus_examples), std::end(cpus_examples));
    all.insert(all.end(), std::begin(deadlines_examples), std::end(deadlines_examples));
    const auto area_of = [](const Example& each) {
        const Misconception* misconception = find_misconception(each.name);
        REQUIRE_MESSAGE(misconception != nullptr, each.name);
        return misconception->area;
    };
    std::stable_sort(all.begin(), all.end(),
                     [&](const Example& a, const Example& b) { return area_of(a) < area_of(b); });
    return all;
}

} // namespace

TEST_CASE("a misconception changes what it is about") {
    for (const Example& each : all_examples()) {
        CAPTURE(each.name);
        const Misconception* misconception = find_misconception(each.name);
        Belief belief{read(each.scenario), {}};
        CHECK(outcome(belief, each.measure) == each.right);
        CHECK(misconception->believe(belief));
        CHECK(outcome(belief, each.measure) == each.believed);
        CHECK(each.right != each.believed);
    }
}

TEST_CASE("a misconception that can make no difference changes nothing, and says so") {
    for (const Example& each : all_examples()) {
        if (each.name == everywhere) continue;
        CAPTURE(each.name);
        Belief belief{read(each.elsewhere), {}};
        const std::string before = trace_of(belief.scenario);
        CHECK_FALSE(find_misconception(each.name)->believe(belief));
        CHECK(trace_of(belief.scenario) == before);
        CHECK(belief.reading == Reading());
    }
}

TEST_CASE("every misconception has its example, in the order of the catalogue") {
    const std::vector<Example> all = all_examples();
    CHECK(std::ranges::equal(all, misconception_catalogue(), {}, &Example::name, &Misconception::name));
}
