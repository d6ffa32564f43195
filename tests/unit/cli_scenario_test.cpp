// The commands that run scenarios: what they print, what they write, which code they give.
#include "recorded_console.hpp"
#include "scratch_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ossim;

namespace {

constexpr const char* rr = R"(ossim: 1
title: Three
scheduler: {policy: rr, quantum: 4}
processes:
  - {name: P1, burst: 24}
  - {name: P2, burst: 3}
  - {name: P3, burst: 3}
variants:
  short: {scheduler.quantum: 1}
  long: {scheduler.quantum: 30}
expect:
  - that: P1.turnaround == 30
  - that: short::P2.turnaround > P2.turnaround
)";

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("a scenario comes from standard input as well, and the report is the same") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const auto named = call({path});
    CHECK(named.code == 0);
    CHECK(named.errors.empty());
    CHECK(has(named.output, "Three"));
    CHECK(call({"run", path}).output == named.output);
    const auto piped = call({"-"}, rr);
    CHECK(piped.code == 0);
    CHECK(has(piped.output, "P1"));
    CHECK(call({"run", "-"}, rr).output == piped.output);
}

TEST_CASE("--set, --variant and --seed change the run") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const auto trace = [&](std::vector<std::string> more) {
        std::vector<std::string> words{"run", path, "--trace", "-", "--format", "text"};
        words.insert(words.end(), more.begin(), more.end());
        return call(words).output;
    };
    CHECK(has(trace({}), "quantum 4ms"));
    CHECK(has(trace({"--set", "scheduler.quantum=7"}), "quantum 7ms"));
    CHECK(has(trace({"--set", "scheduler.quantum=7", "--set", "scheduler.quantum=9"}), "quantum 9ms"));
    CHECK(has(trace({"--variant", "short"}), "quantum 1ms"));
    CHECK(has(trace({"--seed", "42"}), "seed 42"));
    CHECK(call({path, "--variant", "shrt"}).code == 2);
    const auto wrong = call({path, "--set", "scheduler.quantm=7"});
    CHECK(wrong.code == 2);
    CHECK(wrong.output.empty());
    CHECK(has(wrong.errors, "quantum"));
}

TEST_CASE("a trace is written in three forms, by option or by the name of its file") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    CHECK(call({path, "--trace", folder.file("t.jsonl")}).code == 0);
    CHECK(folder.read("t.jsonl").starts_with("{\"ossim_trace\":1,"));
    CHECK(call({path, "--trace", folder.file("t.csv")}).code == 0);
    CHECK(folder.read("t.csv").starts_with("cpu,start,end,thread,what\n0,0,4,P1,run\n"));
    CHECK(call({path, "--trace", folder.file("t.txt")}).code == 0);
    CHECK(folder.read("t.txt").starts_with("# Three\n"));
    CHECK(call({path, "--trace", "-", "--format", "csv"}).output == folder.read("t.csv"));
    CHECK(call({path, "--trace", folder.file("x"), "--format", "cvs"}).code == 2);
    CHECK(!std::filesystem::exists(folder.file("x")));
}

TEST_CASE("the picture has edges, rows and a width") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const auto part = call({path, "--from", "10", "--to", "20", "--rows", "1", "--width", "60", "--ascii"});
    CHECK(part.code == 0);
    CHECK(has(part.output, "10ms"));
    CHECK(std::all_of(part.output.begin(), part.output.end(),
                      [](char c) { return static_cast<signed char>(c) >= 0; }));
    for (std::size_t at = 0, end = 0; (end = part.output.find('\n', at)) != std::string::npos; at = end + 1)
        CHECK(end - at <= 60);
    CHECK(call({path, "--from", "20", "--to", "10"}).code == 2);
    CHECK(call({path, "--from", "soon"}).code == 2);
    CHECK(call({path, "--rows", "0"}).code == 2);
    CHECK(call({path, "--width", "10"}).code == 2);
}

