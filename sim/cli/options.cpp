// The options, on CLI11: no other file of commands needs to know it.
#include "cli/options.hpp"

#include "base/text.hpp"
#include "cli/exit.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace ossim {

void add_text(CLI::App& app, const std::string& names, std::string& into, const std::string& doc,
              const std::string& type) {
    app.add_option(names, into, doc)->type_name(type)->take_last();
}

void add_count(CLI::App& app, const std::string& names, std::optional<std::uint64_t>& into,
               const std::string& doc) {
    const auto read = [names, &into](const std::string& text) {
        const auto count = parse_count(text);
        if (!count.value)
            throw Failure(ExitCode::wrong,
                          names + ": \"" + escaped(text) + "\" is no number: " + count.problem);
        into = count.value;
    };
    app.add_option_function<std::string>(names, read, doc)->type_name("N")->take_last();
}

void add_flag(CLI::App& app, const std::string& names, bool& into, const std::string& doc) {
    app.add_flag(names, into, doc)->disable_flag_override();
}

void add_texts(CLI::App& app, const std::string& names, std::vector<std::string>& into,
               const std::string& doc, const std::string& type) {
    app.add_option(names, into, doc)->type_name(type)->expected(1)->take_all()->allow_extra_args(false);
}

void add_argument(CLI::App& app, const std::string& name, std::string& into) { app.add_option(name, into); }

void add_arguments(CLI::App& app, const std::string& name, std::vector<std::string>& into) {
    app.add_option(name, into);
}

Duration read_duration(const std::string& option, const std::string& text, Unit unit) {
    const auto span = parse_duration(text, unit);
    if (span.value) return *span.value;
    throw Failure(ExitCode::wrong, option + ": \"" + escaped(text) + "\" is no time: " + span.problem);
}

void add_scenario_options(CLI::App& app, ScenarioOptions& options) {
    add_texts(app, "--set", options.settings,
              "change a key of the scenario: scheduler.quantum=2ms; repeatable", "KEY=VALUE");
    add_count(app, "--seed", options.seed, "the seed of everything random, instead of the scenario's");
    add_count(app, "--max-events", options.max_events, "stop after so many happenings (default 100M)");
    add_text(app, "--max-time", options.max_time, "stop at this simulated time", "TIME");
    add_count(app, "--max-threads", options.max_threads, "stop when more threads were created (default 4M)");
    add_count(app, "--max-processes", options.max_processes,
              "stop when more processes were created (default 4M)");
    add_text(app, "--max-memory", options.max_memory, "memory that ossim itself may use (default 4GiB)",
             "SIZE");
    add_text(app, "--max-input", options.max_input, "largest file that is read (default 64MiB)", "SIZE");
}

void add_variant_option(CLI::App& app, ScenarioOptions& options) {
    add_text(app, "--variant", options.variant, "apply this variant of the scenario", "NAME");
}

void add_style_options(CLI::App& app, StyleOptions& options) {
    add_flag(app, "--ascii", options.ascii, "draw with ASCII characters only");
    add_count(app, "--width", options.width,
              "columns of the paper, 40 to 1000 (default: the terminal's, else 80)");
    add_text(app, "--color", options.colour, "auto (the default: on a terminal), always or never", "WHEN");
}

namespace {
Colour colour_of(const StyleOptions& options) {
    if (options.colour.empty() || options.colour == "auto") return Colour::automatic;
    if (options.colour == "always") return Colour::always;
    if (options.colour == "never") return Colour::never;
    throw Failure(ExitCode::wrong,
                  "--color: \"" + escaped(options.colour) + "\" is none of auto, always, never");
}
} // namespace

Style style_of(const StyleOptions& options, const Console& console, Unit unit) {
    Style style;
    style.ascii = options.ascii;
    style.unit = unit;
    style.colour = is_coloured(console, colour_of(options), console.out_is_terminal());
    if (options.width && (*options.width < 40 || *options.width > 1000))
        throw Failure(ExitCode::wrong, "--width: write a number of columns from 40 to 1000");
    if (options.width)
        style.width = static_cast<std::size_t>(*options.width);
    else if (console.out_is_terminal())
        style.width = std::clamp<std::size_t>(console.columns().value_or(80), 40, 1000);
    return style;
}

bool messages_are_coloured(const StyleOptions& options, const Console& console) {
    return is_coloured(console, colour_of(options), console.err_is_terminal());
}

} // namespace ossim
