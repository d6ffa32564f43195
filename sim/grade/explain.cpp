// A comparison in words: what differs, why the key has it so, what follows, and what it is worth.
#include "ossim/grade.hpp"

#include "base/show_diagnostic.hpp"
#include "base/text.hpp"
#include "grade/picture.hpp"

#include <algorithm>
#include <span>

namespace ossim {
namespace {

std::string quoted(const std::string& name) { return escaped(fit(name, 40)); }

std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t most = 12;
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < names.size() && i < most; ++i)
        shown.push_back(quoted(names[i]));
    if (names.size() > most) shown.push_back(std::to_string(names.size() - most) + " more");
    const std::vector<std::string_view> views(shown.begin(), shown.end());
    return quoted_list(views);
}

/// A ratio as people write points: "7", "7.5", "7.333".
std::string points_text(Ratio points) {
    std::string text = decimal(points, 3);
    while (text.back() == '0')
        text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string cause_words(Cause cause) {
    switch (cause) {
    case Cause::created: return "it was created";
    case Cause::admitted: return "it was admitted";
    case Cause::dispatched: return "it was dispatched";
    case Cause::preempted: return "a more urgent thread preempts it";
    case Cause::quantum: return "its quantum has ended";
    case Cause::yielded: return "it yields";
    case Cause::io: return "it asks for I/O";
    case Cause::sleep: return "it sleeps";
    case Cause::join: return "it waits for a thread to end";
    case Cause::child: return "it waits for a child";
    case Cause::woken: return "it was woken";
    case Cause::ended: return "it has ended";
    case Cause::exited: return "its process has ended";
    case Cause::killed: return "it was killed";
    case Cause::fault: return "it waits for a page of its memory";
    case Cause::out_of_memory: return "it was killed because memory ran out";
    case Cause::segmentation_fault: return "it was killed for an illegal access";
    }
    return {};
}

/// Puts a comparison into sentences; `comparison` has a first divergence.
class Sentences {
  public:
    explicit Sentences(const Comparison& comparison) : comparison_(comparison), first_(*comparison.first) {}
    [[nodiscard]] std::string where() const;
    [[nodiscard]] std::string why() const;
    [[nodiscard]] std::string aftermath() const;

  private:
    [[nodiscard]] std::string time(Time moment) const { return with_unit(moment - Time(), comparison_.unit); }
    [[nodiscard]] std::string shown(const Shown& slice) const;
    [[nodiscard]] std::string departure(const Departure& left) const;
    [[nodiscard]] std::string decision(const Decision& made) const;
    [[nodiscard]] std::string rule(const Decision& made) const;
    [[nodiscard]] std::string expected_idle() const;
    [[nodiscard]] std::string states() const;
    const Comparison& comparison_;
    const Divergence& first_;
};

std::string Sentences::shown(const Shown& slice) const {
    const std::string from = " from " + time(slice.start);
    const std::string span = slice.end == Time::never() ? from + " on" : from + " to " + time(slice.end);
    if (slice.idle) return "idle" + span;
    if (slice.work == Work::run) return quoted(slice.thread) + " runs" + span;
    const std::string whose =
        slice.thread.empty() ? "" : (slice.work == Work::switching ? " to " : " for ") + quoted(slice.thread);
    return (slice.work == Work::switching ? "a switch" : "kernel work") + whose + span;
}

std::string Sentences::where() const {
    return "First divergence: at " + time(first_.time) + " on CPU " + std::to_string(first_.cpu.value) +
           "\n  expected  " + shown(first_.expected) + "\n  found     " + shown(first_.found) + "\n";
}

std::string Sentences::departure(const Departure& left) const {
    return quoted(left.thread) + " leaves the CPU at " + time(left.time) + ": " + cause_words(left.cause) +
           ".";
}

std::string Sentences::rule(const Decision& made) const {
    const std::string chosen = quoted(made.chosen), next = quoted(made.next);
    switch (made.pick.decided) {
    case DecidedBy::only: return chosen + " is the only candidate.";
    case DecidedBy::key:
        return "The key decides: " + chosen + " has " + made.keys + ", the next best, " + next + ", has " +
               made.next_keys + ".";
    case DecidedBy::tie: {
        const std::string keys = made.keys == made.next_keys
                                     ? "have the same key (" + made.keys + ")"
                                     : "are equal (" + made.keys + "; " + made.next_keys + ")";
        return chosen + " and " + next + " " + keys + ": it is a tie, and the tie rule decides for " +
               chosen + ".";
    }
    case DecidedBy::kept: return chosen + " was running and keeps the CPU: no candidate is better.";
    case DecidedBy::drawn: return "Chance decides: " + chosen + " is drawn (" + made.keys + ").";
    }
    return {};
}

std::string Sentences::decision(const Decision& made) const {
    std::string text = comparison_.policy.empty() ? "The key" : escaped(comparison_.policy);
    text += " picks " + quoted(made.chosen) + " at " + time(made.time) + " out of " +
            std::to_string(made.pick.ready) + (made.pick.ready == 1 ? " candidate" : " candidates");
    if (!made.ready.empty()) text += " (Ready, longest first: " + listed(made.ready) + ")";
    return text + ". " + rule(made);
}

std::string Sentences::states() const {
    constexpr std::size_t most = 10;
    std::string text;
    std::size_t count = 0;
    for (const Standing& each : first_.standings) {
        if (++count > most) continue;
        text += (text.empty() ? "" : ", ") + quoted(each.thread) + " " + std::string(word_of(each.state));
        if (each.state == ThreadState::waiting) text += " (" + std::string(word_of(each.on)) + ")";
        text += " since " + time(each.since);
    }
    if (count > most) text += ", " + std::to_string(count - most) + " more";
    return text.empty() ? "" : "States then: " + text + ".";
}

std::string Sentences::expected_idle() const {
    const auto is_ready = [](const Standing& each) { return each.state == ThreadState::ready; };
    const bool nobody = std::none_of(first_.standings.begin(), first_.standings.end(), is_ready);
    if (first_.standings.empty() || !nobody) return "";
    return "No thread is ready: the CPU is idle.";
}

std::string Sentences::why() const {
    std::vector<std::string> parts;
    const bool goes_on = !first_.expected.idle && first_.expected.start < first_.time;
    if (first_.before) parts.push_back(departure(*first_.before));
    if (first_.expected.idle && !expected_idle().empty()) parts.push_back(expected_idle());
    if (goes_on && first_.after)
        parts.push_back(quoted(first_.expected.thread) + " has the CPU since " + time(first_.expected.start) +
                        ", and nothing takes it before " + time(first_.after->time) + ": then " +
                        cause_words(first_.after->cause) + ".");
    const bool decides_here = first_.decision && (!goes_on || first_.decision->time == first_.time);
    if (decides_here) parts.push_back(decision(*first_.decision));
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : " ") + part;
    text = text.empty() ? "" : paragraph("Why: " + text, 5);
    if (!states().empty()) text += paragraph(states(), 5, 5);
    return text;
}

