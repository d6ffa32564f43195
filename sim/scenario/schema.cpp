// The JSON Schema of the language and the catalogue of steps, from the declared fields that the reader reads
// by.
//
// One overload of `describe` for each type of a field, as reader.hpp has one of `read_value`. What a schema
// cannot say (names that resolve, sums) stays with the reader.
#include "scenario/describe.hpp"

#include "ossim/load.hpp"

#include <utility>
#include <variant>

namespace ossim {
namespace {

constexpr std::string_view duration_pattern = "^[0-9]+(\\.[0-9]+)?(ns|us|\u00b5s|\u03bcs|ms|s)?$";
constexpr std::string_view size_pattern = "^[0-9]+(\\.[0-9]+)?(B|KiB|MiB|GiB|TiB)?$";
constexpr std::string_view count_pattern = "^[0-9]+(\\.[0-9]+)?[kMGT]?$";

Json whole_number(const Range& range) {
    Json number = {{"type", "integer"}};
    if (range.least != Range{}.least) number["minimum"] = range.least;
    if (range.most != Range{}.most) number["maximum"] = range.most;
    return number;
}

} // namespace

// --- values ---

Json describe(Type<bool>, const Range&) { return {{"type", "boolean"}}; }
Json describe(Type<std::int64_t>, const Range& range) { return whole_number(range); }
Json describe(Type<std::uint64_t>, const Range& range) {
    if (range.share) return {{"type", Json::array({"number", "string"})}};
    Range positive = range;
    positive.least = std::max<std::int64_t>(range.least, 0);
    return any_of({whole_number(positive), pattern(range.bytes ? size_pattern : count_pattern)});
}
Json describe(Type<std::uint32_t>, const Range& range) { return describe(Type<std::uint64_t>{}, range); }
Json describe(Type<std::string>, const Range&) { return any_text(); }
Json describe(Type<Duration>, const Range&) { return ref("duration"); }
Json describe(Type<Time>, const Range&) { return ref("duration"); }
Json describe(Type<Price>, const Range&) { return ref("duration"); }
Json describe(Type<std::vector<Duration>>, const Range&) {
    return any_of({ref("duration"), list_of(ref("duration"))});
}
Json describe(Type<std::vector<std::int64_t>>, const Range& range) {
    return any_of({whole_number(range), list_of(whole_number(range))});
}
Json describe(Type<Draw>, const Range&) { return ref("draw"); }
Json describe(Type<Test>, const Range&) { return {{"type", Json::array({"string", "number", "boolean"})}}; }
Json describe(Type<Operand>, const Range&) { return {{"type", Json::array({"integer", "string"})}}; }
Json describe(Type<Target>, const Range&) { return {{"type", "string"}}; }
Json describe(Type<Whom>, const Range&) { return ref("name"); }
Json describe(Type<ProgramRef>, const Range&) { return any_of({ref("name"), ref("steps")}); }
Json describe(Type<GivenProgram>, const Range&) { return any_of({ref("name"), ref("steps")}); }
Json describe(Type<Steps>, const Range&) { return ref("steps"); }
Json describe(Type<Bursts>, const Range&) { return list_of(any_of({ref("draw"), ref("step")})); }
Json describe(Type<Version>, const Range&) { return {{"const", 1}}; }
Json describe(Type<Bandwidth>, const Range&) { return pattern("^[0-9]+(\\.[0-9]+)?(B|KiB|MiB|GiB|TiB)?/s$"); }
Json describe(Type<std::vector<VariableSpec>>, const Range&) { return map_of({{"type", "integer"}}); }
Json describe(Type<TagCount>, const Range&) {
    return any_of({one_of_words(words("none", "full")), whole_number({1, 65'536})});
}
Json describe(Type<PageList>, const Range&) { return ref("pages"); }
Json describe(Type<std::vector<std::uint64_t>>, const Range&) {
    const Json address = {{"type", Json::array({"integer", "string"})}};
    return any_of({address, list_of(address)});
}
Json describe(Type<ImageSpec>, const Range&) { return ref("image"); }
Json describe(Type<ServerSpec>, const Range&) { return describe_mapping<ServerKeys>(); }
Json describe(Type<TlbKeys>, const Range&) { return ref("tlb"); }
Json describe(Type<CacheKeys>, const Range&) {
    return any_of({one_of_words(words("none")), ref("cache"), list_of(ref("cache"))});
}
Json describe(Type<MemoryKeys>, const Range&) { return ref("memory"); }
Json describe(Type<std::vector<MappingSpec>>, const Range&) {
    return map_of(describe(Type<std::uint64_t>{}, some_bytes));
}
Json describe(Type<std::vector<SharedMemorySpec>>, const Range&) {
    return map_of(describe(Type<std::uint64_t>{}, some_bytes));
}
Json describe(Type<std::vector<PhaseGroup>>, const Range&) {
    const Json phase = one_of_words(enum_words(Phase{}));
    const Json group = {
        {"type", "object"},
        {"properties", {{"phases", list_of(phase)}, {"within", one_of_words(enum_words(Within{}))}}},
        {"required", Json::array({"phases"})},
        {"additionalProperties", false}};
    return list_of(any_of({phase, list_of(phase), group}));
}
Json describe(Type<CpuList>, const Range&) {
    const Json cpus = any_of({whole_number({0, 4'095}), pattern("^[0-9]+\\.\\.[0-9]+$")});
    return any_of({cpus, list_of(cpus)});
}
Json describe(Type<RunQueuesSpec>, const Range&) {
    return any_of({one_of_words(words("global", "per_cpu")), list_of(describe(Type<CpuList>{}, {}))});
}
Json describe(Type<BalanceKeys>, const Range&) { return describe_mapping<BalanceKeys>(); }
Json describe(Type<WarmCachesKeys>, const Range&) { return describe_mapping<WarmCachesKeys>(); }
Json describe(Type<Machine>, const Range&) { return ref("machine"); }
Json describe(Type<Limits>, const Range&) { return ref("limits"); }
Json describe(Type<CostProfile>, const Range&) { return ref("costs"); }
Json describe(Type<Conventions>, const Range&) { return ref("conventions"); }
Json describe(Type<SchedulerSpec>, const Range&) { return ref("scheduler"); }
Json describe(Type<std::vector<DeviceSpec>>, const Range&) { return map_of(ref("device")); }
Json describe(Type<std::vector<ProgramSpec>>, const Range&) { return map_of(ref("steps")); }
Json describe(Type<std::vector<ProcessSpec>>, const Range&) { return list_of(ref("process")); }
Json describe(Type<ThreadList>, const Range&) { return list_of(ref("thread")); }
Json describe(Type<std::vector<std::string>>, const Range&) { return map_of({{"type", "object"}}); }
Json describe(Type<std::vector<Expectation>>, const Range&) {
    Json keys = Json::object();
    for (const std::string_view word : enum_words(ExpectationKind{}))
        keys[std::string(word)] = Json::object();
    return {{"type", "array"},
            {"items",
             {{"type", "object"},
              {"properties", keys},
              {"additionalProperties", false},
              {"minProperties", 1},
              {"maxProperties", 1}}}};
}
Json describe(Type<Branches>, const Range&) { return list_of(describe_mapping<Branch>()); }
Json describe(Type<WorkingSet>, const Range&) {
    return any_of({describe(Type<std::uint64_t>{}, some_bytes), describe_mapping<WorkingSet>()});
}

Json describe_name() {
    return {{"type", Json::array({"string", "boolean"})}, {"minLength", 1}, {"maxLength", 64}};
}

Json describe_duration() {
    return any_of({Json{{"type", "number"}, {"minimum", 0}}, pattern(duration_pattern)});
}

// --- mappings ---

namespace {

/// A name, or a mapping with the name behind `base_key` and settings beside it.
template <class T, class Info>
Json describe_named(std::string_view base_key, std::span<const Info> all) {
    Json names = Json::array();
    for (const Info& info : all)
        names.push_back(info.name);
    const Json name = {{"type", "string"}, {"enum", names}};
    Json mapping = describe_mapping<T>();
    mapping["properties"][std::string(base_key)] = name;
    return any_of({name, mapping});
}

/// A profile may also be a file.
Json describe_costs(std::span<const CostProfileInfo> all) {
    Json costs = describe_named<CostProfile>("profile", all);
    const Json file = pattern("\\.costs\\.yaml$");
    costs["anyOf"].push_back(file);
    Json& profile = costs["anyOf"][1]["properties"]["profile"];
    profile = any_of({profile, file});
    return costs;
}

/// What a number of pages is written as.
Json describe_pages() {
    const Json page = whole_number({0, Range{}.most});
    const Json stretch = any_of({page, pattern("^(all|[0-9]+\\.\\.[0-9]+)$")});
    Json properties = Json::object();
    for (const std::string_view key : page_pattern_keys)
        properties[std::string(key)] = describe(Type<std::uint64_t>{}, {1, Range{}.most});
    properties["in"] = stretch;
    return any_of({stretch, list_of(page),
                   Json{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}}});
}

// --- steps ---

template <class A>
Json describe_step() {
    Json properties = properties_of<A>();
    Json long_form = describe_mapping<A>();
    Json value = long_form;
    if (!A::short_field.empty()) value = any_of({properties[std::string(A::short_field)], long_form});
    value["description"] = A::doc;
    Json beside = properties; // `{load: x, into: y}`: fields beside the short form
    beside[std::string(A::name)] = value;
    return {{"type", "object"},
            {"properties", beside},
            {"required", Json::array({A::name})},
            {"additionalProperties", false}};
}

template <class A>
constexpr bool may_be_bare() {
    return std::apply([](const auto&... field) { return ((field.need == Need::optional) && ...); },
                      A::fields());
}

template <std::size_t... I>
Json describe_steps(std::index_sequence<I...>) {
    Json bare = Json::array();
    Json choices = Json::array();
    const auto add = [&]<class A>(std::type_identity<A>) {
        if (may_be_bare<A>()) bare.push_back(A::name);
        choices.push_back(describe_step<A>());
    };
    (add(std::type_identity<std::variant_alternative_t<I, Action>>{}), ...);
    choices.insert(choices.begin(), Json{{"type", "string"}, {"enum", bare}});
    return {{"anyOf", choices}};
}

// --- policies ---

Json describe_parameter(const ParameterInfo& info) {
    Json value;
    switch (info.type) {
    case ParameterType::boolean: value = describe(Type<bool>{}, info.range); break;
    case ParameterType::integer: value = describe(Type<std::int64_t>{}, info.range); break;
    case ParameterType::duration: value = ref("duration"); break;
    case ParameterType::ratio: value = {{"type", Json::array({"number", "string"})}}; break;
    case ParameterType::word: value = one_of_words(info.words); break;
    case ParameterType::durations: value = describe(Type<std::vector<Duration>>{}, info.range); break;
    case ParameterType::integers: value = describe(Type<std::vector<std::int64_t>>{}, info.range); break;
    case ParameterType::queues: value = list_of(ref("queue")); break;
    }
    if (info.fallback == "[]" && value.contains("minItems")) value["minItems"] = 0;
    if (info.fallback == "none") value = any_of({value, one_of_words(std::array{info.fallback})});
    value["description"] = info.doc;
    if (!info.fallback.empty()) value["default"] = info.fallback;
    return value;
}

Json describe_policies(std::span<const PolicyInfo> policies, bool is_queue) {
    Json choices = Json::array();
    Json names = Json::array();
    for (const PolicyInfo& info : policies) {
        Json properties = {{"policy", {{"const", info.name}, {"description", info.doc}}}};
        Json required = Json::array({"policy"});
        if (is_queue) properties["name"] = ref("name"), required.push_back("name");
        bool is_complete = true;
        for (const ParameterInfo& parameter : info.parameters) {
            properties[std::string(parameter.name)] = describe_parameter(parameter);
            if (parameter.required) required.push_back(parameter.name), is_complete = false;
        }
        if (is_complete) names.push_back(info.name);
        choices.push_back({{"type", "object"},
                           {"properties", properties},
                           {"required", required},
                           {"additionalProperties", false}});
    }
    if (!is_queue) choices.insert(choices.begin(), Json{{"type", "string"}, {"enum", names}});
    return {{"anyOf", choices}};
}

Json describe_draw() {
    Json choices = Json::array({ref("duration")});
    const Json values[] = {ref("duration"),
                           ref("duration"),
                           {{"type", "array"}, {"items", ref("duration")}, {"minItems", 2}, {"maxItems", 2}},
                           describe(Type<std::vector<Duration>>{}, Range{})};
    std::size_t at = 0;
    for (const std::string_view word : enum_words(Distribution{}))
        choices.push_back({{"type", "object"},
                           {"properties", {{std::string(word), values[at++]}}},
                           {"required", Json::array({word})},
                           {"additionalProperties", false}});
    return {{"anyOf", choices}};
}

Json definitions(const Catalogues& catalogues) {
    Json all = Json::object();
    all["name"] = describe_name();
    all["duration"] = describe_duration();
    all["draw"] = describe_draw();
    all["steps"] = {{"type", "array"}, {"items", ref("step")}};
    all["step"] = describe_steps(std::make_index_sequence<std::variant_size_v<Action>>{});
    all["pages"] = describe_pages();
    all["image"] = describe_mapping<ImageKeys>();
    all["machine"] = describe_mapping<MachineKeys>();
    all["memory"] = any_of({describe(Type<std::uint64_t>{}, some_bytes), describe_mapping<MemoryKeys>()});
    all["tlb"] = any_of({one_of_words(words("none")), describe_mapping<TlbKeys>()});
    all["cache"] = describe_mapping<CacheLevelKeys>();
    all["device"] = describe_mapping<DeviceKeys>();
    all["limits"] = describe_mapping<LimitsKeys>();
    all["costs"] = describe_costs(catalogues.costs);
    all["conventions"] = describe_named<Conventions>("preset", catalogues.presets);
    all["scheduler"] = describe_policies(catalogues.policies, false);
    all["queue"] = describe_policies(catalogues.policies, true);
    all["process"] = describe_mapping<ProcessKeys>();
    all["thread"] = describe_mapping<ThreadKeys>();
    return all;
}

// --- the catalogue of steps ---

std::string_view type_words(const Json& described) {
    if (described.contains("$ref")) {
        const std::string& name = described["$ref"].get_ref<const std::string&>();
        if (name.ends_with("/duration")) return "duration";
        if (name.ends_with("/draw")) return "duration or draw";
        if (name.ends_with("/steps")) return "list of steps";
    }
    return "";
}

template <class T>
std::string_view words_of_type(Type<T>, const Range& range) {
    if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Target> || std::is_same_v<T, Whom>)
        return "name";
    else if constexpr (std::is_same_v<T, Test>)
        return "test";
    else if constexpr (std::is_same_v<T, Operand>)
        return "whole number or variable";
    else if constexpr (std::is_same_v<T, ProgramRef>)
        return "program or list of steps";
    else if constexpr (std::is_same_v<T, Branches>)
        return "list of {weight, do}";
    else if constexpr (std::is_same_v<T, CpuList>)
        return "list of CPUs";
    else if constexpr (std::is_same_v<T, bool>)
        return "true or false";
    else if constexpr (std::is_same_v<T, WorkingSet>)
        return "size or {size, in, own, write}";
    else if constexpr (std::is_same_v<T, PageList>)
        return "pages";
    else if constexpr (std::is_same_v<T, std::vector<std::uint64_t>>)
        return "list of addresses";
    else if constexpr (std::is_same_v<T, ImageSpec>)
        return "mapping of segments to sizes";
    else if constexpr (std::is_same_v<T, ServerSpec>)
        return "{budget, period, deadline}";
    else if constexpr (WordedEnum<T>)
        return "word";
    else if constexpr (std::is_integral_v<T>)
        return range.share ? "share" : range.bytes ? "size" : "whole number";
    else
        return type_words(describe(Type<T>{}, range));
}
template <class T>
std::string_view words_of_type(Type<std::optional<T>>, const Range& range) {
    return words_of_type(Type<T>{}, range);
}

template <class A>
StepInfo info_of_step() {
    StepInfo info{A::name, A::doc, A::short_field, {}};
    for_each_field<A>([&](const auto& field) {
        using Member = std::remove_cvref_t<decltype(std::declval<A>().*field.member)>;
        const std::string_view type =
            field.name == "text" ? "text" : words_of_type(Type<Member>{}, field.range);
        info.fields.push_back({field.name, type, field.doc, field.need == Need::required});
    });
    return info;
}

template <std::size_t... I>
std::vector<StepInfo> info_of_steps(std::index_sequence<I...>) {
    return {info_of_step<std::variant_alternative_t<I, Action>>()...};
}

} // namespace

std::string scenario_schema(const Catalogues& catalogues) {
    Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                   {"title", "ossim scenario"},
                   {"description", "What a simulated machine runs, and what must come out."}};
    const Json scenario = describe_mapping<ScenarioKeys>();
    for (const auto& [key, value] : scenario.items())
        schema[key] = value;
    schema["patternProperties"] = {{"^x-", Json::object()}};
    schema["definitions"] = definitions(catalogues);
    return schema.dump(2) + "\n";
}

std::vector<StepInfo> step_catalogue() {
    return info_of_steps(std::make_index_sequence<std::variant_size_v<Action>>{});
}

} // namespace ossim
