// The line is drawn anew five times a second, and wiped at the end.
#include "cli/progress.hpp"

#include "base/text.hpp"
#include "cli/memory_limit.hpp"

namespace ossim {

LiveProgress::LiveProgress(Console& console, Unit unit, std::string what)
    : console_(console), unit_(unit), what_(std::move(what)),
      shows_(console.err_is_terminal() && console.variable("TERM").value_or("") != "dumb"),
      next_(Clock::now() + std::chrono::seconds(1)) {}

LiveProgress::~LiveProgress() {
    if (is_shown_) console_.err("\r\x1b[K");
}

bool LiveProgress::go_on(Time now, std::uint64_t happenings) {
    if (interrupts_.came()) return false;
    if (!shows_ || Clock::now() < next_) return true;
    next_ = Clock::now() + std::chrono::milliseconds(200);
    const std::string unit(unit_ == Unit::tick ? "" : word_of(unit_));
    const std::string at = decimal(Ratio(now.ns(), length_of(unit_).ns()), 0) + unit;
    console_.err("\r\x1b[K" + (what_.empty() ? "" : what_ + ": ") + "at " + at + ", " +
                 std::to_string(happenings / 1'000'000) + " million happenings; Ctrl-C ends the run");
    is_shown_ = true;
    return true;
}

std::uint64_t LiveProgress::reached_memory_limit() { return ossim::reached_memory_limit(); }

} // namespace ossim
