// A scheduling policy: answers "who next?" and owns the ready queues.
//
// It sees threads as views and the clock as an argument, nothing else. It never sees a TCB, never changes a
// thread's state and never prints. All its ties end in arrival order: `ready_queue` (sim/policies) adds the
// counter itself.
//
// When it is called, and with what:
//
//   enqueue   a thread has become Ready: admitted, woken, preempted, its quantum over, or yielding. It joins
//             a queue.
//   dequeue   a thread that is in a queue must leave it without being picked (killed, stopped, its key about
//             to change).
//   pick      a CPU chooses; the chosen thread leaves its queue and runs.
//   take      a convention has chosen instead of `pick`.
//   peek      whom `pick` would choose now; nothing changes. Asked of preemptive policies only.
//   preempts  would this ready thread take the CPU from that running one? Asked when a thread becomes ready,
//             for the worst running thread, and again when the marked CPU chooses.
//   matches   is it exactly as good as the running one?
//   worse     of two running threads, is the first the one to preempt? (Then: latest arrival, highest tid.)
//   slice     the thread is about to run: for how long at most?
//   goes_on   a quantum has ended: may the thread simply go on? (If the convention `quantum_alone` says so.)
//   ran       the thread has used the CPU for so long; before every enqueue, leave, slice, upkeep and
//             preempts of that thread. What the other running threads have used, a policy that has to know
//             asks for: `KernelView`.
//   leave     a running thread blocks.
//   ended     a running thread has ended: by default as if it blocked.
//   job_begins   the thread has a new job, with a deadline: before it is enqueued for it, and before the
//             running thread goes on with it.
//   reserve   the thread has a server, which limits what it may use: before it is enqueued for the first
//             time.
//   walk      shows whom `pick` would choose one after another, as long as somebody wants to see more.
//   upkeep    `next_upkeep()` has come: boost, aging, replenishment. Afterwards whom `renewed` names begins a
//             fresh quantum, and if it `reorders` every CPU whose thread is no longer among the best (`walk`,
//             `preempts`) chooses anew, as far as the convention about preemption lets it.
//
// How others fit: cfs keeps vruntime by tid in `ran`, places in `enqueue`, computes `slice` from the weights,
// and compares with its granularity in `preempts`. edf keeps the deadlines that
// `job_begins` tells; its server's budget is
// its `slice`, a throttled thread sits out of `pick` (which may answer nobody) until `upkeep` at its
// replenishment. mlfq demotes in `enqueue(quantum)`, keeps allotments in `ran`, and boosts in `upkeep`.
// lottery draws in `pick`.
#pragma once

#include "ossim/catalogue.hpp"
#include "ossim/cpu_set.hpp"
#include "ossim/event.hpp"
#include "ossim/ids.hpp"
#include "ossim/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace ossim {

/// What a policy may know of a thread. The kernel keeps it up to date before every call.
struct ThreadView {
    Tid tid;
    Pid pid;
    std::int32_t priority =
        0;                ///< as in the scenario, inheritance included; `urgent` says which end is better
    std::int8_t nice = 0; ///< -20 to 19
    ThreadClass thread_class = ThreadClass::unstated;
    std::uint16_t queue = 0; ///< index of the thread's queue, for policies with named queues
    std::uint32_t tickets = 0;
    std::uint32_t name_rank = 0; ///< its name among all as text; only where ties are broken by it
    Time arrival;                ///< when it was admitted
    Time since;                  ///< in its present state: of a ready thread, when it became Ready
    Duration burst_left; ///< CPU time to the end of the current burst; only for policies that want bursts
    Duration total_left; ///< CPU time to the end of the program; only for policies that want bursts
    Duration used;       ///< CPU time used so far
};

/// A job: one of the pieces of work that periodic work consists of, or a single one with a deadline.
struct JobView {
    Time release, deadline;
    Duration relative_deadline;
    Duration period;      ///< forever if there is this one job only
    Duration wcet;        ///< the CPU time that it needs at most; 0 if that is unknown
    Duration used_before; ///< `ThreadView::used` when it began
    /// The CPU time that it still needs, by what was declared.
    [[nodiscard]] Duration remaining(const ThreadView& thread) const {
        const Duration left = wcet - (thread.used - used_before);
        return left > Duration() ? left : Duration();
    }
};

/// What limits a thread by a budget: a server, as a scenario gives it.
using ServerView = ServerSpec;

/// Why a thread joins a queue: it becomes ready; or it is ready, and has been moved from another queue, or
/// what the policy goes by has been changed (renice, affinity).
enum class Entry : std::uint8_t { admitted, woken, preempted, quantum, yielded, moved, changed };

/// A thread has moved to the queue of other CPUs; each queue is named by its first CPU.
struct Moved {
    Tid tid;
    CpuId from, to;
    MoveReason why = MoveReason::stolen;
};

