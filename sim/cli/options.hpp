// Options that several commands share, and how their values are read.
#pragma once

#include "cli/console.hpp"
#include "render/style.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App; // only options.cpp, help.cpp and program.cpp know more of it
}

namespace ossim {

/// A text option; `type` is the word for its value in the help.
void add_text(CLI::App& app, const std::string& names, std::string& into, const std::string& doc,
              const std::string& type);
/// A number such as 100, 100k or 5M.
void add_count(CLI::App& app, const std::string& names, std::optional<std::uint64_t>& into,
               const std::string& doc);
void add_flag(CLI::App& app, const std::string& names, bool& into, const std::string& doc);
/// A repeatable option: each time it is given it takes one value.
void add_texts(CLI::App& app, const std::string& names, std::vector<std::string>& into,
               const std::string& doc, const std::string& type);
/// A positional argument, or all that remain.
void add_argument(CLI::App& app, const std::string& name, std::string& into);
void add_arguments(CLI::App& app, const std::string& name, std::vector<std::string>& into);

/// A duration of the command line: "12ms", or a bare number in the scenario's unit. Throws Failure(wrong).
[[nodiscard]] Duration read_duration(const std::string& option, const std::string& text, Unit unit);

/// Which scenario, and how it is changed before it runs.
struct ScenarioOptions {
    std::string file;
    std::string variant;
    std::vector<std::string> settings; ///< of --set, as written: "key=value"
    std::optional<std::uint64_t> seed;
    std::optional<std::uint64_t> max_events, max_threads, max_processes;
    std::string max_time, max_memory, max_input;
};
/// Declares --set, --seed and the limits. The file is for the command to declare.
void add_scenario_options(CLI::App& app, ScenarioOptions& options);
/// --variant, for commands that run one.
void add_variant_option(CLI::App& app, ScenarioOptions& options);

/// How texts and pictures look.
struct StyleOptions {
    bool ascii = false;
    std::optional<std::uint64_t> width;
    std::string colour;
};
void add_style_options(CLI::App& app, StyleOptions& options);
/// For standard output. Throws Failure(wrong) for a width that nothing fits.
[[nodiscard]] Style style_of(const StyleOptions& options, const Console& console, Unit unit);
/// For messages on standard error.
[[nodiscard]] bool messages_are_coloured(const StyleOptions& options, const Console& console);

} // namespace ossim
