// The catalogue as a whole: its words, and that every scenario can be run as anybody believes that it is.
#include "misconceptions_story.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

using namespace ossim;
using namespace ossim::testing;
namespace fs = std::filesystem;

namespace {

bool is_kebab(std::string_view name) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
    return !name.empty() && std::ranges::all_of(name, is_letter) && name.front() != '-' &&
           name.back() != '-' && name.find("--") == std::string_view::npos;
}

bool is_sentence(std::string_view text) { return text.size() > 20 && text.ends_with('.'); }

/// What lies in a folder of scenarios, each file once; large runs are cut.
std::vector<Scenario> scenarios_of(const std::string& folder) {
    std::vector<Scenario> all;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    std::ranges::sort(files);
    for (const fs::path& file : files) {
        std::ifstream stream(file);
        const SourceText source{file.string(), {std::istreambuf_iterator<char>(stream), {}}};
        LoadResult result = load(source, catalogues());
        REQUIRE_MESSAGE(result.scenario, file.string());
        Scenario& scenario = all.emplace_back(std::move(*result.scenario));
        scenario.limits.events = std::min<std::uint64_t>(scenario.limits.events, 2'000);
    }
    return all;
}

/// Fair shares in queues of their own, and CPUs with queues of their own; threads change while they run.
constexpr std::string_view mixed_shares =
    "scheduler: {policy: multilevel, shares: [4, 4, 4, 4], queues: [\n"
    "  {name: a, policy: cfs, latency: 6, min_granularity: 2, nr_latency: 1},\n"
    "  {name: b, policy: lottery, quantum: 2}, {name: c, policy: stride, quantum: 2},\n"
    "  {name: d, policy: eevdf, base_slice: 2}]}\n"
    "programs: {work: [{compute: 3}, {renice: {nice: -3}}, {io: 2}, {compute: 2}, yield, {compute: 1}]}\n"
    "processes:\n"
    "  - {name: A, queue: a, nice: 5, program: work}\n"
    "  - {name: B, queue: b, tickets: 3, arrival: 1, program: work}\n"
    "  - {name: C, queue: c, tickets: 2, program: work}\n"
    "  - {name: D, queue: d, slice: 1, arrival: 2, program: work}\n"
    "  - {name: S, queue: a, count: 3, program: work}\n";
constexpr std::string_view levels =
    "scheduler: {policy: mlfq, quantum: [2, 3, 4], allotment: [4, 4], boost: 15, aging: 9}\n"
    "programs: {work: [{compute: 5}, {io: 2}, {compute: 2}, yield, {compute: 6}]}\n"
    "processes:\n"
    "  - {name: A, program: work}\n"
    "  - {name: B, arrival: 3, count: 3, program: work}\n";
constexpr std::string_view deadlines =
    "until: 30\nscheduler: {policy: multilevel, shares: [4, 4, 4, 4], queues: [{name: a, policy: edf},\n"
    "  {name: b, policy: rm}, {name: c, policy: dm}, {name: d, policy: llf}]}\n"
    "processes:\n"
    "  - {name: A, queue: a, count: 2, deadline: 9, wcet: 3, burst: 3}\n"
    "  - {name: B, queue: b, count: 2, deadline: 8, wcet: 2, offset: 1, burst: 2}\n"
    "  - {name: C, queue: c, count: 2, period: 30, deadline: 7, wcet: 4, burst: 5, overrun: abort}\n"
    "  - {name: D, queue: d, arrival: 2, deadline: 9, wcet: 3, burst: 3}\n"
    "  - {name: S, queue: a, server: {budget: 2, period: 6}, bursts: [3, io: 1, 4]}\n";
constexpr std::string_view several_cpus =
    "machine: {cpus: 4, run_queues: [[0, 2], [1], [3]], balance: {every: 4, migration_cost: 1}}\n"
    "scheduler: {policy: cfs, latency: 6, min_granularity: 2, nr_latency: 3}\n"
    "programs: {work: [{compute: 3}, {affinity: 1..3}, {io: 2}, {compute: 2}, {renice: 3}, {compute: 1}]}\n"
    "processes:\n"
    "  - {name: A, nice: 5, affinity: [0, 3], program: work}\n"
    "  - {name: B, arrival: 1, count: 6, program: work}\n";

/// Runs it without a sink: what the kernel takes for granted is checked on the way.
Outcome run(const Scenario& scenario) {
    Simulation simulation(scenario, {});
    return simulation.run().outcome;
}

constexpr std::string_view mixed =
    "machine: {cpus: 2, costs: {profile: textbook-unit, process_switch: 1, thread_switch: 1},\n"
    "  devices: {disk: {channels: 1}}, memory: {frames: 6}, tlb: {entries: 4, address_space_tags: 2}}\n"
    "scheduler: {policy: multilevel, shares: [5, 3], queues: [{name: a, policy: rr, quantum: 3},\n"
    "  {name: b, policy: priority, urgent: low, preemptive: true, quantum: 2, aging: 4}, {name: c, policy: "
    "srtf}]}\n"
    "programs: {work: [{compute: 3}, {io: {device: disk, for: 2}}, {read: {pages: 0..3, each: 1}}, {sleep: "
    "1},\n"
    "  yield, {compute: 2}, {fork: [{compute: 1}, {write: 0}]}, {io: 1}, wait]}\n"
    "processes:\n"
    "  - {name: P1, queue: a, program: work}\n"
    "  - {name: P2, queue: b, priority: 2, arrival: 1, program: work}\n"
    "  - {name: P10, queue: b, priority: 1, arrival: 3, program: work}\n"
    "  - {name: S, queue: c, arrival: 2, threads: [{name: x, count: 2, program: work}, {name: y, burst: "
    "4}]}\n";

} // namespace

