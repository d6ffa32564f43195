// Standard streams by descriptor: stdio would hide a full disk until exit.
#include "cli/system_console.hpp"

#include "cli/files.hpp"

#include <csignal>
#include <cstdlib>
#include <utility>

#include <sys/ioctl.h>
#include <unistd.h>

namespace ossim {

namespace {
constexpr std::size_t buffer_bytes = 64 << 10;
} // namespace

SystemConsole::SystemConsole() { std::signal(SIGPIPE, SIG_IGN); }

void SystemConsole::out(std::string_view text) {
    waiting_ += text;
    if (waiting_.size() >= buffer_bytes) flush();
}

void SystemConsole::err(std::string_view text) {
    if (out_is_terminal() && !waiting_.empty()) flush();
    while (!text.empty()) {
        const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::string SystemConsole::read_input(std::size_t most) {
    return read_all(STDIN_FILENO, "standard input", most);
}

void SystemConsole::flush() {
    const std::string text = std::exchange(waiting_, {});
    write_all(STDOUT_FILENO, "standard output", text);
}

std::optional<std::string> SystemConsole::variable(const char* name) const {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    if (value == nullptr) return std::nullopt;
    return std::string(value);
}

bool SystemConsole::out_is_terminal() const { return ::isatty(STDOUT_FILENO) == 1; }

bool SystemConsole::err_is_terminal() const { return ::isatty(STDERR_FILENO) == 1; }

std::optional<std::size_t> SystemConsole::columns() const {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
    return size.ws_col;
}

} // namespace ossim
