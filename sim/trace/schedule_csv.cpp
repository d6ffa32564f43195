// The schedule as CSV: a line a slice, overhead of one thread joined.
#include "trace/schedule_csv.hpp"

#include "base/text.hpp"
#include "trace/text_form.hpp"

namespace ossim {
namespace {

bool is_overhead(const Slice& slice) { return slice.work != Work::run; }

bool continues(const Slice& before, const Slice& after) {
    return before.end == after.start && before.tid == after.tid && is_overhead(before) && is_overhead(after);
}

std::string csv_line(const Schedule& schedule, std::size_t cpu, const Slice& slice, Unit unit) {
    const std::string thread = slice.tid == idle_tid ? "" : schedule.name_of(slice.tid);
    return std::to_string(cpu) + "," + in_unit(slice.start - Time(), unit) + "," +
           in_unit(slice.end - Time(), unit) + "," + csv_cell(thread) +
           (is_overhead(slice) ? ",overhead\n" : ",run\n");
}

} // namespace

std::string csv_cell(std::string_view text) {
    if (text.find_first_of(",;\"\n\r\t") == std::string_view::npos) return std::string(text);
    std::string cell = "\"";
    for (const char c : text) {
        if (c == '"') cell += '"';
        cell += c;
    }
    return cell + "\"";
}

std::string schedule_csv(const Schedule& schedule, Unit unit) {
    std::string text = "cpu,start,end,thread,what\n";
    for (std::size_t cpu = 0; cpu < schedule.cpus.size(); ++cpu) {
        const std::vector<Slice>& row = schedule.cpus[cpu];
        for (std::size_t i = 0; i < row.size();) {
            Slice slice = row[i++];
            for (; i < row.size() && continues(slice, row[i]); ++i)
                slice.end = row[i].end;
            text += csv_line(schedule, cpu, slice, unit);
        }
    }
    return text;
}

void ScheduleCsvWriter::start(const TraceHeader& header, const Names& names) {
    unit_ = unit_of(header);
    ScheduleSink::start(header, names);
}

void ScheduleCsvWriter::finish(Time end) {
    ScheduleSink::finish(end);
    output_.write(schedule_csv(schedule(), unit_));
}

} // namespace ossim
