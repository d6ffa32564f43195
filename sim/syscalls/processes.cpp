// Processes and threads: fork, wait, exit; spawn, join, detach, and the end of a program.
#include "syscalls/perform.hpp"

#include "objects/references.hpp"
#include "syscalls/family.hpp"

#include <optional>

namespace ossim {

namespace {

bool too_many(Services& services, std::uint64_t more_threads, std::uint64_t more_processes) {
    const Limits& limits = services.scenario.limits;
    if (services.processes.count() - 1 + more_processes > limits.processes) {
        services.scheduling.stop(Outcome::limit, "processes", limits.processes);
        return true;
    }
    if (services.threads.count() + more_threads > limits.threads) {
        services.scheduling.stop(Outcome::limit, "threads", limits.threads);
        return true;
    }
    return false;
}

/// What policies and caches go by comes from whoever makes a thread.
void inherit(Services& services, Tid from, Thread& child) {
    const ThreadView& given = services.threads[from].view;
    child.view.priority = given.priority;
    child.view.nice = given.nice;
    child.view.thread_class = given.thread_class;
    child.view.tickets = given.tickets;
    child.view.queue = given.queue;
    const ThreadRest& rest = services.threads.rest(from);
    ThreadRest& own = services.threads.rest(child.view.tid);
    own.slice = rest.slice;
    own.working_set = rest.working_set;
    own.allowed = rest.allowed;
}

/// The child's thread is a copy of the caller: registers, counters, what is left of its quantum is not. One
/// that runs a program of its own begins that afresh, and has the registers only.
void copy_caller(Services& services, const Thread& caller, Thread& child, bool goes_on) {
    inherit(services, caller.view.tid, child);
    child.rounds_left = caller.rounds_left;
    const Frame* frame = services.threads.rest(caller.view.tid).frame.get();
    if (frame == nullptr) return;
    if (goes_on)
        services.threads.frame(child.view.tid) = *frame;
    else if (!frame->locals.empty())
        services.threads.frame(child.view.tid).locals = frame->locals;
}

/// The child goes on with its copy of the caller's stack; those of the caller's siblings are in the copy too,
/// and their numbers stay taken.
void keep_stack(Services& services, const Thread& caller, const Thread& child) {
    services.threads.rest(child.view.tid).stack = services.threads.rest(caller.view.tid).stack;
    services.processes[child.view.pid].threads_made = services.processes[caller.view.pid].threads_made;
}

/// Is there a gap for the stack of one more thread?
bool has_place_for_stack(const Services& services, const Process& process) {
    if (services.memory == nullptr || process.image == nullptr || !process.image->given) return true;
    return services.memory->has_place_for_stack(process.space, process.image->stack);
}

void end_thread(Services& services, Thread& thread, Process& process, Cause cause) {
    ThreadRest& rest = services.threads.rest(thread.view.tid);
    if (rest.creator && !thread.detached) {
        --services.threads.rest(rest.creator).children_alive;
        ++services.threads.rest(rest.creator).children_ended;
    }
    services.scheduling.terminate(thread, cause);
    rest.frame.reset();
    rest.ahead.reset();
    --process.threads_alive;
    process.cpu_time += thread.view.used;
}

} // namespace

void end_process(Services& services, Process& process, std::int32_t status, Cause cause) {
    process.waiting.clear();
    for (Tid tid = process.first_thread; tid; tid = services.threads.rest(tid).next_in_process)
        if (services.threads[tid].state != ThreadState::terminated)
            end_thread(services, services.threads[tid], process, cause);
    const Pid parent = process.parent;
    services.processes.bury(process, status, services.scenario.conventions.orphans,
                            services.scheduling.now());
    services.scheduling.process_ended(process);
    wake_waiters(services, services.processes[parent]);
}

StepResult perform(Services& services, Thread& thread, const ExitOp& op) {
    end_process(services, services.processes[thread.view.pid], op.status, Cause::exited);
    return {StepResult::Kind::ended, {}};
}

namespace {

/// The end of a program that did a job; nothing if it is the end of the thread too.
std::optional<StepResult> end_job(Services& services, Thread& thread) {
    switch (services.scheduling.end_job(thread)) {
    case Scheduling::JobEnd::ends: return std::nullopt;
    case Scheduling::JobEnd::goes_on: return StepResult{};
    case Scheduling::JobEnd::waits: return StepResult{StepResult::Kind::blocks, {}};
    case Scheduling::JobEnd::left: return StepResult{StepResult::Kind::ended, {}};
    }
    return std::nullopt;
}

} // namespace

StepResult perform(Services& services, Thread& thread, const EndOp&) {
    if (services.threads.rest(thread.view.tid).jobs != 0)
        if (const auto result = end_job(services, thread)) return *result;
    Process& process = services.processes[thread.view.pid];
    if (thread.ends_process || (process.threads_alive == 1 && process.threads_to_come == 0)) {
        end_process(services, process, 0, Cause::ended);
    } else {
        end_thread(services, thread, process, Cause::ended);
        wake_joiners(services, process);
    }
    return {StepResult::Kind::ended, {}};
}

StepResult perform(Services& services, Thread& thread, const ForkOp& op) {
    if (too_many(services, 1, 1)) return {};
    const Time now = services.scheduling.now();
    const Pid parent = thread.view.pid;
    const Tid caller = thread.view.tid;
    const Name name = op.has_label ? services.processes.unused(op.label)
                                   : services.processes.numbered(services.processes[parent].name.base);
    const Process& forking = services.processes[parent];
    Process& child = services.processes.create(Pid{}, parent, name, forking.group, forking.daemon, now);
    const Process& original = services.processes[parent];
    child.spec = original.spec;
    child.admitted = true;
    child.open_descriptors = original.open_descriptors;
    child.variables = Variables::copy(original);
    services.tracer.emit(now, Forked{caller, child.pid});
    if (services.memory != nullptr && !services.scheduling.fork_space(thread, child, op.how)) {
        services.scheduling.kill(thread, killed_status, Cause::out_of_memory);
        return {StepResult::Kind::ended, {}};
    }
    const std::uint32_t pc = op.has_start ? op.start : thread.pc;
    const NameId group = services.threads.rest(caller).group;
    Thread& first = services.processes.add_thread(child, name, group, pc, now); // may move all threads
    first.ends_process = true;
    copy_caller(services, services.threads[caller], first, !op.has_start);
    keep_stack(services, services.threads[caller], first);
    services.scheduling.admit(first);
    if (op.how != ForkHow::vfork || services.memory == nullptr) return {};
    child.vforked_by = caller;
    services.threads.set_waiting(services.threads[caller], Cause::child, WaitsOn::child, child.pid.value,
                                 now);
    return {StepResult::Kind::blocks, {}};
}

/// The process goes on with another program, its other threads end.
StepResult perform(Services& services, Thread& thread, const ExecOp& op) {
    Process& process = services.processes[thread.view.pid];
    for (Tid tid = process.first_thread; tid; tid = services.threads.rest(tid).next_in_process)
        if (tid != thread.view.tid && services.threads[tid].state != ThreadState::terminated)
            end_thread(services, services.threads[tid], process, Cause::killed);
    process.waiting.clear();
    if (services.memory != nullptr &&
        !services.scheduling.replace_space(thread, services.code.images[op.image], op.start))
        return address_space_full(services, thread);
    process.threads_made = 1; // the new image has one stack, whichever thread has called
    services.threads.rest(thread.view.tid).stack = 0;
    services.threads.rest(thread.view.tid).frame.reset();
    thread.rounds_left = 0;
    thread.ends_process = true;
    thread.new_burst = true;
    thread.pc = op.start;
    return {};
}

StepResult perform(Services& services, Thread& thread, const WaitOp& op) {
    const ChildFound found = find_child(services, thread, op.child);
    Process& process = services.processes[thread.view.pid];
    if (!found.may_return()) {
        process.waiting.push_back(thread.view.tid);
        const std::uint32_t child = awaited_child(services, thread, op.child).value;
        services.threads.set_waiting(thread, Cause::child, WaitsOn::child, child, services.scheduling.now());
        return {StepResult::Kind::retries, {}};
    }
    thread.new_burst = true;
    bool again = static_cast<bool>(found.zombie);
    while (again) {
        const Pid zombie = find_child(services, thread, op.child).zombie;
        again = static_cast<bool>(zombie) && op.child.kind == FlatTarget::Kind::all;
        if (!zombie) break;
        services.processes.reap(services.processes[zombie], thread.view.tid, services.scheduling.now());
        services.scheduling.charge(thread, Account::creation, services.scenario.machine.costs.reap);
    }
    if (found.zombie && !process.waiting.empty()) wake_waiters(services, process);
    return {};
}

StepResult perform(Services& services, Thread& thread, const SpawnOp& op) {
    if (too_many(services, op.count, 0)) return {};
    const Time now = services.scheduling.now();
    const Tid caller = thread.view.tid;
    Process& process = services.processes[thread.view.pid];
    const NameId base =
        services.names.intern(services.names.text(process.name) + "/" + services.names.text(op.label));
    for (std::uint32_t i = 0; i < op.count; ++i) {
        if (!has_place_for_stack(services, process))
            return address_space_full(services, services.threads[caller]);
        const Name name = op.count > 1 ? services.processes.numbered(base) : services.processes.unused(base);
        const NameId group = services.threads.rest(caller).group;
        Thread& child =
            services.processes.add_thread(process, name, group, op.start, now); // may move all threads
        inherit(services, caller, child);
        if (op.has_priority) child.view.priority = op.priority;
        services.threads.rest(child.view.tid).creator = caller;
        ++services.threads.rest(caller).children_alive;
        services.tracer.emit(now, Spawned{caller, child.view.tid});
        services.scheduling.admit(child);
    }
    return {};
}

StepResult perform(Services& services, Thread& thread, const JoinOp& op) {
    ThreadRest& rest = services.threads.rest(thread.view.tid);
    if (!may_join(services, thread, op.thread)) {
        services.processes[thread.view.pid].waiting.push_back(thread.view.tid);
        const std::uint32_t joined = awaited_thread(services, thread, op.thread).value;
        services.threads.set_waiting(thread, Cause::join, WaitsOn::thread, joined, services.scheduling.now());
        return {StepResult::Kind::retries, {}};
    }
    thread.new_burst = true;
    if (op.thread.kind == FlatTarget::Kind::any && rest.children_ended > 0) --rest.children_ended;
    if (op.thread.kind == FlatTarget::Kind::all) rest.children_ended = 0;
    return {};
}

StepResult perform(Services& services, Thread& thread, const DetachOp& op) {
    const Process& process = services.processes[thread.view.pid];
    for (Tid tid = process.first_thread; tid; tid = services.threads.rest(tid).next_in_process) {
        Thread& other = services.threads[tid];
        if (services.threads.rest(tid).creator != thread.view.tid || other.detached ||
            other.state == ThreadState::terminated)
            continue;
        if (op.thread.kind == FlatTarget::Kind::named &&
            !is_called(services.names.text(services.threads.rest(tid).name.base),
                       services.names.text(op.thread.name)))
            continue;
        other.detached = true;
        --services.threads.rest(thread.view.tid).children_alive;
    }
    return {};
}

} // namespace ossim
