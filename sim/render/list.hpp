// What exists by name: `ossim list policies`, `ossim list metrics`, …
//
//     fcfs      First come, first served: the thread that has been Ready longest runs
//               until it blocks or ends.
//     rr        Round robin: as fcfs, but after a quantum the thread goes to the tail.
#pragma once

#include "render/style.hpp"

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace ossim {

struct ListEntry {
    std::string name;
    std::string text; ///< wrapped beside the name
};

/// The entries, names in one column and texts in the other; `title` above, if it is not empty.
[[nodiscard]] std::string list(std::string_view title, std::span<const ListEntry> entries,
                               const Style& style);

} // namespace ossim
