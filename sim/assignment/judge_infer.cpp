// Which policy, and with which parameters, makes the given trace: any that does is right.
//
//     policy: rr
//     quantum: 4
#include "assignment/answers_form.hpp"
#include "assignment/digest.hpp"
#include "assignment/judging.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace ossim {

namespace {

constexpr std::size_t most_of_policy = 64 << 10, longest_value = 1'000;

/// What policies are called in books, and what makes them that.
struct OtherName {
    std::string_view said, policy;
};
constexpr OtherName other_names[] = {
    {"roundrobin", "rr"},
    {"fifo", "fcfs"},
    {"firstcomefirstserved", "fcfs"},
    {"firstinfirstout", "fcfs"},
    {"lastcomefirstserved", "lcfs"},
    {"lifo", "lcfs"},
    {"shortestjobfirst", "sjf"},
    {"shortestprocessnext", "sjf"},
    {"spn", "sjf"},
    {"shortestremainingtimefirst", "srtf"},
    {"shortestremainingtime", "srtf"},
    {"shortesttimetocompletionfirst", "srtf"},
    {"preemptiveshortestjobfirst", "srtf"},
    {"preemptivesjf", "srtf"},
    {"stcf", "srtf"},
    {"srt", "srtf"},
    {"highestresponserationext", "hrrn"},
    {"priorityscheduling", "priority"},
};

std::string policy_called(std::string_view said, const Catalogues& catalogues) {
    const std::string word = plain(said);
    for (const PolicyInfo& policy : catalogues.policies)
        if (plain(policy.name) == word) return std::string(policy.name);
    for (const OtherName& other : other_names)
        if (other.said == word) return std::string(other.policy);
    return std::string(said);
}

/// The names that a line may have: the policy's, and every parameter's of every policy.
std::vector<AnswerName> names_of(const Catalogues& catalogues) {
    std::vector<AnswerName> names{{"policy", "scheduler"}, {"algorithm", "scheduling"}};
    for (const PolicyInfo& policy : catalogues.policies)
        for (const ParameterInfo& parameter : policy.parameters) {
            const auto is_it = [&](const AnswerName& name) { return name.name == parameter.name; };
            if (std::none_of(names.begin(), names.end(), is_it))
                names.push_back({parameter.name, parameter.name == "quantum" ? "time slice" : ""});
        }
    return names;
}

/// A number and its unit, which people write apart, as one word: "3 ms" is 3ms.
std::string joined(const std::string& value) {
    const std::size_t gap = value.find_first_not_of("0123456789.");
    if (gap == 0 || gap == std::string::npos || value[gap] != ' ') return value;
    const std::size_t unit = value.find_first_not_of(' ', gap);
    if (unit == std::string::npos || !from_word<Unit>(value.substr(unit))) return value;
    return value.substr(0, gap) + value.substr(unit);
}

/// The student's scheduler as changes of the scenario: each value is YAML by itself, so that it can say
/// nothing else.
std::vector<Patch> patches_of(std::string_view text, const HandedIn& file, const Catalogues& catalogues) {
    const std::vector<AnswerName> names = names_of(catalogues);
    const auto given = find_answers(text, names);
    std::vector<Patch> patches;
    const auto& policy = given[0] ? given[0] : given[1];
    if (!policy || policy->size() > longest_value) return patches;
    patches.push_back(
        {"scheduler", "{policy: " + in_quotes(policy_called(*policy, catalogues)) + "}", file.path});
    for (std::size_t i = 2; i < names.size(); ++i)
        if (given[i] && given[i]->size() <= longest_value)
            patches.push_back({"scheduler." + std::string(names[i].name), joined(*given[i]), file.path});
    return patches;
}

class InferJudge {
  public:
    InferJudge(const Preparations& all, const Prepared& prepared, const HandedIn& file, QuestionResult& into)
        : all_(all), prepared_(prepared), file_(file), into_(into) {}

    void judge(std::string_view text) {
        const std::vector<Patch> patches = patches_of(text, file_, all_.catalogues);
        if (patches.empty())
            return refuse(Judged::unreadable, "bad-submission", "no policy is named in it",
                          "write policy: rr, and a line for each parameter: quantum: 4");
        std::string said;
        for (const Patch& patch : patches)
            said += plain(patch.path) + "=" + plain(patch.value) + "\n";
        into_.hash = hash_of(said);
        into_.sources = {patch_source(patches)};
        auto scenario = load_patched(patches);
        if (!scenario) {
            into_.judged = Judged::wrong;
            into_.arithmetic = {"there is no such scheduler here: 0 of " + show_points(into_.most)};
            return;
        }
        compare_run(*scenario);
    }

  private:
    void refuse(Judged judged, std::string code, std::string message, std::string hint) {
        Diagnostic problem;
        problem.code = std::move(code);
        problem.file = file_.path;
        problem.message = std::move(message);
        problem.hint = std::move(hint);
        into_.judged = judged;
        into_.problems.push_back(std::move(problem));
    }

    /// Only what is said of the student's own lines is kept: the scenario may be hidden.
    std::optional<Scenario> load_patched(const std::vector<Patch>& patches) {
        KeptFiles files(all_.files, folder_of(prepared_.source.file));
        LoadOptions options;
        options.variant = prepared_.question->variant;
        options.patches = patches;
        options.files = &files;
        LoadResult result = load(prepared_.source, all_.catalogues, options);
        bool is_told = false;
        for (Diagnostic& diagnostic : result.diagnostics) {
            if (diagnostic.severity != Severity::error || diagnostic.file != into_.sources.front().file)
                continue;
            into_.problems.push_back(std::move(diagnostic));
            is_told = true;
        }
        if (!result.scenario && !is_told)
            refuse(Judged::wrong, "bad-value", "this policy cannot run the scenario",
                   "it needs something that the threads of the trace do not have");
        return std::move(result.scenario);
    }

    void compare_run(Scenario scenario) {
        scenario.conventions = prepared_.stage->scenario.conventions;
        Keep keep;
        keep.trace = true;
        keep.happenings = prepared_.key().given.happenings * 8 + 10'000;
        const Played played = play(scenario, keep);
        if (!played.is_whole()) {
            into_.arithmetic = {"the run does not end: 0 of " + show_points(into_.most)};
            return refuse(Judged::wrong, "runaway", played.trouble(prepared_.unit), "");
        }
        into_.convention = prepared_.key().convention;
        into_.comparison = compare(prepared_.key().given.submission, played.submission, prepared_.options());
        into_.comparison->name = file_.path;
        into_.judged = into_.comparison->category == Category::equal ? Judged::right : Judged::wrong;
        into_.points = into_.comparison->points;
        into_.arithmetic = into_.comparison->arithmetic;
        if (into_.arithmetic.empty())
            into_.arithmetic = {show_points(into_.points) + " of " + show_points(into_.most)};
    }

    const Preparations& all_;
    const Prepared& prepared_;
    const HandedIn& file_;
    QuestionResult& into_;
};

} // namespace

void judge_infer(const Preparations& all, const Prepared& prepared, const HandedIn& file,
                 QuestionResult& into) {
    const auto text = text_of(file, most_of_policy, into);
    if (text) InferJudge(all, prepared, file, into).judge(*text);
}

} // namespace ossim
