// A thread becomes ready: it joins a queue, and the CPU that it may take is marked.
#include "kernel/kernel.hpp"

#include "objects/lookahead.hpp"

#include <bit>
#include <utility>

namespace ossim {

void Kernel::wake(Thread& thread, Cause cause) {
    ++thread.token;
    thread.new_burst = true;
    Cpu& cpu = cpu_of(thread);
    if (cpu.mode == CpuMode::kept && cpu.current == thread.view.tid) { // its CPU has waited for it
        threads_.set_state(thread, ThreadState::ready, cause, now());
        threads_.set_state(thread, ThreadState::running, Cause::dispatched, now());
        cpu.since = std::max(cpu.since, now());
        begin_burst(thread);
        thread.fresh_quantum = !has_rest_of_quantum(thread, Entry::woken);
        cpu.spent = OnCpu{};
        start(cpu, thread);
        schedule(cpu);
        return;
    }
    threads_.set_state(thread, ThreadState::ready, cause, now());
    make_ready(thread, Entry::woken);
    seek_cpu(thread);
    const bool by_interrupt = cause == Cause::io || cause == Cause::sleep || cause == Cause::released;
    apply_charge(cpus_[acting_.value], by_interrupt ? Account::interrupt : Account::syscall,
                 pricing_.costs().enqueue);
}

void Kernel::admit(Thread& thread) {
    if (const std::uint32_t number = threads_.rest(thread.view.tid).jobs; number != 0) {
        if (!jobs_[number].has_next()) return; // it comes with its first job
        begin_job(thread, jobs_[number]);
    }
    if (memory_) give_stack(thread);
    thread.view.arrival = now();
    threads_.set_state(thread, ThreadState::ready, Cause::admitted, now());
    make_ready(thread, Entry::admitted);
    seek_cpu(thread);
}

/// Is there a rest of its quantum, and does the thread keep it? Else it gets a fresh one.
bool Kernel::has_rest_of_quantum(const Thread& thread, Entry why) const {
    if (!thread.has_run() || thread.quantum_left == Duration()) return false;
    QuantumLeft setting = QuantumLeft::fresh;
    if (why == Entry::preempted) setting = conventions_.preempted_quantum;
    if (why == Entry::woken) setting = conventions_.quantum_after_io;
    if (setting == QuantumLeft::policy) return policy_.keeps_rest(thread.view, why);
    return setting == QuantumLeft::rest;
}

void Kernel::make_ready(Thread& thread, Entry why) {
    thread.fresh_quantum = !has_rest_of_quantum(thread, why);
    if (thread.new_burst) begin_burst(thread);
    policy_.enqueue(thread.view, why, now());
}

/// A burst begins: policies that choose by length are told how long it is.
void Kernel::begin_burst(Thread& thread) {
    thread.new_burst = false;
    if (wants_bursts_) measure_burst(thread);
}

void Kernel::measure_burst(Thread& thread) {
    const bool first = wants_totals_ && !thread.has_run();
    const WorkAhead work = look_ahead(thread, services_, first);
    thread.view.burst_left = work.burst;
    if (first) thread.view.total_left = work.total;
}

void Kernel::requeue(Thread& thread, Entry why, Cause cause) {
    if (why == Entry::yielded) thread.new_burst = true;
    threads_.set_state(thread, ThreadState::ready, cause, now());
    make_ready(thread, why);
}

/// The newcomer claims the idle CPU with the lowest id, or one that is about to choose; else, if the policy
/// preempts, the one with the worst thread. A CPU takes one newcomer: who comes next must be better than that
/// one.
void Kernel::seek_cpu(const Thread& thread) {
    const std::uint32_t free = free_ - free_claims_;
    if (free > 0) {
        const std::uint32_t others = policy_.ready() - 1; // those without a claim take the free ones
        const bool is_left_one = free > others - std::min(others, claims_);
        if (is_left_one || (is_preemptive_ && is_best(thread))) {
            if (Cpu* cpu = unclaimed_cpu()) claim(*cpu, thread.view.tid);
            return;
        }
    }
    if (is_forced(thread)) return mark(cpu_of(thread));
    if (!asks_newcomers_) return;
    if (compares_all_) return mark_outranked();
    if (Cpu* worst = worst_taken(thread)) claim(*worst, thread.view.tid);
}

/// Is it the best of all that are ready, and nothing but that asked?
bool Kernel::is_best(const Thread& thread) const {
    return !compares_all_ && policy_.peek(CpuId(0), now()) == thread.view.tid;
}

/// The idle CPU with the lowest id that nobody claims; else one that is about to choose.
Cpu* Kernel::unclaimed_cpu() {
    for (std::size_t i = 0; i < idle_.words(); ++i)
        for (std::uint64_t left = idle_.word(i); left != 0; left &= left - 1) {
            Cpu& cpu = cpus_[i * 64 + static_cast<std::size_t>(std::countr_zero(left))];
            if (!cpu.newcomer) return &cpu;
        }
    for (Cpu& cpu : cpus_)
        if (cpu.mode == CpuMode::choosing && !cpu.newcomer) return &cpu;
    return nullptr;
}

/// The thread that a newcomer has to be better than: who claims the CPU, else who runs there.
const ThreadView& Kernel::contender(const Cpu& cpu) const {
    const bool is_claimed = cpu.newcomer && threads_[cpu.newcomer].state == ThreadState::ready;
    return threads_[is_claimed ? cpu.newcomer : cpu.current].view;
}

/// The CPU whose thread gives way to `thread`; none if no thread that has a CPU, or claims one, is strictly
/// worse.
Cpu* Kernel::worst_taken(const Thread& thread) {
    if (conventions_.quantum_alone == QuantumAlone::spent) end_spent_quantum();
    if (!is_preemptive_ || conventions_.preempt_check == PreemptCheck::quantum_end) return nullptr;
    Cpu* worst = nullptr;
    for (Cpu& cpu : cpus_) {
        const bool is_claimed = cpu.newcomer && threads_[cpu.newcomer].state == ThreadState::ready;
        if (cpu.mode != CpuMode::running && !(is_free(cpu.mode) && is_claimed)) continue;
        if (conventions_.preempt_check == PreemptCheck::unless_due && agenda_.cpu_time(cpu.id) == now())
            continue;
        settle(cpu);
        if (worst == nullptr) {
            worst = &cpu;
            continue;
        }
        const ThreadView& a = contender(cpu);
        const ThreadView& b = contender(*worst);
        if (policy_.worse(b, a, now())) continue;
        if (policy_.worse(a, b, now()) || a.arrival > b.arrival || (a.arrival == b.arrival && a.tid > b.tid))
            worst = &cpu;
    }
    if (worst == nullptr) return nullptr;
    return takes_over(thread.view, *worst) ? worst : nullptr;
}

/// Does the newcomer take the CPU? If it is better; or, by a convention, as good: who runs there gives way
/// then.
bool Kernel::takes_over(const ThreadView& ready, Cpu& cpu) {
    if (policy_.preempts(ready, contender(cpu), now())) return true;
    if (conventions_.preempt_check != PreemptCheck::or_equal) return false;
    if (!policy_.matches(ready, contender(cpu), now())) return false;
    if (cpu.mode == CpuMode::running) cpu.gives_way = turn_of(threads_[cpu.current]);
    return true;
}

/// By the convention `spent`: a newcomer ends the turn of a thread that goes on without a quantum, as if that
/// ended now. One newcomer takes one CPU.
void Kernel::end_spent_quantum() {
    for (Cpu& cpu : cpus_) {
        if (cpu.mode != CpuMode::running) continue;
        Thread& thread = threads_[cpu.current];
        if (std::exchange(cpu.spent, OnCpu{}) != turn_of(thread)) continue;
        settle(cpu);
        thread.quantum_left = Duration();
        return schedule(cpu);
    }
}

/// The CPU will choose. One that is in the kernel does so when it has finished there.
void Kernel::mark(Cpu& cpu) {
    if (cpu.mode == CpuMode::switching || cpu.mode == CpuMode::kernel || cpu.mode == CpuMode::leaving ||
        cpu.mode == CpuMode::kept)
        return;
    if (cpu.mode == CpuMode::running && now() < cpu.since) {
        cpu.chooses_after_kernel = true;
        schedule(cpu);
        return;
    }
    if (conventions_.choose != ChooseAt::in_sequence) {
        marked_.insert(cpu.id);
    } else if (!cpu.choice_pending) {
        cpu.choice_pending = true;
        agenda_.push(now(), Due::choice, cpu.id.value, Pid{}, cpu.id.value, 0);
    }
}

} // namespace ossim
