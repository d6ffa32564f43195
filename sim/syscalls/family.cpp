// Waiting for children and threads.
#include "syscalls/family.hpp"

namespace ossim {

namespace {

bool concerns(const FlatTarget& target, Name name) {
    return target.kind != FlatTarget::Kind::named || name.base == target.name;
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

bool is_called(const Services& services, Tid tid, NameId label) {
    const std::string& full = services.names.text(services.threads.rest(tid).name.base);
    const std::string& part = services.names.text(label);
    if (!full.ends_with(part)) return false;
    return full.size() == part.size() || full[full.size() - part.size() - 1] == '/';
}

ChildFound find_child(const Services& services, const Thread& thread, const FlatTarget& target) {
    const Process& process = services.processes[thread.view.pid];
    ChildFound found;
    for (Pid child = process.first_zombie; child && !found.zombie;
         child = services.processes[child].next_zombie)
        if (concerns(target, services.processes[child].name)) found.zombie = child;
    if (target.kind != FlatTarget::Kind::named) {
        found.any_left = process.children_alive > 0;
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
    const Process& process = services.processes[thread.view.pid];
    for (Tid tid = process.first_thread; tid; tid = services.threads.rest(tid).next_in_process) {
        const Thread& other = services.threads[tid];
        if (tid == thread.view.tid || other.state == ThreadState::terminated || other.detached) continue;
        if (is_called(services, tid, target.name)) return tid;
    }
    return Tid{};
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
        const auto& op = std::get<WaitOp>(services.code.ops[waiter.pc]);
        return find_child(services, waiter, op.child).may_return();
    });
}

} // namespace ossim
