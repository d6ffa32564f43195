// Queues of ready threads that cannot tie: every one of them adds the order of arrival itself, so that the
// author of a policy cannot forget it. They know threads by tid only and keep their links in dense arrays
// indexed by tid: no allocation per event (the arrays double when a higher tid comes), removal of any member
// in O(1) or O(log n).
//
//   FifoQueue    first in, first out; each member remembers when it joined
//   KeyedQueue   least key first; equal keys by the lower pid or by name if asked for, and then by arrival
//                (OrderedQueue<Key>: the same with keys that are no plain number)
//   ScanQueue    for keys that change with time: the best two are found by looking at all
//
// All give the best and the second best, the first two in O(1), because every pick reports whether a tie rule
// decided it.
#pragma once

#include "base/check.hpp"
#include "ossim/conventions.hpp"
#include "ossim/policy.hpp"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace ossim {

/// Where a thread joins a queue. tail: behind all equals. head: before all equals. kept: where it stood when
/// it was last in the queue, so that a preempted thread loses nothing to those who came while it ran.
enum class Place : std::uint8_t { tail, head, kept };

/// The place of a thread that becomes ready: the tail, save that a preempted one goes where the convention
/// says, or by the policy's own rule.
constexpr Place place_of(Entry why, PreemptedTo convention, Place own) {
    if (why != Entry::preempted) return Place::tail;
    switch (convention) {
    case PreemptedTo::policy: return own;
    case PreemptedTo::head: return Place::head;
    case PreemptedTo::tail: return Place::tail;
    }
    return own;
}

/// Where the convention has preempted threads go. One that gives way to an equal goes behind it, unless a
/// setting says otherwise: else it would be chosen again.
constexpr PreemptedTo preempted_place(const Conventions& conventions) {
    const bool gives_way = conventions.preempt_check == PreemptCheck::or_equal;
    return gives_way && conventions.preempted_to == PreemptedTo::policy ? PreemptedTo::tail
                                                                        : conventions.preempted_to;
}

/// What breaks ties before the order of arrival does: less comes first.
constexpr std::uint32_t rank_of(const ThreadView& thread, TieRule ties) {
    switch (ties) {
    case TieRule::arrival:
    case TieRule::latest: return 0;
    case TieRule::pid: return thread.pid.value;
    case TieRule::name: return thread.name_rank;
    }
    return 0;
}

/// The answer of a pick, from the best two. Nobody is `Tid{}`.
constexpr Choice choice_of(Tid best, std::int64_t key, Tid next, std::int64_t next_key, std::size_t ready) {
    Choice choice{.tid = best,
                  .ready = static_cast<std::uint32_t>(ready),
                  .next = next,
                  .key = key,
                  .next_key = next_key};
    if (next) choice.decided = key == next_key ? DecidedBy::tie : DecidedBy::key;
    return choice;
}

/// Gives out the order of arrival: unique numbers, larger at the tail, smaller at the head. Where the latest
/// of equals comes first, head and tail change places.
class Orders {
  public:
    explicit Orders(TieRule ties) : latest_first_(ties == TieRule::latest) {}
    /// `before` is what the thread had when it was last in the queue; 0: it never was.
    std::int64_t next(std::int64_t before, Place place) {
        if (place == Place::kept && before != 0) return before;
        const bool behind = (place == Place::head) == latest_first_;
        return behind ? ++last_ : --first_;
    }

  private:
    std::int64_t first_ = 0, last_ = 0;
    bool latest_first_;
};

/// Grows a dense array so that `index` is in it; doubles, so that growing costs O(1) an element in all.
template <class Element>
[[gnu::always_inline]] inline void grow_to(std::vector<Element>& array, std::uint32_t index) {
    if (index < array.size()) [[likely]]
        return;
    array.resize(std::max(std::size_t{index} + 1, 2 * array.size()));
}

