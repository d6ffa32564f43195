// JUnit XML, as GitHub, GitLab and Jenkins read it. Time is not told: the same work gives the same bytes.
#include "ossim/feedback.hpp"

#include "feedback/escape.hpp"
#include "feedback/student.hpp"
#include "feedback/wording.hpp"

namespace ossim {

namespace {

struct JunitCounts {
    std::size_t tests = 0, failures = 0, skipped = 0;
    [[nodiscard]] std::string attributes() const {
        return " tests=\"" + std::to_string(tests) + "\" failures=\"" + std::to_string(failures) +
               "\" errors=\"0\" skipped=\"" + std::to_string(skipped) + "\"";
    }
};

std::string junit_case(const DisclosedQuestion& each, const std::string& student, JunitCounts& counts) {
    ++counts.tests;
    const std::string_view word = test_word(each.judged, each.points, each.most);
    std::string text = "    <testcase classname=\"" + student + "\" name=\"" + markup_text(each.name) + "\"";
    if (word == "OK") return text + "/>\n";
    if (word == "SKIP") {
        ++counts.skipped;
        return text + ">\n      <skipped message=\"" + markup_text(standing_of(each)) +
               "\"/>\n    </testcase>\n";
    }
    ++counts.failures;
    return text + ">\n      <failure type=\"" + std::string(word_of(each.judged)) + "\" message=\"" +
           markup_text(standing_of(each)) + "\">" + markup_text(closed(question_text(each))) +
           "</failure>\n    </testcase>\n";
}

} // namespace

std::string junit_xml(const Assignment& assignment, std::span<const StudentResult> results) {
    std::string suites;
    JunitCounts all;
    for (const StudentResult* result : by_student(results)) {
        const Disclosed disclosed = disclose(assignment, *result);
        const std::string student = markup_text(short_name(disclosed.student, 80));
        JunitCounts counts;
        std::string cases;
        for (const DisclosedQuestion& each : disclosed.questions)
            if (each.visibility == Visibility::visible) cases += junit_case(each, student, counts);
        suites += "  <testsuite name=\"" + student + "\"" + counts.attributes() + ">\n" + cases +
                  "  </testsuite>\n";
        all.tests += counts.tests;
        all.failures += counts.failures;
        all.skipped += counts.skipped;
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"" +
           markup_text(short_name(assignment.title, 80)) + "\"" + all.attributes() + ">\n" + suites +
           "</testsuites>\n";
}

} // namespace ossim
