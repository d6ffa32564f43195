// The end of the accounts: what reaches past the end of the run is cut off, and the totals are put together.
#include "metrics/accounts.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ossim {

namespace {

constexpr auto ready_index = static_cast<std::size_t>(ThreadState::ready);
constexpr auto running_index = static_cast<std::size_t>(ThreadState::running);

std::optional<Time> moment(std::int64_t ns) {
    return ns == ThreadAccount::none ? std::nullopt : std::optional(Time(ns));
}

void keep_earliest(std::optional<Time>& kept, const std::optional<Time>& other) {
    if (other && (!kept || *other < *kept)) kept = other;
}

void add_thread(ProcessMetrics& process, const ThreadMetrics& thread) {
    process.group = process.threads.empty() || process.group == thread.group ? thread.group : std::string();
    process.threads.push_back(thread.tid);
    keep_earliest(process.first_dispatch, thread.first_dispatch);
    keep_earliest(process.first_instruction, thread.first_instruction);
    for (std::size_t i = 0; i < thread_state_count; ++i)
        process.in_state[i] += thread.in_state[i];
    for (std::size_t i = 0; i < account_count; ++i)
        process.kernel[i] += thread.kernel[i];
    process.cpu += thread.cpu;
    process.switching += thread.switching;
    process.voluntary += thread.voluntary;
    process.involuntary += thread.involuntary;
}

} // namespace

Metrics Accounts::close(Time end) {
    for (CpuAccount& cpu : cpus_)
        close_cpu(cpu, end.ns());
    close_threads(end.ns());
    Metrics result = std::move(metrics_);
    result.end = end;
    put_threads(result);
    put_processes(result);
    put_cpus(result, end.ns());
    put_devices(result, end.ns());
    return result;
}

void Accounts::close_cpu(CpuAccount& cpu, std::int64_t end) {
    close_switch(cpu);
    for (std::size_t kind = 0; kind < switch_kind_count; ++kind)
        flush(cpu, static_cast<SwitchKind>(kind));
    if (cpu.leaving_half) count_halves(cpu, {}, SwitchKind::to_idle);
    if (cpu.running != idle_tid) {
        ThreadAccount& thread = threads_[cpu.running.value];
        cpu.thread_time += end - thread.since;
        const bool still_to_come = thread.first_instruction > end ||
                                   (thread.first_instruction == end && thread.first_dispatch < end);
        if (cpu.awaits_first && still_to_come) thread.first_instruction = ThreadAccount::none;
        share_tail(cpu, end, thread, -1, cpu.shadowed);
    }
    cut(cpu, end);
}

/// Takes from the CPU and from the kinds of switches what lies behind the end, the last component first.
void Accounts::cut(CpuAccount& cpu, std::int64_t end) {
    for (const KernelWork& work : cpu.works) {
        if (work.end <= end) continue;
        std::int64_t left = work.end - std::max(work.start, end);
        if (!work.is_switch) cpu.kernel[static_cast<std::size_t>(work.account)] -= left;
        for (std::size_t i = component_count; work.is_switch && i-- > 0;) {
            const std::int64_t part = std::min(left, work.components[static_cast<Component>(i)].ns());
            cpu.switching[i] -= part;
            metrics_.switches[static_cast<std::size_t>(work.kind)].components[i] -= Duration(part);
            left -= part;
        }
    }
}

void Accounts::close_threads(std::int64_t end) {
    for (ThreadAccount& thread : threads_) {
        if (!thread.known || thread.state == ThreadState::terminated) continue;
        const auto tid = static_cast<std::size_t>(&thread - threads_.data());
        if (thread.state == ThreadState::newborn) facts_[tid].in_new += end - thread.since;
        thread.leave_state(end);
        thread.since = end;
    }
}

