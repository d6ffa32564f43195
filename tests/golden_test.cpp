// Golden tests: every scenario of scenarios/ and tests/golden/ gives the bytes that were blessed, and what
// scenarios/ teaches holds.
//
//     tests/golden/NAME.yaml            -> tests/golden/NAME.trace.jsonl      NAME.report.txt
//     scenarios/lessons/NAME.yaml       -> tests/golden/scenarios/lessons/NAME.trace.jsonl NAME.report.txt
//
// A trace of more than 64 KiB is kept as NAME.trace.digest: how many lines, and their FNV-1a sum.
// `tools/bless` writes the files anew; look at what changed before you commit it.
#include "recorded_console.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

using namespace ossim;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_kept = 64 << 10;

/// Of assignments, and of students: tests/grading sees to them.
bool is_of_assignment(const fs::path& path) { return path.string().starts_with("scenarios/assignments/"); }

std::vector<fs::path> scenarios_below(const fs::path& folder) {
    std::vector<fs::path> found;
    if (!fs::exists(folder)) return found;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".yaml" && !is_of_assignment(entry.path()))
            found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<fs::path> all_scenarios() {
    auto all = scenarios_below("scenarios");
    const auto own = scenarios_below("tests/golden");
    all.insert(all.end(), own.begin(), own.end());
    return all;
}

/// Where the expected bytes of a scenario lie, without the last part of the name.
fs::path expected_of(const fs::path& scenario) {
    const auto first = *scenario.begin();
    const fs::path base = first == "tests" ? scenario : "tests/golden" / scenario;
    return base.parent_path() / base.stem();
}

std::string digest(const std::string& text) {
    std::uint64_t sum = 14695981039346656037ULL;
    for (const char c : text)
        sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return std::to_string(std::count(text.begin(), text.end(), '\n')) + " lines, fnv1a " +
           std::to_string(sum) + "\n";
}

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool is_blessing() { return std::getenv("OSSIM_BLESS") != nullptr; }

void check_bytes(const fs::path& expected, const std::string& found) {
    if (is_blessing()) {
        fs::create_directories(expected.parent_path());
        std::ofstream(expected, std::ios::binary) << found;
        return;
    }
    INFO("expected bytes: " << expected.string() << " (tools/bless writes them anew)");
    REQUIRE(fs::exists(expected));
    const bool is_same = content(expected) == found;
    CHECK(is_same);
    if (is_same) return;
    const auto wanted = content(expected);
    const auto [left, right] = std::mismatch(wanted.begin(), wanted.end(), found.begin(), found.end());
    const auto at = std::distance(wanted.begin(), left);
    const auto line = wanted.rfind('\n', static_cast<std::size_t>(at)) + 1;
    MESSAGE("line " << std::count(wanted.begin(), left, '\n') + 1 << "\n  expected "
                    << wanted.substr(line, wanted.find('\n', line) - line) << "\n  found    "
                    << found.substr(std::min(line, found.size()), 200));
}

} // namespace

TEST_CASE("every scenario gives the trace and the report that were blessed") {
    const auto all = all_scenarios();
    CHECK(!all.empty());
    for (const auto& scenario : all) {
        CAPTURE(scenario.string());
        const auto base = expected_of(scenario).string();
        const auto trace = call({"run", scenario.string(), "--trace", "-"});
        CHECK_MESSAGE(trace.code == 0, trace.errors);
        if (trace.output.size() > longest_kept)
            check_bytes(base + ".trace.digest", digest(trace.output));
        else
            check_bytes(base + ".trace.jsonl", trace.output);
        check_bytes(base + ".report.txt", call({"run", scenario.string()}).output);
    }
}

TEST_CASE("a trace does not depend on what else watches the run") {
    for (const auto& scenario : all_scenarios()) {
        CAPTURE(scenario.string());
        const auto path =
            fs::temp_directory_path() / ("ossim-golden-" + std::to_string(::getpid()) + ".jsonl");
        const auto alone = call({"run", scenario.string(), "--trace", "-"});
        const auto watched = call({"run", scenario.string(), "--trace", path.string(), "--explain"});
        CHECK(alone.code == watched.code);
        const bool is_same = content(path) == alone.output;
        CHECK(is_same);
        fs::remove(path);
    }
}

TEST_CASE("what the scenarios expect holds") {
    for (const auto& scenario : scenarios_below("scenarios")) {
        const auto checked = call({"check", scenario.string()});
        CHECK_MESSAGE(checked.code == 0, checked.output << checked.errors);
    }
}

TEST_CASE("no golden file is left without its scenario") {
    std::vector<std::string> wanted;
    for (const auto& scenario : all_scenarios())
        wanted.push_back(expected_of(scenario).string());
    for (const auto& entry : fs::recursive_directory_iterator("tests/golden")) {
        if (!entry.is_regular_file() || entry.path().extension() == ".yaml") continue;
        auto base = entry.path().parent_path() / entry.path().stem().stem();
        INFO(entry.path().string());
        CHECK(std::find(wanted.begin(), wanted.end(), base.string()) != wanted.end());
    }
}
