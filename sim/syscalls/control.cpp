// Control flow: jumps, loops, branches. None of it takes time.
#include "syscalls/perform.hpp"

#include "objects/test.hpp"

namespace ossim {

StepResult perform(Services&, Thread& thread, const JumpOp& op) {
    thread.pc = op.target;
    return {};
}

StepResult perform(Services& services, Thread& thread, const LoopOp& op) {
    if (op.times == 0) {
        thread.pc = op.end;
        return {};
    }
    if (thread.rounds_left > 0) services.threads.frame(thread.view.tid).loops.push_back(thread.rounds_left);
    thread.rounds_left = op.times;
    return {};
}

StepResult perform(Services& services, Thread& thread, const NextRoundOp& op) {
    if (--thread.rounds_left > 0)
        thread.pc = op.begin;
    else
        services.threads.leave_loop(thread);
    return {};
}

StepResult perform(Services& services, Thread& thread, const BreakOp& op) {
    if (op.counted) services.threads.leave_loop(thread);
    thread.pc = op.target;
    return {};
}

StepResult perform(Services& services, Thread& thread, const BranchOp& op) {
    const auto load = [&](NameId name) {
        return services.variables.load(thread, name, services.scheduling.now());
    };
    if (!test_holds(services.code.tests[op.test], services, load)) thread.pc = op.otherwise;
    return {};
}

StepResult perform(Services& services, Thread& thread, const ChooseOp& op) {
    thread.pc = chosen_target(op, services.code, thread.random.next());
    return {};
}

} // namespace ossim
