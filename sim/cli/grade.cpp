// `ossim grade`: by a key (grade_by_key.cpp) or by an assignment (grade_by_assignment.cpp); which one follows
// from the first argument.
#include "base/text.hpp"
#include "cli/assignment_input.hpp"
#include "cli/command.hpp"
#include "cli/grade_options.hpp"

#include <array>
#include <memory>

namespace ossim {

namespace {

struct GivenOption {
    std::string_view name;
    bool is_given;
};

void refuse(const std::string& why, std::initializer_list<GivenOption> options) {
    for (const GivenOption& each : options)
        if (each.is_given) throw Failure(ExitCode::wrong, "grade: " + std::string(each.name) + why);
}

void refuse_options_of_keys(const GradeOptions& options) {
    const ScenarioOptions& key = options.key;
    refuse(" is of a key; what an assignment is worth, and how it is read, stands in the assignment",
           {{"--points", !options.points.empty()},
            {"--unit", !options.unit.empty()},
            {"--strict-overhead", options.strict_overhead},
            {"--set", !key.settings.empty()},
            {"--seed", key.seed.has_value()},
            {"--max-events", key.max_events.has_value()},
            {"--max-threads", key.max_threads.has_value()},
            {"--max-processes", key.max_processes.has_value()},
            {"--max-time", !key.max_time.empty()}});
}

void refuse_options_of_assignments(const GradeOptions& options) {
    refuse(" is of an assignment, and the first argument is a key: neither a folder with assignment.yaml nor "
           "such "
           "a file",
           {{"--out", !options.out.empty()},
            {"--format", !options.format.empty()},
            {"--output", !options.output.empty()},
            {"--csv-template", !options.csv_template.empty()},
            {"--csv-column", !options.csv_column.empty()},
            {"--csv-overwrite", options.overwrite},
            {"--after", !options.after.empty()},
            {"--jobs", options.jobs.has_value()},
            {"--student", options.student},
            {"--single", options.single},
            {"--exit-zero", options.exit_zero}});
}

ExitCode grade(const GradeOptions& options, Console& console) {
    if (is_assignment(console, options.key.file)) {
        refuse_options_of_keys(options);
        return grade_by_assignment(options, console);
    }
    refuse_options_of_assignments(options);
    return grade_by_key(options, console);
}

void add_assignment_options(CLI::App& app, GradeOptions& options) {
    add_text(app, "--out", options.out, "a report for each student and of the class, as files in this folder",
             "DIR");
    add_text(app, "--format", options.format,
             "text, markdown, html, gradescope, classroom50, junit or csv (default text)", "FORMAT");
    add_text(app, "--output", options.output, "write that to a file instead of standard output", "FILE");
    add_text(app, "--csv-template", options.csv_template,
             "a CSV out of your gradebook, of which one column is filled", "FILE");
    add_text(app, "--csv-column", options.csv_column, "the column to fill, or the beginning of its name",
             "NAME");
    add_flag(app, "--csv-overwrite", options.overwrite, "fill the template itself instead of a copy");
    add_flag(app, "--student", options.student, "only what the student may see");
    add_text(app, "--after", options.after,
             "due-date or published: show what the assignment shows from then on", "WHEN");
    add_flag(app, "--single", options.single, "the folder given is one student's, not the class's");
    add_count(app, "--jobs", options.jobs, "how many are judged at a time (default: one a processor)");
    add_flag(app, "--exit-zero", options.exit_zero, "exit code 0 though points were lost");
}

CommandAction declare_grade(CLI::App& app, Console& console) {
    auto options = std::make_shared<GradeOptions>();
    add_argument(app, "key", options->key.file);
    add_arguments(app, "submissions", options->submissions);
    add_text(app, "--csv", options->csv, "write names and points as CSV; - is standard output", "FILE");
    add_flag(app, "--brief", options->brief, "only the table, without what went wrong in each");
    add_assignment_options(app, *options);
    add_text(app, "--points", options->points, "by a key: the most that can be reached (default 10)",
             "POINTS");
    add_text(app, "--unit", options->unit,
             "by a key that is a schedule: the unit of its bare numbers (default ms)", "UNIT");
    add_flag(app, "--strict-overhead", options->strict_overhead,
             "by a key: a submission without overhead may not leave gaps where the key has some");
    add_scenario_options(app, options->key);
    add_text(app, "--color", options->style.colour, "of messages: auto, always or never", "WHEN");
    return [options, &console] { return grade(*options, console); };
}

} // namespace

Command grade_command() {
    return {
        "grade",
        "Grade what students handed in, by an assignment or by a key, and say what is wrong and why.",
        "ASSIGNMENT FILES-OR-FOLDERS... [options]\n"
        "       ossim grade KEY FILES-OR-FOLDERS... [options]",
        "  ossim grade homework/ handed-in/ --out reports   a report for each student\n"
        "  ossim grade homework/ handed-in/ --brief --csv points.csv\n"
        "  ossim grade homework/ handed-in/ --csv filled.csv \\\n"
        "        --csv-template export.csv --csv-column HW1   your own gradebook\n"
        "  ossim grade homework/ submission/ --format gradescope --output results.json\n"
        "  ossim grade rr.yaml handed-in/ --csv points.csv    by a key alone\n"
        "  ossim grade expected.jsonl alice.csv bob.txt --points 20\n",
        "ASSIGNMENT is a folder with the file assignment.yaml, or such a file. A folder of submissions holds "
        "a "
        "folder or a file for each student; --single, and the formats gradescope and classroom50, take the "
        "folder given as one student's. "
        "KEY is a scenario (*.yaml, which is run), a trace, or a schedule. What is handed in may be a trace "
        "(JSON Lines or text), a table of intervals, ticks or changes, or a Gantt chart in words (P1 0-4, P2 "
        "4-7), in columns (AAAABBB.CC) or as textbooks draw it; by a key, points go by the share of time "
        "that "
        "agrees. One of the files may be - for standard input. "
        "Exit code 0: all is right, 1: points were lost.",
        declare_grade};
}

} // namespace ossim
