// What happened: typed events, each one struct with its declared fields. The canonical JSONL, the text
// form, the reference (`ossim list events`), metrics, grading and every picture follow from these and from
// nothing else.
//
// An event is a trivially copyable record of 64 bytes. Times are the simulated instant at which the thing
// began; lengths are nanoseconds. A new kind is one struct here and one place in `EventBody`; a trace of an
// older version stays readable because readers go by names.
#pragma once

#include "ossim/costs.hpp"
#include "ossim/field.hpp"
#include "ossim/ids.hpp"
#include "ossim/memory.hpp"
#include "ossim/names.hpp"
#include "ossim/time.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>

namespace ossim {

/// SEMANTICS 2. `fresh` is before creation: the state a thread comes from when it is New.
enum class ThreadState : std::uint8_t { fresh, newborn, ready, running, waiting, terminated };
constexpr auto enum_words(ThreadState) {
    return words("none", "New", "Ready", "Running", "Waiting", "Terminated");
}
inline constexpr std::size_t thread_state_count = 6;

/// Why a thread changed its state.
enum class Cause : std::uint8_t {
    created,
    admitted,
    dispatched,
    preempted,
    quantum,
    yielded,
    io,
    sleep,
    join,
    child,
    woken,
    ended,
    exited,
    killed,
    fault,
    out_of_memory,
    segmentation_fault,
    address_space_full,
    released,
    job_done,
    job_aborted,
};
constexpr auto enum_words(Cause) {
    return words("created", "admitted", "dispatched", "preempted", "quantum", "yielded", "io", "sleep",
                 "join", "child", "woken", "ended", "exited", "killed", "fault", "out_of_memory",
                 "segmentation_fault", "address_space_full", "released", "job_done", "job_aborted");
}

/// True if the kernel ended the process for what it did with memory.
constexpr bool is_kernels_end(Cause cause) {
    return cause == Cause::out_of_memory || cause == Cause::segmentation_fault ||
           cause == Cause::address_space_full;
}

/// What a Waiting thread waits on. Later steps add theirs at the end.
enum class WaitsOn : std::uint8_t { nothing, io, timer, thread, child, page, release };
constexpr auto enum_words(WaitsOn) {
    return words("nothing", "io", "timer", "thread", "child", "page", "release");
}

/// Which switch it was. process: between address spaces; thread: inside one; same: the thread that ran last
/// again.
enum class SwitchKind : std::uint8_t { thread, process, to_idle, from_idle, same };
constexpr auto enum_words(SwitchKind) { return words("thread", "process", "to_idle", "from_idle", "same"); }
inline constexpr std::size_t switch_kind_count = 5;

/// How it was priced. process, thread, half: one number (textbook-unit); leaving, coming: the halves of one.
enum class ChargedAs : std::uint8_t { components, process, thread, half, free, leaving, coming };
constexpr auto enum_words(ChargedAs) {
    return words("components", "process", "thread", "half", "free", "leaving", "coming");
}

/// Where time goes that is neither a thread's own nor part of a switch. refill: a thread waits for its TLB
/// entries and cache lines.
enum class Account : std::uint8_t { syscall, interrupt, creation, fault, refill };
constexpr auto enum_words(Account) { return words("syscall", "interrupt", "creation", "fault", "refill"); }
inline constexpr std::size_t account_count = 5;

/// What decided a pick. only: one candidate; key: the policy's key; tie: equal keys, the tie rule decided;
/// kept: the running thread stayed.
enum class DecidedBy : std::uint8_t { only, key, tie, kept, drawn };
constexpr auto enum_words(DecidedBy) { return words("only", "key", "tie", "kept", "drawn"); }

/// How a process comes to its address space, and what becomes of it.
enum class SpaceChange : std::uint8_t { made, forked, borrowed, replaced, freed };
constexpr auto enum_words(SpaceChange) { return words("made", "forked", "borrowed", "replaced", "freed"); }

/// Why a ready thread moved to the queue of other CPUs. stolen: a CPU there was idle; balanced: their load
/// was less; woken: it was placed so when it became ready; affinity: it may not use the CPUs where it was.
enum class MoveReason : std::uint8_t { stolen, balanced, woken, affinity };
constexpr auto enum_words(MoveReason) { return words("stolen", "balanced", "woken", "affinity"); }

/// What `renice` and `affinity` change.
enum class ThreadAttribute : std::uint8_t { nice, priority, tickets, affinity, thread_class };
constexpr auto enum_words(ThreadAttribute) {
    return words("nice", "priority", "tickets", "affinity", "class");
}

/// How a run ended.
enum class Outcome : std::uint8_t { finished, until, deadlock, limit, no_progress, interrupted };
constexpr auto enum_words(Outcome) {
    return words("finished", "until", "deadlock", "limit", "no progress", "interrupted");
}

/// The length of each component in whole nanoseconds, 36 bits each (up to 68 s): they add up to the switch's
/// length.
class ComponentLengths {
  public:
    constexpr void set(Component which, Duration length) {
        const auto i = static_cast<std::uint32_t>(which);
        low_[i] = static_cast<std::uint32_t>(length.ns());
        high_ &= ~(15U << 4 * i);
        high_ |= (static_cast<std::uint32_t>(length.ns() >> 32) & 15U) << 4 * i;
    }
    [[nodiscard]] constexpr Duration operator[](Component which) const {
        const auto i = static_cast<std::uint32_t>(which);
        return Duration(std::int64_t{low_[i]} | std::int64_t{high_ >> 4 * i & 15U} << 32);
    }
    [[nodiscard]] constexpr Duration total() const {
        Duration sum;
        for (std::size_t i = 0; i < component_count; ++i)
            sum += (*this)[static_cast<Component>(i)];
        return sum;
    }
    constexpr bool operator==(const ComponentLengths&) const = default;
    /// The longest that a component can be; a scenario's prices go to 60 s.
    static constexpr Duration longest() { return Duration((std::int64_t{1} << 36) - 1); }

