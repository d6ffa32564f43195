// What a run tells while it goes on: a line on the terminal after a second, and whether Ctrl-C came.
#pragma once

#include "cli/console.hpp"
#include "cli/interrupt.hpp"
#include "ossim/simulate.hpp"

#include <chrono>
#include <string>

namespace ossim {

/// While it lives, Ctrl-C ends the run instead of the program. The line is written to standard error, only if
/// that is a terminal, and is gone when the run has ended.
class LiveProgress : public Progress {
  public:
    /// `what` is shown before the figures: the name of a variant, or empty.
    LiveProgress(Console& console, Unit unit, std::string what = {});
    ~LiveProgress() override;
    LiveProgress(const LiveProgress&) = delete;
    LiveProgress& operator=(const LiveProgress&) = delete;
    bool go_on(Time now, std::uint64_t happenings) override;
    std::uint64_t reached_memory_limit() override;

  private:
    using Clock = std::chrono::steady_clock;
    Console& console_;
    Unit unit_;
    std::string what_;
    bool shows_;
    bool is_shown_ = false;
    Clock::time_point next_;
    Interrupts interrupts_;
};

} // namespace ossim
