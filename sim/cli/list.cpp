// `ossim list TOPIC [NAME]`: what exists by name, and one of it in full. All of it is derived from
// declarations.
#include "render/list.hpp"
#include "base/cost_profile.hpp"
#include "base/show_diagnostic.hpp"
#include "base/text.hpp"
#include "cli/catalogues.hpp"
#include "cli/command.hpp"
#include "cli/exit.hpp"
#include "cli/files.hpp"
#include "cli/options.hpp"
#include "cli/scenario_input.hpp"
#include "conventions/policy_rules.hpp"
#include "conventions/rules.hpp"
#include "conventions/settings.hpp"
#include "ossim/load.hpp"
#include "ossim/misconception.hpp"
#include "render/table.hpp"
#include "trace/event_catalogue.hpp"

#include <algorithm>
#include <memory>

namespace ossim {

namespace {

/// One thing that can be listed: its line in the list, and its page.
struct Listed {
    ListEntry entry;
    std::string title; ///< above the entry's text on its page
    std::vector<ListEntry> parts;
    std::string closing; ///< below the parts; ends in a newline, or is empty
};
using Listing = std::vector<Listed>;

std::string yes_no(bool value, std::string_view yes, std::string_view no) {
    return std::string(value ? yes : no);
}

std::string parameter_text(const ParameterInfo& parameter) {
    std::string text = std::string(parameter.doc) + " (" + std::string(word_of(parameter.type));
    if (!parameter.words.empty()) text += ": " + quoted_list(parameter.words);
    if (parameter.required) return text + "; required)";
    return text + "; default " + std::string(parameter.fallback) + ")";
}

std::string attributes_of(const AttributeUse& uses) {
    std::vector<std::string_view> names;
    std::string classes;
    std::vector<std::string_view> urgent; // those that go by priority
    for (const ClassUse& each : uses.classes) {
        classes += (classes.empty() ? "class (" : ", ") + std::string(word_of(each.which));
        if (each.priority) urgent.push_back(word_of(each.which));
    }
    if (!classes.empty()) names.push_back(classes += ")");
    std::string priority = "priority (every thread ";
    if (!uses.priority && !urgent.empty()) priority += "of class " + quoted_list(urgent) + " ";
    priority += "must have one";
    if (uses.priorities.least != priority_range.least || uses.priorities.most != priority_range.most)
        priority +=
            ", " + std::to_string(uses.priorities.least) + " to " + std::to_string(uses.priorities.most);
    if (uses.priority || !urgent.empty()) names.push_back(priority += ")");
    if (uses.priority_if_given) names.push_back("priority (if given)");
    if (uses.nice) names.push_back("nice");
    if (uses.tickets) names.push_back("tickets");
    if (uses.slice) names.push_back("slice");
    if (uses.queue) names.push_back("queue (every thread must name one)");
    if (uses.wcet) names.push_back("wcet (every job must have one)");
    if (uses.server) names.push_back("server");
    return names.empty() ? "none" : quoted_list(names);
}

Listing list_policies() {
    Listing all;
    for (const auto& policy : catalogues().policies) {
        Listed listed{
            {std::string(policy.name), std::string(policy.doc)}, "Parameters, beside `policy:`", {}, ""};
        for (const auto& parameter : policy.parameters)
            listed.parts.push_back({std::string(parameter.name), parameter_text(parameter)});
        listed.closing = "\nKeys: " + (policy.keys.empty() ? "none" : quoted_list(policy.keys)) +
                         ". Ties: " + tie_rule(policy, Conventions{}) +
                         ".\nPreemption: " + preemption_rule(policy, Conventions{}) +
                         ".\nReads of a thread: " + attributes_of(policy.uses) +
                         ".\nSource: " + std::string(policy.source) + "\n";
        all.push_back(std::move(listed));
    }
    return all;
}

Listing list_steps() {
    Listing all;
    for (const auto& step : step_catalogue()) {
        Listed listed{{std::string(step.name), std::string(step.doc)}, "Keys", {}, ""};
        for (const auto& field : step.fields)
            listed.parts.push_back({std::string(field.name), std::string(field.doc) + " (" +
                                                                 std::string(field.type) +
                                                                 yes_no(field.required, "; required)", ")")});
        if (!step.short_field.empty())
            listed.closing = "\n`" + std::string(step.name) + ": value` is short for `" +
                             std::string(step.name) + ": {" + std::string(step.short_field) + ": value}`.\n";
        all.push_back(std::move(listed));
    }
    return all;
}

Listing list_costs() {
    Listing all;
    for (const auto& profile : catalogues().costs) {
        Listed listed{{std::string(profile.name), std::string(profile.doc)},
                      "Prices and machine, each with its basis; what is not here is 0",
                      {},
                      ""};
        for (const auto& figure : profile.figures)
            listed.parts.push_back({std::string(figure.name), figure_text(figure.name, figure.value) + " - " +
                                                                  std::string(figure.basis)});
        all.push_back(std::move(listed));
    }
    return all;
}

std::string setting_text(const std::vector<PhaseGroup>& order) { return order_text(order); }
std::string setting_text(Duration span) { return in_best_unit(span); }
template <WordedEnum E>
std::string setting_text(E value) {
    return std::string(word_of(value));
}

Listing list_conventions() {
    Listing all;
    for (const auto& preset : catalogues().presets) {
        Listed listed{
            {std::string(preset.name), std::string(preset.doc)}, "Where it differs from ossim's own", {}, ""};
        for (const auto& rule : rules_of(preset.settings, Unit::ms))
            if (!rule.own) listed.parts.push_back({std::string(rule.setting), rule.sentence});
        all.push_back(std::move(listed));
    }
    return all;
}

Listing list_settings() {
    Listing all;
    const Conventions own;
    for_each_field<Conventions>([&](const auto& f) {
        using Member = std::remove_cvref_t<decltype(own.*f.member)>;
        Listed listed{{std::string(f.name), std::string(f.doc)},
                      "",
                      {},
                      "\nossim's own: " + setting_text(own.*f.member) + "\n"};
        if constexpr (WordedEnum<Member>) {
            constexpr auto allowed = enum_words(Member{});
            listed.closing += "Values: " + quoted_list(allowed) + "\n";
        }
        all.push_back(std::move(listed));
    });
    return all;
}

Listing list_of_events() {
    Listing all;
    for (const auto& event : event_catalogue()) {
        Listed listed{{std::string(event.name), std::string(event.doc)},
                      "Fields, beside `t` (the time in ns) and `e` (the name)",
                      {},
                      ""};
        for (const auto& field : event.fields)
            listed.parts.push_back(
                {std::string(field.name), std::string(field.doc) + " (" + field.type + ")"});
        all.push_back(std::move(listed));
    }
    return all;
}

Listing list_metrics() {
    Listing all;
    for (const auto& metric : catalogues().metrics)
        all.push_back({{std::string(metric.name), std::string(metric.doc) + " (" + std::string(metric.of) +
                                                      ", " + std::string(metric.unit) + ")"},
                       "",
                       {},
                       ""});
    return all;
}

Listing list_misconceptions() {
    Listing all;
    for (const auto& each : misconception_catalogue()) {
        const std::string area(word_of(each.area));
        all.push_back(
            {{std::string(each.name), "(" + area + ") " + std::string(each.belief)},
             "What it is",
             {{"area", area}, {"right", std::string(each.right)}, {"seen", std::string(each.doc)}},
             "\nIn an assignment: `misconceptions: {" + std::string(each.name) + ": -1}` takes a point.\n"});
    }
    return all;
}

struct Topic {
    std::string_view name, doc;
    Listing (*listing)();
    std::string_view mapping = {}; ///< of `NotYet`: what of it is still to come
};
constexpr Topic topics[] = {
    {"policies", "scheduling policies, for `scheduler: {policy: ...}`", list_policies, "policy"},
    {"steps", "what a program can do", list_steps, "step"},
    {"costs", "named cost profiles, for `machine: {costs: ...}`", list_costs},
    {"conventions", "presets of the rules that courses differ in, for `conventions: ...`", list_conventions},
    {"settings", "the single conventions, each with its values", list_settings},
    {"events", "the records of a trace", list_of_events},
    {"metrics", "what is measured, for expectations and --json", list_metrics},
    {"misconceptions", "mistakes that grading knows by name, for assignments", list_misconceptions},
};

const Topic& find_topic(const std::string& name) {
    std::vector<std::string_view> names;
    for (const auto& topic : topics) {
        if (topic.name == name) return topic;
        names.push_back(topic.name);
    }
    const auto near = nearest(name, names);
    throw Failure(ExitCode::wrong, "there is no list \"" + escaped(name) + "\"" +
                                       (near.empty() ? "" : "; did you mean \"" + near + "\"?") +
                                       "\nthere are lists of " + quoted_list(names));
}

std::string overview(const Style& style) {
    std::vector<ListEntry> entries;
    for (const auto& topic : topics)
        entries.push_back({std::string(topic.name), std::string(topic.doc)});
    return list("What can be listed, with `ossim list TOPIC` or `ossim list TOPIC NAME`:", entries, style);
}

/// Each line of the text is wrapped on its own.
std::string paragraphs(std::string_view text, std::size_t width) {
    std::string result;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        result += end == 0 ? "\n" : wrapped(text.substr(0, end), width, "  ");
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

std::string page(const Listed& listed, const Style& style) {
    std::string text = listed.entry.name + "\n" + wrapped("  " + listed.entry.text, style.width, "  ");
    if (!listed.parts.empty()) text += "\n" + list(listed.title, listed.parts, style);
    return text + paragraphs(listed.closing, style.width);
}

std::string one_of(const Topic& topic, const std::string& name, const Style& style) {
    const auto listing = topic.listing();
    std::vector<std::string_view> names;
    for (const auto& listed : listing) {
        if (listed.entry.name == name) return page(listed, style);
        names.push_back(listed.entry.name);
    }
    for (const auto& coming : not_yet())
        if (coming.mapping == topic.mapping && coming.word == name)
            throw Failure(ExitCode::wrong,
                          "\"" + name + "\" (" + std::string(coming.doc) +
                              ") is of the language, but this version does not model it yet\n" +
                              "there are " + quoted_list(names));
    const auto near = nearest(name, names);
    throw Failure(ExitCode::wrong, "there is no \"" + escaped(name) + "\" among the " +
                                       std::string(topic.name) +
                                       (near.empty() ? "" : "; did you mean \"" + near + "\"?") +
                                       "\nthere are " + quoted_list(names));
}

std::string all_of(const Topic& topic, const Style& style) {
    std::vector<ListEntry> entries;
    for (const auto& listed : topic.listing())
        entries.push_back(listed.entry);
    std::vector<std::string_view> coming;
    for (const auto& word : not_yet())
        if (!topic.mapping.empty() && word.mapping == topic.mapping) coming.push_back(word.word);
    const auto text = list("", entries, style);
    return coming.empty() ? text
                          : text + "\n" + wrapped("Not yet: " + quoted_list(coming) + ".", style.width, "  ");
}

/// A profile out of a file: what it says itself.
std::string cost_file_page(Console& console, const std::string& path, const StyleOptions& options) {
    const SourceText source{path, read_file(console, path, default_max_input)};
    const CostFile file = load_cost_file(source, catalogues());
    if (!file.diagnostics.empty())
        console.err(
            show_all(file.diagnostics, std::span(&source, 1), 20, messages_are_coloured(options, console)));
    if (!file.profile) throw Failure(ExitCode::wrong, "");
    Listed listed{{file.profile->profile, file.about}, "Figures of this file, each with its basis", {}, ""};
    for (const auto& figure : file.figures)
        listed.parts.push_back(
            {figure.name, figure.value + (figure.basis.empty() ? "" : " - " + figure.basis)});
    return page(listed, style_of(options, console, Unit::ms));
}

struct ListOptions {
    std::string topic, name;
    StyleOptions style;
};

CommandAction declare_list(CLI::App& app, Console& console) {
    auto options = std::make_shared<ListOptions>();
    add_argument(app, "topic", options->topic);
    add_argument(app, "name", options->name);
    add_style_options(app, options->style);
    return [options, &console] {
        const auto style = style_of(options->style, console, Unit::ms);
        if (options->topic.empty())
            console.out(overview(style));
        else if (options->name.empty())
            console.out(all_of(find_topic(options->topic), style));
        else if (options->topic == "costs" && names_cost_file(options->name))
            console.out(cost_file_page(console, options->name, options->style));
        else
            console.out(one_of(find_topic(options->topic), options->name, style));
        return ExitCode::done;
    };
}

} // namespace

Command list_command() {
    return {"list",
            "What exists: policies, steps, costs, conventions, settings, events, metrics, misconceptions.",
            "TOPIC [NAME]",
            "  ossim list policies          all scheduling policies, a line each\n"
            "  ossim list policies rr       one of them, with its parameters and its source\n"
            "  ossim list costs ./my.costs.yaml   a cost profile out of a file\n"
            "  ossim list events switch     the fields of one record of the trace\n"
            "  ossim list misconceptions ties-by-name   a mistake, and what is true\n",
            "",
            declare_list};
}

} // namespace ossim
