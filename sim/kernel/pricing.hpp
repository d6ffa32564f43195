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

/// What may be said of a switch.
enum class SwitchFact : std::uint8_t {
    from_thread,  ///< a thread leaves (it may have left already and the CPU is choosing)
    to_thread,    ///< a thread comes
    same_thread,  ///< it is the one that ran last, across idle too
    same_process, ///< … or one of its process
    first,        ///< nobody is remembered to have run before
    trapped,      ///< an interrupt has entered the kernel already
    by_timer,     ///< the timer's interrupt enters it
    base_written, ///< another address space is loaded
    flushed,      ///< … and the TLB loses its entries
};
inline constexpr std::size_t switch_fact_count = 9;

/// A switch about to be made, in the words of the model. Small enough to be the index of its price.
class SwitchCase {
  public:
    void add(SwitchFact fact, bool holds = true) {
        bits_ |= static_cast<std::uint32_t>(holds) << static_cast<std::uint32_t>(fact);
    }
    void add(LeftBy how) { bits_ |= static_cast<std::uint32_t>(how) << switch_fact_count; }
    void add(const SpaceLoad& load) {
        add(SwitchFact::base_written, load.base_written);
        add(SwitchFact::flushed, load.flushed);
    }
    [[nodiscard]] bool is(SwitchFact fact) const {
        return (bits_ >> static_cast<std::uint32_t>(fact) & 1) != 0;
    }
    [[nodiscard]] LeftBy left_by() const { return static_cast<LeftBy>(bits_ >> switch_fact_count); }
    [[nodiscard]] std::size_t number() const { return bits_; }
    static constexpr std::size_t count = std::size_t{3} << switch_fact_count;

  private:
    std::uint32_t bits_ = 0;
};

struct SwitchPrice {
    ComponentLengths lengths;
    Duration total;
    ChargedAs charged = ChargedAs::components;
};

class Pricing {
  public:
    Pricing(const CostProfile& costs, const Conventions& conventions)
        : costs_(costs), conventions_(conventions),
          trap_(costs.trap_in + costs.trap_out + costs.crossing() * 2), interrupt_(trap_ + costs.interrupt),
          known_(SwitchCase::count) {
        const Price all = interrupt_ + costs.dequeue + costs.enqueue + costs.pick + costs.save +
                          costs.restore + costs.space_change() + costs.flush;
        is_free_ = !costs.by_unit && all == Price();
        nothing_.charged = halved() ? ChargedAs::coming : ChargedAs::components;
    }

    /// Does no switch cost anything, whatever it is?
    [[nodiscard]] bool is_free() const { return is_free_; }
    /// What a switch costs where every one is free.
    [[nodiscard]] const SwitchPrice& nothing() const { return nothing_; }

    /// The whole switch, or with the convention `halves` its coming half.
    [[nodiscard]] const SwitchPrice& coming(SwitchCase which) {
        std::optional<SwitchPrice>& price = known_[which.number()];
        if (!price) price = priced(which);
        return *price;
    }
    /// With the convention `halves`: what the leaver pays before it is gone. Else nothing.
    [[nodiscard]] SwitchPrice leaving(SwitchCase which) const;

    /// Entering and leaving the kernel.
    [[nodiscard]] Price trap() const { return trap_; }
    [[nodiscard]] Price interrupt() const { return interrupt_; }
    [[nodiscard]] const CostProfile& costs() const { return costs_; }

  private:
    [[nodiscard, gnu::noinline]] SwitchPrice priced(SwitchCase which) const;
    [[nodiscard]] ComponentPrices components(SwitchCase which) const;
    [[nodiscard]] SwitchPrice unit_price(SwitchCase which) const;
    [[nodiscard]] bool halved() const { return conventions_.switch_place == SwitchPlace::halves; }

    const CostProfile& costs_;
    const Conventions& conventions_;
    Price trap_, interrupt_;
    bool is_free_ = false;
    SwitchPrice nothing_;
    std::vector<std::optional<SwitchPrice>> known_; ///< by case: prices do not change in a run
};

/// Rounds once: the sum is rounded, and the components are cut so that they add up to it exactly.
[[nodiscard]] SwitchPrice rounded_once(const ComponentPrices& prices, ChargedAs charged);

} // namespace ossim
