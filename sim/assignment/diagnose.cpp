// Which misconceptions, alone or in pairs, give what was handed in.
#include "assignment/judging.hpp"

#include <algorithm>

namespace ossim {

namespace {

Diagnosis of_suspect(const Suspect& suspect, Ratio fit, Ratio without) {
    return {suspect.misconceptions, suspect.convention, fit, without, suspect.equals};
}

/// A suspect that is not exact must explain at least half of what the key does not.
bool explains_enough(Ratio fit, Ratio without) {
    return fit > without && fit - without >= (Ratio(1) - without) / Ratio(2);
}

bool is_it(const GivenAnswer& found, const AnswerValue& expected, const Tolerance& tolerance, Unit unit) {
    return is_answer(found, expected, tolerance, unit);
}
bool is_it(const AnswerValue& found, const AnswerValue& expected, const Tolerance& tolerance, Unit unit) {
    return is_same(found, expected, tolerance, unit);
}

/// Of those that were given, how many are right.
template <class Answer>
Ratio share_of(const Prepared& prepared, std::span<const std::optional<Answer>> given,
               const std::vector<AnswerValue>& expected) {
    std::int64_t all = 0, right = 0;
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (!given[i]) continue;
        ++all;
        right += is_it(*given[i], expected[i], prepared.tolerance_of(i), prepared.unit) ? 1 : 0;
    }
    return all == 0 ? Ratio(0) : Ratio(right, all);
}

const Deduction* deduction_for(const Question& question, std::string_view misconception) {
    const auto& all = question.misconceptions;
    const auto at = std::find_if(all.begin(), all.end(),
                                 [&](const Deduction& each) { return each.misconception == misconception; });
    return at == all.end() ? nullptr : &*at;
}

/// One for each misconception, or none at all. Of several that explain the same the first with a deduction
/// counts.
std::vector<const Deduction*> deductions_for(const Question& question, const Diagnosis& diagnosis) {
    std::vector<const Deduction*> found;
    for (const std::string& name : diagnosis.misconceptions) {
        const Deduction* deduction = deduction_for(question, name);
        if (diagnosis.misconceptions.size() == 1)
            for (const std::string& other : diagnosis.equals)
                if (deduction == nullptr) deduction = deduction_for(question, other);
        if (deduction == nullptr) return {};
        found.push_back(deduction);
    }
    return found;
}

/// The best of all suspects, the first among equals: alone before pairs.
template <class Fit>
Diagnosis best_of(const Prepared& prepared, Ratio without, Fit fit_of) {
    const Suspect* best = nullptr;
    Ratio best_fit = without;
    std::vector<std::string> as_good; // of those alone
    for (const Suspect& suspect : prepared.suspects) {
        const Ratio fit = fit_of(suspect);
        if (fit > best_fit) {
            best = &suspect;
            best_fit = fit;
            as_good.clear();
        } else if (best != nullptr && fit == best_fit && suspect.misconceptions.size() == 1) {
            as_good.push_back(suspect.misconceptions.front());
        }
    }
    if (best == nullptr || !explains_enough(best_fit, without)) return {{}, {}, without, without, {}};
    Diagnosis diagnosis = of_suspect(*best, best_fit, without);
    diagnosis.equals.insert(diagnosis.equals.end(), as_good.begin(), as_good.end());
    return diagnosis;
}

template <class Answer>
Diagnosis of_answers(const Prepared& prepared, std::span<const std::optional<Answer>> given) {
    const Ratio without = share_of(prepared, given, prepared.key().given.answers);
    return best_of(prepared, without,
                   [&](const Suspect& suspect) { return share_of(prepared, given, suspect.answers); });
}

} // namespace

Diagnosis diagnose(const Prepared& prepared, const Schedule& found) {
    const CompareOptions options = prepared.options();
    const Schedule& key = *prepared.key().given.submission.schedule;
    const Ratio without = agreement(key, found, options);
    const bool may_have_gaps = options.gaps_for_overhead && !has_overhead(found);
    const std::uint64_t print = fingerprint(found, options, may_have_gaps);
    for (const Suspect& suspect : prepared.suspects)
        if (print == (may_have_gaps ? suspect.bare_print : suspect.print))
            return of_suspect(suspect, Ratio(1), without);
    return best_of(prepared, without,
                   [&](const Suspect& suspect) { return agreement(suspect.schedule, found, options); });
}

Diagnosis diagnose(const Prepared& prepared, std::span<const std::optional<GivenAnswer>> given) {
    return of_answers(prepared, given);
}

Diagnosis diagnose(const Prepared& prepared, std::span<const std::optional<AnswerValue>> values) {
    return of_answers(prepared, values);
}

void deduct(const Question& question, QuestionResult& into) {
    if (!into.diagnosis || !into.diagnosis->is_whole()) return;
    const std::vector<const Deduction*> deductions = deductions_for(question, *into.diagnosis);
    if (deductions.empty()) return;
    Ratio points = question.points;
    std::vector<std::string> lines{"everything else is right: " + show_points(points)};
    for (const Deduction* each : deductions) {
        points = points + each->points;
        lines.push_back(each->misconception + ": " + show_points(each->points));
    }
    points = std::max(points, Ratio(0));
    if (points <= into.points) return;
    lines.push_back("in all " + show_points(points) + " of " + show_points(question.points) +
                    ", which is more than " + show_points(into.points));
    into.points = points;
    into.deducted = true;
    into.arithmetic.insert(into.arithmetic.end(), lines.begin(), lines.end());
}

} // namespace ossim
