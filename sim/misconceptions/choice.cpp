// Who is chosen: the policy taken for another one, or its key read otherwise.
#include "misconceptions/belief.hpp"
#include "misconceptions/catalogue.hpp"

#include <string>

namespace ossim {

namespace {

/// `by` of the policies that go by length, from one word to the other.
bool count_length_by(Belief& belief, std::string_view from, std::string_view to) {
    return change_policies(belief, [&](SchedulerSpec& spec) {
        auto* by = parameter<std::string>(spec, "by");
        return by != nullptr && *by == from && change(*by, std::string(to));
    });
}

bool believe_convoy_kept(Belief& belief) {
    if (!has_company(belief.scenario)) return false;
    const bool short_first = change_policy(belief, "sjf", "fcfs", {});
    const bool remaining = change_policy(belief, "srtf", "fcfs", {});
    return change_policy(belief, "hrrn", "fcfs", {}) || short_first || remaining;
}
bool believe_longest_first(Belief& belief) {
    if (belief.scenario.scheduler.policy != "sjf" || !has_company(belief.scenario)) return false;
    if (!rank_by_length(belief.scenario)) return false;
    belief.scenario.scheduler = by_priority("high", false);
    return true;
}
/// Real-time threads of one class become those of the other, and those that take the default too.
bool change_class(Belief& belief, ThreadClass from, ThreadClass to) {
    Scenario& scenario = belief.scenario;
    if (!has_company(scenario) || !uses_policy(scenario, {"rt", "linux"})) return false;
    bool changed = change_policies(belief, [&](SchedulerSpec& spec) {
        auto* fallback = parameter<std::string>(spec, "class");
        return spec.policy == "rt" && fallback != nullptr && *fallback == word_of(from) &&
               change(*fallback, std::string(word_of(to)));
    });
    for_each_attributes(scenario, [&](Attributes& attributes) {
        if (attributes.thread_class == from) changed = change(attributes.thread_class, to) || changed;
    });
    return changed;
}
bool believe_fifo_takes_turns(Belief& belief) {
    return change_class(belief, ThreadClass::fifo, ThreadClass::rr);
}
bool believe_rr_runs_on(Belief& belief) { return change_class(belief, ThreadClass::rr, ThreadClass::fifo); }
bool believe_real_time_unlimited(Belief& belief) {
    return change_policies(belief, [](SchedulerSpec& spec) {
        auto* runtime = parameter<Duration>(spec, "runtime");
        const auto* period = parameter<Duration>(spec, "period");
        return runtime != nullptr && period != nullptr && *runtime < *period && change(*runtime, *period);
    });
}
bool believe_lifo(Belief& belief) {
    return has_company(belief.scenario) && change_policy(belief, "fcfs", "lcfs", {});
}
bool believe_fifo(Belief& belief) {
    return has_company(belief.scenario) && change_policy(belief, "lcfs", "fcfs", {});
}
bool believe_ratio_without_waiting(Belief& belief) {
    return has_company(belief.scenario) && rename_policy(belief, "hrrn", "sjf");
}
bool believe_by_total(Belief& belief) {
    return has_bursts(belief.scenario) && count_length_by(belief, "burst", "total");
}
bool believe_by_burst(Belief& belief) {
    return has_bursts(belief.scenario) && count_length_by(belief, "total", "burst");
}
bool believe_wrong_way_round(Belief& belief) {
    if (!has_company(belief.scenario)) return false;
    return change_policies(belief, [](SchedulerSpec& spec) {
        auto* urgent = parameter<std::string>(spec, "urgent");
        return urgent != nullptr && change(*urgent, std::string(*urgent == "low" ? "high" : "low"));
    });
}
bool believe_priorities_ignored(Belief& belief) {
    if (!has_company(belief.scenario)) return false;
    return change_policies(belief, [](SchedulerSpec& spec) {
        if (spec.policy != "priority") return false;
        const auto* quantum = parameter<Duration>(spec, "quantum");
        const bool takes_turns = quantum != nullptr && *quantum != Duration::forever();
        spec.policy = takes_turns ? "rr" : "fcfs";
        std::erase_if(spec.parameters,
                      [&](const Parameter& each) { return !takes_turns || each.name != "quantum"; });
        return true;
    });
}
bool believe_queues_upside_down(Belief& belief) {
    auto* queues = parameter<std::vector<SchedulerSpec>>(belief.scenario.scheduler, "queues");
    if (queues == nullptr || queues->size() < 2) return false;
    std::ranges::reverse(*queues);
    auto* shares = parameter<std::vector<Duration>>(belief.scenario.scheduler, "shares");
    if (shares != nullptr && !shares->empty()) {
        shares->resize(queues->size(), shares->back()); // the last one is that of all further queues
        std::ranges::reverse(*shares);
    }
    return true;
}
bool believe_queues_ignored(Belief& belief) {
    SchedulerSpec& scheduler = belief.scenario.scheduler;
    const auto* queues = parameter<std::vector<SchedulerSpec>>(std::as_const(scheduler), "queues");
    if (queues == nullptr || queues->size() < 2) return false;
    SchedulerSpec first = queues->front();
    first.name.clear();
    scheduler = std::move(first);
    return true;
}
bool believe_shares_forgotten(Belief& belief) {
    auto* shares = parameter<std::vector<Duration>>(belief.scenario.scheduler, "shares");
    return shares != nullptr && change(*shares, std::vector<Duration>{});
}
bool believe_one_cpu(Belief& belief) {
    return has_company(belief.scenario) && leave_one_cpu(belief.scenario);
}
bool believe_admission_forgotten(Belief& belief) {
    const auto& most = belief.scenario.admitted_processes;
    if (!most || *most >= listed_processes(belief.scenario)) return false;
    belief.scenario.admitted_processes.reset();
    return true;
}

constexpr auto choice_area = MisconceptionArea::choice;
constexpr Misconception choice_list[] = {
    {"convoy-kept", choice_area, "Jobs run in the order of their arrival, long ones before short ones.",
     "The policy goes by length: of those that are ready, a short job runs before a long one that came "
     "first.",
     "sjf, srtf and hrrn become fcfs, so that short jobs stand behind a long one as in a convoy.",
     believe_convoy_kept},
    {"longest-first", choice_area, "The longest job comes first.",
     "Shortest job first means what it says: the ready thread with the least computing before it.",
     "sjf becomes priority, with the place of each length among all as the priority, the greatest first. It "
     "can "
     "be said only where every program is one computation of a given length.",
     believe_longest_first},
    {"lifo-for-fifo", choice_area, "Who has become ready last comes first, as from a stack.",
     "First come, first served: the ready queue is a queue, and who has waited longest is next.",
     "fcfs becomes lcfs.", believe_lifo},
    {"fifo-for-lifo", choice_area, "Who has become ready first comes first.",
     "Last come, first served: who has become ready last is next.", "lcfs becomes fcfs.", believe_fifo},
    {"ratio-without-waiting", choice_area, "The highest response ratio is that of the shortest job.",
     "The ratio is (time waited + burst) / burst: who waits long enough overtakes shorter jobs.",
     "hrrn becomes sjf.", believe_ratio_without_waiting},
    {"length-of-whole-program", choice_area, "The length of a job is all that its program computes.",
     "The next burst counts: the computing up to the next I/O, sleep, wait or yield.",
     "The parameter `by` is `total`. It needs programs of several bursts.", believe_by_total},
    {"length-of-next-burst", choice_area, "The length of a job is its next burst.",
     "Here the whole program counts: all computing that the job has before it.",
     "The parameter `by` is `burst`. It needs programs of several bursts.", believe_by_burst},
    {"priority-wrong-way-round", choice_area,
     "The other end of the numbers is urgent: high ones where low ones come first, or low ones where high "
     "ones "
     "do.",
     "Books differ in which end is urgent, and the exercise says which: read `urgent`.",
     "The parameter `urgent` is the other word.", believe_wrong_way_round},
    {"priorities-ignored", choice_area, "Everybody is served in turn, whatever the priorities.",
     "The most urgent ready thread runs; only equals take turns.",
     "priority becomes fcfs, or rr if it has a quantum.", believe_priorities_ignored},
    {"queues-upside-down", choice_area, "The last queue comes first.",
     "The queues stand in their order: the first one that has anybody wins.",
     "The queues of a multilevel queue are reversed, with their shares.", believe_queues_upside_down},
    {"queues-ignored", choice_area, "All threads stand in one queue.",
     "Each thread belongs to its own queue, and a queue waits while one before it has anybody.",
     "multilevel becomes the policy of its first queue.", believe_queues_ignored},
    {"shares-forgotten", choice_area, "The first queue that has anybody always wins.",
     "The queues take turns here, each with its share of the time.", "The parameter `shares` is empty.",
     believe_shares_forgotten},
    {"one-cpu-only", choice_area, "Only one thread runs at a time.",
     "There are several CPUs, and each runs a thread of its own.", "The machine has one CPU.",
     believe_one_cpu},
    {"fifo-takes-turns", choice_area, "Threads of class SCHED_FIFO take turns with their equals.",
     "A thread of SCHED_FIFO runs until it blocks, yields or ends; only SCHED_RR has a quantum.",
     "Threads of class fifo are of class rr, under rt and linux.", believe_fifo_takes_turns},
    {"rr-runs-to-the-end", choice_area, "Threads of class SCHED_RR run until they block or end.",
     "Equals of SCHED_RR take turns, a quantum each.",
     "The other way round of fifo-takes-turns. Threads of class rr are of class fifo.", believe_rr_runs_on},
    {"real-time-limit-forgotten", choice_area, "Real-time threads may use a CPU for as long as they like.",
     "They may use it for `runtime` in each `period`: the rest is for others, even if nobody wants it.",
     "The parameter `runtime` of rt or linux is the whole `period`.", believe_real_time_unlimited},
    {"admission-forgotten", choice_area, "Every process is ready when it arrives.",
     "Only so many processes are admitted at once; who finds no room stays New until one ends.",
     "There is no limit on admission. It needs more processes than are admitted.",
     believe_admission_forgotten},
};

} // namespace

std::span<const Misconception> choice_misconceptions() { return choice_list; }

} // namespace ossim
