// Tests that look at the shares of the tasks alone.
#include "analysis/task_set.hpp"
#include "base/text.hpp"

namespace ossim {

namespace {

constexpr int shown_places = 6;

/// Do more urgent tasks have the shorter periods, and equals the same?
bool is_rate_monotonic(std::span<const TaskModel> tasks) {
    std::vector<std::pair<std::int64_t, std::int64_t>> order;
    order.reserve(tasks.size());
    for (const TaskModel& task : tasks)
        order.emplace_back(task.priority, task.period.ns());
    std::sort(order.begin(), order.end());
    for (std::size_t i = 1; i < order.size(); ++i)
        if (order[i - 1].second > order[i].second) return false;
    return true;
}

/// Both bounds of rate monotonic priorities speak of such sets only.
bool is_not_for_bounds(std::span<const TaskModel> tasks, TestFinding& finding) {
    if (tasks.empty()) finding.why = "there are no tasks";
    if (!is_rate_monotonic(tasks)) finding.why = "the priorities are not rate monotonic";
    if (has_short_deadlines(tasks)) finding.why = "a deadline is shorter than its period";
    if (finding.why.empty()) return false;
    finding.verdict = Schedulable::not_applicable;
    return true;
}

/// A condition that is enough, and not needed.
void judge_enough(TestFinding& finding) {
    finding.verdict = finding.holds == true ? Schedulable::yes : Schedulable::undecided;
}

/// 2^(1/n) in 2^-60, rounded down: by halving the interval.
Whole root_of_two(std::uint64_t n) {
    Whole low = Exact::one, high = 2 * Exact::one;
    while (high - low > 1) {
        const Whole middle = (low + high) / 2;
        Whole power = Exact::one, base = middle;
        for (std::uint64_t rest = n; rest != 0; rest /= 2) {
            if (rest % 2 == 1) power = Exact::multiplied(power, base, true);
            if (rest > 1) base = Exact::multiplied(base, base, true);
            if (power > 2 * Exact::one) break;
            if (rest > 1 && base > 2 * Exact::one) {
                power = base;
                break;
            }
        }
        (power <= 2 * Exact::one ? low : high) = middle;
    }
    return low;
}

/// x^n, both bounds.
Exact power_of(Exact base, std::uint64_t n) {
    Exact power{Whole(1)};
    const Exact two{Whole(2)};
    for (std::uint64_t rest = n; rest != 0; rest /= 2) {
        if (rest % 2 == 1) power = power * base;
        if (rest > 1) base = base * base;
        if (power.low() > two.high()) break; // it only grows: the base is 1 or more
    }
    return power;
}

} // namespace

std::string comparison(std::string_view what, const Exact& value, std::string_view bound_text,
                       const Exact& bound) {
    const auto holds = value.at_most(bound);
    const std::string left = decimal(value.ratio(), shown_places);
    const std::string right = decimal(bound.ratio(), shown_places);
    std::string text = std::string(what) + " = " + left;
    if (!bound.is_fraction() || !(bound.ratio() == Ratio(bound.ratio().numerator())))
        text += (holds == false ? " > " : " <= ") + std::string(bound_text) + " = " + right;
    else
        text += (holds == false ? " > " : " <= ") + std::string(bound_text);
    if (!holds) return std::string(what) + " is too close to " + std::string(bound_text) + " to tell";
    if (left == right && !(value.ratio() == bound.ratio())) text += ", by less than is shown";
    return text;
}

Utilisation utilisation(std::span<const TaskModel> tasks) {
    const SumAndMost shares = sum_and_most(tasks, share_of), densities = sum_and_most(tasks, density_of);
    return {shares.sum.ratio(), shares.most.ratio(), densities.sum.ratio(), densities.most.ratio()};
}

Ratio liu_layland_bound(std::uint64_t tasks) {
    if (tasks <= 1) return Ratio(1);
    constexpr std::int64_t parts = 1'000'000'000;
    const Whole each = root_of_two(tasks) - Exact::one;
    return {static_cast<Ratio::Wide>(each * tasks * parts >> Exact::places), parts};
}

TestFinding liu_layland_test(std::span<const TaskModel> tasks) {
    TestFinding finding{.test = "Liu & Layland bound", .source = "Liu & Layland 1973"};
    if (is_not_for_bounds(tasks, finding)) return finding;
    const Exact sum = sum_and_most(tasks, share_of).sum;
    const Whole n = tasks.size();
    const Exact mean = sum * Exact(1, n);
    // U <= n(2^(1/n) - 1) says the same as (1 + U/n)^n <= 2, which needs no root.
    finding.holds = power_of(Exact(1) + mean, tasks.size()).at_most(Exact(2));
    const std::string bound = "n(2^(1/n) - 1) = " + decimal(liu_layland_bound(tasks.size()), shown_places);
    const std::string value = "U = " + decimal(sum.ratio(), shown_places);
    if (!finding.holds)
        finding.why = value + " is too close to " + bound + " to tell";
    else
        finding.why = value + (*finding.holds ? " <= " : " > ") + bound;
    judge_enough(finding);
    return finding;
}

Ratio hyperbolic_product(std::span<const TaskModel> tasks) {
    Exact product(1);
    for (const TaskModel& task : tasks)
        product = product * (Exact(1) + share_of(task));
    return product.ratio();
}

TestFinding hyperbolic_test(std::span<const TaskModel> tasks) {
    TestFinding finding{.test = "hyperbolic bound", .source = "Bini & Buttazzo 2003"};
    if (is_not_for_bounds(tasks, finding)) return finding;
    Exact product(1);
    for (const TaskModel& task : tasks)
        product = product * (Exact(1) + share_of(task));
    finding.holds = product.at_most(Exact(2));
    finding.why = comparison("prod(U_i + 1)", product, "2", Exact(2));
    judge_enough(finding);
    return finding;
}

TestFinding edf_utilisation_test(std::span<const TaskModel> tasks) {
    TestFinding finding{.test = "EDF utilisation", .source = "Liu & Layland 1973"};
    if (tasks.empty()) {
        finding.verdict = Schedulable::not_applicable;
        finding.why = "there are no tasks";
        return finding;
    }
    const Exact sum = sum_and_most(tasks, share_of).sum;
    finding.holds = sum.at_most(Exact(1));
    finding.why = comparison("U", sum, "1", Exact(1));
    if (finding.holds == false)
        finding.verdict = Schedulable::no;
    else if (finding.holds == true && !has_short_deadlines(tasks))
        finding.verdict = Schedulable::yes;
    else if (finding.holds == true) {
        const Exact density = sum_and_most(tasks, density_of).sum;
        finding.verdict = density.at_most(Exact(1)) == true ? Schedulable::yes : Schedulable::undecided;
        finding.why += "; " + comparison("density", density, "1", Exact(1));
    }
    return finding;
}

TestFinding necessary_test(std::span<const TaskModel> tasks, std::uint32_t cpus) {
    TestFinding finding{.test = "necessary: sum U <= m, C <= D", .source = "any policy"};
    const Exact sum = sum_and_most(tasks, share_of).sum;
    finding.holds = sum.at_most(Exact(cpus));
    finding.why = comparison("U", sum, std::to_string(cpus), Exact(cpus));
    for (const TaskModel& task : tasks) {
        if (task.wcet <= task.deadline && task.wcet <= task.period) continue;
        finding.holds = false;
        finding.why = task.name + " needs more than its " +
                      (task.wcet > task.deadline ? "deadline" : "period") + " allows";
        break;
    }
    finding.verdict = finding.holds == false ? Schedulable::no : Schedulable::undecided;
    return finding;
}

TestFinding gfb_test(std::span<const TaskModel> tasks, std::uint32_t cpus) {
    TestFinding finding{.test = "global EDF (GFB)", .source = "Goossens, Funk & Baruah 2003"};
    if (tasks.empty() || cpus == 0) {
        finding.verdict = Schedulable::not_applicable;
        finding.why = "there are no tasks";
        return finding;
    }
    const bool is_dense = has_short_deadlines(tasks);
    const SumAndMost shares = sum_and_most(tasks, is_dense ? density_of : share_of);
    // sum <= m - (m - 1) max: all on one side, nothing is subtracted.
    finding.holds = (shares.sum + shares.most * Exact(cpus - 1)).at_most(Exact(cpus));
    const std::string_view u = is_dense ? "density" : "U";
    finding.why = "sum " + std::string(u) + " = " + decimal(shares.sum.ratio(), shown_places);
    finding.why += finding.holds == true ? " <= " : finding.holds == false ? " > " : " is too close to ";
    finding.why += "m - (m - 1) max " + std::string(u) + " = " +
                   decimal(Ratio(cpus) - Ratio(cpus - 1) * shares.most.ratio(), shown_places);
    judge_enough(finding);
    return finding;
}

} // namespace ossim
