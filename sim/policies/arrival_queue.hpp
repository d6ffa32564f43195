// The ready queue of the policies that serve in order of arrival (fcfs, rr), in the two orders that courses
// use: first in, first out, which has no ties to break; and a cyclic scan of the process table.
#pragma once

#include "policies/pid_scan.hpp"
#include "policies/ready_queue.hpp"

#include <string_view>

namespace ossim {

/// The key is the instant at which a thread joined; who joined at the same instant ties, and stands in the
/// order in which the kernel handled that instant.
class ArrivalQueue {
  public:
    /// `preempted`: where a preempted thread joins by the policy's own rule.
    ArrivalQueue(const Conventions& conventions, Place preempted)
        : preempted_to_(conventions.preempted_to), preempted_(preempted),
          order_(conventions.ready_order == ReadyOrder::by_pid ? Order::scan : Order::fifo) {}

    void enqueue(const ThreadView& thread, Entry why) {
        const Place place = place_of(why, preempted_to_, preempted_);
        ++size_;
        if (order_ == Order::scan) return scan(thread, place);
        if (place == Place::tail)
            fifo_.push_back(thread.tid, thread.since);
        else
            fifo_.push_front(thread.tid, thread.since);
    }
    void dequeue(Tid tid) {
        --size_;
        switch (order_) {
        case Order::fifo: return fifo_.remove(tid);
        case Order::scan: return scan_.remove(tid);
        }
    }
    [[nodiscard]] Choice pick(CpuId cpu) {
        if (size_ == 0) return {};
        if (order_ == Order::fifo) {
            --size_;
            return fifo_.take();
        }
        return pick_scanned(cpu);
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
    void candidates(CpuId cpu, std::vector<Candidate>& into) const {
        into.clear();
        switch (order_) {
        case Order::fifo:
            for (Tid tid = fifo_.front(); tid; tid = fifo_.behind(tid))
                into.push_back({tid, {fifo_.key(tid)}});
            return;
        case Order::scan:
            for (Tid tid = scan_.front(cpu); tid; tid = scan_.behind(tid, cpu))
                into.push_back({tid, {scan_.key(tid)}});
            return;
        }
    }

  private:
    enum class Order : std::uint8_t { fifo, scan };
    // The cyclic scan stands apart from what is called at every dispatch.
    [[gnu::noinline]] void scan(const ThreadView& thread, Place place) {
        if (place == Place::tail)
            scan_.push_back(thread.tid, thread.pid, thread.since);
        else
            scan_.push_front(thread.tid, thread.pid, thread.since);
    }
    [[nodiscard, gnu::noinline]] Choice pick_scanned(CpuId cpu) {
        const Choice choice = scan_.best(cpu);
        scan_.chosen(cpu, choice.tid);
        dequeue(choice.tid);
        return choice;
    }
    [[nodiscard]] Choice best(CpuId cpu) const {
        switch (order_) {
        case Order::fifo: return fifo_.best();
        case Order::scan: return scan_.best(cpu);
        }
        return {};
    }

    FifoQueue fifo_;
    PidScan scan_;
    PreemptedTo preempted_to_;
    Place preempted_;
    Order order_;
    std::uint32_t size_ = 0;
};

} // namespace ossim
