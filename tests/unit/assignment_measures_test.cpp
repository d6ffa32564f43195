// The measures of the key's own schedule are the key's measures: in every scenario that comes with ossim.
#include "assignment/own_measures.hpp"
#include "assignment/played.hpp"
#include "assignment_story.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace ossim;
using namespace ossim::test;

namespace {

std::string content_of(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Expressions that differ, of a scenario that makes neither processes nor threads while it runs.
std::string differing(const Scenario& scenario) {
    Keep keep;
    keep.metrics = true;
    const Played key = play(scenario, keep);
    const Schedule& schedule = *key.submission.schedule;
    MetricsByVariant right, own;
    right[""] = key.metrics;
    own[""] = own_metrics(schedule, schedule, key.metrics);
    std::vector<std::string> asked{"makespan", "length",      "throughput", "thread_throughput",
                                   "switches", "utilisation", "idle",       "busy"};
    for (const ThreadMetrics& thread : key.metrics.threads)
        for (const char* metric : {"arrival", "start", "finish", "response", "turnaround", "waiting",
                                   "ready_wait", "ready_before_start", "blocked", "turnaround_minus_cpu",
                                   "normalised_turnaround", "running", "cpu"})
            asked.push_back(thread.name + "." + metric);
    std::string wrong;
    for (const std::string& each : asked) {
        REQUIRE(why_not_own(each).empty());
        const auto expected = evaluate_measure(each, judged(right), scenario.unit);
        const auto found = evaluate_measure(each, judged(own), scenario.unit);
        const auto text = [&](const MeasuredValue& value) {
            return value.value ? show_value(*value.value, scenario.unit) : "none";
        };
        if (text(expected) != text(found))
            wrong += each + " is " + text(expected) + ", own " + text(found) + "\n";
    }
    return wrong;
}

} // namespace

TEST_CASE("the key's own schedule measures what the key does") {
    std::size_t count = 0;
    for (const char* folder : {"scenarios/lessons", "scenarios/textbook"})
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.path().extension() != ".yaml") continue;
            const std::string name = entry.path().filename().string();
            CAPTURE(name);
            auto loaded = load({name, content_of(entry.path())}, all_catalogues());
            if (!loaded.scenario) continue;
            ++count;
            CHECK(differing(*loaded.scenario) == "");
        }
    CHECK(count > 40);
}

TEST_CASE("what a schedule cannot tell is named") {
    CHECK(why_not_own("avg(waiting)").empty());
    CHECK(why_not_own("P1.turnaround - P2.turnaround").empty());
    CHECK(why_not_own("cpu0.switches").empty());
    CHECK(why_not_own("switches").empty());
    CHECK(why_not_own("avg(switches)") == "switches cannot be had from a schedule");
    CHECK(why_not_own("P1.page_faults") == "P1.page_faults cannot be had from a schedule");
    CHECK(why_not_own("switches.process.mean") == "switches.process.mean cannot be had from a schedule");
    CHECK(why_not_own("three::P1.turnaround") == "three::P1.turnaround cannot be had from a schedule");
}