/// The answer of `pick`.
struct Choice {
    Tid tid;                 ///< 0: nobody may run
    std::uint32_t ready = 0; ///< how many candidates there were, the chosen one included
    DecidedBy decided = DecidedBy::only;
    Tid next;             ///< the second best, if any
    std::int64_t key = 0; ///< the first key of each, named in PolicyInfo::keys
    std::int64_t next_key = 0;
    std::int64_t second_key = 0; ///< the second one, if the policy has two
    std::int64_t next_second_key = 0;
};

/// What a policy shows of a ready thread, in the order of PolicyInfo::keys: four keys at most, kept in place,
/// for thousands may be looked through.
class CandidateKeys {
  public:
    CandidateKeys() = default;
    CandidateKeys(std::initializer_list<std::int64_t> keys) {
        for (const std::int64_t key : keys)
            push_back(key);
    }
    void push_back(std::int64_t key) { keys_.at(size_++) = key; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const std::int64_t* begin() const { return keys_.data(); }
    [[nodiscard]] const std::int64_t* end() const { return keys_.data() + size_; }
    [[nodiscard]] std::int64_t& operator[](std::size_t place) { return keys_.at(place); }
    [[nodiscard]] const std::int64_t& operator[](std::size_t place) const { return keys_.at(place); }
    /// 0 if it has no such key.
    [[nodiscard]] std::int64_t or_0(std::size_t place) const { return place < size_ ? keys_.at(place) : 0; }
    bool operator==(const CandidateKeys&) const = default;

  private:
    std::array<std::int64_t, 4> keys_{};
    std::size_t size_ = 0;
};

/// A thread that a CPU may choose.
struct Candidate {
    Tid tid;
    CandidateKeys keys;
};

/// Is shown candidates, best first; answers false when it has seen enough. Hand a lambda over by `std::ref`.
using CandidateVisitor = std::function<bool(const Candidate&)>;

/// A whole queue, for `show queues`.
struct ReadyListing {
    std::vector<CpuId> cpus; ///< that look into it; none if all do
    std::vector<Candidate> threads;
};

/// The kernel as a policy sees it: one whose answers depend on more than it is told asks.
class KernelView {
  public:
    virtual ~KernelView() = default;
    /// Has the account of that CPU made: calls `ran` if its thread has used time which was not told yet.
    virtual void settle(CpuId cpu) = 0;
    /// The same of every CPU that may run the policy's threads.
    virtual void settle_running() = 0;
    /// How long the thread asks to run at a time, all its life; 0: it asks for nothing.
    [[nodiscard]] virtual Duration slice_of(Tid tid) const = 0;
    /// Which label the thread has (`group:`): equal labels, equal numbers; 0: none.
    [[nodiscard]] virtual std::uint32_t group_of(Tid tid) const = 0;
    [[nodiscard]] virtual const ThreadView& thread(Tid tid) const = 0;
    /// The CPU that it runs on, or ran on last.
    [[nodiscard]] virtual CpuId cpu_of(Tid tid) const = 0;
    /// The CPUs that the thread may use. Equal masks are one object.
    [[nodiscard]] virtual const CpuSet& allowed(const ThreadView& thread) const = 0;
    /// The CPUs that nobody has, those that are about to choose included; kept only for policies with places.
    [[nodiscard]] virtual const CpuSet& idle_cpus() const = 0;
    /// That CPU is to choose anew: there may be something for it. An idle one of a policy with places does
    /// not look by itself.
    virtual void look(CpuId cpu) = 0;
    /// Has it been told to, so that it chooses in this instant?
    [[nodiscard]] virtual bool will_look(CpuId cpu) const = 0;
    /// To be traced.
    virtual void moved(const Moved& move) = 0;
};

class Policy {
  public:
    virtual ~Policy() = default;

    /// Before all else, and once. Policies to whom the calls say enough ignore it.
    virtual void attach(KernelView&) {}

    virtual void enqueue(const ThreadView& thread, Entry why, Time now) = 0;
    virtual void dequeue(const ThreadView& thread, Time now) = 0;
    [[nodiscard]] virtual Choice pick(CpuId cpu, Time now) = 0;

    /// A convention wants that CPU to take this ready thread (AfterIo::runs), or a CPU might steal it. Could
    /// it be chosen there now, if it were the best? Not one that is held back.
    [[nodiscard]] virtual bool offers(const ThreadView& thread, CpuId) const {
        return !holds_back(thread.tid);
    }
    /// A convention has chosen this thread: as if `pick` had.
    virtual void take(const ThreadView& thread, CpuId, Time now) { dequeue(thread, now); }