  private:
    std::array<std::uint32_t, component_count> low_{};
    std::uint32_t high_ = 0; ///< bits 32 to 35 of each
};

struct ProcessNew {
    static constexpr std::string_view name = "process",
                                      doc = "a process was created: it has a PCB and is New";
    Pid pid, parent;
    Name label;
    template <class This = ProcessNew>
    static constexpr auto fields() {
        return std::tuple{field("pid", &This::pid, "the process"),
                          field("parent", &This::parent, "its parent"),
                          field("name", &This::label, "its name")};
    }
    constexpr bool operator==(const ProcessNew&) const = default;
};

struct ThreadNew {
    static constexpr std::string_view name = "thread", doc = "a thread was created: it has a TCB and a stack";
    Tid tid;
    Pid pid;
    Name label;
    NameId group; ///< "" for none
    template <class This = ThreadNew>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread"), field("pid", &This::pid, "its process"),
                          field("name", &This::label, "its name"),
                          field("group", &This::group, "its group label")};
    }
    constexpr bool operator==(const ThreadNew&) const = default;
};

struct StateMove {
    static constexpr std::string_view name = "state", doc = "a thread moved from one state to another";
    Tid tid;
    ThreadState from = ThreadState::fresh, to = ThreadState::fresh;
    Cause cause = Cause::created;
    WaitsOn on = WaitsOn::nothing;
    std::uint32_t object = 0;
    CpuId cpu;
    template <class This = StateMove>
    static constexpr auto fields() {
        return std::tuple{
            field("tid", &This::tid, "the thread"),
            field("from", &This::from, "the state it leaves"),
            field("to", &This::to, "the state it enters"),
            field("cause", &This::cause, "why"),
            field("on", &This::on, "what it waits on, when it enters Waiting"),
            field("object", &This::object, "which one: device, tid, pid; 0 for any"),
            field("cpu", &This::cpu, "the CPU it runs or ran on; of a wake-up, the one that serves it")};
    }
    constexpr bool operator==(const StateMove&) const = default;
};

/// A policy's second key. Most policies have none: a record leaves it out when it is 0.
struct SecondKey {
    std::int64_t value = 0;
    constexpr bool operator==(const SecondKey&) const = default;
};

