// The help texts. Examples come first: they are what most readers look for.
#pragma once

#include "cli/command.hpp"

#include <string>

namespace ossim {

/// `ossim --help`.
[[nodiscard]] std::string program_help();
/// `ossim COMMAND --help`, with the options that `app` declares.
[[nodiscard]] std::string command_help(const Command& command, const CLI::App& app);
/// `ossim --version`: the version and what it was built with.
[[nodiscard]] std::string version_text();

} // namespace ossim