    /// 0 if nobody is ready for that CPU.
    [[nodiscard]] virtual Tid peek(CpuId cpu, Time now) const = 0;
    /// The first key of whom `peek` gives; 0 if that is nobody.
    [[nodiscard]] virtual std::int64_t peek_key(CpuId cpu, Time now) const {
        std::int64_t key = 0;
        walk(cpu, now, [&key](const Candidate& best) {
            key = best.keys.or_0(0);
            return false;
        });
        return key;
    }
    /// How many threads are ready.
    [[nodiscard]] virtual std::uint32_t ready() const = 0;

    /// Is a Ready thread held back, which no pick may choose before an upkeep lets it go?
    [[nodiscard]] virtual bool holds_back() const { return false; }
    /// Is that one, which has been enqueued, held back?
    [[nodiscard]] virtual bool holds_back(Tid) const { return false; }

    /// False if `preempts` never holds: then nobody asks.
    [[nodiscard]] virtual bool is_preemptive() const { return true; }
    /// With several CPUs: is all that is ready compared with all that runs when a thread becomes ready? Then
    /// nobody gives way who is still among the best, and as few as can be change their CPU. Else only the
    /// newcomer is compared, with the worst that runs.
    [[nodiscard]] virtual bool compares_all() const { return false; }
    /// Must be strict: of equals the running thread keeps the CPU.
    [[nodiscard]] virtual bool preempts(const ThreadView&, const ThreadView&, Time) const { return false; }
    [[nodiscard]] virtual bool worse(const ThreadView&, const ThreadView&, Time) const { return false; }
    /// Of a ready thread and the running one: does neither preempt the other because both are equally good?
    /// Asked under the convention `or-equal` only.
    [[nodiscard]] virtual bool matches(const ThreadView&, const ThreadView&, Time) const { return false; }
    /// `forever` for none. More than 0.
    [[nodiscard]] virtual Duration slice(const ThreadView&, Time) { return Duration::forever(); }
    /// After a preemption, or after I/O: does the thread keep the rest of its quantum by this policy's own
    /// rule?
    [[nodiscard]] virtual bool keeps_quantum(Entry) const { return false; }
    /// The same of that thread: what the kernel asks. Policies whose threads differ answer this one.
    [[nodiscard]] virtual bool keeps_rest(const ThreadView&, Entry why) const { return keeps_quantum(why); }
    /// Its turn begins anew by this policy's own rule (its allotment has been renewed, it has moved to
    /// another level): there is no rest that a convention could leave it.
    [[nodiscard]] virtual bool begins_anew(const ThreadView&, Entry) const { return false; }
    /// The quantum of a running thread has ended: does it go on with a fresh one (`slice`), without a switch?
    /// Asked before the thread is put back. By default: if nobody else is ready. A server without budget may
    /// not go on even alone; a thread that is more urgent than all that wait need not be put back first.
    [[nodiscard]] virtual bool goes_on(const ThreadView&, CpuId, Time) const { return ready() == 0; }
    /// False only if `ran` and `leave` do nothing: then nobody calls them.
    [[nodiscard]] virtual bool watches_running() const { return true; }
    virtual void ran(const ThreadView&, Duration, Time) {}
    virtual void leave(const ThreadView&, Time) {}
    virtual void ended(const ThreadView& thread, Time now) { leave(thread, now); }
    /// A thread that was not running has ended, and is in no queue: nothing need be kept for it.
    virtual void gone(const ThreadView&) {}
    /// The attributes of a running thread have changed; those of a ready one leave the queue and join again.
    virtual void changed(const ThreadView& before, const ThreadView& after, Time now);
    /// A running thread comes to this policy from that of another class.
    virtual void begins_running(const ThreadView&, Time) {}
    virtual void job_begins(const ThreadView&, const JobView&, Time) {}
    virtual void reserve(const ThreadView&, const ServerView&) {}
    /// False only if there never is any upkeep: then nobody asks when it is due.
    [[nodiscard]] virtual bool has_upkeep() const { return true; }
    [[nodiscard]] virtual Time next_upkeep() const { return Time::never(); }
    /// Changes of effective priority go into `changes`, for the trace.
    virtual void upkeep(Time, std::vector<PriorityChange>& changes) { changes.clear(); }
    /// Whose quantum the last upkeep has renewed, wherever they are: the rest of the old one is gone, and
    /// `slice` is asked again (a boost, a budget replenished while its thread runs).
    [[nodiscard]] virtual std::span<const Tid> renewed() const { return {}; }
    /// False if the last upkeep has only told what had changed before: nobody has become better by it.
    [[nodiscard]] virtual bool reorders() const { return true; }

    // Of machines where not every CPU looks into the same queue, or may run every thread.

