// Run queues for each CPU, or for each group of CPUs (Linux: kernel/sched/core.c and fair.c, v2.6 and later;
// Blumofe & Leiserson, "Scheduling multithreaded computations by work stealing", JACM 46(5), 1999).
//
//   placing   a new thread goes to the queue with the least load for each of its CPUs (`fewest`; of equals
//             the first), or to each queue in turn (`in_turn`). The load is who is ready or running there.
//   waking    a woken thread goes home to the queue that it was in (`last`); or, if no CPU is idle there, to
//             the queue of the first idle CPU (`idle`, Linux's select_idle_sibling); or it is placed as a
//             new one (`fewest`).
//   stealing  a CPU that would idle takes the best thread of the queue that has most ready ones beyond those
//             that its own idle CPUs will take (newidle balance).
//   balancing every so often, each queue in order pulls from the busiest while that leaves the busiest no
//             lighter than itself (`level`); or a queue where nobody is ready takes one from the queue that
//             has most beyond what its own idle CPUs will take (`empty`), or the first thread of the longest
//             in any case (`peek`; OSTEP multi.py, where the queue to look into is drawn).
//
// Both take threads in the order of the policy, save those that may not run there, and those that ran less
// than `migration_cost` ago: what they left in the caches is still warm (task_hot).
#include "policies/run_queues.hpp"

#include "policies/ready_queue.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace ossim {

namespace {

constexpr std::uint32_t nowhere = ~std::uint32_t{0};

/// The kernel as the policy of one queue sees it: the running threads are those of its own CPUs.
class PartOfKernel final : public KernelView {
  public:
    PartOfKernel(KernelView& whole, const CpuSet& cpus) : whole_(whole), cpus_(cpus) {}
    void settle(CpuId cpu) override { whole_.settle(cpu); }
    void settle_running() override {
        (void)cpus_.first_common(cpus_, [&](CpuId cpu) {
            whole_.settle(cpu);
            return false;
        });
    }
    [[nodiscard]] Duration slice_of(Tid tid) const override { return whole_.slice_of(tid); }
    [[nodiscard]] std::uint32_t group_of(Tid tid) const override { return whole_.group_of(tid); }
    [[nodiscard]] const ThreadView& thread(Tid tid) const override { return whole_.thread(tid); }
    [[nodiscard]] CpuId cpu_of(Tid tid) const override { return whole_.cpu_of(tid); }
    /// Of the queue's own CPUs.
    [[nodiscard]] const CpuSet& allowed(const ThreadView& thread) const override {
        const CpuSet* mask = &whole_.allowed(thread);
        const auto [at, is_new] = parts_.try_emplace(mask, cpus_);
        if (is_new) at->second.keep(*mask);
        return at->second;
    }
    [[nodiscard]] const CpuSet& idle_cpus() const override { return whole_.idle_cpus(); }
    void look(CpuId cpu) override { whole_.look(cpu); }
    [[nodiscard]] bool will_look(CpuId cpu) const override { return whole_.will_look(cpu); }
    void moved(const Moved& move) override { whole_.moved(move); }