ThreadMetrics Accounts::thread_metrics(Tid tid) const {
    const ThreadAccount& account = threads_[tid.value];
    const ThreadFacts& facts = facts_[tid.value];
    ThreadMetrics thread;
    thread.tid = tid;
    thread.pid = facts.pid;
    thread.name = names_.text(facts.label);
    thread.group = names_.text(facts.group);
    thread.arrival = Time(facts.arrival);
    thread.first_dispatch = moment(account.first_dispatch);
    thread.first_instruction = moment(account.first_instruction);
    if (account.state == ThreadState::terminated) thread.end = Time(account.since);
    thread.in_state[static_cast<std::size_t>(ThreadState::newborn)] = Duration(facts.in_new);
    for (std::size_t i = 0; i < account.in_state.size(); ++i)
        thread.in_state[i + 2] = Duration(account.in_state[i]);
    thread.cpu = thread.in_state[running_index] - Duration(account.switching);
    for (std::size_t i = 0; i < account_count; ++i) {
        thread.kernel[i] = Duration(account.kernel[i]);
        thread.cpu -= thread.kernel[i];
    }
    thread.switching = Duration(account.switching);
    thread.voluntary = account.voluntary;
    thread.involuntary = account.involuntary;
    thread.dispatches =
        account.voluntary + account.involuntary + (account.state == ThreadState::running ? 1 : 0);
    thread.migrations = account.migrations;
    thread.page_faults = facts.page_faults;
    thread.ready_at_first = account.has_run ? Duration(facts.ready_at_first) : thread.in_state[ready_index];
    if (facts.jobs != 0) thread.jobs = jobs_[facts.jobs - 1];
    return thread;
}

void Accounts::put_threads(Metrics& into) const {
    into.threads.reserve(threads_.size());
    for (std::size_t tid = 1; tid < threads_.size(); ++tid)
        if (threads_[tid].known) into.threads.push_back(thread_metrics(Tid(static_cast<std::uint32_t>(tid))));
}

ProcessMetrics Accounts::process_metrics(Pid pid) const {
    const ProcessFacts& facts = processes_[pid.value];
    ProcessMetrics process;
    process.pid = pid;
    process.parent = facts.parent;
    process.name = names_.text(facts.label);
    process.arrival = Time(facts.arrival);
    process.end = moment(facts.end);
    if (process.end) process.status = facts.status;
    process.page_entries = facts.entries;
    process.page_tables = facts.tables;
    process.ended_by = facts.ended_by;
    process.last_violation = facts.last_violation;
    process.footprint = facts.footprint;
    process.residence = facts.residence;
    return process;
}

void Accounts::put_processes(Metrics& into) const {
    std::vector<std::size_t> place(processes_.size(), 0); // plus 1
    into.processes.reserve(processes_.size());
    for (std::size_t pid = 0; pid < processes_.size(); ++pid) {
        if (!processes_[pid].known) continue;
        if (pid == init_pid.value && !init_adopted_) continue;
        into.processes.push_back(process_metrics(Pid(static_cast<std::uint32_t>(pid))));
        place[pid] = into.processes.size();
    }
    for (const ThreadMetrics& thread : into.threads)
        if (thread.pid.value < place.size() && place[thread.pid.value] != 0)
            add_thread(into.processes[place[thread.pid.value] - 1], thread);
}

void Accounts::put_cpus(Metrics& into, std::int64_t end) const {
    into.cpus.resize(cpus_.size());
    for (std::size_t c = 0; c < cpus_.size(); ++c) {
        CpuMetrics& cpu = into.cpus[c];
        cpu.cpu = CpuId(static_cast<std::uint32_t>(c));
        cpu.user = Duration(cpus_[c].thread_time - cpus_[c].shadowed);
        cpu.switches = cpus_[c].switches;
        cpu.involuntary_switches = cpus_[c].involuntary;
        cpu.warm = cpus_[c].warm;
        for (std::size_t i = 0; i < account_count; ++i)
            cpu.kernel[i] = Duration(cpus_[c].kernel[i]);
        for (std::size_t i = 0; i < component_count; ++i)
            cpu.switching[i] = Duration(cpus_[c].switching[i]);
        cpu.idle = TimeSum(Duration(end)) - cpu.total();
    }
}

