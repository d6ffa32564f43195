// Scheduling classes, as systems with several have them.
#pragma once

#include "ossim/field.hpp"
#include "ossim/time.hpp"

#include <cstdint>

namespace ossim {

/// Which of a system's scheduling classes a thread belongs to (sched(7)). unstated: the policy's default.
enum class ThreadClass : std::uint8_t { deadline, fifo, rr, other, batch, idle, unstated };
constexpr auto enum_words(ThreadClass) {
    return words("deadline", "fifo", "rr", "other", "batch", "idle"); // who states none writes none
}

/// A constant bandwidth server: so much budget in every period. The deadline is relative, to a wake-up.
struct ServerSpec {
    Duration budget, period, deadline;
};

} // namespace ossim
