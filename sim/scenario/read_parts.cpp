// Values with parts: names that refer to something, tests, draws, programs, the order of phases, variables.
#include "scenario/keys.hpp"
#include "scenario/reader.hpp"

#include "base/expression.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ossim {
namespace {

/// What the text of a field refers to, by the field's name. Others are names of their own.
struct Reference {
    std::string_view key;
    Refers refers;
};
constexpr Reference references[] = {{"variable", Refers::variable},
                                    {"into", Refers::local},
                                    {"device", Refers::device},
                                    {"program", Refers::executed},
                                    {"memory", Refers::shared_memory}};
constexpr std::string_view free_texts[] = {"text", "title", "about"};

void mention(Reader& reader, Refers kind, Given given, std::size_t offset, std::size_t width) {
    const Node& node = given.node();
    Mention made{kind, given.id(), reader.program, given.text().substr(offset, width)};
    if (!node.pooled) made.place = node.text + static_cast<std::uint32_t>(offset);
    reader.mentions.push_back(made);
}

void mention(Reader& reader, Refers kind, Given given) {
    mention(reader, kind, given, 0, given.text().size());
}

/// `print: "count is {count}"` reads `count`.
void mention_printed(Reader& reader, Given given) {
    const std::string_view text = given.text();
    for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
        const std::size_t close = text.find('}', open);
        if (close == std::string_view::npos) return;
        if (is_valid_name(text.substr(open + 1, close - open - 1)))
            mention(reader, Refers::variable, given, open + 1, close - open - 1);
    }
}

/// A mean of which even the longest draw, 45 means, is no longer than a duration may be.
constexpr Duration longest_mean{10'000'000'000'000'000};

void read_drawn(Reader& reader, Given value, const Spot& spot, Draw& into) {
    switch (into.kind) {
    case Distribution::constant: return read_value(reader, value, spot, into.low);
    case Distribution::exponential: {
        Spot mean = spot;
        mean.range = {0, longest_mean.ns()};
        return read_value(reader, value, mean, into.low);
    }
    case Distribution::list: return read_value(reader, value, spot, into.values);
    case Distribution::uniform: break;
    }
    std::vector<Duration> ends;
    if (!value.is_sequence() || value.size() != 2)
        return report_type(reader, value, spot, "the two ends, as in {uniform: [1ms, 3ms]}");
    const std::size_t errors = reader.reports.errors();
    read_value(reader, value, spot, ends);
    into.low = ends[0];
    into.high = ends[1];
    if (into.low > into.high && errors == reader.reports.errors())
        reader.reports.error(
            value.id(),
            {"bad-value", spot.title() + ": the lower end is above the upper one", "swap them", {}});
}

void read_group_of_phases(Reader& reader, Given given, const Spot& spot, PhaseGroup& group) {
    const auto add = [&](Given item) { read_value(reader, item, spot, group.phases.emplace_back()); };
    if (given.is_scalar()) return add(given);
    group.within = Within::sequence;
    if (given.is_sequence()) return given.each_item(add);
    if (!given.is_map()) return report_type(reader, given, spot, "a phase, or a list of phases");
    constexpr std::array<std::string_view, 2> keys{"phases", "within"};
    std::array<NodeId, 2> slots{no_node, no_node};
    collect_keys(reader, given, Owner{"group"}, keys, slots);
    if (slots[0] == no_node)
        return report_missing(reader, given.id(), Owner{"group"}, "phases", "a list of phases");
    if (reader.given(slots[0]).is_sequence())
        reader.given(slots[0]).each_item(add);
    else
        report_type(reader, reader.given(slots[0]), spot, "a list of phases");
    if (slots[1] != no_node)
        read_value(reader, reader.given(slots[1]), Spot{Owner{"group"}, "within"}, group.within);
}

/// Phases that the scenario leaves out come where ossim's own order has them: behind their predecessor.
void add_missing_phases(std::vector<PhaseGroup>& groups) {
    for (std::size_t i = 0; i < enum_words(Phase{}).size(); ++i) {
        const auto phase = static_cast<Phase>(i);
        const auto has = [](Phase wanted) {
            return [wanted](const PhaseGroup& group) {
                return std::find(group.phases.begin(), group.phases.end(), wanted) != group.phases.end();
            };
        };
        if (std::any_of(groups.begin(), groups.end(), has(phase))) continue;
        auto place = groups.begin();
        if (i > 0) place = std::find_if(groups.begin(), groups.end(), has(static_cast<Phase>(i - 1))) + 1;
        groups.insert(place, PhaseGroup{{phase}, Within::own});
    }
}

} // namespace

void report_within(Reader& reader, Given given, std::size_t offset, std::size_t width, Words words) {
    const Node& node = given.node();
    if (node.pooled) return reader.reports.error(given.id(), std::move(words));
    reader.reports.error_at(node.source, node.text + static_cast<std::uint32_t>(offset),
                            static_cast<std::uint32_t>(width), std::move(words));
}

void report_in_expression(Reader& reader, Given given, const ExpressionError& error) {
    const std::size_t hint = error.message.find("; ");
    report_within(reader, given, error.offset, error.width,
                  {"bad-expression",
                   error.message.substr(0, hint),
                   hint == std::string::npos ? "" : error.message.substr(hint + 2),
                   {}});
}

void read_value(Reader& reader, Given given, const Spot& spot, std::string& into) {
    const bool is_free =
        std::find(std::begin(free_texts), std::end(free_texts), spot.key) != std::end(free_texts);
    if (is_free) {
        if (!is_scalar(reader, given, spot, "a text")) return;
        into = given.text();
        if (spot.key == "text") mention_printed(reader, given);
        return;
    }
    if (!check_name(reader, given, spot)) return;
    into = given.text();
    for (const Reference& each : references)
        if (each.key == spot.key) mention(reader, each.refers, given);
}

