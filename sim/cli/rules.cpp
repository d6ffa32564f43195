// `ossim rules FILE`: everything that decides what happens in a scenario, in words.
#include "conventions/rules.hpp"
#include "base/text.hpp"
#include "cli/catalogues.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/parameter_text.hpp"
#include "cli/scenario_input.hpp"
#include "render/list.hpp"
#include "render/table.hpp"

#include <memory>

namespace ossim {

namespace {

struct RulesOptions {
    ScenarioOptions scenario;
    StyleOptions style;
    bool differing = false;
};

std::string policy_text(const SchedulerSpec& spec, const Style& style) {
    std::string text = "Policy: " + spec.policy + "\n";
    for (const auto& info : catalogues().policies) {
        if (info.name != spec.policy) continue;
        text += wrapped("  " + std::string(info.doc), style.width, "  ");
        text += wrapped("  Equal ones: " + std::string(info.tie) + ".", style.width, "  ");
    }
    std::vector<ListEntry> entries;
    for (const auto& parameter : spec.parameters)
        entries.push_back({parameter.name, parameter_text(parameter.value, style.unit)});
    return entries.empty() ? text : text + list("", entries, style);
}

std::string conventions_text(const Scenario& scenario, bool differing, const Style& style) {
    std::string text = "Conventions: " + scenario.conventions.preset + "\n";
    std::vector<ListEntry> entries;
    for (const auto& rule : rules_of(scenario.conventions, scenario.unit))
        if (!differing || !rule.own)
            entries.push_back({std::string(rule.setting) + (rule.own ? "" : " *"), rule.sentence});
    if (entries.empty()) return text + "  All settings are ossim's own.\n";
    return text + list("", entries, style) + "  * differs from ossim's own rule\n";
}

std::string costs_text(const CostProfile& costs, const Style& style) {
    std::vector<ListEntry> entries;
    for_each_field<CostProfile>([&](const auto& f) {
        using Member = std::remove_cvref_t<decltype(costs.*f.member)>;
        if constexpr (std::is_same_v<Member, Price>) {
            const auto ps = (costs.*f.member).ps();
            if (ps == 0) return;
            const std::string price =
                ps % 1000 == 0 ? in_best_unit(Duration(ps / 1000)) : decimal(Ratio(ps, 1000), 3) + "ns";
            entries.push_back({std::string(f.name), price + ": " + std::string(f.doc)});
        }
    });
    const std::string text = "Costs: " + costs.profile + "\n";
    return entries.empty() ? text + "  Everything that the kernel does takes no time.\n"
                           : text + list("", entries, style);
}

ExitCode print_rules(const RulesOptions& options, Console& console) {
    ScenarioInput input(console, options.scenario, messages_are_coloured(options.style, console));
    const auto scenario = input.make();
    const auto style = style_of(options.style, console, scenario.unit);
    console.out(scenario.title + (scenario.title.empty() ? "" : "\n\n") +
                policy_text(scenario.scheduler, style) + "\n" +
                conventions_text(scenario, options.differing, style) + "\n" +
                costs_text(scenario.machine.costs, style));
    return ExitCode::done;
}

CommandAction declare_rules(CLI::App& app, Console& console) {
    auto options = std::make_shared<RulesOptions>();
    add_argument(app, "file", options->scenario.file);
    add_flag(app, "--differing", options->differing, "only the conventions that differ from ossim's own");
    add_variant_option(app, options->scenario);
    add_scenario_options(app, options->scenario);
    add_style_options(app, options->style);
    return [options, &console] { return print_rules(*options, console); };
}

} // namespace

Command rules_command() {
    return {"rules",
            "The rules in force in a scenario, in words: policy, conventions, costs.",
            "FILE [options]",
            "  ossim rules rr.yaml                            all of them\n"
            "  ossim rules rr.yaml --set conventions=ostep    those of another course\n",
            "",
            declare_rules};
}

} // namespace ossim
