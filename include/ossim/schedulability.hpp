// Schedulability tests: will a set of periodic tasks meet its deadlines, as theory has it? Pure functions of
// plain task sets; nothing runs.
//
// Model: task i releases a job at offset + k·period (or later: sporadic), which computes for at most `wcet`
// and must have ended `deadline` after its release. Tasks are independent, preemptive, never suspend
// themselves, and switches cost nothing. Lengths are whole nanoseconds, each from 1 ns (the offset from 0) to
// Duration::longest(). Priorities: the smaller number is the more urgent one.
//
// Verdicts are exact: they rest on whole numbers and fractions of up to 128 bits, or on bounds that enclose
// the true value. What cannot be decided so, or would take more than the given effort, is `undecided`; it
// never becomes a guess.
#pragma once

#include "ossim/field.hpp"
#include "ossim/ratio.hpp"
#include "ossim/scenario.hpp"
#include "ossim/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

struct TaskModel {
    std::string name;
    Duration wcet;
    Duration period;
    Duration deadline;           ///< relative; any length
    Duration offset;             ///< of the first release
    std::int64_t priority = 0;   ///< of fixed-priority tests only; the smaller is the more urgent
    std::uint32_t partition = 0; ///< of partitioned tests only: the CPU that it is bound to
};

/// undecided: the condition does not hold but is only sufficient, or deciding would take too long.
/// not_applicable: the test says nothing of such task sets.
enum class Schedulable : std::uint8_t { yes, no, undecided, not_applicable };
constexpr auto enum_words(Schedulable) {
    return words("schedulable", "not schedulable", "undecided", "not applicable");
}

/// How many elementary steps a test may take before it says `undecided`.
inline constexpr std::uint64_t default_effort = 2'000'000;

/// What one test says.
struct TestFinding {
    std::string_view test = {};   ///< "Liu & Layland bound"
    std::string_view source = {}; ///< who has shown it
    Schedulable verdict = Schedulable::undecided;
    std::optional<bool> holds =
        {};               ///< the test's own condition, whatever follows from that; nothing: not known
    std::string why = {}; ///< "U = 0.752381 <= 0.779763"
};

/// sum C/T and the greatest C/T, and the same of C/min(D, T), the densities. Exact as long as the fractions
/// fit a Ratio; else cut below 2^-60, for printing.
struct Utilisation {
    Ratio sum, most;
    Ratio density, most_dense;
};
[[nodiscard]] Utilisation utilisation(std::span<const TaskModel> tasks);

/// n(2^(1/n) - 1), rounded down to a multiple of 10^-9 (Liu & Layland, JACM 20(1), 1973). 1 of one task,
/// towards ln 2 of many.
[[nodiscard]] Ratio liu_layland_bound(std::uint64_t tasks);
/// U <= n(2^(1/n) - 1): enough for rate monotonic priorities with D >= T.
[[nodiscard]] TestFinding liu_layland_test(std::span<const TaskModel> tasks);

/// The product of all (U_i + 1), as exact as `utilisation`.
[[nodiscard]] Ratio hyperbolic_product(std::span<const TaskModel> tasks);
/// prod(U_i + 1) <= 2: enough for rate monotonic priorities with D >= T (Bini & Buttazzo, IEEE ToC 52(7),
/// 2003).
[[nodiscard]] TestFinding hyperbolic_test(std::span<const TaskModel> tasks);

/// The worst response of one task.
struct ResponseTime {
    Schedulable verdict = Schedulable::undecided;
    Duration response; ///< the worst one; the first too long one if it misses its deadline
    std::vector<Duration>
        iterations;         ///< of the first job, from C to the fixed point or beyond D; the first 100
    std::uint64_t jobs = 0; ///< looked at: more than 1 only if D > T
};
/// Response-time analysis under fixed priorities, of each task in the order given: R = C + the sum over more
/// urgent tasks of ceil(R/T_j) C_j (Joseph & Pandya 1986; Audsley et al. 1993). With D > T all jobs of the
/// level-i busy period are looked at (Lehoczky 1990). Equal priorities may delay each other: `no` is said
/// only if the deadline is missed even if they do not. With offsets it is never said: all tasks may not be
/// released together then.
[[nodiscard]] std::vector<ResponseTime> response_times(std::span<const TaskModel> tasks,
                                                       std::uint64_t effort = default_effort);
