// Answers beside the key, and beside the student's own schedule; measures of a schedule in the same way.
#include "assignment/digest.hpp"
#include "assignment/judging.hpp"
#include "assignment/own_measures.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace ossim {

namespace {

constexpr std::size_t most_of_answers = 1 << 20;

/// All answers of a student, as they come in: written, or computed from a schedule.
struct Responses {
    std::vector<std::optional<GivenAnswer>> given;  ///< of answers
    std::vector<std::optional<AnswerValue>> values; ///< of measures; nothing: it cannot be had
    [[nodiscard]] bool has(std::size_t i) const {
        return !given.empty() ? given[i].has_value() : values[i].has_value();
    }
    [[nodiscard]] bool is(const Prepared& prepared, std::size_t i, const AnswerValue& expected) const {
        const Tolerance tolerance = prepared.tolerance_of(i);
        if (!has(i)) return false;
        return !given.empty() ? is_answer(*given[i], expected, tolerance, prepared.unit)
                              : is_same(*values[i], expected, tolerance, prepared.unit);
    }
};

Ratio points_of(const Prepared& prepared, std::size_t i) {
    const auto count = static_cast<std::int64_t>(prepared.asked.size());
    return prepared.asked[i].points.value_or(prepared.question->points / Ratio(count));
}

Ratio points_under(const Prepared& prepared, const Responses& work, const Key& key) {
    Ratio points;
    for (std::size_t i = 0; i < prepared.asked.size(); ++i)
        if (work.is(prepared, i, key.given.answers[i])) points = points + points_of(prepared, i);
    return points;
}

/// The accepted convention that gives most; of equal ones the first.
const Key& best_key(const Prepared& prepared, const Responses& work) {
    const Key* best = &prepared.key();
    Ratio most = points_under(prepared, work, *best);
    for (const Key& key : prepared.keys) {
        const Ratio points = points_under(prepared, work, key);
        if (points <= most) continue;
        best = &key;
        most = points;
    }
    return *best;
}

std::vector<AnswerResult> results_of(const Prepared& prepared, const Responses& work, const Key& key) {
    std::vector<AnswerResult> results;
    for (std::size_t i = 0; i < prepared.asked.size(); ++i) {
        const AnswerSpec& spec = prepared.asked[i];
        const AnswerValue& expected = key.given.answers[i];
        AnswerResult result;
        result.name = spec.name;
        result.title = spec.title.empty() ? spec.name : spec.title;
        result.given = work.has(i);
        result.most = points_of(prepared, i);
        result.expected = show(expected, prepared.unit);
        result.right = work.is(prepared, i, expected);
        if (result.right) result.points = result.most;
        if (result.given && !work.given.empty()) {
            result.found = one_line(work.given[i]->text);
            result.problem = problem_of(*work.given[i], expected);
        } else if (result.given) {
            result.found = show(*work.values[i], prepared.unit);
        }
        if (result.given && !result.right)
            for (const Single& single : prepared.singles)
                if (single.differs && work.is(prepared, i, single.answers[i]) &&
                    !is_same(single.answers[i], prepared.key().given.answers[i], prepared.tolerance_of(i),
                             prepared.unit))
                    result.misconceptions.emplace_back(single.misconception->name);
        results.push_back(std::move(result));
    }
    return results;
}

/// What the answers are in the student's own schedule; nothing where it does not tell.
std::vector<std::optional<AnswerValue>> own_answers(const Prepared& prepared, const Key& key,
                                                    const Schedule& own) {
    std::vector<std::optional<AnswerValue>> answers(prepared.asked.size());
    const auto of_key = key.given.metrics.find("");
    if (of_key == key.given.metrics.end()) return answers;
    MetricsByVariant metrics;
    metrics[""] = own_metrics(own, *key.given.submission.schedule, of_key->second);
    const Facts facts{metrics, own, prepared.unit};
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const AnswerSpec& spec = prepared.asked[i];
        if (spec.key) continue;
        if (spec.order.empty() && !why_not_own(spec.holds.empty() ? spec.value : spec.holds).empty())
            continue;
        AnswerValue value = answer_of(spec, facts);
        if (value.kind != AnswerValue::Kind::none) answers[i] = std::move(value);
    }
    return answers;
}

void follow_through(const Prepared& prepared, const Responses& work, const Key& key, const Schedule& own,
                    QuestionResult& into) {
    const auto answers = own_answers(prepared, key, own);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        AnswerResult& result = into.answers[i];
        if (!answers[i]) continue;
        result.has_own = true;
        result.own = show(*answers[i], prepared.unit);
        result.right_own = work.is(prepared, i, *answers[i]);
        if (result.right_own) result.points_own = result.most;
    }
}

/// What an answer counts, by the key or by the student's own schedule.
Ratio counted(const AnswerResult& answer, FollowThrough counts) {
    if (!answer.has_own) return answer.points;
    switch (counts) {
    case FollowThrough::key: return answer.points;
    case FollowThrough::own: return answer.points_own;
    case FollowThrough::better: return std::max(answer.points, answer.points_own);
    }
    return answer.points;
}

