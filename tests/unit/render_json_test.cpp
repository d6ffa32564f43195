// --json: its form is a promise.
#include "render_story.hpp"

#include "render/json.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ossim;
using namespace ossim::testing;

TEST_CASE("what a report in JSON holds") {
    JsonContext said;
    said.message = "said";
    said.tie_rule = "first come";
    const auto json = nlohmann::ordered_json::parse(to_json(measured(*round_robin()), said));
    CHECK(json["ossim_report"] == 1);
    CHECK(json["header"]["title"] == "Round robin, quantum 4");
    CHECK(json["run"]["outcome"] == "finished");
    CHECK(json["run"]["message"] == "said");
    CHECK(json["run"]["tie_rule"] == "first come");
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
  "start": 7000000,
  "finish": 18000000,
  "response": 7000000,
  "turnaround": 18000000,
  "waiting": 10000000,
  "ready_wait": 10000000,
  "ready_before_start": 7000000,
  "blocked": 5000000,
  "admission_wait": 0,
  "turnaround_minus_cpu": 15000000,
  "normalised_turnaround": {
    "numerator": 6,
    "denominator": 1,
    "text": "6.000"
  },
  "running": 3000000,
  "cpu": 3000000,
  "switching": 0,
  "syscall": 0,
  "interrupt": 0,
  "creation": 0,
  "fault": 0,
  "refill": 0,
  "dispatches": 2,
  "switches": 2,
  "voluntary": 2,
  "involuntary": 0,
  "migrations": 0,
  "page_faults": 0,
  "jobs": 0,
  "jobs_done": 0,
  "missed": 0,
  "aborted": 0,
  "worst_response": null,
  "mean_response": null,
  "worst_lateness": null,
  "first_dispatch": 7000000,
  "first_instruction": 7000000
}
)");
}

TEST_CASE("waiting, start and response are what the conventions say") {
    const auto story = std::make_unique<Story>();
    story->header().settings = {{"waiting", "turnaround-minus-cpu"}, {"response", "first-dispatch"}};
    story->cost(Component::trap, 1'000'000);
    const Tid a = story->process("A"), b = story->process("B");
    story->run(a, 0, 4, ThreadState::ready);
    story->run(b, 4, 8, ThreadState::terminated);
    story->run(a, 8, 12, ThreadState::terminated);
    story->end(12);
    auto json = nlohmann::ordered_json::parse(to_json(measured(*story)));
    CHECK(json["threads"][1]["waiting"] == 5'000'000);
    CHECK(json["threads"][1]["response"] == 4'000'000);
    CHECK(json["processes"][1]["response"] == 4'000'000);
    CHECK(json["average"]["waiting"]["text"] == "5500000.000");
    story->header().settings.clear();
    json = nlohmann::ordered_json::parse(to_json(measured(*story)));
    CHECK(json["threads"][1]["waiting"] == 4'000'000);
    CHECK(json["threads"][1]["response"] == 5'000'000);
    CHECK(json["processes"][1]["response"] == 5'000'000);
}

TEST_CASE("each metric of a thread and of the run has its key") {
    const auto json = nlohmann::ordered_json::parse(to_json(measured(*round_robin())));
    for (const MetricInfo& info : metric_catalogue()) {
        CAPTURE(std::string(info.name));
        if (info.of == "thread") CHECK(json["threads"][0].contains(std::string(info.name)));
        if (info.of == "thread") CHECK(json["processes"][0].contains(std::string(info.name)));
        if (info.of == "process") CHECK(json["processes"][0].contains(std::string(info.name)));
        if (info.of == "cpu") CHECK(json["cpus"][0].contains(std::string(info.name)));
        if (info.of == "run") CHECK(json["run"].contains(std::string(info.name)));
    }
}

TEST_CASE("a million threads: a line each, and only as many as are asked for") {
    JsonContext two;
    two.rows = 2;
    const std::string text = to_json(measured(*round_robin()), two);
    const auto json = nlohmann::ordered_json::parse(text);
    CHECK(json["threads"].size() == 2);
    CHECK(json["processes"].size() == 2);
    CHECK(json["run"]["threads"] == 3);
    CHECK(text.find("\"threads\": [\n    {\"tid\":1,\"pid\":2,\"name\":\"P1\"") != std::string::npos);
}

TEST_CASE("groups have their averages") {
    Story story;
    story.add(0, ThreadNew{Tid(1), Pid(2), {story.names().intern("A"), 0}, story.names().intern("front")});
    story.move(0, Tid(1), ThreadState::fresh, ThreadState::newborn, Cause::created);
    story.move(3, Tid(1), ThreadState::newborn, ThreadState::ready, Cause::admitted);
    story.end(8);
    const auto json = nlohmann::ordered_json::parse(to_json(measured(story)));
    CHECK(json["groups"]["front"]["admission_wait"]["numerator"] == 3'000'000);
    CHECK(json["groups"]["front"]["turnaround"].is_null());
}

TEST_CASE("what was printed, and the schedule") {
    Story story;
    const Tid a = story.process("A");
    story.run(a, 1, 4, ThreadState::terminated);
    story.add(2, Printed{a, story.names().intern("hel\"lo")});
    story.end(4);
    PrintedSink printed;
    story.tell(printed);
    Schedule schedule;
    schedule.cpus = {{{Time(1), Time(4), a, Work::run}}};
    schedule.end = Time(4);
    JsonContext context;
    context.printed = &printed;
    context.schedule = &schedule;
    const auto json = nlohmann::ordered_json::parse(to_json(measured(story), context));
    CHECK(json["printed_lines"] == 1);
    CHECK(json["printed"].dump() == R"([{"time":2000000,"tid":1,"text":"hel\"lo"}])");
    CHECK(json["schedule_until"] == 4);
    CHECK(json["schedule"].dump() == R"([{"cpu":0,"start":1,"end":4,"tid":1,"work":"run"}])");
    const auto without = nlohmann::ordered_json::parse(to_json(measured(story)));
    CHECK(without["printed"].is_null());
    CHECK(without["schedule"].is_null());
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
    std::string text;
    write_json(runs, [&](std::string_view piece) { text += piece; });
    const auto json = nlohmann::ordered_json::parse(text);
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
