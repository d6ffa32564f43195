// Expressions of a scenario: the tests of `while` and `if`, and what `expect: - that:` claims.
//
//     or    and    not    == != < <= > >=    + -    * /    - (sign)    5  5ms  25%  name  f(x, y)  ( )
//
// from the loosest to the tightest. A name is letters of any script, digits, `_`, `-`, `.`, `/`, and may
// begin with `variant::`; so a difference needs spaces: `a - b`. Arithmetic is exact (Ratio). A time is in
// nanoseconds and does not mix with counts; a bare number takes the side of what it meets: in `P1.turnaround
// == 30` it is 30 units of time.
#pragma once

#include "ossim/ratio.hpp"
#include "ossim/scenario.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// What a value measures. bare: a number as written, which may stand for a count or for units of time.
enum class Measure : std::uint8_t { bare, count, time, truth };

struct Value {
    Ratio number; ///< time: nanoseconds; truth: 0 or 1
    Measure measure = Measure::bare;
    bool operator==(const Value&) const = default;
    /// Everything but 0 is true.
    [[nodiscard]] bool holds() const { return number != Ratio(); }
};

/// Where an expression is wrong, and how: a sentence that says what to write instead.
struct ExpressionError {
    std::size_t offset = 0; ///< in bytes from the start of the text
    std::size_t width = 1;  ///< in bytes
    std::string message;
};

enum class Operation : std::uint8_t {
    number,
    name,
    call,
    negate,
    logical_not,
    logical_and,
    logical_or,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    add,
    subtract,
    multiply,
    divide
};

/// An expression as a tree, laid out flat: operands come before what uses them, the root is last.
struct Expression {
    struct Node {
        Operation operation = Operation::number;
        Value number;                        ///< of a number
        std::string name;                    ///< of a name or a call
        std::vector<std::uint32_t> operands; ///< indices of nodes; of a call: its arguments
        std::uint32_t offset = 0,
                      width = 1; ///< its place in the text, in bytes; of an operator: the operator
    };
    std::vector<Node> nodes;
    [[nodiscard]] const Node& root() const { return nodes.back(); }
};

struct ParsedExpression {
    std::optional<Expression> value;
    ExpressionError error; ///< if there is no value
};

/// At most 4,096 bytes, 64 levels deep.
[[nodiscard]] ParsedExpression parse_expression(std::string_view text);

/// The names that an expression reads, each once, in order of first mention; those within calls too.
[[nodiscard]] std::vector<std::string> variables(const Expression& expression);

/// The answer of a resolver: a value, or what is wrong (may be empty: then `unknown name "x"`).
struct Resolved {
    std::optional<Value> value;
    std::string problem;
};

/// What names and calls mean. A call gets its arguments as nodes of `expression`, because `avg(ready_wait)`
/// asks for the name, not for its value; `evaluate_node` gives the value of one.
class Resolver {
  public:
    virtual ~Resolver() = default;
    [[nodiscard]] virtual Resolved name(std::string_view name) const = 0;
    [[nodiscard]] virtual Resolved call(const Expression& expression, const Expression::Node& call) const;
};

struct Evaluated {
    std::optional<Value> value;
    ExpressionError error; ///< if there is no value
};

/// `unit` is what a bare number counts in where it meets a time. `and` and `or` leave out what no longer
/// matters.
[[nodiscard]] Evaluated evaluate(const Expression& expression, const Resolver& resolver, Unit unit);
[[nodiscard]] Evaluated evaluate_node(const Expression& expression, std::uint32_t node,
                                      const Resolver& resolver, Unit unit);

} // namespace ossim
