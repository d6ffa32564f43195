// One queue, and threads that may not go to every CPU: each CPU takes the best one that it may run.
#include "policies/decorated.hpp"
#include "policies/ready_queue.hpp"
#include "policies/run_queues.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>

namespace ossim {

namespace {

class Affinity final : public Decorated {
  public:
    using Decorated::Decorated;

    void attach(KernelView& kernel) override {
        kernel_ = &kernel;
        Decorated::attach(kernel);
    }
    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        Decorated::enqueue(thread, why, now);
        if (inner().holds_back(thread.tid)) return held_.push_back(thread.tid);
        count(thread, 1);
        if (why != Entry::admitted && why != Entry::woken) find_cpus({}); // of those the kernel tells
    }
    void dequeue(const ThreadView& thread, Time now) override {
        if (std::erase(held_, thread.tid) == 0) count(thread, -1);
        Decorated::dequeue(thread, now);
    }
    Choice pick(CpuId cpu, Time now) override {
        const std::uint32_t mine = ready_for(cpu);
        if (mine == 0) return {};
        Choice choice;
        if (mine == ready())
            choice = Decorated::pick(cpu, now);
        else
            choice = draw_falls_here(cpu, now) ? drawn(cpu, mine, now) : pick_among(cpu, now);
        if (!choice.tid) return choice;
        passed_over_ = 0;
        count(kernel_->thread(choice.tid), -1);
        find_cpus(cpu);
        return choice;
    }
    void take(const ThreadView& thread, CpuId cpu, Time now) override {
        count(thread, -1);
        Decorated::take(thread, cpu, now);
        find_cpus(cpu);
    }
    void fetch(CpuId cpu, Time now) override {
        Decorated::fetch(cpu, now);
        const std::uint32_t mine = ready_for(cpu);
        if (mine > 0 && mine < ready()) (void)draw_falls_here(cpu, now);
    }
    Tid peek(CpuId cpu, Time now) const override {
        if (ready_for(cpu) == 0) return {};
        const Tid best = Decorated::peek(cpu, now);
        if (!best || may_run(best, cpu)) return best;
        return first_two(cpu, now)[0].tid;
    }
    std::int64_t peek_key(CpuId cpu, Time now) const override {
        if (ready_for(cpu) == 0) return 0;
        const Tid best = Decorated::peek(cpu, now);
        if (best && may_run(best, cpu)) return Decorated::peek_key(cpu, now);
        return first_two(cpu, now)[0].keys.or_0(0);
    }
    std::uint32_t ready_for(CpuId cpu) const override {
        std::uint32_t sum = 0;
        for (const Kind& each : kinds_)
            if (each.ready > 0 && each.allowed->has(cpu)) sum += each.ready;
        return sum;
    }
    void occupied(CpuId cpu, Time now) override {
        Decorated::occupied(cpu, now);
        find_cpus({});
    }
    bool goes_on(const ThreadView& running, CpuId cpu, Time now) const override {
        return ready_for(cpu) == 0 || Decorated::goes_on(running, cpu, now);
    }
    /// Who is best differs from CPU to CPU.
    bool compares_all() const override { return false; }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        Decorated::upkeep(now, changes);
        std::erase_if(held_, [this](Tid tid) {
            if (inner().holds_back(tid)) return false;
            count(kernel_->thread(tid), 1);
            return true;
        });
        find_cpus({});
    }
    bool has_places() const override { return true; }
    const CpuSet& places(const ThreadView& thread) const override { return kernel_->allowed(thread); }
    void walk(CpuId cpu, Time now, const CandidateVisitor& visit) const override {
        std::uint32_t left = ready_for(cpu);
        const auto show = [&](const Candidate& each) {
            if (!may_run(each.tid, cpu)) return true;
            return visit(each) && --left > 0;
        };
        if (left > 0) Decorated::walk(cpu, now, std::ref(show));
    }

  private:
    /// Ready threads that may use the same CPUs.
    struct Kind {
        const CpuSet* allowed;
        std::uint32_t ready = 0;
    };

