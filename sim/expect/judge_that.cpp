// `that`: an expression over the metrics of one run or of several.
#include "expect/judge_parts.hpp"

#include "base/text.hpp"
#include "expect/metric_names.hpp"
#include "expect/metric_resolver.hpp"

#include <algorithm>

namespace ossim {

namespace {

/// Every value that the expression took from the runs, one a line, in order of the text.
std::string values_in_words(const Expression& expression, std::string_view source, const Resolver& resolver,
                            Unit unit) {
    std::vector<bool> inside(expression.nodes.size(), false);
    std::vector<std::uint32_t> leaves;
    for (std::size_t i = expression.nodes.size(); i-- > 0;) {
        const Expression::Node& node = expression.nodes[i];
        const bool is_leaf = node.operation == Operation::name || node.operation == Operation::call;
        if (is_leaf && !inside[i]) leaves.push_back(static_cast<std::uint32_t>(i));
        for (const std::uint32_t operand : node.operands)
            inside[operand] = inside[i] || is_leaf;
    }
    std::sort(leaves.begin(), leaves.end(), [&](std::uint32_t a, std::uint32_t b) {
        return expression.nodes[a].offset < expression.nodes[b].offset;
    });
    std::vector<std::string> lines;
    for (const std::uint32_t leaf : leaves) {
        const Evaluated value = evaluate_node(expression, leaf, resolver, unit);
        if (!value.value) continue;
        std::string line = text_of(expression, leaf, source) + " is " + show_value(*value.value, unit);
        if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
    }
    std::string text;
    for (const std::string& line : lines)
        text += (text.empty() ? "" : "\n") + line;
    return text.empty() ? "it is false" : text;
}

} // namespace

Objection judge_that(const Scenario& scenario, std::string_view text, const JudgedRuns& runs) {
    const ParsedExpression parsed = parse_expression(text);
    if (!parsed.value) return parsed.error.message;
    const Reading reading;
    const MetricResolver resolver(runs, scenario.unit, reading);
    const Evaluated result = evaluate(*parsed.value, resolver, scenario.unit);
    if (!result.value) return result.error.message;
    if (result.value->holds()) return std::nullopt;
    return values_in_words(*parsed.value, text, resolver, scenario.unit);
}

MeasuredValue evaluate_measure(std::string_view text, const JudgedRuns& runs, Unit unit,
                               const Reading& reading) {
    const ParsedExpression parsed = parse_expression(text);
    if (!parsed.value) return {std::nullopt, parsed.error.message};
    const MetricResolver resolver(runs, unit, reading);
    const Evaluated result = evaluate(*parsed.value, resolver, unit);
    return {result.value, result.value ? "" : result.error.message};
}

} // namespace ossim
