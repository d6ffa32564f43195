// `ossim grade ASSIGNMENT SUBMISSIONS…`: everybody is judged, on several threads; then the results are
// written in order of names, so that the bytes are the same however many threads there were.
#include "base/text.hpp"
#include "cli/assignment_input.hpp"
#include "cli/files.hpp"
#include "cli/grade_options.hpp"
#include "cli/handings.hpp"
#include "cli/memory_limit.hpp"
#include "cli/parallel.hpp"
#include "cli/report_names.hpp"
#include "cli/scenario_input.hpp"
#include "ossim/feedback.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <map>
#include <new>

namespace ossim {

namespace {

namespace fs = std::filesystem;

enum class GradeFormat : std::uint8_t { text, markdown, html, gradescope, classroom50, junit, csv };
constexpr auto enum_words(GradeFormat) {
    return words("text", "markdown", "html", "gradescope", "classroom50", "junit", "csv");
}

GradeFormat format_of(const GradeOptions& options) {
    if (options.format.empty()) return GradeFormat::text;
    if (const auto format = from_word<GradeFormat>(options.format)) return *format;
    const auto all = enum_words(GradeFormat());
    const std::string near = nearest(options.format, all);
    throw Failure(ExitCode::wrong,
                  "--format: \"" + escaped(options.format) +
                      "\" is none of text, markdown, html, gradescope, classroom50, junit, csv" +
                      (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
}

/// Formats that a system reads which hands in one student's work at a time: there, graded is success.
bool is_of_one_run(GradeFormat format) {
    return format == GradeFormat::gradescope || format == GradeFormat::classroom50;
}

void check_options(const GradeOptions& options, GradeFormat format) {
    const auto wrong = [](const std::string& why) { throw Failure(ExitCode::wrong, "grade: " + why); };
    if (options.submissions.empty())
        wrong("a folder of submissions is needed: ossim grade homework/ handed-in/");
    if (options.brief && (options.student || format != GradeFormat::text))
        wrong("--brief is the table of the class: leave out --student and --format");
    if (options.student && format != GradeFormat::text)
        wrong("--student is for text: the formats markdown, html, gradescope, classroom50 and junit are the "
              "student's view, csv is not");
    if (options.csv_template.empty() != options.csv_column.empty())
        wrong("--csv-template and --csv-column go together: which file, and which of its columns");
    if (options.overwrite && options.csv_template.empty()) wrong("--csv-overwrite is of --csv-template");
    if (std::count(options.submissions.begin(), options.submissions.end(), "-") > 1)
        wrong("only one of the files can be standard input");
    if ((options.single || is_of_one_run(format)) && options.submissions.size() != 1)
        wrong("one student's folder or file is needed, not " + std::to_string(options.submissions.size()));
}

/// The assignment as it is to be told: what is shown from a date on is shown if that has come.
Assignment told_now(const GradeOptions& options, Assignment assignment) {
    if (options.after.empty()) return assignment;
    if (options.after != "due-date" && options.after != "published")
        throw Failure(ExitCode::wrong,
                      "--after: \"" + escaped(options.after) + "\" is neither due-date nor published");
    for (Question& each : assignment.questions)
        if (each.visibility == Visibility::after_due_date ||
            (each.visibility == Visibility::after_published && options.after == "published"))
            each.visibility = Visibility::visible;
    return assignment;
}

std::vector<HandingPlace> places_of(const GradeOptions& options, GradeFormat format) {
    if (options.single || is_of_one_run(format)) return {single_handing(options.submissions.front())};
    auto places = find_handings(options.submissions);
    if (places.empty())
        throw Failure(ExitCode::wrong, "grade: there is nothing in " + options.submissions.front());
    const bool one_only = format == GradeFormat::markdown || format == GradeFormat::html;
    if (one_only && places.size() > 1)
        throw Failure(ExitCode::wrong,
                      "--format " + options.format + " is one student's report, and here are " +
                          std::to_string(places.size()) + " students; --out DIR writes a file for each");
    return places;
}

/// What is written of one student; empty where it is not wanted.
struct GradedStudent {
    StudentResult result;
    std::string shown, markdown, html, staff;
};

/// When judging itself fails, that is told in place of a verdict: nobody else loses anything by it.
StudentResult not_judged(const Assignment& assignment, const std::string& student, const std::string& why) {
    StudentResult result;
    result.student = student;
    for (const Question& question : assignment.questions) {
        QuestionResult each;
        each.question = question.name;
        each.judged = Judged::unreadable;
        each.most = question.points;
        Diagnostic problem;
        problem.code = "bad-submission";
        problem.message = why;
        each.problems.push_back(problem);
        result.most = result.most + each.most;
        result.questions.push_back(std::move(each));
    }
    return result;
}

class ClassGrading {
  public:
    ClassGrading(const GradeOptions& options, Console& console)
        : options_(options), console_(console), format_(format_of(options)) {}

    ExitCode run();

  private:
    void judge(const Grader& grader, const HandingPlace& place, GradedStudent& into) const;
    [[nodiscard]] std::string shown_of(const StudentResult& result) const;
    void check_outputs() const;
    void read_standard_input();
    [[nodiscard]] std::string output(const std::vector<GradedStudent>& all,
                                     const std::vector<StudentResult>& results) const;
    [[nodiscard]] std::string text_output(const std::vector<GradedStudent>& all,
                                          const std::vector<StudentResult>& results) const;
    void write_reports(const std::vector<GradedStudent>& all,
                       const std::vector<StudentResult>& results) const;
    void write_csv(const std::vector<StudentResult>& results) const;
    [[nodiscard]] std::string filled_template(const std::vector<StudentResult>& results) const;
    [[nodiscard]] std::string place_of_template() const;
    [[nodiscard]] std::map<std::string, std::string> environment() const;
    [[nodiscard]] ExitCode code_of(const std::vector<StudentResult>& results) const;

    const GradeOptions& options_;
    Console& console_;
    GradeFormat format_;
    Assignment assignment_; ///< as it is told
    std::vector<std::string> inputs_;
    std::string standard_input_, csv_template_;
    std::size_t most_ = 0;
};

std::string ClassGrading::shown_of(const StudentResult& result) const {
    if (options_.brief || (!options_.out.empty() && options_.format.empty())) return "";
    switch (format_) {
    case GradeFormat::text:
        return options_.student ? student_text(disclose(assignment_, result))
                                : staff_report(assignment_, result);
    case GradeFormat::markdown: return student_markdown(disclose(assignment_, result));
    case GradeFormat::html: return student_html(disclose(assignment_, result));
    case GradeFormat::gradescope: return gradescope_json(assignment_, result);
    case GradeFormat::classroom50: return classroom50_json(assignment_, result, environment());
    case GradeFormat::junit:
    case GradeFormat::csv: return "";
    }
    return "";
}

void ClassGrading::judge(const Grader& grader, const HandingPlace& place, GradedStudent& into) const {
    try {
        into.result = grader.judge(read_handing(console_, place, standard_input_, most_));
    } catch (const std::bad_alloc&) {
        into.result = not_judged(grader.assignment(), place.student,
                                 "judging it takes more memory than there is; --max-memory raises the limit");
    }
    into.shown = shown_of(into.result);
    if (options_.out.empty()) return;
    const Disclosed disclosed = disclose(assignment_, into.result);
    into.markdown = student_markdown(disclosed);
    into.html = student_html(disclosed);
    into.staff = staff_report(assignment_, into.result);
}

/// Reports among the submissions would be submissions themselves the next time.
void ClassGrading::check_outputs() const {
    if (options_.out.empty()) return;
    std::error_code error;
    const fs::path out = fs::weakly_canonical(fs::absolute(options_.out, error), error);
    for (const std::string& each : options_.submissions) {
        if (each == "-" || !fs::is_directory(each, error)) continue;
        const fs::path below = out.lexically_relative(fs::weakly_canonical(each, error));
        if (!below.empty() && *below.begin() != "..")
            throw Failure(ExitCode::wrong, "--out: " + options_.out + " lies in " + each +
                                               ", where the reports would be taken for submissions");
    }
}

void ClassGrading::read_standard_input() {
    const auto& paths = options_.submissions;
    if (std::find(paths.begin(), paths.end(), "-") != paths.end())
        standard_input_ = read_file(console_, "-", most_);
}

std::string ClassGrading::text_output(const std::vector<GradedStudent>& all,
                                      const std::vector<StudentResult>& results) const {
    std::string text;
    for (const GradedStudent& each : all)
        text += each.shown.empty() ? "" : (text.empty() ? "" : "\n") + each.shown;
    if (options_.student) return text;
    if (all.size() == 1 && !text.empty()) return text;
    text += (text.empty() ? "" : "\n") + class_table(assignment_, results);
    return text + "\n" + class_text(assignment_, summarise(assignment_, results));
}

std::string ClassGrading::output(const std::vector<GradedStudent>& all,
                                 const std::vector<StudentResult>& results) const {
    switch (format_) {
    case GradeFormat::text: return text_output(all, results);
    case GradeFormat::junit: return junit_xml(assignment_, results);
    case GradeFormat::csv: return class_csv(assignment_, results);
    case GradeFormat::markdown:
    case GradeFormat::html:
    case GradeFormat::gradescope:
    case GradeFormat::classroom50: break;
    }
    return all.front().shown;
}

void ClassGrading::write_reports(const std::vector<GradedStudent>& all,
                                 const std::vector<StudentResult>& results) const {
    std::error_code error;
    fs::create_directories(options_.out, error);
    if (error) throw Failure(ExitCode::io, "cannot make " + options_.out + ": " + error.message());
    const auto write = [&](const std::string& name, const std::string& text) {
        write_file(console_, (fs::path(options_.out) / name).string(), text, inputs_);
    };
    std::vector<std::string> students;
    for (const GradedStudent& each : all)
        students.push_back(each.result.student);
    const auto names = file_names_of(students);
    for (std::size_t i = 0; i < all.size(); ++i) {
        write(names[i] + ".student.md", all[i].markdown);
        write(names[i] + ".student.html", all[i].html);
        write(names[i] + ".staff.txt", all[i].staff);
    }
    write("class.csv", class_csv(assignment_, results));
    write("class.txt", class_table(assignment_, results) + "\n" +
                           class_text(assignment_, summarise(assignment_, results)));
}

std::string ClassGrading::place_of_template() const {
    if (options_.overwrite) return options_.csv_template;
    if (!options_.csv.empty()) return options_.csv;
    if (!options_.out.empty())
        return (fs::path(options_.out) / fs::path(options_.csv_template).filename()).string();
    throw Failure(ExitCode::wrong,
                  "--csv-template: where does the filled copy go? Write --csv FILE, or --out DIR");
}

std::string ClassGrading::filled_template(const std::vector<StudentResult>& results) const {
    const auto filled = fill_template(csv_template_, options_.csv_column, results);
    if (!filled.text)
        throw Failure(ExitCode::wrong, "--csv-template: " + options_.csv_template + ": " + filled.problem);
    const auto tell = [&](const std::vector<std::string>& names, const std::string& what) {
        if (names.empty()) return;
        std::string list;
        for (std::size_t i = 0; i < names.size() && i < 20; ++i)
            list += (i == 0 ? "" : ", ") + escaped(fit(names[i], 60));
        console_.err("ossim: " + what + list +
                     (names.size() > 20 ? " and " + std::to_string(names.size() - 20) + " more" : "") + "\n");
    };
    tell(filled.unmatched, "without a row, or without one of their own, in " + options_.csv_template + ": ");
    tell(filled.unfilled, "rows of " + options_.csv_template + " that nobody's work belongs to: ");
    return *filled.text;
}

void ClassGrading::write_csv(const std::vector<StudentResult>& results) const {
    if (!options_.csv_template.empty()) {
        auto inputs = inputs_;
        if (!options_.overwrite) inputs.push_back(options_.csv_template);
        write_file(console_, place_of_template(), filled_template(results), inputs);
    } else if (!options_.csv.empty()) {
        write_file(console_, options_.csv, class_csv(assignment_, results), inputs_);
    }
}

/// Of Classroom 50. The clock stands in for its time of grading.
std::map<std::string, std::string> ClassGrading::environment() const {
    std::map<std::string, std::string> values;
    for (const char* name : {"CLASSROOM", "ASSIGNMENT", "USERNAME", "SUBMISSION_TAG", "COMMIT_URL",
                             "RELEASE_URL", "REVIEW_URL", "DATETIME"})
        if (const auto value = console_.variable(name); value && !value->empty()) values[name] = *value;
    if (values.contains("DATETIME")) return values;
    using namespace std::chrono;
    const auto now = floor<seconds>(system_clock::now());
    const auto day = floor<days>(now);
    const year_month_day date(day);
    const hh_mm_ss time(now - day);
    const auto two = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    values["DATETIME"] = std::to_string(static_cast<int>(date.year())) + "-" +
                         two(static_cast<unsigned>(date.month())) + "-" +
                         two(static_cast<unsigned>(date.day())) + "T" + two(time.hours().count()) + ":" +
                         two(time.minutes().count()) + ":" + two(time.seconds().count()) + "Z";
    return values;
}

ExitCode ClassGrading::code_of(const std::vector<StudentResult>& results) const {
    if (options_.exit_zero || is_of_one_run(format_)) return ExitCode::done;
    const bool all = std::all_of(results.begin(), results.end(),
                                 [](const StudentResult& each) { return each.points >= each.most; });
    return all ? ExitCode::done : ExitCode::no;
}

ExitCode ClassGrading::run() {
    check_options(options_, format_);
    check_outputs();
    if (!options_.csv_template.empty()) (void)place_of_template();
    limit_memory(read_size("--max-memory", options_.key.max_memory, default_max_memory));
    most_ = read_size("--max-input", options_.key.max_input, default_max_input);
    const auto places = places_of(options_, format_);
    if (!options_.csv_template.empty()) csv_template_ = read_file(console_, options_.csv_template, most_);
    read_standard_input();
    AssignmentInput input(console_, options_.key.file, messages_are_coloured(options_.style, console_),
                          most_);
    assignment_ = told_now(options_, input.assignment());
    inputs_ = {input.source().file};
    for (const std::string& each : options_.submissions)
        if (each != "-") inputs_.push_back(each);
    const auto grader = input.grader();
    std::vector<GradedStudent> all(places.size());
    const std::size_t done =
        do_in_parallel(console_, places.size(), number_of_threads(options_.jobs, places.size()), "grading",
                       [&](std::size_t i) { judge(*grader, places[i], all[i]); });
    if (done < places.size()) {
        console_.err("ossim: interrupted: " + std::to_string(done) + " of " + std::to_string(places.size()) +
                     " were graded, and nothing was written\n");
        return ExitCode::interrupted;
    }
    std::vector<StudentResult> results;
    for (const GradedStudent& each : all)
        results.push_back(each.result);
    if (!options_.out.empty()) write_reports(all, results);
    write_csv(results);
    const std::string target = options_.output.empty() ? "-" : options_.output;
    if (target != "-" || options_.csv != "-") write_file(console_, target, output(all, results), inputs_);
    return code_of(results);
}

} // namespace

ExitCode grade_by_assignment(const GradeOptions& options, Console& console) {
    return ClassGrading(options, console).run();
}

} // namespace ossim
