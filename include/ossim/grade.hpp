// Grading: what was handed in, how it compares with what was expected, and why it differs, in words.
//
// A key and a submission are read by the same function and are alike; the key knows more when it is a trace
// (who was ready, what decided). Nothing here stops at a bad submission: it gets the category `unreadable`
// and a reason.
#pragma once

#include "ossim/diagnostic.hpp"
#include "ossim/ids.hpp"
#include "ossim/ratio.hpp"
#include "ossim/scenario.hpp"
#include "ossim/schedule.hpp"
#include "ossim/time.hpp"
#include "ossim/trace.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ossim {

/// How a submission was written. trace: canonical JSON Lines; csv: a table, one interval, tick or change a
/// line; words: "P1 0-4, P2 4-7"; columns: "AAAABBB.CC", one unit of time a column, one row a CPU; text: the
/// trace as `--format text` writes it; lines: a course's own output, by `ReadingRules::lines`; chart: a row
/// of names and a row of the times below their borders.
enum class SubmissionForm : std::uint8_t { trace, csv, words, columns, text, lines, chart };
constexpr auto enum_words(SubmissionForm) {
    return words("trace", "csv", "words", "columns", "text", "lines", "chart");
}

/// What was handed in, as far as it could be read.
struct Submission {
    std::string name; ///< as the teacher will see it: the file name
    SubmissionForm form = SubmissionForm::words;
    std::optional<Schedule> schedule; ///< nothing: unreadable, and `problems` says why, or empty
    std::optional<Trace> trace;       ///< of the forms trace and text: all its events
    bool empty = false;               ///< nothing but white space, or no interval in it
    Unit unit = Unit::ms;             ///< in which its times are shown
    Diagnostics problems;
};

/// How what is handed in is read, beyond the forms that are tried anyway.
struct ReadingRules {
    std::optional<Unit> unit; ///< of bare numbers; default: the scenario's
    /// Patterns of a course's own output: "Time {t}: process {p} {event}". Fields are {t} or {time}, {start},
    /// {end}, {duration}, {cpu}, {p} or {thread}, {event} and {*} (anything). White space stands for any
    /// white space, case does not count. A line that fits none is passed over.
    std::vector<std::string> lines;
    /// What the words of {event} mean: the key is one of runs, stops, idle, exits; the value the course's
    /// word. Common words (dispatched, preempted, finished …) are known; words that mean none of these are
    /// passed over.
    std::vector<std::pair<std::string, std::string>> events;
    std::vector<std::pair<std::string, std::string>> names; ///< the student's name of a thread, and the key's
};

/// What is wrong with a pattern, a sentence; empty if nothing is.
[[nodiscard]] std::string problem_of_pattern(std::string_view pattern);

/// Reads a trace or schedule. Bare numbers count in `unit`. Never throws for what `bytes` holds, whatever it
/// holds.
[[nodiscard]] Submission read_submission(std::string_view name, std::string_view bytes, Unit unit,
                                         const ReadingRules& rules = {});

enum class Category : std::uint8_t { equal, different, unreadable, empty };
constexpr auto enum_words(Category) { return words("equal", "different", "unreadable", "empty"); }

/// What happens after the first divergence. none: there is no divergence; rejoins: from some time on both are
/// equal again; shifted: from some time on the submission is the key, moved by a constant; independent:
/// neither.
enum class Aftermath : std::uint8_t { none, rejoins, shifted, independent };
constexpr auto enum_words(Aftermath) { return words("none", "rejoins", "shifted", "independent"); }

/// What one schedule shows on a CPU at the divergence.
struct Shown {
    bool idle = true;
    Work work = Work::run;
    std::string thread; ///< empty when idle
    Time start, end;    ///< of the slice; when idle, of the gap (`never`: nothing follows)
    bool operator==(const Shown&) const = default;
};

/// A thread at the moment of divergence, from the key's trace.
struct Standing {
    std::string thread;
    ThreadState state = ThreadState::ready;
    WaitsOn on = WaitsOn::nothing;
    Time since;
};

/// The decision of the key that the submission missed.
struct Decision {
    Pick pick;
    Time time;
    std::string chosen, next;       ///< names; `next` is empty if there was no second
    std::string keys, next_keys;    ///< in words: "since 4ms"; empty if the policy has none
    std::vector<std::string> ready; ///< the threads that were Ready then, in order of readiness
};

/// How a thread left a CPU in the key.
struct Departure {
    std::string thread;
    Time time;
    ThreadState to = ThreadState::ready;
    Cause cause = Cause::preempted;
};

/// What the key has at the time of the divergence, as far as it may be told to somebody who must not know
/// the key. quantum: a quantum ends; ready: a thread becomes ready; tie: a tie is decided; waits: a thread
/// begins to wait; ends: a thread ends; preempts: a thread loses the CPU to another.
enum class Stake : std::uint8_t { quantum, ready, tie, waits, ends, preempts };
constexpr auto enum_words(Stake) { return words("quantum", "ready", "tie", "waits", "ends", "preempts"); }

