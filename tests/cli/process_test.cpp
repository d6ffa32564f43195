// The program as a process: its streams, its signals, its exit codes, the files that it leaves.
#include "scratch_folder.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace ossim;

namespace {

constexpr const char* small = "ossim: 1\nscheduler: {policy: rr, quantum: 4}\n"
                              "processes: [{name: P1, burst: 24}, {name: P2, burst: 3}]\n";
constexpr const char* endless =
    "ossim: 1\nscheduler: {policy: rr, quantum: 1ms}\nlimits: {events: 1000G}\n"
    "processes: [{name: A, program: [{forever: [{compute: 1ms}]}]}, {name: B, program: "
    "[{forever: [{compute: 1ms}]}]}]\n";

/// The exit code of a shell command in a folder; $OSSIM in it is the program.
int shell(const ScratchFolder& folder, const std::string& command) {
    const std::string line =
        "cd '" + folder.file("") + "' && OSSIM='" OSSIM_PROGRAM "' && { " + command + "; }";
    const int status = std::system(line.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/// Starts the program, sends it a signal after a while, and gives its wait status. What it printed is in the
/// files "output" and "errors".
int interrupted(const ScratchFolder& folder, int signal, std::vector<std::string> words) {
    std::string program = "ossim";
    std::vector<char*> arguments{program.data()};
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        const int output = ::open(folder.file("output").c_str(), O_WRONLY | O_CREAT, 0600);
        const int errors = ::open(folder.file("errors").c_str(), O_WRONLY | O_CREAT, 0600);
        ::dup2(output, STDOUT_FILENO);
        ::dup2(errors, STDERR_FILENO);
        ::execv(OSSIM_PROGRAM, arguments.data());
        ::_exit(99);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    ::kill(child, signal);
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

} // namespace

TEST_CASE("a scenario comes from a file, from standard input, or from a file that is called like a command") {
    const ScratchFolder folder;
    folder.with("rr.yaml", small);
    folder.with("run", small);
    CHECK(shell(folder, "$OSSIM rr.yaml > a") == 0);
    CHECK(shell(folder, "$OSSIM run rr.yaml > b") == 0);
    CHECK(shell(folder, "$OSSIM - < rr.yaml > c") == 0);
    CHECK(shell(folder, "$OSSIM ./run > d") == 0);
    CHECK(!folder.read("a").empty());
    CHECK(folder.read("a") == folder.read("b"));
    CHECK(shell(folder, "$OSSIM run 2> e") == 2);
}

TEST_CASE("a full disk is exit code 4, and no file is left") {
    const ScratchFolder folder;
    folder.with("rr.yaml", small);
    CHECK(shell(folder, "$OSSIM rr.yaml > /dev/full 2> err") == 4);
    CHECK(folder.read("err") == "ossim: cannot write standard output: No space left on device\n");
    CHECK(shell(folder, "$OSSIM rr.yaml --trace /dev/full 2> err") == 4);
    CHECK(shell(folder, "$OSSIM rr.yaml --trace no/such/folder 2> err") == 4);
    CHECK(shell(folder, "$OSSIM --help > /dev/full 2> err") == 4);
    CHECK(shell(folder, "(ulimit -f 1; trap '' XFSZ; $OSSIM rr.yaml --trace - > out 2> err)") == 4);
    CHECK(folder.count() == 3);
}

TEST_CASE("a reader that goes away ends the program quietly") {
    const ScratchFolder folder;
    folder.with("rr.yaml", small);
    CHECK(shell(folder, "{ sleep 0.2; $OSSIM rr.yaml 2> err; echo $? > code; } | true") == 0);
    CHECK(folder.read("code") == "4\n");
    CHECK(folder.read("err").empty());
}

TEST_CASE("an input is not overwritten, a wrong scenario writes nothing") {
    const ScratchFolder folder;
    folder.with("rr.yaml", small);
    CHECK(shell(folder, "$OSSIM rr.yaml --trace rr.yaml 2> err") == 2);
    CHECK(folder.read("rr.yaml") == small);
    folder.with("bad.yaml", "ossim: 1\nprocesses: [{name: A, burts: 3}]\n");
    CHECK(shell(folder, "$OSSIM bad.yaml --trace out.jsonl > out 2> err") == 2);
    CHECK(folder.read("out").empty());
    CHECK(!std::filesystem::exists(folder.file("out.jsonl")));
    CHECK(folder.read("err").starts_with("bad.yaml:2:23: error: "));
}

TEST_CASE("Ctrl-C ends the run with what there is so far, and exit code 130") {
    for (const int signal : {SIGINT, SIGTERM}) {
        const ScratchFolder folder;
        const int status = interrupted(folder, signal, {folder.with("endless.yaml", endless)});
        CAPTURE(folder.read("errors"));
        REQUIRE(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 130);
        CHECK(folder.read("errors").find("\nossim: the run was interrupted at ") != std::string::npos);
    }
}

TEST_CASE("Ctrl-C in a comparison: what was simulated is printed, and what was not is named") {
    const ScratchFolder folder;
    const auto path = folder.with("endless.yaml", endless);
    const int status = interrupted(folder, SIGINT, {"compare", path, "--vary", "until=1ms,9000000s,2ms"});
    CAPTURE(folder.read("errors"));
    CAPTURE(folder.read("output"));
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 130);
    CHECK(folder.read("errors").find("ossim: until=2ms was not simulated\n") != std::string::npos);
    CHECK(folder.read("output").find("metric                       until=1ms  until=9000000s\n") !=
          std::string::npos);
    CHECK(folder.read("output").find(
              "until=9000000s ended as: interrupted; its figures are of what was simulated") !=
          std::string::npos);
}

TEST_CASE("a limit is exit code 3 and leaves a whole file that says so") {
    const ScratchFolder folder;
    folder.with("endless.yaml", endless);
    CHECK(shell(folder, "$OSSIM endless.yaml --max-events 1000 --trace t.jsonl > out 2> err") == 3);
    const auto trace = folder.read("t.jsonl");
    const auto last = trace.substr(trace.rfind('\n', trace.size() - 2) + 1);
    CHECK(last.find("\"complete\":false") != std::string::npos);
    CHECK(folder.read("err").find("\nossim: the run was ended by a limit at ") != std::string::npos);
    CHECK(shell(folder, "$OSSIM endless.yaml --max-time 100ms > out 2> err") == 3);
    CHECK(shell(folder, "$OSSIM run endless.yaml --set until=50ms > out 2> err") == 0);
}

TEST_CASE("the same bytes in another locale, time zone and folder") {
    const ScratchFolder folder;
    folder.with("rr.yaml", small);
    folder.with("below/rr.yaml", small);
    CHECK(shell(folder, "$OSSIM rr.yaml --trace a.jsonl > a") == 0);
    CHECK(shell(folder,
                "cd below && LC_ALL=tr_TR.UTF-8 TZ=Asia/Seoul $OSSIM rr.yaml --trace ../b.jsonl > ../b") ==
          0);
    CHECK(shell(folder, "env -i $OSSIM rr.yaml --trace c.jsonl > c") == 0);
    CHECK(folder.read("a.jsonl") == folder.read("b.jsonl"));
    CHECK(folder.read("a.jsonl") == folder.read("c.jsonl"));
    CHECK(folder.read("a") == folder.read("b"));
    CHECK(folder.read("a") == folder.read("c"));
}

TEST_CASE("hostile inputs end with their code, not with a signal") {
    const ScratchFolder folder;
    folder.with("empty.yaml", "");
    folder.with("binary.yaml", std::string("\x00\xff\xfe\x01", 4));
    folder.with("deep.yaml", std::string(100'000, '['));
    folder.with("comma.yaml", ",");
    for (const std::string name : {"empty", "binary", "deep", "comma"}) {
        CAPTURE(name);
        CHECK(shell(folder, "$OSSIM " + name + ".yaml > out 2> err") == 2);
        CHECK(folder.read("out").empty());
        CHECK(!folder.read("err").empty());
    }
    CHECK(shell(folder, "$OSSIM . 2> err") == 2);
    CHECK(shell(folder, "$OSSIM /dev/zero 2> err") == 2);
    CHECK(shell(folder, "yes | $OSSIM - --max-input 1MiB 2> err") == 2);
    CHECK(shell(folder, "$OSSIM empty.yaml --max-memory 1MiB 2> err > out") != 0);
}