TEST_CASE("--json and --explain") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const auto json = call({path, "--json"});
    CHECK(json.code == 0);
    CHECK(json.output.front() == '{');
    CHECK(has(json.output, "\"ossim_report\": 1"));
    const auto plain = call({path});
    const auto explained = call({path, "--explain"});
    CHECK(explained.output.starts_with(plain.output));
    CHECK(explained.output.size() > plain.output.size());
}

TEST_CASE("all that is wrong is told at once, by place, and nothing else is printed") {
    const ScratchFolder folder;
    const auto path =
        folder.with("bad.yaml", "ossim: 1\nscheduler: {policy: rr, quantum: 4}\nprocesses:\n"
                                "  - {name: A, burts: 3}\n  - {name: B, burst: 3, colour: red}\n");
    for (const std::string command : {"run", "check", "compare", "rules"}) {
        CAPTURE(command);
        const auto called = call({command, path});
        CHECK(called.code == 2);
        CHECK(called.output.empty());
        CHECK(has(called.errors, path + ":4:15: error: "));
        CHECK(called.errors.find(":4:15: ") < called.errors.find(":5:"));
    }
    const auto expecting = folder.with("expect.yaml", std::string(rr) + "  - that: P9.turnaround == 1\n");
    CHECK(call({expecting}).code == 2);
    CHECK(has(call({expecting}).errors, expecting + ":14:"));
}

TEST_CASE("mistakes of the expectations are told with those of the rest") {
    const ScratchFolder folder;
    const auto path = folder.with("two.yaml", "ossim: 1\nscheduler: {policy: rr, quantm: 4}\n"
                                              "processes: [{name: A, burst: 3}]\n"
                                              "expect:\n  - that: \"A.turnarund == 3\"\n");
    const auto called = call({"check", path});
    CHECK(called.code == 2);
    CHECK(has(called.errors, ":2:25: error: unknown key \"quantm\""));
    CHECK(has(called.errors, ":5:12: error: \"A\" has no metric \"turnarund\""));
    CHECK(!has(called.errors, "missing-parameter"));
}

TEST_CASE("what is expected of a variant is looked up in that variant, and of the base in the base") {
    const ScratchFolder folder;
    const std::string two = "ossim: 1\nmachine: {cpus: 2}\nprocesses:\n"
                            "  - {name: A, burst: 3}\n  - {name: B, burst: 3}\n"
                            "variants: {one: {machine.cpus: 1}, two: {}}\nexpect:\n"
                            "  - that: cpu1.user == 3\n  - that: two::cpu1.user == 3\n"
                            "  - never: cpu1 idle while any Ready\n  - schedule: {cpu1: \"BBB\"}\n";
    const auto good = folder.with("good.yaml", two);
    CHECK(call({"check", good}).errors.empty());
    CHECK(call({"check", good}).code == 0);
    CHECK(call({"compare", good}).code == 0);
    CHECK(call({"run", good, "--variant", "one"}).code == 0);
    CHECK(call({"run", good, "--set", "machine.cpus=1"}).code == 0);
    const auto bad =
        folder.with("bad.yaml", two + "  - that: one::cpu1.user == 3\n  - that: two::C.cpu == 3\n"
                                      "  - that: cpu2.user == 3\n");
    const auto called = call({"check", bad});
    CHECK(called.code == 2);
    for (const std::string place : {":12:11: ", ":13:11: ", ":14:11: "})
        CHECK_MESSAGE(has(called.errors, bad + place), called.errors);
}

TEST_CASE("another policy from the command line: what to do about the parameters of the old one") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const auto to_fcfs = call({path, "--set", "scheduler.policy=fcfs"});
    CHECK(to_fcfs.code == 2);
    CHECK_MESSAGE(has(to_fcfs.errors,
                      "unknown key \"quantum\" in policy \"fcfs\"; replace the whole scheduler: "
                      "--set scheduler=fcfs [unknown-key]"),
                  to_fcfs.errors);
    CHECK(has(to_fcfs.errors, "= keys of policy \"fcfs\": policy\n"));
    CHECK(call({path, "--set", "scheduler=fcfs"}).code == 0);
    const auto to_priority = call({path, "--set", "scheduler.policy=priority"});
    CHECK_MESSAGE(has(to_priority.errors, "policy \"priority\" needs \"urgent\""), to_priority.errors);
}

