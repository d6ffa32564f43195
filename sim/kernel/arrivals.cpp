// Processes come: they are created, and admitted when there is room.
#include "kernel/kernel.hpp"

#include <string>

namespace ossim {

namespace {

std::uint16_t queue_index(const Scenario& scenario, const std::string& queue) {
    for (const Parameter& parameter : scenario.scheduler.parameters)
        if (const auto* queues = std::get_if<std::vector<SchedulerSpec>>(&parameter.value))
            for (std::size_t i = 0; i < queues->size(); ++i)
                if ((*queues)[i].name == queue) return static_cast<std::uint16_t>(i);
    return 0;
}

void set_attributes(ThreadView& view, const Attributes& attributes, const Scenario& scenario) {
    view.priority = static_cast<std::int32_t>(attributes.priority.value_or(0));
    view.nice = static_cast<std::int16_t>(attributes.nice);
    view.tickets = static_cast<std::uint32_t>(attributes.tickets);
    if (!attributes.queue.empty()) view.queue = queue_index(scenario, attributes.queue);
}

} // namespace

void Kernel::arrive(const Arrival& arrival) {
    const ProcessSpec& spec = scenario_.processes[arrival.spec];
    if (!spec.daemon) --lasting_to_come_;
    std::uint64_t threads = 0;
    for (const ThreadSpec& each : spec.threads)
        threads += each.count;
    const std::uint64_t processes = spec.run_as == RunAs::processes ? threads : 1;
    if (processes_.count() - 1 + processes > scenario_.limits.processes)
        return stop(Outcome::limit, "processes", scenario_.limits.processes);
    if (threads_.count() + threads > scenario_.limits.threads)
        return stop(Outcome::limit, "threads", scenario_.limits.threads);
    const Name name{names_.intern(spec.name), arrival.index};
    if (spec.run_as == RunAs::processes && spec.threads_given)
        return create_as_processes(arrival, spec, name);
    Process& process = create_process(arrival.spec, name, init_pid);
    create_threads(process, spec);
    submit(process.pid);
}

Process& Kernel::create_process(std::uint32_t spec, Name name, Pid parent) {
    const ProcessSpec& origin = scenario_.processes[spec];
    Process& process = processes_.create(parent, name, names_.intern(origin.group), origin.daemon, now());
    processes_.take(name);
    process.spec = spec;
    process.from_arrival = true;
    process.variables = variables_.fresh(spec);
    return process;
}

Thread& Kernel::create_thread(Process& process, const ThreadSpec& spec, Name name) {
    const NameId group = names_.intern(spec.group);
    Thread& thread = processes_.add_thread(process, name, group, code_.starts[spec.program.value], now());
    processes_.take(name);
    set_attributes(thread.view, spec.attributes, scenario_);
    return thread;
}

void Kernel::create_threads(Process& process, const ProcessSpec& spec) {
    for (const ThreadSpec& each : spec.threads) {
        if (!spec.threads_given) {
            create_thread(process, each, process.name).ends_process = true;
            continue;
        }
        const NameId base = names_.intern(names_.text(process.name) + "/" + each.name);
        for (std::uint32_t i = 0; i < each.count; ++i)
            create_thread(process, each, Name{base, each.count > 1 ? i + 1 : 0});
    }
}

/// `run_as: processes`: each thread becomes a process of its own, alike in every other way.
void Kernel::create_as_processes(const Arrival& arrival, const ProcessSpec& spec, Name family) {
    for (const ThreadSpec& each : spec.threads) {
        const NameId base = names_.intern(names_.text(family) + "/" + each.name);
        for (std::uint32_t i = 0; i < each.count; ++i) {
            const Name name{base, each.count > 1 ? i + 1 : 0};
            Process& process = create_process(arrival.spec, name, init_pid);
            create_thread(process, each, name);
            submit(process.pid);
        }
    }
}

/// Admission: New becomes Ready if there is room; else the process stays New and waits its turn.
void Kernel::submit(Pid pid) {
    if (scenario_.admitted_processes &&
        (admitted_ >= *scenario_.admitted_processes || !waiting_for_room_.empty())) {
        tracer_.emit(now(), NotAdmitted{pid});
        waiting_for_room_.push_back(pid);
        return;
    }
    admit_process(processes_[pid]);
}

void Kernel::admit_process(Process& process) {
    process.admitted = true;
    ++admitted_;
    for (Tid tid = process.first_thread; tid; tid = threads_.rest(tid).next_in_process)
        if (threads_[tid].state == ThreadState::newborn) admit(threads_[tid]);
}

void Kernel::process_ended(Process& process) {
    if (!process.from_arrival) return;
    --admitted_;
    while (!waiting_for_room_.empty() && admitted_ < scenario_.admitted_processes.value_or(admitted_ + 1)) {
        const Pid next = waiting_for_room_.front();
        waiting_for_room_.pop_front();
        admit_process(processes_[next]);
    }
}

} // namespace ossim
