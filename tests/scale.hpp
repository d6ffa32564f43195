// How large the large tests are: sanitizers make everything some ten times slower, and look for other faults.
#pragma once

namespace ossim::testing {

/// The number, or a tenth of it in a build with sanitizers.
template <class Number>
constexpr Number scaled(Number number) {
#ifdef OSSIM_SANITIZED
    return number / 10;
#else
    return number;
#endif
}

} // namespace ossim::testing
