// What a switch costs: which components are due (SEMANTICS 3), and how a convention charges them.
#pragma once

#include "kernel/cpu.hpp"

#include "machine/mmu.hpp"

#include "ossim/conventions.hpp"
#include "ossim/costs.hpp"
#include "ossim/event.hpp"

#include <optional>
#include <vector>

namespace ossim {

/// A switch about to be made, in the words of the model.
struct SwitchCase {
    bool from_thread = false;  ///< a thread leaves (it may have left already and the CPU is choosing)
    bool to_thread = false;    ///< a thread comes
    bool same_thread = false;  ///< it is the one that ran last, across idle too
    bool same_process = false; ///< … or one of its process
    bool first = false;        ///< nobody is remembered to have run before
    bool trapped = false;      ///< an interrupt has entered the kernel already
    bool by_timer = false;     ///< the timer's interrupt enters it
    LeftBy left_by = LeftBy::nothing;
    SpaceLoad space; ///< what loading the incoming address space does
};

struct SwitchPrice {
    ComponentLengths lengths;
    Duration total;
    ChargedAs charged = ChargedAs::components;
};

class Pricing {
  public:
    Pricing(const CostProfile& costs, const Conventions& conventions)
        : costs_(costs), conventions_(conventions), known_(std::size_t{3} << 9) {}

    /// The whole switch, or with the convention `halves` its coming half.
    [[nodiscard]] const SwitchPrice& coming(const SwitchCase& which);
    /// With the convention `halves`: what the leaver pays before it is gone. Else nothing.
    [[nodiscard]] SwitchPrice leaving(const SwitchCase& which) const;

    /// Entering and leaving the kernel.
    [[nodiscard]] Price trap() const { return costs_.trap_in + costs_.trap_out + costs_.crossing() * 2; }
    [[nodiscard]] Price interrupt() const { return trap() + costs_.interrupt; }
    [[nodiscard]] const CostProfile& costs() const { return costs_; }

  private:
    [[nodiscard]] SwitchPrice priced(const SwitchCase& which) const;
    [[nodiscard]] ComponentPrices components(const SwitchCase& which) const;
    [[nodiscard]] SwitchPrice unit_price(const SwitchCase& which) const;
    [[nodiscard]] bool halved() const { return conventions_.switch_place == SwitchPlace::halves; }

    const CostProfile& costs_;
    const Conventions& conventions_;
    std::vector<std::optional<SwitchPrice>> known_; ///< by the bits of a case: prices do not change in a run
};

/// Rounds once: the sum is rounded, and the components are cut so that they add up to it exactly.
[[nodiscard]] SwitchPrice rounded_once(const ComponentPrices& prices, ChargedAs charged);

} // namespace ossim
