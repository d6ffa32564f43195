// The list of policies, from policies.def.
#include "policies/catalogue.hpp"

#include "ossim/simulate.hpp"

#include <array>

namespace ossim {

namespace {

constexpr std::array entries{
#define POLICY(name) &name##_policy,
#include "policies/policies.def"
#undef POLICY
};

std::array<PolicyInfo, entries.size()> all_infos() {
    std::array<PolicyInfo, entries.size()> infos;
    for (std::size_t i = 0; i < entries.size(); ++i)
        infos[i] = entries[i]->info;
    return infos;
}

} // namespace

std::span<const PolicyInfo> policy_catalogue() {
    static const auto infos = all_infos();
    return infos;
}

const PolicyEntry* find_policy(std::string_view name) {
    for (const PolicyEntry* entry : entries)
        if (entry->info.name == name) return entry;
    return nullptr;
}

std::unique_ptr<Policy> make_policy(const PolicyContext& context) {
    const PolicyEntry* entry = find_policy(context.spec.policy);
    OSSIM_CHECK(entry != nullptr);
    if (context.make_inner) return entry->make(context);
    PolicyContext complete = context;
    complete.make_inner = make_policy;
    return entry->make(complete);
}

} // namespace ossim
