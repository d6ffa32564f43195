// What a program can do: one struct a step, each with its declared fields.
//
// The scenario reader, its errors, the JSON Schema, `ossim list steps` and the kernel's `perform` overloads
// all follow from this list. A new step is one struct here, one line in `Action`, and the overload the
// compiler asks for.
//
// `name` is the YAML key. A step may be written short, `compute: 5ms`, when its struct names a `short_field`:
// the value then goes there; written long, `compute: {for: 5ms}`, every field has its key. A step without
// required fields may be written as its bare name: `yield`.
#pragma once

#include "ossim/diagnostic.hpp"
#include "ossim/field.hpp"
#include "ossim/memory.hpp"
#include "ossim/thread_class.hpp"
#include "ossim/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

namespace ossim {

/// Sizes in bytes go up to 2^48, priorities from -10^6 to 10^6.
inline constexpr Range size_range{0, std::int64_t(1) << 48, true};
inline constexpr Range priority_range{-1'000'000, 1'000'000};
/// Of a thread's own slice, in ns: what a ThreadView holds.
inline constexpr Range slice_range{1, 4'000'000'000};

enum class Distribution : std::uint8_t { constant, exponential, uniform, list };
constexpr auto enum_words(Distribution) { return words("constant", "exponential", "uniform", "list"); }

/// A duration, fixed or drawn from the thread's own stream. `5ms`, `{exponential: 5ms}`, `{uniform: [1ms,
/// 3ms]}` (both ends included), `{list: [1ms, 4ms]}` (in turn, from the start again after the last).
struct Draw {
    Distribution kind = Distribution::constant;
    Duration low;                 ///< constant: the value; exponential: the mean; uniform: the lower end
    Duration high;                ///< uniform: the upper end
    std::vector<Duration> values; ///< list: 1 or more
};

/// A test of `while` and `if`: a comparison of variables and numbers, in the grammar of base/expression.
/// Each variable that it names is read by a traced load.
struct Test {
    std::string text;
    Mark at;
};

/// A whole number: given, or the value of a variable (its name) at that moment.
struct Operand {
    std::int64_t number = 0;
    std::string variable; ///< empty: `number` counts
};

struct Step;
using Steps = std::vector<Step>;

/// What a new process or thread runs: a program by name, or steps given inline.
struct ProgramRef {
    std::string name; ///< empty: `steps` counts
    Steps steps;
    Mark at;
};

/// Whom a `wait` or `join` waits for: `any`, `all`, or a name given by `fork` or `spawn`.
struct Target {
    std::string name = "any";
    Mark at;
};

struct Branch;
using Branches = std::vector<Branch>;

/// What a computation touches: once when the step begins and once at each dispatch within it. `128KiB` is
/// short for `{size: 128KiB}`. With `own`, a thread has its own slice of the segment: the segment is cut
/// into pieces of `size`, rounded up to whole pages, and the thread's number in its process, counted from 0
/// in order of creation, says which; numbers past the last piece begin again with the first. Else all
/// threads touch the beginning of the segment.
struct WorkingSet {
    std::uint64_t size = 0;
    std::string segment = "heap";
    bool own = true;
    std::uint32_t write = 0;
    template <class This = WorkingSet>
    static constexpr auto fields() {
        return std::tuple{
            field("size", &This::size, "how much it touches", Need::required,
                  Range{1, size_range.most, true}),
            field("in", &This::segment, "the segment; default heap"),
            field("own", &This::own, "each thread its own slice (default), or all threads the same pages"),
            field("write", &This::write, "the share of its pages that is written; default 0", share_range)};
    }
};

/// The pages that a step refers to, counted from 0 in their segment, in their order. `[1, 2, 3]` and `3` are
/// lists, `0..9` a range with both ends, `all` the whole segment; `{stride: 4, count: 100, in: 0..63}` takes
/// every fourth page and begins again at the first; `{random: 100, in: 0..63}` and `{zipf: 100, in: 0..63}`
/// draw from the thread's stream, zipf so that the k-th page of the range comes with weight 1/k.
struct PageList {
    enum class Kind : std::uint8_t { list, range, stride, random, zipf } kind = Kind::range;
    std::vector<std::uint64_t> pages;  ///< list: 1 or more
    bool whole = true;                 ///< of the others: the whole segment; else first to last
    std::uint64_t first = 0, last = 0; ///< both ends included
    std::uint64_t stride = 1;          ///< stride: 1 or more
    std::uint64_t count = 0;           ///< references: of stride, random and zipf 1 or more
};

struct Compute {
    static constexpr std::string_view name = "compute", short_field = "for";
    static constexpr std::string_view doc = "use the CPU";
    Draw duration;
    std::optional<WorkingSet> working_set = {};
    template <class This = Compute>
    static constexpr auto fields() {
        return std::tuple{
            field("for", &This::duration, "CPU time that the step needs, or a draw", Need::required),
            field("working_set", &This::working_set,
                  "the memory that it touches: a size, or {size, in, own, write}")};
    }
};

struct Io {
    static constexpr std::string_view name = "io", short_field = "for";
    static constexpr std::string_view doc = "ask a device for service and wait until it is done";
    std::optional<Draw> duration;
    std::string device = "io";
    std::uint64_t read = 0;
    std::uint64_t write = 0;
    template <class This = Io>
    static constexpr auto fields() {
        return std::tuple{field("for", &This::duration,
                                "service time; without it the device's access time and bandwidth count"),
                          field("device", &This::device,
                                "which device; one that `machine.devices` does not declare never queues"),
                          field("read", &This::read, "bytes to read", size_range),
                          field("write", &This::write, "bytes to write", size_range)};
    }
};

struct Sleep {
    static constexpr std::string_view name = "sleep", short_field = "for";
    static constexpr std::string_view doc = "wait until a timer ends it";
    Draw duration;
    template <class This = Sleep>
    static constexpr auto fields() {
        return std::tuple{field("for", &This::duration, "how long, or a draw", Need::required)};
    }
};

struct Yield {
    static constexpr std::string_view name = "yield", short_field = "";
    static constexpr std::string_view doc = "give the CPU to the next ready thread, if there is one";
    static constexpr auto fields() { return std::tuple{}; }
};

struct Exit {
    static constexpr std::string_view name = "exit", short_field = "status";
    static constexpr std::string_view doc = "end the process, all its threads included";
    std::int64_t status = 0;
    static constexpr auto fields() {
        return std::tuple{
            field("status", &Exit::status, "exit status, 0 to 255; 0 means success", Range{0, 255})};
    }
};

struct Repeat {
    static constexpr std::string_view name = "repeat", short_field = "";
    static constexpr std::string_view doc = "do steps a number of times";
    std::uint64_t times = 1;
    Steps steps;
    template <class This = Repeat>
    static constexpr auto fields() {
        return std::tuple{field("times", &This::times, "how often, 0 to 10^12", Need::required,
                                Range{0, 1'000'000'000'000}),
                          field("do", &This::steps, "the steps", Need::required)};
    }
};

struct Forever {
    static constexpr std::string_view name = "forever", short_field = "do";
    static constexpr std::string_view doc = "do steps without end; `break` leaves the loop";
    Steps steps;
    template <class This = Forever>
    static constexpr auto fields() {
        return std::tuple{field("do", &This::steps, "the steps", Need::required)};
    }
};

struct While {
    static constexpr std::string_view name = "while", short_field = "";
    static constexpr std::string_view doc = "do steps as long as a test holds";
    Test that;
    Steps steps;
    template <class This = While>
    static constexpr auto fields() {
        return std::tuple{field("that", &This::that, "the test, made before each round", Need::required),
                          field("do", &This::steps, "the steps", Need::required)};
    }
};

struct If {
    static constexpr std::string_view name = "if", short_field = "";
    static constexpr std::string_view doc = "do one of two lists of steps";
    Test that;
    Steps then;
    Steps otherwise;
    template <class This = If>
    static constexpr auto fields() {
        return std::tuple{field("that", &This::that, "the test", Need::required),
                          field("then", &This::then, "the steps when it holds", Need::required),
                          field("else", &This::otherwise, "the steps when it does not")};
    }
};

struct Choose {
    static constexpr std::string_view name = "choose", short_field = "from";
    static constexpr std::string_view doc =
        "do one of several lists of steps, drawn by weight from the thread's stream";
    Branches from;
    template <class This = Choose>
    static constexpr auto fields() {
        return std::tuple{field("from", &This::from, "the branches, each {weight, do}", Need::required)};
    }
};

struct Break {
    static constexpr std::string_view name = "break", short_field = "";
    static constexpr std::string_view doc = "leave the innermost loop";
    static constexpr auto fields() { return std::tuple{}; }
};

struct Print {
    static constexpr std::string_view name = "print", short_field = "text";
    static constexpr std::string_view doc = "put a text into the trace";
    std::string text;
    static constexpr auto fields() {
        return std::tuple{
            field("text", &Print::text, "the text; {x} in it is the value of variable x", Need::required)};
    }
};

struct Span {
    static constexpr std::string_view name = "span", short_field = "";
    static constexpr std::string_view doc =
        "measure how long steps take; the report gives percentiles by span name";
    std::string label;
    Steps steps;
    template <class This = Span>
    static constexpr auto fields() {
        return std::tuple{field("name", &This::label, "the name of what is measured", Need::required),
                          field("do", &This::steps, "the steps", Need::required)};
    }
};

struct Spawn {
    static constexpr std::string_view name = "spawn", short_field = "program";
    static constexpr std::string_view doc = "create threads in this process";
    std::string label;
    ProgramRef program;
    std::uint32_t count = 1;
    std::optional<std::int64_t> priority;
    template <class This = Spawn>
    static constexpr auto fields() {
        return std::tuple{
            field("name", &This::label, "name of the thread; default: the program's"),
            field("program", &This::program, "what it runs", Need::required),
            field("count", &This::count, "how many, 1 or more", Range{1, 4'000'000}),
            field("priority", &This::priority, "its priority; default: the creator's", priority_range)};
    }
};

struct Join {
    static constexpr std::string_view name = "join", short_field = "thread";
    static constexpr std::string_view doc = "wait for the end of threads that this thread's process spawned";
    Target thread{"all", {}};
    template <class This = Join>
    static constexpr auto fields() {
        return std::tuple{field("thread", &This::thread, "a thread's name, `any` or `all`")};
    }
};

struct Detach {
    static constexpr std::string_view name = "detach", short_field = "thread";
    static constexpr std::string_view doc = "give up joining a thread: it is forgotten when it ends";
    Target thread{"all", {}};
    template <class This = Detach>
    static constexpr auto fields() {
        return std::tuple{field("thread", &This::thread, "a thread's name, or `all`")};
    }
};

/// Whose attributes a step changes: its own thread's (no name), those of a thread of its process that `spawn`
/// named, or of all threads of a process.
struct Whom {
    std::string name;
    Mark at;
};

/// `[0, 2]`, `0..3`, `1`: CPUs, ascending, each once; at least one.
struct CpuList {
    std::vector<std::uint32_t> cpus;
};

/// A thread's attributes change while it lives (setpriority, sched_setparam).
struct Renice {
    static constexpr std::string_view name = "renice", short_field = "nice";
    static constexpr std::string_view doc =
        "change what the policy goes by: nice value, priority, tickets or class";
    std::optional<std::int64_t> nice, priority, tickets;
    std::optional<ThreadClass> thread_class = {};
    std::optional<ServerSpec> server = {};
    Whom of;
    template <class This = Renice>
    static constexpr auto fields() {
        return std::tuple{
            field("nice", &This::nice, "the new nice value, -20 to 19", Range{-20, 19}),
            field("priority", &This::priority, "the new priority", priority_range),
            field("tickets", &This::tickets, "the new number of tickets", Range{1, 1'000'000}),
            field("class", &This::thread_class, "the new class, for policies with several"),
            field("server", &This::server, "what class deadline goes by: {budget, period}"),
            field("of", &This::of,
                  "whose: a thread that `spawn` names, or all threads of a process; default: its own")};
    }
};

/// The CPUs that a thread may use change while it lives (sched_setaffinity).
struct SetAffinity {
    static constexpr std::string_view name = "affinity", short_field = "cpus";
    static constexpr std::string_view doc = "change the CPUs that a thread may use";
    CpuList cpus;
    Whom of;
    template <class This = SetAffinity>
    static constexpr auto fields() {
        return std::tuple{
            field("cpus", &This::cpus, "the CPUs, as in [0, 2] or 0..3", Need::required),
            field("of", &This::of,
                  "whose: a thread that `spawn` names, or all threads of a process; default: its own")};
    }
};

/// How a fork makes the child's memory: pages are shared until somebody writes; all are copied at once; or
/// the child borrows the address space, and the parent waits until the child ends or calls exec.
enum class ForkHow : std::uint8_t { copy_on_write, eager, vfork };
constexpr auto enum_words(ForkHow) { return words("copy_on_write", "eager", "vfork"); }

struct Fork {
    static constexpr std::string_view name = "fork", short_field = "program";
    static constexpr std::string_view doc =
        "create a child process; bare, the child goes on at the next step";
    std::string label;
    std::optional<ProgramRef> program;
    std::optional<ForkHow> how = {};
    template <class This = Fork>
    static constexpr auto fields() {
        return std::tuple{
            field("name", &This::label, "name of the child; default: the parent's name and a number"),
            field("program", &This::program, "what the child runs instead of going on"),
            field("how", &This::how, "how the child gets its memory; default: as the cost profile does it")};
    }
};

struct Exec {
    static constexpr std::string_view name = "exec", short_field = "program";
    static constexpr std::string_view doc =
        "run another program in a new address space; the process's other threads end";
    std::string program;
    std::optional<ImageSpec> memory; ///< always there after `load`
    template <class This = Exec>
    static constexpr auto fields() {
        return std::tuple{
            field("program", &This::program, "the program's name", Need::required),
            field("memory", &This::memory, "what the new address space begins with, as of a process")};
    }
};

struct Wait {
    static constexpr std::string_view name = "wait", short_field = "child";
    static constexpr std::string_view doc = "wait until a child has ended, and reap it";
    Target child;
    template <class This = Wait>
    static constexpr auto fields() {
        return std::tuple{field("child", &This::child, "a child's name, `any` or `all`")};
    }
};

struct Load {
    static constexpr std::string_view name = "load", short_field = "variable";
    static constexpr std::string_view doc = "read a variable";
    std::string variable;
    std::string into;
    template <class This = Load>
    static constexpr auto fields() {
        return std::tuple{field("variable", &This::variable, "which variable", Need::required),
                          field("into", &This::into, "a thread-local variable that takes the value")};
    }
};

struct Store {
    static constexpr std::string_view name = "store", short_field = "";
    static constexpr std::string_view doc = "write a variable";
    std::string variable;
    Operand value;
    template <class This = Store>
    static constexpr auto fields() {
        return std::tuple{
            field("variable", &This::variable, "which variable", Need::required),
            field("value", &This::value, "a number, or the name of a variable", Need::required)};
    }
};

struct Increment {
    static constexpr std::string_view name = "increment", short_field = "variable";
    static constexpr std::string_view doc =
        "add to a variable: load, add, store, three steps that others may come between";
    std::string variable;
    Operand by{1, {}};
    Duration each;
    template <class This = Increment>
    static constexpr auto fields() {
        return std::tuple{field("variable", &This::variable, "which variable", Need::required),
                          field("by", &This::by, "how much: a number, or the name of a variable"),
                          field("each", &This::each, "CPU time of each of the three steps; default 0")};
    }
};

struct Decrement {
    static constexpr std::string_view name = "decrement", short_field = "variable";
    static constexpr std::string_view doc = "subtract from a variable, in three steps as increment";
    std::string variable;
    Operand by{1, {}};
    Duration each;
    template <class This = Decrement>
    static constexpr auto fields() {
        return std::tuple{field("variable", &This::variable, "which variable", Need::required),
                          field("by", &This::by, "how much: a number, or the name of a variable"),
                          field("each", &This::each, "CPU time of each of the three steps; default 0")};
    }
};

/// Each reference is simulated: TLB, page table, caches, faults. `pages` or `addresses` says which.
struct Access {
    static constexpr std::string_view name = "access", short_field = "pages";
    static constexpr std::string_view doc = "refer to memory, page by page; each reference is simulated";
    std::optional<PageList> pages;
    std::vector<std::uint64_t> addresses;
    std::string segment = "heap";
    std::uint32_t write = 0;
    Duration each;
    template <class This = Access>
    static constexpr auto fields() {
        return std::tuple{
            field("pages", &This::pages, "which pages: a list, a range, or a pattern"),
            field("addresses", &This::addresses, "which bytes, counted from the segment's first"),
            field("segment", &This::segment, "the segment; default heap"),
            field("write", &This::write, "the share of the references that write; default 0", share_range),
            field("each", &This::each, "CPU time of each reference, besides what memory costs; default 0")};
    }
};

struct Read {
    static constexpr std::string_view name = "read", short_field = "pages";
    static constexpr std::string_view doc = "read memory, page by page";
    std::optional<PageList> pages;
    std::vector<std::uint64_t> addresses;
    std::string segment = "heap";
    Duration each;
    template <class This = Read>
    static constexpr auto fields() {
        return std::tuple{
            field("pages", &This::pages, "which pages: a list, a range, or a pattern"),
            field("addresses", &This::addresses, "which bytes, counted from the segment's first"),
            field("segment", &This::segment, "the segment; default heap"),
            field("each", &This::each, "CPU time of each reference, besides what memory costs; default 0")};
    }
};

struct Write {
    static constexpr std::string_view name = "write", short_field = "pages";
    static constexpr std::string_view doc = "write memory, page by page";
    std::optional<PageList> pages;
    std::vector<std::uint64_t> addresses;
    std::string segment = "heap";
    Duration each;
    template <class This = Write>
    static constexpr auto fields() {
        return std::tuple{
            field("pages", &This::pages, "which pages: a list, a range, or a pattern"),
            field("addresses", &This::addresses, "which bytes, counted from the segment's first"),
            field("segment", &This::segment, "the segment; default heap"),
            field("each", &This::each, "CPU time of each reference, besides what memory costs; default 0")};
    }
};

struct Map {
    static constexpr std::string_view name = "map", short_field = "";
    static constexpr std::string_view doc = "map fresh memory; it is a segment from then on";
    std::string label;
    std::uint64_t size = 0;
    Permission allow = Permission::write;
    bool demand = true;
    bool huge_pages = false;
    template <class This = Map>
    static constexpr auto fields() {
        return std::tuple{
            field("name", &This::label, "the name of the segment", Need::required),
            field("size", &This::size, "how large it is", Need::required, Range{1, size_range.most, true}),
            field("allow", &This::allow,
                  "what its pages may be used for; default write, which includes read"),
            field("demand", &This::demand, "pages come at their first touch (default), or all at once"),
            field("huge_pages", &This::huge_pages, "it uses huge pages where a whole one fits")};
    }
};

struct Unmap {
    static constexpr std::string_view name = "unmap", short_field = "segment";
    static constexpr std::string_view doc = "take a mapping away, or pages of it";
    std::string segment;
    std::optional<PageList> pages;
    template <class This = Unmap>
    static constexpr auto fields() {
        return std::tuple{field("segment", &This::segment, "the segment", Need::required),
                          field("pages", &This::pages, "a page or a range of pages; default all")};
    }
};

struct Protect {
    static constexpr std::string_view name = "protect", short_field = "";
    static constexpr std::string_view doc = "change what pages may be used for";
    std::string segment = "heap";
    std::optional<PageList> pages;
    Permission allow = Permission::read;
    template <class This = Protect>
    static constexpr auto fields() {
        return std::tuple{
            field("segment", &This::segment, "the segment; default heap"),
            field("pages", &This::pages, "a page or a range of pages; default all"),
            field("allow", &This::allow, "none, read, or write, which includes read", Need::required)};
    }
};

struct GrowHeap {
    static constexpr std::string_view name = "grow_heap", short_field = "by";
    static constexpr std::string_view doc = "make the heap larger; its new pages come at their first touch";
    std::uint64_t by = 0;
    template <class This = GrowHeap>
    static constexpr auto fields() {
        return std::tuple{
            field("by", &This::by, "by how much", Need::required, Range{1, size_range.most, true})};
    }
};

struct Attach {
    static constexpr std::string_view name = "attach", short_field = "memory";
    static constexpr std::string_view doc =
        "map memory that processes share; it is a segment from then on, called as it is";
    std::string memory;
    template <class This = Attach>
    static constexpr auto fields() {
        return std::tuple{
            field("memory", &This::memory, "the name under objects: {shared_memory: ...}", Need::required)};
    }
};

struct Fault {
    static constexpr std::string_view name = "fault", short_field = "";
    static constexpr std::string_view doc = "refer to address 0 on purpose, which no segment has";
    static constexpr auto fields() { return std::tuple{}; }
};

using Action =
    std::variant<Compute, Io, Sleep, Yield, Exit, Repeat, Forever, While, If, Choose, Break, Print, Span,
                 Spawn, Join, Detach, Fork, Wait, Load, Store, Increment, Decrement, Exec, Access, Read,
                 Write, Map, Unmap, Protect, GrowHeap, Attach, Fault, Renice, SetAffinity>;

/// One step of a program, and where the scenario gives it.
struct Step {
    Action action;
    Mark at;
};

/// One branch of `choose`.
struct Branch {
    static constexpr std::string_view name = "branch of choose";
    std::uint32_t weight = 1;
    Steps steps;
    static constexpr auto fields() {
        return std::tuple{field("weight", &Branch::weight, "1 to 10^6; its share of the sum of all weights",
                                Range{1, 1'000'000}),
                          field("do", &Branch::steps, "the steps", Need::required)};
    }
};

} // namespace ossim
