// The kernel: the loop, and what each happening does to the objects.
//
// The plan of the loop: at the earliest instant, rounds of phases until the instant is quiet; in a round
// every due happening changes the objects (kernel.cpp), then every marked CPU chooses (dispatch.cpp). A
// thread that has a CPU does its steps in run_thread.cpp. Only `advance` of the agenda moves the clock.
#pragma once

#include "kernel/agenda.hpp"
#include "kernel/cpu.hpp"
#include "kernel/pricing.hpp"

#include "machine/device.hpp"
#include "machine/warm_caches.hpp"
#include "objects/cpu_masks.hpp"
#include "objects/jobs.hpp"
#include "objects/services.hpp"
#include "syscalls/perform.hpp"

#include "ossim/policy.hpp"
#include "ossim/simulate.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ossim {

/// The devices of a run: those that the scenario declares, then undeclared ones in order of mention,
/// unlimited.
class Devices : public DeviceNames {
  public:
    explicit Devices(const Scenario& scenario);
    DeviceId device(const std::string& name) override;
    [[nodiscard]] Duration service(DeviceId device, std::uint64_t bytes) const override;
    [[nodiscard]] Device& operator[](DeviceId id) { return devices_[id.value]; }
    [[nodiscard]] const Device& operator[](DeviceId id) const { return devices_[id.value]; }
    [[nodiscard]] const std::string& name(DeviceId id) const { return names_[id.value]; }
    [[nodiscard]] std::size_t size() const { return devices_.size(); }

  private:
    const Scenario& scenario_;
    std::vector<Device> devices_;
    std::vector<std::string> names_;
};

class Kernel final : private Scheduling, private KernelView {
  public:
    /// Everything is handed in and must outlive the kernel. `boot` (boot.hpp) fills the agenda.
    Kernel(const Scenario& scenario, Policy& policy, bool wants_bursts, bool wants_totals, Tracer& tracer,
           Names& names, PickListener* picks);

    /// Runs everything up to and at `moment` (`never`: to the end).
    [[nodiscard]] RunResult run_to(Time moment, Progress* progress);
    [[nodiscard]] Snapshot snapshot() const;
    /// The run is over: what processes still hold of memory, and what TLBs and caches have counted, is told.
    void tell_totals();

  private:
    friend class Snapshotter;

    // Scheduling: the kernel as system calls see it.
    [[nodiscard]] Time now() const override { return agenda_.now(); }
    void wake(Thread& thread, Cause cause) override;
    void admit(Thread& thread) override;
    void terminate(Thread& thread, Cause cause) override;
    void request_io(Thread& thread, DeviceId device, NameId label, Duration service) override;
    void sleep(Thread& thread, Duration length) override;
    [[nodiscard]] JobEnd end_job(Thread& thread) override;
    void process_ended(Process& process) override;
    Referral refer(Thread& thread, PageNo page, bool write, std::uint64_t next_use, Duration each) override;
    bool fork_space(Thread& parent, Process& child, ForkHow how) override;
    bool replace_space(Thread& thread, const ImageSpec& image, std::uint32_t start) override;
    void follow(Thread& thread, const Effects& effects) override;
    void kill(Thread& thread, std::int32_t status, Cause cause) override;
    void charge(Thread& thread, Account account, Price price) override;
    void rekey(Thread& thread, std::span<const Rekey> changes, const ServerSpec* server) override;
    void restrict_to(Thread& thread, const std::vector<std::uint32_t>& cpus) override;
    // KernelView: the kernel as a policy sees it.
    void settle(CpuId cpu) override { settle(cpus_[cpu.value]); }
    [[gnu::noinline]] void settle_running() override;
    [[nodiscard]] Duration slice_of(Tid tid) const override;
    [[nodiscard]] std::uint32_t group_of(Tid tid) const override;
    [[nodiscard]] const ThreadView& thread(Tid tid) const override { return threads_[tid].view; }
    [[nodiscard]] CpuId cpu_of(Tid tid) const override { return threads_[tid].cpu; }
    [[nodiscard]] const CpuSet& allowed(const ThreadView& thread) const override {
        const CpuSet* mask = threads_.rest(thread.tid).allowed;
        return mask != nullptr ? *mask : masks_.all();
    }
    [[nodiscard]] const CpuSet& idle_cpus() const override;
    void look(CpuId cpu) override { mark(cpus_[cpu.value]); }
    [[nodiscard]] bool will_look(CpuId cpu) const override {
        return marked_.has(cpu) || cpus_[cpu.value].choice_pending;
    }
    void moved(const Moved& move) override;
    [[gnu::noinline]] void stop(Outcome outcome, const char* what, std::uint64_t most) override;

