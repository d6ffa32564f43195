// What is handed in, in all the ways in which people write a schedule.
#include "ossim/grade.hpp"

#include "base/text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ossim;

namespace {

/// "0: P1 0-4, P2 4-7; 1: …", or the problems.
std::string read(std::string_view text, Unit unit = Unit::ms) {
    const Submission submission = read_submission("s", text, unit);
    std::string result;
    for (const Diagnostic& problem : submission.problems)
        result += std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column) + ": " +
                  problem.message + "\n";
    if (!submission.schedule) return submission.empty ? "empty" : result;
    CHECK(submission.problems.empty());
    const Schedule& schedule = *submission.schedule;
    for (std::size_t cpu = 0; cpu < schedule.cpus.size(); ++cpu) {
        result += (cpu == 0 ? "" : "; ") + std::to_string(cpu) + ":";
        for (const Slice& slice : schedule.cpus[cpu])
            result += " " + (slice.work == Work::run ? schedule.name_of(slice.tid) : "OVERHEAD") + " " +
                      in_unit(slice.start - Time(), unit) + "-" + in_unit(slice.end - Time(), unit);
    }
    return result;
}

constexpr std::string_view silberschatz = "0: P1 0-4 P2 4-7 P3 7-10 P1 10-30";

} // namespace

TEST_CASE("one schedule, written in many ways") {
    for (const std::string_view text :
         {"P1 0-4, P2 4-7, P3 7-10, P1 10-30",
          "P1 0-4\nP2 4-7\r\nP3 7-10\rP1 10-30\n",
          "P1: 0–4; P2: 4–7; P3: 7–10; P1: 10–30",
          "P1 [0, 4) P2 [4, 7) P3 [7, 10) P1 [10, 30)",
          "P1 (0..4) -> P2 (4..7) -> P3 (7..10) -> P1 (10..30)",
          "P1 0 to 4, P2 4 to 7, P3 7 to 10, P1 10 to 30",
          "0-4 P1, 4-7 P2, 7-10 P3, 10-30 P1",
          "0-4: P1\n4-7: P2\n7-10: P3\n10-30: P1",
          "0 P1 4 P2 7 P3 10 P1 30",
          "| 0 | P1 | 4 | P2 | 7 | P3 | 10 | P1 | 30 |",
          "P1 0-4, 10-30, P2 4-7, P3 7-10",
          "P1 0ms-4ms, P2 4000us-7ms, P3 7→10, P1 10->20, P1 20-30, idle 30-35",
          "CPU 0: P1 0-2 P1 2-4, P2 4-7\nP3 7-10, P1 10-30",
          "# by hand\n\n  P1 0-4,,P2 4-7 ,P3 7-10,   P1 10-30  ",
          "cpu,start,end,thread\n0,0,4,P1\n0,4,7,P2\n0,7,10,P3\n0,10,30,P1\n",
          "0,0,4,P1\n0,4,7,P2\n0,7,10,P3\n0,10,30,P1",
          "Start;Process;End (ms)\n0,0;P1;4,0\n4;P2;7\n7;P3;10\n10;P1;30\n30;idle;31\n",
          "task\tbegin\tduration\nP1\t10\t20\nP1\t0\t4\nP2\t4\t3\nP3\t7\t3\n",
          "P1,0,4\nP2,4,7\nP3,7,10\nP1,10,30\n",
          "0,4,P1\n4,7,\"P2\"\n7,10,P3\n10,30,P1\n",
          "\xEF\xBB\xBF"
          "core0,0,4,P1\ncore0,4,7,P2\n\n# rest\nCPU 0,7,10,P3\n0,10,30,P1,run\n"}) {
        CAPTURE(std::string(text));
        CHECK(read(text) == silberschatz);
    }
}

TEST_CASE("several CPUs") {
    CHECK(read("CPU0: P1 0-4, CPU1: P2 0-3, P3 3-5") == "0: P1 0-4; 1: P2 0-3 P3 3-5");
    CHECK(read("cpu 1 | P2 0-3\ncpu 0 | P1 0-4") == "0: P1 0-4; 1: P2 0-3");
    CHECK(read("AAB.\n.CCC\n") == "0: A 0-2 B 2-3; 1: C 1-4");
    CHECK(read("CPU1: AA-/B\nCPU0 |CC__D|\n") == "0: C 0-2 D 4-5; 1: A 0-2 OVERHEAD 3-4 B 4-5");
    CHECK(read("1,0,4,P1\n0,2,3,P2\n") == "0: P2 2-3; 1: P1 0-4");
}

TEST_CASE("columns may be digits and letters of any script; numbers may be names") {
    CHECK(read("1111222.33") == "0: 1 0-4 2 4-7 3 8-10");
    CHECK(read("11-22") == "0: 1 0-2 2 3-5");
    CHECK(read("가가나") == "0: 가 0-2 나 2-3");
    CHECK(read("1: 0-4, 2: 4-7") == "0: 1 0-4 2 4-7");
    CHECK(read("1 0-4, 2 4-7") == "0: 1 0-4 2 4-7");
    CHECK(read("io-thread/w.1 0-4, b 4-6") == "0: io-thread/w.1 0-4 b 4-6");
}

