// The section of the report that puts theory beside the run.
#include "render/schedulability.hpp"

#include "base/text.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace ossim;

namespace {

JobMetrics jobs(std::uint64_t released, std::uint64_t missed) {
    JobMetrics made;
    made.released = released;
    made.missed = missed;
    return made;
}

TaskModel task_of_ms(std::string name, std::int64_t wcet, std::int64_t period) {
    TaskModel made;
    made.name = std::move(name);
    made.wcet = Duration(wcet * 1'000'000);
    made.period = made.deadline = Duration(period * 1'000'000);
    return made;
}

} // namespace

TEST_CASE("theory and run, side by side") {
    const std::vector<TaskModel> tasks = {task_of_ms("A", 20, 100), task_of_ms("B", 40, 150),
                                          task_of_ms("C", 100, 350)};
    const std::vector<TestFinding> findings = {
        {.test = "Liu & Layland bound", .verdict = Schedulable::yes, .why = "U = 0.752381 <= 0.779763"},
        {.test = "response-time analysis", .verdict = Schedulable::yes, .why = "R <= D of each task"}};
    CHECK(schedulability_section(tasks, findings, jobs(36, 0), {}) ==
          "Schedulability  3 periodic tasks, U = 0.752, hyperperiod 2100ms\n"
          "\n"
          "test                    says         because\n"
          "Liu & Layland bound     schedulable  U = 0.752381 <= 0.779763\n"
          "response-time analysis  schedulable  R <= D of each task\n"
          "the run                 met          0 of 36 jobs missed their deadlines\n"
          "  The tests take every job to need its wcet at most, switches to be free, and\n"
          "  tasks never to wait for anything.\n");
    CHECK(schedulability_section({}, findings, jobs(0, 0), {}).empty());
}

TEST_CASE("where they disagree, the section says why that may be") {
    const std::vector<TaskModel> tasks = {task_of_ms("A", 20, 100)};
    std::vector<TestFinding> findings = {
        {.test = "EDF utilisation", .verdict = Schedulable::yes, .why = "U <= 1"}};
    CHECK(schedulability_section(tasks, findings, jobs(9, 2), {}).find("what was") !=
          std::string::npos);
    findings[0].verdict = Schedulable::no;
    CHECK(schedulability_section(tasks, findings, jobs(9, 0), {}).find("may come later") !=
          std::string::npos);
}

TEST_CASE("nothing is wider than the paper") {
    const std::vector<TaskModel> tasks = {task_of_ms("A", 20, 100)};
    const std::vector<TestFinding> findings = {{.test = "necessary: sum U <= m, C <= D",
                                                .verdict = Schedulable::not_applicable,
                                                .why = std::string(200, 'x') + " " + std::string(90, 'y')}};
    for (const std::size_t width : {40U, 60U, 80U}) {
        Style style;
        style.width = width;
        std::istringstream lines(schedulability_section(tasks, findings, jobs(1, 0), style));
        for (std::string line; std::getline(lines, line);)
            CHECK(display_width(line) <= width);
    }
}
