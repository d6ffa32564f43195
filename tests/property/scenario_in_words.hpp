// A scenario in words, in the style of a scenario file: what a failing test prints.
#pragma once

#include "base/text.hpp"
#include "conventions/settings.hpp"
#include "ossim/scenario.hpp"

#include <string>
#include <type_traits>

namespace ossim::testing {

class InWords {
  public:
    explicit InWords(const Scenario& scenario) : scenario_(scenario) {}

    std::string text() {
        const Machine& machine = scenario_.machine;
        add("machine: {cpus: " + std::to_string(machine.cpus) + queues(machine) +
            ", costs: {profile: " + machine.costs.profile + prices() + "}, devices: {");
        for (const DeviceSpec& each : machine.devices)
            add(each.name + ": {channels: " + std::to_string(each.channels) + ", access: " +
                with_unit(each.access, Unit::ns) + ", bandwidth: " + std::to_string(each.bandwidth) + "}, ");
        add("}}\nscheduler: " + scheduler(scenario_.scheduler) + "\nconventions: {");
        for (const auto& [name, value] : differing_settings(scenario_.conventions))
            add(name + ": " + value + ", ");
        add("}\nseed: " + std::to_string(scenario_.seed) + "\n");
        if (scenario_.admitted_processes)
            add("admission: {processes: " + std::to_string(*scenario_.admitted_processes) + "}\n");
        if (scenario_.until) add("until: " + with_unit(*scenario_.until - Time(), Unit::ns) + "\n");
        add("variables: {shared: 0}\nprograms:\n");
        for (const ProgramSpec& each : scenario_.programs)
            if (!each.name.empty()) add("  " + each.name + ": " + steps(each.steps) + "\n");
        add("processes:\n");
        for (const ProcessSpec& each : scenario_.processes)
            process(each);
        return std::move(text_);
    }

