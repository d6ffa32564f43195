// What is wrong with an assignment's files shows here, before any student is judged.
#include "assignment/prepare.hpp"

#include "assignment/digest.hpp"
#include "assignment/own_measures.hpp"
#include "base/text.hpp"
#include "expect/expect.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ossim {

namespace {

constexpr std::uint64_t longest_key = 2'000'000; ///< happenings
constexpr std::uint64_t budget_of_suspects = 50'000'000;

/// The assignment's files, each read once.
class ReadOnce {
  public:
    ReadOnce(AssignmentFiles& files, std::map<std::string, FileText>& read) : files_(files), read_(read) {}
    const FileText& operator()(const std::string& path) {
        const auto [at, is_new] = read_.try_emplace(path);
        if (is_new) at->second = files_.read(path);
        return at->second;
    }

  private:
    AssignmentFiles& files_;
    std::map<std::string, FileText>& read_;
};

/// The same beside a scenario: cost files are looked for in its folder.
class BesideScenario : public ScenarioFiles {
  public:
    BesideScenario(ReadOnce& files, std::string folder) : files_(files), folder_(std::move(folder)) {}
    FileText read(const std::string& path) override { return files_(folder_ + path); }

  private:
    ReadOnce& files_;
    std::string folder_;
};

class Preparation {
  public:
    Preparation(Preparations& all, ReadOnce& files, const Question& question, std::uint64_t& budget)
        : all_(all), files_(files), question_(question), budget_(budget) {}

    Prepared make() {
        into_.question = &question_;
        into_.info.question = question_.name;
        if (question_.kind == QuestionKind::scenario) {
            check_claims();
            return std::move(into_);
        }
        ask();
        if (!set_stage()) return std::move(into_);
        make_keys();
        if (into_.keys.empty()) return std::move(into_);
        check_answers();
        take_digest();
        const bool diagnosed =
            question_.kind == QuestionKind::trace || question_.kind == QuestionKind::answers;
        if (diagnosed && !find_suspects(into_, all_.misconceptions, all_.catalogues.presets, budget_))
            tell(Severity::warning, "no-pairs", question_.at,
                 "the scenario of " + in_quotes(question_.name) +
                     " is long: pairs of misconceptions are not tried",
                 "a shorter scenario has a better diagnosis");
        return std::move(into_);
    }

  private:
    void tell(Severity severity, std::string code, Mark at, std::string message, std::string hint = {}) {
        Diagnostic diagnostic;
        diagnostic.severity = severity;
        diagnostic.code = std::move(code);
        diagnostic.file = all_.assignment->file;
        diagnostic.at = at;
        diagnostic.message = std::move(message);
        diagnostic.hint = std::move(hint);
        all_.problems.push_back(std::move(diagnostic));
    }
    void error(std::string code, Mark at, std::string message, std::string hint = {}) {
        tell(Severity::error, std::move(code), at, std::move(message), std::move(hint));
    }

    /// The grammar of what a student's scenario must meet; whom it names shows when there is one.
    void check_claims() {
        Scenario claims;
        claims.file = all_.assignment->file;
        claims.expectations = question_.expectations;
        const Diagnostics wrong = check_expectations(claims, std::nullopt);
        all_.problems.insert(all_.problems.end(), wrong.begin(), wrong.end());
    }

    void ask() {
        if (question_.kind == QuestionKind::answers) into_.asked = question_.answers;
        if (question_.kind != QuestionKind::trace || question_.compare != CompareAt::metrics) return;
        for (const std::string& metric : question_.metrics) {
            AnswerSpec spec;
            spec.name = metric;
            spec.value = metric;
            spec.at = question_.at;
            into_.asked.push_back(std::move(spec));
        }
    }

    bool set_stage() {
        if (question_.scenario.empty()) return true; // the key is a file, or the answers are given
        auto scenario = load_one(question_.variant);
        if (!scenario) return false;
        into_.unit = scenario->unit;
        Stage stage{std::move(*scenario), {}};
        for (const std::string& variant : variants_named(stage.scenario)) {
            auto other = load_one(variant);
            if (!other) return false;
            stage.others.emplace_back(variant, std::move(*other));
        }
        into_.stage = std::move(stage);
        return true;
    }

    std::optional<Scenario> load_one(const std::string& variant) {
        const FileText& file = files_(question_.scenario);
        if (!file.text) {
            error("unreadable-file", question_.at,
                  "the scenario " + in_quotes(question_.scenario) + " cannot be read: " + file.problem);
            return std::nullopt;
        }
        into_.source = {question_.scenario, *file.text};
        keep_source(into_.source);
        BesideScenario beside(files_, folder_of(question_.scenario));
        LoadOptions options;
        options.variant = variant;
        options.files = &beside;
        LoadResult result = load(into_.source, all_.catalogues, options);
        for (const SourceText& further : result.files)
            keep_source(further);
        for (Diagnostic& diagnostic : result.diagnostics)
            keep_problem(std::move(diagnostic));
        return std::move(result.scenario);
    }