TEST_CASE("check tells what holds and what was found instead") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const auto good = call({"check", path});
    CHECK(good.code == 0);
    CHECK(good.output == path + ": 2 of 2 expectations hold\n  holds   that: P1.turnaround == 30\n"
                                "  holds   that: short::P2.turnaround > P2.turnaround\n");
    CHECK(call({"check", path, "--quiet"}).output.empty());
    const auto bad = call({"check", path, "--set", "scheduler.quantum=1", "--quiet"});
    CHECK(bad.code == 1);
    CHECK(has(bad.output,
              path + ": 1 of 2 expectations hold\n  FAILED  that: short::P2.turnaround > P2.turnaround   "
                     "(line 13)\n          "));
    const auto silent = folder.with("silent.yaml", "ossim: 1\nprocesses: [{name: A, burst: 3}]\n");
    CHECK(call({"check", silent}).output == silent + ": valid; it expects nothing\n");
    const auto both = call({"check", silent, folder.file("none.yaml"), path});
    CHECK(both.code == 4);
    CHECK(has(both.output, "3 files, 2 expectations hold, 0 failed\n"));
    CHECK(call({"check"}).code == 2);
}

TEST_CASE("a variant that is wrong is told, even when nothing runs it") {
    const ScratchFolder folder;
    const auto path = folder.with("v.yaml", "ossim: 1\nprocesses: [{name: A, burst: 3}]\n"
                                            "variants: {v: {scheduler.policy: rrr}}\n");
    CHECK(call({path}).code == 2);
    CHECK(call({"check", path}).code == 2);
}

TEST_CASE("compare runs the variants, or the values given") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const auto variants = call({"compare", path});
    CHECK(variants.code == 0);
    CHECK(has(variants.output, "short"));
    CHECK(has(variants.output, "long"));
    const auto varied =
        call({"compare", path, "--vary", "scheduler.policy=fcfs,rr", "--metric", "P2.turnaround"});
    CHECK_MESSAGE(varied.code == 0, varied.errors);
    CHECK(has(varied.output, "policy=fcfs"));
    CHECK(has(varied.output, "P2.turnaround"));
    CHECK(has(call({"compare", path, "--json"}).output, "\"ossim_compare\": 1"));
    const auto none = folder.with("none.yaml", "ossim: 1\nprocesses: [{name: A, burst: 3}]\n");
    CHECK(call({"compare", none}).code == 2);
    CHECK(call({"compare", path, "--vary", "scheduler.policy=fcfs,nothing"}).code == 2);
}

TEST_CASE("show tells the objects at a moment, the states and a switch") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    for (const std::string what : {"pcb", "tcb", "queues", "tree"}) {
        CAPTURE(what);
        const auto shown = call({"show", path, "--at", "5", what});
        CHECK(shown.code == 0);
        CHECK(has(shown.output, "P2"));
        CHECK(call({"show", path, what, "--at", "5ms"}).output == shown.output);
        CHECK(call({"show", path, what}).code == 2);
    }
    CHECK(call({"show", path, "--at", "5", "tree"}).errors.empty());
    CHECK(has(call({"show", path, "states"}).output, "Running"));
    CHECK(has(call({"show", path, "switch", "2"}).output, "P1"));
    CHECK(call({"show", path, "switch", "2000"}).code == 2);
    CHECK(call({"show", path, "switch"}).code == 2);
    CHECK(has(call({"show", path, "stats"}).errors, "did you mean \"states\"?"));
    CHECK(
        has(call({"show", path, "--at", "1s", "tree"}).errors, "the run ended at 30ms, before that moment"));
}

