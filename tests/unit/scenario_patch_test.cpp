// Variants and --set: paths, lists addressed by name, short forms, and aliases that stay apart.
#include "scenario_catalogues.hpp"

#include "base/show_diagnostic.hpp"

#include <doctest/doctest.h>

using namespace ossim;

namespace {

LoadResult patched(const std::string& text, std::vector<Patch> patches) {
    LoadOptions options;
    options.patches = std::move(patches);
    return test::load_text(text, options);
}

Scenario scenario_of(const std::string& text, std::vector<Patch> patches) {
    LoadResult result = patched(text, std::move(patches));
    INFO(show_all(result.diagnostics, {}));
    REQUIRE(result.scenario.has_value());
    return std::move(*result.scenario);
}

Duration quantum_of(const Scenario& scenario) {
    return std::get<Duration>(scenario.scheduler.parameters.at(0).value);
}

const std::string base =
    "ossim: 1\nscheduler: {policy: rr, quantum: 4}\nprocesses:\n  - {name: A, burst: 5}\n"
    "  - {name: A.b, burst: 6}\n";

} // namespace

TEST_CASE("a dotted path replaces a value") {
    CHECK(quantum_of(scenario_of(base, {{"scheduler.quantum", "7"}})) == Duration(7'000'000));
    CHECK(scenario_of(base, {{"title", "5"}, {"seed", "9"}}).seed == 9);
}

TEST_CASE("a map given at a key replaces the map") {
    CHECK(scenario_of(base, {{"scheduler", "{policy: fcfs}"}}).scheduler.policy == "fcfs");
}

TEST_CASE("patches are applied in order") {
    CHECK(quantum_of(scenario_of(base, {{"scheduler.quantum", "7"}, {"scheduler.quantum", "8"}})) ==
          Duration(8'000'000));
}

TEST_CASE("list entries go by name, the longest one first") {
    const Scenario scenario = scenario_of(base, {{"processes.A.b.count", "3"}, {"processes.A.count", "2"}});
    CHECK(scenario.processes[0].count == 2);
    CHECK(scenario.processes[1].count == 3);
}

TEST_CASE("a path makes what is not there") {
    CHECK(scenario_of(base, {{"machine.cpus", "3"}}).machine.cpus == 3);
    CHECK(scenario_of(base, {{"machine.devices.disk.channels", "3"}}).machine.devices.at(0).channels == 3);
}

TEST_CASE("a word that is short for a mapping is widened") {
    const std::string text = "ossim: 1\nmachine: {costs: x86-64-pcid}\nconventions: mines\nscheduler: fcfs\n"
                             "processes: [{name: A, burst: 1}]\n";
    const Scenario scenario =
        scenario_of(text, {{"machine.costs.trap_out", "40ns"}, {"conventions.io_issue", "1"}});
    CHECK(scenario.machine.costs.profile == "x86-64-pcid");
    CHECK(scenario.machine.costs.trap_out == Price::of_ns(40));
    CHECK(scenario.conventions.preset == "mines");
    CHECK(scenario.conventions.io_issue == Duration(1'000'000));
}

TEST_CASE("patching one use of an alias leaves the others alone") {
    const std::string text = "ossim: 1\nprocesses:\n  - &a {name: A, burst: 5, count: 2}\nx-b: *a\n"
                             "x-c: &c {cpus: 2, devices: &d {disk: {channels: 2}}}\nmachine: *c\n";
    CHECK(scenario_of(text, {{"x-b.count", "9"}}).processes[0].count == 2);
    CHECK(scenario_of(text, {{"x-c.devices.disk.channels", "9"}}).machine.devices[0].channels == 2);
    CHECK(scenario_of(text, {{"machine.devices.disk.channels", "9"}}).machine.devices[0].channels == 9);
}

TEST_CASE("the patch of the command line comes after the variant") {
    const std::string text =
        base + "variants: {fast: {scheduler.quantum: 1}, slow: {scheduler.quantum: 9, seed: 3}}\n";
    LoadOptions options;
    options.variant = "slow";
    CHECK(quantum_of(*test::load_text(text, options).scenario) == Duration(9'000'000));
    CHECK(quantum_of(*test::load_text(text).scenario) == Duration(4'000'000));
    options.patches = {{"scheduler.quantum", "2"}};
    CHECK(quantum_of(*test::load_text(text, options).scenario) == Duration(2'000'000));
    CHECK(test::load_text(text, options).scenario->seed == 3);
}

TEST_CASE("messages about the command line quote the command line") {
    const std::vector<Patch> patches{{"seed", "5"}, {"scheduler.quantum", "soon"}};
    const LoadResult result = patched(base, patches);
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].file == "--set");
    CHECK(result.diagnostics[0].at == Mark{2, 19});
    const SourceText sources[] = {patch_source(patches)};
    CHECK(show_all(result.diagnostics, sources) ==
          "--set:2:19: error: \"quantum\" of policy \"rr\": \"soon\" is not a duration; write it as in 5ms "
          "[bad-value]\n"
          "  |\n2 | scheduler.quantum=soon\n  |                   ^~~~\n");
}

TEST_CASE("broken values and empty paths are told, never fatal") {
    for (const char* value : {"", "{", "[", "*x", "\"", "!x", "a: b: c", "\xff", "---", ","})
        for (const char* path :
             {"", ".", "..", "scheduler.", ".scheduler", "processes.A.", "a.b.c.d.e", "processes"}) {
            INFO(path << "=" << value);
            const LoadResult result = patched(base, {{path, value}});
            CHECK((result.scenario.has_value() || !result.diagnostics.empty()));
        }
}
