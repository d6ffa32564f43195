// Cost profiles out of files, beside the scenario that names them; and what the lists say of profiles.
#include "recorded_console.hpp"
#include "scratch_folder.hpp"

#include "costs/catalogue.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace ossim;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

constexpr const char* scenario = R"(ossim: 1
machine: {costs: profiles/laptop.costs.yaml}
scheduler: {policy: rr, quantum: 1ms}
processes: [{name: A, burst: 2}, {name: B, burst: 2}]
)";

constexpr const char* profile = R"(ossim_costs: 1
about: measured by hand
profile: x86-64-pcid
pick: {value: 4us, basis: "measured: a guess"}
)";

} // namespace

TEST_CASE("a cost file lies beside the scenario, wherever ossim was started") {
    const ScratchFolder folder;
    const auto path = folder.with("deep/s.yaml", scenario);
    folder.with("deep/profiles/laptop.costs.yaml", profile);
    const auto ran = call({path});
    CHECK(ran.code == 0);
    CHECK(ran.errors.empty());
    CHECK(has(ran.output, "costs laptop"));
    CHECK(has(call({"rules", path}).output, "4us: choose who runs next"));
}

TEST_CASE("what cannot be read is told at its place") {
    const ScratchFolder folder;
    const auto path = folder.with("s.yaml", scenario);
    const auto missing = call({path});
    CHECK(missing.code == 2);
    CHECK(has(missing.errors,
              "s.yaml:2:18: error: the cost file \"profiles/laptop.costs.yaml\" cannot be read: "
              "No such file or directory; its path is relative to the scenario's folder"));
    std::filesystem::create_directories(folder.file("profiles/laptop.costs.yaml"));
    CHECK(has(call({path}).errors, "cannot be read: it is a directory"));
    std::filesystem::remove(folder.file("profiles/laptop.costs.yaml"));
    folder.with("profiles/laptop.costs.yaml", std::string(300 << 10, '#'));
    CHECK(has(call({path}).errors, "cannot be read: it is larger than 262144 bytes"));
}

TEST_CASE("what is wrong within it shows its own lines") {
    const ScratchFolder folder;
    const auto path = folder.with("s.yaml", scenario);
    folder.with("profiles/laptop.costs.yaml", "ossim_costs: 1\npick: never\n");
    const auto wrong = call({path});
    CHECK(wrong.code == 2);
    CHECK(has(wrong.errors,
              "profiles/laptop.costs.yaml:2:7: error: \"pick\" of the cost file: \"never\" is not a "
              "duration"));
    CHECK(has(wrong.errors, "2 | pick: never\n"));
}

TEST_CASE("any other file stays unread") {
    const ScratchFolder folder;
    folder.with("secret.yaml", "password: 1234\n");
    const auto wrong = call({folder.with(
        "s.yaml", "ossim: 1\nmachine: {costs: ./secret.yaml}\nprocesses: [{name: A, burst: 1}]\n")});
    CHECK(wrong.code == 2);
    CHECK(has(wrong.errors, "cannot be \"./secret.yaml\""));
    CHECK_FALSE(has(wrong.errors, "1234"));
}

TEST_CASE("each figure of a profile is listed with what it rests on") {
    for (const auto& info : cost_catalogue()) {
        const auto page = call({"list", "costs", std::string(info.name), "--width", "100"});
        CHECK(page.code == 0);
        for (const auto& figure : info.figures) {
            INFO(info.name);
            CHECK(has(page.output, "\n" + std::string(figure.name) + " "));
        }
    }
    const ScratchFolder folder;
    const auto page = call({"list", "costs", folder.with("laptop.costs.yaml", profile)});
    CHECK(page.code == 0);
    CHECK(page.output ==
          "laptop\n  measured by hand\n\nFigures of this file, each with its basis\n\npick  4us - "
          "measured: a guess\n");
    CHECK(call({"list", "costs", folder.with("x.costs.yaml", "[")}).code == 2);
    CHECK(call({"list", "costs", folder.file("none.costs.yaml")}).code == 4);
}

TEST_CASE("rules tell the memory of a machine") {
    const ScratchFolder folder;
    const auto path = folder.with("s.yaml", "ossim: 1\nmachine: {costs: x86-64-pcid}\n"
                                            "processes: [{name: A, burst: 1}]\n");
    CHECK(has(call({"rules", path}).output, "Memory: not modelled; nothing in this scenario asks for it\n"));
}
