// Waiting for children and threads.
#include "syscalls/family.hpp"

namespace ossim {

namespace {

bool concerns(const FlatTarget& target, Name name) {
    return target.kind != FlatTarget::Kind::named || name.base == target.name;
}

/// The zombie for which this thread has been woken; 0 if it has not, or another parent has it now.
Pid promised(const Services& services, const Thread& thread) {
    const Pid pid(thread.object);
    if (pid.value > services.processes.count()) return {};
    const Process& process = services.processes[pid];
    return process.promised_to == thread.view.tid && !process.reaped ? pid : Pid{};
}

/// Wakes the threads of the process that wait on `what` and need not wait any more, in order of waiting.
template <class May>
void wake_some(Services& services, Process& process, WaitsOn what, Cause cause, const May& may) {
    std::erase_if(process.waiting, [&](Tid tid) {
        Thread& thread = services.threads[tid];
        if (thread.waits_on != what || !may(thread)) return false;
        services.scheduling.wake(thread, cause);
        return true;
    });
}

} // namespace

ChildFound find_child(const Services& services, const Thread& thread, const FlatTarget& target) {
    const Process& process = services.processes[thread.view.pid];
    ChildFound found;
    found.zombie = promised(services, thread);
    for (Pid child = process.first_zombie; child && !found.zombie;
         child = services.processes[child].next_zombie) {
        if (!concerns(target, services.processes[child].name)) continue;
        if (services.processes[child].promised_to)
            found.any_left = target.kind != FlatTarget::Kind::all; // who was woken for it may yet leave it
        else
            found.zombie = child;
    }
    if (target.kind != FlatTarget::Kind::named) {
        found.any_left = found.any_left || process.children_alive > 0;
        if (target.kind == FlatTarget::Kind::all && found.any_left) found.zombie = Pid{};
        return found;
    }
    for (Pid child = process.first_child; child && !found.any_left;
         child = services.processes[child].next_sibling)
        found.any_left =
            !services.processes[child].zombie && concerns(target, services.processes[child].name);
    return found;
}

Pid awaited_child(const Services& services, const Thread& thread, const FlatTarget& target) {
    if (target.kind != FlatTarget::Kind::named) return Pid{};
    Pid child = services.processes[thread.view.pid].first_child;
    while (child && (services.processes[child].zombie || !concerns(target, services.processes[child].name)))
        child = services.processes[child].next_sibling;
    return child;
}

Tid awaited_thread(const Services& services, const Thread& thread, const FlatTarget& target) {
    if (target.kind != FlatTarget::Kind::named) return Tid{};
    const Pid pid = thread.view.pid;
    return services.processes.threads_by_name(pid).first(services.threads, services.names,
                                                         services.processes[pid],
                                                         services.names.text(target.name), thread.view.tid);
}

bool may_join(const Services& services, const Thread& thread, const FlatTarget& target) {
    const ThreadRest& rest = services.threads.rest(thread.view.tid);
    if (target.kind == FlatTarget::Kind::all) return rest.children_alive == 0;
    if (target.kind == FlatTarget::Kind::any) return rest.children_ended > 0 || rest.children_alive == 0;
    return !awaited_thread(services, thread, target);
}

void wake_joiners(Services& services, Process& process) {
    wake_some(services, process, WaitsOn::thread, Cause::join, [&](const Thread& joiner) {
        return may_join(services, joiner, std::get<JoinOp>(services.code.ops[joiner.pc]).thread);
    });
}

void wake_waiters(Services& services, Process& parent) {
    wake_some(services, parent, WaitsOn::child, Cause::child, [&](const Thread& waiter) {
        const FlatTarget& target = std::get<WaitOp>(services.code.ops[waiter.pc]).child;
        const ChildFound found = find_child(services, waiter, target);
        if (found.zombie && target.kind != FlatTarget::Kind::all) {
            services.processes[found.zombie].promised_to = waiter.view.tid;
            services.threads[waiter.view.tid].object = found.zombie.value;
        }
        return found.may_return();
    });
}

} // namespace ossim
