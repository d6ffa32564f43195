// What a thread's scheduling goes by changes while it lives: renice and affinity.
#include "syscalls/family.hpp"
#include "syscalls/perform.hpp"

#include <vector>

namespace ossim {

namespace {

/// Calls `change` for each living thread that is meant: the caller; the threads of its process that `spawn`
/// gave the name; or, if there are none, those of the first living process of that name.
template <class Change>
void for_each_meant(Services& services, const Thread& caller, const FlatWhom& whom, const Change& change) {
    if (whom.is_self) return change(caller.view.tid);
    const auto each_of = [&](const Process& process, bool all) {
        bool any = false;
        for (Tid tid = process.first_thread; tid; tid = services.threads.rest(tid).next_in_process) {
            if (services.threads[tid].state == ThreadState::terminated) continue;
            const std::string& base = services.names.text(services.threads.rest(tid).name.base);
            if (!all && !is_called(base, services.names.text(whom.name))) continue;
            change(tid);
            any = true;
        }
        return any;
    };
    if (each_of(services.processes[caller.view.pid], false)) return;
    for (std::uint32_t i = 1; i <= services.processes.count(); ++i) {
        const Process& process = services.processes[Pid(i)];
        if (!process.pid || process.zombie || process.reaped) continue;
        const bool is_meant = process.name.base == whom.name ||
                              services.names.text(process.name) == services.names.text(whom.name);
        if (is_meant) (void)each_of(process, true);
    }
}

} // namespace

StepResult perform(Services& services, Thread& thread, const RekeyOp& op) {
    const ServerSpec* server = op.server == 0 ? nullptr : &services.code.servers[op.server - 1];
    const std::vector<Rekey> changes = changes_of(op);
    for_each_meant(services, thread, op.of,
                   [&](Tid tid) { services.scheduling.rekey(services.threads[tid], changes, server); });
    return {};
}

StepResult perform(Services& services, Thread& thread, const AffinityOp& op) {
    for_each_meant(services, thread, op.of, [&](Tid tid) {
        services.scheduling.restrict_to(services.threads[tid], services.code.cpu_lists[op.cpus]);
    });
    return {};
}

} // namespace ossim
