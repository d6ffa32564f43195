// A thread becomes ready: it joins a queue, and the CPU that it may take is marked.
#include "kernel/kernel.hpp"

#include "objects/lookahead.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace ossim {

void Kernel::wake(Thread& thread, Cause cause) {
    ++thread.token;
    thread.new_burst = true;
    Cpu& cpu = cpu_of(thread);
    const bool is_kept = cpu.mode == CpuMode::kept && cpu.current == thread.view.tid;
    if (is_kept && must_go(cpu)) {
        take_off(cpu, LeftBy::blocking);
    } else if (is_kept) { // its CPU has waited for it
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
    return setting == QuantumLeft::rest && !policy_.begins_anew(thread.view, why);
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
    if (free > 0 && has_places_) {
        if (Cpu* cpu = free_place(thread, policy_.places(thread.view))) return claim(*cpu, thread.view.tid);
    } else if (free > 0) {
        const std::uint32_t others = policy_.ready() - 1; // those without a claim take the free ones
        const bool is_left_one = free > others - std::min(others, claims_);
        Cpu* cpu = unclaimed_cpu(thread);
        if (cpu != nullptr && (is_left_one || (is_preemptive_ && is_among_best(thread, *cpu))))
            return claim(*cpu, thread.view.tid);
    }
    if (is_forced(thread)) return mark(cpu_of(thread));
    if (!asks_newcomers_) return;
    if (compares_all_) return mark_outranked();
    if (Cpu* worst = worst_taken(thread)) claim(*worst, thread.view.tid);
}

/// Will one of the free CPUs, such as that one, take it, since fewer ready threads than those are better? Not
/// asked where all are compared with all.
bool Kernel::is_among_best(const Thread& thread, const Cpu& cpu) {
    if (compares_all_) return false;
    if (policy_.peek(cpu.id, now()) == thread.view.tid) return true;
    if (free_ == 1) return false;
    return policy_.is_among_best(thread.view.tid, cpu.id, now(), free_);
}

/// May the thread run on that CPU now, or is it held back there until an upkeep?
bool Kernel::may_take(const Cpu& cpu, const Thread& thread) const {
    return !has_upkeep_ || policy_.offers(thread.view, cpu.id);
}

/// The idle CPU with the lowest id that nobody claims and that may take the thread; else one that is about to
/// choose.
Cpu* Kernel::unclaimed_cpu(const Thread& thread) {
    for (std::size_t i = 0; i < idle_.words(); ++i)
        for (std::uint64_t left = idle_.word(i); left != 0; left &= left - 1) {
            Cpu& cpu = cpus_[i * 64 + static_cast<std::size_t>(std::countr_zero(left))];
            if (!cpu.newcomer && may_take(cpu, thread)) return &cpu;
        }
    for (Cpu& cpu : cpus_)
        if (cpu.mode == CpuMode::choosing && !cpu.newcomer && may_take(cpu, thread)) return &cpu;
    return nullptr;
}

/// Under a policy with places, the CPUs that nobody has: idle ones, and those that are about to choose.
const CpuSet& Kernel::idle_cpus() const {
    if (resting_.count() == free_) return resting_;
    open_ = resting_;
    const auto add = [&](CpuId id) {
        if (cpus_[id.value].mode == CpuMode::choosing) open_.insert(id);
        return false;
    };
    if (conventions_.choose != ChooseAt::in_sequence)
        (void)marked_.first_common(marked_, add);
    else
        for (const Cpu& cpu : cpus_)
            add(cpu.id);
    return open_;
}

/// Of the CPUs that may take the thread, one that is free and that nobody claims: its last one, if the
/// balance says so; else the first.
Cpu* Kernel::free_place(const Thread& thread, const CpuSet& places) {
    const auto is_open = [&](CpuId id) { return !cpus_[id.value].newcomer; };
    const BalanceSpec& balance = scenario_.machine.balance;
    const bool has_queues = scenario_.machine.run_queues.sharing != QueueSharing::global;
    const CpuSet& idle = idle_cpus();
    if ((balance.wake == WakeTo::last || (has_queues && balance.wake == WakeTo::idle)) &&
        places.has(thread.cpu) && idle.has(thread.cpu) && is_open(thread.cpu) && thread.has_run())
        return &cpus_[thread.cpu.value];
    const auto first = places.first_common(idle, is_open);
    return first ? &cpus_[first->value] : nullptr;
}

/// The thread that a newcomer has to be better than: who claims the CPU, else who runs there.
const ThreadView& Kernel::contender(const Cpu& cpu) const {
    const bool is_claimed = cpu.newcomer && threads_[cpu.newcomer].state == ThreadState::ready;
    return threads_[is_claimed ? cpu.newcomer : cpu.current].view;
}

/// The CPU whose thread gives way to `thread`; none if no thread that has a CPU, or claims one, is strictly
/// worse.
Cpu* Kernel::worst_taken(const Thread& thread) {
    const CpuSet* places = has_places_ ? &policy_.places(thread.view) : nullptr;
    if (conventions_.quantum_alone == QuantumAlone::spent) end_spent_quantum(places);
    if (!is_preemptive_ || conventions_.preempt_check == PreemptCheck::quantum_end) return nullptr;
    Cpu* worst = nullptr;
    for (Cpu& cpu : cpus_) {
        const bool is_claimed = cpu.newcomer && threads_[cpu.newcomer].state == ThreadState::ready;
        if (places != nullptr && !places->has(cpu.id)) continue;
        if (cpu.mode != CpuMode::running && !(is_free(cpu.mode) && is_claimed)) continue;
        if (conventions_.preempt_check == PreemptCheck::unless_due && agenda_.cpu_time(cpu.id) == now())
            continue;
        settle(cpu);
        if (!may_take(cpu, thread)) continue;
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
void Kernel::end_spent_quantum(const CpuSet* places) {
    for (Cpu& cpu : cpus_) {
        if (places != nullptr && !places->has(cpu.id)) continue;
        if (cpu.mode != CpuMode::running) continue;
        Thread& thread = threads_[cpu.current];
        if (std::exchange(cpu.spent, OnCpu{}) != turn_of(thread)) continue;
        settle(cpu);
        thread.quantum_left = Duration();
        return schedule(cpu);
    }
}

/// What the policy goes by changes: a ready thread leaves its queue for that and joins it again; of a running
/// one the policy is told, and its CPU chooses anew if somebody is better now. With another class, or another
/// server, comes a fresh quantum: `change` tells.
template <class Change>
void Kernel::change_key(Thread& thread, const Change& change) {
    if (thread.state == ThreadState::ready) {
        policy_.dequeue(thread.view, now());
        if (change()) renew_quantum(thread);
        policy_.enqueue(thread.view, Entry::changed, now());
        return seek_cpu(thread);
    }
    if (thread.state != ThreadState::running) {
        if (change()) renew_quantum(thread);
        return;
    }
    Cpu& cpu = cpu_of(thread);
    settle(cpu);
    const ThreadView before = thread.view;
    const bool begins_anew = change();
    policy_.changed(before, thread.view, now());
    if (begins_anew) renew_quantum(thread);
    if (cpu.mode != CpuMode::running) return; // it looks again when the switch ends
    const Tid best = is_preemptive_ ? policy_.peek(cpu.id, now()) : Tid{};
    if (must_go(cpu) || (best && policy_.preempts(threads_[best].view, thread.view, now()))) mark(cpu);
}

void Kernel::rekey(Thread& thread, std::span<const Rekey> changes, const ServerSpec* server) {
    ThreadView& view = thread.view;
    const auto set = [&view](const Rekey& change) -> std::int64_t {
        switch (change.which) {
        case ThreadAttribute::nice: return std::exchange(view.nice, static_cast<std::int8_t>(change.value));
        case ThreadAttribute::priority:
            return std::exchange(view.priority, static_cast<std::int32_t>(change.value));
        case ThreadAttribute::tickets:
            return std::exchange(view.tickets, static_cast<std::uint32_t>(change.value));
        case ThreadAttribute::thread_class:
            return static_cast<std::int64_t>(
                std::exchange(view.thread_class, static_cast<ThreadClass>(change.value)));
        case ThreadAttribute::affinity: break;
        }
        return 0;
    };
    change_key(thread, [&] {
        const ThreadClass before = view.thread_class;
        for (const Rekey& change : changes)
            tracer_.emit(now(), Rekeyed{set(change), change.value, view.tid, change.which});
        if (server != nullptr) policy_.reserve(view, *server);
        return before != view.thread_class || server != nullptr;
    });
}

void Kernel::restrict_to(Thread& thread, const std::vector<std::uint32_t>& cpus) {
    const auto number = [&] {
        const CpuSet& mask = allowed(thread.view);
        return static_cast<std::int64_t>(cpus_.size() > 62 ? mask.count() : mask.word(0));
    };
    change_key(thread, [&] {
        const std::int64_t before = number();
        threads_.rest(thread.view.tid).allowed = masks_.of(cpus);
        tracer_.emit(now(), Rekeyed{before, number(), thread.view.tid, ThreadAttribute::affinity});
        return false;
    });
}

void Kernel::moved(const Moved& move) {
    tracer_.emit(now(), Migrated{move.tid, move.from, move.to, move.why});
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
