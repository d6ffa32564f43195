// What is due, and in which order: the pending happenings of a run.
//
// The order at one instant is data (a convention): a round goes through groups of phases; a happening that
// comes up at the present instant in a group that the round has passed waits for the next round. Pending
// happenings are few: one a CPU in a winner tree, sleeps and requests in a radix heap, arrivals in a sorted
// array, one time of upkeep.
#pragma once

#include "base/check.hpp"
#include "machine/radix_heap.hpp"
#include "machine/winner_tree.hpp"

#include "ossim/conventions.hpp"
#include "ossim/ids.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace ossim {

/// What a happening is. The first six are a CPU's own; a CPU has one of them pending at most.
enum class Due : std::uint32_t {
    completion,
    warm,
    quantum,
    begin,
    kernel_end,
    left,
    device,
    timer,
    arrival,
    upkeep,
    choice,
    deadline,
    release
};
inline constexpr std::size_t due_count = 13;

/// One process, or family of threads, that the scenario lists, at the time of its arrival.
struct Arrival {
    Time time;
    std::uint32_t spec = 0;           ///< which entry of Scenario::processes
    std::uint32_t index = 0;          ///< from 1 if the entry has a count, else 0
    Pid pid;                          ///< its first process; listed processes are numbered in file order
    std::uint32_t thread = no_thread; ///< a late thread of it: which entry of ProcessSpec::threads
    static constexpr std::uint32_t no_thread = 0xffffffff;
};

class Agenda {
  public:
    Agenda(std::uint32_t cpus, const std::vector<PhaseGroup>& order);

    /// In order of time; equal times stay in file order.
    /// They count as created before everything else.
    void set_arrivals(std::vector<Arrival> arrivals) {
        arrivals_ = std::move(arrivals);
        sequence_ = arrivals_.size();
        if (!arrivals_.empty()) next_listed_ = arrival_time_ = arrivals_.front().time;
    }
    [[nodiscard]] const Arrival& arrival(std::uint32_t index) const { return arrivals_[index]; }
    [[nodiscard]] bool arrivals_left() const { return next_arrival_ < arrivals_.size(); }

    /// The CPU's one pending happening; replaces the one it had. `pid` is the process that runs there.
    void set_cpu(CpuId cpu, Time time, Due due, Pid pid) {
        OSSIM_CHECK(time >= now_);
        cpus_.set(cpu.value, {{time, rank(time, due, cpu.value, pid), stamp(due, 0)}, cpu.value, 0});
    }
    void clear_cpu(CpuId cpu) { cpus_.clear(cpu.value); }
    /// When the CPU's own happening is due; `never` if it has none.
    [[nodiscard]] Time cpu_time(CpuId cpu) const { return cpus_.slot(cpu.value).key.time; }
    [[nodiscard]] Due cpu_due(CpuId cpu) const { return static_cast<Due>(cpus_.slot(cpu.value).kind()); }
    /// Another happening. `order` is what its phase is ordered by (a device, or a CPU whose choice it is);
    /// `order`, `who` and `token` come back.
    void push(Time time, Due due, std::uint32_t order, Pid pid, std::uint32_t who, std::uint32_t token) {
        OSSIM_CHECK(time >= now_ && order < Happening::most_places);
        others_.push({{time, rank(time, due, order, pid), stamp(due, order)}, who, token});
    }
    /// The deadline of a job, or a release: at one instant the deadlines come first, both in order of tid.
    void push_job(Time time, Due due, Tid tid, Pid pid, std::uint32_t token) {
        OSSIM_CHECK(time >= now_);
        const std::uint64_t order = (std::uint64_t{due == Due::release} << 31 | tid.value) + 1;
        others_.push({{time, rank(time, due, order, pid), stamp(due, 0)}, tid.value, token});
    }
    void set_upkeep(Time time) {
        upkeep_ = time;
        next_listed_ = std::min(arrival_time_, upkeep_);
    }

