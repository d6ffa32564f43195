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
#include <vector>

namespace ossim {

/// How a submission was written. trace: canonical JSON Lines; csv: one interval a line; words: "P1 0-4, P2
/// 4-7"; columns: "AAAABBB.CC", one unit of time a column, one row a CPU.
enum class SubmissionForm : std::uint8_t { trace, csv, words, columns };
constexpr auto enum_words(SubmissionForm) { return words("trace", "csv", "words", "columns"); }

/// What was handed in, as far as it could be read.
struct Submission {
    std::string name; ///< as the teacher will see it: the file name
    SubmissionForm form = SubmissionForm::words;
    std::optional<Schedule> schedule; ///< nothing: unreadable, and `problems` says why, or empty
    std::optional<Trace> trace;       ///< of the form trace: all its events
    bool empty = false;               ///< nothing but white space, or no interval in it
    Unit unit = Unit::ms;             ///< in which its times are shown
    Diagnostics problems;
};

/// How what is handed in is read, beyond the forms that are tried anyway.
struct ReadingRules {
    std::optional<Unit> unit;       ///< of bare numbers; default: the scenario's
    std::vector<std::string> lines; ///< patterns of a course's own output: "Time {t}: process {p} {event}"
    /// What the words of {event} mean: the key is one of runs, stops, idle, exits; the value the course's word.
    std::vector<std::pair<std::string, std::string>> events;
    std::vector<std::pair<std::string, std::string>> names; ///< the student's name of a thread, and the key's
};

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

/// Where the two part for the first time: the earliest time, and of CPUs that part then, the lowest.
/// What only a trace can tell is missing when the key is a mere schedule.
struct Divergence {
    Time time;
    CpuId cpu;
    Shown expected, found;
    std::vector<Standing> standings;  ///< all threads alive then, by tid
    std::optional<Decision> decision; ///< the pick that put the expected thread there
    std::optional<Departure> before;  ///< if the key changes here: how the thread that was there left
    std::optional<Departure> after;   ///< how the expected thread leaves at the end of its slice
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
enum class Marking : std::uint8_t { all_or_nothing, prefix, agreeing_time, aligned_events, per_metric };
constexpr auto enum_words(Marking) {
    return words("all-or-nothing", "prefix", "agreeing-time", "aligned-events", "per-metric");
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
    bool gaps_for_overhead =
        true; ///< a submission without any overhead may leave gaps where the key has some
    CompareAt at = CompareAt::schedule; ///< not metrics: they are judged as answers (ossim/judgement.hpp)
    Marking marking = Marking::agreeing_time;
    Ratio cap{1};               ///< the most, as a share of the points, that what is not equal gets
    Tolerance tolerance;        ///< of each time
    bool any_cpu_order = false; ///< the permutation of the CPUs that agrees best counts
};

struct Comparison {
    std::string name;
    Category category = Category::equal;
    Unit unit = Unit::ms;
    std::string policy;         ///< of the key, if it tells
    Ratio points, most;         ///< reached, and to be reached
    TimeSum agreeing, compared; ///< time over all CPUs; points = most · agreeing / compared
    std::uint32_t cpus = 1;
    std::uint32_t stretches = 0; ///< how many stretches of time differ, on all CPUs together
    std::optional<Divergence> first;
    Aftermath aftermath = Aftermath::none;
    Time again;                       ///< rejoins, shifted: from when on, in the key's time
    Duration shift;                   ///< shifted: by how much; positive: the submission is later
    std::vector<std::string> unknown; ///< threads of the submission that the key does not have
    std::vector<std::string> absent;  ///< threads of the key that the submission never runs
    bool overhead_as_gaps = false;    ///< `gaps_for_overhead` was applied
    CompareAt at = CompareAt::schedule;
    Marking marking = Marking::agreeing_time;
    std::uint64_t matched = 0, expected_count = 0, found_count = 0; ///< of dispatches, moves or events
    bool capped = false;                                            ///< the cap has taken points away
    std::vector<std::uint32_t> cpu_order; ///< CPU i of the submission is this one of the key; empty: the same
    std::vector<std::string> arithmetic;  ///< how the points come about, a line each, without indentation
    Schedule expected, found; ///< the two round the divergence, for the picture; all of it if short
    Diagnostics problems;     ///< why it is unreadable
};

/// Compares a submission with the key. The key must have a schedule.
[[nodiscard]] Comparison compare(const Submission& key, const Submission& found,
                                 const CompareOptions& options = {});

/// What went wrong, why, and what it is worth, in plain words with a picture; at most 80 columns, ends with a
/// newline.
[[nodiscard]] std::string explain(const Comparison& comparison);

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