struct Pick {
    static constexpr std::string_view name = "pick", doc = "a CPU chose who runs next";
    Tid tid;
    std::uint32_t ready = 0;
    Tid next;
    std::uint16_t cpu_number = 0;
    DecidedBy decided = DecidedBy::only;
    std::int64_t key = 0, next_key = 0;
    SecondKey second_key, next_second_key;
    constexpr Pick() = default;
    constexpr Pick(CpuId where, Tid chosen, std::uint32_t candidates, DecidedBy by, Tid second_best,
                   std::int64_t first_key, std::int64_t first_key_of_next)
        : tid(chosen), ready(candidates), next(second_best),
          cpu_number(static_cast<std::uint16_t>(where.value)), decided(by), key(first_key),
          next_key(first_key_of_next) {}
    [[nodiscard]] constexpr CpuId cpu() const { return CpuId(cpu_number); }
    template <class This = Pick>
    static constexpr auto fields() {
        return std::tuple{
            field("cpu", &This::cpu_number, "the CPU"),
            field("tid", &This::tid, "whom it chose"),
            field("ready", &This::ready, "how many candidates there were, the chosen one included"),
            field("decided", &This::decided, "what decided"),
            field("next", &This::next, "the second best; 0 if there was none"),
            field("key", &This::key, "the policy's first key of the chosen one"),
            field("next_key", &This::next_key, "the first key of the second best"),
            field("second_key", &This::second_key,
                  "the policy's second key of the chosen one; left out if it is 0 or there is none"),
            field("next_second_key", &This::next_second_key, "the second key of the second best; likewise")};
    }
    constexpr bool operator==(const Pick&) const = default;
};

struct Switch {
    static constexpr std::string_view
        name = "switch",
        doc = "a CPU goes from one thread to another; its length is the sum of its components";
    ComponentLengths components;
    Tid from, to;
    std::uint16_t cpu_number = 0;
    SwitchKind kind = SwitchKind::process;
    ChargedAs charged = ChargedAs::components;
    [[nodiscard]] constexpr CpuId cpu() const { return CpuId(cpu_number); }
    template <class This = Switch>
    static constexpr auto fields() {
        return std::tuple{
            field("cpu", &This::cpu_number, "the CPU"),
            field("from", &This::from, "who leaves; 0 is idle"),
            field("to", &This::to, "who comes; 0 is idle"),
            field("kind", &This::kind, "which kind of switch"),
            field("charged", &This::charged, "how it was priced"),
            field("cost", &This::components, "the length of each component that is not 0, in ns")};
    }
    constexpr bool operator==(const Switch&) const = default;
};

struct Begin {
    static constexpr std::string_view
        name = "begin",
        doc = "a switch that took time has ended: the thread's own instructions begin";
    CpuId cpu;
    Tid tid;
    template <class This = Begin>
    static constexpr auto fields() {
        return std::tuple{field("cpu", &This::cpu, "the CPU"),
                          field("tid", &This::tid, "the incoming thread")};
    }
    constexpr bool operator==(const Begin&) const = default;
};

struct Charge {
    static constexpr std::string_view
        name = "charge",
        doc = "the kernel works on a CPU, other than in a switch; it shifts what runs there";
    CpuId cpu;
    Tid tid;
    Account account = Account::syscall;
    Duration length;
    template <class This = Charge>
    static constexpr auto fields() {
        return std::tuple{field("cpu", &This::cpu, "the CPU"),
                          field("tid", &This::tid, "the thread that runs there; 0 if it was idle"),
                          field("account", &This::account, "which account of the CPU it goes to"),
                          field("length", &This::length, "how long, in ns")};
    }
    constexpr bool operator==(const Charge&) const = default;
};

struct QuantumEnd {
    static constexpr std::string_view name = "quantum", doc = "a thread's quantum has ended";
    CpuId cpu;
    Tid tid;
    bool continues = false;
    template <class This = QuantumEnd>
    static constexpr auto fields() {
        return std::tuple{
            field("cpu", &This::cpu, "the CPU"), field("tid", &This::tid, "the thread"),
            field("continues", &This::continues, "nobody else was ready: it goes on with a fresh quantum")};
    }
    constexpr bool operator==(const QuantumEnd&) const = default;
};

struct IoRequest {
    static constexpr std::string_view name = "io_request", doc = "a thread asked a device for service";
    std::uint64_t request = 0;
    Duration service;
    Tid tid;
    DeviceId device;
    NameId label;
    std::uint32_t queued = 0;
    template <class This = IoRequest>
    static constexpr auto fields() {
        return std::tuple{field("request", &This::request, "number of the request, from 1"),
                          field("device", &This::device, "the device"),
                          field("name", &This::label, "its name"),
                          field("tid", &This::tid, "who asked"),
                          field("service", &This::service, "service time it needs, in ns"),
                          field("queued", &This::queued, "how many requests wait before it")};
    }
    constexpr bool operator==(const IoRequest&) const = default;
};

