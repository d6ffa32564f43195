// What theory says of the periodic tasks of a scenario, beside what happened.
//
//     Schedulability  3 periodic tasks, U = 0.752, hyperperiod 2.1s
//
//     test                    says         because
//     Liu & Layland bound     schedulable  U = 0.752381 <= n(2^(1/n) - 1) = 0.779763
//     hyperbolic bound        schedulable  prod(U_i + 1) = 1.954286 <= 2
//     response-time analysis  schedulable  R <= D of each task
//     the run                 met          0 of 36 deadlines missed
//       The tests take switches to be free, and tasks never to wait for anything.
#pragma once

#include "ossim/schedulability.hpp"
#include "render/style.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace ossim {

/// What the run had to do with it.
struct DeadlineCount {
    std::uint64_t passed = 0; ///< deadlines that have come
    std::uint64_t missed = 0; ///< of them, with their job not done
};

/// Nothing if there are no tasks.
[[nodiscard]] std::string schedulability_section(std::span<const TaskModel> tasks,
                                                 std::span<const TestFinding> findings,
                                                 const DeadlineCount& run, const Style& style);

} // namespace ossim
