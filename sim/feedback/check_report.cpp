// `ossim assignment check`: what a teacher should know before the exam.
//
//     == Test chart: The schedule ==
//     key 0f3a…: as it is stored
//     ! ambiguous at 4ms: nyu and ostep have another schedule than the key.
//         Accept them (conventions: [ossim, nyu, ostep]), or change the numbers.
//       tells 12 mistakes from what is right
//       blind to response-from-zero and io-as-waiting
//       to see response-from-zero: set processes.B.arrival to 5ms
//     1 finding
#include "ossim/feedback.hpp"

#include "base/show_diagnostic.hpp"
#include "base/text.hpp"
#include "feedback/wording.hpp"

#include <algorithm>

namespace ossim {

namespace {

bool holds_error(const Diagnostics& problems) {
    return std::any_of(problems.begin(), problems.end(),
                       [](const Diagnostic& each) { return each.severity == Severity::error; });
}

bool is_blind_to(const QuestionCheck& check, const std::string& misconception) {
    return std::find(check.blind.begin(), check.blind.end(), misconception) != check.blind.end();
}

std::vector<std::string> vain_deductions(const Question& question, const QuestionCheck& check) {
    std::vector<std::string> names;
    for (const Deduction& each : question.misconceptions)
        if (is_blind_to(check, each.misconception)) names.push_back(each.misconception);
    return names;
}

bool asks_for_tie(const Question& question, const QuestionCheck& check) {
    return check.open_tie && !question.open_ties;
}

std::size_t findings_in(const Question& question, const QuestionCheck& check) {
    const auto open = std::count_if(check.disputed.begin(), check.disputed.end(),
                                    [](const auto& each) { return !each.accepted; });
    return static_cast<std::size_t>(open) + (asks_for_tie(question, check) ? 1 : 0) +
           vain_deductions(question, check).size() + (holds_error(check.problems) ? 1 : 0);
}

std::string finding_line(const std::string& text) { return paragraph("! " + text, 4); }
std::string note_line(const std::string& text) { return paragraph(text, 6, 2); }

std::string place_of(const std::optional<Comparison>& comparison) {
    if (!comparison || !comparison->first) return "";
    return " at " + with_unit(comparison->first->time - Time(), comparison->unit);
}

std::string disputed_text(const Question& question, const QuestionCheck::Disputed& disputed,
                          const std::string& preset) {
    const std::string names = some_of(disputed.conventions);
    const bool is_one = disputed.conventions.size() == 1;
    if (disputed.accepted)
        return note_line("accepted" + place_of(disputed.comparison) + ": " + names +
                         (is_one ? " has" : " have") + " another answer than the key, which counts as right");
    std::vector<std::string> all = question.conventions;
    if (all.empty() && !preset.empty()) all.push_back(preset); // the first one makes the key
    all.insert(all.end(), disputed.conventions.begin(), disputed.conventions.end());
    std::string list;
    for (const std::string& each : all)
        list += (list.empty() ? "" : ", ") + short_name(each);
    std::string text = finding_line("ambiguous" + place_of(disputed.comparison) + ": " + names +
                                    (is_one ? " has" : " have") + " another answer than the key.");
    text += paragraph("Accept " + std::string(is_one ? "it" : "them") + " (conventions: [" + list +
                          "]), say in the task which rule holds, or change the numbers.",
                      4, 4);
    const bool shows = disputed.comparison && disputed.comparison->category != Category::equal;
    return shows ? text + indented(explain(*disputed.comparison), 4) : text;
}

std::string tie_text(const Question& question, const QuestionCheck& check) {
    if (!check.open_tie) return "";
    const Divergence& tie = *check.open_tie;
    const std::string at =
        "at " + in_best_unit(tie.time - Time()) + " on CPU " + std::to_string(tie.cpu.value);
    if (!asks_for_tie(question, check))
        return note_line("open tie " + at + ": it may be decided either way, as the assignment says");
    std::string between;
    if (tie.decision && !tie.decision->next.empty())
        between = " between " + short_name(tie.decision->chosen) + " and " + short_name(tie.decision->next);
    const bool may_open = question.kind == QuestionKind::trace; // the only kind with the key `ties`
    return finding_line("a tie " + at + between + " changes the answer.") +
           paragraph(std::string(may_open ? "Leave it open (ties: open), say" : "Say") +
                         " in the task who goes first, or change the numbers.",
                     4, 4);
}

std::string told_text(const QuestionCheck& check) {
    std::string text;
    if (!check.told.empty())
        text += note_line("tells " + count_of(check.told.size(), "mistake") +
                          " from what is right: " + some_of(check.told, 40));
    if (!check.blind.empty()) text += note_line("blind to " + some_of(check.blind, 40));
    for (const auto& group : check.confused)
        text += note_line("cannot tell apart: " + some_of(group));
    return text;
}

std::string proposal_text(const QuestionCheck::Proposal& proposal) {
    const std::string change =
        short_name(proposal.change.path, 50) + " = " + short_name(proposal.change.value);
    std::vector<std::string> merits;
    if (!proposal.settles.empty()) merits.push_back(some_of(proposal.settles) + " would agree with the key");
    if (!proposal.sees.empty()) merits.push_back("it would see " + some_of(proposal.sees));
    if (!proposal.loses.empty()) merits.push_back("it would no longer see " + some_of(proposal.loses));
    std::string text = "with " + change + ": ";
    for (std::size_t i = 0; i < merits.size(); ++i)
        text += (i == 0 ? "" : "; ") + merits[i];
    return note_line(text);
}

std::string key_line(const KeyInfo& key, const Question& question) {
    if (key.digest.empty()) return "";
    if (key.is_new)
        return finding_line("the key is not the one that was sealed: it is " + key.digest + ", stored is " +
                            short_name(question.digest) +
                            ". This ossim, or a file, gives another answer; look before you seal it anew.");
    return note_line("key " + key.digest + (question.digest.empty() ? ", not sealed" : ", as it is sealed"));
}

const KeyInfo* key_of(std::span<const KeyInfo> keys, const std::string& question) {
    const auto found = std::find_if(keys.begin(), keys.end(),
                                    [&](const KeyInfo& each) { return each.question == question; });
    return found == keys.end() ? nullptr : &*found;
}

std::string checked_question(const Question& question, const QuestionCheck& check) {
    std::string text;
    for (const auto& each : check.disputed)
        text += disputed_text(question, each, check.preset);
    text += tie_text(question, check);
    for (const std::string& each : vain_deductions(question, check))
        text += finding_line("it takes points off for " + short_name(each) +
                             ", which gives the right answer here: the deduction never applies.");
    text += told_text(check);
    for (const auto& each : check.proposals)
        text += proposal_text(each);
    if (holds_error(check.problems)) text += finding_line("it cannot be judged:");
    if (!check.problems.empty()) text += show_all(check.problems, {}, 5);
    return text;
}

} // namespace

std::size_t findings_of(const Assignment& assignment, std::span<const QuestionCheck> checks,
                        std::span<const KeyInfo> keys) {
    std::size_t count = 0;
    for (const QuestionCheck& each : checks)
        if (const Question* question = assignment.find(each.question)) count += findings_in(*question, each);
    for (const KeyInfo& key : keys)
        count += key.is_new ? 1 : 0;
    return count;
}

std::string check_text(const Assignment& assignment, std::span<const QuestionCheck> checks,
                       std::span<const KeyInfo> keys) {
    std::string text;
    for (const Question& question : assignment.questions) {
        text += test_heading(question.name, title_of(question));
        if (const KeyInfo* key = key_of(keys, question.name)) text += key_line(*key, question);
        for (const QuestionCheck& each : checks)
            if (each.question == question.name) text += checked_question(question, each);
        text += "\n";
    }
    const std::size_t findings = findings_of(assignment, checks, keys);
    return text +
           (findings == 0 ? "Nothing to decide.\n" : count_of(findings, "finding") + " to decide (!).\n");
}

} // namespace ossim
