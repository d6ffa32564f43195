// Pending happenings of any number: a monotone radix heap keyed by time (Ahuja, Mehlhorn, Orlin, Tarjan
// 1990).
//
// What is pushed is never earlier than what was taken last: simulated time does not run back. Happenings of
// the earliest instant stand in a small binary heap by their whole key; the others in buckets by the highest
// bit in which their time differs from the last one taken. Amortised O(log of the time span) with sequential
// memory access.
#pragma once

#include "machine/happening.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ossim {

class RadixHeap {
  public:
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }

    void push(const Happening& happening) {
        OSSIM_CHECK(happening.key.time >= last_);
        ++size_;
        put(happening);
        if (bucket_of(happening.key.time) == 0) std::push_heap(soonest().begin(), soonest().end(), later);
        if (happening.key.time < earliest_) earliest_ = happening.key.time;
    }

    /// The time of the earliest; `never` if there is none. Does not move time.
    [[nodiscard]] Time earliest_time() const { return earliest_; }

    /// The earliest by its whole key. There must be one, and time must have come to it: from now on nothing
    /// earlier than it may be pushed.
    [[nodiscard]] const Happening& earliest() {
        if (soonest().empty()) refill();
        return soonest().front();
    }

    /// Takes what `earliest` returns.
    Happening pop() {
        const Happening taken = earliest();
        if (soonest().size() > 1) {
            std::pop_heap(soonest().begin(), soonest().end(), later);
            soonest().pop_back();
        } else {
            soonest().clear();
            filled_ &= ~std::uint64_t{1};
            earliest_ = filled_ == 0 ? Time::never() : least_[first_filled()];
        }
        --size_;
        return taken;
    }

  private:
    static bool later(const Happening& a, const Happening& b) { return b.key < a.key; }

    [[nodiscard]] std::size_t bucket_of(Time time) const {
        return static_cast<std::size_t>(
            std::bit_width(static_cast<std::uint64_t>(time.ns()) ^ static_cast<std::uint64_t>(last_.ns())));
    }
    [[nodiscard]] std::vector<Happening>& soonest() { return buckets_[0]; }
    [[nodiscard]] std::size_t first_filled() const {
        return static_cast<std::size_t>(std::countr_zero(filled_));
    }
    void put(const Happening& happening) {
        const std::size_t bucket = bucket_of(happening.key.time);
        const std::uint64_t bit = std::uint64_t{1} << bucket;
        if ((filled_ & bit) == 0 || happening.key.time < least_[bucket]) least_[bucket] = happening.key.time;
        filled_ |= bit;
        buckets_[bucket].push_back(happening);
    }
    void refill() {
        OSSIM_CHECK(size_ > 0);
        const std::size_t bucket = first_filled();
        last_ = earliest_;
        filled_ &= ~(std::uint64_t{1} << bucket);
        if (buckets_[bucket].size() == 1) {
            buckets_[0].swap(buckets_[bucket]);
            filled_ |= 1;
            return;
        }
        moving_.swap(buckets_[bucket]);
        for (const Happening& each : moving_)
            put(each);
        moving_.clear();
        if (soonest().size() > 1) std::make_heap(soonest().begin(), soonest().end(), later);
    }

    std::array<std::vector<Happening>, 64> buckets_; ///< times are not negative: they differ in 63 bits
    std::array<Time, 64> least_;                     ///< of each bucket that is filled
    std::uint64_t filled_ = 0;                       ///< a bit for each bucket
    std::vector<Happening> moving_;
    Time last_, earliest_ = Time::never();
    std::size_t size_ = 0;
};

} // namespace ossim
