// The section of the report that puts theory beside the run.
#include "render/schedulability.hpp"

#include "base/text.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace ossim;

namespace {

Metrics jobs(std::uint64_t released, std::uint64_t missed) {
    Metrics made;
    ThreadMetrics& thread = made.threads.emplace_back();
    thread.name = "A";
    thread.jobs.released = released;
    thread.jobs.missed = missed;
    thread.jobs.worst_response = Duration(20'000'000);
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
    Theory theory;
    theory.tasks = {task_of_ms("A", 20, 100), task_of_ms("B", 40, 150), task_of_ms("C", 100, 350)};
    for (std::int64_t priority = 0; TaskModel & task : theory.tasks)
        task.priority = priority++;
    theory.findings = {
        {.test = "Liu & Layland bound", .verdict = Schedulable::yes, .why = "U = 0.752381 <= 0.779763"},
        {.test = "response-time analysis", .verdict = Schedulable::yes, .why = "R <= D of each task"}};
    theory.bounds = response_times(theory.tasks);
    CHECK(schedulability_section(theory, jobs(36, 0), 2, {}) ==
          "Schedulability  3 periodic tasks, U = 0.752, hyperperiod 2100ms\n"
          "\n"
          "test                    says         because\n"
          "Liu & Layland bound     schedulable  U = 0.752381 <= 0.779763\n"
          "response-time analysis  schedulable  R <= D of each task\n"
          "the run                 met          0 of 36 jobs missed their deadlines\n"
          "  The tests take every job to need its wcet at most, switches to be free, and\n"
          "  tasks never to wait for anything.\n"
          "\n"
          "task  wcet  period  deadline  worst response: by analysis  in the run\n"
          "A       20     100       100                           20          20\n"
          "B       40     150       150                           60           -\n"
          "and 1 more task: --rows 3\n");
    CHECK(schedulability_section({}, jobs(0, 0), 20, {}).empty());
}

TEST_CASE("where they disagree, the section says why that may be") {
    Theory theory;
    theory.tasks = {task_of_ms("A", 20, 100)};
    theory.findings = {{.test = "EDF utilisation", .verdict = Schedulable::yes, .why = "U <= 1"}};
    CHECK(schedulability_section(theory, jobs(9, 2), 20, {}).find("what was") != std::string::npos);
    theory.findings[0].verdict = Schedulable::no;
    CHECK(schedulability_section(theory, jobs(9, 0), 20, {}).find("may come later") != std::string::npos);
}

TEST_CASE("nothing is wider than the paper") {
    Theory theory;
    theory.tasks = {task_of_ms("A", 20, 100)};
    theory.findings = {{.test = "necessary: sum U <= m, C <= D",
                        .verdict = Schedulable::not_applicable,
                        .why = std::string(200, 'x') + " " + std::string(90, 'y')}};
    theory.bounds = response_times(theory.tasks);
    for (const std::size_t width : {40U, 60U, 80U}) {
        Style style;
        style.width = width;
        std::istringstream lines(schedulability_section(theory, jobs(1, 0), 20, style));
        for (std::string line; std::getline(lines, line);)
            CHECK(display_width(line) <= width);
    }
}
