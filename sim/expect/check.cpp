// Are the expectations of a scenario well said? Asked before anything runs.
#include "expect/expect.hpp"

#include "base/text.hpp"
#include "expect/claims.hpp"
#include "expect/known_names.hpp"
#include "expect/metric_names.hpp"

#include <algorithm>

namespace ossim {

namespace {

/// Checks the names of one expression, and knows what each measures.
class NameCheck : public Resolver {
  public:
    NameCheck(const Scenario& scenario, const KnownNames& known, std::optional<std::string_view> run)
        : scenario_(scenario), known_(known), run_(run) {}

    [[nodiscard]] std::vector<ClaimError> check(const Expression& expression) const {
        std::vector<ClaimError> errors;
        std::vector<Use> uses(expression.nodes.size());
        for (std::size_t i = expression.nodes.size(); i-- > 0;) { // what uses a node comes after it
            const Expression::Node& node = expression.nodes[i];
            Use inner = uses[i];
            inner.of_all = node.operation == Operation::call;
            if (const auto variant = split_variant(node.name).variant; inner.of_all && !variant.empty())
                inner.variant = variant;
            for (const std::uint32_t operand : node.operands)
                uses[operand] = inner;
            std::optional<ClaimError> wrong;
            if (node.operation == Operation::call) wrong = check_call(expression, node);
            if (node.operation == Operation::name) wrong = check_name(node, uses[i]);
            if (wrong) errors.push_back(std::move(*wrong));
        }
        std::sort(errors.begin(), errors.end(),
                  [](const auto& x, const auto& y) { return x.offset < y.offset; });
        return errors;
    }

    [[nodiscard]] Resolved name(std::string_view name) const override {
        const std::string_view rest = split_variant(name).rest;
        const MetricInfo* metric = metric_of_run(rest);
        if (metric == nullptr) metric = metric_of_thread(rest);
        for (const MetricOfSubject& cut : cuts(rest)) {
            if (metric == nullptr) metric = metric_of_thread(cut.metric);
            if (metric == nullptr) metric = metric_of_cpu(cut.metric);
        }
        return {Value{Ratio(1), metric != nullptr ? measure_of(*metric) : Measure::bare}, ""};
    }
    [[nodiscard]] Resolved call(const Expression& expression, const Expression::Node& call) const override {
        if (split_variant(call.name).rest == "count" || call.operands.empty())
            return {Value{Ratio(1), Measure::count}, ""};
        auto first = evaluate_node(expression, call.operands[0], *this, scenario_.unit);
        return {first.value, first.error.message};
    }

  private:
    static ClaimError error(const Expression::Node& node, std::string_view code, std::string message,
                            std::string hint) {
        return {node.offset, node.width, std::string(code), std::move(message), std::move(hint)};
    }

    /// Where a name stands: the argument of a function, which may ask for everybody's; within which variant.
    struct Use {
        bool of_all = false;
        std::string_view variant;
    };

    [[nodiscard]] std::optional<ClaimError> check_variant(const Expression::Node& node,
                                                          std::string_view variant) const {
        const auto& variants = scenario_.variants;
        if (variant.empty() || std::find(variants.begin(), variants.end(), variant) != variants.end())
            return std::nullopt;
        const std::vector<std::string_view> all(variants.begin(), variants.end());
        const std::string near = nearest(variant, all);
        const std::string others =
            all.empty() ? "there are no variants" : "the variants are " + quoted_list(all);
        return error(node, "unknown-variant", "there is no variant " + in_quotes(variant),
                     near.empty() ? others : "did you mean \"" + near + "\"?");
    }

    [[nodiscard]] std::optional<ClaimError> check_call(const Expression& expression,
                                                       const Expression::Node& call) const {
        const QualifiedName function = split_variant(call.name);
        if (auto wrong = check_variant(call, function.variant)) return wrong;
        constexpr auto all = enum_words(Collector{});
        const auto collector = from_word<Collector>(function.rest);
        if (!collector) {
            const std::string near = nearest(function.rest, all);
            return error(call, "bad-expectation", "there is no function " + in_quotes(function.rest),
                         near.empty() ? "functions are " + quoted_list(all)
                                      : "did you mean \"" + near + "\"?");
        }
        if (call.operands.empty())
            return error(call, "bad-expectation", call.name + "() says nothing to take it of",
                         "write " + call.name + "(turnaround)");
        if (*collector != Collector::percentile) return check_arguments(expression, call);
        const auto is_percent = [&](const Expression::Node& node) {
            return node.operation == Operation::number && node.number.measure == Measure::bare &&
                   node.number.number >= Ratio(0) && node.number.number <= Ratio(100);
        };
        if (call.operands.size() == 2 && is_percent(expression.nodes[call.operands[1]])) return std::nullopt;
        return error(call, "bad-expectation", "a percentile is of a metric, and a number from 0 to 100",
                     "write percentile(response, 95)");
    }