    /// False: any CPU may take any ready thread, and an idle one looks by itself. Else a newcomer is told to
    /// the CPUs of its `places`, and for who joins a queue otherwise the policy has a CPU `look`.
    [[nodiscard]] virtual bool has_places() const { return false; }
    /// The CPUs that may take this ready thread where it stands. Asked of policies with places.
    [[nodiscard]] virtual const CpuSet& places(const ThreadView& thread) const;
    /// How many ready threads that CPU may choose from.
    [[nodiscard]] virtual std::uint32_t ready_for(CpuId) const { return ready(); }
    /// That CPU is about to choose: a policy that takes a thread from elsewhere for it may do so now.
    virtual void fetch(CpuId, Time) {}
    /// The CPU will `take` this ready thread, whose queue may be another one: then it moves.
    virtual void bring(const ThreadView&, CpuId, Time) {}
    /// The CPU that was to take this ready thread has something else to do.
    virtual void left_waiting(const ThreadView&, Time) {}
    /// That CPU was about to choose, or idle, and has other work now: whom it would have taken may want
    /// another.
    virtual void occupied(CpuId, Time) {}
    /// Each queue whole, whoever may take its threads: best first, as in `candidates`.
    virtual void list_queues(Time now, std::vector<ReadyListing>& into) const {
        into.resize(1);
        candidates(CpuId(0), now, into.front().threads);
    }
    /// The thread will join this queue; it was known to `from`, which is made as this one is and has been
    /// told that the thread left: what the policy remembers of it is taken over, in terms of this queue.
    virtual void adopt(Policy& from, const ThreadView& thread, Time now);
    /// Does the policy draw lots? Then `peek` foretells the draw, and `pass_over` throws it away.
    [[nodiscard]] virtual bool draws() const { return false; }
    virtual void pass_over() {}
    /// A hint: this thread is likely to become ready next. Its place in a queue may be fetched ahead.
    virtual void expect(Tid) const {}

    /// Shows the threads that this CPU may choose from, best first: `pick` would choose the first. Nothing
    /// changes. Who sees a few of many pays for a few, unless the policy is defined by a scan.
    virtual void walk(CpuId cpu, Time now, const CandidateVisitor& visit) const = 0;
    /// All of them: for --explain and `show queues`.
    void candidates(CpuId cpu, Time now, std::vector<Candidate>& into) const;
    /// The best `most`.
    void best(CpuId cpu, Time now, std::size_t most, std::vector<Tid>& into) const;
    /// Is that ready thread one of the best `most`?
    [[nodiscard]] bool is_among_best(Tid tid, CpuId cpu, Time now, std::size_t most) const;

    /// Of two ready threads: does nothing but the tie rule order them? Asked to decide ties otherwise
    /// (`ForcedPick`). By default: all their keys are equal.
    [[nodiscard]] virtual bool is_tie(const ThreadView& a, const ThreadView& b, CpuId cpu, Time now) const;
};

inline const CpuSet& Policy::places(const ThreadView&) const {
    static const CpuSet nowhere(1);
    return nowhere;
}
inline void Policy::adopt(Policy&, const ThreadView&, Time) {}
inline void Policy::changed(const ThreadView&, const ThreadView&, Time) {}
inline void Policy::candidates(CpuId cpu, Time now, std::vector<Candidate>& into) const {
    into.clear();
    walk(cpu, now, [&into](const Candidate& each) {
        into.push_back(each);
        return true;
    });
}
inline void Policy::best(CpuId cpu, Time now, std::size_t most, std::vector<Tid>& into) const {
    into.clear();
    const auto visit = [&](const Candidate& each) {
        into.push_back(each.tid);
        return into.size() < most;
    };
    if (most > 0) walk(cpu, now, std::ref(visit));
}
inline bool Policy::is_among_best(Tid tid, CpuId cpu, Time now, std::size_t most) const {
    bool is_one = false;
    const auto visit = [&](const Candidate& each) {
        is_one = each.tid == tid;
        return !is_one && --most > 0;
    };
    if (most > 0) walk(cpu, now, std::ref(visit));
    return is_one;
}
inline bool Policy::is_tie(const ThreadView& a, const ThreadView& b, CpuId cpu, Time now) const {
    CandidateKeys first;
    int seen = 0;
    bool are_equal = false;
    const auto visit = [&](const Candidate& each) {
        if (each.tid != a.tid && each.tid != b.tid) return true;
        if (++seen == 2) are_equal = first == each.keys;
        first = each.keys;
        return seen < 2;
    };
    walk(cpu, now, std::ref(visit));
    return are_equal;
}

/// What a policy is made from.
struct PolicyContext {
    const SchedulerSpec& spec; ///< its parameters, every one with a value
    const Conventions& conventions;
    std::uint32_t cpus = 1;
    std::uint64_t seed = 0; ///< for policies that draw
    /// Makes the policy of an inner queue (multilevel).
    std::function<std::unique_ptr<Policy>(const PolicyContext&)> make_inner;
    std::uint32_t sharers = 0; ///< the CPUs that choose from its queue; 0: all, and any of them
};

} // namespace ossim
