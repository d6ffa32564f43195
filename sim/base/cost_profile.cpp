// The figures of a profile, put into the fields that they name.
#include "base/cost_profile.hpp"

#include "base/check.hpp"

#include <type_traits>

namespace ossim {

CostProfile make_profile(const CostProfileInfo& info) {
    CostProfile profile;
    profile.profile = info.name;
    for (const CostFigure& figure : info.figures) {
        bool known = false;
        for_each_field<CostProfile>([&](const auto& field) {
            if (field.name != figure.name) return;
            using Member = std::remove_reference_t<decltype(profile.*field.member)>;
            if constexpr (std::is_same_v<Member, bool>)
                profile.*field.member = figure.value != 0;
            else
                profile.*field.member = Member(figure.value);
            known = true;
        });
        OSSIM_CHECK(known);
    }
    return profile;
}

} // namespace ossim
