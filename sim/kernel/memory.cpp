// The kernel's part in memory: who gets which address space, what a touch costs, and who waits for a page.
#include "kernel/kernel.hpp"

#include "base/check.hpp"
#include "objects/references.hpp"

#include <algorithm>

namespace ossim {

namespace {

SpaceMade space_event(const Memory& memory, Pid pid, SpaceId space, SpaceChange change) {
    const PageTable& table = memory.space(space).table();
    return {table.entries(), table.tables(), pid, space.value, change};
}

/// A switch's part of a refill, and the rest, each in whole nanoseconds; rounded once.
struct RefillLengths {
    Duration tlb_by_switch, cache_by_switch, tlb, cache, total;
    explicit RefillLengths(const RefillPrice& price) {
        Price so_far;
        const auto next = [&](Price part) {
            const Duration before = so_far.rounded();
            so_far += part;
            return so_far.rounded() - before;
        };
        tlb_by_switch = next(price.tlb_by_switch);
        cache_by_switch = next(price.cache_by_switch);
        tlb = next(Price(price.tlb.ps() - price.tlb_by_switch.ps()));
        cache = next(Price(price.cache.ps() - price.cache_by_switch.ps()));
        total = so_far.rounded();
    }
};

std::uint32_t narrowed(std::uint64_t count) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(count, 0xffffffffU));
}

} // namespace

// --- Address spaces ---

/// A process that is admitted gets the address space that the scenario describes.
void Kernel::give_space(Process& process) {
    const ProcessSpec& spec = scenario_.processes[process.spec];
    Effects effects;
    const CpuId by = acting_;
    const std::uint32_t program = spec.threads.front().program.value;
    auto space = memory_->create(spec.memory, program, by, now(), effects);
    if (!space) { // with gaps and guard pages, which `load` does not count, the page table is too small
        end_run(Outcome::limit, now(), "the page table does not reach over the segments of " + spec.name);
        space = memory_->create(ImageSpec{}, program, by, now(), effects);
    }
    process.space = *space;
    process.image = &spec.memory;
    for (Tid tid = process.first_thread; tid; tid = threads_.rest(tid).next_in_process)
        threads_[tid].space = *space;
    tracer_.emit_if_wanted<SpaceMade>(
        now(), [&] { return space_event(*memory_, process.pid, *space, SpaceChange::made); });
    follow(cpus_[by.value], effects, Account::creation);
}

/// A thread that is not the first of its process needs a stack of its own; that of a forked child has one.
void Kernel::give_stack(Thread& thread) {
    const Process& process = processes_[thread.view.pid];
    thread.space = process.space;
    const std::uint32_t number = threads_.rest(thread.view.tid).stack;
    if (number == 0 || process.image == nullptr || !process.image->given) return;
    if (memory_->space(process.space).find(SegmentKind::stack, {}, number) != nullptr) return;
    Effects effects;
    const bool is_made = memory_->add_stack(process.space, number, process.image->stack,
                                            process.image->demand, acting_, now(), effects);
    // A thread that is spawned has been looked at; `load` counts the others', but not gaps and guard pages.
    if (!is_made)
        end_run(Outcome::limit, now(),
                "the page table does not reach over the stacks of " + names_.text(process.name));
    follow(cpus_[acting_.value], effects, Account::creation);
}

void Kernel::free_space(Process& process) {
    if (!process.space || !memory_->exists(process.space)) return;
    tracer_.emit_if_wanted<SpaceMade>(
        now(), [&] { return space_event(*memory_, process.pid, process.space, SpaceChange::freed); });
    tell_footprint(process);
    Effects effects;
    static_cast<void>(memory_->release(process.space, effects));
    const std::vector<Tid> waiting = std::exchange(waiting_for_pages_, {});
    for (const Tid tid : waiting)
        if (threads_[tid].state == ThreadState::waiting) wake_from_fault(threads_[tid]);
    if (const Tid parent = std::exchange(process.vforked_by, Tid{}))
        if (threads_[parent].state == ThreadState::waiting) wake(threads_[parent], Cause::child);
}

