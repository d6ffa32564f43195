// Random choices of a test, from a stream of its own: the same seed gives the same choices everywhere.
#pragma once

#include "base/random.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace ossim::testing {

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : stream_(seed, "property-test", 0) {}
    /// From 0 to bound - 1.
    std::uint64_t below(std::uint64_t bound) { return ossim::below(bound, stream_.at(thrown_++)); }
    /// From low to high, both included.
    std::int64_t from(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
    }
    bool chance(unsigned percent) { return below(100) < percent; }
    template <class Value>
    const Value& one_of(const std::vector<Value>& values) {
        return values[below(values.size())];
    }

  private:
    Stream stream_;
    std::uint64_t thrown_ = 0;
};

} // namespace ossim::testing
