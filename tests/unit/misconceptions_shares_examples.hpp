// Examples of misconceptions about the shares of the CPU.
#pragma once

#include "misconceptions_example.hpp"

namespace ossim::testing {

inline constexpr Example shares_examples[] = {
    {"stride-by-tickets", R"(scheduler: {policy: stride, quantum: 1}
processes: [{name: A, tickets: 2, burst: 4}, {name: B, tickets: 1, burst: 4}]
)",
     "", "A 0-2, B 2-3, A 3-5, B 5-8", "B 0-1, A 1-2, B 2-4, A 4-5, B 5-6, A 6-8",
     R"(scheduler: {policy: stride, quantum: 1}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"tickets-ignored", R"(scheduler: {policy: lottery, quantum: 2, draws: [2, 1]}
processes: [{name: A, tickets: 2, burst: 4}, {name: B, tickets: 1, burst: 4}]
)",
     "", "B 0-2, A 2-4, B 4-6, A 6-8", "A 0-2, B 2-4, A 4-6, B 6-8",
     R"(scheduler: {policy: stride, quantum: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"compensation-forgotten", R"(scheduler: {policy: lottery, quantum: 4, draws: [0, 0, 1]}
processes: [{name: A, tickets: 1, bursts: [2, io: 2, 2]}, {name: B, tickets: 1, burst: 8}]
)",
     "", "A 0-2, B 2-6, A 6-8, B 8-12", "A 0-2, B 2-10, A 10-12",
     R"(scheduler: {policy: lottery, quantum: 4}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"compensation-where-there-is-none",
     R"(scheduler: {policy: lottery, quantum: 4, draws: [0, 0, 1], compensation: false}
processes: [{name: A, tickets: 1, bursts: [2, io: 2, 2]}, {name: B, tickets: 1, burst: 8}]
)",
     "", "A 0-2, B 2-10, A 10-12", "A 0-2, B 2-6, A 6-8, B 8-12",
     R"(scheduler: {policy: lottery, quantum: 4}
processes: [{name: A, tickets: 1, bursts: [2, io: 2, 2]}, {name: B, tickets: 1, burst: 8}]
)"},
    {"first-pass-is-the-global-one", R"(scheduler: {policy: stride, quantum: 1}
processes: [{name: A, tickets: 1, burst: 2}, {name: B, tickets: 2, burst: 4}]
)",
     "", "B 0-1, A 1-2, B 2-4, A 4-5, B 5-6", "A 0-1, B 1-3, A 3-4, B 4-6",
     R"(scheduler: {policy: stride, quantum: 1, initial_pass: zero}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"first-pass-is-a-stride", R"(scheduler: {policy: stride, quantum: 1, initial_pass: zero}
processes: [{name: A, tickets: 1, burst: 2}, {name: B, tickets: 2, burst: 4}]
)",
     "", "A 0-1, B 1-3, A 3-4, B 4-6", "B 0-1, A 1-2, B 2-4, A 4-5, B 5-6",
     R"(scheduler: {policy: stride, quantum: 1}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"pass-from-zero", R"(scheduler: {policy: stride, quantum: 1}
processes: [{name: A, burst: 6}, {name: B, arrival: 3, burst: 4}]
)",
     "", "A 0-4, B 4-5, A 5-6, B 6-7, A 7-8, B 8-10", "A 0-3, B 3-6, A 6-7, B 7-8, A 8-10",
     R"(scheduler: {policy: stride, quantum: 1}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"pass-by-the-global-one", R"(scheduler: {policy: stride, quantum: 1, global_pass: false}
processes: [{name: A, burst: 6}, {name: B, arrival: 3, burst: 4}]
)",
     "", "A 0-3, B 3-6, A 6-7, B 7-8, A 8-10", "A 0-4, B 4-5, A 5-6, B 6-7, A 7-8, B 8-10",
     R"(scheduler: {policy: stride, quantum: 1, global_pass: false}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"nice-ignored", R"(scheduler: {policy: cfs, quantum: 1}
processes: [{name: A, burst: 6}, {name: B, nice: 3, burst: 3}]
)",
     "", "A 0-1, B 1-2, A 2-4, B 4-5, A 5-7, B 7-8, A 8-9", "A 0-1, B 1-2, A 2-3, B 3-4, A 4-5, B 5-6, A 6-9",
     R"(scheduler: {policy: cfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"nice-upside-down", R"(scheduler: {policy: cfs, quantum: 1}
processes: [{name: A, burst: 6}, {name: B, nice: 3, burst: 3}]
)",
     "", "A 0-1, B 1-2, A 2-4, B 4-5, A 5-7, B 7-8, A 8-9", "B 0-1, A 1-2, B 2-4, A 4-9",
     R"(scheduler: {policy: stride, quantum: 2}
