// The form of an example of a misconception.
#pragma once

#include <string_view>

namespace ossim::testing {

struct Example {
    std::string_view name;
    std::string_view scenario;
    std::string_view measure; ///< empty: the schedule
    std::string_view right, believed;
    std::string_view elsewhere; ///< a scenario in which it makes no difference by its nature
};

} // namespace ossim::testing