    /// Values of the run, all of one kind: max(P1.turnaround, P2.turnaround).
    [[nodiscard]] std::optional<ClaimError> check_arguments(const Expression& expression,
                                                            const Expression::Node& call) const {
        const auto measure_of_operand = [&](std::uint32_t operand) {
            const auto value = evaluate_node(expression, operand, *this, scenario_.unit).value;
            return value ? std::optional(value->measure) : std::nullopt;
        };
        const auto first = measure_of_operand(call.operands.front());
        for (const std::uint32_t operand : call.operands) {
            const Expression::Node& node = expression.nodes[operand];
            if (node.operation == Operation::number)
                return error(node, "bad-expectation", call.name + "() is taken of metrics, not of numbers",
                             "only percentile has a number: percentile(response, 95)");
            const auto other = measure_of_operand(operand);
            if (first && other && first != other)
                return error(node, "bad-expectation", call.name + "() cannot mix times with numbers",
                             "give it times only, or numbers only");
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<ClaimError> check_name(const Expression::Node& node, const Use& use) const {
        QualifiedName name = split_variant(node.name);
        if (auto wrong = check_variant(node, name.variant)) return wrong;
        if (name.variant.empty()) name.variant = use.variant;
        if (const MetricInfo* run = metric_of_run(name.rest);
            run != nullptr && !(use.of_all && metric_of_thread(name.rest)))
            return check_part(node, name);
        if (const MetricInfo* thread = metric_of_thread(name.rest))
            return check_lonely(node, *thread, use.of_all);
        return check_subject(node, name);
    }

    /// A metric of threads without the name of one.
    static std::optional<ClaimError> check_lonely(const Expression::Node& node, const MetricInfo& metric,
                                                  bool of_all) {
        if (of_all) return std::nullopt;
        const std::string name(metric.name);
        return error(node, "bad-expectation",
                     in_quotes(name) + " is a metric of threads and processes: whose is meant?",
                     "write P1." + name + ", or avg(" + name + ") for all");
    }

    [[nodiscard]] std::optional<ClaimError> check_part(const Expression::Node& node,
                                                       const QualifiedName& name) const {
        const NamedPart part = named_part(name.rest);
        const bool known = part.kind == "span" ? known_.has_span(part.name) : known_.has_device(part.name);
        if (part.kind.empty() || known || run_ != name.variant) return std::nullopt;
        return error(node, "unknown-name",
                     "there is no " + std::string(part.kind) + " " + in_quotes(part.name), "");
    }

    /// "P1.turnaround": the longest subject that is known decides; of another run only the metric can be
    /// checked.
    [[nodiscard]] std::optional<ClaimError> check_subject(const Expression::Node& node,
                                                          const QualifiedName& name) const {
        const std::vector<MetricOfSubject> all = cuts(name.rest);
        const bool here = run_ == name.variant;
        for (const MetricOfSubject& cut : all) {
            if (known_.has_cpu(cut.subject) && metric_of_cpu(cut.metric) != nullptr) return std::nullopt;
            if (known_.has_subject(cut.subject) && metric_of_thread(cut.metric) != nullptr)
                return std::nullopt;
            if (!here && (metric_of_cpu(cut.metric) || metric_of_thread(cut.metric))) return std::nullopt;
        }
        if (all.empty())
            return error(node, "unknown-metric", "there is no metric " + in_quotes(name.rest),
                         suggest_metric(name.rest));
        const MetricOfSubject& cut = all.front();
        const bool is_metric =
            metric_of_thread(cut.metric) != nullptr || metric_of_cpu(cut.metric) != nullptr;
        if (is_metric && here && !known_.has_subject(cut.subject) && !known_.has_cpu(cut.subject))
            return error(node, "unknown-name", "nothing is called " + in_quotes(cut.subject),
                         known_.suggest(cut.subject));
        return error(node, "unknown-metric",
                     in_quotes(cut.subject) + " has no metric " + in_quotes(cut.metric),
                     suggest_metric(cut.metric));
    }

    const Scenario& scenario_;
    const KnownNames& known_;
    std::optional<std::string_view> run_;
};

class ExpectationCheck {
  public:
    ExpectationCheck(const Scenario& scenario, std::optional<std::string_view> run)
        : scenario_(scenario), known_(scenario), run_(run) {}

    [[nodiscard]] Diagnostics all() && {
        for (const Expectation& expectation : scenario_.expectations)
            check(expectation);
        return std::move(diagnostics_);
    }

  private:
    void tell(const Expectation& expectation, std::size_t text, ClaimError error) {
        Diagnostic diagnostic;
        diagnostic.code = std::move(error.code);
        diagnostic.file = scenario_.file;
        diagnostic.at = text < expectation.marks.size() ? expectation.marks[text] : expectation.at;
        if (text < expectation.marks.size() && diagnostic.at.line != 0)
            diagnostic.at.column += static_cast<std::uint32_t>(error.offset);
        diagnostic.width = static_cast<std::uint32_t>(std::max<std::size_t>(error.width, 1));
        diagnostic.message = std::move(error.message);
        diagnostic.hint = std::move(error.hint);
        diagnostics_.push_back(std::move(diagnostic));
    }

    void check(const Expectation& expectation) {
        switch (expectation.kind) {
        case ExpectationKind::that: return check_each(expectation, &ExpectationCheck::check_that);
        case ExpectationKind::schedule: return check_schedule(expectation);
        case ExpectationKind::order: return check_each(expectation, &ExpectationCheck::check_item);
        case ExpectationKind::never: return check_each(expectation, &ExpectationCheck::check_never);
        case ExpectationKind::deadlock: return check_deadlock(expectation);
        }
    }

    void check_each(const Expectation& expectation,
                    void (ExpectationCheck::*one)(const Expectation&, std::size_t)) {
        for (std::size_t i = 0; i < expectation.texts.size(); ++i)
            (this->*one)(expectation, i);
    }

    void check_that(const Expectation& expectation, std::size_t i) {
        const ParsedExpression parsed = parse_expression(expectation.texts[i]);
        if (!parsed.value)
            return tell(
                expectation, i,
                {parsed.error.offset, parsed.error.width, "bad-expectation", parsed.error.message, ""});
        const NameCheck names(scenario_, known_, run_);
        const std::vector<ClaimError> errors = names.check(*parsed.value);
        for (const ClaimError& error : errors)
            tell(expectation, i, error);
        if (!errors.empty()) return;
        const Evaluated tried = evaluate(*parsed.value, names, scenario_.unit);
        if (!tried.value && tried.error.message != "a division by 0")
            return tell(expectation, i,
                        {tried.error.offset, tried.error.width, "bad-expectation", tried.error.message, ""});
        if (tried.value && tried.value->measure != Measure::truth)
            tell(expectation, i,
                 {0, expectation.texts[i].size(), "bad-expectation", "this claims nothing: it is a value",
                  "compare it, as in P1.turnaround == 30"});
    }

    void check_name(const Expectation& expectation, std::size_t i, const NamePlace& place) {
        if (!is_base() || known_.has_subject(place.name)) return;
        tell(expectation, i,
             {place.offset, place.name.size(), "unknown-name", "nothing is called " + in_quotes(place.name),
              known_.suggest(place.name)});
    }

    void check_item(const Expectation& expectation, std::size_t i) {
        const auto item = parse_order_item(expectation.texts[i]);
        if (!item.claim) return tell(expectation, i, item.error);
        check_name(expectation, i, item.claim->subject);
    }

    void check_never(const Expectation& expectation, std::size_t i) {
        const auto never = parse_never(expectation.texts[i]);
        if (!never.claim) return tell(expectation, i, never.error);
        for (const Condition& condition : never.claim->conditions) {
            if (!condition.idle_cpu) check_name(expectation, i, condition.subject);
            if (!is_base() || !condition.idle_cpu || condition.idle_cpu->value < scenario_.machine.cpus)
                continue;
            tell(expectation, i,
                 {0, expectation.texts[i].size(), "unknown-name", "the machine has no such CPU",
                  "its last one is cpu" + std::to_string(scenario_.machine.cpus - 1)});
        }
    }

    void check_deadlock(const Expectation& expectation) {
        if (expectation.texts.size() == 1 && expectation.texts[0] == "none") return;
        for (std::size_t i = 0; i < expectation.texts.size(); ++i)
            check_name(expectation, i, {expectation.texts[i], 0});
    }

    void check_schedule(const Expectation& expectation) {
        if (is_base() && expectation.keys.empty() && scenario_.machine.cpus > 1)
            tell(expectation, 0,
                 {0, 1, "bad-expectation", "the machine has several CPUs: whose schedule is this?",
                  "give each its own: schedule: {cpu0: \"P1 0-4\", cpu1: \"P2 0-4\"}"});
        for (std::size_t i = 0; i < expectation.texts.size(); ++i) {
            if (is_base() && i < expectation.keys.size() && !known_.has_cpu(expectation.keys[i]))
                tell(expectation, i,
                     {0, 1, "unknown-name", "the machine has no CPU " + in_quotes(expectation.keys[i]),
                      "the last one is cpu" + std::to_string(scenario_.machine.cpus - 1)});
            const auto schedule = parse_schedule(expectation.texts[i], scenario_.unit);
            if (!schedule.claim) {
                tell(expectation, i, schedule.error);
                continue;
            }
            for (const NamePlace& name : schedule.claim->names)
                if (schedule.claim->by_columns)
                    check_column(expectation, i, name);
                else
                    check_name(expectation, i, name);
        }
    }

    void check_column(const Expectation& expectation, std::size_t i, const NamePlace& column) {
        if (!is_base() || !known_.threads() || named_by_column(column.name, *known_.threads())) return;
        tell(expectation, i,
             {column.offset, column.name.size(), "unknown-name",
              "column " + in_quotes(column.name) + " does not say which thread it means",
              "a column is a thread's name, or the first or last letter that only one name has; or "
              "write \"P1 0-4, P2 4-7\""});
    }

    /// What is no expression is about the base.
    [[nodiscard]] bool is_base() const { return run_ == ""; }

    const Scenario& scenario_;
    const KnownNames known_;
    std::optional<std::string_view> run_;
    Diagnostics diagnostics_;
};

/// A metric by its name, or the average or the greatest of one: what a table of runs has a row for.
bool is_row(const Expression& expression) {
    const auto is_name = [](const Expression::Node& node) {
        return node.operation == Operation::name && split_variant(node.name).variant.empty();
    };
    const Expression::Node& root = expression.root();
    if (root.operation != Operation::call) return is_name(root);
    return (root.name == "avg" || root.name == "max") && root.operands.size() == 1 &&
           is_name(expression.nodes[root.operands.front()]);
}

/// The variants of an expression's names, in order of the text; "" where neither a name nor its function says
/// one.
std::vector<std::string_view> variants_of(const Expression& expression) {
    std::vector<std::string_view> within(expression.nodes.size());
    std::vector<std::pair<std::uint32_t, std::string_view>> found;
    for (std::size_t i = expression.nodes.size(); i-- > 0;) {
        const Expression::Node& node = expression.nodes[i];
        const std::string_view own = split_variant(node.name).variant;
        const std::string_view variant = own.empty() ? within[i] : own;
        for (const std::uint32_t operand : node.operands)
            within[operand] = variant;
        if (node.operation == Operation::name) found.emplace_back(node.offset, variant);
    }
    std::sort(found.begin(), found.end());
    std::vector<std::string_view> variants;
    for (const auto& [offset, variant] : found)
        variants.push_back(variant);
    return variants;
}

} // namespace

std::optional<Diagnostic> check_row(const Scenario& scenario, std::string_view metric) {
    const ParsedExpression parsed = parse_expression(metric);
    std::vector<ClaimError> errors;
    if (parsed.value && is_row(*parsed.value)) {
        const KnownNames known(scenario);
        errors = NameCheck(scenario, known, "").check(*parsed.value);
    } else {
        errors.push_back({0, 1, "unknown-metric", "there is no metric " + in_quotes(metric),
                          "write a metric's name, P1.response, avg(response) or max(response)"});
    }
    if (errors.empty()) return std::nullopt;
    Diagnostic diagnostic;
    diagnostic.code = errors.front().code;
    diagnostic.message = errors.front().message;
    diagnostic.hint = errors.front().hint;
    return diagnostic;
}

Diagnostics check_expectations(const Scenario& scenario, std::optional<std::string_view> run) {
    if (scenario.expectations.empty()) return {};
    return ExpectationCheck(scenario, run).all();
}

std::vector<std::string> variants_needed(const Scenario& scenario) {
    std::vector<std::string> needed;
    const auto need = [&](std::string_view name) {
        if (std::find(needed.begin(), needed.end(), name) == needed.end()) needed.emplace_back(name);
    };
    for (const Expectation& expectation : scenario.expectations) {
        if (expectation.kind != ExpectationKind::that) need("");
        for (const std::string& text : expectation.texts) {
            const auto parsed = parse_expression(expectation.kind == ExpectationKind::that ? text : "");
            if (!parsed.value) continue;
            for (const std::string_view variant : variants_of(*parsed.value))
                need(variant);
        }
    }
    return needed;
}

} // namespace ossim
