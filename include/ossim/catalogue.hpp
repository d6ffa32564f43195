// What exists by name: policies, cost profiles, presets, metrics. Each room lists its own as plain data;
// `load` gets the lists and checks names, parameters and types by them; `ossim list` and the schema print
// them.
#pragma once

#include "ossim/conventions.hpp"
#include "ossim/costs.hpp"
#include "ossim/field.hpp"
#include "ossim/ratio.hpp"
#include "ossim/scenario.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace ossim {

enum class ParameterType : std::uint8_t {
    boolean,
    integer,
    duration,
    ratio,
    word,
    durations,
    integers,
    queues
};
constexpr auto enum_words(ParameterType) {
    return words("true or false", "whole number", "duration", "ratio", "word", "list of durations",
                 "list of whole numbers", "list of queues");
}

/// A parameter of a policy, given in a scenario beside `policy:`.
struct ParameterInfo {
    std::string_view name;
    ParameterType type = ParameterType::duration;
    bool required = false;
    std::string_view fallback; ///< the default as it would be written; "none" for a Duration means forever,
                               ///< "[]" that a list may be empty
    std::span<const std::string_view> words = {}; ///< of type word: the ones allowed
    std::string_view doc;
    Range range = {};        ///< of a number, or in ns of a duration, and of each of a list: what is allowed
    bool each_queue = false; ///< of a list: at most one for each of the policy's `queues`
    /// Told at the head of a run only if this parameter, another one or itself, is not at its default: a
    /// refinement that nobody asked for is not read by everybody.
    std::string_view told_if = {};
};

/// A scheduling class of a policy that has several.
struct ClassUse {
    ThreadClass which = ThreadClass::unstated;
    std::string_view doc;
    bool priority = false; ///< then every thread of it must have one
    bool deadline = false; ///< then every thread of it must have one, of a job or of a server
};

/// The thread attributes that a policy reads.
struct AttributeUse {
    bool priority = false;                  ///< then every thread must have one
    bool priority_if_given = false;         ///< 0 of a thread that has none
    Range priorities = priority_range;      ///< which there are
    std::span<const ClassUse> classes = {}; ///< what `class` may be
    bool nice = false;
    bool tickets = false;
    bool slice = false;
    bool queue = false; ///< then every thread must name one of the queues
    bool wcet = false;  ///< then every job must say how long it takes at most
    bool server = false;
};

/// Which of equal threads is chosen by the policy's own rule. handled: by the order in which the kernel
/// handled the instant at which both became ready; joined: who joined that queue first, whatever the process
/// ids; by_queue: as the policy of their queue says; listed: by the order in which the threads first came, on
/// one CPU too; ready_or_listed: so on several CPUs only; drawn: there are no ties, chance decides.
enum class TieOrder : std::uint8_t {
    handled,
    handled_last,
    ready_first,
    by_queue,
    joined,
    listed,
    ready_or_listed,
    drawn
};

/// A tie in words; `tie_rule` (sim/conventions) says which rule is in force.
struct TieInfo {
    std::string_view equal; ///< what a tie is: "equal lengths"
    TieOrder order = TieOrder::ready_first;
    bool running_stays = false; ///< of a thread that runs and one that becomes ready
};

/// What becomes of a preempted thread by the policy's own rule: where it joins, and whether it keeps the rest
/// of its quantum; `preemption_rule` (sim/conventions) says which rule is in force.
enum class PreemptedJoins : std::uint8_t { kept, head, tail, by_queue };
struct PreemptedInfo {
    PreemptedJoins joins = PreemptedJoins::kept;
    bool keeps_rest = true;
};

/// What decides if it is not the first key alone: a figure made of the keys, the greatest first.
struct ScoreInfo {
    std::string_view name;
    Ratio (*of)(std::int64_t first_key, std::int64_t second_key) = nullptr; ///< null: there is none
};

/// A scheduling policy as users see it.
struct PolicyInfo {
    std::string_view name;
    std::string_view doc;    ///< what it does, one or two sentences
    std::string_view source; ///< book and section, paper, or kernel file and version
    std::span<const ParameterInfo> parameters;
    AttributeUse uses;
    bool work_conserving = true; ///< promises that no CPU idles while a thread that may run there is ready
    bool whole_machine =
        false;                 ///< has one queue for all CPUs, and sends each thread to the CPU that it likes
    bool wants_bursts = false; ///< needs `ThreadView::burst_left` and `total_left`
    std::span<const std::string_view> keys = {}; ///< names of `Choice::keys`
    /// Where they depend on the parameters; null: they do not.
    std::span<const std::string_view> (*keys_by)(const SchedulerSpec&) = nullptr;
    ScoreInfo score = {};
    TieInfo ties = {};
    PreemptedInfo preempted = {};
};

/// One figure of a cost profile and what it rests on.
struct CostFigure {
    std::string_view name;  ///< a field of CostProfile, or of its machine (base/cost_profile.hpp)
    std::int64_t value = 0; ///< picoseconds; 0 or 1 for a flag; per cent, a number, or bytes
    std::string_view basis; ///< its source, or "estimate", or "fitted to …"
};

struct CostProfileInfo {
    std::string_view name;
    std::string_view doc;
    std::span<const CostFigure> figures; ///< fields that are not listed are 0 or false
};

struct PresetInfo {
    std::string_view name;
    std::string_view doc; ///< whose course or book, and where its rules are written
    Conventions settings;
};

/// One measured quantity, by the name that expectations and --json use.
struct MetricInfo {
    std::string_view name;
    std::string_view of;   ///< "thread", "process", "cpu", "run", "switch"
    std::string_view unit; ///< "time", "count", "ratio"
    std::string_view doc;
};

/// All of it, handed to `load` from above.
struct Catalogues {
    std::span<const PolicyInfo> policies;
    std::span<const CostProfileInfo> costs;
    std::span<const PresetInfo> presets;
    std::span<const MetricInfo> metrics;
};

} // namespace ossim
