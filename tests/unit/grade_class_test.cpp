// A whole class: the files of tests/grading, the reports that a teacher gets.
#include "ossim/grade.hpp"
#include "trace/jsonl.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace ossim;

namespace {

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE_MESSAGE(file, path.string());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<Comparison> graded(const std::filesystem::path& folder) {
    const Submission key = read_submission("key.jsonl", text_of(folder / "key.jsonl"), Unit::ms);
    REQUIRE(key.schedule);
    std::vector<Comparison> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "submissions"))
        all.push_back(
            compare(key, read_submission(entry.path().filename().string(), text_of(entry.path()), key.unit)));
    std::sort(all.begin(), all.end(),
              [](const Comparison& a, const Comparison& b) { return a.name < b.name; });
    return all;
}

} // namespace

TEST_CASE("a class is graded as its files say") {
    const std::filesystem::path folder = "tests/grading/round-robin";
    const std::vector<Comparison> all = graded(folder);
    std::string report;
    for (const Comparison& each : all)
        report += explain(each) + "\n";
    CHECK(report + grade_table(all) == text_of(folder / "report.txt"));
    CHECK(grade_csv(all) == text_of(folder / "grades.csv"));
}

TEST_CASE("the key of the class is in the canonical form") {
    const std::string text = text_of("tests/grading/round-robin/key.jsonl");
    const TraceReadResult read = read_jsonl("key.jsonl", text);
    REQUIRE(read.trace);
    CHECK(to_jsonl(*read.trace) == text);
}