struct IoStart {
    static constexpr std::string_view name = "io_start", doc = "a device began to serve a request";
    std::uint64_t request = 0;
    DeviceId device;
    Tid tid;
    template <class This = IoStart>
    static constexpr auto fields() {
        return std::tuple{field("request", &This::request, "the request"),
                          field("device", &This::device, "the device"), field("tid", &This::tid, "for whom")};
    }
    constexpr bool operator==(const IoStart&) const = default;
};

struct IoDone {
    static constexpr std::string_view name = "io_done", doc = "a device has served a request";
    std::uint64_t request = 0;
    DeviceId device;
    Tid tid;
    CpuId cpu;
    template <class This = IoDone>
    static constexpr auto fields() {
        return std::tuple{field("request", &This::request, "the request"),
                          field("device", &This::device, "the device"), field("tid", &This::tid, "for whom"),
                          field("cpu", &This::cpu, "the CPU that serves the interrupt")};
    }
    constexpr bool operator==(const IoDone&) const = default;
};

struct Forked {
    static constexpr std::string_view name = "fork", doc = "a process created a child process";
    Tid tid;
    Pid child;
    template <class This = Forked>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread that called fork"),
                          field("child", &This::child, "the new process")};
    }
    constexpr bool operator==(const Forked&) const = default;
};

struct Spawned {
    static constexpr std::string_view name = "spawn", doc = "a thread created a thread in its process";
    Tid tid, child;
    template <class This = Spawned>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the creator"),
                          field("child", &This::child, "the new thread")};
    }
    constexpr bool operator==(const Spawned&) const = default;
};

struct ProcessExit {
    static constexpr std::string_view name = "exit",
                                      doc = "a process has ended: a zombie until its parent waits for it";
    Pid pid;
    std::int32_t status = 0;
    template <class This = ProcessExit>
    static constexpr auto fields() {
        return std::tuple{field("pid", &This::pid, "the process"),
                          field("status", &This::status, "its exit status")};
    }
    constexpr bool operator==(const ProcessExit&) const = default;
};

struct Reaped {
    static constexpr std::string_view name = "reap", doc = "a zombie was waited for: its PCB is free";
    Pid pid, parent;
    Tid tid;
    template <class This = Reaped>
    static constexpr auto fields() {
        return std::tuple{field("pid", &This::pid, "the zombie"),
                          field("parent", &This::parent, "who reaped it"),
                          field("tid", &This::tid, "the thread that waited; 0 for init")};
    }
    constexpr bool operator==(const Reaped&) const = default;
};

struct Orphaned {
    static constexpr std::string_view name = "orphan",
                                      doc = "a process got a new parent because its own has ended";
    Pid pid, parent;
    template <class This = Orphaned>
    static constexpr auto fields() {
        return std::tuple{field("pid", &This::pid, "the process"),
                          field("parent", &This::parent, "its new parent")};
    }
    constexpr bool operator==(const Orphaned&) const = default;
};

struct NotAdmitted {
    static constexpr std::string_view name = "full",
                                      doc = "a process arrived and there was no room: it stays New";
    Pid pid;
    template <class This = NotAdmitted>
    static constexpr auto fields() {
        return std::tuple{field("pid", &This::pid, "the process")};
    }
    constexpr bool operator==(const NotAdmitted&) const = default;
};

struct Printed {
    static constexpr std::string_view name = "print", doc = "a program printed a text";
    Tid tid;
    NameId text;
    static constexpr auto fields() {
        return std::tuple{field("tid", &Printed::tid, "the thread"),
                          field("text", &Printed::text, "the text")};
    }
    constexpr bool operator==(const Printed&) const = default;
};

struct SpanBegin {
    static constexpr std::string_view name = "span", doc = "a thread entered a span";
    Tid tid;
    NameId label;
    template <class This = SpanBegin>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread"), field("name", &This::label, "the span")};
    }
    constexpr bool operator==(const SpanBegin&) const = default;
};

struct SpanEnd {
    static constexpr std::string_view name = "span_end", doc = "a thread left a span";
    Tid tid;
    NameId label;
    Duration length;
    template <class This = SpanEnd>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread"), field("name", &This::label, "the span"),
                          field("length", &This::length, "how long it took, in ns")};
    }
    constexpr bool operator==(const SpanEnd&) const = default;
};

