// The runs that `ossim compare` puts side by side: the variants of a scenario, or the values of --vary.
#pragma once

#include "ossim/load.hpp"

#include <span>
#include <string>
#include <vector>

namespace ossim {

/// One run to be made: its name in the table, the variant it starts from, the keys it changes.
struct Variation {
    std::string name;
    std::string variant;
    std::vector<Patch> patches;
};

/// "scheduler.policy=fcfs,rr,sjf" of --vary: the key and its values. Commas inside brackets, braces and
/// quotes do not part. Throws Failure(wrong).
struct Vary {
    std::string path;
    std::vector<std::string> values;
};
[[nodiscard]] Vary read_vary(const std::string& text);

/// Every combination of the values, the first option changing slowest. At most 64; more is Failure(wrong).
[[nodiscard]] std::vector<Variation> combinations(std::span<const Vary> varies, const std::string& variant);

} // namespace ossim
