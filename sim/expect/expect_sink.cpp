// Follows a run for `order`, `never` and `deadlock`.
#include "expect/watched.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace ossim {

namespace {

/// Ids are dense; a gap this wide is no trace of ours.
constexpr std::size_t widest_gap = 4'096;

template <class Entry>
Entry* grown(std::vector<Entry>& entries, std::uint32_t index) {
    if (index > entries.size() + widest_gap) return nullptr;
    if (index >= entries.size()) entries.resize(std::size_t{index} + 1);
    return &entries[index];
}

std::uint32_t number_of(const std::array<std::uint32_t, thread_state_count>& in_state, ThreadState state) {
    return in_state[static_cast<std::size_t>(state)];
}

} // namespace

/// A process is in the most active state that one of its threads is in.
bool FollowedSubject::is_in(ThreadState state, std::uint32_t at_least) const {
    if (!is_process || at_least > 1) return number_of(in_state, state) >= at_least;
    for (const ThreadState one : {ThreadState::running, ThreadState::ready, ThreadState::waiting,
                                  ThreadState::newborn, ThreadState::terminated})
        if (number_of(in_state, one) > 0) return one == state;
    return false;
}

bool FollowedSubject::existed() const {
    return is_process || std::any_of(in_state.begin(), in_state.end(), [](auto n) { return n > 0; });
}

ExpectSink::Watched::Watched(const Scenario& scenario) {
    for (std::size_t i = 0; i < scenario.expectations.size(); ++i) {
        const Expectation& expectation = scenario.expectations[i];
        switch (expectation.kind) {
        case ExpectationKind::that:
        case ExpectationKind::schedule: break;
        case ExpectationKind::order: follow_order(i, expectation); break;
        case ExpectationKind::never: follow_never(i, expectation); break;
        case ExpectationKind::deadlock: wants_deadlock = true; break;
        }
    }
}

std::uint32_t ExpectSink::Watched::follow(const std::string& name) {
    for (std::size_t i = 0; i < subjects.size(); ++i)
        if (subjects[i].name == name) return static_cast<std::uint32_t>(i);
    subjects.push_back({name, false, false, {}});
    return static_cast<std::uint32_t>(subjects.size() - 1);
}

void ExpectSink::Watched::follow_order(std::size_t index, const Expectation& expectation) {
    FollowedOrder order{index, {}, 0};
    for (const std::string& text : expectation.texts) {
        const auto item = parse_order_item(text);
        if (!item.claim) return;
        order.items.push_back({follow(item.claim->subject.name), item.claim->deed, {}, {}});
    }
    orders.push_back(std::move(order));
}

void ExpectSink::Watched::follow_never(std::size_t index, const Expectation& expectation) {
    for (const std::string& text : expectation.texts) {
        const auto claim = parse_never(text);
        if (!claim.claim) continue;
        FollowedNever never{index, {}, {}, {}, 0, false};
        for (const Condition& condition : claim.claim->conditions)
            never.parts.push_back({condition, condition.idle_cpu ? 0 : follow(condition.subject.name)});
        nevers.push_back(std::move(never));
    }
}