bool Kernel::fork_space(Thread& parent, Process& child, ForkHow how) {
    const Process& process = processes_[parent.view.pid];
    child.image = process.image;
    if (how == ForkHow::vfork) {
        memory_->borrow(process.space);
        child.space = process.space;
    } else {
        Effects effects;
        const auto made = memory_->fork(process.space, how == ForkHow::eager, parent.cpu, now(), effects);
        follow(parent, effects);
        if (!made) return false;
        child.space = made->child;
    }
    const SpaceChange change = how == ForkHow::vfork ? SpaceChange::borrowed : SpaceChange::forked;
    tracer_.emit_if_wanted<SpaceMade>(now(),
                                      [&] { return space_event(*memory_, child.pid, child.space, change); });
    return true;
}

bool Kernel::replace_space(Thread& thread, const ImageSpec& image, std::uint32_t start) {
    Process& process = processes_[thread.view.pid];
    Effects effects;
    const auto program = std::find(code_.starts.begin(), code_.starts.end(), start) - code_.starts.begin();
    const auto space =
        memory_->create(image, static_cast<std::uint32_t>(program), thread.cpu, now(), effects);
    if (!space) return false;
    free_space(process);
    process.space = thread.space = *space;
    process.image = &image;
    static_cast<void>(load_space(cpu_of(thread), *space));
    tracer_.emit_if_wanted<SpaceMade>(
        now(), [&] { return space_event(*memory_, process.pid, *space, SpaceChange::replaced); });
    follow(thread, effects);
    return true;
}

void Kernel::kill(Thread& thread, std::int32_t status, Cause cause) {
    end_process(services_, processes_[thread.view.pid], status, cause);
}

/// Loads the space of whom the CPU takes, and tells what the TLB loses by that.
SpaceLoad Kernel::load_space(Cpu& cpu, SpaceId space) {
    const SpaceLoad load = mmu_.load(cpu.id, space);
    if (load.base_written)
        tracer_.emit_if_wanted<BaseWritten>(now(), [&] {
            return BaseWritten{space.value,         mmu_.model().tag(cpu.id),
                               load.recycled.value, cpu.id,
                               load.flushed,        load.new_tag};
        });
    if (samples_working_sets_) sample_residence();
    return load;
}

// --- What is measured now and then, and at the end ---

/// In a small memory all frames can be looked at now and then: there working sets are sampled, and not only
/// when faults change what is resident.
bool Kernel::has_small_memory() const {
    constexpr std::uint64_t most_frames = 4'096;
    const MemorySpec& memory = scenario_.machine.memory;
    if (memory.frames) return *memory.frames <= most_frames;
    return memory.bytes != 0 && memory.bytes / memory.page_size <= most_frames;
}

/// Where the memory of a process went. Of a space that it borrows, its owner tells.
void Kernel::tell_footprint(const Process& process) {
    tracer_.emit_if_wanted<MemoryHeld>(now(), [&] {
        const Footprint held = memory_->footprint(process.space);
        return MemoryHeld{held.mapped, held.resident, held.shared, held.stacks, held.tables, process.pid};
    });
}

/// Tells how much the first processes have in frames, not more often than the records of a long run allow:
/// the time between two samples doubles after a few of them.
void Kernel::sample_residence() {
    constexpr std::uint32_t most_processes = 8, samples_of_a_length = 16;
    if (now() < next_sample_) return;
    const Duration window = scenario_.machine.memory.window;
    const Time since =
        window == Duration() ? last_sample_ : Time(std::max<std::int64_t>(0, now().ns() - window.ns()));
    std::uint32_t told = 0;
    for (std::uint32_t pid = init_pid.value + 1; pid <= processes_.count() && told < most_processes; ++pid) {
        const Process& process = processes_[Pid(pid)];
        if (!process.space || !memory_->exists(process.space)) continue;
        ++told;
        tracer_.emit_if_wanted<Resident>(now(), [&] {
            return Resident{memory_->space(process.space).table().present(),
                            samples_working_sets_ ? memory_->working_set(process.space, since) : 0,
                            process.pid};
        });
    }
    last_sample_ = now();
    next_sample_ = now() + sample_period_;
    if (++samples_ % samples_of_a_length == 0) sample_period_ = sample_period_ * 2;
}

