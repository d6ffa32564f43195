// Schedulability tests against the figures of books, against each other, and against schedules that are
// worked out instant by instant.
#include "analysis/exact.hpp"
#include "base/random.hpp"
#include "ossim/schedulability.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <numeric>

using namespace ossim;

namespace {

TaskModel task(std::int64_t wcet, std::int64_t period, std::int64_t deadline = 0, std::int64_t offset = 0) {
    TaskModel made;
    made.wcet = Duration(wcet);
    made.period = Duration(period);
    made.deadline = Duration(deadline == 0 ? period : deadline);
    made.offset = Duration(offset);
    return made;
}

/// The first one is the most urgent.
std::vector<TaskModel> in_order(std::vector<TaskModel> tasks) {
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        tasks[i].priority = static_cast<std::int64_t>(i);
        tasks[i].name = "T" + std::to_string(i + 1);
    }
    return tasks;
}

std::vector<std::int64_t> numbers(const std::vector<Duration>& durations) {
    std::vector<std::int64_t> all;
    for (const Duration each : durations)
        all.push_back(each.ns());
    return all;
}

std::int64_t millionths(Ratio value) {
    const Ratio scaled = value * Ratio(1'000'000) + Ratio(1, 2);
    return static_cast<std::int64_t>(scaled.numerator() / scaled.denominator());
}

const std::vector<TaskModel> liu_73 = in_order({task(20, 100), task(40, 150), task(100, 350)});

/// Time that a CPU takes to show a miss, or that there is none: a job at a time, an instant at a time.
class Schedule {
  public:
    explicit Schedule(std::span<const TaskModel> tasks)
        : tasks_(tasks), left_(tasks.size()), due_(tasks.size()) {}
    /// `is_edf`: by deadline, else by priority. With deadlines of at most a period.
    bool misses(bool is_edf, std::int64_t until) {
        for (std::int64_t now = 0; now < until; ++now) {
            for (std::size_t i = 0; i < tasks_.size(); ++i) {
                if (left_[i] > 0 && now >= due_[i]) return true;
                const std::int64_t since = now - tasks_[i].offset.ns();
                if (since < 0 || since % tasks_[i].period.ns() != 0) continue;
                left_[i] = tasks_[i].wcet.ns();
                due_[i] = now + tasks_[i].deadline.ns();
            }
            std::size_t best = tasks_.size();
            for (std::size_t i = 0; i < tasks_.size(); ++i) {
                if (left_[i] == 0) continue;
                if (best == tasks_.size() || key(i, is_edf) < key(best, is_edf)) best = i;
            }
            if (best < tasks_.size()) --left_[best];
        }
        for (std::size_t i = 0; i < tasks_.size(); ++i)
            if (left_[i] > 0 && due_[i] <= until) return true;
        return false;
    }

  private:
    [[nodiscard]] std::int64_t key(std::size_t i, bool is_edf) const {
        return is_edf ? due_[i] : tasks_[i].priority;
    }
    std::span<const TaskModel> tasks_;
    std::vector<std::int64_t> left_, due_;
};

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : stream_(seed, "task-sets", 0) {}
    std::int64_t from(std::int64_t least, std::int64_t most) {
        const auto drawn = static_cast<std::int64_t>(stream_.at(count_++) >> 33);
        return least + drawn % (most - least + 1);
    }

  private:
    Stream stream_;
    std::uint64_t count_ = 0;
};

} // namespace

