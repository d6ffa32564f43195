// The tracer: one buffer, flushed to all sinks when it is full and at the end.
#include "trace/tracer.hpp"

namespace ossim {

Tracer::Tracer(std::span<Sink* const> sinks) : sinks_(sinks.begin(), sinks.end()) {
    for (const Sink* sink : sinks_)
        wanted_ = wanted_ | sink->wants();
}

void Tracer::start(const TraceHeader& header, const Names& names) {
    for (Sink* sink : sinks_)
        sink->start(header, names);
}

void Tracer::flush() {
    for (Sink* sink : sinks_)
        sink->accept(std::span(buffer_).first(used_));
    used_ = 0;
}

void Tracer::finish(Time end) {
    flush();
    for (Sink* sink : sinks_)
        sink->finish(end);
}

} // namespace ossim
