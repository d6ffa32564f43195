// What must hold at every instant of a run (SEMANTICS 9), judged from its events alone: a second, naive book
// of the machine that knows the rules and nothing of the kernel.
#pragma once

#include "ossim/catalogue.hpp"
#include "ossim/scenario.hpp"
#include "ossim/sink.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ossim::testing {

class InvariantSink : public Sink {
  public:
    InvariantSink(const Scenario& scenario, const PolicyInfo& policy)
        : scenario_(scenario), work_conserving_(policy.work_conserving && !holds_back(scenario.scheduler)),
          cpus_(scenario.machine.cpus) {}

    void start(const TraceHeader&, const Names& names) override { names_ = &names; }
    void accept(std::span<const Event> events) override {
        for (const Event& event : events)
            take(event);
    }
    void finish(Time end) override {
        if (end != now_) blame("finish says another end than the last record");
    }
    /// The first violations, a line each; empty if there is none.
    [[nodiscard]] const std::string& problems() const { return problems_; }
    [[nodiscard]] Outcome outcome() const { return outcome_; }

  private:
    struct JobBook {
        Time release, deadline;
    };
    struct ThreadBook {
        Pid pid;
        ThreadState state = ThreadState::fresh;
        WaitsOn on = WaitsOn::nothing;
        CpuId cpu;
        std::uint64_t request = 0;
        std::uint64_t allowed = ~std::uint64_t{0}; ///< bit n: CPU n
        std::vector<JobBook> jobs;                 ///< released, in order
        std::uint64_t jobs_ended = 0;
    };
    struct ProcessBook {
        std::uint32_t space = 0; ///< 0: none, or memory is not modelled
        Pid parent;
        Tid forker;
        std::uint32_t alive = 0;
        bool created = false, exited = false, reaped = false, forked = false, admitted = false,
             refused = false;
    };
    struct CpuBook {
        Tid runs, kept_for;
        Time busy_until;
    };
    struct RequestBook {
        Tid tid;
        DeviceId device;
        Duration service;
        Time started = Time::never();
        bool done = false;
    };
    struct DeviceBook {
        std::uint32_t served = 0;
        std::deque<std::uint64_t> waiting;
    };

    void blame(const std::string& what) {
        if (++blamed_ > 5) return;
        problems_ += "at " + std::to_string(now_.ns()) + " ns: " + what + "\n";
    }
    void expect(bool holds, const char* what, std::uint64_t who = 0) {
        if (!holds) blame(std::string(what) + ", " + std::to_string(who));
    }
    ThreadBook& thread(Tid tid) {
        if (tid.value == 0 || tid.value >= threads_.size()) {
            blame("an unknown thread " + std::to_string(tid.value));
            return threads_[0];
        }
        return threads_[tid.value];
    }
    ProcessBook& process(Pid pid) {
        if (pid.value == 0 || pid.value >= processes_.size()) {
            blame("an unknown process " + std::to_string(pid.value));
            return processes_[0];
        }
        return processes_[pid.value];
    }

    void take(const Event& event) {
        if (event.time != now_) {
            expect(event.time > now_, "time runs back");
            if (!std::holds_alternative<RunEnd>(event.body)) close_instant();
            now_ = event.time;
        }
        std::visit([this](const auto& body) { check(body); }, event.body);
        ++events_;
    }

