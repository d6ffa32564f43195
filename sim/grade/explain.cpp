// A comparison in words: what differs, why the key has it so, what follows, and what it is worth.
#include "ossim/grade.hpp"

#include "base/show_diagnostic.hpp"
#include "base/text.hpp"
#include "grade/marks.hpp"
#include "grade/picture.hpp"
#include "grade/wording.hpp"

#include <algorithm>
#include <span>

namespace ossim {
namespace {

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
    case Cause::address_space_full: return "it was killed because its address space was full";
    case Cause::released: return "its next job was released";
    case Cause::job_done: return "its job was done";
    case Cause::job_aborted: return "its job was given up at its deadline";
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
    [[nodiscard]] std::string order_change() const;
    [[nodiscard]] std::string places() const;
    const Comparison& comparison_;
    const Divergence& first_;
};

std::string Sentences::shown(const Shown& slice) const {
    if (comparison_.at == CompareAt::dispatches)
        return slice.idle ? "nobody any more" : quoted(slice.thread) + ", at " + time(slice.start);
    if (comparison_.at == CompareAt::states && slice.idle)
        return slice.end == Time::never() ? "no state any more" : "no state yet";
    return shown_slice(slice, comparison_.unit, comparison_.at == CompareAt::states ? "" : "runs");
}

std::string Sentences::where() const {
    const std::string begin = "First divergence: ", at = "at " + time(first_.time);
    const std::string cpu = " on CPU " + std::to_string(first_.cpu.value);
    const auto both = [](const std::string& expected, const std::string& found) {
        return "\n  expected  " + expected + "\n  found     " + found + "\n";
    };
    const auto event = [](const std::string& words) { return words.empty() ? "the trace has ended" : words; };
    switch (comparison_.at) {
    case CompareAt::dispatches:
        return begin + "dispatch " + std::to_string(first_.index) +
               (comparison_.cpus > 1 && comparison_.is_order_merged ? " of all CPUs" : cpu) +
               both(shown(first_.expected), shown(first_.found));
    case CompareAt::states:
        return begin + quoted(first_.thread) + " " + at + both(shown(first_.expected), shown(first_.found));
    case CompareAt::events:
        return begin + "event " + std::to_string(first_.index) + ", " + at +
               both(event(first_.expected_words), event(first_.found_words));
    case CompareAt::schedule:
    case CompareAt::metrics: break;
    }
    return begin + at + cpu + both(shown(first_.expected), shown(first_.found));
}

std::string Sentences::departure(const Departure& left) const {
    if (comparison_.at == CompareAt::states)
        return quoted(left.thread) + " becomes " + std::string(word_of(left.to)) + " at " + time(left.time) +
               ": " + cause_words(left.cause) + ".";
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
    const bool is_states = comparison_.at == CompareAt::states;
    if (first_.before) parts.push_back(departure(*first_.before));
    if (!is_states && first_.expected.idle && !expected_idle().empty()) parts.push_back(expected_idle());
    if (goes_on && first_.after && is_states)
        parts.push_back(quoted(first_.thread) + " is " + first_.expected.thread + " up to " +
                        time(first_.after->time) + ": then " + cause_words(first_.after->cause) + ".");
    else if (goes_on && first_.after)
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

std::string Sentences::places() const {
    const std::string count = std::to_string(comparison_.stretches);
    const bool is_one = comparison_.stretches == 1;
    if (comparison_.at == CompareAt::dispatches || comparison_.at == CompareAt::events)
        return count + (is_one ? " place differs" : " places differ") + " in all.";
    return count + (is_one ? " stretch of time differs" : " stretches of time differ") + " in all.";
}

/// What happens to the order of dispatches, and whether the rest follows.
std::string Sentences::order_change() const {
    const std::string expected = quoted(first_.expected.thread), found = quoted(first_.found.thread);
    std::string text = "Then: ";
    switch (comparison_.order) {
    case OrderChange::none: return "";
    case OrderChange::skipped: text += expected + " is left out"; break;
    case OrderChange::inserted: text += found + " is one too many"; break;
    case OrderChange::swapped: text += expected + " and " + found + " have changed places"; break;
    case OrderChange::replaced: text += found + " stands in the place of " + expected; break;
    }
    if (comparison_.aftermath == Aftermath::rejoins)
        return text + "; the order after that is the same again, to the end.";
    if (comparison_.too_different) return text + "; the rest does not follow from it.";
    return text + "; " + places();
}

std::string Sentences::aftermath() const {
    if (comparison_.at == CompareAt::dispatches) return order_change();
    const bool later = comparison_.shift > Duration();
    const Duration by = later ? comparison_.shift : Duration() - comparison_.shift;
    switch (comparison_.aftermath) {
    case Aftermath::none: return "";
    case Aftermath::rejoins:
        return "Then: from " + time(comparison_.again) + " on both are equal again" +
               (comparison_.too_different ? "." : "; " + places());
    case Aftermath::shifted:
        return "Then: what the key has from " + time(comparison_.again) + " on follows unchanged, " +
               with_unit(by, comparison_.unit) + (later ? " later" : " earlier") +
               ": the rest follows from the first divergence.";
    case Aftermath::independent:
        if (comparison_.stretches == 1) return "Then: they differ from there to the end.";
        return std::string("Then: the two do not meet again") +
               (comparison_.too_different ? "." : "; " + places());
    }
    return "";
}

std::string cpu_order_of(const Comparison& comparison) {
    std::string text;
    for (std::size_t i = 0; i < comparison.cpu_order.size(); ++i)
        if (comparison.cpu_order[i] != i)
            text += (text.empty() ? "" : ", ") + std::string("CPU ") + std::to_string(i) +
                    " here is the key's CPU " + std::to_string(comparison.cpu_order[i]);
    return text;
}

std::string notes_of(const Comparison& comparison) {
    std::string text;
    if (!comparison.unknown.empty())
        text += paragraph("Note: the key has no thread called " + listed(comparison.unknown) + ".", 6);
    if (!comparison.absent.empty())
        text += paragraph("Note: never runs here: " + listed(comparison.absent) + ".", 6);
    if (!comparison.cpu_order.empty()) text += paragraph("Note: " + cpu_order_of(comparison) + ".", 6);
    if (comparison.overhead_as_gaps)
        text += paragraph("Note: no switch time is shown here, so a gap counts for the key's overhead.", 6);
    return text;
}

std::string arithmetic(const Comparison& comparison) {
    std::string text;
    for (const std::string& line : comparison.arithmetic)
        text += paragraph(text.empty() ? "Points: " + line : line, 8, text.empty() ? 0 : 8);
    return text;
}

std::string picture_at(const Comparison& comparison) {
    if (comparison.at == CompareAt::dispatches) return picture_of_order(comparison);
    if (comparison.at == CompareAt::events) return picture_of_events(comparison);
    return picture_of(comparison);
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
    text += "\n" + sentences.where() + "\n" + picture_at(comparison) + "\n" + sentences.why();
    return text + paragraph(sentences.aftermath(), 6) + notes_of(comparison) + arithmetic(comparison);
}

} // namespace ossim
