// `ossim rules FILE`: everything that decides what happens in a scenario, in words.
#include "conventions/rules.hpp"
#include "base/cost_profile.hpp"
#include "base/text.hpp"
#include "cli/catalogues.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/parameter_text.hpp"
#include "cli/policy_words.hpp"
#include "cli/scenario_input.hpp"
#include "render/list.hpp"
#include "render/table.hpp"

#include <memory>

namespace ossim {

namespace {

struct RulesOptions {
    ScenarioOptions scenario;
    StyleOptions style;
    bool differing = false;
};

std::string policy_text(const Scenario& scenario, const Style& style) {
    const SchedulerSpec& spec = scenario.scheduler;
    std::string text = wrapped("Policy: " + spec.policy, style.width, "  ");
    text += wrapped("  " + std::string(policy_of(spec).doc), style.width, "  ");
    text += wrapped("  Equal ones: " + tie_rule_of(scenario) + ".", style.width, "  ");
    text += wrapped("  Preemption: " + preemption_rule_of(scenario) + ".", style.width, "  ");
    std::vector<ListEntry> entries;
    for (const auto& parameter : spec.parameters)
        entries.push_back({parameter.name, parameter_text(parameter.value, style.unit)});
    return entries.empty() ? text : text + list("", entries, style);
}

std::string queues_in_words(const RunQueuesSpec& queues) {
    if (queues.sharing == QueueSharing::per_cpu) return "one for each CPU";
    std::string groups;
    for (const std::vector<std::uint32_t>& group : queues.groups) {
        groups += groups.empty() ? "" : "; ";
        for (const std::uint32_t cpu : group)
            groups += (cpu == group.front() ? "CPU " : ", ") + std::to_string(cpu);
    }
    return "one for each group of CPUs: " + groups;
}

/// How threads come to a run queue, and how they move to another.
std::string run_queues_text(const Machine& machine, const Style& style) {
    if (machine.run_queues.sharing == QueueSharing::global) return "";
    const BalanceSpec& balance = machine.balance;
    constexpr std::string_view wakes[] = {
        "home to its last queue if a CPU is idle there, else to the first queue with an idle CPU, else home",
        "home to its last queue", "to the queue with the least load for each of its CPUs"};
    std::vector<ListEntry> entries;
    entries.push_back({"a new thread goes", balance.place == PlaceNew::fewest
                                                ? std::string(wakes[2]) + "; of equals the first"
                                                : "to each queue in turn"});
    entries.push_back({"a woken thread goes", std::string(wakes[static_cast<std::size_t>(balance.wake)])});
    entries.push_back(
        {"an idle CPU", balance.on_idle == OnIdle::steal
                            ? "takes the best thread of the queue that has most beyond its own idle CPUs"
                            : "stays idle while its own queue is empty"});
    if (balance.every)
        entries.push_back(
            {"every " + with_unit(*balance.every, style.unit),
             balance.how == BalanceHow::level
                 ? "each queue in order pulls from the busiest until their loads are level"
             : balance.how == BalanceHow::empty
                 ? "each queue where nobody waits takes the first thread of the queue that has most beyond "
                   "its own "
                   "idle CPUs"
                 : "each queue where nobody waits takes the first thread of the longest queue"});

    if (balance.migration_cost > Duration())
        entries.push_back({"warm caches", "who ran less than " +
                                              with_unit(balance.migration_cost, style.unit) +
                                              " ago is neither stolen nor balanced"});
    return wrapped("Run queues: " + queues_in_words(machine.run_queues), style.width, "  ") +
           list("", entries, style);
}

std::string warm_caches_text(const Machine& machine, const Style& style) {
    if (!machine.warm_caches) return "";
    const WarmCachesSpec& caches = *machine.warm_caches;
    return wrapped("Warm caches: who has run for " + with_unit(caches.time, style.unit) +
                       " on a CPU does there " + std::to_string(caches.rate) +
                       " times as much, in whole ticks of " + with_unit(caches.tick, style.unit) +
                       ", as long as its working set stays in the cache; that holds " +
                       std::to_string(caches.size) + ", and the oldest goes first.",
                   style.width, "  ");
}

std::string conventions_text(const Scenario& scenario, bool differing, const Style& style) {
    std::string text = wrapped("Conventions: " + scenario.conventions.preset, style.width, "  ");
    std::vector<ListEntry> entries;
    for (const auto& rule : rules_of(scenario.conventions, scenario.unit))
        if (!differing || !rule.own)
            entries.push_back({std::string(rule.setting) + (rule.own ? "" : " *"), rule.sentence});
    if (entries.empty()) return text + wrapped("  All settings are ossim's own.", style.width, "  ");
    return text + list("", entries, style) + wrapped("  * differs from ossim's own rule", style.width, "  ");
}

std::string costs_text(const CostProfile& costs, const Style& style) {
    std::vector<ListEntry> entries;
    for_each_field<CostProfile>([&](const auto& f) {
        using Member = std::remove_cvref_t<decltype(costs.*f.member)>;
        const Member& value = costs.*f.member;
        if (value == Member{}) return;
        std::int64_t figure = 0;
        if constexpr (std::is_same_v<Member, Price>)
            figure = value.ps();
        else
            figure = value;
        entries.push_back({std::string(f.name), figure_text(f.name, figure) + ": " + std::string(f.doc)});
    });
    const std::string text = wrapped("Costs: " + costs.profile, style.width, "  ");
    if (!entries.empty()) return text + list("", entries, style);
    return text + wrapped("  Everything that the kernel does takes no time.", style.width, "  ");
}

std::string page_table_text(const PageTableSpec& table) {
    if (table.linear) return "one array of entries of " + size_text(table.entry_bytes);
    return std::to_string(table.levels) + (table.levels == 1 ? " level" : " levels") + ", entries of " +
           size_text(table.entry_bytes);
}

std::string tlb_text(const TlbSpec& tlb) {
    std::string text = tlb.levels.empty() ? "none: every reference walks the page table" : "";
    for (const TlbLevel& level : tlb.levels)
        text += (text.empty() ? "" : ", then ") + std::to_string(level.entries) + " entries, " +
                (level.ways == 0 ? std::string("fully associative") : std::to_string(level.ways) + "-way");
    if (tlb.levels.empty()) return text;
    if (tlb.huge_entries > 0) text += "; " + std::to_string(tlb.huge_entries) + " more for huge pages";
    if (tlb.kernel_pages > 0)
        text += "; " + std::to_string(tlb.kernel_pages) + " pages of the kernel's own at each entry";
    text += "; " + std::string(word_of(tlb.replacement));
    return text + (tlb.tags == 0 ? "; no tags: each change of address space flushes it"
                                 : "; tags for " + std::to_string(tlb.tags) + " address spaces");
}

std::string cache_text(const CacheSpec& cache) {
    std::string text;
    for (const CacheLevel& level : cache.levels)
        text +=
            (text.empty() ? "" : ", then ") + size_text(level.size) + (level.shared ? " for all CPUs" : "");
    if (text.empty()) return "none";
    text += "; lines of " + size_text(cache.line);
    return text + (cache.tagged_by == TaggedBy::virtual_address
                       ? "; found by virtual address, so it is flushed with the address space"
                       : "");
}

std::string room_text(const MemorySpec& memory) {
    if (memory.frames) return std::to_string(*memory.frames) + " frames for data";
    return memory.bytes == 0 ? "no limit" : size_text(memory.bytes);
}

std::string ties_text(const MemorySpec& memory) {
    const bool ranks = memory.replacement == PageReplacement::lfu ||
                       memory.replacement == PageReplacement::opt ||
                       memory.replacement == PageReplacement::unopt;
    return ranks ? ", of equals the " + std::string(word_of(memory.ties)) : "";
}

std::string memory_text(const MemorySpec& memory, const Style& style) {
    if (!memory.modelled)
        return wrapped("Memory: not modelled; nothing in this scenario asks for it", style.width, "  ");
    std::vector<ListEntry> entries{{"memory", room_text(memory)},
                                   {"page_size", size_text(memory.page_size)},
                                   {"page_table", page_table_text(memory.page_table)},
                                   {"tlb", tlb_text(memory.tlb)},
                                   {"cache", cache_text(memory.cache)}};
    if (memory.frames || memory.bytes > 0)
        entries.push_back({"replacement", std::string(word_of(memory.replacement)) + ", " +
                                              std::string(word_of(memory.allocation)) + " allocation" +
                                              ties_text(memory)});
    return "Memory:\n" + list("", entries, style);
}

ExitCode print_rules(const RulesOptions& options, Console& console) {
    ScenarioInput input(console, options.scenario, messages_are_coloured(options.style, console));
    const auto scenario = input.make();
    const auto style = style_of(options.style, console, scenario.unit);
    if (!scenario.title.empty()) console.out(wrapped(one_line(scenario.title), style.width) + "\n");
    const std::string queues = run_queues_text(scenario.machine, style);
    const std::string caches = warm_caches_text(scenario.machine, style);
    console.out(policy_text(scenario, style) + "\n" + (queues.empty() ? "" : queues + "\n") +
                (caches.empty() ? "" : caches + "\n") + conventions_text(scenario, options.differing, style) +
                "\n" + costs_text(scenario.machine.costs, style) + "\n" +
                memory_text(scenario.machine.memory, style));
    return ExitCode::done;
}

CommandAction declare_rules(CLI::App& app, Console& console) {
    auto options = std::make_shared<RulesOptions>();
    add_argument(app, "file", options->scenario.file);
    add_flag(app, "--differing", options->differing, "only the conventions that differ from ossim's own");
    add_variant_option(app, options->scenario);
    add_scenario_options(app, options->scenario);
    add_style_options(app, options->style);
    return [options, &console] { return print_rules(*options, console); };
}

} // namespace

Command rules_command() {
    return {"rules",
            "The rules in force in a scenario, in words: policy, conventions, costs, memory.",
            "FILE [options]",
            "  ossim rules rr.yaml                            all of them\n"
            "  ossim rules rr.yaml --set conventions=ostep    those of another course\n",
            "",
            declare_rules};
}

} // namespace ossim
