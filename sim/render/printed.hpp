// What programs printed: the output of a fork puzzle, line by line.
//
//     printed by  at  text
//     shell        0  hello
//     shell.1      0  hello
//     and 2 more lines: --rows 4
#pragma once

#include "ossim/metrics.hpp"
#include "ossim/sink.hpp"
#include "render/style.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// A text that a `print` put out.
struct PrintedLine {
    Time time;
    Tid tid;
    std::string text; ///< as the program printed it: to be escaped before a terminal sees it
};

/// Keeps the first so many lines and counts all of them. Its memory is bounded.
class PrintedSink : public Sink {
  public:
    explicit PrintedSink(std::size_t most = 10'000) : most_(most) {}
    [[nodiscard]] EventKinds wants() const override;
    void start(const TraceHeader& header, const Names& names) override;
    void accept(std::span<const Event> events) override;
    void finish(Time end) override;
    [[nodiscard]] const std::vector<PrintedLine>& lines() const { return lines_; }
    [[nodiscard]] std::uint64_t count() const { return count_; } ///< of all lines, kept or not

  private:
    std::size_t most_;
    const Names* names_ = nullptr;
    std::vector<PrintedLine> lines_;
    std::uint64_t count_ = 0;
};

/// The first `rows` lines and how many more there are; empty when nothing was printed. `metrics` is of the
/// same run and knows the names of threads.
[[nodiscard]] std::string printed_table(const PrintedSink& printed, const Metrics& metrics, std::size_t rows,
                                        const Style& style);

} // namespace ossim
