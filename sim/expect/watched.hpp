// What ExpectSink keeps of a run, and `judge` reads: how far each order came, when each `never` was broken,
// and who waited for whom at the end.
#pragma once

#include "expect/claims.hpp"
#include "expect/expect.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace ossim {

/// A subject of an expectation, followed through the run.
struct FollowedSubject {
    std::string name;
    bool is_process = false; ///< a process is called so: it has one state, and it exits once
    bool has_started = false;
    std::array<std::uint32_t, thread_state_count> in_state{}; ///< how many of its threads
    [[nodiscard]] bool is_in(ThreadState state, std::uint32_t at_least) const;
    /// Has anybody been called so? Who has ended is still counted, as terminated.
    [[nodiscard]] bool existed() const;
};

struct FollowedItem {
    std::uint32_t subject = 0;
    Deed deed = Deed::starts;
    std::optional<Time> first;   ///< when this happened for the first time
    std::optional<Time> matched; ///< when it happened after the items before it
};

struct FollowedOrder {
    std::size_t expectation = 0;
    std::vector<FollowedItem> items;
    std::size_t done = 0; ///< so many items were matched
};

struct FollowedNever {
    struct Part {
        Condition condition;
        std::uint32_t subject = 0; ///< unless it is about an idle CPU
    };
    std::size_t expectation = 0;
    std::vector<Part> parts;
    std::optional<Time> from; ///< the first stretch in which it was broken
    Time to;                  ///< `never` if it was broken when the run ended in a deadlock
    std::uint64_t stretches = 0;
    bool goes_on = false; ///< the last stretch has not ended yet
};

struct ExpectSink::Watched {
    explicit Watched(const Scenario& scenario);
    void start(const TraceHeader& header, const Names& names);
    void take(const Event& event);
    void finish(Time end);
    [[nodiscard]] bool wants_nothing() const { return orders.empty() && nevers.empty() && !wants_deadlock; }

    std::vector<FollowedSubject> subjects;
    std::vector<FollowedOrder> orders;
    std::vector<FollowedNever> nevers;
    bool wants_deadlock = false;

    Outcome outcome = Outcome::finished;
    std::vector<std::string> stuck;                       ///< names of the threads that wait for ever, by tid
    std::vector<std::vector<std::size_t>> waits_for;      ///< for each of them: for which of them
    [[nodiscard]] std::vector<std::size_t> cycle() const; ///< the first cycle among them, or empty

  private:
    struct Thread {
        Pid pid;
        Name label;
        ThreadState state = ThreadState::fresh;
        bool known = false, has_run = false;
        WaitsOn on = WaitsOn::nothing;
        std::uint32_t object = 0;
        std::vector<std::uint16_t> subjects;
    };
    struct Process {
        Name label;
        Pid parent;
        bool known = false;
    };

    std::uint32_t follow(const std::string& name);
    void follow_order(std::size_t index, const Expectation& expectation);
    void follow_never(std::size_t index, const Expectation& expectation);
    void create(const ProcessNew& event);
    void create(Time now, const ThreadNew& event);
    void move(Time now, const StateMove& event);
    void exit(Time now, const ProcessExit& event);
    void run_on(CpuId cpu, bool runs);
    void deed(Time now, const Thread& thread, Deed deed);
    void deed(Time now, std::uint32_t subject, Deed deed);
    void pass_time(Time now);
    [[nodiscard]] bool is_broken(const FollowedNever& never) const;
    [[nodiscard]] bool awaits(const Thread& waiter, std::uint32_t other) const;
    void find_waits();

    const Names* names_ = nullptr;
    Time now_;
    std::vector<Thread> threads_;    ///< by tid
    std::vector<Process> processes_; ///< by pid
    std::vector<bool> cpu_runs_;
};

} // namespace ossim
