// The ready queue of the policies for work with deadlines (edf, rm, dm, llf, edzl): one queue for all CPUs,
// the
// thread with the least key first. Threads without a job or a server run in the background, after all others,
// in order of arrival.
//
// Ties: the running thread stays; of those that wait, on one CPU who became ready first, on several the lower
// tid, which is the order in which tasks are listed.
#pragma once

#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"

#include <limits>
#include <vector>

namespace ossim {

class Timely : public Policy {
  public:
    explicit Timely(const PolicyContext& context)
        : queue_(context.conventions.ties), ties_(context.conventions.ties),
          preempted_to_(preempted_place(context.conventions)),
          several_((context.sharers == 0 ? context.cpus : context.sharers) > 1),
          at_once_(context.sharers == 0 && context.cpus > 1) {}

    void job_begins(const ThreadView& thread, const JobView& job, Time) override {
        grow_to(jobs_, thread.tid.value);
        jobs_[thread.tid.value] = job;
    }
    void adopt(Policy& from, const ThreadView& thread, Time) override {
        const Timely& other = static_cast<Timely&>(from);
        if (thread.tid.value >= other.jobs_.size()) return;
        grow_to(jobs_, thread.tid.value);
        jobs_[thread.tid.value] = other.jobs_[thread.tid.value];
    }
    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        put(thread, place_of(why, preempted_to_, Place::kept), now);
    }
    void dequeue(const ThreadView& thread, Time) override { queue_.remove(thread.tid); }
    Choice pick(CpuId, Time now) override {
        Choice choice = queue_.best();
        if (!choice.tid) return choice;
        show(choice, now);
        queue_.pop();
        return choice;
    }
    Tid peek(CpuId, Time) const override { return queue_.empty() ? Tid{} : queue_.front().tid; }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time now) const override {
        return key(ready, now) < key(running, now);
    }
    bool worse(const ThreadView& first, const ThreadView& second, Time now) const override {
        const std::int64_t a = key(first, now), b = key(second, now);
        return a != b ? a > b : rank(first, a) > rank(second, b);
    }
    bool matches(const ThreadView& ready, const ThreadView& running, Time now) const override {
        return key(ready, now) == key(running, now);
    }
    bool watches_running() const override { return false; }
    bool compares_all() const override { return true; }
    bool has_upkeep() const override { return false; }
    void walk(CpuId, Time now, const CandidateVisitor& visit) const override {
        queue_.walk([&](const KeyedQueue::Member& member) {
            return visit({member.tid, shown(member, now)});
        });
    }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId, Time now) const override {
        return key(a, now) == key(b, now);
    }

  protected:
    static constexpr std::int64_t background = std::numeric_limits<std::int64_t>::max();

    /// Less is better. It must not change while the thread waits in the queue.
    [[nodiscard]] virtual std::int64_t key(const ThreadView& thread, Time now) const = 0;
    /// The keys of who waits, in the order of PolicyInfo::keys: by default the one that it is queued by.
    [[nodiscard]] virtual CandidateKeys shown(const KeyedQueue::Member& member, Time) const {
        return {member.key};
    }
    /// Puts the keys as they are shown into a choice.
    virtual void show(Choice&, Time) const {}

    /// Null if it has none.
    [[nodiscard]] const JobView* job_of(Tid tid) const {
        if (tid.value >= jobs_.size() || jobs_[tid.value].period == Duration()) return nullptr;
        return &jobs_[tid.value];
    }
    /// What breaks ties before the order of becoming ready does.
    [[nodiscard]] std::uint32_t rank(const ThreadView& thread, std::int64_t key) const {
        const bool as_listed = (several_ || goes_by_tid_) && key != background && ties_ == TieRule::arrival;
        return as_listed ? thread.tid.value : rank_of(thread, ties_);
    }
    void put(const ThreadView& thread, Place place, Time now) {
        const std::int64_t own = key(thread, now);
        queue_.push(thread.tid, rank(thread, own), own, place);
    }
    /// Are all compared with all whenever something changes? So it is with several CPUs.
    [[nodiscard]] bool compares_at_once() const { return at_once_; }
    /// Ties go by tid on one CPU too.
    void go_by_tid() { goes_by_tid_ = true; }
    [[nodiscard]] KeyedQueue& queue() { return queue_; }
    [[nodiscard]] const KeyedQueue& queue() const { return queue_; }

  private:
    KeyedQueue queue_;
    std::vector<JobView> jobs_; ///< by tid; a period of 0: none
    TieRule ties_;
    PreemptedTo preempted_to_;
    bool several_, at_once_, goes_by_tid_ = false;
};

inline constexpr TieInfo deadline_ties{
    .equal = "equal deadlines", .order = TieOrder::ready_or_listed, .running_stays = true};

} // namespace ossim