struct Loaded {
    static constexpr std::string_view name = "load", doc = "a thread read a variable";
    std::int64_t value = 0;
    Tid tid;
    NameId variable;
    Pid space;
    template <class This = Loaded>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread"),
                          field("variable", &This::variable, "the variable"),
                          field("space", &This::space, "whose: a process, or 0 if visible to all"),
                          field("value", &This::value, "what it read")};
    }
    constexpr bool operator==(const Loaded&) const = default;
};

struct Stored {
    static constexpr std::string_view name = "store", doc = "a thread wrote a variable";
    std::int64_t value = 0;
    Tid tid;
    NameId variable;
    Pid space;
    template <class This = Stored>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread"),
                          field("variable", &This::variable, "the variable"),
                          field("space", &This::space, "whose: a process, or 0 if visible to all"),
                          field("value", &This::value, "what it wrote")};
    }
    constexpr bool operator==(const Stored&) const = default;
};

struct PriorityChange {
    static constexpr std::string_view name = "priority", doc = "a thread's effective priority changed";
    std::int64_t from = 0, to = 0;
    Tid tid;
    template <class This = PriorityChange>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread"), field("from", &This::from, "before"),
                          field("to", &This::to, "after")};
    }
    constexpr bool operator==(const PriorityChange&) const = default;
};

struct Refilled {
    static constexpr std::string_view
        name = "refill",
        doc = "a thread, or the kernel when it was entered, touched memory whose translations or lines were "
              "not at hand; what that took is charged too";
    Duration tlb, cache;
    Tid tid;
    std::uint16_t cpu_number = 0;
    bool by_switch = false;
    std::uint32_t second_hits = 0, walks = 0, lines_l2 = 0, lines_l3 = 0, lines_memory = 0;
    [[nodiscard]] constexpr CpuId cpu() const { return CpuId(cpu_number); }
    template <class This = Refilled>
    static constexpr auto fields() {
        return std::tuple{
            field("cpu", &This::cpu_number, "the CPU"),
            field("tid", &This::tid, "the thread; 0: the kernel, whose own pages these are"),
            field("by_switch", &This::by_switch,
                  "it had them when it last ran on this CPU: a switch has cost them"),
            field("second_hits", &This::second_hits, "misses of the first TLB that the second one had"),
            field("walks", &This::walks, "misses of both: walks of the page table"),
            field("lines_l2", &This::lines_l2, "cache lines that came from the second level"),
            field("lines_l3", &This::lines_l3, "… from the third level"),
            field("lines_memory", &This::lines_memory, "… from memory"),
            field("tlb", &This::tlb, "what the translations took, in ns"),
            field("cache", &This::cache, "what the lines took, in ns, without what overlapped")};
    }
    constexpr bool operator==(const Refilled&) const = default;
};

struct Referred {
    static constexpr std::string_view name = "reference",
                                      doc = "a thread referred to a page, and the reference was done";
    std::uint64_t page = 0, frame = 0;
    Duration each;
    Tid tid;
    std::uint16_t cpu_number = 0;
    Translation translation = Translation::first_tlb;
    bool write = false;
    std::uint16_t entry = 0;
    template <class This = Referred>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread"),
                          field("cpu", &This::cpu_number, "the CPU"),
                          field("page", &This::page, "the virtual page"),
                          field("frame", &This::frame, "the frame it lies in"),
                          field("write", &This::write, "whether it wrote"),
                          field("translation", &This::translation, "where the translation was found"),
                          field("entry", &This::entry,
                                "the bits of its page-table entry then: 1 present, 2 writable, 4 user, "
                                "8 accessed, 16 dirty, 32 copy on write, 64 global, 128 huge"),
                          field("each", &This::each, "what it takes by itself, in ns")};
    }
    constexpr bool operator==(const Referred&) const = default;
};

struct Faulted {
    static constexpr std::string_view name = "fault", doc = "a reference could not be done as things stood";
    std::uint64_t page = 0;
    Tid tid;
    std::uint16_t cpu_number = 0;
    FaultKind kind = FaultKind::minor;
    bool write = false;
    template <class This = Faulted>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread"), field("cpu", &This::cpu_number, "the CPU"),
                          field("kind", &This::kind, "why"), field("page", &This::page, "the virtual page"),
                          field("write", &This::write, "whether it was to be written")};
    }
    constexpr bool operator==(const Faulted&) const = default;
};

