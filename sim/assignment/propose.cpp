// Small changes of a scenario's numbers, tried one after the other: arrivals, bursts, the quantum.
#include "assignment/check.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <iterator>

namespace ossim {

namespace {

constexpr std::size_t most_changes = 300, most_proposals = 3;
constexpr std::uint64_t most_happenings = 20'000'000; ///< for one question

struct Change {
    Patch patch;
    std::int64_t size = 0; ///< by how many units
};

/// A change, and what it mends.
struct Mended {
    QuestionCheck::Proposal proposal;
    std::int64_t size = 0;
    [[nodiscard]] std::size_t count() const { return proposal.sees.size() + proposal.settles.size(); }
};

/// The burst of a process that does nothing but compute for a while.
std::optional<Duration> burst_of(const Scenario& scenario, const ProcessSpec& process) {
    if (process.threads.size() != 1 || process.threads_given) return std::nullopt;
    const ProgramId program = process.threads.front().program;
    if (program.value >= scenario.programs.size()) return std::nullopt;
    const ProgramSpec& spec = scenario.programs[program.value];
    if (!spec.name.empty() || spec.steps.size() != 1) return std::nullopt;
    const auto* compute = std::get_if<Compute>(&spec.steps.front().action);
    if (compute == nullptr || compute->duration.kind != Distribution::constant) return std::nullopt;
    return compute->duration.low;
}

class Changes {
  public:
    explicit Changes(const Scenario& scenario) : scenario_(scenario) {}

    /// The smallest first.
    std::vector<Change> all() {
        for (const Parameter& parameter : scenario_.scheduler.parameters)
            if (const auto* quantum = std::get_if<Duration>(&parameter.value);
                quantum != nullptr && parameter.name == "quantum" && *quantum != Duration::forever())
                add("scheduler.quantum", *quantum, 1, length_of(scenario_.unit));
        for (const ProcessSpec& process : scenario_.processes) {
            if (process.count != 1 || process.between) continue;
            const std::string path = "processes." + process.name;
            add(path + ".arrival", process.arrival - Time(), 3, Duration());
            if (const auto burst = burst_of(scenario_, process))
                add(path + ".burst", *burst, 2, length_of(scenario_.unit));
        }
        std::stable_sort(changes_.begin(), changes_.end(),
                         [](const Change& a, const Change& b) { return a.size < b.size; });
        if (changes_.size() > most_changes) changes_.resize(most_changes);
        return std::move(changes_);
    }

  private:
    void add(const std::string& path, Duration value, std::int64_t most, Duration least) {
        for (std::int64_t size = 1; size <= most; ++size)
            for (const std::int64_t delta : {size, -size}) {
                const Duration changed = value + length_of(scenario_.unit) * delta;
                if (changed >= least)
                    changes_.push_back({{path, with_unit(changed, scenario_.unit), "--set"}, size});
            }
    }