  private:
    void add(const std::string& text) { text_ += text; }
    static std::string queues(const Machine& machine) {
        std::string text = ", run_queues: ";
        if (machine.run_queues.sharing != QueueSharing::groups)
            text += machine.run_queues.sharing == QueueSharing::global ? "global" : "per_cpu";
        else
            for (const std::vector<std::uint32_t>& group : machine.run_queues.groups)
                text += (text.ends_with(' ') ? "[" : ", ") + value(CpuList{group});
        if (text.ends_with(']')) text += "]";
        const BalanceSpec& balance = machine.balance;
        return text + ", balance: {on_idle: " + value(balance.on_idle) + ", wake: " + value(balance.wake) +
               ", place: " + value(balance.place) +
               (balance.every ? ", every: " + value(*balance.every) : std::string()) +
               ", how: " + value(balance.how) + ", migration_cost: " + value(balance.migration_cost) + "}";
    }
    std::string prices() const {
        std::string text;
        for_each_field<CostProfile>([&](const auto& field) {
            const auto& value = scenario_.machine.costs.*(field.member);
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, Price>)
                if (value != Price())
                    text += ", " + std::string(field.name) + ": " + with_unit(value.rounded(), Unit::ns);
        });
        return text;
    }
    static std::string scheduler(const SchedulerSpec& spec) {
        std::string text =
            "{" + (spec.name.empty() ? "" : "name: " + spec.name + ", ") + "policy: " + spec.policy;
        for (const Parameter& each : spec.parameters)
            text += ", " + each.name + ": " + std::visit([](const auto& v) { return value(v); }, each.value);
        return text + "}";
    }
    static std::string value(bool on) { return on ? "true" : "false"; }
    static std::string value(std::int64_t number) { return std::to_string(number); }
    static std::string value(Duration length) {
        return length == Duration::forever() ? "none" : with_unit(length, Unit::ns);
    }
    static std::string value(Ratio ratio) { return decimal(ratio, 2); }
    static std::string value(const std::string& word) { return word; }
    static std::string value(const std::vector<Duration>& all) {
        std::string text = "[";
        for (const Duration each : all)
            text += value(each) + ", ";
        return text + "]";
    }
    static std::string value(const std::vector<std::int64_t>& all) {
        std::string text = "[";
        for (const std::int64_t each : all)
            text += value(each) + ", ";
        return text + "]";
    }
    static std::string value(const std::vector<SchedulerSpec>& all) {
        std::string text = "[";
        for (const SchedulerSpec& each : all)
            text += scheduler(each) + ", ";
        return text + "]";
    }
    static std::string value(const Draw& draw) {
        switch (draw.kind) {
        case Distribution::constant: return value(draw.low);
        case Distribution::exponential: return "{exponential: " + value(draw.low) + "}";
        case Distribution::uniform: return "{uniform: [" + value(draw.low) + ", " + value(draw.high) + "]}";
        case Distribution::list: return "{list: " + value(draw.values) + "}";
        }
        return "";
    }
    template <class T>
    static std::string value(const std::optional<T>& given) {
        return given ? value(*given) : "";
    }
    template <WordedEnum E>
    static std::string value(E word) {
        return std::string(word_of(word));
    }
    static std::string value(const std::vector<std::uint64_t>& all) {
        std::string text;
        for (const std::uint64_t each : all)
            text += (text.empty() ? "[" : ", ") + std::to_string(each);
        return text.empty() ? text : text + "]";
    }
    static std::string value(const WorkingSet& set) {
        return "{size: " + std::to_string(set.size) + ", in: " + set.segment + ", own: " + value(set.own) +
               ", write: " + std::to_string(set.write) + "%}";
    }
    static std::string value(const ServerSpec& server) {
        return "{budget: " + value(server.budget) + ", period: " + value(server.period) +
               ", deadline: " + value(server.deadline) + "}";
    }
    static std::string value(const PageList& list) {
        const std::string stretch =
            list.whole ? "all" : std::to_string(list.first) + ".." + std::to_string(list.last);
        const std::string many = std::to_string(list.count) + ", in: " + stretch + "}";
        switch (list.kind) {
        case PageList::Kind::list: return value(list.pages);
        case PageList::Kind::range: return stretch;
        case PageList::Kind::stride: return "{stride: " + std::to_string(list.stride) + ", count: " + many;
        case PageList::Kind::random: return "{random: " + many;
        case PageList::Kind::zipf: return "{zipf: " + many;
        }
        return "";
    }
    static std::string value(const ImageSpec& image) {
        std::string text = "{text: " + std::to_string(image.text) + ", data: " + std::to_string(image.data) +
                           ", bss: " + std::to_string(image.bss) + ", heap: " + value(image.heap) +
                           ", stack: " + std::to_string(image.stack) + ", demand: " + value(image.demand) +
                           ", huge_pages: " + value(image.huge_pages) + ", mappings: {";
        for (const MappingSpec& each : image.mappings)
            text += each.name + ": " + std::to_string(each.size) + ", ";
        return text + "}}";
    }
    static std::string value(std::uint64_t number) { return std::to_string(number); }
    static std::string value(std::uint32_t number) { return std::to_string(number); }
    static std::string value(const Test& test) { return "\"" + test.text + "\""; }
    static std::string value(const Operand& operand) {
        return operand.variable.empty() ? std::to_string(operand.number) : operand.variable;
    }
    static std::string value(const Target& target) { return target.name; }
    static std::string value(const Whom& whom) { return whom.name; }
    static std::string value(const CpuList& list) {
        std::string text = "[";
        for (const std::uint32_t cpu : list.cpus)
            text += (text.size() > 1 ? ", " : "") + std::to_string(cpu);
        return text + "]";
    }
    static std::string value(const Steps& all) { return steps(all); }
    static std::string value(const ProgramRef& ref) { return ref.name.empty() ? steps(ref.steps) : ref.name; }
    static std::string value(const Branches& all) {
        std::string text = "[";
        for (const Branch& each : all)
            text += "{weight: " + std::to_string(each.weight) + ", do: " + steps(each.steps) + "}, ";
        return text + "]";
    }
    static std::string steps(const Steps& all) {
        std::string text = "[";
        for (const Step& each : all)
            text += (text.size() > 1 ? ", " : "") + step(each);
        return text + "]";
    }
    static std::string step(const Step& step) {
        return std::visit(
            []<class A>(const A& action) {
                std::string fields;
                for_each_field<A>([&](const auto& field) {
                    const std::string text = value(action.*(field.member));
                    if (!text.empty())
                        fields += (fields.empty() ? "" : ", ") + std::string(field.name) + ": " + text;
                });
                return "{" + std::string(A::name) + ": {" + fields + "}}";
            },
            step.action);
    }
    void process(const ProcessSpec& process) {
        add("  - {name: " + process.name + ", count: " + std::to_string(process.count) +
            ", arrival: " + with_unit(process.arrival - Time(), Unit::ns) +
            (process.between ? ", arrivals: " + value(*process.between) : "") +
            ", run_as: " + value(process.run_as) + ", memory: " + value(process.memory) +
            ", affinity: " + value(CpuList{process.threads.front().attributes.affinity}) +
            ", daemon: " + value(process.daemon) + ", threads_given: " + value(process.threads_given) + "\n");
        for (const VariableSpec& each : process.variables)
            add("     " + each.name + ": " + std::to_string(each.initial));
        for (const ThreadSpec& each : process.threads) {
            const ProgramSpec& program = scenario_.programs[each.program.value];
            add("\n     - {name: " + each.name + ", count: " + std::to_string(each.count) +
                ", priority: " + value(each.attributes.priority) + ", nice: " + value(each.attributes.nice) +
                ", tickets: " + value(each.attributes.tickets) +
                (each.attributes.slice ? ", slice: " + value(*each.attributes.slice) : "") +
                ", queue: " + each.attributes.queue +
                ", class: " + std::to_string(static_cast<int>(each.attributes.thread_class)) +
                ", program: " + (program.name.empty() ? steps(program.steps) : program.name) + "}");
        }
        add("}\n");
    }

    const Scenario& scenario_;
    std::string text_;
};

} // namespace ossim::testing
