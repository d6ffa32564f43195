// What `ossim new` writes: scenarios, each of which runs as it stands, and an assignment. A test sees to it.
#pragma once

#include <span>
#include <string_view>

namespace ossim {

struct Template {
    std::string_view name, doc, text;
};

[[nodiscard]] std::span<const Template> templates();

} // namespace ossim
