// The rules in force, in words: what `ossim rules` prints.
#pragma once

#include "ossim/conventions.hpp"
#include "ossim/scenario.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// One setting in force, as a full sentence.
struct Rule {
    std::string_view setting; ///< "quantum_alone"
    std::string sentence;
    bool own = true; ///< as ossim's own rules have it
};

/// Every setting, in order of declaration. `unit` is what its durations are shown in.
[[nodiscard]] std::vector<Rule> rules_of(const Conventions& conventions, Unit unit);

/// The same as one text each: the sentence, and behind those that differ "(Not ossim's own rule:
/// `choose: in-sequence`.)".
[[nodiscard]] std::vector<std::string> rules_in_words(const Conventions& conventions, Unit unit);

} // namespace ossim