/// First in, first out. The list is a ring through element 0, which is nobody: no end is a special case.
class FifoQueue {
  public:
    FifoQueue() : links_(1) { links_[0] = {.next = 0, .previous = 0}; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] Tid front() const { return Tid(links_[0].next); }
    /// Nobody behind the last one, and behind nobody the first.
    [[nodiscard]] Tid behind(Tid tid) const { return Tid(links_[tid.value].next); }
    [[nodiscard]] bool contains(Tid tid) const {
        return tid.value < links_.size() && links_[tid.value].next != outside;
    }
    /// When the member joined. One that came back to the head, or kept its place, joined when it first did.
    [[nodiscard]] Time since(Tid tid) const { return links_[tid.value].since; }

    void prefetch(Tid tid) const {
        if (tid.value < links_.size()) __builtin_prefetch(&links_[tid.value]);
    }
    void push_back(Tid tid, Time now) {
        Link& link = claim(tid);
        link.since = now;
        const std::uint32_t last = links_[0].previous;
        insert(tid.value, link, last, 0);
    }
    /// Before all others, and as early as before: since the first to leave joined first, the order of `since`
    /// stands.
    void push_front(Tid tid, Time now) {
        Link& link = claim(tid);
        const std::uint32_t first = links_[0].next;
        link.since = std::min(link.since, first == 0 ? now : links_[first].since);
        insert(tid.value, link, 0, first);
    }
    /// Where it stood when it was last in the queue: before all who joined later, behind those who joined
    /// before it and have come back as well, from other CPUs.
    [[gnu::noinline]] void push_kept(Tid tid, Time now) {
        Link& link = claim(tid);
        link.since = std::min(link.since, now);
        std::uint32_t behind = links_[0].next;
        while (behind != 0 && (links_[behind].since < link.since ||
                               (links_[behind].since == link.since && behind < tid.value)))
            behind = links_[behind].next;
        insert(tid.value, link, links_[behind].previous, behind);
    }
    void remove(Tid tid) {
        OSSIM_CHECK(contains(tid));
        Link& link = links_[tid.value];
        links_[link.previous].next = link.next;
        links_[link.next].previous = link.previous;
        link.next = outside;
        --size_;
    }
    /// Takes the first one out and tells of the best two; there must be one. The links that the next call
    /// will need are on their way then.
    Choice take() {
        const std::uint32_t first = links_[0].next;
        OSSIM_CHECK(first != 0);
        Link& link = links_[first];
        const std::uint32_t second = std::exchange(link.next, outside);
        Choice choice{.tid = Tid(first),
                      .ready = static_cast<std::uint32_t>(size_--),
                      .next = Tid(second),
                      .key = link.since.ns()};
        links_[0].next = second;
        Link& next = links_[second];
        next.previous = 0;
        if (second == 0) return choice;
        __builtin_prefetch(&links_[next.next]);
        choice.next_key = next.since.ns();
        choice.decided = choice.key == choice.next_key ? DecidedBy::tie : DecidedBy::key;
        return choice;
    }
    Tid pop() { return take().tid; }
    /// The best two, as a pick reports them.
    [[nodiscard]] Choice best() const {
        const Tid first = front();
        const Tid second = size_ > 1 ? behind(first) : Tid{};
        return choice_of(first, key(first), second, key(second), size_);
    }
    [[nodiscard]] std::int64_t key(Tid tid) const { return tid ? since(tid).ns() : 0; }

  private:
    static constexpr std::uint32_t outside = ~std::uint32_t{0};
    struct Link {
        std::uint32_t next = outside;
        std::uint32_t previous = 0;
        Time since = Time::never();
    };
    [[gnu::always_inline]] Link& claim(Tid tid) {
        OSSIM_CHECK(tid.value != 0 && !contains(tid));
        grow_to(links_, tid.value);
        return links_[tid.value];
    }
    void insert(std::uint32_t tid, Link& link, std::uint32_t before, std::uint32_t after) {
        link.next = after;
        link.previous = before;
        links_[before].next = tid;
        links_[after].previous = tid;
        ++size_;
    }

    std::vector<Link> links_;
    std::size_t size_ = 0;
};

/// Least key first, in a binary heap with the position of each member at hand.
template <class Key>
class OrderedQueue {
  public:
    struct Member {
        Key key{};
        std::int64_t order = 0; ///< of arrival; unique
        Tid tid;
        std::uint32_t rank = 0; ///< 0 where ties go by arrival
        friend constexpr bool operator<(const Member& a, const Member& b) {
            if (!(a.key == b.key)) return a.key < b.key;
            if (a.rank != b.rank) return a.rank < b.rank;
            return a.order < b.order;
        }
    };

