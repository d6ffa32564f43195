// `ossim show FILE …`: the kernel's objects at a moment, the state diagram, one switch step by step.
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/run_scenario.hpp"
#include "cli/scenario_input.hpp"
#include "expect/known_names.hpp"
#include "render/snapshot.hpp"
#include "render/snapshot_memory.hpp"
#include "render/state_diagram.hpp"
#include "render/switch_story.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace ossim {

namespace {

struct ShowOptions {
    ScenarioOptions scenario;
    StyleOptions style;
    std::string at, what, which;
};

constexpr std::array<std::string_view, 8> things{"pcb",    "tcb", "queues", "tree",
                                                 "memory", "tlb", "states", "switch"};

void check_thing(const ShowOptions& options) {
    const std::string which =
        "\nwhat can be shown: pcb, tcb, queues, tree, memory and tlb (with --at TIME), states, switch N";
    if (options.what.empty()) throw Failure(ExitCode::wrong, "show: what?" + which);
    if (std::find(things.begin(), things.end(), options.what) == things.end()) {
        const auto near = nearest(options.what, things);
        throw Failure(ExitCode::wrong, "show: there is no \"" + escaped(options.what) + "\"" +
                                           (near.empty() ? "" : "; did you mean \"" + near + "\"?") + which);
    }
    const bool is_moment = options.what != "states" && options.what != "switch";
    if (is_moment && options.at.empty())
        throw Failure(ExitCode::wrong,
                      "show " + options.what + ": at which moment? Write --at 12ms, for example");
    if (!is_moment && !options.at.empty())
        throw Failure(ExitCode::wrong, "show " + options.what + " is of the whole run: leave out --at");
}

std::string picture_of(const ShowOptions& options, const Snapshot& snapshot, const Style& style) {
    if (options.what == "pcb") return show_pcb(snapshot, style, options.which);
    if (options.what == "tcb") return show_tcb(snapshot, style, options.which);
    if (options.what == "memory") return show_memory(snapshot, style, options.which);
    if (options.what == "tlb") return show_tlb(snapshot, style);
    return options.what == "queues" ? show_queues(snapshot, style) : show_tree(snapshot, style);
}

/// A name that nothing in the scenario can bear is a slip; another one may not be there yet, or not any more.
void check_name(const ShowOptions& options, const Scenario& scenario) {
    const KnownNames known(scenario);
    if (options.which.empty() || options.which == "init" || known.has_subject(options.which)) return;
    const std::string hint = known.suggest(options.which);
    throw Failure(ExitCode::wrong, "show " + options.what + ": nothing is called " +
                                       in_quotes(options.which) + (hint.empty() ? "" : "; " + hint));
}

ExitCode show_moment(const ShowOptions& options, const Scenario& scenario, const Style& style,
                     Console& console) {
    check_name(options, scenario);
    const auto moment = Time() + read_duration("--at", options.at, scenario.unit);
    Simulation simulation(scenario, {});
    RunResult result;
    {
        LiveProgress progress(console, scenario.unit);
        result = simulation.run_to(moment, &progress);
    }
    tell_end(console, result, scenario.unit, "");
    if (result.end > Time() && result.end < moment && exit_code_of(result) == ExitCode::done)
        console.err("ossim: the run ended at " + with_unit(result.end - Time(), scenario.unit) +
                    ", before that moment\n");
    console.out(picture_of(options, simulation.snapshot(), style));
    return exit_code_of(result);
}

ExitCode show_states(const Scenario& scenario, const Style& style, Console& console) {
    const auto measured = measure(console, scenario);
    console.out(state_diagram(measured.metrics, style));
    return exit_code_of(measured.result);
}

ExitCode show_switch(const ShowOptions& options, const Scenario& scenario, const Style& style,
                     Console& console) {
    const auto number = parse_count(options.which);
    if (!number.value || *number.value == 0)
        throw Failure(ExitCode::wrong,
                      "show switch: which? Write its number, from 1: ossim show FILE switch 2");
    SwitchCatcher catcher(*number.value);
    const std::array<Sink*, 1> sinks{&catcher};
    const auto result = run_scenario(console, scenario, sinks);
    const auto story = switch_story(catcher, scenario.machine.costs, style);
    if (!story)
        throw Failure(ExitCode::wrong, "show switch " + options.which + ": the run has only " +
                                           std::to_string(catcher.count()) + " switches");
    console.out(*story);
    return exit_code_of(result);
}

ExitCode show_scenario(const ShowOptions& options, Console& console) {
    check_thing(options);
    ScenarioInput input(console, options.scenario, messages_are_coloured(options.style, console));
    const auto scenario = input.make();
    const auto style = style_of(options.style, console, scenario.unit);
    if (options.what == "states") return show_states(scenario, style, console);
    if (options.what == "switch") return show_switch(options, scenario, style, console);
    return show_moment(options, scenario, style, console);
}

CommandAction declare_show(CLI::App& app, Console& console) {
    auto options = std::make_shared<ShowOptions>();
    add_argument(app, "file", options->scenario.file);
    add_argument(app, "what", options->what);
    add_argument(app, "which", options->which);
    add_text(app, "--at", options->at, "the moment, after everything that happens at it", "TIME");
    add_variant_option(app, options->scenario);
    add_scenario_options(app, options->scenario);
    add_style_options(app, options->style);
    return [options, &console] { return show_scenario(*options, console); };
}

} // namespace

Command show_command() {
    return {"show",
            "The kernel's objects at a moment, the state diagram, or one switch step by step.",
            "FILE --at TIME pcb|tcb|memory [NAME]\n"
            "       ossim show FILE --at TIME queues|tree|tlb\n"
            "       ossim show FILE states|switch N",
            "  ossim show rr.yaml --at 12ms pcb      the process control blocks\n"
            "  ossim show rr.yaml --at 12ms tcb P2   one thread control block\n"
            "  ossim show rr.yaml --at 12ms queues   who is ready, in which order; devices\n"
            "  ossim show rr.yaml --at 12ms tree     the tree of processes\n"
            "  ossim show rr.yaml --at 12ms memory   address spaces and their page tables\n"
            "  ossim show rr.yaml --at 12ms tlb      what the TLBs hold\n"
            "  ossim show rr.yaml states             the state diagram, with counts\n"
            "  ossim show rr.yaml switch 2           what happens in the second switch\n",
            "",
            declare_show};
}

} // namespace ossim
