// Examples of misconceptions about levels that learn.
#pragma once

#include "misconceptions_example.hpp"

namespace ossim::testing {

inline constexpr Example levels_examples[] = {
    {"demotion-forgotten", R"(scheduler: {policy: mlfq, quantum: [2, 4]}
processes: [{name: A, burst: 6}, {name: B, arrival: 3, burst: 3}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [2]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"demoted-after-each-quantum", R"(scheduler: {policy: mlfq, quantum: [2, 4], allotment: [4, 4]}
processes: [{name: A, burst: 6}, {name: B, arrival: 3, burst: 3}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [2, 4], allotment: [2, 4]}
processes: [{name: A, burst: 6}, {name: B, arrival: 3, burst: 3}]
)"},
    {"boost-forgotten", R"(scheduler: {policy: mlfq, quantum: [2, 4], boost: 5}
processes: [{name: A, burst: 8}, {name: B, burst: 4}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [2, 4]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"allotment-renewed-by-io", R"(scheduler: {policy: mlfq, quantum: [2, 4]}
processes: [{name: A, bursts: [1, io: 1, 1, io: 1, 1, io: 1, 1]}, {name: B, burst: 7}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [2, 4], on_io: renew}
processes: [{name: A, bursts: [1, io: 1, 1, io: 1, 1, io: 1, 1]}, {name: B, burst: 7}]
)"},
    {"allotment-adds-up", R"(scheduler: {policy: mlfq, quantum: [2, 4], on_io: renew}
processes: [{name: A, bursts: [1, io: 1, 1, io: 1, 1, io: 1, 1]}, {name: B, burst: 7}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [2, 4]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"promoted-after-io", R"(scheduler: {policy: mlfq, quantum: [1, 2]}
processes: [{name: A, bursts: [2, io: 2, 2]}, {name: B, burst: 7}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [1, 2], on_io: up}
processes: [{name: A, bursts: [2, io: 2, 2]}, {name: B, burst: 7}]
)"},
    {"promotion-after-io-forgotten", R"(scheduler: {policy: mlfq, quantum: [1, 2], on_io: up}
processes: [{name: A, bursts: [2, io: 2, 2]}, {name: B, burst: 7}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [1, 2]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"same-quantum-on-every-level", R"(scheduler: {policy: mlfq, quantum: [1, 2, 4]}
processes: [{name: A, burst: 6}, {name: B, burst: 6}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [2, 2]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"demoted-when-alone", R"(scheduler: {policy: mlfq, quantum: [2, 4], alone: stays}
processes: [{name: A, burst: 5}, {name: B, arrival: 3, burst: 3}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [2, 4]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"stays-when-alone", R"(scheduler: {policy: mlfq, quantum: [2, 4]}
processes: [{name: A, burst: 5}, {name: B, arrival: 3, burst: 3}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [2, 4], alone: stays}
processes: [{name: A, burst: 5}, {name: B, arrival: 3, burst: 3}]
)"},
    {"returns-to-the-head", R"(scheduler: {policy: mlfq, quantum: [4, 8]}
processes: [{name: A, bursts: [1, io: 2, 2]}, {name: B, burst: 5}, {name: C, burst: 3}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [4, 8], io_joins: head}
processes: [{name: A, bursts: [1, io: 2, 2]}, {name: B, burst: 5}, {name: C, burst: 3}]
)"},
    {"returns-to-the-tail", R"(scheduler: {policy: mlfq, quantum: [4, 8], io_joins: head}
processes: [{name: A, bursts: [1, io: 2, 2]}, {name: B, burst: 5}, {name: C, burst: 3}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [4, 8]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"bottom-runs-to-the-end", R"(scheduler: {policy: mlfq, quantum: [1, 2]}
processes: [{name: A, burst: 5}, {name: B, burst: 5}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [1, 2], bottom: fcfs}
processes: [{name: A, burst: 5}, {name: B, burst: 5}]
)"},
    {"bottom-takes-turns", R"(scheduler: {policy: mlfq, quantum: [2], bottom: fcfs}
processes: [{name: A, burst: 6}, {name: B, burst: 6}]
)",
     "", "?", "??",
     R"(scheduler: {policy: mlfq, quantum: [1, 2]}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
};

} // namespace ossim::testing
