// What operations cost before they take effect, and which of them enter the kernel or leave the CPU.
#include "syscalls/perform.hpp"

#include "syscalls/family.hpp"

namespace ossim {

Prepaid prepaid(const Services& services, const Thread& thread, const Op& op) {
    const CostProfile& costs = services.scenario.machine.costs;
    if (const auto* spawn = std::get_if<SpawnOp>(&op))
        return {costs.thread_create * spawn->count, Account::creation};
    const auto with_pages = [&](Price base, Price page) {
        if (services.memory == nullptr || !services.memory->exists(thread.space)) return base;
        // What a fork copies and an exit frees, one by one: a huge page is one entry.
        return base +
               page * static_cast<std::int64_t>(services.memory->space(thread.space).table().entries());
    };
    if (const auto* fork = std::get_if<ForkOp>(&op)) {
        if (fork->how == ForkHow::vfork) return {costs.fork, Account::creation};
        return {with_pages(costs.fork, costs.fork_page), Account::creation};
    }
    if (std::holds_alternative<ExecOp>(op)) return {costs.exec, Account::creation};
    if (std::holds_alternative<ExitOp>(op))
        return {with_pages(costs.exit, costs.exit_page), Account::creation};
    if (!std::holds_alternative<EndOp>(op) || services.threads.rest(thread.view.tid).has_next_job) return {};
    const bool is_last = thread.ends_process || services.processes[thread.view.pid].threads_alive == 1;
    return {is_last ? with_pages(costs.exit, costs.exit_page) : costs.thread_exit, Account::creation};
}

bool is_system_call(const Op& op) {
    return std::holds_alternative<IoOp>(op) || std::holds_alternative<SleepOp>(op) ||
           std::holds_alternative<YieldOp>(op) || std::holds_alternative<ExitOp>(op) ||
           std::holds_alternative<EndOp>(op) || std::holds_alternative<SpawnOp>(op) ||
           std::holds_alternative<ForkOp>(op) || std::holds_alternative<WaitOp>(op) ||
           std::holds_alternative<JoinOp>(op) || std::holds_alternative<DetachOp>(op) ||
           std::holds_alternative<ExecOp>(op) || std::holds_alternative<MapOp>(op) ||
           std::holds_alternative<UnmapOp>(op) || std::holds_alternative<ProtectOp>(op) ||
           std::holds_alternative<GrowHeapOp>(op) || std::holds_alternative<AttachOp>(op) ||
           std::holds_alternative<RekeyOp>(op) || std::holds_alternative<AffinityOp>(op);
}

namespace {

template <std::size_t Place = 0>
std::uint64_t system_calls() {
    if constexpr (Place == std::variant_size_v<Op>)
        return 0;
    else
        return (is_system_call(Op(std::in_place_index<Place>)) ? std::uint64_t{1} << Place : 0) |
               system_calls<Place + 1>();
}

template <class Kind, std::size_t Place = 0>
constexpr std::uint64_t bit_of() {
    if constexpr (std::is_same_v<Kind, std::variant_alternative_t<Place, Op>>)
        return std::uint64_t{1} << Place;
    else
        return bit_of<Kind, Place + 1>();
}

} // namespace

std::uint64_t plain_operations(const Scenario& scenario) {
    const CostProfile& costs = scenario.machine.costs;
    const Conventions& conventions = scenario.conventions;
    static_assert(std::variant_size_v<Op> <= 64);
    std::uint64_t plain = (~std::uint64_t{0} >> (64 - std::variant_size_v<Op>)) & ~system_calls();
    const bool asks =
        conventions.switch_place == SwitchPlace::halves || conventions.choose == ChooseAt::in_sequence;
    if (!asks) plain |= bit_of<SleepOp>() | bit_of<YieldOp>();
    if (!asks && conventions.io_issue == Duration()) plain |= bit_of<IoOp>();
    if (!asks && costs.exit == Price() && costs.exit_page == Price()) plain |= bit_of<ExitOp>();
    return plain;
}

bool leaves_cpu(const Services& services, const Thread& thread, const Op& op) {
    if (const auto* wait = std::get_if<WaitOp>(&op))
        return !find_child(services, thread, wait->child).may_return();
    if (const auto* join = std::get_if<JoinOp>(&op)) return !may_join(services, thread, join->thread);
    return std::holds_alternative<IoOp>(op) || std::holds_alternative<SleepOp>(op) ||
           std::holds_alternative<ExitOp>(op) || std::holds_alternative<EndOp>(op);
}

} // namespace ossim