    const Scenario& scenario_;
    std::vector<Change> changes_;
};

bool has(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// The conventions that dispute a key and are not accepted.
std::vector<std::string> disputing(const std::vector<QuestionCheck::Disputed>& disputed) {
    std::vector<std::string> names;
    for (const QuestionCheck::Disputed& each : disputed)
        if (!each.accepted) names.insert(names.end(), each.conventions.begin(), each.conventions.end());
    return names;
}

class Workshop {
  public:
    Workshop(const Preparations& all, const Prepared& prepared, const QuestionCheck& findings)
        : all_(all), prepared_(prepared), findings_(findings), disputing_(disputing(findings.disputed)) {}

    std::vector<QuestionCheck::Proposal> propose() {
        std::vector<Mended> mended;
        for (const Change& change : Changes(prepared_.stage->scenario).all()) {
            if (spent_ >= most_happenings) break;
            if (auto one = effect_of(change)) mended.push_back(std::move(*one));
        }
        return chosen(std::move(mended));
    }

  private:
    /// Nothing if it mends nothing, or if something else gets worse. Only where a dispute is settled may a
    /// misconception be lost: often it is the disputed rule itself.
    std::optional<Mended> effect_of(const Change& change) {
        auto changed = prepare_changed(change.patch);
        if (!changed) return std::nullopt;
        Mended mended{{change.patch, {}, {}, {}}, change.size};
        for (const std::string& name : findings_.blind)
            if (tells(*changed, name)) mended.proposal.sees.push_back(name);
        const auto still = disputing(disputes_of(*changed));
        for (const std::string& name : still)
            if (!has(disputing_, name)) return std::nullopt;
        for (const std::string& name : disputing_)
            if (!has(still, name)) mended.proposal.settles.push_back(name);
        if (mended.count() == 0) return std::nullopt;
        for (const std::string& name : findings_.told)
            if (!tells(*changed, name)) mended.proposal.loses.push_back(name);
        if (mended.proposal.settles.empty() && !mended.proposal.loses.empty()) return std::nullopt;
        return mended;
    }

    /// The question with another scenario, and its new key.
    std::optional<Prepared> prepare_changed(const Patch& patch) {
        Prepared changed;
        changed.question = prepared_.question;
        changed.unit = prepared_.unit;
        changed.asked = prepared_.asked;
        Stage stage;
        auto base = load_changed(patch, prepared_.question->variant);
        if (!base) return std::nullopt;
        stage.scenario = std::move(*base);
        for (const auto& other : prepared_.stage->others) {
            auto scenario = load_changed(patch, other.first);
            if (!scenario) return std::nullopt;
            stage.others.emplace_back(other.first, std::move(*scenario));
        }
        Keep keep;
        keep.happenings = prepared_.key().given.happenings * 8 + 10'000;
        changed.keys.push_back({prepared_.key().convention, std::nullopt, give(changed, {stage, {}}, keep)});
        spent_ += changed.key().given.happenings;
        if (!changed.key().given.trouble.empty()) return std::nullopt;
        changed.key_print = fingerprint(*changed.key().given.submission.schedule, changed.options());
        changed.stage = std::move(stage);
        return changed;
    }

    std::optional<Scenario> load_changed(const Patch& patch, const std::string& variant) {
        KeptFiles files(all_.files, folder_of(prepared_.source.file));
        LoadOptions options;
        options.patches = {patch};
        options.variant = variant;
        options.files = &files;
        LoadResult result = load(prepared_.source, all_.catalogues, options);
        if (!result.scenario) return std::nullopt;
        result.scenario->conventions = prepared_.stage->scenario.conventions;
        return std::move(result.scenario);
    }

    /// Does the changed question tell the misconception from right?
    bool tells(const Prepared& changed, std::string_view name) {
        const auto at = std::find_if(all_.misconceptions.begin(), all_.misconceptions.end(),
                                     [&](const Misconception& each) { return each.name == name; });
        const auto belief = believed({*changed.stage, {}}, *at);
        if (!belief) return false;
        Keep keep;
        keep.happenings = changed.key().given.happenings * 8 + 10'000;
        const Yielded given = give(changed, *belief, keep);
        spent_ += given.happenings;
        if (!given.trouble.empty()) return false;
        if (changed.by_answers()) return !has_answers_of_key(changed, given.answers);
        const Schedule named =
            under_threads_of(*changed.key().given.submission.schedule, *given.submission.schedule);
        return fingerprint(named, changed.options()) != changed.key_print;
    }

    /// Accepted conventions may disagree with the key as before.
    std::vector<QuestionCheck::Disputed> disputes_of(const Prepared& changed) {
        auto disputed = find_disputes(changed, *changed.stage, all_.catalogues.presets);
        spent_ += changed.key().given.happenings * all_.catalogues.presets.size();
        for (QuestionCheck::Disputed& each : disputed) {
            auto& names = each.conventions;
            names.erase(std::remove_if(names.begin(), names.end(),
                                       [&](const std::string& name) { return is_accepted(name); }),
                        names.end());
        }
        return disputed;
    }

    [[nodiscard]] bool is_accepted(std::string_view convention) const {
        return std::any_of(prepared_.keys.begin(), prepared_.keys.end(),
                           [&](const Key& key) { return key.convention == convention; });
    }

    /// The one that mends most, of equal ones the smallest; then the one that mends most of the rest.
    static std::vector<QuestionCheck::Proposal> chosen(std::vector<Mended> mended) {
        std::vector<QuestionCheck::Proposal> proposals;
        std::vector<std::string> done;
        const auto fresh = [&](const Mended& each) {
            std::size_t count = 0;
            for (const auto* names : {&each.proposal.sees, &each.proposal.settles})
                for (const std::string& name : *names)
                    count += has(done, name) ? 0U : 1U;
            return count;
        };
        const auto worth = [&](const Mended& each) { // what mends nothing new is worth nothing
            const auto count = static_cast<std::int64_t>(fresh(each));
            const auto lost = static_cast<std::int64_t>(each.proposal.loses.size());
            return count == 0 ? std::int64_t{-1'000'000} : count - lost;
        };
        while (proposals.size() < most_proposals && !mended.empty()) {
            const auto best =
                std::max_element(mended.begin(), mended.end(), [&](const Mended& a, const Mended& b) {
                    return worth(a) != worth(b) ? worth(a) < worth(b) : a.size > b.size;
                });
            if (fresh(*best) == 0) break;
            for (const auto* names : {&best->proposal.sees, &best->proposal.settles})
                done.insert(done.end(), names->begin(), names->end());
            proposals.push_back(std::move(best->proposal));
            mended.erase(best);
        }
        return proposals;
    }

    const Preparations& all_;
    const Prepared& prepared_;
    const QuestionCheck& findings_;
    std::vector<std::string> disputing_;
    std::uint64_t spent_ = 0;
};

} // namespace

std::vector<QuestionCheck::Proposal> propose(const Preparations& all, const Prepared& prepared,
                                             const QuestionCheck& findings) {
    return Workshop(all, prepared, findings).propose();
}

} // namespace ossim
