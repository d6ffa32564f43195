// A policy with queues is told queue by queue.
#include "cli/policy_words.hpp"

#include "base/check.hpp"
#include "cli/catalogues.hpp"
#include "conventions/policy_rules.hpp"

#include <algorithm>

namespace ossim {

namespace {

using WordingOfRule = std::string (*)(const PolicyInfo&, const Conventions&);

const std::vector<SchedulerSpec>* queues_of(const SchedulerSpec& spec) {
    for (const Parameter& parameter : spec.parameters)
        if (const auto* queues = std::get_if<std::vector<SchedulerSpec>>(&parameter.value)) return queues;
    return nullptr;
}

std::string rule_of(const Scenario& scenario, WordingOfRule rule) {
    const auto* queues = queues_of(scenario.scheduler);
    if (queues == nullptr) return rule(policy_of(scenario.scheduler), scenario.conventions);
    std::string text;
    for (const SchedulerSpec& queue : *queues)
        text += (text.empty() ? "in queue " : "; in queue ") + queue.name + ", " +
                rule(policy_of(queue), scenario.conventions);
    return text;
}

} // namespace

const PolicyInfo& policy_of(const SchedulerSpec& spec) {
    const auto& all = catalogues().policies;
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const auto& policy) { return policy.name == spec.policy; });
    OSSIM_CHECK(at != all.end());
    return *at;
}

std::string tie_rule_of(const Scenario& scenario) { return rule_of(scenario, tie_rule); }

std::string preemption_rule_of(const Scenario& scenario) { return rule_of(scenario, preemption_rule); }

} // namespace ossim
