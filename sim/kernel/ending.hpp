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

} // namespace ossim