    // kernel.cpp: the loop and its happenings.
    [[nodiscard]] bool go_on_from_round(Time moment);
    [[nodiscard, gnu::noinline]] bool enter_next_instant(Time next, Time moment);
    [[nodiscard]] bool begin_round();
    void move_to(Time next);
    [[nodiscard, gnu::noinline]] bool is_finished(Time next) const;
    [[gnu::noinline]] void take_stock(Progress* progress);
    [[gnu::noinline]] void end_run(Outcome outcome, Time at, std::string message = {});
    void handle(const Happening& happening);
    void complete(Cpu& cpu);
    [[gnu::noinline]] void end_quantum(Cpu& cpu);
    [[gnu::noinline]] void begin(Cpu& cpu);
    void start(Cpu& cpu, Thread& thread);
    [[gnu::noinline]] void end_kernel_work(Cpu& cpu);
    [[gnu::noinline]] void finish_leaving(Cpu& cpu);
    void complete_io(DeviceId device, Tid tid, std::uint32_t token);
    void start_service(DeviceId device, const DeviceRequest& request, const Thread& thread);
    [[gnu::noinline]] void end_timer(Tid tid, std::uint32_t token);
    [[gnu::noinline]] void arrive(const Arrival& arrival);
    [[gnu::noinline]] void upkeep();
    [[gnu::noinline]] void renew_quantum(Thread& thread);
    [[gnu::noinline]] void mark_outranked();
    [[gnu::noinline]] void find_outranked();
    [[nodiscard]] std::size_t takers_of(const std::vector<Tid>& best) const;
    [[nodiscard, gnu::noinline]] bool is_outranked(const Cpu& cpu);

    // arrivals.cpp: processes come, are admitted, or wait for room.
    Process& create_process(const Arrival& arrival, Name name);
    void join_process(const Arrival& arrival, const ThreadSpec& spec);
    void create_threads(Process& process, const ThreadSpec& spec, bool named);
    void create_as_processes(const Arrival& arrival, const ProcessSpec& spec, Name family);
    Thread& create_thread(Process& process, const ThreadSpec& spec, Name name);
    [[nodiscard]] bool has_room_for(Pid pid) const;
    void submit(Pid pid);
    void admit_process(Process& process);

    // jobs.cpp: periodic work, and work with a deadline.
    [[gnu::noinline]] void add_jobs(Thread& thread, const Attributes& attributes);
    void note_release(Jobs& jobs);
    [[gnu::noinline]] void release_job(Tid tid);
    [[gnu::noinline]] void meet_deadline(Tid tid, std::uint32_t number);
    void begin_job(Thread& thread, Jobs& jobs);
    [[gnu::noinline]] void tell_done(Jobs& jobs);
    void abort_job(Thread& thread, Jobs& jobs);
    [[nodiscard]] bool stop_working(Thread& thread);
    void forget_work(Thread& thread);
    void skip_work(Thread& thread);

