// A scenario that a student wrote: it is loaded, run within limits, and asked what the question expects.
#include "assignment/digest.hpp"
#include "assignment/judging.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <map>
#include <memory>

namespace ossim {

namespace {

constexpr std::size_t most_of_scenario = 1 << 20;
constexpr std::size_t most_slices = 200'000;

/// One run of the student's scenario, watched.
class Trial {
  public:
    explicit Trial(Scenario scenario)
        : scenario_(std::move(scenario)), expect_(scenario_), schedule_(most_slices) {}
    void run() {
        std::array<Sink*, 3> sinks{&metrics_, &schedule_, &expect_};
        played_.end = Simulation(scenario_, sinks).run();
    }
    [[nodiscard]] bool is_whole() const { return played_.is_whole(); }
    [[nodiscard]] std::string trouble() const { return played_.trouble(scenario_.unit); }
    [[nodiscard]] JudgedRun judged() const {
        return {&metrics_.metrics(), &schedule_.schedule(), &expect_.watched()};
    }

  private:
    Scenario scenario_;
    ExpectSink expect_;
    MetricsSink metrics_;
    ScheduleSink schedule_;
    Played played_; ///< for its end
};

Limits within(Limits own, const Limits& most) {
    own.time = std::min(own.time, most.time);
    own.events = std::min(own.events, most.events);
    own.threads = std::min(own.threads, most.threads);
    own.processes = std::min(own.processes, most.processes);
    own.segments = std::min(own.segments, most.segments);
    own.zero_time_steps = std::min(own.zero_time_steps, most.zero_time_steps);
    return own;
}

class ScenarioJudge {
  public:
    ScenarioJudge(const Preparations& all, const Question& question, const HandedIn& file,
                  std::string_view text, QuestionResult& into)
        : all_(all), question_(question), source_{file.path, std::string(text)}, into_(into) {}

    void judge() {
        into_.sources = {source_};
        into_.hash = hash_of(source_.text);
        auto scenario = load_one("");
        if (!scenario) {
            into_.judged = Judged::unreadable;
            into_.arithmetic = {"the scenario cannot be read: 0 of " + show_points(into_.most)};
            return;
        }
        const std::vector<std::string> variants = variants_needed(*scenario);
        run(std::move(*scenario), variants);
        settle();
    }

  private:
    /// With the question's claims in place of the student's own.
    std::optional<Scenario> load_one(const std::string& variant) {
        LoadOptions options;
        options.variant = variant;
        options.max_bytes = most_of_scenario;
        options.max_nodes = 200'000;
        LoadResult result = load(source_, all_.catalogues, options);
        if (variant.empty()) into_.problems = std::move(result.diagnostics);
        if (!result.scenario) return std::nullopt;
        result.scenario->expectations = question_.expectations;
        result.scenario->limits = within(result.scenario->limits, question_.limits);
        return std::move(result.scenario);
    }

    void run(Scenario base, const std::vector<std::string>& variants) {
        std::map<std::string, std::unique_ptr<Trial>, std::less<>> trials;
        JudgedRuns runs;
        for (const std::string& variant : variants) {
            auto scenario = variant.empty() ? std::optional(base) : load_one(variant);
            if (!scenario) continue; // the claims that name it fail, and say so
            auto& trial = trials[variant] = std::make_unique<Trial>(std::move(*scenario));
            trial->run();
            if (!trial->is_whole()) return tell_runaway(trial->trouble());
            runs[variant] = trial->judged();
        }
        for (Verdict& verdict : ossim::judge(base, runs))
            into_.expectations.push_back(
                {std::move(verdict.claim), verdict.passed, std::move(verdict.found)});
    }

    /// What was cut off can prove nothing: no claim holds.
    void tell_runaway(const std::string& trouble) {
        Diagnostic problem;
        problem.code = "runaway";
        problem.file = source_.file;
        problem.message = trouble;
        problem.hint = "`until` gives a run that goes on an end";
        into_.problems.push_back(std::move(problem));
        Scenario claims;
        claims.expectations = question_.expectations;
        for (Verdict& verdict : ossim::judge(claims, {}))
            into_.expectations.push_back({std::move(verdict.claim), false, "the run was cut off"});
    }

    void settle() {
        const auto passed = std::count_if(into_.expectations.begin(), into_.expectations.end(),
                                          [](const ExpectationResult& each) { return each.passed; });
        const auto all = static_cast<std::int64_t>(into_.expectations.size());
        into_.judged = passed == all ? Judged::right : Judged::wrong;
        const std::string share =
            std::to_string(passed) + " of " + std::to_string(all) + " expectations hold";
        if (into_.judged == Judged::right) {
            into_.points = into_.most;
            into_.arithmetic = {share + ": " + show_points(into_.points)};
        } else if (question_.marking == Marking::all_or_nothing) {
            into_.arithmetic = {share + ": 0, for it is all or nothing"};
        } else {
            const Ratio full = into_.most * Ratio(passed, all);
            into_.points = std::min(full, into_.most * question_.cap);
            into_.arithmetic = {share + ": " + show_points(into_.most) + " * " + std::to_string(passed) +
                                "/" + std::to_string(all) + " = " + show_points(full)};
            if (into_.points < full)
                into_.arithmetic.push_back("what is not right gets at most " + show_points(into_.points));
        }
    }

    const Preparations& all_;
    const Question& question_;
    SourceText source_;
    QuestionResult& into_;
};

} // namespace

void judge_scenario(const Preparations& all, const Prepared& prepared, const HandedIn& file,
                    QuestionResult& into) {
    const auto text = text_of(file, most_of_scenario, into);
    if (text) ScenarioJudge(all, *prepared.question, file, *text, into).judge();
}

} // namespace ossim
