// The keys of a mapping: which are there, which are not, and what was meant by the others.
#include "scenario/assignment_keys.hpp"
#include "scenario/keys.hpp"
#include "scenario/not_yet.hpp"
#include "scenario/reader.hpp"

#include <algorithm>

namespace ossim {
namespace {

std::string article(std::string_view kind) {
    constexpr auto of_many = words("process", "thread", "device", "queue", "question", "answer");
    const bool is_one_of_many = std::find(of_many.begin(), of_many.end(), kind) != of_many.end();
    return is_one_of_many ? a_or_an(kind) : std::string(kind);
}

std::string note_of_keys(const Owner& owner, std::span<const std::string_view> names) {
    if (names.empty()) return article(owner.kind) + " has no keys";
    if (owner.kind == "policy") return "keys of " + owner.title() + ": " + comma_list(names);
    return "keys of " + article(owner.kind) + ": " + comma_list(names);
}

/// `{a:b}`: without a space it is one word.
bool report_missing_space(Reader& reader, Given map, Given key, Given value) {
    const std::string_view text = key.text();
    const std::size_t colon = text.find(':');
    const bool is_one_word = map.node().flow && value.is_nothing() && !key.quoted();
    if (!is_one_word || colon == std::string_view::npos || colon == 0) return false;
    const std::string name(text.substr(0, colon));
    reader.meant.emplace_back(map.id(), name);
    reader.reports.error(key.id(), {"missing-space",
                                    "a space is missing after the colon in " + quoted(text),
                                    "write " + quoted(name + ": " + std::string(text.substr(colon + 1))),
                                    {}});
    return true;
}

/// `{schedule: P1 0-4, P2 4-7}`: the comma has ended the value.
bool report_comma(Reader& reader, Given map, Given key, Given value,
                  std::span<const std::string_view> names) {
    if (!map.node().flow || !value.is_nothing() || !did_you_mean(key.text(), names).empty()) return false;
    NodeId before_key = no_node, before_value = no_node;
    map.each_entry([&](Given each, Given its) {
        if (each.id() < key.id()) before_key = each.id(), before_value = its.id();
    });
    if (before_key == no_node) return false;
    const Given before = reader.given(before_value);
    if (!before.is_scalar() || before.quoted()) return false;
    const std::string whole = std::string(before.text()) + ", " + std::string(key.text());
    reader.reports.error(key.id(), {"comma-in-value",
                                    "a comma in braces ends the value before it, so this is a key",
                                    "quote the value: " + escaped(reader.document.text(before_key)) + ": \"" +
                                        escaped(whole) + "\"",
                                    {}});
    return true;
}

bool is_of_policy(const Reader& reader, std::string_view word) {
    for (const PolicyInfo& policy : reader.catalogues.policies)
        for (const ParameterInfo& parameter : policy.parameters)
            if (parameter.name == word) return true;
    return false;
}

bool is_of_question(std::string_view word) {
    constexpr auto keys = key_names<QuestionKeys>();
    return std::find(keys.begin(), keys.end(), word) != keys.end();
}

/// What to do about an unknown key: spell it right, or move it.
std::string hint_for(const Reader& reader, std::string_view word, const Owner& owner,
                     std::span<const std::string_view> names) {
    constexpr auto of_machine = key_names<MachineKeys>();
    const bool is_machine = std::find(of_machine.begin(), of_machine.end(), word) != of_machine.end() ||
                            find_not_yet("machine", word) != nullptr;
    const bool is_above = owner.kind == "the scenario" || owner.kind == "memory";
    if (is_above && is_machine) return "it belongs under machine:";
    if (owner.kind == "the scenario" && is_of_policy(reader, word))
        return "it belongs to the policy: scheduler: {policy: ..., " + std::string(word) + ": ...}";
    if (owner.kind == "the assignment" && is_of_question(word))
        return "it belongs to a question: questions: {NAME: {" + std::string(word) + ": ...}}";
    const std::string near = did_you_mean(word, names);
    return near.empty() ? std::string(owner.advice) : near;
}

} // namespace

bool is_map(Reader& reader, Given given, const Spot& spot) {
    if (given.is_map()) return true;
    report_type(reader, given, spot, "a mapping: keys with values");
    return false;
}

void report_not_yet(Reader& reader, NodeId node, std::string_view what, std::string_view doc) {
    reader.reports.error(node, {"not-yet",
                                quoted(what) + " (" + std::string(doc) + ") is not modelled by this version",
                                "leave it out",
                                {}});
}

bool report_missing_spaces(Reader& reader, Given map) {
    bool found = false;
    map.each_entry([&](Given key, Given value) {
        if (!key.is_broken()) found = report_missing_space(reader, map, key, value) || found;
    });
    return found;
}

void report_unknown_key(Reader& reader, Given map, Given key, Given value, const Owner& owner,
                        std::span<const std::string_view> names) {
    if (const NotYet* known = find_not_yet(owner.kind, key.text()))
        return report_not_yet(reader, key.id(), key.text(), known->doc);
    if (report_missing_space(reader, map, key, value) || report_comma(reader, map, key, value, names)) return;
    if (key.text().size() <= 100) reader.meant.emplace_back(map.id(), nearest(key.text(), names));
    reader.reports.error(key.id(),
                         {"unknown-key", "unknown key " + quoted(key.text()) + " in " + owner.title(),
                          hint_for(reader, key.text(), owner, names), note_of_keys(owner, names)});
}

bool may_be_misspelt(const Reader& reader, NodeId map, std::string_view key) {
    if (std::find(reader.meant.begin(), reader.meant.end(), std::pair(map, std::string(key))) !=
        reader.meant.end())
        return true;
    bool is_broken = false;
    const Given given = reader.given(map);
    if (given.is_map())
        given.each_entry([&](Given each, Given) { is_broken = is_broken || each.is_broken(); });
    return is_broken;
}

void collect_keys(Reader& reader, Given map, const Owner& owner, std::span<const std::string_view> names,
                  std::span<NodeId> slots) {
    map.each_entry([&](Given key, Given value) {
        if (key.is_broken()) return;
        const bool is_top = owner.kind == "the scenario" || owner.kind == "the assignment";
        if (is_top && key.text().starts_with("x-")) return; // a place for anchors
        const auto name = std::find(names.begin(), names.end(), key.text());
        if (name == names.end()) return report_unknown_key(reader, map, key, value, owner, names);
        NodeId& slot = slots[static_cast<std::size_t>(name - names.begin())];
        if (slot == no_node) slot = value.id();
    });
}

void report_missing(Reader& reader, NodeId map, const Owner& owner, std::string_view key,
                    std::string_view doc) {
    if (may_be_misspelt(reader, map, key)) return;
    reader.reports.error(map, {"missing-key",
                               '"' + std::string(key) + "\" is missing in " + owner.title(),
                               {},
                               std::string(key) + ": " + std::string(doc)});
}

} // namespace ossim
