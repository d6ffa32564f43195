// Words that all writers of feedback share: points, verdicts, titles, lines of text.
#pragma once

#include "ossim/assignment.hpp"
#include "ossim/judgement.hpp"
#include "ossim/ratio.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// Points with so many places at most: "7", "7.5", "4.667". What is less than `most` never looks like it.
[[nodiscard]] std::string points_of(Ratio points, Ratio most, int places = 3);
/// "7.5 of 10".
[[nodiscard]] std::string points_of_most(Ratio points, Ratio most);
/// "7.5/10", as graders on terminals write it.
[[nodiscard]] std::string points_over_most(Ratio points, Ratio most);
/// A share as a percentage with one place: "46.7%". What is less than all is never "100.0%".
[[nodiscard]] std::string percentage(Ratio share);

/// On one line, and cut: whatever students or teachers call things.
[[nodiscard]] std::string short_name(std::string_view name, std::size_t columns = 40);
[[nodiscard]] std::string title_of(const Question& question);
[[nodiscard]] std::string title_of(const AnswerResult& answer);
/// The files that a question takes: `hand_in`, or its default.
[[nodiscard]] std::string hand_in_of(const Question& question);
/// "right", "partly right", "not right", "nothing handed in" …
[[nodiscard]] std::string verdict(Judged judged, Ratio points, Ratio most);
/// What stands behind a test on a terminal: OK, FAIL or SKIP.
[[nodiscard]] std::string_view test_word(Judged judged, Ratio points, Ratio most);
/// "after the due date", "after the grades are published"; empty for what is visible now, and what never is.
[[nodiscard]] std::string_view time_of(Visibility visibility);

/// "a, b and c", of at most twelve; then "and 3 more".
[[nodiscard]] std::string some_of(std::span<const std::string> names, std::size_t most = 12);
/// "1 student", "2 students".
[[nodiscard]] std::string count_of(std::uint64_t count, std::string_view one, std::string_view many = {});
/// Every line, with so many spaces before it.
[[nodiscard]] std::string indented(std::string_view text, std::size_t columns);
/// Ends with one line feed, unless it is empty.
[[nodiscard]] std::string closed(std::string text);
/// A row of `=` or `-` would be taken for markup: titles are underlined nowhere, they stand between these.
[[nodiscard]] std::string test_heading(std::string_view name, std::string_view title);

/// The result of a question, or null.
[[nodiscard]] const QuestionResult* find_result(const StudentResult& result, std::string_view question);
/// In order of their names; equal names keep their order.
[[nodiscard]] std::vector<const StudentResult*> by_student(std::span<const StudentResult> results);

} // namespace ossim