    [[nodiscard]] Time now() const { return now_; }
    /// The time of the earliest; `never` if nothing is pending.
    [[nodiscard]] Time next_time() const {
        return std::min(std::min(cpus_.earliest_time(), others_.earliest_time()), next_listed_);
    }
    /// Is anything due on a CPU, whenever it may be?
    [[nodiscard]] bool has_cpu_work() const { return cpus_.earliest_time() != Time::never(); }
    /// Who is likely to be the next of a device or a timer; 0 if that is not known.
    [[nodiscard]] std::uint32_t upcoming() const { return others_.upcoming(); }
    /// Is upkeep all that is pending? It alone keeps no run alive.
    [[nodiscard]] bool has_only_upkeep() const {
        return !has_cpu_work() && others_.empty() && !arrivals_left();
    }
    /// Takes the earliest that is due in the present round; false if the round is over.
    [[nodiscard]] bool take_due(Happening& into) {
        if (others_.earliest_time() == now_ || next_listed_ == now_) return take_earliest(into);
        return cpus_.earliest_time() == now_ && take_cpu(into);
    }
    /// Something is left at the present instant: the next round begins.
    void begin_round() {
        ++round_;
        group_ = 0;
    }
    /// Do happenings of that kind come in the order of their CPUs, whenever they were put here?
    [[nodiscard]] bool is_by_cpu(Due due) const {
        return places_[static_cast<std::size_t>(due)].order_mask != 0;
    }
    /// Such a happening is handled now, without having been put here.
    void reach(Due due) { group_ = places_[static_cast<std::size_t>(due)].group; }
    /// Moves the clock to a later instant. Only here does it move.
    void advance(Time time) {
        OSSIM_CHECK(time > now_);
        now_ = time;
        round_ = group_ = 0;
    }
    [[nodiscard]] std::uint64_t round() const { return round_; }

  private:
    /// Where a kind of happening stands in a round: its group, and its position and its order within that.
    struct Place {
        std::uint64_t group = 0, high = 0; ///< `high`: group and position, as they stand in a rank
        /// Which bits of what the phase is ordered by, and of the pid, count within the group.
        std::uint64_t order_mask = 0, pid_mask = 0;
    };
    // A rank, from its highest bit: the round, the group of phases, the phase within the group, the order
    // within the phase.
    static constexpr unsigned order_bits = 32, position_bits = 4, group_bits = 4;
    static constexpr std::uint64_t round_of(std::uint64_t rank) {
        return rank >> (order_bits + position_bits + group_bits);
    }
    static constexpr std::uint64_t group_of(std::uint64_t rank) {
        return rank >> (order_bits + position_bits) & 15;
    }

    [[nodiscard]] std::uint64_t rank(Time time, Due due, std::uint64_t order, Pid pid) const {
        const Place& place = places_[static_cast<std::size_t>(due)];
        const std::uint64_t round = time != now_ ? 0 : round_ + (place.group < group_ ? 1 : 0);
        return round << (order_bits + position_bits + group_bits) | place.high | (order & place.order_mask) |
               (pid.value & place.pid_mask);
    }
    [[nodiscard]] std::uint64_t stamp(Due due, std::uint32_t place) {
        return Happening::stamp(++sequence_, static_cast<std::uint32_t>(due), place);
    }
    [[nodiscard]] bool take_earliest(Happening& into);
    [[nodiscard]] bool take_from_all(Happening& into);
    [[nodiscard]] bool take_cpu(Happening& into) {
        const Happening& first = cpus_.earliest();
        if (round_of(first.key.rank) > round_) return false;
        group_ = group_of(first.key.rank);
        into = first;
        cpus_.clear(into.who);
        return true;
    }
    [[nodiscard]] HappeningKey arrival_key() const;

    WinnerTree cpus_;
    RadixHeap others_;
    std::vector<Arrival> arrivals_;
    std::size_t next_arrival_ = 0;
    Time arrival_time_ = Time::never(); ///< of the next arrival
    Time upkeep_ = Time::never();
    Time next_listed_ = Time::never();    ///< the earlier of these two
    std::array<Place, due_count> places_; ///< by Due
    Time now_;
    std::uint64_t round_ = 0, group_ = 0, sequence_ = 0;
};

} // namespace ossim
