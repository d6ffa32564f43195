// What programs printed: kept while the run goes on, and as a table.
#include "render/printed.hpp"

#include "base/text.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <algorithm>

namespace ossim {

EventKinds PrintedSink::wants() const { return EventKinds::of<Printed>(); }

void PrintedSink::start(const TraceHeader&, const Names& names) {
    names_ = &names;
    lines_.clear();
    count_ = 0;
}

void PrintedSink::accept(std::span<const Event> events) {
    for (const Event& event : events) {
        const auto* body = std::get_if<Printed>(&event.body);
        if (body == nullptr) continue;
        if (lines_.size() < most_) lines_.push_back({event.time, body->tid, names_->text(body->text)});
        ++count_;
    }
}

void PrintedSink::finish(Time) {}

std::string printed_table(const PrintedSink& printed, const Metrics& metrics, std::size_t rows,
                          const Style& style) {
    if (printed.count() == 0) return "";
    Table table({"printed by", "at", "text"});
    table.left(2);
    const std::size_t shown = std::min(rows, printed.lines().size());
    for (std::size_t i = 0; i < shown; ++i) {
        const PrintedLine& line = printed.lines()[i];
        table.add({shortened(thread_name(metrics, line.tid), widest_name),
                   in_unit(line.time - Time(), style.unit), escaped(line.text)});
    }
    const std::uint64_t more = printed.count() - shown;
    if (more == 0) return table.text(style);
    const bool are_kept = shown < printed.lines().size();
    return table.text(style) + "and " + std::to_string(more) + (more == 1 ? " more line" : " more lines") +
           (are_kept ? ": --rows " + std::to_string(std::min<std::uint64_t>(printed.count(), 10'000))
                     : std::string(": all of them are in the trace")) +
           "\n";
}

} // namespace ossim
