// Assignments written inline, and a few mistakes that students make: enough to judge by.
#pragma once

#include "conventions/catalogue.hpp"
#include "costs/catalogue.hpp"
#include "ossim/judgement.hpp"
#include "ossim/metrics.hpp"
#include "ossim/simulate.hpp"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ossim::test {

inline Catalogues all_catalogues() {
    return {policy_catalogue(), cost_catalogue(), preset_catalogue(), metric_catalogue()};
}

inline bool change_quantum(Scenario& scenario, std::int64_t units) {
    for (Parameter& parameter : scenario.scheduler.parameters)
        if (parameter.name == "quantum") {
            auto& quantum = std::get<Duration>(parameter.value);
            if (quantum == Duration::forever()) return false;
            quantum += length_of(scenario.unit) * units;
            return true;
        }
    return false;
}

inline constexpr std::array<Misconception, 6> mistakes{{
    {"quantum-off-by-one", MisconceptionArea::quantum, "The quantum is one unit longer than it is.", "", "",
     [](Belief& belief) { return change_quantum(belief.scenario, 1); }},
    {"preempted-first", MisconceptionArea::order, "A preempted thread is queued before arrivals.", "", "",
     [](Belief& belief) {
         auto& order = belief.scenario.conventions.order;
         std::swap(order[4], order[5]); // arrival and quantum
         return belief.scenario.scheduler.policy == "rr";
     }},
    {"last-come", MisconceptionArea::choice, "Who comes last is served first.", "", "",
     [](Belief& belief) {
         if (belief.scenario.scheduler.policy != "fcfs") return false;
         belief.scenario.scheduler.policy = "lcfs";
         return true;
     }},
    {"longer-quantum-too", MisconceptionArea::quantum, "The same as quantum-off-by-one.", "", "",
     [](Belief& belief) { return change_quantum(belief.scenario, 1); }},
    {"response-from-zero", MisconceptionArea::measure, "Responses count from 0.", "", "",
     [](Belief& belief) {
         belief.reading.response_from_zero = true;
         return true;
     }},
    {"io-is-waiting", MisconceptionArea::measure, "I/O counts as waiting.", "", "",
     [](Belief& belief) {
         belief.reading.waiting_counts_io = true;
         return true;
     }},
}};

/// The files of an assignment, in memory.
class Folder : public AssignmentFiles {
  public:
    std::map<std::string, std::string> files;
    FileText read(const std::string& path) override {
        const auto at = files.find(path);
        return at == files.end() ? FileText{std::nullopt, "no such file"} : FileText{at->second, ""};
    }
};

/// An assignment with its files, and a grader made for it.
struct Course {
    Folder folder;
    Assignment assignment;
    std::unique_ptr<Grader> grader;

    explicit Course(std::string questions, std::map<std::string, std::string> files = {}) {
        folder.files = std::move(files);
        std::vector<std::string_view> names;
        for (const Misconception& each : mistakes)
            names.push_back(each.name);
        auto loaded = load_assignment({"assignment.yaml", "assignment: 1\ntitle: T\n" + std::move(questions)},
                                      all_catalogues(), names);
        for (const Diagnostic& each : loaded.diagnostics)
            INFO(each.message);
        REQUIRE_MESSAGE(loaded.assignment.has_value(), loaded.diagnostics.front().message);
        assignment = std::move(*loaded.assignment);
        grader = std::make_unique<Grader>(assignment, all_catalogues(), folder, mistakes);
    }
    [[nodiscard]] StudentResult student(std::map<std::string, std::string> files,
                                        const std::string& name = "alice") const {
        Handing handing{name, {}};
        for (auto& [path, bytes] : files)
            handing.files.push_back({path, std::move(bytes), ""});
        return grader->judge(handing);
    }
    /// The first question's result, of one file.
    [[nodiscard]] QuestionResult one(const std::string& path, const std::string& bytes) const {
        return student({{path, bytes}}).questions.front();
    }
};

/// Quantum 2, B comes at a quantum's end: key and NYU differ there.
inline constexpr std::string_view rr_yaml = R"(ossim: 1
scheduler: {policy: rr, quantum: 2}
processes:
  - {name: A, arrival: 0, burst: 5}
  - {name: B, arrival: 1, burst: 3}
  - {name: C, arrival: 4, burst: 2}
)";

inline std::map<std::string, std::string> rr_folder() { return {{"rr.yaml", std::string(rr_yaml)}}; }

} // namespace ossim::test
