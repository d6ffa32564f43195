// Variables: a name is looked for in the thread, then in its process, then among those visible to all.
#include "objects/variables.hpp"

#include "base/check.hpp"

namespace ossim {

Variables::Variables(const Scenario& scenario, Names& names, Threads& threads, Processes& processes,
                     Tracer& tracer)
    : threads_(threads), processes_(processes), tracer_(tracer) {
    for (const VariableSpec& each : scenario.variables)
        shared_.emplace_back(names.intern(each.name), each.initial);
    for (const ProcessSpec& process : scenario.processes) {
        std::vector<NameId> ids;
        std::vector<std::int64_t> values;
        for (const VariableSpec& each : process.variables) {
            ids.push_back(names.intern(each.name));
            values.push_back(each.initial);
        }
        initial_.emplace_back(std::make_shared<const std::vector<NameId>>(std::move(ids)), std::move(values));
    }
}

std::unique_ptr<PrivateVariables> Variables::fresh(std::uint32_t spec) const {
    const auto& [names, values] = initial_[spec];
    if (names->empty()) return nullptr;
    return std::make_unique<PrivateVariables>(PrivateVariables{names, values});
}

std::unique_ptr<PrivateVariables> Variables::copy(const Process& parent) {
    return parent.variables ? std::make_unique<PrivateVariables>(*parent.variables) : nullptr;
}

Variables::Cell Variables::find(const Thread& thread, NameId variable) const {
    if (const Frame* frame = threads_.rest(thread.view.tid).frame.get())
        for (const auto& local : frame->locals)
            if (local.first == variable) return {&local.second, thread.view.pid, true};
    const Process& process = processes_[thread.view.pid];
    if (process.variables)
        for (std::size_t i = 0; i < process.variables->values.size(); ++i)
            if ((*process.variables->names)[i] == variable)
                return {&process.variables->values[i], process.pid, false};
    for (const auto& shared : shared_)
        if (shared.first == variable) return {&shared.second, Pid{}, false};
    return {};
}

std::int64_t Variables::look(const Thread& thread, NameId variable) const {
    const Cell cell = find(thread, variable);
    return cell.value ? *cell.value : 0; // a register that was never written holds 0
}

std::int64_t Variables::load(const Thread& thread, NameId variable, Time now) {
    const Cell cell = find(thread, variable);
    const std::int64_t value = cell.value ? *cell.value : 0;
    if (cell.value && !cell.is_local) tracer_.emit(now, Loaded{value, thread.view.tid, variable, cell.space});
    return value;
}

void Variables::store(const Thread& thread, NameId variable, std::int64_t value, Time now) {
    const Cell cell = find(thread, variable);
    if (!cell.value || cell.is_local) {
        set_local(thread, variable, value);
        return;
    }
    *const_cast<std::int64_t*>(cell.value) = value;
    tracer_.emit(now, Stored{value, thread.view.tid, variable, cell.space});
}

void Variables::set_local(const Thread& thread, NameId variable, std::int64_t value) {
    for (auto& local : threads_.frame(thread.view.tid).locals)
        if (local.first == variable) {
            local.second = value;
            return;
        }
    threads_.frame(thread.view.tid).locals.emplace_back(variable, value);
}

} // namespace ossim