/// The part of it that is of memory.
void Kernel::tell_memory() {
    if (!memory_) return;
    for (std::uint32_t pid = init_pid.value + 1; pid <= processes_.count(); ++pid)
        if (const Process& process = processes_[Pid(pid)]; process.space && memory_->exists(process.space))
            tell_footprint(process);
    for (const Cpu& cpu : cpus_) {
        const TlbCounts& counts = mmu_.model().tlb(cpu.id).counts();
        tracer_.emit(now(), TlbCounted{counts.hits, counts.second_hits, counts.walks, counts.compulsory,
                                       counts.switch_second_hits + counts.switch_walks, cpu.id});
    }
}

void Kernel::tell_totals() {
    tell_memory();
    if (!warm_caches_) return;
    for (const Cpu& cpu : cpus_)
        tracer_.emit(now(), WarmCounted{warm_caches_->warm_time(cpu.id), cpu.id});
}

// --- References ---

/// What the thread touches when it comes to a CPU in the middle of a computation; nothing otherwise.
const FlatWorkingSet* Kernel::working_set_in_progress(const Thread& thread) const {
    if (!memory_ || thread.left == Duration() || thread.paid || thread.pc == 0 || thread.completing_io)
        return nullptr;
    const auto* compute = std::get_if<ComputeOp>(&code_.ops[thread.pc - 1]);
    if (compute == nullptr || compute->working_set == ComputeOp::none) return nullptr;
    return &code_.working_sets[compute->working_set];
}

/// The thread touches its working set: the pages that it writes, then those that it reads. False if it has to
/// wait for a page, or is no more. After a wait it goes on with the page that it waited for: a set that is
/// larger than what frames are left for it is touched all the same; and who has spent a whole quantum on its
/// refill is not refilled anew at its next dispatch, so that it gets on even if others undo all of it.
bool Kernel::touch(Cpu& cpu, Thread& thread, const FlatWorkingSet& set) {
    if (std::exchange(threads_.rest(thread.view.tid).refilled_in_vain, false)) return true;
    const std::uint64_t page_size = scenario_.machine.memory.page_size;
    const Tid tid = thread.view.tid;
    const std::uint32_t number = threads_.rest(tid).stack;
    const Segment* segment = find_segment(memory_->space(thread.space), set.segment, number);
    const std::uint64_t pages = memory_->pages_of(set.bytes);
    if (segment == nullptr || segment->pages == 0 || pages == 0) return true;
    const std::uint64_t pieces = std::max<std::uint64_t>(1, segment->pages / pages);
    const std::uint64_t first = set.own ? number % pieces * pages : 0;
    const std::uint64_t most = std::min(pages, segment->pages - first);
    const std::uint64_t written = (most * set.write + 99) / 100;
    std::uint64_t done = threads_.rest(tid).touched;
    Refill refill;
    Referral referral = Referral::done;
    while (done < most && referral == Referral::done) {
        const bool write = done < written;
        const std::uint64_t begin = write ? 0 : written, end = write ? written : most;
        const PageNo lowest = segment->page_at(first + begin, end - begin);
        Reference part{thread.space, lowest + (done - begin), end - done, write};
        part.lines = page_size / std::min<std::uint64_t>(page_size, scenario_.machine.memory.cache.line);
        part.sequential = true;
        referral = touch_pages(cpu, thread, part, refill);
        done = end - part.pages;
    }
    if (referral == Referral::ended) return false;
    threads_.rest(tid).touched = referral == Referral::done ? 0 : done;
    if (referral == Referral::done) {
        threads_.rest(tid).left_at_refill = thread.left;
        pay_refill(cpu, thread, refill);
        return true;
    }
    policy_.leave(thread.view, now());
    take_off(cpu, LeftBy::blocking);
    return false;
}

