// What became of a student's work: a verdict for each question, and the whole class together. Judging is done
// by `Grader`: it is made once for an assignment, reruns each scenario under every misconception once, and
// then judges any number of students; it does not change by that, so that many may be judged at a time.
#pragma once

#include "ossim/assignment.hpp"
#include "ossim/diagnostic.hpp"
#include "ossim/grade.hpp"
#include "ossim/load.hpp"
#include "ossim/misconception.hpp"
#include "ossim/ratio.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// A file that was handed in.
struct HandedIn {
    std::string path; ///< within the student's folder
    std::string bytes;
    std::string problem; ///< why it could not be read; then there are no bytes
};

/// Everything of one student. A single file is a student with one file.
struct Handing {
    std::string student; ///< the name of the folder or file
    std::vector<HandedIn> files;
};

/// right: full points, by the key or by another accepted convention. missing: there is no file for it.
/// skipped: a question that it needs is not right.
enum class Judged : std::uint8_t { right, wrong, missing, empty, unreadable, skipped };
constexpr auto enum_words(Judged) {
    return words("right", "wrong", "missing", "empty", "unreadable", "skipped");
}

/// What explains a wrong schedule, or wrong answers.
struct Diagnosis {
    std::vector<std::string> misconceptions; ///< one name or two; empty: none comes near
    std::string convention; ///< a preset that is not accepted gives the same: "this is how nyu does it"
    Ratio fit;     ///< how much of the time the run under them agrees with what was handed in; 1: all of it.
                   ///< Of answers: the share of those that were given
    Ratio without; ///< the same of the key itself: what the misconceptions must be better than
    std::vector<std::string> equals; ///< others that explain it as well, here: a name, or "one + another"
    /// Is everything explained? Then either `misconceptions` or `convention` says by what.
    [[nodiscard]] bool is_whole() const {
        return (!misconceptions.empty() || !convention.empty()) && fit == Ratio(1);
    }
};

/// One answer, or one measure of a comparison by metrics.
struct AnswerResult {
    std::string name, title;
    bool given = false;
    bool right = false;               ///< by the key
    bool right_own = false;           ///< by the student's own schedule
    bool has_own = false;             ///< there is such a schedule, and this answer can be had from it
    std::string found, expected, own; ///< as shown: "5.75", "P1, P3, P2", "yes"; `own`: by the own schedule
    std::string problem;              ///< why it cannot be read: "\"abc\" is no number"
    Ratio points, points_own, most;
    std::vector<std::string> misconceptions; ///< whose reading or run gives this very answer
};

/// One expectation of a scenario that was handed in.
struct ExpectationResult {
    std::string claim;
    bool passed = false;
    std::string found; ///< if it failed
};

/// One question of one student.
struct QuestionResult {
    std::string question; ///< its name
    std::string file;     ///< what was judged, as a path within the student's folder; empty: missing
    Judged judged = Judged::missing;
    Ratio points, most;
    std::vector<std::string> arithmetic; ///< how the points come about, a line each
    std::string
        convention; ///< under which accepted preset it is right or compared; empty: the scenario's own
    bool tie_opened = false;              ///< right because a tie may be decided either way
    std::optional<Comparison> comparison; ///< trace and infer: with the key of `convention`
    std::optional<Diagnosis> diagnosis;
    bool deducted = false; ///< the points are the full ones less what the misconceptions take off
    std::vector<AnswerResult> answers;
    std::vector<ExpectationResult> expectations;
    std::string unmet;               ///< skipped: the question that is not right
    Diagnostics problems;            ///< why it is unreadable, or what is wrong with the student's scenario
    std::vector<SourceText> sources; ///< for showing them
    std::uint64_t hash =
        0; ///< of what was handed in, normalised: equal ones are the same wrong work; 0: none
};

struct StudentResult {
    std::string student;
    std::vector<QuestionResult> questions; ///< in the assignment's order
    Ratio points, most;
    std::vector<std::string> unused; ///< files that belong to no question
};

/// The files that an assignment names, by their paths within its folder.
using AssignmentFiles = ScenarioFiles;

/// The key of a question, as the grader has made or read it.
struct KeyInfo {
    std::string question;
    std::string digest;  ///< 32 hex digits, of the trace without its header; empty: there is no trace
    bool is_new = false; ///< the assignment stores another digest: this ossim, or the files, have changed
};

/// What `ossim assignment check` finds out about one question.
struct QuestionCheck {
    std::string question;
    std::string preset; ///< of the scenario: what an assignment without conventions goes by
    /// A preset under which the right answer is another one.
    struct Disputed {
        std::vector<std::string> conventions; ///< these agree with each other and not with the key
        bool accepted = false;                ///< the assignment takes them already
        std::optional<Comparison> comparison; ///< what the first of them differs in, beside the key
    };
    std::vector<Disputed> disputed;
    std::optional<Divergence> open_tie; ///< the first tie of the key that, decided the other way, changes it
    std::vector<std::string> told;      ///< misconceptions whose result is not the key's
    std::vector<std::string> blind; ///< misconceptions that give the key too: the question cannot tell them
    /// Misconceptions that give the same wrong result as each other.
    std::vector<std::vector<std::string>> confused;
    /// A change of numbers that would mend a finding.
    struct Proposal {
        Patch change;                     ///< of the scenario: processes.B.arrival = 6ms
        std::vector<std::string> sees;    ///< misconceptions that the changed question tells from right
        std::vector<std::string> settles; ///< conventions that then agree with the key
        std::vector<std::string> loses;   ///< misconceptions that it no longer tells: the price of settling
    };
    std::vector<Proposal> proposals;
    Diagnostics problems; ///< the question cannot be judged at all
};

/// Judges. Thread-safe once made: `judge` is const and changes nothing.
class Grader {
  public:
    /// Reads the scenarios and keys that the assignment names and runs what judging needs. `problems` of
    /// files and scenarios are diagnostics; with an error among them nothing can be judged. The catalogues
    /// and misconceptions must outlive the grader.
    Grader(const Assignment& assignment, const Catalogues& catalogues, AssignmentFiles& files,
           std::span<const Misconception> misconceptions = misconception_catalogue());
    ~Grader();
    Grader(const Grader&) = delete;
    Grader& operator=(const Grader&) = delete;

    [[nodiscard]] const Diagnostics& problems() const;
    [[nodiscard]] const std::vector<SourceText>& sources() const; ///< that the diagnostics speak of
    [[nodiscard]] const Assignment& assignment() const;
    [[nodiscard]] const std::vector<KeyInfo>& keys() const;
    /// Never throws for what was handed in, whatever it is.
    [[nodiscard]] StudentResult judge(const Handing& handing) const;
    [[nodiscard]] std::vector<QuestionCheck> check() const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// The class together.
struct ClassSummary {
    struct ByQuestion {
        std::string question;
        std::uint64_t right = 0, wrong = 0, missing = 0, unreadable = 0,
                      skipped = 0; ///< empty counts as missing
        Ratio mean, most;
        std::vector<std::pair<std::string, std::uint64_t>>
            misconceptions; ///< whole diagnoses, commonest first
        std::vector<std::pair<std::string, std::uint64_t>>
            divergences; ///< "at 4ms on CPU 0", commonest first
        /// Students with the same wrong work, at least two; the largest group first.
        std::vector<std::vector<std::string>> alike;
    };
    std::uint64_t students = 0;
    Ratio mean, median, least, greatest, most;
    std::vector<ByQuestion> questions;
};
/// The order of `results` changes nothing.
[[nodiscard]] ClassSummary summarise(const Assignment& assignment, std::span<const StudentResult> results);

} // namespace ossim
