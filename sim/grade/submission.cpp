// What was handed in: which form it has, and what it says.
#include "grade/intake.hpp"

#include "base/text.hpp"
#include "grade/lines_form.hpp"
#include "grade/utf16.hpp"
#include "trace/jsonl.hpp"
#include "trace/text_form.hpp"
#include "trace/text_reader.hpp"

namespace ossim {
namespace {

constexpr std::size_t most_bytes = 256 << 20;

void refuse_file(Submission& into, std::string code, std::string message, std::string hint) {
    Diagnostic problem;
    problem.code = std::move(code);
    problem.file = into.name;
    problem.message = std::move(message);
    problem.hint = std::move(hint);
    into.problems.push_back(std::move(problem));
}

/// Threads whose names the assignment declares get those of the key.
void rename_threads(Trace& trace, const DeclaredNames& names) {
    for (Event& event : trace.events) {
        auto* created = std::get_if<ThreadNew>(&event.body);
        if (created == nullptr) continue;
        const std::string own = trace.names.text(created->label);
        const std::string_view declared = names.of(own);
        if (declared != own) created->label = Name{trace.names.intern(declared), 0};
    }
}

void take_trace(TraceReadResult result, const ReadingRules& rules, Submission& into) {
    if (!result.trace) {
        into.problems = std::move(result.diagnostics);
        return;
    }
    into.unit = unit_of(result.trace->header);
    if (!rules.names.empty()) rename_threads(*result.trace, DeclaredNames(rules));
    into.schedule = schedule_of(*result.trace);
    into.empty =
        into.schedule->last_slice_end() == Time() && !result.trace->whole; // no time may pass in a run
    into.trace = std::move(result.trace);
}

SubmissionForm form_of(std::string_view text, Unit unit) {
    if (text.starts_with("{")) return SubmissionForm::trace;
    if (looks_like_text_trace(text)) return SubmissionForm::text;
    if (looks_like_csv(text, unit)) return SubmissionForm::csv;
    if (looks_like_chart(text, unit)) return SubmissionForm::chart;
    return looks_like_columns(text) ? SubmissionForm::columns : SubmissionForm::words;
}

/// One of the forms that are not traces.
void read_form(std::string_view text, Intake& intake, SubmissionForm form) {
    switch (form) {
    case SubmissionForm::csv: return read_csv(text, intake);
    case SubmissionForm::columns: return read_columns(text, intake);
    case SubmissionForm::chart: return read_chart(text, intake);
    case SubmissionForm::words: return read_words(text, intake);
    case SubmissionForm::trace:
    case SubmissionForm::text:
    case SubmissionForm::lines: break;
    }
}

/// What has none of the clear forms, where the assignment has patterns, was meant to be the course's own.
void read_guess(std::string_view text, const ReadingRules& rules, Submission& into) {
    Intake intake(into.name, into.unit, DeclaredNames(rules));
    read_form(text, intake, into.form);
    const bool is_vague = into.form == SubmissionForm::words || into.form == SubmissionForm::columns;
    if (!intake.has_problems() || !is_vague || rules.lines.empty()) return intake.finish(into);
    into.form = SubmissionForm::lines;
    Intake again(into.name, into.unit);
    refuse_lines(text, rules, again);
    again.finish(into);
}

void read_text(std::string_view text, const ReadingRules& rules, Submission& into) {
    TraceReadOptions lenient;
    lenient.missing_keys = true;
    into.form = form_of(trimmed(text), into.unit);
    if (into.form == SubmissionForm::trace)
        return take_trace(read_jsonl(into.name, text, lenient), rules, into);
    if (!rules.lines.empty()) {
        Intake intake(into.name, into.unit, DeclaredNames(rules));
        if (read_lines(text, rules, intake)) {
            into.form = SubmissionForm::lines;
            return intake.finish(into);
        }
    }
    if (into.form == SubmissionForm::text)
        return take_trace(read_text_trace(into.name, text, into.unit, lenient), rules, into);
    read_guess(text, rules, into);
}

} // namespace

Submission read_submission(std::string_view name, std::string_view bytes, Unit unit,
                           const ReadingRules& rules) {
    Submission result;
    result.name = std::string(name);
    result.unit = rules.unit.value_or(unit);
    if (is_utf16(bytes) && bytes.size() <= most_bytes)
        return read_submission(name, from_utf16(bytes), unit, rules);
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (trimmed(bytes).empty()) {
        result.empty = true;
    } else if (bytes.size() > most_bytes) {
        refuse_file(result, "too-large", "the file has " + std::to_string(bytes.size()) + " bytes",
                    "the most is 256 MiB");
    } else if (bytes.find('\0') != std::string_view::npos || !is_valid_utf8(bytes)) {
        refuse_file(result, "bad-submission", "this is not text in UTF-8",
                    "hand in a trace, a CSV file or a schedule in words, saved as UTF-8");
    } else {
        read_text(bytes, rules, result);
    }
    return result;
}

} // namespace ossim
