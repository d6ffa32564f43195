// Pending happenings of any number: a monotone radix heap keyed by time (Ahuja, Mehlhorn, Orlin, Tarjan
// 1990), with four bits a digit and a binary heap of what is soon.
//
// What is pushed is never earlier than what was taken last: simulated time does not run back. Happenings
// before `horizon_` are at hand by their whole key; the others stand in buckets by the highest digit in which
// their time differs from `last_`, and by that digit. A bucket whose turn comes is sorted and is the next to
// be taken if it is small, else it is poured into the buckets of lower digits. What is pushed before the
// horizon stands in a small binary heap beside it. Memory is read in sequence: a bucket is a chain of blocks,
// which all buckets take from one store.
#pragma once

#include "machine/happening.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace ossim {

class RadixHeap {
  public:
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }

    void push(const Happening& happening) {
        OSSIM_CHECK(happening.key.time >= last_);
        ++size_;
        if (happening.key.time < earliest_) earliest_ = happening.key.time;
        if (happening.key.time >= horizon_ && happening.key.time != last_) return put(happening);
        soonest_.push_back(happening);
        std::push_heap(soonest_.begin(), soonest_.end(), later);
        if (soonest_.size() > most_soon_) spread();
    }

    /// The time of the earliest; `never` if there is none. Does not move time.
    [[nodiscard]] Time earliest_time() const { return earliest_; }

    /// The earliest by its whole key. There must be one, and time must have come to it: from now on nothing
    /// earlier than it may be pushed.
    [[nodiscard]] const Happening& earliest() {
        if (!has_soon()) refill();
        return soon();
    }

    /// Whose is likely to be the earliest, if that is at hand; 0 if not.
    [[nodiscard]] std::uint32_t upcoming() const { return sorted_.empty() ? 0 : sorted_.back().who; }

    /// Takes what `earliest` returns.
    Happening pop() {
        const Happening taken = earliest();
        drop();
        return taken;
    }
    /// The same, after `earliest` has been called.
    void drop() {
        taken_ = earliest_;
        --size_;
        if (is_sorted_next()) {
            sorted_.pop_back();
        } else {
            if (soonest_.size() > 1) std::pop_heap(soonest_.begin(), soonest_.end(), later);
            soonest_.pop_back();
        }
        earliest_ = least();
    }

  private:
    static constexpr unsigned digit_bits = 4;
    static constexpr std::size_t digits = 16, levels = 16;
    static constexpr std::size_t block_size = 63;
    struct Block {
        std::array<Happening, block_size> happenings;
        Block* next = nullptr;
    };
    struct Bucket {
        Time least; ///< of its happenings
        Block* first = nullptr;
        std::size_t used = 0; ///< of the first block; those behind it are full
    };

    static constexpr auto later = [](const Happening& a, const Happening& b) { return b.key < a.key; };

    [[nodiscard]] bool has_soon() const { return !sorted_.empty() || !soonest_.empty(); }
    [[nodiscard]] bool is_sorted_next() const {
        return soonest_.empty() || (!sorted_.empty() && sorted_.back().key < soonest_.front().key);
    }
    /// The earliest of those before the horizon; there must be one.
    [[nodiscard]] const Happening& soon() const {
        return is_sorted_next() ? sorted_.back() : soonest_.front();
    }
    [[nodiscard]] std::size_t first_filled() const {
        const auto level = static_cast<std::size_t>(std::countr_zero(levels_));
        return level * digits + static_cast<std::size_t>(std::countr_zero(filled_[level]));
    }
    void put(const Happening& happening) {
        const auto time = static_cast<std::uint64_t>(happening.key.time.ns());
        const std::uint64_t differs = time ^ static_cast<std::uint64_t>(last_.ns());
        const auto level = static_cast<std::size_t>(std::bit_width(differs) - 1) / digit_bits;
        const std::size_t digit = time >> (level * digit_bits) & (digits - 1);
        Bucket& bucket = buckets_[level * digits + digit];
        if (bucket.used == 0) {
            levels_ |= 1U << level;
            filled_[level] |= 1U << digit;
            bucket.least = happening.key.time;
            lengthen(bucket);
        } else {
            bucket.least = std::min(bucket.least, happening.key.time);
            if (bucket.used == block_size) lengthen(bucket);
        }
        bucket.first->happenings[bucket.used++] = happening;
    }
    [[gnu::noinline]] void lengthen(Bucket& bucket) {
        Block* block = spare_;
        if (block != nullptr)
            spare_ = block->next;
        else
            block = &store_.emplace_back();
        block->next = bucket.first;
        bucket.first = block;
        bucket.used = 0;
    }
    [[nodiscard]] Time least() const {
        const Time pushed = soonest_.empty() ? Time::never() : soonest_.front().key.time;
        if (!sorted_.empty()) return std::min(sorted_.back().key.time, pushed);
        if (!soonest_.empty()) return pushed;
        return levels_ == 0 ? Time::never() : buckets_[first_filled()].least;
    }
    /// The first filled bucket is sorted, in steps of a digit while it is too large for that.
    [[gnu::noinline]] void refill() {
        OSSIM_CHECK(size_ > 0);
        most_soon_ = few;
        while (sorted_.empty()) {
            const std::size_t index = first_filled();
            const std::size_t level = index / digits;
            filled_[level] &= ~(1U << index % digits);
            if (filled_[level] == 0) levels_ &= ~(1U << level);
            Bucket bucket = buckets_[index];
            buckets_[index] = {};
            const std::uint64_t width = std::uint64_t{1} << level * digit_bits;
            const auto start = static_cast<std::uint64_t>(bucket.least.ns()) / width * width;
            last_ = Time(static_cast<std::int64_t>(start));
            const bool is_small = level == 0 || bucket.first->next == nullptr;
            horizon_ = last_ + Duration(is_small ? static_cast<std::int64_t>(width) : 1);
            pour(bucket);
        }
        std::sort(sorted_.begin(), sorted_.end(), later);
    }
    /// Each happening of a bucket that has been taken out goes where it belongs now.
    void pour(const Bucket& bucket) {
        std::size_t used = bucket.used;
        for (Block* block = bucket.first; block != nullptr;) {
            for (std::size_t i = 0; i < used; ++i) {
                const Happening& each = block->happenings[i];
                if (each.key.time < horizon_ || each.key.time == last_)
                    sorted_.push_back(each);
                else
                    put(each);
            }
            used = block->happenings.size();
            spare_ = std::exchange(block, std::exchange(block->next, spare_));
        }
    }
    /// So much came before the horizon that the binary heap is not small any more: the buckets take it.
    [[gnu::noinline]] void spread() {
        last_ = taken_;
        horizon_ = last_ + Duration(1);
        const auto is_far = [&](const Happening& each) { return each.key.time >= horizon_; };
        for (std::vector<Happening>* near : {&sorted_, &soonest_}) {
            const auto rest = std::partition(near->begin(), near->end(), is_far);
            for (auto each = near->begin(); each != rest; ++each)
                put(*each);
            near->erase(near->begin(), rest);
        }
        std::make_heap(soonest_.begin(), soonest_.end(), later);
        most_soon_ = std::max(few, 2 * soonest_.size());
    }

    static constexpr std::size_t few = 64;
    std::vector<Happening> sorted_;  ///< those before `horizon_` that came out of a bucket: the latest first
    std::vector<Happening> soonest_; ///< … and those that were pushed since: a heap
    std::size_t most_soon_ = few;
    std::array<Bucket, levels * digits> buckets_;
    std::array<std::uint32_t, levels> filled_{}; ///< by level: a bit for each digit
    std::uint32_t levels_ = 0;                   ///< a bit for each level that has a filled bucket
    std::deque<Block> store_;
    Block* spare_ = nullptr;
    Time last_;       ///< what the buckets are counted from
    Time horizon_{1}; ///< later than `last_`; what is earlier is at hand
    Time taken_;      ///< of the last one taken
    Time earliest_ = Time::never();
    std::size_t size_ = 0;
};

} // namespace ossim