/// Where the two part for the first time: the earliest time, and of CPUs (of states: threads) that part then,
/// the lowest. What only a trace can tell is missing when the key is a mere schedule.
struct Divergence {
    Time time;
    CpuId cpu;
    Shown expected, found;
    std::vector<Standing> standings;  ///< all threads alive then, by tid
    std::optional<Decision> decision; ///< the pick that put the expected thread there
    std::optional<Departure> before;  ///< if the key changes here: how the thread that was there left
    std::optional<Departure> after;   ///< how the expected thread leaves at the end of its slice
    std::vector<Stake> stakes;        ///< in order of their declaration
    std::uint64_t index = 0; ///< of dispatches (of that CPU) and events: the first that differs, from 1
    std::string thread;      ///< of states: whose
    /// Of states and events, in words: what each has there; empty: nothing more.
    std::string expected_words, found_words;
    Time found_time; ///< of events: of the submission's
};

/// How closely a submission is compared with the key. dispatches: only the order in which threads get a CPU;
/// schedule: who has which CPU when; states: each thread's states and when they change; events: every event
/// of the trace; metrics: named measures, each within its tolerance.
enum class CompareAt : std::uint8_t { dispatches, schedule, states, events, metrics };
constexpr auto enum_words(CompareAt) {
    return words("dispatches", "schedule", "states", "events", "metrics");
}

/// What a submission that is not right is worth. all_or_nothing: nothing; prefix: the share before the first
/// divergence; agreeing_time: the share of the time in which both agree; aligned_events: 2 * longest common
/// subsequence / (both lengths); per_metric: the share of the measures that are right.
///
/// Which fit, and what they count: `fits`, and at each level
///     dispatches   prefix, aligned_events: dispatches of each CPU; a thread that follows itself counts once
///     schedule     prefix, agreeing_time: time of each CPU up to the end of both; aligned_events: slices
///     states       prefix, agreeing_time: time of each thread; aligned_events: its stays in a state
///     events       prefix, aligned_events: events
/// all_or_nothing fits everywhere.
enum class Marking : std::uint8_t { all_or_nothing, prefix, agreeing_time, aligned_events, per_metric };
constexpr auto enum_words(Marking) {
    return words("all-or-nothing", "prefix", "agreeing-time", "aligned-events", "per-metric");
}

/// Whether a marking makes sense at a level. `compare` takes the usual one (aligned_events for dispatches and
/// events, per_metric for metrics, else agreeing_time) instead of one that does not.
[[nodiscard]] constexpr bool fits(CompareAt at, Marking marking) {
    if (marking == Marking::all_or_nothing) return true;
    if (at == CompareAt::metrics || marking == Marking::per_metric)
        return at == CompareAt::metrics && marking == Marking::per_metric;
    return marking != Marking::agreeing_time || at == CompareAt::schedule || at == CompareAt::states;
}

/// How far a number may be off: nothing, an amount ("0.01", "1ms"), or a share of the key ("1%").
struct Tolerance {
    Ratio amount;          ///< 0 or more; of a duration in ns
    bool is_time = false;  ///< `amount` is a length of time; else it counts in the unit of the value
    bool is_share = false; ///< `amount` times the key
    bool operator==(const Tolerance&) const = default;
};

struct CompareOptions {
    Ratio points{10}; ///< the most that can be reached
    /// A submission without any overhead may leave gaps where the key has some.
    bool gaps_for_overhead = true;
    CompareAt at = CompareAt::schedule; ///< not metrics: they are judged as answers (ossim/judgement.hpp)
    Marking marking = Marking::agreeing_time;
    Ratio cap{1}; ///< the most, as a share of the points, that what is not equal gets
    /// Of each time: a boundary that is off by no more than this counts as the key's. A bare amount counts in
    /// the key's unit.
    Tolerance tolerance = {};
    /// The permutation of the CPUs that agrees best counts; the order of dispatches is that of all CPUs
    /// merged by time. States do not tell CPUs apart anyway.
    bool any_cpu_order = false;
};

/// How the order of dispatches differs first. skipped: one of the key's is left out; inserted: one too many;
/// swapped: two neighbours in the other order; replaced: another thread in its place.
enum class OrderChange : std::uint8_t { none, skipped, inserted, swapped, replaced };
constexpr auto enum_words(OrderChange) { return words("none", "skipped", "inserted", "swapped", "replaced"); }

