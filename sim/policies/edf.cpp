// Earliest deadline first: the job whose absolute deadline comes first runs. On several CPUs the best of one
// queue
// run (global edf), and a thread may go on elsewhere.
//
// A thread with a `server` has a budget Q in every period P, and the deadline of its server instead of its
// own: a
// constant bandwidth server. What it overruns by, it takes from itself only.
//
//   wake      if the server's deadline is not later than now, or remaining / (deadline - now) > Q / P:
//            deadline =
//             now + D, remaining = Q. Else both stay.
//   run       remaining goes down by what the thread uses.
//   0 left    exhausted: throttle (a hard reservation, as Linux has it): the thread may not run until the
//            deadline;
//             then deadline += P, remaining += Q. If that deadline has come, at once.
//             exhausted: postpone (Abeni and Buttazzo): deadline += P, remaining += Q at once, and it goes
//            on if it
//             still is the best.
//
// The server stays as it is when a job follows another without a pause.
#include "policies/timely.hpp"

#include <string>

namespace ossim {

namespace {

/// Bandwidths are compared exactly, by cross multiplication in 128 bits.
__extension__ using Wide = __int128;

/// A server and how it stands. A period of 0: the thread has none.
struct Server {
    ServerView given;
    Duration left; ///< of the budget
    Time deadline;
    bool has_begun = false; ///< it does when its thread first competes
    bool throttled = false;
    [[nodiscard]] bool exists() const { return given.period > Duration(); }
    void replenish() {
        deadline = deadline + given.period;
        left += given.budget;
    }
    /// Would what is left, used until the deadline, be more than its share?
    [[nodiscard]] bool exceeds_share(Time now) const {
        if (deadline <= now) return true;
        return Wide{left.ns()} * given.period.ns() > Wide{given.budget.ns()} * (deadline - now).ns();
    }
};

class Edf final : public Timely {
  public:
    explicit Edf(const PolicyContext& context)
        : Timely(context),
          throttles_(parameter<std::string>(context.spec, "exhausted", "throttle") == "throttle") {}