    explicit OrderedQueue(TieRule ties = TieRule::arrival) : orders_(ties), ties_(ties) {}
    [[nodiscard]] bool empty() const { return heap_.empty(); }
    [[nodiscard]] std::size_t size() const { return heap_.size(); }
    [[nodiscard]] bool contains(Tid tid) const {
        return tid.value < slots_.size() && slots_[tid.value].position != 0;
    }
    /// There must be one.
    [[nodiscard]] const Member& front() const { return heap_.front(); }
    [[nodiscard]] const Member& member(Tid tid) const { return heap_[slots_[tid.value].position - 1]; }
    /// The order of arrival that the thread has, or had when it was last in the queue; 0: it never was.
    [[nodiscard]] std::int64_t order(Tid tid) const {
        return tid.value < slots_.size() ? slots_[tid.value].order : 0;
    }

    void push(const ThreadView& thread, Key key, Place place = Place::tail) {
        push(thread.tid, rank_of(thread, ties_), key, place);
    }
    void push(Tid tid, std::uint32_t rank, Key key, Place place = Place::tail) {
        OSSIM_CHECK(tid.value != 0 && !contains(tid));
        grow_to(slots_, tid.value);
        Slot& slot = slots_[tid.value];
        slot.order = orders_.next(slot.order, place);
        heap_.emplace_back();
        rise(heap_.size() - 1, {key, slot.order, tid, rank});
    }
    void remove(Tid tid) {
        OSSIM_CHECK(contains(tid));
        const std::size_t hole = slots_[tid.value].position - 1;
        slots_[tid.value].position = 0;
        const Member last = heap_.back();
        heap_.pop_back();
        if (hole == heap_.size()) return;
        if (hole > 0 && last < heap_[(hole - 1) / 2])
            rise(hole, last);
        else
            sink(hole, last);
    }
    /// All members, in no order that means anything.
    [[nodiscard]] std::span<const Member> members() const { return heap_; }
    /// Takes the best one out; there must be one.
    Tid pop() {
        const Tid best = front().tid;
        remove(best);
        return best;
    }
    /// The second best, or nothing.
    [[nodiscard]] const Member* second() const {
        if (heap_.size() < 2) return nullptr;
        return heap_.size() > 2 && heap_[2] < heap_[1] ? &heap_[2] : &heap_[1];
    }
    /// The best two, as a pick reports them; `shown` tells a key as a number.
    template <class Shown>
    [[nodiscard]] Choice best(Shown shown) const {
        if (empty()) return {};
        const Member* next = second();
        Choice choice = choice_of(front().tid, shown(front().key), next ? next->tid : Tid{},
                                  next ? shown(next->key) : 0, size());
        if (next) choice.decided = front().key == next->key ? DecidedBy::tie : DecidedBy::key;
        return choice;
    }
    [[nodiscard]] Choice best() const {
        return best([](std::int64_t key) { return key; });
    }
    /// Shows members, best first, until `next` has seen enough and answers false: k of them cost O(k log k).
    template <class Next>
    void walk(Next next) const {
        if (empty() || !next(front())) return;
        std::vector<std::size_t> edge = std::exchange(edge_, {}); // a heap of those whose parents were shown
        edge.clear();
        const auto later = [this](std::size_t a, std::size_t b) { return heap_[b] < heap_[a]; };
        const auto add = [&](std::size_t child) {
            if (child >= heap_.size()) return;
            edge.push_back(child);
            std::push_heap(edge.begin(), edge.end(), later);
        };
        add(1);
        add(2);
        while (!edge.empty()) {
            std::pop_heap(edge.begin(), edge.end(), later);
            const std::size_t best = edge.back();
            edge.pop_back();
            if (!next(heap_[best])) break;
            add(2 * best + 1);
            add(2 * best + 2);
        }
        edge_ = std::move(edge);
    }

