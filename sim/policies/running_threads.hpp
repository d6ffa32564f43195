// The threads that have a CPU, for policies that look at all of them now and then.
#pragma once

#include "policies/ready_queue.hpp"

#include <vector>

namespace ossim {

class RunningThreads {
  public:
    [[nodiscard]] std::size_t size() const { return tids_.size(); }
    [[nodiscard]] bool contains(Tid tid) const {
        return tid.value < positions_.size() && positions_[tid.value] != 0;
    }
    void insert(Tid tid) {
        if (contains(tid)) return;
        grow_to(positions_, tid.value);
        tids_.push_back(tid);
        positions_[tid.value] = static_cast<std::uint32_t>(tids_.size());
    }
    void remove(Tid tid) {
        if (!contains(tid)) return;
        const std::uint32_t position = std::exchange(positions_[tid.value], 0);
        const Tid last = tids_.back();
        tids_.pop_back();
        if (last == tid) return;
        tids_[position - 1] = last;
        positions_[last.value] = position;
    }
    /// In no order that means anything.
    [[nodiscard]] const std::vector<Tid>& all() const { return tids_; }
    /// In order of id.
    [[nodiscard]] std::vector<Tid> sorted() const {
        std::vector<Tid> all = tids_;
        std::sort(all.begin(), all.end());
        return all;
    }

  private:
    std::vector<Tid> tids_;
    std::vector<std::uint32_t> positions_; ///< by tid, from 1; 0: it has none
};

} // namespace ossim