TEST_CASE("bare numbers count in the unit; switch time has names of its own") {
    CHECK(read("P1 0-4.5, switch 4.5-5, P2 5-5500us", Unit::ms) == "0: P1 0-4.5 OVERHEAD 4.5-5 P2 5-5.5");
    CHECK(read("P1 0-4", Unit::us) == "0: P1 0-4");
    CHECK(
        read(
            "cpu,start,end,thread,what\n0,0,4,P1,run\n0,4,5,P2,overhead\n0,5,9,P2,run\n0,9,10,,overhead\n") ==
        "0: P1 0-4 OVERHEAD 4-5 P2 5-9 OVERHEAD 9-10");
}

TEST_CASE("nothing is empty, not wrong") {
    for (const std::string_view text :
         {"", " \n\t\r\n", "\xEF\xBB\xBF", "idle 0-5", "....", "cpu,start,end,thread\n"}) {
        const Submission submission = read_submission("s", text, Unit::ms);
        CHECK(submission.empty);
        CHECK(submission.problems.empty());
    }
}

TEST_CASE("a whole trace of a run in which no time passed is not empty") {
    const std::string header = R"({"ossim_trace":1,"cpus":1,"unit":"ms"})"
                               "\n";
    const std::string end = R"({"t":0,"e":"end","outcome":"finished","complete":true,"events":0})"
                            "\n";
    const Submission whole = read_submission("s", header + end, Unit::ms);
    CHECK_FALSE(whole.empty);
    CHECK(read_submission("s", header, Unit::ms).empty);
    const Comparison same = compare(whole, whole, {});
    CHECK(same.category == Category::equal);
    CHECK(same.points == same.most);
}

TEST_CASE("what cannot be read says why") {
    using namespace std::string_literals;
    CHECK(read("P1 0-4, P2 3-7") == "1:9: P2 3-7 overlaps P1 0-4 on CPU 0\n");
    CHECK(read("P1 4-0") == "1:1: the interval ends at 0ms, before it begins at 4ms\n");
    CHECK(read("P1 -3-4") == "1:1: after \"P1\" there should be its start and its end\n");
    CHECK(read("P1 NaN-4") == "1:1: after \"P1\" there should be its start and its end\n");
    CHECK(read("P1 0-4\nP2 4-\n") == "2:1: after \"P2\" there should be its start and its end\n");
    CHECK(read("P1 0-4 7") == "1:8: \"7\" stands alone here\n");
    CHECK(read("P1 0-4 €") == "1:8: \"€\" has no meaning here\n");
    CHECK(read("AA BB") == "1:1: after \"AA\" there should be its start and its end\n");
    CHECK(read("AA*B") == "1:3: \"*\" is not a column of a schedule\n");
    CHECK(read("cpu,start,end,thread\nx,0,4,P1\n5000,0,4,P1\n") ==
          "2:1: \"x\" is not the number of a CPU\n3:1: \"5000\" is not the number of a CPU\n");
    CHECK(read("cpu,start,end\n0,0,4\n") == "1:1: the heading names no column for the thread\n");
    CHECK(read("P1\0 0-4"s) == "0:0: this is not text in UTF-8\n");
    CHECK(read("P1 \xff 0-4") == "0:0: this is not text in UTF-8\n");
    CHECK(read("{\"ossim_trace\":1}\n{oops\n") == "2:2: this is not JSON\n");
    CHECK(read("[1]") == "1:2: \"1\" stands alone here\n");
}

TEST_CASE("a hostile submission costs little and never crashes") {
    CHECK(read(std::string(8 << 20, 'x')) == "0: x 0-8388608");
    CHECK(read("P1 0-" + std::string(1 << 20, '9')).find("is not a time") != std::string::npos);
    CHECK(read("cpu,start,end,thread\n" + std::string(1 << 20, ',')).find("is not the number of a CPU") !=
          std::string::npos);
    CHECK(read(std::string(100'000, '[')).empty());
    std::string rows;
    for (int i = 0; i < 5000; ++i)
        rows += "A\n";
    CHECK(read(rows) == "4097:1: there are more rows than CPUs can be: 4096\n");
    std::uint64_t state = 1;
    constexpr std::string_view alphabet = "P1 0-4,\n.:;|\"CPU→ab9\tto[]{}#/";
    for (int i = 0; i < 3000; ++i) {
        std::string text;
        for (int j = 0; j < 40; ++j) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            text += alphabet[(state >> 33) % alphabet.size()];
        }
        const Submission submission = read_submission("s", text, Unit::ms);
        CHECK(submission.schedule.has_value() ==
              (submission.problems.empty() && !(submission.empty && !submission.schedule)));
    }
}
