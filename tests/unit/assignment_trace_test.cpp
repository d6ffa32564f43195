// Schedules that are handed in: right, wrong, and why.
#include "assignment_story.hpp"

using namespace ossim;
using namespace ossim::test;

namespace {

Course chart(const std::string& more = "", std::map<std::string, std::string> files = rr_folder()) {
    return Course("questions:\n  chart: {kind: trace, scenario: rr.yaml" + more + "}\n", std::move(files));
}

void show_problems(const Course& course) {
    for (const Diagnostic& each : course.grader->problems())
        MESSAGE(each.message);
}

} // namespace

TEST_CASE("a right schedule") {
    const Course course = chart();
    show_problems(course);
    CHECK(course.grader->problems().empty());
    const auto result = course.one("chart.txt", "A 0-2, B 2-4, A 4-6, C 6-8, B 8-9, A 9-10");
    MESSAGE(result.arithmetic.front());
    if (result.comparison->first) MESSAGE(explain(*result.comparison));
    CHECK(result.judged == Judged::right);
}
