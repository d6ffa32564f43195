// What it means that nothing can happen any more: the run has finished, or threads wait for one another.
#pragma once

#include "objects/services.hpp"

#include <string>

namespace ossim {

struct Verdict {
    Outcome outcome = Outcome::finished;
    std::string message; ///< of a deadlock: who waits for what
};

[[nodiscard]] Verdict verdict_at_the_end(const Services& services);

} // namespace ossim
