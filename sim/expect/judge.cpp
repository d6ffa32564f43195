// Verdicts: each expectation against what its runs left behind.
#include "expect/judge_parts.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace ossim {

namespace {

std::string joined(const std::vector<std::string>& texts) {
    std::string text;
    for (const std::string& one : texts)
        text += (text.empty() ? "" : ", ") + one;
    return text;
}

/// `deadlock: none` has no text, or that one.
bool expects_none(const Expectation& expectation) {
    return expectation.texts.empty() || (expectation.texts.size() == 1 && expectation.texts[0] == "none");
}

std::string claim_of(const Expectation& expectation) {
    const std::string word(word_of(expectation.kind));
    switch (expectation.kind) {
    case ExpectationKind::that:
    case ExpectationKind::never: return word + ": " + joined(expectation.texts);
    case ExpectationKind::order: return word + ": [" + joined(expectation.texts) + "]";
    case ExpectationKind::deadlock:
        return word + ": " + (expects_none(expectation) ? "none" : "[" + joined(expectation.texts) + "]");
    case ExpectationKind::schedule: break;
    }
    if (expectation.keys.empty()) return word + ": " + joined(expectation.texts);
    std::string text;
    for (std::size_t i = 0; i < expectation.keys.size() && i < expectation.texts.size(); ++i)
        text += (i > 0 ? ", " : "") + expectation.keys[i] + ": " + expectation.texts[i];
    return word + ": {" + text + "}";
}

std::string times_more(std::uint64_t count) {
    return count == 1 ? "once more" : std::to_string(count) + " times more";
}

std::string in_words(const Condition& condition) {
    if (condition.idle_cpu) return "cpu" + std::to_string(condition.idle_cpu->value) + " was idle";
    const std::string state(word_of(condition.state));
    const bool everybody = condition.subject.name == "any";
    if (condition.at_least == 1) return (everybody ? "a thread" : condition.subject.name) + " was " + state;
    return std::to_string(condition.at_least) + " threads" +
           (everybody ? "" : " of " + condition.subject.name) + " were " + state;
}

std::vector<std::string> names_of(const ExpectSink::Watched& watched,
                                  const std::vector<std::size_t>& places) {
    std::vector<std::string> names;
    for (const std::size_t place : places)
        names.push_back(watched.stuck[place]);
    return names;
}

/// Does each of them wait for the next, and the last for the first?
bool is_cycle(const ExpectSink::Watched& watched, const std::vector<std::string>& names) {
    const auto place = [&](const std::string& name) {
        const auto at =
            std::find_if(watched.stuck.begin(), watched.stuck.end(),
                         [&](const std::string& stuck) { return means_thread(name, "", stuck, ""); });
        return static_cast<std::size_t>(at - watched.stuck.begin());
    };
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::size_t from = place(names[i]), to = place(names[(i + 1) % names.size()]);
        if (from == watched.stuck.size() || to == watched.stuck.size()) return false;
        const auto& edges = watched.waits_for[from];
        if (std::find(edges.begin(), edges.end(), to) == edges.end()) return false;
    }
    return !names.empty();
}

std::string deadlock_in_words(const ExpectSink::Watched& watched) {
    std::vector<std::string> cycle = names_of(watched, watched.cycle());
    if (!cycle.empty()) {
        std::string text = "the cycle is: " + cycle.front();
        for (std::size_t i = 1; i <= cycle.size(); ++i)
            text += " waits for " + cycle[i % cycle.size()] + (i < cycle.size() ? ", which" : "");
        return text;
    }
    constexpr std::size_t most = 20;
    std::vector<std::string> some(watched.stuck.begin(),
                                  watched.stuck.begin() +
                                      static_cast<std::ptrdiff_t>(std::min(most, watched.stuck.size())));
    if (some.empty()) return "no thread could run any more";
    return "these wait for ever, not in a cycle: " + joined(some) +
           (watched.stuck.size() > most ? ", ..." : "");
}

std::string nobody(const std::string& name) {
    return name == "any" ? "there was no thread in the run" : "nothing in the run is called \"" + name + "\"";
}

constexpr const char* not_watched = "the run was not watched for this";

