// The machine, what things cost on it, and the conventions.
#include "scenario/keys.hpp"

#include "base/cost_profile.hpp"

#include <algorithm>
#include <array>

namespace ossim {
namespace {

template <class Info>
const Info* find_info(std::span<const Info> all, std::string_view name) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Info& info) { return info.name == name; });
    return found == all.end() ? nullptr : &*found;
}

/// The entry of a catalogue that a word names, or null with an error.
template <class Info>
const Info* take_info(Reader& reader, Given given, const Spot& spot, std::span<const Info> all) {
    if (!is_scalar(reader, given, spot, "a name")) return nullptr;
    const Info* info = find_info(all, given.text());
    if (info != nullptr) return info;
    std::vector<std::string_view> names;
    for (const Info& each : all)
        names.push_back(each.name);
    report_unknown_word(reader, given, spot, names);
    return nullptr;
}

void take_base(Reader& reader, Given given, const Spot& spot, CostProfile& into) {
    const CostProfileInfo* info = take_info(reader, given, spot, reader.catalogues.costs);
    if (info == nullptr) return;
    into = make_profile(*info);
    into.profile = info->name;
}

void take_base(Reader& reader, Given given, const Spot& spot, Conventions& into) {
    const PresetInfo* info = take_info(reader, given, spot, reader.catalogues.presets);
    if (info == nullptr) return;
    into = info->settings;
    into.preset = info->name;
}

/// A name, or a mapping with the name behind `base_key` and the settings that differ from it.
template <class T>
void read_named(Reader& reader, Given given, const Spot& spot, std::string_view base_key, T& into) {
    if (given.is_scalar()) return take_base(reader, given, spot, into);
    if (!given.is_map())
        return report_type(reader, given, spot, "a name, or a mapping with `" + std::string(base_key) + "`");
    constexpr auto settings = key_names<T>();
    std::array<std::string_view, settings.size() + 1> names;
    names[0] = base_key;
    std::copy(settings.begin(), settings.end(), names.begin() + 1);
    std::array<NodeId, names.size()> slots;
    slots.fill(no_node);
    const Owner owner{spot.key};
    collect_keys(reader, given, owner, names, slots);
    if (slots[0] != no_node) take_base(reader, reader.given(slots[0]), Spot{owner, base_key}, into);
    read_fields(reader, given.id(), owner, std::span(slots).subspan(1), into);
}

/// `kpti: true` is the price that the sibling profile `<profile>-kpti` has for it.
Price price_of_sibling(Reader& reader, Given given, const CostProfile& costs, std::string_view key) {
    const std::string sibling = costs.profile + "-" + std::string(key);
    if (const CostProfileInfo* info = find_info(reader.catalogues.costs, sibling))
        for (const CostFigure& figure : info->figures)
            if (figure.name == key) return Price(figure.value);
    reader.reports.error(given.id(), {"wrong-type",
                                      quoted(key) + " is a price, not true",
                                      "write a duration, as in " + std::string(key) + ": 70ns",
                                      {}});
    return {};
}

} // namespace

void read_value(Reader& reader, Given given, const Spot& spot, CostProfile& into) {
    if (!given.is_map()) return read_named(reader, given, spot, "profile", into);
    // Prices given as true or false are put in afterwards; everything else is read by the declared fields.
    read_named(reader, given, spot, "profile", into);
    for_each_field<CostProfile>([&](const auto& field) {
        if constexpr (std::is_same_v<std::decay_t<decltype(into.*field.member)>, Price>) {
            const NodeId id = given.find(field.name);
            if (id == no_node || !reader.given(id).is_scalar() || reader.given(id).quoted()) return;
            const std::string_view text = reader.given(id).text();
            if (text == "false") into.*field.member = Price();
            if (text == "true")
                into.*field.member = price_of_sibling(reader, reader.given(id), into, field.name);
        }
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, Conventions& into) {
    read_named(reader, given, spot, "preset", into);
}

void read_value(Reader& reader, Given given, const Spot& spot, Machine& into) {
    if (!is_map(reader, given, spot)) return;
    MachineKeys keys;
    read_mapping(reader, given, Owner{spot.key}, keys);
    into = keys;
}

void read_value(Reader& reader, Given given, const Spot& spot, Bandwidth& into) {
    constexpr std::string_view wanted = "bytes a second, as in 200MiB/s";
    if (!is_scalar(reader, given, spot, wanted)) return;
    if (!given.text().ends_with("/s")) return report_type(reader, given, spot, wanted);
    const Parsed<std::uint64_t> size = parse_size(given.text().substr(0, given.text().size() - 2));
    if (!size.value) return report_problem(reader, given, spot, size.problem);
    if (*size.value == 0 || *size.value > static_cast<std::uint64_t>(size_range.most))
        return reader.reports.error(
            given.id(), {"out-of-range", spot.title() + " must be 1 byte a second to 256TiB/s", {}, {}});
    into.bytes = *size.value;
}

void read_value(Reader& reader, Given given, const Spot& spot, std::vector<DeviceSpec>& into) {
    if (!given.is_map())
        return report_type(reader, given, spot, "a mapping of names, as in {disk: {access: 5ms}}");
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || value.is_broken() || !check_name(reader, key, spot)) return;
        const Owner owner{"device", key.text()};
        DeviceKeys keys;
        if (!value.is_map())
            return report_type(reader, value, Spot{spot.owner, key.text()}, "a mapping, as in {access: 5ms}");
        read_mapping(reader, value, owner, keys);
        into.push_back({std::string(key.text()), keys.channels, keys.access, keys.bandwidth.bytes, key.at()});
    });
}

} // namespace ossim
