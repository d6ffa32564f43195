// `ossim grade KEY SUBMISSIONS…`: each submission beside the key: equal, or where and why it differs, and
// points.
#include "base/show_diagnostic.hpp"
#include "base/text.hpp"
#include "cli/files.hpp"
#include "cli/grade_options.hpp"
#include "cli/memory_limit.hpp"
#include "cli/run_scenario.hpp"
#include "cli/scenario_input.hpp"
#include "cli/submissions.hpp"
#include "ossim/grade.hpp"
#include "trace/jsonl.hpp"

#include <algorithm>
#include <array>

namespace ossim {

namespace {

/// By its name; what comes through standard input has none, and is known by its version.
bool is_scenario(const SourceText& source) {
    if (source.file.ends_with(".yaml") || source.file.ends_with(".yml")) return true;
    return source.file == name_of_input("-") &&
           (source.text.starts_with("ossim:") || source.text.find("\nossim:") != std::string::npos);
}

Unit unit_of(const GradeOptions& options) {
    if (options.unit.empty()) return Unit::ms;
    if (const auto unit = from_word<Unit>(options.unit)) return *unit;
    throw Failure(ExitCode::wrong,
                  "--unit: \"" + escaped(options.unit) + "\" is none of ns, us, ms, s, tick");
}

/// A scenario is its own key: it is run, and its trace is what is expected.
Submission key_by_running(const GradeOptions& options, std::string text, Console& console) {
    ScenarioInput input(console, options.key, messages_are_coloured(options.style, console), std::move(text));
    const auto scenario = input.make();
    TextOutput trace;
    JsonlWriter writer(trace);
    const std::array<Sink*, 1> sinks{&writer};
    const auto result = run_scenario(console, scenario, sinks);
    if (const auto code = exit_code_of(result); code != ExitCode::done) throw Failure(code, "");
    return read_submission(input.file(), trace.text(), scenario.unit);
}

Submission read_key(const GradeOptions& options, Console& console, std::size_t most) {
    SourceText source{name_of_input(options.key.file), read_file(console, options.key.file, most)};
    if (is_scenario(source)) return key_by_running(options, std::move(source.text), console);
    auto key = read_submission(source.file, source.text, unit_of(options));
    if (key.schedule && !key.empty) return key;
    console.err(
        show_all(key.problems, std::span(&source, 1), 20, messages_are_coloured(options.style, console)));
    throw Failure(ExitCode::wrong, source.file + " cannot be a key: it holds no schedule");
}

CompareOptions rules_of(const GradeOptions& options) {
    CompareOptions rules;
    rules.gaps_for_overhead = !options.strict_overhead;
    if (options.points.empty()) return rules;
    const auto points = parse_ratio(options.points);
    if (!points.value)
        throw Failure(ExitCode::wrong, "--points: \"" + escaped(options.points) + "\": " + points.problem);
    rules.points = *points.value;
    return rules;
}

void check_inputs(const GradeOptions& options) {
    if (options.key.file.empty() || options.submissions.empty())
        throw Failure(ExitCode::wrong,
                      "grade: a key and a folder of submissions are needed: ossim grade rr.yaml handed-in/");
    const auto& handed_in = options.submissions;
    if (std::count(handed_in.begin(), handed_in.end(), "-") + (options.key.file == "-" ? 1 : 0) > 1)
        throw Failure(ExitCode::wrong, "grade: only one of the files can be standard input");
}

} // namespace

ExitCode grade_by_key(const GradeOptions& options, Console& console) {
    check_inputs(options);
    const auto rules = rules_of(options);
    limit_memory(read_size("--max-memory", options.key.max_memory, default_max_memory));
    const auto most = read_size("--max-input", options.key.max_input, default_max_input);
    const auto files = find_submissions(options.submissions);
    if (files.empty())
        throw Failure(ExitCode::wrong, "grade: there is no file in " + options.submissions.front());
    const auto key = read_key(options, console, most);
    std::vector<Comparison> all;
    for (const auto& file : files) {
        all.push_back(compare(key, read_submitted(console, file, key.unit, most), rules));
        if (!options.brief) console.out(explain(all.back()) + "\n");
    }
    if (!options.csv.empty()) {
        std::vector<std::string> inputs{options.key.file};
        for (const auto& file : files)
            inputs.push_back(file.path);
        write_file(console, options.csv, grade_csv(all), inputs);
    }
    if (options.csv != "-") console.out(grade_table(all));
    const auto is_equal = [](const Comparison& each) { return each.category == Category::equal; };
    return std::all_of(all.begin(), all.end(), is_equal) ? ExitCode::done : ExitCode::no;
}

} // namespace ossim