    /// May a ready thread have to wait for the next period of its server, or of its class?
    [[nodiscard]] static bool holds_back(const SchedulerSpec& spec) {
        if (spec.policy == "edf") return true;
        return std::ranges::any_of(spec.parameters, [](const Parameter& each) {
            const auto* queues = std::get_if<std::vector<SchedulerSpec>>(&each.value);
            const auto* length = std::get_if<Duration>(&each.value);
            return queues != nullptr
                       ? std::ranges::any_of(*queues, holds_back)
                       : each.name == "runtime" && length != nullptr && *length != Duration::forever();
        });
    }
    /// The instant is over: nobody idles while somebody waits for a CPU.
    void close_instant() {
        expect(now_.ns() >= 0, "a time before the start");
        if (!work_conserving_ || ready_ == 0 || !shares_all()) return;
        std::uint64_t wanted = scenario_.has_affinity ? 0 : ~std::uint64_t{0};
        for (const ThreadBook& each : threads_)
            if (scenario_.has_affinity && each.state == ThreadState::ready) wanted |= each.allowed;
        for (std::size_t i = 0; i < cpus_.size(); ++i)
            expect(cpus_[i].runs || cpus_[i].kept_for || cpus_[i].busy_until > now_ || (wanted >> i & 1) == 0,
                   "a CPU idles while a thread is Ready", i);
    }
    /// Will an idle CPU take any thread that it may run? Where queues are apart, it must steal for that; then
    /// who is hot stays, and who may not run elsewhere hides the others of a queue's surplus.
    [[nodiscard]] bool shares_all() const {
        const Machine& machine = scenario_.machine;
        return machine.run_queues.sharing == QueueSharing::global ||
               (machine.balance.on_idle == OnIdle::steal && machine.balance.migration_cost == Duration() &&
                !scenario_.has_affinity);
    }
    /// Of a thread with a specification: what its process gives it.
    [[nodiscard]] std::uint64_t given_mask(Name label) const {
        const std::string text = names_->text(label);
        const std::string base = text.substr(0, text.find_first_of("./"));
        for (const ProcessSpec& each : scenario_.processes) {
            if (each.name != base || each.threads.front().attributes.affinity.empty()) continue;
            std::uint64_t mask = 0;
            for (const std::uint32_t cpu : each.threads.front().attributes.affinity)
                mask |= std::uint64_t{1} << cpu;
            return mask;
        }
        return ~std::uint64_t{0};
    }

    void check(const ProcessNew& event) {
        processes_.resize(std::max<std::size_t>(processes_.size(), event.pid.value + 1));
        expect(!std::exchange(process(event.pid).created, true), "a pid is given twice", event.pid.value);
        expect(event.parent == init_pid || !process(event.parent).exited,
               "the parent of a new process has ended", event.pid.value);
        process(event.pid).parent = event.parent;
    }
    void check(const ThreadNew& event) {
        expect(event.tid.value == threads_.size(), "tids are not dense", event.tid.value);
        threads_.resize(std::max<std::size_t>(threads_.size(), event.tid.value + 1));
        expect(!process(event.pid).exited, "a new thread in an ended process", event.tid.value);
        ++process(event.pid).alive;
        thread(event.tid).pid = event.pid;
        thread(event.tid).allowed =
            process(event.pid).forked ? thread(process(event.pid).forker).allowed : given_mask(event.label);
        if (process(event.pid).alive == 1 &&
            process(event.pid).forked) // the copy has the caller's open spans
            spans_[event.tid.value] = spans_[process(event.pid).forker.value];
    }

