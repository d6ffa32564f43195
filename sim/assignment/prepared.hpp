// A question, made ready for judging: its scenarios, its key under each accepted convention, and what the
// students' mistakes would give. Nothing of it changes while students are judged.
#pragma once

#include "assignment/answers.hpp"
#include "assignment/played.hpp"
#include "ossim/assignment.hpp"
#include "ossim/judgement.hpp"
#include "ossim/load.hpp"
#include "ossim/misconception.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ossim {

/// The scenario of a question, and its variants that the question's expressions name.
struct Stage {
    Scenario scenario;
    std::vector<std::pair<std::string, Scenario>> others; ///< by variant
};

/// A stage, and how measures are read.
struct Staging {
    Stage stage;
    Reading reading;
};

/// What a run under some rules gives, as far as the question asks.
struct Yielded {
    Submission submission; ///< with its trace if that is kept
    MetricsByVariant metrics;
    std::vector<AnswerValue> answers; ///< in the order of `Prepared::asked`
    std::uint64_t happenings = 0;
    std::string trouble; ///< why the run does not count; empty: it does
};

/// What the question would get under one accepted convention.
struct Key {
    std::string convention;           ///< empty: the scenario's own
    std::optional<Scenario> scenario; ///< that gave it; nothing: the key was read, or stands by itself
    Yielded given;
};

/// A result that somebody would come to who believes something else.
struct Suspect {
    std::vector<std::string> misconceptions; ///< one or two; empty: it is the convention's
    std::string convention;                  ///< a preset that is not accepted and gives this
    std::vector<std::string> equals;         ///< others that give the same
    Schedule schedule;                       ///< under the key's threads
    std::uint64_t print = 0, bare_print = 0; ///< fingerprints; bare: overhead counts as idle
    std::vector<AnswerValue> answers;
};

/// A misconception by itself, for `check` and for single answers.
struct Single {
    const Misconception* misconception = nullptr;
    bool differs = false;    ///< its result is not the key's
    std::uint64_t print = 0; ///< of its schedule
    std::vector<AnswerValue> answers;
};

struct Prepared {
    const Question* question = nullptr;
    Unit unit = Unit::ms;
    SourceText source;             ///< of the scenario
    std::vector<AnswerSpec> asked; ///< answers, or measures of a trace that is compared by metrics
    std::vector<Key> keys;         ///< the first is the key; empty: there is none
    std::uint64_t key_print = 0;
    std::optional<Stage> stage;    ///< under the key's convention
    std::vector<Single> singles;   ///< those that apply, in the order of the catalogue
    std::vector<Suspect> suspects; ///< all different, and none like the key; singles first
    KeyInfo info;

    /// Is it about answers (or measures), not about a schedule?
    [[nodiscard]] bool by_answers() const { return !asked.empty(); }
    [[nodiscard]] const Key& key() const { return keys.front(); }
    [[nodiscard]] Tolerance tolerance_of(std::size_t answer) const {
        return asked[answer].tolerance.value_or(question->tolerance);
    }
    /// What `compare` needs; `points` are those of the question.
    [[nodiscard]] CompareOptions options() const;
};

/// Scenario files, read again: those that loading has asked for once. It changes nothing, so that many may
/// load at a time.
class KeptFiles : public ScenarioFiles {
  public:
    explicit KeptFiles(const std::map<std::string, FileText>& files, std::string folder)
        : files_(files), folder_(std::move(folder)) {}
    [[nodiscard]] FileText read(const std::string& path) override {
        const auto at = files_.find(folder_ + path);
        return at == files_.end() ? FileText{std::nullopt, "it is not among the assignment's files"}
                                  : at->second;
    }

  private:
    const std::map<std::string, FileText>& files_;
    std::string folder_;
};

/// The folder of a path, with its slash; empty if there is none.
[[nodiscard]] std::string folder_of(const std::string& path);

/// The scenarios under a preset. Settings that the scenario itself adds to that preset stay.
[[nodiscard]] Stage under(const Stage& stage, const PresetInfo& preset);

/// Runs all of it. A run that does not end is `trouble`.
/// `forced`: picks of the question's own run that are decided otherwise.
[[nodiscard]] Yielded give(const Prepared& prepared, const Staging& staging, const Keep& keep,
                           std::span<const ForcedPick> forced = {});

/// What is believed, made of the stage; nothing if it makes no difference here by its nature.
[[nodiscard]] std::optional<Staging> believed(const Staging& staging, const Misconception& misconception);

/// Are the answers those of the key, each within its tolerance?
[[nodiscard]] bool has_answers_of_key(const Prepared& prepared, const std::vector<AnswerValue>& answers);

/// Fills `singles` and `suspects`. `budget` is how many happenings may still be simulated, and is lowered;
/// false: it did not suffice for pairs.
[[nodiscard]] bool find_suspects(Prepared& prepared, std::span<const Misconception> misconceptions,
                                 std::span<const PresetInfo> presets, std::uint64_t& budget);

} // namespace ossim
