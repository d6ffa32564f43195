// The trace for reading, in fixed columns:
//
//     # Round robin, quantum 4
//     # rr, quantum 4ms | conventions ossim | costs textbook | 1 CPU | seed 0 | times in ms
//             time cpu thread       event      details
//                0   0 P1           pick       ready 3, decided tie, next P2, key since 0, next_key since 0
//                4   0 P1           state      Running to Ready, quantum
//                4   0 P2           switch     from P1, kind process, charged components, cost 0
#pragma once

#include "base/key_text.hpp"
#include "ossim/scenario.hpp"
#include "ossim/sink.hpp"
#include "trace/output.hpp"
#include "trace/thread_names.hpp"

#include <optional>
#include <string>

namespace ossim {

/// Puts events into words: needs the names of threads, which it learns from the events it is shown.
class EventWords {
  public:
    EventWords(const Names& names, const TraceHeader& header);
    /// To be called with every event, in order, before its line is asked for.
    void learn(const Event& event);
    /// The columns time, cpu, thread, event, details; without a line feed.
    [[nodiscard]] std::string line(const Event& event) const;
    /// The event and its details, without the time: "state: P1 from Ready to Running, dispatched, cpu 0".
    [[nodiscard]] std::string sentence(const Event& event) const;
    [[nodiscard]] std::string thread(Tid tid) const { return threads_.text(tid, names_); }

  private:
    const Names& names_;
    Unit unit_;
    KeyWords keys_;
    ThreadNames threads_;
};

/// Writes the text form, with the scenario's unit.
class TextWriter : public Sink {
  public:
    explicit TextWriter(Output& output) : output_(output) {}
    void start(const TraceHeader& header, const Names& names) override;
    void accept(std::span<const Event> events) override;
    void finish(Time end) override;

  private:
    Output& output_;
    std::string buffer_;
    std::optional<EventWords> words_;
};

/// The unit that a header names; ms if it names none.
[[nodiscard]] Unit unit_of(const TraceHeader& header);

} // namespace ossim
