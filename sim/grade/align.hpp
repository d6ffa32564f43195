// The threads of a submission under the names that the key has for them.
#pragma once

#include "ossim/schedule.hpp"

#include <map>
#include <string>
#include <vector>

namespace ossim {

struct Aligned {
    Schedule schedule; ///< with the key's tids; unknown threads keep their names under tids of their own
    std::vector<std::string> unknown; ///< names that no thread of the key has, in order of mention
    std::vector<std::string> absent;  ///< threads that run in the key and never in the submission
    std::map<Tid, Tid> tids;          ///< of the submission's named threads: the key's tids
};

/// A name finds its thread when it is written alike; else alike but for case and spaces; else by its last
/// part (worker.1 for server/worker.1); else by its number (1 or "process 1" for P1), or as the one letter
/// that begins or ends it. Each of these only when it is clear who is meant.
[[nodiscard]] Aligned align(const Schedule& found, const Schedule& key);

} // namespace ossim
