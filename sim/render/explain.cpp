// Each pick with its candidates, their keys and the reason.
#include "render/explain.hpp"

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
    std::vector<std::string> keys;
    std::vector<Name> labels; ///< by tid, from 1
    const Names* names = nullptr;
    std::vector<std::string> texts; ///< by tid, after `finish`, of those that are needed

    [[nodiscard]] std::string name_of(Tid tid) const;
    [[nodiscard]] std::string headline(const KeptPick& pick, const Style& style,
                                       std::string_view tie_rule) const;
    [[nodiscard]] std::string keys_of(const KeptPick& pick, Tid tid, std::int64_t first, Unit unit) const;
    [[nodiscard]] std::string candidates(const KeptPick& pick, const Style& style) const;
    void resolve(Tid tid);
};

std::string key_text(std::string_view key_name, std::int64_t value, Unit unit) {
    constexpr std::array<std::string_view, 10> times = {"since",    "arrived",  "arrival", "burst",
                                                        "left",     "waited",   "total",   "predicted",
                                                        "deadline", "remaining"};
    const bool is_time = std::find(times.begin(), times.end(), key_name) != times.end() ||
                         key_name.ends_with("_time") || key_name.ends_with("_left") ||
                         key_name.ends_with("_since") || key_name.ends_with("_at");
    return is_time ? with_unit(Duration(value), unit) : std::to_string(value);
}

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

std::string PickExplainer::Parts::keys_of(const KeptPick& pick, Tid tid, std::int64_t first,
                                          Unit unit) const {
    const auto at = std::find_if(pick.candidates.begin(), pick.candidates.end(),
                                 [&](const Candidate& candidate) { return candidate.tid == tid; });
    if (at == pick.candidates.end())
        return keys.empty() ? "" : keys[0] + " " + key_text(keys[0], first, unit);
    std::string text;
    for (std::size_t i = 0; i < std::min(keys.size(), at->keys.size()); ++i)
        text += (i == 0 ? "" : ", ") + keys[i] + " " + key_text(keys[i], at->keys[i], unit);
    return text;
}

std::string PickExplainer::Parts::headline(const KeptPick& pick, const Style& style,
                                           std::string_view tie_rule) const {
    const Choice& choice = pick.choice;
    const std::string at =
        "at " + moment_text(pick.time, style.unit) + " CPU" + std::to_string(pick.cpu.value);
    if (!choice.tid) return at + " finds nobody who may run: it idles.";
    const std::string chosen = name_of(choice.tid), mine = keys_of(pick, choice.tid, choice.key, style.unit);
    const std::string with = mine.empty() ? "" : " (" + mine + ")";
    const std::string other = keys_of(pick, choice.next, choice.next_key, style.unit);
    const std::string next =
        choice.next ? name_of(choice.next) + (other.empty() ? "" : " (" + other + ")") : "";
    const std::string of = " of " + std::to_string(choice.ready);
    switch (choice.decided) {
    case DecidedBy::only: return at + " picks " + chosen + ": nobody else is ready.";
    case DecidedBy::key:
        return at + " picks " + chosen + of + ": its key is the best" + with + "; next is " + next + ".";
    case DecidedBy::tie:
        return at + " picks " + chosen + of + ": a tie with " + next +
               (tie_rule.empty() ? "" : "; the rule: ") + std::string(tie_rule) + ".";
    case DecidedBy::kept:
        return at + " keeps " + chosen + with + (next.empty() ? "." : "; next is " + next + ".");
    }
    return at;
}

std::string PickExplainer::Parts::candidates(const KeptPick& pick, const Style& style) const {
    if (pick.candidates.size() < 2) return "";
    std::vector<std::string> heads = {"thread"};
    heads.insert(heads.end(), keys.begin(), keys.end());
    heads.emplace_back("");
    Table table(heads);
    table.left(heads.size() - 1);
    for (const Candidate& candidate : pick.candidates) {
        std::vector<std::string> cells = {shortened(name_of(candidate.tid), 24)};
        for (std::size_t i = 0; i < keys.size(); ++i)
            cells.push_back(i < candidate.keys.size() ? key_text(keys[i], candidate.keys[i], style.unit)
                                                      : "");
        cells.emplace_back(candidate.tid == pick.choice.tid ? "<- runs" : "");
        table.add(std::move(cells));
    }
    std::string text = table.text(style, "    ");
    if (pick.more > 0) text += "    and " + counted(pick.more, "more candidate") + "\n";
    return text;
}

std::string PickExplainer::text(const Style& style, std::string_view tie_rule) const {
    std::string out;
    for (const KeptPick& pick : parts_->picks) {
        out += wrapped(parts_->headline(pick, style, tie_rule), style.width, "  ") +
               parts_->candidates(pick, style);
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
