// Gradescope's results.json. Whether a question may be seen is Gradescope's to keep, by its `visibility`; how
// much each tells is decided here, by its feedback level.
#include "ossim/feedback.hpp"

#include "feedback/json_writer.hpp"
#include "feedback/student.hpp"
#include "feedback/wording.hpp"

namespace ossim {

namespace {

constexpr int gradescope_places = 6;

std::string gradescope_test(const DisclosedQuestion& question, std::size_t number) {
    return JsonObject()
        .text("name", question.title)
        .text("name_format", "text")
        .text("number", std::to_string(number))
        .add("score", points_of(question.points, question.most, gradescope_places))
        .add("max_score", points_of(question.most, question.most, gradescope_places))
        .text("status", question.points >= question.most ? "passed" : "failed")
        .text("output", closed(question_markdown(question)))
        .text("output_format", "md")
        .text("visibility", word_of(question.visibility))
        .json(4);
}

/// What the whole submission is told, whatever may be seen of the questions: nothing that depends on a key.
std::string gradescope_output(const Assignment& assignment, const StudentResult& result) {
    std::string text = "**" + markdown_text(assignment.title, false) + "**\n";
    for (const std::string& file : disclose(assignment, result).unused)
        text += "\n- " + markdown_text("The file " + file + " belongs to no question.");
    return text;
}

} // namespace

std::string gradescope_json(const Assignment& assignment, const StudentResult& result) {
    std::vector<std::string> tests;
    std::size_t number = 0;
    for (const Question& question : assignment.questions) {
        ++number;
        if (const QuestionResult* found = find_result(result, question.name))
            tests.push_back(gradescope_test(disclose(assignment, question, *found), number));
    }
    return JsonObject()
               .add("score", points_of(result.points, result.most, gradescope_places))
               .text("output", gradescope_output(assignment, result))
               .text("output_format", "md")
               .text("test_output_format", "md")
               .text("test_name_format", "text")
               .text("visibility", "visible")
               .text("stdout_visibility", "hidden")
               .add("extra_data", JsonObject().text("ossim", OSSIM_VERSION).json(2))
               .add("tests", JsonObject::list(tests, 2))
               .json() +
           "\n";
}

} // namespace ossim
