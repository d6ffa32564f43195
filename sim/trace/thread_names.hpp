// The names of threads by their tid, learnt from the events of a trace. Honest tids come in order, so that a
// name is appended; tids of a hostile file may be anything, and still cost no more memory than the records
// that name them.
#pragma once

#include "ossim/ids.hpp"
#include "ossim/names.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace ossim {

class ThreadNames {
  public:
    void add(Tid tid, Name name) {
        const auto at = place(tid);
        if (at != known_.end() && at->first == tid) return;
        known_.insert(at, {tid, name});
    }
    /// Null if no event has named that thread.
    [[nodiscard]] const Name* find(Tid tid) const {
        const auto at = place(tid);
        return at != known_.end() && at->first == tid ? &at->second : nullptr;
    }
    /// "thread 7" for one that nobody has named, "idle" for 0.
    [[nodiscard]] std::string text(Tid tid, const Names& names) const {
        if (tid == idle_tid) return "idle";
        const Name* name = find(tid);
        return name != nullptr ? names.text(*name) : "thread " + std::to_string(tid.value);
    }
    [[nodiscard]] const std::vector<std::pair<Tid, Name>>& all() const { return known_; }

  private:
    using Known = std::vector<std::pair<Tid, Name>>;
    [[nodiscard]] Known::const_iterator place(Tid tid) const {
        if (known_.empty() || known_.back().first < tid) return known_.end();
        return std::lower_bound(known_.begin(), known_.end(), tid,
                                [](const auto& entry, Tid wanted) { return entry.first < wanted; });
    }
    Known known_;
};

} // namespace ossim
