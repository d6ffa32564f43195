// A thread that has a CPU: its steps, one after another, until one takes time or the thread leaves.
#include "kernel/kernel.hpp"

#include "base/check.hpp"

namespace ossim {

/// What the thread has computed since the accounts were last made goes into them.
void Kernel::settle(Cpu& cpu) {
    if (cpu.mode != CpuMode::running || now() <= cpu.since) return;
    Thread& thread = threads_[cpu.current];
    const Duration ran = now() - cpu.since;
    cpu.since = now();
    OSSIM_CHECK(ran <= thread.left && ran <= thread.quantum_left);
    thread.left -= ran;
    if (thread.quantum_left != Duration::forever()) thread.quantum_left -= ran;
    thread.view.used += ran;
    if (settles_more_) settle_more(cpu, thread, ran);
}

/// What warm caches do in the time, how much of its burst is left then, and what the policy counts.
void Kernel::settle_more(const Cpu& cpu, Thread& thread, Duration ran) {
    Duration done = ran;
    if (warm_caches_) {
        const Tid tid = thread.view.tid;
        done = std::min(warm_caches_->work_in(cpu.id, tid, ran), thread.left + ran);
        warm_caches_->ran(cpu.id, tid, ran);
        thread.left = thread.left + ran - done;
    }
    if (wants_bursts_) {
        if (thread.view.burst_left != Duration::forever()) thread.view.burst_left -= done;
        if (thread.view.total_left != Duration::forever()) thread.view.total_left -= done;
    }
    if (is_watched_) policy_.ran(thread.view, ran, now());
}

/// Who begins to run in this instant has used nothing yet.
void Kernel::settle_running() {
    if (settled_at_ == now()) return;
    for (Cpu& cpu : cpus_)
        settle(cpu);
    settled_at_ = now();
}

Duration Kernel::slice_of(Tid tid) const { return Duration(threads_.rest(tid).slice); }

std::uint32_t Kernel::group_of(Tid tid) const {
    const NameId group = threads_.rest(tid).group;
    return names_.text(group).empty() ? 0 : group.value + 1;
}

/// Puts on the agenda what comes first: the end of the step, or of the quantum. Of equals the step has ended.
void Kernel::schedule(Cpu& cpu) {
    const Thread& thread = threads_[cpu.current];
    if (cpu.chooses_after_kernel && now() < cpu.since)
        agenda_.set_cpu(cpu.id, cpu.since, Due::kernel_end, thread.view.pid);
    else if (warm_caches_)
        schedule_at_rate(cpu);
    else if (thread.left <= thread.quantum_left)
        agenda_.set_cpu(cpu.id, std::max(cpu.since, now()) + thread.left, Due::completion, thread.view.pid);
    else
        agenda_.set_cpu(cpu.id, std::max(cpu.since, now()) + thread.quantum_left, Due::quantum,
                        thread.view.pid);
}

/// The same where caches are a rate. A thread is warm before its step or its quantum ends at that instant.
void Kernel::schedule_at_rate(Cpu& cpu) {
    const Thread& thread = threads_[cpu.current];
    const Tid tid = cpu.current;
    if (now() >= cpu.since && warm_caches_->until_warm(cpu.id, tid) == Duration()) enter_cache(cpu);
    const Duration cold = warm_caches_->until_warm(cpu.id, tid);
    const Duration needs = warm_caches_->time_for(cpu.id, tid, thread.left);
    const Duration until = std::min(needs, thread.quantum_left);
    const Due due = cold <= until ? Due::warm : needs <= thread.quantum_left ? Due::completion : Due::quantum;
    agenda_.set_cpu(cpu.id, std::max(cpu.since, now()) + std::min(cold, until), due, thread.view.pid);
}

/// The thread has run for long enough for its working set to be in the cache of its CPU.
void Kernel::become_warm(Cpu& cpu) {
    settle(cpu);
    schedule(cpu);
}

void Kernel::enter_cache(Cpu& cpu) {
    const Tid comer = cpu.current;
    warm_caches_->enter(cpu.id, comer, threads_.rest(comer).working_set, pushed_out_);
    tracer_.emit(now(), Warmed{comer, cpu.id, true});
    for (const Tid tid : pushed_out_)
        tracer_.emit(now(), Warmed{tid, cpu.id, false});
}

/// The two most frequent operations are asked for by name.
StepResult Kernel::do_step(Tid tid, const Op& op) {
    if (const auto* compute = std::get_if<ComputeOp>(&op)) return perform(services_, threads_[tid], *compute);
    if (const auto* io = std::get_if<IoOp>(&op)) return perform(services_, threads_[tid], *io);
    return do_rare_step(tid, op);
}

StepResult Kernel::do_rare_step(Tid tid, const Op& op) {
    return std::visit([&](const auto& each) { return perform(services_, threads_[tid], each); }, op);
}

void Kernel::advance(Cpu& cpu) {
    const Tid tid = cpu.current;
    acting_ = cpu.id;
    for (bool first = true;; first = false) {
        if (!first && (ended_ || marked_.has(cpu.id))) return; // preempted before its next step
        Thread& thread = threads_[tid];
        if (!makes_progress(thread)) return;
        if (const auto* jump = std::get_if<JumpOp>(&code_.ops[thread.pc])) thread.pc = jump->target;
        const Op& op = code_.ops[thread.pc];
        if (is_plain(op))
            thread.paid = false;
        else if (takes_time_before(cpu, thread, op))
            return;
        ++thread.pc;
        // Performing may create threads, which may move all of them: take them by number afterwards.
        const StepResult result = do_step(tid, op);
        const auto* compute = memory_ ? std::get_if<ComputeOp>(&op) : nullptr;
        if (compute != nullptr && compute->working_set != ComputeOp::none) {
            threads_[tid].left = result.length;
            threads_.rest(tid).touched = 0;
            threads_.rest(tid).refilled_in_vain = false;
            if (!touch(cpu, threads_[tid], code_.working_sets[compute->working_set])) return;
        }
        if (!carry_on(cpu, tid, result)) return;
    }
}

/// Does the thread leave its CPU to others with this operation? A CPU that is kept during I/O stays with it.
bool Kernel::gives_cpu_up(const Thread& thread, const Op& op) const {
    const bool stays = conventions_.during_io == DuringIo::kept && std::holds_alternative<IoOp>(op);
    return !stays && leaves_cpu(services_, thread, op);
}

/// What has to be paid before the operation, its price or the leaving half of a switch. True if that takes
/// time: the operation follows then.
bool Kernel::takes_time_before(Cpu& cpu, Thread& thread, const Op& op) {
    if (pay(cpu, thread, op)) return true;
    if (conventions_.switch_place == SwitchPlace::halves && gives_cpu_up(thread, op) &&
        begin_leaving(cpu, LeavingStep::step, LeftBy::blocking))
        return true;
    if (conventions_.choose == ChooseAt::in_sequence && gives_cpu_up(thread, op)) mark(cpu);
    return false;
}

/// The price of an operation is paid before it takes effect. True if that takes time: the operation follows
/// then.
bool Kernel::pay(Cpu& cpu, Thread& thread, const Op& op) {
    if (std::exchange(thread.paid, false)) return false;
    const Prepaid prepaid = ossim::prepaid(services_, thread, op);
    const bool traps =
        is_system_call(op) && !gives_cpu_up(thread, op) && !std::holds_alternative<YieldOp>(op);
    apply_charge(cpu, prepaid.account, prepaid.price);
    if (traps) apply_charge(cpu, Account::syscall, pricing_.trap());
    if (traps) trap(cpu);
    if (std::holds_alternative<IoOp>(op)) thread.left = conventions_.io_issue;
    if (thread.left == Duration() && cpu.since <= now()) return false;
    thread.paid = true;
    schedule(cpu);
    return true;
}

/// What follows from a step. True if the next operation follows at once.
bool Kernel::carry_on(Cpu& cpu, Tid tid, const StepResult& result) {
    Thread& thread = threads_[tid];
    switch (result.kind) {
    case StepResult::Kind::done:
        if (thread.new_burst) begin_burst(thread);
        break;
    case StepResult::Kind::takes: thread.left = result.length; break;
    case StepResult::Kind::retries:
        --thread.pc;
        thread.paid = true; // it is the same call, which has entered the kernel once
        [[fallthrough]];
    case StepResult::Kind::blocks:
        if (is_watched_) policy_.leave(thread.view, now());
        if (thread.waits_on == WaitsOn::io && conventions_.during_io == DuringIo::kept) {
            set_mode(cpu, CpuMode::kept);
            agenda_.clear_cpu(cpu.id);
            return false;
        }
        take_off(cpu, LeftBy::blocking);
        return false;
    case StepResult::Kind::yields: return do_yield(cpu, thread);
    case StepResult::Kind::ended: return false; // `terminate` has freed the CPU
    }
    if (thread.left == Duration() && cpu.since <= now()) return true;
    schedule(cpu);
    return false;
}

/// Gives the CPU up if anybody is ready, or if it may not run on (its class has used up its time); else the
/// call costs its trap and the look into the queue.
bool Kernel::do_yield(Cpu& cpu, Thread& thread) {
    if (policy_.ready_for(cpu.id) == 0 && policy_.offers(thread.view, cpu.id)) {
        begin_burst(thread);
        trap(cpu);
        apply_charge(cpu, Account::syscall, pricing_.trap() + pricing_.costs().pick);
        if (cpu.since <= now()) return true;
        schedule(cpu);
        return false;
    }
    if (begin_leaving(cpu, LeavingStep::yielded, LeftBy::requeueing)) return false;
    take_off(cpu, LeftBy::requeueing);
    requeue(thread, Entry::yielded, Cause::yielded);
    return false;
}

/// All threads together have done as many steps at this instant as one may: from now on each is counted
/// apart.
bool Kernel::makes_progress_alone(Thread& thread) {
    ThreadRest& rest = threads_.rest(thread.view.tid);
    if (std::exchange(rest.zero_since, now()) != now()) rest.zero_steps = 0;
    if (++rest.zero_steps <= scenario_.limits.zero_time_steps) return true;
    result_.lines.push_back(code_.marks[thread.pc]);
    end_run(Outcome::no_progress, now(),
            names_.text(rest.name) + " did " + std::to_string(scenario_.limits.zero_time_steps) +
                " steps without time passing, the last at line " +
                std::to_string(code_.marks[thread.pc].line));
    return false;
}

void Kernel::terminate(Thread& thread, Cause cause) {
    const ThreadState state = thread.state;
    Cpu& cpu = cpu_of(thread);
    if (state == ThreadState::running) settle(cpu);
    const bool by_itself = state == ThreadState::running && thread.cpu == acting_;
    if (by_itself && threads_.rest(thread.view.tid).jobs != 0 && !is_kernels_end(cause))
        tell_done(jobs_[threads_.rest(thread.view.tid).jobs]);
    if (state == ThreadState::ready) policy_.dequeue(thread.view, now());
    ++thread.token;
    threads_.set_state(thread, ThreadState::terminated, cause, now());
    if (state == ThreadState::waiting && cpu.mode == CpuMode::kept && cpu.current == thread.view.tid)
        take_off(cpu, LeftBy::blocking);
    if (state != ThreadState::running) return policy_.gone(thread.view);
    policy_.ended(thread.view, now());
    if (cpu.mode == CpuMode::running)
        take_off(cpu, LeftBy::blocking); // in a switch it acts when that has ended
}

void Kernel::charge(Thread& thread, Account account, Price price) {
    apply_charge(cpu_of(thread), account, price);
}

/// The kernel works on a CPU: it shifts what runs there; in a switch it is appended; an idle CPU is busy
/// meanwhile.
void Kernel::charge_for(Cpu& cpu, Account account, Duration length) {
    if (length == Duration()) return;
    settle(cpu);
    tracer_.emit(now(), Charge{cpu.id, cpu.current, account, length});
    lengthen(cpu, length, account != Account::interrupt);
}

/// What the kernel does for a thread uses its quantum as its own instructions do; interrupts do not.
void Kernel::use_quantum(Thread& thread, Duration length) {
    if (thread.quantum_left == Duration::forever()) return;
    thread.quantum_left = std::max(thread.quantum_left - length, Duration());
}

void Kernel::lengthen(Cpu& cpu, Duration length, bool of_thread) {
    switch (cpu.mode) {
    case CpuMode::running:
        cpu.since = std::max(cpu.since, now()) + length;
        if (of_thread) use_quantum(threads_[cpu.current], length);
        schedule(cpu);
        return;
    case CpuMode::kept: cpu.since = std::max(cpu.since, now()) + length; return;
    case CpuMode::switching:
    case CpuMode::leaving:
    case CpuMode::kernel: {
        const Pid pid = cpu.current ? threads_[cpu.current].view.pid : Pid{};
        agenda_.set_cpu(cpu.id, agenda_.cpu_time(cpu.id) + length, agenda_.cpu_due(cpu.id), pid);
        return;
    }
    case CpuMode::idle:
    case CpuMode::choosing:
        marked_.erase(cpu.id);
        set_mode(cpu, CpuMode::kernel);
        agenda_.set_cpu(cpu.id, now() + length, Due::kernel_end, Pid{});
        if (has_places_) policy_.occupied(cpu.id, now());
    }
}

} // namespace ossim
