// What exists by name: policies, cost profiles, presets, metrics. Each room lists its own as plain data;
// `load` gets the lists and checks names, parameters and types by them; `ossim list` and the schema print
// them.
#pragma once

#include "ossim/conventions.hpp"
#include "ossim/costs.hpp"
#include "ossim/field.hpp"
#include "ossim/scenario.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace ossim {

enum class ParameterType : std::uint8_t { boolean, integer, duration, ratio, word, durations, queues };
constexpr auto enum_words(ParameterType) {
    return words("true or false", "whole number", "duration", "ratio", "word", "list of durations",
                 "list of queues");
}

/// A parameter of a policy, given in a scenario beside `policy:`.
struct ParameterInfo {
    std::string_view name;
    ParameterType type = ParameterType::duration;
    bool required = false;
    std::string_view fallback; ///< the default as it would be written; "none" for a Duration means forever
    std::span<const std::string_view> words = {}; ///< of type word: the ones allowed
    std::string_view doc;
    Range range = {}; ///< of an integer, or in ns of a duration and of each of a list: what is allowed
};

/// The thread attributes that a policy reads.
struct AttributeUse {
    bool priority = false; ///< then every thread must have one
    bool nice = false;
    bool tickets = false;
    bool queue = false; ///< then every thread must name one of the queues
};

/// A scheduling policy as users see it.
struct PolicyInfo {
    std::string_view name;
    std::string_view doc;    ///< what it does, one or two sentences
    std::string_view source; ///< book and section, paper, or kernel file and version
    std::span<const ParameterInfo> parameters;
    AttributeUse uses;
    bool work_conserving = true; ///< promises that no CPU idles while a thread that may run there is ready
    bool wants_bursts = false;   ///< needs `ThreadView::burst_left` and `total_left`
    std::span<const std::string_view> keys = {}; ///< names of `Choice::keys`
    std::string_view tie;                        ///< what decides when the keys are equal, in words
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
