// Tickets in the hands of threads that stand in a row, in order of their creation: who holds the n-th ticket?
// A tree of sums over the tids, so that this, and giving and taking tickets, costs O(log n).
#pragma once

#include "base/check.hpp"
#include "ossim/policy.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ossim {

class TicketTree {
  public:
    [[nodiscard]] std::uint64_t total() const { return sums_[1]; }
    [[nodiscard]] std::size_t holders() const { return holders_; }
    [[nodiscard]] std::uint64_t of(Tid tid) const {
        return tid.value < places() ? sums_[places() + tid.value] : 0;
    }
    /// The thread holds so many now; 0: it stands in the row no more.
    void set(Tid tid, std::uint64_t tickets) {
        while (tid.value >= places())
            grow();
        std::size_t place = places() + tid.value;
        const std::uint64_t before = std::exchange(sums_[place], tickets);
        holders_ += static_cast<std::size_t>(tickets != 0) - static_cast<std::size_t>(before != 0);
        for (place /= 2; place > 0; place /= 2)
            sums_[place] += tickets - before;
    }
    /// Tickets count from 0; there must be that many.
    [[nodiscard]] Tid holder(std::uint64_t ticket) const {
        OSSIM_CHECK(ticket < total());
        std::size_t place = 1;
        while (place < places()) {
            place *= 2;
            if (ticket < sums_[place]) continue;
            ticket -= sums_[place];
            ++place;
        }
        return Tid(static_cast<std::uint32_t>(place - places()));
    }
    /// The number of the first ticket that the thread holds: how many those before it hold.
    [[nodiscard]] std::uint64_t first_of(Tid tid) const {
        std::uint64_t sum = 0;
        for (std::size_t place = places() + tid.value; place > 1; place /= 2)
            if (place % 2 == 1) sum += sums_[place - 1];
        return sum;
    }
    /// The first in the row who is not `but`; nobody if there is nobody else.
    [[nodiscard]] Tid first_but(Tid but) const {
        if (holders_ < 2) return {};
        const Tid first = holder(0);
        return first == but ? holder(of(but)) : first;
    }
    /// Shows the winner first, then the others as they stand, until `next` has seen enough and answers false.
    template <class Next>
    void walk(Tid winner, Next next) const {
        if (!next(winner)) return;
        for (std::uint64_t first = 0; first < total();) {
            const Tid tid = holder(first);
            if (tid != winner && !next(tid)) return;
            first += of(tid);
        }
    }

  private:
    [[nodiscard]] std::size_t places() const { return sums_.size() / 2; }
    /// Twice as many places: costs O(1) a place in all.
    void grow() {
        const std::size_t before = places();
        std::vector<std::uint64_t> twice(4 * before);
        for (std::size_t place = 0; place < before; ++place)
            twice[2 * before + place] = sums_[before + place];
        for (std::size_t place = 2 * before - 1; place > 0; --place)
            twice[place] = twice[2 * place] + twice[2 * place + 1];
        sums_ = std::move(twice);
    }
    std::vector<std::uint64_t> sums_ = std::vector<std::uint64_t>(2 * 64); ///< [1] is the root, leaves last
    std::size_t holders_ = 0;
};

} // namespace ossim
