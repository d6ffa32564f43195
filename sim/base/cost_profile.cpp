// The figures of a profile, put into the fields that they name.
#include "base/cost_profile.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <type_traits>

namespace ossim {

namespace {

std::uint32_t number(std::int64_t value) { return static_cast<std::uint32_t>(value); }

TlbLevel& tlb_level(MemorySpec& memory, std::size_t which) {
    if (memory.tlb.levels.size() <= which) memory.tlb.levels.resize(which + 1);
    return memory.tlb.levels[which];
}

CacheLevel& cache_level(MemorySpec& memory, std::size_t which) {
    if (memory.cache.levels.size() <= which) memory.cache.levels.resize(which + 1);
    return memory.cache.levels[which];
}

/// A figure of the machine: what it is called, how it is written, where it goes.
struct MachineFigure {
    std::string_view name;
    FigureKind kind;
    void (*set)(MemorySpec&, std::int64_t);
};

constexpr MachineFigure machine_figures[] = {
    {"page_size", FigureKind::size,
     [](MemorySpec& m, std::int64_t v) { m.page_size = static_cast<std::uint64_t>(v); }},
    {"page_table_levels", FigureKind::count,
     [](MemorySpec& m, std::int64_t v) { m.page_table.levels = number(v); }},
    {"page_table_entry", FigureKind::size,
     [](MemorySpec& m, std::int64_t v) { m.page_table.entry_bytes = number(v); }},
    {"tlb_entries", FigureKind::count,
     [](MemorySpec& m, std::int64_t v) { tlb_level(m, 0).entries = number(v); }},
    {"tlb_ways", FigureKind::count, [](MemorySpec& m, std::int64_t v) { tlb_level(m, 0).ways = number(v); }},
    {"tlb_second_entries", FigureKind::count,
     [](MemorySpec& m, std::int64_t v) { tlb_level(m, 1).entries = number(v); }},
    {"tlb_second_ways", FigureKind::count,
     [](MemorySpec& m, std::int64_t v) { tlb_level(m, 1).ways = number(v); }},
    {"huge_entries", FigureKind::count,
     [](MemorySpec& m, std::int64_t v) { m.tlb.huge_entries = number(v); }},
    {"address_space_tags", FigureKind::count, [](MemorySpec& m, std::int64_t v) { m.tlb.tags = number(v); }},
    {"walk_entries", FigureKind::count,
     [](MemorySpec& m, std::int64_t v) { m.tlb.walk_entries = number(v); }},
    {"flush_ceiling", FigureKind::count,
     [](MemorySpec& m, std::int64_t v) { m.tlb.flush_ceiling = number(v); }},
    {"cache_line", FigureKind::size, [](MemorySpec& m, std::int64_t v) { m.cache.line = number(v); }},
    {"cache_l1", FigureKind::size,
     [](MemorySpec& m, std::int64_t v) { cache_level(m, 0).size = static_cast<std::uint64_t>(v); }},
    {"cache_l2", FigureKind::size,
     [](MemorySpec& m, std::int64_t v) { cache_level(m, 1).size = static_cast<std::uint64_t>(v); }},
    {"cache_l2_shared", FigureKind::flag,
     [](MemorySpec& m, std::int64_t v) { cache_level(m, 1).shared = v != 0; }},
    {"cache_l3", FigureKind::size,
     [](MemorySpec& m, std::int64_t v) { cache_level(m, 2).size = static_cast<std::uint64_t>(v); }},
    {"cache_l3_shared", FigureKind::flag,
     [](MemorySpec& m, std::int64_t v) { cache_level(m, 2).shared = v != 0; }},
};

const MachineFigure* find_machine_figure(std::string_view name) {
    const auto* const found = std::find_if(std::begin(machine_figures), std::end(machine_figures),
                                           [&](const MachineFigure& each) { return each.name == name; });
    return found == std::end(machine_figures) ? nullptr : found;
}

bool set_price(CostProfile& profile, const CostFigure& figure) {
    bool known = false;
    for_each_field<CostProfile>([&](const auto& field) {
        if (field.name != figure.name) return;
        using Member = std::remove_reference_t<decltype(profile.*field.member)>;
        if constexpr (std::is_same_v<Member, bool>)
            profile.*field.member = figure.value != 0;
        else
            profile.*field.member = Member(figure.value);
        known = true;
    });
    return known;
}

} // namespace

FigureKind kind_of_figure(std::string_view name) {
    if (const MachineFigure* known = find_machine_figure(name)) return known->kind;
    std::optional<FigureKind> kind;
    for_each_field<CostProfile>([&](const auto& field) {
        if (field.name != name) return;
        using Member = std::remove_cvref_t<decltype(std::declval<CostProfile&>().*field.member)>;
        if constexpr (std::is_same_v<Member, Price>)
            kind = FigureKind::price;
        else
            kind = std::is_same_v<Member, bool> ? FigureKind::flag : FigureKind::share;
    });
    OSSIM_CHECK(kind.has_value());
    return *kind;
}

std::string size_text(std::uint64_t bytes) {
    constexpr std::string_view units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    std::uint64_t whole = bytes;
    while (whole > 0 && whole % 1024 == 0 && unit + 1 < std::size(units)) {
        whole /= 1024;
        ++unit;
    }
    if (unit > 0) return std::to_string(whole) + std::string(units[unit]);
    return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
}

std::string figure_text(std::string_view name, std::int64_t value) {
    switch (kind_of_figure(name)) {
    case FigureKind::flag: return value != 0 ? "true" : "false";
    case FigureKind::share: return std::to_string(value) + "%";
    case FigureKind::count: return std::to_string(value);
    case FigureKind::size: return size_text(static_cast<std::uint64_t>(value));
    case FigureKind::price: break;
    }
    if (value % 1000 == 0) return in_best_unit(Duration(value / 1000));
    std::string text = decimal(Ratio(value, 1000), 3);
    text.erase(text.find_last_not_of('0') + 1);
    return text + "ns";
}

void settle(CostProfile& profile) {
    profile.tagged_tlb = profile.pcid && profile.memory.tlb.tags > 0;
    if (profile.memory.page_table.levels == 1) profile.memory.page_table.linear = true;
}

CostProfile make_profile(const CostProfileInfo& info) {
    CostProfile profile;
    profile.profile = info.name;
    for (const CostFigure& figure : info.figures) {
        if (const MachineFigure* known = find_machine_figure(figure.name))
            known->set(profile.memory, figure.value);
        else
            OSSIM_CHECK(set_price(profile, figure));
    }
    settle(profile);
    return profile;
}

} // namespace ossim
