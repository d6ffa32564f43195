// Patterns of metric names, and the text of an expression.
#include "expect/metric_names.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace ossim {

namespace {

template <class Enum>
bool is_word_of(std::string_view text) {
    return from_word<Enum>(text).has_value();
}

/// Does a name follow "switches.KIND.mean", "span.NAME.p95"? A NAME may have dots in it.
bool fits(std::string_view name, std::string_view pattern) {
    if (name == pattern) return pattern.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
    const std::size_t name_dot = name.find('.'), pattern_dot = pattern.find('.');
    const std::string_view head = name.substr(0, name_dot), pattern_head = pattern.substr(0, pattern_dot);
    if (pattern_head == "NAME") {
        const std::string_view last = pattern.substr(pattern_dot);
        return name.size() > last.size() && name.ends_with(last);
    }
    const bool fits_head = pattern_head == "KIND"        ? is_word_of<SwitchKind>(head)
                           : pattern_head == "COMPONENT" ? is_word_of<Component>(head)
                                                         : head == pattern_head;
    if (!fits_head || (name_dot == std::string_view::npos) != (pattern_dot == std::string_view::npos))
        return false;
    return name_dot == std::string_view::npos ||
           fits(name.substr(name_dot + 1), pattern.substr(pattern_dot + 1));
}

template <class Wanted>
const MetricInfo* first_metric(Wanted wanted) {
    const auto all = metric_catalogue();
    const auto at = std::find_if(all.begin(), all.end(), wanted);
    return at == all.end() ? nullptr : &*at;
}

std::string_view sign_of(Operation operation) {
    switch (operation) {
    case Operation::number:
    case Operation::name:
    case Operation::call: return "";
    case Operation::negate: return "-";
    case Operation::logical_not: return "not ";
    case Operation::logical_and: return " and ";
    case Operation::logical_or: return " or ";
    case Operation::equal: return " == ";
    case Operation::not_equal: return " != ";
    case Operation::less: return " < ";
    case Operation::less_equal: return " <= ";
    case Operation::greater: return " > ";
    case Operation::greater_equal: return " >= ";
    case Operation::add: return " + ";
    case Operation::subtract: return " - ";
    case Operation::multiply: return " * ";
    case Operation::divide: return " / ";
    }
    return "";
}

} // namespace

QualifiedName split_variant(std::string_view name) {
    const std::size_t at = name.find("::");
    if (at == std::string_view::npos) return {{}, name};
    return {name.substr(0, at), name.substr(at + 2)};
}

std::vector<MetricOfSubject> cuts(std::string_view name) {
    std::vector<MetricOfSubject> found;
    for (std::size_t dot = name.rfind('.'); dot != std::string_view::npos && dot > 0;
         dot = name.rfind('.', dot - 1))
        found.push_back({name.substr(0, dot), name.substr(dot + 1)});
    return found;
}

const MetricInfo* metric_of_thread(std::string_view name) {
    return first_metric(
        [&](const MetricInfo& m) { return (m.of == "thread" || m.of == "process") && m.name == name; });
}

const MetricInfo* metric_of_cpu(std::string_view name) {
    return first_metric([&](const MetricInfo& m) { return m.of == "cpu" && m.name == name; });
}

const MetricInfo* metric_of_run(std::string_view name) {
    return first_metric([&](const MetricInfo& m) {
        return m.of != "thread" && m.of != "process" && m.of != "cpu" && fits(name, m.name);
    });
}

Measure measure_of(const MetricInfo& metric) {
    return metric.unit == "time" ? Measure::time : Measure::count;
}

std::string suggest_metric(std::string_view name) {
    std::vector<std::string_view> all;
    for (const MetricInfo& metric : metric_catalogue())
        all.push_back(metric.name);
    const std::string near = nearest(name, all);
    return near.empty() ? "`ossim list metrics` shows them all" : "did you mean \"" + near + "\"?";
}

NamedPart named_part(std::string_view run_metric) {
    const std::size_t first = run_metric.find('.'), last = run_metric.rfind('.');
    const std::string_view kind = run_metric.substr(0, first);
    if (first == last || (kind != "span" && kind != "device")) return {};
    return {kind, run_metric.substr(first + 1, last - first - 1)};
}

std::string text_of(const Expression& expression, std::uint32_t index, std::string_view source) {
    const Expression::Node& node = expression.nodes[index];
    if (node.operation == Operation::number) return std::string(source.substr(node.offset, node.width));
    if (node.operation == Operation::name) return node.name;
    if (node.operation == Operation::call) {
        std::string text = node.name + "(";
        for (std::size_t i = 0; i < node.operands.size(); ++i)
            text += (i > 0 ? ", " : "") + text_of(expression, node.operands[i], source);
        return text + ")";
    }
    const std::string sign(sign_of(node.operation));
    if (node.operands.size() == 1) return sign + text_of(expression, node.operands[0], source);
    return text_of(expression, node.operands[0], source) + sign +
           text_of(expression, node.operands[1], source);
}

} // namespace ossim
