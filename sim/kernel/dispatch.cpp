// The dispatcher: a marked CPU chooses who runs, and pays for the switch.
#include "kernel/kernel.hpp"

#include "base/check.hpp"

#include <bit>
#include <utility>

namespace ossim {

namespace {

Pick pick_of(CpuId cpu, const Choice& choice) {
    Pick pick(cpu, choice.tid, choice.ready, choice.decided, choice.next, choice.key, choice.next_key);
    pick.second_key = {choice.second_key};
    pick.next_second_key = {choice.next_second_key};
    return pick;
}

} // namespace

/// Every marked CPU chooses, and every idle one while somebody is ready; in order of id. True if anything
/// changed.
bool Kernel::dispatch_round() {
    bool changed = false;
    for (std::size_t i = 0; i < marked_.words(); ++i) {
        std::uint64_t done = 0;
        for (;;) {
            const std::uint64_t idle = idle_.word(i);
            const std::uint64_t left =
                (marked_.word(i) | (idle != 0 && policy_.ready() > 0 ? idle : 0)) & ~done;
            if (left == 0) break;
            const int bit = std::countr_zero(left);
            done |= std::uint64_t{1} << bit;
            Cpu& cpu = cpus_[i * 64 + static_cast<std::size_t>(bit)];
            if (conventions_.choose != ChooseAt::in_sequence)
                changed = dispatch(cpu) || changed;
            else if (policy_.peek(cpu.id, now()))
                mark(cpu); // an idle one that nobody marked: its choice comes in sequence too
        }
    }
    if (beginner_ != nullptr) begin_alone();
    return changed;
}

/// Under conventions that choose after every single happening.
void Kernel::choose_at_once() {
    if (has_to_choose()) dispatch_round();
}

/// The first step of a thread that was dispatched is done in the next round. If it is all that is due there,
/// it need not go through the agenda.
void Kernel::begin_alone() {
    Cpu& cpu = *std::exchange(beginner_, nullptr);
    if (agenda_.next_time() == now() || has_to_choose()) return schedule(cpu);
    if (!begin_round()) return;
    agenda_.reach(Due::completion);
    ++result_.happenings;
    threads_[cpu.current].completing_io = false;
    advance(cpu); // it has not run since it came: there is nothing to settle
}

bool Kernel::dispatch(Cpu& cpu) {
    marked_.erase(cpu.id);
    if (cpu.mode == CpuMode::running && keeps_busy(cpu)) return true;
    forget_newcomer(cpu);
    if (cpu.mode != CpuMode::idle && cpu.mode != CpuMode::choosing) return false;
    const Choice choice = choose(cpu);
    if (!choice.tid) return go_idle(cpu);
    switch_to(cpu, choice);
    return true;
}

/// A marked CPU with a thread: true if that stays, or is not gone yet; else it has been put back.
bool Kernel::keeps_busy(Cpu& cpu) {
    if (stays(cpu)) return true;
    if (begin_leaving(cpu, LeavingStep::preempted, LeftBy::requeueing)) return true;
    preempt(cpu);
    marked_.erase(cpu.id);
    return false;
}

/// The one writer of a CPU's mode: keeps the sets and counts that follow from it.
void Kernel::set_mode(Cpu& cpu, CpuMode mode) {
    const CpuMode before = std::exchange(cpu.mode, mode);
    if (is_free(before) != is_free(mode)) {
        const std::uint32_t more = is_free(mode) ? 1 : ~std::uint32_t{0};
        free_ += more;
        if (cpu.newcomer) free_claims_ += more;
    }
    if (before == CpuMode::idle) change_idle(cpu.id, false);
    if (mode == CpuMode::idle) change_idle(cpu.id, true);
    if (cpu.newcomer && !is_free(mode) && mode != CpuMode::running) drop_claim(cpu);
}

/// The CPU has no time for who claims it.
void Kernel::drop_claim(Cpu& cpu) {
    const Tid claimant = cpu.newcomer;
    forget_newcomer(cpu);
    if (!has_places_ || threads_[claimant].state != ThreadState::ready) return;
    seek_cpu(threads_[claimant]);
    policy_.left_waiting(threads_[claimant].view, now());
}

/// Under a policy with places an idle CPU chooses when it is told to.
void Kernel::change_idle(CpuId cpu, bool is_idle) {
    CpuSet& set = has_places_ ? resting_ : idle_;
    is_idle ? set.insert(cpu) : set.erase(cpu);
}

/// The CPU will take this ready thread, unless a better one comes before it chooses.
void Kernel::claim(Cpu& cpu, Tid newcomer) {
    if (!cpu.newcomer) {
        ++claims_;
        if (is_free(cpu.mode)) ++free_claims_;
    }
    cpu.newcomer = newcomer;
    mark(cpu);
}

void Kernel::forget_newcomer(Cpu& cpu) {
    if (!std::exchange(cpu.newcomer, Tid{})) return;
    --claims_;
    if (is_free(cpu.mode)) --free_claims_;
}

/// The running thread of a marked CPU keeps it, because nobody who would preempt it is ready any more. A
/// policy may let the newcomer that claims the CPU preempt it, and choose yet another thread then (cfs).
bool Kernel::stays(Cpu& cpu) {
    const Tid newcomer = cpu.newcomer;
    forget_newcomer(cpu);
    settle(cpu);
    if (cpu.forced && threads_[cpu.forced].state == ThreadState::ready) return false;
    if (must_go(cpu)) return false;
    const Thread& running = threads_[cpu.current];
    const Tid best = policy_.peek(cpu.id, now());
    if (best && policy_.preempts(threads_[best].view, running.view, now()) &&
        (!compares_all_ || is_outranked(cpu)))
        return false;
    if (newcomer && newcomer != best && threads_[newcomer].state == ThreadState::ready && !compares_all_ &&
        policy_.preempts(threads_[newcomer].view, running.view, now()))
        return false;
    const bool gives_way = std::exchange(cpu.gives_way, OnCpu{}) == turn_of(running);
    if (best && gives_way && policy_.matches(threads_[best].view, running.view, now())) return false;
    cpu.trapped = false;
    if (agenda_.cpu_time(cpu.id) == Time::never()) schedule(cpu);
    return true;
}

void Kernel::preempt(Cpu& cpu) {
    Thread& thread = threads_[cpu.current];
    take_off(cpu, LeftBy::requeueing);
    requeue(thread, Entry::preempted, Cause::preempted);
}

/// The thread has no CPU any more; the CPU chooses anew when the kernel has finished what it does there.
void Kernel::take_off(Cpu& cpu, LeftBy how) {
    agenda_.clear_cpu(cpu.id);
    if (memory_) leave_with_memory(cpu);
    cpu.leaver = cpu.last = cpu.current;
    cpu.current = Tid{};
    cpu.left_by = how;
    cpu.chooses_after_kernel = false;
    if (now() < cpu.since && (cpu.mode == CpuMode::running || cpu.mode == CpuMode::kept)) {
        set_mode(cpu, CpuMode::kernel);
        agenda_.set_cpu(cpu.id, cpu.since, Due::kernel_end, Pid{});
        return;
    }
    set_mode(cpu, CpuMode::choosing);
    mark(cpu);
}

/// With the convention `halves`: the leaver pays its half, and is gone when it has. False if there is nothing
/// to pay.
bool Kernel::begin_leaving(Cpu& cpu, LeavingStep departure, LeftBy how) {
    if (conventions_.switch_place != SwitchPlace::halves) return false;
    SwitchCase which;
    which.add(SwitchFact::from_thread);
    which.add(SwitchFact::trapped, cpu.trapped);
    which.add(how);
    const SwitchPrice price = pricing_.leaving(which);
    if (price.total == Duration()) return false;
    const Thread& thread = threads_[cpu.current];
    tracer_.emit(now(), Switch{price.lengths, cpu.current, idle_tid, static_cast<std::uint16_t>(cpu.id.value),
                               SwitchKind::to_idle, price.charged});
    set_mode(cpu, CpuMode::leaving);
    cpu.departure = departure;
    cpu.left_by = how;
    marked_.erase(cpu.id);
    // An interrupt may still be served there: the half comes behind it.
    agenda_.set_cpu(cpu.id, std::max(now(), cpu.since) + price.total, Due::left, thread.view.pid);
    return true;
}

/// Whom a convention gives the CPU to, whoever else is ready; nobody if it may not (its policy holds it
/// back), or is not ready any more.
Tid Kernel::forced_for(Cpu& cpu) {
    const Tid forced = std::exchange(cpu.forced, Tid{});
    if (!forced || threads_[forced].state != ThreadState::ready) return {};
    const ThreadView& view = threads_[forced].view;
    if (!policy_.offers(view, cpu.id)) return {};
    if (!has_places_) return forced;
    if (!allowed(view).has(cpu.id)) return {};
    policy_.bring(view, cpu.id, now());
    return forced;
}

Choice Kernel::choose(Cpu& cpu) {
    if (!cpu.forced && picks_ == nullptr) return policy_.pick(cpu.id, now());
    return choose_watched(cpu);
}

/// A convention has its say, or somebody listens.
Choice Kernel::choose_watched(Cpu& cpu) {
    const Tid forced = forced_for(cpu);
    if (picks_ != nullptr) {
        if (!forced) policy_.fetch(cpu.id, now());
        policy_.candidates(cpu.id, now(), candidates_);
    }
    Choice choice;
    if (forced) {
        choice.ready = policy_.ready_for(cpu.id);
        choice.tid = forced;
        policy_.take(threads_[forced].view, cpu.id, now());
    } else {
        choice = policy_.pick(cpu.id, now());
    }
    if (picks_ != nullptr && choice.tid) picks_->picked(cpu.id, now(), choice, candidates_);
    return choice;
}

SwitchKind Kernel::kind_of(const Cpu& cpu, const Thread& to) const {
    if (!cpu.leaver) return SwitchKind::from_idle;
    if (cpu.leaver == to.view.tid) return SwitchKind::same;
    return threads_[cpu.leaver].view.pid == to.view.pid ? SwitchKind::thread : SwitchKind::process;
}

SwitchCase Kernel::switch_case(const Cpu& cpu, Tid to) const {
    SwitchCase which;
    which.add(SwitchFact::from_thread, static_cast<bool>(cpu.leaver));
    which.add(SwitchFact::to_thread, static_cast<bool>(to));
    which.add(SwitchFact::same_thread, to && cpu.last == to);
    which.add(SwitchFact::same_process,
              to && cpu.last && threads_[cpu.last].view.pid == threads_[to].view.pid);
    which.add(SwitchFact::first, !cpu.last);
    which.add(SwitchFact::trapped, cpu.trapped);
    which.add(SwitchFact::by_timer, cpu.by_timer);
    which.add(cpu.left_by);
    return which;
}

/// Loads the thread's address space; what that and the rest of the switch cost.
const SwitchPrice& Kernel::price_of_coming(Cpu& cpu, const Thread& thread) {
    SwitchCase which = switch_case(cpu, thread.view.tid);
    if (memory_) mmu_.crossing(cpu.id);
    which.add(memory_ ? load_space(cpu, thread.space) : mmu_.load(cpu.id, thread.space));
    if (memory_) {
        mmu_.crossing(cpu.id);
        mmu_.switched_in(cpu.id, thread.view.tid);
    }
    return pricing_.coming(which);
}

void Kernel::switch_to(Cpu& cpu, const Choice& choice) {
    Thread& thread = threads_[choice.tid];
    const SwitchPrice& price =
        pricing_.is_free() && !memory_ ? pricing_.nothing() : price_of_coming(cpu, thread);
    const SwitchKind kind = kind_of(cpu, thread);
    if (is_forced(thread)) cpu_of(thread).forced = Tid{}; // it need not take that one
    thread.cpu = cpu.id;
    tracer_.emit_if_wanted<Pick>(now(), [&] { return pick_of(cpu.id, choice); });
    threads_.set_state(thread, ThreadState::running, Cause::dispatched, now());
    if (++thread.dispatches == 0) --thread.dispatches; // as many as can be counted
    if (choice.next) threads_.prefetch(choice.next);   // it is likely to be the next to run
    const bool by_unit = price.charged != ChargedAs::components && price.charged != ChargedAs::coming;
    const bool is_switch = kind != SwitchKind::same || (by_unit && price.charged != ChargedAs::free);
    cpu.current = cpu.last = choice.tid;
    if (is_switch) {
        tracer_.emit_if_wanted<Switch>(now(), [&] {
            return Switch{price.lengths, cpu.leaver,   choice.tid, static_cast<std::uint16_t>(cpu.id.value),
                          kind,          price.charged};
        });
        ++result_.switches;
    }
    const bool by_timer = cpu.by_timer;
    cpu.leaver = Tid{};
    cpu.trapped = cpu.by_timer = false;
    cpu.left_by = LeftBy::nothing;
    cpu.since = now();
    if (is_switch && price.total > Duration()) {
        set_mode(cpu, CpuMode::switching);
        agenda_.set_cpu(cpu.id, now() + price.total, Due::begin, thread.view.pid);
        return;
    }
    start(cpu, thread);
    if (const FlatWorkingSet* set = working_set_in_progress(thread))
        if (!touch(cpu, thread, *set)) return;
    if (can_begin_alone_ && !beginner_ && is_switch && thread.left == Duration()) {
        beginner_ = &cpu; // `dispatch_round` sees to it
        return;
    }
    schedule(cpu);
    if (!is_switch) // the kernel was entered and left, and the same thread goes on
        apply_charge(cpu, by_timer ? Account::interrupt : Account::syscall, Price::of(price.total));
}

/// False if it is idle already.
bool Kernel::go_idle(Cpu& cpu) {
    if (cpu.mode == CpuMode::idle) return false;
    const SwitchPrice& price = pricing_.coming(switch_case(cpu, idle_tid));
    if (cpu.leaver) {
        tracer_.emit(now(),
                     Switch{price.lengths, cpu.leaver, idle_tid, static_cast<std::uint16_t>(cpu.id.value),
                            SwitchKind::to_idle, price.charged});
        if (conventions_.across_idle == AcrossIdle::forgotten) cpu.last = Tid{};
    }
    const bool takes_time = cpu.leaver && price.total > Duration();
    cpu.leaver = Tid{};
    cpu.trapped = cpu.by_timer = false;
    cpu.left_by = LeftBy::nothing;
    if (takes_time) {
        set_mode(cpu, CpuMode::switching);
        agenda_.set_cpu(cpu.id, now() + price.total, Due::begin, Pid{});
        return true;
    }
    set_mode(cpu, CpuMode::idle);
    return true;
}

/// A switch has ended: the incoming thread begins.
void Kernel::begin(Cpu& cpu) {
    if (!cpu.current) {
        set_mode(cpu, CpuMode::idle);
        if (has_places_) mark(cpu); // somebody may have come who was told to no idle CPU
        return;
    }
    Thread& thread = threads_[cpu.current];
    cpu.since = now();
    if (thread.state == ThreadState::terminated) return take_off(cpu, LeftBy::blocking);
    start(cpu, thread);
    tracer_.emit(now(), Begin{cpu.id, cpu.current});
    if (const FlatWorkingSet* set = working_set_in_progress(thread))
        if (!touch(cpu, thread, *set)) return;
    if (must_go(cpu)) mark(cpu);
    if (is_preemptive_ && conventions_.after_switch == AfterSwitch::again) {
        const Tid best = policy_.peek(cpu.id, now());
        if (best && policy_.preempts(threads_[best].view, thread.view, now())) mark(cpu);
    }
    if (thread.left == Duration() && !marked_.has(cpu.id))
        advance(cpu);
    else
        schedule(cpu);
}

/// The thread's own instructions follow, and its quantum counts from here.
void Kernel::start(Cpu& cpu, Thread& thread) {
    set_mode(cpu, CpuMode::running);
    if (std::exchange(thread.fresh_quantum, false)) thread.quantum_left = policy_.slice(thread.view, now());
}

} // namespace ossim
