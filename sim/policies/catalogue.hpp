// The policies that exist, and how one is made from a scenario. `policy_catalogue()` itself is a contract of
// ossim/simulate.hpp. A new policy is one file and one line in policies.def.
#pragma once

#include "base/check.hpp"
#include "ossim/catalogue.hpp"
#include "ossim/policy.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace ossim {

/// What the file of a policy defines: how users see it, and how it is made.
struct PolicyEntry {
    PolicyInfo info;
    std::unique_ptr<Policy> (*make)(const PolicyContext&);
    /// The policies that it hosts by itself, without a scenario naming them; null if there are none.
    std::vector<SchedulerSpec> (*hosted)(const SchedulerSpec&) = nullptr;
};

#define POLICY(name) extern const PolicyEntry name##_policy;
#include "policies/policies.def"
#undef POLICY

/// The entry of that name, or nothing.
[[nodiscard]] const PolicyEntry* find_policy(std::string_view name);

/// What the keys are called under these parameters.
[[nodiscard]] inline std::span<const std::string_view> keys_of(const PolicyInfo& info,
                                                               const SchedulerSpec& spec) {
    return info.keys_by != nullptr ? info.keys_by(spec) : info.keys;
}

/// Makes the policy that `context.spec` names; `load` has checked name and parameters. Policies that hold
/// others make them through `context.make_inner`, or, where it is empty, by this function.
[[nodiscard]] std::unique_ptr<Policy> make_policy(const PolicyContext& context);

/// The value of a parameter, or nothing if the spec does not give it (one made by hand, without `load`).
template <class Value>
[[nodiscard]] const Value* find_parameter(const SchedulerSpec& spec, std::string_view name) {
    for (const Parameter& parameter : spec.parameters)
        if (parameter.name == name) return std::get_if<Value>(&parameter.value);
    return nullptr;
}

template <class Value>
[[nodiscard]] Value parameter(const SchedulerSpec& spec, std::string_view name, Value fallback) {
    const Value* value = find_parameter<Value>(spec, name);
    return value ? *value : fallback;
}

/// The value of a required parameter.
template <class Value>
[[nodiscard]] const Value& required_parameter(const SchedulerSpec& spec, std::string_view name) {
    const Value* value = find_parameter<Value>(spec, name);
    OSSIM_CHECK(value != nullptr);
    return *value;
}

} // namespace ossim