[[nodiscard]] TestFinding response_time_test(std::span<const TaskModel> tasks,
                                             std::uint64_t effort = default_effort);

/// U <= 1: exact for EDF with D >= T, necessary for all (Liu & Layland 1973). With D < T the density decides
/// where it can.
[[nodiscard]] TestFinding edf_utilisation_test(std::span<const TaskModel> tasks);

/// The demand of all jobs that are released and due within `length` of a common release: the sum of
/// (floor((t - D)/T) + 1) C. Stays at the greatest number if it would pass it.
[[nodiscard]] std::int64_t processor_demand(std::span<const TaskModel> tasks, Duration length);
/// h(t) <= t at every deadline t within the busy period (Baruah, Rosier & Howell, Real-Time Systems 2(4),
/// 1990): exact for EDF if all tasks may be released together.
[[nodiscard]] TestFinding processor_demand_test(std::span<const TaskModel> tasks,
                                                std::uint64_t effort = default_effort);
/// The same, from the end of the busy period backwards: quick processor-demand analysis (Zhang & Burns, IEEE
/// ToC 58(9), 2009).
[[nodiscard]] TestFinding qpa_test(std::span<const TaskModel> tasks, std::uint64_t effort = default_effort);

/// The least common multiple of the periods; nothing if it is longer than Duration::longest(), or there is no
/// task.
[[nodiscard]] std::optional<Duration> hyperperiod(std::span<const TaskModel> tasks);

/// sum U <= m, and C <= D of each task: necessary on m CPUs under any policy.
[[nodiscard]] TestFinding necessary_test(std::span<const TaskModel> tasks, std::uint32_t cpus);
/// sum U <= m - (m - 1) max U: enough for global EDF with D >= T; of shorter deadlines the densities count
/// (Goossens, Funk & Baruah, Real-Time Systems 25, 2003; Bertogna, Cirinei & Lipari, ECRTS 2005).
[[nodiscard]] TestFinding gfb_test(std::span<const TaskModel> tasks, std::uint32_t cpus);

/// Who schedules the tasks: what a list of tests must know.
enum class TaskScheduler : std::uint8_t { fixed_priority, edf, least_laxity, other };
struct SchedulingScheme {
    TaskScheduler scheduler = TaskScheduler::edf;
    std::uint32_t cpus = 1;
    bool partitioned = false; ///< each task stays on its partition's CPU; else any CPU takes any task
    bool preemptive = true;
};
/// Every test that has a say under that scheme, in the order of a textbook. Partitioned: each CPU by itself,
/// and a test holds if it holds on all of them.
[[nodiscard]] std::vector<TestFinding> schedulability(std::span<const TaskModel> tasks,
                                                      const SchedulingScheme& scheme,
                                                      std::uint64_t effort = default_effort);

/// The periodic work of a scenario, in the order of the file: threads with a period, and under edf those with
/// a server. What a job computes is its `wcet`, or the sum of a program that only computes; who has neither
/// is left out. Nothing if there are more than 10,000.
[[nodiscard]] std::vector<TaskModel> periodic_tasks(const Scenario& scenario);
/// Who schedules them. `other` where the tests of that policy do not hold: threads that are no periodic tasks
/// may come before them, priorities change, or who runs on which CPU shows only in the run.
[[nodiscard]] SchedulingScheme scheme_of(const Scenario& scenario);

/// All that theory says of a scenario's periodic work.
struct Theory {
    std::vector<TaskModel> tasks;
    std::vector<TestFinding> findings;
    std::vector<ResponseTime> bounds; ///< of each task, under fixed priorities on one CPU; else none
};
[[nodiscard]] Theory theory_of(const Scenario& scenario);

} // namespace ossim
