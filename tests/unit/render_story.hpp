// A run told by hand, for the tests of the pictures: events without a kernel.
#pragma once

#include "ossim/metrics.hpp"
#include "ossim/sink.hpp"
#include "render/style.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace ossim::testing {

/// Times are in the unit of the story (ms unless told). Told in order of time for each CPU; events are
/// sorted, what is told first comes first at one instant.
class Story {
  public:
    explicit Story(std::uint32_t cpus = 1, std::int64_t unit_ns = 1'000'000) : unit_(unit_ns) {
        header_.title = "A story";
        header_.policy = "rr";
        header_.parameters = {{"quantum", "4ms"}};
        header_.conventions = "ossim";
        header_.costs = "textbook";
        header_.cpus = cpus;
        last_.resize(cpus);
    }
    TraceHeader& header() { return header_; }
    Names& names() { return names_; }

    /// A process with one thread of its name, Ready from its arrival.
    Tid process(const std::string& name, std::int64_t arrival = 0) {
        const Pid pid(next_pid_++);
        add(arrival, ProcessNew{pid, init_pid, {names_.intern(name), 0}});
        return thread(pid, name, arrival);
    }
    /// A process without a thread yet.
    Pid bare_process(const std::string& name) {
        const Pid pid(next_pid_++);
        add(0, ProcessNew{pid, init_pid, {names_.intern(name), 0}});
        return pid;
    }
    Tid thread(Pid pid, const std::string& name, std::int64_t arrival = 0, std::uint32_t index = 0) {
        const Tid tid(static_cast<std::uint32_t>(pids_.size() + 1));
        pids_.push_back(pid);
        add(arrival, ThreadNew{tid, pid, {names_.intern(name), index}, names_.intern("")});
        move(arrival, tid, ThreadState::fresh, ThreadState::newborn, Cause::created);
        move(arrival, tid, ThreadState::newborn, ThreadState::ready, Cause::admitted);
        return tid;
    }
    void move(std::int64_t at, Tid tid, ThreadState from, ThreadState to, Cause cause, std::uint32_t cpu = 0,
              WaitsOn on = WaitsOn::nothing) {
        add(at, StateMove{tid, from, to, cause, on, 0, CpuId(cpu)});
    }
    /// Dispatch at `from`, after a pick; at `to` it leaves: preempted, blocked for I/O, or exits with its
    /// process.
    void run(Tid tid, std::int64_t from, std::int64_t to, ThreadState then, std::uint32_t cpu = 0) {
        add(from, Pick{CpuId(cpu), tid, 1, DecidedBy::only, Tid{}, 0, 0});
        move(from, tid, ThreadState::ready, ThreadState::running, Cause::dispatched, cpu);
        if (last_[cpu] != tid) change(from, tid, cpu);
        if (then == ThreadState::running) return;
        const Cause cause = then == ThreadState::ready     ? Cause::quantum
                            : then == ThreadState::waiting ? Cause::io
                                                           : Cause::exited;
        move(to, tid, ThreadState::running, then, cause, cpu,
             then == ThreadState::waiting ? WaitsOn::io : WaitsOn::nothing);
        if (then == ThreadState::terminated) add(to, ProcessExit{pid_of(tid), 0});
    }
    void wake(Tid tid, std::int64_t at) {
        move(at, tid, ThreadState::waiting, ThreadState::ready, Cause::woken);
    }
    void charge(std::int64_t at, Tid tid, Account account, std::int64_t ns, std::uint32_t cpu = 0) {
        add(at, Charge{CpuId(cpu), tid, account, Duration(ns)});
    }
    /// What a switch costs from now on, by component, in ns; address_space for process switches only.
    void cost(Component which, std::int64_t ns) { costs_.push_back({which, ns}); }
    template <class Body>
    void add(std::int64_t at, Body body) {
        events_.push_back({Time(at * unit_), body});
    }
    void end(std::int64_t at, Outcome outcome = Outcome::finished) {
        end_ = Time(at * unit_);
        std::stable_sort(events_.begin(), events_.end(),
                         [](const Event& a, const Event& b) { return a.time < b.time; });
        RunEnd last;
        last.outcome = outcome;
        last.events = events_.size();
        last.complete = outcome != Outcome::limit && outcome != Outcome::interrupted;
        events_.push_back({end_, last});
    }
    void tell(Sink& sink) const {
        sink.start(header_, names_);
        sink.accept(events_);
        sink.finish(end_);
    }
    [[nodiscard]] const std::vector<Event>& events() const { return events_; }

  private:
    struct Cost {
        Component which;
        std::int64_t ns;
    };
    [[nodiscard]] Pid pid_of(Tid tid) const { return pids_[tid.value - 1]; }
    void change(std::int64_t at, Tid to, std::uint32_t cpu) {
        const Tid from = last_[cpu];
        Switch body;
        body.from = from;
        body.to = to;
        body.cpu_number = static_cast<std::uint16_t>(cpu);
        body.kind = from && pid_of(from) == pid_of(to) ? SwitchKind::thread : SwitchKind::process;
        for (const Cost& each : costs_)
            if (each.which != Component::address_space || body.kind == SwitchKind::process)
                body.components.set(each.which, Duration(each.ns));
        add(at, body);
        last_[cpu] = to;
    }
    std::int64_t unit_;
    TraceHeader header_;
    Names names_;
    std::vector<Event> events_;
    std::vector<Pid> pids_;
    std::vector<Tid> last_;
    std::vector<Cost> costs_;
    std::uint32_t next_pid_ = 2;
    Time end_;
};

/// LANGUAGE 1: round robin, quantum 4.
inline std::unique_ptr<Story> round_robin() {
    auto story = std::make_unique<Story>();
    story->header().title = "Round robin, quantum 4";
    const Tid p1 = story->process("P1"), p2 = story->process("P2"), p3 = story->process("P3");
    story->run(p1, 0, 4, ThreadState::ready);
    story->run(p2, 4, 7, ThreadState::terminated);
    story->run(p3, 7, 9, ThreadState::waiting);
    story->run(p1, 9, 17, ThreadState::ready);
    story->wake(p3, 14);
    story->run(p3, 17, 18, ThreadState::terminated);
    story->run(p1, 18, 30, ThreadState::terminated);
    story->end(30);
    return story;
}

inline Metrics measured(const Story& story) {
    MetricsSink sink;
    story.tell(sink);
    return sink.metrics();
}

inline Style plain() {
    Style style;
    style.ascii = true;
    return style;
}

} // namespace ossim::testing
