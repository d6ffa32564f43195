// `ossim rules FILE`: everything that decides what happens in a scenario, in words.
#include "conventions/rules.hpp"
#include "base/text.hpp"
#include "cli/catalogues.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/scenario_input.hpp"
#include "render/list.hpp"
#include "render/table.hpp"

#include <memory>

namespace ossim {

namespace {

struct Options {
    ScenarioOptions scenario;
    StyleOptions style;
    bool differing = false;
};

std::string value_text(const ParameterValue& value, Unit unit);

std::string queue_text(const SchedulerSpec& queue, Unit unit) {
    std::string text = queue.name + (queue.name.empty() ? "" : ": ") + queue.policy;
    for (const auto& parameter : queue.parameters)
        text += " " + parameter.name + " " + value_text(parameter.value, unit);
    return text;
}

template <class Items, class Text>
std::string joined(const Items& items, const Text& text_of) {
    std::string text;
    for (const auto& item : items)
        text += (text.empty() ? "" : ", ") + text_of(item);
    return text;
}

/// One overload for each type that a parameter may have.
class ValueWords {
  public:
    explicit ValueWords(Unit unit) : unit_(unit) {}
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(Duration value) const { return with_unit(value, unit_); }
    std::string operator()(const Ratio& value) const {
        const auto whole = std::to_string(value.numerator());
        return value.denominator() == 1 ? whole : whole + "/" + std::to_string(value.denominator());
    }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(const std::vector<Duration>& value) const {
        return joined(value, [this](Duration each) { return with_unit(each, unit_); });
    }
    std::string operator()(const std::vector<SchedulerSpec>& value) const {
        return joined(value, [this](const SchedulerSpec& each) { return queue_text(each, unit_); });
    }

  private:
    Unit unit_;
};

std::string value_text(const ParameterValue& value, Unit unit) { return std::visit(ValueWords(unit), value); }

std::string policy_text(const SchedulerSpec& spec, const Style& style) {
    std::string text = "Policy: " + spec.policy + "\n";
    for (const auto& info : catalogues().policies) {
        if (info.name != spec.policy) continue;
        text += wrapped("  " + std::string(info.doc), style.width, "  ");
        text += wrapped("  Equal ones: " + std::string(info.tie) + ".", style.width, "  ");
    }
    std::vector<ListEntry> entries;
    for (const auto& parameter : spec.parameters)
        entries.push_back({parameter.name, value_text(parameter.value, style.unit)});
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

ExitCode print_rules(const Options& options, Console& console) {
    ScenarioInput input(console, options.scenario, messages_are_coloured(options.style, console));
    const auto scenario = input.make();
    const auto style = style_of(options.style, console, scenario.unit);
    console.out(scenario.title + (scenario.title.empty() ? "" : "\n\n") +
                policy_text(scenario.scheduler, style) + "\n" +
                conventions_text(scenario, options.differing, style) + "\n" +
                costs_text(scenario.machine.costs, style));
    return ExitCode::done;
}

CommandAction declare(CLI::App& app, Console& console) {
    auto options = std::make_shared<Options>();
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
            "  ossim rules rr.yaml --differing --set conventions=ostep    what another course does\n",
            "",
            declare};
}

} // namespace ossim
