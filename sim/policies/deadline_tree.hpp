// Threads in order of their virtual deadlines, each with the virtual time from which it is eligible; the tree
// knows the least of these below each node. So the earliest deadline among the eligible is found in O(log n)
// without looking at all. A treap whose shape follows from the tids alone.
#pragma once

#include "base/random.hpp"
#include "policies/ready_queue.hpp"
#include "policies/weights.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ossim {

class DeadlineTree {
  public:
    explicit DeadlineTree(TieRule ties) : orders_(ties), ties_(ties) {}
    [[nodiscard]] bool empty() const { return root_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool contains(Tid tid) const {
        return tid.value < nodes_.size() && nodes_[tid.value].inside;
    }
    /// There must be one.
    [[nodiscard]] const VirtualTime& least_eligible() const { return nodes_[nodes_[root_].least].eligible; }
    /// Of equal deadlines: does the first come before the second? Each as it is in the tree, or was in it
    /// last.
    [[nodiscard]] bool wins_tie(Tid a, Tid b) const {
        const Node &x = nodes_[a.value], &y = nodes_[b.value];
        return x.rank != y.rank ? x.rank < y.rank : x.order < y.order;
    }
    /// Is the first eligible sooner than the second? Of equals the one that was created first, unless the
    /// convention says otherwise.
    [[nodiscard]] bool is_sooner(Tid a, Tid b) const { return is_sooner(a.value, b.value); }

    void insert(const ThreadView& thread, const VirtualTime& deadline, const VirtualTime& eligible,
                Place place) {
        const Tid tid = thread.tid;
        OSSIM_CHECK(tid.value != 0 && !contains(tid));
        grow_to(nodes_, tid.value);
        Node& node = nodes_[tid.value];
        node.deadline = deadline;
        node.eligible = eligible;
        node.rank = rank_of(thread, ties_);
        node.order = orders_.next(node.order, place);
        node.left = node.right = 0;
        node.least = tid.value;
        node.height = detail::mixed(tid.value);
        node.inside = true;
        ++size_;
        root_ = with(root_, tid.value);
    }
    void remove(Tid tid) {
        OSSIM_CHECK(contains(tid));
        root_ = without(root_, tid.value);
        nodes_[tid.value].inside = false;
        --size_;
    }
    /// The first in order that is eligible by `fits` and that `passes` lets through; nobody if there is none.
    template <class Fits, class Passes>
    [[nodiscard]] Tid first(Fits fits, Passes passes) const {
        return Tid(first_below(root_, fits, passes));
    }
    /// The one that is eligible from the earliest time on; of equals by `is_sooner`.
    template <class Passes>
    [[nodiscard]] Tid least(Passes passes) const {
        return Tid(least_below(root_, passes, 0));
    }
    template <class Visit>
    void walk(Visit visit) const {
        walk_below(root_, visit);
    }

  private:
    using Index = std::uint32_t; ///< a tid; 0 is nobody
    struct Node {
        VirtualTime deadline, eligible;
        std::int64_t order = 0;
        std::uint64_t height = 0; ///< greater than those below
        std::uint32_t rank = 0;   ///< among equals; 0 where ties go by arrival
        Index left = 0, right = 0;
        Index least = 0; ///< below it, itself included, who is eligible first
        bool inside = false;
    };

    [[nodiscard]] bool is_before(Index a, Index b) const {
        const Node &x = nodes_[a], &y = nodes_[b];
        if (const auto by_deadline = x.deadline <=> y.deadline; by_deadline != 0) return by_deadline < 0;
        return wins_tie(Tid(a), Tid(b));
    }
    [[nodiscard]] bool is_sooner(Index a, Index b) const {
        if (a == 0 || b == 0) return b == 0;
        const Node &x = nodes_[a], &y = nodes_[b];
        if (const auto by_time = x.eligible <=> y.eligible; by_time != 0) return by_time < 0;
        if (x.rank != y.rank) return x.rank < y.rank;
        return ties_ == TieRule::latest ? a > b : a < b;
    }
    [[nodiscard]] Index sooner(Index a, Index b) const { return a != 0 && is_sooner(a, b) ? a : b; }
    void refresh(Index at) {
        Node& node = nodes_[at];
        node.least = sooner(sooner(nodes_[node.left].least, at), nodes_[node.right].least);
    }
    /// Those before the node `by`, and those behind it.
    std::pair<Index, Index> split(Index at, Index by) {
        if (at == 0) return {0, 0};
        Node& node = nodes_[at];
        if (is_before(at, by)) {
            const auto [before, behind] = split(node.right, by);
            node.right = before;
            refresh(at);
            return {at, behind};
        }
        const auto [before, behind] = split(node.left, by);
        node.left = behind;
        refresh(at);
        return {before, at};
    }
    Index merge(Index before, Index behind) {
        if (before == 0 || behind == 0) return before == 0 ? behind : before;
        if (nodes_[before].height > nodes_[behind].height) {
            nodes_[before].right = merge(nodes_[before].right, behind);
            refresh(before);
            return before;
        }
        nodes_[behind].left = merge(before, nodes_[behind].left);
        refresh(behind);
        return behind;
    }
    /// Down to where the newcomer's height lets it stand; what is below is split by it.
    Index with(Index at, Index comer) {
        if (at == 0) return comer;
        if (nodes_[at].height < nodes_[comer].height) {
            const auto [before, behind] = split(at, comer);
            nodes_[comer].left = before;
            nodes_[comer].right = behind;
            refresh(comer);
            return comer;
        }
        if (is_before(comer, at))
            nodes_[at].left = with(nodes_[at].left, comer);
        else
            nodes_[at].right = with(nodes_[at].right, comer);
        refresh(at);
        return at;
    }
    Index without(Index at, Index gone) {
        Node& node = nodes_[at];
        if (at == gone) return merge(node.left, node.right);
        if (is_before(gone, at))
            node.left = without(node.left, gone);
        else
            node.right = without(node.right, gone);
        refresh(at);
        return at;
    }
    template <class Fits, class Passes>
    [[nodiscard]] Index first_below(Index at, Fits fits, Passes passes) const {
        if (at == 0 || !fits(nodes_[nodes_[at].least].eligible)) return 0;
        if (const Index found = first_below(nodes_[at].left, fits, passes); found != 0) return found;
        if (fits(nodes_[at].eligible) && passes(Tid(at))) return at;
        return first_below(nodes_[at].right, fits, passes);
    }
    /// The sooner of `best` and of those below; the more promising side is searched first.
    template <class Passes>
    [[nodiscard]] Index least_below(Index at, Passes passes, Index best) const {
        if (at == 0 || (best != 0 && !is_sooner(nodes_[at].least, best))) return best;
        const Node& node = nodes_[at];
        const bool right_first = is_sooner(nodes_[node.right].least, nodes_[node.left].least);
        if (passes(Tid(at))) best = sooner(at, best);
        best = least_below(right_first ? node.right : node.left, passes, best);
        return least_below(right_first ? node.left : node.right, passes, best);
    }
    template <class Visit>
    void walk_below(Index at, Visit& visit) const {
        if (at == 0) return;
        walk_below(nodes_[at].left, visit);
        visit(Tid(at), nodes_[at].deadline, nodes_[at].eligible);
        walk_below(nodes_[at].right, visit);
    }

    std::vector<Node> nodes_ = std::vector<Node>(1); ///< by tid; [0] is nobody
    Index root_ = 0;
    std::size_t size_ = 0;
    Orders orders_;
    TieRule ties_;
};

} // namespace ossim
