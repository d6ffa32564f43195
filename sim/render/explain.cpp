// Each pick with its candidates, their keys and the reason.
#include "render/explain.hpp"

#include "base/key_text.hpp"
#include "base/text.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace ossim {

namespace {

constexpr std::size_t most_names = 1'000'000;

struct KeptPick {
    Time time;
    CpuId cpu;
    Choice choice;
    std::vector<Candidate> candidates; ///< the first ones
    std::size_t more = 0;              ///< candidates that are not kept
};

} // namespace

struct PickExplainer::Parts {
    std::size_t most, each;
    std::vector<KeptPick> picks;
    std::uint64_t heard = 0;
    std::vector<std::string> keys, queue_keys;
    std::vector<Name> labels; ///< by tid, from 1
    const Names* names = nullptr;
    std::vector<std::string> texts; ///< by tid, after `finish`, of those that are needed

    [[nodiscard]] std::string name_of(Tid tid) const;
    void resolve(Tid tid);
};

PickExplainer::PickExplainer(std::size_t most, std::size_t each) : parts_(std::make_unique<Parts>()) {
    parts_->most = most;
    parts_->each = each;
}
PickExplainer::~PickExplainer() = default;

void PickExplainer::picked(CpuId cpu, Time now, const Choice& choice, std::span<const Candidate> candidates) {
    if (++parts_->heard > parts_->most) return;
    const std::size_t kept = std::min(parts_->each, candidates.size());
    parts_->picks.push_back({now,
                             cpu,
                             choice,
                             {candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(kept)},
                             candidates.size() - kept});
}

EventKinds PickExplainer::wants() const { return EventKinds::of<ThreadNew>(); }

void PickExplainer::start(const TraceHeader& header, const Names& names) {
    parts_->keys = header.keys;
    parts_->queue_keys = header.queue_keys;
    parts_->names = &names;
}

void PickExplainer::accept(std::span<const Event> events) {
    for (const Event& event : events) {
        const auto* thread = std::get_if<ThreadNew>(&event.body);
        if (thread == nullptr || thread->tid.value == 0 || thread->tid.value > most_names) continue;
        if (parts_->labels.size() < thread->tid.value) parts_->labels.resize(thread->tid.value);
        parts_->labels[thread->tid.value - 1] = thread->label;
    }
}

void PickExplainer::finish(Time) {
    for (const KeptPick& pick : parts_->picks) {
        parts_->resolve(pick.choice.tid);
        parts_->resolve(pick.choice.next);
        for (const Candidate& candidate : pick.candidates)
            parts_->resolve(candidate.tid);
    }
    parts_->names = nullptr;
}

void PickExplainer::Parts::resolve(Tid tid) {
    if (!tid || tid.value > labels.size()) return;
    if (texts.size() <= tid.value) texts.resize(std::size_t{tid.value} + 1);
    if (texts[tid.value].empty()) texts[tid.value] = names->text(labels[tid.value - 1]);
}

std::string PickExplainer::Parts::name_of(Tid tid) const {
    if (!tid) return "nobody";
    if (tid.value < texts.size() && !texts[tid.value].empty()) return texts[tid.value];
    return "thread " + std::to_string(tid.value);
}

namespace {

/// Puts picks into words, under the rules of their run.
class PickWords {
  public:
    PickWords(const PickExplainer::Parts& parts, const Style& style, const ScoreInfo& score)
        : parts_(parts), style_(style), score_(score), keys_(parts.keys, parts.queue_keys, style.unit) {}
    [[nodiscard]] std::string headline(const KeptPick& pick, std::string_view tie_rule) const;
    [[nodiscard]] std::string candidates(const KeptPick& pick) const;