/// What has left the window of its process is given up. Nobody waits until it is written.
void Kernel::give_up_old_pages(Cpu& cpu, const Thread& thread) {
    if (!memory_->has_window()) return;
    Effects effects;
    memory_->give_up_old(cpu.id, thread.space, now(), effects);
    follow(cpu, effects, Account::fault);
}

/// `pages` becomes what is left to be touched, `refill` what that has brought and is not yet paid: before a
/// fault the thread pays for what it has touched, because it may have to wait then.
Kernel::Referral Kernel::touch_pages(Cpu& cpu, Thread& thread, Reference& pages, Refill& refill) {
    give_up_old_pages(cpu, thread);
    for (;;) {
        const Touched touched = memory_->touch(cpu.id, pages, now(), refill);
        pages.first = pages.first + touched.pages;
        pages.pages -= touched.pages;
        if (touched.fault.kind == FaultKind::none) {
            if (!told_faults_.empty()) told_faults_.erase(thread.view.tid);
            return Referral::done;
        }
        pay_refill(cpu, thread, std::exchange(refill, {}));
        const Referral referral = serve(cpu, thread, touched.fault, pages.next_use);
        if (referral != Referral::done) return referral;
    }
}

Kernel::Referral Kernel::refer(Thread& thread, PageNo page, bool write, std::uint64_t next_use,
                               Duration each) {
    Cpu& cpu = cpu_of(thread);
    Reference reference{thread.space, page, 1, write};
    reference.next_use = next_use == never_again ? Replacement::never : references_ + next_use;
    Refill refill;
    const Referral referral = touch_pages(cpu, thread, reference, refill);
    if (referral != Referral::done) return referral;
    ++references_;
    tracer_.emit_if_wanted<Referred>(now(), [&] {
        const Pte entry = memory_->space(thread.space).table().at(page);
        const Translation found = refill.walks > 0        ? Translation::walk
                                  : refill.tlb_second > 0 ? Translation::second_tlb
                                                          : Translation::first_tlb;
        return Referred{page.value,
                        entry.frame.value,
                        each,
                        thread.view.tid,
                        static_cast<std::uint16_t>(cpu.id.value),
                        found,
                        write,
                        entry.flags};
    });
    pay_refill(cpu, thread, refill);
    return Referral::done;
}

/// Tells what was missed; how long it takes.
Duration Kernel::tell_refill(const Cpu& cpu, Tid who, const Refill& refill) {
    const RefillLengths lengths(price(refill, reference_prices_));
    const auto emit = [&](bool by_switch) {
        Refilled event{by_switch ? lengths.tlb_by_switch : lengths.tlb,
                       by_switch ? lengths.cache_by_switch : lengths.cache, who,
                       static_cast<std::uint16_t>(cpu.id.value), by_switch};
        const auto part = [&](std::uint64_t all, std::uint64_t of_switch) {
            return narrowed(by_switch ? of_switch : all - of_switch);
        };
        event.second_hits = part(refill.tlb_second, refill.tlb_second_by_switch);
        event.walks = part(refill.walks, refill.walks_by_switch);
        const auto lines = [&](std::size_t level) {
            return part(refill.random.from[level] + refill.sequential.from[level],
                        refill.random.by_switch[level] + refill.sequential.by_switch[level]);
        };
        event.lines_l2 = lines(1);
        event.lines_l3 = lines(2);
        event.lines_memory = lines(3);
        const bool is_empty =
            event.second_hits + event.walks + event.lines_l2 + event.lines_l3 + event.lines_memory == 0;
        if (!is_empty) tracer_.emit(now(), event);
    };
    emit(true);
    emit(false);
    return lengths.total;
}

