// Why is it not here any more? What tells a miss that a switch brought from one that a thread brought on
// itself.
//
// The machine has one clock (`SwitchClock`) that ticks when a thread leaves a CPU, when one begins, and at a
// flush. What a TLB or a cache loses is stamped with it (`Loss`): when it came in, when it was lost, and how.
// A thread that begins gets a `Run`: when it, and when its address space, last left this CPU. A page that was
// there then, and was lost before the thread began, is missing because of the switch. What the thread itself
// pushes out is not, unless it is pushed out by the refill of something that the switch had taken: without
// the switch there had been no refill. If another thread of the space brings a page in again meanwhile, it
// counts what becomes of the new entry.
#pragma once

#include <algorithm>
#include <cstdint>

namespace ossim {

using Stamp = std::uint32_t; ///< of the switch clock; from 1, 0: never

class SwitchClock {
  public:
    /// Before a stamp reaches this, whoever owns the clock ages everything that holds stamps (`aged`).
    static constexpr Stamp limit = std::uint32_t{1} << 30U;

    [[nodiscard]] Stamp now() const { return now_; }
    Stamp tick() { return ++now_; }
    void age(Stamp by) { now_ -= by; }

  private:
    Stamp now_ = 1;
};

/// A stamp after the clock was set back. What is older than the span becomes 1, as old as can be.
constexpr Stamp aged(Stamp stamp, Stamp by) { return stamp > by ? stamp - by : std::min<Stamp>(stamp, 1); }

/// How something was lost.
enum class LostBy : std::uint8_t {
    removal,  ///< it was asked to go: an invalidation, which is nobody's switch
    eviction, ///< something else took its place
    refill,   ///< … that was itself being refilled because of a switch
    flush     ///< with everything of its tag, some time after it came in
};

/// The last loss of one page; 8 bytes, of which many are kept.
struct Loss {
    Stamp came = 0;
    std::uint32_t lost = 0; ///< stamp and way; 0: it was never here

    static Loss at(Stamp came, Stamp lost, LostBy by) {
        return {came, lost << 2U | static_cast<std::uint32_t>(by)};
    }
    [[nodiscard]] bool never_here() const { return lost == 0; }
    [[nodiscard]] Stamp stamp() const { return lost >> 2U; }
    [[nodiscard]] LostBy by() const { return static_cast<LostBy>(lost & 3U); }
    void age(Stamp by_span) {
        if (!never_here()) *this = at(aged(came, by_span), aged(stamp(), by_span), by());
    }
};

/// When a thread or a space last left a CPU, and the last flush that its tag had seen by then.
struct Leaving {
    Stamp at = 0, flushed = 0;
    void age(Stamp by) {
        at = aged(at, by);
        flushed = aged(flushed, by);
    }
};

/// What a CPU's present thread must know to say why a page is missing.
struct Run {
    Leaving thread, space;
    Stamp began = 0;
    Stamp flushed = 0; ///< the last flush that the space's tag had seen when the thread began

    /// True if what was lost so had been here when the thread or its space left, and was gone when it began.
    [[nodiscard]] bool lost_by_switch(Loss loss) const {
        return !loss.never_here() && (between(loss, thread) || between(loss, space));
    }
    void age(Stamp by) {
        thread.age(by);
        space.age(by);
        began = aged(began, by);
        flushed = aged(flushed, by);
    }

  private:
    [[nodiscard]] bool between(Loss loss, Leaving leaving) const {
        if (loss.came >= leaving.at) return false;
        switch (loss.by()) {
        case LostBy::removal: return false;
        case LostBy::eviction: return loss.stamp() >= leaving.at && loss.stamp() < began;
        case LostBy::refill: return loss.stamp() >= leaving.at;
        case LostBy::flush: return loss.came >= leaving.flushed && flushed >= leaving.at;
        }
        return false;
    }
};

} // namespace ossim