TEST_CASE("exact numbers: fractions are compared exactly, and bounds enclose what fits none") {
    const Exact third(1, 3);
    CHECK((third + third + third).at_most(Exact(1)) == true);
    CHECK((third + third + Exact(333'333'334, 1'000'000'000)).at_most(Exact(1)) == false);
    CHECK((third * Exact(3)).at_most(Exact(1)) == true);
    CHECK(Exact(7, 3).ratio() == Ratio(7, 3));
    Exact sum, doubled;
    for (std::uint64_t i = 0; i < 40; ++i) // denominators with few common divisors: beyond 128 bits
        sum = sum + Exact(1, 10'000'019 + 30 * i * i + i);
    CHECK_FALSE(sum.is_fraction());
    CHECK(sum.at_most(Exact(4, 1'000'000)) == true);
    CHECK(sum.at_most(Exact(39, 10'000'000)) == false);
    doubled = sum + sum;
    CHECK_FALSE(doubled.at_most(sum + sum).has_value());
    Exact great(Whole(1) << 100);
    for (int i = 0; i < 5; ++i)
        great = great * great;
    CHECK(great.at_most(Exact(2)) == false);
    CHECK_FALSE(great.at_most(great * great).has_value());
}

TEST_CASE("Liu & Layland's bound, to six places") {
    const std::pair<std::uint64_t, std::int64_t> known[] = {{1, 1'000'000},      {2, 828'427}, {3, 779'763},
                                                            {4, 756'828},        {5, 743'492}, {10, 717'735},
                                                            {1'000'000, 693'147}};
    for (const auto& each : known)
        CHECK(millionths(liu_layland_bound(each.first)) == each.second);
}

TEST_CASE("the sets of books") {
    CHECK(millionths(utilisation(liu_73).sum) == 752'381);
    CHECK(millionths(hyperbolic_product(liu_73)) == 1'954'286);
    CHECK(liu_layland_test(liu_73).verdict == Schedulable::yes);
    CHECK(liu_layland_test(liu_73).why == "U = 0.752381 <= n(2^(1/n) - 1) = 0.779763");
    CHECK(hyperbolic_test(liu_73).why == "prod(U_i + 1) = 1.954286 <= 2");
    const std::vector<ResponseTime> responses = response_times(liu_73);
    CHECK(numbers(responses[0].iterations) == std::vector<std::int64_t>{20, 20});
    CHECK(numbers(responses[1].iterations) == std::vector<std::int64_t>{40, 60, 60});
    CHECK(numbers(responses[2].iterations) == std::vector<std::int64_t>{100, 160, 220, 240, 240});
    CHECK(responses[2].response == Duration(240));
    CHECK(hyperperiod(liu_73) == Duration(2100));
    CHECK(edf_utilisation_test(liu_73).verdict == Schedulable::yes);

    // Tanenbaum: 50 of 100, 30 of 200, 100 of 500; a fourth with period 1000 fits up to 150.
    std::vector<TaskModel> streams =
        in_order({task(50, 100), task(30, 200), task(100, 500), task(150, 1000)});
    CHECK(edf_utilisation_test(streams).verdict == Schedulable::yes);
    CHECK(edf_utilisation_test(streams).why == "U = 1.000000 <= 1");
    streams[3].wcet = Duration(151);
    CHECK(edf_utilisation_test(streams).verdict == Schedulable::no);

    // Buttazzo's three tests fail one after the other; the last word has the response time.
    const std::vector<TaskModel> harmonic = in_order({task(1, 2), task(1, 4), task(2, 8)});
    CHECK(liu_layland_test(harmonic).verdict == Schedulable::undecided);
    CHECK(hyperbolic_test(harmonic).verdict == Schedulable::undecided);
    CHECK(response_time_test(harmonic).verdict == Schedulable::yes);
    const std::vector<TaskModel> two = in_order({task(1, 2), task(1, 3)});
    CHECK(hyperbolic_test(two).verdict == Schedulable::yes); // 3/2 · 4/3 = 2: the bound itself
    CHECK(liu_layland_test(two).verdict == Schedulable::undecided);
}

TEST_CASE("bounds of rate monotonic priorities keep to what they are shown for") {
    CHECK(liu_layland_test(in_order({task(1, 10, 5)})).verdict == Schedulable::not_applicable);
    CHECK(hyperbolic_test(in_order({task(1, 10), task(1, 5)})).why ==
          "the priorities are not rate monotonic");
    CHECK(liu_layland_test({}).verdict == Schedulable::not_applicable);
}

TEST_CASE("deadlines beyond the period: a later job may be the worst one") {
    // Lehoczky 1990: C 26 and 62, T 70 and 100; the responses of the second task's first seven jobs.
    const std::vector<TaskModel> set = in_order({task(26, 70), task(62, 100, 120)});
    const std::vector<ResponseTime> responses = response_times(set);
    CHECK(responses[1].verdict == Schedulable::yes);
    CHECK(responses[1].response == Duration(118));
    CHECK(responses[1].jobs == 7);
    CHECK(response_times(in_order({task(26, 70), task(62, 100, 117)}))[1].verdict == Schedulable::no);
}

TEST_CASE("equal priorities and offsets: what is not sure is not said") {
    std::vector<TaskModel> equal = {task(5, 10), task(5, 10)};
    CHECK(response_time_test(equal).verdict == Schedulable::yes);
    equal[0].deadline = Duration(5); // is it the first one of both?
    CHECK(response_time_test(equal).verdict == Schedulable::undecided);
    equal[0].wcet = Duration(6); // late even alone
    CHECK(response_time_test(equal).verdict == Schedulable::no);
    std::vector<TaskModel> apart = in_order({task(2, 4), task(2, 4, 2, 2)});
    CHECK(response_time_test(apart).verdict == Schedulable::undecided);
    const std::vector<TaskModel> tight = {task(2, 4, 2), task(2, 4, 2, 2)};
    CHECK(qpa_test(tight).verdict == Schedulable::undecided);
    CHECK(processor_demand_test(tight).why == "h(t) = 4ns > t = 2ns, if all were released together");
    apart[1].offset = Duration();
    CHECK(response_time_test(apart).verdict == Schedulable::no);
    CHECK(response_time_test(apart).why == "T2 may need longer than its deadline");
}

TEST_CASE("on several CPUs") {
    // Dhall & Liu: light tasks and a heavy one; U is little more than 1, and the heavy one misses.
    const std::vector<TaskModel> dhall = in_order({task(2, 100), task(2, 100), task(100, 101)});
    CHECK(necessary_test(dhall, 2).verdict == Schedulable::undecided);
    CHECK(necessary_test(dhall, 2).why == "U = 1.030099 <= 2");
    CHECK(gfb_test(dhall, 2).verdict == Schedulable::undecided);
    CHECK(gfb_test(dhall, 2).why == "sum U = 1.030099 > m - (m - 1) max U = 1.009901");
    const std::vector<TaskModel> light = in_order({task(1, 2), task(1, 2), task(1, 2)});
    CHECK(gfb_test(light, 2).verdict == Schedulable::yes);
    CHECK(necessary_test(in_order({task(1, 1), task(1, 1), task(1, 9)}), 2).verdict == Schedulable::no);
    CHECK(necessary_test(in_order({task(5, 9, 4)}), 8).why == "T1 needs more than its deadline allows");

    std::vector<TaskModel> parts = in_order({task(1, 2), task(1, 2), task(2, 3)});
    parts[2].partition = 1;
    SchedulingScheme scheme{.scheduler = TaskScheduler::edf, .cpus = 2, .partitioned = true};
    std::vector<TestFinding> found = schedulability(parts, scheme);
    CHECK(found.size() == 2);
    CHECK(found[1].verdict == Schedulable::yes);
    CHECK(found[1].why == "on every CPU");
    parts[1].partition = 1;
    found = schedulability(parts, scheme);
    CHECK(found[1].verdict == Schedulable::no);
    CHECK(found[1].why == "CPU1: U = 1.166667 > 1");
    scheme.partitioned = false;
    CHECK(schedulability(parts, scheme)[1].test == "global EDF (GFB)");
}

TEST_CASE("random sets: each test says what a schedule shows") {
    std::size_t met = 0, missed = 0;
    for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
        Dice dice(seed);
        std::vector<TaskModel> tasks;
        constexpr std::int64_t periods[] = {2, 3, 4, 5, 6, 8, 10, 12, 15, 20};
        for (std::int64_t i = dice.from(1, 4); i > 0; --i) {
            const std::int64_t period = periods[dice.from(0, 9)];
            const std::int64_t wcet = dice.from(1, std::max<std::int64_t>(1, period / 2));
            tasks.push_back(task(wcet, period, dice.from(0, 2) == 0 ? period : dice.from(wcet, period)));
        }
        tasks = in_order(std::move(tasks));
        INFO("seed " << seed);
        const std::int64_t until = 2 * hyperperiod(tasks)->ns();
        const bool edf = !Schedule(tasks).misses(true, until);
        CHECK((processor_demand_test(tasks).verdict == Schedulable::yes) == edf);
        CHECK(qpa_test(tasks).verdict == processor_demand_test(tasks).verdict);
        CHECK(qpa_test(tasks).verdict != Schedulable::undecided);
        const Schedulable quick = edf_utilisation_test(tasks).verdict;
        if (quick == Schedulable::yes) CHECK(edf);
        if (quick == Schedulable::no) CHECK_FALSE(edf);
        const bool fixed = !Schedule(tasks).misses(false, until);
        CHECK((response_time_test(tasks).verdict == Schedulable::yes) == fixed);
        for (const TestFinding& bound : {liu_layland_test(tasks), hyperbolic_test(tasks)}) {
            CHECK(bound.verdict != Schedulable::no);
            if (bound.verdict == Schedulable::yes) CHECK(fixed);
        }
        if (liu_layland_test(tasks).holds == true) CHECK(hyperbolic_test(tasks).holds == true);
        ++(edf ? met : missed);
    }
    CHECK(met > 500);
    CHECK(missed > 500);
}

TEST_CASE("random sets with offsets: what is said is true, and what is not known is left open") {
    for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
        Dice dice(seed);
        std::vector<TaskModel> tasks;
        constexpr std::int64_t periods[] = {2, 3, 4, 6, 8, 12};
        for (std::int64_t i = dice.from(2, 4); i > 0; --i) {
            const std::int64_t period = periods[dice.from(0, 5)];
            const std::int64_t wcet = dice.from(1, std::max<std::int64_t>(1, period / 2));
            tasks.push_back(task(wcet, period, dice.from(wcet, period), dice.from(0, period)));
        }
        tasks = in_order(std::move(tasks));
        INFO("seed " << seed);
        const std::int64_t until = 4 * hyperperiod(tasks)->ns() + 24;
        const bool edf = !Schedule(tasks).misses(true, until), fixed = !Schedule(tasks).misses(false, until);
        for (const Schedulable said : {qpa_test(tasks).verdict, processor_demand_test(tasks).verdict}) {
            if (said == Schedulable::yes) CHECK(edf);
            if (said == Schedulable::no) CHECK_FALSE(edf);
        }
        const Schedulable said = response_time_test(tasks).verdict;
        if (said == Schedulable::yes) CHECK(fixed);
        if (said == Schedulable::no) CHECK_FALSE(fixed);
    }
}

TEST_CASE("hostile sets end soon, and what was not decided is said to be so") {
    constexpr std::int64_t most = 1'000'000'000'000'000'000;
    std::vector<TaskModel> extreme = in_order({task(most, most), task(1, 1), task(most, 1), task(1, most)});
    CHECK(edf_utilisation_test(extreme).verdict == Schedulable::no);
    CHECK(response_time_test(extreme).verdict == Schedulable::no);
    CHECK(qpa_test(extreme).verdict == Schedulable::no);
    CHECK(hyperbolic_test(extreme).verdict == Schedulable::not_applicable);
    CHECK_FALSE(gfb_test(extreme, 4'096).holds.value());

    // Nearly full, with periods of no common divisor: the busy period is as long as the hyperperiod.
    const std::vector<TaskModel> full =
        in_order({task(1, 3), task(333'333'333'333'333'333, 999'999'999'999'999'999, 999'999'999'999'999'998),
                  task(333'333'333'333'333'332, 999'999'999'999'999'998, 999'999'999'999'999'997)});
    for (const TestFinding& found : {processor_demand_test(full), qpa_test(full), response_time_test(full)})
        CHECK(found.verdict != Schedulable::not_applicable);
    CHECK_FALSE(hyperperiod(full).has_value());
    std::vector<TaskModel> slow = in_order({task(1, 2), task(499'999'999'999'999'999, most)});
    CHECK(response_time_test(slow, 3).why == "T2: deciding takes too long");
    CHECK(response_time_test(slow, 3).verdict == Schedulable::undecided);
    slow[1].deadline = Duration(most - 1);
    CHECK(processor_demand_test(slow).why == "deciding takes too long");
    CHECK(processor_demand_test(slow).verdict == Schedulable::undecided);
    CHECK(qpa_test(slow).verdict == Schedulable::yes);

    std::vector<TaskModel> many(20'000, task(1, 30'011));
    for (std::size_t i = 0; i < many.size(); ++i) {
        many[i].period = Duration(30'011 + static_cast<std::int64_t>(i) * 2);
        many[i].deadline = many[i].period - Duration(5);
        many[i].priority = static_cast<std::int64_t>(i);
    }
    CHECK(edf_utilisation_test(many).verdict == Schedulable::yes);
    (void)schedulability(many, {.scheduler = TaskScheduler::edf});
    (void)schedulability(many, {.scheduler = TaskScheduler::fixed_priority});
}

TEST_CASE("the published cases, where they are there") {
    const char* folder = std::getenv("OSSIM_REFERENCE_CASES");
    std::ifstream file(std::string(folder != nullptr ? folder : "../shared/reference") +
                       "/rt_theory_and_formulas.json");
    if (!file) {
        MESSAGE("no published cases beside the project: nothing compared");
        return;
    }
    int compared = 0;
    const nlohmann::json suite = nlohmann::json::parse(file);
    for (const auto& each : suite.at("cases")) {
        INFO(each.at("id").get<std::string>());
        const auto& input = each.at("input");
        const auto& expected = each.at("expected");
        const auto rounded = [&](const char* key) {
            return static_cast<std::int64_t>(expected.at(key).get<double>() * 1e6 + 0.5);
        };
        if (input.contains("n")) {
            CHECK(millionths(liu_layland_bound(input.at("n"))) == rounded("bound_6dp"));
            ++compared;
        } else if (input.contains("tasks_C_T_D_in_priority_order")) {
            std::vector<TaskModel> tasks;
            for (const auto& row : input.at("tasks_C_T_D_in_priority_order"))
                tasks.push_back(task(row.at(0), row.at(1), row.at(2)));
            tasks = in_order(std::move(tasks));
            CHECK(millionths(utilisation(tasks).sum) == rounded("utilization_6dp"));
            CHECK(millionths(liu_layland_bound(tasks.size())) == rounded("ll_bound_6dp"));
            CHECK(liu_layland_test(tasks).holds == expected.at("ll_test_passes").get<bool>());
            CHECK(millionths(hyperbolic_product(tasks)) == rounded("hyperbolic_product_6dp"));
            CHECK(hyperbolic_test(tasks).holds == expected.at("hyperbolic_test_passes").get<bool>());
            const std::vector<ResponseTime> responses = response_times(tasks);
            for (std::size_t i = 0; i < tasks.size(); ++i) {
                const auto& wanted = expected.at("response_times_or_null_if_miss").at(i);
                CHECK(wanted.is_null() == (responses[i].verdict != Schedulable::yes));
                if (!wanted.is_null()) CHECK(responses[i].response == Duration(wanted.get<std::int64_t>()));
                CHECK(numbers(responses[i].iterations) ==
                      expected.at("iterations").at(i).get<std::vector<std::int64_t>>());
            }
            CHECK((response_time_test(tasks).verdict == Schedulable::yes) ==
                  expected.at("schedulable_fixed_priority").get<bool>());
            CHECK((edf_utilisation_test(tasks).verdict == Schedulable::yes) ==
                  expected.at("edf_schedulable_if_D_eq_T").get<bool>());
            CHECK(hyperperiod(tasks)->ns() == expected.at("hyperperiod").get<std::int64_t>());
            ++compared;
        } else if (input.contains("C_T")) {
            std::vector<TaskModel> tasks;
            for (const auto& row : input.at("C_T"))
                tasks.push_back(task(row.at(0), row.at(1)));
            CHECK(millionths(utilisation(tasks).sum) == rounded("utilization"));
            std::int64_t most = 0;
            tasks.push_back(task(1, 1000));
            for (; edf_utilisation_test(tasks).verdict == Schedulable::yes; tasks.back().wcet += Duration(1))
                most = tasks.back().wcet.ns();
            CHECK(most == expected.at("max_C_of_fourth_with_T_1000").get<std::int64_t>());
            ++compared;
        }
    }
    MESSAGE(compared << " published cases compared");
    CHECK(compared > 0);
}

namespace {

/// A process of one periodic thread.
ProcessSpec periodic(std::string name, std::int64_t wcet, std::int64_t period) {
    ProcessSpec process;
    process.name = std::move(name);
    ThreadSpec thread;
    thread.attributes.wcet = Duration(wcet);
    thread.attributes.period = Duration(period);
    process.threads.push_back(thread);
    return process;
}

} // namespace

TEST_CASE("the tasks of a scenario, and who schedules them") {
    Scenario scenario;
    scenario.scheduler.policy = "rm";
    scenario.processes = {periodic("A", 20, 100), periodic("B", 40, 150)};
    scenario.processes[1].count = 2;
    scenario.processes[1].arrival = Time(7);
    std::vector<TaskModel> tasks = periodic_tasks(scenario);
    REQUIRE(tasks.size() == 3);
    CHECK(tasks[0].name == "A");
    CHECK(tasks[2].name == "B.2");
    CHECK(tasks[2].offset == Duration(7));
    CHECK(tasks[2].priority == 150);
    CHECK(scheme_of(scenario).scheduler == TaskScheduler::fixed_priority);
    scenario.scheduler.policy = "rr";
    CHECK(scheme_of(scenario).scheduler == TaskScheduler::other);

    // By priorities, one that is no task may come before all.
    scenario.scheduler = {"priority", "", {{"urgent", std::string("high")}, {"preemptive", true}}};
    scenario.processes[0].threads[0].attributes.priority = 5;
    CHECK(periodic_tasks(scenario)[0].priority == -5);
    CHECK(scheme_of(scenario).scheduler == TaskScheduler::fixed_priority);
    ProcessSpec plain;
    plain.threads.emplace_back();
    scenario.processes.push_back(plain);
    CHECK(scheme_of(scenario).scheduler == TaskScheduler::other);
    scenario.scheduler = {"edf", "", {}};
    CHECK(scheme_of(scenario).scheduler == TaskScheduler::edf);
    scenario.processes[2].threads[0].attributes.server = ServerSpec{Duration(3), Duration(9), Duration(9)};
    CHECK(periodic_tasks(scenario)[3].wcet == Duration(3));

    scenario.machine.cpus = 2;
    CHECK_FALSE(scheme_of(scenario).partitioned);
    scenario.machine.run_queues.sharing = QueueSharing::per_cpu;
    CHECK(scheme_of(scenario).scheduler == TaskScheduler::other);
    for (ProcessSpec& process : scenario.processes)
        process.threads[0].attributes.affinity = {1};
    CHECK(scheme_of(scenario).partitioned);
    CHECK(periodic_tasks(scenario)[0].partition == 1);
}

TEST_CASE("what a job computes: its wcet, or what a program that only computes says") {
    Scenario scenario;
    scenario.scheduler.policy = "edf";
    scenario.processes = {periodic("A", 0, 100)};
    CHECK(periodic_tasks(scenario).empty());
    Compute compute;
    compute.duration.low = Duration(6);
    scenario.programs.push_back({"work", {Step{compute, {}}, Step{compute, {}}}, {}});
    scenario.processes[0].threads[0].program = ProgramId(0);
    CHECK(periodic_tasks(scenario).at(0).wcet == Duration(12));
    scenario.programs[0].steps.push_back(Step{Yield{}, {}});
    CHECK(periodic_tasks(scenario).empty());
    CHECK(scheme_of(scenario).scheduler == TaskScheduler::other); // it has deadlines all the same
}
