// A thread becomes ready: it joins a queue, and the CPU that it may take is marked.
#include "kernel/kernel.hpp"

#include "objects/lookahead.hpp"

#include <bit>

namespace ossim {

void Kernel::wake(Thread& thread, Cause cause) {
    ++thread.token;
    thread.new_burst = true;
    Cpu& cpu = cpu_of(thread);
    if (cpu.mode == CpuMode::kept && cpu.current == thread.view.tid) { // its CPU has waited for it
        threads_.set_state(thread, ThreadState::ready, cause, now());
        threads_.set_state(thread, ThreadState::running, Cause::dispatched, now());
        cpu.mode = CpuMode::running;
        cpu.since = std::max(cpu.since, now());
        schedule(cpu);
        return;
    }
    threads_.set_state(thread, ThreadState::ready, cause, now());
    make_ready(thread, Entry::woken);
    seek_cpu(thread);
    const bool by_interrupt = cause == Cause::io || cause == Cause::sleep;
    apply_charge(cpus_[acting_.value], by_interrupt ? Account::interrupt : Account::syscall,
                 pricing_.costs().enqueue);
}

void Kernel::admit(Thread& thread) {
    thread.view.arrival = now();
    threads_.set_state(thread, ThreadState::ready, Cause::admitted, now());
    make_ready(thread, Entry::admitted);
    seek_cpu(thread);
}

bool Kernel::keeps_rest_of_quantum(const Thread& thread, Entry why) const {
    QuantumLeft setting = QuantumLeft::fresh;
    if (why == Entry::preempted) setting = scenario_.conventions.preempted_quantum;
    if (why == Entry::woken) setting = scenario_.conventions.quantum_after_io;
    if (setting == QuantumLeft::policy) return policy_.keeps_rest(thread.view, why);
    return setting == QuantumLeft::rest;
}

void Kernel::make_ready(Thread& thread, Entry why) {
    const bool has_rest = thread.has_run && thread.quantum_left > Duration();
    thread.fresh_quantum = !has_rest || !keeps_rest_of_quantum(thread, why);
    thread.view.ready_since = now();
    if (wants_bursts_ && thread.new_burst) {
        const bool first = wants_totals_ && !thread.has_run;
        const WorkAhead work = look_ahead(thread, services_, first);
        thread.view.burst_left = work.burst;
        if (first) thread.view.total_left = work.total;
    }
    thread.new_burst = false;
    policy_.enqueue(thread.view, why, now());
}

void Kernel::requeue(Thread& thread, Entry why, Cause cause) {
    if (why == Entry::yielded) thread.new_burst = true;
    threads_.set_state(thread, ThreadState::ready, cause, now());
    make_ready(thread, why);
}

/// The idle CPU with the lowest id; else, if the policy preempts, the one that runs the worst thread.
void Kernel::seek_cpu(const Thread& thread) {
    for (std::size_t i = 0; i < idle_.words(); ++i) {
        const std::uint64_t free = idle_.word(i) & ~marked_.word(i);
        if (free == 0) continue;
        mark(cpus_[i * 64 + static_cast<std::size_t>(std::countr_zero(free))]);
        return;
    }
    if (Cpu* forced = cpu_of(thread).forced == thread.view.tid ? &cpus_[thread.cpu.value] : nullptr) {
        mark(*forced);
        return;
    }
    if (scenario_.conventions.preempt_check == PreemptCheck::quantum_end || !policy_.is_preemptive()) return;
    if (Cpu* worst = worst_running(thread)) mark(*worst);
}

/// The CPU whose thread gives way to `thread`; none if no running thread is strictly worse.
Cpu* Kernel::worst_running(const Thread& thread) {
    Cpu* worst = nullptr;
    for (Cpu& cpu : cpus_) {
        if (cpu.mode != CpuMode::running) continue;
        if (scenario_.conventions.preempt_check == PreemptCheck::unless_due &&
            agenda_.cpu_time(cpu.id) == now())
            continue;
        settle(cpu);
        if (worst == nullptr) {
            worst = &cpu;
            continue;
        }
        const ThreadView& a = threads_[cpu.current].view;
        const ThreadView& b = threads_[worst->current].view;
        if (policy_.worse(b, a, now())) continue;
        if (policy_.worse(a, b, now()) || a.arrival > b.arrival || (a.arrival == b.arrival && a.tid > b.tid))
            worst = &cpu;
    }
    if (worst == nullptr) return nullptr;
    return policy_.preempts(thread.view, threads_[worst->current].view, now()) ? worst : nullptr;
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
    if (scenario_.conventions.choose != ChooseAt::in_sequence) {
        marked_.insert(cpu.id);
    } else if (!cpu.choice_pending) {
        cpu.choice_pending = true;
        agenda_.push(now(), Due::choice, cpu.id.value, Pid{}, cpu.id.value, 0);
    }
}

} // namespace ossim
