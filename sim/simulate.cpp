// The one place where a run is put together: policy, kernel, tracer and sinks.
#include "ossim/simulate.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "conventions/settings.hpp"
#include "kernel/kernel.hpp"
#include "policies/catalogue.hpp"
#include "policies/decorated.hpp"
#include "policies/run_queues.hpp"
#include "trace/tracer.hpp"

#include <string>
#include <utility>

namespace ossim {

namespace {

std::string written(const ParameterValue& value, Unit unit);

/// The parameters that are told at the head of a run, in words.
std::vector<std::pair<std::string, std::string>> told_parameters(const SchedulerSpec& spec, Unit unit) {
    const PolicyEntry* entry = find_policy(spec.policy);
    const auto info_of = [&](std::string_view name) -> const ParameterInfo* {
        if (entry != nullptr)
            for (const ParameterInfo& info : entry->info.parameters)
                if (info.name == name) return &info;
        return nullptr;
    };
    const auto is_changed = [&](std::string_view name) {
        const ParameterInfo* info = info_of(name);
        for (const Parameter& each : spec.parameters)
            if (each.name == name) return info == nullptr || written(each.value, unit) != info->fallback;
        return false;
    };
    std::vector<std::pair<std::string, std::string>> told;
    for (const Parameter& each : spec.parameters) {
        const ParameterInfo* info = info_of(each.name);
        if (info == nullptr || info->told_if.empty() || is_changed(info->told_if))
            told.emplace_back(each.name, written(each.value, unit));
    }
    return told;
}

std::string written(const SchedulerSpec& spec, Unit unit) {
    std::string text = "{name: " + spec.name + ", policy: " + spec.policy;
    for (const auto& [name, value] : told_parameters(spec, unit))
        text += ", " + name + ": " + value;
    return text + "}";
}

/// A parameter as a scenario would write it.
struct Writer {
    Unit unit;
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(Duration value) const {
        return value == Duration::forever() ? "none" : with_unit(value, unit);
    }
    std::string operator()(const Ratio& value) const {
        return digits_of(value.numerator()) + "/" + std::to_string(value.denominator());
    }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(const std::vector<Duration>& values) const {
        std::string text = "[";
        for (const Duration each : values)
            text += (text.size() > 1 ? ", " : "") + (*this)(each);
        return text + "]";
    }
    std::string operator()(const std::vector<std::int64_t>& values) const {
        std::string text = "[";
        for (const std::int64_t each : values)
            text += (text.size() > 1 ? ", " : "") + (*this)(each);
        return text + "]";
    }
    std::string operator()(const std::vector<SchedulerSpec>& queues) const {
        std::string text = "[";
        for (const SchedulerSpec& each : queues)
            text += (text.size() > 1 ? ", " : "") + written(each, unit);
        return text + "]";
    }
};

std::string written(const ParameterValue& value, Unit unit) { return std::visit(Writer{unit}, value); }

std::string written(const RunQueuesSpec& queues) {
    if (queues.sharing == QueueSharing::global) return "";
    if (queues.sharing == QueueSharing::per_cpu) return "per_cpu";
    std::string text = "[";
    for (const std::vector<std::uint32_t>& group : queues.groups) {
        text += text.size() > 1 ? ", [" : "[";
        for (const std::uint32_t cpu : group)
            text += (text.back() == '[' ? "" : ", ") + std::to_string(cpu);
        text += "]";
    }
    return text + "]";
}

std::string written(const std::optional<WarmCachesSpec>& caches, Unit unit) {
    if (!caches) return "";
    const auto time = [unit](Duration each) { return written(ParameterValue(each), unit); };
    return "{time: " + time(caches->time) + ", rate: " + std::to_string(caches->rate) +
           ", size: " + std::to_string(caches->size) + ", tick: " + time(caches->tick) + "}";
}

/// The first key of the policy of each queue, if there are queues.
std::vector<std::string> queue_keys_of(const SchedulerSpec& spec) {
    std::vector<std::string> names;
    const auto add = [&](const std::vector<SchedulerSpec>& queues) {
        for (const SchedulerSpec& queue : queues) {
            const PolicyEntry* entry = find_policy(queue.policy);
            names.emplace_back(entry == nullptr || entry->info.keys.empty() ? "key"
                                                                            : keys_of(entry->info, queue)[0]);
        }
    };
    if (const PolicyEntry* entry = find_policy(spec.policy); entry != nullptr && entry->hosted != nullptr)
        add(entry->hosted(spec));
    for (const Parameter& each : spec.parameters)
        if (const auto* queues = std::get_if<std::vector<SchedulerSpec>>(&each.value)) add(*queues);
    return names;
}

TraceHeader header_of(const Scenario& scenario, const PolicyInfo& policy) {
    TraceHeader header;
    header.ossim = OSSIM_VERSION;
    header.title = scenario.title;
    header.variant = scenario.variant;
    header.policy = scenario.scheduler.policy;
    header.parameters = told_parameters(scenario.scheduler, scenario.unit);
    header.conventions = scenario.conventions.preset;
    header.settings = differing_settings(scenario.conventions);
    header.costs = scenario.machine.costs.profile;
    for (const std::string_view key : keys_of(policy, scenario.scheduler))
        header.keys.emplace_back(key);
    header.queue_keys = queue_keys_of(scenario.scheduler);
    header.seed = scenario.seed;
    header.cpus = scenario.machine.cpus;
    header.run_queues = written(scenario.machine.run_queues);
    header.warm_caches = written(scenario.machine.warm_caches, scenario.unit);
    header.unit = word_of(scenario.unit);
    return header;
}

const PolicyInfo& info_of(const Scenario& scenario) {
    const PolicyEntry* entry = find_policy(scenario.scheduler.policy);
    OSSIM_CHECK(entry != nullptr);
    return entry->info;
}

/// Does this policy, or one of its inner queues, choose by the CPU time to the end of the program?
bool wants_totals(const SchedulerSpec& spec) {
    for (const Parameter& each : spec.parameters) {
        if (each.name == "by" && std::get_if<std::string>(&each.value) &&
            std::get<std::string>(each.value) == "total")
            return true;
        if (const auto* queues = std::get_if<std::vector<SchedulerSpec>>(&each.value))
            for (const SchedulerSpec& queue : *queues)
                if (wants_totals(queue)) return true;
    }
    return false;
}

bool wants_bursts(const SchedulerSpec& spec) {
    const PolicyEntry* entry = find_policy(spec.policy);
    if (entry != nullptr && entry->info.wants_bursts) return true;
    for (const Parameter& each : spec.parameters)
        if (const auto* queues = std::get_if<std::vector<SchedulerSpec>>(&each.value))
            for (const SchedulerSpec& queue : *queues)
                if (wants_bursts(queue)) return true;
    return false;
}

std::unique_ptr<Policy> policy_of(const Scenario& scenario, std::span<const ForcedPick> forced) {
    const Machine& machine = scenario.machine;
    const QueueSharing sharing = machine.run_queues.sharing;
    const bool asks_last = sharing == QueueSharing::global && machine.balance.wake == WakeTo::last;
    const PolicyEntry* entry = find_policy(scenario.scheduler.policy);
    const bool chooses_cpus = entry != nullptr && entry->info.whole_machine; // it has a CPU for each thread
    OSSIM_CHECK(!chooses_cpus || sharing == QueueSharing::global);           // scenarios are read so
    const bool has_masks =
        sharing != QueueSharing::per_cpu && (scenario.has_affinity || asks_last) && !chooses_cpus;
    const auto one_queue = [&](std::uint32_t number) {
        std::uint32_t sharers = has_masks ? machine.cpus : 0;
        if (sharing == QueueSharing::per_cpu) sharers = 1;
        if (sharing == QueueSharing::groups)
            sharers = static_cast<std::uint32_t>(machine.run_queues.groups[number].size());
        auto made = make_policy(PolicyContext{
            scenario.scheduler, scenario.conventions, machine.cpus, scenario.seed + number, {}, sharers});
        if (scenario.conventions.quantum_clock == QuantumClock::wall) made = with_wall_clock(std::move(made));
        return has_masks ? with_affinity(std::move(made)) : std::move(made);
    };
    auto policy = with_run_queues(machine, one_queue);
    if (!policy) policy = one_queue(0);
    return forced.empty() ? std::move(policy) : with_forced_picks(std::move(policy), forced);
}

} // namespace

struct Simulation::Parts {
    Parts(const Scenario& given, std::span<Sink* const> sinks, PickListener* picks,
          std::span<const ForcedPick> forced)
        : scenario(given), tracer(sinks), policy(policy_of(given, forced)),
          kernel(given, *policy, wants_bursts(given.scheduler), wants_totals(given.scheduler), tracer, names,
                 picks) {
        tracer.start(header_of(given, info_of(given)), names);
    }

