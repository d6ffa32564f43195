// A small run told in a few lines, and what came of it in a few words: for tests of the kernel. Times are in
// ns, so that a story can say 4 and mean 4.
#pragma once

#include "costs/catalogue.hpp"
#include "ossim/scenario.hpp"
#include "ossim/schedule.hpp"
#include "ossim/simulate.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ossim::testing {

inline Draw lasting(std::int64_t ns) {
    Draw draw;
    draw.low = Duration(ns);
    return draw;
}
inline Step step(Action action, std::uint32_t line = 0) { return {std::move(action), Mark{line, 1}}; }
inline Step compute(std::int64_t ns) { return step(Compute{lasting(ns)}); }
inline Step io(std::int64_t ns, const char* device = "io") { return step(Io{lasting(ns), device, 0, 0}); }
inline Step nap(std::int64_t ns) { return step(Sleep{lasting(ns)}); }
inline Step yield() { return step(Yield{}); }
inline Step say(const char* text) { return step(Print{text}); }
inline Step repeat(std::uint64_t times, Steps steps) { return step(Repeat{times, std::move(steps)}); }
inline Step forever(Steps steps) { return step(Forever{std::move(steps)}); }
inline Step bare_fork() { return step(Fork{}); }
inline Step fork(const char* name, Steps steps) {
    return step(Fork{name, ProgramRef{"", std::move(steps), {}}});
}
inline Step wait_for(const char* whom = "any") { return step(Wait{{whom, {}}}); }
inline Step join(const char* whom = "all") { return step(Join{{whom, {}}}); }
inline Step spawn(const char* name, Steps steps, std::uint32_t count = 1) {
    return step(Spawn{name, ProgramRef{"", std::move(steps), {}}, count, {}});
}
inline Step leave(std::int64_t status = 0) { return step(Exit{status}); }

class Told : public Sink {
  public:
    void start(const TraceHeader&, const Names& names) override { names_ = &names; }
    void accept(std::span<const Event> events) override {
        for (const Event& event : events) {
            now_ = event.time;
            std::visit([this](const auto& body) { tell(body); }, event.body);
        }
    }
    void finish(Time) override {}
    std::string moves, prints, family, switches, jobs;

  private:
    [[nodiscard]] std::string text(Name name) const {
        return names_->text(name.base) + (name.index > 0 ? "." + std::to_string(name.index) : "");
    }
    [[nodiscard]] std::string at() const { return std::to_string(now_.ns()) + " "; }
    std::string& who(Tid tid) { return tid ? threads_[tid.value] : idle_; }
    void tell(const ThreadNew& event) { threads_[event.tid.value] = text(event.label); }
    void tell(const ProcessNew& event) { processes_[event.pid.value] = text(event.label); }
    void tell(const StateMove& event) {
        if (event.to == ThreadState::newborn) return;
        moves += at() + who(event.tid) + " " + std::string(word_of(event.to)) + ", " +
                 std::string(word_of(event.cause)) +
                 (event.to == ThreadState::running ? " on " + std::to_string(event.cpu.value) : "") + "\n";
    }
    void tell(const NotAdmitted& event) { moves += at() + processes_[event.pid.value] + " has no room\n"; }
    void tell(const QuantumEnd& event) {
        if (event.continues) moves += at() + who(event.tid) + " goes on\n";
    }
    void tell(const Printed& event) {
        prints += at() + who(event.tid) + " " + names_->text(event.text) + "\n";
    }
    void tell(const Switch& event) {
        switches += at() + who(event.from) + " to " + who(event.to) + ", " +
                    std::string(word_of(event.kind)) + ", " + std::string(word_of(event.charged)) + ", " +
                    std::to_string(event.components.total().ns()) + "\n";
    }
    void tell(const Charge& event) {
        switches += at() + std::string(word_of(event.account)) + " of " + who(event.tid) + ", " +
                    std::to_string(event.length.ns()) + "\n";
    }
    void tell(const ProcessExit& event) {
        family += at() + processes_[event.pid.value] + " exits " + std::to_string(event.status) + "\n";
    }
    void tell(const Reaped& event) {
        family += at() + processes_[event.pid.value] + " reaped by " + parent(event.parent) + "\n";
    }
    void tell(const Orphaned& event) {
        family += at() + processes_[event.pid.value] + " to " + parent(event.parent) + "\n";
    }
    void tell(const JobReleased& event) {
        jobs += at() + job(event) + " released, deadline " + std::to_string(event.deadline.ns()) + "\n";
    }
    void tell(const JobDone& event) {
        jobs += at() + job(event) + " done, response " + std::to_string(event.response.ns()) + ", lateness " +
                std::to_string(event.lateness.value.ns()) + "\n";
    }
    void tell(const JobMissed& event) { jobs += at() + job(event) + " missed\n"; }
    void tell(const JobAborted& event) {
        jobs += at() + job(event) + " aborted after " + std::to_string(event.used.ns()) + "\n";
    }
    template <class Event>
    std::string job(const Event& event) {
        return who(event.tid) + "_" + std::to_string(event.job);
    }
    std::string parent(Pid pid) { return pid == init_pid ? "init" : processes_[pid.value]; }
    template <class Other>
    void tell(const Other&) {}

