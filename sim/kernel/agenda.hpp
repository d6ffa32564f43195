// What is due, and in which order: the pending happenings of a run.
//
// The order at one instant is data (a convention): a round goes through groups of phases; a happening that
// comes up at the present instant in a group that the round has passed waits for the next round. Pending
// happenings are few: one a CPU in a winner tree, sleeps and requests in a radix heap, arrivals in a sorted
// array, one time of upkeep.
#pragma once

#include "machine/radix_heap.hpp"
#include "machine/winner_tree.hpp"

#include "ossim/conventions.hpp"
#include "ossim/ids.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace ossim {

/// What a happening is. The first five are a CPU's own; a CPU has one of them pending at most.
enum class Due : std::uint32_t {
    completion,
    quantum,
    begin,
    kernel_end,
    left,
    device,
    timer,
    arrival,
    upkeep,
    choice
};

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
        if (!arrivals_.empty()) arrival_time_ = arrivals_.front().time;
    }
    [[nodiscard]] const Arrival& arrival(std::uint32_t index) const { return arrivals_[index]; }
    [[nodiscard]] bool arrivals_left() const { return next_arrival_ < arrivals_.size(); }

    /// The CPU's one pending happening; replaces the one it had. `pid` is the process that runs there.
    void set_cpu(CpuId cpu, Time time, Due due, Pid pid);
    void clear_cpu(CpuId cpu) { cpus_.clear(cpu.value); }
    /// When the CPU's own happening is due; `never` if it has none.
    [[nodiscard]] Time cpu_time(CpuId cpu) const { return cpus_.slot(cpu.value).key.time; }
    [[nodiscard]] Due cpu_due(CpuId cpu) const { return static_cast<Due>(cpus_.slot(cpu.value).kind); }
    /// Another happening. `order` is what its phase is ordered by (device, file order); `who` and `detail`
    /// come back.
    void push(Time time, Due due, std::uint32_t order, Pid pid, std::uint32_t who, std::uint64_t detail);
    void set_upkeep(Time time) { upkeep_ = time; }

    [[nodiscard]] Time now() const { return now_; }
    /// The time of the earliest; `never` if nothing is pending.
    [[nodiscard]] Time next_time() const {
        const Time soonest = std::min(cpus_.earliest().key.time, others_.earliest_time());
        return std::min({soonest, arrival_time_, upkeep_});
    }
    /// Is upkeep all that is pending? It alone keeps no run alive.
    [[nodiscard]] bool has_only_upkeep() const;
    /// Takes the earliest that is due in the present round; false if the round is over.
    [[nodiscard]] bool take_due(Happening& into) { return next_time() == now_ && take_earliest(into); }
    /// Something is left at the present instant: the next round begins.
    void begin_round();
    /// Moves the clock to a later instant. Only here does it move.
    void advance(Time time);
    [[nodiscard]] std::uint64_t round() const { return round_; }

  private:
    struct Place {
        std::uint64_t group = 0, position = 0;
        Within within = Within::own;
    };
    [[nodiscard]] std::uint64_t rank(Time time, Due due, std::uint64_t order, Pid pid) const;
    [[nodiscard]] bool take_earliest(Happening& into);
    [[nodiscard]] HappeningKey arrival_key() const;

    WinnerTree cpus_;
    RadixHeap others_;
    std::vector<Arrival> arrivals_;
    std::size_t next_arrival_ = 0;
    Time arrival_time_ = Time::never(); ///< of the next arrival
    Time upkeep_ = Time::never();
    std::array<Place, 7> places_; ///< by Phase
    Time now_;
    std::uint64_t round_ = 0, group_ = 0, sequence_ = 0;
};

} // namespace ossim
