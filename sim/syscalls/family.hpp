// Who waits for whom: children of a process, threads spawned by a thread.
#pragma once

#include "objects/services.hpp"

namespace ossim {

/// The answer to a wait: whom it would reap, and whether anybody is left to wait for.
struct ChildFound {
    Pid zombie;            ///< the one to reap; 0: none yet
    bool any_left = false; ///< children that the wait is about are still there
    [[nodiscard]] bool may_return() const { return zombie || !any_left; }
};

/// `all` finds a zombie only when every child has ended.
[[nodiscard]] ChildFound find_child(const Services& services, const Thread& thread, const FlatTarget& target);

/// The one child or thread that a wait or join by name waits for; 0 if it waits for any or all of several.
[[nodiscard]] Pid awaited_child(const Services& services, const Thread& thread, const FlatTarget& target);
[[nodiscard]] Tid awaited_thread(const Services& services, const Thread& thread, const FlatTarget& target);

/// Would a join return at once?
[[nodiscard]] bool may_join(const Services& services, const Thread& thread, const FlatTarget& target);

/// A thread has ended: those whose join may now return are woken.
void wake_joiners(Services& services, Process& process);
/// A child of the process has ended, or has been reaped: those whose wait may now return are woken. One
/// zombie wakes one thread, that which has waited longest; the others go on waiting while anybody is left.
void wake_waiters(Services& services, Process& parent);

} // namespace ossim