    RunResult run_to(Time moment, Progress* progress) {
        RunResult result = kernel.run_to(moment, progress);
        if (moment == Time::never()) {
            kernel.tell_totals();
            const bool complete = result.outcome == Outcome::finished || result.outcome == Outcome::until ||
                                  result.outcome == Outcome::deadlock;
            tracer.emit(result.end, RunEnd{tracer.count(), result.outcome, complete});
            tracer.finish(result.end);
        }
        return result;
    }

    const Scenario& scenario;
    Names names;
    Tracer tracer;
    std::unique_ptr<Policy> policy;
    Kernel kernel;
};

Simulation::Simulation(const Scenario& scenario, std::span<Sink* const> sinks, PickListener* picks,
                       std::span<const ForcedPick> forced)
    : parts_(std::make_unique<Parts>(scenario, sinks, picks, forced)) {}

Simulation::~Simulation() = default;

RunResult Simulation::run(Progress* progress) { return parts_->run_to(Time::never(), progress); }

RunResult Simulation::run_to(Time moment, Progress* progress) { return parts_->run_to(moment, progress); }

Snapshot Simulation::snapshot() const {
    Snapshot snapshot = parts_->kernel.snapshot();
    const SchedulerSpec& spec = parts_->scenario.scheduler;
    for (const std::string_view key : keys_of(info_of(parts_->scenario), spec))
        snapshot.key_names.emplace_back(key);
    snapshot.queue_key_names = queue_keys_of(spec);
    return snapshot;
}

const Names& Simulation::names() const { return parts_->names; }

} // namespace ossim
