// The text form is read back: what it tells of a run is all that the canonical trace tells.
#include "ossim/grade.hpp"
#include "trace/jsonl.hpp"
#include "trace/text_form.hpp"
#include "trace/text_reader.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace ossim;
namespace fs = std::filesystem;

namespace {

std::string bytes_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE_MESSAGE(file, path.string());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string as_text(const Trace& trace) {
    TextOutput output;
    TextWriter writer(output);
    writer.start(trace.header, trace.names);
    writer.accept(trace.events);
    writer.finish(trace.end);
    return output.text();
}

std::vector<fs::path> golden_traces() {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::recursive_directory_iterator("tests/golden"))
        if (entry.path().extension() == ".jsonl") paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::string problems_of(std::string_view text) {
    const TraceReadResult read = read_text_trace("s", text, Unit::ms);
    std::string result;
    for (const Diagnostic& problem : read.diagnostics)
        result += std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column) + ": " +
                  problem.message + "\n";
    CHECK(read.trace.has_value() == read.diagnostics.empty());
    return result;
}

} // namespace

TEST_CASE("every golden trace says the same as text") {
    const std::vector<fs::path> paths = golden_traces();
    REQUIRE(paths.size() > 50);
    for (const fs::path& path : paths) {
        CAPTURE(path.string());
        const TraceReadResult canonical = read_jsonl("key", bytes_of(path));
        REQUIRE(canonical.trace);
        const std::string text = as_text(*canonical.trace);
        CHECK(looks_like_text_trace(text));
        const TraceReadResult read = read_text_trace("s", text, Unit::ms);
        for (const Diagnostic& problem : read.diagnostics)
            MESSAGE(std::to_string(problem.at.line) << ": " << problem.message);
        REQUIRE(read.trace);
        const TraceDifference all = difference(*canonical.trace, *read.trace);
        CHECK_MESSAGE(all.equal, all.left << "\n" << all.right);
        CHECK(read.trace->header.policy == canonical.trace->header.policy);
        CHECK(read.trace->header.parameters == canonical.trace->header.parameters);
        CHECK(read.trace->header.settings == canonical.trace->header.settings);
        CHECK(read.trace->header.unit == canonical.trace->header.unit);
    }
}

TEST_CASE("a text that was handled a little is still read") {
    const std::string text = "time cpu thread event details\n"
                             "0 - P1 thread tid 1, pid 2\n"
                             "0 0 P1 state Ready to Running, dispatched\r\n"
                             "\n"
                             "  4   0   P1   state   Running to Terminated, ended\n"
                             "4 0 worker.2 state Ready to Running, dispatched\n"
                             "5 0 worker.2 something new\n"
                             "6ms - - end outcome finished\n";
    const Submission submission = read_submission("s", text, Unit::ms);
    CHECK(submission.form == SubmissionForm::text);
    REQUIRE(submission.schedule);
    CHECK(submission.trace->skipped == 1);
    CHECK(submission.trace->whole);
    const Submission words = read_submission("w", "P1 0-4, worker.2 4-6", Unit::ms);
    CHECK(compare(words, submission).category == Category::equal);
}

TEST_CASE("a text trace that is broken says where") {
    const std::string first_line = "time cpu thread event details\n";
    CHECK(
        problems_of(first_line +
                    "4 0 P1 state Ready to Running, dispatched\n3 0 P1 state Running to Ready, quantum\n") ==
        "3:1: time runs back: the line before is at 4ms\n");
    CHECK(problems_of(first_line + "hello\n") == "2:1: this is no line of a trace\n");
    CHECK(problems_of(first_line + "4 0 P1 state Ready to Dancing, dispatched\n") ==
          "2:14: a state line tells two states: \"Ready to Running, dispatched\"\n");
    CHECK(problems_of(first_line + "4 0 P1 state Ready to Running, tired\n") ==
          "2:32: \"tired\" is not a cause of a change of state\n");
    CHECK(problems_of(first_line + "4 99999999999 P1 begin\n") ==
          "2:3: \"99999999999\" is not the number of a CPU\n");
    CHECK(problems_of(first_line + "4 0 P1 switch from P2, kind sideways\n") ==
          "2:29: \"sideways\" is not the value of \"kind\" of an event switch\n");
    CHECK(problems_of(first_line + "4 - - end outcome finished\n5 0 P1 begin\n") ==
          "3:1: a line follows the one that ends the trace\n");
}
