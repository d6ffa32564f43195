// What a course's word for an event means: that a thread gets a CPU, or that it leaves it.
#pragma once

#include "ossim/grade.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace ossim {

enum class Meaning : std::uint8_t { runs, stops, idle, nothing };

class Vocabulary {
  public:
    /// Common words, and before them those that an assignment declares.
    explicit Vocabulary(const ReadingRules& rules = {});
    /// Case, spaces and signs at the end do not count.
    [[nodiscard]] Meaning of(std::string_view words) const;

  private:
    std::map<std::string, Meaning, std::less<>> meanings_;
};

} // namespace ossim
