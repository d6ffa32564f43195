// A trace or schedule beside the key, under each convention that is accepted.
#include "assignment/digest.hpp"
#include "assignment/judging.hpp"
#include "assignment/open_ties.hpp"
#include "assignment/own_measures.hpp"
#include "base/text.hpp"

namespace ossim {

namespace {

/// Equal work has equal hashes, in whatever form it was handed in.
std::uint64_t hash_of_work(const Prepared& prepared, const Submission& found, const Schedule& named) {
    std::string bytes;
    for (std::uint64_t print = fingerprint(named); print != 0; print >>= 8)
        bytes += static_cast<char>(print & 0xFF);
    const bool by_events =
        prepared.question->compare == CompareAt::events || prepared.question->compare == CompareAt::states;
    if (by_events && found.trace) bytes += digest_of(*found.trace);
    return hash_of(bytes);
}

/// What was handed in; nothing if it cannot be judged, which `into` then says.
std::optional<Submission> read(const Prepared& prepared, const HandedIn& file, QuestionResult& into) {
    Submission found = read_submission(file.path, file.bytes, prepared.unit, prepared.question->read);
    if (found.schedule && !found.empty) return found;
    into.judged = found.empty ? Judged::empty : Judged::unreadable;
    into.problems = std::move(found.problems);
    into.sources = {{file.path, file.bytes}};
    return std::nullopt;
}

/// The comparison that gives most, of the first among equals.
void compare_with_keys(const Prepared& prepared, const Submission& found, QuestionResult& into) {
    for (const Key& key : prepared.keys) {
        Comparison comparison = compare(key.given.submission, found, prepared.options());
        const bool is_equal = comparison.category == Category::equal;
        if (into.comparison && comparison.points <= into.comparison->points && !is_equal) continue;
        into.comparison = std::move(comparison);
        into.convention = key.convention;
        if (is_equal) break;
    }
}

bool is_right(const QuestionResult& result) { return result.comparison->category == Category::equal; }

void settle(QuestionResult& into) {
    const Comparison& comparison = *into.comparison;
    into.judged = Judged::wrong;
    if (comparison.category == Category::equal) into.judged = Judged::right;
    if (comparison.category == Category::unreadable) into.judged = Judged::unreadable;
    if (comparison.category == Category::empty) into.judged = Judged::empty;
    into.problems = comparison.problems;
    into.points = comparison.points;
    into.arithmetic = comparison.arithmetic;
    if (into.arithmetic.empty())
        into.arithmetic = {show_points(into.points) + " of " + show_points(into.most)};
}

} // namespace

void judge_trace(const Prepared& prepared, const HandedIn& file, QuestionResult& into) {
    const auto found = read(prepared, file, into);
    if (!found) return;
    compare_with_keys(prepared, *found, into);
    if (!is_right(into) && prepared.question->open_ties)
        if (auto opened = compare_with_open_ties(prepared, *found)) {
            into.tie_opened = opened->comparison.category == Category::equal;
            if (into.tie_opened || opened->comparison.points > into.comparison->points) {
                into.comparison = std::move(opened->comparison);
                into.convention = opened->convention;
            }
        }
    settle(into);
    const Schedule named = under_threads_of(*prepared.key().given.submission.schedule, *found->schedule);
    into.hash = hash_of_work(prepared, *found, named);
    if (into.judged != Judged::wrong) return;
    into.diagnosis = diagnose(prepared, named);
    deduct(*prepared.question, into);
}

void judge_measures(const Prepared& prepared, const HandedIn& file, QuestionResult& into) {
    const auto found = read(prepared, file, into);
    if (!found) return;
    const Schedule named = under_threads_of(*prepared.key().given.submission.schedule, *found->schedule);
    into.hash = hash_of_work(prepared, *found, named);
    judge_by_measures(prepared, *found, named, into);
}

} // namespace ossim
