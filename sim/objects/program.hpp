// Programs as the kernel runs them: compiled once to flat operations with jumps, shared by all threads that
// run them.
//
// All programs stand in one array, so a program counter is an index into it and says everything about where a
// thread is. Structured control flow (`repeat`, `while`, `if`, `choose`, `break`) becomes jumps here; every
// other step becomes one operation, or three for the separable steps of `increment`.
#pragma once

#include "ossim/action.hpp"
#include "ossim/event.hpp"
#include "ossim/ids.hpp"
#include "ossim/names.hpp"
#include "ossim/scenario.hpp"

#include "base/expression.hpp"
#include "objects/address_space.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ossim {

/// A duration, fixed or drawn; the values of a list stand in `Code::durations`.
struct FlatDraw {
    Distribution kind = Distribution::constant;
    Duration low, high;
    std::uint32_t first = 0, count = 0;
};

/// A number, or the value of a variable at that moment.
struct FlatOperand {
    std::int64_t number = 0;
    NameId variable;
    bool is_variable = false;
};

/// Whom a wait or a join waits for.
struct FlatTarget {
    enum class Kind : std::uint8_t { any, all, named } kind = Kind::any;
    NameId name;
};

/// A segment as a program names it: by its kind, or a mapping or shared memory by its name.
struct FlatSegment {
    SegmentKind kind = SegmentKind::heap;
    NameId name;
};

/// What a computation touches at each dispatch.
struct FlatWorkingSet {
    FlatSegment segment;
    std::uint64_t bytes = 0;
    std::uint32_t write = 0; ///< per cent of its pages
    bool own = true;         ///< each thread its own slice of the segment
};

struct ComputeOp {
    FlatDraw duration;
    std::uint32_t working_set = none; ///< an index into `Code::working_sets`
    static constexpr std::uint32_t none = 0xffffffff;
};
struct IoOp {
    FlatDraw service;
    DeviceId device;
    NameId device_name;
};
struct SleepOp {
    FlatDraw duration;
};
struct YieldOp {};
struct ExitOp {
    std::int32_t status = 0;
};
/// The end of a program: ends the process, or only the thread if it was given under `threads:` or spawned.
struct EndOp {};
struct JumpOp {
    std::uint32_t target = 0;
};
/// Enters a counted loop; with 0 rounds it goes to `end`.
struct LoopOp {
    std::uint64_t times = 0;
    std::uint32_t end = 0;
};
/// The end of a round: back to `begin`, or on.
struct NextRoundOp {
    std::uint32_t begin = 0;
};
/// Leaves the innermost loop: drops its counter if it is a counted one.
struct BreakOp {
    std::uint32_t target = 0;
    bool counted = false;
};
/// Goes to `otherwise` if the test does not hold.
struct BranchOp {
    std::uint32_t test = 0, otherwise = 0;
};
/// Goes to one of `count` targets, by weight; they stand in `Code::choices`.
struct ChooseOp {
    std::uint32_t first = 0, count = 0;
};
struct PrintOp {
    NameId text;
    bool has_variables = false;
};
struct SpanBeginOp {
    NameId label;
};
struct SpanEndOp {
    NameId label;
};
struct SpawnOp {
    std::uint32_t start = 0, count = 1;
    NameId label;
    std::int32_t priority = 0;
    bool has_priority = false;
};
struct JoinOp {
    FlatTarget thread;
};
struct DetachOp {
    FlatTarget thread;
};
/// `start` is where the child begins; a bare fork has none: the child goes on behind it.
struct ForkOp {
    std::uint32_t start = 0;
    NameId label;
    bool has_start = false, has_label = false;
    ForkHow how = ForkHow::copy_on_write;
};
/// `image` is an index into `Code::images`.
struct ExecOp {
    std::uint32_t start = 0, image = 0;
    NameId program;
};
/// References one by one; `references` is an index into `Code::references`.
struct AccessOp {
    FlatSegment segment;
    Duration each;
    std::uint32_t references = 0, write = 0; ///< per cent of them that write
};
struct MapOp {
    NameId name;
    std::uint64_t bytes = 0;
    Permission allow = Permission::write;
    bool demand = true, huge = false;
};
/// Pages of a segment; all of them if `pages` is 0.
struct PageRange {
    std::uint64_t first = 0, pages = 0;
};
struct UnmapOp {
    FlatSegment segment;
    PageRange range;
};
struct ProtectOp {
    FlatSegment segment;
    PageRange range;
    Permission allow = Permission::read;
};
struct GrowHeapOp {
    std::uint64_t bytes = 0;
};
struct AttachOp {
    NameId name;
    std::uint64_t bytes = 0;
};
struct FaultOp {};
/// Whose attributes change: its own, or those of who is called so.
struct FlatWhom {
    NameId name;
    bool is_self = true;
};
/// One attribute of a thread, and what it becomes.
struct Rekey {
    ThreadAttribute which = ThreadAttribute::nice;
    std::int64_t value = 0;
};
/// All changes of one step happen at once.
struct RekeyOp {
    FlatWhom of;
    std::optional<std::int32_t> priority;
    std::optional<std::uint32_t> tickets;
    std::optional<std::int8_t> nice;
    std::optional<ThreadClass> thread_class;
    std::uint32_t server = 0; ///< place in `Code::servers`, from 1, of what a class goes by; 0: by none
};
[[nodiscard]] std::vector<Rekey> changes_of(const RekeyOp& op);
struct AffinityOp {
    FlatWhom of;
    std::uint32_t cpus = 0; ///< an index into `Code::cpu_lists`
};
struct WaitOp {
    FlatTarget child;
};
struct LoadOp {
    NameId variable, into;
    bool has_into = false;
};
struct StoreOp {
    NameId variable;
    FlatOperand value;
};
/// The three steps of an increment: the value is read into a register, changed there, and written back.
struct FetchOp {
    NameId variable;
    Duration each;
};
struct AddOp {
    FlatOperand by;
    bool subtract = false;
    Duration each;
};
struct WriteBackOp {
    NameId variable;
    Duration each;
};

