// An exact fraction: shares, probabilities, averages and points never pass through floating point.
#pragma once

#include <compare>
#include <cstdint>

namespace ossim {

/// numerator / denominator, denominator > 0, in lowest terms. Exact while the numerator has at most 126 bits
/// and the denominator at most 62: a sum of the spans of 2^32 threads and its average fit. A denominator that
/// does not fit is brought to 62 bits by dropping low bits of both sides (an error below 2^-60); a value
/// that is too great for any fraction stays at the greatest one (`is_too_great`).
class Ratio {
  public:
    __extension__ using Wide = __int128;
    constexpr Ratio() = default;
    constexpr explicit Ratio(Wide whole) { *this = reduced(whole, 1); }
    constexpr Ratio(Wide numerator, Wide denominator) { *this = reduced(numerator, denominator); }
    [[nodiscard]] constexpr Wide numerator() const { return numerator_; }
    [[nodiscard]] constexpr std::int64_t denominator() const { return denominator_; }
    /// What the true value was is not known: it was cut off.
    [[nodiscard]] constexpr bool is_too_great() const {
        return numerator_ == most_above || numerator_ == -most_above;
    }
    constexpr Ratio operator+(Ratio o) const {
        const Wide common = divisor(denominator_, o.denominator_);
        const Wide left = o.denominator_ / common, right = denominator_ / common;
        const int excess = greater(width(numerator_) + width(left), width(o.numerator_) + width(right)) - 125;
        const int drop = excess > 0 ? excess : 0;
        return reduced(halved(numerator_, drop) * left + halved(o.numerator_, drop) * right,
                       Wide{denominator_} * left, drop);
    }
    constexpr Ratio operator-(Ratio o) const { return *this + o.negative(); }
    constexpr Ratio operator*(Ratio o) const {
        const Wide a = divisor(numerator_, o.denominator_), b = divisor(o.numerator_, denominator_);
        return product(numerator_ / a, o.numerator_ / b, Wide{denominator_ / b} * (o.denominator_ / a));
    }
    /// The divisor must not be 0.
    constexpr Ratio operator/(Ratio o) const { return *this * o.inverse(); }
    constexpr bool operator==(const Ratio&) const = default;
    constexpr std::strong_ordering operator<=>(const Ratio& o) const {
        const Wide whole = floor(numerator_, denominator_), other = floor(o.numerator_, o.denominator_);
        if (whole != other) return whole <=> other;
        return (numerator_ - whole * denominator_) * o.denominator_ <=>
               (o.numerator_ - other * o.denominator_) * denominator_;
    }

  private:
    static constexpr Wide most_above = (Wide(1) << 126) - 1;
    static constexpr Wide most_below = (Wide(1) << 62) - 1;
    static constexpr int greater(int a, int b) { return a > b ? a : b; }
    static constexpr Wide magnitude(Wide value) { return value < 0 ? -value : value; }
    static constexpr Wide floor(Wide a, Wide b) { return a / b - (a % b < 0 ? 1 : 0); }
    /// Bits of the magnitude.
    static constexpr int width(Wide value) {
        int bits = 0;
        for (Wide rest = magnitude(value); rest != 0; rest >>= 1)
            ++bits;
        return bits;
    }
    static constexpr Wide halved(Wide value, int times) {
        return value < 0 ? -(-value >> times) : value >> times;
    }
    /// The greatest common divisor; 1 if both are 0.
    static constexpr Wide divisor(Wide a, Wide b) {
        a = magnitude(a);
        b = magnitude(b);
        while (b != 0) {
            const Wide rest = a % b;
            a = b;
            b = rest;
        }
        return a == 0 ? 1 : a;
    }
    [[nodiscard]] constexpr Ratio negative() const {
        Ratio result = *this;
        result.numerator_ = -result.numerator_;
        return result;
    }
    [[nodiscard]] constexpr Ratio inverse() const {
        return numerator_ < 0 ? Ratio(-Wide{denominator_}, -numerator_) : Ratio(denominator_, numerator_);
    }
    static constexpr Ratio product(Wide a, Wide b, Wide denominator) {
        const int excess = width(a) + width(b) - 126;
        if (excess <= 0) return reduced(a * b, denominator);
        return magnitude(a) > magnitude(b) ? reduced(halved(a, excess) * b, denominator, excess)
                                           : reduced(a * halved(b, excess), denominator, excess);
    }
    /// `dropped`: so many low bits of the numerator are missing already.
    static constexpr Ratio reduced(Wide numerator, Wide denominator, int dropped = 0) {
        if (denominator < 0) numerator = -numerator, denominator = -denominator;
        denominator >>= dropped;
        if (denominator == 0 || (denominator == 1 && magnitude(numerator) > most_above))
            return greatest(numerator < 0);
        const Wide common = divisor(numerator, denominator);
        numerator /= common, denominator /= common;
        while (denominator > 1 && (denominator > most_below || magnitude(numerator) > most_above)) {
            numerator /= 2;
            denominator /= 2;
        }
        if (magnitude(numerator) > most_above) return greatest(numerator < 0);
        Ratio result;
        result.numerator_ = numerator;
        result.denominator_ = static_cast<std::int64_t>(denominator);
        return result;
    }
    static constexpr Ratio greatest(bool negative) {
        Ratio result;
        result.numerator_ = negative ? -most_above : most_above;
        return result;
    }
    Wide numerator_ = 0;
    std::int64_t denominator_ = 1;
};

} // namespace ossim
