// `that`: an expression over the metrics of one run or of several.
#include "expect/judge_parts.hpp"

#include "base/text.hpp"
#include "expect/metric_names.hpp"

#include <algorithm>

namespace ossim {

namespace {

Value value_of(const MetricValue& metric) {
    return {metric.value, metric.is_time ? Measure::time : Measure::count};
}

std::string not_run(std::string_view variant) {
    return (variant.empty() ? "the base" : "variant " + in_quotes(variant)) + " was not run";
}

/// Why "P1.turnaround" has no value in a run.
std::string why_nothing(const Metrics& metrics, std::string_view rest) {
    if (const NamedPart part = named_part(rest); !part.kind.empty())
        return "the run has no " + std::string(part.kind) + " " + in_quotes(part.name) + " in it";
    for (const MetricOfSubject& cut : cuts(rest)) {
        if (!has_subject(metrics, cut.subject)) continue;
        const std::string who(cut.subject);
        if (cut.metric == "response" || cut.metric == "start")
            return who + " has no " + std::string(cut.metric) + ": it never ran an instruction";
        return who + " has no " + std::string(cut.metric) + ": it has not ended";
    }
    if (const auto all = cuts(rest); !all.empty() && metric_of_run(rest) == nullptr)
        return "nothing in the run is called " + in_quotes(all.front().subject);
    return in_quotes(rest) + " has no value in this run";
}

class MetricResolver : public Resolver {
  public:
    /// `variant` is what names without one are of.
    MetricResolver(const JudgedRuns& runs, Unit unit, std::string_view variant = "")
        : runs_(runs), unit_(unit), variant_(variant) {}

    [[nodiscard]] Resolved name(std::string_view name) const override {
        const QualifiedName qualified = split(name);
        const Metrics* metrics = run_of(qualified.variant);
        if (metrics == nullptr) return {std::nullopt, not_run(qualified.variant)};
        if (const auto value = find_metric(*metrics, "", qualified.rest)) return {value_of(*value), ""};
        for (const MetricOfSubject& cut : cuts(qualified.rest))
            if (const auto value = find_metric(*metrics, cut.subject, cut.metric))
                return {value_of(*value), ""};
        return {std::nullopt, why_nothing(*metrics, qualified.rest)};
    }

    [[nodiscard]] Resolved call(const Expression& expression, const Expression::Node& call) const override {
        const QualifiedName function = split_variant(call.name);
        const auto collector = from_word<Collector>(function.rest);
        if (!collector || call.operands.empty()) return {};
        const MetricResolver inner(runs_, unit_, split(call.name).variant);
        const std::size_t arguments = call.operands.size() - (*collector == Collector::percentile ? 1 : 0);
        std::vector<Value> values;
        std::string problem;
        for (std::size_t i = 0; i < arguments && problem.empty(); ++i)
            problem = inner.gather(expression, call.operands[i], values);
        if (!problem.empty()) return {std::nullopt, problem};
        const Value amount{Ratio(static_cast<std::int64_t>(values.size())), Measure::count};
        if (*collector == Collector::count) return {amount, ""};
        if (values.empty()) return {std::nullopt, "no thread has a value for " + call.name + "() to take"};
        return {collected(*collector, values, percent_of(expression, call)), ""};
    }

  private:
    [[nodiscard]] QualifiedName split(std::string_view name) const {
        QualifiedName qualified = split_variant(name);
        if (qualified.variant.empty()) qualified.variant = variant_;
        return qualified;
    }

    [[nodiscard]] const Metrics* run_of(std::string_view variant) const {
        const auto at = runs_.find(variant);
        return at == runs_.end() ? nullptr : at->second.metrics;
    }

    /// The values that an argument stands for: of all threads, of those of a subject, or the one of an
    /// expression.
    std::string gather(const Expression& expression, std::uint32_t index, std::vector<Value>& values) const {
        const Expression::Node& node = expression.nodes[index];
        if (node.operation == Operation::name && gather_all(node.name, values)) return "";
        const Evaluated one = evaluate_node(expression, index, *this, unit_);
        if (!one.value) return one.error.message;
        values.push_back(*one.value);
        return "";
    }

    bool gather_all(std::string_view name, std::vector<Value>& values) const {
        const QualifiedName qualified = split(name);
        const Metrics* metrics = run_of(qualified.variant);
        if (metrics == nullptr) return false;
        const auto take = [&](std::string_view subject, std::string_view metric) {
            for (const MetricValue& value : all_of_metric(*metrics, subject, metric))
                values.push_back(value_of(value));
        };
        if (metric_of_thread(qualified.rest) != nullptr) return take("", qualified.rest), true;
        for (const MetricOfSubject& cut : cuts(qualified.rest))
            if (has_subject(*metrics, cut.subject) && metric_of_thread(cut.metric) != nullptr)
                return take(cut.subject, cut.metric), true;
        return false;
    }

    static std::int64_t percent_of(const Expression& expression, const Expression::Node& call) {
        const Ratio percent = expression.nodes[call.operands.back()].number.number;
        const auto up = (percent.numerator() + percent.denominator() - 1) / percent.denominator();
        return static_cast<std::int64_t>(std::clamp<Ratio::Wide>(up, 0, 100));
    }

    static Value collected(Collector collector, std::vector<Value>& values, std::int64_t percent) {
        std::sort(values.begin(), values.end(),
                  [](const Value& a, const Value& b) { return a.number < b.number; });
        Ratio sum;
        for (const Value& value : values)
            sum = sum + value.number;
        const std::size_t size = values.size();
        const Measure measure = values.front().measure;
        switch (collector) {
        case Collector::sum: return {sum, measure};
        case Collector::max: return values.back();
        case Collector::min: return values.front();
        case Collector::avg:
        case Collector::mean: return {sum / Ratio(static_cast<std::int64_t>(size)), measure};
        case Collector::median:
            return {(values[(size - 1) / 2].number + values[size / 2].number) / Ratio(2), measure};
        case Collector::percentile: {
            const std::size_t rank = (size * static_cast<std::size_t>(percent) + 99) / 100;
            return values[std::max<std::size_t>(rank, 1) - 1];
        }
        case Collector::count: break;
        }
        return {Ratio(static_cast<std::int64_t>(size)), Measure::count};
    }

    const JudgedRuns& runs_;
    Unit unit_;
    std::string_view variant_;
};

std::string show(const Value& value, Unit unit) {
    switch (value.measure) {
    case Measure::time: return show_time(value.number, unit);
    case Measure::truth: return value.holds() ? "true" : "false";
    case Measure::bare:
    case Measure::count: break;
    }
    return show_number(value.number);
}

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
        std::string line = text_of(expression, leaf, source) + " is " + show(*value.value, unit);
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
    const MetricResolver resolver(runs, scenario.unit);
    const Evaluated result = evaluate(*parsed.value, resolver, scenario.unit);
    if (!result.value) return result.error.message;
    if (result.value->holds()) return std::nullopt;
    return values_in_words(*parsed.value, text, resolver, scenario.unit);
}

} // namespace ossim
