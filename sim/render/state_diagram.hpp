// The state diagram with this run's counts on its edges: `ossim show FILE states`.
//
//                 3 admitted             6 dispatched             3 exited
//        New  ──────────────>  Ready  ──────────────>  Running  ───────────>  Terminated
//                                ^  ^                    |   |
//                                |  └── 2 preempted ─────┘   | 1 blocked
//                                |      or yielded           v
//                                └──────── 1 woken ──────  Waiting
#pragma once

#include "ossim/metrics.hpp"
#include "render/style.hpp"

#include <string>

namespace ossim {

/// The five states of SEMANTICS 2 with the counts of `Metrics::moves`; below it the moves that are not drawn
/// (killed in Ready or Waiting), if there were any, and the processes that have ended.
[[nodiscard]] std::string state_diagram(const Metrics& metrics, const Style& style);

} // namespace ossim
