// The one place of this room that asks the others what exists.
#include "cli/catalogues.hpp"

#include "conventions/catalogue.hpp"
#include "costs/catalogue.hpp"
#include "ossim/metrics.hpp"
#include "ossim/misconception.hpp"
#include "ossim/simulate.hpp"

namespace ossim {

Catalogues catalogues() {
    return {policy_catalogue(), cost_catalogue(), preset_catalogue(), metric_catalogue()};
}

std::vector<std::string_view> misconception_names() {
    std::vector<std::string_view> names;
    for (const Misconception& each : misconception_catalogue())
        names.push_back(each.name);
    return names;
}

} // namespace ossim
