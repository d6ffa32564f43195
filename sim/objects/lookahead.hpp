// What does a thread do next? How long is the burst ahead, for policies that choose by length: sjf, srtf;
// and to which pages does it refer, for replacement that knows the future.
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

/// The references from the one on that the thread is about to make at its access step, at most `most`; `into`
/// gets them. True if these are all: the program ends, or another takes its place.
bool look_at_references(const Thread& thread, const Services& services, std::size_t most,
                        std::vector<PageAhead>& into);

} // namespace ossim