    void keep_source(const SourceText& source) {
        const auto is_it = [&](const SourceText& other) { return other.file == source.file; };
        if (std::none_of(all_.sources.begin(), all_.sources.end(), is_it)) all_.sources.push_back(source);
    }

    void keep_problem(Diagnostic diagnostic) {
        const auto is_it = [&](const Diagnostic& other) {
            return other.file == diagnostic.file && other.at == diagnostic.at &&
                   other.message == diagnostic.message;
        };
        if (std::none_of(all_.problems.begin(), all_.problems.end(), is_it))
            all_.problems.push_back(std::move(diagnostic));
    }

    /// Variants that the expressions name, besides the question's own.
    std::vector<std::string> variants_named(const Scenario& scenario) const {
        std::vector<std::string> named;
        for (const AnswerSpec& spec : into_.asked)
            for (const std::string& variant : variants_needed(claiming(scenario, spec)))
                if (!variant.empty() && std::find(named.begin(), named.end(), variant) == named.end())
                    named.push_back(variant);
        named.erase(std::remove_if(named.begin(), named.end(),
                                   [&](const std::string& name) {
                                       const auto& all = scenario.variants;
                                       return std::find(all.begin(), all.end(), name) == all.end();
                                   }),
                    named.end()); // an unknown one is told by `check_answers`
        return named;
    }

    /// The scenario with an answer's expression as its one claim; of a value, that it is something.
    [[nodiscard]] static Scenario claiming(const Scenario& scenario, const AnswerSpec& spec) {
        Scenario claim;
        claim.file = scenario.file;
        claim.unit = scenario.unit;
        claim.machine = scenario.machine;
        claim.programs = scenario.programs;
        claim.processes = scenario.processes;
        claim.variants = scenario.variants;
        Expectation expectation;
        expectation.texts = {spec.holds.empty() ? spec.value + " == 0" : spec.holds};
        claim.expectations = {std::move(expectation)};
        return claim;
    }

    void make_keys() {
        if (!into_.stage && question_.expected.empty()) {
            if (question_.kind == QuestionKind::answers) answer_by_text();
            return;
        }
        const std::optional<Stage> own = into_.stage;
        const std::vector<const PresetInfo*> presets = accepted();
        if (own && !presets.empty()) into_.stage = under(*own, *presets.front());
        const std::string first = presets.empty() ? "" : std::string(presets.front()->name);
        if (question_.expected.empty())
            make_key(first, *into_.stage);
        else
            read_key(first);
        for (std::size_t i = 1; own && !into_.keys.empty() && i < presets.size(); ++i)
            make_key(std::string(presets[i]->name), under(*own, *presets[i]));
    }

    [[nodiscard]] std::vector<const PresetInfo*> accepted() {
        std::vector<const PresetInfo*> found;
        const auto presets = all_.catalogues.presets;
        for (const std::string& name : question_.conventions) {
            const auto at = std::find_if(presets.begin(), presets.end(),
                                         [&](const PresetInfo& preset) { return preset.name == name; });
            if (at == presets.end())
                error("unknown-word", question_.at, "there is no convention " + in_quotes(name));
            else
                found.push_back(&*at);
        }
        return found;
    }

    void make_key(const std::string& convention, const Stage& stage) {
        Keep keep;
        keep.trace = true;
        keep.metrics = true;
        keep.happenings = longest_key;
        Key key{convention, stage.scenario, give(into_, {stage, {}}, keep)};
        if (key.given.trouble.empty()) {
            into_.keys.push_back(std::move(key));
            return;
        }
        error("no-key", question_.at,
              "there is no key for " + in_quotes(question_.name) + ": " + key.given.trouble,
              "a scenario that is graded must end; `until` ends it");
    }

    /// Answers that the teacher gives, without a scenario.
    void answer_by_text() {
        Key key;
        key.given.submission.schedule = Schedule();
        const Facts facts{key.given.metrics, *key.given.submission.schedule, into_.unit};
        for (const AnswerSpec& spec : into_.asked)
            key.given.answers.push_back(answer_of(spec, facts));
        into_.keys.push_back(std::move(key));
    }

