// The loop, and what is due: one function a kind of happening.
#include "kernel/kernel.hpp"

#include "base/check.hpp"
#include "kernel/boot.hpp"
#include "kernel/ending.hpp"

#include <algorithm>
#include <utility>

namespace ossim {

namespace {

constexpr std::uint64_t happenings_between_questions = 4096;
constexpr std::uint64_t rounds_at_most = 1'000'000;

} // namespace

Devices::Devices(const Scenario& scenario) : scenario_(scenario) {
    for (const DeviceSpec& each : scenario.machine.devices) {
        devices_.emplace_back(each.channels);
        names_.push_back(each.name);
    }
}

DeviceId Devices::device(const std::string& name) {
    for (std::uint32_t i = 0; i < names_.size(); ++i)
        if (names_[i] == name) return DeviceId(i);
    devices_.emplace_back(0U);
    names_.push_back(name);
    return DeviceId(static_cast<std::uint32_t>(names_.size() - 1));
}

Duration Devices::service(DeviceId device, std::uint64_t bytes) const {
    if (device.value >= scenario_.machine.devices.size()) return {};
    const DeviceSpec& spec = scenario_.machine.devices[device.value];
    if (spec.bandwidth == 0) return spec.access;
    __extension__ using Wide = unsigned __int128;
    const Wide ns = (Wide{bytes} * 1'000'000'000 + spec.bandwidth / 2) / spec.bandwidth;
    const auto most = static_cast<Wide>(Duration::longest().ns());
    return spec.access + Duration(static_cast<std::int64_t>(ns < most ? ns : most));
}

Kernel::Kernel(const Scenario& scenario, Policy& policy, bool wants_bursts, bool wants_totals, Tracer& tracer,
               Names& names, PickListener* picks)
    : scenario_(scenario), conventions_(scenario.conventions), policy_(policy), wants_bursts_(wants_bursts),
      wants_totals_(wants_totals), is_preemptive_(policy.is_preemptive()), has_upkeep_(policy.has_upkeep()),
      is_watched_(policy.watches_running()), has_places_(policy.has_places()),
      compares_all_(policy.compares_all() && scenario.machine.cpus > 1 &&
                    conventions_.preempt_check == PreemptCheck::when_ready),
      asks_newcomers_(has_places_ || conventions_.quantum_alone == QuantumAlone::spent ||
                      (is_preemptive_ && conventions_.preempt_check != PreemptCheck::quantum_end)),
      tracer_(tracer), names_(names), picks_(picks), devices_(scenario),
      code_(compile(scenario, names, devices_)), threads_(tracer, names, scenario.seed),
      processes_(threads_, tracer, names),
      variables_(scenario, names, threads_, processes_, tracer), services_{threads_, processes_, variables_,
                                                                           names,    tracer,     code_,
                                                                           scenario, *this},
      pricing_(scenario.machine.costs, scenario.conventions),
      reference_prices_(scenario.machine.costs.reference_prices(scenario.machine.memory.page_table.levels)),
      mmu_(scenario.machine.cpus, scenario.machine.costs.tagged_tlb, scenario.machine.memory,
           scenario.machine.costs.kpti, scenario.seed),
      agenda_(scenario.machine.cpus, scenario.conventions.order), cpus_(scenario.machine.cpus),
      idle_(scenario.machine.cpus), resting_(scenario.machine.cpus), open_(scenario.machine.cpus),
      marked_(scenario.machine.cpus), masks_(scenario.machine.cpus),
      most_steps_here_(scenario.limits.zero_time_steps) {
    for (std::uint32_t i = 0; i < cpus_.size(); ++i) {
        cpus_[i].id = CpuId(i);
        change_idle(CpuId(i), true);
    }
    policy_.attach(*this);
    if (scenario.machine.warm_caches)
        warm_caches_ = std::make_unique<WarmCaches>(*scenario.machine.warm_caches, scenario.machine.cpus);
    settles_more_ = wants_bursts_ || is_watched_ || warm_caches_ != nullptr;
    if (scenario.machine.memory.modelled) {
        memory_ = std::make_unique<Memory>(scenario.machine.memory, mmu_, names, scenario.seed);
        services_.memory = memory_.get();
        samples_working_sets_ = has_small_memory();
        swap_ = devices_.device(scenario.machine.memory.swap.empty() ? "swap" : scenario.machine.memory.swap);
    }
    free_ = scenario.machine.cpus;
    plain_ = plain_operations(scenario);
    can_begin_alone_ = !has_upkeep_ && conventions_.choose == ChooseAt::round_end &&
                       (cpus_.size() == 1 || agenda_.is_by_cpu(Due::completion));
    FirstAgenda first = first_agenda(scenario);
    if (first.processes > scenario.limits.processes)
        stop(Outcome::limit, "processes", scenario.limits.processes);
    if (first.threads > scenario.limits.threads) stop(Outcome::limit, "threads", scenario.limits.threads);
    if (ended_) return;
    if (conventions_.ties == TieRule::name) processes_.rank_names(scenario);
    threads_.reserve(first.threads);
    processes_.reserve(first.processes);
    take_listed_names(scenario, names, processes_);
    lasting_to_come_ = first.lasting;
    only_daemons_ = first.lasting == 0;
    agenda_.set_arrivals(std::move(first.arrivals));
}

[[gnu::flatten]] RunResult Kernel::run_to(Time moment, Progress* progress) {
    const bool each = conventions_.choose == ChooseAt::each_happening;
    const Time last = scenario_.until ? Time(scenario_.until->ns() - 1) : Time::never();
    undisputed_ = std::min({moment, last, scenario_.limits.time});
    Happening due;
    while (!ended_) {
        if (!agenda_.take_due(due)) {
            if ((has_to_choose() && dispatch_round()) || go_on_from_round(moment)) continue;
            return result_;
        }
        handle(due);
        if (each) choose_at_once();
        if (++result_.happenings >= next_stock_) take_stock(progress);
    }
    return result_;
}

/// Now and then: may the run go on?
void Kernel::take_stock(Progress* progress) {
    if (progress != nullptr && !progress->go_on(now(), result_.happenings))
        end_run(Outcome::interrupted, now());
    if (const std::uint64_t memory = progress != nullptr ? progress->reached_memory_limit() : 0; memory > 0)
        stop(Outcome::limit, "memory in bytes (--max-memory raises it)", memory);
    if (result_.happenings >= scenario_.limits.events)
        stop(Outcome::limit, "events", scenario_.limits.events);
    next_stock_ = std::min(result_.happenings + happenings_between_questions, scenario_.limits.events);
}

/// A round is over and every CPU has chosen: the next round of this instant, or the next instant. False if
/// the run stops here.
bool Kernel::go_on_from_round(Time moment) {
    if (has_upkeep_) agenda_.set_upkeep(std::max(now(), policy_.next_upkeep()));
    const Time next = agenda_.next_time();
    if (next != now()) {
        const bool goes_on = processes_.lasting() + lasting_to_come_ > 0 && agenda_.has_cpu_work();
        if (!(goes_on && next <= undisputed_)) return enter_next_instant(next, moment);
        move_to(next);
        return true;
    }
    (void)begin_round();
    return true;
}

/// False if there have been so many at this instant that the run ends.
bool Kernel::begin_round() {
    agenda_.begin_round();
    if (agenda_.round() <= rounds_at_most) return true;
    stop(Outcome::no_progress, "rounds at one instant", rounds_at_most);
    return false;
}

bool Kernel::is_finished(Time next) const {
    if (next != Time::never() && conventions_.last_switch == LastSwitch::included)
        for (const Cpu& cpu : cpus_)
            if (cpu.mode == CpuMode::switching || cpu.mode == CpuMode::leaving)
                return false;                                           // it belongs to the run
    if (scenario_.until && only_daemons_) return next == Time::never(); // they run until then
    return next == Time::never() || (agenda_.has_only_upkeep() && !policy_.holds_back()) ||
           (processes_.lasting() == 0 && lasting_to_come_ == 0);
}

/// Moves on to the next instant at which something is due; false if the run stops here, or pauses at
/// `moment`.
bool Kernel::enter_next_instant(Time next, Time moment) {
    if (is_finished(next)) {
        Ending ending = ending_of_run(services_);
        end_run(ending.outcome, now(), std::move(ending.message));
        return false;
    }
    if (next > moment) {
        result_.end = seen_at_ = moment; // a pause: nothing is due before
        return false;
    }
    if (scenario_.until && next >= *scenario_.until) {
        if (next == *scenario_.until) {
            agenda_.advance(next);
            for (Happening due; agenda_.take_due(due);) { // what completes then has completed
                const auto kind = static_cast<Due>(due.kind());
                if (!ended_ && (kind == Due::completion || kind == Due::deadline)) handle(due);
            }
        }
        end_run(Outcome::until, *scenario_.until);
        return false;
    }
    if (next > scenario_.limits.time) {
        end_run(Outcome::limit, scenario_.limits.time, "the limit on simulated time");
        return false;
    }
    move_to(next);
    return true;
}

void Kernel::move_to(Time next) {
    agenda_.advance(next);
    seen_at_ = next;
    steps_here_ = 0;
}

void Kernel::end_run(Outcome outcome, Time at, std::string message) {
    if (ended_) return;
    ended_ = true;
    result_.outcome = outcome;
    result_.end = at;
    if (!message.empty()) result_.message = std::move(message);
}

void Kernel::stop(Outcome outcome, const char* what, std::uint64_t most) {
    end_run(outcome, now(), std::string("the limit on ") + what + ", " + std::to_string(most));
}

void Kernel::handle(const Happening& happening) {
    switch (static_cast<Due>(happening.kind())) {
    case Due::completion: return complete(cpus_[happening.who]);
    case Due::warm: return become_warm(cpus_[happening.who]);
    case Due::quantum: return end_quantum(cpus_[happening.who]);
    case Due::begin: return begin(cpus_[happening.who]);
    case Due::kernel_end: return end_kernel_work(cpus_[happening.who]);
    case Due::left: return finish_leaving(cpus_[happening.who]);
    case Due::device: return complete_io(DeviceId(happening.place()), Tid(happening.who), happening.token);
    case Due::timer: return end_timer(Tid(happening.who), happening.token);
    case Due::deadline: return meet_deadline(Tid(happening.who), happening.token);
    case Due::release: return release_job(Tid(happening.who));
    case Due::arrival: return arrive(agenda_.arrival(happening.who));
    case Due::upkeep: return upkeep();
    case Due::choice:
        cpus_[happening.who].choice_pending = false;
        dispatch(cpus_[happening.who]);
        return;
    }
}

void Kernel::complete(Cpu& cpu) {
    settle(cpu);
    threads_[cpu.current].completing_io = false;
    advance(cpu);
}

[[gnu::flatten]] void Kernel::end_quantum(Cpu& cpu) {
    settle(cpu);
    Thread& thread = threads_[cpu.current];
    const bool goes_on =
        conventions_.quantum_alone != QuantumAlone::requeued && policy_.goes_on(thread.view, cpu.id, now());
    tracer_.emit(now(), QuantumEnd{cpu.id, thread.view.tid, goes_on});
    if (goes_on) {
        cpu.spent = turn_of(thread);
        thread.quantum_left = policy_.slice(thread.view, now());
        interrupt(cpu, pricing_.costs().pick);
        schedule(cpu);
        if (compares_all_) mark_outranked(); // its key may be another one now
        return;
    }
    if (begin_leaving(cpu, LeavingStep::quantum, LeftBy::requeueing)) return;
    cpu.by_timer = true;
    take_off(cpu, LeftBy::requeueing);
    requeue(thread, Entry::quantum, Cause::quantum);
}

void Kernel::end_kernel_work(Cpu& cpu) {
    if (cpu.mode == CpuMode::kernel) {
        set_mode(cpu, CpuMode::choosing);
        mark(cpu);
        return;
    }
    cpu.chooses_after_kernel =
        false; // a system call, or an interrupt in its time, has ended; it was marked meanwhile
    cpu.trapped = true;
    schedule(cpu);
    mark(cpu);
}

void Kernel::finish_leaving(Cpu& cpu) {
    Thread& thread = threads_[cpu.current];
    if (thread.state == ThreadState::terminated) return take_off(cpu, cpu.left_by);
    set_mode(cpu, CpuMode::running);
    cpu.since = now();
    switch (cpu.departure) {
    case LeavingStep::step: {
        const Op& op = code_.ops[thread.pc++];
        const Tid tid = cpu.current;
        acting_ = cpu.id;
        const StepResult result = do_step(tid, op);
        if (carry_on(cpu, tid, result)) advance(cpu);
        return;
    }
    case LeavingStep::preempted: return preempt(cpu);
    case LeavingStep::quantum:
        take_off(cpu, LeftBy::requeueing);
        return requeue(thread, Entry::quantum, Cause::quantum);
    case LeavingStep::yielded:
        take_off(cpu, LeftBy::requeueing);
        return requeue(thread, Entry::yielded, Cause::yielded);
    }
}

void Kernel::request_io(Thread& thread, DeviceId device, NameId label, Duration service) {
    begin_request(thread, device, label, service, Cause::io, WaitsOn::io);
}

void Kernel::begin_request(Thread& thread, DeviceId device, NameId label, Duration service, Cause cause,
                           WaitsOn on) {
    const DeviceRequest request{++requests_, thread.view.tid, ++thread.token, service};
    threads_.rest(thread.view.tid).request = request.number;
    threads_.set_waiting(thread, cause, on, device.value, now());
    tracer_.emit_if_wanted<IoRequest>(now(), [&] {
        return IoRequest{request.number, service, thread.view.tid, device, label, devices_[device].queued()};
    });
    if (devices_[device].submit(request)) start_service(device, request, thread);
}

void Kernel::start_service(DeviceId device, const DeviceRequest& request, const Thread& thread) {
    tracer_.emit(now(), IoStart{request.number, device, request.tid});
    agenda_.push(now() + request.service, Due::device, device.value, thread.view.pid, request.tid.value,
                 request.token);
}

void Kernel::complete_io(DeviceId device, Tid tid, std::uint32_t token) {
    Thread& thread = threads_[tid];
    tracer_.emit_if_wanted<IoDone>(now(), [&] {
        return IoDone{threads_.rest(tid).request, device, tid, thread.cpu};
    });
    if (const Tid next{agenda_.upcoming()}; next && next.value <= threads_.count()) { // or it is a CPU
        threads_.prefetch(next);
        policy_.expect(next);
    }
    acting_ = thread.cpu;
    interrupt(cpus_[acting_.value]);
    if (const auto next = devices_[device].complete()) start_service(device, *next, threads_[next->tid]);
    if (memory_ && faults_.contains(tid) && (thread.waits_on == WaitsOn::page || thread.token != token))
        return page_arrived(thread);
    if (thread.token != token || thread.state != ThreadState::waiting) return; // its thread has ended
    thread.left = conventions_.io_complete;
    thread.completing_io = thread.left > Duration();
    Cpu& cpu = cpu_of(thread);
    if (conventions_.after_io == AfterIo::runs && cpu.mode != CpuMode::kept) cpu.forced = tid;
    wake(thread, Cause::io);
}

void Kernel::sleep(Thread& thread, Duration length) {
    ++thread.token;
    threads_.set_waiting(thread, Cause::sleep, WaitsOn::timer, 0, now());
    agenda_.push(now() + length, Due::timer, 0, thread.view.pid, thread.view.tid.value, thread.token);
}

void Kernel::end_timer(Tid tid, std::uint32_t token) {
    Thread& thread = threads_[tid];
    if (thread.token != token || thread.state != ThreadState::waiting) return;
    acting_ = thread.cpu;
    interrupt(cpu_of(thread));
    wake(thread, Cause::sleep);
}

/// The rest of its quantum is gone: who runs has a fresh one from now on, any other when it next runs.
void Kernel::renew_quantum(Thread& thread) {
    Cpu& cpu = cpu_of(thread);
    if (thread.state == ThreadState::running && cpu.mode == CpuMode::running) {
        thread.quantum_left = policy_.slice(thread.view, now());
        return schedule(cpu);
    }
    thread.quantum_left = Duration();
    thread.fresh_quantum = true;
}

void Kernel::upkeep() {
    settle_running();
    policy_.upkeep(now(), changes_);
    for (const PriorityChange& change : changes_)
        if (threads_[change.tid].state != ThreadState::terminated) tracer_.emit(now(), change);
    for (const Tid tid : policy_.renewed())
        renew_quantum(threads_[tid]);
    if (policy_.reorders() && conventions_.preempt_check != PreemptCheck::quantum_end) mark_outranked();
}

/// Every CPU whose thread is not among the best any more chooses anew; by the convention `unless-due` not
/// one for whose thread something is due at this instant.
void Kernel::mark_outranked() {
    find_outranked();
    const bool spares_due = conventions_.preempt_check == PreemptCheck::unless_due;
    for (Cpu* cpu : outranked_)
        if (!spares_due || agenda_.cpu_time(cpu->id) != now()) mark(*cpu);
}

/// What has happened since the CPU was marked may have made room elsewhere.
bool Kernel::is_outranked(const Cpu& cpu) {
    find_outranked();
    return std::find(outranked_.begin(), outranked_.end(), &cpu) != outranked_.end();
}

/// How many free CPUs will take one of these? Not one where the best of them is held back.
std::size_t Kernel::takers_of(const std::vector<Tid>& best) const {
    if (free_ == 0 || best.empty() || !policy_.holds_back()) return free_;
    return static_cast<std::size_t>(std::count_if(cpus_.begin(), cpus_.end(), [&](const Cpu& cpu) {
        return is_free(cpu.mode) && policy_.offers(threads_[best.front()].view, cpu.id);
    }));
}

/// Whose threads have to give way? The best that are ready take the free CPUs; who comes behind them is
/// compared with the worst that runs, the next with the second worst.
void Kernel::find_outranked() {
    outranked_.clear();
    for (Cpu& cpu : cpus_) {
        if (cpu.mode != CpuMode::running) continue;
        settle(cpu);
        const Tid best = policy_.peek(cpu.id, now());
        if (best && policy_.preempts(threads_[best].view, threads_[cpu.current].view, now()))
            outranked_.push_back(&cpu);
    }
    if (outranked_.empty() || cpus_.size() == 1 || has_places_) return;
    const auto is_worse = [this](const Cpu* first, const Cpu* second) {
        const ThreadView& a = threads_[first->current].view;
        const ThreadView& b = threads_[second->current].view;
        if (policy_.worse(a, b, now())) return true;
        if (policy_.worse(b, a, now())) return false;
        return a.arrival != b.arrival ? a.arrival > b.arrival : a.tid > b.tid;
    };
    std::sort(outranked_.begin(), outranked_.end(), is_worse);
    policy_.best(outranked_.front()->id, now(), free_ + outranked_.size(), best_);
    const std::size_t takers = takers_of(best_);
    std::size_t count = 0;
    while (count < outranked_.size() && takers + count < best_.size() &&
           policy_.preempts(threads_[best_[takers + count]].view, threads_[outranked_[count]->current].view,
                            now()))
        ++count;
    outranked_.resize(count);
}

} // namespace ossim
