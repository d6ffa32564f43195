// The Gantt chart: who ran where, and what every thread was doing meanwhile.
//
//           0ms       5         10        15        20        25        30
//     CPU0  111111112222223333111111111111111133111111111111111111111111
//     P1    ########..........################..########################|
//     P2    ........######|
//     P3    ..............####~~~~~~~~~~......##|
//     # Running  . Ready  ~ Waiting  | end.  1 column = 0.5ms
//     CPU row: the last character of the thread's name
//
// Below the row of a thread with jobs stand its releases, ^, and the deadlines that it missed, !.
//
// The picture is exact when every boundary falls on a column. When it does not, a column shows what took most
// of it, the picture says so, overhead too short to win its column is marked below the CPU's row, and a
// thread that ran for a part of a column in which it mostly waited has a mark of its own.
#pragma once

#include "ossim/metrics.hpp"
#include "ossim/sink.hpp"
#include "render/style.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace ossim {

struct GanttOptions {
    Time from;              ///< the left edge
    std::optional<Time> to; ///< the right edge; none: the end of the run
    std::size_t rows = 20;  ///< thread rows, and CPU rows likewise: the first so many; at most 10,000
    std::size_t bars =
        200'000; ///< memory: at most so many intervals (or 100 a row) are kept, then they are merged
};

/// Collects what the picture needs. A run of any length fits: when there are too many intervals, those inside
/// one grain (10^k ns, always far below a column) are added up, and the picture stays right at its scale.
class GanttSink : public Sink {
  public:
    explicit GanttSink(const GanttOptions& options = {});
    ~GanttSink() override;
    [[nodiscard]] EventKinds wants() const override;
    void start(const TraceHeader& header, const Names& names) override;
    void accept(std::span<const Event> events) override;
    void finish(Time end) override;

    struct Parts;
    [[nodiscard]] const Parts& parts() const { return *parts_; }

  private:
    std::unique_ptr<Parts> parts_;
};

/// The picture, with its ruler and its legend. After `finish`. Every line fits `style.width`.
[[nodiscard]] std::string gantt(const GanttSink& sink, const Style& style);

} // namespace ossim
