// Ties that may be decided either way: the key is run again with the ties as the submission has them.
#pragma once

#include "assignment/prepared.hpp"

#include <optional>
#include <string>

namespace ossim {

struct OpenedTie {
    Comparison
        comparison; ///< with the key whose ties are decided as the submission has them, as far as it can
    std::string convention;
};

/// Nothing if no tie stands where the two part.
[[nodiscard]] std::optional<OpenedTie> compare_with_open_ties(const Prepared& prepared,
                                                              const Submission& found);

/// The first tie of the key that, decided the other way, gives another schedule.
[[nodiscard]] std::optional<Divergence> first_open_tie(const Prepared& prepared);

} // namespace ossim
