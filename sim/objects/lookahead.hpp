// How long is the burst ahead? For policies that choose by length: sjf, srtf.
#pragma once

#include "objects/services.hpp"

namespace ossim {

/// CPU time from where the thread stands: what is left of the current step, and the steps behind it.
struct WorkAhead {
    Duration burst; ///< up to the next io, sleep, wait, yield or exit (SEMANTICS 7)
    Duration total; ///< to the end of the program; forever if it has none in sight
};

/// Follows the program without doing anything: loops are counted, draws are looked at, tests are made with
/// the values that variables have now, or that the program writes on the way. Looks at a million operations
/// at most; what lies beyond counts as forever. `whole` asks for the total too.
[[nodiscard]] WorkAhead look_ahead(const Thread& thread, const Services& services, bool whole);

} // namespace ossim
