// The events and their fields, for `ossim list events`: derived from the declarations in ossim/event.hpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ossim {

struct EventFieldInfo {
    std::string_view name;
    std::string type; ///< "thread", "time in ns", "one of run, switch", …
    std::string_view doc;
};

struct EventInfo {
    std::string_view name, doc;
    std::vector<EventFieldInfo> fields;
};

/// In order of declaration.
[[nodiscard]] std::vector<EventInfo> event_catalogue();

/// All events, one a line; or, by its name, one with its fields. Nothing if there is no such event.
[[nodiscard]] std::string list_events();
[[nodiscard]] std::string list_event(std::string_view name);

} // namespace ossim
