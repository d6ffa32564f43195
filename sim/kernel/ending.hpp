// What it means that nothing can happen any more: the run has finished, or threads wait for one another.
#pragma once

#include "objects/services.hpp"

#include <string>

namespace ossim {

struct Ending {
    Outcome outcome = Outcome::finished;
    std::string message; ///< of a deadlock: who waits for whom or what, and the circle if there is one
};

[[nodiscard]] Ending ending_of_run(const Services& services);

/// What a Waiting thread waits for: "the end of P/b", "its child kid", "timer".
[[nodiscard]] std::string awaited_in_words(const Services& services, const Thread& thread);

} // namespace ossim
