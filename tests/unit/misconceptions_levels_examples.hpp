// Examples of misconceptions about levels that learn.
#pragma once

#include "misconceptions_example.hpp"

namespace ossim::testing {

inline constexpr Example levels_examples[] = {
    {"demotion-forgotten", R"(scheduler: {policy: mlfq, quantum: [2, 4]}
processes: [{name: A, burst: 6}, {name: B, arrival: 3, burst: 3}]
)",
     "", "A 0-3, B 3-5, A 5-8, B 8-9", "A 0-4, B 4-6, A 6-8, B 8-9",
     R"(scheduler: {policy: mlfq, quantum: [2]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"demoted-after-each-quantum", R"(scheduler: {policy: mlfq, quantum: [2, 4], allotment: [4, 4]}
processes: [{name: A, burst: 6}, {name: B, arrival: 3, burst: 3}]
)",
     "", "A 0-4, B 4-7, A 7-9", "A 0-3, B 3-5, A 5-8, B 8-9",
     R"(scheduler: {policy: mlfq, quantum: [2, 4], allotment: [2, 4]}
processes: [{name: A, burst: 6}, {name: B, arrival: 3, burst: 3}]
)"},
    {"boost-forgotten", R"(scheduler: {policy: mlfq, quantum: [2, 4], boost: 5}
processes: [{name: A, burst: 8}, {name: B, burst: 4}]
)",
     "", "A 0-2, B 2-4, A 4-7, B 7-9, A 9-12", "A 0-2, B 2-4, A 4-8, B 8-10, A 10-12",
     R"(scheduler: {policy: mlfq, quantum: [2, 4]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"allotment-renewed-by-io", R"(scheduler: {policy: mlfq, quantum: [2, 4]}
processes: [{name: A, bursts: [1, io: 1, 1, io: 1, 1, io: 1, 1]}, {name: B, burst: 7}]
)",
     "", "A 0-1, B 1-3, A 3-4, B 4-8, A 8-9, B 9-10, A 10-11",
     "A 0-1, B 1-3, A 3-4, B 4-5, A 5-6, B 6-7, A 7-8, B 8-11",
     R"(scheduler: {policy: mlfq, quantum: [2, 4], on_io: renew}
processes: [{name: A, bursts: [1, io: 1, 1, io: 1, 1, io: 1, 1]}, {name: B, burst: 7}]
)"},
    {"allotment-adds-up", R"(scheduler: {policy: mlfq, quantum: [2, 4], on_io: renew}
processes: [{name: A, bursts: [1, io: 1, 1, io: 1, 1, io: 1, 1]}, {name: B, burst: 7}]
)",
     "", "A 0-1, B 1-3, A 3-4, B 4-5, A 5-6, B 6-7, A 7-8, B 8-11",
     "A 0-1, B 1-3, A 3-4, B 4-8, A 8-9, B 9-10, A 10-11",
     R"(scheduler: {policy: mlfq, quantum: [2, 4]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"promoted-after-io", R"(scheduler: {policy: mlfq, quantum: [1, 2]}
processes: [{name: A, bursts: [2, io: 1, 2]}, {name: B, burst: 7}]
)",
     "", "A 0-1, B 1-2, A 2-3, B 3-5, A 5-6, B 6-8, A 8-9, B 9-11",
     "A 0-1, B 1-2, A 2-3, B 3-4, A 4-5, B 5-6, A 6-7, B 7-11",
     R"(scheduler: {policy: mlfq, quantum: [1, 2], on_io: up}
