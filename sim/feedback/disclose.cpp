// The wall between what grading knows and what students are told. Everything that leaves here is put together
// from single facts that the level of the question lets out; no text that somebody else wrote about the key
// passes below the level `everything`.
#include "ossim/feedback.hpp"

#include "base/text.hpp"
#include "feedback/wording.hpp"
#include "ossim/misconception.hpp"

#include <algorithm>
#include <set>

namespace ossim {

namespace {

constexpr std::size_t most_sentences = 24, most_problems = 3, longest_sentence = 480;
constexpr std::size_t most_lines = 60, longest_line = 120;

/// So many lines, each cut.
std::string bounded_lines(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; !text.empty(); ++i) {
        if (i == most_lines) return result + "…\n";
        const std::size_t end = std::min(text.find('\n'), text.size());
        result += fit(escaped(text.substr(0, end)), longest_line) + "\n";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

std::string_view area_words(MisconceptionArea area) {
    switch (area) {
    case MisconceptionArea::order: return "the order of what happens at one time";
    case MisconceptionArea::quantum: return "the quantum";
    case MisconceptionArea::preemption: return "preemption";
    case MisconceptionArea::choice: return "the choice of who runs next";
    case MisconceptionArea::levels: return "the levels of a feedback queue";
    case MisconceptionArea::shares: return "the shares of the CPU";
    case MisconceptionArea::cpus: return "several CPUs";
    case MisconceptionArea::deadlines: return "deadlines";
    case MisconceptionArea::switching: return "what a switch costs";
    case MisconceptionArea::io: return "I/O";
    case MisconceptionArea::memory: return "memory";
    case MisconceptionArea::measure: return "how measures are counted";
    }
    return {};
}

/// Tells of one question what its level allows.
class Telling {
  public:
    Telling(const Assignment& assignment, const Question& question, const QuestionResult& result)
        : assignment_(assignment), question_(question), result_(result) {}

    DisclosedQuestion told() {
        told_.name = question_.name;
        told_.title = title_of(question_);
        told_.visibility = question_.visibility;
        told_.points = result_.points;
        told_.most = result_.most;
        told_.level = question_.feedback;
        told_.judged = result_.judged;
        if (tells(FeedbackLevel::category)) tell_sort();
        if (tells(FeedbackLevel::divergence)) tell_arithmetic();
        if (left_out_ > 0) told_.sentences.push_back("And " + std::to_string(left_out_) + " more.");
        return std::move(told_);
    }

  private:
    [[nodiscard]] bool tells(FeedbackLevel level) const { return question_.feedback >= level; }
    void say(const std::string& sentence) {
        if (sentence.empty()) return;
        if (told_.sentences.size() == most_sentences)
            ++left_out_;
        else
            told_.sentences.push_back(fit(one_line(sentence), longest_sentence));
    }
    void tell_sort();
    void tell_right();
    void tell_skipped();
    void tell_problems();
    void tell_wrong();
    void tell_comparison(const Comparison& comparison);
    void tell_aftermath(const Comparison& comparison);
    void tell_diagnosis(const Diagnosis& diagnosis);
    void tell_areas(const Diagnosis& diagnosis);
    void tell_misconception(const std::string& name);
    void tell_answers();
    void tell_measures();
    void tell_answer(const AnswerResult& answer);
    void tell_expectations();
    void tell_arithmetic();
    [[nodiscard]] std::string share_in_words() const;

    const Assignment& assignment_;
    const Question& question_;
    const QuestionResult& result_;
    DisclosedQuestion told_;
    std::set<std::string> named_; ///< misconceptions that have been told already
    std::size_t left_out_ = 0;
};

void Telling::tell_sort() {
    switch (result_.judged) {
    case Judged::right: return tell_right();
    case Judged::wrong: return tell_wrong();
    case Judged::missing:
        return say("No file for this question was handed in; its name is " + hand_in_of(question_) + ".");
    case Judged::empty: return say("There is nothing in " + short_name(result_.file, 60) + " to judge.");
    case Judged::unreadable: say(short_name(result_.file, 60) + " cannot be read."); return tell_problems();
    case Judged::skipped: return tell_skipped();
    }
}

void Telling::tell_right() {
    if (!result_.convention.empty())
        say("It is right by the convention " + short_name(result_.convention) + ".");
    if (result_.tie_opened) say("It is right: a tie may be decided either way here.");
    if (!result_.answers.empty()) tell_wrong();
}

/// A hidden question is not named, even where another one needs it.
void Telling::tell_skipped() {
    const Question* needed = assignment_.find(result_.unmet);
    if (needed == nullptr || needed->visibility != Visibility::visible)
        say("It is not judged, since what it needs is not right.");
    else
        say("It is not judged, since it needs the question \"" + title_of(*needed) +
            "\", which is not right.");
}

/// Only what was said of the student's own file.
void Telling::tell_problems() {
    std::size_t count = 0;
    for (const Diagnostic& problem : result_.problems) {
        if (!problem.file.empty() && problem.file != result_.file) continue;
        if (++count > most_problems) continue;
        const std::string line = problem.at.line == 0 ? "" : "Line " + std::to_string(problem.at.line) + ": ";
        say(line + problem.message + (problem.hint.empty() ? "" : "; " + problem.hint) + ".");
    }
    if (count > most_problems) say("There are " + std::to_string(count - most_problems) + " more problems.");
}

void Telling::tell_wrong() {
    if (result_.comparison) tell_comparison(*result_.comparison);
    if (result_.diagnosis && result_.diagnosis->is_whole()) tell_diagnosis(*result_.diagnosis);
    if (question_.kind == QuestionKind::answers)
        tell_answers();
    else
        tell_measures();
    tell_expectations();
    if (question_.kind == QuestionKind::scenario) tell_problems();
    const bool is_unusable = !result_.comparison && !result_.problems.empty();
    if (question_.kind == QuestionKind::infer && is_unusable) // why it is may name what only the scenario has
        say("The policy that was handed in, or one of its parameters, cannot be used here.");
}

void Telling::tell_comparison(const Comparison& comparison) {
    if (comparison.category == Category::equal) return;
    if (!comparison.unknown.empty())
        say("It names what the exercise does not have: " + some_of(comparison.unknown) + ".");
    if (!comparison.absent.empty()) say("Not every thread of the exercise runs in it.");
    if (tells(FeedbackLevel::everything)) {
        told_.picture = bounded_lines(explain(comparison));
    } else if (tells(FeedbackLevel::divergence)) {
        say(found_in_words(comparison));
        told_.picture = bounded_lines(picture_of_found(comparison));
        tell_aftermath(comparison);
    } else if (comparison.unknown.empty() && !result_.diagnosis) {
        say("It parts from what was asked for.");
    }
}

/// Without the time from which on, which is the key's, and without by how much.
void Telling::tell_aftermath(const Comparison& comparison) {
    switch (comparison.aftermath) {
    case Aftermath::none: return;
    case Aftermath::rejoins: return say("Later on it is right again.");
    case Aftermath::shifted: return say("What comes later follows from this one mistake.");
    case Aftermath::independent:
        if (comparison.stretches > 1) say("It is not the only place where it is not right.");
    }
}

void Telling::tell_diagnosis(const Diagnosis& diagnosis) {
    if (diagnosis.misconceptions.empty())
        say(tells(FeedbackLevel::divergence)
                ? "It is done as the convention " + short_name(diagnosis.convention) +
                      " has it, which is not the one in force."
                : "It follows another convention than the one in force.");
    else if (tells(FeedbackLevel::divergence))
        for (const std::string& name : diagnosis.misconceptions)
            tell_misconception(name);
    else
        tell_areas(diagnosis);
}

void Telling::tell_areas(const Diagnosis& diagnosis) {
    std::vector<std::string_view> areas;
    for (const std::string& name : diagnosis.misconceptions) {
        const Misconception* found = find_misconception(name);
        if (found == nullptr) continue;
        const auto words = area_words(found->area);
        if (std::find(areas.begin(), areas.end(), words) == areas.end()) areas.push_back(words);
    }
    std::string list;
    for (std::size_t i = 0; i < areas.size(); ++i)
        list += (i == 0 ? "" : i + 1 == areas.size() ? " and " : ", ") + std::string(areas[i]);
    if (!list.empty()) say("It looks like a common mistake about " + list + ".");
}

void Telling::tell_misconception(const std::string& name) {
    const Misconception* found = find_misconception(name);
    if (found == nullptr || !named_.insert(name).second) return;
    say("What was handed in comes about if one believes: " + std::string(found->belief));
    say("Right is: " + std::string(found->right));
}

void Telling::tell_answers() {
    for (const AnswerResult& answer : result_.answers)
        tell_answer(answer);
    if (!tells(FeedbackLevel::divergence)) return;
    for (const AnswerResult& answer : result_.answers)
        if (!answer.right && !answer.misconceptions.empty())
            tell_misconception(answer.misconceptions.front());
}

/// What the answer of a yes-or-no question should be follows from its being wrong: that much is the level's.
void Telling::tell_answer(const AnswerResult& answer) {
    const std::string title = title_of(answer);
    if (!answer.given) return say(title + ": not answered.");
    if (answer.right) return say(title + ": right.");
    if (!tells(FeedbackLevel::divergence)) {
        const bool is_own = answer.has_own && answer.right_own;
        return say(title + (!answer.problem.empty() ? ": cannot be read."
                            : is_own                ? ": right for your own schedule only."
                                                    : ": not right."));
    }
    std::string text = title + ": ";
    text +=
        answer.problem.empty() ? short_name(answer.found) + " is not right" : short_name(answer.problem, 80);
    if (answer.has_own && answer.right_own) text += ", but it is right for your own schedule";
    if (tells(FeedbackLevel::everything)) {
        text += "; expected " + short_name(answer.expected);
        if (answer.has_own && !answer.right_own)
            text += ", or " + short_name(answer.own) + " for your own schedule";
    }
    say(text + ".");
}

/// Measures of a trace are called by the key's names: below `everything` they are only counted.
void Telling::tell_measures() {
    if (result_.answers.empty()) return;
    if (tells(FeedbackLevel::everything)) {
        for (const AnswerResult& answer : result_.answers)
            tell_answer(answer);
        return;
    }
    const auto right = std::count_if(result_.answers.begin(), result_.answers.end(),
                                     [](const AnswerResult& each) { return each.right; });
    say(std::to_string(right) + " of " + count_of(result_.answers.size(), "measure is", "measures are") +
        " right.");
}

void Telling::tell_expectations() {
    const auto& all = result_.expectations;
    if (all.empty()) return;
    const auto passed = std::count_if(all.begin(), all.end(), [](const auto& each) { return each.passed; });
    say(std::to_string(passed) + " of " + count_of(all.size(), "expectation is", "expectations are") +
        " met.");
    if (!tells(FeedbackLevel::divergence)) return;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].passed) continue;
        std::string text = "Expectation " + std::to_string(i + 1) + " is not met";
        if (tells(FeedbackLevel::everything))
            text += ": " + all[i].claim + (all[i].found.empty() ? "" : "; found: " + all[i].found);
        say(text + ".");
    }
}

