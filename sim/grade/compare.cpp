// A submission beside the key: where they part, what follows, what it is worth.
#include "ossim/grade.hpp"

#include "base/check.hpp"
#include "grade/align.hpp"
#include "grade/moment.hpp"
#include "grade/stretches.hpp"

#include <algorithm>

namespace ossim {

bool has_overhead(const Schedule& schedule) {
    for (const std::vector<Slice>& row : schedule.cpus)
        for (const Slice& slice : row)
            if (slice.work != Work::run) return true;
    return false;
}

namespace {

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

/// All CPUs of both, laid side by side.
class Pairing {
  public:
    Pairing(const Schedule& key, const Schedule& found, bool overhead_as_gap)
        : key_(key), found_(found), horizon_(std::max(key.last_slice_end(), found.last_slice_end())) {
        const std::size_t cpus = std::max<std::size_t>({key.cpus.size(), found.cpus.size(), 1});
        for (std::size_t cpu = 0; cpu < cpus; ++cpu)
            rows_.push_back(lay_beside(key, found, cpu, horizon_, overhead_as_gap));
    }
    void measure(Comparison& into) const;
    void find_first(Comparison& into) const;
    void find_aftermath(Comparison& into) const;

  private:
    [[nodiscard]] Time again(Duration shift) const;
    [[nodiscard]] std::optional<Duration> shift_at(std::size_t cpu) const;
    const Schedule& key_;
    const Schedule& found_;
    Time horizon_;
    std::vector<RowPair> rows_;
};

void Pairing::measure(Comparison& into) const {
    Ratio shares;
    for (const RowPair& row : rows_) {
        into.agreeing += row.agreeing;
        into.compared += horizon_ - Time();
        into.stretches += row.differing;
        if (horizon_ > Time()) shares = shares + Ratio(row.agreeing.ns(), (horizon_ - Time()).ns());
    }
    into.cpus = static_cast<std::uint32_t>(rows_.size());
    const Ratio share =
        horizon_ > Time() ? shares / Ratio(static_cast<std::int64_t>(rows_.size())) : Ratio(1);
    into.points = into.most * share;
}

void Pairing::find_first(Comparison& into) const {
    Divergence first;
    first.time = Time::never();
    for (std::size_t cpu = 0; cpu < rows_.size(); ++cpu) {
        if (rows_[cpu].first_difference >= first.time) continue;
        first.time = rows_[cpu].first_difference;
        first.cpu = CpuId(static_cast<std::uint32_t>(cpu));
    }
    if (first.time == Time::never()) return;
    first.expected = shown_at(key_, first.cpu, first.time);
    first.found = shown_at(found_, first.cpu, first.time);
    into.first = std::move(first);
}

Time Pairing::again(Duration shift) const {
    Time last;
    for (const RowPair& row : rows_) {
        if (row.differing == 0) continue;
        last = std::max(last, again_from(row, shift));
    }
    return last;
}

std::optional<Duration> Pairing::shift_at(std::size_t cpu) const {
    if (cpu >= key_.cpus.size() || cpu >= found_.cpus.size()) return std::nullopt;
    if (key_.cpus[cpu].empty() || found_.cpus[cpu].empty()) return std::nullopt;
    return found_.cpus[cpu].back().end - key_.cpus[cpu].back().end;
}

void Pairing::find_aftermath(Comparison& into) const {
    const Divergence& first = *into.first;
    into.aftermath = Aftermath::independent;
    const std::optional<Duration> shift = shift_at(first.cpu.value);
    if (!shift) return;
    const Time earliest = *shift < Duration() ? Time() + ((first.time - Time()) - *shift) : first.time;
    const Time from = std::max(again(*shift), earliest);
    if (from >= key_.last_slice_end()) return;
    into.aftermath = *shift == Duration() ? Aftermath::rejoins : Aftermath::shifted;
    into.again = from;
    into.shift = *shift;
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

/// Only what the picture shows: the row of the divergence, and the threads in it.
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

void compare_schedules(const Submission& key, const Schedule& found, Comparison& into) {
    const Schedule& expected = *key.schedule;
    const Pairing pairing(expected, found, into.overhead_as_gaps);
    pairing.measure(into);
    pairing.find_first(into);
    if (!into.first) return;
    into.category = Category::different;
    pairing.find_aftermath(into);
    const Divergence& first = *into.first;
    if (key.trace)
        add_moment(*key.trace, runner_at(expected, first.cpu, first.time),
                   last_before(expected, first.cpu, first.time), *into.first);
    into.expected = excerpt_of(expected, first.cpu, first.time);
    into.found = excerpt_of(found, first.cpu, first.time);
}

} // namespace

Comparison compare(const Submission& key, const Submission& found, const CompareOptions& options) {
    OSSIM_CHECK(key.schedule.has_value());
    Comparison result;
    result.name = found.name;
    result.unit = key.unit;
    result.most = options.points;
    if (key.trace) result.policy = key.trace->header.policy;
    if (!found.schedule || found.empty) {
        result.category = found.empty ? Category::empty : Category::unreadable;
        result.problems = found.problems;
        return result;
    }
    Aligned aligned = align(*found.schedule, *key.schedule);
    result.unknown = std::move(aligned.unknown);
    result.absent = std::move(aligned.absent);
    result.overhead_as_gaps =
        options.gaps_for_overhead && !has_overhead(aligned.schedule) && has_overhead(*key.schedule);
    compare_schedules(key, aligned.schedule, result);
    return result;
}

} // namespace ossim
