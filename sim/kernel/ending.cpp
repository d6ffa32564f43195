// The ending at the end of a run.
#include "kernel/ending.hpp"

#include "syscalls/family.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace ossim {

namespace {

constexpr std::size_t named_at_most = 20, awaited_at_most = 5, cycle_at_most = 1'000;

std::string name_of(const Services& services, Tid tid) {
    return services.names.text(services.threads.rest(tid).name);
}

/// "A", "A and B", "A, B and 3 more".
std::string listed(const std::vector<std::string>& names) {
    const std::size_t shown = std::min(names.size(), awaited_at_most);
    std::string text;
    for (std::size_t i = 0; i < shown; ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
    return text;
}

/// The threads that the waiting thread's join is about and that have not ended, by tid.
std::vector<Tid> joined_by(const Services& services, const Thread& thread, const FlatTarget& target) {
    if (target.kind == FlatTarget::Kind::named) return {awaited_thread(services, thread, target)};
    std::vector<Tid> children;
    const Process& process = services.processes[thread.view.pid];
    for (Tid tid = process.first_thread; tid; tid = services.threads.rest(tid).next_in_process) {
        const Thread& other = services.threads[tid];
        if (services.threads.rest(tid).creator == thread.view.tid && !other.detached &&
            other.state != ThreadState::terminated)
            children.push_back(tid);
    }
    return children;
}

/// The children of its process that the waiting thread's wait is about and that have not ended.
std::vector<Pid> children_of(const Services& services, const Thread& thread) {
    if (thread.object != 0) return {Pid(thread.object)};
    std::vector<Pid> children;
    for (Pid child = services.processes[thread.view.pid].first_child; child;
         child = services.processes[child].next_sibling)
        if (!services.processes[child].zombie) children.push_back(child);
    std::sort(children.begin(), children.end());
    return children;
}

/// The first thread of a process that has not ended.
Tid first_of(const Services& services, Pid pid) {
    Tid tid = services.processes[pid].first_thread;
    while (tid && services.threads[tid].state == ThreadState::terminated)
        tid = services.threads.rest(tid).next_in_process;
    return tid;
}

/// The first thread that this one waits for; nobody if it does not wait for a thread.
Tid awaited_by(const Services& services, const Thread& thread) {
    if (thread.state != ThreadState::waiting) return Tid{};
    if (const auto* join = std::get_if<JoinOp>(&services.code.ops[thread.pc])) {
        const std::vector<Tid> threads = joined_by(services, thread, join->thread);
        return threads.empty() ? Tid{} : threads.front();
    }
    if (thread.waits_on != WaitsOn::child) return Tid{};
    const std::vector<Pid> children = children_of(services, thread);
    return children.empty() ? Tid{} : first_of(services, children.front());
}

std::string joined_in_words(const Services& services, const Thread& thread) {
    const auto* join = std::get_if<JoinOp>(&services.code.ops[thread.pc]);
    if (join == nullptr) return "a thread";
    std::vector<std::string> names;
    for (const Tid tid : joined_by(services, thread, join->thread))
        names.push_back(name_of(services, tid));
    const bool any = join->thread.kind == FlatTarget::Kind::any && names.size() > 1;
    return (any ? "any of " : "") + listed(names);
}

std::string children_in_words(const Services& services, const Thread& thread) {
    std::vector<std::string> names;
    for (const Pid child : children_of(services, thread))
        names.push_back(services.names.text(services.processes[child].name));
    if (names.empty()) return "a child";
    return (names.size() == 1 ? "its child " : "its children ") + listed(names);
}

std::string wait_in_words(const Services& services, const Thread& thread) {
    const std::string who = name_of(services, thread.view.tid);
    switch (thread.waits_on) {
    case WaitsOn::thread: return who + " waits to join " + joined_in_words(services, thread);
    case WaitsOn::child: return who + " waits for " + children_in_words(services, thread);
    case WaitsOn::io: return who + " waits for a device";
    case WaitsOn::timer: return who + " waits for a timer";
    case WaitsOn::page: return who + " waits for a page";
    case WaitsOn::release: return who + " waits for its next release";
    case WaitsOn::nothing: return who + " waits";
    }
    return who;
}

/// The circle in which threads wait for one another, reached from this thread; empty if there is none, or it
/// is too far away.
std::vector<Tid> cycle_from(const Services& services, Tid tid) {
    std::vector<Tid> way;
    while (tid && way.size() < cycle_at_most) {
        if (const auto at = std::find(way.begin(), way.end(), tid); at != way.end()) {
            way.erase(way.begin(), at);
            return way;
        }
        way.push_back(tid);
        tid = awaited_by(services, services.threads[tid]);
    }
    return {};
}

std::string cycle_in_words(const Services& services, std::vector<Tid> cycle) {
    if (cycle.empty()) return "";
    std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
    std::string text = "; the cycle: ";
    for (std::size_t i = 0; i < std::min(cycle.size(), named_at_most); ++i)
        text += name_of(services, cycle[i]) + " -> ";
    if (cycle.size() > named_at_most) text += std::to_string(cycle.size() - named_at_most) + " more -> ";
    return text + name_of(services, cycle.front());
}

} // namespace

std::string awaited_in_words(const Services& services, const Thread& thread) {
    switch (thread.waits_on) {
    case WaitsOn::thread: return "the end of " + joined_in_words(services, thread);
    case WaitsOn::child: return children_in_words(services, thread);
    case WaitsOn::io:
    case WaitsOn::timer:
    case WaitsOn::page:
    case WaitsOn::nothing: break;
    case WaitsOn::release: return "its next release";
    }
    return std::string(word_of(thread.waits_on));
}

Ending ending_of_run(const Services& services) {
    Ending ending;
    if (services.processes.lasting() == 0) return ending;
    std::size_t waiting = 0;
    std::vector<Tid> cycle;
    for (std::uint32_t i = 1; i <= services.threads.count(); ++i) {
        const Thread& thread = services.threads[Tid(i)];
        if (thread.state != ThreadState::waiting || services.processes[thread.view.pid].daemon) continue;
        if (++waiting > named_at_most) continue;
        ending.message += (ending.message.empty() ? "" : "; ") + wait_in_words(services, thread);
        if (cycle.empty()) cycle = cycle_from(services, Tid(i));
    }
    if (waiting == 0) return ending;
    if (waiting > named_at_most)
        ending.message += "; and " + std::to_string(waiting - named_at_most) + " more";
    ending.message += cycle_in_words(services, std::move(cycle));
    ending.outcome = Outcome::deadlock;
    return ending;
}

} // namespace ossim