  private:
    [[nodiscard]] std::string named(Tid tid, std::span<const std::int64_t> keys) const;
    [[nodiscard]] std::string score(std::span<const std::int64_t> keys) const;
    const PickExplainer::Parts& parts_;
    const Style& style_;
    const ScoreInfo& score_;
    KeyWords keys_;
};

/// "1.500"; empty if the policy has no score.
std::string PickWords::score(std::span<const std::int64_t> keys) const {
    if (score_.of == nullptr || keys.size() < 2 || keys[1] == 0) return "";
    return decimal(score_.of(keys[0], keys[1]), 3);
}

/// "A (waited 4ms, left 8ms, ratio 1.500)"
std::string PickWords::named(Tid tid, std::span<const std::int64_t> keys) const {
    std::string text = keys_.text(keys);
    if (const std::string made = score(keys); !made.empty())
        text += ", " + std::string(score_.name) + " " + made;
    return parts_.name_of(tid) + (text.empty() ? "" : " (" + text + ")");
}

std::string PickWords::headline(const KeptPick& pick, std::string_view tie_rule) const {
    const Choice& choice = pick.choice;
    const std::string at =
        "at " + moment_text(pick.time, style_.unit) + " CPU" + std::to_string(pick.cpu.value);
    if (!choice.tid) return at + " finds nobody who may run: it idles.";
    const std::array<std::int64_t, 2> keys = {choice.key, choice.second_key},
                                      others = {choice.next_key, choice.next_second_key};
    const std::string chosen = parts_.name_of(choice.tid),
                      with = named(choice.tid, keys).substr(chosen.size());
    const std::string next = choice.next ? named(choice.next, others) : "";
    const std::string of = " of " + std::to_string(choice.ready);
    const std::string best = score_.of != nullptr ? std::string(score_.name) : "key";
    switch (choice.decided) {
    case DecidedBy::only: return at + " picks " + chosen + ": nobody else is ready.";
    case DecidedBy::key:
        return at + " picks " + chosen + of + ": its " + best + " is the best" + with + "; next is " + next +
               ".";
    case DecidedBy::tie:
        return at + " picks " + chosen + (keys == others ? "" : with) + of + ": a tie with " + next +
               (tie_rule.empty() ? "" : "; the rule: ") + std::string(tie_rule) + ".";
    case DecidedBy::drawn: return at + " picks " + chosen + of + ": it is drawn" + with + ".";
    case DecidedBy::kept:
        return at + " keeps " + chosen + with + (next.empty() ? "." : "; next is " + next + ".");
    }
    return at;
}

std::string PickWords::candidates(const KeptPick& pick) const {
    if (pick.candidates.size() < 2) return "";
    std::vector<std::string> heads = {"thread"};
    heads.insert(heads.end(), keys_.names().begin(), keys_.names().end());
    if (score_.of != nullptr) heads.emplace_back(score_.name);
    heads.emplace_back("");
    Table table(heads);
    table.left(heads.size() - 1);
    for (const Candidate& candidate : pick.candidates) {
        std::vector<std::string> cells = {shortened(parts_.name_of(candidate.tid), 24)};
        for (std::size_t i = 0; i < keys_.names().size(); ++i)
            cells.push_back(keys_.cell(i, candidate.keys));
        if (score_.of != nullptr) cells.push_back(score(candidate.keys));
        cells.emplace_back(candidate.tid == pick.choice.tid ? "<- runs" : "");
        table.add(std::move(cells));
    }
    std::string text = table.text(style_, "    ");
    if (pick.more > 0) text += "    and " + counted(pick.more, "more candidate") + "\n";
    return text;
}

} // namespace

std::string PickExplainer::text(const Style& style, std::string_view tie_rule, const ScoreInfo& score) const {
    const PickWords words(*parts_, style, score);
    std::string out;
    for (const KeptPick& pick : parts_->picks) {
        out += wrapped(words.headline(pick, tie_rule), style.width, "  ") + words.candidates(pick);
        if (pick.choice.decided == DecidedBy::tie) tie_rule = {}; // said once
    }
    if (parts_->heard > parts_->picks.size())
        out += wrapped("and " + std::to_string(parts_->heard - parts_->picks.size()) +
                           " more picks, which are not shown. Narrow the run, or see them in --trace.",
                       style.width, "  ");
    if (parts_->heard == 0) out += "No CPU chose anything.\n";
    return out;
}

} // namespace ossim
