// What each operation does when a thread reaches it: one overload each, a family a file.
//
// When an overload is called, the thread runs on a CPU, the price of the operation has been paid, and its
// program counter stands behind the operation; a jump sets it anew. The result says how the thread goes on.
#pragma once

#include "objects/services.hpp"

#include <cstdint>

namespace ossim {

/// How a thread goes on after an operation.
struct [[nodiscard]] StepResult {
    enum class Kind : std::uint8_t {
        done,    ///< it took no time: the next operation follows
        takes,   ///< it takes `length` of CPU time
        blocks,  ///< the thread is Waiting; its program counter says what it will do when woken
        retries, ///< as blocks, and when woken it does the same operation again
        yields,  ///< it gives up the CPU
        ended,   ///< the thread has left its CPU already: it is Terminated, or stands in the queue
    } kind = Kind::done;
    Duration length;
};

/// What the thread asks for finds no gap in its address space. A program would be told so; steps cannot ask,
/// so its process ends.
StepResult address_space_full(Services& services, Thread& thread);

// Steps that take time: the most frequent of all.
inline StepResult perform(Services& services, Thread& thread, const ComputeOp& op) {
    const Duration length = draw(op.duration, services.threads, thread.view.tid, services.code);
    return {StepResult::Kind::takes, length};
}

inline StepResult perform(Services& services, Thread& thread, const IoOp& op) {
    const Duration service = draw(op.service, services.threads, thread.view.tid, services.code);
    services.scheduling.request_io(thread, op.device, op.device_name, service);
    return {StepResult::Kind::blocks, {}};
}

inline StepResult perform(Services& services, Thread& thread, const SleepOp& op) {
    const Duration length = draw(op.duration, services.threads, thread.view.tid, services.code);
    services.scheduling.sleep(thread, length);
    return {StepResult::Kind::blocks, {}};
}

inline StepResult perform(Services&, Thread&, const YieldOp&) { return {StepResult::Kind::yields, {}}; }

StepResult perform(Services& services, Thread& thread, const JumpOp& op);
StepResult perform(Services& services, Thread& thread, const LoopOp& op);
StepResult perform(Services& services, Thread& thread, const NextRoundOp& op);
StepResult perform(Services& services, Thread& thread, const BreakOp& op);
StepResult perform(Services& services, Thread& thread, const BranchOp& op);
StepResult perform(Services& services, Thread& thread, const ChooseOp& op);

StepResult perform(Services& services, Thread& thread, const PrintOp& op);
StepResult perform(Services& services, Thread& thread, const SpanBeginOp& op);
StepResult perform(Services& services, Thread& thread, const SpanEndOp& op);

StepResult perform(Services& services, Thread& thread, const ExitOp& op);
StepResult perform(Services& services, Thread& thread, const EndOp& op);
StepResult perform(Services& services, Thread& thread, const ForkOp& op);
StepResult perform(Services& services, Thread& thread, const WaitOp& op);
StepResult perform(Services& services, Thread& thread, const SpawnOp& op);
StepResult perform(Services& services, Thread& thread, const JoinOp& op);
StepResult perform(Services& services, Thread& thread, const DetachOp& op);

StepResult perform(Services& services, Thread& thread, const RekeyOp& op);
StepResult perform(Services& services, Thread& thread, const AffinityOp& op);

StepResult perform(Services& services, Thread& thread, const ExecOp& op);

StepResult perform(Services& services, Thread& thread, const AccessOp& op);
StepResult perform(Services& services, Thread& thread, const MapOp& op);
StepResult perform(Services& services, Thread& thread, const UnmapOp& op);
StepResult perform(Services& services, Thread& thread, const ProtectOp& op);
StepResult perform(Services& services, Thread& thread, const GrowHeapOp& op);
StepResult perform(Services& services, Thread& thread, const AttachOp& op);
StepResult perform(Services& services, Thread& thread, const FaultOp& op);

StepResult perform(Services& services, Thread& thread, const LoadOp& op);
StepResult perform(Services& services, Thread& thread, const StoreOp& op);
StepResult perform(Services& services, Thread& thread, const FetchOp& op);
StepResult perform(Services& services, Thread& thread, const AddOp& op);
StepResult perform(Services& services, Thread& thread, const WriteBackOp& op);

/// What an operation costs before it takes effect, over and above the trap; and to which account that goes.
struct Prepaid {
    Price price;
    Account account = Account::syscall;
};
[[nodiscard]] Prepaid prepaid(const Services& services, const Thread& thread, const Op& op);

/// The operations (a bit each, by their place in Op) before which there is never anything to pay or to
/// decide: they cost nothing, and no convention asks whether they leave the CPU.
[[nodiscard]] std::uint64_t plain_operations(const Scenario& scenario);

/// Does the operation enter the kernel (and so cost a trap)?
[[nodiscard]] bool is_system_call(const Op& op);

/// Will the thread leave its CPU by this operation, as things stand? (For conventions that charge the leaving
/// first.)
[[nodiscard]] bool leaves_cpu(const Services& services, const Thread& thread, const Op& op);

/// The last thread of a process has ended, or it exits: all its threads end, its parent is told.
void end_process(Services& services, Process& process, std::int32_t status, Cause cause);

} // namespace ossim
