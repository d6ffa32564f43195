// Numbers of which the truth is always known as far as it is said: a fraction while it fits 128 bits, and in
// any case a lower and an upper bound. A comparison that both cannot decide says so.
#pragma once

#include "base/check.hpp"
#include "ossim/ratio.hpp"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>

namespace ossim {

__extension__ using Whole = unsigned __int128;

/// 0 or more. The bounds count in 2^-60; the upper one stays at `most` when the truth may be beyond.
class Exact {
  public:
    constexpr Exact() = default;
    constexpr explicit Exact(Whole whole) : Exact(whole, 1) {}
    constexpr Exact(Whole numerator, Whole denominator) {
        OSSIM_CHECK(denominator != 0);
        const Whole common = divisor(numerator, denominator);
        numerator_ = numerator / common;
        denominator_ = denominator / common;
        enclose();
    }
    [[nodiscard]] constexpr bool is_fraction() const { return denominator_ != 0; }
    [[nodiscard]] constexpr Exact operator+(const Exact& other) const {
        Exact sum;
        sum.denominator_ = 0;
        sum.low_ = added(low_, other.low_);
        sum.high_ = added(high_, other.high_);
        if (!is_fraction() || !other.is_fraction()) return sum;
        const Whole common = divisor(denominator_, other.denominator_);
        Whole left = 0, right = 0, numerator = 0, denominator = 0;
        const bool fits = !__builtin_mul_overflow(numerator_, other.denominator_ / common, &left) &&
                          !__builtin_mul_overflow(other.numerator_, denominator_ / common, &right) &&
                          !__builtin_add_overflow(left, right, &numerator) &&
                          !__builtin_mul_overflow(denominator_, other.denominator_ / common, &denominator);
        return fits ? Exact(numerator, denominator) : sum;
    }
    [[nodiscard]] constexpr Exact operator*(const Exact& other) const {
        Exact product;
        product.denominator_ = 0;
        product.low_ = multiplied(low_, other.low_, false);
        product.high_ = multiplied(high_, other.high_, true);
        if (!is_fraction() || !other.is_fraction()) return product;
        const Whole a = divisor(numerator_, other.denominator_), b = divisor(other.numerator_, denominator_);
        Whole numerator = 0, denominator = 0;
        const bool fits = !__builtin_mul_overflow(numerator_ / a, other.numerator_ / b, &numerator) &&
                          !__builtin_mul_overflow(denominator_ / b, other.denominator_ / a, &denominator);
        return fits ? Exact(numerator, denominator) : product;
    }
    /// Nothing: that cannot be told.
    [[nodiscard]] constexpr std::optional<bool> at_most(const Exact& other) const {
        if (high_ <= other.low_ && high_ != most) return true;
        if (low_ > other.high_) return false;
        if (!is_fraction() || !other.is_fraction()) return std::nullopt;
        return compare(numerator_, denominator_, other.numerator_, other.denominator_) <= 0;
    }
    /// The greater one of two; of two that cannot be compared, one whose bounds hold for both.
    [[nodiscard]] constexpr Exact or_greater(const Exact& other) const {
        if (const auto less = at_most(other)) return *less ? other : *this;
        Exact enclosing;
        enclosing.denominator_ = 0;
        enclosing.low_ = std::max(low_, other.low_);
        enclosing.high_ = std::max(high_, other.high_);
        return enclosing;
    }
    /// For printing.
    [[nodiscard]] constexpr Ratio ratio() const {
        constexpr Whole top = (Whole(1) << 126) - 1;
        if (is_fraction() && numerator_ <= top && denominator_ <= top)
            return {static_cast<Ratio::Wide>(numerator_), static_cast<Ratio::Wide>(denominator_)};
        return {static_cast<Ratio::Wide>(std::min(low_, top)), static_cast<Ratio::Wide>(one)};
    }
    /// The bounds, in 2^-60.
    static constexpr int places = 60;
    static constexpr Whole one = Whole(1) << places;
    static constexpr Whole most = ~Whole(0);
    [[nodiscard]] constexpr Whole low() const { return low_; }
    [[nodiscard]] constexpr Whole high() const { return high_; }

    static constexpr Whole multiplied(Whole a, Whole b, bool up) {
        Whole product = 0;
        if (__builtin_mul_overflow(a, b, &product)) return up ? most : most >> places;
        return (product >> places) + (up && (product & (one - 1)) != 0 ? 1 : 0);
    }
    /// The greatest common divisor; 1 if both are 0.
    static constexpr Whole divisor(Whole a, Whole b) {
        while (b != 0) {
            const Whole rest = a % b;
            a = b;
            b = rest;
        }
        return a == 0 ? 1 : a;
    }

  private:
    static constexpr Whole added(Whole a, Whole b) {
        Whole sum = 0;
        return __builtin_add_overflow(a, b, &sum) ? most : sum;
    }
    /// Of two fractions, without products: whole parts first, then the inverses of what is left.
    static constexpr std::strong_ordering compare(Whole a, Whole b, Whole c, Whole d) {
        bool turned = false;
        for (;;) {
            const Whole first = a / b, second = c / d;
            if (first != second)
                return (first < second) != turned ? std::strong_ordering::less
                                                  : std::strong_ordering::greater;
            a %= b;
            c %= d;
            if (a == 0 || c == 0) {
                if (a == c) return std::strong_ordering::equal;
                return (a == 0) != turned ? std::strong_ordering::less : std::strong_ordering::greater;
            }
            std::swap(a, b);
            std::swap(c, d);
            turned = !turned;
        }
    }
    constexpr void enclose() {
        const Whole whole = numerator_ / denominator_;
        if (whole >= most >> places) {
            low_ = most - (one - 1);
            high_ = most;
            return;
        }
        low_ = whole << places;
        Whole rest = numerator_ % denominator_;
        for (int place = places - 1; place >= 0 && rest != 0; --place) { // long division, a bit at a time
            const bool is_one = rest >= denominator_ - rest;
            rest = is_one ? rest - (denominator_ - rest) : 2 * rest;
            if (is_one) low_ |= Whole(1) << place;
        }
        high_ = low_ + (rest != 0 ? 1 : 0);
    }

    Whole numerator_ = 0, denominator_ = 1; ///< in lowest terms; denominator 0: there is no such fraction
    Whole low_ = 0, high_ = 0;
};

} // namespace ossim
