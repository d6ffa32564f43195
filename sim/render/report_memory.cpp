// Counts of memory in words, and the creation table.
#include "render/report_memory.hpp"

#include "base/text.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <algorithm>
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
    const std::uint64_t misses = refills.second_hits + refills.walks;
    if (refills.hits > 0)
        add("TLB hits", std::to_string(refills.hits) + ", " +
                            percent(Ratio(static_cast<std::int64_t>(refills.hits),
                                          static_cast<std::int64_t>(refills.hits + misses))) +
                            " of the translations");
    if (misses > 0)
        add("TLB misses", with_parts(misses, {{"that the second TLB had", refills.second_hits},
                                              {"walks of the page table", refills.walks},
                                              {"of these for pages never met before", refills.compulsory},
                                              {"of all because of a switch", refills.switch_misses},
                                              {"of the kernel's own pages", refills.kernel_misses}}));
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

std::string kib(std::uint64_t bytes) { return std::to_string(bytes / 1024); }

/// Where the memory of each process went.
std::string footprint_table(const Metrics& metrics, const Style& style, std::size_t rows) {
    Table table({"process", "mapped", "in RAM", "shared", "stacks", "tables", "PCB", "TCBs", "k-stacks"});
    std::size_t count = 0;
    for (const ProcessMetrics& process : metrics.processes) {
        if (!process.footprint || process.footprint->mapped == 0 || count++ >= rows) continue;
        const MemoryHeld& held = *process.footprint;
        const std::uint64_t threads = process.threads.size();
        table.add({shortened(process.name, widest_name), std::to_string(held.mapped),
                   std::to_string(held.resident), std::to_string(held.shared), std::to_string(held.stacks),
                   std::to_string(held.tables), kib(pcb_bytes), kib(tcb_bytes * threads),
                   kib(kernel_stack_bytes * threads)});
    }
    if (count == 0) return "";
    std::string out = wrapped("Memory of each process at its end: in pages, and what the kernel keeps for it "
                              "and its threads, in KiB.",
                              style.width, "  ");
    out += table.text(style);
    if (count > rows) out += "and " + counted(count - rows, "more process", "more processes") + "\n";
    return out;
}

constexpr std::int64_t slices = 8;

/// What the last sample up to the end of a slice said; nothing before the first, and after the process ended.
std::string resident_in(const ProcessMetrics& process, Time from, Time to) {
    if (process.end && *process.end <= from) return "-";
    const ResidenceSample* last = nullptr;
    for (const ResidenceSample& each : process.residence)
        if (each.at <= to) last = &each;
    return last == nullptr ? "-" : std::to_string(last->resident);
}

/// The most that a sample of the slice said: between two samples a process may not have run at all.
std::string working_set_in(const ProcessMetrics& process, Time from, Time to) {
    const ResidenceSample* most = nullptr;
    for (const ResidenceSample& each : process.residence)
        if (each.at > from && each.at <= to && (most == nullptr || each.working_set > most->working_set))
            most = &each;
    return most == nullptr ? "-" : std::to_string(most->working_set);
}

bool varies(const ProcessMetrics& process) {
    return std::any_of(process.residence.begin(), process.residence.end(), [&](const ResidenceSample& each) {
        return each.resident != process.residence.front().resident;
    });
}

/// How much of each process was in frames, slice of time by slice of time.
std::string residence_table(const Metrics& metrics, const Style& style, std::size_t rows) {
    const auto moment = [&](std::int64_t slice) { return Time(metrics.end.ns() / slices * slice); };
    std::vector<std::string> heads = {"pages in RAM at"};
    for (std::int64_t slice = 1; slice <= slices; ++slice)
        heads.push_back(percent(Ratio(slice, slices)));
    Table table(heads);
    std::size_t count = 0;
    for (const ProcessMetrics& process : metrics.processes) {
        if (!varies(process) || count++ >= rows) continue;
        const auto add = [&](const std::string& name, const auto& sampled) {
            std::vector<std::string> cells = {name};
            for (std::int64_t slice = 1; slice <= slices; ++slice)
                cells.push_back(sampled(process, moment(slice - 1), moment(slice)));
            table.add(std::move(cells));
        };
        add(shortened(process.name, widest_name), resident_in);
        const bool known = std::any_of(process.residence.begin(), process.residence.end(),
                                       [](const ResidenceSample& each) { return each.working_set > 0; });
        if (known) add("- its working set", working_set_in);
    }
    return count == 0 ? "" : table.text(style);
}

} // namespace

std::string memory_tables(const Metrics& metrics, const Style& style, std::size_t rows) {
    const Table counts = counts_table(metrics, style);
    std::string out = counts.empty() ? "" : counts.text(style);
    for (const std::string& part : {creation_table(metrics, style), footprint_table(metrics, style, rows),
                                    residence_table(metrics, style, rows)}) {
        if (!out.empty() && !part.empty()) out += "\n";
        out += part;
    }
    return out;
}

} // namespace ossim
