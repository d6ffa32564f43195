// When to colour, and how values of the command line are read.
#include "cli/exit.hpp"
#include "cli/options.hpp"
#include "cli/scenario_input.hpp"
#include "cli/variations.hpp"
#include "recorded_console.hpp"

#include <doctest/doctest.h>

using namespace ossim;

TEST_CASE("colour: the option beats NO_COLOR beats forcing beats the terminal") {
    RecordedConsole console;
    CHECK(!is_coloured(console, Colour::automatic, false));
    CHECK(is_coloured(console, Colour::automatic, true));
    console.environment["TERM"] = "dumb";
    CHECK(!is_coloured(console, Colour::automatic, true));
    console.environment["FORCE_COLOR"] = "1";
    CHECK(is_coloured(console, Colour::automatic, false));
    console.environment["FORCE_COLOR"] = "0";
    CHECK(!is_coloured(console, Colour::automatic, false));
    console.environment["CLICOLOR_FORCE"] = "1";
    CHECK(is_coloured(console, Colour::automatic, false));
    console.environment["NO_COLOR"] = "";
    CHECK(is_coloured(console, Colour::automatic, false));
    console.environment["NO_COLOR"] = "1";
    CHECK(!is_coloured(console, Colour::automatic, true));
    CHECK(is_coloured(console, Colour::always, false));
    CHECK(!is_coloured(console, Colour::never, true));
}

TEST_CASE("the width is the option's, the terminal's, or 80") {
    RecordedConsole console;
    StyleOptions options;
    CHECK(style_of(options, console, Unit::ms).width == 80);
    console.terminal_columns = 132;
    CHECK(style_of(options, console, Unit::ms).width == 80); // no terminal
    console.out_terminal = true;
    CHECK(style_of(options, console, Unit::ms).width == 132);
    console.terminal_columns = 20;
    CHECK(style_of(options, console, Unit::ms).width == 40);
    options.width = 100;
    CHECK(style_of(options, console, Unit::ms).width == 100);
    options.width = 39;
    CHECK_THROWS_WITH((void)style_of(options, console, Unit::ms),
                      "--width: write a number of columns from 40 to 1000");
    options.width = std::nullopt;
    options.colour = "sometimes";
    CHECK_THROWS_WITH((void)style_of(options, console, Unit::ms),
                      "--color: \"sometimes\" is none of auto, always, never");
}

TEST_CASE("a patch is a key and a value") {
    const auto patch = read_patch("--set", "scheduler.quantum=2ms");
    CHECK(patch.path == "scheduler.quantum");
    CHECK(patch.value == "2ms");
    CHECK(read_patch("--set", "title=a=b").value == "a=b");
    CHECK(read_patch("--set", "title=").value.empty());
    CHECK_THROWS_WITH((void)read_patch("--set", "quantum"),
                      "--set: \"quantum\" is not KEY=VALUE; write for example --set "
                      "scheduler.quantum=2ms");
    CHECK_THROWS((void)read_patch("--set", "=2ms"));
}

TEST_CASE("values of --vary part at commas, but not inside brackets or quotes") {
    const auto values = [](const std::string& text) { return read_vary(text).values; };
    CHECK(read_vary("scheduler.policy=fcfs,rr").path == "scheduler.policy");
    CHECK(values("p=fcfs,rr, sjf") == std::vector<std::string>{"fcfs", "rr", "sjf"});
    CHECK(values("p=[1, 2],[3]") == std::vector<std::string>{"[1, 2]", "[3]"});
    CHECK(values("p={policy: rr, quantum: 2},fcfs") ==
          std::vector<std::string>{"{policy: rr, quantum: 2}", "fcfs"});
    CHECK(values("p=\"a,b\",c") == std::vector<std::string>{"\"a,b\"", "c"});
    CHECK_THROWS_WITH((void)read_vary("p=a,,b"),
                      "--vary: a value is missing in \"p=a,,b\"; write for example --vary "
                      "scheduler.policy=fcfs,rr");
}

TEST_CASE("several --vary give every combination, the first changing slowest") {
    const std::vector<Vary> varies{{"scheduler.policy", {"fcfs", "rr"}}, {"machine.cpus", {"1", "2"}}};
    const auto all = combinations(varies, "base");
    REQUIRE(all.size() == 4);
    CHECK(all[0].name == "policy=fcfs cpus=1");
    CHECK(all[1].name == "policy=fcfs cpus=2");
    CHECK(all[3].name == "policy=rr cpus=2");
    CHECK(all[3].variant == "base");
    CHECK(all[3].patches.at(1).path == "machine.cpus");
    const std::vector<Vary> many{{"a", std::vector<std::string>(9, "x")},
                                 {"b", std::vector<std::string>(8, "y")}};
    CHECK_THROWS_WITH((void)combinations(many, ""),
                      "--vary: these are more than 64 runs; leave out some values");
}
