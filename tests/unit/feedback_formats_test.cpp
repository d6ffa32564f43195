// Numbers and shapes that other programs read.
#include "feedback/wording.hpp"
#include "feedback_story.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace ossim;
using Json = nlohmann::json;

TEST_CASE("points are exact where they can be, and never look like more than they are") {
    CHECK(points_of(Ratio(15, 2), Ratio(10)) == "7.5");
    CHECK(points_of(Ratio(14, 3), Ratio(10)) == "4.667");
    CHECK(points_of(Ratio(99'999, 10'000), Ratio(10)) == "9.999");
    CHECK(points_of(Ratio(10), Ratio(10)) == "10");
    CHECK(points_of(Ratio(100), Ratio(100)) == "100");
    CHECK(points_of(Ratio(), Ratio(10)) == "0");
    CHECK(points_of(Ratio(1, 3), Ratio(1), 6) == "0.333333");
    CHECK(percentage(Ratio(9'999, 10'000)) == "99.9%");
    CHECK(percentage(Ratio(1)) == "100.0%");
}

TEST_CASE("Gradescope: scores are numbers, each question is a test with its visibility") {
    Homework homework;
    homework.assignment.questions[1].visibility = Visibility::after_published;
    const Json json = Json::parse(gradescope_json(homework.assignment, homework.ann));
    CHECK(json["score"].is_number());
    CHECK(json["output_format"] == "md");
    CHECK(json["stdout_visibility"] == "hidden");
    REQUIRE(json["tests"].size() == 3);
    const std::vector<std::string> visible{"visible", "after_published", "hidden"};
    for (std::size_t i = 0; i < 3; ++i) {
        const Json& test = json["tests"][i];
        CHECK(test["score"].is_number());
        CHECK(test["max_score"].is_number());
        CHECK(test["status"] == "failed");
        CHECK(test["output_format"] == "md");
        CHECK(test["number"] == std::to_string(i + 1));
        CHECK(test["visibility"] == visible[i]);
    }
    const Json right = Json::parse(gradescope_json(homework.assignment, homework.ben));
    CHECK(right["score"] == 16);
    CHECK(right["tests"][0]["status"] == "passed");
    CHECK(right["output"].get<std::string>().find("16") == std::string::npos);
}

TEST_CASE("Classroom 50: whole scores that add up, without what is not visible") {
    Homework homework;
    Question half = a_question("half", QuestionKind::trace, 1);
    half.points = Ratio(5, 2);
    homework.assignment.questions.push_back(half);
    homework.ann.questions.push_back(a_result(half, Judged::wrong, Ratio(7, 5)));
    const Json json = Json::parse(classroom50_json(homework.assignment, homework.ann, {{"USERNAME", "ann"}}));
    CHECK(json["schema"] == "classroom50/result/v1");
    CHECK(json["usernames"] == Json::array({"ann"}));
    CHECK(!json.contains("classroom"));
    REQUIRE(json["tests"].size() == 3);
    int score = 0, most = 0;
    for (const Json& test : json["tests"]) {
        CHECK(test["score"].is_number_integer());
        CHECK(test["passed"] == (test["score"] == test["max-score"]));
        score += test["score"].get<int>();
        most += test["max-score"].get<int>();
    }
    CHECK(json["score"] == score);
    CHECK(json["max-score"] == most);
    CHECK(json["tests"][2]["max-score"] == 5); // 2.5, of which twice is whole
    CHECK(json["tests"][2]["score"] == 2);     // 1.4, twice, rounded down
    CHECK(json["tests"][0]["max-score"] == 20);
}

TEST_CASE("JUnit: skipped and failed are counted") {
    Homework homework;
    homework.ann.questions[1] = a_result(homework.assignment.questions[1], Judged::skipped, Ratio());
    const std::vector<StudentResult> students{homework.ann};
    const std::string xml = junit_xml(homework.assignment, students);
    CHECK(xml.find("<testsuite name=\"ann\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"1\">") !=
          std::string::npos);
}