struct Evicted {
    static constexpr std::string_view name = "evict", doc = "a page had to make room for another";
    std::uint64_t page = 0, frame = 0;
    std::uint32_t space = 0;
    bool dirty = false;
    template <class This = Evicted>
    static constexpr auto fields() {
        return std::tuple{
            field("space", &This::space, "the address space it belongs to; 0 if several share it"),
            field("page", &This::page, "the virtual page"),
            field("frame", &This::frame, "the frame that becomes free"),
            field("dirty", &This::dirty, "it must be written to its device first")};
    }
    constexpr bool operator==(const Evicted&) const = default;
};

struct ShotDown {
    static constexpr std::string_view name = "shootdown",
                                      doc = "other CPUs must forget translations that one has changed";
    std::uint64_t pages = 0;
    std::uint32_t space = 0, others = 0;
    CpuId cpu;
    template <class This = ShotDown>
    static constexpr auto fields() {
        return std::tuple{field("cpu", &This::cpu, "the CPU that changed them, and waits"),
                          field("space", &This::space, "the address space"),
                          field("pages", &This::pages, "how many pages"),
                          field("others", &This::others, "how many CPUs are interrupted for it")};
    }
    constexpr bool operator==(const ShotDown&) const = default;
};

struct SpaceMade {
    static constexpr std::string_view name = "space", doc = "a process got an address space, or gave it up";
    std::uint64_t entries = 0, tables = 0;
    Pid pid;
    std::uint32_t space = 0;
    SpaceChange change = SpaceChange::made;
    template <class This = SpaceMade>
    static constexpr auto fields() {
        return std::tuple{field("pid", &This::pid, "the process"),
                          field("space", &This::space, "the address space"),
                          field("change", &This::change, "what happened to it"),
                          field("entries", &This::entries, "page-table entries that it has, or had"),
                          field("tables", &This::tables, "pages of its page table")};
    }
    constexpr bool operator==(const SpaceMade&) const = default;
};

struct BaseWritten {
    static constexpr std::string_view
        name = "base",
        doc = "a CPU loads another address space: the page-table base is written; what its TLB loses by that";
    std::uint32_t space = 0, tag = 0, recycled = 0;
    CpuId cpu;
    bool flushed = false, new_tag = false;
    template <class This = BaseWritten>
    static constexpr auto fields() {
        return std::tuple{
            field("cpu", &This::cpu, "the CPU"),
            field("space", &This::space, "the address space"),
            field("tag", &This::tag, "the tag of its TLB entries on this CPU; 0 where there are none"),
            field("new_tag", &This::new_tag, "it had no tag here, and got this one"),
            field("recycled", &This::recycled, "the address space whose tag that was; 0 for nobody's"),
            field("flushed", &This::flushed, "the TLB lost the entries of that tag")};
    }
    constexpr bool operator==(const BaseWritten&) const = default;
};

struct MemoryHeld {
    static constexpr std::string_view
        name = "footprint",
        doc = "where a process's memory went, in pages: when it gave its address space up, or the run ended";
    std::uint64_t mapped = 0, resident = 0, shared = 0, stacks = 0, tables = 0;
    Pid pid;
    template <class This = MemoryHeld>
    static constexpr auto fields() {
        return std::tuple{
            field("pid", &This::pid, "the process"),
            field("mapped", &This::mapped, "pages of all its segments"),
            field("resident", &This::resident, "of these, those in a frame"),
            field("shared", &This::shared, "of the resident ones, those whose frame others map too"),
            field("stacks", &This::stacks, "of the resident ones, those of stacks"),
            field("tables", &This::tables, "pages of its page table")};
    }
    constexpr bool operator==(const MemoryHeld&) const = default;
};

struct Resident {
    static constexpr std::string_view
        name = "resident",
        doc = "how many pages a process has in frames: now and then while faults change it";
    std::uint64_t pages = 0, working_set = 0;
    Pid pid;
    template <class This = Resident>
    static constexpr auto fields() {
        return std::tuple{field("pid", &This::pid, "the process"),
                          field("pages", &This::pages, "its pages in frames"),
                          field("working_set", &This::working_set,
                                "of these, those referred to in the working-set window, or since the record "
                                "before; 0 where there are more than 4,096 frames")};
    }
    constexpr bool operator==(const Resident&) const = default;
};

