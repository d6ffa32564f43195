// Variables: load, store, and the three separable steps of an increment.
#include "syscalls/perform.hpp"

namespace ossim {

namespace {

std::int64_t value_of(Services& services, const Thread& thread, const FlatOperand& operand) {
    if (!operand.is_variable) return operand.number;
    return services.variables.load(thread, operand.variable, services.scheduling.now());
}

StepResult taking(Duration length) { return {StepResult::Kind::takes, length}; }

} // namespace

StepResult perform(Services& services, Thread& thread, const LoadOp& op) {
    const std::int64_t value = services.variables.load(thread, op.variable, services.scheduling.now());
    if (op.has_into) services.variables.set_local(thread, op.into, value);
    return {};
}

StepResult perform(Services& services, Thread& thread, const StoreOp& op) {
    const std::int64_t value = value_of(services, thread, op.value);
    services.variables.store(thread, op.variable, value, services.scheduling.now());
    return {};
}

StepResult perform(Services& services, Thread& thread, const FetchOp& op) {
    services.threads.frame(thread.view.tid).scratch =
        services.variables.load(thread, op.variable, services.scheduling.now());
    return taking(op.each);
}

StepResult perform(Services& services, Thread& thread, const AddOp& op) {
    // Registers wrap round as those of a 64-bit machine do.
    const auto by = static_cast<std::uint64_t>(value_of(services, thread, op.by));
    std::int64_t& scratch = services.threads.frame(thread.view.tid).scratch;
    const auto before = static_cast<std::uint64_t>(scratch);
    scratch = static_cast<std::int64_t>(op.subtract ? before - by : before + by);
    return taking(op.each);
}

StepResult perform(Services& services, Thread& thread, const WriteBackOp& op) {
    const std::int64_t value = services.threads.frame(thread.view.tid).scratch;
    services.variables.store(thread, op.variable, value, services.scheduling.now());
    return taking(op.each);
}

} // namespace ossim
