// A submission beside the key: who is meant, then where they part at the level asked for.
#include "ossim/grade.hpp"

#include "base/check.hpp"
#include "grade/align.hpp"
#include "grade/cpu_order.hpp"
#include "grade/level.hpp"
#include "grade/marks.hpp"
#include "grade/moment.hpp"

#include <algorithm>

namespace ossim {
namespace {

Tid runner_at(const Schedule& schedule, CpuId cpu, Time time) {
    const Slice* slice = schedule.at(cpu, time);
    return slice == nullptr ? idle_tid : slice->tid;
}

/// The last thread that the key runs on that CPU before the time, however long ago.
Tid last_before(const Schedule& schedule, CpuId cpu, Time time) {
    Tid last;
    if (cpu.value < schedule.cpus.size())
        for (const Slice& slice : schedule.cpus[cpu.value])
            if (slice.work == Work::run && slice.start < time) last = slice.tid;
    return last;
}

/// The slices of one CPU near a time: a few before it and more behind.
void cut_row(std::vector<Slice>& row, Time time) {
    constexpr std::size_t before = 8, behind = 16;
    const auto at = std::upper_bound(row.begin(), row.end(), time,
                                     [](Time wanted, const Slice& slice) { return wanted < slice.end; });
    const auto place = static_cast<std::size_t>(at - row.begin());
    if (row.size() > place + behind) row.resize(place + behind);
    if (place > before) row.erase(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(place - before));
}

bool needs_traces(CompareAt at) { return at == CompareAt::states || at == CompareAt::events; }

/// A mere schedule where states or events are asked for.
Diagnostic no_trace(const Submission& found, CompareAt at) {
    Diagnostic problem;
    problem.code = "bad-submission";
    problem.file = found.name;
    problem.message = std::string(at == CompareAt::states ? "the states of the threads" : "all events") +
                      " are compared here, and a schedule does not tell them";
    problem.hint = "hand in the trace: ossim FILE --trace run.jsonl";
    return problem;
}

void compare_at_level(const Sides& sides, Comparison& into) {
    switch (into.at) {
    case CompareAt::dispatches: return compare_dispatches(sides, into);
    case CompareAt::states: return compare_states(sides, into);
    case CompareAt::events: return compare_events(sides, into);
    case CompareAt::schedule:
    case CompareAt::metrics: break;
    }
    compare_schedules(sides, into);
}

} // namespace

bool has_overhead(const Schedule& schedule) {
    for (const std::vector<Slice>& row : schedule.cpus)
        for (const Slice& slice : row)
            if (slice.work != Work::run) return true;
    return false;
}

Shown shown_at(const Schedule& schedule, CpuId cpu, Time time) {
    if (const Slice* slice = schedule.at(cpu, time))
        return {false, slice->work, slice->tid ? schedule.name_of(slice->tid) : "", slice->start, slice->end};
    Shown gap{true, Work::run, "", Time(), Time::never()};
    if (cpu.value >= schedule.cpus.size()) return gap;
    for (const Slice& slice : schedule.cpus[cpu.value]) {
        if (slice.end <= time) gap.start = slice.end;
        if (slice.start > time) {
            gap.end = slice.start;
            break;
        }
    }
    return gap;
}

void add_moment_of(const Sides& sides, Divergence& into) {
    if (!sides.key.trace) return;
    const Schedule& expected = sides.expected();
    add_moment(*sides.key.trace, runner_at(expected, into.cpu, into.time),
               last_before(expected, into.cpu, into.time), into);
}

Schedule excerpt_of(const Schedule& schedule, CpuId cpu, Time time) {
    Schedule excerpt;
    excerpt.end = schedule.end;
    excerpt.cpus.resize(cpu.value + 1);
    if (cpu.value >= schedule.cpus.size()) return excerpt;
    std::vector<Slice>& row = excerpt.cpus[cpu.value];
    row = schedule.cpus[cpu.value];
    cut_row(row, time);
    for (const Schedule::Thread& thread : schedule.threads)
        if (std::any_of(row.begin(), row.end(), [&](const Slice& slice) { return slice.tid == thread.tid; }))
            excerpt.threads.push_back(thread);
    return excerpt;
}

Comparison compare(const Submission& key, const Submission& found, const CompareOptions& options) {
    OSSIM_CHECK(key.schedule.has_value());
    Comparison result;
    result.name = found.name;
    result.unit = key.unit;
    result.most = options.points;
    result.at = options.at == CompareAt::metrics ? CompareAt::schedule : options.at;
    result.marking = marking_of(options);
    if (key.trace) result.policy = key.trace->header.policy;
    if (!found.schedule || found.empty) {
        result.category = found.empty ? Category::empty : Category::unreadable;
        result.problems = found.problems;
        return result;
    }
    OSSIM_CHECK(key.trace.has_value() || !needs_traces(result.at));
    if (needs_traces(result.at) && !found.trace) {
        result.category = Category::unreadable;
        result.problems = {no_trace(found, result.at)};
        return result;
    }
    Aligned aligned = align(*found.schedule, *key.schedule);
    result.unknown = std::move(aligned.unknown);
    result.absent = std::move(aligned.absent);
    result.overhead_as_gaps =
        options.gaps_for_overhead && !has_overhead(aligned.schedule) && has_overhead(*key.schedule);
    if (options.any_cpu_order) {
        std::vector<std::uint32_t> order =
            best_cpu_order(*key.schedule, aligned.schedule, result.overhead_as_gaps);
        aligned.schedule = permuted(std::move(aligned.schedule), order);
        if (!is_identity(order)) result.cpu_order = std::move(order);
    }
    compare_at_level({key, found, aligned, options}, result);
    return result;
}

} // namespace ossim
