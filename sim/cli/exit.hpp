// How the program ends: its exit codes, and the exception that carries one up to `run_program`.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace ossim {

/// Scripts and graders rely on these; `ossim --help` lists them.
enum class ExitCode : std::uint8_t {
    done = 0,
    no = 1,            ///< an expectation failed, traces differ, points were lost
    wrong = 2,         ///< the command line or a scenario is wrong
    limit = 3,         ///< a limit ended the run
    io = 4,            ///< input or output failed
    fault = 70,        ///< a fault of ossim itself
    interrupted = 130, ///< Ctrl-C
};

/// Ends the command with a code. The message goes to standard error as "ossim: message"; an empty one is not
/// printed, because what there was to say has been said.
class Failure : public std::runtime_error {
  public:
    Failure(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
    [[nodiscard]] ExitCode code() const { return code_; }

  private:
    ExitCode code_;
};

} // namespace ossim
