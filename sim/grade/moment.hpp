// What the key's trace knows about one moment on one CPU: who decided, who was ready, who left.
#pragma once

#include "ossim/grade.hpp"
#include "ossim/trace.hpp"

namespace ossim {

/// Completes a divergence, whose time, CPU and shown slices are set; `tid` is the thread that the key expects
/// there (0: none), `before` the one that it has on that CPU just before (0: none).
void add_moment(const Trace& trace, Tid tid, Tid before, Divergence& into);

} // namespace ossim
