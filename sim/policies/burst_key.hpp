// What "shortest" means: the parameter `by` of the policies that go by the length of a job.
#pragma once

#include "policies/catalogue.hpp"

#include <string>

namespace ossim {

inline constexpr std::string_view burst_words[] = {"burst", "total"};
inline constexpr ParameterInfo by_parameter{
    .name = "by",
    .type = ParameterType::word,
    .fallback = "burst",
    .words = burst_words,
    .doc = "what counts: the computing left in the current burst, or in the whole program"};

/// The computing that a thread has before it, as the parameter `by` counts it.
class BurstKey {
  public:
    explicit BurstKey(const SchedulerSpec& spec)
        : total_(parameter<std::string>(spec, "by", "burst") == "total") {}
    [[nodiscard]] Duration of(const ThreadView& thread) const {
        return total_ ? thread.total_left : thread.burst_left;
    }

  private:
    bool total_;
};

} // namespace ossim
