// The ending at the end of a run.
#include "kernel/ending.hpp"

namespace ossim {

namespace {

constexpr int named_at_most = 20;

std::string wait_in_words(const Services& services, const Thread& thread) {
    const std::string who = services.names.text(services.threads.rest(thread.view.tid).name);
    switch (thread.waits_on) {
    case WaitsOn::thread: return who + " waits to join a thread";
    case WaitsOn::child: return who + " waits for a child";
    case WaitsOn::io: return who + " waits for a device";
    case WaitsOn::timer: return who + " waits for a timer";
    case WaitsOn::page: return who + " waits for a page";
    case WaitsOn::nothing: return who + " waits";
    }
    return who;
}

} // namespace

Ending ending_of_run(const Services& services) {
    Ending ending;
    if (services.processes.lasting() == 0) return ending;
    int waiting = 0;
    for (std::uint32_t i = 1; i <= services.threads.count(); ++i) {
        const Thread& thread = services.threads[Tid(i)];
        if (thread.state != ThreadState::waiting || services.processes[thread.view.pid].daemon) continue;
        if (++waiting > named_at_most) continue;
        ending.message += (ending.message.empty() ? "" : "; ") + wait_in_words(services, thread);
    }
    if (waiting == 0) return ending;
    if (waiting > named_at_most)
        ending.message += "; and " + std::to_string(waiting - named_at_most) + " more";
    ending.outcome = Outcome::deadlock;
    return ending;
}

} // namespace ossim
