// Time in the simulated machine: points, spans and prices, as types that do not mix.
//
// A point and a span are whole nanoseconds, a price is whole picoseconds (SEMANTICS 1). Nothing here wraps:
// a sum past the end of time saturates at `never` or `forever`, which no run reaches, because the limit on
// simulated time (`Limits::time`) ends it first, with a name. What adds up over threads, CPUs or requests may
// be longer than any run: that is a `TimeSum`.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace ossim {

namespace detail {
constexpr std::int64_t saturating_add(std::int64_t a, std::int64_t b) {
    std::int64_t sum = 0;
    if (!__builtin_add_overflow(a, b, &sum)) return sum;
    return b > 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
}
constexpr std::int64_t saturating_multiply(std::int64_t a, std::int64_t b) {
    std::int64_t product = 0;
    if (!__builtin_mul_overflow(a, b, &product)) return product;
    return (a < 0) == (b < 0) ? std::numeric_limits<std::int64_t>::max()
                              : std::numeric_limits<std::int64_t>::min();
}
} // namespace detail

/// A span of simulated time in whole nanoseconds. Scenarios give spans from 0 to `longest()`.
class Duration {
  public:
    constexpr Duration() = default;
    constexpr explicit Duration(std::int64_t nanoseconds) : ns_(nanoseconds) {}
    /// No end: the quantum of a policy that has none.
    static constexpr Duration forever() { return Duration(std::numeric_limits<std::int64_t>::max()); }
    /// The longest span that a scenario may give: 10^18 ns, about 31 years.
    static constexpr Duration longest() { return Duration(1'000'000'000'000'000'000); }
    [[nodiscard]] constexpr std::int64_t ns() const { return ns_; }
    constexpr auto operator<=>(const Duration&) const = default;
    constexpr Duration operator+(Duration other) const {
        return Duration(detail::saturating_add(ns_, other.ns_));
    }
    constexpr Duration operator-(Duration other) const {
        return Duration(detail::saturating_add(ns_, -other.ns_));
    }
    constexpr Duration operator*(std::int64_t factor) const {
        return Duration(detail::saturating_multiply(ns_, factor));
    }
    constexpr Duration& operator+=(Duration other) { return *this = *this + other; }
    constexpr Duration& operator-=(Duration other) { return *this = *this - other; }

  private:
    std::int64_t ns_ = 0;
};

/// A sum of spans, over threads, CPUs, requests or switches: 128 bits of nanoseconds, which 2^64 of the
/// longest runs do not fill.
class TimeSum {
  public:
    __extension__ using Wide = __int128;
    constexpr TimeSum() = default;
    constexpr TimeSum(Duration span) : ns_(span.ns()) {} // a span is a sum of one
    [[nodiscard]] constexpr Wide ns() const { return ns_; }
    constexpr bool operator==(const TimeSum&) const = default;
    constexpr std::strong_ordering operator<=>(const TimeSum& other) const { return ns_ <=> other.ns_; }
    constexpr TimeSum& operator+=(TimeSum other) {
        ns_ += other.ns_;
        return *this;
    }
    constexpr TimeSum& operator-=(TimeSum other) {
        ns_ -= other.ns_;
        return *this;
    }
    friend constexpr TimeSum operator+(TimeSum a, TimeSum b) { return a += b; }
    friend constexpr TimeSum operator-(TimeSum a, TimeSum b) { return a -= b; }
    /// So many spans of that length.
    static constexpr TimeSum of(Duration span, std::uint64_t times) {
        return of_ns(Wide{span.ns()} * Wide{times});
    }
    static constexpr TimeSum of_ns(Wide nanoseconds) {
        TimeSum sum;
        sum.ns_ = nanoseconds;
        return sum;
    }

  private:
    Wide ns_ = 0;
};

/// A point of simulated time: nanoseconds since the start of the run.
class Time {
  public:
    constexpr Time() = default;
    constexpr explicit Time(std::int64_t nanoseconds) : ns_(nanoseconds) {}
    /// Later than every happening.
    static constexpr Time never() { return Time(std::numeric_limits<std::int64_t>::max()); }
    [[nodiscard]] constexpr std::int64_t ns() const { return ns_; }
    constexpr auto operator<=>(const Time&) const = default;
    constexpr Time operator+(Duration span) const { return Time(detail::saturating_add(ns_, span.ns())); }
    constexpr Duration operator-(Time earlier) const {
        return Duration(detail::saturating_add(ns_, -earlier.ns_));
    }

  private:
    std::int64_t ns_ = 0;
};

/// A price in whole picoseconds. Prices of one charge are added first and rounded once (`rounded`).
class Price {
  public:
    constexpr Price() = default;
    constexpr explicit Price(std::int64_t picoseconds) : ps_(picoseconds) {}
    static constexpr Price of_ns(std::int64_t nanoseconds) {
        return Price(detail::saturating_multiply(nanoseconds, 1000));
    }
    static constexpr Price of(Duration span) { return of_ns(span.ns()); }
    [[nodiscard]] constexpr std::int64_t ps() const { return ps_; }
    /// To the nearest nanosecond, halves up. Prices are never negative.
    [[nodiscard]] constexpr Duration rounded() const {
        return Duration(detail::saturating_add(ps_, 500) / 1000);
    }
    constexpr auto operator<=>(const Price&) const = default;
    constexpr Price operator+(Price other) const { return Price(detail::saturating_add(ps_, other.ps_)); }
    constexpr Price operator*(std::int64_t factor) const {
        return Price(detail::saturating_multiply(ps_, factor));
    }
    constexpr Price& operator+=(Price other) { return *this = *this + other; }

  private:
    std::int64_t ps_ = 0;
};

} // namespace ossim