TEST_CASE("diff finds the first difference, and says 1") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const auto a = folder.file("a.jsonl");
    const auto b = folder.file("b.jsonl");
    CHECK(call({path, "--trace", a}).code == 0);
    CHECK(call({path, "--trace", b, "--set", "scheduler.quantum=2"}).code == 0);
    CHECK(call({"diff", a, a}).code == 0);
    const auto different = call({"diff", a, b});
    CHECK(different.code == 1);
    CHECK(has(different.output, "The traces differ, first at event "));
    CHECK(call({"diff", a}).code == 2);
    CHECK(call({"diff", a, path}).code == 2);
    CHECK(call({"diff", a, folder.file("none")}).code == 4);
    CHECK(call({"diff", a, "-"}, folder.read("a.jsonl")).code == 0);
}

TEST_CASE("grade compares a folder with a key, and never stops at a bad submission") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    folder.with("in/alice.txt", "P1 0-4, P2 4-7, P3 7-10, P1 10-30\n");
    folder.with("in/bob.csv", "cpu,start,end,thread,what\n0,0,4,P1,run\n0,4,8,P2,run\n");
    folder.with("in/carol.txt", std::string("\x00\xff", 2));
    folder.with("in/dave.txt", "");
    folder.with("in/.hidden", "P1 0-4");
    std::filesystem::create_symlink(folder.file("in/alice.txt"), folder.file("in/eve.txt"));
    const auto graded =
        call({"grade", path, folder.file("in"), "--csv", folder.file("points.csv"), "--points", "20"});
    CHECK(graded.code == 1);
    const auto csv = folder.read("points.csv");
    CHECK(has(csv, "alice.txt"));
    CHECK(has(csv, "equal"));
    CHECK(has(csv, "unreadable"));
    CHECK(has(csv, "empty"));
    CHECK(!has(csv, "hidden"));
    CHECK(has(graded.output, "a symbolic link is not read"));
    CHECK(call({"grade", path, folder.file("in/alice.txt")}).code == 0);
    CHECK(call({"grade", path, folder.file("none")}).code == 4);
    CHECK(call({"grade", path}).code == 2);
    CHECK(call({"grade", path, folder.file("in"), "--csv", path}).code == 2);
    CHECK(folder.read("rr.yaml") == rr);
}

TEST_CASE("rules say the policy, the conventions and the costs in words") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const auto own = call({"rules", path});
    CHECK(own.code == 0);
    CHECK(has(own.output, "Policy: rr"));
    CHECK(has(own.output, "Conventions: ossim"));
    CHECK(has(own.output, "Everything that the kernel does takes no time."));
    CHECK(has(call({"rules", path, "--differing"}).output, "All settings are ossim's own."));
    CHECK(has(call({"rules", path, "--set", "machine.costs=x86-64-pcid"}).output, "trap_in"));
}

TEST_CASE("a limit ends a run with code 3, and the report is still there") {
    const ScratchFolder folder;
    const auto path =
        folder.with("e.yaml", "ossim: 1\nprocesses: [{name: A, program: [{forever: [{compute: 1}]}]}]\n");
    const auto ended = call({path, "--max-events", "1k"});
    CHECK(ended.code == 3);
    CHECK(has(ended.output, "CPU0"));
    CHECK(has(ended.errors, "was ended by a limit"));
    CHECK(call({path, "--max-time", "50"}).code == 3);
    CHECK(call({path, "--set", "until=50"}).code == 0);
    const auto idle =
        folder.with("z.yaml", "ossim: 1\nprocesses: [{name: A, program: [{forever: [yield]}]}]\n");
    const auto stuck = call({idle});
    CHECK(stuck.code == 3);
    CHECK(has(stuck.errors, "makes no progress"));
}

