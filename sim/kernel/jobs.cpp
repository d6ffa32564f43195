// Jobs: released at their times whatever their thread is doing, done one after another, missed, given up.
//
// A job is released at first + k * period. If its thread still does the one before, it waits for that: a late
// job goes on, and the next one is begun when it is done. Response counts from a job's own release, and its
// deadline is its own release + the relative deadline. Between two jobs the thread is Waiting; before the
// first it is New.
#include "kernel/kernel.hpp"

#include "base/check.hpp"

#include <utility>

namespace ossim {

/// The thread has just been created: its first job comes now, or after its offset.
void Kernel::add_jobs(Thread& thread, const Attributes& attributes) {
    Jobs& jobs = jobs_.add(thread.view.tid, thread.pc, attributes, now());
    ThreadRest& rest = threads_.rest(thread.view.tid);
    rest.jobs = jobs_.count();
    rest.has_next_job = jobs.repeats();
    if (jobs.first == now())
        note_release(jobs);
    else
        agenda_.push_job(jobs.first, Due::release, jobs.tid, thread.view.pid, 0);
}

void Kernel::note_release(Jobs& jobs) {
    const std::uint64_t number = ++jobs.released;
    const Time deadline = jobs.deadline_of(number);
    const Pid pid = threads_[jobs.tid].view.pid;
    tracer_.emit(now(), JobReleased{number, deadline, jobs.tid});
    agenda_.push_job(deadline, Due::deadline, jobs.tid, pid, static_cast<std::uint32_t>(number));
    if (jobs.repeats()) agenda_.push_job(jobs.release_of(number + 1), Due::release, jobs.tid, pid, 0);
}

void Kernel::release_job(Tid tid) {
    Thread& thread = threads_[tid];
    if (thread.state == ThreadState::terminated) return;
    Jobs& jobs = jobs_[threads_.rest(tid).jobs];
    acting_ = thread.cpu;
    interrupt(cpu_of(thread));
    note_release(jobs);
    if (thread.state == ThreadState::newborn) {
        if (processes_[thread.view.pid].admitted) admit(thread);
    } else if (thread.state == ThreadState::waiting && thread.waits_on == WaitsOn::release) {
        begin_job(thread, jobs);
        wake(thread, Cause::released);
    }
}

/// The first job that is not over is the thread's work from now on.
void Kernel::begin_job(Thread& thread, Jobs& jobs) {
    jobs.begun = true;
    jobs.job.release = jobs.release_of(jobs.over + 1);
    jobs.job.deadline = jobs.deadline_of(jobs.over + 1);
    jobs.job.used_before = thread.view.used;
    policy_.job_begins(thread.view, jobs.job, now());
}

void Kernel::tell_done(Jobs& jobs) {
    if (!std::exchange(jobs.begun, false)) return;
    const JobView& job = jobs.job;
    tracer_.emit(now(),
                 JobDone{++jobs.over, job.deadline, now() - job.release, {now() - job.deadline}, jobs.tid});
}

Scheduling::JobEnd Kernel::end_job(Thread& thread) {
    Jobs& jobs = jobs_[threads_.rest(thread.view.tid).jobs];
    if (!jobs.repeats()) return JobEnd::ends; // `terminate` tells of it
    tell_done(jobs);
    thread.pc = jobs.start;
    if (!jobs.has_next()) {
        threads_.set_waiting(thread, Cause::job_done, WaitsOn::release, 0, now());
        return JobEnd::waits;
    }
    begin_job(thread, jobs);
    thread.new_burst = true;
    Cpu& cpu = cpu_of(thread);
    const bool is_spent = thread.quantum_left == Duration();
    if (policy_.ready() == 0 && conventions_.switch_place != SwitchPlace::halves &&
        (!is_spent || policy_.goes_on(thread.view, cpu.id, now()))) {
        if (is_spent) thread.quantum_left = policy_.slice(thread.view, now());
        trap(cpu);
        apply_charge(cpu, Account::syscall, pricing_.trap() + pricing_.costs().pick);
        return JobEnd::goes_on;
    }
    take_off(cpu, LeftBy::requeueing);
    requeue(thread, Entry::yielded, Cause::job_done);
    seek_cpu(thread); // it comes with a job, as one that is released does
    return JobEnd::left;
}

/// If the job of that number is not over yet, it has missed its deadline.
void Kernel::meet_deadline(Tid tid, std::uint32_t number) {
    Thread& thread = threads_[tid];
    Jobs& jobs = jobs_[threads_.rest(tid).jobs];
    const auto ahead = static_cast<std::int32_t>(number - static_cast<std::uint32_t>(jobs.over));
    if (thread.state == ThreadState::terminated || ahead <= 0) return;
    const std::uint64_t job = jobs.over + static_cast<std::uint64_t>(ahead);
    tracer_.emit(now(), JobMissed{job, jobs.deadline_of(job), tid});
    if (jobs.aborts) abort_job(thread, jobs);
}

/// The job that comes to its deadline is the first that is not over: those before it had earlier ones.
void Kernel::abort_job(Thread& thread, Jobs& jobs) {
    acting_ = thread.cpu;
    if (thread.state == ThreadState::running) settle(cpu_of(thread));
    interrupt(cpu_of(thread));
    const Duration used = jobs.begun ? thread.view.used - jobs.job.used_before : Duration();
    tracer_.emit(now(), JobAborted{++jobs.over, jobs.deadline_of(jobs.over), used, jobs.tid});
    if (!std::exchange(jobs.begun, false) || !stop_working(thread)) return;
    if (!jobs.has_next()) return;
    begin_job(thread, jobs);
    wake(thread, Cause::released);
}

/// The thread is Waiting for its next release; false if it can be so only when it has reached the end of its
/// program, which it goes to.
bool Kernel::stop_working(Thread& thread) {
    Cpu& cpu = cpu_of(thread);
    const auto await_release = [&] {
        thread.pc = jobs_[threads_.rest(thread.view.tid).jobs].start;
        threads_.set_waiting(thread, Cause::job_aborted, WaitsOn::release, 0, now());
    };
    const bool is_kept = cpu.mode == CpuMode::kept && cpu.current == thread.view.tid;
    const bool sleeps = thread.waits_on == WaitsOn::io || thread.waits_on == WaitsOn::timer;
    forget_work(thread);
    if (thread.state == ThreadState::ready) {
        policy_.dequeue(thread.view, now());
        await_release();
        return true;
    }
    if (thread.state == ThreadState::running && cpu.mode == CpuMode::running && cpu.since <= now()) {
        if (is_watched_) policy_.leave(thread.view, now());
        await_release();
        take_off(cpu, LeftBy::blocking);
        return true;
    }
    if (thread.state == ThreadState::waiting && sleeps && !is_kept) {
        ++thread.token; // what it waits for finds it gone
        threads_.set_state(thread, ThreadState::ready, Cause::job_aborted, now());
        await_release();
        return true;
    }
    skip_work(thread);
    return false;
}

/// Nothing is left of what the thread was doing; its variables stay.
void Kernel::forget_work(Thread& thread) {
    thread.left = Duration();
    thread.rounds_left = 0;
    thread.paid = thread.completing_io = false;
    Frame* frame = threads_.rest(thread.view.tid).frame.get();
    if (frame == nullptr) return;
    frame->loops.clear();
    frame->spans.clear();
    frame->reference = 0;
}

/// The thread stands before the end of its program.
void Kernel::skip_work(Thread& thread) {
    thread.pc = jobs_[threads_.rest(thread.view.tid).jobs].start;
    while (!std::holds_alternative<EndOp>(code_.ops[thread.pc]))
        ++thread.pc;
    Cpu& cpu = cpu_of(thread);
    if (thread.state == ThreadState::running && cpu.mode == CpuMode::running) schedule(cpu);
}

} // namespace ossim
