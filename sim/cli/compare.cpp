// `ossim compare FILE`: variants side by side.
#include "render/compare.hpp"
#include "base/text.hpp"
#include "cli/catalogues.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/parameter_text.hpp"
#include "cli/run_scenario.hpp"
#include "cli/scenario_input.hpp"
#include "cli/variations.hpp"
#include "expect/expect.hpp"
#include "render/json.hpp"

#include <algorithm>
#include <memory>

namespace ossim {

namespace {

struct CompareCommandOptions {
    ScenarioOptions scenario;
    StyleOptions style;
    std::vector<std::string> varies, metrics;
    bool json = false;
};

struct Made {
    std::string name;
    Scenario scenario;
    Measured measured;
};

std::vector<Variation> variations_of(const CompareCommandOptions& options, const Scenario& base) {
    std::vector<Vary> varies;
    for (const auto& text : options.varies)
        varies.push_back(read_vary(text));
    if (!varies.empty()) return combinations(varies, options.scenario.variant);
    std::vector<Variation> all;
    for (const auto& name : base.variants)
        all.push_back({name, name, {}});
    if (!all.empty()) return all;
    throw Failure(ExitCode::wrong,
                  options.scenario.file +
                      " has no variants; say what to vary: --vary scheduler.policy=fcfs,rr,sjf");
}

/// Another policy keeps those parameters of the scenario's own that it knows, and is not asked about the
/// others: a quantum means nothing to fcfs.
Patch fitting(const Patch& patch, const Scenario& base) {
    const auto& policies = catalogues().policies;
    const auto policy = std::find_if(policies.begin(), policies.end(),
                                     [&](const PolicyInfo& each) { return each.name == patch.value; });
    if (patch.path != "scheduler.policy" || policy == policies.end()) return patch;
    SchedulerSpec spec{patch.value, "", {}};
    for (const auto& given : base.scheduler.parameters)
        if (std::any_of(policy->parameters.begin(), policy->parameters.end(),
                        [&](const ParameterInfo& known) { return known.name == given.name; }))
            spec.parameters.push_back(given);
    if (spec.parameters.size() == base.scheduler.parameters.size()) return patch;
    return {"scheduler", spec.parameters.empty() ? patch.value : scheduler_text(spec, base.unit),
            patch.option};
}

/// How each scenario runs the first process in whose `run_as` they differ; nothing if they do not.
void note_run_as(std::vector<ComparedRun>& runs, const std::vector<Made>& made) {
    const auto& first = made.front().scenario.processes;
    for (std::size_t i = 0; i < first.size(); ++i) {
        const auto has_it = [&](const Made& m) { return i < m.scenario.processes.size(); };
        const auto differs = [&](const Made& m) { return m.scenario.processes[i].run_as != first[i].run_as; };
        if (!std::all_of(made.begin(), made.end(), has_it)) return;
        if (std::none_of(made.begin(), made.end(), differs)) continue;
        for (std::size_t r = 0; r < runs.size(); ++r)
            runs[r].run_as = made[r].scenario.processes[i].run_as;
        return;
    }
}

void print_json(const std::vector<Made>& made, Console& console) {
    std::vector<std::pair<std::string, const Metrics*>> runs;
    for (const auto& each : made)
        runs.emplace_back(each.name, &each.measured.metrics);
    write_json(runs, [&](std::string_view text) { console.out(text); });
}

void print_table(const std::vector<Made>& made, const CompareCommandOptions& options, const Scenario& base,
                 Console& console) {
    std::vector<ComparedRun> runs;
    for (const auto& each : made)
        runs.push_back({each.name, &each.measured.metrics, std::nullopt, &each.scenario.machine.costs});
    note_run_as(runs, made);
    console.out(compare(runs, base.title, style_of(options.style, console, base.unit), options.metrics));
}

/// A row must be known in one of the runs: a variant may have other processes than the base.
void check_rows(const std::vector<std::string>& rows, const std::vector<Made>& made) {
    for (const auto& row : rows) {
        const auto has_it = [&](const Made& each) { return !check_row(each.scenario, row); };
        if (std::any_of(made.begin(), made.end(), has_it)) continue;
        const auto wrong = check_row(made.front().scenario, row);
        throw Failure(ExitCode::wrong,
                      "--metric: " + wrong->message + (wrong->hint.empty() ? "" : "; " + wrong->hint));
    }
}

/// Runs them in order up to one that is interrupted: what was not begun is taken out of the comparison, and
/// named.
ExitCode run_all(std::vector<Made>& made, Console& console) {
    auto code = ExitCode::done;
    for (std::size_t i = 0; i < made.size(); ++i) {
        made[i].measured = measure(console, made[i].scenario, made[i].name);
        const auto own = exit_code_of(made[i].measured.result);
        code = std::max(code, own);
        if (own != ExitCode::interrupted) continue;
        for (std::size_t left = i + 1; left < made.size(); ++left)
            console.err("ossim: " + made[left].name + " was not simulated\n");
        made.erase(made.begin() + static_cast<std::ptrdiff_t>(i + 1), made.end());
    }
    return code;
}

ExitCode compare_runs(const CompareCommandOptions& options, Console& console) {
    ScenarioInput input(console, options.scenario, messages_are_coloured(options.style, console));
    const auto base = input.make();
    std::vector<Made> made;
    for (auto& variation : variations_of(options, base)) {
        for (auto& patch : variation.patches)
            patch = fitting(patch, base);
        made.push_back({variation.name, input.make(variation.variant, variation.patches), {}});
    }
    check_rows(options.metrics, made);
    const auto code = run_all(made, console);
    if (options.json)
        print_json(made, console);
    else
        print_table(made, options, base, console);
    return code;
}

CommandAction declare_compare(CLI::App& app, Console& console) {
    auto options = std::make_shared<CompareCommandOptions>();
    add_argument(app, "file", options->scenario.file);
    add_texts(app, "--vary", options->varies, "run with each of these values; repeatable: all combinations",
              "KEY=A,B,C");
    add_texts(app, "--metric", options->metrics, "a further row: a metric, or NAME.metric; repeatable",
              "METRIC");
    add_flag(app, "--json", options->json, "print everything measured as JSON");
    add_variant_option(app, options->scenario);
    add_scenario_options(app, options->scenario);
    add_style_options(app, options->style);
    return [options, &console] { return compare_runs(*options, console); };
}

} // namespace

Command compare_command() {
    return {"compare",
            "Run variants of a scenario and put them side by side.",
            "FILE [options]",
            "  ossim compare server.yaml          the variants that it has\n"
            "  ossim compare rr.yaml --vary scheduler.policy=fcfs,rr,sjf\n"
            "  ossim compare rr.yaml --vary scheduler.quantum=1,2,4 --metric P1.response\n",
            "`ossim list metrics` shows what a row may be.",
            declare_compare};
}

} // namespace ossim