processes: [{name: A, bursts: [2, io: 1, 2]}, {name: B, burst: 7}]
)"},
    {"promotion-after-io-forgotten", R"(scheduler: {policy: mlfq, quantum: [1, 2], on_io: up}
processes: [{name: A, bursts: [2, io: 1, 2]}, {name: B, burst: 7}]
)",
     "", "A 0-1, B 1-2, A 2-3, B 3-4, A 4-5, B 5-6, A 6-7, B 7-11",
     "A 0-1, B 1-2, A 2-3, B 3-5, A 5-6, B 6-8, A 8-9, B 9-11",
     R"(scheduler: {policy: mlfq, quantum: [1, 2]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"same-quantum-on-every-level", R"(scheduler: {policy: mlfq, quantum: [1, 2, 4]}
processes: [{name: A, burst: 6}, {name: B, burst: 6}]
)",
     "", "A 0-1, B 1-2, A 2-4, B 4-6, A 6-9, B 9-12",
     "A 0-1, B 1-2, A 2-3, B 3-4, A 4-5, B 5-6, A 6-7, B 7-8, A 8-9, B 9-10, A 10-11, B 11-12",
     R"(scheduler: {policy: mlfq, quantum: [2, 2]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"demoted-when-alone", R"(scheduler: {policy: mlfq, quantum: [2, 4], alone: stays}
processes: [{name: A, burst: 5}, {name: B, arrival: 3, burst: 3}]
)",
     "", "A 0-4, B 4-6, A 6-7, B 7-8", "A 0-3, B 3-5, A 5-7, B 7-8",
     R"(scheduler: {policy: mlfq, quantum: [2, 4]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"stays-when-alone", R"(scheduler: {policy: mlfq, quantum: [2, 4]}
processes: [{name: A, burst: 5}, {name: B, arrival: 3, burst: 3}]
)",
     "", "A 0-3, B 3-5, A 5-7, B 7-8", "A 0-4, B 4-6, A 6-7, B 7-8",
     R"(scheduler: {policy: mlfq, quantum: [2, 4], alone: stays}
processes: [{name: A, burst: 5}, {name: B, arrival: 3, burst: 3}]
)"},
    {"returns-to-the-head", R"(scheduler: {policy: mlfq, quantum: [4, 8]}
processes: [{name: A, bursts: [1, io: 2, 2]}, {name: B, burst: 5}, {name: C, burst: 3}]
)",
     "", "A 0-1, B 1-5, C 5-8, A 8-10, B 10-11", "A 0-1, B 1-3, A 3-5, B 5-7, C 7-10, B 10-11",
     R"(scheduler: {policy: mlfq, quantum: [4, 8], io_joins: head}
processes: [{name: A, bursts: [1, io: 2, 2]}, {name: B, burst: 5}, {name: C, burst: 3}]
)"},
    {"returns-to-the-tail", R"(scheduler: {policy: mlfq, quantum: [4, 8], io_joins: head}
processes: [{name: A, bursts: [1, io: 2, 2]}, {name: B, burst: 5}, {name: C, burst: 3}]
)",
     "", "A 0-1, B 1-3, A 3-5, B 5-7, C 7-10, B 10-11", "A 0-1, B 1-5, C 5-8, A 8-10, B 10-11",
     R"(scheduler: {policy: mlfq, quantum: [4, 8]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"bottom-runs-to-the-end", R"(scheduler: {policy: mlfq, quantum: [1, 2]}
processes: [{name: A, burst: 5}, {name: B, burst: 5}]
)",
     "", "A 0-1, B 1-2, A 2-4, B 4-6, A 6-8, B 8-10", "A 0-1, B 1-2, A 2-6, B 6-10",
     R"(scheduler: {policy: mlfq, quantum: [1, 2], bottom: fcfs}
processes: [{name: A, burst: 5}, {name: B, burst: 5}]
)"},
    {"bottom-takes-turns", R"(scheduler: {policy: mlfq, quantum: [2], bottom: fcfs}
processes: [{name: A, burst: 6}, {name: B, burst: 6}]
)",
     "", "A 0-2, B 2-4, A 4-8, B 8-12", "A 0-2, B 2-4, A 4-6, B 6-8, A 8-10, B 10-12",
     R"(scheduler: {policy: mlfq, quantum: [1, 2]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
};

} // namespace ossim::testing
