// The ready threads in the order of a cyclic scan of the process table: it starts behind the process that ran
// last on the CPU that asks (xv6, OSTEP process-run). Threads of one process come in order of arrival.
#pragma once

#include "policies/ready_queue.hpp"

#include <bit>
#include <vector>

namespace ossim {

/// A set of small numbers, kept as bits with a summary bit for every 64: insertion, removal and "the next
/// member at or after n" cost one step a level, and there are four levels for 16 million numbers.
class BitTree {
  public:
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    void insert(std::uint32_t number) {
        grow(number);
        for (auto& level : levels_) {
            level[number / 64] |= bit(number);
            number /= 64;
        }
    }
    void erase(std::uint32_t number) {
        for (auto& level : levels_) {
            level[number / 64] &= ~bit(number);
            if (level[number / 64] != 0) return;
            number /= 64;
        }
    }
    /// The least member that is not below `number`; `none` if there is none.
    [[nodiscard]] std::uint32_t next(std::uint32_t number) const {
        for (std::size_t height = 0; height < levels_.size(); ++height) {
            if (number / 64 >= levels_[height].size()) return none;
            const std::uint64_t rest = levels_[height][number / 64] & ~(bit(number) - 1);
            if (rest != 0)
                return descend(height, number / 64 * 64 + static_cast<std::uint32_t>(std::countr_zero(rest)));
            number = number / 64 + 1;
        }
        return none;
    }

  private:
    static constexpr std::uint64_t bit(std::uint32_t number) { return std::uint64_t{1} << number % 64; }
    [[nodiscard]] std::uint32_t descend(std::size_t height, std::uint32_t number) const {
        while (height-- > 0)
            number = number * 64 + static_cast<std::uint32_t>(std::countr_zero(levels_[height][number]));
        return number;
    }
    void grow(std::uint32_t number) {
        if (levels_.empty()) levels_.emplace_back(1);
        if (number / 64 < levels_[0].size()) return;
        levels_[0].resize(std::max(std::size_t{number} / 64 + 1, 2 * levels_[0].size()));
        for (std::size_t height = 1; levels_[height - 1].size() > 1; ++height) {
            if (height == levels_.size()) levels_.emplace_back();
            auto& level = levels_[height];
            level.resize((levels_[height - 1].size() + 63) / 64);
            for (std::size_t i = 0; i < levels_[height - 1].size(); ++i)
                if (levels_[height - 1][i] != 0) level[i / 64] |= std::uint64_t{1} << i % 64;
        }
    }
    std::vector<std::vector<std::uint64_t>> levels_;
};

class PidScan {
  public:
    [[nodiscard]] std::size_t size() const { return size_; }

    void push_back(Tid tid, Pid pid, Time since) {
        grow_to(links_, tid.value);
        grow_to(lists_, pid.value);
        Link& link = links_[tid.value];
        List& list = lists_[pid.value];
        link = {.next = Tid{}, .previous = list.last, .pid = pid, .since = since};
        (list.last ? links_[list.last.value].next : list.first) = tid;
        list.last = tid;
        added(pid);
    }
    void push_front(Tid tid, Pid pid, Time since) {
        grow_to(links_, tid.value);
        grow_to(lists_, pid.value);
        Link& link = links_[tid.value];
        List& list = lists_[pid.value];
        link = {.next = list.first, .previous = Tid{}, .pid = pid, .since = since};
        (list.first ? links_[list.first.value].previous : list.last) = tid;
        list.first = tid;
        added(pid);
    }
    void remove(Tid tid) {
        const Link& link = links_[tid.value];
        List& list = lists_[link.pid.value];
        (link.previous ? links_[link.previous.value].next : list.first) = link.next;
        (link.next ? links_[link.next.value].previous : list.last) = link.previous;
        if (!list.first) pids_.erase(link.pid.value);
        --size_;
    }
    /// The best two for that CPU; nobody if the queue is empty.
    [[nodiscard]] Choice best(CpuId cpu) const {
        const Tid first = front(cpu);
        if (!first) return {};
        const Tid second = behind(first, cpu);
        Choice choice = choice_of(first, key(first), second, key(second), size_);
        if (second) choice.decided = pid(first) == pid(second) ? DecidedBy::tie : DecidedBy::key;
        return choice;
    }
    [[nodiscard]] Tid front(CpuId cpu) const {
        if (size_ == 0) return Tid{};
        return lists_[next_pid(ran_last(cpu).value)].first;
    }
    /// Who comes after that thread in the scan, as it would go on; nobody behind the last.
    [[nodiscard]] Tid behind(Tid tid, CpuId cpu) const {
        const Link& link = links_[tid.value];
        if (link.next) return link.next;
        const std::uint32_t pid = next_pid(link.pid.value);
        const std::uint32_t start = next_pid(ran_last(cpu).value);
        return pid == start ? Tid{} : lists_[pid].first;
    }
    [[nodiscard]] Pid pid(Tid tid) const { return links_[tid.value].pid; }
    [[nodiscard]] std::int64_t key(Tid tid) const { return tid ? links_[tid.value].since.ns() : 0; }
    /// Whose thread that CPU was given last; nobody's at first.
    [[nodiscard]] Pid ran_last(CpuId cpu) const {
        return cpu.value < ran_last_.size() ? ran_last_[cpu.value] : Pid{};
    }
    /// The thread has been chosen for that CPU: the next scan starts behind its process.
    void chosen(CpuId cpu, Tid tid) {
        grow_to(ran_last_, cpu.value);
        ran_last_[cpu.value] = pid(tid);
    }

  private:
    struct Link {
        Tid next, previous;
        Pid pid;
        Time since;
    };
    struct List {
        Tid first, last;
    };
    void added(Pid pid) {
        pids_.insert(pid.value);
        ++size_;
    }
    /// The next process behind that one which has a ready thread, round the end of the table; there must be
    /// one.
    [[nodiscard]] std::uint32_t next_pid(std::uint32_t pid) const {
        const std::uint32_t next = pids_.next(pid + 1);
        return next != BitTree::none ? next : pids_.next(0);
    }

    std::vector<Link> links_;   ///< by tid
    std::vector<List> lists_;   ///< by pid
    BitTree pids_;              ///< the ones with a ready thread
    std::vector<Pid> ran_last_; ///< by CPU
    std::size_t size_ = 0;
};

} // namespace ossim
