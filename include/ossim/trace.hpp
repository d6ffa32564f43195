// A trace in memory: what a file of events holds once it has been read, and what comparisons work on.
#pragma once

#include "ossim/event.hpp"
#include "ossim/names.hpp"
#include "ossim/sink.hpp"
#include "ossim/time.hpp"

#include <cstdint>
#include <vector>

namespace ossim {

/// The events of one run, in order of time. Names in them are of `names`, not of the run that wrote the file.
struct Trace {
    TraceHeader header;
    Names names;
    std::vector<Event> events;
    Time end;                  ///< when the run ended: the time of its RunEnd, else of the last event
    std::uint64_t skipped = 0; ///< records of a kind that this version does not know
    bool whole = false;        ///< a RunEnd closes it: the file was not cut off
};

} // namespace ossim
