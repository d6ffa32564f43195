// From words to exit codes: which command runs, and what is said about words that mean nothing.
#include "cli/catalogues.hpp"
#include "cli/command.hpp"
#include "cli/templates.hpp"
#include "ossim/assignment.hpp"
#include "recorded_console.hpp"
#include "scratch_folder.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

using namespace ossim;

TEST_CASE("without words the help goes to standard error, and the code is 2") {
    const auto called = call({});
    CHECK(called.code == 2);
    CHECK(called.output.empty());
    CHECK(called.errors.find("Examples:") < called.errors.find("Usage:"));
}

TEST_CASE("help is printed with examples first, for the program and for every command") {
    for (const auto& words : std::vector<std::vector<std::string>>{{"--help"}, {"-h"}, {"help"}}) {
        const auto called = call(words);
        CHECK(called.code == 0);
        CHECK(called.output.find("Examples:") < called.output.find("Usage:"));
        CHECK(called.errors.empty());
    }
    for (const auto& command : commands()) {
        CAPTURE(command.name);
        const auto called = call({std::string(command.name), "--help"});
        CHECK(called.code == 0);
        CHECK(called.output.starts_with("Examples:\n"));
        CHECK(called.output.find("Usage: ossim " + std::string(command.name)) != std::string::npos);
        CHECK(called.output == call({"help", std::string(command.name)}).output);
    }
}

TEST_CASE("every line of help fits 80 columns") {
    std::vector<std::string> texts{call({"--help"}).output};
    for (const auto& command : commands())
        texts.push_back(call({std::string(command.name), "--help"}).output);
    for (const auto& text : texts)
        for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
            CHECK_MESSAGE(end - at <= 80, text.substr(at, end - at));
}

TEST_CASE("the version says what it was built with") {
    const auto called = call({"--version"});
    CHECK(called.code == 0);
    CHECK(called.output.starts_with("ossim "));
    CHECK(called.output.find("language of scenarios 1") != std::string::npos);
}

TEST_CASE("a mistyped command is told from a missing file") {
    CHECK(call({"chekc"}).errors ==
          "ossim: there is no command and no file called \"chekc\"; did you mean \"check\"?\n"
          "`ossim --help` shows what can be written\n");
    CHECK(call({"chekc"}).code == 2);
    const auto missing = call({"missing.yaml"});
    CHECK(missing.code == 4);
    CHECK(missing.errors == "ossim: cannot read missing.yaml: No such file or directory\n");
}

TEST_CASE("an unknown option gets a suggestion") {
    const auto called = call({"run", "x.yaml", "--explian"});
    CHECK(called.code == 2);
    CHECK(called.errors == "ossim: unknown option --explian; did you mean --explain?\n"
                           "`ossim run --help` shows what can be written\n");
    CHECK(call({"run", "x.yaml", "--frmat=csv"}).errors.find("did you mean --format?") != std::string::npos);
    CHECK(call({"run", "x.yaml", "y.yaml"}).errors.find("unexpected argument \"y.yaml\"") !=
          std::string::npos);
    CHECK(call({"x.yaml", "--nothing-like-it"}).code == 2);
}

TEST_CASE("a value that is missing or no number is told") {
    CHECK(call({"run", "x.yaml", "--seed"}).code == 2);
    const auto called = call({"run", "x.yaml", "--seed", "ten"});
    CHECK(called.code == 2);
    CHECK(called.errors.starts_with("ossim: --seed: \"ten\" is no number: "));
    CHECK(call({"run", "x.yaml", "--set", "quantum"}).code == 2);
    CHECK(call({"run"}).code == 2);
}

TEST_CASE("control characters of the command line do not reach the terminal") {
    const auto called = call({"run", "x.yaml", "--\x1b[31m"});
    CHECK(called.errors.find('\x1b') == std::string::npos);
}

TEST_CASE("options that contradict each other are refused before anything is read") {
    CHECK(call({"run", "missing.yaml", "--json", "--trace", "-"}).code == 2);
    CHECK(call({"run", "missing.yaml", "--explain", "--trace", "-"}).code == 2);
    CHECK(call({"run", "missing.yaml", "--explain", "--json"}).code == 2);
    CHECK(call({"run", "missing.yaml", "--format", "csv"}).code == 2);
}

TEST_CASE("every template is a scenario that runs, without a warning, and does what it expects") {
    const ScratchFolder folder;
    for (const auto& each : templates()) {
        if (each.name == "assignment") continue;
        CAPTURE(each.name);
        const auto made = call({"new", std::string(each.name)});
        CHECK(made.code == 0);
        CHECK(made.output == each.text);
        const auto path = folder.with(std::string(each.name) + ".yaml", made.output);
        const auto checked = call({"check", path});
        CHECK_MESSAGE(checked.code == 0, checked.output << checked.errors);
        CHECK(checked.errors.empty());
        CHECK(call({path}).code == 0);
    }
    CHECK(call({"new"}).output.find("priority") != std::string::npos);
    CHECK(call({"new", "fokr"}).errors.find("did you mean \"fork\"?") != std::string::npos);
}

TEST_CASE("the template of an assignment is one, without a warning") {
    const auto made = call({"new", "assignment"});
    CHECK(made.code == 0);
    const auto loaded =
        load_assignment({"assignment.yaml", made.output}, catalogues(), misconception_names());
    CHECK(loaded.diagnostics.empty());
    REQUIRE(loaded.assignment);
    CHECK(loaded.assignment->questions.size() == 4);
    CHECK(loaded.assignment->points() == Ratio(47, 2));
}

