// A command of the program: its words, its options, its action. A new one is a file here and a line in
// commands.def.
#pragma once

#include "cli/console.hpp"
#include "cli/exit.hpp"

#include <functional>
#include <span>
#include <string_view>

namespace CLI {
class App;
}

namespace ossim {

/// What the command does once its options have been read. May throw Failure.
using CommandAction = std::function<ExitCode()>;

struct Command {
    std::string_view name;
    std::string_view summary;  ///< one line for `ossim --help`
    std::string_view usage;    ///< what follows the name: "FILE [options]"
    std::string_view examples; ///< lines, each a command and what it does
    std::string_view details;  ///< a paragraph that follows the options, wrapped there; or empty
    /// Declares options and positional arguments; what it gives owns the values they are read into.
    CommandAction (*declare)(CLI::App& app, Console& console);
};

/// All commands, in the order of commands.def.
[[nodiscard]] std::span<const Command> commands();

#define OSSIM_COMMAND(name) Command name##_command();
#include "cli/commands.def"
#undef OSSIM_COMMAND

} // namespace ossim