void Accounts::put_devices(Metrics& into, std::int64_t end) {
    for (std::size_t d = 0; d < devices_.size(); ++d) {
        DeviceAccount& device = devices_[d];
        if (!device.known) continue;
        device.advance(end);
        DeviceMetrics& metrics = into.devices.emplace_back();
        metrics.device = DeviceId(static_cast<std::uint32_t>(d));
        metrics.name = names_.text(device.label);
        metrics.requests = device.requests;
        metrics.busy = Duration(device.busy);
        metrics.queued = device.queued;
    }
    all_devices_.advance(end);
    into.any_io = Duration(all_devices_.busy);
}

void RefillMetrics::add(const Refilled& event) {
    second_hits += event.second_hits;
    walks += event.walks;
    lines_l2 += event.lines_l2;
    lines_l3 += event.lines_l3;
    lines_memory += event.lines_memory;
    const std::uint64_t misses = std::uint64_t{event.second_hits} + event.walks;
    if (event.by_switch) switch_misses += misses;
    if (!event.tid) kernel_misses += misses;
    tlb += event.tlb;
    cache += event.cache;
}

std::optional<Ratio> effective_access_time(const Metrics& metrics) {
    if (metrics.faults.references == 0) return std::nullopt;
    TimeSum sum = metrics.faults.each + metrics.refills.of_references + metrics.faults.waited;
    for (const CpuMetrics& cpu : metrics.cpus)
        sum += cpu.kernel[static_cast<std::size_t>(Account::fault)];
    return Ratio(sum.ns(), metrics.faults.references);
}

std::uint64_t FaultMetrics::page_faults() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 1; i < kinds.size(); ++i)
        if (!is_violation(static_cast<FaultKind>(i)) && static_cast<FaultKind>(i) != FaultKind::busy)
            sum += kinds[i];
    return sum;
}

std::uint64_t FaultMetrics::violations() const {
    return kinds[static_cast<std::size_t>(FaultKind::protection)] +
           kinds[static_cast<std::size_t>(FaultKind::segment)];
}

void JobMetrics::add(const JobMetrics& other) {
    released += other.released;
    done += other.done;
    missed += other.missed;
    aborted += other.aborted;
    response += other.response;
    worst_response = std::max(worst_response, other.worst_response); // nothing is less than any
    worst_lateness = std::max(worst_lateness, other.worst_lateness);
}

void JobMetrics::add(const JobDone& job) {
    ++done;
    response += job.response;
    worst_response = std::max(worst_response, std::optional(job.response));
    worst_lateness = std::max(worst_lateness, std::optional(job.lateness.value));
}

TimeSum CpuMetrics::kernel_total() const { return std::accumulate(kernel.begin(), kernel.end(), TimeSum()); }

TimeSum CpuMetrics::switching_total() const {
    return std::accumulate(switching.begin(), switching.end(), TimeSum());
}

TimeSum CpuMetrics::total() const { return user + idle + switching_total() + kernel_total(); }

void CpuMetrics::add(const CpuMetrics& other) {
    user += other.user;
    idle += other.idle;
    for (std::size_t i = 0; i < account_count; ++i)
        kernel[i] += other.kernel[i];
    for (std::size_t i = 0; i < component_count; ++i)
        switching[i] += other.switching[i];
    switches += other.switches;
    involuntary_switches += other.involuntary_switches;
    warm += other.warm;
}

CpuMetrics all_cpus(const Metrics& metrics) {
    CpuMetrics sum;
    for (const CpuMetrics& cpu : metrics.cpus)
        sum.add(cpu);
    return sum;
}

} // namespace ossim
