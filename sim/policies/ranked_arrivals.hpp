// The ready threads in order of arrival, where a convention breaks the ties of those that come at one
// instant: by name as text, or the last one first. Who is put back after its turn keeps the order in which
// that was handled: it parts those before it from those behind it.
#pragma once

#include "policies/ready_queue.hpp"

#include <algorithm>
#include <vector>

namespace ossim {

class RankedArrivals {
  public:
    explicit RankedArrivals(TieRule ties) : queue_(ties) {}

    void push_back(const ThreadView& thread, Entry why) {
        const bool comes = why == Entry::admitted || why == Entry::woken;
        if (!(comes && last_comes_ && thread.since == last_since_)) ++last_group_;
        last_comes_ = comes;
        last_since_ = thread.since;
        put(thread, last_group_, thread.since);
    }
    /// Before all others, and as early as the first of them.
    void push_front(const ThreadView& thread) {
        const Time first = queue_.empty() ? thread.since : since(queue_.front().tid);
        put(thread, --first_group_, std::min(thread.since, first));
    }
    void remove(Tid tid) { queue_.remove(tid); }
    /// The best two, as a pick reports them; nobody if the queue is empty.
    [[nodiscard]] Choice best() const {
        const Choice choice = queue_.best();
        return choice_of(choice.tid, key(choice.tid), choice.next, key(choice.next), queue_.size());
    }
    [[nodiscard]] Time since(Tid tid) const { return since_[tid.value]; }
    void walk(const CandidateVisitor& visit) const {
        queue_.walk([&](const KeyedQueue::Member& each) { return visit({each.tid, {key(each.tid)}}); });
    }

  private:
    [[nodiscard]] std::int64_t key(Tid tid) const { return tid ? since(tid).ns() : 0; }
    void put(const ThreadView& thread, std::int64_t group, Time since) {
        grow_to(since_, thread.tid.value);
        since_[thread.tid.value] = since;
        queue_.push(thread, group);
    }

    KeyedQueue queue_;        ///< by group: who came at the same instant, with nobody put back between
    std::vector<Time> since_; ///< by tid
    std::int64_t first_group_ = 0, last_group_ = 0;
    Time last_since_;
    bool last_comes_ = false;
};

} // namespace ossim