  private:
    KernelView& whole_;
    const CpuSet& cpus_;
    mutable std::map<const CpuSet*, CpuSet> parts_; ///< of each mask of the kernel; only looked up
};

struct RunQueue {
    RunQueue(std::uint32_t all, std::unique_ptr<Policy> made) : policy(std::move(made)), cpus(all) {}
    std::unique_ptr<Policy> policy;
    CpuSet cpus;
    CpuId first;
    std::uint32_t running = 0;
    std::unique_ptr<PartOfKernel> kernel;
    [[nodiscard]] std::uint64_t load() const { return std::uint64_t{policy->ready()} + running; }
};

/// Has `a`, with `more` threads added to it, less load for each of its CPUs than `b`, with as many gone?
bool is_lighter(const RunQueue& a, const RunQueue& b, std::uint64_t more) {
    return (a.load() + more) * b.cpus.count() < (b.load() - more) * a.cpus.count();
}
bool is_no_heavier(const RunQueue& a, const RunQueue& b, std::uint64_t more) {
    return (a.load() + more) * b.cpus.count() <= (b.load() - more) * a.cpus.count();
}

/// Where a thread belongs, and when it last had a CPU.
struct Home {
    std::uint32_t queue = nowhere;
    bool is_running = false;
    bool has_run = false;
    Time ran_until;
};

/// What is known of a thread before it has a home.
struct Told {
    std::optional<JobView> job;
    std::optional<ServerView> server;
};

class RunQueues final : public Policy {
  public:
    RunQueues(const Machine& machine, const std::vector<CpuSet>& groups, const MakeQueue& make)
        : balance_(machine.balance), queue_of_(machine.cpus, 0) {
        for (const CpuSet& group : groups) {
            const auto number = static_cast<std::uint32_t>(queues_.size());
            RunQueue& queue = queues_.emplace_back(machine.cpus, make(number));
            bool first = true;
            (void)group.first_common(group, [&](CpuId cpu) {
                queue.cpus.insert(cpu);
                if (std::exchange(first, false)) queue.first = cpu;
                queue_of_[cpu.value] = number;
                return false;
            });
        }
        OSSIM_CHECK(!queues_.empty());
        keeps_up_ = queues_.front().policy->has_upkeep();
        if (balance_.every) next_balance_ = Time() + *balance_.every;
    }

    void attach(KernelView& kernel) override {
        kernel_ = &kernel;
        for (RunQueue& queue : queues_) {
            queue.kernel = std::make_unique<PartOfKernel>(kernel, queue.cpus);
            queue.policy->attach(*queue.kernel);
        }
    }

    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        Home& home = home_of(thread.tid);
        const bool was_running = home.is_running;
        stopped(home, now);
        const std::uint32_t target = destination(thread, home, why, now);
        if (target != home.queue) {
            const bool is_new_there = home.queue != nowhere && why != Entry::woken;
            if (was_running && queues_[home.queue].policy->watches_running())
                queues_[home.queue].policy->leave(thread, now);
            const bool may_stay = home.queue == nowhere || may_use(thread, queues_[home.queue]);
            move(thread, target, may_stay ? MoveReason::woken : MoveReason::affinity, now);
            if (is_new_there) why = Entry::moved; // it has no place there that it could keep
        }
        if (!unplaced_.empty()) tell(thread, queues_[target], now);
        queues_[target].policy->enqueue(thread, why, now);
        ++ready_;
        const bool is_told = why == Entry::admitted || why == Entry::woken; // by the kernel
        if (is_told)
            find_thief(&queues_[target], {}, now);
        else
            find_cpu(queues_[target], {}, now);
    }
    void dequeue(const ThreadView& thread, Time now) override {
        queue_of(thread).policy->dequeue(thread, now);
        --ready_;
    }
    Choice pick(CpuId cpu, Time now) override {
        fetch(cpu, now);
        const Choice choice = queue_at(cpu).policy->pick(cpu, now);
        if (!choice.tid) return choice;
        started(choice.tid);
        find_cpu(queue_at(cpu), cpu, now);
        return choice;
    }
    bool offers(const ThreadView& thread, CpuId cpu) const override {
        return queue_of(thread).policy->offers(thread, cpu);
    }
    void bring(const ThreadView& thread, CpuId cpu, Time now) override {
        if (&queue_of(thread) != &queue_at(cpu))
            pull(thread.tid, queue_of_[cpu.value], MoveReason::woken, now);
    }
    void take(const ThreadView& thread, CpuId cpu, Time now) override {
        bring(thread, cpu, now);
        queue_of(thread).policy->take(thread, cpu, now);
        started(thread.tid);
        find_cpu(queue_at(cpu), cpu, now);
    }
    Tid peek(CpuId cpu, Time now) const override { return queue_at(cpu).policy->peek(cpu, now); }
    std::int64_t peek_key(CpuId cpu, Time now) const override {
        return queue_at(cpu).policy->peek_key(cpu, now);
    }
    std::uint32_t ready() const override { return ready_; }
    std::uint32_t ready_for(CpuId cpu) const override { return queue_at(cpu).policy->ready_for(cpu); }

