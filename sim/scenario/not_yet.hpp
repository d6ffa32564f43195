// What the language has and this version does not model: a message of its own instead of "unknown key".
//
// When one of these is built, its row here goes and its field or struct comes.
#pragma once

#include <span>
#include <string_view>

namespace ossim {

struct NotYet {
    std::string_view mapping; ///< the kind of owner; "step" for steps, "policy" for policies
    std::string_view word;
    std::string_view doc; ///< what it is
};

[[nodiscard]] std::span<const NotYet> not_yet();
[[nodiscard]] const NotYet* find_not_yet(std::string_view mapping, std::string_view word);

} // namespace ossim