TEST_CASE("a row that is asked for is shown, even of zeros; one that cannot be is refused") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const auto rows = call({"compare", path, "--metric", "P1.response", "--metric", "avg(P1.response)"});
    CHECK(rows.code == 0);
    CHECK(has(rows.output, "\nP1.response                       0ms       0ms\n"));
    CHECK(has(rows.output, "\navg(P1.response)                  0ms       0ms\n"));
    const auto refused = [&](const std::string& metric) {
        const auto called = call({"compare", path, "--metric", metric});
        CHECK(called.code == 2);
        CHECK(called.output.empty());
        return called.errors.substr(0, called.errors.find('\n'));
    };
    CHECK(refused("nix") ==
          "ossim: --metric: there is no metric \"nix\"; `ossim list metrics` shows them all");
    CHECK(refused("P1.respons") ==
          "ossim: --metric: \"P1\" has no metric \"respons\"; did you mean \"response\"?");
    CHECK(refused("P9.response") == "ossim: --metric: nothing is called \"P9\"; did you mean \"P1\"?");
    CHECK(refused("response") ==
          "ossim: --metric: \"response\" is a metric of threads and processes: whose is "
          "meant?; write P1.response, or avg(response) for all");
    CHECK(refused("P1.response + 1") == "ossim: --metric: there is no metric \"P1.response + 1\"; write a "
                                        "metric's name, P1.response, avg(response) or max(response)");
}

TEST_CASE("mistakes in --vary are told as they were written") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const auto called = call({"compare", path, "--vary", "scheduler.policy=fcfs,nonsense"});
    CHECK(called.code == 2);
    CHECK(has(called.errors, "--vary:1:18: error: there is no policy \"nonsense\""));
    CHECK(has(called.errors, "1 | scheduler.policy=nonsense\n"));
}

TEST_CASE("the variant of a run is recorded") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    CHECK(has(call({path, "--variant", "short"}).output, "Three (variant short)"));
    CHECK(has(call({path, "--variant", "short", "--json"}).output, "\"variant\": \"short\""));
    CHECK(has(call({path, "--variant", "short", "--trace", "-"}).output, "\"variant\":\"short\""));
    CHECK(has(call({path, "--variant", "short", "--trace", "-", "--format", "text"}).output,
              "# Three | variant short\n"));
    CHECK_FALSE(has(call({path, "--trace", "-"}).output, "variant"));
}

TEST_CASE("a key or what is handed in may come from standard input, not both") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const std::string words = "P1 0-4, P2 4-7, P3 7-10, P1 10-30\n";
    const auto answer = folder.with("a.txt", words);
    const auto named = call({"grade", path, answer});
    CHECK(named.code == 0);
    CHECK(call({"grade", "-", answer}, rr).output == named.output);
    CHECK(call({"grade", "-", answer}, words).code == 0);
    const auto piped = call({"grade", path, "-"}, words);
    CHECK(piped.code == 0);
    CHECK(has(piped.output, "standard input"));
    CHECK(call({"grade", "-", "-"}, rr).code == 2);
}

TEST_CASE("what nothing can be called is not shown") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const auto called = call({"show", path, "--at", "5", "tcb", "P9"});
    CHECK(called.code == 2);
    CHECK(called.errors == "ossim: show tcb: nothing is called \"P9\"; did you mean \"P1\"?\n");
    CHECK(call({"show", path, "--at", "5", "tcb", "P2"}).code == 0);
}

TEST_CASE("a picture cannot begin where the run has ended") {
    const ScratchFolder folder;
    const auto path = folder.with("rr.yaml", rr);
    const auto called = call({path, "--from", "100"});
    CHECK(called.code == 2);
    CHECK(called.output.empty());
    CHECK(called.errors == "ossim: --from 100: the run ended at 30ms; write a time before that\n");
}

TEST_CASE("a title of several lines is one line, and `until` says who never came") {
    const ScratchFolder folder;
    const auto path = folder.with("late.yaml", "ossim: 1\ntitle: |\n  long\n  text\nuntil: 5\nprocesses:\n"
                                               "  - {name: A, burst: 9}\n"
                                               "  - {name: B, arrival: 7, burst: 1, count: 2}\n");
    const auto run = call({path});
    CHECK(run.output.starts_with("long text "));
    CHECK(has(run.output, "1 thread had not ended; 2 processes\n  had not arrived."));
    CHECK(call({"rules", path}).output.starts_with("long text\n"));
}

TEST_CASE("rules keep to a narrow width") {
    const ScratchFolder folder;
    const auto text = call({"rules", folder.with("rr.yaml", rr), "--width", "40"}).output;
    for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
        CHECK_MESSAGE(end - at <= 40, text.substr(at, end - at));
}
