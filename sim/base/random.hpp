// Random numbers that are the same everywhere: counter-based streams, and distributions in integer
// arithmetic.
//
// The n-th number of a stream is a function of (seed, purpose, id, n) and of nothing else: no state is
// carried, so a new consumer disturbs nobody, and a stream costs its owner eight bytes and a counter. The
// generator is the finaliser of SplitMix64 (Steele, Lea and Flood 2014) applied twice, with the key mixed in
// between.
#pragma once

#include "ossim/time.hpp"

#include <bit>
#include <cstdint>
#include <string_view>

namespace ossim {

namespace detail {
inline constexpr std::uint64_t golden = 0x9E3779B97F4A7C15; // 2^64 / the golden ratio, odd

/// The finaliser of SplitMix64: every bit of the input changes every bit of the output.
constexpr std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}
} // namespace detail

class Stream {
  public:
    Stream() = default; ///< a place for a stream; the numbers of this one are nobody's
    /// Streams that differ in the seed, the purpose ("burst", "arrival", "lottery") or the id are
    /// independent.
    Stream(std::uint64_t seed, std::string_view purpose, std::uint64_t id);
    /// The n-th number, uniform over all 2^64.
    [[nodiscard]] std::uint64_t at(std::uint64_t n) const {
        return detail::mixed(detail::mixed(key_ + detail::golden * (n + 1)) ^ std::rotl(key_, 32));
    }

  private:
    friend class Streams;
    friend class Sequence;
    explicit Stream(std::uint64_t key) : key_(key) {}
    std::uint64_t key_ = 0;
};

/// Numbers taken one after another, by who keeps where it is: SplitMix64 as published, in eight bytes. It
/// starts where the stream does, and is another sequence than the stream's own numbers.
class Sequence {
  public:
    Sequence() = default; ///< nobody's
    explicit Sequence(Stream stream) : state_(stream.key_) {}
    [[nodiscard]] std::uint64_t next() { return detail::mixed(state_ += detail::golden); }
    void skip(std::uint64_t numbers) { state_ += detail::golden * numbers; }
    /// What `next` would give.
    [[nodiscard]] std::uint64_t upcoming() const { return detail::mixed(state_ + detail::golden); }

  private:
    std::uint64_t state_ = 0;
};

/// The streams of one seed and purpose, by id or by name: made when they are needed, so that nobody has to
/// keep them.
class Streams {
  public:
    Streams(std::uint64_t seed, std::string_view purpose);
    /// Stream(seed, purpose, id)
    [[nodiscard]] Stream operator[](std::uint64_t id) const {
        return Stream(detail::mixed(base_ + detail::golden * (id + 1)));
    }
    /// The stream of the `index`-th of a family, or with 0 of the one that bears the name alone.
    [[nodiscard]] Stream named(std::string_view family, std::uint32_t index) const;

  private:
    std::uint64_t base_;
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
