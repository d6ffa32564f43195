// One student: the order of the questions, and what holds for every kind.
#include "assignment/judging.hpp"

#include "base/text.hpp"
#include "expect/expect.hpp"
#include "grade/utf16.hpp"

#include <algorithm>
#include <exception>

namespace ossim {

namespace {

std::size_t index_of(const Assignment& assignment, std::string_view name) {
    const auto& all = assignment.questions;
    return static_cast<std::size_t>(
        std::find_if(all.begin(), all.end(),
                     [&](const Question& question) { return question.name == name; }) -
        all.begin());
}

QuestionResult unjudged(const Question& question) {
    QuestionResult result;
    result.question = question.name;
    result.most = question.points;
    return result;
}

void refuse(QuestionResult& into, const HandedIn& file, std::string code, std::string message,
            std::string hint = {}) {
    Diagnostic problem;
    problem.code = std::move(code);
    problem.file = file.path;
    problem.message = std::move(message);
    problem.hint = std::move(hint);
    into.judged = Judged::unreadable;
    into.problems.push_back(std::move(problem));
}

} // namespace

std::string show_points(Ratio points) {
    const std::string text = show_number(points);
    return text.substr(0, text.find(','));
}

std::optional<std::string> text_of(const HandedIn& file, std::size_t most_bytes, QuestionResult& into) {
    if (file.bytes.size() > most_bytes) {
        refuse(into, file, "too-large", "the file has " + std::to_string(file.bytes.size()) + " bytes",
               "the most is " + std::to_string(most_bytes));
        return std::nullopt;
    }
    std::string text = is_utf16(file.bytes) ? from_utf16(file.bytes) : file.bytes;
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    if (text.find_first_not_of(" \t\r\n\v\f") == std::string::npos) {
        into.judged = Judged::empty;
        return std::nullopt;
    }
    if (text.find('\0') != std::string::npos || !is_valid_utf8(text)) {
        refuse(into, file, "bad-submission", "this is not text in UTF-8");
        return std::nullopt;
    }
    return text;
}

Judging::Judging(const Preparations& all, const Handing& handing)
    : all_(all), handing_(handing), files_(assign_files(*all.assignment, handing)),
      results_(all.assignment->questions.size()) {}

StudentResult Judging::judge() && {
    StudentResult student;
    student.student = handing_.student;
    student.unused = std::move(files_.unused);
    for (std::size_t i = 0; i < results_.size(); ++i)
        (void)result_of(i);
    for (std::optional<QuestionResult>& result : results_) {
        student.points = student.points + result->points;
        student.most = student.most + result->most;
        student.questions.push_back(std::move(*result));
    }
    return student;
}

/// Judged once; what a question needs is judged before it.
QuestionResult& Judging::result_of(std::size_t number) {
    std::optional<QuestionResult>& result = results_[number];
    if (result) return *result;
    const Prepared& prepared = all_.questions[number];
    const Question& question = *prepared.question;
    result = unjudged(question); // also the end of a circle of needs, which reading the assignment refuses
    for (const std::string& name : question.needs) {
        const std::size_t needed = index_of(*all_.assignment, name);
        if (needed >= results_.size() || result_of(needed).judged == Judged::right) continue;
        result->judged = Judged::skipped;
        result->unmet = name;
        result->arithmetic = {in_quotes(name) + " must be right first: 0 of " + show_points(result->most)};
        break;
    }
    const HandedIn* file = files_.of_question[number];
    if (file == nullptr) return *result;
    result->file = file->path;
    if (result->judged == Judged::skipped) return *result;
    try {
        judge(prepared, *file, *result);
    } catch (const std::exception& fault) { // memory, most likely: one hostile file must not end the others
        *result = unjudged(question);
        result->file = file->path;
        refuse(*result, *file, "too-large",
               std::string("this is too much for the machine that grades (") + fault.what() + ")");
    }
    return *result;
}

void Judging::judge(const Prepared& prepared, const HandedIn& file, QuestionResult& into) {
    if (!file.problem.empty())
        return refuse(into, file, "unreadable-file", "the file cannot be read: " + file.problem);
    const bool needs_key = prepared.question->kind != QuestionKind::scenario;
    const bool needs_stage = prepared.question->kind == QuestionKind::infer;
    if ((needs_key && prepared.keys.empty()) || (needs_stage && !prepared.stage))
        return refuse(into, file, "no-key", "there is no key for this question");
    switch (prepared.question->kind) {
    case QuestionKind::trace:
        if (prepared.question->compare == CompareAt::metrics) return judge_measures(prepared, file, into);
        return judge_trace(prepared, file, into);
    case QuestionKind::answers: return judge_answers(prepared, file, followed(prepared), into);
    case QuestionKind::scenario: return judge_scenario(all_, prepared, file, into);
    case QuestionKind::infer: return judge_infer(all_, prepared, file, into);
    }
}

/// The student's schedule of the question that this one follows, under the threads of this one's key.
const Schedule* Judging::followed(const Prepared& prepared) {
    const std::size_t number = index_of(*all_.assignment, prepared.question->follow);
    if (number >= results_.size() || !prepared.key().given.submission.schedule) return nullptr;
    const HandedIn* file = files_.of_question[number];
    if (file == nullptr || !file->problem.empty()) return nullptr;
    const auto [at, is_new] = own_.try_emplace(number);
    if (is_new) {
        const Prepared& other = all_.questions[number];
        const Submission found = read_submission(file->path, file->bytes, other.unit, other.question->read);
        if (found.schedule && !found.empty)
            at->second = under_threads_of(*prepared.key().given.submission.schedule, *found.schedule);
    }
    return at->second ? &*at->second : nullptr;
}

} // namespace ossim