std::string line_of(const AnswerResult& answer, FollowThrough counts) {
    const std::string most = show_points(answer.most);
    std::string line = one_line(answer.title) + ": " + show_points(answer.points) + " of " + most;
    if (!answer.given) return line + " (no answer)";
    if (!answer.has_own) return line;
    line +=
        " by the key, " + show_points(answer.points_own) + " of " + most + " by the student's own schedule";
    if (answer.points == answer.points_own) return line;
    switch (counts) {
    case FollowThrough::key: return line + "; the key counts";
    case FollowThrough::own: return line + "; the own schedule counts";
    case FollowThrough::better: break;
    }
    return line + "; the better counts";
}

/// Points, their lines, and whether all is right. What is wrong gets no more than the cap, if there is one.
void add_up(const Question& question, std::optional<Ratio> cap, QuestionResult& into) {
    Ratio sum;
    std::string terms;
    for (const AnswerResult& answer : into.answers) {
        const Ratio points = counted(answer, question.counts);
        sum = sum + points;
        terms += (terms.empty() ? "" : " + ") + show_points(points);
        into.arithmetic.push_back(line_of(answer, question.counts));
    }
    into.judged = sum >= into.most ? Judged::right : Judged::wrong;
    into.points = sum;
    if (into.answers.size() > 1)
        into.arithmetic.push_back(terms + " = " + show_points(sum) + " of " + show_points(into.most));
    if (into.judged == Judged::right) return;
    if (question.marking == Marking::all_or_nothing) {
        into.points = Ratio(0);
        into.arithmetic.emplace_back("not all is right: 0, for it is all or nothing");
    } else if (cap && sum > into.most * *cap) {
        into.points = into.most * *cap;
        into.arithmetic.push_back("what is not right gets at most " + show_points(into.points));
    }
}

/// Equal answers in other words have equal hashes.
std::uint64_t hash_of_answers(const Responses& work) {
    std::string text;
    for (const auto& given : work.given) {
        if (given && given->number)
            text += show_number(given->number->number) +
                    (given->number->unit ? std::string(word_of(*given->number->unit)) : "");
        else if (given)
            text += plain(given->text);
        text += '\n';
    }
    return hash_of(text);
}

Responses read_work(const Prepared& prepared, std::string_view text) {
    std::vector<AnswerName> names;
    for (const AnswerSpec& spec : prepared.asked)
        names.push_back({spec.name, spec.title});
    const Submission& key = prepared.key().given.submission;
    const bool has_threads = key.schedule && !key.schedule->threads.empty();
    Responses work;
    for (auto& answer : find_answers(text, names)) {
        work.given.emplace_back();
        if (answer)
            work.given.back() = read_given(std::move(*answer), has_threads ? &*key.schedule : nullptr);
    }
    return work;
}

bool has_nothing(const Responses& work) {
    return std::none_of(work.given.begin(), work.given.end(),
                        [](const auto& each) { return each.has_value(); });
}

void refuse_nameless(const Prepared& prepared, const HandedIn& file, QuestionResult& into) {
    const std::string name = prepared.asked.empty() ? "waiting" : prepared.asked.front().name;
    Diagnostic problem;
    problem.code = "bad-submission";
    problem.file = file.path;
    problem.message = "no answer is found in it";
    problem.hint = "write one a line, with its name: " + name + ": ...";
    into.judged = Judged::unreadable;
    into.problems.push_back(std::move(problem));
}

} // namespace

void judge_answers(const Prepared& prepared, const HandedIn& file, const Schedule* own,
                   QuestionResult& into) {
    const auto text = text_of(file, most_of_answers, into);
    if (!text) return;
    const Responses work = read_work(prepared, *text);
    if (has_nothing(work)) return refuse_nameless(prepared, file, into);
    const Key& key = best_key(prepared, work);
    into.convention = key.convention;
    into.answers = results_of(prepared, work, key);
    if (own != nullptr) follow_through(prepared, work, key, *own, into);
    into.hash = hash_of_answers(work);
    add_up(*prepared.question, std::nullopt, into);
    if (into.judged == Judged::right) return;
    into.diagnosis = diagnose(prepared, std::span<const std::optional<GivenAnswer>>(work.given));
    deduct(*prepared.question, into);
}

void judge_by_measures(const Prepared& prepared, const Submission& found, const Schedule& named,
                       QuestionResult& into) {
    Responses work;
    if (found.trace) {
        MetricsByVariant metrics;
        metrics[""] = metrics_of(*found.trace);
        const Facts facts{metrics, named, prepared.unit};
        for (const AnswerSpec& spec : prepared.asked)
            work.values.emplace_back(answer_of(spec, facts));
    } else {
        work.values = own_answers(prepared, prepared.key(), named);
    }
    const Key& key = best_key(prepared, work);
    into.convention = key.convention;
    into.answers = results_of(prepared, work, key);
    for (AnswerResult& answer : into.answers)
        if (!answer.given) answer.problem = why_not_own(answer.name);
    add_up(*prepared.question, prepared.question->cap, into);
    if (into.judged == Judged::right) return;
    into.diagnosis = diagnose(prepared, std::span<const std::optional<AnswerValue>>(work.values));
    deduct(*prepared.question, into);
}

} // namespace ossim
