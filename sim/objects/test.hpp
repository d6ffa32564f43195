// Tests of `while` and `if`, and the draw of `choose`: what decides where a program goes on.
#pragma once

#include "objects/services.hpp"

#include <cstdint>
#include <functional>

namespace ossim {

/// The value of a variable, by name.
using LookUp = std::function<std::int64_t(NameId)>;

/// Does the test hold, with the values that `look_up` gives? A test that divides by zero does not hold.
[[nodiscard]] bool test_holds(const Expression& test, const Services& services, const LookUp& look_up);

/// Where `choose` goes for a random number.
[[nodiscard]] std::uint32_t chosen_target(const ChooseOp& op, const Code& code, std::uint64_t bits);

} // namespace ossim