TEST_CASE("the assignment that the documentation shows can be read") {
    std::ifstream file("scenarios/README.md", std::ios::binary);
    const std::string page{std::istreambuf_iterator<char>(file), {}},
        fence = "```yaml fragment\nassignment: 1";
    const auto begin = page.find(fence);
    REQUIRE(begin != std::string::npos);
    const auto from = page.find('\n', begin) + 1;
    const auto text = page.substr(from, page.find("```", from) - from);
    const auto loaded = load_assignment({"assignment.yaml", text}, catalogues(), misconception_names());
    for (const auto& diagnostic : loaded.diagnostics)
        FAIL_CHECK(diagnostic.message);
    CHECK(loaded.assignment);
}

TEST_CASE("a new scenario does not replace a file") {
    const ScratchFolder folder;
    const auto path = folder.with("mine.yaml", "mine");
    CHECK(call({"new", "rr", "-o", path}).code == 2);
    CHECK(folder.read("mine.yaml") == "mine");
    CHECK(call({"new", "rr", "-o", folder.file("other.yaml")}).code == 0);
    CHECK(call({"check", folder.file("other.yaml")}).code == 0);
}

TEST_CASE("everything that is listed has a page") {
    for (const std::string topic :
         {"policies", "steps", "costs", "conventions", "settings", "events", "metrics", "misconceptions"}) {
        CAPTURE(topic);
        const auto all = call({"list", topic});
        CHECK(all.code == 0);
        CHECK(call({"list"}).output.find(topic) != std::string::npos);
        std::size_t pages = 0;
        for (std::size_t at = 0, end = 0; (end = all.output.find('\n', at)) != std::string::npos;
             at = end + 1) {
            const auto line = all.output.substr(at, end - at);
            if (line.starts_with("Not yet: ")) break;
            if (line.empty() || line.front() == ' ') continue;
            const auto name = line.substr(0, line.find(' '));
            CHECK_MESSAGE(call({"list", topic, name}).code == 0, name);
            ++pages;
        }
        CHECK(pages > 0);
    }
    CHECK(call({"list", "polices"}).errors == "ossim: there is no list \"polices\"; did you mean "
                                              "\"policies\"?\nthere are lists of policies, steps, costs, "
                                              "conventions, settings, events, metrics and misconceptions\n");
    CHECK(call({"list", "policies", "rrr"}).errors.find("did you mean \"rr\"?") != std::string::npos);
    CHECK(call({"list", "policies", "rrr"}).code == 2);
    const auto lock = call({"list", "steps", "lock"});
    CHECK(lock.code == 2);
    CHECK(lock.errors.starts_with(
        "ossim: \"lock\" (takes a lock) is of the language, but this version does not "
        "model it yet\nthere are compute, "));
    CHECK(call({"list", "policies"}).output.find("Not yet") == std::string::npos);
    CHECK(call({"list", "metrics"}).output.find("Not yet") == std::string::npos);
}

TEST_CASE("a mistake has a page that says what is believed and what is true") {
    const auto all = call({"list", "misconceptions"});
    CHECK(all.output.find("\nquantum-off-by-one ") != std::string::npos);
    CHECK(all.output.find("(quantum) The quantum is one unit longer") != std::string::npos);
    CHECK(call({"list", "misconceptions", "quantum-off-by-one"}).output ==
          "quantum-off-by-one\n"
          "  (quantum) The quantum is one unit longer than it is.\n"
          "\n"
          "What it is\n"
          "\n"
          "area   quantum\n"
          "right  A quantum of 4 that begins at 0 ends at 4: the thread runs in the units\n"
          "       0, 1, 2 and 3.\n"
          "seen   It comes from counting up to and with the quantum. Each quantum is longer\n"
          "       by one unit of the scenario.\n"
          "\n"
          "In an assignment: `misconceptions: {quantum-off-by-one: -1}` takes a point.\n");
    CHECK(call({"list", "misconceptions", "quantum-of-by-one"})
              .errors.find("did you mean \"quantum-off-by-one\"?") != std::string::npos);
}

TEST_CASE("a code is explained with its brackets or without") {
    const auto page = call({"explain", "unknown-key"});
    CHECK(page.code == 0);
    CHECK(page.output.starts_with("unknown-key: "));
    CHECK(call({"explain", "[unknown-key]"}).output == page.output);
    CHECK(call({"explain", "unknown-kye"}).errors.find("did you mean \"unknown-key\"?") != std::string::npos);
    CHECK(call({"explain", "unknown-kye"}).code == 2);
    CHECK(call({"explain"}).output.find("unknown-key") != std::string::npos);
}

TEST_CASE("the schema is one JSON object") {
    const auto schema = call({"schema"});
    CHECK(schema.code == 0);
    CHECK(schema.output.front() == '{');
    CHECK(schema.output.ends_with("}\n"));
    CHECK(call({"schema", "scenario"}).output == schema.output);
    const auto assignment = call({"schema", "assignment"});
    CHECK(assignment.code == 0);
    CHECK(assignment.output.find("quantum-off-by-one") != std::string::npos);
    CHECK(call({"schema", "asignment"}).errors.find("did you mean \"assignment\"?") != std::string::npos);
    CHECK(call({"schema", "asignment"}).code == 2);
}
