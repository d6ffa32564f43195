// What is doubtful about a question, before any student sees it.
#include "assignment/check.hpp"

#include "assignment/open_ties.hpp"

#include <algorithm>

namespace ossim {

namespace {

/// Those with equal results together, in order of the first of each.
std::vector<std::vector<std::string>> groups_of(const Prepared& prepared) {
    std::vector<const Single*> first;
    std::vector<std::vector<std::string>> groups;
    for (const Single& single : prepared.singles) {
        if (!single.differs) continue;
        const auto at = std::find_if(first.begin(), first.end(), [&](const Single* other) {
            return prepared.by_answers() ? other->answers == single.answers : other->print == single.print;
        });
        if (at == first.end()) {
            first.push_back(&single);
            groups.push_back({std::string(single.misconception->name)});
        } else {
            groups[static_cast<std::size_t>(at - first.begin())].emplace_back(single.misconception->name);
        }
    }
    groups.erase(
        std::remove_if(groups.begin(), groups.end(), [](const auto& group) { return group.size() < 2; }),
        groups.end());
    return groups;
}

/// One result that other conventions give.
struct OtherAnswer {
    QuestionCheck::Disputed disputed;
    Yielded given;
    std::uint64_t print = 0;
};

class DisputeSearch {
  public:
    DisputeSearch(const Prepared& prepared, const Stage& stage) : prepared_(prepared), stage_(stage) {}

    std::vector<QuestionCheck::Disputed> search(std::span<const PresetInfo> presets) {
        for (const PresetInfo& preset : presets)
            look_at(preset);
        std::vector<QuestionCheck::Disputed> disputed;
        for (OtherAnswer& other : others_)
            disputed.push_back(std::move(other.disputed));
        return disputed;
    }

  private:
    void look_at(const PresetInfo& preset) {
        Keep keep;
        keep.happenings = prepared_.key().given.happenings * 8 + 10'000;
        OtherAnswer other{{}, give(prepared_, {under(stage_, preset), {}}, keep), 0};
        if (!other.given.trouble.empty()) return;
        const Schedule named =
            under_threads_of(*prepared_.key().given.submission.schedule, *other.given.submission.schedule);
        other.print = fingerprint(named, prepared_.options());
        if (is_like_key(other)) return;
        const bool accepted = std::any_of(prepared_.keys.begin(), prepared_.keys.end(),
                                          [&](const Key& key) { return key.convention == preset.name; });
        for (OtherAnswer& known : others_)
            if (known.disputed.accepted == accepted && is_like(known, other))
                return known.disputed.conventions.emplace_back(preset.name), void();
        other.disputed.conventions = {std::string(preset.name)};
        other.disputed.accepted = accepted;
        other.disputed.comparison = compared(other.given, preset.name);
        others_.push_back(std::move(other));
    }

    [[nodiscard]] bool is_like_key(const OtherAnswer& other) const {
        return prepared_.by_answers() ? has_answers_of_key(prepared_, other.given.answers)
                                      : other.print == prepared_.key_print;
    }
    [[nodiscard]] bool is_like(const OtherAnswer& a, const OtherAnswer& b) const {
        return prepared_.by_answers() ? a.given.answers == b.given.answers : a.print == b.print;
    }
    [[nodiscard]] std::optional<Comparison> compared(const Yielded& given, std::string_view preset) const {
        CompareOptions options = prepared_.options();
        if (options.at == CompareAt::states || options.at == CompareAt::events)
            options.at = CompareAt::schedule;
        Comparison comparison = compare(prepared_.key().given.submission, given.submission, options);
        comparison.name = preset;
        return comparison.category == Category::different ? std::optional(std::move(comparison))
                                                          : std::nullopt;
    }

    const Prepared& prepared_;
    const Stage& stage_;
    std::vector<OtherAnswer> others_;
};

} // namespace

std::vector<QuestionCheck::Disputed> find_disputes(const Prepared& prepared, const Stage& stage,
                                                   std::span<const PresetInfo> presets) {
    return DisputeSearch(prepared, stage).search(presets);
}

QuestionCheck check_question(const Preparations& all, const Prepared& prepared) {
    QuestionCheck check;
    check.question = prepared.question->name;
    const bool is_checked =
        prepared.question->kind == QuestionKind::trace || prepared.question->kind == QuestionKind::answers;
    if (!is_checked || prepared.keys.empty() || !prepared.stage) return check;
    check.preset = prepared.stage->scenario.conventions.preset;
    check.disputed = find_disputes(prepared, *prepared.stage, all.catalogues.presets);
    if (!prepared.question->open_ties) check.open_tie = first_open_tie(prepared);
    for (const Single& single : prepared.singles)
        (single.differs ? check.told : check.blind).emplace_back(single.misconception->name);
    check.confused = groups_of(prepared);
    check.proposals = propose(all, prepared, check);
    return check;
}

} // namespace ossim