struct TlbCounted {
    static constexpr std::string_view name = "tlb",
                                      doc = "what a CPU's TLB has counted, when the run has ended";
    std::uint64_t hits = 0, second_hits = 0, walks = 0, compulsory = 0, switch_misses = 0;
    CpuId cpu;
    template <class This = TlbCounted>
    static constexpr auto fields() {
        return std::tuple{
            field("cpu", &This::cpu, "the CPU"),
            field("hits", &This::hits, "of the first TLB"),
            field("second_hits", &This::second_hits, "misses of the first TLB that the second one had"),
            field("walks", &This::walks, "misses of both: walks of the page table"),
            field("compulsory", &This::compulsory, "of the walks, those for pages it has never had"),
            field("switch_misses", &This::switch_misses, "of all misses, those because of a switch")};
    }
    constexpr bool operator==(const TlbCounted&) const = default;
};

struct Migrated {
    static constexpr std::string_view name = "migrate",
                                      doc = "a ready thread moved to the queue of other CPUs";
    Tid tid;
    CpuId from, to;
    MoveReason why = MoveReason::stolen;
    template <class This = Migrated>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread"),
                          field("from", &This::from, "the first CPU of the queue that it leaves"),
                          field("to", &This::to, "the first CPU of the queue that it joins"),
                          field("why", &This::why, "why it moved")};
    }
    constexpr bool operator==(const Migrated&) const = default;
};

/// What a policy goes by has been changed while the thread lives.
struct Rekeyed {
    static constexpr std::string_view name = "attribute",
                                      doc = "an attribute of a thread was changed by a step";
    std::int64_t before = 0, after = 0;
    Tid tid;
    ThreadAttribute which = ThreadAttribute::nice;
    template <class This = Rekeyed>
    static constexpr auto fields() {
        return std::tuple{
            field("tid", &This::tid, "the thread"), field("which", &This::which, "the attribute"),
            field("before", &This::before,
                  "its value; of affinity the sum of 2^n over its CPUs n, or, with more than "
                  "62 CPUs, how many they are; of class its place in deadline, fifo, rr, other, "
                  "batch, idle, from 0, or 6 for none"),
            field("after", &This::after, "its new value; likewise")};
    }
    constexpr bool operator==(const Rekeyed&) const = default;
};

struct RunEnd {
    static constexpr std::string_view
        name = "end",
        doc = "the last record: how the run ended, and whether the trace is whole";
    std::uint64_t events = 0;
    Outcome outcome = Outcome::finished;
    bool complete = true;
    template <class This = RunEnd>
    static constexpr auto fields() {
        return std::tuple{field("outcome", &This::outcome, "how the run ended"),
                          field("complete", &This::complete, "false when a limit or an interrupt ended it"),
                          field("events", &This::events, "how many events came before this one")};
    }
    constexpr bool operator==(const RunEnd&) const = default;
};

struct JobReleased {
    static constexpr std::string_view
        name = "release",
        doc =
            "a job of periodic work, or of work with a deadline, was released, whatever its thread is doing";
    std::uint64_t job = 0;
    Time deadline;
    Tid tid;
    template <class This = JobReleased>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread"),
                          field("job", &This::job, "number of the job, from 1"),
                          field("deadline", &This::deadline, "when it should be done, in ns")};
    }
    constexpr bool operator==(const JobReleased&) const = default;
};

/// From a deadline to the end of what should have been done by then: less than 0 if it was early.
struct Lateness {
    Duration value;
    constexpr bool operator==(const Lateness&) const = default;
};

struct JobDone {
    static constexpr std::string_view name = "job_done", doc = "a job was done";
    std::uint64_t job = 0;
    Time deadline;
    Duration response;
    Lateness lateness;
    Tid tid;
    template <class This = JobDone>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread"),
                          field("job", &This::job, "number of the job, from 1"),
                          field("deadline", &This::deadline, "when it should have been done, in ns"),
                          field("response", &This::response, "from its release to its end, in ns"),
                          field("lateness", &This::lateness,
                                "from its deadline to its end, in ns: less than 0 if it was early")};
    }
    constexpr bool operator==(const JobDone&) const = default;
};

