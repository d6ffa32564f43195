// The grammar of expressions, their values, and what is said when they are wrong.
#include "base/expression.hpp"
#include "base/text.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace ossim;

namespace {

/// The tree in prefix form: (== count 0).
std::string drawn(const Expression& tree, std::uint32_t index) {
    static constexpr std::string_view signs[] = {
        "", "", "", "neg", "not", "and", "or", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"};
    const auto& node = tree.nodes.at(index);
    if (node.operation == Operation::number)
        return digits_of(node.number.number.numerator()) +
               (node.number.number.denominator() == 1
                    ? ""
                    : "/" + std::to_string(node.number.number.denominator())) +
               (node.number.measure == Measure::time ? "ns" : "");
    if (node.operation == Operation::name) return node.name;
    const std::string head = node.operation == Operation::call
                                 ? node.name
                                 : std::string(signs[static_cast<std::size_t>(node.operation)]);
    std::string text = "(" + head;
    for (const std::uint32_t operand : node.operands)
        text += " " + drawn(tree, operand);
    return text + ")";
}

std::string tree_of(std::string_view text) {
    const auto parsed = parse_expression(text);
    REQUIRE_MESSAGE(parsed.value, parsed.error.message);
    return drawn(*parsed.value, static_cast<std::uint32_t>(parsed.value->nodes.size() - 1));
}

/// The text, a caret line under it, the message: as a reader would see it.
std::string refusal(std::string_view text) {
    const auto parsed = parse_expression(text);
    CHECK_FALSE(parsed.value);
    return std::string(text) + "\n" + std::string(parsed.error.offset, ' ') +
           std::string(parsed.error.width, '^') + "\n" + parsed.error.message;
}

class Known : public Resolver {
  public:
    [[nodiscard]] Resolved name(std::string_view name) const override {
        const auto found = values.find(std::string(name));
        if (found == values.end()) return {};
        return {found->second, ""};
    }
    [[nodiscard]] Resolved call(const Expression& expression, const Expression::Node& node) const override {
        if (node.name != "max") return {};
        if (node.operands.empty()) return {std::nullopt, "max needs a name"};
        Value most;
        for (const std::uint32_t operand : node.operands) {
            const auto value = evaluate_node(expression, operand, *this, Unit::ms).value;
            if (value && value->number > most.number) most = *value;
        }
        return {most, ""};
    }
    std::map<std::string, Value> values{{"count", {Ratio(3), Measure::count}},
                                        {"zero", {Ratio(0), Measure::count}},
                                        {"P1.turnaround", {Ratio(30'000'000), Measure::time}},
                                        {"a::switches.mean", {Ratio(1500), Measure::time}},
                                        {"b::switches.mean", {Ratio(1000), Measure::time}}};
};

Value value_of(std::string_view text) {
    const auto parsed = parse_expression(text);
    REQUIRE_MESSAGE(parsed.value, parsed.error.message);
    const auto result = evaluate(*parsed.value, Known(), Unit::ms);
    REQUIRE_MESSAGE(result.value, result.error.message);
    return *result.value;
}

std::string failure_of(std::string_view text) {
    const auto parsed = parse_expression(text);
    REQUIRE_MESSAGE(parsed.value, parsed.error.message);
    const auto result = evaluate(*parsed.value, Known(), Unit::ms);
    CHECK_FALSE(result.value);
    return std::to_string(result.error.offset) + "+" + std::to_string(result.error.width) + ": " +
           result.error.message;
}

} // namespace

TEST_CASE("operators bind as everywhere") {
    CHECK(tree_of("a or b and not c == d + e * -f") == "(or a (and b (not (== c (+ d (* e (neg f)))))))");
    CHECK(tree_of("a - b - c") == "(- (- a b) c)");
    CHECK(tree_of("a / b * c") == "(* (/ a b) c)");
    CHECK(tree_of("(a or b) and c") == "(and (or a b) c)");
    CHECK(tree_of("not not a") == "(not (not a))");
    CHECK(tree_of("- - 1") == "(neg (neg 1))");
    CHECK(tree_of("1/4 + 25%") == "(+ (/ 1 4) 1/4)");
    CHECK(tree_of("a<=b") == "(<= a b)");
}

TEST_CASE("numbers may have a unit") {
    CHECK(tree_of("5ms") == "5000000ns");
    CHECK(tree_of("0ms") == "0ns");
    CHECK(tree_of("1.5us") == "1500ns");
    CHECK(tree_of("0.25") == "1/4");
    CHECK(tree_of("25%") == "1/4");
    CHECK(tree_of("3\xC2\xB5s") == "3000ns");
}

TEST_CASE("names are paths; a difference needs spaces, a quotient only before a name") {
    CHECK(tree_of("server/worker.1.turnaround") == "server/worker.1.turnaround");
    CHECK(tree_of("threads::switches.mean > 1.1 * processes::switches.mean") ==
          "(> threads::switches.mean (* 11/10 processes::switches.mean))");
    CHECK(tree_of("a-b") == "a-b");
    CHECK(tree_of("a - b") == "(- a b)");
    CHECK(tree_of("a -b") == "(- a b)");
    CHECK(tree_of("a/2") == "(/ a 2)");
    CHECK(tree_of("a / b") == "(/ a b)");
    CHECK(tree_of("job-1 == 2") == "(== job-1 2)");
    CHECK(tree_of("\xED\x95\x9C\xEA\xB8\x80 == 1") == "(== \xED\x95\x9C\xEA\xB8\x80 1)");
    CHECK(tree_of("android == 1") == "(== android 1)");
}

TEST_CASE("calls have arguments") {
    CHECK(tree_of("avg(ready_wait) <= 6") == "(<= (avg ready_wait) 6)");
    CHECK(tree_of("percentile(response, 95)") == "(percentile response 95)");
    CHECK(tree_of("f()") == "(f)");
}

TEST_CASE("variables are listed once, in order of first mention, those of calls too") {
    const auto parsed = parse_expression("b < a and avg(c) > b + d");
    CHECK(variables(*parsed.value) == std::vector<std::string>{"b", "a", "c", "d"});
}

TEST_CASE("errors teach") {
    CHECK(refusal("count = 0") == "count = 0\n"
                                  "      ^\n"
                                  "a single = compares nothing: write ==");
    CHECK(refusal("a && b") == "a && b\n"
                               "  ^^\n"
                               "\"&&\" is not an operator here: write `and`");
    CHECK(refusal("!x") == "!x\n"
                           "^\n"
                           "\"!\" is not an operator here: write `not`");
    CHECK(refusal("a => b") == "a => b\n"
                               "  ^^\n"
                               "\"=>\" is not an operator here: write >=");
    CHECK(refusal("1 < a < 3") == "1 < a < 3\n"
                                  "      ^\n"
                                  "comparisons do not chain: write a < b and b < c");
    CHECK(refusal("(a + b") == "(a + b\n"
                               "^\n"
                               "this ( is never closed");
    CHECK(refusal("a + b)") == "a + b)\n"
                               "     ^\n"
                               "this ) closes nothing");
    CHECK(refusal("a +") == "a +\n"
                            "   ^\n"
                            "the expression ends too early: a number, a name or ( is missing");
    CHECK(refusal("a b") == "a b\n"
                            "  ^\n"
                            "\"b\" cannot stand here; expected an operator or the end");
    CHECK(refusal("f(a b)") == "f(a b)\n"
                               "    ^\n"
                               "\"b\" cannot stand here; expected an operator or )");
    CHECK(refusal("") == "\n"
                         "^\n"
                         "the expression is empty; write it as in count == 0");
    CHECK(refusal("a and or b") == "a and or b\n"
                                   "      ^^\n"
                                   "\"or\" cannot stand here; expected a number, a name or (");
    CHECK(refusal("\"a\" == 1") == "\"a\" == 1\n"
                                   "^\n"
                                   "\"\"\" is not an operator here: names are written without quotes here");
}

TEST_CASE("a wrong number is refused as a whole") {
    CHECK(refusal("x == 5 ms") == "x == 5 ms\n"
                                  "       ^^\n"
                                  "\"ms\" cannot stand here; expected an operator or the end");
    CHECK(refusal("x == 1e3") == "x == 1e3\n"
                                 "     ^^^\n"
                                 "\"1e3\" has an exponent; write all the digits");
    CHECK(refusal("x == 1e-3") == "x == 1e-3\n"
                                  "     ^^^^\n"
                                  "\"1e-3\" has an exponent; write all the digits");
    CHECK(refusal("x == 0x10") == "x == 0x10\n"
                                  "     ^^^^\n"
                                  "\"0x10\" is hexadecimal; write it in decimal digits");
    CHECK(refusal("x == 5sec") == "x == 5sec\n"
                                  "     ^^^^\n"
                                  "\"5sec\" has no known unit; write 5s");
    CHECK(refusal("x == .5") == "x == .5\n"
                                "     ^^\n"
                                "\".5\" begins with a point; write \"0.5\"");
}

TEST_CASE("hostile expressions end in a message") {
    CHECK(parse_expression(std::string(64, '(') + "1" + std::string(64, ')')).error.message ==
          "the expression is nested deeper than 64 levels; simplify it");
    CHECK(parse_expression(std::string(62, '(') + "1" + std::string(62, ')')).value);
    CHECK_FALSE(parse_expression(std::string(4000, '(')).value);
    CHECK_FALSE(parse_expression(std::string(4000, '-') + "1").value);
    std::string nots;
    for (int i = 0; i < 1000; ++i)
        nots += "not ";
    CHECK_FALSE(parse_expression(nots + "1").value);
    CHECK(parse_expression(std::string(5000, '1')).error.message ==
          "the expression is longer than 4096 bytes; simplify it");
    CHECK(parse_expression("\xFF\xFF").error.message ==
          "\"\\xFF\" cannot stand here; expected a number, a name or (");
    std::string chain = "1";
    for (int i = 0; i < 1000; ++i)
        chain += "+1";
    CHECK(value_of(chain).number == Ratio(1001));
}

TEST_CASE("values are exact") {
    CHECK(value_of("1/3 + 1/3 + 1/3 == 1").holds());
    CHECK(value_of("0.1 + 0.2 == 0.3").holds());
    CHECK(value_of("2 * 3 + 4").number == Ratio(10));
    CHECK(value_of("-count + 1").number == Ratio(-2));
    CHECK(value_of("count / 2").number == Ratio(3, 2));
    CHECK(value_of("max(count, 7, zero)").number == Ratio(7));
}

TEST_CASE("a bare number is a count beside a count, and units of time beside a time") {
    CHECK(value_of("P1.turnaround == 30").holds());
    CHECK(value_of("P1.turnaround == 30ms").holds());
    CHECK(value_of("30 - 1 < P1.turnaround").holds());
    CHECK(value_of("P1.turnaround + 5 == 35ms").holds());
    CHECK(value_of("P1.turnaround / 2 == 15").holds());
    CHECK(value_of("P1.turnaround / 15ms == 2").holds());
    CHECK(value_of("count == 3").holds());
    CHECK(value_of("a::switches.mean > 1.1 * b::switches.mean").holds());
}

TEST_CASE("truth") {
    CHECK(value_of("count").holds());
    CHECK_FALSE(value_of("not count").holds());
    CHECK(value_of("zero or count").measure == Measure::truth);
    CHECK(value_of("count == 3 and not zero == 1").holds());
    CHECK_FALSE(value_of("zero and unknown").holds()); // what no longer matters is not looked at
    CHECK(value_of("count or unknown").holds());
}

TEST_CASE("what cannot be evaluated says where and why") {
    CHECK(failure_of("1 + foo") == "4+3: unknown name \"foo\"");
    CHECK(failure_of("count-1 == 2") ==
          "0+7: unknown name \"count-1\"; a difference has spaces around its sign: a - b");
    CHECK(failure_of("avg(count)") == "0+3: unknown function \"avg\"");
    CHECK(failure_of("max()") == "0+3: max needs a name");
    CHECK(failure_of("count / zero") == "6+1: a division by 0");
    CHECK(failure_of("P1.turnaround == count") == "14+2: a time and a count cannot be compared");
    CHECK(failure_of("P1.turnaround + count") == "14+1: a time and a count cannot be added or subtracted");
    CHECK(failure_of("P1.turnaround * P1.turnaround") == "14+1: a time times a time measures nothing here");
    CHECK(failure_of("1 / P1.turnaround") == "2+1: a number divided by a time measures nothing here");
    CHECK(failure_of("(count == 3) + 1") == "13+1: true or false cannot be added or subtracted");
    CHECK(failure_of("-(count == 3)") == "0+1: - needs a number, not true or false");
}
