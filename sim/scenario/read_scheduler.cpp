// The policy and its parameters, by the catalogue of policies.
#include "scenario/keys.hpp"
#include "scenario/not_yet.hpp"

#include <algorithm>

namespace ossim {
namespace {

constexpr std::size_t deepest_queues = 4;

const PolicyInfo* find_policy_info(const Catalogues& catalogues, std::string_view name) {
    for (const PolicyInfo& info : catalogues.policies)
        if (info.name == name) return &info;
    return nullptr;
}

/// What books and systems call the policies otherwise.
struct OtherName {
    std::string_view word, policy;
};
constexpr OtherName other_names[] = {
    {"round-robin", "rr"}, {"round_robin", "rr"}, {"roundrobin", "rr"}, {"fifo", "fcfs"}, {"lifo", "lcfs"},
    {"spn", "sjf"},        {"sjn", "sjf"},        {"srt", "srtf"},      {"srpt", "srtf"}, {"stcf", "srtf"},
    {"psjf", "srtf"},      {"mlq", "multilevel"}, {"pp", "priority"}};

std::string suggest_policy(std::string_view word, std::span<const std::string_view> names) {
    std::string small(word);
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    for (const OtherName& other : other_names)
        if (other.word == small) return "did you mean \"" + std::string(other.policy) + "\"?";
    return did_you_mean(word, names);
}

void report_unknown_policy(Reader& reader, Given given) {
    if (const NotYet* known = find_not_yet("policy", given.text()))
        return report_not_yet(reader, given.id(), given.text(), known->doc);
    std::vector<std::string_view> names;
    for (const PolicyInfo& info : reader.catalogues.policies)
        names.push_back(info.name);
    reader.reports.error(given.id(), {"unknown-policy", "there is no policy " + quoted(given.text()),
                                      suggest_policy(given.text(), names), "policies: " + comma_list(names)});
}

bool may_be_none(const ParameterInfo& info) { return info.fallback == "none"; }

ParameterValue empty_value(ParameterType type) {
    switch (type) {
    case ParameterType::boolean: return false;
    case ParameterType::integer: return std::int64_t(0);
    case ParameterType::duration: return Duration();
    case ParameterType::ratio: return Ratio();
    case ParameterType::word: return std::string();
    case ParameterType::durations: return std::vector<Duration>();
    case ParameterType::integers: return std::vector<std::int64_t>();
    case ParameterType::queues: return std::vector<SchedulerSpec>();
    }
    return false;
}

std::vector<Duration> durations_in(std::string_view text, Unit unit) {
    std::vector<Duration> all;
    while (!text.empty()) {
        const std::size_t from = text.find_first_not_of("[], ");
        if (from == std::string_view::npos) break;
        const std::size_t end = std::min(text.find_first_of(", ]", from), text.size());
        all.push_back(parse_duration(text.substr(from, end - from), unit).value.value_or(Duration()));
        text.remove_prefix(end);
    }
    return all;
}

/// The default, as the catalogue writes it.
ParameterValue default_value(const ParameterInfo& info, Unit unit) {
    const std::string_view text = info.fallback;
    ParameterValue value = empty_value(info.type);
    if (auto* flag = std::get_if<bool>(&value)) *flag = text == "true";
    if (auto* number = std::get_if<std::int64_t>(&value)) *number = parse_integer(text).value.value_or(0);
    if (auto* ratio = std::get_if<Ratio>(&value)) *ratio = parse_ratio(text).value.value_or(Ratio());
    if (auto* word = std::get_if<std::string>(&value)) *word = text;
    if (auto* list = std::get_if<std::vector<Duration>>(&value)) *list = durations_in(text, unit);
    if (auto* span = std::get_if<Duration>(&value))
        *span =
            may_be_none(info) ? Duration::forever() : parse_duration(text, unit).value.value_or(Duration());
    return value;
}

void read_word(Reader& reader, Given given, const Spot& spot, const ParameterInfo& info, std::string& into) {
    if (!is_scalar(reader, given, spot, "a word")) return;
    into = given.text();
    if (std::find(info.words.begin(), info.words.end(), given.text()) == info.words.end())
        report_unknown_word(reader, given, spot, info.words);
}

void read_spec(Reader& reader, Given given, const Owner& owner, bool is_queue, std::size_t depth,
               SchedulerSpec& into);

void read_queues(Reader& reader, Given given, const Spot& spot, std::size_t depth,
                 std::vector<SchedulerSpec>& into) {
    constexpr std::string_view wanted = "a list of queues, as in [{name: first, policy: rr, quantum: 8}]";
    if (!given.is_sequence() || given.size() == 0) return report_type(reader, given, spot, wanted);
    given.each_item([&](Given item) {
        if (!item.is_map())
            return report_type(reader, item, spot, "a queue, as in {name: first, policy: rr, quantum: 8}");
        const NodeId name = item.find("name");
        const bool is_named = name != no_node && reader.given(name).is_scalar();
        read_spec(reader, item, Owner{"queue", is_named ? reader.given(name).text() : std::string_view()},
                  true, depth + 1, into.emplace_back());
        for (std::size_t i = 0; i + 1 < into.size(); ++i)
            if (is_named && !into[i].name.empty() && into[i].name == into.back().name)
                return reader.reports.error(name, {"duplicate-name",
                                                   "two queues are called " + quoted(into[i].name),
                                                   "give each a name of its own",
                                                   {}});
    });
}

/// A ratio has the range of its parameter.
void check_ratio(Reader& reader, Given given, const Spot& spot, const ParameterInfo& info,
                 const ParameterValue& value) {
    const auto* ratio = std::get_if<Ratio>(&value);
    if (ratio == nullptr || (Ratio(info.range.least) <= *ratio && *ratio <= Ratio(info.range.most))) return;
    reader.reports.error(given.id(),
                         {"out-of-range",
                          spot.title() + " must be " + std::to_string(info.range.least) + " to " +
                              std::to_string(info.range.most) + ", not " + std::string(given.text()),
                          {},
                          {}});
}

void read_parameter(Reader& reader, Given given, const Spot& spot, const ParameterInfo& info,
                    std::size_t depth, ParameterValue& into) {
    into = empty_value(info.type);
    const bool is_none = given.is_scalar() && given.text() == "none" && may_be_none(info);
    if (info.fallback == "[]" && given.is_sequence() && given.size() == 0) return;
    if (auto* span = std::get_if<Duration>(&into); span != nullptr && is_none)
        *span = Duration::forever();
    else if (auto* word = std::get_if<std::string>(&into))
        read_word(reader, given, spot, info, *word);
    else if (auto* queues = std::get_if<std::vector<SchedulerSpec>>(&into))
        read_queues(reader, given, spot, depth, *queues);
    else
        std::visit(
            [&](auto& value) {
                using T = std::decay_t<decltype(value)>;
                if constexpr (!std::is_same_v<T, std::string> &&
                              !std::is_same_v<T, std::vector<SchedulerSpec>>)
                    read_value(reader, given, spot, value);
            },
            into);
    check_ratio(reader, given, spot, info, into);
}

/// A list with an item for each queue may be shorter than the list of queues, not longer.
void check_lengths(Reader& reader, const Owner& owner, const PolicyInfo& info, std::span<const NodeId> slots,
                   const SchedulerSpec& spec) {
    std::size_t queues = 0;
    for (const Parameter& parameter : spec.parameters)
        if (const auto* list = std::get_if<std::vector<SchedulerSpec>>(&parameter.value))
            queues = list->size();
    for (std::size_t i = 0; i < info.parameters.size(); ++i) {
        if (!info.parameters[i].each_queue || slots[i] == no_node || queues == 0) continue;
        const auto* list = std::get_if<std::vector<Duration>>(&spec.parameters[i].value);
        if (list == nullptr || list->size() <= queues) continue;
        reader.reports.error(
            slots[i], {"out-of-range",
                       Spot{owner, info.parameters[i].name}.title() + " has " + std::to_string(list->size()) +
                           " entries for " + std::to_string(queues) + (queues == 1 ? " queue" : " queues"),
                       "write one for each queue, or fewer: the last one is for all further ones",
                       {}});
    }
}

void read_parameters(Reader& reader, Given map, const Owner& owner, const PolicyInfo& info,
                     std::span<const NodeId> slots, std::size_t depth, SchedulerSpec& into) {
    for (std::size_t i = 0; i < info.parameters.size(); ++i) {
        const ParameterInfo& parameter = info.parameters[i];
        Parameter made{std::string(parameter.name), default_value(parameter, reader.unit)};
        const Spot spot{owner, parameter.name, parameter.range};
        if (slots[i] != no_node && !reader.given(slots[i]).is_broken())
            read_parameter(reader, reader.given(slots[i]), spot, parameter, depth, made.value);
        else if (slots[i] == no_node && parameter.required &&
                 !may_be_misspelt(reader, map.id(), parameter.name))
            reader.reports.error(
                map.id(),
                {"missing-parameter", "policy " + quoted(info.name) + " needs " + quoted(parameter.name),
                 std::string(owner.advice), std::string(parameter.name) + ": " + std::string(parameter.doc)});
        into.parameters.push_back(std::move(made));
    }
    check_lengths(reader, owner, info, slots, into);
}

/// `scheduler: rr` and `{policy: rr, ...}` alike: the policy's entry, or null with an error.
const PolicyInfo* take_policy(Reader& reader, Given given, const Spot& spot, SchedulerSpec& into) {
    if (!is_scalar(reader, given, spot, "a policy's name")) return nullptr;
    const PolicyInfo* info = find_policy_info(reader.catalogues, given.text());
    reader.unknown_policy = reader.unknown_policy || info == nullptr;
    if (info == nullptr)
        report_unknown_policy(reader, given);
    else
        into.policy = info->name;
    return info;
}

/// When a patch has put another policy into the mapping, the parameters of the old one are still there, and a
/// policy that is given as one word has none: what to write instead. Else empty.
std::string advice_on_change(const Reader& reader, Given map, Given policy, const PolicyInfo& info) {
    const std::uint8_t source = policy.node().source;
    const bool is_option = reader.document.source(source).file.starts_with("--");
    const bool is_within = !map.is_map() || (policy.id() > map.id() && policy.id() < map.node().end);
    std::string needs;
    for (const ParameterInfo& parameter : info.parameters)
        if (parameter.required) needs += ", " + std::string(parameter.name) + ": ...";
    const std::string value =
        needs.empty() ? std::string(info.name) : "{policy: " + std::string(info.name) + needs + "}";
    if (is_within && !is_option) return map.is_map() ? "" : "write scheduler: " + value;
    if (!is_option) return "replace the whole scheduler: write scheduler: " + value;
    const std::string option = reader.document.source(source).file.substr(0, 6);
    return "replace the whole scheduler: " + std::string(option.starts_with("--set") ? "--set " : "--vary ") +
           (needs.empty() ? "scheduler=" + value : "'scheduler=" + value + "'");
}

/// Of a policy that does not exist: a key that no policy has is wrong all the same. Of one that is to come,
/// nobody knows its keys.
void check_keys_of_any(Reader& reader, Given map, Given policy, const Owner& owner) {
    if (!map.is_map() || !policy.is_scalar() || find_not_yet("policy", policy.text()) != nullptr) return;
    std::vector<std::string_view> names = {"policy", "name"};
    for (const PolicyInfo& info : reader.catalogues.policies)
        for (const ParameterInfo& parameter : info.parameters)
            if (std::find(names.begin(), names.end(), parameter.name) == names.end())
                names.push_back(parameter.name);
    std::vector<NodeId> slots(names.size(), no_node);
    collect_keys(reader, map, owner, names, slots);
}

void read_spec(Reader& reader, Given given, const Owner& owner, bool is_queue, std::size_t depth,
               SchedulerSpec& into) {
    if (depth > deepest_queues)
        return reader.reports.error(given.id(),
                                    {"too-deep", "queues within queues, more than four deep", {}, {}});
    const NodeId policy = given.is_scalar() ? given.id() : given.find("policy");
    if (policy == no_node && report_missing_spaces(reader, given)) return;
    if (policy == no_node)
        return report_missing(reader, given.id(), owner, "policy", "its name; `ossim list policies`");
    const PolicyInfo* info = take_policy(reader, reader.given(policy), Spot{owner, "policy"}, into);
    if (info == nullptr) return check_keys_of_any(reader, given, reader.given(policy), owner);
    std::vector<std::string_view> names = {"policy"};
    if (is_queue) names.insert(names.begin(), "name");
    const std::size_t own = names.size();
    for (const ParameterInfo& parameter : info->parameters)
        names.push_back(parameter.name);
    std::vector<NodeId> slots(names.size(), no_node);
    const std::string advice = is_queue ? "" : advice_on_change(reader, given, reader.given(policy), *info);
    const Owner titled = is_queue ? owner : Owner{"policy", info->name, advice};
    if (given.is_map()) collect_keys(reader, given, titled, names, slots);
    read_parameters(reader, given, titled, *info, std::span(slots).subspan(own), depth, into);
    if (!is_queue) return;
    const NodeId name = slots.front();
    if (name == no_node)
        report_missing(reader, given.id(), owner, "name", "threads name their queue by it");
    else if (check_name(reader, reader.given(name), Spot{owner, "name"}))
        into.name = reader.given(name).text();
}

} // namespace

void fill_defaults(const Reader& reader, SchedulerSpec& spec) {
    const PolicyInfo* info = find_policy_info(reader.catalogues, spec.policy);
    if (info == nullptr) return;
    for (const ParameterInfo& parameter : info->parameters)
        spec.parameters.push_back({std::string(parameter.name), default_value(parameter, reader.unit)});
}

void read_value(Reader& reader, Given given, const Spot& spot, SchedulerSpec& into) {
    if (!given.is_map() && !given.is_scalar())
        return report_type(reader, given, spot, "a mapping, as in {policy: rr, quantum: 4ms}");
    into = {};
    read_spec(reader, given, Owner{spot.key}, false, 0, into);
    if (reader.scenario.machine.run_queues.sharing != QueueSharing::global)
        check_whole_machine(reader, given.id(), "is more than one run queue");
}

} // namespace ossim
