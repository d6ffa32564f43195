// Examples of misconceptions about several CPUs.
#pragma once

#include "misconceptions_example.hpp"

namespace ossim::testing {

inline constexpr Example cpus_examples[] = {
    {"one-queue-for-all-cpus", R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: per_cpu, balance: {on_idle: none}}
processes: [{name: A, burst: 2}, {name: B, burst: 6}, {name: C, burst: 1},
  {name: D, burst: 2}]
)",
     "", "A 0-2, C 2-3 | B 0-6, D 6-8", "A 0-2, C 2-3, D 3-5 | B 0-6",
     R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: [[0, 1]]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"queue-for-each-cpu", R"(scheduler: {policy: fcfs}
machine: {cpus: 2, balance: {on_idle: none}}
processes: [{name: A, burst: 2}, {name: B, burst: 6}, {name: C, burst: 1},
  {name: D, burst: 2}]
)",
     "", "A 0-2, C 2-3, D 3-5 | B 0-6", "A 0-2, C 2-3 | B 0-6, D 6-8",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"stealing-forgotten", R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: per_cpu}
processes: [{name: A, burst: 2}, {name: B, burst: 6}, {name: C, burst: 1},
  {name: D, burst: 2}]
)",
     "", "A 0-2, C 2-3, D 3-5 | B 0-6", "A 0-2, C 2-3 | B 0-6, D 6-8",
     R"(scheduler: {policy: fcfs}
machine: {cpus: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"stealing-where-there-is-none", R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: per_cpu, balance: {on_idle: none}}
processes: [{name: A, burst: 2}, {name: B, burst: 6}, {name: C, burst: 1},
  {name: D, burst: 2}]
)",
     "", "A 0-2, C 2-3 | B 0-6, D 6-8", "A 0-2, C 2-3, D 3-5 | B 0-6",
     R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: per_cpu}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"balancing-forgotten", R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: per_cpu, balance: {on_idle: none, every: 3}}
processes: [{name: A, burst: 2}, {name: B, burst: 6}, {name: C, burst: 1},
  {name: D, burst: 2}]
)",
     "", "A 0-2, C 2-3, D 3-5 | B 0-6", "A 0-2, C 2-3 | B 0-6, D 6-8",
     R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: per_cpu}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"warm-cache-may-move", R"(scheduler: {policy: rr, quantum: 2}
machine: {cpus: 2, run_queues: per_cpu, balance: {migration_cost: 4}}
processes: [{name: A, burst: 2}, {name: B, burst: 6}, {name: C, burst: 1},
  {name: D, burst: 4}]
)",
     "", "A 0-2, C 2-3 | B 0-2, D 2-4, B 4-6, D 6-8, B 8-10", "A 0-2, C 2-3, B 3-7 | B 0-2, D 2-6",
     R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: per_cpu, balance: {on_idle: none, migration_cost: 4}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"affinity-ignored", R"(scheduler: {policy: fcfs}
machine: {cpus: 2}
processes: [{name: A, affinity: 0, burst: 4}, {name: B, affinity: 0, burst: 4}]
)",
     "", "A 0-4, B 4-8 | ", "A 0-4 | B 0-4",
     R"(scheduler: {policy: fcfs}
machine: {cpus: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"woken-goes-anywhere", R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: per_cpu, balance: {wake: last, on_idle: none}}
processes: [{name: A, bursts: [1, io: 2, 2]}, {name: B, burst: 2}, {name: C, burst: 6}]
)",
     "", "A 0-1, C 1-7, A 7-9 | B 0-2", "A 0-1, C 1-7 | B 0-2, A 3-5",
     R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: per_cpu, balance: {wake: last, on_idle: none}}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"woken-goes-home", R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: per_cpu, balance: {on_idle: none}}
processes: [{name: A, bursts: [1, io: 2, 2]}, {name: B, burst: 2}, {name: C, burst: 6}]
)",
     "", "A 0-1, C 1-7 | B 0-2, A 3-5", "A 0-1, C 1-7, A 7-9 | B 0-2",
     R"(scheduler: {policy: fcfs}
machine: {cpus: 2}
processes: [{name: A, bursts: [1, io: 2, 2]}, {name: B, burst: 2}]
)"},
    {"placed-in-turn", R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: per_cpu, balance: {on_idle: none}}
processes: [{name: A, burst: 6}, {name: B, burst: 1}, {name: C, arrival: 2, burst: 2}]
)",
     "", "A 0-6 | B 0-1, C 2-4", "A 0-6, C 6-8 | B 0-1",
     R"(scheduler: {policy: fcfs}
machine: {cpus: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"placed-by-load", R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: per_cpu, balance: {place: in-turn, on_idle: none}}
processes: [{name: A, burst: 6}, {name: B, burst: 1}, {name: C, arrival: 2, burst: 2}]
)",
     "", "A 0-6, C 6-8 | B 0-1", "A 0-6 | B 0-1, C 2-4",
     R"(scheduler: {policy: fcfs}
machine: {cpus: 2, run_queues: per_cpu}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"cpus-as-one-fast-one", R"(scheduler: {policy: fcfs}
machine: {cpus: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 2}]
)",
     "", "A 0-4 | B 0-2", "A 0-2, B 2-3",
     R"(scheduler: {policy: fcfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
};

} // namespace ossim::testing
