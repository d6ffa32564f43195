// `ossim run FILE`: one run, its report, and what else is asked for.
#include "base/text.hpp"
#include "cli/catalogues.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/options.hpp"
#include "cli/policy_words.hpp"
#include "cli/run_scenario.hpp"
#include "cli/scenario_input.hpp"
#include "ossim/schedule.hpp"
#include "render/explain.hpp"
#include "render/explain_memory.hpp"
#include "render/gantt.hpp"
#include "render/json.hpp"
#include "render/report.hpp"
#include "trace/jsonl.hpp"
#include "trace/schedule_csv.hpp"
#include "trace/text_form.hpp"

#include <memory>

namespace ossim {

namespace {

struct RunOptions {
    ScenarioOptions scenario;
    StyleOptions style;
    std::string trace, format, from, to;
    std::optional<std::uint64_t> rows;
    bool json = false, explain = false;
};

std::string format_of(const RunOptions& options) {
    if (!options.format.empty()) return options.format;
    if (options.trace.ends_with(".csv")) return "csv";
    return options.trace.ends_with(".txt") ? "text" : "jsonl";
}

std::unique_ptr<Sink> make_writer(const std::string& format, Output& output) {
    if (format == "jsonl") return std::make_unique<JsonlWriter>(output);
    if (format == "text") return std::make_unique<TextWriter>(output);
    if (format == "csv") return std::make_unique<ScheduleCsvWriter>(output);
    constexpr std::string_view known[] = {"jsonl", "text", "csv"};
    const auto near = nearest(format, known);
    throw Failure(ExitCode::wrong, "--format: \"" + escaped(format) + "\" is none of jsonl, text, csv" +
                                       (near.empty() ? "" : "; did you mean " + near + "?"));
}

void check_outputs(const RunOptions& options) {
    if (options.trace == "-" && options.json)
        throw Failure(ExitCode::wrong, "--trace - and --json both want standard output; give --trace a file");
    if (options.trace == "-" && options.explain)
        throw Failure(ExitCode::wrong,
                      "--trace - and --explain both want standard output; give --trace a file");
    if (options.json && options.explain)
        throw Failure(ExitCode::wrong, "--json and --explain cannot be given together: --explain is text");
    if (options.trace.empty() && !options.format.empty())
        throw Failure(ExitCode::wrong,
                      "--format says how --trace is written; give --trace FILE, or --trace -");
}

GanttOptions picture_of(const RunOptions& options, Unit unit) {
    GanttOptions picture;
    if (!options.from.empty()) picture.from = Time() + read_duration("--from", options.from, unit);
    if (!options.to.empty()) picture.to = Time() + read_duration("--to", options.to, unit);
    if (picture.to && *picture.to <= picture.from)
        throw Failure(ExitCode::wrong,
                      "--to: the right edge of the picture must be later than its left one, --from");
    if (options.rows && (*options.rows < 1 || *options.rows > 10'000))
        throw Failure(ExitCode::wrong, "--rows: write a number from 1 to 10000");
    if (options.rows) picture.rows = static_cast<std::size_t>(*options.rows);
    return picture;
}

/// Each thread is a process where the scenario has it run so.
std::uint64_t processes_of(const Scenario& scenario) {
    std::uint64_t sum = 0;
    for (const ProcessSpec& process : scenario.processes) {
        std::uint64_t each = process.run_as == RunAs::processes ? 0 : 1;
        if (process.run_as == RunAs::processes)
            for (const ThreadSpec& thread : process.threads)
                each += thread.count;
        sum += process.count * each;
    }
    return sum;
}

/// One run with everything that watches it.
class Run {
  public:
    Run(const RunOptions& options, Console& console)
        : options_(options), console_(console),
          input_(console, options.scenario, messages_are_coloured(options.style, console)),
          scenario_(input_.make()), style_(style_of(options.style, console, scenario_.unit)),
          picture_options_(picture_of(options, scenario_.unit)), picture_(picture_options_) {}

    ExitCode go() {
        open_trace();
        std::vector<Sink*> sinks{&metrics_, &printed_};
        if (options_.json) sinks.push_back(&schedule_);
        if (prints_report()) sinks.push_back(&picture_);
        if (options_.explain) sinks.insert(sinks.end(), {&explainer_, &translations_});
        if (writer_) sinks.push_back(writer_.get());
        result_ = run_scenario(console_, scenario_, sinks, options_.explain ? &explainer_ : nullptr);
        if (file_) file_->commit();
        check_edge();
        print();
        return exit_code_of(result_);
    }

  private:
    [[nodiscard]] bool prints_report() const { return !options_.json && options_.trace != "-"; }

    /// A picture that begins where the run has ended would be empty.
    void check_edge() const {
        if (!prints_report() || options_.from.empty() || picture_options_.from < result_.end) return;
        const std::string end = with_unit(result_.end - Time(), scenario_.unit);
        throw Failure(ExitCode::wrong, "--from " + escaped(options_.from) + ": the run ended at " + end +
                                           "; write a time before that");
    }

    void open_trace() {
        if (options_.trace.empty()) return;
        file_ = std::make_unique<OutputFile>(console_, options_.trace, std::vector{options_.scenario.file});
        writer_ = make_writer(format_of(options_), *file_);
    }

    void print_json(const Theory& theory) {
        const std::string rule = tie_rule_of(scenario_);
        JsonContext context{result_.message, rule, &printed_, &schedule_.schedule(), &theory, {}};
        if (options_.rows) context.rows = picture_options_.rows;
        write_json(metrics_.metrics(), context, [&](std::string_view text) { console_.out(text); });
    }

    void print() {
        if (!options_.json && !prints_report()) return;
        const Theory theory = theory_of(scenario_);
        if (options_.json) print_json(theory);
        if (!prints_report()) return;
        ReportContext context{input_.file(),
                              result_.message,
                              tie_rule_of(scenario_),
                              scenario_.variants,
                              scenario_.expectations.size(),
                              picture_options_.rows,
                              &printed_,
                              processes_of(scenario_)};
        context.theory = theory;
        console_.out(report(metrics_.metrics(), &picture_, context, style_));
        if (!options_.explain) return;
        console_.out("\n" +
                     explainer_.text(style_, tie_rule_of(scenario_), policy_of(scenario_.scheduler).score));
        if (const auto memory = translations_.text(style_); !memory.empty()) console_.out("\n" + memory);
    }

    static constexpr std::size_t most_slices = 10'000; // of --json
    const RunOptions& options_;
    Console& console_;
    ScenarioInput input_;
    Scenario scenario_;
    Style style_;
    GanttOptions picture_options_;
    GanttSink picture_;
    MetricsSink metrics_;
    PrintedSink printed_;
    ScheduleSink schedule_{most_slices};
    PickExplainer explainer_;
    TranslationExplainer translations_{scenario_.machine.memory};
    std::unique_ptr<OutputFile> file_;
    std::unique_ptr<Sink> writer_;
    RunResult result_;
};

CommandAction declare_run(CLI::App& app, Console& console) {
    auto options = std::make_shared<RunOptions>();
    add_argument(app, "file", options->scenario.file);
    add_flag(app, "--explain", options->explain,
             "for each choice: the candidates in order, their keys, the reason");
    add_flag(app, "--json", options->json,
             "print everything as JSON instead of the report, with the first 10,000 slices of the schedule");
    add_text(app, "--trace", options->trace, "write every event; - is standard output, instead of the report",
             "FILE");
    add_text(app, "--format", options->format,
             "of the trace: jsonl (the default, canonical), text or csv (the schedule)", "FORMAT");
    add_text(app, "--from", options->from, "left edge of the chart", "TIME");
    add_text(app, "--to", options->to, "right edge of the chart", "TIME");
    add_count(app, "--rows", options->rows, "rows of the chart and of the tables (default 20)");
    add_variant_option(app, options->scenario);
    add_scenario_options(app, options->scenario);
    add_style_options(app, options->style);
    return [options, &console] {
        check_outputs(*options);
        return Run(*options, console).go();
    };
}

} // namespace

Command run_command() {
    return {"run",
            "Run a scenario and print the report; what `ossim FILE` does.",
            "FILE [options]",
            "  ossim rr.yaml                             chart, times, switches\n"
            "  ossim rr.yaml --set scheduler.quantum=2   the same with another quantum\n"
            "  ossim rr.yaml --explain                   why each choice was made\n"
            "  ossim rr.yaml --trace rr.jsonl            every event, for tools and grading\n"
            "  ossim rr.yaml --trace - --format text     every event, for reading\n",
            "FILE may be - for standard input. A trace is written whole or not at all; when a limit or "
            "Ctrl-C ends the "
            "run, its last record says \"complete\":false.",
            declare_run};
}

} // namespace ossim