/// One operation of a compiled program.
using Op =
    std::variant<ComputeOp, IoOp, SleepOp, YieldOp, ExitOp, EndOp, JumpOp, LoopOp, NextRoundOp, BreakOp,
                 BranchOp, ChooseOp, PrintOp, SpanBeginOp, SpanEndOp, SpawnOp, JoinOp, DetachOp, ForkOp,
                 WaitOp, LoadOp, StoreOp, FetchOp, AddOp, WriteBackOp, ExecOp, AccessOp, MapOp, UnmapOp,
                 ProtectOp, GrowHeapOp, AttachOp, FaultOp, RekeyOp, AffinityOp>;

struct WeightedTarget {
    std::uint64_t up_to = 0; ///< sum of the weights so far
    std::uint32_t target = 0;
};

/// All programs of a scenario, compiled.
struct Code {
    std::vector<Op> ops;
    std::vector<Mark> marks;             ///< where the scenario gives each operation
    std::vector<std::uint32_t> starts;   ///< by ProgramId
    std::vector<Duration> durations;     ///< of `list` draws
    std::vector<WeightedTarget> choices; ///< of `choose`
    std::vector<Expression> tests;       ///< of `while` and `if`
    std::vector<FlatWorkingSet> working_sets;
    std::vector<PageList> references;                  ///< of `access`, `read`, `write`
    std::vector<ImageSpec> images;                     ///< of `exec`
    std::vector<ServerSpec> servers;                   ///< of `renice`
    std::vector<std::vector<std::uint32_t>> cpu_lists; ///< of `affinity`
};

/// What the compiler must know besides the programs: names, and which device a name means.
class DeviceNames {
  public:
    virtual ~DeviceNames() = default;
    /// The device of that name; one that is not declared comes into being, unlimited.
    virtual DeviceId device(const std::string& name) = 0;
    /// The service time of so many bytes on it.
    [[nodiscard]] virtual Duration service(DeviceId device, std::uint64_t bytes) const = 0;
};

[[nodiscard]] Code compile(const Scenario& scenario, Names& names, DeviceNames& devices);

/// The operation in words, for `show --at T tcb`: "compute 5ms".
[[nodiscard]] std::string in_words(const Op& op, const Names& names, Unit unit);

} // namespace ossim
