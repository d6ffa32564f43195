// Random scenarios, and what must hold for each of them: the invariants of SEMANTICS 9, accounts that add up,
// the same trace whoever watches, a trace that survives the file, and snapshots that agree with the events.
#include "base/text.hpp"
#include "invariants.hpp"
#include "random_scenario.hpp"
#include "scale.hpp"
#include "scenario_in_words.hpp"

#include "ossim/metrics.hpp"
#include "trace/jsonl.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>

using namespace ossim;
using namespace ossim::testing;

namespace {

constexpr std::uint64_t first_seed = 1, last_seed = scaled(4'000);

/// An internal error ends the program at once: then this is the last that was said.
void note_seed(std::uint64_t seed) {
    std::fprintf(stderr, "\rseed %llu ", static_cast<unsigned long long>(seed));
}

struct Recorder : Sink {
    std::vector<Event> events;
    void start(const TraceHeader&, const Names&) override {}
    void accept(std::span<const Event> some) override {
        events.insert(events.end(), some.begin(), some.end());
    }
    void finish(Time) override {}
};

struct CountingListener : PickListener {
    std::string problem;
    void picked(CpuId, Time, const Choice& choice, std::span<const Candidate> candidates) override {
        if (candidates.size() != choice.ready)
            problem = "the listener hears of other candidates than the pick";
        if (choice.tid != candidates.front().tid && !forced_allowed)
            problem = "the pick is not the first candidate";
    }
    bool forced_allowed = false;
};

/// Everything that one scenario must pass; the first thing that it does not is told.
class Trial {
  public:
    explicit Trial(const Scenario& scenario) : scenario_(scenario) {}

    std::string problem() {
        run_watched();
        if (problem_.empty()) check_accounts();
        if (problem_.empty()) check_file();
        if (problem_.empty()) run_with_others();
        if (problem_.empty()) run_in_pieces();
        return problem_;
    }
    [[nodiscard]] Outcome outcome() const { return outcome_; }
    [[nodiscard]] std::size_t events() const { return reference_.events.size(); }

  private:
    void run_watched() {
        const auto all = policy_catalogue();
        const auto policy = std::find_if(all.begin(), all.end(), [&](const PolicyInfo& each) {
            return each.name == scenario_.scheduler.policy;
        });
        InvariantSink invariants(scenario_, *policy);
        JsonlWriter writer(text_);
        std::array<Sink*, 4> sinks{&reference_, &invariants, &metrics_, &writer};
        Simulation simulation(scenario_, sinks);
        result_ = simulation.run();
        problem_ = invariants.problems();
        outcome_ = invariants.outcome();
        if (outcome_ != result_.outcome)
            problem_ += "the last record tells another outcome than the result\n";
        if ((outcome_ == Outcome::deadlock || outcome_ == Outcome::limit) && result_.message.empty())
            problem_ += "the run does not say why it ended\n";
    }

    void blame(const std::string& what, std::uint64_t who, TimeSum found, TimeSum expected) {
        problem_ += what + " " + std::to_string(who) + ": " + digits_of(found.ns()) + " instead of " +
                    digits_of(expected.ns()) + " ns\n";
    }
    void check_accounts() {
        const Metrics& metrics = metrics_.metrics();
        TimeSum user, cpu_time;
        for (const CpuMetrics& each : metrics.cpus) {
            if (each.total() != metrics.end - Time())
                blame("accounts of CPU", each.cpu.value, each.total(), metrics.end - Time());
            if (each.idle < Duration() || each.user < Duration())
                blame("negative time of CPU", each.cpu.value, each.idle, each.user);
            user += each.user;
        }
        for (const ThreadMetrics& each : metrics.threads) {
            Duration lifetime, running = each.cpu + each.switching;
            for (const Duration state : each.in_state)
                lifetime += state;
            for (const Duration kernel : each.kernel)
                running += kernel;
            const Duration life = each.end.value_or(metrics.end) - each.arrival;
            if (lifetime != life) blame("states of thread", each.tid.value, lifetime, life);
            const Duration state = each.in_state[static_cast<std::size_t>(ThreadState::running)];
            if (running != state) blame("Running of thread", each.tid.value, running, state);
            cpu_time += each.cpu;
        }
        if (user != cpu_time) blame("user time of all", 0, user, cpu_time);
    }

    void check_file() {
        TraceReadResult read = read_jsonl("random", text_.text());
        if (!read.trace) {
            problem_ = "the trace cannot be read back: " + read.diagnostics.front().message;
            return;
        }
        if (read.trace->events.size() != reference_.events.size()) problem_ = "the file has other events";
        if (to_jsonl(*read.trace) != text_.text()) problem_ = "the trace changes when it is read and written";
    }

    void compare(const Recorder& other, const char* when) {
        if (other.events == reference_.events) return;
        const auto [a, b] = std::mismatch(reference_.events.begin(), reference_.events.end(),
                                          other.events.begin(), other.events.end());
        problem_ += std::string("another trace ") + when + ", from event " +
                    std::to_string(a - reference_.events.begin()) + "\n";
    }
    void run_with_others() {
        Recorder again;
        CountingListener listener;
        listener.forced_allowed = scenario_.conventions.after_io == AfterIo::runs;
        std::array<Sink*, 1> sinks{&again};
        Simulation simulation(scenario_, sinks, &listener);
        (void)simulation.run();
        compare(again, "with other sinks");
        problem_ += listener.problem;
    }

    void run_in_pieces() {
        Recorder again;
        std::array<Sink*, 1> sinks{&again};
        Simulation simulation(scenario_, sinks);
        Dice dice(scenario_.seed + reference_.events.size());
        Time moment;
        for (int i = 0; i < 3 && problem_.empty(); ++i) {
            moment = moment + Duration(dice.from(0, result_.end.ns() / 2));
            const RunResult part = simulation.run_to(moment);
            const bool over = result_.end <= moment;
            if (!over) check_snapshot(simulation.snapshot(), moment);
            if (part.end != moment && !over) problem_ += "ended before its end\n";
        }
        (void)simulation.run();
        compare(again, "after snapshots");
    }

    void check_snapshot(const Snapshot& snapshot, Time moment) {
        std::map<std::uint32_t, ThreadState> states;
        std::map<std::uint32_t, Pid> parents;
        std::map<std::uint32_t, std::uint32_t> runs;
        for (const Event& event : reference_.events) {
            if (event.time > moment) break;
            if (const auto* born = std::get_if<ProcessNew>(&event.body))
                parents[born->pid.value] = born->parent;
            if (const auto* orphan = std::get_if<Orphaned>(&event.body))
                parents[orphan->pid.value] = orphan->parent;
            if (const auto* reaped = std::get_if<Reaped>(&event.body)) parents.erase(reaped->pid.value);
            const auto* move = std::get_if<StateMove>(&event.body);
            if (move == nullptr) continue;
            if (move->to == ThreadState::terminated)
                states.erase(move->tid.value);
            else
                states[move->tid.value] = move->to;
            if (move->from == ThreadState::running) runs.erase(move->cpu.value);
            if (move->to == ThreadState::running) runs[move->cpu.value] = move->tid.value;
        }
        compare_threads(snapshot, states);
        for (const Snapshot::Pcb& each : snapshot.processes) {
            if (each.pid == init_pid) continue;
            if (parents[each.pid.value] != each.parent) problem_ += "a snapshot has another parent\n";
            parents.erase(each.pid.value);
        }
        if (!parents.empty()) problem_ += "a snapshot lacks a process\n";
        for (const Snapshot::Cpu& each : snapshot.cpus)
            if ((each.mode == "running" || each.mode == "in the kernel") && each.running &&
                runs[each.cpu.value] != each.running.value)
                problem_ += "a snapshot has another thread on a CPU\n";
    }
    void compare_threads(const Snapshot& snapshot, std::map<std::uint32_t, ThreadState>& states) {
        std::size_t ready = 0;
        for (const Snapshot::Tcb& each : snapshot.threads) {
            const auto at = states.find(each.tid.value);
            if (at == states.end() || word_of(at->second) != each.state)
                problem_ +=
                    "a snapshot has thread " + std::to_string(each.tid.value) + " in " + each.state + "\n";
            if (each.state == "Ready") ++ready;
            if (each.step_left < Duration() || each.quantum_left < Duration() || each.cpu_time < Duration())
                problem_ += "a snapshot has a negative time\n";
        }
        if (snapshot.threads.size() != states.size()) problem_ += "a snapshot lacks a thread\n";
        for (const ReadyListing& queue : snapshot.queues)
            ready -= queue.threads.size();
        if (ready != 0) problem_ += "a snapshot has another ready queue\n";
    }

    const Scenario& scenario_;
    Recorder reference_;
    MetricsSink metrics_;
    TextOutput text_;
    RunResult result_;
    Outcome outcome_ = Outcome::finished;
    std::string problem_;
};

std::string problem_of(const Scenario& scenario) { return Trial(scenario).problem(); }

/// The scenario with as little in it as still fails.
Scenario shrunk(Scenario scenario) {
    for (std::size_t i = scenario.processes.size(); i-- > 0 && scenario.processes.size() > 1;) {
        Scenario less = scenario;
        less.processes.erase(less.processes.begin() + static_cast<std::ptrdiff_t>(i));
        if (!problem_of(less).empty()) scenario = less;
    }
    const Conventions defaults;
    for_each_field<Conventions>([&](const auto& field) {
        Scenario less = scenario;
        less.conventions.*(field.member) = defaults.*(field.member);
        if (!problem_of(less).empty()) scenario = less;
    });
    Scenario less = scenario;
    less.machine.costs = CostProfile{};
    if (!problem_of(less).empty()) scenario = less;
    const bool names_cpus = scenario.has_affinity || !scenario.machine.run_queues.groups.empty();
    for (bool smaller = !names_cpus; smaller && scenario.machine.cpus > 1;) {
        less = scenario;
        --less.machine.cpus;
        smaller = !problem_of(less).empty();
        if (smaller) scenario = less;
    }
    for (ProgramSpec& program : scenario.programs)
        for (std::size_t i = program.steps.size(); i-- > 0;) {
            const Step step = program.steps[i];
            program.steps.erase(program.steps.begin() + static_cast<std::ptrdiff_t>(i));
            if (problem_of(scenario).empty())
                program.steps.insert(program.steps.begin() + static_cast<std::ptrdiff_t>(i), step);
        }
    return scenario;
}

} // namespace

TEST_CASE("random scenarios keep every invariant") {
    std::map<Outcome, int> outcomes;
    std::size_t events = 0;
    int failed = 0;
    for (std::uint64_t seed = first_seed; seed <= last_seed && failed < 3; ++seed) {
        note_seed(seed);
        const Scenario scenario = RandomScenario(seed).make();
        Trial trial(scenario);
        const std::string problem = trial.problem();
        ++outcomes[trial.outcome()];
        events += trial.events();
        if (problem.empty()) continue;
        ++failed;
        const Scenario less = shrunk(scenario);
        FAIL_CHECK("seed " << seed << ": " << problem << "\nin less: " << problem_of(less) << "\n"
                           << InWords(less).text());
    }
    MESSAGE(events << " events; finished " << outcomes[Outcome::finished] << ", until "
                   << outcomes[Outcome::until] << ", deadlock " << outcomes[Outcome::deadlock] << ", limit "
                   << outcomes[Outcome::limit] << ", no progress " << outcomes[Outcome::no_progress]);
    CHECK(outcomes[Outcome::finished] > scaled(1'000)); // else the generator has lost its way
    CHECK(outcomes[Outcome::limit] < scaled(320));      // short ticks, and servers that hold back
}
