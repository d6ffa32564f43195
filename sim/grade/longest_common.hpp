// The longest common subsequence of two lists of items (Myers 1986, "An O(ND) difference algorithm"), given
// up when more than 2,000 items would have to change.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ossim {

struct Common {
    std::size_t prefix = 0;     ///< items that agree from the front
    std::size_t matched = 0;    ///< of the longest common subsequence; of `prefix` if it was given up
    std::size_t hunks = 0;      ///< places where items change; not counted if it was given up
    bool too_different = false; ///< it was given up
};

inline constexpr std::size_t most_changes = 2000;

namespace detail {

/// The middle of two lists, without what they share at both ends. `same(a, b)` compares by index; it need not
/// be transitive.
template <class Same>
class Myers {
  public:
    Myers(std::size_t left, std::size_t right, Same same)
        : left_(static_cast<std::int64_t>(left)), right_(static_cast<std::int64_t>(right)),
          same_(std::move(same)) {}
    /// How many changes there are; -1 if too many.
    [[nodiscard]] std::int64_t changes() {
        const std::int64_t most = std::min<std::int64_t>(left_ + right_, most_changes);
        for (std::int64_t d = 0; d <= most; ++d) {
            reached_.emplace_back(static_cast<std::size_t>(d + 1));
            for (std::int64_t k = -d; k <= d; k += 2) {
                std::int64_t x = from(d, k);
                while (x < left_ && x - k < right_ && same_(x, x - k))
                    ++x;
                place(d, k) = static_cast<std::int32_t>(x);
                if (x >= left_ && x - k >= right_) return d;
            }
        }
        return -1;
    }
    /// After `changes`, walks back: changes that no common item divides are one hunk.
    [[nodiscard]] std::size_t hunks(std::int64_t d) {
        std::size_t count = 0;
        bool in_hunk = false;
        std::int64_t k = left_ - right_, x = left_;
        for (; d > 0; --d) {
            const std::int64_t begin = from(d, k);
            if (begin < x || !in_hunk) ++count;
            in_hunk = true;
            const bool down = is_down(d, k);
            x = down ? begin : begin - 1;
            k = down ? k + 1 : k - 1;
        }
        return count;
    }

  private:
    /// The item of the right list is taken in (down), or the one of the left is left out.
    [[nodiscard]] bool is_down(std::int64_t d, std::int64_t k) {
        return k == -d || (k != d && place(d - 1, k - 1) < place(d - 1, k + 1));
    }
    /// Where diagonal k begins with the d-th change, before the common items that follow.
    [[nodiscard]] std::int64_t from(std::int64_t d, std::int64_t k) {
        if (d == 0) return 0;
        return is_down(d, k) ? place(d - 1, k + 1) : place(d - 1, k - 1) + 1;
    }
    [[nodiscard]] std::int32_t& place(std::int64_t d, std::int64_t k) {
        return reached_[static_cast<std::size_t>(d)][static_cast<std::size_t>((k + d) / 2)];
    }
    std::int64_t left_, right_;
    Same same_;
    std::vector<std::vector<std::int32_t>> reached_; ///< by changes, then by diagonal: how far
};

} // namespace detail

/// Compares items by index: `same(left, right)`.
template <class Same>
[[nodiscard]] Common longest_common(std::size_t left, std::size_t right, const Same& same) {
    Common result;
    const std::size_t both = std::min(left, right);
    while (result.prefix < both && same(result.prefix, result.prefix))
        ++result.prefix;
    std::size_t tail = 0;
    while (tail < both - result.prefix && same(left - 1 - tail, right - 1 - tail))
        ++tail;
    const std::size_t begin = result.prefix, left_middle = left - begin - tail,
                      right_middle = right - begin - tail;
    result.matched = begin + tail;
    if (left_middle == 0 || right_middle == 0) {
        result.hunks = left_middle + right_middle == 0 ? 0 : 1;
        return result;
    }
    const auto in_middle = [&](std::int64_t a, std::int64_t b) {
        return same(begin + static_cast<std::size_t>(a), begin + static_cast<std::size_t>(b));
    };
    detail::Myers myers(left_middle, right_middle, in_middle);
    const std::int64_t changes = myers.changes();
    if (changes < 0) {
        result.matched = result.prefix;
        result.too_different = true;
        return result;
    }
    result.matched += (left_middle + right_middle - static_cast<std::size_t>(changes)) / 2;
    result.hunks = myers.hunks(changes);
    return result;
}

} // namespace ossim