std::string Sentences::aftermath() const {
    const std::string stretches =
        std::to_string(comparison_.stretches) +
        (comparison_.stretches == 1 ? " stretch of time differs" : " stretches of time differ") + " in all.";
    const bool later = comparison_.shift > Duration();
    const Duration by = later ? comparison_.shift : Duration() - comparison_.shift;
    switch (comparison_.aftermath) {
    case Aftermath::none: return "";
    case Aftermath::rejoins:
        return "Then: from " + time(comparison_.again) + " on both are equal again; " + stretches;
    case Aftermath::shifted:
        return "Then: what the key has from " + time(comparison_.again) + " on follows unchanged, " +
               with_unit(by, comparison_.unit) + (later ? " later" : " earlier") +
               ": the rest follows from the first divergence.";
    case Aftermath::independent:
        if (comparison_.stretches == 1) return "Then: they differ from there to the end.";
        return "Then: the two do not meet again; " + stretches;
    }
    return "";
}

std::string notes_of(const Comparison& comparison) {
    std::string text;
    if (!comparison.unknown.empty())
        text += paragraph("Note: the key has no thread called " + listed(comparison.unknown) + ".", 6);
    if (!comparison.absent.empty())
        text += paragraph("Note: never runs here: " + listed(comparison.absent) + ".", 6);
    if (comparison.overhead_as_gaps)
        text += paragraph("Note: no switch time is shown here, so a gap counts for the key's overhead.", 6);
    return text;
}

std::string arithmetic(const Comparison& comparison) {
    return paragraph("Points: " + points_text(comparison.most) + " * " +
                         with_unit(comparison.agreeing, comparison.unit) + " / " +
                         with_unit(comparison.compared, comparison.unit) + " = " +
                         points_text(comparison.points) + " (agreeing time / time compared, over " +
                         std::to_string(comparison.cpus) + (comparison.cpus == 1 ? " CPU)" : " CPUs)"),
                     8);
}

} // namespace

std::string explain(const Comparison& comparison) {
    std::string text = escaped(comparison.name) + ": " + std::string(word_of(comparison.category)) + ", " +
                       points_text(comparison.points) + " of " + points_text(comparison.most) + " points\n";
    if (comparison.category == Category::empty)
        return text + "\nNothing was handed in: there is no interval in it.\n";
    if (comparison.category == Category::unreadable)
        return text + "\n" + show_all(comparison.problems, {}, 5);
    if (!comparison.first) return text + notes_of(comparison);
    const Sentences sentences(comparison);
    text += "\n" + sentences.where() + "\n" + picture_of(comparison) + "\n" + sentences.why();
    return text + paragraph(sentences.aftermath(), 6) + notes_of(comparison) + arithmetic(comparison);
}

} // namespace ossim
