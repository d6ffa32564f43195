// What must hold of the scenario as a whole.
#include "scenario/validate.hpp"

#include "scenario/check_memory.hpp"
#include "scenario/resolve.hpp"

#include <algorithm>

namespace ossim {
namespace {

NodeId name_node(const Reader& reader, std::size_t process) {
    const NodeId name = reader.given(reader.processes[process]).find("name");
    return name == no_node ? reader.processes[process] : name;
}

/// `w.2` is a process of the family `w` with a count of 2 or more.
const ProcessSpec* family_of(const std::map<std::string_view, std::size_t>& seen, const Scenario& scenario,
                             std::string_view name) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos) return nullptr;
    const auto number = parse_integer(name.substr(dot + 1)).value;
    const auto found = seen.find(name.substr(0, dot));
    if (!number || found == seen.end()) return nullptr;
    const ProcessSpec& family = scenario.processes[found->second];
    return family.count > 1 && *number >= 1 && *number <= std::int64_t(family.count) ? &family : nullptr;
}

void check_process_names(Reader& reader) {
    const auto& processes = reader.scenario.processes;
    std::map<std::string_view, std::size_t> seen;
    for (std::size_t i = 0; i < processes.size(); ++i) {
        const auto [at, is_new] = seen.emplace(processes[i].name, i);
        if (is_new || processes[i].name.empty()) continue;
        reader.reports.error(name_node(reader, i),
                             {"duplicate-name", "two processes are called " + quoted(processes[i].name),
                              "give each a name of its own, or write one with count:",
                              "first given at line " + std::to_string(processes[at->second].at.line)});
    }
    for (std::size_t i = 0; i < processes.size(); ++i)
        if (const ProcessSpec* family = family_of(seen, reader.scenario, processes[i].name))
            reader.reports.error(name_node(reader, i),
                                 {"duplicate-name",
                                  "process " + quoted(processes[i].name) + " is also one of the " +
                                      std::to_string(family->count) + " of " + quoted(family->name),
                                  "give it a name of its own",
                                  {}});
}

void check_totals(Reader& reader) {
    const Scenario& scenario = reader.scenario;
    std::uint64_t processes = 0, threads = 0;
    for (std::size_t i = 0; i < scenario.processes.size(); ++i) {
        const ProcessSpec& process = scenario.processes[i];
        std::uint64_t each = 0;
        for (const ThreadSpec& thread : process.threads)
            each += thread.count;
        const bool is_split = process.run_as == RunAs::processes;
        processes += process.count * (is_split ? each : 1);
        threads += process.count * each;
        if (processes > scenario.limits.processes || threads > scenario.limits.threads) {
            const bool is_threads = threads > scenario.limits.threads;
            const std::uint64_t limit = is_threads ? scenario.limits.threads : scenario.limits.processes;
            const std::string what = is_threads ? "threads" : "processes";
            return reader.reports.error(
                name_node(reader, i), {"too-many",
                                       "with these there are more than " + std::to_string(limit) + " " + what,
                                       "raise limits: {" + what + ": ...}, or lower a count",
                                       {}});
        }
    }
}

void check_daemons(Reader& reader) {
    const Scenario& scenario = reader.scenario;
    if (scenario.until || scenario.processes.empty()) return;
    const bool all = std::all_of(scenario.processes.begin(), scenario.processes.end(),
                                 [](const ProcessSpec& process) { return process.daemon; });
    if (!all) return;
    reader.reports.error(reader.processes.front(),
                         {"only-daemons",
                          "every process is a daemon, so the run ends before it begins",
                          "say when it ends: until: 500ms",
                          {}});
}

/// Does a list of steps leave the loop around it, or the program?
bool leaves(const Steps& steps, bool in_loop) {
    return std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
        if (std::holds_alternative<Exit>(step.action)) return true;
        if (!in_loop && std::holds_alternative<Break>(step.action)) return true;
        const bool is_loop = std::holds_alternative<Repeat>(step.action) ||
                             std::holds_alternative<While>(step.action) ||
                             std::holds_alternative<Forever>(step.action);
        bool found = false;
        each_list_of_steps(step.action,
                           [&](const Steps& inner) { found = found || leaves(inner, in_loop || is_loop); });
        return found;
    });
}

void warn_endless(Reader& reader) {
    const Scenario& scenario = reader.scenario;
    if (scenario.until || reader.warned_endless) return;
    for (std::size_t i = 0; i < scenario.processes.size(); ++i)
        for (const ThreadSpec& thread : scenario.processes[i].threads) {
            if (scenario.processes[i].daemon || thread.program.value >= scenario.programs.size()) continue;
            for (const Step& step : scenario.programs[thread.program.value].steps) {
                const auto* loop = std::get_if<Forever>(&step.action);
                if (loop == nullptr || leaves(loop->steps, false)) continue;
                reader.warned_endless = true;
                return reader.reports.warning(name_node(reader, i),
                                              {"endless",
                                               "process " + quoted(scenario.processes[i].name) +
                                                   " goes round for ever, and nothing ends the run",
                                               "add until: 500ms, or daemon: true",
                                               "its loop is at line " + std::to_string(step.at.line)});
            }
        }
}

/// Periodic work never ends by itself.
void check_periodic(Reader& reader) {
    const Scenario& scenario = reader.scenario;
    if (scenario.until || scenario.limits.time != Limits{}.time) return;
    for (std::size_t i = 0; i < scenario.processes.size(); ++i) {
        const ProcessSpec& process = scenario.processes[i];
        const bool is_periodic =
            std::any_of(process.threads.begin(), process.threads.end(),
                        [](const ThreadSpec& thread) { return thread.attributes.period.has_value(); });
        if (!is_periodic || process.daemon) continue;
        return reader.reports.error(name_node(reader, i), {"no-end",
                                                           "process " + quoted(process.name) +
                                                               " is periodic, and nothing ends the run",
                                                           "say when it ends: until: 500ms",
                                                           {}});
    }
}

/// Servers promise budgets: together they cannot be more than the CPUs have.
void warn_overbooked(Reader& reader) {
    const Scenario& scenario = reader.scenario;
    Ratio sum(0);
    NodeId last = no_node;
    for (std::size_t i = 0; i < scenario.processes.size(); ++i)
        for (const ThreadSpec& thread : scenario.processes[i].threads) {
            const auto& server = thread.attributes.server;
            if (!server || server->period == Duration()) continue;
            const auto count = static_cast<std::int64_t>(scenario.processes[i].count) * thread.count;
            sum = sum + Ratio(server->budget.ns(), server->period.ns()) * Ratio(count);
            last = name_node(reader, i);
        }
    if (last == no_node || sum <= Ratio(scenario.machine.cpus)) return;
    reader.reports.warning(
        last, {"overbooked",
               "the servers ask for " + decimal(sum, 3) + " CPUs, and there " +
                   (scenario.machine.cpus == 1 ? "is 1" : "are " + std::to_string(scenario.machine.cpus)),
               "an admission test would refuse the last of them: lower a budget",
               {}});
}

} // namespace

void validate(Reader& reader) {
    check_process_names(reader);
    check_totals(reader);
    check_daemons(reader);
    warn_endless(reader);
    check_periodic(reader);
    warn_overbooked(reader);
    resolve(reader);
    check_memory(reader);
}

} // namespace ossim