void read_value(Reader& reader, Given given, const Spot& spot, Test& into) {
    if (!is_scalar(reader, given, spot, "a test, as in count == 0")) return;
    into = {std::string(given.text()), given.at()};
    const ParsedExpression parsed = parse_expression(given.text());
    if (!parsed.value) return report_in_expression(reader, given, parsed.error);
    for (const Expression::Node& node : parsed.value->nodes) {
        if (node.operation == Operation::name)
            mention(reader, Refers::variable, given, node.offset, node.width);
        if (node.operation == Operation::call)
            report_in_expression(reader, given,
                                 {node.offset, node.width, "a test of a program calls no functions"});
    }
}

void read_value(Reader& reader, Given given, const Spot& spot, Operand& into) {
    constexpr std::string_view wanted = "a whole number or the name of a variable";
    if (!is_scalar(reader, given, spot, wanted)) return;
    const bool is_name = !given.text().empty() && is_valid_name(given.text());
    if (!is_name) return read_value(reader, given, spot, into.number);
    into.variable = given.text();
    mention(reader, Refers::variable, given);
}

void read_value(Reader& reader, Given given, const Spot& spot, Target& into) {
    into.at = given.at();
    if (!is_scalar(reader, given, spot, "a name, any or all")) return;
    if (given.text() == "any" || given.text() == "all") {
        into.name = given.text();
        return;
    }
    if (!check_name(reader, given, spot)) return;
    into.name = given.text();
    mention(reader, spot.key == "child" ? Refers::child : Refers::thread, given);
}

void read_value(Reader& reader, Given given, const Spot& spot, Whom& into) {
    into.at = given.at();
    if (!check_name(reader, given, spot)) return;
    into.name = given.text();
    mention(reader, Refers::whom, given);
}

void read_value(Reader& reader, Given given, const Spot& spot, ProgramRef& into) {
    into.at = given.at();
    if (given.is_sequence()) {
        const int loops = std::exchange(reader.loops, 0);
        into.steps = read_steps(reader, given, spot);
        reader.loops = loops;
        return;
    }
    if (!given.is_scalar()) return report_type(reader, given, spot, "a program's name, or a list of steps");
    if (!check_name(reader, given, spot)) return;
    into.name = given.text();
    mention(reader, Refers::program, given);
}

void read_value(Reader& reader, Given given, const Spot& spot, Draw& into) {
    constexpr auto words = enum_words(Distribution{});
    constexpr std::string_view wanted = "a duration, as in 5ms, or a draw, as in {exponential: 5ms}";
    into = {};
    if (given.is_scalar()) return read_value(reader, given, spot, into.low);
    if (given.is_map() && given.size() > 1)
        return reader.reports.error(given.id(),
                                    {"bad-value",
                                     spot.title() + " is drawn in one way",
                                     "write one of " + comma_list(words) + ", as in {exponential: 5ms}",
                                     {}});
    if (!given.is_map() || given.size() == 0) return report_type(reader, given, spot, wanted);
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || value.is_broken()) return;
        const auto kind = from_word<Distribution>(key.text());
        if (!kind) return report_unknown_key(reader, given, key, value, Owner{"draw"}, words);
        into.kind = *kind;
        read_drawn(reader, value, spot, into);
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, std::vector<PhaseGroup>& into) {
    if (!given.is_sequence())
        return report_type(reader, given, spot, "a list of phases and groups of phases");
    std::vector<PhaseGroup> groups;
    const std::size_t errors = reader.reports.errors();
    given.each_item([&](Given item) { read_group_of_phases(reader, item, spot, groups.emplace_back()); });
    if (reader.reports.errors() != errors) return;
    std::vector<Phase> seen;
    for (const PhaseGroup& group : groups)
        for (const Phase phase : group.phases) {
            if (std::find(seen.begin(), seen.end(), phase) != seen.end())
                return reader.reports.error(
                    given.id(), {"bad-value",
                                 spot.title() + ": phase " + quoted(word_of(phase)) + " is given twice",
                                 {},
                                 {}});
            seen.push_back(phase);
        }
    add_missing_phases(groups);
    into = std::move(groups);
}

void read_value(Reader& reader, Given given, const Spot& spot, ServerSpec& into) {
    if (!is_map(reader, given, spot)) return;
    ServerKeys keys;
    read_mapping(reader, given, Owner{spot.key}, keys);
    if (!keys.period.value) return;
    const Duration period = *keys.period.value;
    into = {keys.budget, period, keys.deadline.value.value_or(period)};
    if (into.budget > period)
        reader.reports.error(given.id(), {"bad-value",
                                          "the budget of a server cannot be longer than its period",
                                          "lower the budget, or lengthen the period",
                                          {}});
    else if (into.deadline > period || into.deadline < into.budget)
        reader.reports.error(keys.deadline.node, {"bad-value",
                                                  "the deadline of a server lies between its budget and "
                                                  "its period",
                                                  "leave it out: then it is the period",
                                                  {}});
}

void read_value(Reader& reader, Given given, const Spot& spot, std::vector<VariableSpec>& into) {
    if (!given.is_map())
        return report_type(reader, given, spot, "a mapping of names to numbers, as in {hits: 0}");
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || value.is_broken() || !check_name(reader, key, spot)) return;
        VariableSpec variable{std::string(key.text()), 0};
        read_value(reader, value, Spot{Owner{"variable", key.text()}, key.text()}, variable.initial);
        into.push_back(std::move(variable));
    });
}

} // namespace ossim
