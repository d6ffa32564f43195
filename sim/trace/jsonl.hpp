// The canonical trace: JSON Lines, one record a line, keys in declared order, whole numbers only.
//
// {"ossim_trace":1,"ossim":"0.1.0","title":"…","policy":"rr","parameters":{"quantum":"4ms"},…,"unit":"ms"}
//     {"t":0,"e":"thread","tid":1,"pid":2,"name":"P1","group":""}
// {"t":0,"e":"switch","cpu":0,"from":0,"to":1,"kind":"from_idle","charged":"components","cost":{"pick":120}}
//     {"t":30000000,"e":"end","outcome":"finished","complete":true,"events":41}
//
// The first record is the header, the last one is `end`: it proves that the file is whole. `t` is in
// nanoseconds. An event has every declared field; of `cost` only the components that are not 0. Names are
// texts, enums are words. Another kind of event or another key leaves the version as it is: readers pass over
// what they do not know.
#pragma once

#include "ossim/diagnostic.hpp"
#include "ossim/sink.hpp"
#include "ossim/trace.hpp"
#include "trace/output.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// Writes each event as one line. Nothing is allocated per event; the output gets pieces of about 64 KiB.
class JsonlWriter : public Sink {
  public:
    explicit JsonlWriter(Output& output);
    void start(const TraceHeader& header, const Names& names) override;
    void accept(std::span<const Event> events) override;
    void finish(Time end) override;

  private:
    void write_out();
    Output& output_;
    const Names* names_ = nullptr;
    std::vector<char> buffer_;
    std::size_t used_ = 0;
};

/// The whole trace as canonical text.
[[nodiscard]] std::string to_jsonl(const Trace& trace);

struct TraceReadOptions {
    std::size_t max_line = 64 << 10;     ///< bytes of a record
    std::size_t max_events = 20'000'000; ///< 64 bytes of memory each
    bool missing_keys = false;           ///< a key that is missing has its default, instead of being an error
};

/// A trace if there is no error. What is wrong comes with line and column, the first twenty at most.
struct TraceReadResult {
    std::optional<Trace> trace;
    Diagnostics diagnostics;
};

/// Reads the canonical form; writing what was read gives the same bytes. Never throws for what the text
/// holds.
[[nodiscard]] TraceReadResult read_jsonl(std::string_view file, std::string_view text,
                                         const TraceReadOptions& options = {});

} // namespace ossim
