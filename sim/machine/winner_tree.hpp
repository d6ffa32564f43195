// The earliest of a few fixed slots, one a CPU: to change a slot and to cancel one cost the same, O(log
// slots).
#pragma once

#include "machine/happening.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ossim {

class WinnerTree {
  public:
    /// `slots` slots, all empty (due never). At least 1.
    explicit WinnerTree(std::size_t slots) : width_(1) {
        while (width_ < slots)
            width_ *= 2;
        happenings_.resize(width_);
        winners_.resize(2 * width_);
        for (std::size_t i = 0; i < width_; ++i)
            winners_[width_ + i] = static_cast<std::uint32_t>(i);
        for (std::size_t node = width_ - 1; node > 0; --node)
            winners_[node] = winners_[2 * node];
    }

    void set(std::size_t slot, const Happening& happening) {
        happenings_[slot] = happening;
        replay(slot);
    }
    void clear(std::size_t slot) {
        if (happenings_[slot].key.time == Time::never()) return;
        happenings_[slot].key = HappeningKey{};
        replay(slot);
    }
    [[nodiscard]] const Happening& slot(std::size_t index) const { return happenings_[index]; }
    /// The earliest; its time is `never` if all slots are empty.
    [[nodiscard]] const Happening& earliest() const { return happenings_[winners_[1]]; }
    [[nodiscard]] Time earliest_time() const { return earliest_time_; }

  private:
    void replay(std::size_t slot) {
        for (std::size_t node = (width_ + slot) / 2; node > 0; node /= 2) {
            const std::uint32_t left = winners_[2 * node], right = winners_[2 * node + 1];
            winners_[node] = happenings_[right].key < happenings_[left].key ? right : left;
        }
        earliest_time_ = earliest().key.time;
    }

    std::size_t width_;
    Time earliest_time_ = Time::never(); ///< at hand, for it is what is asked most
    std::vector<Happening> happenings_;
    std::vector<std::uint32_t>
        winners_; ///< winners_[1] is the root; a tree of one slot keeps it as its own leaf
};

} // namespace ossim
