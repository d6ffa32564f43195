// The sink: hands events to the accounts, and keeps what they come to.
#include "metrics/accounts.hpp"

#include "base/check.hpp"

namespace ossim {

struct MetricsSink::Parts {
    std::optional<Accounts> accounts;
    Metrics metrics;
    bool finished = false;
};

MetricsSink::MetricsSink() : parts_(std::make_unique<Parts>()) {}
MetricsSink::~MetricsSink() = default;

EventKinds MetricsSink::wants() const {
    return EventKinds::of<ProcessNew, ThreadNew, StateMove, Pick, Switch, Begin, Charge, IoRequest, IoStart,
                          IoDone, Forked, Spawned, ProcessExit, Orphaned, SpanBegin, SpanEnd, Refilled,
                          Referred, Faulted, Evicted, ShotDown, SpaceMade, MemoryHeld, Resident, TlbCounted,
                          Migrated, WarmCounted, JobReleased, JobDone, JobMissed, JobAborted, RunEnd>();
}

void MetricsSink::start(const TraceHeader& header, const Names& names) {
    parts_->finished = false;
    parts_->accounts.emplace(header, names);
}

void MetricsSink::accept(std::span<const Event> events) {
    OSSIM_CHECK(parts_->accounts.has_value());
    Accounts& accounts = *parts_->accounts;
    for (const Event& event : events)
        accounts.take(event);
}

void MetricsSink::finish(Time end) {
    OSSIM_CHECK(parts_->accounts.has_value());
    parts_->metrics = parts_->accounts->close(end);
    parts_->accounts.reset();
    parts_->finished = true;
}

const Metrics& MetricsSink::metrics() const {
    OSSIM_CHECK(parts_->finished);
    return parts_->metrics;
}

} // namespace ossim
