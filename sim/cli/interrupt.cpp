// Signals are taken by sigtimedwait, which needs no handler.
#include "cli/interrupt.hpp"

#include <ctime>
#include <initializer_list>

namespace ossim {

namespace {
/// A shell starts background jobs with SIGINT ignored: then it stays ignored.
bool is_ignored(int signal) {
    struct sigaction now {};
    return ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}
} // namespace

Interrupts::Interrupts() {
    sigemptyset(&signals_);
    for (const int signal : {SIGINT, SIGTERM})
        if (!is_ignored(signal)) sigaddset(&signals_, signal);
    is_blocked_ = ::pthread_sigmask(SIG_BLOCK, &signals_, &before_) == 0;
}

Interrupts::~Interrupts() { unblock(); }

void Interrupts::unblock() {
    if (is_blocked_) ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    is_blocked_ = false;
}

bool Interrupts::came() {
    if (has_come_ || !is_blocked_) return has_come_;
    const timespec at_once{};
    has_come_ = ::sigtimedwait(&signals_, nullptr, &at_once) > 0;
    if (has_come_) unblock();
    return has_come_;
}

} // namespace ossim
