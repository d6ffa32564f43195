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

struct Compute {
    static constexpr std::string_view name = "compute", short_field = "for";
    static constexpr std::string_view doc = "use the CPU";
    Draw duration;
    static constexpr auto fields() {
        return std::tuple{
            field("for", &Compute::duration, "CPU time that the step needs, or a draw", Need::required)};
    }
};

struct Io {
    static constexpr std::string_view name = "io", short_field = "for";
    static constexpr std::string_view doc = "ask a device for service and wait until it is done";
    std::optional<Draw> duration;
    std::string device = "io";
    std::uint64_t read = 0;
    std::uint64_t write = 0;
    static constexpr auto fields() {
        return std::tuple{field("for", &Io::duration,
                                "service time; without it the device's access time and bandwidth count"),
                          field("device", &Io::device,
                                "which device; one that `machine.devices` does not declare never queues"),
                          field("read", &Io::read, "bytes to read", size_range),
                          field("write", &Io::write, "bytes to write", size_range)};
    }
};

struct Sleep {
    static constexpr std::string_view name = "sleep", short_field = "for";
    static constexpr std::string_view doc = "wait until a timer ends it";
    Draw duration;
    static constexpr auto fields() {
        return std::tuple{field("for", &Sleep::duration, "how long, or a draw", Need::required)};
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
    static constexpr auto fields() {
        return std::tuple{field("times", &Repeat::times, "how often, 0 to 10^12", Need::required,
                                Range{0, 1'000'000'000'000}),
                          field("do", &Repeat::steps, "the steps", Need::required)};
    }
};

struct Forever {
    static constexpr std::string_view name = "forever", short_field = "do";
    static constexpr std::string_view doc = "do steps without end; `break` leaves the loop";
    Steps steps;
    static constexpr auto fields() {
        return std::tuple{field("do", &Forever::steps, "the steps", Need::required)};
    }
};

struct While {
    static constexpr std::string_view name = "while", short_field = "";
    static constexpr std::string_view doc = "do steps as long as a test holds";
    Test that;
    Steps steps;
    static constexpr auto fields() {
        return std::tuple{field("that", &While::that, "the test, made before each round", Need::required),
                          field("do", &While::steps, "the steps", Need::required)};
    }
};

struct If {
    static constexpr std::string_view name = "if", short_field = "";
    static constexpr std::string_view doc = "do one of two lists of steps";
    Test that;
    Steps then;
    Steps otherwise;
    static constexpr auto fields() {
        return std::tuple{field("that", &If::that, "the test", Need::required),
                          field("then", &If::then, "the steps when it holds", Need::required),
                          field("else", &If::otherwise, "the steps when it does not")};
    }
};

struct Choose {
    static constexpr std::string_view name = "choose", short_field = "from";
    static constexpr std::string_view doc =
        "do one of several lists of steps, drawn by weight from the thread's stream";
    Branches from;
    static constexpr auto fields() {
        return std::tuple{field("from", &Choose::from, "the branches, each {weight, do}", Need::required)};
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
    static constexpr auto fields() {
        return std::tuple{field("name", &Span::label, "the name of what is measured", Need::required),
                          field("do", &Span::steps, "the steps", Need::required)};
    }
};

struct Spawn {
    static constexpr std::string_view name = "spawn", short_field = "program";
    static constexpr std::string_view doc = "create threads in this process";
    std::string label;
    ProgramRef program;
    std::uint32_t count = 1;
    std::optional<std::int64_t> priority;
    static constexpr auto fields() {
        return std::tuple{
            field("name", &Spawn::label, "name of the thread; default: the program's"),
            field("program", &Spawn::program, "what it runs", Need::required),
            field("count", &Spawn::count, "how many, 1 or more", Range{1, 4'000'000}),
            field("priority", &Spawn::priority, "its priority; default: the creator's", priority_range)};
    }
};

struct Join {
    static constexpr std::string_view name = "join", short_field = "thread";
    static constexpr std::string_view doc = "wait for the end of threads that this thread's process spawned";
    Target thread{"all", {}};
    static constexpr auto fields() {
        return std::tuple{field("thread", &Join::thread, "a thread's name, `any` or `all`")};
    }
};

struct Detach {
    static constexpr std::string_view name = "detach", short_field = "thread";
    static constexpr std::string_view doc = "give up joining a thread: it is forgotten when it ends";
    Target thread{"all", {}};
    static constexpr auto fields() {
        return std::tuple{field("thread", &Detach::thread, "a thread's name, or `all`")};
    }
};

struct Fork {
    static constexpr std::string_view name = "fork", short_field = "program";
    static constexpr std::string_view doc =
        "create a child process; bare, the child goes on at the next step";
    std::string label;
    std::optional<ProgramRef> program;
    static constexpr auto fields() {
        return std::tuple{
            field("name", &Fork::label, "name of the child; default: the parent's name and a number"),
            field("program", &Fork::program, "what the child runs instead of going on")};
    }
};

struct Wait {
    static constexpr std::string_view name = "wait", short_field = "child";
    static constexpr std::string_view doc = "wait until a child has ended, and reap it";
    Target child;
    static constexpr auto fields() {
        return std::tuple{field("child", &Wait::child, "a child's name, `any` or `all`")};
    }
};

struct Load {
    static constexpr std::string_view name = "load", short_field = "variable";
    static constexpr std::string_view doc = "read a variable";
    std::string variable;
    std::string into;
    static constexpr auto fields() {
        return std::tuple{field("variable", &Load::variable, "which variable", Need::required),
                          field("into", &Load::into, "a thread-local variable that takes the value")};
    }
};

struct Store {
    static constexpr std::string_view name = "store", short_field = "";
    static constexpr std::string_view doc = "write a variable";
    std::string variable;
    Operand value;
    static constexpr auto fields() {
        return std::tuple{
            field("variable", &Store::variable, "which variable", Need::required),
            field("value", &Store::value, "a number, or the name of a variable", Need::required)};
    }
};

struct Increment {
    static constexpr std::string_view name = "increment", short_field = "variable";
    static constexpr std::string_view doc =
        "add to a variable: load, add, store, three steps that others may come between";
    std::string variable;
    Operand by{1, {}};
    Duration each;
    static constexpr auto fields() {
        return std::tuple{field("variable", &Increment::variable, "which variable", Need::required),
                          field("by", &Increment::by, "how much: a number, or the name of a variable"),
                          field("each", &Increment::each, "CPU time of each of the three steps; default 0")};
    }
};

struct Decrement {
    static constexpr std::string_view name = "decrement", short_field = "variable";
    static constexpr std::string_view doc = "subtract from a variable, in three steps as increment";
    std::string variable;
    Operand by{1, {}};
    Duration each;
    static constexpr auto fields() {
        return std::tuple{field("variable", &Decrement::variable, "which variable", Need::required),
                          field("by", &Decrement::by, "how much: a number, or the name of a variable"),
                          field("each", &Decrement::each, "CPU time of each of the three steps; default 0")};
    }
};

using Action = std::variant<Compute, Io, Sleep, Yield, Exit, Repeat, Forever, While, If, Choose, Break, Print,
                            Span, Spawn, Join, Detach, Fork, Wait, Load, Store, Increment, Decrement>;

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
