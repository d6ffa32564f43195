// Counts of memory in words, and the creation table.
#include "render/report_memory.hpp"

#include "base/text.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <vector>

namespace ossim {

namespace {

/// "7 (4 first touch, 3 from the device)", with what is not 0.
std::string with_parts(std::uint64_t whole,
                       const std::vector<std::pair<std::string_view, std::uint64_t>>& parts) {
    std::string text;
    for (const auto& [name, count] : parts)
        if (count > 0) text += (text.empty() ? " (" : ", ") + std::to_string(count) + " " + std::string(name);
    return std::to_string(whole) + (text.empty() ? "" : text + ")");
}

std::string_view fault_words(FaultKind kind) {
    switch (kind) {
    case FaultKind::none: return "";
    case FaultKind::minor: return "first touch";
    case FaultKind::major: return "from the device";
    case FaultKind::busy: return "";
    case FaultKind::copy_on_write: return "copied on write";
    case FaultKind::reuse: return "last sharer";
    case FaultKind::stack_growth: return "stack growth";
    case FaultKind::protection: return "not permitted";
    case FaultKind::segment: return "no such page";
    }
    return "";
}

std::string faults_text(const FaultMetrics& faults, bool violations) {
    std::vector<std::pair<std::string_view, std::uint64_t>> parts;
    for (std::size_t i = 1; i < fault_kind_count; ++i) {
        const auto kind = static_cast<FaultKind>(i);
        if (kind != FaultKind::busy && is_violation(kind) == violations)
            parts.emplace_back(fault_words(kind), faults.kinds[i]);
    }
    return with_parts(violations ? faults.violations() : faults.page_faults(), parts);
}

Table counts_table(const Metrics& metrics, const Style& style) {
    const RefillMetrics& refills = metrics.refills;
    const FaultMetrics& faults = metrics.faults;
    Table table({"memory", ""});
    table.left(1);
    const auto add = [&](std::string_view name, std::string text) {
        table.add({std::string(name), std::move(text)});
    };
    if (faults.references > 0) add("references one by one", std::to_string(faults.references));
    if (faults.page_faults() > 0) add("page faults", faults_text(faults, false));
    if (faults.violations() > 0) add("illegal accesses", faults_text(faults, true));
    if (faults.waited > Duration()) add("waiting for pages", length_text(faults.waited, style.unit));
    if (faults.evictions > 0)
        add("evictions", with_parts(faults.evictions, {{"written back first", faults.write_backs}}));
    if (const std::uint64_t misses = refills.second_hits + refills.walks; misses > 0)
        add("TLB misses", with_parts(misses, {{"that the second TLB had", refills.second_hits},
                                              {"walks of the page table", refills.walks},
                                              {"of all because of a switch", refills.switch_misses}}));
    if (const std::uint64_t lines = refills.lines_l2 + refills.lines_l3 + refills.lines_memory; lines > 0)
        add("cache lines refilled", with_parts(lines, {{"from level 2", refills.lines_l2},
                                                       {"from level 3", refills.lines_l3},
                                                       {"from memory", refills.lines_memory}}));
    if (faults.shootdowns > 0) add("TLB shootdowns", std::to_string(faults.shootdowns));
    if (const auto access = effective_access_time(metrics); access && *access > Ratio())
        add("effective access time", mean_text(*access, style.unit) +
                                         " (a reference's own time, refills, faults and waiting for pages, "
                                         "divided by references)");
    return table;
}

std::string_view creation_words(Creation how) {
    switch (how) {
    case Creation::fork: return "fork a process";
    case Creation::vfork: return "vfork a process";
    case Creation::spawn: return "spawn a thread";
    case Creation::exec: return "exec a program";
    case Creation::end: return "end of a thread";
    }
    return "";
}

bool has_price(const CreationMetrics& creation) { return creation.total > Duration(); }

std::string creation_table(const Metrics& metrics, const Style& style) {
    bool some = false;
    for (std::size_t i = 0; i < creation_count; ++i)
        some = some || (static_cast<Creation>(i) != Creation::end && has_price(metrics.creations[i]));
    if (!some) return "";
    Table table({"creation", "times", "mean cost", "dearest", "page-table entries", "tables"});
    for (std::size_t i = 0; i < creation_count; ++i) {
        const CreationMetrics& each = metrics.creations[i];
        if (each.count == 0) continue;
        const auto pages = [](std::uint64_t number) { return number == 0 ? "-" : std::to_string(number); };
        table.add({std::string(creation_words(static_cast<Creation>(i))), std::to_string(each.count),
                   mean_text(Ratio(each.total.ns(), each.count), style.unit),
                   length_text(each.most, style.unit), pages(each.entries), pages(each.tables)});
    }
    return table.text(style);
}

} // namespace

std::string memory_tables(const Metrics& metrics, const Style& style) {
    const Table counts = counts_table(metrics, style);
    std::string out = counts.empty() ? "" : counts.text(style);
    const std::string creations = creation_table(metrics, style);
    if (!out.empty() && !creations.empty()) out += "\n";
    return out + creations;
}

} // namespace ossim
