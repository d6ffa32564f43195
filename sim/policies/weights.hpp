// What a thread's share is: the weight of its nice value, or its tickets; and how fast virtual time passes
// for it. The tables are Linux's, and so is the arithmetic that `kernel_fixed_point` asks for.
#pragma once

#include "policies/catalogue.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ossim {

/// Virtual times are exact, so their numerators are wide: 1024 · 4·10^18 ns, times a weight of 10^6, summed
/// over 4 million threads, is less than 10^34.
__extension__ using WideTime = __int128;

/// sched_prio_to_weight: nice -20 to 19. One step is a factor of 1.25.
inline constexpr std::array<std::int64_t, 40> nice_weights = {
    88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, //
    9548,  7620,  6100,  4904,  3906,  3121,  2501,  1991,  1586,  1277,  //
    1024,  820,   655,   526,   423,   335,   272,   215,   172,   137,   //
    110,   87,    70,    56,    45,    36,    29,    23,    18,    15};

/// sched_prio_to_wmult: 2^32 / weight, so that the kernel multiplies where it would divide.
inline constexpr std::array<std::uint32_t, 40> nice_inverses = {
    48388,    59856,    76040,    92818,    118348,   147320,    184698,    229616,    287308,    360437,
    449829,   563644,   704093,   875809,   1099582,  1376151,   1717300,   2157191,   2708050,   3363326,
    4194304,  5237765,  6557202,  8165337,  10153587, 12820798,  15790321,  19976592,  24970740,  31350126,
    39045157, 49367440, 61356676, 76695844, 95443717, 119304647, 148102320, 186737708, 238609294, 286331153};

inline constexpr std::int64_t weight_of_nice_0 = 1024;

struct Weight {
    std::int64_t value = weight_of_nice_0;
    std::uint32_t inverse = nice_inverses[20];
};

/// As the kernel makes it for a sum of weights.
constexpr std::uint32_t inverse_of_load(std::int64_t load) {
    constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(load >= most ? 1 : most / load);
}

constexpr Weight weight_of_nice(std::int64_t nice) {
    const auto place = static_cast<std::size_t>(nice + 20);
    return {nice_weights.at(place), nice_inverses.at(place)};
}

/// __calc_delta: length · weight / load with 32-bit factors, whose low bits are lost.
constexpr std::int64_t fixed_point_share(std::int64_t length, std::int64_t weight, std::uint32_t inverse) {
    std::uint64_t factor = static_cast<std::uint64_t>(weight) * inverse;
    int shift = 32;
    if (const auto high = static_cast<std::uint32_t>(factor >> 32); high != 0) {
        const auto bits = static_cast<int>(std::bit_width(high));
        shift -= bits;
        factor >>= bits;
    }
    return static_cast<std::int64_t>((WideTime{length} * static_cast<std::int64_t>(factor)) >> shift);
}

constexpr WideTime floor_divided(WideTime number, WideTime by) {
    const WideTime cut = number / by;
    return number % by < 0 ? cut - 1 : cut;
}

/// A point in a thread's virtual time: `scaled` / `weight`, in ns. Points of threads with different weights
/// compare exactly.
struct VirtualTime {
    WideTime scaled = 0;
    std::int64_t weight = 1;

    friend constexpr std::strong_ordering operator<=>(const VirtualTime& a, const VirtualTime& b) {
        if (a.weight == b.weight) return a.scaled <=> b.scaled;
        return a.scaled * b.weight <=> b.scaled * a.weight;
    }
    friend constexpr bool operator==(const VirtualTime& a, const VirtualTime& b) { return (a <=> b) == 0; }

    /// Rounded down; the ends of the number line are the most that is told.
    [[nodiscard]] constexpr std::int64_t ns() const {
        constexpr WideTime most = std::numeric_limits<std::int64_t>::max();
        const WideTime whole = floor_divided(scaled, weight);
        return static_cast<std::int64_t>(std::clamp<WideTime>(whole, -most, most));
    }
};

/// How virtual time is reckoned: exactly, in 128 bits; or as the kernel does, in whole ns, with a product
/// that is cut. Policies take the product of all that a thread has run since it was chosen, so that no
/// instant depends on how often accounts are made.
class VirtualClock {
  public:
    /// For a thread of weight `reference` virtual time goes as fast as real time.
    explicit VirtualClock(bool fixed_point, std::int64_t reference = weight_of_nice_0)
        : fixed_point_(fixed_point), reference_(reference) {}

    /// The virtual time that passes while the thread runs for so long, scaled by its weight.
    [[nodiscard]] WideTime passed(Duration length, const Weight& weight) const {
        if (!fixed_point_ || weight.value == reference_) return WideTime{length.ns()} * reference_;
        return WideTime{fixed_point_share(length.ns(), reference_, weight.inverse)} * weight.value;
    }
    /// The shortest time after which at least so much has passed; more than 0.
    [[nodiscard]] Duration until(WideTime passed_by_then, const Weight& weight) const {
        Duration length = exact_time(passed_by_then);
        while (length < Duration::longest() && passed(length, weight) < passed_by_then)
            length += exact_time(passed_by_then - passed(length, weight));
        return std::min(length, Duration::longest());
    }
    /// The thread's part of a period.
    [[nodiscard]] Duration share(Duration period, const Weight& weight, std::int64_t load) const {
        if (fixed_point_)
            return Duration(fixed_point_share(period.ns(), weight.value, inverse_of_load(load)));
        return Duration(static_cast<std::int64_t>(WideTime{period.ns()} * weight.value / load));
    }
    /// What scaled times of that thread are a multiple of: whole ns are as fine as the kernel gets.
    [[nodiscard]] WideTime grain(const Weight& weight) const { return fixed_point_ ? weight.value : 1; }
    /// The same point in the virtual time of a thread of that weight, rounded down.
    [[nodiscard]] VirtualTime of(const VirtualTime& point, const Weight& weight) const {
        const WideTime grains =
            floor_divided(point.scaled * weight.value, WideTime{point.weight} * grain(weight));
        return {grains * grain(weight), weight.value};
    }

