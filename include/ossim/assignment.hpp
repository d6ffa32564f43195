// An assignment: questions about scenarios, what each is worth, and how much the feedback tells. Plain data,
// read from the file `assignment.yaml` of the assignment's folder:
//
//     assignment: 1
//     title: Round robin by hand
//     conventions: [ossim, nyu]          # right under any of them is right; the first one is the key
//     feedback: divergence
//     questions:
//       chart:
//         title: The schedule
//         kind: trace
//         scenario: rr.yaml
//         points: 10
//         misconceptions: {quantum-off-by-one: -1}
//       averages:
//         kind: answers
//         scenario: rr.yaml
//         follow: chart                  # judged also against the student's own schedule of `chart`
//         answers:
//           waiting: {value: avg(waiting), tolerance: 0.01, points: 3}
//           last: {order: exits, points: 2}
//           starves: {holds: P2.response > 10, points: 1}
//       circle: {kind: scenario, expect: [deadlock: [A, B]], points: 5}
//       which: {kind: infer, scenario: hidden.yaml, points: 5}
#pragma once

#include "ossim/catalogue.hpp"
#include "ossim/diagnostic.hpp"
#include "ossim/field.hpp"
#include "ossim/grade.hpp"
#include "ossim/load.hpp"
#include "ossim/ratio.hpp"
#include "ossim/scenario.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// What is handed in. trace: a trace or a schedule; answers: numbers, orders, yes or no; scenario: a scenario
/// that must meet expectations; infer: the policy and its parameters that make a given trace.
enum class QuestionKind : std::uint8_t { trace, answers, scenario, infer };
constexpr auto enum_words(QuestionKind) { return words("trace", "answers", "scenario", "infer"); }

/// How much a student is told, each level all of those before it. score: points; category: right or wrong and
/// of which sort; divergence: the first divergence, without what was expected there; everything.
enum class FeedbackLevel : std::uint8_t { score, category, divergence, everything };
constexpr auto enum_words(FeedbackLevel) { return words("score", "category", "divergence", "everything"); }

/// When a question's result may be seen: the words of Gradescope.
enum class Visibility : std::uint8_t { visible, after_due_date, after_published, hidden };
constexpr auto enum_words(Visibility) {
    return words("visible", "after_due_date", "after_published", "hidden");
}

/// Which score counts where an answer is judged against the key and against the student's own schedule.
enum class FollowThrough : std::uint8_t { key, own, better };
constexpr auto enum_words(FollowThrough) { return words("key", "own", "better"); }

/// One thing that is asked for. Exactly one of `value`, `order`, `holds` and `key` is given.
struct AnswerSpec {
    std::string name;
    std::string title;              ///< empty: its name
    std::string value;              ///< an expression over measures: "avg(waiting)"; the answer is a number
    std::string order;              ///< dispatches, starts or exits: the answer is a list of threads
    std::string holds;              ///< an expression with a comparison; the answer is yes or no
    std::optional<std::string> key; ///< the answer itself: a number, a word, a list with commas
    std::optional<Ratio> points;    ///< of a loaded assignment always: given, or a share of what is left
    std::optional<Tolerance> tolerance;
    Mark at;
};

/// Points that are taken off, once, if this misconception by itself explains all that is wrong.
struct Deduction {
    std::string misconception;
    Ratio points; ///< 0 or less
    Mark at;
};

struct Question {
    std::string name;  ///< the key in the file
    std::string title; ///< empty: its name
    QuestionKind kind = QuestionKind::trace;
    std::string hand_in;  ///< the file's path in the student's folder, `*` and `?` allowed; default NAME.*
    std::string scenario; ///< file beside assignment.yaml; kind scenario needs none
    std::string variant;
    std::string expected;           ///< file with the key; empty: the key is made by running the scenario
    std::string digest;             ///< of the key that was checked, 32 hex digits; empty: not stored
    Ratio points{10};               ///< more than 0; of answers that all give theirs: the sum
    std::vector<std::string> needs; ///< questions that must be right first; else this one is not judged
    Visibility visibility = Visibility::visible;
    FeedbackLevel feedback = FeedbackLevel::divergence;
    std::vector<std::string> conventions; ///< accepted presets; empty: the scenario's own settings only
    CompareAt compare = CompareAt::schedule;
    /// Of infer: how a trace is marked that is not the given one. Default: aligned_events of dispatches and
    /// events, per_metric of metrics, else agreeing_time. `fits` holds for it and `compare`.
    Marking marking = Marking::agreeing_time;
    Ratio cap{4, 5}; ///< the most, as a share of the points, that a wrong submission gets
    Tolerance tolerance;
    bool any_cpu_order = false;   ///< equal up to a permutation of the CPUs
    bool open_ties = false;       ///< a tie may be decided either way
    bool strict_overhead = false; ///< a submission without overhead may not leave gaps where the key has some
    std::vector<std::string> metrics; ///< of compare metrics: expressions, "P1.turnaround", "avg(waiting)"
    ReadingRules read;
    std::vector<Deduction> misconceptions;
    std::string follow; ///< of answers: the question whose schedule is followed; empty: none
    FollowThrough counts = FollowThrough::better;
    std::vector<AnswerSpec> answers;
    std::vector<Expectation> expectations; ///< of kind scenario
    Limits limits; ///< of kind scenario: of the student's run; default: a million events, 10,000 threads
    Mark at;
};

struct Assignment {
    std::string file; ///< as the user wrote it
    std::string title;
    std::string about;
    std::vector<Question> questions; ///< in file order; what the assignment says for all is filled in

    [[nodiscard]] const Question* find(std::string_view name) const;
    [[nodiscard]] Ratio points() const; ///< of all questions
};

/// An assignment when there is no error; warnings may stand beside it.
struct AssignmentResult {
    std::optional<Assignment> assignment;
    Diagnostics diagnostics;
};

/// Reads `assignment.yaml`. Names of misconceptions are checked against `misconceptions`, presets against the
/// catalogues, questions against each other (no circle of needs). Whether the scenarios can be read, and what
/// their expressions mean, is not looked at here. Never throws for what the text holds.
[[nodiscard]] AssignmentResult load_assignment(const SourceText& source, const Catalogues& catalogues,
                                               std::span<const std::string_view> misconceptions);

/// The JSON Schema (draft-07) of assignment files, from the same declarations.
[[nodiscard]] std::string assignment_schema(const Catalogues& catalogues,
                                            std::span<const std::string_view> misconceptions);

} // namespace ossim