    static bool is_legal(ThreadState from, ThreadState to) {
        using enum ThreadState;
        switch (from) {
        case fresh: return to == newborn;
        case newborn: return to == ready || to == terminated;
        case ready: return to == running || to == terminated;
        case running: return to == ready || to == waiting || to == terminated;
        case waiting: return to == ready || to == terminated;
        case terminated: return false;
        }
        return false;
    }
    void check(const StateMove& event) {
        ThreadBook& book = thread(event.tid);
        expect(book.state == event.from, "a move does not begin where the last one ended", event.tid.value);
        expect(is_legal(event.from, event.to), "an illegal move", event.tid.value);
        if (event.from == ThreadState::running) leave(event, book);
        if (event.from == ThreadState::waiting) wake(event, book);
        if (event.from == ThreadState::ready) --ready_;
        book.state = event.to;
        if (event.from == ThreadState::newborn) admit(event, process(book.pid));
        if (event.to == ThreadState::ready) ++ready_;
        if (event.to == ThreadState::running) enter(event, book);
        if (event.to == ThreadState::waiting) wait(event, book);
        if (event.to == ThreadState::terminated) --process(book.pid).alive;
    }
    void enter(const StateMove& event, ThreadBook& book) {
        CpuBook& cpu = cpus_.at(event.cpu.value);
        expect(!cpu.runs, "a CPU runs two threads", event.cpu.value);
        expect(!cpu.kept_for, "a kept CPU runs another thread", event.cpu.value);
        expect((book.allowed >> event.cpu.value & 1) != 0, "a thread runs where it may not", event.tid.value);
        cpu.runs = event.tid;
        book.cpu = event.cpu;
    }
    void leave(const StateMove& event, const ThreadBook& book) {
        CpuBook& cpu = cpus_.at(book.cpu.value);
        expect(event.cpu == book.cpu, "a thread leaves another CPU than it ran on", event.tid.value);
        expect(cpu.runs == event.tid, "a thread leaves a CPU that another one has", event.tid.value);
        cpu.runs = Tid{};
        if (event.to == ThreadState::waiting)
            expect(cpu.busy_until <= now_, "a thread blocks while the kernel has its CPU", event.tid.value);
    }
    void wait(const StateMove& event, ThreadBook& book) {
        expect(event.on != WaitsOn::nothing, "a thread waits on nothing", event.tid.value);
        book.on = event.on;
        if (event.on == WaitsOn::io && scenario_.conventions.during_io == DuringIo::kept)
            cpus_[book.cpu.value].kept_for = event.tid;
    }
    void wake(const StateMove& event, ThreadBook& book) {
        CpuBook& cpu = cpus_[book.cpu.value];
        if (cpu.kept_for == event.tid) cpu.kept_for = Tid{};
        if (event.to == ThreadState::ready && book.on == WaitsOn::io)
            expect(book.request != 0 && requests_[book.request].done, "a thread wakes before its I/O is done",
                   event.tid.value);
        book.on = WaitsOn::nothing;
    }
    /// A process takes its slot with its first thread, in order of refusal.
    void admit(const StateMove& event, ProcessBook& book) {
        if (event.to != ThreadState::ready || book.admitted) return;
        const Pid pid = threads_[event.tid.value].pid;
        if (book.refused) {
            expect(!refused_.empty() && refused_.front() == pid, "admitted out of turn", pid.value);
            if (!refused_.empty()) refused_.pop_front();
        }
        book.admitted = true;
        if (!book.forked) ++admitted_;
        expect(!scenario_.admitted_processes || admitted_ <= *scenario_.admitted_processes,
               "more processes than the limit admits", pid.value);
    }
    void check(const NotAdmitted& event) {
        expect(scenario_.admitted_processes &&
                   (admitted_ == *scenario_.admitted_processes || !refused_.empty()),
               "refused although there is room", event.pid.value);
        process(event.pid).refused = true;
        refused_.push_back(event.pid);
    }

    void check(const Pick& event) {
        expect(thread(event.tid).state == ThreadState::ready, "picked, but not Ready", event.tid.value);
        expect(!cpus_.at(event.cpu_number).runs, "a CPU that runs a thread picks", event.cpu_number);
        expect(cpus_[event.cpu_number].busy_until <= now_, "a CPU in the kernel picks", event.cpu_number);
        if (scenario_.machine.run_queues.sharing == QueueSharing::global && !scenario_.has_affinity &&
            work_conserving_)
            expect(event.ready == ready_, "a pick counts other candidates than are Ready", event.ready);
        else
            expect(event.ready <= ready_, "a pick counts more candidates than are Ready", event.ready);
        if (scenario_.conventions.after_io == AfterIo::runs) return;
        expect((event.decided == DecidedBy::only) == (event.ready == 1), "only candidate, or not",
               event.tid.value);
        if (event.next)
            expect(event.next != event.tid && thread(event.next).state == ThreadState::ready,
                   "the second best is not Ready", event.next.value);
    }
    void occupy(CpuId cpu, Duration length) {
        expect(length >= Duration(), "a negative length", cpu.value);
        CpuBook& book = cpus_.at(cpu.value);
        book.busy_until = std::max(book.busy_until, now_) + length;
    }
    void check(const Switch& event) {
        if (event.charged != ChargedAs::leaving)
            expect(event.from != event.to || event.kind == SwitchKind::same, "a switch to oneself",
                   event.from.value);
        if (event.kind == SwitchKind::thread || event.kind == SwitchKind::process)
            expect((thread(event.from).pid == thread(event.to).pid) == (event.kind == SwitchKind::thread),
                   "the wrong kind of switch", event.to.value);
        if (event.to)
            expect(cpus_.at(event.cpu_number).runs == event.to, "a switch to another", event.to.value);
        expect(cpus_[event.cpu_number].busy_until <= now_ || event.charged == ChargedAs::leaving,
               "a switch while the kernel has the CPU", event.cpu_number);
        occupy(event.cpu(), event.components.total());
    }
    void check(const Begin& event) {
        const CpuBook& cpu = cpus_.at(event.cpu.value);
        expect(cpu.runs == event.tid, "begins without the CPU", event.tid.value);
        expect(cpu.busy_until == now_, "begins at another moment than the switch ends", event.tid.value);
    }
    void check(const Charge& event) {
        expect(event.length > Duration(), "an empty charge", event.cpu.value);
        const CpuBook& cpu = cpus_.at(event.cpu.value);
        expect(event.tid == cpu.runs || (event.tid && event.tid == cpu.kept_for) || !event.tid ||
                   thread(event.tid).state == ThreadState::terminated,
               "a charge names another than who runs", event.tid.value);
        occupy(event.cpu, event.length);
    }
    void check(const QuantumEnd& event) { acts(event.tid, "a quantum ends for who does not run"); }

