// The hot side of the accounts: one function a kind of event.
#include "metrics/accounts.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ossim {

namespace {

/// Ids are dense; a trace made by hand may leave gaps, but one number must not cost gigabytes.
constexpr std::size_t widest_gap = 4'096;
constexpr std::size_t most_ties = 1'000;

template <class Entry>
Entry* grown(std::vector<Entry>& entries, std::uint32_t index) {
    if (index >= entries.size()) {
        if (index > entries.size() + widest_gap) return nullptr;
        if (index >= entries.capacity())
            entries.reserve(std::max<std::size_t>(index + 1, entries.capacity() * 2));
        entries.resize(std::size_t{index} + 1);
    }
    return &entries[index];
}

bool same(const ComponentLengths& a, const ComponentLengths& b) {
    static_assert(std::has_unique_object_representations_v<ComponentLengths>);
    return std::memcmp(&a, &b, sizeof a) == 0;
}

bool is_voluntary(Cause cause) {
    return cause != Cause::preempted && cause != Cause::quantum && cause != Cause::killed &&
           !is_kernels_end(cause);
}

template <class Kind>
constexpr std::size_t index_of = EventKinds::index_of<Kind>();

} // namespace

Accounts::Accounts(const TraceHeader& header, const Names& names) : header_(header), names_(names) {
    cpus_.resize(std::clamp<std::uint32_t>(header.cpus, 1, 65'536));
    for (CpuAccount& cpu : cpus_)
        cpu.works.reserve(8);
    threads_.resize(1);
    facts_.resize(1);
    metrics_.ties.reserve(most_ties);
    metrics_.header = header;
}

void Accounts::take(const Event& event) {
    const std::int64_t now = event.time.ns();
    ++metrics_.events;
    switch (event.body.index()) {
    case index_of<StateMove>: return move(now, *std::get_if<StateMove>(&event.body));
    case index_of<Pick>: return pick(event.time, *std::get_if<Pick>(&event.body));
    case index_of<Switch>: return switch_over(now, *std::get_if<Switch>(&event.body));
    case index_of<Refilled>: return refill(*std::get_if<Refilled>(&event.body));
    case index_of<Referred>: return refer(*std::get_if<Referred>(&event.body));
    case index_of<Faulted>: return fault(*std::get_if<Faulted>(&event.body));
    case index_of<Evicted>:
        ++metrics_.faults.evictions;
        metrics_.faults.write_backs += std::get_if<Evicted>(&event.body)->dirty ? 1 : 0;
        return;
    case index_of<ShotDown>: ++metrics_.faults.shootdowns; return;
    case index_of<Migrated>:
        ++metrics_.queue_moves[static_cast<std::size_t>(std::get_if<Migrated>(&event.body)->why)];
        return;
    case index_of<WarmCounted>: return count(*std::get_if<WarmCounted>(&event.body));
    case index_of<SpaceMade>: return make(*std::get_if<SpaceMade>(&event.body));
    case index_of<MemoryHeld>: return hold(*std::get_if<MemoryHeld>(&event.body));
    case index_of<Resident>: return sample(now, *std::get_if<Resident>(&event.body));
    case index_of<TlbCounted>: return count(*std::get_if<TlbCounted>(&event.body));
    case index_of<Forked>: return create(Creation::fork, std::get_if<Forked>(&event.body)->tid);
    case index_of<Spawned>: return create(Creation::spawn, std::get_if<Spawned>(&event.body)->tid);
    case index_of<Begin>: return begin(now, *std::get_if<Begin>(&event.body));
    case index_of<Charge>: return charge(now, *std::get_if<Charge>(&event.body));
    case index_of<IoRequest>: return request(now, *std::get_if<IoRequest>(&event.body));
    case index_of<IoStart>: return serve(now, std::get_if<IoStart>(&event.body)->device, true);
    case index_of<IoDone>: return serve(now, std::get_if<IoDone>(&event.body)->device, false);
    case index_of<ThreadNew>: return create(now, *std::get_if<ThreadNew>(&event.body));
    case index_of<ProcessNew>: return create(now, *std::get_if<ProcessNew>(&event.body));
    case index_of<ProcessExit>: return exit(now, *std::get_if<ProcessExit>(&event.body));
    case index_of<SpanBegin>: return void(span_of(std::get_if<SpanBegin>(&event.body)->label));
    case index_of<SpanEnd>: return measure(*std::get_if<SpanEnd>(&event.body));
    case index_of<Orphaned>: init_adopted_ |= std::get_if<Orphaned>(&event.body)->parent == init_pid; return;
    case index_of<JobReleased>:
        if (JobMetrics* jobs = jobs_of(std::get_if<JobReleased>(&event.body)->tid)) ++jobs->released;
        return;
    case index_of<JobMissed>:
        if (JobMetrics* jobs = jobs_of(std::get_if<JobMissed>(&event.body)->tid)) ++jobs->missed;
        return;
    case index_of<JobAborted>:
        if (JobMetrics* jobs = jobs_of(std::get_if<JobAborted>(&event.body)->tid)) ++jobs->aborted;
        return;
    case index_of<JobDone>: {
        const auto& job = *std::get_if<JobDone>(&event.body);
        if (JobMetrics* jobs = jobs_of(job.tid)) jobs->add(job);
        return;
    }
    case index_of<RunEnd>: {
        const auto& end = *std::get_if<RunEnd>(&event.body);
        metrics_.outcome = end.outcome;
        metrics_.complete = end.complete;
        metrics_.events = end.events;
        return;
    }
    }
}

void Accounts::move(std::int64_t now, const StateMove& event) {
    ThreadAccount* thread = find(event.tid);
    if (thread == nullptr) return;
    ++metrics_.moves[static_cast<std::size_t>(event.from)][static_cast<std::size_t>(event.to)];
    if (thread->state == ThreadState::running) leave_cpu(now, *thread, event.tid, event.cause);
    if (thread->state == ThreadState::newborn) facts_[event.tid.value].in_new += now - thread->since;
    if (event.cause == Cause::fault && thread->state == ThreadState::waiting)
        metrics_.faults.waited += Duration(now - thread->since);
    thread->leave_state(now);
    thread->since = now;
    thread->state = event.to;
    if (event.to == ThreadState::terminated) note_end(event);
    if (event.to == ThreadState::running) enter_cpu(now, *thread, event.tid, event.cpu);
}

void Accounts::note_end(const StateMove& event) {
    create(Creation::end, event.tid);
    const Pid pid = facts_[event.tid.value].pid;
    if (is_kernels_end(event.cause) && pid.value < processes_.size())
        processes_[pid.value].ended_by = event.cause;
}

void Accounts::enter_cpu(std::int64_t now, ThreadAccount& thread, Tid tid, CpuId where) {
    if (!thread.has_run) {
        thread.has_run = true;
        thread.first_dispatch = now;
        facts_[tid.value].ready_at_first = thread.in_state[static_cast<std::size_t>(ThreadState::ready) - 2];
    } else if (thread.last_cpu != where.value) {
        ++thread.migrations;
    }
    thread.last_cpu = static_cast<std::uint16_t>(where.value);
    CpuAccount* cpu = find(where);
    if (cpu == nullptr) return;
    cpu->running = tid;
    cpu->awaits_first = thread.first_instruction == ThreadAccount::none;
    if (cpu->awaits_first) thread.first_instruction = std::max(now, cpu->busy_until);
    if (cpu->busy_until > now) share_tail(*cpu, now, thread, 1, cpu->shadowed);
}

void Accounts::leave_cpu(std::int64_t now, ThreadAccount& thread, Tid tid, Cause cause) {
    ++(is_voluntary(cause) ? thread.voluntary : thread.involuntary);
    CpuAccount* cpu = find(CpuId(thread.last_cpu));
    if (cpu == nullptr || cpu->running != tid) return;
    cpu->running = idle_tid;
    cpu->taken_away = !is_voluntary(cause);
    cpu->thread_time += now - thread.since;
    if (cpu->awaits_first && thread.first_instruction > now) thread.first_instruction = ThreadAccount::none;
    if (cpu->busy_until > now) share_tail(*cpu, now, thread, -1, cpu->shadowed);
}

/// Adds to the thread, or takes from it, the work that the CPU has still to do at `from`.
void Accounts::share_tail(const CpuAccount& cpu, std::int64_t from, ThreadAccount& thread, std::int64_t sign,
                          std::int64_t& shadowed) {
    for (const KernelWork& work : cpu.works) {
        if (work.end <= from) continue;
        const std::int64_t part = sign * (work.end - std::max(work.start, from));
        shadowed += part;
        if (work.is_switch)
            thread.switching += part;
        else
            thread.kernel[static_cast<std::size_t>(work.account)] += part;
    }
}

/// The next piece of work of a CPU; who calls says what it is. Ended ones are given up as soon as that costs
/// nothing.
KernelWork& Accounts::add_work(CpuAccount& cpu, std::int64_t now, std::int64_t length) {
    if (cpu.busy_until <= now) {
        cpu.works.resize(1);
        cpu.busy_until = now;
    } else {
        if (cpu.works.size() >= 8)
            std::erase_if(cpu.works, [now](const KernelWork& work) { return work.end <= now; });
        cpu.works.emplace_back();
    }
    KernelWork& work = cpu.works.back();
    work.start = cpu.busy_until;
    work.end = cpu.busy_until = Time(cpu.busy_until).operator+(Duration(length)).ns();
    if (cpu.running != idle_tid) cpu.shadowed += length;
    return work;
}

void Accounts::pick(Time now, const Pick& event) {
    ++metrics_.picks;
    if (event.decided != DecidedBy::tie) return;
    ++metrics_.tied_picks;
    if (metrics_.ties.size() < most_ties) metrics_.ties.push_back({now, event.cpu(), event.tid, event.next});
}

/// Counts the switch and gives the length of what is paid now.
std::int64_t Accounts::tally(CpuAccount& cpu, const Switch& event) {
    if (event.charged == ChargedAs::leaving) {
        if (cpu.leaving_half) count_halves(cpu, {}, SwitchKind::to_idle);
        cpu.leaving_half = event.components;
        return event.components.total().ns();
    }
    if (cpu.leaving_half) {
        count_halves(cpu, event.components, event.kind);
        return event.components.total().ns();
    }
    close_switch(cpu);
    cpu.open = OpenSwitch{event.kind, {}, {}, 0, 0};
    SwitchTally& tally = cpu.tallies[static_cast<std::size_t>(event.kind)];
    if (tally.count == 0 || !same(tally.components, event.components)) {
        flush(cpu, event.kind);
        tally = {event.components, event.components.total().ns(), 0};
    }
    ++tally.count;
    return tally.length;
}

void Accounts::switch_over(std::int64_t now, const Switch& event) {
    CpuAccount* cpu = find(event.cpu());
    if (cpu == nullptr) return;
    const bool between_threads = event.kind == SwitchKind::thread || event.kind == SwitchKind::process;
    if (between_threads && event.charged != ChargedAs::leaving && cpu->taken_away) ++cpu->involuntary;
    const std::int64_t length = tally(*cpu, event);
    if (length == 0) return;
    KernelWork& work = add_work(*cpu, now, length);
    work.is_switch = true;
    work.kind = event.kind;
    work.components = event.components;
    if (cpu->running != idle_tid) threads_[cpu->running.value].switching += length;
    if (!cpu->awaits_first || cpu->running == idle_tid || cpu->running != event.to) return;
    std::int64_t& first = threads_[event.to.value].first_instruction;
    if (first >= now) first = cpu->busy_until;
}

void Accounts::count_parts(CpuAccount& cpu, const ComponentLengths& components, SwitchKind which,
                           std::int64_t times) {
    auto& kind = metrics_.switches[static_cast<std::size_t>(which)];
    for (std::size_t i = 0; i < component_count; ++i) {
        const Duration part = components[static_cast<Component>(i)] * times;
        kind.components[i] += part;
        cpu.switching[i] += part.ns();
    }
}

/// The two halves of a switch are one switch of the length of both.
void Accounts::count_halves(CpuAccount& cpu, const ComponentLengths& coming, SwitchKind kind) {
    count_parts(cpu, *cpu.leaving_half, kind, 1);
    count_parts(cpu, coming, kind, 1);
    const Duration length = cpu.leaving_half->total() + coming.total();
    metrics_.switches[static_cast<std::size_t>(kind)].lengths.add(length);
    if (kind == SwitchKind::thread || kind == SwitchKind::process) ++cpu.switches;
    cpu.leaving_half.reset();
}

void Accounts::flush(CpuAccount& cpu, SwitchKind kind) {
    SwitchTally& tally = cpu.tallies[static_cast<std::size_t>(kind)];
    if (tally.count == 0) return;
    count_parts(cpu, tally.components, kind, static_cast<std::int64_t>(tally.count));
    metrics_.switches[static_cast<std::size_t>(kind)].lengths.add(Duration(tally.length), tally.count);
    if (kind == SwitchKind::thread || kind == SwitchKind::process) cpu.switches += tally.count;
    tally.count = 0;
}

/// What a switch brings afterwards is part of its cost.
void Accounts::refill(const Refilled& event) {
    CpuAccount* cpu = find(event.cpu());
    metrics_.refills.add(event);
    if (event.tid && metrics_.events == last_reference_ + 1) {
        last_reference_ = metrics_.events;
        metrics_.refills.of_references += event.tlb + event.cache;
    }
    if (cpu == nullptr || !event.by_switch || !cpu->open) return;
    cpu->open->tlb += event.tlb;
    cpu->open->cache += event.cache;
    cpu->open->misses += std::uint64_t{event.second_hits} + event.walks;
    cpu->open->lines += std::uint64_t{event.lines_l2} + event.lines_l3 + event.lines_memory;
}

/// A refill that follows at once is the reference's.
void Accounts::refer(const Referred& event) {
    ++metrics_.faults.references;
    metrics_.faults.each += event.each;
    last_reference_ = metrics_.events;
}

/// A call pays before it takes effect: what its thread has paid for creation last is its price.
void Accounts::create(Creation how, Tid by) {
    if (by.value >= facts_.size()) return;
    CreationMetrics& creation = metrics_.creations[static_cast<std::size_t>(how)];
    last_paid_ = Duration(std::exchange(facts_[by.value].paid_for_creation, 0));
    ++creation.count;
    creation.total += last_paid_;
    creation.most = std::max(creation.most, last_paid_);
}

void Accounts::note_payment(const Charge& event) {
    ThreadFacts& facts = facts_[event.tid.value];
    facts.paid_for_creation = event.length.ns();
    if (facts.pid.value < processes_.size()) processes_[facts.pid.value].payer = event.tid;
}

void Accounts::make(const SpaceMade& event) {
    if (event.pid.value >= processes_.size()) return;
    ProcessFacts& process = processes_[event.pid.value];
    const auto creation = [&](Creation how) -> CreationMetrics& {
        return metrics_.creations[static_cast<std::size_t>(how)];
    };
    const auto add_tables = [&](Creation how) {
        creation(how).entries += event.entries;
        creation(how).tables += event.tables;
    };
    switch (event.change) {
    case SpaceChange::made: break;
    case SpaceChange::forked: add_tables(Creation::fork); break;
    case SpaceChange::borrowed: // the fork that was just counted is a vfork
        --creation(Creation::fork).count;
        creation(Creation::fork).total -= last_paid_;
        ++creation(Creation::vfork).count;
        creation(Creation::vfork).total += last_paid_;
        creation(Creation::vfork).most = std::max(creation(Creation::vfork).most, last_paid_);
        process.borrows = true;
        return;
    case SpaceChange::replaced:
        process.borrows = false;
        create(Creation::exec, process.payer);
        add_tables(Creation::exec);
        break;
    case SpaceChange::freed: break;
    }
    if (process.borrows) return;
    process.entries = event.entries;
    process.tables = event.tables;
}

void Accounts::fault(const Faulted& event) {
    ++metrics_.faults.kinds[static_cast<std::size_t>(event.kind)];
    if (event.tid.value >= facts_.size() || event.kind == FaultKind::busy) return;
    ThreadFacts& thread = facts_[event.tid.value];
    if (!is_violation(event.kind))
        ++thread.page_faults;
    else if (thread.pid.value < processes_.size())
        processes_[thread.pid.value].last_violation = event;
}

void Accounts::hold(const MemoryHeld& event) {
    if (event.pid.value >= processes_.size() || processes_[event.pid.value].borrows) return;
    processes_[event.pid.value].footprint = event;
}

void Accounts::sample(std::int64_t now, const Resident& event) {
    if (event.pid.value >= processes_.size() || processes_[event.pid.value].borrows) return;
    processes_[event.pid.value].residence.push_back({Time(now), event.pages, event.working_set});
}

void Accounts::count(const TlbCounted& event) {
    metrics_.refills.hits += event.hits;
    metrics_.refills.compulsory += event.compulsory;
}

void Accounts::count(const WarmCounted& event) { cpus_[event.cpu.value].warm = event.length; }

/// The CPU's last switch brings nothing more: if it has brought refills, it is counted by itself.
void Accounts::close_switch(CpuAccount& cpu) {
    if (!cpu.open) return;
    const OpenSwitch open = *cpu.open;
    cpu.open.reset();
    const Duration refills = open.tlb + open.cache;
    if (refills == Duration()) return;
    SwitchTally& tally = cpu.tallies[static_cast<std::size_t>(open.kind)];
    SwitchMetrics& kind = metrics_.switches[static_cast<std::size_t>(open.kind)];
    --tally.count;
    count_parts(cpu, tally.components, open.kind, 1);
    kind.tlb_refill += open.tlb;
    kind.cache_refill += open.cache;
    kind.tlb_misses += open.misses;
    kind.cache_lines += open.lines;
    kind.lengths.add(Duration(tally.length) + refills);
    if (open.kind == SwitchKind::thread || open.kind == SwitchKind::process) ++cpu.switches;
}

void Accounts::begin(std::int64_t now, const Begin& event) {
    CpuAccount* cpu = find(event.cpu);
    if (cpu == nullptr || !cpu->awaits_first || cpu->running != event.tid || event.tid == idle_tid) return;
    threads_[event.tid.value].first_instruction = now;
    cpu->awaits_first = false;
}

void Accounts::charge(std::int64_t now, const Charge& event) {
    CpuAccount* cpu = find(event.cpu);
    if (cpu == nullptr || event.length <= Duration()) return;
    const auto account = static_cast<std::size_t>(event.account);
    cpu->kernel[account] += event.length.ns();
    KernelWork& work = add_work(*cpu, now, event.length.ns());
    work.is_switch = false;
    work.account = event.account;
    if (event.account == Account::creation && event.tid.value < facts_.size()) note_payment(event);
    if (cpu->running == idle_tid) return;
    ThreadAccount& thread = threads_[cpu->running.value];
    thread.kernel[account] += event.length.ns();
    // The first instruction may be the one that is charged; only one that is still to come is shifted.
    if (cpu->awaits_first && thread.first_instruction > now) thread.first_instruction = cpu->busy_until;
}

void DeviceAccount::advance(std::int64_t now) {
    if (served > 0) busy += now - since;
    queued += TimeSum::of(Duration(now - since), waiting);
    since = now;
}

void Accounts::request(std::int64_t now, const IoRequest& event) {
    DeviceAccount* device = grown(devices_, event.device.value);
    if (device == nullptr) return;
    device->label = event.label;
    device->known = true;
    device->advance(now);
    ++device->requests;
    ++device->waiting;
}

void Accounts::serve(std::int64_t now, DeviceId id, bool begins) {
    if (id.value >= devices_.size()) return;
    DeviceAccount& device = devices_[id.value];
    device.advance(now);
    all_devices_.advance(now);
    if (begins) {
        if (device.waiting > 0) --device.waiting;
        ++device.served;
        ++all_devices_.served;
    } else if (device.served > 0) {
        --device.served;
        --all_devices_.served;
    }
}

void Accounts::create(std::int64_t now, const ThreadNew& event) {
    if (event.tid == idle_tid) return;
    ThreadAccount* thread = grown(threads_, event.tid.value);
    if (thread == nullptr || thread->known) return;
    facts_.resize(threads_.size());
    facts_[event.tid.value] = {event.pid, event.label, event.group, now, 0, 0, 0, 0, 0};
    thread->known = true;
    thread->state = ThreadState::newborn;
    thread->since = now;
}

void Accounts::create(std::int64_t now, const ProcessNew& event) {
    ProcessFacts* process = grown(processes_, event.pid.value);
    if (process == nullptr || process->known) return;
    process->known = true;
    process->parent = event.parent;
    process->label = event.label;
    process->arrival = now;
}

void Accounts::exit(std::int64_t now, const ProcessExit& event) {
    if (event.pid.value >= processes_.size()) return;
    processes_[event.pid.value].end = now;
    processes_[event.pid.value].status = event.status;
}

JobMetrics* Accounts::jobs_of(Tid tid) {
    if (find(tid) == nullptr) return nullptr;
    std::uint32_t& place = facts_[tid.value].jobs;
    if (place == 0) {
        jobs_.emplace_back();
        place = static_cast<std::uint32_t>(jobs_.size());
    }
    return &jobs_[place - 1];
}

SpanMetrics* Accounts::span_of(NameId label) {
    if (label.value >= names_.size()) return nullptr;
    if (label.value >= span_index_.size()) span_index_.resize(std::size_t{label.value} + 1);
    std::uint32_t& place = span_index_[label.value];
    if (place == 0) {
        metrics_.spans.push_back({names_.text(label), {}});
        place = static_cast<std::uint32_t>(metrics_.spans.size());
    }
    return &metrics_.spans[place - 1];
}

void Accounts::measure(const SpanEnd& event) {
    if (SpanMetrics* span = span_of(event.label)) span->lengths.add(event.length);
}

} // namespace ossim