Objection judge_one(const Scenario& scenario, std::size_t index, const JudgedRuns& runs) {
    const Expectation& expectation = scenario.expectations[index];
    if (expectation.kind == ExpectationKind::that) {
        for (const std::string& text : expectation.texts)
            if (auto objection = judge_that(scenario, text, runs)) return objection;
        return std::nullopt;
    }
    const auto base = runs.find("");
    if (base == runs.end()) return "the base of the scenario was not run";
    const JudgedRun& run = base->second;
    switch (expectation.kind) {
    case ExpectationKind::that: break;
    case ExpectationKind::schedule:
        return run.schedule == nullptr ? not_watched : judge_schedule(scenario, expectation, *run.schedule);
    case ExpectationKind::order:
        return run.watched == nullptr ? not_watched : judge_order(scenario, *run.watched, index);
    case ExpectationKind::never:
        return run.watched == nullptr ? not_watched : judge_never(scenario, *run.watched, index);
    case ExpectationKind::deadlock:
        return run.watched == nullptr ? not_watched : judge_deadlock(expectation, *run.watched);
    }
    return std::nullopt;
}

} // namespace

Objection judge_order(const Scenario& scenario, const ExpectSink::Watched& watched, std::size_t index) {
    const auto& orders = watched.orders;
    const auto order =
        std::find_if(orders.begin(), orders.end(), [&](const auto& o) { return o.expectation == index; });
    if (order == orders.end()) return not_watched;
    if (order->done == order->items.size()) return std::nullopt;
    const auto& texts = scenario.expectations[index].texts;
    const FollowedItem& missing = order->items[order->done];
    std::string text = texts[order->done];
    if (!watched.subjects[missing.subject].existed())
        text += ": " + nobody(watched.subjects[missing.subject].name);
    else if (!missing.first)
        text += ": this never happened";
    else
        text += " at " + show_time(*missing.first, scenario.unit) + ", and not again later";
    if (order->done == 0) return text;
    return texts[order->done - 1] + " at " +
           show_time(*order->items[order->done - 1].matched, scenario.unit) + "; " + text;
}

/// A claim about nobody holds of every run and says nothing.
Objection judge_never(const Scenario& scenario, const ExpectSink::Watched& watched, std::size_t index) {
    for (const FollowedNever& never : watched.nevers)
        for (const FollowedNever::Part& part : never.parts)
            if (never.expectation == index && !part.condition.idle_cpu &&
                !watched.subjects[part.subject].existed())
                return nobody(watched.subjects[part.subject].name);
    for (const FollowedNever& never : watched.nevers) {
        if (never.expectation != index || !never.from) continue;
        std::string text;
        for (const FollowedNever::Part& part : never.parts)
            text += (text.empty() ? "" : " while ") + in_words(part.condition);
        text += " from " + show_time(*never.from, scenario.unit) + " on";
        if (never.to != Time::never())
            text.replace(text.size() - 3, 3, " to " + show_time(never.to, scenario.unit));
        if (never.stretches > 1) text += ", and " + times_more(never.stretches - 1);
        return text;
    }
    return std::nullopt;
}

Objection judge_deadlock(const Expectation& expectation, const ExpectSink::Watched& watched) {
    const bool wants_none = expects_none(expectation);
    if (watched.outcome != Outcome::deadlock) {
        if (wants_none) return std::nullopt;
        return "there was no deadlock: the run ended with \"" + std::string(word_of(watched.outcome)) + "\"";
    }
    if (wants_none) return "the run ended in a deadlock; " + deadlock_in_words(watched);
    const std::vector<std::string> backwards(expectation.texts.rbegin(), expectation.texts.rend());
    if (is_cycle(watched, expectation.texts) || is_cycle(watched, backwards)) return std::nullopt;
    const auto &claimed = expectation.texts, &stuck = watched.stuck;
    const bool are_the_stuck =
        std::is_permutation(claimed.begin(), claimed.end(), stuck.begin(), stuck.end());
    if (watched.cycle().empty() && are_the_stuck) return std::nullopt;
    return deadlock_in_words(watched);
}

std::vector<Verdict> judge(const Scenario& scenario, const JudgedRuns& runs) {
    std::vector<Verdict> verdicts;
    for (std::size_t i = 0; i < scenario.expectations.size(); ++i) {
        const Expectation& expectation = scenario.expectations[i];
        const Objection objection = judge_one(scenario, i, runs);
        verdicts.push_back(
            {expectation.kind, !objection, claim_of(expectation), objection.value_or(""), expectation.at});
    }
    return verdicts;
}

} // namespace ossim
