// A schedule in a table: an interval, a tick or a change a line; columns by their heading or in the usual
// order.
#include "grade/intake.hpp"

#include "base/text.hpp"
#include "grade/series.hpp"
#include "grade/table.hpp"
#include "grade/vocabulary.hpp"

#include <algorithm>
#include <optional>

namespace ossim {
namespace {

/// Reads the lines below the heading.
class CsvReader {
  public:
    CsvReader(Intake& intake, Layout layout) : intake_(intake), series_(intake), layout_(std::move(layout)) {}
    void read(std::string_view text);

  private:
    [[nodiscard]] bool can_be_read();
    void read_row(const std::vector<Cell>& cells);
    void read_interval(std::uint32_t cpu, const std::vector<Cell>& cells);
    void read_moment(std::uint32_t cpu, const std::vector<Cell>& cells);
    void read_grid(const std::vector<Cell>& cells);
    [[nodiscard]] std::string cell(const std::vector<Cell>& cells, Column column) const {
        const std::optional<std::size_t> place = layout_.at(column);
        return place && *place < cells.size() ? cells[*place].text : std::string();
    }
    [[nodiscard]] Mark place(const std::vector<Cell>& cells, Column column) const {
        const std::optional<std::size_t> at = layout_.at(column);
        return {at_.line,
                at && *at < cells.size() ? static_cast<std::uint32_t>(cells[*at].column + 1) : at_.column};
    }
    [[nodiscard]] std::optional<Duration> time(const std::vector<Cell>& cells, Column column,
                                               std::string_view word);
    [[nodiscard]] std::optional<Duration> optional_time(const std::vector<Cell>& cells, Column column,
                                                        std::string_view word) {
        return layout_.has(column) ? time(cells, column, word) : std::nullopt;
    }
    Intake& intake_;
    Series series_;
    Vocabulary vocabulary_;
    Layout layout_;
    Mark at_;
};

/// What the heading must have, and whether it is clear which column is which.
bool CsvReader::can_be_read() {
    if (layout_.is_ambiguous) {
        intake_.refuse("bad-submission", at_,
                       "without a heading it is not clear which column is the thread and which are times",
                       "write a heading above the rows: thread,start,end or time,thread");
        return false;
    }
    if (!layout_.has_heading || !layout_.cpus.empty()) return true;
    if (!layout_.has(Column::thread)) {
        intake_.refuse("bad-submission", at_, "the heading names no column for the thread",
                       "write the heading as cpu,start,end,thread");
        return false;
    }
    const bool has_start = layout_.has(Column::start) || layout_.has(Column::time);
    if (has_start || (layout_.has(Column::end) && layout_.has(Column::length))) return true;
    intake_.refuse("bad-submission", at_, "the heading tells no time at which an interval begins",
                   "write the heading as cpu,start,end,thread");
    return false;
}

std::optional<Duration> CsvReader::time(const std::vector<Cell>& cells, Column column,
                                        std::string_view word) {
    const std::string text = cell(cells, column);
    const Unit unit = layout_.units[static_cast<std::size_t>(column)].value_or(intake_.unit());
    const std::optional<Duration> value = time_in(text, layout_.separator, unit);
    if (!value)
        intake_.refuse("bad-submission", place(cells, column),
                       "the " + std::string(word) + " of the interval is \"" + escaped(fit(text, 40)) +
                           "\": " + parse_time(text, unit).problem,
                       "a line is cpu,start,end,thread: 0,0,4,P1");
    return value;
}

void CsvReader::read_interval(std::uint32_t cpu, const std::vector<Cell>& cells) {
    const bool by_time = !layout_.has(Column::start);
    std::optional<Duration> start = optional_time(cells, by_time ? Column::time : Column::start, "start");
    std::optional<Duration> end = optional_time(cells, Column::end, "end");
    const bool needs_length = (!start && by_time && !layout_.has(Column::time)) || !layout_.has(Column::end);
    const std::optional<Duration> length =
        needs_length ? optional_time(cells, Column::length, "length") : std::nullopt;
    if (!start && end && length) start = *end - *length;
    if (!end && start && length) end = *start + *length;
    if (!start || !end) return;
    if (*start < Duration())
        return intake_.refuse("bad-submission", place(cells, Column::end),
                              "this interval would begin before 0");
    const std::string what = folded(cell(cells, Column::what));
    const std::string thread = cell(cells, Column::thread);
    const bool overhead = means_overhead(what) || what == "kernel";
    const Mark at = place(cells, Column::cpu);
    if (thread.empty() && overhead)
        intake_.add(cpu, *start, *end, "overhead", at, true);
    else if (what != "idle")
        intake_.add(cpu, *start, *end, thread, at, overhead);
}

void CsvReader::read_moment(std::uint32_t cpu, const std::vector<Cell>& cells) {
    const std::optional<Duration> at =
        time(cells, layout_.has(Column::time) ? Column::time : Column::start, "time");
    if (!at) return;
    const std::optional<std::uint32_t> own = layout_.has(Column::cpu) ? std::optional(cpu) : std::nullopt;
    const std::string thread = cell(cells, Column::thread);
    const Meaning meaning =
        layout_.has(Column::event) ? vocabulary_.of(cell(cells, Column::event)) : Meaning::runs;
    switch (meaning) {
    case Meaning::runs: return series_.runs(own, *at, thread, at_);
    case Meaning::stops: return series_.stops(own, *at, thread, at_);
    case Meaning::idle: return series_.runs(own, *at, "idle", at_);
    case Meaning::nothing: return series_.reaches(*at);
    }
}

/// A column for each CPU: who has it then.
void CsvReader::read_grid(const std::vector<Cell>& cells) {
    const std::optional<Duration> at = time(cells, Column::time, "time");
    if (!at) return;
    for (const auto& [column, cpu] : layout_.cpus)
        if (column < cells.size())
            series_.runs(cpu, *at, cells[column].text,
                         {at_.line, static_cast<std::uint32_t>(cells[column].column + 1)});
}

void CsvReader::read_row(const std::vector<Cell>& cells) {
    if (layout_.has(Column::time) && !layout_.cpus.empty()) return read_grid(cells);
    std::uint32_t cpu = 0;
    if (layout_.has(Column::cpu)) {
        const std::string text = cell(cells, Column::cpu);
        const std::optional<std::uint32_t> number = parse_cpu(text);
        if (!number)
            return intake_.refuse("bad-submission", place(cells, Column::cpu),
                                  "\"" + escaped(fit(text, 40)) + "\" is not the number of a CPU",
                                  "CPUs are numbered from 0 to 4095");
        cpu = *number;
    }
    if (layout_.is_of_moments())
        read_moment(cpu, cells);
    else
        read_interval(cpu, cells);
}

void CsvReader::read(std::string_view text) {
    bool is_first = true;
    while (!text.empty() && !intake_.is_full()) {
        const std::string_view line = take_line(text, at_.line);
        at_.column = 1;
        if (is_blank_row(line, layout_.separator)) continue;
        const bool is_heading = is_first && layout_.has_heading;
        if (is_first && !can_be_read()) return;
        is_first = false;
        if (!is_heading) read_row(cells_of(line, layout_.separator));
    }
    if (!intake_.has_problems()) series_.finish();
}

} // namespace

bool looks_like_csv(std::string_view text, Unit unit) { return layout_of(text, unit).has_value(); }

void read_csv(std::string_view text, Intake& intake) {
    if (std::optional<Layout> layout = layout_of(text, intake.unit()))
        CsvReader(intake, std::move(*layout)).read(text);
}

} // namespace ossim
