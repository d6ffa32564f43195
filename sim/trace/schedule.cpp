// From events to intervals: each CPU has a row, and a row knows until when the kernel has it.
#include "ossim/schedule.hpp"

#include "base/check.hpp"
#include "trace/thread_names.hpp"

#include <algorithm>
#include <optional>

namespace ossim {
namespace {

constexpr std::size_t most_cpus = 4096;

/// One CPU while the schedule is made.
struct Row {
    Tid running;    ///< 0 for nobody
    Time since;     ///< when its own instructions began; in the future while the kernel has the CPU
    Time kernel_to; ///< the kernel has the CPU until then
};

} // namespace

std::string Schedule::name_of(Tid tid) const {
    if (tid == idle_tid) return "idle";
    const auto at = std::lower_bound(threads.begin(), threads.end(), tid,
                                     [](const Thread& thread, Tid wanted) { return thread.tid < wanted; });
    if (at != threads.end() && at->tid == tid) return at->name;
    return "thread " + std::to_string(tid.value);
}

Time Schedule::last_slice_end() const {
    Time last;
    for (const std::vector<Slice>& row : cpus)
        if (!row.empty()) last = std::max(last, row.back().end);
    return last;
}

void Schedule::append(CpuId cpu, const Slice& slice) {
    if (slice.end <= slice.start) return;
    OSSIM_CHECK(cpu.value < most_cpus);
    if (cpus.size() <= cpu.value) cpus.resize(cpu.value + 1);
    std::vector<Slice>& row = cpus[cpu.value];
    OSSIM_CHECK(row.empty() || row.back().end <= slice.start);
    const bool continues = !row.empty() && row.back().end == slice.start && row.back().tid == slice.tid &&
                           row.back().work == slice.work;
    if (continues)
        row.back().end = slice.end;
    else
        row.push_back(slice);
}

const Slice* Schedule::at(CpuId cpu, Time time) const {
    if (cpu.value >= cpus.size()) return nullptr;
    const std::vector<Slice>& row = cpus[cpu.value];
    const auto after = std::upper_bound(row.begin(), row.end(), time,
                                        [](Time wanted, const Slice& slice) { return wanted < slice.start; });
    if (after == row.begin()) return nullptr;
    const Slice& slice = *(after - 1);
    return time < slice.end ? &slice : nullptr;
}

struct ScheduleSink::Parts {
    Schedule schedule;
    std::vector<Row> rows;
    ThreadNames names;
    const Names* texts = nullptr;
    std::size_t most = 0;
    std::size_t slices = 0; ///< at least as many as the schedule has
    std::optional<Time> cut;

    void put(CpuId cpu, const Slice& slice) {
        schedule.append(cpu, slice);
        ++slices;
    }
    Row* row_of(CpuId cpu) {
        if (cpu.value >= most_cpus) return nullptr;
        if (rows.size() <= cpu.value) rows.resize(cpu.value + 1);
        return &rows[cpu.value];
    }
    void close_run(CpuId cpu, Row& row, Time end) {
        if (row.running && row.since < end) put(cpu, {row.since, end, row.running, Work::run});
        row.since = end;
    }
    /// The kernel takes the CPU, after what it is already doing there; what runs is shifted.
    void occupy(CpuId cpu, Time from, Duration length, Tid tid, Work work) {
        Row* row = row_of(cpu);
        if (row == nullptr || length <= Duration()) return;
        const Time start = std::max(from, row->kernel_to);
        close_run(cpu, *row, start);
        row->kernel_to = start + length;
        row->since = row->kernel_to;
        put(cpu, {start, row->kernel_to, tid, work});
    }
    void enter(CpuId cpu, Tid tid, Time now) {
        Row* row = row_of(cpu);
        if (row == nullptr) return;
        close_run(cpu, *row, now);
        row->running = tid;
        row->since = std::max(now, row->kernel_to);
    }
    void leave(CpuId cpu, Tid tid, Time now) {
        Row* row = row_of(cpu);
        if (row == nullptr || row->running != tid) return;
        close_run(cpu, *row, now);
        row->running = idle_tid;
    }

    void take(Time, const ThreadNew& event) { names.add(event.tid, event.label); }
    void take(Time now, const StateMove& event) {
        if (event.to == ThreadState::running)
            enter(event.cpu, event.tid, now);
        else if (event.from == ThreadState::running)
            leave(event.cpu, event.tid, now);
    }
    void take(Time now, const Switch& event) {
        const Tid whose = event.charged == ChargedAs::leaving ? event.from : event.to;
        occupy(event.cpu(), now, event.components.total(), whose, Work::switching);
    }
    void take(Time now, const Charge& event) {
        occupy(event.cpu, now, event.length, event.tid, Work::kernel);
    }
    void take(Time now, const Begin& event) {
        Row* row = row_of(event.cpu);
        if (row != nullptr && row->running == event.tid) row->since = std::max(row->since, now);
    }
    template <class Other>
    void take(Time, const Other&) {}

    void clip(Time end) {
        for (std::vector<Slice>& row : schedule.cpus) {
            while (!row.empty() && row.back().start >= end)
                row.pop_back();
            if (!row.empty()) row.back().end = std::min(row.back().end, end);
        }
    }
};

ScheduleSink::ScheduleSink(std::size_t most) : parts_(std::make_unique<Parts>()) { parts_->most = most; }
ScheduleSink::~ScheduleSink() = default;

EventKinds ScheduleSink::wants() const {
    return EventKinds::of<ThreadNew, StateMove, Switch, Begin, Charge>();
}

void ScheduleSink::start(const TraceHeader& header, const Names& names) {
    parts_->texts = &names;
    parts_->schedule.cpus.resize(std::min<std::size_t>(header.cpus, most_cpus));
}

void ScheduleSink::accept(std::span<const Event> events) {
    for (const Event& event : events) {
        if (parts_->cut) return;
        if (parts_->slices >= parts_->most)
            parts_->cut = event.time;
        else
            std::visit([&](const auto& body) { parts_->take(event.time, body); }, event.body);
    }
}

void ScheduleSink::finish(Time end_of_run) {
    const Time end = parts_->cut.value_or(end_of_run);
    parts_->schedule.is_cut = parts_->cut.has_value();
    for (std::uint32_t cpu = 0; cpu < parts_->rows.size(); ++cpu)
        parts_->close_run(CpuId(cpu), parts_->rows[cpu], end);
    parts_->clip(end);
    parts_->schedule.end = end;
    for (const auto& [tid, name] : parts_->names.all())
        parts_->schedule.threads.push_back({tid, parts_->texts->text(name)});
}

const Schedule& ScheduleSink::schedule() const { return parts_->schedule; }

Schedule schedule_of(const Trace& trace) {
    ScheduleSink sink;
    sink.start(trace.header, trace.names);
    sink.accept(trace.events);
    sink.finish(trace.end);
    return sink.schedule();
}

} // namespace ossim
