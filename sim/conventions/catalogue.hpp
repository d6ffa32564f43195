// The presets of conventions, as data: each is a course, a book or a simulator whose answers follow from its
// rules.
#pragma once

#include "ossim/catalogue.hpp"

#include <span>
#include <string_view>

namespace ossim {

/// `ossim` first, which is the default.
[[nodiscard]] std::span<const PresetInfo> preset_catalogue();

/// Null if there is none of that name.
[[nodiscard]] const PresetInfo* find_preset(std::string_view name);

} // namespace ossim
