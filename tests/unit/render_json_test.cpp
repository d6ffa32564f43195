// --json: its form is a promise.
#include "render_story.hpp"

#include "render/json.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ossim;
using namespace ossim::testing;

namespace {

Metrics measured(const Story& story) {
    MetricsSink sink;
    story.tell(sink);
    return sink.metrics();
}

} // namespace

TEST_CASE("what a report in JSON holds") {
    const auto json = nlohmann::ordered_json::parse(to_json(measured(*round_robin()), "said"));
    CHECK(json["ossim_report"] == 1);
    CHECK(json["header"]["title"] == "Round robin, quantum 4");
    CHECK(json["run"]["outcome"] == "finished");
    CHECK(json["run"]["message"] == "said");
    CHECK(json["run"]["length"] == 30'000'000);
    CHECK(json["run"]["utilisation"].dump() == R"({"numerator":1,"denominator":1,"text":"1.000"})");
    CHECK(json["threads"].size() == 3);
    CHECK(json["cpus"][0]["total"] == 30'000'000);
    CHECK(json["switches"]["process"]["count"] == 6);
    CHECK(json["moves"][0].dump() == R"({"from":"none","to":"New","count":3})");
}

TEST_CASE("a thread in JSON, whole") {
    const auto json = nlohmann::ordered_json::parse(to_json(measured(*round_robin())));
    CHECK("\n" + json["threads"][2].dump(2) + "\n" == R"(
{
  "tid": 3,
  "pid": 4,
  "name": "P3",
  "group": "",
  "arrival": 0,
  "first_dispatch": 7000000,
  "first_instruction": 7000000,
  "finish": 18000000,
  "turnaround": 18000000,
  "response": 7000000,
  "ready_wait": 10000000,
  "blocked": 5000000,
  "cpu": 3000000,
  "switching": 0,
  "kernel": {
    "syscall": 0,
    "interrupt": 0,
    "creation": 0
  },
  "in_state": {
    "New": 0,
    "Ready": 10000000,
    "Running": 3000000,
    "Waiting": 5000000
  },
  "ready_before_start": 7000000,
  "dispatches": 2,
  "voluntary": 2,
  "involuntary": 0,
  "migrations": 0
}
)");
}

TEST_CASE("the same run gives the same bytes, and ends in a newline") {
    CHECK(to_json(measured(*round_robin())) == to_json(measured(*round_robin())));
    CHECK(to_json(measured(*round_robin())).ends_with("}\n"));
}

TEST_CASE("what has no value is null") {
    Story story;
    story.process("A");
    story.end(3, Outcome::until);
    const auto json = nlohmann::ordered_json::parse(to_json(measured(story)));
    CHECK(json["threads"][0]["turnaround"].is_null());
    CHECK(json["processes"][0]["status"].is_null());
}

TEST_CASE("several runs") {
    const Metrics metrics = measured(*round_robin());
    const std::pair<std::string, const Metrics*> runs[] = {{"base", &metrics}, {"other", &metrics}};
    const auto json = nlohmann::ordered_json::parse(to_json(runs));
    CHECK(json["ossim_compare"] == 1);
    CHECK(json["runs"][1]["name"] == "other");
    CHECK(json["runs"][1]["report"]["threads"].size() == 3);
}

TEST_CASE("a title that is not UTF-8 does not break the output") {
    Story story;
    story.header().title = "a\xFF";
    story.end(1);
    CHECK(nlohmann::json::accept(to_json(measured(story))));
}