void Kernel::pay_refill(Cpu& cpu, const Thread& thread, const Refill& refill) {
    if (refill.tlb_misses() == 0 && refill.cache_misses() == 0) return;
    charge_for(cpu, Account::refill, tell_refill(cpu, thread.view.tid, refill));
}

// --- The kernel's own pages ---

/// What it takes to bring in those that the entry has missed.
Price Kernel::kernel_refill(const Cpu& cpu, const Refill& refill) {
    if (refill.tlb_misses() == 0) return {};
    return Price::of(tell_refill(cpu, Tid{}, refill));
}

/// The kernel is entered and left again; what its own pages take then.
Price Kernel::trap_with_memory(const Cpu& cpu) {
    Refill refill;
    mmu_.trap(cpu.id, refill);
    return kernel_refill(cpu, refill);
}

/// The CPU's thread leaves, and thereby enters the kernel, unless the kernel works there already. Its quantum
/// is over: only the CPU pays.
void Kernel::leave_with_memory(Cpu& cpu) {
    mmu_.switched_out(cpu.id, cpu.current);
    const Thread& thread = threads_[cpu.current];
    if (thread.quantum_left == Duration() && working_set_in_progress(thread) != nullptr)
        threads_.rest(cpu.current).refilled_in_vain =
            threads_.rest(cpu.current).left_at_refill == thread.left;
    const bool enters = cpu.mode == CpuMode::running && !cpu.trapped && cpu.since <= now();
    if (!enters || scenario_.machine.memory.tlb.kernel_pages == 0) return;
    Refill refill;
    mmu_.enter(cpu.id, refill);
    const Duration length = kernel_refill(cpu, refill).rounded();
    if (length == Duration()) return;
    tracer_.emit(now(), Charge{cpu.id, cpu.current, Account::refill, length});
    cpu.since = now() + length; // `take_off` lets the CPU choose when that is over
}

// --- Faults ---

/// A fault that waits for a frame, or for a page that another brings, is done again then; it is one fault.
void Kernel::tell(const Cpu& cpu, const Thread& thread, const PageFault& fault) {
    const auto told = told_faults_.find(thread.view.tid);
    if (told != told_faults_.end() && told->second == fault.page && !is_violation(fault.kind)) return;
    tracer_.emit(now(), Faulted{fault.page.value, thread.view.tid, static_cast<std::uint16_t>(cpu.id.value),
                                fault.kind, fault.write});
}

/// Does what a fault needs. waits: the thread is Waiting, and still has its CPU.
Kernel::Referral Kernel::serve(Cpu& cpu, Thread& thread, PageFault fault, std::uint64_t next_use) {
    tell(cpu, thread, fault);
    if (is_violation(fault.kind)) {
        kill(thread, segmentation_status, Cause::segmentation_fault);
        return Referral::ended;
    }
    trap(cpu);
    if (fault.kind == FaultKind::busy) {
        wait_for_page(thread, fault.page);
        return Referral::waits;
    }
    Effects effects;
    const FaultAnswer resolved = memory_->resolve(cpu.id, fault, now(), next_use, effects);
    follow(cpu, effects, Account::fault);
    if (resolved == FaultAnswer::no_memory) {
        if (memory_->may_have_room_soon()) {
            wait_for_page(thread, fault.page);
            return Referral::waits;
        }
        kill(thread, killed_status, Cause::out_of_memory);
        return Referral::ended;
    }
    const auto written = std::count_if(effects.evicted.begin(), effects.evicted.end(),
                                       [](const Eviction& each) { return each.dirty; });
    const bool finishes = resolved != FaultAnswer::done;
    const Duration service = page_service() * (written + (resolved == FaultAnswer::reading ? 1 : 0));
    apply_charge(cpu, Account::fault, price_of(fault.kind, service > Duration()));
    sample_residence();
    if (service == Duration()) {
        if (finishes) memory_->finish(cpu.id, fault, now(), next_use, effects);
        return Referral::done;
    }
    fault.next_use = next_use;
    faults_[thread.view.tid] = finishes ? fault : PageFault{};
    begin_request(thread, swap_, names_.intern(devices_.name(swap_)), service, Cause::fault, WaitsOn::page);
    return Referral::waits;
}

