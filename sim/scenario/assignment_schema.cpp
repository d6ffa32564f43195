// The JSON Schema of assignments, from the declared fields that the reader reads by. Which keys a kind of
// question has, names that resolve, and sums stay with the reader.
#include "scenario/assignment_keys.hpp"
#include "scenario/describe.hpp"

namespace ossim {
namespace {

constexpr std::string_view ratio_pattern = "^[0-9]+(\\.[0-9]+)?$|^[0-9]+/[0-9]+$";
constexpr std::string_view share_pattern = "^[0-9]+(\\.[0-9]+)?%?$|^[0-9]+/[0-9]+$";
constexpr std::string_view deduction_pattern = "^-[0-9]+(\\.[0-9]+)?$|^-[0-9]+/[0-9]+$|^0$";

Json number(std::string_view text_pattern) {
    return any_of({Json{{"type", "number"}, {"minimum", 0}}, pattern(text_pattern)});
}
Json one_or_more(const Json& item) { return any_of({item, list_of(item)}); }

} // namespace

Json describe(Type<FolderPath>, const Range&) { return {{"type", "string"}, {"minLength", 1}}; }
Json describe(Type<FilePattern>, const Range&) { return {{"type", "string"}, {"minLength", 1}}; }
Json describe(Type<DigestText>, const Range&) { return pattern("^[0-9a-f]{32}$"); }
Json describe(Type<NumberText>, const Range&) { return {{"type", Json::array({"string", "number"})}}; }
Json describe(Type<ClaimText>, const Range&) { return {{"type", "string"}}; }
Json describe(Type<NumberTexts>, const Range&) {
    return one_or_more({{"type", Json::array({"string", "number"})}});
}
Json describe(Type<AnswerText>, const Range&) { return one_or_more(any_text()); }
Json describe(Type<PresetNames>, const Range&) {
    return any_of({ref("preset"), Json{{"type", "array"}, {"items", ref("preset")}, {"uniqueItems", true}}});
}
Json describe(Type<QuestionNames>, const Range&) { return one_or_more(ref("name")); }
Json describe(Type<PointsGiven>, const Range&) {
    return any_of(
        {Json{{"type", "number"}, {"exclusiveMinimum", 0}, {"maximum", 1'000'000}}, pattern(ratio_pattern)});
}
Json describe(Type<CapGiven>, const Range&) {
    return any_of({Json{{"type", "number"}, {"minimum", 0}, {"maximum", 1}}, pattern(share_pattern)});
}
Json describe(Type<Tolerance>, const Range&) { return any_of({number(share_pattern), ref("duration")}); }
Json describe(Type<Deductions>, const Range&) { return ref("misconceptions"); }
Json describe(Type<StudentLimits>, const Range&) { return ref("limits"); }
Json describe(Type<LinePatterns>, const Range&) { return one_or_more({{"type", "string"}}); }
Json describe(Type<MeaningWords>, const Range&) {
    Json properties = Json::object();
    for (const std::string_view word : event_meanings)
        properties[std::string(word)] = one_or_more(any_text());
    return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
}
Json describe(Type<NamePairs>, const Range&) { return map_of(ref("name")); }
Json describe(Type<ReadingKeys>, const Range&) { return ref("read"); }
Json describe(Type<AnswerList>, const Range&) { return map_of(ref("answer")); }
Json describe(Type<QuestionList>, const Range&) { return map_of(ref("question")); }

namespace {

Json describe_misconceptions(std::span<const std::string_view> names) {
    const Json points = any_of({Json{{"type", "number"}, {"maximum", 0}}, pattern(deduction_pattern)});
    Json properties = Json::object();
    for (const std::string_view name : names)
        properties[std::string(name)] = points;
    return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
}

Json assignment_definitions(const Catalogues& catalogues, std::span<const std::string_view> misconceptions) {
    std::vector<std::string_view> presets;
    for (const PresetInfo& info : catalogues.presets)
        presets.push_back(info.name);
    Json all = Json::object();
    all["name"] = describe_name();
    all["duration"] = describe_duration();
    all["limits"] = describe_mapping<LimitsKeys>();
    all["preset"] = one_of_words(presets);
    all["misconceptions"] = describe_misconceptions(misconceptions);
    all["read"] = describe_mapping<ReadingKeys>();
    all["answer"] = describe_mapping<AnswerKeys>();
    all["question"] = describe_mapping<QuestionKeys>();
    return all;
}

} // namespace

std::string assignment_schema(const Catalogues& catalogues,
                              std::span<const std::string_view> misconceptions) {
    Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                   {"title", "ossim assignment"},
                   {"description", "What students are asked about scenarios, and what it is worth."}};
    const Json assignment = describe_mapping<AssignmentKeys>();
    for (const auto& [key, value] : assignment.items())
        schema[key] = value;
    schema["patternProperties"] = {{"^x-", Json::object()}};
    schema["definitions"] = assignment_definitions(catalogues, misconceptions);
    return schema.dump(2) + "\n";
}

} // namespace ossim
