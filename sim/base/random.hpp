// Random numbers that are the same everywhere: counter-based streams, and distributions in integer
// arithmetic.
//
// The n-th number of a stream is a function of (seed, purpose, id, n) and of nothing else: no state is
// carried, so a new consumer disturbs nobody, and a stream costs its owner eight bytes and a counter. The
// generator is the finaliser of SplitMix64 (Steele, Lea and Flood 2014) applied twice, with the key mixed in
// between.
#pragma once

#include "ossim/time.hpp"

#include <cstdint>
#include <string_view>

namespace ossim {

class Stream {
  public:
    Stream() = default; ///< a place for a stream; the numbers of this one are nobody's
    /// Streams that differ in the seed, the purpose ("burst", "arrival", "lottery") or the id are
    /// independent.
    Stream(std::uint64_t seed, std::string_view purpose, std::uint64_t id);
    /// The n-th number, uniform over all 2^64.
    [[nodiscard]] std::uint64_t at(std::uint64_t n) const;

  private:
    std::uint64_t key_ = 0;
};

/// Uniform from 0 to bound - 1, without bias (Lemire 2019): where `bits` would bring one in, further words
/// are made from `bits`. `bound` is 1 or more.
[[nodiscard]] std::uint64_t below(std::uint64_t bound, std::uint64_t bits);

/// Exponentially distributed: mean * -ln(u), u = (bits + 1/2) / 2^64, the logarithm exact to 2^-50, the
/// product rounded to the nearest nanosecond. At most 45 means, and at most `Duration::longest()`.
[[nodiscard]] Duration exponential(Duration mean, std::uint64_t bits);

/// Uniform over the whole nanoseconds from `low` to `high`, both included; low <= high, both 0 to
/// `longest()`.
[[nodiscard]] Duration uniform(Duration low, Duration high, std::uint64_t bits);

} // namespace ossim
