// Changes of a thread's level or priority that a policy makes outside of upkeep. They are kept until the
// next upkeep, which is due in the same instant, and told by that.
#pragma once

#include "ossim/event.hpp"
#include "ossim/ids.hpp"
#include "ossim/time.hpp"

#include <cstdint>
#include <vector>

namespace ossim {

class ToldChanges {
  public:
    void add(Tid tid, std::int64_t from, std::int64_t to, Time now) {
        if (from == to) return;
        changes_.push_back({.from = from, .to = to, .tid = tid});
        since_ = now;
    }
    /// When they have to be told.
    [[nodiscard]] Time due() const { return changes_.empty() ? Time::never() : since_; }
    void tell(std::vector<PriorityChange>& into) {
        into.clear();
        into.swap(changes_);
    }

  private:
    std::vector<PriorityChange> changes_;
    Time since_;
};

} // namespace ossim
