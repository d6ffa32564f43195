// Moments in order of time become intervals.
#include "grade/series.hpp"

#include <algorithm>

namespace ossim {

void Series::add(Note note) {
    constexpr std::size_t most = 2'000'000;
    if (notes_.size() == most)
        intake_.refuse("too-large", note.at, "the schedule has more than " + std::to_string(most) + " rows");
    if (notes_.size() >= most) return;
    notes_.push_back(std::move(note));
}

void Series::runs(std::optional<std::uint32_t> cpu, Duration time, std::string_view label, Mark at) {
    add({time, cpu, means_idle(label) ? "" : std::string(trimmed(label)), false, at});
}

void Series::stops(std::optional<std::uint32_t> cpu, Duration time, std::string_view label, Mark at) {
    has_stops_ = true;
    add({time, cpu, std::string(trimmed(label)), true, at});
}

void Series::close(std::uint32_t cpu, Duration time) {
    Holding& holding = holdings_[cpu];
    if (holding.label.empty()) return;
    intake_.add(cpu, holding.since, time, holding.label, holding.at);
    const auto at = cpus_.find(folded(holding.label));
    if (at != cpus_.end() && at->second == cpu) cpus_.erase(at);
    holding.label.clear();
}

void Series::put(std::uint32_t cpu, const Note& note) {
    close(cpu, note.time);
    if (!note.label.empty()) {
        const auto [at, is_new] = cpus_.try_emplace(folded(note.label), cpu);
        if (!is_new) close(at->second, note.time); // it was on another one up to now
        cpus_[folded(note.label)] = cpu;
    }
    holdings_[cpu] = {note.label, note.time, note.at};
}

void Series::play(const Note& note) {
    if (!note.is_stop) return put(note.cpu.value_or(0), note);
    if (note.label.empty()) return close(note.cpu.value_or(0), note.time);
    const auto at = cpus_.find(folded(note.label));
    if (at != cpus_.end() && at->second == note.cpu.value_or(at->second)) close(at->second, note.time);
}

std::optional<Duration> Series::tick() const {
    if (has_stops_ || notes_.size() < 2) return std::nullopt;
    Duration step = Duration::forever();
    bool is_even = true;
    for (std::size_t i = 1; i < notes_.size(); ++i) {
        const Duration here = notes_[i].time - notes_[i - 1].time;
        if (here == Duration()) continue; // another CPU
        is_even = is_even && (step == Duration::forever() || here == step);
        step = std::min(step, here);
    }
    if (step == Duration::forever()) return std::nullopt;
    std::map<std::uint32_t, const Note*> before;
    bool goes_on = false;
    for (const Note& note : notes_) {
        const Note*& previous = before[note.cpu.value_or(0)];
        goes_on = goes_on || (previous != nullptr && !note.label.empty() && previous->label == note.label &&
                              note.time - previous->time == step);
        previous = &note;
    }
    const bool is_unit = step == length_of(intake_.unit());
    return (is_even && (is_unit || goes_on)) || (is_unit && goes_on) ? std::optional(step) : std::nullopt;
}

void Series::finish() {
    std::stable_sort(notes_.begin(), notes_.end(),
                     [](const Note& a, const Note& b) { return a.time < b.time; });
    const std::optional<Duration> step = tick();
    for (const Note& note : notes_) {
        if (step)
            intake_.add(note.cpu.value_or(0), note.time, note.time + *step, note.label, note.at);
        else
            play(note);
    }
    if (step) return;
    for (auto& [cpu, holding] : holdings_) {
        if (holding.label.empty()) continue;
        if (reached_ > holding.since) {
            close(cpu, reached_);
            continue;
        }
        intake_.refuse("bad-submission", holding.at,
                       in_quotes(holding.label) + " has the CPU from " +
                           with_unit(holding.since, intake_.unit()) + " on, and nothing says until when",
                       "add a last row with the time at which it leaves, and idle");
    }
}

} // namespace ossim