    const Names* names_ = nullptr;
    Time now_;
    std::map<std::uint32_t, std::string> threads_, processes_;
    std::string idle_ = "idle";
};

class Story {
  public:
    explicit Story(const std::string& policy = "fcfs", std::vector<Parameter> parameters = {}) {
        scenario.unit = Unit::ns;
        scenario.scheduler = {policy, "", std::move(parameters)};
        scenario.limits.events = 1'000'000;
    }
    static Story rr(std::int64_t quantum) { return Story("rr", {{"quantum", Duration(quantum)}}); }
    /// Small numbers first.
    static Story priority() {
        return Story("priority", {{"urgent", std::string("low")},
                                  {"preemptive", true},
                                  {"quantum", Duration::forever()},
                                  {"aging", Duration::forever()},
                                  {"aging_limit", std::int64_t{0}}});
    }
    static Story srtf() { return Story("srtf", {{"by", std::string("burst")}}); }

    ProcessSpec& process(const std::string& name, std::int64_t arrival, Steps steps,
                         std::int64_t urgency = 0) {
        ProcessSpec spec;
        spec.name = name;
        spec.arrival = Time(arrival);
        ProcessSpec& added = scenario.processes.emplace_back(std::move(spec));
        thread(added, name, std::move(steps), urgency);
        return added;
    }
    /// A process with threads of its own: the first of them; add others with `thread`.
    ProcessSpec& family(const std::string& name, std::int64_t arrival, const std::string& first,
                        Steps steps) {
        ProcessSpec& added = process(name, arrival, std::move(steps));
        added.threads_given = true;
        added.threads[0].name = first;
        return added;
    }
    void thread(ProcessSpec& process, const std::string& name, Steps steps, std::int64_t urgency = 0) {
        scenario.programs.push_back({"", std::move(steps), {}});
        ThreadSpec spec;
        spec.name = name;
        spec.program = ProgramId(static_cast<std::uint32_t>(scenario.programs.size() - 1));
        spec.attributes.priority = urgency;
        process.threads.push_back(std::move(spec));
    }
    /// A thread whose jobs run the steps once each.
    Attributes& task(const std::string& name, std::int64_t period, Steps steps, std::int64_t wcet = 0) {
        Attributes& attributes = process(name, 0, std::move(steps)).threads[0].attributes;
        attributes.period = Duration(period);
        attributes.wcet = Duration(wcet);
        return attributes;
    }
    static Story edf(const char* exhausted = "throttle") {
        return Story("edf", {{"exhausted", std::string(exhausted)}});
    }
    void until(std::int64_t end) { scenario.until = Time(end); }
    /// `textbook-unit` with these prices.
    void unit_costs(std::int64_t process_switch, std::int64_t thread_switch) {
        scenario.machine.costs = *profile_by_name("textbook-unit");
        scenario.machine.costs.process_switch = Price::of_ns(process_switch);
        scenario.machine.costs.thread_switch = Price::of_ns(thread_switch);
    }

    Story& run() {
        ScheduleSink schedule;
        std::vector<Sink*> sinks{&told, &schedule};
        Simulation simulation(scenario, sinks, nullptr, forced);
        result = simulation.run();
        schedule_ = schedule.schedule();
        return *this;
    }
    /// "P1 0-4, switch 4-5, P2 5-8 | P3 0-2": a part a CPU.
    std::string schedule() {
        run();
        std::string text;
        for (std::size_t cpu = 0; cpu < schedule_.cpus.size(); ++cpu) {
            text += cpu > 0 ? " | " : "";
            bool first = true;
            for (const Slice& slice : schedule_.cpus[cpu]) {
                text += first ? "" : ", ";
                first = false;
                text +=
                    slice.work == Work::run ? schedule_.name_of(slice.tid) : std::string(word_of(slice.work));
                text += " " + std::to_string(slice.start.ns()) + "-" + std::to_string(slice.end.ns());
            }
        }
        return text;
    }

    Scenario scenario;
    std::vector<ForcedPick> forced; ///< ties that are decided otherwise
    Told told;
    RunResult result;

  private:
    Schedule schedule_;
};

} // namespace ossim::testing
