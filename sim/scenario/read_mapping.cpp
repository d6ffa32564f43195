// The keys of a mapping: which are there, which are not, and what was meant by the others.
#include "scenario/not_yet.hpp"
#include "scenario/reader.hpp"

#include <algorithm>

namespace ossim {
namespace {

std::string article(std::string_view kind) {
    const bool is_one_of_many = kind == "process" || kind == "thread" || kind == "device" || kind == "queue";
    return (is_one_of_many ? "a " : "") + std::string(kind);
}

std::string note_of_keys(const Owner& owner, std::span<const std::string_view> names) {
    if (names.empty()) return article(owner.kind) + " has no keys";
    return "keys of " + article(owner.kind) + ": " + comma_list(names);
}

/// `{schedule: P1 0-4, P2 4-7}`: the comma in braces has ended the value. `{a:b}`: no space, so it is one
/// word.
bool report_flow_trap(Reader& reader, Given map, Given key, std::span<const std::string_view> names) {
    const std::string_view text = key.text();
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos && colon > 0 && !key.quoted()) {
        reader.reports.error(key.id(), {"missing-space",
                                        "a space is missing after the colon in " + quoted(text),
                                        "write " + quoted(std::string(text.substr(0, colon)) + ": " +
                                                          std::string(text.substr(colon + 1))),
                                        {}});
        return true;
    }
    NodeId before_key = no_node, before_value = no_node;
    map.each_entry([&](Given each, Given value) {
        if (each.id() < key.id()) before_key = each.id(), before_value = value.id();
    });
    if (before_key == no_node || !nearest(text, names).empty()) return false;
    const Given value = reader.given(before_value);
    if (!value.is_scalar() || value.quoted()) return false;
    const std::string whole = std::string(value.text()) + ", " + std::string(text);
    reader.reports.error(key.id(), {"comma-in-value",
                                    "a comma in braces ends the value before it, so this is a key",
                                    "quote the value: " + escaped(reader.document.text(before_key)) + ": \"" +
                                        escaped(whole) + "\"",
                                    {}});
    return true;
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

void report_unknown_key(Reader& reader, Given map, Given key, Given value, const Owner& owner,
                        std::span<const std::string_view> names) {
    if (const NotYet* known = find_not_yet(owner.kind, key.text()))
        return report_not_yet(reader, key.id(), key.text(), known->doc);
    if (map.node().flow && value.is_nothing() && report_flow_trap(reader, map, key, names)) return;
    reader.reports.error(key.id(),
                         {"unknown-key", "unknown key " + quoted(key.text()) + " in " + owner.title(),
                          did_you_mean(key.text(), names), note_of_keys(owner, names)});
}

void collect_keys(Reader& reader, Given map, const Owner& owner, std::span<const std::string_view> names,
                  std::span<NodeId> slots) {
    map.each_entry([&](Given key, Given value) {
        if (key.is_broken()) return;
        if (owner.kind == "the scenario" && key.text().starts_with("x-")) return; // a place for anchors
        const auto name = std::find(names.begin(), names.end(), key.text());
        if (name == names.end()) return report_unknown_key(reader, map, key, value, owner, names);
        NodeId& slot = slots[static_cast<std::size_t>(name - names.begin())];
        if (slot == no_node) slot = value.id();
    });
}

void report_missing(Reader& reader, NodeId map, const Owner& owner, std::string_view key,
                    std::string_view doc) {
    reader.reports.error(map, {"missing-key",
                               '"' + std::string(key) + "\" is missing in " + owner.title(),
                               {},
                               std::string(key) + ": " + std::string(doc)});
}

} // namespace ossim
