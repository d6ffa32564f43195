// What a command may touch of the world besides files: its three streams, the terminal and the environment.
// Tests give it a recorded one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ossim {

class Console {
  public:
    Console() = default;
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;
    virtual ~Console() = default;

    /// To standard output. Throws Failure(io) when it cannot be written; quietly when the reader has gone.
    virtual void out(std::string_view text) = 0;
    /// To standard error. Never fails: there would be nowhere to say so.
    virtual void err(std::string_view text) = 0;
    /// All of standard input, but not more than `most` bytes and one. Throws Failure(io).
    [[nodiscard]] virtual std::string read_input(std::size_t most) = 0;
    /// Nothing that was written is still on its way. Throws as `out`.
    virtual void flush() = 0;

    [[nodiscard]] virtual std::optional<std::string> variable(const char* name) const = 0;
    [[nodiscard]] virtual bool out_is_terminal() const = 0;
    [[nodiscard]] virtual bool err_is_terminal() const = 0;
    /// Columns of the terminal that standard output is; nothing if it is none.
    [[nodiscard]] virtual std::optional<std::size_t> columns() const = 0;
};

/// When to colour: the choice of --color, in its words.
enum class Colour : unsigned char { automatic, always, never };

/// `--color` beats NO_COLOR (set and not empty) beats CLICOLOR_FORCE and FORCE_COLOR beats "is a terminal";
/// a dumb terminal gets none.
[[nodiscard]] bool is_coloured(const Console& console, Colour choice, bool is_terminal);

} // namespace ossim