  private:
    [[nodiscard]] Duration exact_time(WideTime passed_by_then) const {
        const WideTime exact = floor_divided(passed_by_then + reference_ - 1, reference_);
        constexpr WideTime most = Duration::longest().ns();
        return Duration(static_cast<std::int64_t>(std::clamp<WideTime>(exact, 1, most)));
    }
    bool fixed_point_;
    std::int64_t reference_;
};

/// From what a thread's weight comes: the parameter `weight` of the fair policies.
inline constexpr std::string_view weight_words[] = {"nice", "tickets"};
inline constexpr ParameterInfo weight_parameter{
    .name = "weight",
    .type = ParameterType::word,
    .fallback = "nice",
    .words = weight_words,
    .doc =
        "what gives a thread its weight: nice, by Linux's table (0 is 1024, a step is a factor of 1.25), or "
        "tickets, one for one"};
inline constexpr ParameterInfo fixed_point_parameter{
    .name = "kernel_fixed_point",
    .type = ParameterType::boolean,
    .fallback = "false",
    .doc = "virtual times in whole ns by the kernel's 32-bit inverses, which lose low bits; false: exact"};
inline constexpr ParameterInfo tick_parameter{
    .name = "tick",
    .type = ParameterType::duration,
    .fallback = "none",
    .doc =
        "a running thread is looked at on multiples of this time only, as with CONFIG_HZ; none: exactly when "
        "it is due",
    .range = {.least = 1}};

/// SCHED_IDLE's weight, and its inverse.
inline constexpr Weight weight_of_idle{3, 1'431'655'765};

/// Linux's fair classes.
inline constexpr ClassUse fair_classes[] = {
    {.which = ThreadClass::other, .doc = "shares by nice"},
    {.which = ThreadClass::batch, .doc = "likewise, and never preempts when it wakes"},
    {.which = ThreadClass::idle, .doc = "a weight of 3, whatever its nice"}};

/// What the classes of a thread that wakes and of the running one say, before virtual times do: batch and
/// idle threads preempt none but idle ones, and who is not idle preempts those more readily.
enum class WakeRule : std::uint8_t { never, by_time, over_idle };
constexpr WakeRule wake_rule(const ThreadView& ready, const ThreadView& running) {
    const bool is_idle = ready.thread_class == ThreadClass::idle;
    if (!is_idle && running.thread_class == ThreadClass::idle) return WakeRule::over_idle;
    return is_idle || ready.thread_class == ThreadClass::batch ? WakeRule::never : WakeRule::by_time;
}

/// update_min_vruntime: the floor rises to the least virtual time of all, of who is ready (null: nobody) and
/// of who runs; it never falls.
template <class VirtualTimeOf>
VirtualTime raised(const VirtualTime& floor, const VirtualTime* ready, const std::vector<Tid>& running,
                   VirtualTimeOf v_of) {
    std::optional<VirtualTime> least;
    if (ready != nullptr) least = *ready;
    for (const Tid tid : running) {
        if (least && *least <= floor) return floor;
        const VirtualTime v = v_of(tid);
        if (!least || v < *least) least = v;
    }
    return least ? std::max(floor, *least) : floor;
}

class Weights {
  public:
    explicit Weights(const SchedulerSpec& spec)
        : tickets_(parameter<std::string>(spec, "weight", "nice") == "tickets") {}
    [[nodiscard]] Weight of(const ThreadView& thread) const {
        if (!tickets_ && thread.thread_class == ThreadClass::idle) return weight_of_idle;
        if (!tickets_) return weight_of_nice(thread.nice);
        const std::int64_t tickets = thread.tickets > 0 ? thread.tickets : 1;
        return {tickets, inverse_of_load(tickets)};
    }

  private:
    bool tickets_;
};

/// The factor of Linux's scheduler times: 1 + log2 of the CPUs, of which eight count at most.
constexpr std::int64_t scaling_of(std::uint32_t cpus) { return std::bit_width(cpus < 8 ? cpus : 8U); }

/// A time that Linux scales with the CPUs unless it is given.
inline Duration scaled_parameter(const PolicyContext& context, std::string_view name, Duration unscaled) {
    const Duration given = parameter(context.spec, name, Duration::forever());
    return given == Duration::forever() ? unscaled * scaling_of(context.cpus) : given;
}

/// From `now` to the next tick.
constexpr Duration to_next_tick(Duration tick, Time now) {
    return Duration(tick.ns() - now.ns() % tick.ns());
}

} // namespace ossim