    void check(const IoRequest& event) {
        expect(event.request == requests_.size(), "requests are not dense", event.request);
        DeviceBook& device = devices_[event.device.value];
        expect(event.queued == device.waiting.size(), "the queue of a device is another", event.request);
        requests_.push_back({event.tid, event.device, event.service, Time::never(), false});
        device.waiting.push_back(event.request);
        thread(event.tid).request = event.request;
    }
    void check(const IoStart& event) {
        if (!known(event.request)) return;
        RequestBook& request = requests_[event.request];
        DeviceBook& device = devices_[event.device.value];
        expect(request.started == Time::never(), "a request begins twice", event.request);
        expect(request.tid == event.tid && request.device == event.device, "another request", event.request);
        expect(!device.waiting.empty() && device.waiting.front() == event.request, "served out of turn",
               event.request);
        if (!device.waiting.empty()) device.waiting.pop_front();
        ++device.served;
        const auto& declared = scenario_.machine.devices;
        if (event.device.value < declared.size())
            expect(device.served <= declared[event.device.value].channels, "too many served at once",
                   event.device.value);
        request.started = now_;
    }
    void check(const IoDone& event) {
        if (!known(event.request)) return;
        RequestBook& request = requests_[event.request];
        expect(!request.done, "a request is done twice", event.request);
        expect(request.started != Time::never() && request.started + request.service == now_,
               "a request is not done after its service", event.request);
        request.done = true;
        --devices_[event.device.value].served;
    }
    bool known(std::uint64_t request) {
        expect(request > 0 && request < requests_.size(), "an unknown request", request);
        return request > 0 && request < requests_.size();
    }

