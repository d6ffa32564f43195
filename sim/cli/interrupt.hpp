// Ctrl-C while a simulation runs: noticed between happenings, so that the run ends cleanly. The second one
// kills.
#pragma once

#include <csignal>

namespace ossim {

/// While it lives, SIGINT and SIGTERM wait to be asked for, instead of ending the program. Once one has been
/// seen they act as usual again. No handler and no global state: the signals are blocked and taken from the
/// queue.
class Interrupts {
  public:
    Interrupts();
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;
    /// Has one of them come?
    [[nodiscard]] bool came();

  private:
    void unblock();
    sigset_t signals_{}, before_{};
    bool is_blocked_ = false, has_come_ = false;
};

} // namespace ossim
