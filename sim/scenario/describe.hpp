// How the keys of a mapping become a JSON Schema: one overload of `describe` for each type of a field, as
// reader.hpp has one of `read_value`. schema.cpp has those of scenarios, assignment_schema.cpp its own.
//
// nlohmann's header brings std::quoted, which would be called instead of ours: whoever includes this file is
// left out of the unity build.
#pragma once

#include "scenario/keys.hpp"

#include <nlohmann/json.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ossim {

using Json = nlohmann::ordered_json;

template <class T>
struct Type {}; ///< a type as an argument: which overload is meant

inline Json ref(std::string_view name) { return {{"$ref", "#/definitions/" + std::string(name)}}; }
inline Json pattern(std::string_view text) { return {{"type", "string"}, {"pattern", text}}; }
inline Json any_of(std::initializer_list<Json> choices) { return {{"anyOf", Json(choices)}}; }
inline Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}, {"minItems", 1}}; }
inline Json map_of(Json values) { return {{"type", "object"}, {"additionalProperties", std::move(values)}}; }
/// A text without quotes may look like a number or a truth to YAML, and is a text all the same.
inline Json any_text() { return {{"type", Json::array({"string", "number", "boolean"})}}; }

template <class Words>
Json one_of_words(const Words& words) {
    Json list = Json::array();
    for (const std::string_view word : words)
        list.push_back(word);
    return {{"type", "string"}, {"enum", list}};
}

/// What a name, a duration and limits are written as, for the definitions of a schema.
[[nodiscard]] Json describe_name();
[[nodiscard]] Json describe_duration();

// --- values ---

Json describe(Type<bool>, const Range&);
Json describe(Type<std::int64_t>, const Range& range);
Json describe(Type<std::uint64_t>, const Range& range);
Json describe(Type<std::uint32_t>, const Range& range);
Json describe(Type<std::string>, const Range&);
Json describe(Type<Duration>, const Range&);
Json describe(Type<Time>, const Range&);
Json describe(Type<Price>, const Range&);
Json describe(Type<std::vector<Duration>>, const Range&);
Json describe(Type<Draw>, const Range&);
Json describe(Type<Test>, const Range&);
Json describe(Type<Operand>, const Range&);
Json describe(Type<Target>, const Range&);
Json describe(Type<ProgramRef>, const Range&);
Json describe(Type<GivenProgram>, const Range&);
Json describe(Type<Steps>, const Range&);
Json describe(Type<Bursts>, const Range&);
Json describe(Type<Version>, const Range&);
Json describe(Type<Bandwidth>, const Range&);
Json describe(Type<std::vector<VariableSpec>>, const Range&);
Json describe(Type<TagCount>, const Range&);
Json describe(Type<PageList>, const Range&);
Json describe(Type<std::vector<std::uint64_t>>, const Range&);
Json describe(Type<ImageSpec>, const Range&);
Json describe(Type<ServerSpec>, const Range&);
Json describe(Type<TlbKeys>, const Range&);
Json describe(Type<CacheKeys>, const Range&);
Json describe(Type<MemoryKeys>, const Range&);
Json describe(Type<std::vector<MappingSpec>>, const Range&);
Json describe(Type<std::vector<SharedMemorySpec>>, const Range&);
Json describe(Type<std::vector<PhaseGroup>>, const Range&);
Json describe(Type<Whom>, const Range&);
Json describe(Type<CpuList>, const Range&);
Json describe(Type<RunQueuesSpec>, const Range&);
Json describe(Type<BalanceKeys>, const Range&);
Json describe(Type<WarmCachesKeys>, const Range&);
Json describe(Type<Machine>, const Range&);
Json describe(Type<Limits>, const Range&);
Json describe(Type<CostProfile>, const Range&);
Json describe(Type<Conventions>, const Range&);
Json describe(Type<SchedulerSpec>, const Range&);
Json describe(Type<std::vector<DeviceSpec>>, const Range&);
Json describe(Type<std::vector<ProgramSpec>>, const Range&);
Json describe(Type<std::vector<ProcessSpec>>, const Range&);
Json describe(Type<ThreadList>, const Range&);
Json describe(Type<std::vector<std::string>>, const Range&);
Json describe(Type<std::vector<Expectation>>, const Range&);
Json describe(Type<Branches>, const Range&);
Json describe(Type<WorkingSet>, const Range&);

template <WordedEnum E>
Json describe(Type<E>, const Range&) {
    return one_of_words(enum_words(E{}));
}

template <class T>
Json describe_mapping();
template <DeclaresKeys T>
Json describe(Type<T>, const Range&) {
    return describe_mapping<T>();
}
template <class T>
Json describe(Type<std::optional<T>>, const Range& range) {
    return describe(Type<T>{}, range);
}
template <class T>
Json describe(Type<Noted<T>>, const Range& range) {
    return describe(Type<T>{}, range);
}

// --- mappings ---

template <class T>
Json properties_of() {
    Json properties = Json::object();
    for_each_field<T>([&](const auto& field) {
        using Member = std::remove_cvref_t<decltype(std::declval<T>().*field.member)>;
        Json value = describe(Type<Member>{}, field.range);
        value["description"] = field.doc;
        properties[std::string(field.name)] = std::move(value);
    });
    return properties;
}

template <class T>
Json describe_mapping() {
    Json mapping = {{"type", "object"}, {"properties", properties_of<T>()}, {"additionalProperties", false}};
    Json required = Json::array();
    for_each_field<T>([&](const auto& field) {
        if (field.need == Need::required) required.push_back(field.name);
    });
    if (!required.empty()) mapping["required"] = required;
    return mapping;
}

} // namespace ossim
