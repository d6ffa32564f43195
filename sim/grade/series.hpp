// A schedule that is told by moments, not by intervals: who has a CPU from a time on, or in a tick.
#pragma once

#include "grade/intake.hpp"
#include "ossim/diagnostic.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

class Series {
  public:
    explicit Series(Intake& intake) : intake_(intake) {}

    /// The thread has the CPU from then on; a word for idle: nobody has. Default: CPU 0.
    void runs(std::optional<std::uint32_t> cpu, Duration time, std::string_view label, Mark at);
    /// The thread leaves its CPU; an empty label: whoever is on that CPU. Others than those on it are passed
    /// over.
    void stops(std::optional<std::uint32_t> cpu, Duration time, std::string_view label, Mark at);
    /// Something else happened then: the schedule reaches at least so far.
    void reaches(Duration time) { reached_ = std::max(reached_, time); }
    /// Adds the intervals to the intake. Rows that come at equal steps, a unit apart or with a thread going
    /// on from one to the next, are ticks: the last of them lasts as long as the others. Else what still runs
    /// when the last row has been read has no end, and is refused.
    void finish();

  private:
    struct Note {
        Duration time;
        std::optional<std::uint32_t> cpu;
        std::string label;
        bool is_stop;
        Mark at;
    };
    struct Holding {
        std::string label; ///< empty: idle
        Duration since;
        Mark at;
    };
    void add(Note note);
    void play(const Note& note);
    void put(std::uint32_t cpu, const Note& note);
    void close(std::uint32_t cpu, Duration time);
    [[nodiscard]] std::optional<Duration> tick() const;
    Intake& intake_;
    std::vector<Note> notes_;
    std::map<std::uint32_t, Holding> holdings_;
    std::map<std::string, std::uint32_t, std::less<>> cpus_; ///< of the threads that have one
    Duration reached_;
    bool has_stops_ = false;
};

} // namespace ossim
