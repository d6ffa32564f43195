// `schedule`: what a CPU ran, against what it should have run. Only threads' own instructions count: idle
// time and the kernel's work are gaps.
#include "expect/judge_parts.hpp"

#include "base/text.hpp"
#include "expect/known_names.hpp"

#include <algorithm>

namespace ossim {

namespace {

struct Stretch {
    std::string name; ///< empty: a claim that the CPU is idle
    Time start, end;
    bool operator==(const Stretch&) const = default;
};

std::string thread_name(const Schedule& schedule, Tid tid) {
    const auto at = std::lower_bound(schedule.threads.begin(), schedule.threads.end(), tid,
                                     [](const auto& thread, Tid wanted) { return thread.tid < wanted; });
    return at != schedule.threads.end() && at->tid == tid ? at->name : "thread " + std::to_string(tid.value);
}

void join(std::vector<Stretch>& row, Stretch next) {
    if (!row.empty() && row.back().name == next.name && row.back().end == next.start)
        row.back().end = next.end;
    else
        row.push_back(std::move(next));
}

/// Threads that a claimed name means bear that name: "server" in the claim is any of its threads.
std::string name_as_claimed(const std::string& thread, const ScheduleClaim& claim) {
    for (const NamePlace& name : claim.names)
        if (name.name == thread) return thread;
    for (const NamePlace& name : claim.names)
        if (means_thread(name.name, "", thread, "")) return name.name;
    return thread;
}

std::vector<Stretch> found_row(const Schedule& schedule, std::size_t cpu, const ScheduleClaim& claim) {
    std::vector<Stretch> row;
    if (cpu >= schedule.cpus.size()) return row;
    for (const Slice& slice : schedule.cpus[cpu])
        if (slice.work == Work::run)
            join(row, {name_as_claimed(thread_name(schedule, slice.tid), claim), slice.start, slice.end});
    return row;
}

std::vector<Stretch> claimed_row(const ScheduleClaim& claim) {
    std::vector<Stretch> row;
    for (const ClaimedSlice& slice : claim.slices)
        if (!slice.name.empty()) join(row, {slice.name, slice.start, slice.end});
    return row;
}

/// Columns name threads by a letter: the names take its place.
Objection name_columns(ScheduleClaim& claim, const Schedule& schedule) {
    std::vector<std::string> threads;
    for (const auto& thread : schedule.threads)
        threads.push_back(thread.name);
    for (ClaimedSlice& slice : claim.slices) {
        if (slice.name.empty()) continue;
        const auto name = named_by_column(slice.name, threads);
        if (!name)
            return "column \"" + escaped(slice.name) + "\" does not say which thread of the run it means";
        slice.name = *name;
    }
    for (NamePlace& name : claim.names)
        name.name = named_by_column(name.name, threads).value_or(name.name);
    return std::nullopt;
}

std::string in_words(const Stretch& stretch, Unit unit) {
    return stretch.name + " " + in_unit(stretch.start - Time(), unit) + "-" +
           in_unit(stretch.end - Time(), unit);
}

/// The row round the place where it differs: the schedule in words, cut on both sides.
std::string excerpt(const std::vector<Stretch>& row, std::size_t at, Unit unit) {
    constexpr std::size_t before = 3, after = 5;
    if (row.empty()) return "nothing";
    const std::size_t from = at > before ? at - before : 0, to = std::min(row.size(), at + after);
    std::string text = from > 0 ? "..., " : "";
    for (std::size_t i = from; i < to; ++i)
        text += (i > from ? ", " : "") + in_words(row[i], unit);
    return text + (to < row.size() ? ", ..." : "");
}

std::string cpu_name(std::size_t cpu) { return "cpu" + std::to_string(cpu); }

Objection compare_rows(const std::vector<Stretch>& claimed, const std::vector<Stretch>& found,
                       std::size_t cpu, Unit unit) {
    const auto [c, f] = std::mismatch(claimed.begin(), claimed.end(), found.begin(), found.end());
    if (c == claimed.end() && f == found.end()) return std::nullopt;
    const auto place = static_cast<std::size_t>(f - found.begin());
    const std::string wanted = c == claimed.end() ? "nothing more" : in_words(*c, unit);
    const std::string instead = f == found.end() ? "nothing more" : in_words(*f, unit);
    return cpu_name(cpu) + " should have run " + wanted + "; it ran " + instead +
           "\nit ran: " + excerpt(found, place, unit);
}

/// Where the claim says "idle", the CPU must have had nothing to do at all.
Objection check_idle(const ScheduleClaim& claim, const Schedule& schedule, std::size_t cpu, Unit unit) {
    if (cpu >= schedule.cpus.size() || claim.by_columns) return std::nullopt;
    for (const ClaimedSlice& idle : claim.slices) {
        if (!idle.name.empty()) continue;
        for (const Slice& slice : schedule.cpus[cpu])
            if (slice.start < idle.end && slice.end > idle.start)
                return cpu_name(cpu) + " should have been idle from " + show_time(idle.start, unit) + " to " +
                       show_time(idle.end, unit) + "; from " + show_time(slice.start, unit) + " to " +
                       show_time(slice.end, unit) +
                       (slice.work == Work::run ? " it ran " + thread_name(schedule, slice.tid)
                                                : " the kernel worked on it");
    }
    return std::nullopt;
}

std::size_t cpu_of(const Expectation& expectation, std::size_t i) {
    if (i >= expectation.keys.size()) return 0;
    const auto number = parse_integer(
        std::string_view(expectation.keys[i]).substr(std::min<std::size_t>(3, expectation.keys[i].size())));
    return number.value ? static_cast<std::size_t>(*number.value) : 0;
}

} // namespace

Objection judge_schedule(const Scenario& scenario, const Expectation& expectation, const Schedule& schedule) {
    for (std::size_t i = 0; i < expectation.texts.size(); ++i) {
        auto parsed = parse_schedule(expectation.texts[i], scenario.unit);
        if (!parsed.claim) return parsed.error.message;
        ScheduleClaim& claim = *parsed.claim;
        if (claim.by_columns)
            if (auto objection = name_columns(claim, schedule)) return objection;
        const std::size_t cpu = cpu_of(expectation, i);
        if (auto objection =
                compare_rows(claimed_row(claim), found_row(schedule, cpu, claim), cpu, scenario.unit))
            return objection;
        if (auto objection = check_idle(claim, schedule, cpu, scenario.unit)) return objection;
    }
    return std::nullopt;
}

} // namespace ossim
