// From words to exit codes: which command runs, and what is said about words that mean nothing.
#include "cli/command.hpp"
#include "cli/templates.hpp"
#include "recorded_console.hpp"
#include "scratch_folder.hpp"

#include <doctest/doctest.h>

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
         {"policies", "steps", "costs", "conventions", "settings", "events", "metrics"}) {
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
                                              "conventions, settings, events and metrics\n");
    CHECK(call({"list", "policies", "rrr"}).errors.find("did you mean \"rr\"?") != std::string::npos);
    CHECK(call({"list", "policies", "rrr"}).code == 2);
    const auto lock = call({"list", "steps", "lock"});
    CHECK(lock.code == 2);
    CHECK(lock.errors.starts_with(
        "ossim: \"lock\" (takes a lock) is of the language, but this version does not "
        "model it yet\nthere are compute, "));
    CHECK(call({"list", "policies", "gang"}).errors.find("(gang scheduling)") != std::string::npos);
    CHECK(call({"list", "policies"}).output.find("\nNot yet: mlfq, ") != std::string::npos);
    CHECK(call({"list", "metrics"}).output.find("Not yet") == std::string::npos);
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
}
