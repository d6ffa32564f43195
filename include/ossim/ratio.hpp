// An exact fraction: shares, probabilities, averages and points never pass through floating point.
#pragma once

#include <compare>
#include <cstdint>
#include <numeric>

namespace ossim {

/// numerator / denominator, denominator > 0, in lowest terms. Operations use 128 bits inside; a result that
/// does not fit is brought to 62 bits by dropping low bits of both sides (relative error below 2^-60).
class Ratio {
  public:
    constexpr Ratio() = default;
    constexpr explicit Ratio(std::int64_t whole) : numerator_(whole) {}
    constexpr Ratio(std::int64_t numerator, std::int64_t denominator) {
        *this = reduced(numerator, denominator);
    }
    [[nodiscard]] constexpr std::int64_t numerator() const { return numerator_; }
    [[nodiscard]] constexpr std::int64_t denominator() const { return denominator_; }
    constexpr Ratio operator+(Ratio o) const {
        return reduced(wide(numerator_) * o.denominator_ + wide(o.numerator_) * denominator_,
                       wide(denominator_) * o.denominator_);
    }
    constexpr Ratio operator-(Ratio o) const { return *this + Ratio(-o.numerator_, o.denominator_); }
    constexpr Ratio operator*(Ratio o) const {
        return reduced(wide(numerator_) * o.numerator_, wide(denominator_) * o.denominator_);
    }
    /// The divisor must not be 0.
    constexpr Ratio operator/(Ratio o) const {
        return reduced(wide(numerator_) * o.denominator_, wide(denominator_) * o.numerator_);
    }
    constexpr bool operator==(const Ratio&) const = default;
    constexpr std::strong_ordering operator<=>(const Ratio& o) const {
        return wide(numerator_) * o.denominator_ <=> wide(o.numerator_) * denominator_;
    }

  private:
    __extension__ using Wide = __int128;
    static constexpr Wide wide(std::int64_t value) { return value; }
    static constexpr Ratio reduced(Wide numerator, Wide denominator) {
        if (denominator < 0) numerator = -numerator, denominator = -denominator;
        Wide a = numerator < 0 ? -numerator : numerator;
        Wide b = denominator;
        while (b != 0) {
            const Wide rest = a % b;
            a = b;
            b = rest;
        }
        if (a > 1) numerator /= a, denominator /= a;
        constexpr Wide most = (Wide(1) << 62) - 1;
        while (numerator > most || numerator < -most || denominator > most) {
            numerator /= 2;
            denominator = denominator / 2 + (denominator == 1 ? 1 : 0);
        }
        Ratio result;
        result.numerator_ = static_cast<std::int64_t>(numerator);
        result.denominator_ = static_cast<std::int64_t>(denominator);
        return result;
    }
    std::int64_t numerator_ = 0;
    std::int64_t denominator_ = 1;
};

} // namespace ossim
