// Assignments and results for the tests of feedback, made by hand: nothing is judged here.
#pragma once

#include "ossim/feedback.hpp"
#include "ossim/grade.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ossim {

inline Question a_question(const std::string& name, QuestionKind kind, std::int64_t points,
                           FeedbackLevel level = FeedbackLevel::divergence) {
    Question question;
    question.name = name;
    question.kind = kind;
    question.hand_in = name + ".*";
    question.points = Ratio(points);
    question.feedback = level;
    return question;
}

inline Assignment an_assignment(std::vector<Question> questions) {
    Assignment assignment;
    assignment.file = "homework/assignment.yaml";
    assignment.title = "Round robin by hand";
    assignment.questions = std::move(questions);
    return assignment;
}

/// Compared with a key that is a schedule in words.
inline Comparison compared_with(std::string_view key, std::string_view found,
                                const CompareOptions& options = {}) {
    return compare(read_submission("key", key, Unit::ms), read_submission("chart.txt", found, Unit::ms),
                   options);
}

inline QuestionResult a_result(const Question& question, Judged judged, Ratio points) {
    QuestionResult result;
    result.question = question.name;
    if (judged != Judged::missing) result.file = question.name + ".txt";
    result.judged = judged;
    result.points = points;
    result.most = question.points;
    return result;
}

/// A wrong schedule, with its comparison.
inline QuestionResult a_wrong_schedule(const Question& question, std::string_view key,
                                       std::string_view found) {
    CompareOptions options;
    options.points = question.points;
    Comparison comparison = compared_with(key, found, options);
    QuestionResult result = a_result(question, Judged::wrong, comparison.points);
    result.arithmetic = comparison.arithmetic;
    result.comparison = std::move(comparison);
    return result;
}

inline AnswerResult an_answer(const std::string& name, const std::string& found, const std::string& expected,
                              std::int64_t most) {
    AnswerResult answer;
    answer.name = name;
    answer.given = !found.empty();
    answer.found = found;
    answer.expected = expected;
    answer.right = found == expected;
    answer.most = Ratio(most);
    if (answer.right) answer.points = answer.most;
    return answer;
}

inline StudentResult a_student(const std::string& name, std::vector<QuestionResult> questions) {
    StudentResult result;
    result.student = name;
    for (const QuestionResult& each : questions) {
        result.points = result.points + each.points;
        result.most = result.most + each.most;
    }
    result.questions = std::move(questions);
    return result;
}

/// Round robin with quantum 4 by hand: the chart is wrong by a quantum of 5, one of two averages is, and a
/// hidden question is missed.
struct Homework {
    Assignment assignment;
    StudentResult ann, ben;

    Homework() {
        Question chart = a_question("chart", QuestionKind::trace, 10);
        chart.title = "The schedule";
        Question averages = a_question("averages", QuestionKind::answers, 5);
        averages.follow = "chart";
        Question surprise = a_question("surprise", QuestionKind::trace, 1);
        surprise.visibility = Visibility::hidden;
        assignment = an_assignment({chart, averages, surprise});

        QuestionResult drawn = a_wrong_schedule(chart, "P1 0-4, P2 4-7, P1 7-9", "P1 0-5, P2 5-8, P1 8-9");
        Diagnosis diagnosis;
        diagnosis.misconceptions = {"quantum-off-by-one"};
        diagnosis.fit = Ratio(1);
        diagnosis.without = Ratio(7, 9);
        diagnosis.equals = {"another-one"};
        drawn.diagnosis = diagnosis;
        QuestionResult measured = a_result(averages, Judged::wrong, Ratio(2));
        AnswerResult waiting = an_answer("waiting", "4", "3.5", 3);
        waiting.has_own = waiting.right_own = true;
        waiting.own = "4";
        waiting.points_own = Ratio(3);
        measured.answers = {waiting, an_answer("switches", "2", "2", 2)};
        measured.arithmetic = {"waiting 0 + switches 2 = 2"};
        ann = a_student("ann", {drawn, measured, a_result(surprise, Judged::missing, Ratio())});
        ann.unused = {"notes.txt"};

        QuestionResult right = a_result(chart, Judged::right, Ratio(10));
        QuestionResult all = a_result(averages, Judged::right, Ratio(5));
        all.answers = {an_answer("waiting", "3.5", "3.5", 3), an_answer("switches", "2", "2", 2)};
        ben = a_student("ben", {right, all, a_result(surprise, Judged::right, Ratio(1))});
    }
};

/// Does any of the words occur in the text?
inline std::string leaked(const std::string& text, const std::vector<std::string>& words) {
    for (const std::string& word : words)
        if (text.find(word) != std::string::npos) return word;
    return "";
}

} // namespace ossim
