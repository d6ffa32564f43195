// The segments of an address space, and the pages that steps refer to.
#include "scenario/memory_keys.hpp"

#include "base/cost_profile.hpp"

#include <algorithm>
#include <array>

namespace ossim {
namespace {

constexpr std::string_view segments[] = {"text", "data", "bss", "heap", "stack"};
/// Page numbers and addresses: no segment is larger than 2^48 bytes.
constexpr Range page_range{0, std::int64_t(1) << 45};
constexpr Range reference_range{1, 1'000'000'000};

/// All of it but the stacks of further threads.
std::uint64_t bytes_of(const ImageSpec& image) {
    std::uint64_t sum = image.text + image.data + image.bss + image.heap.value_or(0) + image.stack;
    for (const MappingSpec& mapping : image.mappings)
        sum += mapping.size;
    return sum;
}

void check_image(Reader& reader, Given given, const ImageKeys& keys, const ImageSpec& image) {
    const MemorySpec& memory = reader.scenario.machine.memory;
    const std::uint64_t reach = reach_of(memory);
    if (bytes_of(image) > reach)
        reader.reports.error(given.id(), {"out-of-range",
                                          "these segments need " + size_text(bytes_of(image)) +
                                              ", and the page table maps " + size_text(reach),
                                          "give it more levels: machine: {page_table: {levels: 4}}",
                                          {}});
    if (image.huge_pages && memory.page_table.levels == 1)
        reader.reports.error(keys.huge_pages.node, {"bad-geometry",
                                                    "a page table of one level has no huge pages",
                                                    "give it more: machine: {page_table: {levels: 4}}",
                                                    {}});
    if (keys.demand.value && !*keys.demand.value && memory.frames)
        reader.reports.error(keys.demand.node, {"bad-value",
                                                "with \"frames\" pages come by demand",
                                                "take \"demand\" out, or give the machine a size of memory",
                                                {}});
}

/// A whole number, or one in hexadecimal.
void read_address(Reader& reader, Given given, const Spot& spot, std::uint64_t& into) {
    constexpr std::string_view wanted = "an address, as in 4096, 4KiB or 0x1a2b";
    if (!is_scalar(reader, given, spot, wanted)) return;
    const std::string_view text = given.text();
    if (!text.starts_with("0x") && !text.starts_with("0X"))
        return read_value(reader, given, Spot{spot.owner, spot.key, size_range}, into);
    into = 0;
    bool is_right = text.size() > 2 && text.size() <= 2 + 12; // 48 bits
    for (const char c : text.substr(2)) {
        const std::size_t digit =
            std::string_view("0123456789abcdef").find(c >= 'A' && c <= 'F' ? char(c + 32) : c);
        is_right = is_right && digit != std::string_view::npos;
        into = into * 16 + digit;
    }
    if (is_right) return;
    into = 0;
    report_type(reader, given, spot, wanted);
}

// --- pages ---

std::optional<std::pair<std::uint64_t, std::uint64_t>> range_in(std::string_view text) {
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) return std::nullopt;
    const auto first = parse_integer(text.substr(0, dots)).value;
    const auto last = parse_integer(text.substr(dots + 2)).value;
    if (!first || !last || *first < 0 || *last > page_range.most) return std::nullopt;
    return std::pair(static_cast<std::uint64_t>(*first), static_cast<std::uint64_t>(*last));
}

/// `all`, `3` or `0..9`; false, with an error, for anything else.
bool read_stretch(Reader& reader, Given given, const Spot& spot, PageList& into) {
    constexpr std::string_view wanted = "all, a page, as in 3, or a range, as in 0..9";
    if (!is_scalar(reader, given, spot, wanted)) return false;
    into.whole = given.text() == "all";
    if (into.whole) return true;
    const std::size_t errors = reader.reports.errors();
    if (const auto range = range_in(given.text())) {
        std::tie(into.first, into.last) = *range;
        if (into.first > into.last)
            reader.reports.error(
                given.id(),
                {"bad-value", spot.title() + ": the lower end is above the upper one", "swap them", {}});
    } else if (given.text().find("..") != std::string_view::npos || is_valid_name(given.text())) {
        report_type(reader, given, spot, wanted);
    } else {
        read_value(reader, given, Spot{spot.owner, spot.key, page_range}, into.first);
        into.last = into.first;
    }
    return reader.reports.errors() == errors;
}

constexpr auto pattern_keys = page_pattern_keys;
enum PatternKey : std::size_t { key_stride, key_count, key_random, key_zipf, key_in };

void report_pattern(Reader& reader, NodeId node, const Spot& spot) {
    reader.reports.error(node, {"bad-value",
                                spot.title() + " needs one of stride, random and zipf",
                                "write {stride: 4, count: 100}, {random: 100} or {zipf: 100}",
                                {}});
}

void read_pattern(Reader& reader, Given given, const Spot& spot, PageList& into) {
    std::array<NodeId, pattern_keys.size()> slots;
    slots.fill(no_node);
    collect_keys(reader, given, Owner{spot.key}, pattern_keys, slots);
    const auto read_number = [&](PatternKey key, const Range& range, std::uint64_t& number) {
        read_value(reader, reader.given(slots[key]), Spot{Owner{spot.key}, pattern_keys[key], range}, number);
    };
    const auto is_given = [&](PatternKey key) { return slots[key] != no_node; };
    if (is_given(key_stride) + is_given(key_random) + is_given(key_zipf) != 1) {
        const bool is_told = may_be_misspelt(reader, given.id(), "stride") ||
                             may_be_misspelt(reader, given.id(), "random") ||
                             may_be_misspelt(reader, given.id(), "zipf");
        if (!is_told) report_pattern(reader, given.id(), spot);
        return;
    }
    if (is_given(key_in))
        read_stretch(reader, reader.given(slots[key_in]), Spot{Owner{spot.key}, "in"}, into);
    if (is_given(key_stride)) {
        into.kind = PageList::Kind::stride;
        read_number(key_stride, {1, page_range.most}, into.stride);
        if (is_given(key_count)) return read_number(key_count, reference_range, into.count);
        return report_missing(reader, given.id(), Owner{spot.key}, "count", "how many references");
    }
    const PatternKey drawn = is_given(key_random) ? key_random : key_zipf;
    into.kind = drawn == key_random ? PageList::Kind::random : PageList::Kind::zipf;
    read_number(drawn, reference_range, into.count);
    if (is_given(key_count))
        reader.reports.error(slots[key_count],
                             {"bad-value",
                              quoted(pattern_keys[drawn]) + " itself says how many references",
                              "take \"count\" out",
                              {}});
}

} // namespace

ImageSpec bare_image(const MemorySpec& memory) {
    ImageSpec image;
    image.demand = memory.frames.has_value();
    return image;
}

bool check_segment_name(Reader& reader, Given given, const Spot& spot) {
    if (!check_name(reader, given, spot)) return false;
    if (std::find(std::begin(segments), std::end(segments), given.text()) == std::end(segments)) return true;
    reader.reports.error(given.id(),
                         {"name-clash", quoted(given.text()) + " is a segment of every address space",
                          "give it another name", "reserved: " + comma_list(segments)});
    return false;
}

void read_value(Reader& reader, Given given, const Spot& spot, ImageSpec& into) {
    if (!given.is_map())
        return report_type(reader, given, spot, "a mapping of segments to sizes, as in {heap: 4MiB}");
    ImageKeys keys;
    const std::size_t errors = reader.reports.errors();
    read_mapping(reader, given, Owner{spot.key}, keys);
    into = bare_image(reader.scenario.machine.memory);
    into.given = true;
    into.text = keys.text.value.value_or(default_text);
    into.data = keys.data.value.value_or(default_data);
    into.bss = keys.bss.value.value_or(0);
    into.heap = keys.heap.value;
    into.stack = keys.stack.value.value_or(default_stack);
    into.mappings = keys.mappings.value.value_or(std::vector<MappingSpec>{});
    into.demand = keys.demand.value.value_or(into.demand);
    into.huge_pages = keys.huge_pages.value.value_or(false);
    if (reader.reports.errors() == errors) check_image(reader, given, keys, into);
}

void read_value(Reader& reader, Given given, const Spot& spot, std::vector<MappingSpec>& into) {
    if (!given.is_map())
        return report_type(reader, given, spot, "a mapping of names to sizes, as in {log: 64KiB}");
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || value.is_broken() || !check_segment_name(reader, key, spot)) return;
        MappingSpec& made = into.emplace_back();
        made.name = key.text();
        read_value(reader, value, Spot{Owner{spot.key}, key.text(), some_bytes}, made.size);
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, WorkingSet& into) {
    if (given.is_scalar())
        return read_value(reader, given, Spot{spot.owner, spot.key, some_bytes}, into.size);
    if (!given.is_map())
        return report_type(reader, given, spot,
                           "a size, as in 128KiB, or a mapping, as in {size: 128KiB, in: heap}");
    read_mapping(reader, given, Owner{spot.key}, into);
}

void read_value(Reader& reader, Given given, const Spot& spot, PageList& into) {
    into = {};
    if (given.is_map()) return read_pattern(reader, given, spot, into);
    if (given.is_scalar()) {
        read_stretch(reader, given, spot, into);
        return;
    }
    if (!given.is_sequence() || given.size() == 0)
        return report_type(reader, given, spot, "pages, as in [1, 2, 3], 0..9, all or {random: 100}");
    into.kind = PageList::Kind::list;
    into.whole = false;
    into.pages.reserve(given.size());
    given.each_item([&](Given item) {
        read_value(reader, item, Spot{spot.owner, spot.key, page_range}, into.pages.emplace_back());
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, std::vector<std::uint64_t>& into) {
    into.clear();
    if (given.is_scalar()) return read_address(reader, given, spot, into.emplace_back());
    if (!given.is_sequence() || given.size() == 0)
        return report_type(reader, given, spot, "addresses, as in [0x1000, 4KiB, 5000]");
    into.reserve(given.size());
    given.each_item([&](Given item) { read_address(reader, item, spot, into.emplace_back()); });
}

} // namespace ossim