    [[nodiscard]] bool may_run(Tid tid, CpuId cpu) const {
        return kernel_->allowed(kernel_->thread(tid)).has(cpu);
    }
    void count(const ThreadView& thread, std::int32_t change) {
        const CpuSet* allowed = &kernel_->allowed(thread);
        auto kind = std::ranges::find(kinds_, allowed, &Kind::allowed);
        if (kind == kinds_.end()) kind = kinds_.insert(kinds_.end(), {allowed});
        kind->ready += static_cast<std::uint32_t>(change);
    }
    /// An idle CPU for each kind of ready threads that has one: the one that they were told to may have taken
    /// another.
    void find_cpus(std::optional<CpuId> taken) {
        if (ready() == 0 || kernel_->idle_cpus().empty()) return;
        to_look_.clear();
        for (const Kind& each : kinds_)
            if (each.ready > 0)
                if (const auto cpu = next_to_look(*kernel_, *each.allowed, taken)) to_look_.push_back(*cpu);
        for (const CpuId cpu : to_look_)
            kernel_->look(cpu);
    }
    /// Of a policy that draws: a draw that falls on a thread that may not run here counts, and another one is
    /// made. False if it does not draw.
    [[nodiscard]] bool draw_falls_here(CpuId cpu, Time now) {
        if (!inner().draws()) return false;
        for (; passed_over_ < most_draws; ++passed_over_) {
            if (may_run(Decorated::peek(cpu, now), cpu)) return true;
            inner().pass_over();
        }
        return false;
    }
    [[nodiscard]] Choice drawn(CpuId cpu, std::uint32_t mine, Time now) {
        Choice choice = Decorated::pick(cpu, now);
        choice.ready = mine;
        if (mine == 1) choice.decided = DecidedBy::only;
        if (choice.next && !may_run(choice.next, cpu)) {
            choice.next = Tid{};
            choice.next_key = choice.next_second_key = 0;
        }
        return choice;
    }
    /// From how many the policy lets that CPU choose: it may exclude some of its own accord.
    [[nodiscard]] std::uint32_t offered(CpuId cpu, Time now) const {
        if (Decorated::ready_for(cpu) == ready()) return ready_for(cpu);
        std::uint32_t sum = 0;
        walk(cpu, now, [&sum](const Candidate&) { return ++sum > 0; });
        return sum;
    }
    /// The best two that may run there; nobody is `Tid{}`.
    [[nodiscard]] std::array<Candidate, 2> first_two(CpuId cpu, Time now) const {
        std::array<Candidate, 2> two;
        std::size_t seen = 0;
        const auto visit = [&](const Candidate& each) {
            two[seen] = each;
            return ++seen < two.size();
        };
        walk(cpu, now, std::ref(visit));
        return two;
    }
    [[nodiscard]] Choice pick_among(CpuId cpu, Time now) {
        const auto [best, second] = first_two(cpu, now);
        if (!best.tid) return {};
        Choice choice{.tid = best.tid,
                      .ready = offered(cpu, now),
                      .next = second.tid,
                      .key = best.keys.or_0(0),
                      .next_key = second.keys.or_0(0),
                      .second_key = best.keys.or_0(1),
                      .next_second_key = second.keys.or_0(1)};
        if (choice.next) {
            const ThreadView& next = kernel_->thread(choice.next);
            const bool is_tie = inner().is_tie(kernel_->thread(choice.tid), next, cpu, now);
            choice.decided = is_tie ? DecidedBy::tie : DecidedBy::key;
        }
        Decorated::take(kernel_->thread(choice.tid), cpu, now);
        return choice;
    }

    /// Then the first one in the list is taken: so few of the tickets may run here.
    static constexpr std::uint32_t most_draws = 1'000;

    KernelView* kernel_ = nullptr;
    std::uint32_t passed_over_ = 0; ///< draws since the last choice
    std::vector<Kind> kinds_;       ///< as few as the scenario has masks
    std::vector<Tid> held_;         ///< whom the policy holds back: nobody may choose them yet
    std::vector<CpuId> to_look_;
};

} // namespace

std::unique_ptr<Policy> with_affinity(std::unique_ptr<Policy> policy) {
    return std::make_unique<Affinity>(std::move(policy));
}

} // namespace ossim