    // memory.cpp: address spaces, refills and faults. Nothing here is called unless memory is modelled.
    void give_space(Process& process);
    void give_stack(Thread& thread);
    void free_space(Process& process);
    SpaceLoad load_space(Cpu& cpu, SpaceId space);
    [[nodiscard]] bool has_small_memory() const;
    void tell_footprint(const Process& process);
    void sample_residence();
    [[nodiscard]] const FlatWorkingSet* working_set_in_progress(const Thread& thread) const;
    [[nodiscard, gnu::noinline]] bool touch(Cpu& cpu, Thread& thread, const FlatWorkingSet& set);
    void give_up_old_pages(Cpu& cpu, const Thread& thread);
    [[nodiscard]] Referral touch_pages(Cpu& cpu, Thread& thread, Reference& pages, Refill& refill);
    [[nodiscard]] Referral serve(Cpu& cpu, Thread& thread, PageFault fault, std::uint64_t next_use);
    [[nodiscard]] Price price_of(FaultKind kind, bool waits) const;
    [[nodiscard]] Duration page_service() const;
    void tell(const Cpu& cpu, const Thread& thread, const PageFault& fault);
    void wait_for_page(Thread& thread, PageNo page);
    Duration tell_refill(const Cpu& cpu, Tid who, const Refill& refill);
    void pay_refill(Cpu& cpu, const Thread& thread, const Refill& refill);
    [[nodiscard, gnu::noinline]] Price trap_with_memory(const Cpu& cpu);
    [[nodiscard]] Price kernel_refill(const Cpu& cpu, const Refill& refill);
    [[gnu::noinline]] void leave_with_memory(Cpu& cpu);
    void shoot_down(Cpu& by, const Shootdown& shootdown, Account account);
    void follow(Cpu& cpu, const Effects& effects, Account account);
    [[gnu::noinline]] void page_arrived(Thread& thread);
    void wake_from_fault(Thread& thread);
    void begin_request(Thread& thread, DeviceId device, NameId label, Duration service, Cause cause,
                       WaitsOn on);

    // ready.cpp: a thread becomes ready, and which CPU it may take.
    void make_ready(Thread& thread, Entry why);
    void requeue(Thread& thread, Entry why, Cause cause);
    void seek_cpu(const Thread& thread);
    [[nodiscard, gnu::noinline]] Cpu* worst_taken(const Thread& thread);
    [[nodiscard]] Cpu* free_place(const Thread& thread, const CpuSet& places);
    void end_spent_quantum(const CpuSet* places);
    [[nodiscard]] bool takes_over(const ThreadView& ready, Cpu& cpu);
    [[nodiscard]] static OnCpu turn_of(const Thread& thread) { return {thread.view.tid, thread.dispatches}; }
    [[nodiscard]] bool has_rest_of_quantum(const Thread& thread, Entry why) const;
    void mark(Cpu& cpu);
    template <class Change>
    void change_key(Thread& thread, const Change& change);

    // dispatch.cpp: a marked CPU chooses; a switch is made.
    /// Is a CPU marked, or idle while somebody is ready?
    [[nodiscard]] bool has_to_choose() const {
        return !marked_.empty() || (!idle_.empty() && policy_.ready() > 0);
    }
    bool dispatch_round();
    [[gnu::noinline]] void choose_at_once();
    bool dispatch(Cpu& cpu);
    [[nodiscard, gnu::noinline]] bool keeps_busy(Cpu& cpu);
    [[nodiscard]] bool stays(Cpu& cpu);
    /// May the thread that runs there no longer do so?
    [[nodiscard]] bool must_go(const Cpu& cpu) const {
        return has_places_ && !allowed(threads_[cpu.current].view).has(cpu.id);
    }
    [[nodiscard]] Choice choose(Cpu& cpu);
    [[nodiscard]] Tid forced_for(Cpu& cpu);
    [[nodiscard, gnu::noinline]] Choice choose_watched(Cpu& cpu);
    void go_on(Cpu& cpu, const Choice& choice);
    void switch_to(Cpu& cpu, const Choice& choice);
    [[nodiscard, gnu::noinline]] const SwitchPrice& price_of_coming(Cpu& cpu, const Thread& thread);
    void begin_alone();
    [[gnu::noinline]] bool go_idle(Cpu& cpu);
    [[nodiscard]] SwitchCase switch_case(const Cpu& cpu, Tid to) const;
    [[nodiscard]] SwitchKind kind_of(const Cpu& cpu, const Thread& to) const;
    void take_off(Cpu& cpu, LeftBy how);
    [[gnu::noinline]] bool begin_leaving(Cpu& cpu, LeavingStep departure, LeftBy how);
    void preempt(Cpu& cpu);

