// From the words of a command line to an exit code: which command, its options, its failures.
#pragma once

#include "cli/console.hpp"

#include <string>
#include <vector>

namespace ossim {

/// Runs the command that `words` (without the program's own name) ask for, and returns the exit code. A first
/// word that is no command is a scenario: `ossim rr.yaml` is `ossim run rr.yaml`. Never throws.
[[nodiscard]] int run_program(const std::vector<std::string>& words, Console& console);

} // namespace ossim
