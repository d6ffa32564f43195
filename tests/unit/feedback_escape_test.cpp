// What students write is text in every format, never markup, a link, a formula or a control character.
#include "feedback/escape.hpp"
#include "feedback_story.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using namespace ossim;

TEST_CASE("Markdown: no markup, no link, no mention, no formula") {
    CHECK(markdown_text("*a* _b_ `c` [d](e) <f> |g| ~h~ $i$ &j;") ==
          "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\<f\\> \\|g\\| \\~h\\~ \\$i\\$ \\&j;");
    CHECK(markdown_text("see http://x.org or www.x.org, @all") ==
          "see http:\\/\\/x.org or www\\.x.org, &#64;all");
    CHECK(markdown_text("# a") == "\\# a");
    CHECK(markdown_text("12. a") == "12\\. a");
    CHECK(markdown_text("7.5 of 10") == "7\\.5 of 10");
    CHECK(markdown_text("7.5 of 10", false) == "7.5 of 10");
    CHECK(markdown_text("a\nb\x1b[31m") == "a b\\\\x1B\\[31m");
}

TEST_CASE("a fence is longer than any in its text") {
    CHECK(markdown_fence("a\n") == "```text\na\n```\n");
    CHECK(markdown_fence("```\n````\x1b\n") == "`````text\n```\n````\\x1B\n`````\n");
}

TEST_CASE("HTML and XML: no tag, no character that XML forbids") {
    CHECK(markup_text("<script>alert(\"1\" & '2')</script>") ==
          "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;");
    CHECK(markup_text(std::string("a\0b\x1b\xff", 5)) == "a\\x00b\\x1B\\xFF");
    CHECK(markup_text("\xEF\xBF\xBF") == "\xEF\xBF\xBD");
    CHECK(markup_text("a\nb\n") == "a\nb\n");
    CHECK(markup_text("") == "");
}

TEST_CASE("CSV: no cell is a formula") {
    CHECK(safe_csv_cell("ann") == "ann");
    CHECK(safe_csv_cell("=1+2") == "\"'=1+2\"");
    CHECK(safe_csv_cell("+49") == "\"'+49\"");
    CHECK(safe_csv_cell("-x") == "\"'-x\"");
    CHECK(safe_csv_cell("@a") == "\"'@a\"");
    CHECK(safe_csv_cell("  =a") == "\"'  =a\"");
    CHECK(safe_csv_cell("\t=a") == "\"'\\x09=a\"");
    CHECK(safe_csv_cell("a,b") == "\"a,b\"");
    CHECK(safe_csv_cell("a\"b") == "\"a\"\"b\"");
    CHECK(safe_csv_cell("a;b\nc") == "\"a;b\\x0Ac\"");
}

TEST_CASE("JSON: whatever the bytes, it is read back") {
    for (const std::string& text :
         {std::string("a\"\\\n\x01"), std::string("\xff\xfe"), std::string("</script>")})
        CHECK(nlohmann::json::accept(json_string(text)));
    CHECK(json_string("a\"\n") == "\"a\\\"\\n\"");
}

TEST_CASE("a hostile name and a hostile answer harm no writer") {
    const Assignment assignment =
        an_assignment({a_question("averages", QuestionKind::answers, 5, FeedbackLevel::everything)});
    QuestionResult result = a_result(assignment.questions[0], Judged::wrong, Ratio());
    const std::string hostile = "</pre><script>x</script>]]>\"'=cmd()|![a](http://b)\n# @all";
    result.file = hostile;
    result.answers = {an_answer("waiting", hostile, "1", 5)};
    StudentResult student = a_student(hostile, {result});
    student.unused = {hostile};
    const std::vector<StudentResult> results{student};
    const Disclosed disclosed = disclose(assignment, student);
    CHECK(leaked(student_html(disclosed), {"<script", "</pre><", "\"'="}) == "");
    CHECK(leaked(junit_xml(assignment, results), {"<script", "]]>"}) == "");
    CHECK(leaked(student_markdown(disclosed), {"![a]", "://", "@all", "><script"}) == "");
    CHECK(leaked(class_csv(assignment, results), {"\n#", "\n="}) == "");
    CHECK(nlohmann::json::accept(gradescope_json(assignment, student)));
    CHECK(nlohmann::json::accept(classroom50_json(assignment, student, {{"USERNAME", hostile}})));
    CHECK(staff_report(assignment, student).find("\n# ") == std::string::npos);
}
