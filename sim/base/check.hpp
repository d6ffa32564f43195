// An assertion that is always on: a fault of ours says where, and ends the program with exit code 70.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace ossim {

/// Prints the place and what was expected, and ends with code 70. It never returns.
[[noreturn]] inline void broken(const char* file, int line, const char* expected) {
    std::fprintf(stderr,
                 "ossim: internal error at %s:%d: expected %s\nPlease report this, with the scenario.\n",
                 file, line, expected);
    std::_Exit(70);
}

} // namespace ossim

/// A condition that only a mistake of ours can break.
#define OSSIM_CHECK(condition) ((condition) ? void(0) : ::ossim::broken(__FILE__, __LINE__, #condition))