struct JobMissed {
    static constexpr std::string_view name = "job_missed", doc = "the deadline of a job came before its end";
    std::uint64_t job = 0;
    Time deadline;
    Tid tid;
    template <class This = JobMissed>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread"),
                          field("job", &This::job, "number of the job, from 1"),
                          field("deadline", &This::deadline, "when it should have been done, in ns")};
    }
    constexpr bool operator==(const JobMissed&) const = default;
};

struct JobAborted {
    static constexpr std::string_view name = "job_aborted",
                                      doc = "a job was given up at its deadline, as overrun: abort says";
    std::uint64_t job = 0;
    Time deadline;
    Duration used;
    Tid tid;
    template <class This = JobAborted>
    static constexpr auto fields() {
        return std::tuple{field("tid", &This::tid, "the thread"),
                          field("job", &This::job, "number of the job, from 1"),
                          field("deadline", &This::deadline, "when it should have been done, in ns"),
                          field("used", &This::used, "how much CPU time it had had, in ns")};
    }
    constexpr bool operator==(const JobAborted&) const = default;
};

/// Where the machine has warm caches as a rate.
struct Warmed {
    static constexpr std::string_view name = "warm",
                                      doc = "the working set of a thread came into a CPU's cache, or left it";
    Tid tid;
    CpuId cpu;
    bool warm = true;
    template <class This = Warmed>
    static constexpr auto fields() {
        return std::tuple{
            field("cpu", &This::cpu, "the CPU whose cache it is"), field("tid", &This::tid, "the thread"),
            field("warm", &This::warm,
                  "it is there: the thread runs faster from here on; false: others took its place")};
    }
    constexpr bool operator==(const Warmed&) const = default;
};

struct WarmCounted {
    static constexpr std::string_view name = "ran_warm",
                                      doc = "for how long a CPU's threads ran warm, when the run has ended";
    Duration length;
    CpuId cpu;
    template <class This = WarmCounted>
    static constexpr auto fields() {
        return std::tuple{field("cpu", &This::cpu, "the CPU"),
                          field("length", &This::length, "the time in all")};
    }
    constexpr bool operator==(const WarmCounted&) const = default;
};

using EventBody =
    std::variant<ProcessNew, ThreadNew, StateMove, Pick, Switch, Begin, Charge, QuantumEnd, IoRequest,
                 IoStart, IoDone, Forked, Spawned, ProcessExit, Reaped, Orphaned, NotAdmitted, Printed,
                 SpanBegin, SpanEnd, Loaded, Stored, PriorityChange, Refilled, Referred, Faulted, Evicted,
                 ShotDown, SpaceMade, BaseWritten, MemoryHeld, Resident, TlbCounted, Migrated, Rekeyed,
                 JobReleased, JobDone, JobMissed, JobAborted, Warmed, WarmCounted, RunEnd>;
inline constexpr std::size_t event_kind_count = std::variant_size_v<EventBody>;

struct Event {
    Time time;
    EventBody body;
    bool operator==(const Event&) const = default;
};
static_assert(sizeof(Event) <= 64 && std::is_trivially_copyable_v<Event>);

/// A set of event kinds: what a sink wants.
class EventKinds {
  public:
    constexpr EventKinds() = default;
    static constexpr EventKinds all() { return EventKinds((std::uint64_t{1} << event_kind_count) - 1); }
    template <class... Kind>
    static constexpr EventKinds of() {
        return EventKinds(((std::uint64_t{1} << index_of<Kind>()) | ... | 0));
    }
    [[nodiscard]] constexpr bool has(std::size_t index) const { return (bits_ >> index & 1) != 0; }
    template <class Kind>
    [[nodiscard]] constexpr bool has() const {
        return has(index_of<Kind>());
    }
    constexpr EventKinds operator|(EventKinds o) const { return EventKinds(bits_ | o.bits_); }
    /// The place of a kind in EventBody.
    template <class Kind>
    static constexpr std::size_t index_of() {
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return ((std::is_same_v<Kind, std::variant_alternative_t<I, EventBody>> ? I : 0) + ...);
        }
        (std::make_index_sequence<event_kind_count>{});
    }

  private:
    constexpr explicit EventKinds(std::uint64_t bits) : bits_(bits) {}
    std::uint64_t bits_ = 0;
};

} // namespace ossim
