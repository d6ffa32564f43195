// What the tests ask of a task set.
#pragma once

#include "analysis/exact.hpp"
#include "ossim/schedulability.hpp"

namespace ossim {

inline Exact share_of(const TaskModel& task) {
    return {static_cast<Whole>(task.wcet.ns()), static_cast<Whole>(task.period.ns())};
}
inline Exact density_of(const TaskModel& task) {
    return {static_cast<Whole>(task.wcet.ns()),
            static_cast<Whole>(std::min(task.period, task.deadline).ns())};
}

/// The sum and the greatest one of what `of` gives of each task.
struct SumAndMost {
    Exact sum, most;
};
template <class Of>
SumAndMost sum_and_most(std::span<const TaskModel> tasks, Of of) {
    SumAndMost both;
    for (const TaskModel& task : tasks) {
        const Exact each = of(task);
        both.sum = both.sum + each;
        both.most = both.most.or_greater(each);
    }
    return both;
}

inline bool has_short_deadlines(std::span<const TaskModel> tasks) {
    return std::any_of(tasks.begin(), tasks.end(), [](const TaskModel& t) { return t.deadline < t.period; });
}
inline bool has_offsets(std::span<const TaskModel> tasks) {
    return std::any_of(tasks.begin(), tasks.end(),
                       [&](const TaskModel& t) { return t.offset != tasks.front().offset; });
}

/// Steps that may still be taken.
class Effort {
  public:
    explicit Effort(std::uint64_t steps) : left_(steps) {}
    /// False when there are none left.
    [[nodiscard]] bool take(std::uint64_t steps) {
        if (steps > left_) return false;
        left_ -= steps;
        return true;
    }

  private:
    std::uint64_t left_;
};

/// "0.752381", or with what is left to its neighbour: "1.000000 (and a little more)".
std::string comparison(std::string_view what, const Exact& value, std::string_view bound_text,
                       const Exact& bound);

inline constexpr std::string_view too_long = "deciding takes too long";

} // namespace ossim
