// How a picture is to look: how wide, in which characters, in which unit. Every function of this room takes
// one.
#pragma once

#include "ossim/scenario.hpp"

#include <cstddef>

namespace ossim {

struct Style {
    std::size_t width = 80; ///< columns of the paper, 40 to 1,000; nothing printed is wider
    bool ascii = false;     ///< only ASCII, but for names and titles, which stay as they are
    bool colour = false;    ///< SGR colours beside the marks, never instead of them
    Unit unit = Unit::ms;   ///< the scenario's
};

} // namespace ossim
