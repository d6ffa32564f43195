// Examples of misconceptions about deadlines.
#pragma once

#include "misconceptions_example.hpp"

namespace ossim::testing {

inline constexpr Example deadlines_examples[] = {
    {"edf-by-period", R"(scheduler: {policy: edf}
until: 14
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 7, wcet: 4}]
)",
     "", "A 0-2, B 2-6, A 6-8, B 8-12, A 12-14", "A 0-2, B 2-5, A 5-7, B 7-10, A 10-12, B 12-14",
     R"(scheduler: {policy: edf}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"deadline-counts-from-release", R"(scheduler: {policy: edf}
until: 14
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 7, wcet: 4}]
)",
     "", "A 0-2, B 2-6, A 6-8, B 8-12, A 12-14", "A 0-2, B 2-5, A 5-7, B 7-10, A 10-12, B 12-14",
     R"(scheduler: {policy: edf}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"rm-by-deadline", R"(scheduler: {policy: rm}
until: 8
processes: [{name: A, period: 6, wcet: 2}, {name: B, period: 8, deadline: 4, wcet: 2}]
)",
     "", "A 0-2, B 2-4, A 6-8", "B 0-2, A 2-4, A 6-8",
     R"(scheduler: {policy: rm}
until: 24
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 7, wcet: 4}]
)"},
    {"dm-by-period", R"(scheduler: {policy: dm}
until: 8
processes: [{name: A, period: 6, wcet: 2}, {name: B, period: 8, deadline: 4, wcet: 2}]
)",
     "", "B 0-2, A 2-4, A 6-8", "A 0-2, B 2-4, A 6-8",
     R"(scheduler: {policy: dm}
until: 24
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 7, wcet: 4}]
)"},
    {"priorities-follow-deadlines", R"(scheduler: {policy: rm}
until: 14
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 7, wcet: 4}]
)",
     "", "A 0-2, B 2-5, A 5-7, B 7-10, A 10-12, B 12-14", "A 0-2, B 2-6, A 6-8, B 8-12, A 12-14",
     R"(scheduler: {policy: rm}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"rm-by-execution-time", R"(scheduler: {policy: rm}
until: 8
processes: [{name: A, period: 6, wcet: 3}, {name: B, period: 8, wcet: 2}]
)",
     "", "A 0-3, B 3-5, A 6-8", "B 0-2, A 2-5, A 6-8",
     R"(scheduler: {policy: edf}
until: 24
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 7, wcet: 4}]
)"},
    {"longest-period-first", R"(scheduler: {policy: rm}
until: 8
processes: [{name: A, period: 6, wcet: 3}, {name: B, period: 8, wcet: 2}]
)",
     "", "A 0-3, B 3-5, A 6-8", "B 0-2, A 2-5, A 6-8",
     R"(scheduler: {policy: edf}
until: 24
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 7, wcet: 4}]
)"},
    {"laxity-without-remaining-work", R"(scheduler: {policy: llf}
until: 9
processes: [{name: A, period: 8, wcet: 2}, {name: B, period: 9, wcet: 5}]
)",
     "", "B 0-2, A 2-3, B 3-4, A 4-5, B 5-7, A 8-9", "A 0-2, B 2-7, A 8-9",
     R"(scheduler: {policy: llf}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"laxity-compared-at-release-only", R"(scheduler: {policy: llf}
until: 9
processes: [{name: A, period: 8, wcet: 3}, {name: B, period: 9, wcet: 4}]
)",
     "", "A 0-1, B 1-2, A 2-3, B 3-4, A 4-5, B 5-7, A 8-9", "A 0-3, B 3-7, A 8-9",
     R"(scheduler: {policy: llf}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"jobs-run-to-their-end", R"(scheduler: {policy: edf}
until: 12
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 12, wcet: 6}]
)",
     "", "A 0-2, B 2-5, A 5-7, B 7-10, A 10-12", "A 0-2, B 2-8, A 8-12",
     R"(scheduler: {policy: edf}
processes: [{name: A, burst: 4}, {name: B, burst: 4}]
)"},
    {"late-job-is-dropped", R"(scheduler: {policy: rm}
until: 12
processes: [{name: A, period: 4, wcet: 2}, {name: B, period: 12, deadline: 6, wcet: 5}]
)",
     "", "A 0-2, B 2-4, A 4-6, B 6-8, A 8-10, B 10-11", "A 0-2, B 2-4, A 4-6, A 8-10",
     R"(scheduler: {policy: rm}
until: 24
processes: [{name: A, period: 4, wcet: 2, overrun: abort},
  {name: B, period: 6, wcet: 4, overrun: abort}]
)"},
    {"late-job-goes-on", R"(scheduler: {policy: rm}
until: 12
processes: [{name: A, period: 4, wcet: 2},
  {name: B, period: 12, deadline: 6, wcet: 5, overrun: abort}]
)",
     "", "A 0-2, B 2-4, A 4-6, A 8-10", "A 0-2, B 2-4, A 4-6, B 6-8, A 8-10, B 10-11",
     R"(scheduler: {policy: rm}
until: 24
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 7, wcet: 4}]
)"},
    {"deadline-is-the-period", R"(scheduler: {policy: edf}
until: 8
processes: [{name: A, period: 6, wcet: 2}, {name: B, period: 8, deadline: 4, wcet: 2}]
)",
     "", "B 0-2, A 2-4, A 6-8", "A 0-2, B 2-4, A 6-8",
     R"(scheduler: {policy: edf}
until: 24
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 7, wcet: 4}]
)"},
    {"offset-forgotten", R"(scheduler: {policy: edf}
until: 10
processes: [{name: A, period: 5, offset: 1, wcet: 2}, {name: B, period: 8, wcet: 3}]
)",
     "", "B 0-1, A 1-3, B 3-5, A 6-8, B 8-10", "A 0-2, B 2-5, A 5-7, B 8-10",
     R"(scheduler: {policy: edf}
until: 24
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 7, wcet: 4}]
)"},
    {"exhausted-server-goes-on", R"(scheduler: {policy: edf}
until: 24
processes: [{name: A, server: {budget: 2, period: 6}, burst: 6},
  {name: B, period: 12, wcet: 4}]
)",
     "", "A 0-2, B 2-6, A 6-8, A 12-14, B 14-18", "A 0-4, B 4-8, A 8-10, B 12-16",
     R"(scheduler: {policy: edf}
until: 24
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 7, wcet: 4}]
)"},
    {"exhausted-server-waits", R"(scheduler: {policy: edf, exhausted: postpone}
until: 24
processes: [{name: A, server: {budget: 2, period: 6}, burst: 6},
  {name: B, period: 12, wcet: 4}]
)",
     "", "A 0-4, B 4-8, A 8-10, B 12-16", "A 0-2, B 2-6, A 6-8, A 12-14, B 14-18",
     R"(scheduler: {policy: edf}
until: 24
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 7, wcet: 4}]
)"},
    {"server-ignored", R"(scheduler: {policy: edf}
until: 24
processes: [{name: A, server: {budget: 2, period: 6}, burst: 6},
  {name: B, period: 12, wcet: 4}]
)",
     "", "A 0-2, B 2-6, A 6-8, A 12-14, B 14-18", "B 0-4, A 4-10, B 12-16",
     R"(scheduler: {policy: edf}
until: 24
processes: [{name: A, period: 5, wcet: 2}, {name: B, period: 7, wcet: 4}]
)"},
};

} // namespace ossim::testing