TEST_CASE("names are unique and in kebab case; belief, truth and documentation are sentences") {
    std::set<std::string_view> names, beliefs;
    for (const Misconception& each : misconception_catalogue()) {
        CAPTURE(each.name);
        CHECK(is_kebab(each.name));
        CHECK(names.insert(each.name).second);
        CHECK(beliefs.insert(std::string_view(each.belief)).second);
        CHECK(is_sentence(each.belief));
        CHECK(is_sentence(each.right));
        CHECK(each.doc.ends_with('.'));
        CHECK(static_cast<bool>(each.believe));
        CHECK(find_misconception(each.name) == &each);
    }
    CHECK(names.size() >= 35);
    CHECK(find_misconception("quantum-of-by-one") == nullptr);
    CHECK(std::ranges::is_sorted(misconception_catalogue(), {}, &Misconception::area));
}

TEST_CASE("lessons and textbook cases run under every misconception that can matter") {
    for (const std::string folder : {"scenarios/lessons", "scenarios/textbook"})
        for (const Scenario& scenario : scenarios_of(folder)) {
            CAPTURE(scenario.file);
            std::size_t applicable = 0;
            for (const Misconception& each : misconception_catalogue()) {
                CAPTURE(each.name);
                Belief belief{scenario, {}};
                if (!each.believe(belief)) continue;
                ++applicable;
                CHECK(run(belief.scenario) != Outcome::no_progress);
            }
            CHECK(applicable > 0);
        }
}

TEST_CASE("any two may be believed together, in either order") {
    const auto all = misconception_catalogue();
    std::size_t pairs = 0;
    for (const std::string_view yaml : {mixed, mixed_shares, levels, deadlines, several_cpus}) {
        const Scenario scenario = read(yaml);
        for (const Misconception& first : all) {
            Belief one{scenario, {}};
            if (!first.believe(one)) continue;
            for (const Misconception& second : all) {
                if (first.name == second.name) continue;
                Belief both = one;
                if (!second.believe(both)) continue;
                CAPTURE(first.name);
                CAPTURE(second.name);
                const Outcome outcome = run(both.scenario);
                CHECK((outcome == Outcome::finished || outcome == Outcome::until));
                ++pairs;
            }
        }
    }
    CHECK(pairs > 4'000);
}

TEST_CASE("under the conventions of every course the mistakes are others, and run") {
    Scenario scenario = read(mixed);
    std::set<std::string_view> seen;
    for (const PresetInfo& preset : catalogues().presets) {
        CAPTURE(preset.name);
        scenario.conventions = preset.settings;
        for (const Misconception& each : misconception_catalogue()) {
            CAPTURE(each.name);
            Belief belief{scenario, {}};
            if (!each.believe(belief)) continue;
            seen.insert(each.name);
            CHECK(run(belief.scenario) == Outcome::finished);
        }
    }
    for (const std::string_view name :
         {"arrivals-before-preempted", "woken-before-preempted", "turns-by-queue", "goes-on-when-alone",
          "same-thread-free", "switch-in-one-piece"})
        CHECK_MESSAGE(seen.count(name) == 1, name);
}

TEST_CASE("two that have nothing to do with each other give the same in either order") {
    const Scenario scenario =
        read("scheduler: {policy: rr, quantum: 2}\n"
             "processes: [{name: A, bursts: [3, io: 2, 3]}, {name: B, arrival: 2, burst: 5}]\n");
    const auto in_order = [&](std::string_view first, std::string_view second) {
        Belief belief{scenario, {}};
        CHECK(find_misconception(first)->believe(belief));
        CHECK(find_misconception(second)->believe(belief));
        return outcome(belief, "");
    };
    CHECK(in_order("quantum-off-by-one", "preempted-before-arrivals") ==
          in_order("preempted-before-arrivals", "quantum-off-by-one"));
    CHECK(in_order("io-holds-the-cpu", "ties-by-name") == in_order("ties-by-name", "io-holds-the-cpu"));
}