std::string Telling::share_in_words() const {
    switch (result_.comparison->marking) {
    case Marking::all_or_nothing: return "Points are given for all or nothing.";
    case Marking::prefix: return "The share before the first mistake counts";
    case Marking::agreeing_time: return "The share of the time that agrees counts";
    case Marking::aligned_events: return "The share of what happens in the same order counts";
    case Marking::per_metric: return "The share of the measures that are right counts";
    }
    return {};
}

void Telling::tell_arithmetic() {
    if (tells(FeedbackLevel::everything)) {
        if (result_.comparison && result_.comparison->arithmetic == result_.arithmetic)
            return; // is told there
        for (std::size_t i = 0; i < result_.arithmetic.size() && i < most_sentences; ++i)
            told_.arithmetic.push_back(fit(one_line(result_.arithmetic[i]), longest_sentence));
        return;
    }
    if (result_.judged != Judged::wrong) return;
    const std::string reached = points_of_most(result_.points, result_.most);
    if (result_.deducted) {
        told_.arithmetic.push_back(reached +
                                   " points: all of them, less what is taken off for this mistake.");
    } else if (result_.comparison && result_.most > Ratio()) {
        const std::string share = share_in_words();
        if (result_.comparison->marking == Marking::all_or_nothing)
            told_.arithmetic.push_back(share);
        else if (result_.comparison->capped)
            told_.arithmetic.push_back(share + ", up to a limit for what is not right: " + reached +
                                       " points.");
        else
            told_.arithmetic.push_back(share + ": " + percentage(result_.points / result_.most) + ", " +
                                       reached + " points.");
    }
}

} // namespace

DisclosedQuestion disclose(const Assignment& assignment, const Question& question,
                           const QuestionResult& result) {
    return Telling(assignment, question, result).told();
}

Disclosed disclose(const Assignment& assignment, const StudentResult& result) {
    Disclosed disclosed;
    disclosed.student = result.student;
    disclosed.title = assignment.title;
    for (const Question& question : assignment.questions) {
        const QuestionResult* found = find_result(result, question.name);
        if (found == nullptr || question.visibility == Visibility::hidden) continue;
        if (question.visibility == Visibility::visible) {
            disclosed.questions.push_back(disclose(assignment, question, *found));
            disclosed.points = disclosed.points + found->points;
            disclosed.most = disclosed.most + found->most;
            continue;
        }
        DisclosedQuestion later;
        later.name = question.name;
        later.title = title_of(question);
        later.visibility = question.visibility;
        later.most = found->most;
        later.level = FeedbackLevel::score;
        later.judged = Judged::skipped;
        disclosed.questions.push_back(std::move(later));
    }
    for (std::size_t i = 0; i < result.unused.size() && i < most_sentences; ++i)
        disclosed.unused.push_back(short_name(result.unused[i], 60));
    return disclosed;
}

} // namespace ossim