    // run_thread.cpp: a thread that has a CPU does its steps.
    void advance(Cpu& cpu);
    [[nodiscard]] StepResult do_step(Tid tid, const Op& op);
    [[nodiscard, gnu::noinline]] StepResult do_rare_step(Tid tid, const Op& op);
    [[nodiscard]] bool is_plain(const Op& op) const { return (plain_ >> op.index() & 1) != 0; }
    [[nodiscard, gnu::noinline]] bool takes_time_before(Cpu& cpu, Thread& thread, const Op& op);
    [[nodiscard]] bool gives_cpu_up(const Thread& thread, const Op& op) const;
    [[nodiscard]] bool pay(Cpu& cpu, Thread& thread, const Op& op);
    [[nodiscard]] bool carry_on(Cpu& cpu, Tid tid, const StepResult& result);
    [[nodiscard, gnu::noinline]] bool do_yield(Cpu& cpu, Thread& thread);
    /// Counts steps while no time passes: a program that goes round for ever is reported, not hung.
    [[nodiscard]] bool makes_progress(Thread& thread) {
        return ++steps_here_ <= most_steps_here_ || makes_progress_alone(thread);
    }
    [[nodiscard, gnu::noinline]] bool makes_progress_alone(Thread& thread);
    void tell_memory();
    void settle(Cpu& cpu);
    [[gnu::noinline]] void settle_more(const Cpu& cpu, Thread& thread, Duration ran);
    void schedule(Cpu& cpu);
    [[gnu::noinline]] void schedule_at_rate(Cpu& cpu);
    [[gnu::noinline]] void become_warm(Cpu& cpu);
    [[gnu::noinline]] void enter_cache(Cpu& cpu);
    void apply_charge(Cpu& cpu, Account account, Price price) {
        if (price != Price()) charge_for(cpu, account, price.rounded());
    }
    [[gnu::noinline]] void charge_for(Cpu& cpu, Account account, Duration length);
    /// The kernel is entered for the thread that runs there, and left again.
    void trap(Cpu& cpu) {
        if (memory_) apply_charge(cpu, Account::refill, trap_with_memory(cpu));
    }
    /// The CPU serves an interrupt, with so much work besides: the kernel is entered and left.
    void interrupt(Cpu& cpu, Price work = {}) {
        if (memory_) work += trap_with_memory(cpu);
        apply_charge(cpu, Account::interrupt, pricing_.interrupt() + work);
    }
    void lengthen(Cpu& cpu, Duration length, bool of_thread);
    static void use_quantum(Thread& thread, Duration length);
    void set_mode(Cpu& cpu, CpuMode mode);
    [[gnu::noinline]] void change_idle(CpuId cpu, bool is_idle);
    void begin_burst(Thread& thread);
    [[gnu::noinline]] void measure_burst(Thread& thread);
    void claim(Cpu& cpu, Tid newcomer);
    void forget_newcomer(Cpu& cpu);
    [[gnu::noinline]] void drop_claim(Cpu& cpu);
    [[nodiscard, gnu::noinline]] bool is_among_best(const Thread& thread, const Cpu& cpu);
    [[nodiscard]] bool may_take(const Cpu& cpu, const Thread& thread) const;
    [[nodiscard, gnu::noinline]] Cpu* unclaimed_cpu(const Thread& thread);
    [[nodiscard]] const ThreadView& contender(const Cpu& cpu) const;

