// The schema says what the reader reads.
#include "scenario_catalogues.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <variant>

using namespace ossim;
using Json = nlohmann::json;

namespace {

Json schema() {
    const test::Catalogue catalogue;
    return Json::parse(scenario_schema(catalogue.all()));
}

/// Every `$ref` within.
void gather_refs(const Json& json, std::set<std::string>& refs) {
    if (json.is_object() && json.contains("$ref")) refs.insert(json["$ref"].get<std::string>());
    if (json.is_structured())
        for (const Json& each : json)
            gather_refs(each, refs);
}

} // namespace

TEST_CASE("the schema is draft-07, closed, and complete in itself") {
    const Json all = schema();
    CHECK(all["$schema"] == "http://json-schema.org/draft-07/schema#");
    CHECK(all["additionalProperties"] == false);
    CHECK(all["required"] == Json::array({"ossim", "processes"}));
    std::set<std::string> refs;
    gather_refs(all, refs);
    for (const std::string& ref : refs) {
        INFO(ref);
        REQUIRE(ref.starts_with("#/definitions/"));
        CHECK(all["definitions"].contains(ref.substr(14)));
    }
}

TEST_CASE("each key of the schema is one that the reader knows") {
    const Json all = schema();
    for (const auto& item : all["properties"].items()) {
        const std::string& key = item.key();
        INFO(key);
        CHECK(item.value().contains("description"));
        const LoadResult result =
            test::load_text("ossim: 1\nprocesses: [{name: A, burst: 1}]\n" + key + ": {zzz: 1}\n");
        for (const Diagnostic& diagnostic : result.diagnostics)
            CHECK(diagnostic.message != "unknown key \"" + key + "\" in the scenario");
    }
    for (const auto& item : all["definitions"]["process"]["properties"].items()) {
        const std::string& key = item.key();
        INFO(key);
        const LoadResult result = test::load_text("ossim: 1\nprocesses: [{" + key + ": {zzz: 1}}]\n");
        for (const Diagnostic& diagnostic : result.diagnostics)
            CHECK(diagnostic.message.find("unknown key \"" + key + "\"") == std::string::npos);
    }
}

TEST_CASE("steps, policies, profiles and presets are in it") {
    const Json all = schema()["definitions"];
    CHECK(all["step"]["anyOf"].size() == std::variant_size_v<Action> + 1);
    CHECK(all["scheduler"]["anyOf"].size() == 7);
    CHECK(all["costs"]["anyOf"][0]["enum"].size() == 3);
    CHECK(all["conventions"]["anyOf"][0]["enum"] == Json::array({"ossim", "mines"}));
}

TEST_CASE("the catalogue of steps has each with its fields") {
    const std::vector<StepInfo> steps = step_catalogue();
    REQUIRE(steps.size() == std::variant_size_v<Action>);
    CHECK(steps[0].name == "compute");
    CHECK(steps[0].short_field == "for");
    CHECK(steps[0].fields[0].type == "duration or draw");
    CHECK(steps[0].fields[0].required);
    CHECK(steps[1].fields[2].type == "size");
    for (const StepInfo& step : steps) {
        INFO(step.name);
        CHECK_FALSE(step.doc.empty());
        for (const auto& field : step.fields) {
            INFO(field.name);
            CHECK_FALSE(field.type.empty());
        }
    }
}

TEST_CASE("texts without quotes may look like numbers, as for the reader") {
    const Json all = schema();
    const Json texts = Json::array({"string", "number", "boolean"});
    CHECK(all["properties"]["title"]["type"] == texts);
    CHECK(all["definitions"]["name"]["type"] == Json::array({"string", "boolean"}));
    CHECK(test::load_text("ossim: 1\ntitle: 2024\nprocesses: [{name: true, program: [{print: 42}]}]\n")
              .diagnostics.empty());
}
