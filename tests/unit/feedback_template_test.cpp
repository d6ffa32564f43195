// The teacher's own CSV: one column is filled, every other byte stays.
#include "feedback_story.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ossim;

namespace {

StudentResult scored(const std::string& name, Ratio points) {
    StudentResult result;
    result.student = name;
    result.points = points;
    result.most = Ratio(16);
    return result;
}

const std::vector<StudentResult> pair{scored("ann", Ratio(31, 2)), scored("ben", Ratio(16))};

FilledTemplate filled(std::string_view csv, std::string_view column = "HW1",
                      const std::vector<StudentResult>& results = pair) {
    return fill_template(csv, column, results);
}

std::string text_of(const FilledTemplate& result) {
    return result.text.value_or("problem: " + result.problem);
}

using TextList = std::vector<std::string>;

} // namespace

TEST_CASE("a column is filled and every other byte stays: quotes, CRLF, BOM, blanks, a missing end of line") {
    const auto result =
        filled("\xEF\xBB\xBFName,\"Login\"  , HW1 ,Notes\r\n\"A, \"\"Ann\"\"\",ann,,\"x\r\ny\"\r\n"
               "B, BEN ,\"0\",");
    CHECK(text_of(result) ==
          "\xEF\xBB\xBFName,\"Login\"  , HW1 ,Notes\r\n\"A, \"\"Ann\"\"\",ann,15.5,\"x\r\ny\"\r\n"
          "B, BEN ,\"16\",");
    CHECK(result.unmatched.empty());
    CHECK(result.unfilled.empty());
}

TEST_CASE("Canvas: the row of points possible is nobody's") {
    const auto result = filled("Student,ID,SIS User ID,SIS Login ID,Section,HW1 (123),Final (9)\n"
                               "    Points Possible,,,,,16,100\n"
                               "\"Lee, Ann\",1,u1,ann,A,,\n"
                               "\"Kim, Cho\",2,u2,cho,A,,\n"
                               "\"Student, Test\",,,,A,,\n");
    CHECK(text_of(result) == "Student,ID,SIS User ID,SIS Login ID,Section,HW1 (123),Final (9)\n"
                             "    Points Possible,,,,,16,100\n"
                             "\"Lee, Ann\",1,u1,ann,A,15.5,\n"
                             "\"Kim, Cho\",2,u2,cho,A,,\n"
                             "\"Student, Test\",,,,A,,\n");
    CHECK(result.unmatched == TextList{"ben"});
    CHECK(result.unfilled == TextList{"cho", ""});
}

TEST_CASE("Moodle: the address up to its @, with semicolons and tabs too") {
    CHECK(text_of(filled("Email address;HW1;Feedback\nann@uni.edu;;\nBen@uni.edu;3;x\n")) ==
          "Email address;HW1;Feedback\nann@uni.edu;15.5;\nBen@uni.edu;16;x\n");
    CHECK(text_of(filled("id\tHW1\nann\t\nben\t-\n")) == "id\tHW1\nann\t15.5\nben\t16\n");
}

TEST_CASE("the column is named whole, or by a beginning that is clear") {
    CHECK(text_of(filled("id,HW10,HW1\nann,,\n")) == "id,HW10,HW1\nann,,15.5\n");
    CHECK(filled("id,HW1 a,HW1 b\nann,,\n").problem == "several columns begin with \"HW1\": HW1 a and HW1 b");
    CHECK(filled("id,Quiz\nann,\n").problem == "no column is called \"HW1\"; there are id and Quiz");
    CHECK(filled("id,HW1\nann,\n", "").problem == "no column is called \"\"; there are id and HW1");
}

TEST_CASE("who could be meant twice gets nothing") {
    const auto rows = filled("id,HW1\nann,\nann,\nben,\n");
    CHECK(text_of(rows) == "id,HW1\nann,\nann,\nben,16\n");
    CHECK(rows.unmatched == TextList{"ann"});
    CHECK(rows.unfilled == TextList{"ann", "ann"});
    const auto students = filled("id,HW1\nann,\n", "HW1", {scored("Ann", Ratio(1)), scored("ann", Ratio(2))});
    CHECK(text_of(students) == "id,HW1\nann,\n");
    CHECK(students.unmatched == TextList{"Ann", "ann"});
}

TEST_CASE("the column that names most students decides, not one that happens to hold a name") {
    const auto result = filled("first,id,HW1\nben,ann,\nMax,ben,\ncho,x,\n");
    CHECK(text_of(result) == "first,id,HW1\nben,ann,15.5\nMax,ben,16\ncho,x,\n");
}

TEST_CASE("what is no CSV is said, not filled") {
    CHECK(filled("").problem == "it is empty: the first row names the columns");
    CHECK(filled("id,HW1\nann,\"3\n").problem == "the quotes that open in row 2 never close");
    CHECK(text_of(filled("id,HW1\nann\n")) == "id,HW1\nann\n");
    CHECK(filled("id,HW1\nann\n").unfilled == TextList{"ann"});
}