processes: [{name: A, tickets: 2, burst: 4}, {name: B, tickets: 1, burst: 4}]
)"},
    {"nice-is-linear", R"(scheduler: {policy: cfs, quantum: 1}
processes: [{name: A, burst: 8}, {name: B, nice: 5, burst: 4}]
)",
     "", "A 0-3, B 3-4, A 4-7, B 7-8, A 8-10, B 10-12",
     "A 0-1, B 1-2, A 2-3, B 3-4, A 4-5, B 5-6, A 6-8, B 8-9, A 9-12",
     R"(scheduler: {policy: eevdf}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"nice-is-a-priority", R"(scheduler: {policy: cfs, quantum: 1}
processes: [{name: A, burst: 3}, {name: B, nice: -3, burst: 4}]
)",
     "", "B 0-1, A 1-2, B 2-4, A 4-5, B 5-6, A 6-7", "B 0-4, A 4-7",
     R"(scheduler: {policy: cfs, weight: tickets}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"slices-equal", R"(scheduler: {policy: cfs, latency: 6, min_granularity: 1, start_debit: false,
  weight: tickets}
processes: [{name: A, tickets: 2, burst: 8}, {name: B, tickets: 1, burst: 4}]
)",
     "", "A 0-4, B 4-6, A 6-10, B 10-12", "A 0-3, B 3-6, A 6-9, B 9-10, A 10-12",
     R"(scheduler: {policy: cfs, latency: 6}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"slice-is-the-latency", R"(scheduler: {policy: cfs, latency: 6, min_granularity: 1}
processes: [{name: A, burst: 8}, {name: B, burst: 8}]
)",
     "", "B 0-3, A 3-6, B 6-9, A 9-12, B 12-14, A 14-16", "A 0-6, B 6-12, A 12-14, B 14-16",
     R"(scheduler: {policy: cfs, latency: 6, quantum: 1}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"period-never-grows", R"(scheduler: {policy: cfs, latency: 4, min_granularity: 2, nr_latency: 3}
processes: [{name: A, burst: 2}, {name: B, burst: 2}, {name: C, burst: 2},
  {name: D, burst: 2}]
)",
     "", "C 0-2, B 2-3, D 3-4, B 4-5, D 5-6, A 6-8", "D 0-1, C 1-2, B 2-3, D 3-4, C 4-5, B 5-6, A 6-8",
     R"(scheduler: {policy: cfs, latency: 4, nr_latency: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"start-debit-forgotten", R"(scheduler: {policy: cfs, quantum: 2}
processes: [{name: A, burst: 6}, {name: B, arrival: 1, burst: 2}]
)",
     "", "A 0-4, B 4-6, A 6-8", "A 0-2, B 2-4, A 4-8",
     R"(scheduler: {policy: cfs, latency: 4, start_debit: false}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"start-debit-where-there-is-none", R"(scheduler: {policy: cfs, quantum: 2, start_debit: false}
processes: [{name: A, burst: 6}, {name: B, arrival: 1, burst: 2}]
)",
     "", "A 0-2, B 2-4, A 4-8", "A 0-4, B 4-6, A 6-8",
     R"(scheduler: {policy: cfs, latency: 4}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"sleeper-keeps-its-vruntime", R"(scheduler: {policy: cfs, latency: 4}
processes: [{name: A, bursts: [1, io: 9, 8]}, {name: B, burst: 14}]
)",
     "", "B 0-2, A 2-3, B 3-12, A 12-14, B 14-16, A 16-18, B 18-19, A 19-23",
     "B 0-2, A 2-3, B 3-12, A 12-20, B 20-23",
     R"(scheduler: {policy: cfs, latency: 4}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"sleeper-has-no-credit", R"(scheduler: {policy: cfs, latency: 4}
processes: [{name: A, bursts: [1, io: 9, 4]}, {name: B, burst: 14}]
)",
     "", "B 0-2, A 2-3, B 3-12, A 12-14, B 14-16, A 16-18, B 18-19", "B 0-2, A 2-3, B 3-15, A 15-19",
     R"(scheduler: {policy: cfs, latency: 4, sleepers: none}
processes: [{name: A, bursts: [1, io: 9, 4]}, {name: B, burst: 14}]
)"},
    {"sleeper-has-credit", R"(scheduler: {policy: cfs, latency: 4, sleepers: none}
processes: [{name: A, bursts: [1, io: 9, 4]}, {name: B, burst: 14}]
)",
     "", "B 0-2, A 2-3, B 3-15, A 15-19", "B 0-2, A 2-3, B 3-12, A 12-14, B 14-16, A 16-18, B 18-19",
     R"(scheduler: {policy: cfs, latency: 4, sleepers: fair}
