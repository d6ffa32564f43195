// Stamps what the kernel says and fans it out to the sinks, many events at a time.
//
// Nobody pays for what nobody wants: an event of a kind that no sink asked for is counted and dropped. The
// count is the same whatever the sinks are, so that the last record of a trace does not depend on them.
#pragma once

#include "ossim/event.hpp"
#include "ossim/sink.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace ossim {

class Tracer {
  public:
    explicit Tracer(std::span<Sink* const> sinks);

    void start(const TraceHeader& header, const Names& names);
    /// Hands over what is left, then tells the sinks that the run has ended.
    void finish(Time end);

    /// True if some sink asked for this kind: ask before building something costly for it.
    template <class Body>
    [[nodiscard]] bool wants() const {
        return wanted_.has<Body>();
    }

    template <class Body>
    void emit(Time now, const Body& body) {
        ++count_;
        if (!wanted_.has<Body>()) return;
        buffer_[used_] = Event{now, body};
        if (++used_ == buffer_.size()) flush();
    }

    /// The same for an event that is costly to build: `make` is called only if some sink wants it.
    template <class Body, class Make>
    void emit_if_wanted(Time now, const Make& make) {
        if (wanted_.has<Body>())
            emit(now, make());
        else
            ++count_;
    }

    /// How many events there were, wanted or not.
    [[nodiscard]] std::uint64_t count() const { return count_; }

  private:
    void flush();

    std::vector<Sink*> sinks_;
    EventKinds wanted_;
    std::uint64_t count_ = 0;
    std::size_t used_ = 0;
    std::array<Event, 256> buffer_;
};

} // namespace ossim