struct Comparison {
    std::string name;
    Category category = Category::equal;
    Unit unit = Unit::ms;
    std::string policy;         ///< of the key, if it tells
    Ratio points, most;         ///< reached, and to be reached
    TimeSum agreeing, compared; ///< time over all CPUs, of states over all threads
    std::uint32_t cpus = 1;
    std::uint32_t stretches = 0; ///< how many stretches of time, or of items, differ, all together
    std::optional<Divergence> first;
    Aftermath aftermath = Aftermath::none;
    Time again;                       ///< rejoins, shifted: from when on, in the key's time
    Duration shift;                   ///< shifted: by how much; positive: the submission is later
    std::vector<std::string> unknown; ///< threads of the submission that the key does not have
    std::vector<std::string> absent;  ///< threads of the key that the submission never runs
    bool overhead_as_gaps = false;    ///< `gaps_for_overhead` was applied
    CompareAt at = CompareAt::schedule;
    Marking marking = Marking::agreeing_time;
    /// Dispatches, slices, states or events of both, and how many of them are in common: before the first
    /// divergence (prefix), else in the longest common subsequence. Not counted where time is.
    std::uint64_t matched = 0, expected_count = 0, found_count = 0;
    bool too_different = false; ///< the alignment needs more than 2,000 changes: the prefix counted instead
    bool capped = false;        ///< the cap has taken points away
    OrderChange order = OrderChange::none; ///< of dispatches
    bool is_order_merged = false;          ///< of dispatches: one list for all CPUs
    /// Of dispatches (names of threads) and events (in words): the last few that both have, then what each
    /// has from the divergence on.
    std::vector<std::string> before, expected_items, found_items;
    std::vector<std::uint32_t> cpu_order; ///< CPU i of the submission is this one of the key; empty: the same
    std::vector<std::string> arithmetic;  ///< how the points come about, a line each, without indentation
    /// The two round the divergence, for the picture; all of it if short. Of states: those of the thread,
    /// as if states were threads of CPU 0.
    Schedule expected, found;
    Diagnostics problems; ///< why it is unreadable
};

/// Compares a submission with the key. The key must have a schedule; for states and events a trace. A
/// submission without a trace is unreadable there. Metrics are not compared here: their level is taken for
/// `schedule`.
[[nodiscard]] Comparison compare(const Submission& key, const Submission& found,
                                 const CompareOptions& options = {});

/// What went wrong, why, and what it is worth, in plain words with a picture; at most 80 columns, ends with a
/// newline.
[[nodiscard]] std::string explain(const Comparison& comparison);

/// For a student who must not learn the key: both speak of the student's own work alone, and of the time of
/// the first divergence. The picture ends with a line feed and is at most 76 columns wide (of events: 80
/// where names allow); empty if there is no divergence.
[[nodiscard]] std::string picture_of_found(const Comparison& comparison);
/// "At 4ms on CPU 0 your schedule has P2 from 4ms to 9ms. Then a quantum ends." Sentences in one paragraph,
/// without line feeds; empty if there is no divergence. Which rule is at stake is said in general words.
[[nodiscard]] std::string found_in_words(const Comparison& comparison);

// The cheap path: one submission beside many candidates. Bring the submission and each candidate under the
// key's threads once (`under_threads_of`), find equal ones by `fingerprint`, and rank the others by
// `agreement`.

/// The same schedule under the tids and names of the key's threads, CPUs from 0 on: what `compare` compares.
/// Threads that the key does not have keep their names under tids of their own.
[[nodiscard]] Schedule under_threads_of(const Schedule& key, const Schedule& found);

/// The share of the time in which both agree, 1 if and only if `compare` finds no difference at that level
/// of dispatches or schedule; both under the threads of one key. Of the options count gaps_for_overhead (of
/// `found`), tolerance (a bare amount in ms), any_cpu_order and `at`: at dispatches it is the share of
/// dispatches that agree from the front and from the back, elsewhere the schedule counts. Linear in the
/// number of slices, for each pair of CPUs with any_cpu_order; it allocates nothing without tolerance,
/// any_cpu_order and dispatches.
[[nodiscard]] Ratio agreement(const Schedule& key, const Schedule& found, const CompareOptions& options = {});

/// A hash of what `agreement` compares without tolerance: equal schedules have equal ones, whatever the order
/// in which threads are mentioned; threads go by their names, as they are written. With `overhead_as_gaps`
/// overhead counts as idle: so that a submission without overhead equals a key with it.
[[nodiscard]] std::uint64_t fingerprint(const Schedule& schedule, const CompareOptions& options = {},
                                        bool overhead_as_gaps = false);

/// Whether any slice is not a thread's own time.
[[nodiscard]] bool has_overhead(const Schedule& schedule);

/// The table of all, and its CSV: ordered by name, whatever the order given.
[[nodiscard]] std::string grade_table(std::span<const Comparison> comparisons);
[[nodiscard]] std::string grade_csv(std::span<const Comparison> comparisons);

/// The first difference of two traces, and whether they meet again. Headers are not compared.
struct TraceDifference {
    bool equal = true;
    std::size_t index = 0;                     ///< of the first differing event, from 0; the same in both
    std::optional<Time> left_time, right_time; ///< nothing: that trace has ended
    std::string left, right;                   ///< the two events in words; empty if that trace has ended
    std::vector<std::string> before;           ///< the last events that both have, at most three
    Aftermath aftermath = Aftermath::none;
    Time again;                 ///< rejoins, shifted: from when on, in the left trace's time
    Duration shift;             ///< shifted: the right trace is later by so much
    std::size_t same_after = 0; ///< rejoins, shifted: how many events agree at the end
    std::size_t left_count = 0, right_count = 0;
};
[[nodiscard]] TraceDifference difference(const Trace& left, const Trace& right);
/// In words; at most 80 columns where names allow.
[[nodiscard]] std::string describe(const TraceDifference& difference, std::string_view left_name,
                                   std::string_view right_name, Unit unit);

} // namespace ossim