processes: [{name: A, bursts: [1, io: 9, 4]}, {name: B, burst: 14}]
)"},
    {"any-lead-preempts", R"(scheduler: {policy: cfs, quantum: 4, start_debit: false, wakeup_granularity: 4}
processes: [{name: A, bursts: [1, io: 2, 2]}, {name: B, burst: 8}]
)",
     "", "A 0-1, B 1-5, A 5-7, B 7-11", "A 0-1, B 1-3, A 3-5, B 5-11",
     R"(scheduler: {policy: cfs, wakeup_preemption: false}
processes: [{name: A, bursts: [1, io: 8, 3]}, {name: B, burst: 14}]
)"},
    {"wakeup-never-preempts", R"(scheduler: {policy: cfs, quantum: 4, start_debit: false}
processes: [{name: A, bursts: [1, io: 3, 2]}, {name: B, burst: 8}]
)",
     "", "A 0-1, B 1-4, A 4-6, B 6-11", "A 0-1, B 1-5, A 5-7, B 7-11",
     R"(scheduler: {policy: cfs, wakeup_preemption: false}
processes: [{name: A, bursts: [1, io: 8, 3]}, {name: B, burst: 14}]
)"},
    {"wakeup-preempts", R"(scheduler: {policy: cfs, quantum: 4, start_debit: false, wakeup_preemption: false}
processes: [{name: A, bursts: [1, io: 3, 2]}, {name: B, burst: 8}]
)",
     "", "A 0-1, B 1-5, A 5-7, B 7-11", "A 0-1, B 1-4, A 4-6, B 6-11",
     R"(scheduler: {policy: cfs, wakeup_preemption: false}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"earlier-deadline-preempts", R"(scheduler: {policy: eevdf, base_slice: 8}
processes: [{name: A, burst: 6}, {name: B, slice: 2, arrival: 1, burst: 2}]
)",
     "", "A 0-4, B 4-6, A 6-8", "A 0-1, B 1-2, A 2-5, B 5-6, A 6-8",
     R"(scheduler: {policy: eevdf, base_slice: 4}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"slice-is-run-to-its-end", R"(scheduler: {policy: eevdf, base_slice: 8, run_to_parity: false}
processes: [{name: A, burst: 6}, {name: B, slice: 2, arrival: 1, burst: 2}]
)",
     "", "A 0-1, B 1-2, A 2-5, B 5-6, A 6-8", "A 0-4, B 4-6, A 6-8",
     R"(scheduler: {policy: eevdf, version: paper, run_to_parity: false}
processes: [{name: A, burst: 6}, {name: B, slice: 1, arrival: 1, burst: 2}]
)"},
    {"lag-forgotten-in-sleep", R"(scheduler: {policy: eevdf, base_slice: 2}
processes: [{name: A, bursts: [3, io: 1, 4]}, {name: B, burst: 8}, {name: C, burst: 6}]
)",
     "",
     "A 0-1, B 1-2, C 2-3, A 3-5, B 5-7, C 7-9, B 9-11, C 11-13, A 13-15, B 15-17, C 17-18, "
     "A 18-20, B 20-21",
     "A 0-1, B 1-2, C 2-3, A 3-5, B 5-7, C 7-9, A 9-11, B 11-13, C 13-15, A 15-17, B 17-19, "
     "C 19-20, B 20-21",
     R"(scheduler: {policy: eevdf, base_slice: 4}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"deadline-without-eligibility", R"(scheduler: {policy: eevdf, base_slice: 4, version: paper, quantum: 1}
processes: [{name: A, slice: 1, burst: 4}, {name: B, burst: 4}]
)",
     "", "A 0-1, B 1-2, A 2-3, B 3-4, A 4-5, B 5-6, A 6-7, B 7-8", "A 0-4, B 4-8",
     R"(scheduler: {policy: cfs}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"slice-is-a-share", R"(scheduler: {policy: eevdf, base_slice: 4}
processes: [{name: A, slice: 2, burst: 8}, {name: B, burst: 8}]
)",
     "", "A 0-1, B 1-3, A 3-5, B 5-9, A 9-13, B 13-15, A 15-16",
     "A 0-1, B 1-3, A 3-5, B 5-9, A 9-11, B 11-13, A 13-16",
     R"(scheduler: {policy: eevdf, base_slice: 2}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
};

} // namespace ossim::testing
