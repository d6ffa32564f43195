// A console for tests: what a command prints is kept, what it reads is given.
#pragma once

#include "cli/console.hpp"
#include "cli/program.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ossim {

class RecordedConsole : public Console {
  public:
    std::string output, errors; ///< what was written
    std::string input;          ///< what standard input gives
    std::map<std::string, std::string, std::less<>> environment;
    bool out_terminal = false, err_terminal = false;
    std::optional<std::size_t> terminal_columns;

    void out(std::string_view text) override { output += text; }
    void err(std::string_view text) override { errors += text; }
    std::string read_input(std::size_t most) override { return input.substr(0, most + 1); }
    void flush() override {}
    std::optional<std::string> variable(const char* name) const override {
        const auto found = environment.find(name);
        return found == environment.end() ? std::nullopt : std::optional(found->second);
    }
    bool out_is_terminal() const override { return out_terminal; }
    bool err_is_terminal() const override { return err_terminal; }
    std::optional<std::size_t> columns() const override { return terminal_columns; }
};

/// What a call of the program gives.
struct Called {
    int code = 0;
    std::string output, errors;
};

/// Calls the program in this process.
inline Called call(const std::vector<std::string>& words, const std::string& input = {}) {
    RecordedConsole console;
    console.input = input;
    const int code = run_program(words, console);
    return {code, console.output, console.errors};
}

} // namespace ossim
