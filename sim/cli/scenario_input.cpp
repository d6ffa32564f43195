// Reads, patches and checks; what is wrong is printed here and nowhere else.
#include "cli/scenario_input.hpp"

#include "base/show_diagnostic.hpp"
#include "base/text.hpp"
#include "cli/catalogues.hpp"
#include "cli/exit.hpp"
#include "cli/files.hpp"
#include "cli/memory_limit.hpp"
#include "cli/scenario_files.hpp"
#include "expect/expect.hpp"

#include <algorithm>
#include <utility>

namespace ossim {

namespace {

bool is_error(const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; }

bool is_same(const Diagnostic& a, const Diagnostic& b) {
    return a.file == b.file && a.at == b.at && a.code == b.code && a.message == b.message;
}

void add_new(Diagnostics& to, Diagnostic diagnostic) {
    if (std::none_of(to.begin(), to.end(), [&](const auto& old) { return is_same(old, diagnostic); }))
        to.push_back(std::move(diagnostic));
}

void sort_by_place(Diagnostics& diagnostics) {
    const auto earlier = [](const Diagnostic& a, const Diagnostic& b) {
        return a.file == b.file ? a.at < b.at : false;
    };
    std::stable_sort(diagnostics.begin(), diagnostics.end(), earlier);
}

} // namespace

Patch read_patch(const std::string& option, const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw Failure(ExitCode::wrong, option + ": \"" + escaped(text) +
                                           "\" is not KEY=VALUE; write for example " + option +
                                           " scheduler.quantum=2ms");
    return {text.substr(0, equals), text.substr(equals + 1)};
}

std::uint64_t read_size(const std::string& option, const std::string& text, std::uint64_t fallback) {
    if (text.empty()) return fallback;
    const auto size = parse_size(text);
    if (size.value) return *size.value;
    throw Failure(ExitCode::wrong, option + ": \"" + escaped(text) + "\" is no size: " + size.problem);
}

namespace {

std::string read_scenario(Console& console, const ScenarioOptions& options) {
    if (options.file.empty())
        throw Failure(ExitCode::wrong, "a scenario file is missing; `ossim new rr` writes one");
    for (const auto& setting : options.settings)
        (void)read_patch("--set", setting); // what is wrong on the command line is told before a file is read
    limit_memory(read_size("--max-memory", options.max_memory, default_max_memory));
    return read_file(console, options.file, read_size("--max-input", options.max_input, default_max_input));
}

} // namespace

std::string name_of_input(const std::string& path) { return path == "-" ? "standard input" : path; }

ScenarioInput::ScenarioInput(Console& console, const ScenarioOptions& options, bool coloured)
    : ScenarioInput(console, options, coloured, read_scenario(console, options)) {}

ScenarioInput::ScenarioInput(Console& console, const ScenarioOptions& options, bool coloured,
                             std::string text)
    : console_(console), options_(options), coloured_(coloured) {
    for (const auto& setting : options.settings)
        settings_.push_back(read_patch("--set", setting));
    limit_memory(read_size("--max-memory", options.max_memory, default_max_memory));
    source_.file = name_of_input(options.file);
    source_.text = std::move(text);
}

LoadResult ScenarioInput::checked(LoadOptions options) {
    FolderFiles files(console_, options_.file);
    options.files = &files;
    auto result = load(source_, catalogues(), options);
    further_ = std::move(result.files);
    const auto& read = result.scenario ? result.scenario : result.partial;
    if (!read) return result;
    std::optional<std::string_view> run; // whose names are known: of what stands in the file
    if (result.scenario && options.patches.empty()) run = options.variant;
    const auto wrong = check_expectations(*read, run);
    result.diagnostics.insert(result.diagnostics.end(), wrong.begin(), wrong.end());
    sort_by_place(result.diagnostics);
    return result;
}

LoadOptions ScenarioInput::options_for(const std::string& variant, const std::vector<Patch>& patches) const {
    LoadOptions options;
    options.variant = variant;
    options.seed = options_.seed;
    options.max_bytes = std::max(options.max_bytes, source_.text.size());
    options.patches = settings_;
    options.patches.insert(options.patches.end(), patches.begin(), patches.end());
    return options;
}

Scenario ScenarioInput::make(const std::string& variant, const std::vector<Patch>& patches) {
    const auto options = options_for(variant, patches);
    return taken(checked(options), options.patches);
}

Scenario ScenarioInput::make_with_variants() {
    const auto options = options_for("", {});
    auto result = checked(options);
    if (result.scenario)
        for (const auto& variant : result.scenario->variants)
            for (auto& diagnostic : checked(options_for(variant, {})).diagnostics)
                add_new(result.diagnostics, std::move(diagnostic));
    sort_by_place(result.diagnostics);
    return taken(std::move(result), options.patches);
}

Scenario ScenarioInput::taken(LoadResult result, const std::vector<Patch>& patches) {
    print(result.diagnostics, patches);
    const auto& all = result.diagnostics;
    if (!result.scenario || std::any_of(all.begin(), all.end(), is_error)) throw Failure(ExitCode::wrong, "");
    raise_limits(*result.scenario);
    return std::move(*result.scenario);
}

void ScenarioInput::print(const Diagnostics& diagnostics, const std::vector<Patch>& patches) {
    Diagnostics fresh;
    for (const auto& diagnostic : diagnostics)
        if (std::none_of(shown_.begin(), shown_.end(),
                         [&](const auto& old) { return is_same(old, diagnostic); }))
            fresh.push_back(diagnostic);
    if (fresh.empty()) return;
    shown_.insert(shown_.end(), fresh.begin(), fresh.end());
    std::vector<SourceText> sources{source_, patch_source(patches)};
    sources.insert(sources.end(), further_.begin(), further_.end());
    console_.err(show_all(fresh, sources, 20, coloured_));
}

void ScenarioInput::raise_limits(Scenario& scenario) const {
    auto& limits = scenario.limits;
    limits.events = options_.max_events.value_or(limits.events);
    limits.threads = options_.max_threads.value_or(limits.threads);
    limits.processes = options_.max_processes.value_or(limits.processes);
    if (!options_.max_time.empty())
        limits.time = Time() + read_duration("--max-time", options_.max_time, scenario.unit);
}

} // namespace ossim
