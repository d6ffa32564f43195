// The levels at which two are compared. Each fills in counts, the first divergence and what follows, then the
// points.
#pragma once

#include "grade/align.hpp"
#include "ossim/grade.hpp"

namespace ossim {

/// A key and a submission whose threads have the key's tids, and whose CPUs are in the key's order.
struct Sides {
    const Submission& key;
    const Submission& found;
    const Aligned& aligned;
    const CompareOptions& options;
    [[nodiscard]] const Schedule& expected() const { return *key.schedule; }
    [[nodiscard]] const Schedule& actual() const { return aligned.schedule; }
};

void compare_schedules(const Sides& sides, Comparison& into);
void compare_dispatches(const Sides& sides, Comparison& into);
void compare_states(const Sides& sides, Comparison& into);
void compare_events(const Sides& sides, Comparison& into);

// What they share.

/// What a schedule has on a CPU at a time.
[[nodiscard]] Shown shown_at(const Schedule& schedule, CpuId cpu, Time time);
/// What the key knows about the divergence, whose time, CPU and expected slice are set.
void add_moment_of(const Sides& sides, Divergence& into);
/// Only what the picture shows: the row of that CPU near that time, and the threads in it.
[[nodiscard]] Schedule excerpt_of(const Schedule& schedule, CpuId cpu, Time time);

} // namespace ossim
