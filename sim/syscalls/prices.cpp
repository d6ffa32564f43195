// What operations cost before they take effect, and which of them enter the kernel or leave the CPU.
#include "syscalls/perform.hpp"

#include "syscalls/family.hpp"

namespace ossim {

Prepaid prepaid(const Services& services, const Thread& thread, const Op& op) {
    const CostProfile& costs = services.scenario.machine.costs;
    if (const auto* spawn = std::get_if<SpawnOp>(&op))
        return {costs.thread_create * spawn->count, Account::creation};
    if (std::holds_alternative<ForkOp>(op)) return {costs.fork, Account::creation};
    if (std::holds_alternative<ExitOp>(op)) return {costs.exit, Account::creation};
    if (!std::holds_alternative<EndOp>(op)) return {};
    const bool is_last = thread.ends_process || services.processes[thread.view.pid].threads_alive == 1;
    return {is_last ? costs.exit : costs.thread_exit, Account::creation};
}

bool is_system_call(const Op& op) {
    return std::holds_alternative<IoOp>(op) || std::holds_alternative<SleepOp>(op) ||
           std::holds_alternative<YieldOp>(op) || std::holds_alternative<ExitOp>(op) ||
           std::holds_alternative<EndOp>(op) || std::holds_alternative<SpawnOp>(op) ||
           std::holds_alternative<ForkOp>(op) || std::holds_alternative<WaitOp>(op) ||
           std::holds_alternative<JoinOp>(op) || std::holds_alternative<DetachOp>(op);
}

bool leaves_cpu(const Services& services, const Thread& thread, const Op& op) {
    if (const auto* wait = std::get_if<WaitOp>(&op))
        return !find_child(services, thread, wait->child).may_return();
    if (const auto* join = std::get_if<JoinOp>(&op)) return !may_join(services, thread, join->thread);
    return std::holds_alternative<IoOp>(op) || std::holds_alternative<SleepOp>(op) ||
           std::holds_alternative<ExitOp>(op) || std::holds_alternative<EndOp>(op);
}

} // namespace ossim
