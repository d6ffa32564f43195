// Policies that stand before another one and change a single answer of it. Runs that do not ask for them do
// not have them.
#pragma once

#include "ossim/policy.hpp"
#include "ossim/simulate.hpp"

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ossim {

/// Every question goes to the policy behind, save those that are answered otherwise.
class Decorated : public Policy {
  public:
    explicit Decorated(std::unique_ptr<Policy> inner) : inner_(std::move(inner)) {}

    void attach(KernelView& kernel) override { inner_->attach(kernel); }
    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        inner_->enqueue(thread, why, now);
    }
    void dequeue(const ThreadView& thread, Time now) override { inner_->dequeue(thread, now); }
    Choice pick(CpuId cpu, Time now) override { return inner_->pick(cpu, now); }
    void take(const ThreadView& thread, CpuId cpu, Time now) override { inner_->take(thread, cpu, now); }
    Tid peek(CpuId cpu, Time now) const override { return inner_->peek(cpu, now); }
    std::int64_t peek_key(CpuId cpu, Time now) const override { return inner_->peek_key(cpu, now); }
    std::uint32_t ready() const override { return inner_->ready(); }
    std::uint32_t ready_for(CpuId cpu) const override { return inner_->ready_for(cpu); }
    bool has_places() const override { return inner_->has_places(); }
    const CpuSet& places(const ThreadView& thread) const override { return inner_->places(thread); }
    void bring(const ThreadView& thread, CpuId cpu, Time now) override { inner_->bring(thread, cpu, now); }
    void left_waiting(const ThreadView& thread, Time now) override { inner_->left_waiting(thread, now); }
    void occupied(CpuId cpu, Time now) override { inner_->occupied(cpu, now); }
    void fetch(CpuId cpu, Time now) override { inner_->fetch(cpu, now); }
    void list_queues(Time now, std::vector<ReadyListing>& into) const override {
        inner_->list_queues(now, into);
    }
    void adopt(Policy& from, const ThreadView& thread, Time now) override {
        inner_->adopt(unwrapped(from), thread, now);
    }
    bool draws() const override { return inner_->draws(); }
    void pass_over() override { inner_->pass_over(); }
    bool is_preemptive() const override { return inner_->is_preemptive(); }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time now) const override {
        return inner_->preempts(ready, running, now);
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time now) const override {
        return inner_->matches(ready, running, now);
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time now) const override {
        return inner_->worse(first, second, now);
    }
    Duration slice(const ThreadView& thread, Time now) override { return inner_->slice(thread, now); }
    bool keeps_quantum(Entry why) const override { return inner_->keeps_quantum(why); }
    bool keeps_rest(const ThreadView& thread, Entry why) const override {
        return inner_->keeps_rest(thread, why);
    }
    bool begins_anew(const ThreadView& thread, Entry why) const override {
        return inner_->begins_anew(thread, why);
    }
    bool goes_on(const ThreadView& running, CpuId cpu, Time now) const override {
        return inner_->goes_on(running, cpu, now);
    }
    bool watches_running() const override { return inner_->watches_running(); }
    void ran(const ThreadView& thread, Duration length, Time now) override {
        inner_->ran(thread, length, now);
    }
    void leave(const ThreadView& thread, Time now) override { inner_->leave(thread, now); }
    void ended(const ThreadView& thread, Time now) override { inner_->ended(thread, now); }
    void changed(const ThreadView& before, const ThreadView& after, Time now) override {
        inner_->changed(before, after, now);
    }
    void job_begins(const ThreadView& thread, const JobView& job, Time now) override {
        inner_->job_begins(thread, job, now);
    }
    void reserve(const ThreadView& thread, const ServerView& server) override {
        inner_->reserve(thread, server);
    }
    bool offers(const ThreadView& thread, CpuId cpu) const override { return inner_->offers(thread, cpu); }
    void gone(const ThreadView& thread) override { inner_->gone(thread); }
    bool compares_all() const override { return inner_->compares_all(); }
    bool holds_back() const override { return inner_->holds_back(); }
    bool holds_back(Tid tid) const override { return inner_->holds_back(tid); }
    bool has_upkeep() const override { return inner_->has_upkeep(); }
    Time next_upkeep() const override { return inner_->next_upkeep(); }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override { inner_->upkeep(now, changes); }
    std::span<const Tid> renewed() const override { return inner_->renewed(); }
    bool reorders() const override { return inner_->reorders(); }
    void expect(Tid tid) const override { inner_->expect(tid); }
    void walk(CpuId cpu, Time now, const CandidateVisitor& visit) const override {
        inner_->walk(cpu, now, visit);
    }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId cpu, Time now) const override {
        return inner_->is_tie(a, b, cpu, now);
    }

  protected:
    [[nodiscard]] Policy& inner() { return *inner_; }

  private:
    /// What stands behind one of the same kind: the policies of two run queues are made alike.
    static Policy& unwrapped(Policy& policy) { return *dynamic_cast<Decorated&>(policy).inner_; }

    std::unique_ptr<Policy> inner_;
};

/// Quanta end when a clock ticks that ticks once a quantum from time 0: a fresh one lasts up to the next tick
/// (the convention `quantum_clock: wall`).
[[nodiscard]] std::unique_ptr<Policy> with_wall_clock(std::unique_ptr<Policy> policy);

/// The picks that are named are decided so, as far as they are ties.
[[nodiscard]] std::unique_ptr<Policy> with_forced_picks(std::unique_ptr<Policy> policy,
                                                        std::span<const ForcedPick> picks);

} // namespace ossim