    [[nodiscard]] Cpu& cpu_of(const Thread& thread) { return cpus_[thread.cpu.value]; }
    /// Does a convention give its last CPU to this thread, whoever else is ready?
    [[nodiscard]] bool is_forced(const Thread& thread) const {
        return conventions_.after_io == AfterIo::runs && cpus_[thread.cpu.value].forced == thread.view.tid;
    }

    const Scenario& scenario_;
    const Conventions conventions_; ///< a copy: the loop asks them all the time
    Policy& policy_;
    const bool wants_bursts_, wants_totals_, is_preemptive_, has_upkeep_, is_watched_, has_places_;
    const bool compares_all_;   ///< with several CPUs: all that are ready with all that run
    const bool asks_newcomers_; ///< may a thread that becomes ready take the CPU from one that runs?
    std::uint64_t plain_ = 0;   ///< operations, by their place in Op, before which there is nothing to pay
    Tracer& tracer_;
    Names& names_;
    PickListener* picks_;
    Devices devices_;
    Code code_;
    Threads threads_;
    Processes processes_;
    Variables variables_;
    Services services_;
    Pricing pricing_;
    const MemoryPrices reference_prices_;
    Mmu mmu_;
    std::unique_ptr<Memory> memory_;     ///< none unless it is modelled
    std::map<Tid, PageFault> faults_;    ///< whose pages are being read
    std::map<Tid, PageNo> told_faults_;  ///< that are done again when their thread is woken
    std::vector<Tid> waiting_for_pages_; ///< … by somebody else; or for a frame
    DeviceId swap_;                      ///< where pages come from
    std::uint64_t references_ = 0;       ///< made one by one, in all
    Time last_sample_, next_sample_;     ///< of what processes have in frames
    Duration sample_period_{1'000};
    std::uint32_t samples_ = 0;
    bool samples_working_sets_ = false;
    Agenda agenda_;
    std::unique_ptr<WarmCaches> warm_caches_; ///< none unless caches are a rate
    bool settles_more_ = false;               ///< is there more to be settled than the times?
    Time settled_at_ = Time::never();         ///< when `settle_running` was last asked
    std::vector<Cpu> cpus_;
    /// Idle CPUs: those that look for work by themselves, and, under a policy with places, all of them.
    CpuSet idle_, resting_;
    mutable CpuSet open_; ///< what `idle_cpus` answers
    CpuSet marked_;
    CpuMasks masks_;
    std::uint32_t free_ = 0;                     ///< CPUs that are idle or choosing
    std::uint32_t claims_ = 0, free_claims_ = 0; ///< CPUs that a newcomer claims; the free ones among them

    std::deque<Pid> waiting_for_room_; ///< New, in order of arrival
    std::uint32_t admitted_ = 0;
    std::uint32_t lasting_to_come_ = 0; ///< arrivals that keep the run alive: no daemons
    bool only_daemons_ = false;         ///< the scenario lists nothing that keeps the run alive
    std::uint64_t next_stock_ = 1;      ///< how many happenings until `take_stock`
    Time undisputed_;                   ///< up to here nothing but the end of all work can end the run
    Time seen_at_; ///< the moment up to which the run has been followed: what a snapshot shows
    CpuId acting_; ///< the CPU whose work is going on
    std::uint64_t requests_ = 0;
    /// May a thread that nothing else is due beside begin without the agenda? Not if upkeep may come between,
    /// nor where the sequence in which CPUs put their happenings there counts.
    bool can_begin_alone_ = false;
    Cpu* beginner_ = nullptr; ///< the first CPU of this dispatch whose thread begins with a step
    const std::uint64_t most_steps_here_;
    std::uint64_t steps_here_ = 0; ///< steps at this instant, of all threads
    bool ended_ = false;
    RunResult result_;
    JobList jobs_;
    std::vector<PriorityChange> changes_;
    std::vector<Cpu*> outranked_; ///< whose threads are not the best any more
    std::vector<Tid> best_;
    std::vector<Candidate> candidates_;
    std::vector<Tid> pushed_out_;
};

} // namespace ossim
