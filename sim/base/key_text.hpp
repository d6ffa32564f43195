// A policy's keys in words: "waited 4ms, left 8ms".
#pragma once

#include "ossim/scenario.hpp"
#include "ossim/sink.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ossim {

/// A policy's key as a reader wants it: times in the unit, other numbers as they are. Which keys are times
/// follows from the key's name: "since", "burst", "vruntime", and what ends in "_time", "_left", "_since" or
/// "_at".
[[nodiscard]] std::string key_text(std::string_view key_name, std::int64_t value, Unit unit);

/// The keys of the policy of one run.
class KeyWords {
  public:
    KeyWords() = default;
    KeyWords(std::vector<std::string> names, std::vector<std::string> of_queues, Unit unit)
        : names_(std::move(names)), of_queues_(std::move(of_queues)), unit_(unit) {}
    explicit KeyWords(const TraceHeader& header);

    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    /// Of the key in place `which`; with several queues the second one is what the queue of the first says.
    [[nodiscard]] std::string_view name(std::size_t which, std::span<const std::int64_t> keys) const;
    /// "4ms"; with the name before it where that is not the same for all: "left 4ms".
    [[nodiscard]] std::string cell(std::size_t which, std::span<const std::int64_t> keys) const;
    /// "waited 4ms, left 8ms", as far as keys have names; `between` stands between two.
    [[nodiscard]] std::string text(std::span<const std::int64_t> keys, std::string_view between = ", ") const;
    /// The same of the keys that a pick tells of the chosen one, and of the second best.
    [[nodiscard]] std::string of_chosen(const Pick& pick, std::string_view between = ", ") const;
    [[nodiscard]] std::string of_next(const Pick& pick, std::string_view between = ", ") const;

  private:
    std::vector<std::string> names_, of_queues_;
    Unit unit_ = Unit::ms;
};

} // namespace ossim