    bool has_places() const override { return true; }
    const CpuSet& places(const ThreadView& thread) const override {
        const RunQueue& queue = queue_of(thread);
        return queue.policy->has_places() ? queue.policy->places(thread) : queue.cpus;
    }
    void left_waiting(const ThreadView& thread, Time now) override { find_thief(&queue_of(thread), {}, now); }
    void occupied(CpuId cpu, Time now) override {
        queue_at(cpu).policy->occupied(cpu, now);
        find_cpu(queue_at(cpu), {}, now);
        find_thief(nullptr, {}, now);
    }
    void fetch(CpuId cpu, Time now) override {
        RunQueue& queue = queue_at(cpu);
        if (queue.policy->ready_for(cpu) == 0 && ready_ > 0) steal(cpu, now);
        queue.policy->fetch(cpu, now);
    }
    void list_queues(Time now, std::vector<ReadyListing>& into) const override {
        into.clear();
        std::vector<ReadyListing> one;
        for (const RunQueue& queue : queues_) {
            queue.policy->list_queues(now, one);
            into.push_back(std::move(one.front()));
            (void)queue.cpus.first_common(queue.cpus, [&](CpuId cpu) {
                into.back().cpus.push_back(cpu);
                return false;
            });
        }
    }

    bool is_preemptive() const override { return any().is_preemptive(); }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time now) const override {
        return are_together(ready, running) && queue_of(ready).policy->preempts(ready, running, now);
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time now) const override {
        return are_together(first, second) && queue_of(first).policy->worse(first, second, now);
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time now) const override {
        return are_together(ready, running) && queue_of(ready).policy->matches(ready, running, now);
    }
    Duration slice(const ThreadView& thread, Time now) override {
        return queue_of(thread).policy->slice(thread, now);
    }
    bool keeps_rest(const ThreadView& thread, Entry why) const override {
        return queue_of(thread).policy->keeps_rest(thread, why);
    }
    bool begins_anew(const ThreadView& thread, Entry why) const override {
        return queue_of(thread).policy->begins_anew(thread, why);
    }
    bool goes_on(const ThreadView& running, CpuId cpu, Time now) const override {
        return queue_at(cpu).policy->goes_on(running, cpu, now);
    }
    void ran(const ThreadView& thread, Duration length, Time now) override {
        Home& home = homes_[thread.tid.value];
        if (!std::exchange(home.is_running, true)) // it kept its CPU while it waited
            ++queues_[home.queue].running;
        RunQueue& queue = queues_[home.queue];
        if (queue.policy->watches_running()) queue.policy->ran(thread, length, now);
    }
    void leave(const ThreadView& thread, Time now) override {
        stopped(home_of(thread.tid), now);
        RunQueue& queue = queue_of(thread);
        if (queue.policy->watches_running()) queue.policy->leave(thread, now);
    }
    void ended(const ThreadView& thread, Time now) override {
        stopped(home_of(thread.tid), now);
        queue_of(thread).policy->ended(thread, now);
    }
    void changed(const ThreadView& before, const ThreadView& after, Time now) override {
        queue_of(before).policy->changed(before, after, now);
    }
    /// Of a thread that has no home yet: it is told with its first one.
    void job_begins(const ThreadView& thread, const JobView& job, Time now) override {
        if (home_of(thread.tid).queue == nowhere)
            unplaced_[thread.tid].job = job;
        else
            queue_of(thread).policy->job_begins(thread, job, now);
    }
    void reserve(const ThreadView& thread, const ServerView& server) override {
        if (home_of(thread.tid).queue == nowhere)
            unplaced_[thread.tid].server = server;
        else
            queue_of(thread).policy->reserve(thread, server);
    }
    bool holds_back() const override {
        return std::ranges::any_of(queues_, [](const RunQueue& queue) { return queue.policy->holds_back(); });
    }
    bool has_upkeep() const override { return keeps_up_ || balance_.every.has_value(); }
    Time next_upkeep() const override {
        Time next = next_balance_;
        if (keeps_up_)
            for (const RunQueue& queue : queues_)
                next = std::min(next, queue.policy->next_upkeep());
        return next;
    }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        changes.clear();
        renewed_.clear();
        reorders_ = next_balance_ <= now;
        if (keeps_up_)
            for (RunQueue& queue : queues_) {
                if (queue.policy->next_upkeep() > now) continue;
                queue.policy->upkeep(now, some_);
                changes.insert(changes.end(), some_.begin(), some_.end());
                const auto renewed = queue.policy->renewed();
                renewed_.insert(renewed_.end(), renewed.begin(), renewed.end());
                reorders_ = reorders_ || queue.policy->reorders();
            }
        for (const RunQueue& queue : queues_)
            if (keeps_up_ && queue.policy->ready() > 0)
                if (const auto cpu = next_to_look(*kernel_, queue.cpus, {})) kernel_->look(*cpu);
        if (next_balance_ > now) return;
        next_balance_ = now + *balance_.every;
        balance(now);
    }
    std::span<const Tid> renewed() const override { return renewed_; }
    bool reorders() const override { return reorders_; }
    void expect(Tid tid) const override {
        if (tid.value < homes_.size() && homes_[tid.value].queue != nowhere)
            queues_[homes_[tid.value].queue].policy->expect(tid);
    }
    void walk(CpuId cpu, Time now, const CandidateVisitor& visit) const override {
        queue_at(cpu).policy->walk(cpu, now, visit);
    }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId cpu, Time now) const override {
        return are_together(a, b) && queue_of(a).policy->is_tie(a, b, cpu, now);
    }

  private:
    Home& home_of(Tid tid) {
        grow_to(homes_, tid.value);
        return homes_[tid.value];
    }
    [[nodiscard]] const Policy& any() const { return *queues_.front().policy; }
    [[nodiscard]] RunQueue& queue_at(CpuId cpu) { return queues_[queue_of_[cpu.value]]; }
    [[nodiscard]] const RunQueue& queue_at(CpuId cpu) const { return queues_[queue_of_[cpu.value]]; }
    [[nodiscard]] RunQueue& queue_of(const ThreadView& thread) {
        return queues_[homes_[thread.tid.value].queue];
    }
    [[nodiscard]] const RunQueue& queue_of(const ThreadView& thread) const {
        return queues_[homes_[thread.tid.value].queue];
    }
    [[nodiscard]] bool are_together(const ThreadView& a, const ThreadView& b) const {
        return homes_[a.tid.value].queue == homes_[b.tid.value].queue;
    }
    /// What was told of it before it had a home.
    void tell(const ThreadView& thread, RunQueue& queue, Time now) {
        const auto told = unplaced_.find(thread.tid);
        if (told == unplaced_.end()) return;
        if (told->second.server) queue.policy->reserve(thread, *told->second.server);
        if (told->second.job) queue.policy->job_begins(thread, *told->second.job, now);
        unplaced_.erase(told);
    }
    void started(Tid tid) {
        Home& home = homes_[tid.value];
        home.is_running = home.has_run = true;
        ++queues_[home.queue].running;
        --ready_;
    }
    void stopped(Home& home, Time now) {
        if (!std::exchange(home.is_running, false)) return;
        home.ran_until = now;
        --queues_[home.queue].running;
    }

    [[nodiscard]] bool may_use(const ThreadView& thread, const RunQueue& queue) const {
        return kernel_->allowed(thread).meets(queue.cpus);
    }
    /// Its idle CPUs that will find nobody there; `found` for each as in `first_common`. Where each may take
    /// any of its threads the last ones go without.
    template <class Found>
    [[nodiscard]] std::optional<CpuId> first_spare(const RunQueue& queue, Time now, Found found) const {
        std::uint32_t ready = queue.policy->ready();
        taken_.clear();
        return queue.cpus.first_common(kernel_->idle_cpus(), [&](CpuId cpu) {
            const bool takes = queue.policy->has_places() ? takes_one(queue, cpu, now) : ready > 0;
            if (takes) --ready;
            return !takes && found(cpu);
        });
    }
    /// Of a queue where not every CPU may take every thread: the best that is left for it.
    [[nodiscard]] bool takes_one(const RunQueue& queue, CpuId cpu, Time now) const {
        if (queue.policy->ready_for(cpu) == 0) return false;
        const auto is_left = [&](Tid tid) { return std::ranges::find(taken_, tid) == taken_.end(); };
        const Tid best = first_of(queue, cpu, now, is_left);
        if (best) taken_.push_back(best);
        return static_cast<bool>(best);
    }
    /// The best one for that CPU of whom `may` is true; nobody if there is none.
    template <class May>
    [[nodiscard]] static Tid first_of(const RunQueue& queue, CpuId cpu, Time now, May may) {
        Tid found;
        const auto visit = [&](const Candidate& each) {
            if (may(each.tid)) found = each.tid;
            return !found;
        };
        queue.policy->walk(cpu, now, std::ref(visit));
        return found;
    }
    /// How many ready threads are there beyond those that its idle CPUs will take?
    [[nodiscard]] std::uint32_t surplus(const RunQueue& queue, Time now) const {
        const std::uint32_t ready = queue.policy->ready();
        if (ready == 0) return 0;
        std::uint32_t free = 0;
        (void)queue.cpus.first_common(kernel_->idle_cpus(), [&](CpuId) {
            ++free;
            return false;
        });
        if (free == 0 || !queue.policy->has_places()) return ready - std::min(ready, free);
        (void)first_spare(queue, now, [](CpuId) { return false; });
        return ready - static_cast<std::uint32_t>(taken_.size());
    }

    [[nodiscard]] std::uint32_t destination(const ThreadView& thread, const Home& home, Entry why, Time now) {
        if (home.queue == nowhere) return place(thread);
        if (!may_use(thread, queues_[home.queue])) return place(thread);
        if (why != Entry::woken || balance_.wake == WakeTo::last) return home.queue;
        if (balance_.wake == WakeTo::fewest) return place(thread);
        return idle_queue(thread, now).value_or(home.queue);
    }
    /// The home if a CPU is free there, else the queue of the first free CPU. Free is one that the thread may
    /// use, and that takes nobody else.
    [[nodiscard]] std::optional<std::uint32_t> idle_queue(const ThreadView& thread, Time now) const {
        const CpuSet& allowed = kernel_->allowed(thread);
        const auto has_room = [&](const RunQueue& queue) {
            return first_spare(queue, now, [&](CpuId cpu) { return allowed.has(cpu); }).has_value();
        };
        const std::uint32_t own = homes_[thread.tid.value].queue;
        if (has_room(queues_[own])) return own;
        const auto cpu =
            kernel_->idle_cpus().first_common(allowed, [&](CpuId each) { return has_room(queue_at(each)); });
        if (!cpu) return std::nullopt;
        return queue_of_[cpu->value];
    }
    [[nodiscard]] std::uint32_t place(const ThreadView& thread) {
        const auto count = static_cast<std::uint32_t>(queues_.size());
        if (balance_.place == PlaceNew::in_turn) {
            while (!may_use(thread, queues_[turn_]))
                turn_ = (turn_ + 1) % count;
            return std::exchange(turn_, (turn_ + 1) % count);
        }
        std::uint32_t best = nowhere;
        for (std::uint32_t i = 0; i < count; ++i)
            if (may_use(thread, queues_[i]) && (best == nowhere || is_lighter(queues_[i], queues_[best], 0)))
                best = i;
        OSSIM_CHECK(best != nowhere);
        return best;
    }

    /// The thread, which is in no queue now, belongs to another one from here on.
    void move(const ThreadView& thread, std::uint32_t to, MoveReason why, Time now) {
        Home& home = homes_[thread.tid.value];
        if (home.queue != nowhere) {
            queues_[to].policy->adopt(*queues_[home.queue].policy, thread, now);
            kernel_->moved({thread.tid, queues_[home.queue].first, queues_[to].first, why});
        }
        home.queue = to;
    }
    void pull(Tid tid, std::uint32_t to, MoveReason why, Time now) {
        const ThreadView& thread = kernel_->thread(tid);
        queue_of(thread).policy->dequeue(thread, now);
        move(thread, to, why, now);
        queues_[to].policy->enqueue(thread, Entry::moved, now);
        if (why == MoveReason::balanced) find_cpu(queues_[to], {}, now);
    }
    /// An idle CPU of the queue is told of who is left there, and if there are more than such CPUs will take,
    /// one of another queue. The CPU `taken` has just taken a thread. A queue whose CPUs may not take every
    /// thread tells its own.
    void find_cpu(const RunQueue& queue, std::optional<CpuId> taken, Time now) {
        if (ready_ == 0 || kernel_->idle_cpus().empty()) return;
        if (queue.policy->ready() > 0 && !queue.policy->has_places())
            if (const auto cpu = next_to_look(*kernel_, queue.cpus, taken)) kernel_->look(*cpu);
        find_thief(taken ? nullptr : &queue, taken, now);
    }
    /// An idle CPU with nothing in its own queue looks if there is anything that it may steal. `joined` is
    /// the one queue in which there is anything new, if there is one.
    void find_thief(const RunQueue* joined, std::optional<CpuId> taken, Time now) {
        if (balance_.on_idle != OnIdle::steal || ready_ == 0 || kernel_->idle_cpus().empty()) return;
        const auto is_rich = [&](const RunQueue& queue) { return surplus(queue, now) > 0; };
        const bool others_are_settled = joined != nullptr && balance_.migration_cost == Duration();
        if (others_are_settled ? !is_rich(*joined) : std::ranges::none_of(queues_, is_rich)) return;
        const CpuSet& idle = kernel_->idle_cpus();
        const auto thief = idle.first_common(idle, [&](CpuId cpu) {
            return cpu != taken && queue_at(cpu).policy->ready_for(cpu) == 0 && loot(cpu, now);
        });
        if (thief) kernel_->look(*thief);
    }

    [[nodiscard]] bool is_hot(Tid tid, Time now) const {
        const Home& home = homes_[tid.value];
        return home.has_run && balance_.migration_cost > Duration() &&
               now - home.ran_until < balance_.migration_cost;
    }
    /// Who may be taken from there by one of these CPUs: the best by the policy that is not hot.
    [[nodiscard]] Tid movable(const RunQueue& from, const CpuSet& by, Time now) {
        const auto may = [&](Tid tid) {
            return kernel_->allowed(kernel_->thread(tid)).meets(by) && !is_hot(tid, now);
        };
        const Tid best = from.policy->peek(from.first, now);
        if (best && may(best)) return best;
        Tid found;
        (void)from.cpus.first_common(from.cpus, [&](CpuId cpu) {
            found = first_of(from, cpu, now, may);
            return found || !from.policy->has_places(); // else all of them see the same
        });
        return found;
    }

    /// Whom the CPU would steal: from the queue with most to spare, or else from the next. Nobody whom its
    /// own policy would hold back there.
    [[nodiscard]] Tid loot(CpuId cpu, Time now) {
        CpuSet thief(static_cast<std::uint32_t>(queue_of_.size()));
        thief.insert(cpu);
        rich_.clear();
        for (std::uint32_t i = 0; i < queues_.size(); ++i)
            if (const std::uint32_t more = i == queue_of_[cpu.value] ? 0 : surplus(queues_[i], now); more > 0)
                rich_.emplace_back(~more, i); // the richest first, of equals the first
        std::ranges::sort(rich_);
        for (const auto& [poverty, i] : rich_)
            if (const Tid tid = movable(queues_[i], thief, now);
                tid && queue_at(cpu).policy->offers(kernel_->thread(tid), cpu))
                return tid;
        return {};
    }
    void steal(CpuId cpu, Time now) {
        if (balance_.on_idle != OnIdle::steal) return;
        if (const Tid tid = loot(cpu, now)) pull(tid, queue_of_[cpu.value], MoveReason::stolen, now);
    }

    void balance(Time now) {
        for (std::uint32_t i = 0; i < queues_.size(); ++i)
            if (balance_.how == BalanceHow::level)
                level(i, now);
            else if (queues_[i].policy->ready() == 0)
                fill(i, now);
    }
    void level(std::uint32_t here, Time now) {
        std::uint32_t busiest = here;
        for (std::uint32_t i = 0; i < queues_.size(); ++i)
            if (is_lighter(queues_[busiest], queues_[i], 0)) busiest = i;
        if (busiest == here) return;
        RunQueue& to = queues_[here];
        while (queues_[busiest].policy->ready() > 0 && is_no_heavier(to, queues_[busiest], 1)) {
            const Tid tid = movable(queues_[busiest], to.cpus, now);
            if (!tid) return;
            pull(tid, here, MoveReason::balanced, now);
        }
    }
    void fill(std::uint32_t here, Time now) {
        std::uint32_t from = here, most = 0;
        for (std::uint32_t i = 0; i < queues_.size(); ++i) {
            const bool peeks = balance_.how == BalanceHow::peek;
            const std::uint32_t more = peeks ? queues_[i].policy->ready() : surplus(queues_[i], now);
            if (more <= most) continue;
            from = i;
            most = more;
        }
        if (from == here) return;
        if (const Tid tid = movable(queues_[from], queues_[here].cpus, now))
            pull(tid, here, MoveReason::balanced, now);
    }

    const BalanceSpec balance_;
    KernelView* kernel_ = nullptr;
    std::vector<RunQueue> queues_;
    std::vector<std::uint32_t> queue_of_; ///< by CPU
    std::vector<Home> homes_;             ///< by tid
    std::map<Tid, Told> unplaced_;        ///< threads without a home
    std::uint32_t ready_ = 0;             ///< of all queues
    std::uint32_t turn_ = 0;              ///< who gets the next new thread, if they take turns
    bool keeps_up_ = false;
    Time next_balance_ = Time::never();
    std::vector<PriorityChange> some_;
    std::vector<Tid> renewed_;
    bool reorders_ = false; ///< in the last upkeep a queue did, or threads were moved
    mutable std::vector<Tid> taken_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> rich_;
};

std::vector<CpuSet> groups_of(const Machine& machine) {
    std::vector<CpuSet> groups;
    if (machine.run_queues.sharing == QueueSharing::per_cpu)
        for (std::uint32_t i = 0; i < machine.cpus; ++i)
            groups.emplace_back(machine.cpus).insert(CpuId(i));
    for (const std::vector<std::uint32_t>& cpus : machine.run_queues.groups) {
        CpuSet& group = groups.emplace_back(machine.cpus);
        for (const std::uint32_t cpu : cpus)
            group.insert(CpuId(cpu));
    }
    return groups;
}

} // namespace

std::unique_ptr<Policy> with_run_queues(const Machine& machine, const MakeQueue& make) {
    const std::vector<CpuSet> groups = groups_of(machine);
    return groups.empty() ? nullptr : std::make_unique<RunQueues>(machine, groups, make);
}

} // namespace ossim
