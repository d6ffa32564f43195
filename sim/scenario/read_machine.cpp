// The machine, what things cost on it, and the conventions.
#include "scenario/cost_files.hpp"
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
    if (given.is_scalar() && names_cost_file(given.text())) {
        if (const CostProfile* profile = find_cost_file(reader, given)) into = *profile;
        return;
    }
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

/// A switch that is on and costs nothing teaches nothing.
void warn_idle(Reader& reader, Given map, std::string_view key, std::string_view price_key,
               const CostProfile& costs, Price price) {
    const NodeId given = map.find(key);
    if (given == no_node || price > Price()) return;
    reader.reports.warning(given, {"no-price",
                                   quoted(key) + " costs nothing: " + quoted(price_key) +
                                       " is 0 in profile " + quoted(costs.profile),
                                   "give its price beside it, as in " + std::string(price_key) + ": 70ns",
                                   {}});
}

/// Tags that a profile's machine does not have cannot be used.
void check_tags(Reader& reader, const Machine& machine, Given costs) {
    if (!costs.is_map() || !machine.costs.pcid || machine.memory.tlb.tags > 0) return;
    const NodeId given = costs.find("pcid");
    if (given != no_node)
        reader.reports.warning(given, {"no-tags",
                                       "the machine of profile " + quoted(machine.costs.profile) +
                                           " has no address-space tags to use",
                                       "say how many: machine: {tlb: {address_space_tags: 6}}",
                                       {}});
}

/// What the keys say of physical memory, and whether it hangs together.
void settle_memory(Reader& reader, const MachineKeys& keys, MemorySpec& into) {
    if (keys.replacement.value) into.replacement = *keys.replacement.value;
    if (keys.memory_given.node != no_node && !keys.memory_given.value) return; // its mistakes are told
    const MemoryKeys given = keys.memory_given.value.value_or(MemoryKeys{});
    if (given.size.value) into.bytes = *given.size.value;
    if (given.frames.value) into.frames = std::uint64_t(*given.frames.value);
    into.allocation = given.allocation.value_or(into.allocation);
    into.ties = given.ties.value_or(into.ties);
    into.window = given.window.value.value_or(into.window);
    into.new_pages_referenced = given.new_pages_referenced.value_or(into.new_pages_referenced);
    into.swap = given.swap.value.value_or(into.swap);
    if (given.size.value && given.frames.value)
        reader.reports.error(given.frames.node, {"bad-value",
                                                 "\"size\" and \"frames\" both say how much memory there is",
                                                 "take one of them out; frames count data alone",
                                                 {}});
    else if (given.size.value && into.bytes < into.page_size)
        reader.reports.error(given.size.node, {"bad-value",
                                               "memory of " + size_text(into.bytes) +
                                                   " does not hold one page of " + size_text(into.page_size),
                                               "write, for example, memory: 256MiB",
                                               {}});
    if (into.replacement == PageReplacement::working_set && into.window == Duration() &&
        given.window.node == no_node)
        reader.reports.error(keys.replacement.node, {"missing-key",
                                                     "replacement \"working_set\" needs a window",
                                                     "write, for example, memory: {window: 10ms, ...}",
                                                     {}});
}

void check_swap(Reader& reader, const MachineKeys& keys) {
    if (!keys.memory_given.value || !keys.memory_given.value->swap.value) return;
    std::vector<std::string_view> names;
    for (const DeviceSpec& device : keys.devices) {
        if (device.name == *keys.memory_given.value->swap.value) return;
        names.push_back(device.name);
    }
    const std::string& name = *keys.memory_given.value->swap.value;
    reader.reports.error(
        keys.memory_given.value->swap.node,
        {"unknown-name", "there is no device " + quoted(name), did_you_mean(name, names),
         names.empty() ? "this machine has no `devices:`" : "devices: " + comma_list(names)});
}

/// Keys of the machine that nothing will look at unless something asks for memory.
void note_idle(Reader& reader, const MachineKeys& keys) {
    const bool has_tags = keys.tlb.value && keys.tlb.value->address_space_tags.node != no_node;
    const std::pair<std::string_view, NodeId> given[] = {{"page_size", keys.page_size.node},
                                                         {"page_table", keys.page_table.node},
                                                         {"tlb", has_tags ? no_node : keys.tlb.node},
                                                         {"cache", keys.cache.node},
                                                         {"replacement", keys.replacement.node}};
    for (const auto& [key, node] : given)
        if (node != no_node) reader.idle_memory_keys.emplace_back(key, node);
}

} // namespace

void read_value(Reader& reader, Given given, const Spot& spot, CostProfile& into) {
    read_named(reader, given, spot, "profile", into);
    if (given.is_map()) warn_idle_modifiers(reader, given, into);
}

void warn_idle_modifiers(Reader& reader, Given map, const CostProfile& costs) {
    if (costs.kpti) warn_idle(reader, map, "kpti", "kpti_crossing", costs, costs.kpti_crossing);
    if (costs.ibpb) warn_idle(reader, map, "ibpb", "ibpb_barrier", costs, costs.ibpb_barrier);
}

void read_value(Reader& reader, Given given, const Spot& spot, Conventions& into) {
    read_named(reader, given, spot, "preset", into);
}

void read_value(Reader& reader, Given given, const Spot& spot, Machine& into) {
    if (!is_map(reader, given, spot)) return;
    MachineKeys keys;
    keys.costs = into.costs;
    read_mapping(reader, given, Owner{spot.key}, keys);
    keys.memory = keys.costs.memory;
    if (!keys.costs.pcid) keys.memory.tlb.tags = 0;
    settle_geometry(reader, keys, keys.memory);
    settle_memory(reader, keys, keys.memory);
    keys.costs.tagged_tlb = keys.memory.tlb.tags > 0;
    if (const NodeId costs = given.find("costs"); costs != no_node)
        check_tags(reader, keys, reader.given(costs));
    check_swap(reader, keys);
    settle_run_queues(reader, keys, keys);
    settle_warm_caches(reader, keys, keys);
    note_idle(reader, keys);
    if (keys.memory_given.node != no_node)
        reader.askings.push_back({keys.memory_given.node, "memory", "physical memory and address spaces"});
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

void read_value(Reader& reader, Given given, const Spot& spot, std::vector<SharedMemorySpec>& into) {
    if (!given.is_map())
        return report_type(reader, given, spot, "a mapping of names to sizes, as in {buffer: 64KiB}");
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || value.is_broken() || !check_segment_name(reader, key, spot)) return;
        SharedMemorySpec& made = into.emplace_back();
        made.name = key.text();
        read_value(reader, value, Spot{Owner{"shared_memory"}, key.text(), some_bytes}, made.size);
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, std::vector<DeviceSpec>& into) {
    if (!given.is_map())
        return report_type(reader, given, spot, "a mapping of names, as in {disk: {access: 5ms}}");
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || value.is_broken() || !check_name(reader, key, spot)) return;
        const Owner owner{"device", key.text()};
        DeviceKeys keys;
        if (!value.is_map())
            return report_type(reader, value, Spot{Owner{"devices"}, key.text()},
                               "a mapping, as in {access: 5ms}");
        read_mapping(reader, value, owner, keys);
        into.push_back({std::string(key.text()), keys.channels, keys.access, keys.bandwidth.bytes, key.at()});
    });
}

} // namespace ossim
