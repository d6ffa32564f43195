// What misconceptions ask of a scenario, and how they change it. Every question is one about its nature: what
// it has, not what a run would show.
#pragma once

#include "ossim/misconception.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ossim {

/// `visit(step)` for every step of the list and of the lists within, outer ones first.
template <class StepList, class Visit>
void for_each_step(StepList& steps, Visit visit) {
    const auto within = [&](auto& inner) { for_each_step(inner, visit); };
    for (auto& step : steps) {
        visit(step);
        if (auto* repeat = std::get_if<Repeat>(&step.action)) within(repeat->steps);
        if (auto* forever = std::get_if<Forever>(&step.action)) within(forever->steps);
        if (auto* loop = std::get_if<While>(&step.action)) within(loop->steps);
        if (auto* span = std::get_if<Span>(&step.action)) within(span->steps);
        if (auto* spawn = std::get_if<Spawn>(&step.action)) within(spawn->program.steps);
        if (auto* fork = std::get_if<Fork>(&step.action); fork && fork->program) within(fork->program->steps);
        if (auto* test = std::get_if<If>(&step.action)) {
            within(test->then);
            within(test->otherwise);
        }
        if (auto* choose = std::get_if<Choose>(&step.action))
            for (auto& branch : choose->from)
                within(branch.steps);
    }
}

template <class Visit>
void for_each_step(const Scenario& scenario, Visit visit) {
    for (const ProgramSpec& program : scenario.programs)
        for_each_step(program.steps, visit);
}
template <class Visit>
void for_each_step(Scenario& scenario, Visit visit) {
    for (ProgramSpec& program : scenario.programs)
        for_each_step(program.steps, visit);
}

template <class... Kind>
[[nodiscard]] bool has_step(const Scenario& scenario) {
    bool found = false;
    for_each_step(scenario, [&](const Step& step) {
        found = found || (std::holds_alternative<Kind>(step.action) || ...);
    });
    return found;
}

/// Is there I/O, or anything else that a thread waits for and then goes on?
[[nodiscard]] inline bool does_io(const Scenario& scenario) { return has_step<Io>(scenario); }
[[nodiscard]] inline bool wakes(const Scenario& scenario) {
    return has_step<Io, Sleep, Wait, Join>(scenario);
}
/// Does a thread come back to its queue, so that it computes in several bursts?
[[nodiscard]] inline bool has_bursts(const Scenario& scenario) {
    return wakes(scenario) || has_step<Yield>(scenario);
}

/// Threads that the scenario lists, and processes.
[[nodiscard]] std::uint64_t listed_threads(const Scenario& scenario);
[[nodiscard]] std::uint64_t listed_processes(const Scenario& scenario);
/// More than one thread, those that are made in the run included?
[[nodiscard]] bool has_company(const Scenario& scenario);
/// A process with several threads.
[[nodiscard]] bool has_threads(const Scenario& scenario);
/// Does anything arrive after time 0?
[[nodiscard]] bool has_later_arrivals(const Scenario& scenario);
/// Memory that can be full.
[[nodiscard]] bool has_small_memory(const Scenario& scenario);

/// `visit(spec)` for the scheduler, and for those of its queues if it has queues.
template <class Spec, class Visit>
void for_each_policy(Spec& spec, Visit visit) {
    visit(spec);
    for (auto& parameter : spec.parameters)
        if (auto* queues = std::get_if<std::vector<SchedulerSpec>>(&parameter.value))
            for (auto& queue : *queues)
                for_each_policy(queue, visit);
}

/// The parameter, or null: if there is none of that name, or its value is of another type.
template <class Value>
[[nodiscard]] const Value* parameter(const SchedulerSpec& spec, std::string_view name) {
    for (const Parameter& each : spec.parameters)
        if (each.name == name) return std::get_if<Value>(&each.value);
    return nullptr;
}
template <class Value>
[[nodiscard]] Value* parameter(SchedulerSpec& spec, std::string_view name) {
    return const_cast<Value*>(parameter<Value>(std::as_const(spec), name));
}

/// Does the policy, or that of a queue, choose by one of these?
[[nodiscard]] bool uses_policy(const Scenario& scenario, std::initializer_list<std::string_view> names);
[[nodiscard]] bool has_quantum(const Scenario& scenario);
/// May a thread that becomes ready take the CPU from one that runs?
[[nodiscard]] bool is_preemptive(const Scenario& scenario);

/// `visit(attributes)` for every thread that the scenario lists.
template <class Listed, class Visit>
void for_each_attributes(Listed& scenario, Visit visit) {
    for (auto& process : scenario.processes)
        for (auto& thread : process.threads)
            visit(thread.attributes);
}
/// Does that attribute (`which(attributes)`, a value) differ between threads that the scenario lists?
template <class Which>
[[nodiscard]] bool differs(const Scenario& scenario, Which which) {
    std::optional<std::decay_t<std::invoke_result_t<Which, const Attributes&>>> first;
    bool found = false;
    for_each_attributes(scenario, [&](const Attributes& attributes) {
        if (!first) first = which(attributes);
        found = found || *first != which(attributes);
    });
    return found;
}

/// Changes every policy for which `change(spec)` is true when it has changed it; true if one was.
template <class Change>
bool change_policies(Belief& belief, Change change) {
    bool changed = false;
    for_each_policy(belief.scenario.scheduler,
                    [&](SchedulerSpec& spec) { changed = change(spec) || changed; });
    return changed;
}
/// The policy of one name becomes the other one, with these parameters; the name of a queue stays.
bool change_policy(Belief& belief, std::string_view from, std::string_view to,
                   const std::vector<Parameter>& parameters);
/// The same, and the parameters stay.
bool rename_policy(Belief& belief, std::string_view from, std::string_view to);

/// Every thread gets the place of its program's length among all lengths as its priority. False, with nothing
/// changed, unless every program is one computation that is not drawn.
bool rank_by_length(Scenario& scenario);
/// The policy priority without quantum and aging.
[[nodiscard]] SchedulerSpec by_priority(std::string_view urgent, bool preemptive);

/// Sets a value; false if it was so.
template <class Value>
bool change(Value& value, const std::type_identity_t<Value>& to) {
    if (value == to) return false;
    value = to;
    return true;
}

/// The machine has one CPU, which everybody may use. False, with nothing changed, if it had one.
bool leave_one_cpu(Scenario& scenario);
/// Everybody may use every CPU. False, with nothing changed, if that was so.
bool lift_affinity(Scenario& scenario);

/// Do switches cost anything? With one number for each, or by components.
[[nodiscard]] bool costs_switches(const Scenario& scenario);
[[nodiscard]] bool costs_by_unit(const Scenario& scenario);

} // namespace ossim
