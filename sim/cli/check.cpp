// `ossim check FILES…`: are the scenarios valid, and does what they expect hold?
//
//     rr.yaml: 1 of 2 expectations hold
//       holds   that: P1.turnaround == 30
//       FAILED  that: P2.turnaround == 8   (line 14)
//               P2.turnaround is 7
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/run_scenario.hpp"
#include "cli/scenario_input.hpp"
#include "expect/expect.hpp"
#include "ossim/schedule.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

namespace ossim {

namespace {

struct CheckOptions {
    ScenarioOptions scenario;
    StyleOptions style;
    std::vector<std::string> files;
    bool quiet = false;
};

/// What one file gave.
struct Answer {
    ExitCode code = ExitCode::done;
    std::size_t held = 0, failed = 0;
};

/// A run of one variant, and everything that may be asked about it.
class WatchedRun {
  public:
    explicit WatchedRun(Scenario scenario) : scenario_(std::move(scenario)), expect_(scenario_) {}

    RunResult run(Console& console, const std::string& what) {
        const std::array<Sink*, 3> sinks{&metrics_, &schedule_, &expect_};
        return run_scenario(console, scenario_, sinks, nullptr, what);
    }
    [[nodiscard]] JudgedRun judged() const {
        return {&metrics_.metrics(), &schedule_.schedule(), &expect_.watched()};
    }

  private:
    Scenario scenario_;
    MetricsSink metrics_;
    ScheduleSink schedule_;
    ExpectSink expect_;
};

/// Worse ones have the higher rank: a broken file hides whether expectations hold.
int rank_of(ExitCode code) {
    constexpr std::array order{ExitCode::done, ExitCode::no,    ExitCode::limit,      ExitCode::wrong,
                               ExitCode::io,   ExitCode::fault, ExitCode::interrupted};
    return static_cast<int>(std::find(order.begin(), order.end(), code) - order.begin());
}

ExitCode worse(ExitCode a, ExitCode b) { return rank_of(a) < rank_of(b) ? b : a; }

std::string indented(std::string_view text, std::string_view indent) {
    std::string result;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        result += std::string(indent) + std::string(text.substr(0, end)) + "\n";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

std::string line_of(const Verdict& verdict) {
    if (verdict.passed) return "  holds   " + verdict.claim + "\n";
    const std::string place = verdict.at.line == 0 ? "" : "   (line " + std::to_string(verdict.at.line) + ")";
    return "  FAILED  " + verdict.claim + place + "\n" + indented(verdict.found, "          ");
}

std::string text_of(const std::string& file, const std::vector<Verdict>& verdicts, const Answer& answer,
                    bool quiet) {
    if (verdicts.empty()) return quiet ? "" : file + ": valid; it expects nothing\n";
    if (quiet && answer.failed == 0) return "";
    std::string text = file + ": " + std::to_string(answer.held) + " of " + std::to_string(verdicts.size()) +
                       (verdicts.size() == 1 ? " expectation holds\n" : " expectations hold\n");
    for (const auto& verdict : verdicts)
        if (!quiet || !verdict.passed) text += line_of(verdict);
    return text;
}

Answer check_file(const std::string& file, const CheckOptions& options, Console& console) {
    auto scenario_options = options.scenario;
    scenario_options.file = file;
    ScenarioInput input(console, scenario_options, messages_are_coloured(options.style, console));
    const auto base = input.make_with_variants();
    Answer answer;
    std::map<std::string, std::unique_ptr<WatchedRun>, std::less<>> runs;
    JudgedRuns judged;
    for (const auto& variant : variants_needed(base)) {
        auto& run = runs[variant] = std::make_unique<WatchedRun>(input.make(variant));
        const auto code =
            exit_code_of(run->run(console, variant.empty() ? file : file + ", variant " + variant));
        answer.code = worse(answer.code, code);
        if (code == ExitCode::interrupted) return answer;
        judged[variant] = run->judged();
    }
    const auto verdicts = judge(base, judged);
    const auto held =
        std::count_if(verdicts.begin(), verdicts.end(), [](const Verdict& each) { return each.passed; });
    answer.held = static_cast<std::size_t>(held);
    answer.failed = verdicts.size() - answer.held;
    if (answer.failed > 0) answer.code = worse(answer.code, ExitCode::no);
    console.out(text_of(file, verdicts, answer, options.quiet));
    return answer;
}

/// A file that is wrong does not keep the others from being checked.
Answer check_or_tell(const std::string& file, const CheckOptions& options, Console& console) {
    try {
        return check_file(file, options, console);
    } catch (const Failure& failure) {
        if (*failure.what() != '\0') console.err("ossim: " + std::string(failure.what()) + "\n");
        return {failure.code(), 0, 0};
    }
}

ExitCode check_files(const CheckOptions& options, Console& console) {
    if (options.files.empty())
        throw Failure(ExitCode::wrong, "check: which scenarios? Write ossim check *.yaml");
    Answer sum;
    for (const auto& file : options.files) {
        const auto answer = check_or_tell(file, options, console);
        sum = {worse(sum.code, answer.code), sum.held + answer.held, sum.failed + answer.failed};
        if (answer.code == ExitCode::interrupted) return answer.code;
    }
    if (options.files.size() > 1 && !options.quiet)
        console.out(std::to_string(options.files.size()) + " files, " + std::to_string(sum.held) +
                    " expectations hold, " + std::to_string(sum.failed) + " failed\n");
    return sum.code;
}

CommandAction declare_check(CLI::App& app, Console& console) {
    auto options = std::make_shared<CheckOptions>();
    add_arguments(app, "files", options->files);
    add_flag(app, "-q,--quiet", options->quiet, "print only what failed");
    add_scenario_options(app, options->scenario);
    add_text(app, "--color", options->style.colour, "of messages: auto, always or never", "WHEN");
    return [options, &console] { return check_files(*options, console); };
}

} // namespace

Command check_command() {
    return {"check",
            "Are scenarios valid, and does what they expect hold?",
            "FILES... [options]",
            "  ossim check rr.yaml\n"
            "  ossim check scenarios/lessons/*.yaml --quiet    for scripts: only what failed\n",
            "The exit code is 0 if everything holds, 1 if an expectation failed, 2 if a scenario is wrong.",
            declare_check};
}

} // namespace ossim