  private:
    struct Slot {
        std::int64_t order = 0;     ///< the one it has, or had when it was last in the queue; 0: never was
        std::uint32_t position = 0; ///< in the heap, from 1; 0: not in it
    };
    void put(std::size_t hole, const Member& member) {
        heap_[hole] = member;
        slots_[member.tid.value].position = static_cast<std::uint32_t>(hole) + 1;
    }
    void rise(std::size_t hole, const Member member) {
        while (hole > 0 && member < heap_[(hole - 1) / 2]) {
            put(hole, heap_[(hole - 1) / 2]);
            hole = (hole - 1) / 2;
        }
        put(hole, member);
    }
    void sink(std::size_t hole, const Member member) {
        for (std::size_t child = 2 * hole + 1; child < heap_.size(); child = 2 * hole + 1) {
            if (child + 1 < heap_.size() && heap_[child + 1] < heap_[child]) ++child;
            if (member < heap_[child]) break;
            put(hole, heap_[child]);
            hole = child;
        }
        put(hole, member);
    }

    std::vector<Member> heap_;
    std::vector<Slot> slots_; ///< by tid
    Orders orders_;
    TieRule ties_;
    mutable std::vector<std::size_t> edge_; ///< of `walk`, kept for its room
};

using KeyedQueue = OrderedQueue<std::int64_t>;

/// Shows the members, each with the one key that it has; `sign` -1 where that is kept negative.
inline void walk(const KeyedQueue& queue, const CandidateVisitor& visit, std::int64_t sign = 1) {
    queue.walk([&](const KeyedQueue::Member& member) { return visit({member.tid, {sign * member.key}}); });
}

/// Members in no order, each with what the policy judges by; the judge comes with the question.
template <class Value>
class ScanQueue {
  public:
    struct Member {
        Value value{};
        std::int64_t order = 0; ///< of arrival; unique
        Tid tid;
        std::uint32_t rank = 0; ///< 0 where ties go by arrival
    };

    explicit ScanQueue(TieRule ties = TieRule::arrival) : orders_(ties), ties_(ties) {}
    [[nodiscard]] std::size_t size() const { return members_.size(); }
    [[nodiscard]] bool contains(Tid tid) const {
        return tid.value < slots_.size() && slots_[tid.value].position != 0;
    }

    void push(const ThreadView& thread, const Value& value, Place place = Place::tail) {
        const Tid tid = thread.tid;
        OSSIM_CHECK(tid.value != 0 && !contains(tid));
        grow_to(slots_, tid.value);
        Slot& slot = slots_[tid.value];
        slot.order = orders_.next(slot.order, place);
        members_.push_back({value, slot.order, tid, rank_of(thread, ties_)});
        slot.position = static_cast<std::uint32_t>(members_.size());
    }
    void remove(Tid tid) {
        OSSIM_CHECK(contains(tid));
        const std::uint32_t position = std::exchange(slots_[tid.value].position, 0);
        if (position != members_.size()) {
            members_[position - 1] = members_.back();
            slots_[members_.back().tid.value].position = position;
        }
        members_.pop_back();
    }
    /// The best two, or null. `judge(a, b)` compares two values: less means that a is better.
    template <class Judge>
    [[nodiscard]] std::pair<const Member*, const Member*> best_two(Judge judge) const {
        const Member* best = nullptr;
        const Member* second = nullptr;
        for (const Member& member : members_) {
            if (!best || better(member, *best, judge))
                second = std::exchange(best, &member);
            else if (!second || better(member, *second, judge))
                second = &member;
        }
        return {best, second};
    }
    template <class Judge>
    [[nodiscard]] std::vector<Member> sorted(Judge judge) const {
        std::vector<Member> all = members_;
        std::sort(all.begin(), all.end(),
                  [&](const Member& a, const Member& b) { return better(a, b, judge); });
        return all;
    }

  private:
    struct Slot {
        std::int64_t order = 0;
        std::uint32_t position = 0; ///< from 1; 0: not a member
    };
    template <class Judge>
    static bool better(const Member& a, const Member& b, Judge judge) {
        const std::strong_ordering by_value = judge(a.value, b.value);
        if (by_value != 0) return by_value < 0;
        if (a.rank != b.rank) return a.rank < b.rank;
        return a.order < b.order;
    }
    std::vector<Member> members_;
    std::vector<Slot> slots_; ///< by tid
    Orders orders_;
    TieRule ties_;
};

} // namespace ossim