    void check(const Forked& event) {
        acts(event.tid, "forks without a CPU");
        expect(process(event.child).parent == thread(event.tid).pid, "a child of another", event.child.value);
        process(event.child).forked = true;
        process(event.child).forker = event.tid;
    }
    void check(const Spawned& event) {
        acts(event.tid, "spawns without a CPU");
        expect(thread(event.child).pid == thread(event.tid).pid, "a thread of another", event.child.value);
        thread(event.child).allowed = thread(event.tid).allowed;
    }
    /// Jobs come in order, one begins when the one before has ended, and each ends in one way.
    void check(const JobReleased& event) {
        ThreadBook& book = thread(event.tid);
        expect(event.job == book.jobs.size() + 1, "jobs are released out of order", event.tid.value);
        expect(event.deadline > now_, "a deadline is not after the release", event.tid.value);
        book.jobs.push_back({now_, event.deadline});
    }
    void end_job(Tid tid, std::uint64_t number, Time deadline) {
        ThreadBook& book = thread(tid);
        expect(number == book.jobs_ended + 1 && number <= book.jobs.size(), "a job ends out of turn",
               tid.value);
        book.jobs_ended = number;
        if (number == 0 || number > book.jobs.size()) return;
        expect(book.jobs[number - 1].deadline == deadline, "a job has another deadline", tid.value);
    }
    void check(const JobDone& event) {
        end_job(event.tid, event.job, event.deadline);
        const auto& jobs = thread(event.tid).jobs;
        if (event.job == 0 || event.job > jobs.size()) return;
        expect(jobs[event.job - 1].release + event.response == now_, "another response time",
               event.tid.value);
        expect(event.lateness.value.ns() == now_.ns() - event.deadline.ns(), "another lateness",
               event.tid.value);
    }
    void check(const JobMissed& event) {
        expect(event.deadline == now_, "a miss is noticed at another moment", event.tid.value);
        expect(event.job > thread(event.tid).jobs_ended, "a job is missed that has ended", event.tid.value);
    }
    void check(const JobAborted& event) {
        expect(event.deadline == now_, "a job is given up at another moment", event.tid.value);
        end_job(event.tid, event.job, event.deadline);
    }
    void check(const Migrated& event) {
        expect(event.from != event.to, "moves to where it is", event.tid.value);
        expect(scenario_.machine.run_queues.sharing != QueueSharing::global, "moves between no queues",
               event.tid.value);
    }
    void check(const Rekeyed& event) {
        expect(thread(event.tid).state != ThreadState::terminated, "an ended thread is changed",
               event.tid.value);
        if (event.which == ThreadAttribute::affinity)
            thread(event.tid).allowed = static_cast<std::uint64_t>(event.after);
    }
    void check(const ProcessExit& event) {
        ProcessBook& book = process(event.pid);
        expect(!book.exited, "a process exits twice", event.pid.value);
        expect(book.alive == 0, "a process exits before its threads", event.pid.value);
        book.exited = true;
        if (!book.forked) --admitted_;
    }
    void check(const Reaped& event) {
        ProcessBook& book = process(event.pid);
        expect(book.exited && !book.reaped, "reaped, but no zombie", event.pid.value);
        expect(book.parent == event.parent, "reaped by another than its parent", event.pid.value);
        if (event.tid) {
            expect(thread(event.tid).state == ThreadState::running, "reaps without a CPU", event.tid.value);
            expect(thread(event.tid).pid == event.parent, "reaped by a thread of another", event.pid.value);
        } else {
            expect(event.parent == init_pid, "init reaps a child of another", event.pid.value);
        }
        book.reaped = true;
    }
    void check(const Orphaned& event) {
        ProcessBook& book = process(event.pid);
        expect(!book.reaped, "a reaped process gets a parent", event.pid.value);
        expect(event.parent == init_pid || !process(event.parent).exited, "the new parent has ended",
               event.parent.value);
        book.parent = event.parent;
    }

    void check(const Refilled& event) {
        acts(event.tid, "refills without a CPU");
        expect(event.tlb >= Duration() && event.cache >= Duration(), "a refill gives time", event.tid.value);
        expect(event.second_hits + event.walks + event.lines_l2 + event.lines_l3 + event.lines_memory > 0,
               "a refill of nothing", event.tid.value);
    }
    void check(const Referred& event) { acts(event.tid, "refers to memory without a CPU"); }
    void check(const Faulted& event) {
        acts(event.tid, "a page fault without a CPU");
        expect(event.kind != FaultKind::none, "a fault that is none", event.tid.value);
    }
    void check(const Evicted& event) { expect(event.space < 1U << 31U, "a strange space", event.space); }
    void check(const ShotDown& event) {
        expect(event.others > 0 && event.others < cpus_.size(), "a shootdown of nobody", event.cpu.value);
    }
    void check(const BaseWritten& event) {
        expect(event.space != 0, "no address space is loaded");
        expect(event.recycled == 0 || event.new_tag, "a tag is recycled and nobody gets it", event.tag);
    }
    void check(const MemoryHeld& event) {
        static_cast<void>(process(event.pid));
        expect(event.resident <= event.mapped, "more is resident than mapped", event.pid.value);
        expect(event.shared <= event.resident, "more is shared than resident", event.pid.value);
        expect(event.stacks <= event.resident, "more is in stacks than resident", event.pid.value);
        expect(event.tables > 0, "an address space without a page table", event.pid.value);
    }
    void check(const Resident& event) {
        static_cast<void>(process(event.pid));
        expect(event.working_set <= event.pages, "a working set is larger than what is resident",
               event.pid.value);
    }
    void check(const TlbCounted& event) {
        expect(event.compulsory <= event.walks, "more compulsory misses than walks", event.cpu.value);
        expect(event.switch_misses <= event.second_hits + event.walks,
               "more misses because of a switch than misses", event.cpu.value);
    }
    void check(const Warmed& event) {
        const bool was = !warm_.insert({event.cpu.value, event.tid.value}).second;
        expect(was != event.warm, "warm is what was warm, or cold what was cold", event.tid.value);
        if (!event.warm) warm_.erase({event.cpu.value, event.tid.value});
        if (event.warm)
            expect(cpus_[event.cpu.value].runs == event.tid, "who does not run becomes warm",
                   event.tid.value);
    }
    void check(const WarmCounted& event) {
        expect(event.length <= now_ - Time(), "a CPU ran warm for longer than the run", event.cpu.value);
    }
    void check(const SpaceMade& event) {
        ProcessBook& book = process(event.pid);
        const bool frees = event.change == SpaceChange::freed;
        expect(!frees || book.space == event.space, "another space is freed", event.pid.value);
        expect(frees || event.change == SpaceChange::borrowed || event.space != book.space,
               "the same space again", event.pid.value);
        book.space = frees ? 0 : event.space;
    }