    void reserve(const ThreadView& thread, const ServerView& server) override {
        grow_to(servers_, thread.tid.value);
        servers_[thread.tid.value] = {.given = server, .left = {}, .deadline = {}};
        has_servers_ = true;
    }
    void adopt(Policy& from, const ThreadView& thread, Time now) override {
        Timely::adopt(from, thread, now);
        const Edf& other = static_cast<Edf&>(from);
        if (other.find(thread.tid) == nullptr) return;
        grow_to(servers_, thread.tid.value);
        servers_[thread.tid.value] = other.servers_[thread.tid.value];
        has_servers_ = true;
    }
    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        Server* server = find(thread.tid);
        const bool wakes = why == Entry::admitted || why == Entry::woken;
        if (server != nullptr && (wakes || !server->has_begun)) wake(*server, now);
        if (server != nullptr && server->throttled)
            return throttled_.push(thread.tid, rank(thread, server->deadline.ns()), server->deadline.ns());
        Timely::enqueue(thread, why, now);
    }
    void dequeue(const ThreadView& thread, Time now) override {
        if (throttled_.contains(thread.tid)) return throttled_.remove(thread.tid);
        Timely::dequeue(thread, now);
    }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time now) const override {
        return !throttled_.contains(ready.tid) && Timely::preempts(ready, running, now);
    }
    Duration slice(const ThreadView& thread, Time) override {
        const Server* server = find(thread.tid);
        return server != nullptr ? server->left : Duration::forever();
    }
    bool goes_on(const ThreadView& running, CpuId, Time now) const override {
        const Server* server = find(running.tid);
        if (server != nullptr && server->throttled) return false;
        return compares_at_once() || queue().empty() || queue().front().key >= key(running, now);
    }
    void begins_running(const ThreadView& thread, Time now) override {
        if (Server* server = find(thread.tid)) wake(*server, now);
    }
    /// It may have been given another server.
    void changed(const ThreadView&, const ThreadView& thread, Time now) override {
        Server* server = find(thread.tid);
        if (server != nullptr && !server->has_begun) wake(*server, now);
    }
    bool watches_running() const override { return true; }
    void ran(const ThreadView& thread, Duration length, Time now) override {
        Server* server = find(thread.tid);
        if (server == nullptr) return;
        server->left -= length;
        if (server->left > Duration()) return;
        if (throttles_ && server->deadline > now)
            server->throttled = true;
        else
            release(*server);
    }
    bool holds_back() const override { return !throttled_.empty(); }
    bool holds_back(Tid tid) const override { return throttled_.contains(tid); }
    /// Those without budget come last: they are Ready too.
    void list_queues(Time now, std::vector<ReadyListing>& into) const override {
        Timely::list_queues(now, into);
        throttled_.walk([&](const KeyedQueue::Member& member) {
            into.front().threads.push_back({member.tid, shown(member, now)});
            return true;
        });
    }
    bool has_upkeep() const override { return true; }
    Time next_upkeep() const override {
        return throttled_.empty() ? Time::never() : Time(throttled_.front().key);
    }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        changes.clear();
        while (!throttled_.empty() && throttled_.front().key <= now.ns()) {
            const KeyedQueue::Member due = throttled_.front();
            throttled_.remove(due.tid);
            release(servers_[due.tid.value]);
            queue().push(due.tid, due.rank, servers_[due.tid.value].deadline.ns());
        }
    }

  protected:
    std::int64_t key(const ThreadView& thread, Time) const override {
        if (const Server* server = find(thread.tid)) return server->deadline.ns();
        const JobView* job = job_of(thread.tid);
        return job != nullptr ? job->deadline.ns() : background;
    }
    CandidateKeys shown(const KeyedQueue::Member& member, Time) const override {
        if (!has_servers_) return {member.key};
        return {member.key, budget(member.tid)};
    }
    void show(Choice& choice, Time) const override {
        if (!has_servers_) return;
        choice.second_key = budget(choice.tid);
        choice.next_second_key = choice.next ? budget(choice.next) : 0;
    }

  private:
    [[nodiscard]] const Server* find(Tid tid) const {
        return tid.value < servers_.size() && servers_[tid.value].exists() ? &servers_[tid.value] : nullptr;
    }
    [[nodiscard]] Server* find(Tid tid) { return const_cast<Server*>(std::as_const(*this).find(tid)); }
    [[nodiscard]] std::int64_t budget(Tid tid) const {
        const Server* server = find(tid);
        return server != nullptr ? server->left.ns() : 0;
    }
    static void release(Server& server) {
        server.throttled = false;
        do
            server.replenish();
        while (server.left <= Duration());
    }
    /// A server that waited for its deadline while its thread was blocked is replenished first.
    static void wake(Server& server, Time now) {
        if (server.throttled && server.deadline <= now) release(server);
        if (server.throttled || (server.has_begun && !server.exceeds_share(now))) return;
        server.has_begun = true;
        server.deadline = now + server.given.deadline;
        server.left = server.given.budget;
    }

    std::vector<Server> servers_; ///< by tid
    KeyedQueue throttled_;        ///< Ready, but they may not run: by the instant at which they may
    bool throttles_, has_servers_ = false;
};

constexpr std::string_view edf_keys[] = {"deadline", "budget"};
constexpr std::string_view exhausted_words[] = {"throttle", "postpone"};
constexpr ParameterInfo edf_parameters[] = {
    {.name = "exhausted",
     .type = ParameterType::word,
     .fallback = "throttle",
     .words = exhausted_words,
     .doc = "of a thread with a server whose budget is used up: it may not run until its server's deadline "
            "(throttle), or it goes on at once with a new budget and a later deadline (postpone)"}};

} // namespace

const PolicyEntry edf_policy{
    .info = {.name = "edf",
             .doc =
                 "Earliest deadline first: the job whose deadline comes first runs. A thread with a server "
                 "has a budget in every period, and its server's deadline (CBS). Its budget is shown as a "
                 "second key, 0 "
                 "where there is no server. What has no deadline runs in the background.",
             .source = "Liu and Layland 1973; servers: Abeni and Buttazzo 1998, and Linux, "
                       "sched-deadline.rst",
             .parameters = edf_parameters,
             .uses = {.server = true},
             .work_conserving = false,
             .keys = edf_keys,
             .ties = deadline_ties},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Edf>(context);
    }};

} // namespace ossim
