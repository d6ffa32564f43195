// What the language has and this version does not model: a message of its own instead of "unknown key".
//
// When one of these is built, its row here goes and its field or struct comes.
#pragma once

#include "ossim/load.hpp"

#include <string_view>

namespace ossim {

[[nodiscard]] const NotYet* find_not_yet(std::string_view mapping, std::string_view word);

} // namespace ossim
