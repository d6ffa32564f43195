// Who has which share of the CPU: by tickets, or by nice values; and where newcomers and sleepers stand.
#include "misconceptions/belief.hpp"
#include "misconceptions/catalogue.hpp"

#include <numeric>
#include <string>

namespace ossim {

namespace {

constexpr std::int64_t most_tickets = 1'000'000;

bool has_word(const SchedulerSpec& spec, std::string_view name, std::string_view word) {
    const auto* value = parameter<std::string>(spec, name);
    return value != nullptr && *value == word;
}
/// Sets a parameter of this policy's; false if it has none of that name, or it is so.
template <class Value>
bool set_parameter(SchedulerSpec& spec, std::string_view policy, std::string_view name,
                   const std::type_identity_t<Value>& to) {
    auto* value = spec.policy == policy ? parameter<Value>(spec, name) : nullptr;
    return value != nullptr && change(*value, to);
}
template <class Value>
bool set_parameters(Belief& belief, std::string_view policy, std::string_view name,
                    const std::type_identity_t<Value>& to) {
    return change_policies(belief,
                           [&](SchedulerSpec& spec) { return set_parameter<Value>(spec, policy, name, to); });
}
bool set_word(Belief& belief, std::string_view policy, std::string_view name, std::string_view from,
              std::string_view to) {
    return change_policies(belief, [&](SchedulerSpec& spec) {
        return has_word(spec, name, from) && set_parameter<std::string>(spec, policy, name, std::string(to));
    });
}

template <class Test>
bool any_policy(const Scenario& scenario, Test test) {
    bool found = false;
    for_each_policy(scenario.scheduler, [&](const SchedulerSpec& spec) { found = found || test(spec); });
    return found;
}
bool goes_by_tickets(const Scenario& scenario) {
    return uses_policy(scenario, {"lottery", "stride"}) ||
           any_policy(scenario,
                      [](const SchedulerSpec& spec) { return has_word(spec, "weight", "tickets"); });
}
bool goes_by_nice(const Scenario& scenario) {
    return any_policy(scenario, [](const SchedulerSpec& spec) { return has_word(spec, "weight", "nice"); });
}
/// Only by these: no queue of another kind would go by what is changed.
bool goes_by_nice_alone(const Scenario& scenario) {
    return goes_by_nice(scenario) && !goes_by_tickets(scenario);
}

std::int64_t tickets_of(const Attributes& attributes) { return attributes.tickets; }
std::int64_t nice_of(const Attributes& attributes) { return attributes.nice; }

template <class Visit>
void for_each_renice(Scenario& scenario, Visit visit) {
    for_each_step(scenario, [&](Step& step) {
        if (auto* renice = std::get_if<Renice>(&step.action)) visit(*renice);
    });
}
bool renices(const Scenario& scenario, std::optional<std::int64_t> Renice::*which) {
    bool found = false;
    for_each_step(scenario, [&](const Step& step) {
        const auto* renice = std::get_if<Renice>(&step.action);
        found = found || (renice != nullptr && renice->*which);
    });
    return found;
}
/// Are there different tickets, or nice values, or do they change in the run?
bool has_different_tickets(const Scenario& scenario) {
    return has_company(scenario) && (differs(scenario, tickets_of) || renices(scenario, &Renice::tickets));
}
bool has_different_nice(const Scenario& scenario) {
    return has_company(scenario) && (differs(scenario, nice_of) || renices(scenario, &Renice::nice));
}
/// Every number of tickets becomes what `altered` makes of it, and every nice value.
template <class Altered>
void alter_tickets(Scenario& scenario, Altered altered) {
    for_each_attributes(scenario, [&](Attributes& each) { each.tickets = altered(each.tickets); });
    for_each_renice(scenario, [&](Renice& renice) {
        if (renice.tickets) renice.tickets = altered(*renice.tickets);
    });
}
template <class Altered>
void alter_nice(Scenario& scenario, Altered altered) {
    for_each_attributes(scenario, [&](Attributes& each) { each.nice = altered(each.nice); });
    for_each_renice(scenario, [&](Renice& renice) {
        if (renice.nice) renice.nice = altered(*renice.nice);
    });
}

/// The least number that all tickets divide, or nothing if a thread would have more tickets than there may
/// be with that divided by its own.
std::optional<std::int64_t> common_multiple(Scenario& scenario) {
    std::int64_t multiple = 1, least = most_tickets;
    alter_tickets(scenario, [&](std::int64_t tickets) {
        least = std::min(least, tickets);
        if (multiple <= most_tickets * most_tickets) multiple = std::lcm(multiple, tickets);
        return tickets;
    });
    if (multiple / least > most_tickets) return std::nullopt;
    return multiple;
}

bool believe_stride_by_tickets(Belief& belief) {
    if (belief.scenario.scheduler.policy != "stride" || !has_different_tickets(belief.scenario)) return false;
    auto* stride1 = parameter<std::int64_t>(belief.scenario.scheduler, "stride1");
    const auto multiple = common_multiple(belief.scenario);
    if (stride1 == nullptr || !multiple) return false;
    *stride1 = *multiple; // so the stride is what the tickets were
    alter_tickets(belief.scenario, [&](std::int64_t tickets) { return *multiple / tickets; });
    return true;
}
bool believe_tickets_ignored(Belief& belief) {
    if (!goes_by_tickets(belief.scenario) || !has_different_tickets(belief.scenario)) return false;
    alter_tickets(belief.scenario, [](std::int64_t) { return 1; });
    return true;
}
bool believe_no_compensation(Belief& belief) {
    if (!has_bursts(belief.scenario) || !has_company(belief.scenario)) return false;
    return set_parameters<bool>(belief, "lottery", "compensation", false);
}
bool believe_compensation(Belief& belief) {
    if (!has_bursts(belief.scenario) || !has_company(belief.scenario)) return false;
    return set_parameters<bool>(belief, "lottery", "compensation", true);
}
bool believe_first_pass_zero(Belief& belief) {
    return has_company(belief.scenario) && set_word(belief, "stride", "initial_pass", "stride", "zero");
}
bool believe_first_pass_stride(Belief& belief) {
    return has_company(belief.scenario) && set_word(belief, "stride", "initial_pass", "zero", "stride");
}

bool believe_pass_from_zero(Belief& belief) {
    const bool matters = has_later_arrivals(belief.scenario) || wakes(belief.scenario);
    if (!matters || !has_company(belief.scenario)) return false;
    return set_parameters<bool>(belief, "stride", "global_pass", false);
}
bool believe_global_pass(Belief& belief) {
    const bool matters = has_later_arrivals(belief.scenario) || wakes(belief.scenario);
    if (!matters || !has_company(belief.scenario)) return false;
    return set_parameters<bool>(belief, "stride", "global_pass", true);
}

bool believe_nice_ignored(Belief& belief) {
    if (!goes_by_nice(belief.scenario) || !has_different_nice(belief.scenario)) return false;
    alter_nice(belief.scenario, [](std::int64_t) { return 0; });
    return true;
}
bool believe_nice_upside_down(Belief& belief) {
    if (!goes_by_nice(belief.scenario) || !has_different_nice(belief.scenario)) return false;
    alter_nice(belief.scenario, [](std::int64_t nice) { return std::min<std::int64_t>(-nice, 19); });
    return true;
}
bool believe_nice_linear(Belief& belief) {
    if (!goes_by_nice_alone(belief.scenario) || !has_different_nice(belief.scenario)) return false;
    const auto weight = [](std::int64_t nice) { return 1024 * (20 - nice) / 20; };
    for_each_attributes(belief.scenario, [&](Attributes& each) { each.tickets = weight(each.nice); });
    for_each_renice(belief.scenario, [&](Renice& renice) {
        renice.tickets.reset();
        if (renice.nice) renice.tickets = weight(*renice.nice);
    });
    return change_policies(belief, [](SchedulerSpec& spec) {
        auto* by = parameter<std::string>(spec, "weight");
        return by != nullptr && change(*by, "tickets");
    });
}
bool believe_nice_is_priority(Belief& belief) {
    const bool is_fair =
        belief.scenario.scheduler.policy == "cfs" || belief.scenario.scheduler.policy == "eevdf";
    if (!is_fair || !goes_by_nice(belief.scenario) || !has_different_nice(belief.scenario)) return false;
    for_each_attributes(belief.scenario, [](Attributes& each) { each.priority = each.nice; });
    for_each_renice(belief.scenario, [](Renice& renice) { renice.priority = renice.nice; });
    belief.scenario.scheduler = by_priority("low", true);
    return true;
}

/// The period in which each of so many threads has a turn, if the scenario gives it.
std::optional<Duration> period_of(const SchedulerSpec& spec, std::uint64_t threads) {
    const auto* latency = parameter<Duration>(spec, "latency");
    const auto* granularity = parameter<Duration>(spec, "min_granularity");
    const auto* most = parameter<std::int64_t>(spec, "nr_latency");
    if (latency == nullptr || granularity == nullptr || most == nullptr) return std::nullopt;
    const auto count = static_cast<std::int64_t>(threads);
    const Duration period = count > *most ? *granularity : *latency;
    if (period == Duration::forever()) return std::nullopt;
    return count > *most ? period * count : period;
}
/// Every slice under cfs is what `slice(period)` says.
template <class Slice>
bool set_slices(Belief& belief, Slice slice) {
    const std::uint64_t threads = listed_threads(belief.scenario);
    return change_policies(belief, [&](SchedulerSpec& spec) {
        const auto* quantum = parameter<Duration>(std::as_const(spec), "quantum");
        const auto period = period_of(spec, threads);
        if (!period || quantum == nullptr || *quantum != Duration::forever()) return false;
        return set_parameter<Duration>(spec, "cfs", "quantum", std::max(slice(*period), Duration(1)));
    });
}
bool believe_slices_equal(Belief& belief) {
    const Scenario& scenario = belief.scenario;
    const bool by_nice = goes_by_nice(scenario) && has_different_nice(scenario);
    const bool by_tickets = goes_by_tickets(scenario) && has_different_tickets(scenario);
    if (!by_nice && !by_tickets) return false;
    const auto threads = static_cast<std::int64_t>(listed_threads(scenario));
    return set_slices(belief, [&](Duration period) { return Duration(period.ns() / threads); });
}
bool believe_slice_is_latency(Belief& belief) {
    if (!has_company(belief.scenario)) return false;
    return set_slices(belief, [](Duration period) { return period; });
}
bool believe_period_never_grows(Belief& belief) {
    const std::uint64_t threads = listed_threads(belief.scenario);
    return change_policies(belief, [&](SchedulerSpec& spec) {
        auto* most = parameter<std::int64_t>(spec, "nr_latency");
        const bool grows = most != nullptr && static_cast<std::uint64_t>(*most) < threads;
        return grows && change(*most, 1'000'000'000);
    });
}
bool believe_debit_forgotten(Belief& belief) {
    return has_company(belief.scenario) && set_parameters<bool>(belief, "cfs", "start_debit", false);
}
bool believe_debit(Belief& belief) {
    return has_company(belief.scenario) && set_parameters<bool>(belief, "cfs", "start_debit", true);
}

bool sleeps_in_company(const Scenario& scenario) { return wakes(scenario) && has_company(scenario); }

/// What a sleeper may be behind the floor, where that is not so already.
bool set_credit(Belief& belief, std::string_view to) {
    return sleeps_in_company(belief.scenario) &&
           set_parameters<std::string>(belief, "cfs", "sleepers", std::string(to));
}
bool believe_sleeper_keeps(Belief& belief) { return set_credit(belief, "unlimited"); }
bool believe_sleeper_begins_at_floor(Belief& belief) { return set_credit(belief, "none"); }
bool believe_sleeper_credit(Belief& belief) {
    if (!sleeps_in_company(belief.scenario)) return false;
    return set_word(belief, "cfs", "sleepers", "none", "gentle");
}

bool comes_later(const Scenario& scenario) {
    return has_company(scenario) && (has_later_arrivals(scenario) || wakes(scenario));
}
bool believe_any_lead_preempts(Belief& belief) {
    if (!comes_later(belief.scenario)) return false;
    return change_policies(belief, [](SchedulerSpec& spec) {
        const auto* may = parameter<bool>(spec, "wakeup_preemption");
        const bool preempts = may != nullptr && *may;
        return preempts && set_parameter<Duration>(spec, "cfs", "wakeup_granularity", Duration());
    });
}
bool believe_wakeup_never_preempts(Belief& belief) {
    if (!comes_later(belief.scenario)) return false;
    return set_parameters<bool>(belief, "cfs", "wakeup_preemption", false);
}
bool believe_wakeup_preempts(Belief& belief) {
    if (!comes_later(belief.scenario)) return false;
    return set_parameters<bool>(belief, "cfs", "wakeup_preemption", true);
}
bool set_parity(Belief& belief, bool to) {
    if (!comes_later(belief.scenario)) return false;
    return change_policies(belief, [to](SchedulerSpec& spec) {
        return !has_word(spec, "version", "paper") && set_parameter<bool>(spec, "eevdf", "run_to_parity", to);
    });
}
bool believe_parity_forgotten(Belief& belief) { return set_parity(belief, false); }
bool believe_parity(Belief& belief) { return set_parity(belief, true); }

bool believe_lag_forgotten(Belief& belief) {
    return sleeps_in_company(belief.scenario) && set_parameters<bool>(belief, "eevdf", "place_lag", false);
}
bool believe_all_eligible(Belief& belief) {
    return has_company(belief.scenario) && set_parameters<bool>(belief, "eevdf", "eligibility", false);
}

/// The slices that threads ask for under eevdf, the default where they ask for none; nothing if that is not
/// given.
std::optional<std::vector<Duration>> slices_of(const Scenario& scenario) {
    const auto* base = parameter<Duration>(scenario.scheduler, "base_slice");
    if (base == nullptr || scenario.scheduler.policy != "eevdf") return std::nullopt;
    std::vector<Duration> slices;
    for_each_attributes(scenario,
                        [&](const Attributes& each) { slices.push_back(each.slice.value_or(*base)); });
    if (std::ranges::find(slices, Duration::forever()) != slices.end()) return std::nullopt;
    return slices;
}
bool believe_slice_is_share(Belief& belief) {
    Scenario& scenario = belief.scenario;
    const auto slices = slices_of(scenario);
    auto* by = parameter<std::string>(scenario.scheduler, "weight");
    if (!slices || by == nullptr || !has_company(scenario) || has_step<Renice>(scenario)) return false;
    const Duration least = *std::ranges::min_element(*slices);
    if (least == *std::ranges::max_element(*slices)) return false;
    if (*by == "nice" && differs(scenario, nice_of)) return false;
    auto slice = slices->begin();
    for_each_attributes(scenario, [&](Attributes& each) {
        __extension__ using Wide = __int128;
        const Wide weight = *by == "nice" ? 1024 : each.tickets;
        const Wide tickets = (weight * (slice++)->ns() + least.ns() / 2) / least.ns();
        each.tickets = static_cast<std::int64_t>(std::min(tickets, Wide{most_tickets}));
    });
    *by = "tickets";
    return true;
}

constexpr auto shares_area = MisconceptionArea::shares;
constexpr Misconception shares_list[] = {
    {"stride-by-tickets", shares_area, "A pass goes up by the tickets of its thread.",
     "It goes up by the stride, which is `stride1` over the tickets: the more tickets, the sooner the next "
     "turn.",
     "Tickets and strides are mixed up: tickets become a common multiple of them all over the tickets, and "
     "`stride1` that multiple. It is not said where that needs more than a million tickets.",
     believe_stride_by_tickets},
    {"tickets-ignored", shares_area, "Each thread gets the same share, whatever its tickets.",
     "A thread's share of the CPU is its part of all tickets of those that compete.",
     "Everybody has one ticket: a lottery's numbers count modulo the threads, all strides are equal.",
     believe_tickets_ignored},
    {"compensation-forgotten", shares_area,
     "A thread has its tickets, however little of its quantum it uses.",
     "Who leaves the CPU after the fraction f of its quantum has its tickets times 1/f until it next wins.",
     "The parameter `compensation` of a lottery is false. It needs threads that wait or yield.",
     believe_no_compensation},
    {"compensation-where-there-is-none", shares_area,
     "Who uses a part of its quantum only has more tickets in the next draw.",
     "By the rules of this exercise tickets stay as they are.",
     "The other way round of compensation-forgotten. The parameter `compensation` is true.",
     believe_compensation},
    {"first-pass-is-the-global-one", shares_area, "A new thread begins at the global pass.",
     "It begins one stride beyond the global pass, as if it had just had a turn.",
     "The parameter `initial_pass` of stride is `zero`.", believe_first_pass_zero},
    {"first-pass-is-a-stride", shares_area, "A new thread begins one stride beyond the global pass.",
     "By the rules of this exercise it begins at the global pass itself, at 0 in the beginning.",
     "The other way round of first-pass-is-the-global-one. The parameter `initial_pass` is `stride`.",
     believe_first_pass_stride},
    {"pass-from-zero", shares_area, "A new thread begins at pass 0, and who comes back has its old pass.",
     "Both begin as far ahead of the global pass as they were: else who comes late has the CPU to itself "
     "until "
     "its pass has caught up.",
     "The parameter `global_pass` of stride is false. It needs threads that come later, or wait.",
     believe_pass_from_zero},
    {"pass-by-the-global-one", shares_area, "Who comes late, or comes back, begins at the global pass.",
     "By the rules of this exercise there is none: a pass begins at 0 and stays as it is while its thread "
     "waits.",
     "The other way round of pass-from-zero. The parameter `global_pass` is true.", believe_global_pass},
    {"nice-ignored", shares_area, "Virtual runtime is CPU time, whatever the nice value.",
     "A thread's virtual time goes the slower the greater its weight, so that its share of the CPU is its "
     "part "
     "of all weights.",
     "All nice values are 0.", believe_nice_ignored},
    {"nice-upside-down", shares_area, "The greater the nice value, the more of the CPU.",
     "A nice thread leaves the CPU to others: each level more means a smaller weight.",
     "Each nice value has the other sign; -20 becomes 19.", believe_nice_upside_down},
    {"nice-is-linear", shares_area, "Each nice level takes the same amount of weight, a twentieth.",
     "Weights form a geometric series: one level is a factor of about 1.25, wherever it is on the scale.",
     "The weight of nice n is 1024 times (20 - n) / 20, given as tickets.", believe_nice_linear},
    {"nice-is-a-priority", shares_area, "The least nice value runs first, and others wait until it is done.",
     "Nice values give shares, not an order: everybody runs, more or less of the time.",
     "cfs or eevdf becomes preemptive priority, with the nice value as the priority, small numbers first.",
     believe_nice_is_priority},
    {"slices-equal", shares_area, "The period is divided among the threads in equal parts.",
     "A slice is the thread's part of the period by weight.",
     "`quantum` of cfs is the period over the number of threads that the scenario lists; virtual runtimes "
     "are "
     "weighed as ever. It is said where `latency`, or `min_granularity` of many threads, is given.",
     believe_slices_equal},
    {"slice-is-the-latency", shares_area, "A thread runs for the whole latency at a time.",
     "The latency is the period in which everybody has a turn: a slice is the thread's part of it.",
     "`quantum` of cfs is the whole period. It is said where that is given.", believe_slice_is_latency},
    {"period-never-grows", shares_area, "The period is the latency, however many threads there are.",
     "More than `nr_latency` threads have a longer period: `min_granularity` for each.",
     "`nr_latency` of cfs has no end. It needs more threads than that.", believe_period_never_grows},
    {"start-debit-forgotten", shares_area, "A new thread begins at the least virtual runtime.",
     "A new thread begins one slice beyond it, so that who has been waiting runs first.",
     "The parameter `start_debit` of cfs is false.", believe_debit_forgotten},
    {"start-debit-where-there-is-none", shares_area,
     "A new thread begins one slice beyond the least virtual runtime.",
     "By the rules of this exercise it begins at the least virtual runtime itself.",
     "The other way round of start-debit-forgotten. The parameter `start_debit` is true.", believe_debit},
    {"sleeper-keeps-its-vruntime", shares_area,
     "Who wakes has the virtual runtime with which it went to sleep.",
     "It is raised to the floor, less a limited credit: else who slept long would have the CPU to itself "
     "until "
     "it has caught up.",
     "The parameter `sleepers` of cfs is `unlimited`. It needs threads that wait.", believe_sleeper_keeps},
    {"sleeper-has-no-credit", shares_area,
     "Who wakes begins at the least virtual runtime of those that are ready.",
     "By the rules in force it may stay behind that, by half the latency or as they say.",
     "The parameter `sleepers` of cfs is `none`.", believe_sleeper_begins_at_floor},
    {"sleeper-has-credit", shares_area, "Who wakes begins half the latency before the least virtual runtime.",
     "By the rules of this exercise it begins at the least virtual runtime itself.",
     "The other way round of sleeper-has-no-credit. The parameter `sleepers` is `gentle`.",
     believe_sleeper_credit},
    {"any-lead-preempts", shares_area, "Who becomes ready with less virtual runtime takes the CPU.",
     "It must be behind by more than `wakeup_granularity`; else it waits for the end of the slice.",
     "`wakeup_granularity` of cfs is 0. It needs threads that become ready while others run.",
     believe_any_lead_preempts},
    {"wakeup-never-preempts", shares_area,
     "Who becomes ready waits for the end of the slice of the one that runs.",
     "One that is far enough behind in virtual runtime takes the CPU at once.",
     "The parameter `wakeup_preemption` of cfs is false.", believe_wakeup_never_preempts},
    {"wakeup-preempts", shares_area, "Who becomes ready far behind in virtual runtime takes the CPU at once.",
     "By the rules of this exercise a slice is run to its end.",
     "The other way round of wakeup-never-preempts. The parameter `wakeup_preemption` is true.",
     believe_wakeup_preempts},
    {"earlier-deadline-preempts", shares_area,
     "An eligible thread with an earlier virtual deadline takes the CPU at once.",
     "Who runs keeps the CPU to the end of its slice, as long as it is eligible.",
     "The parameter `run_to_parity` of eevdf is false, for the versions of Linux.", believe_parity_forgotten},
    {"slice-is-run-to-its-end", shares_area, "Under eevdf a slice is run to its end.",
     "By the rules of this exercise an eligible thread with an earlier virtual deadline takes the CPU at "
     "once.",
     "The other way round of earlier-deadline-preempts. The parameter `run_to_parity` is true.",
     believe_parity},
    {"lag-forgotten-in-sleep", shares_area, "Who wakes begins at the average virtual time.",
     "It keeps its lag: what it was owed, or had had too much, when it went to sleep.",
     "The parameter `place_lag` of eevdf is false. It needs threads that wait.", believe_lag_forgotten},
    {"deadline-without-eligibility", shares_area, "The earliest virtual deadline runs, whoever has it.",
     "Only who has had no more than its share is eligible; of those the earliest virtual deadline runs.",
     "The parameter `eligibility` of eevdf is false.", believe_all_eligible},
    {"slice-is-a-share", shares_area, "Who asks for a longer slice gets more of the CPU.",
     "A longer slice has a later deadline: its turns are longer and rarer, and the share is that of its "
     "weight.",
     "Weights under eevdf are multiplied by the slices, given as tickets. It is said where slices are given, "
     "and nice values equal.",
     believe_slice_is_share},
};

} // namespace

std::span<const Misconception> shares_misconceptions() { return shares_list; }

} // namespace ossim
