// Small words that several outputs share: counts with their nouns, percentages, means, settings.
#pragma once

#include "ossim/metrics.hpp"
#include "render/style.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ossim {

/// "1 thread", "2 threads", "no threads"; `many` is the plural where it is not the word with an "s".
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view word, std::string_view many = "");
/// "93.3%"; a share that is not 0 and too small for that is "<0.1%".
[[nodiscard]] std::string percent(Ratio share);
/// A mean length: exact when it is whole nanoseconds, else to three places; in the unit that suits it, in
/// ticks if those are the unit.
[[nodiscard]] std::string mean_text(Ratio nanoseconds, Unit unit);
/// A length in the unit that suits it; in ticks if those are the unit.
[[nodiscard]] std::string length_text(TimeSum length, Unit unit);
/// "12ms": a moment in the scenario's unit.
[[nodiscard]] std::string moment_text(Time time, Unit unit);
/// The word of a setting that differs from ossim's own, or empty.
[[nodiscard]] std::string_view setting_of(const TraceHeader& header, std::string_view name);
/// How averages are rounded under the conventions of that run.
[[nodiscard]] Rounding rounding_of(const TraceHeader& header);
/// Everything that was not user time or idle time, of all CPUs.
[[nodiscard]] TimeSum overhead_of(const Metrics& metrics);
/// The length of the run times its CPUs.
[[nodiscard]] TimeSum cpu_time_of(const Metrics& metrics);
/// "rr, quantum 4ms"
[[nodiscard]] std::string policy_text(const TraceHeader& header);
/// The name of a thread of the run; "idle" for 0.
[[nodiscard]] std::string thread_name(const Metrics& metrics, Tid tid);
/// How wide a name in the first column of a table gets before it is shortened.
inline constexpr std::size_t widest_name = 24;
/// At most so many columns: "server/very-l~er.12", cut in the middle, because names of one family differ at
/// the end.
[[nodiscard]] std::string shortened(std::string_view name, std::size_t columns);
/// A file name as a shell takes it: in quotes where it needs them.
[[nodiscard]] std::string shell_word(std::string_view text);

} // namespace ossim