    /// A key that is handed in, so to say: it is read like a submission.
    void read_key(const std::string& convention) {
        const FileText& file = files_(question_.expected);
        if (!file.text)
            return error("unreadable-file", question_.at,
                         "the key " + in_quotes(question_.expected) + " cannot be read: " + file.problem);
        keep_source({question_.expected, *file.text});
        Key key{convention, std::nullopt, {}};
        Yielded& given = key.given;
        given.submission = read_submission(question_.expected, *file.text, into_.unit, question_.read);
        if (!given.submission.schedule || given.submission.empty) {
            all_.problems.insert(all_.problems.end(), given.submission.problems.begin(),
                                 given.submission.problems.end());
            return error("no-key", question_.at,
                         "the key " + in_quotes(question_.expected) + " holds no schedule");
        }
        into_.unit = given.submission.unit;
        if (given.submission.trace) given.metrics[""] = metrics_of(*given.submission.trace);
        if (into_.stage) compare_with_run(given);
        const Facts facts{given.metrics, *given.submission.schedule, into_.unit};
        for (const AnswerSpec& spec : into_.asked)
            given.answers.push_back(answer_of(spec, facts));
        into_.keys.push_back(std::move(key));
    }

    /// The stored key beside what the scenario gives now: without a trace of its own, it borrows from the run
    /// what a schedule does not tell.
    void compare_with_run(Yielded& stored) {
        Keep keep;
        keep.trace = true;
        keep.metrics = true;
        keep.happenings = longest_key;
        Yielded run = give(into_, {*into_.stage, {}}, keep);
        stored.happenings = run.happenings;
        if (!run.trouble.empty())
            return error("no-key", question_.at, "the scenario does not give the key: " + run.trouble);
        const Comparison comparison = compare(run.submission, stored.submission, into_.options());
        if (comparison.category != Category::equal)
            tell(Severity::warning, "new-key", question_.at,
                 "the key " + in_quotes(question_.expected) + " is not what " +
                     in_quotes(question_.scenario) + " gives",
                 "the file counts, but misconceptions are found by the scenario");
        if (stored.submission.trace) return;
        const Schedule own = under_threads_of(*run.submission.schedule, *stored.submission.schedule);
        stored.metrics = std::move(run.metrics);
        if (comparison.category != Category::equal)
            stored.metrics[""] = own_metrics(own, *run.submission.schedule, stored.metrics[""]);
        else
            stored.submission = std::move(run.submission);
    }

    void check_answers() {
        for (std::size_t i = 0; i < into_.asked.size(); ++i) {
            const AnswerSpec& spec = into_.asked[i];
            if (!spec.key && spec.order.empty() && into_.stage && !check_claim(spec)) continue;
            const AnswerValue& value = into_.key().given.answers[i];
            if (value.kind == AnswerValue::Kind::none)
                error("bad-answer", spec.at,
                      "there is no answer to " + in_quotes(spec.name) + ": " + value.problem);
            else
                warn_of_endless_digits(spec, value, into_.tolerance_of(i));
        }
    }

    /// Is the expression well said? What is wrong is told.
    bool check_claim(const AnswerSpec& spec) {
        const Diagnostics wrong = check_expectations(claiming(into_.stage->scenario, spec), "");
        for (const Diagnostic& diagnostic : wrong)
            error(diagnostic.code, spec.at, diagnostic.message, diagnostic.hint);
        return wrong.empty();
    }

    /// 17/3 as an answer: who writes 5.667 would be wrong.
    void warn_of_endless_digits(const AnswerSpec& spec, const AnswerValue& value,
                                const Tolerance& tolerance) {
        if (value.kind != AnswerValue::Kind::number || tolerance.amount > Ratio(0)) return;
        const std::string shown = show(value, into_.unit);
        if (shown.find("about") == std::string::npos) return;
        tell(Severity::warning, "no-decimal", spec.at,
             "the answer to " + in_quotes(spec.name) + " is " + shown + ": only a fraction says it exactly",
             "give a tolerance, as in tolerance: 0.01");
    }

    void take_digest() {
        const Submission& key = into_.key().given.submission;
        if (key.trace) into_.info.digest = digest_of(*key.trace);
        if (!into_.by_answers() || key.schedule)
            into_.key_print = fingerprint(*key.schedule, into_.options());
        into_.info.is_new = !question_.digest.empty() && question_.digest != into_.info.digest;
        if (into_.info.is_new)
            tell(Severity::warning, "new-key", question_.at,
                 "the key of " + in_quotes(question_.name) + " is another one than that which was checked",
                 "its digest is " + (into_.info.digest.empty() ? "none" : into_.info.digest));
    }

    Preparations& all_;
    ReadOnce& files_;
    const Question& question_;
    std::uint64_t& budget_;
    Prepared into_;
};

} // namespace

void prepare(Preparations& into, AssignmentFiles& files) {
    ReadOnce once(files, into.files);
    std::uint64_t budget = budget_of_suspects;
    for (const Question& question : into.assignment->questions) {
        into.questions.push_back(Preparation(into, once, question, budget).make());
        into.keys.push_back(into.questions.back().info);
    }
}

} // namespace ossim
