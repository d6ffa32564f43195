// What was handed in: which form it has, and what it says.
#include "grade/intake.hpp"

#include "base/text.hpp"
#include "trace/jsonl.hpp"
#include "trace/text_form.hpp"

namespace ossim {
namespace {

constexpr std::size_t most_bytes = 256 << 20;

void refuse(Submission& into, std::string code, std::string message, std::string hint) {
    Diagnostic problem;
    problem.code = std::move(code);
    problem.file = into.name;
    problem.message = std::move(message);
    problem.hint = std::move(hint);
    into.problems.push_back(std::move(problem));
}

void read_trace(std::string_view bytes, Submission& into) {
    into.form = SubmissionForm::trace;
    TraceReadOptions options;
    options.missing_keys = true;
    TraceReadResult result = read_jsonl(into.name, bytes, options);
    if (!result.trace) {
        into.problems = std::move(result.diagnostics);
        return;
    }
    into.unit = unit_of(result.trace->header);
    into.schedule = schedule_of(*result.trace);
    into.empty =
        into.schedule->last_slice_end() == Time() && !result.trace->whole; // no time may pass in a run
    into.trace = std::move(result.trace);
}

SubmissionForm form_of(std::string_view text, Unit unit) {
    if (text.starts_with("{")) return SubmissionForm::trace;
    if (looks_like_csv(text, unit)) return SubmissionForm::csv;
    return looks_like_columns(text) ? SubmissionForm::columns : SubmissionForm::words;
}

void read_form(std::string_view text, Submission& into) {
    Intake intake(into.name, into.unit);
    switch (into.form) {
    case SubmissionForm::trace: return read_trace(text, into);
    case SubmissionForm::csv: read_csv(text, intake); break;
    case SubmissionForm::words: read_words(text, intake); break;
    case SubmissionForm::columns: read_columns(text, intake); break;
    case SubmissionForm::text:
    case SubmissionForm::lines:
    case SubmissionForm::chart: break;
    }
    intake.finish(into);
}

} // namespace

Submission read_submission(std::string_view name, std::string_view bytes, Unit unit, const ReadingRules&) {
    Submission result;
    result.name = std::string(name);
    result.unit = unit;
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (trimmed(bytes).empty()) {
        result.empty = true;
    } else if (bytes.size() > most_bytes) {
        refuse(result, "too-large", "the file has " + std::to_string(bytes.size()) + " bytes",
               "the most is 256 MiB");
    } else if (bytes.find('\0') != std::string_view::npos || !is_valid_utf8(bytes)) {
        refuse(result, "bad-submission", "this is not text in UTF-8",
               "hand in a trace, a CSV file or a schedule in words, saved as UTF-8");
    } else {
        result.form = form_of(trimmed(bytes), unit);
        read_form(bytes, result);
    }
    return result;
}

} // namespace ossim