void ExpectSink::Watched::start(const TraceHeader& header, const Names& names) {
    names_ = &names;
    cpu_runs_.assign(std::min<std::size_t>(header.cpus, 65'536), false);
}

void ExpectSink::Watched::take(const Event& event) {
    if (event.time > now_) pass_time(event.time);
    if (const auto* state = std::get_if<StateMove>(&event.body)) return move(event.time, *state);
    if (const auto* thread = std::get_if<ThreadNew>(&event.body)) return create(event.time, *thread);
    if (const auto* process = std::get_if<ProcessNew>(&event.body)) return create(*process);
    if (const auto* ended = std::get_if<ProcessExit>(&event.body)) return exit(event.time, *ended);
    if (const auto* end = std::get_if<RunEnd>(&event.body)) outcome = end->outcome;
}

/// What holds while time passes counts; what comes and goes within an instant does not.
void ExpectSink::Watched::pass_time(Time now) {
    for (FollowedNever& never : nevers) {
        const bool broken = is_broken(never);
        if (broken && !never.goes_on) ++never.stretches;
        if (broken && !never.from) never.from = now_;
        if (broken && never.stretches == 1) never.to = now;
        never.goes_on = broken;
    }
    now_ = now;
}

bool ExpectSink::Watched::is_broken(const FollowedNever& never) const {
    return std::all_of(never.parts.begin(), never.parts.end(), [this](const FollowedNever::Part& part) {
        if (part.condition.idle_cpu) {
            const std::size_t cpu = part.condition.idle_cpu->value;
            return cpu < cpu_runs_.size() && !cpu_runs_[cpu];
        }
        return subjects[part.subject].is_in(part.condition.state, part.condition.at_least);
    });
}

void ExpectSink::Watched::create(const ProcessNew& event) {
    Process* process = grown(processes_, event.pid.value);
    if (process == nullptr) return;
    *process = {event.label, event.parent, true};
    const std::string name = names_->text(event.label);
    for (FollowedSubject& subject : subjects)
        subject.is_process = subject.is_process || subject.name == name;
}

void ExpectSink::Watched::create(Time now, const ThreadNew& event) {
    Thread* thread = grown(threads_, event.tid.value);
    if (thread == nullptr || thread->known) return;
    *thread = {event.pid, event.label, ThreadState::newborn, true, false, WaitsOn::nothing, 0, {}};
    const bool has_process = event.pid.value < processes_.size() && processes_[event.pid.value].known;
    const std::string process = has_process ? names_->text(processes_[event.pid.value].label) : std::string();
    const std::string name = names_->text(event.label);
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        FollowedSubject& subject = subjects[i];
        if (subject.name != "any" && !means_thread(subject.name, process, name, names_->text(event.group)))
            continue;
        thread->subjects.push_back(static_cast<std::uint16_t>(i));
        ++subject.in_state[static_cast<std::size_t>(ThreadState::newborn)];
    }
    deed(now, *thread, Deed::arrives);
}

void ExpectSink::Watched::move(Time now, const StateMove& event) {
    if (event.to == ThreadState::running || event.from == ThreadState::running)
        run_on(event.cpu, event.to == ThreadState::running);
    if (event.tid.value >= threads_.size() || !threads_[event.tid.value].known) return;
    Thread& thread = threads_[event.tid.value];
    for (const std::uint16_t subject : thread.subjects) {
        --subjects[subject].in_state[static_cast<std::size_t>(thread.state)];
        ++subjects[subject].in_state[static_cast<std::size_t>(event.to)];
    }
    const ThreadState from = std::exchange(thread.state, event.to);
    thread.on = event.on;
    thread.object = event.object;
    if (event.to == ThreadState::running) {
        if (!thread.has_run) deed(now, thread, Deed::starts);
        thread.has_run = true;
        deed(now, thread, Deed::runs);
    }
    if (from == ThreadState::running && event.to == ThreadState::ready)
        deed(now, thread, event.cause == Cause::yielded ? Deed::yields : Deed::preempted);
    if (event.to == ThreadState::waiting) deed(now, thread, Deed::blocks);
    if (from == ThreadState::waiting && event.to != ThreadState::terminated) deed(now, thread, Deed::wakes);
    if (event.to == ThreadState::terminated) deed(now, thread, Deed::exits);
}

void ExpectSink::Watched::run_on(CpuId cpu, bool runs) {
    if (cpu.value < cpu_runs_.size()) cpu_runs_[cpu.value] = runs;
}

void ExpectSink::Watched::exit(Time now, const ProcessExit& event) {
    if (event.pid.value >= processes_.size()) return;
    const std::string name = names_->text(processes_[event.pid.value].label);
    for (std::size_t i = 0; i < subjects.size(); ++i)
        if (subjects[i].name == name) deed(now, static_cast<std::uint32_t>(i), Deed::exits);
}

/// A process starts once and exits by its own event; all else is done by each of its threads.
void ExpectSink::Watched::deed(Time now, const Thread& thread, Deed what) {
    if (orders.empty()) return;
    for (const std::uint16_t i : thread.subjects) {
        FollowedSubject& subject = subjects[i];
        if (subject.is_process && what == Deed::exits) continue;
        if (subject.is_process && what == Deed::starts && std::exchange(subject.has_started, true)) continue;
        deed(now, i, what);
    }
}

void ExpectSink::Watched::deed(Time now, std::uint32_t subject, Deed what) {
    for (FollowedOrder& order : orders) {
        const auto is_it = [&](const FollowedItem& item) {
            return item.subject == subject && item.deed == what;
        };
        for (FollowedItem& item : order.items)
            if (is_it(item) && !item.first) item.first = now;
        if (order.done < order.items.size() && is_it(order.items[order.done]))
            order.items[order.done++].matched = now;
    }
}

void ExpectSink::Watched::finish(Time end) {
    if (end > now_) pass_time(end);
    if (outcome != Outcome::deadlock) return;
    pass_time(Time::never()); // a deadlock lasts for ever
    find_waits();
}

/// Does this waiting thread wait for that one: for a thread, or for a child process? Of 0, for all it may
/// mean.
bool ExpectSink::Watched::awaits(const Thread& waiter, std::uint32_t other) const {
    const Thread& thread = threads_[other];
    if (waiter.on == WaitsOn::thread)
        return waiter.object == 0 ? thread.pid == waiter.pid : waiter.object == other;
    if (waiter.on != WaitsOn::child) return false;
    if (waiter.object != 0) return thread.pid.value == waiter.object;
    return thread.pid.value < processes_.size() && processes_[thread.pid.value].parent == waiter.pid;
}

void ExpectSink::Watched::find_waits() {
    constexpr std::size_t most = 1'000;
    std::vector<std::uint32_t> tids;
    for (std::uint32_t tid = 1; tid < threads_.size() && tids.size() < most; ++tid) {
        if (!threads_[tid].known || threads_[tid].state != ThreadState::waiting) continue;
        tids.push_back(tid);
        stuck.push_back(names_->text(threads_[tid].label));
    }
    waits_for.resize(tids.size());
    for (std::size_t from = 0; from < tids.size(); ++from)
        for (std::size_t to = 0; to < tids.size(); ++to)
            if (to != from && awaits(threads_[tids[from]], tids[to])) waits_for[from].push_back(to);
}

std::vector<std::size_t> ExpectSink::Watched::cycle() const {
    std::vector<char> seen(waits_for.size(), 0);
    for (std::size_t from = 0; from < waits_for.size(); ++from) {
        std::vector<std::size_t> path; // the way from `from`, with the next edge to try at each step
        std::vector<std::size_t> next;
        const auto enter = [&](std::size_t at) { seen[at] = 1, path.push_back(at), next.push_back(0); };
        if (seen[from] == 0) enter(from);
        while (!path.empty()) {
            if (next.back() == waits_for[path.back()].size()) {
                path.pop_back(), next.pop_back();
                continue;
            }
            const std::size_t to = waits_for[path.back()][next.back()++];
            const auto on_path = std::find(path.begin(), path.end(), to);
            if (on_path != path.end()) return {on_path, path.end()};
            if (seen[to] == 0) enter(to);
        }
    }
    return {};
}

ExpectSink::ExpectSink(const Scenario& scenario) : watched_(std::make_unique<Watched>(scenario)) {}
ExpectSink::~ExpectSink() = default;

EventKinds ExpectSink::wants() const {
    if (watched_->wants_nothing()) return EventKinds::of<RunEnd>();
    return EventKinds::of<ProcessNew, ThreadNew, StateMove, ProcessExit, RunEnd>();
}

void ExpectSink::start(const TraceHeader& header, const Names& names) { watched_->start(header, names); }

void ExpectSink::accept(std::span<const Event> events) {
    if (watched_->wants_nothing()) return;
    for (const Event& event : events)
        watched_->take(event);
}

void ExpectSink::finish(Time end) { watched_->finish(end); }

const ExpectSink::Watched& ExpectSink::watched() const { return *watched_; }

} // namespace ossim
