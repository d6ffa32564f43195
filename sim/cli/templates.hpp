// The scenarios of `ossim new`. Each runs as it stands, and a test sees to it.
#pragma once

#include <span>
#include <string_view>

namespace ossim {

struct Template {
    std::string_view name, doc, text;
};

[[nodiscard]] std::span<const Template> templates();

} // namespace ossim
