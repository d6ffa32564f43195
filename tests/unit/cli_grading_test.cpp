// Digests are put into the text of an assignment, and nothing else in it changes; names of files are safe.
#include "cli/parallel.hpp"
#include "cli/report_names.hpp"
#include "cli/seal.hpp"
#include "recorded_console.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

using namespace ossim;

namespace {

SealedText sealed(std::string_view yaml) {
    const std::vector<KeyInfo> keys{{"chart", "abc", false}, {"other", "", false}};
    return seal_text(yaml, keys);
}

} // namespace

TEST_CASE("a digest is the first line of its question, with the question's line ends") {
    CHECK(sealed("questions:\n  chart:\n    kind: trace\n").text ==
          "questions:\n  chart:\n    digest: abc\n    kind: trace\n");
    CHECK(sealed("title: x\r\nquestions:\r\n\r\n  a: {}\r\n  chart: # c\r\n    # d\r\n    kind: trace\r\n")
              .text == "title: x\r\nquestions:\r\n\r\n  a: {}\r\n  chart: # c\r\n    # d\r\n    digest: "
                       "abc\r\n    kind: trace\r\n");
    CHECK(sealed("questions:\n \"chart\":\n  kind: trace\n").text ==
          "questions:\n \"chart\":\n  digest: abc\n  kind: trace\n");
}

TEST_CASE("a digest that stands there is replaced, its comment stays") {
    CHECK(sealed("questions:\n  chart:\n    kind: trace\n    digest: old # mine\n    points: 3\n").text ==
          "questions:\n  chart:\n    kind: trace\n    digest: abc # mine\n    points: 3\n");
    CHECK(sealed("questions:\n  x:\n    chart:\n      digest: 1\n  chart:\n    kind: trace\n").text ==
          "questions:\n  x:\n    chart:\n      digest: 1\n  chart:\n    digest: abc\n    kind: trace\n");
}

TEST_CASE("what is no plain block is left to people") {
    for (const char* yaml :
         {"questions: {chart: {kind: trace}}\n", "questions:\n  chart: {kind: trace}\n",
          "questions:\n  chart:\n", "chart:\n  kind: trace\n", "", "questions:\n  charts:\n    a: b\n"}) {
        CHECK(sealed(yaml).text == yaml);
        CHECK(sealed(yaml).left == std::vector<std::string>{"chart"});
    }
}

TEST_CASE("names of students as names of files") {
    CHECK(file_name_of("ann") == "ann");
    CHECK(file_name_of("../../etc/passwd") == "_.._.._etc_passwd");
    CHECK(file_name_of(".hidden") == "_.hidden");
    CHECK(file_name_of("-rf") == "_-rf");
    CHECK(file_name_of("") == "_");
    CHECK(file_name_of("a b\n\"c\"") == "a_b__c_");
    CHECK(file_name_of("김철수") == "김철수");
    CHECK(file_name_of("a\xff") == "a_");
    CHECK(file_name_of(std::string(300, 'x')).size() == 100);
    CHECK(file_names_of({"Ann", "ann", "a b", "a_b", "ann-2"}) ==
          std::vector<std::string>{"Ann", "ann-2", "a_b", "a_b-2", "ann-2-2"});
}

TEST_CASE("work on many threads is done once each, and the first failure is thrown on") {
    RecordedConsole console;
    std::vector<std::atomic<int>> calls(1000);
    CHECK(do_in_parallel(console, 1000, 8, "counting", [&](std::size_t i) { ++calls[i]; }) == 1000);
    CHECK(std::all_of(calls.begin(), calls.end(), [](const auto& each) { return each == 1; }));
    CHECK(do_in_parallel(console, 0, 1, "nothing", [](std::size_t) {}) == 0);
    const auto fail = [](std::size_t i) {
        if (i >= 5) throw std::runtime_error(std::to_string(i));
    };
    CHECK_THROWS_WITH(do_in_parallel(console, 50, 4, "failing", fail), "5");
    CHECK(number_of_threads(3, 100) == 3);
    CHECK(number_of_threads(8, 2) == 2);
    CHECK(number_of_threads(0, 100) == 1);
}

TEST_CASE("Ctrl-C: what has begun is finished, nothing else is begun") {
    RecordedConsole console;
    std::atomic<std::size_t> calls{0};
    const auto work = [&](std::size_t) {
        if (++calls == 3) ::kill(::getpid(), SIGINT);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    };
    const std::size_t done = do_in_parallel(console, 1'000'000, 2, "waiting", work);
    CHECK(done == calls);
    CHECK(done >= 3);
    CHECK(done < 100'000);
}
