// `ossim diff A B`: where two traces part, and what follows from it.
#include "base/show_diagnostic.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/memory_limit.hpp"
#include "cli/options.hpp"
#include "cli/scenario_input.hpp"
#include "ossim/grade.hpp"
#include "trace/jsonl.hpp"
#include "trace/text_form.hpp"

#include <memory>

namespace ossim {

namespace {

struct DiffOptions {
    std::string left, right, max_input, max_memory;
    StyleOptions style;
};

Trace read_trace(const std::string& path, const DiffOptions& options, Console& console) {
    SourceText source{path == "-" ? "standard input" : path, {}};
    source.text = read_file(console, path, read_size("--max-input", options.max_input, 1ULL << 30));
    auto result = read_jsonl(source.file, source.text);
    if (!result.diagnostics.empty())
        console.err(show_all(result.diagnostics, std::span(&source, 1), 20,
                             messages_are_coloured(options.style, console)));
    if (!result.trace) throw Failure(ExitCode::wrong, "");
    return std::move(*result.trace);
}

ExitCode compare_traces(const DiffOptions& options, Console& console) {
    if (options.right.empty())
        throw Failure(ExitCode::wrong, "diff: two traces are needed: ossim diff A.jsonl B.jsonl");
    if (options.left == "-" && options.right == "-")
        throw Failure(ExitCode::wrong, "diff: only one of the two can be standard input");
    limit_memory(read_size("--max-memory", options.max_memory, 2 * default_max_memory));
    const auto left = read_trace(options.left, options, console);
    const auto right = read_trace(options.right, options, console);
    const auto found = difference(left, right);
    console.out(describe(found, options.left, options.right, unit_of(left.header)));
    return found.equal ? ExitCode::done : ExitCode::no;
}

CommandAction declare_diff(CLI::App& app, Console& console) {
    auto options = std::make_shared<DiffOptions>();
    add_argument(app, "a", options->left);
    add_argument(app, "b", options->right);
    add_text(app, "--max-input", options->max_input, "largest trace that is read (default 1GiB)", "SIZE");
    add_text(app, "--max-memory", options->max_memory, "memory that ossim itself may use (default 8GiB)",
             "SIZE");
    add_text(app, "--color", options->style.colour, "of messages: auto, always or never", "WHEN");
    return [options, &console] { return compare_traces(*options, console); };
}

} // namespace

Command diff_command() {
    return {"diff",
            "The first difference of two traces, and whether they meet again.",
            "A B",
            "  ossim rr.yaml --trace a.jsonl\n"
            "  ossim rr.yaml --set scheduler.quantum=2 --trace b.jsonl\n"
            "  ossim diff a.jsonl b.jsonl\n",
            "Headers are not compared. The exit code is 0 if the traces are equal, 1 if not.",
            declare_diff};
}

} // namespace ossim
