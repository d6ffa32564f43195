// The keys at the top of a scenario that have no file of their own.
#include "scenario/keys.hpp"

#include <algorithm>

namespace ossim {
namespace {

constexpr std::string_view expectation_words[] = {"that", "schedule", "order", "never", "deadlock"};

void add_text(Reader& reader, Given given, const Spot& spot, Expectation& into) {
    if (!is_scalar(reader, given, spot, "a text")) return;
    into.texts.emplace_back(given.text());
    into.marks.push_back(given.at());
    if (given.is_in_quotes()) ++into.marks.back().column;
}

void add_list(Reader& reader, Given given, const Spot& spot, std::string_view wanted, Expectation& into) {
    if (!given.is_sequence() || given.size() == 0) return report_type(reader, given, spot, wanted);
    given.each_item([&](Given item) { add_text(reader, item, spot, into); });
}

/// `schedule: "P1 0-4"`, or by columns, one CPU a key: `schedule: {cpu0: "AAAABBB.CC"}`.
void read_schedule(Reader& reader, Given given, const Spot& spot, Expectation& into) {
    if (given.is_scalar()) return add_text(reader, given, spot, into);
    if (!given.is_map() || given.size() == 0)
        return report_type(reader, given, spot, "a schedule in words, or one in columns for each CPU");
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || value.is_broken()) return;
        const std::string_view cpu = key.text();
        const auto number = parse_integer(cpu.starts_with("cpu") ? cpu.substr(3) : "");
        const std::int64_t cpus = reader.scenario.machine.cpus;
        if (!number.value || *number.value < 0 || (reader.as_written && *number.value >= cpus))
            return reader.reports.error(
                key.id(), {"unknown-name",
                           "there is no CPU " + quoted(cpu),
                           {},
                           "CPUs: cpu0" + (cpus > 1 ? " to cpu" + std::to_string(cpus - 1) : std::string())});
        into.keys.emplace_back(cpu);
        add_text(reader, value, spot, into);
    });
}

void read_expected(Reader& reader, Given value, const Spot& spot, Expectation& into) {
    switch (into.kind) {
    case ExpectationKind::that:
    case ExpectationKind::never: return add_text(reader, value, spot, into);
    case ExpectationKind::schedule: return read_schedule(reader, value, spot, into);
    case ExpectationKind::order:
        return add_list(reader, value, spot, "a list, as in [P2 exits, P1 exits]", into);
    case ExpectationKind::deadlock: break;
    }
    if (value.is_scalar() && value.text() == "none") return;
    add_list(reader, value, spot, "none, or a list of the threads in the cycle", into);
}

void read_expectation(Reader& reader, Given item, std::vector<Expectation>& into) {
    const Owner owner{"expect"};
    if (item.is_scalar())
        return reader.reports.error(item.id(), {"wrong-type", "an expectation begins with its kind",
                                                "write that: " + escaped(item.text()),
                                                "kinds: " + comma_list(expectation_words)});
    if (!item.is_map())
        return report_type(reader, item, Spot{owner, "item"}, "a mapping, as in that: P1.turnaround == 30");
    if (item.size() == 0)
        return reader.reports.error(item.id(), {"missing-value",
                                                "this expects nothing",
                                                "write what must hold, as in {that: P1.turnaround == 30}",
                                                {}});
    Expectation made;
    made.at = item.at();
    bool has_kind = false;
    item.each_entry([&](Given key, Given value) {
        if (key.is_broken()) return;
        const auto kind = from_word<ExpectationKind>(key.text());
        if (!kind) return report_unknown_key(reader, item, key, value, owner, expectation_words);
        if (has_kind)
            return reader.reports.error(key.id(), {"two-expectations",
                                                   quoted(key.text()) + " is an expectation of its own",
                                                   "begin each with \"- \"",
                                                   {}});
        has_kind = true;
        made.kind = *kind;
        if (!value.is_broken()) read_expected(reader, value, Spot{owner, key.text()}, made);
    });
    into.push_back(std::move(made));
}

} // namespace

void read_value(Reader& reader, Given given, const Spot& spot, Version&) {
    constexpr std::string_view wanted = "1, the version of the language";
    if (!is_scalar(reader, given, spot, wanted)) return;
    if (given.quoted()) return report_type(reader, given, spot, wanted);
    if (given.text() == "1") return;
    const std::string_view of = spot.key == "ossim" ? " of the language" : " of the form";
    reader.reports.error(given.id(), {"wrong-version",
                                      "this is for version " + quoted(given.text()) + std::string(of),
                                      "this program reads version 1: write " + std::string(spot.key) + ": 1",
                                      {}});
}

void read_value(Reader& reader, Given given, const Spot& spot, Unit& into) {
    constexpr auto words = enum_words(Unit{});
    if (!is_scalar(reader, given, spot, "a unit")) return;
    const auto unit = from_word<Unit>(given.text());
    if (!unit) return report_unknown_word(reader, given, spot, words);
    into = *unit;
    reader.unit = *unit;
}

void read_value(Reader& reader, Given given, const Spot& spot, Limits& into) {
    if (!is_map(reader, given, spot)) return;
    LimitsKeys keys;
    static_cast<Limits&>(keys) = into;
    read_mapping(reader, given, Owner{spot.key}, keys);
    into = keys;
}

void read_value(Reader& reader, Given given, const Spot& spot, std::vector<std::string>& variants) {
    if (!given.is_map())
        return report_type(reader, given, spot,
                           "a mapping of names to patches, as in {fast: {scheduler.quantum: 1}}");
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || !check_name(reader, key, spot)) return;
        if (!value.is_map() && !value.is_broken())
            return report_type(reader, value, Spot{Owner{"variants"}, key.text()},
                               "a mapping of paths to values, or {}");
        variants.emplace_back(key.text());
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, std::vector<Expectation>& into) {
    if (!given.is_sequence())
        return report_type(reader, given, spot, "a list, as in [{that: P1.turnaround == 30}]");
    given.each_item([&](Given item) {
        if (!item.is_broken()) read_expectation(reader, item, into);
    });
}

} // namespace ossim
