// The console of a real process.
#pragma once

#include "cli/console.hpp"

#include <string>

namespace ossim {

class SystemConsole : public Console {
  public:
    /// From now on a reader that goes away is an error of `write`, not a signal that ends the program.
    SystemConsole();
    void out(std::string_view text) override;
    void err(std::string_view text) override;
    [[nodiscard]] std::string read_input(std::size_t most) override;
    void flush() override;
    [[nodiscard]] std::optional<std::string> variable(const char* name) const override;
    [[nodiscard]] bool out_is_terminal() const override;
    [[nodiscard]] bool err_is_terminal() const override;
    [[nodiscard]] std::optional<std::size_t> columns() const override;

  private:
    std::string waiting_; ///< for standard output, up to 64 KiB
};

} // namespace ossim
