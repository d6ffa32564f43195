// Numbers that name things. Each kind is a type of its own, dense, in order of creation.
#pragma once

#include <compare>
#include <cstdint>

namespace ossim {

/// A dense number. For pids and tids 0 is nobody: the idle CPU as a thread, the kernel as a parent.
template <class Tag>
struct Id {
    std::uint32_t value = 0;
    constexpr Id() = default;
    constexpr explicit Id(std::uint32_t number) : value(number) {}
    constexpr auto operator<=>(const Id&) const = default;
    /// True for everything but number 0.
    constexpr explicit operator bool() const { return value != 0; }
};

using Pid = Id<struct PidTag>;             ///< a process; 1 is init, the scenario's processes follow from 2
using Tid = Id<struct TidTag>;             ///< a thread, from 1; 0 is the idle thread of a CPU
using CpuId = Id<struct CpuTag>;           ///< a CPU, from 0
using DeviceId = Id<struct DeviceTag>;     ///< a device, from 0, in order of first mention
using NameId = Id<struct NameTag>;         ///< an entry of `Names`, from 0
using ProgramId = Id<struct ProgramTag>;   ///< an entry of `Scenario::programs`, from 0
using VariableId = Id<struct VariableTag>; ///< a variable cell of the run, from 0

/// The init process: parent of what the scenario lists, and of orphans.
inline constexpr Pid init_pid{1};
/// The idle thread: what a CPU runs when no thread is ready.
inline constexpr Tid idle_tid{0};

} // namespace ossim
