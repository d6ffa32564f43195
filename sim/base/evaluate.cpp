// The value of an expression, in exact arithmetic, with a measure that does not mix times and counts.
#include "base/expression.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace ossim {

namespace {

std::string_view word_for(Measure measure) {
    switch (measure) {
    case Measure::bare: return "a number";
    case Measure::count: return "a count";
    case Measure::time: return "a time";
    case Measure::truth: return "true or false";
    }
    return "a number";
}

Value truth(bool holds) { return {Ratio(holds ? 1 : 0), Measure::truth}; }

bool is_comparison(Operation operation) {
    return operation >= Operation::equal && operation <= Operation::greater_equal;
}

bool compared(Operation operation, Ratio a, Ratio b) {
    switch (operation) {
    case Operation::equal: return a == b;
    case Operation::not_equal: return !(a == b);
    case Operation::less: return a < b;
    case Operation::less_equal: return a <= b;
    case Operation::greater: return a > b;
    case Operation::greater_equal: return a >= b;
    case Operation::number:
    case Operation::name:
    case Operation::call:
    case Operation::negate:
    case Operation::logical_not:
    case Operation::logical_and:
    case Operation::logical_or:
    case Operation::add:
    case Operation::subtract:
    case Operation::multiply:
    case Operation::divide: break;
    }
    return false;
}

class Evaluator {
  public:
    using Node = Expression::Node;

    Evaluator(const Expression& expression, const Resolver& resolver, Unit unit)
        : expression_(expression), resolver_(resolver), unit_(unit) {}

    Evaluated value(std::uint32_t index) const {
        const Node& node = expression_.nodes.at(index);
        switch (node.operation) {
        case Operation::number: return {node.number, {}};
        case Operation::name: return resolved(node, resolver_.name(node.name));
        case Operation::call: return resolved(node, resolver_.call(expression_, node));
        case Operation::negate: return negated(node);
        case Operation::logical_not: {
            const Evaluated inner = value(node.operands[0]);
            return inner.value ? Evaluated{truth(!inner.value->holds()), {}} : inner;
        }
        case Operation::logical_and:
        case Operation::logical_or: return joined(node);
        case Operation::equal:
        case Operation::not_equal:
        case Operation::less:
        case Operation::less_equal:
        case Operation::greater:
        case Operation::greater_equal:
        case Operation::add:
        case Operation::subtract:
        case Operation::multiply:
        case Operation::divide: return combined(node);
        }
        return refused(node, "unknown operation");
    }

  private:
    static Evaluated refused(const Node& node, std::string message) {
        return {std::nullopt, {node.offset, node.width, std::move(message)}};
    }

    static Evaluated resolved(const Node& node, Resolved answer) {
        if (answer.value) return {*answer.value, {}};
        if (!answer.problem.empty()) return refused(node, std::move(answer.problem));
        std::string message = "unknown " +
                              std::string(node.operation == Operation::call ? "function " : "name ") +
                              in_quotes(node.name);
        const bool like_a_difference =
            node.operation == Operation::name && node.name.find('-') != std::string::npos;
        if (like_a_difference) message += "; a difference has spaces around its sign: a - b";
        return refused(node, std::move(message));
    }

    Evaluated negated(const Node& node) const {
        Evaluated inner = value(node.operands[0]);
        if (!inner.value) return inner;
        if (inner.value->measure == Measure::truth)
            return refused(node, "- needs a number, not true or false");
        inner.value->number = Ratio() - inner.value->number;
        return inner;
    }

    Evaluated joined(const Node& node) const {
        const Evaluated left = value(node.operands[0]);
        if (!left.value) return left;
        const bool decides = left.value->holds() == (node.operation == Operation::logical_or);
        if (decides) return {truth(left.value->holds()), {}};
        const Evaluated right = value(node.operands[1]);
        return right.value ? Evaluated{truth(right.value->holds()), {}} : right;
    }

    Evaluated combined(const Node& node) const {
        const Evaluated left = value(node.operands[0]);
        if (!left.value) return left;
        const Evaluated right = value(node.operands[1]);
        if (!right.value) return right;
        if (node.operation == Operation::multiply) return multiplied(node, *left.value, *right.value);
        if (node.operation == Operation::divide) return divided(node, *left.value, *right.value);
        return aligned(node, *left.value, *right.value);
    }

    /// + - and comparisons: both sides of one measure; a bare number takes the other's.
    Evaluated aligned(const Node& node, Value left, Value right) const {
        adapt(left, right.measure);
        adapt(right, left.measure);
        const bool compares = is_comparison(node.operation);
        if (left.measure != right.measure)
            return refused(node, std::string(word_for(left.measure)) + " and " +
                                     std::string(word_for(right.measure)) +
                                     (compares ? " cannot be compared" : " cannot be added or subtracted"));
        if (compares) return {truth(compared(node.operation, left.number, right.number)), {}};
        if (left.measure == Measure::truth)
            return refused(node, "true or false cannot be added or subtracted");
        const bool adds = node.operation == Operation::add;
        return exact(node, adds ? left.number + right.number : left.number - right.number, left.measure);
    }

    void adapt(Value& value, Measure other) const {
        if (value.measure != Measure::bare || other == Measure::bare) return;
        if (other == Measure::time) value.number = value.number * Ratio(length_of(unit_).ns());
        value.measure = other;
    }

    static Evaluated multiplied(const Node& node, Value left, Value right) {
        if (left.measure == Measure::truth || right.measure == Measure::truth)
            return refused(node, "true or false cannot be multiplied");
        if (left.measure == Measure::time && right.measure == Measure::time)
            return refused(node, "a time times a time measures nothing here");
        return exact(node, left.number * right.number, std::max(left.measure, right.measure));
    }

    static Evaluated divided(const Node& node, Value left, Value right) {
        if (left.measure == Measure::truth || right.measure == Measure::truth)
            return refused(node, "true or false cannot be divided");
        if (right.number == Ratio()) return refused(node, "a division by 0");
        const bool by_time = right.measure == Measure::time;
        if (by_time && left.measure != Measure::time)
            return refused(node,
                           std::string(word_for(left.measure)) + " divided by a time measures nothing here");
        const Measure measure = by_time ? Measure::count : std::max(left.measure, right.measure);
        return exact(node, left.number / right.number, measure);
    }

    static Evaluated exact(const Node& node, Ratio number, Measure measure) {
        if (number.is_too_great()) return refused(node, "the result has more than 37 digits");
        return {Value{number, measure}, {}};
    }

    const Expression& expression_;
    const Resolver& resolver_;
    Unit unit_;
};

} // namespace

Resolved Resolver::call(const Expression&, const Expression::Node&) const { return {}; }

Evaluated evaluate(const Expression& expression, const Resolver& resolver, Unit unit) {
    return evaluate_node(expression, static_cast<std::uint32_t>(expression.nodes.size() - 1), resolver, unit);
}

Evaluated evaluate_node(const Expression& expression, std::uint32_t node, const Resolver& resolver,
                        Unit unit) {
    return Evaluator(expression, resolver, unit).value(node);
}

} // namespace ossim
