// Misconceptions: mistakes that students make, each with a name. A misconception is a way to run a scenario
// that is wrong, or a way to read its measures that is wrong. The catalogue is data (sim/misconceptions);
// grading reruns the scenario under each and names the one, or the pair, that gives what was handed in.
#pragma once

#include "ossim/field.hpp"
#include "ossim/scenario.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ossim {

/// How measures are read. The defaults are right; misconceptions change them.
struct Reading {
    bool response_from_zero = false;      ///< to the first instruction from time 0, not from the arrival
    bool turnaround_from_zero = false;    ///< the end itself, not less the arrival
    bool waiting_counts_io = false;       ///< turnaround less CPU time: I/O counts as waiting
    bool waiting_until_first_run = false; ///< only up to the first run
    bool switches_count_first = false;    ///< the first dispatch of a CPU counts as a switch
    bool faults_without_first = false; ///< page faults without those for pages that were never there before
    std::optional<std::uint32_t> rounded;  ///< each value is rounded to so many places before the average
    std::optional<std::uint32_t> averaged; ///< the average is taken over so many, not over all
    bool operator==(const Reading&) const = default;
};

/// What a misconception changes.
struct Belief {
    Scenario scenario;
    Reading reading;
};

enum class MisconceptionArea : std::uint8_t {
    order,
    quantum,
    preemption,
    choice,
    levels,
    shares,
    cpus,
    deadlines,
    switching,
    io,
    memory,
    measure
};
constexpr auto enum_words(MisconceptionArea) {
    return words("order", "quantum", "preemption", "choice", "levels", "shares", "cpus", "deadlines",
                 "switching", "io", "memory", "measure");
}

struct Misconception {
    std::string_view name; ///< in kebab case: "quantum-off-by-one"
    MisconceptionArea area = MisconceptionArea::order;
    std::string_view belief; ///< what is believed, a sentence: "The quantum is one unit longer than it is."
    std::string_view right;  ///< what is true instead, a sentence for the student
    std::string_view doc;    ///< where it is seen, and how the scenario is changed
    /// Makes the scenario, or the reading of measures, what the student believes. False, with nothing
    /// changed, if the mistake makes no difference here by its nature: a quantum under fcfs.
    bool (*believe)(Belief& belief) = nullptr;
};

/// All of them, in the order of `ossim list misconceptions`; names are unique.
[[nodiscard]] std::span<const Misconception> misconception_catalogue();
/// Null if there is none of that name.
[[nodiscard]] const Misconception* find_misconception(std::string_view name);

} // namespace ossim
