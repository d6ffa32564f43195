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
    view.nice = static_cast<std::int8_t>(attributes.nice);
    view.thread_class = attributes.thread_class;
    view.tickets = static_cast<std::uint32_t>(attributes.tickets);
    if (!attributes.queue.empty()) view.queue = queue_index(scenario, attributes.queue);
}

/// Does the thread come later than its process?
bool is_late(const ProcessSpec& process, const ThreadSpec& thread) {
    return thread.arrival && *thread.arrival > process.arrival;
}

} // namespace

void Kernel::arrive(const Arrival& arrival) {
    const ProcessSpec& spec = scenario_.processes[arrival.spec];
    const Name name{names_.intern(spec.name), arrival.index};
    if (spec.run_as == RunAs::processes && spec.threads_given)
        return create_as_processes(arrival, spec, name);
    if (arrival.thread != Arrival::no_thread) return join_process(arrival, spec.threads[arrival.thread]);
    if (!spec.daemon) --lasting_to_come_;
    Process& process = create_process(arrival, name);
    for (const ThreadSpec& each : spec.threads) {
        if (is_late(spec, each))
            process.threads_to_come += each.count;
        else
            create_threads(process, each, spec.threads_given);
    }
    submit(process.pid);
}

/// A thread that is listed with a later arrival joins its process, unless that has ended meanwhile.
void Kernel::join_process(const Arrival& arrival, const ThreadSpec& spec) {
    Process& process = processes_[arrival.pid];
    process.threads_to_come -= spec.count;
    if (process.zombie) return;
    const Tid last = process.last_thread;
    create_threads(process, spec, true);
    if (!process.admitted) return;
    for (Tid tid = last ? threads_.rest(last).next_in_process : process.first_thread; tid;
         tid = threads_.rest(tid).next_in_process)
        admit(threads_[tid]);
}

Process& Kernel::create_process(const Arrival& arrival, Name name) {
    const ProcessSpec& origin = scenario_.processes[arrival.spec];
    Process& process =
        processes_.create(arrival.pid, init_pid, name, names_.intern(origin.group), origin.daemon, now());
    processes_.take(name);
    process.spec = arrival.spec;
    process.from_arrival = true;
    process.variables = variables_.fresh(arrival.spec);
    return process;
}

Thread& Kernel::create_thread(Process& process, const ThreadSpec& spec, Name name) {
    const NameId group = names_.intern(spec.group);
    Thread& thread = processes_.add_thread(process, name, group, code_.starts[spec.program.value], now());
    processes_.take(name);
    set_attributes(thread.view, spec.attributes, scenario_);
    threads_.rest(thread.view.tid).allowed = masks_.of(spec.attributes.affinity);
    threads_.rest(thread.view.tid).working_set = spec.attributes.working_set;
    threads_.rest(thread.view.tid).slice =
        static_cast<std::uint32_t>(spec.attributes.slice.value_or(Duration()).ns());
    if (spec.attributes.server) policy_.reserve(thread.view, *spec.attributes.server);
    if (spec.attributes.has_jobs()) add_jobs(thread, spec.attributes);
    return thread;
}

void Kernel::create_threads(Process& process, const ThreadSpec& spec, bool named) {
    if (!named) { // a process given by a burst or a program: its one thread has its name, and ends it
        create_thread(process, spec, process.name).ends_process = true;
        return;
    }
    const NameId base = names_.intern(names_.text(process.name) + "/" + spec.name);
    for (std::uint32_t i = 0; i < spec.count; ++i)
        create_thread(process, spec, Name{base, spec.count > 1 ? i + 1 : 0});
}

/// `run_as: processes`: each thread becomes a process of its own, alike in every other way.
void Kernel::create_as_processes(const Arrival& arrival, const ProcessSpec& spec, Name family) {
    Arrival each = arrival;
    for (std::uint32_t t = 0; t < spec.threads.size(); ++t) {
        const ThreadSpec& thread = spec.threads[t];
        const bool is_meant =
            arrival.thread == Arrival::no_thread ? !is_late(spec, thread) : arrival.thread == t;
        const NameId base = names_.intern(names_.text(family) + "/" + thread.name);
        for (std::uint32_t i = 0; i < thread.count && is_meant; ++i) {
            const Name name{base, thread.count > 1 ? i + 1 : 0};
            Process& process = create_process(each, name);
            create_thread(process, thread, name);
            submit(process.pid);
            ++each.pid.value;
        }
        if (!is_meant && arrival.thread == Arrival::no_thread) each.pid.value += thread.count;
    }
    if (!spec.daemon && arrival.thread == Arrival::no_thread) --lasting_to_come_;
}

/// Is there room for one more process, and for its memory? The first one is let in whatever its size.
bool Kernel::has_room_for(Pid pid) const {
    if (!waiting_for_room_.empty() && waiting_for_room_.front() != pid) return false;
    if (scenario_.admitted_processes && admitted_ >= *scenario_.admitted_processes) return false;
    return !memory_ || admitted_ == 0 || memory_->has_room(scenario_.processes[processes_[pid].spec].memory);
}

/// Admission: New becomes Ready if there is room; else the process stays New and waits its turn.
void Kernel::submit(Pid pid) {
    if (!has_room_for(pid)) {
        tracer_.emit(now(), NotAdmitted{pid});
        waiting_for_room_.push_back(pid);
        return;
    }
    admit_process(processes_[pid]);
}

void Kernel::admit_process(Process& process) {
    process.admitted = true;
    ++admitted_;
    if (memory_) give_space(process);
    for (Tid tid = process.first_thread; tid; tid = threads_.rest(tid).next_in_process)
        if (threads_[tid].state == ThreadState::newborn) admit(threads_[tid]);
}

void Kernel::process_ended(Process& process) {
    if (memory_) free_space(process);
    if (!process.from_arrival) return;
    --admitted_;
    while (!waiting_for_room_.empty() && has_room_for(waiting_for_room_.front())) {
        const Pid next = waiting_for_room_.front();
        waiting_for_room_.pop_front();
        admit_process(processes_[next]);
    }
}

} // namespace ossim
