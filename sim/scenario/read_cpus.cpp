// Lists of CPUs, the groups that share a run queue, and whether they fit the machine.
#include "scenario/keys.hpp"

#include <algorithm>

namespace ossim {
namespace {

constexpr Range cpu_range{0, 4'095};

/// `2`, or `0..3` with both ends.
void read_stretch(Reader& reader, Given given, const Spot& spot, std::vector<std::uint32_t>& into) {
    constexpr std::string_view wanted = "a CPU, as in 0, or some, as in 0..3";
    if (!is_scalar(reader, given, spot, wanted)) return;
    const std::string_view text = given.text();
    const std::size_t dots = text.find("..");
    const Spot one{spot.owner, spot.key, cpu_range};
    if (dots == std::string_view::npos) {
        const std::size_t errors = reader.reports.errors();
        std::uint32_t cpu = 0;
        read_value(reader, given, one, cpu);
        if (reader.reports.errors() == errors) into.push_back(cpu);
        return;
    }
    const auto first = parse_integer(text.substr(0, dots)).value;
    const auto last = parse_integer(text.substr(dots + 2)).value;
    if (!first || !last || *first < 0 || *last > cpu_range.most)
        return report_type(reader, given, spot, wanted);
    if (*first > *last)
        return reader.reports.error(
            given.id(),
            {"bad-value", spot.title() + ": the lower end is above the upper one", "swap them", {}});
    for (std::int64_t cpu = *first; cpu <= *last; ++cpu)
        into.push_back(static_cast<std::uint32_t>(cpu));
}

/// As they are written, whatever the machine has.
void read_list(Reader& reader, Given given, const Spot& spot, CpuList& into) {
    if (given.is_sequence())
        given.each_item([&](Given item) { read_stretch(reader, item, spot, into.cpus); });
    else
        read_stretch(reader, given, spot, into.cpus);
    if (given.is_sequence() && given.size() == 0)
        reader.reports.error(
            given.id(), {"bad-value", spot.title() + " names no CPU", "name one or more, as in [0, 2]", {}});
    std::sort(into.cpus.begin(), into.cpus.end());
    into.cpus.erase(std::unique(into.cpus.begin(), into.cpus.end()), into.cpus.end());
}

/// The policy of that scheduler, or of one of its queues, that has all CPUs to itself; else empty.
std::string_view policy_of_whole_machine(const Reader& reader, const SchedulerSpec& spec) {
    for (const PolicyInfo& info : reader.catalogues.policies)
        if (info.name == spec.policy && info.whole_machine) return info.name;
    for (const Parameter& parameter : spec.parameters)
        if (const auto* queues = std::get_if<std::vector<SchedulerSpec>>(&parameter.value))
            for (const SchedulerSpec& queue : *queues)
                if (const auto found = policy_of_whole_machine(reader, queue); !found.empty()) return found;
    return {};
}

} // namespace

void check_whole_machine(Reader& reader, NodeId node, std::string_view what) {
    const std::string_view policy = policy_of_whole_machine(reader, reader.scenario.scheduler);
    if (policy.empty()) return;
    reader.reports.error(node, {"bad-value",
                                "policy " + quoted(policy) +
                                    " says which CPU takes which thread, and there " + std::string(what),
                                "take that out, or take another policy",
                                {}});
}

void read_value(Reader& reader, Given given, const Spot& spot, CpuList& into) {
    read_list(reader, given, spot, into);
    reader.scenario.has_affinity = true;
    check_whole_machine(reader, given.id(), "are threads that may not use every CPU");
    const std::uint32_t most = reader.scenario.machine.cpus;
    const auto outside = std::ranges::find_if(into.cpus, [&](std::uint32_t cpu) { return cpu >= most; });
    if (outside == into.cpus.end()) return;
    reader.reports.error(given.id(),
                         {"out-of-range",
                          spot.title() + " names CPU " + std::to_string(*outside) + ", and the machine has " +
                              std::to_string(most),
                          most == 1 ? "there is CPU 0 alone; give the machine more: machine: {cpus: 4}"
                                    : "they are numbered from 0 to " + std::to_string(most - 1),
                          {}});
}

void read_value(Reader& reader, Given given, const Spot& spot, RunQueuesSpec& into) {
    if (given.is_scalar()) {
        constexpr std::string_view all[] = {"global", "per_cpu"};
        if (given.text() == all[0])
            into.sharing = QueueSharing::global;
        else if (given.text() == all[1])
            into.sharing = QueueSharing::per_cpu;
        else
            report_unknown_word(reader, given, spot, all);
        return;
    }
    if (!given.is_sequence() || given.size() == 0)
        return report_type(reader, given, spot,
                           "global, per_cpu, or a list of groups, as in [[0, 1], [2, 3]]");
    into.sharing = QueueSharing::groups;
    given.each_item([&](Given item) {
        CpuList group;
        read_list(reader, item, spot, group);
        into.groups.push_back(std::move(group.cpus));
    });
}

void settle_run_queues(Reader& reader, const MachineKeys& keys, Machine& into) {
    if (keys.queues_given.value) into.run_queues = *keys.queues_given.value;
    if (keys.balance_given.value) into.balance = *keys.balance_given.value;
    const NodeId node = keys.queues_given.node;
    std::vector<std::uint32_t> owners(into.cpus, 0);
    for (const std::vector<std::uint32_t>& group : into.run_queues.groups)
        for (const std::uint32_t cpu : group)
            if (cpu < into.cpus) ++owners[cpu];
    const auto report = [&](std::uint32_t cpu, const char* problem) {
        reader.reports.error(node, {"bad-value",
                                    "CPU " + std::to_string(cpu) + problem,
                                    "each CPU belongs to exactly one group",
                                    {}});
    };
    if (into.run_queues.sharing == QueueSharing::groups && node != no_node) {
        for (std::uint32_t cpu = 0; cpu < into.cpus; ++cpu)
            if (owners[cpu] != 1) {
                report(cpu, owners[cpu] == 0 ? " is in no group" : " is in two groups");
                break;
            }
    }
    if (keys.balance_given.value && into.run_queues.sharing == QueueSharing::global &&
        into.balance.wake != WakeTo::last && node == no_node)
        reader.reports.warning(keys.balance_given.node,
                               {"unused",
                                "all CPUs share one run queue: there is nothing to balance",
                                "give each its own: machine: {run_queues: per_cpu, ...}",
                                {}});
}

void settle_warm_caches(const Reader& reader, const MachineKeys& keys, Machine& into) {
    if (!keys.warm_given.value) return;
    const WarmCachesKeys& given = *keys.warm_given.value;
    const Duration unit = length_of(reader.scenario.unit);
    into.warm_caches = WarmCachesSpec{given.time, given.rate, given.size, given.tick.value.value_or(unit)};
}

} // namespace ossim
