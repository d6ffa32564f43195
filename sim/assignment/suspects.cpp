// What students would hand in who believe something else: every misconception alone, every pair of which
// one matters, and every convention that is not accepted. Equal results are kept once.
#include "assignment/prepared.hpp"

#include <algorithm>

namespace ossim {

namespace {

/// A misconception may make a run much longer; then it is no use for explaining.
std::uint64_t longest_for(const Prepared& prepared) { return prepared.key().given.happenings * 8 + 10'000; }

/// Does an expression ask for that measure, of one or of many?
bool asks_for(const std::vector<AnswerSpec>& asked, std::string_view metric) {
    return std::any_of(asked.begin(), asked.end(), [&](const AnswerSpec& spec) {
        const ParsedExpression parsed = parse_expression(spec.holds.empty() ? spec.value : spec.holds);
        if (!parsed.value) return false;
        const auto& nodes = parsed.value->nodes;
        return std::any_of(nodes.begin(), nodes.end(), [&](const Expression::Node& node) {
            const std::string_view name = node.name;
            return name == metric || name.ends_with("." + std::string(metric)) ||
                   name.ends_with("::" + std::string(metric));
        });
    });
}

/// How measures are read can matter only where they are asked for: in no schedule at all.
bool is_asked_for(const Reading& reading, const std::vector<AnswerSpec>& asked) {
    if (reading == Reading()) return true;
    const auto asks = [&](std::string_view metric) { return asks_for(asked, metric); };
    if (reading.response_from_zero && asks("response")) return true;
    if (reading.turnaround_from_zero && asks("turnaround")) return true;
    if (reading.switches_count_first && asks("switches")) return true;
    if (reading.waiting_counts_io || reading.waiting_until_first_run)
        if (asks("waiting") || asks("ready_wait")) return true;
    if (reading.faults_without_first && asks("page_faults")) return true;
    return (reading.rounded || reading.averaged) && (asks("avg") || asks("mean"));
}

/// Happenings that the pairs of one question may take: their schedules are kept, and each student's is laid
/// beside all of them.
constexpr std::uint64_t most_for_pairs = 8'000'000;

class Collection {
  public:
    Collection(Prepared& prepared, std::span<const Misconception> misconceptions,
               std::span<const PresetInfo> presets, std::uint64_t& budget)
        : prepared_(prepared), misconceptions_(misconceptions), presets_(presets),
          budget_(budget), staging_{*prepared.stage, {}} {}

    bool collect() {
        add_singles();
        add_presets();
        return add_pairs();
    }

  private:
    /// A result, if the run ends.
    std::optional<Suspect> result_of(const Staging& staging) {
        Keep keep;
        keep.happenings = std::min(longest_for(prepared_), budget_);
        Yielded given = give(prepared_, staging, keep);
        budget_ -= std::min(budget_, given.happenings);
        spent_ += given.happenings;
        ++runs_;
        if (!given.trouble.empty()) return std::nullopt;
        Suspect suspect;
        suspect.schedule = under_threads_of(key_schedule(), *given.submission.schedule);
        const CompareOptions options = prepared_.options();
        suspect.print = fingerprint(suspect.schedule, options);
        suspect.bare_print = fingerprint(suspect.schedule, options, true);
        suspect.answers = std::move(given.answers);
        return suspect;
    }

    [[nodiscard]] const Schedule& key_schedule() const { return *prepared_.key().given.submission.schedule; }

    [[nodiscard]] bool is_like_key(const Suspect& suspect) const {
        return prepared_.by_answers() ? has_answers_of_key(prepared_, suspect.answers)
                                      : suspect.print == prepared_.key_print;
    }

    [[nodiscard]] bool are_alike(const Suspect& a, const Suspect& b) const {
        return prepared_.by_answers() ? a.answers == b.answers : a.print == b.print;
    }

    Suspect* find_alike(const Suspect& suspect) {
        auto& all = prepared_.suspects;
        const auto at = std::find_if(all.begin(), all.end(),
                                     [&](const Suspect& other) { return are_alike(suspect, other); });
        return at == all.end() ? nullptr : &*at;
    }

    /// Keeps it, or puts its name to the one that is like it.
    void keep(Suspect suspect) {
        if (is_like_key(suspect)) return;
        Suspect* alike = find_alike(suspect);
        if (alike == nullptr) {
            prepared_.suspects.push_back(std::move(suspect));
        } else if (!suspect.convention.empty()) {
            if (alike->convention.empty()) alike->convention = suspect.convention;
        } else if (alike->misconceptions.size() == 1 && suspect.misconceptions.size() == 1) {
            alike->equals.push_back(suspect.misconceptions.front());
        }
    }

    void add_singles() {
        for (const Misconception& misconception : misconceptions_) {
            const auto belief = believed(staging_, misconception);
            if (!belief || !is_asked_for(belief->reading, prepared_.asked)) continue;
            auto suspect = result_of(*belief);
            if (!suspect) continue;
            Single single{&misconception, !is_like_key(*suspect), suspect->print, suspect->answers};
            prepared_.singles.push_back(std::move(single));
            suspect->misconceptions = {std::string(misconception.name)};
            keep(std::move(*suspect));
        }
    }

    void add_presets() {
        for (const PresetInfo& preset : presets_) {
            const auto is_accepted = [&](const Key& key) { return key.convention == preset.name; };
            if (std::any_of(prepared_.keys.begin(), prepared_.keys.end(), is_accepted)) continue;
            auto suspect = result_of({under(*prepared_.stage, preset), {}});
            if (!suspect) continue;
            suspect->convention = preset.name;
            keep(std::move(*suspect));
        }
    }

    /// Of two that change nothing alone nothing is expected together. Where that is too much, both must.
    bool add_pairs() {
        const std::size_t all = prepared_.singles.size();
        const auto matter = static_cast<std::size_t>(std::count_if(
            prepared_.singles.begin(), prepared_.singles.end(), [](const Single& s) { return s.differs; }));
        const std::uint64_t both = matter * (matter + 1) / 2 - matter, any = both + matter * (all - matter);
        const std::uint64_t each = runs_ == 0 ? 1 : spent_ / runs_ + 1;
        const std::uint64_t runs = std::min(budget_, most_for_pairs) / each;
        if (both > runs) return false;
        add_pairs(any > runs);
        return true;
    }

    void add_pairs(bool both_must_matter) {
        const std::vector<Single>& singles = prepared_.singles;
        for (std::size_t i = 0; i < singles.size(); ++i) {
            const auto first = believed(staging_, *singles[i].misconception);
            for (std::size_t j = i + 1; first && j < singles.size(); ++j) {
                const int matter = (singles[i].differs ? 1 : 0) + (singles[j].differs ? 1 : 0);
                if (matter < (both_must_matter ? 2 : 1)) continue;
                const auto both = believed(*first, *singles[j].misconception);
                auto suspect = both ? result_of(*both) : std::nullopt;
                if (!suspect) continue;
                suspect->misconceptions = {std::string(singles[i].misconception->name),
                                           std::string(singles[j].misconception->name)};
                keep(std::move(*suspect));
            }
        }
    }

    Prepared& prepared_;
    std::span<const Misconception> misconceptions_;
    std::span<const PresetInfo> presets_;
    std::uint64_t& budget_;
    Staging staging_;
    std::uint64_t spent_ = 0, runs_ = 0;
};

} // namespace

std::optional<Staging> believed(const Staging& staging, const Misconception& misconception) {
    Staging result;
    Belief belief{staging.stage.scenario, staging.reading};
    if (misconception.believe == nullptr || !misconception.believe(belief)) return std::nullopt;
    result.reading = belief.reading;
    result.stage.scenario = std::move(belief.scenario);
    for (const auto& [variant, scenario] : staging.stage.others) {
        Belief other{scenario, staging.reading};
        (void)misconception.believe(other); // where it makes no difference, the variant stays as it is
        result.stage.others.emplace_back(variant, std::move(other.scenario));
    }
    return result;
}

bool has_answers_of_key(const Prepared& prepared, const std::vector<AnswerValue>& answers) {
    const std::vector<AnswerValue>& right = prepared.key().given.answers;
    for (std::size_t i = 0; i < right.size(); ++i)
        if (!is_same(answers[i], right[i], prepared.tolerance_of(i), prepared.unit)) return false;
    return true;
}

bool find_suspects(Prepared& prepared, std::span<const Misconception> misconceptions,
                   std::span<const PresetInfo> presets, std::uint64_t& budget) {
    if (!prepared.stage || prepared.keys.empty()) return true;
    return Collection(prepared, misconceptions, presets, budget).collect();
}

} // namespace ossim
