// The ready queue of the policies that serve in order of arrival (fcfs, rr), in the two orders that courses
// use: first in, first out, which has no ties to break; and a cyclic scan of the process table. Where a
// convention breaks ties by name or last first, who comes at one instant is ordered so.
#pragma once

#include "policies/pid_scan.hpp"
#include "policies/ranked_arrivals.hpp"
#include "policies/ready_queue.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace ossim {

/// The key is the instant at which a thread joined; who joined at the same instant ties, and stands in the
/// order in which the kernel handled that instant.
class ArrivalQueue {
  public:
    /// `preempted`: where a preempted thread joins by the policy's own rule.
    ArrivalQueue(const Conventions& conventions, Place preempted)
        : ranked_(conventions.ties), preempted_to_(conventions.preempted_to), preempted_(preempted),
          order_(order_of(conventions)) {}

    void enqueue(const ThreadView& thread, Entry why) {
        const Place place = place_of(why, preempted_to_, preempted_);
        ++size_;
        if (order_ != Order::fifo) return enqueue_otherwise(thread, why, place);
        if (place == Place::tail)
            fifo_.push_back(thread.tid, thread.since);
        else if (place == Place::head)
            fifo_.push_front(thread.tid, thread.since);
        else
            fifo_.push_kept(thread.tid, thread.since);
    }
    void dequeue(Tid tid) {
        --size_;
        switch (order_) {
        case Order::fifo: return fifo_.remove(tid);
        case Order::scan: return scan_.remove(tid);
        case Order::ranked: return ranked_.remove(tid);
        }
    }
    [[nodiscard]] Choice pick(CpuId cpu) {
        if (size_ == 0) return {};
        if (order_ == Order::fifo) {
            --size_;
            return fifo_.take();
        }
        return pick_otherwise(cpu);
    }
    /// A convention has chosen this thread: the scan goes on behind its process.
    void take(const ThreadView& thread, CpuId cpu) {
        if (order_ == Order::scan) scan_.chosen(cpu, thread.tid);
        dequeue(thread.tid);
    }
    [[nodiscard]] Tid peek(CpuId cpu) const { return size_ == 0 ? Tid{} : best(cpu).tid; }
    [[nodiscard]] std::int64_t peek_key(CpuId cpu) const { return size_ == 0 ? 0 : best(cpu).key; }
    [[nodiscard]] std::uint32_t size() const { return size_; }
    void prefetch(Tid tid) const { fifo_.prefetch(tid); }
    void walk(CpuId cpu, const CandidateVisitor& visit) const {
        switch (order_) {
        case Order::fifo:
            for (Tid tid = fifo_.front(); tid && visit({tid, {fifo_.key(tid)}});)
                tid = fifo_.behind(tid);
            return;
        case Order::scan:
            for (Tid tid = scan_.front(cpu); tid && visit({tid, {scan_.key(tid)}});)
                tid = scan_.behind(tid, cpu);
            return;
        case Order::ranked: return ranked_.walk(visit);
        }
    }
    /// Of two members: does only the tie rule order them?
    [[nodiscard]] bool is_tie(Tid a, Tid b) const {
        switch (order_) {
        case Order::fifo: return fifo_.since(a) == fifo_.since(b);
        case Order::scan: return scan_.pid(a) == scan_.pid(b);
        case Order::ranked: return ranked_.since(a) == ranked_.since(b);
        }
        return false;
    }

  private:
    enum class Order : std::uint8_t { fifo, scan, ranked };
    static Order order_of(const Conventions& conventions) {
        if (conventions.ready_order == ReadyOrder::by_pid) return Order::scan;
        const bool ranks = conventions.ties == TieRule::name || conventions.ties == TieRule::latest;
        return ranks ? Order::ranked : Order::fifo;
    }
    // What is not first in, first out stands apart from what is called at every dispatch.
    [[gnu::noinline]] void enqueue_otherwise(const ThreadView& thread, Entry why, Place place) {
        const bool behind = place == Place::tail;
        if (order_ == Order::ranked)
            return behind ? ranked_.push_back(thread, why) : ranked_.push_front(thread);
        if (behind)
            scan_.push_back(thread.tid, thread.pid, thread.since);
        else
            scan_.push_front(thread.tid, thread.pid, thread.since);
    }
    [[nodiscard, gnu::noinline]] Choice pick_otherwise(CpuId cpu) {
        const Choice choice = best(cpu);
        if (order_ == Order::scan) scan_.chosen(cpu, choice.tid);
        dequeue(choice.tid);
        return choice;
    }
    [[nodiscard]] Choice best(CpuId cpu) const {
        switch (order_) {
        case Order::fifo: return fifo_.best();
        case Order::scan: return scan_.best(cpu);
        case Order::ranked: return ranked_.best();
        }
        return {};
    }

    FifoQueue fifo_;
    PidScan scan_;
    RankedArrivals ranked_;
    PreemptedTo preempted_to_;
    Place preempted_;
    Order order_;
    std::uint32_t size_ = 0;
};

} // namespace ossim
