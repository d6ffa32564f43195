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
#include <functional>
#include <vector>

namespace ossim {

class RadixHeap {
  public:
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }

    void push(const Happening& happening) {
        OSSIM_CHECK(happening.key.time >= last_);
        ++size_;
        const std::size_t bucket = bucket_of(happening.key.time);
        buckets_[bucket].push_back(happening);
        if (bucket == 0) std::push_heap(buckets_[0].begin(), buckets_[0].end(), later);
        if (happening.key.time < earliest_) earliest_ = happening.key.time;
    }

    /// The time of the earliest; `never` if there is none. Does not move time.
    [[nodiscard]] Time earliest_time() const { return earliest_; }

    /// The earliest by its whole key. There must be one, and time must have come to it: from now on nothing
    /// earlier than it may be pushed.
    [[nodiscard]] const Happening& earliest() {
        if (buckets_[0].empty()) refill();
        return buckets_[0].front();
    }

    /// Takes what `earliest` returns.
    Happening pop() {
        const Happening taken = earliest();
        std::pop_heap(buckets_[0].begin(), buckets_[0].end(), later);
        buckets_[0].pop_back();
        --size_;
        if (buckets_[0].empty()) earliest_ = least_time();
        return taken;
    }

  private:
    static bool later(const Happening& a, const Happening& b) { return b.key < a.key; }

    [[nodiscard]] std::size_t bucket_of(Time time) const {
        return static_cast<std::size_t>(
            std::bit_width(static_cast<std::uint64_t>(time.ns()) ^ static_cast<std::uint64_t>(last_.ns())));
    }
    [[nodiscard]] std::size_t first_filled() const {
        std::size_t bucket = 0;
        while (bucket < buckets_.size() && buckets_[bucket].empty())
            ++bucket;
        return bucket;
    }
    [[nodiscard]] Time least_time() const {
        const std::size_t bucket = first_filled();
        if (bucket == buckets_.size()) return Time::never();
        Time least = Time::never();
        for (const Happening& each : buckets_[bucket])
            least = std::min(least, each.key.time);
        return least;
    }
    void refill() {
        OSSIM_CHECK(size_ > 0);
        const std::size_t bucket = first_filled();
        last_ = earliest_;
        moving_.swap(buckets_[bucket]);
        for (const Happening& each : moving_)
            buckets_[bucket_of(each.key.time)].push_back(each);
        moving_.clear();
        std::make_heap(buckets_[0].begin(), buckets_[0].end(), later);
    }

    std::array<std::vector<Happening>, 65> buckets_;
    std::vector<Happening> moving_;
    Time last_, earliest_ = Time::never();
    std::size_t size_ = 0;
};

} // namespace ossim
