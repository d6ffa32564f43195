// Who watches a run: a sink gets events and nothing else. It never sees the kernel and cannot change the run.
#pragma once

#include "ossim/event.hpp"
#include "ossim/names.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ossim {

/// The first record of a trace: what ran, under which rules. The comparison of traces leaves it out.
struct TraceHeader {
    int version = 1;   ///< of the trace format
    std::string ossim; ///< version of the program that wrote it
    std::string title;
    std::string variant; ///< of the scenario; empty for the base
    std::string policy;
    std::vector<std::pair<std::string, std::string>> parameters; ///< as a scenario would write them
    std::string conventions;                                     ///< the preset
    std::vector<std::pair<std::string, std::string>> settings; ///< the settings that differ from ossim's own
    std::string costs;
    std::vector<std::string> keys;       ///< names of the policy's keys
    std::vector<std::string> queue_keys; ///< with several queues: what the second key is in each of them
    std::uint64_t seed = 0;
    std::uint32_t cpus = 1;
    std::string run_queues;  ///< as a scenario would write them; empty for one that all CPUs share
    std::string warm_caches; ///< as a scenario would write them; empty for none
    std::string unit = "ms";
    bool operator==(const TraceHeader&) const = default;
};

/// Receives the events of one run, in order. Calls come as: start, accept…, finish.
class Sink {
  public:
    virtual ~Sink() = default;
    /// The kinds this sink wants; asked once, before `start`. Others are not handed to it, nor built for it
    /// alone.
    [[nodiscard]] virtual EventKinds wants() const { return EventKinds::all(); }
    /// `names` outlives the run; it grows while the run goes on, and ids in it stay valid.
    virtual void start(const TraceHeader& header, const Names& names) = 0;
    /// Events in order of time; the span is valid during the call only. Kinds not wanted may be among them.
    virtual void accept(std::span<const Event> events) = 0;
    /// No event follows; `end` is the simulated time at which the run ended.
    virtual void finish(Time end) = 0;
};

} // namespace ossim
