// Steps that take time: compute, io, sleep; and yield.
#include "syscalls/perform.hpp"

namespace ossim {

StepResult perform(Services& services, Thread& thread, const ComputeOp& op) {
    const Duration length = draw(op.duration, services.threads, thread.view.tid, services.code);
    return {StepResult::Kind::takes, length};
}

StepResult perform(Services& services, Thread& thread, const IoOp& op) {
    const Duration service = draw(op.service, services.threads, thread.view.tid, services.code);
    services.scheduling.request_io(thread, op.device, op.device_name, service);
    return {StepResult::Kind::blocks, {}};
}

StepResult perform(Services& services, Thread& thread, const SleepOp& op) {
    const Duration length = draw(op.duration, services.threads, thread.view.tid, services.code);
    services.scheduling.sleep(thread, length);
    return {StepResult::Kind::blocks, {}};
}

StepResult perform(Services&, Thread&, const YieldOp&) { return {StepResult::Kind::yields, {}}; }

} // namespace ossim
