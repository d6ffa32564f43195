// Small catalogues for the tests of the scenario room: enough kinds of parameters, no more.
#pragma once

#include "base/show_diagnostic.hpp"
#include "ossim/assignment.hpp"
#include "ossim/load.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

namespace ossim::test {

constexpr std::string_view ends[] = {"low", "high"};
constexpr ParameterInfo rr_parameters[] = {{.name = "quantum",
                                            .type = ParameterType::duration,
                                            .required = true,
                                            .fallback = "",
                                            .doc = "how long",
                                            .range = {1}}};
constexpr ParameterInfo priority_parameters[] = {
    {.name = "preemptive", .type = ParameterType::boolean, .fallback = "false", .doc = "may it preempt"},
    {.name = "urgent",
     .type = ParameterType::word,
     .required = true,
     .fallback = "",
     .words = ends,
     .doc = "which end is urgent"},
    {.name = "quantum",
     .type = ParameterType::duration,
     .fallback = "none",
     .doc = "among equals",
     .range = {1}}};
constexpr ParameterInfo multilevel_parameters[] = {
    {.name = "queues", .type = ParameterType::queues, .required = true, .fallback = "", .doc = "the queues"},
    {.name = "shares",
     .type = ParameterType::durations,
     .fallback = "[]",
     .doc = "turns",
     .range = {1},
     .each_queue = true},
    {.name = "alpha", .type = ParameterType::ratio, .fallback = "1/2", .doc = "a ratio"},
    {.name = "steps", .type = ParameterType::integer, .fallback = "3", .doc = "a number", .range = {0, 10}},
    {.name = "turns", .type = ParameterType::durations, .fallback = "[80ms, 20ms]", .doc = "turns"},
    {.name = "draws", .type = ParameterType::integers, .fallback = "[]", .doc = "numbers", .range = {0, 10}}};
constexpr std::string_view rt_words[] = {"fifo", "rr"};
constexpr ParameterInfo rt_parameters[] = {
    {.name = "class", .type = ParameterType::word, .fallback = "fifo", .words = rt_words, .doc = "a class"}};
constexpr ClassUse rt_classes[] = {{.which = ThreadClass::fifo, .doc = "to the end", .priority = true},
                                   {.which = ThreadClass::rr, .doc = "in turns", .priority = true}};
constexpr PolicyInfo policies[] = {
    {.name = "fcfs", .doc = "", .source = "", .parameters = {}, .uses = {}},
    {.name = "rr", .doc = "", .source = "", .parameters = rr_parameters, .uses = {}},
    {.name = "priority",
     .doc = "",
     .source = "",
     .parameters = priority_parameters,
     .uses = {.priority = true}},
    {.name = "multilevel",
     .doc = "",
     .source = "",
     .parameters = multilevel_parameters,
     .uses = {.queue = true}},
    {.name = "rt",
     .doc = "",
     .source = "",
     .parameters = rt_parameters,
     .uses = {.priority = true, .priorities = {1, 99}, .classes = rt_classes}},
    {.name = "gang",
     .doc = "",
     .source = "",
     .parameters = rr_parameters,
     .uses = {},
     .whole_machine = true}};
constexpr CostFigure pcid_figures[] = {{"trap_in", 30'000, "test"},
                                       {"kpti_crossing", 70'000, "test"},
                                       {"pcid", 1, "test"},
                                       {"page_table_levels", 4, "test"},
                                       {"tlb_entries", 64, "test"},
                                       {"tlb_ways", 4, "test"},
                                       {"tlb_second_entries", 1536, "test"},
                                       {"tlb_second_ways", 12, "test"},
                                       {"huge_entries", 32, "test"},
                                       {"address_space_tags", 6, "test"},
                                       {"cache_l1", 48 << 10, "test"},
                                       {"cache_l2", 1280 << 10, "test"}};
constexpr CostFigure ppro_figures[] = {{"trap_in", 2'000'000, "test"}, {"page_table_levels", 2, "test"}};
constexpr CostProfileInfo costs[] = {
    {"textbook", "", {}}, {"x86-64-pcid", "", pcid_figures}, {"ppro-1996", "", ppro_figures}};

constexpr std::string_view misconceptions[] = {"quantum-off-by-one", "io-counts-as-waiting",
                                               "no-preemption-on-arrival"};

/// Kept by whoever calls `load`: a preset holds a vector.
struct Catalogue {
    PresetInfo presets[2] = {{"ossim", "", {}}, {"mines", "", {}}};
    Catalogue() { presets[1].settings.choose = ChooseAt::in_sequence; }
    [[nodiscard]] Catalogues all() const { return {policies, costs, presets, {}}; }
};

/// Reads what the kernel does not run yet, too.
inline LoadResult load_text(std::string text, LoadOptions options = {}) {
    const Catalogue catalogue;
    return load({"test.yaml", std::move(text)}, catalogue.all(), options);
}

/// A text without a mistake.
inline Scenario loaded(const std::string& text, const LoadOptions& options = {}) {
    LoadResult result = load_text(text, options);
    INFO(text);
    INFO(show_all(result.diagnostics, {}));
    REQUIRE(result.scenario.has_value());
    return std::move(*result.scenario);
}

inline AssignmentResult load_assignment_text(std::string text) {
    const Catalogue catalogue;
    return load_assignment({"assignment.yaml", std::move(text)}, catalogue.all(), misconceptions);
}

} // namespace ossim::test
