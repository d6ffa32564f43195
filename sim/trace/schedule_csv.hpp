// The schedule as CSV: one interval a line, times in the scenario's unit, neighbours of the same kind merged.
//
//     cpu,start,end,thread,what
//     0,0,4,P1,run
//     0,4,4.5,P2,overhead
//
// Idle time has no line. `overhead` is a switch or other kernel work; its thread is the one that comes or is
// delayed.
#pragma once

#include "ossim/scenario.hpp"
#include "ossim/schedule.hpp"
#include "trace/output.hpp"

#include <string>

namespace ossim {

[[nodiscard]] std::string schedule_csv(const Schedule& schedule, Unit unit);

/// Gathers the schedule of a run and writes it when the run has ended.
class ScheduleCsvWriter : public ScheduleSink {
  public:
    explicit ScheduleCsvWriter(Output& output) : output_(output) {}
    void start(const TraceHeader& header, const Names& names) override;
    void finish(Time end) override;

  private:
    Output& output_;
    Unit unit_ = Unit::ms;
};

/// A CSV cell: in quotes if it holds a comma, a quote, a semicolon or a line feed.
[[nodiscard]] std::string csv_cell(std::string_view text);

} // namespace ossim
