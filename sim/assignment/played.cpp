// The sinks of a judged run, and its end in words.
#include "assignment/played.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <vector>

namespace ossim {

namespace {

/// Keeps every event, as if the trace had been written and read back.
class TraceSink : public Sink {
  public:
    void start(const TraceHeader& header, const Names& names) override {
        trace_.header = header;
        names_ = &names;
    }
    void accept(std::span<const Event> events) override {
        trace_.events.insert(trace_.events.end(), events.begin(), events.end());
    }
    void finish(Time end) override {
        trace_.end = end;
        trace_.whole = true;
        for (std::uint32_t id = 0; id < names_->size(); ++id)
            (void)trace_.names.intern(names_->text(NameId(id))); // in their order: the ids are the same
    }
    [[nodiscard]] Trace take() { return std::move(trace_); }

  private:
    Trace trace_;
    const Names* names_ = nullptr;
};

} // namespace

std::string Played::trouble(Unit unit) const {
    const std::string at = " at " + with_unit(end.end - Time(), unit);
    const std::string how = end.outcome == Outcome::no_progress ? "the run makes no progress" + at
                                                                : "the run does not end: it was cut off" + at;
    return end.message.empty() ? how : how + ": " + end.message;
}

Played play(const Scenario& scenario, const Keep& keep, std::span<const ForcedPick> forced) {
    Scenario bounded = scenario;
    bounded.limits.events = std::min(bounded.limits.events, keep.happenings);
    bounded.limits.threads = std::min<std::uint64_t>(bounded.limits.threads, keep.happenings);
    bounded.limits.processes = std::min<std::uint64_t>(bounded.limits.processes, keep.happenings);
    TraceSink trace;
    MetricsSink metrics;
    ScheduleSink schedule;
    std::vector<Sink*> sinks{&schedule};
    if (keep.trace) sinks.push_back(&trace);
    if (keep.metrics) sinks.push_back(&metrics);
    Played played;
    played.end = Simulation(bounded, sinks, nullptr, forced).run();
    played.submission.name = scenario.file;
    played.submission.form = SubmissionForm::trace;
    played.submission.unit = scenario.unit;
    played.submission.schedule = schedule.schedule();
    if (keep.trace) played.submission.trace = trace.take();
    if (keep.metrics) played.metrics = metrics.metrics();
    return played;
}

JudgedRuns judged(const MetricsByVariant& runs) {
    JudgedRuns result;
    for (const auto& [variant, metrics] : runs)
        result[variant].metrics = &metrics;
    return result;
}

Metrics metrics_of(const Trace& trace) {
    MetricsSink sink;
    sink.start(trace.header, trace.names);
    sink.accept(trace.events);
    sink.finish(trace.end);
    return sink.metrics();
}

} // namespace ossim
