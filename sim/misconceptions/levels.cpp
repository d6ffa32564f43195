// Levels that learn: who goes down, who comes up, and what a level gives.
#include "misconceptions/belief.hpp"
#include "misconceptions/catalogue.hpp"

#include <string>

namespace ossim {

namespace {

/// A parameter of mlfq from one word to another.
bool set_word(Belief& belief, std::string_view name, std::string_view from, std::string_view to) {
    return change_policies(belief, [&](SchedulerSpec& spec) {
        auto* word = spec.policy == "mlfq" ? parameter<std::string>(spec, name) : nullptr;
        return word != nullptr && *word == from && change(*word, std::string(to));
    });
}

/// What says how many levels there are, and what each gives.
struct LevelParameters {
    std::vector<Duration>* quantum;
    std::vector<Duration>* allotment;
    std::int64_t* levels;
    std::int64_t* growth;
    std::string* bottom;
    [[nodiscard]] bool is_whole() const {
        return quantum != nullptr && !quantum->empty() && allotment != nullptr && levels != nullptr &&
               growth != nullptr && bottom != nullptr;
    }
    /// Those that `quantum` gives, listed or grown.
    [[nodiscard]] std::int64_t count() const {
        return std::max(*levels, static_cast<std::int64_t>(quantum->size()));
    }
    [[nodiscard]] bool has_fcfs_bottom() const { return *bottom == "fcfs"; }
};
/// `change(levels)` for every mlfq.
template <class Change>
bool change_levels(Belief& belief, Change change) {
    return change_policies(belief, [&](SchedulerSpec& spec) {
        if (spec.policy != "mlfq") return false;
        LevelParameters levels{
            parameter<std::vector<Duration>>(spec, "quantum"),
            parameter<std::vector<Duration>>(spec, "allotment"), parameter<std::int64_t>(spec, "levels"),
            parameter<std::int64_t>(spec, "growth"), parameter<std::string>(spec, "bottom")};
        return levels.is_whole() && change(levels);
    });
}

bool believe_demotion_forgotten(Belief& belief) {
    if (!has_company(belief.scenario)) return false;
    return change_levels(belief, [](LevelParameters& levels) {
        const bool is_one = levels.count() == 1 && !levels.has_fcfs_bottom();
        return !is_one && change(*levels.allotment, std::vector{Duration::longest()});
    });
}
bool believe_demoted_each_quantum(Belief& belief) {
    if (!has_company(belief.scenario)) return false;
    return change_levels(belief, [](LevelParameters& levels) {
        return *levels.allotment != *levels.quantum && change(*levels.allotment, std::vector<Duration>{});
    });
}
bool believe_boost_forgotten(Belief& belief) {
    return has_company(belief.scenario) && change_policies(belief, [](SchedulerSpec& spec) {
               auto* boost = spec.policy == "mlfq" ? parameter<Duration>(spec, "boost") : nullptr;
               return boost != nullptr && change(*boost, Duration::forever());
           });
}
bool believe_renewed_by_io(Belief& belief) {
    return has_bursts(belief.scenario) && set_word(belief, "on_io", "keep", "renew");
}
bool believe_adds_up(Belief& belief) {
    return has_bursts(belief.scenario) && set_word(belief, "on_io", "renew", "keep");
}
bool believe_promoted(Belief& belief) {
    if (!wakes(belief.scenario)) return false;
    const bool kept = set_word(belief, "on_io", "keep", "up");
    return set_word(belief, "on_io", "renew", "up") || kept;
}
bool believe_not_promoted(Belief& belief) {
    if (!wakes(belief.scenario)) return false;
    const bool top = set_word(belief, "on_io", "top", "keep");
    return set_word(belief, "on_io", "up", "keep") || top;
}
bool believe_same_quantum(Belief& belief) {
    return change_levels(belief, [](LevelParameters& levels) {
        std::vector<Duration>& quantum = *levels.quantum;
        const bool grows = *levels.growth > 1 && *levels.levels > static_cast<std::int64_t>(quantum.size());
        const bool is_same = std::ranges::all_of(quantum, [&](Duration each) { return each == quantum[0]; });
        if (is_same && !grows) return false;
        *levels.levels = levels.count() + (levels.has_fcfs_bottom() ? 1 : 0);
        *levels.growth = 1;
        quantum.resize(1);
        return true;
    });
}
bool believe_demoted_alone(Belief& belief) {
    return has_company(belief.scenario) && set_word(belief, "alone", "stays", "demoted");
}
bool believe_stays_alone(Belief& belief) {
    return has_company(belief.scenario) && set_word(belief, "alone", "demoted", "stays");
}
bool believe_returns_to_head(Belief& belief) {
    if (!wakes(belief.scenario) || !has_company(belief.scenario)) return false;
    return set_word(belief, "io_joins", "tail", "head");
}
bool believe_returns_to_tail(Belief& belief) {
    if (!wakes(belief.scenario) || !has_company(belief.scenario)) return false;
    return set_word(belief, "io_joins", "head", "tail");
}
/// The lowest level runs each to its end, and it is the last one that has a quantum.
bool believe_bottom_fcfs(Belief& belief) {
    if (!has_company(belief.scenario)) return false;
    return change_levels(belief, [](LevelParameters& levels) {
        const std::size_t listed = levels.quantum->size();
        const bool may = levels.count() == static_cast<std::int64_t>(listed) && listed > 1;
        if (levels.has_fcfs_bottom() || !may) return false;
        levels.quantum->pop_back();
        *levels.levels = 0;
        *levels.bottom = "fcfs";
        return true;
    });
}
bool believe_bottom_takes_turns(Belief& belief) {
    if (!has_company(belief.scenario)) return false;
    return change_levels(belief, [](LevelParameters& levels) {
        if (!levels.has_fcfs_bottom()) return false;
        *levels.levels = std::max(*levels.levels, static_cast<std::int64_t>(levels.quantum->size()) + 1);
        *levels.bottom = "rr";
        return true;
    });
}

constexpr auto levels_area = MisconceptionArea::levels;
constexpr Misconception levels_list[] = {
    {"demotion-forgotten", levels_area, "A thread stays on its level, however long it computes.",
     "Who has used up its allotment of a level goes one level down.",
     "The parameter `allotment` of mlfq has no end.", believe_demotion_forgotten},
    {"demoted-after-each-quantum", levels_area, "After each quantum a thread goes one level down.",
     "It goes down when its allotment is used up, which may be several quanta.",
     "The parameter `allotment` of mlfq is empty: one quantum.", believe_demoted_each_quantum},
    {"boost-forgotten", levels_area, "Who has gone down stays down.",
     "From time to time all threads move to the topmost level, so that nobody starves.",
     "The parameter `boost` of mlfq is none.", believe_boost_forgotten},
    {"allotment-renewed-by-io", levels_area,
     "Who gives up the CPU before its quantum ends begins anew on its level.",
     "What it uses of its allotment adds up over all its turns: else a thread could stay on top for ever by "
     "asking for I/O just in time.",
     "The parameter `on_io` of mlfq is `renew`. It needs threads that wait or yield.", believe_renewed_by_io},
    {"allotment-adds-up", levels_area, "What a thread uses of its allotment adds up over its I/O.",
     "By the rules of this exercise quantum and allotment begin anew when a thread gives up the CPU.",
     "The other way round of allotment-renewed-by-io. The parameter `on_io` is `keep`.", believe_adds_up},
    {"promoted-after-io", levels_area, "Who comes back from I/O is one level higher.",
     "By the rules in force it comes back to its own level.", "The parameter `on_io` of mlfq is `up`.",
     believe_promoted},
    {"promotion-after-io-forgotten", levels_area, "Who comes back from I/O is on the level that it left.",
     "By the rules of this exercise it comes back to a higher level.",
     "The other way round of promoted-after-io. The parameter `on_io` is `keep`.", believe_not_promoted},
    {"same-quantum-on-every-level", levels_area, "Every level has the quantum of the topmost one.",
     "Each level has a quantum of its own: the lower, the longer.",
     "The parameter `quantum` of mlfq is its first value, for as many levels.", believe_same_quantum},
    {"demoted-when-alone", levels_area,
     "Who has used up its allotment goes down, even if nobody else is ready.",
     "By the rules of this exercise a thread that is alone stays on its level.",
     "The parameter `alone` of mlfq is `demoted`.", believe_demoted_alone},
    {"stays-when-alone", levels_area, "A thread that is alone stays on its level.",
     "Who has used up its allotment goes down, whether others are ready or not.",
     "The other way round of demoted-when-alone. The parameter `alone` is `stays`.", believe_stays_alone},
    {"returns-to-the-head", levels_area, "Who comes back from I/O is first on its level.",
     "It joins its level at the tail, as everybody does.", "The parameter `io_joins` of mlfq is `head`.",
     believe_returns_to_head},
    {"returns-to-the-tail", levels_area, "Who comes back from I/O is last on its level.",
     "By the rules of this exercise it joins its level at the head.",
     "The other way round of returns-to-the-head. The parameter `io_joins` is `tail`.",
     believe_returns_to_tail},
    {"bottom-runs-to-the-end", levels_area, "On the lowest level a thread runs until it blocks or ends.",
     "Here the lowest level has a quantum as the others do: its threads take turns.",
     "The parameter `bottom` of mlfq is `fcfs`, in place of the last quantum of the list.",
     believe_bottom_fcfs},
    {"bottom-takes-turns", levels_area, "Threads take turns on the lowest level too.",
     "Here the lowest level is first come, first served, without a quantum.",
     "The other way round of bottom-runs-to-the-end. The parameter `bottom` is `rr`.",
     believe_bottom_takes_turns},
};

} // namespace

std::span<const Misconception> levels_misconceptions() { return levels_list; }

} // namespace ossim
