// What the readers of submissions share: intervals come in, in any order and spelling, and become a schedule.
#pragma once

#include "base/text.hpp"
#include "ossim/diagnostic.hpp"
#include "ossim/grade.hpp"
#include "ossim/scenario.hpp"
#include "ossim/schedule.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ossim {

/// Without spaces, ASCII letters small: how names are compared when they are not written alike.
[[nodiscard]] std::string folded(std::string_view text);

/// Without white space at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Words and signs that say that nobody runs, and those that say that the kernel does.
[[nodiscard]] bool means_idle(std::string_view label);
[[nodiscard]] bool means_overhead(std::string_view label);

/// The number of a CPU out of "0", "CPU0", "core 1"; nothing if it is none of these, or above 4095.
[[nodiscard]] std::optional<std::uint32_t> parse_cpu(std::string_view text);

/// The unit that a word means: "ms", "msec", "seconds"; "ticks" and "units" are the bare one.
[[nodiscard]] std::optional<Unit> unit_of_word(std::string_view word, Unit bare);

/// "4", "4.5ms", "4 ms", "4 seconds", "4 ticks".
[[nodiscard]] Parsed<Duration> parse_time(std::string_view text, Unit bare);

/// The key's name for each name of a student's that the assignment declares; case and spaces do not count.
class DeclaredNames {
  public:
    DeclaredNames() = default;
    explicit DeclaredNames(const ReadingRules& rules);
    [[nodiscard]] std::string_view of(std::string_view label) const;

  private:
    std::map<std::string, std::string, std::less<>> names_;
};

class Intake {
  public:
    Intake(std::string_view file, Unit unit, DeclaredNames names = {})
        : file_(file), unit_(unit), names_(std::move(names)) {}

    /// A stretch of a CPU's time, as it was written. Idle ones are dropped. Refused: an end before the start.
    void add(std::uint32_t cpu, Duration start, Duration end, std::string_view label, Mark at,
             bool overhead = false);
    /// Something is wrong. Only the first few are kept.
    void refuse(std::string code, Mark at, std::string message, std::string hint = {});
    [[nodiscard]] bool has_problems() const { return !problems_.empty(); }
    [[nodiscard]] Unit unit() const { return unit_; }
    [[nodiscard]] bool is_full() const {
        return entries_.size() >= most_entries || problems_.size() >= most_problems;
    }
    /// The schedule, or the problems: intervals of one CPU must not overlap.
    void finish(Submission& into);

  private:
    static constexpr std::size_t most_entries = 2'000'000, most_problems = 5;
    struct Entry {
        std::uint32_t cpu;
        Slice slice;
        Mark at;
    };
    [[nodiscard]] Tid number(std::string_view label);
    [[nodiscard]] std::string shown(const Entry& entry) const;
    std::string file_;
    Unit unit_;
    DeclaredNames names_;
    std::vector<Entry> entries_;
    std::map<std::string, Tid, std::less<>> numbers_;
    std::vector<Schedule::Thread> threads_;
    Diagnostics problems_;
};

/// The forms; each adds intervals or problems. The text is UTF-8 without a byte-order mark.
void read_csv(std::string_view text, Intake& intake);
void read_words(std::string_view text, Intake& intake);
void read_columns(std::string_view text, Intake& intake);
void read_chart(std::string_view text, Intake& intake);
/// Does the text look like that form?
[[nodiscard]] bool looks_like_csv(std::string_view text, Unit unit);
[[nodiscard]] bool looks_like_columns(std::string_view text);
[[nodiscard]] bool looks_like_chart(std::string_view text, Unit unit);

/// Takes the first line off `text`, without its end; `line` counts up.
[[nodiscard]] std::string_view take_line(std::string_view& text, std::uint32_t& line);

} // namespace ossim