    void check(const Printed& event) { acts(event.tid, "prints without a CPU"); }
    void check(const SpanBegin& event) {
        acts(event.tid, "enters a span without a CPU");
        spans_[event.tid.value].push_back(now_);
    }
    void check(const SpanEnd& event) {
        acts(event.tid, "leaves a span without a CPU");
        auto& open = spans_[event.tid.value];
        expect(!open.empty() && now_ - open.back() == event.length, "a span of another length",
               event.tid.value);
        if (!open.empty()) open.pop_back();
    }
    void check(const Loaded& event) {
        acts(event.tid, "loads without a CPU");
        const auto at = cells_.find({event.space.value, event.variable.value});
        if (at != cells_.end()) expect(at->second == event.value, "reads what nobody wrote", event.tid.value);
    }
    void check(const Stored& event) {
        acts(event.tid, "stores without a CPU");
        cells_[{event.space.value, event.variable.value}] = event.value;
    }
    void check(const PriorityChange& event) {
        expect(thread(event.tid).state != ThreadState::terminated, "the priority of an ended thread changes",
               event.tid.value);
    }
    /// The thread runs, and the kernel has finished what it does on its CPU.
    void acts(Tid tid, const char* what) {
        const ThreadBook& book = thread(tid);
        expect(book.state == ThreadState::running && cpus_.at(book.cpu.value).busy_until <= now_, what,
               tid.value);
    }

    void check(const RunEnd& event) {
        expect(event.events == events_, "the last record counts other events", event.events);
        outcome_ = event.outcome;
        const bool ended_by_itself = event.outcome == Outcome::finished || event.outcome == Outcome::deadlock;
        const bool complete = ended_by_itself || event.outcome == Outcome::until;
        expect(event.complete == complete, "complete, or not");
        if (ended_by_itself) close_instant();
        for (std::size_t i = 1; i < threads_.size() && event.outcome == Outcome::finished; ++i)
            expect(threads_[i].state == ThreadState::terminated || is_daemon(threads_[i].pid),
                   "finished, but a thread has not ended", i);
        for (std::size_t i = 2; i < processes_.size(); ++i)
            expect(!processes_[i].created || processes_[i].reaped || processes_[i].parent == init_pid ||
                       !process(processes_[i].parent).exited,
                   "a process lost its parent and got no other", i);
    }
    /// Only a daemon process may outlive a finished run; which those are, the scenario says.
    bool is_daemon(Pid) const {
        return std::any_of(scenario_.processes.begin(), scenario_.processes.end(),
                           [](const ProcessSpec& each) { return each.daemon; });
    }

    const Scenario& scenario_;
    const Names* names_ = nullptr;
    bool work_conserving_;
    std::vector<CpuBook> cpus_;
    std::vector<ThreadBook> threads_{1};
    std::vector<ProcessBook> processes_{2};
    std::vector<RequestBook> requests_{1};
    std::map<std::uint32_t, DeviceBook> devices_;
    std::map<std::uint32_t, std::vector<Time>> spans_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> cells_;
    std::deque<Pid> refused_;
    std::set<std::pair<std::uint32_t, std::uint32_t>> warm_; ///< CPU and thread
    std::uint32_t ready_ = 0, admitted_ = 0;
    std::uint64_t events_ = 0;
    int blamed_ = 0;
    Time now_;
    Outcome outcome_ = Outcome::finished;
    std::string problems_;
};

} // namespace ossim::testing