/// What the kernel's own work takes. Of a fault whose thread waits, the switches away from it and back to it
/// pay for the crossings.
Price Kernel::price_of(FaultKind kind, bool waits) const {
    const CostProfile& costs = pricing_.costs();
    const Price work = kind == FaultKind::copy_on_write ? costs.copy_on_write : costs.minor_fault;
    return waits ? work : work + costs.crossing() * 2;
}

/// How long the device reads or writes one page.
Duration Kernel::page_service() const {
    const MemorySpec& memory = scenario_.machine.memory;
    return memory.swap.empty() ? pricing_.costs().major_fault.rounded()
                               : devices_.service(swap_, memory.page_size);
}

void Kernel::wait_for_page(Thread& thread, PageNo page) {
    told_faults_[thread.view.tid] = page;
    ++thread.token;
    threads_.set_waiting(thread, Cause::fault, WaitsOn::page, swap_.value, now());
    waiting_for_pages_.push_back(thread.view.tid);
}

/// A page has been read, or one that made room has been written.
void Kernel::page_arrived(Thread& thread) {
    const PageFault fault = faults_.at(thread.view.tid);
    faults_.erase(thread.view.tid);
    Effects effects;
    if (fault.kind != FaultKind::none) memory_->finish(acting_, fault, now(), fault.next_use, effects);
    follow(cpus_[acting_.value], effects, Account::interrupt);
    sample_residence();
    if (thread.state == ThreadState::waiting && thread.waits_on == WaitsOn::page) wake_from_fault(thread);
    const std::vector<Tid> waiting = std::exchange(waiting_for_pages_, {});
    for (const Tid tid : waiting)
        if (threads_[tid].state == ThreadState::waiting) wake_from_fault(threads_[tid]);
}

/// The thread goes on where it was: in the middle of its burst.
void Kernel::wake_from_fault(Thread& thread) {
    ++thread.token;
    threads_.set_state(thread, ThreadState::ready, Cause::fault, now());
    make_ready(thread, Entry::woken);
    seek_cpu(thread);
    apply_charge(cpus_[acting_.value], Account::interrupt, pricing_.costs().enqueue);
}

// --- What changes of mappings do to others ---

void Kernel::follow(Thread& thread, const Effects& effects) {
    follow(cpu_of(thread), effects, Account::syscall);
}

void Kernel::follow(Cpu& cpu, const Effects& effects, Account account) {
    for (const Eviction& each : effects.evicted)
        tracer_.emit(now(),
                     Evicted{each.page.page.value, each.frame.value, each.page.space.value, each.dirty});
    for (const Shootdown& each : effects.shootdowns)
        shoot_down(cpu, each, account);
}

/// The CPU that changed mappings pays for its own entries, and waits for the other CPUs, which are
/// interrupted; an idle one is left alone.
void Kernel::shoot_down(Cpu& by, const Shootdown& shootdown, Account account) {
    const CostProfile& costs = pricing_.costs();
    Price price = costs.flush_page * static_cast<std::int64_t>(shootdown.done.singly);
    if (shootdown.done.whole) price += costs.flush;
    std::uint32_t others = 0;
    for (const CpuId id : shootdown.others) {
        Cpu& other = cpus_[id.value];
        if (other.mode == CpuMode::idle) {
            mmu_.borrow(id);
            continue;
        }
        ++others;
        const Invalidation done = mmu_.serve(id, shootdown.change);
        Price work = costs.flush_page * static_cast<std::int64_t>(done.singly);
        if (done.whole) work += costs.flush;
        interrupt(other, work);
    }
    if (others > 0) {
        price += costs.shootdown + costs.shootdown_cpu * others;
        tracer_.emit(now(), ShotDown{shootdown.change.pages, shootdown.change.space.value, others, by.id});
    }
    apply_charge(by, account, price);
}

} // namespace ossim
