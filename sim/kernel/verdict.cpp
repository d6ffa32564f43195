// The verdict at the end of a run.
#include "kernel/verdict.hpp"

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
    case WaitsOn::nothing: return who + " waits";
    }
    return who;
}

} // namespace

Verdict verdict_at_the_end(const Services& services) {
    Verdict verdict;
    if (services.processes.lasting() == 0) return verdict;
    int waiting = 0;
    for (std::uint32_t i = 1; i <= services.threads.count(); ++i) {
        const Thread& thread = services.threads[Tid(i)];
        if (thread.state != ThreadState::waiting || services.processes[thread.view.pid].daemon) continue;
        if (++waiting > named_at_most) continue;
        verdict.message += (verdict.message.empty() ? "" : "; ") + wait_in_words(services, thread);
    }
    if (waiting == 0) return verdict;
    if (waiting > named_at_most)
        verdict.message += "; and " + std::to_string(waiting - named_at_most) + " more";
    verdict.outcome = Outcome::deadlock;
    return verdict;
}

} // namespace ossim
