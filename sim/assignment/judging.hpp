// Judging one student: every question once, those that others need first.
#pragma once

#include "assignment/prepare.hpp"
#include "ossim/judgement.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ossim {

/// Which file belongs to which question.
struct Assigned {
    std::vector<const HandedIn*> of_question; ///< null: there is none
    std::vector<std::string> unused;
};
[[nodiscard]] Assigned assign_files(const Assignment& assignment, const Handing& handing);

class Judging {
  public:
    Judging(const Preparations& all, const Handing& handing);
    [[nodiscard]] StudentResult judge() &&;

  private:
    QuestionResult& result_of(std::size_t number);
    void judge(const Prepared& prepared, const HandedIn& file, QuestionResult& into);
    [[nodiscard]] const Schedule* followed(const Prepared& prepared);

    const Preparations& all_;
    const Handing& handing_;
    Assigned files_;
    std::vector<std::optional<QuestionResult>> results_;
    std::map<std::size_t, std::optional<Schedule>> own_; ///< of trace questions, under their keys' threads
};

// The judges of each kind. The result has its question, file and most points already.
void judge_trace(const Prepared& prepared, const HandedIn& file, QuestionResult& into);
void judge_measures(const Prepared& prepared, const HandedIn& file, QuestionResult& into);
/// `own`: the student's own schedule, under the key's threads; null: there is none to follow.
void judge_answers(const Prepared& prepared, const HandedIn& file, const Schedule* own, QuestionResult& into);
/// A trace or schedule by what it measures; `named`: the same under the key's threads.
void judge_by_measures(const Prepared& prepared, const Submission& found, const Schedule& named,
                       QuestionResult& into);
void judge_scenario(const Preparations& all, const Prepared& prepared, const HandedIn& file,
                    QuestionResult& into);
void judge_infer(const Preparations& all, const Prepared& prepared, const HandedIn& file,
                 QuestionResult& into);

/// What was handed in as text in UTF-8, or why it is none: then `into` says so and nothing is returned.
[[nodiscard]] std::optional<std::string> text_of(const HandedIn& file, std::size_t most_bytes,
                                                 QuestionResult& into);

/// The diagnosis of a schedule that is not right, under the key's threads.
[[nodiscard]] Diagnosis diagnose(const Prepared& prepared, const Schedule& found);

/// The diagnosis of answers, of which `given` has what was given (nothing: none).
[[nodiscard]] Diagnosis diagnose(const Prepared& prepared, std::span<const std::optional<GivenAnswer>> given);
/// The same of measures that were computed.
[[nodiscard]] Diagnosis diagnose(const Prepared& prepared,
                                 std::span<const std::optional<AnswerValue>> values);

/// Takes off, once, what the misconceptions of a whole diagnosis cost, if that leaves more than the marking.
void deduct(const Question& question, QuestionResult& into);

/// Points in lines of arithmetic: "7.5", "17/3".
[[nodiscard]] std::string show_points(Ratio points);

} // namespace ossim
