// From names to values, as measures are rightly read, or as somebody believes that they are.
#include "expect/metric_resolver.hpp"

#include "base/text.hpp"

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

/// The measure that is taken in place of the one that is asked for.
std::string_view read_as(std::string_view metric, const Reading& reading) {
    if (metric == "response" && reading.response_from_zero) return "start";
    if (metric == "turnaround" && reading.turnaround_from_zero) return "finish";
    const bool is_waiting = metric == "waiting" || metric == "ready_wait";
    if (is_waiting && reading.waiting_counts_io) return "turnaround_minus_cpu";
    if (is_waiting && reading.waiting_until_first_run) return "ready_before_start";
    return metric;
}

/// CPUs on which anything ever ran: each had a first dispatch.
std::int64_t cpus_in_use(const Metrics& metrics, std::string_view subject) {
    return std::count_if(metrics.cpus.begin(), metrics.cpus.end(), [&](const CpuMetrics& cpu) {
        return cpu.total() > cpu.idle &&
               (subject.empty() || subject == "cpu" + std::to_string(cpu.cpu.value));
    });
}

std::optional<MetricValue> found(const Metrics& metrics, std::string_view subject, std::string_view metric,
                                 const Reading& reading) {
    // Of the run: a page that was there before comes back from its device.
    if (metric == "page_faults" && subject.empty() && reading.faults_without_first) metric = "major_faults";
    auto value = find_metric(metrics, subject, read_as(metric, reading));
    if (value && metric == "switches" && reading.switches_count_first)
        value->value = value->value + Ratio(cpus_in_use(metrics, subject));
    return value;
}

/// To so many places in the unit, halves up.
Ratio rounded_to(Ratio value, std::uint32_t places, Ratio unit) {
    Ratio scale = Ratio(1) / unit;
    for (std::uint32_t i = 0; i < std::min(places, 12U); ++i)
        scale = scale * Ratio(10);
    const Ratio doubled = value * scale * Ratio(2) + Ratio(1);
    const Ratio::Wide below = doubled.denominator() * Ratio::Wide{2};
    const Ratio::Wide whole =
        doubled.numerator() / below - (doubled.numerator() % below < 0 ? 1 : 0); // rounded down
    return Ratio(whole) / scale;
}

std::int64_t percent_of(const Expression& expression, const Expression::Node& call) {
    const Ratio percent = expression.nodes[call.operands.back()].number.number;
    const auto up = (percent.numerator() + percent.denominator() - 1) / percent.denominator();
    return static_cast<std::int64_t>(std::clamp<Ratio::Wide>(up, 0, 100));
}

Value average(Ratio sum, std::size_t size, Measure measure, const Reading& reading) {
    const auto over = std::max(reading.averaged.value_or(static_cast<std::uint32_t>(size)), 1U);
    return {sum / Ratio(std::int64_t{over}), measure};
}

Value collected(Collector collector, std::vector<Value>& values, std::int64_t percent,
                const Reading& reading) {
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
    case Collector::mean: return average(sum, size, measure, reading);
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

} // namespace

Resolved MetricResolver::name(std::string_view name) const {
    const QualifiedName qualified = split(name);
    const Metrics* metrics = run_of(qualified.variant);
    if (metrics == nullptr) return {std::nullopt, not_run(qualified.variant)};
    if (const auto value = found(*metrics, "", qualified.rest, reading_)) return {value_of(*value), ""};
    for (const MetricOfSubject& cut : cuts(qualified.rest))
        if (const auto value = found(*metrics, cut.subject, cut.metric, reading_))
            return {value_of(*value), ""};
    return {std::nullopt, why_nothing(*metrics, qualified.rest)};
}

Resolved MetricResolver::call(const Expression& expression, const Expression::Node& call) const {
    const QualifiedName function = split_variant(call.name);
    const auto collector = from_word<Collector>(function.rest);
    if (!collector || call.operands.empty()) return {};
    const MetricResolver inner(runs_, unit_, reading_, split(call.name).variant);
    const std::size_t arguments = call.operands.size() - (*collector == Collector::percentile ? 1 : 0);
    std::vector<Value> values;
    std::string problem;
    for (std::size_t i = 0; i < arguments && problem.empty(); ++i)
        problem = inner.gather(expression, call.operands[i], values);
    if (!problem.empty()) return {std::nullopt, problem};
    const Value amount{Ratio(static_cast<std::int64_t>(values.size())), Measure::count};
    if (*collector == Collector::count) return {amount, ""};
    if (values.empty()) return {std::nullopt, "no thread has a value for " + call.name + "() to take"};
    if (reading_.rounded)
        for (Value& value : values)
            value.number = rounded_to(value.number, *reading_.rounded,
                                      Ratio(value.measure == Measure::time ? length_of(unit_).ns() : 1));
    return {collected(*collector, values, percent_of(expression, call), reading_), ""};
}

QualifiedName MetricResolver::split(std::string_view name) const {
    QualifiedName qualified = split_variant(name);
    if (qualified.variant.empty()) qualified.variant = variant_;
    return qualified;
}

const Metrics* MetricResolver::run_of(std::string_view variant) const {
    const auto at = runs_.find(variant);
    return at == runs_.end() ? nullptr : at->second.metrics;
}

/// The values that an argument stands for: of all threads, of those of a subject, or the one of an
/// expression.
std::string MetricResolver::gather(const Expression& expression, std::uint32_t index,
                                   std::vector<Value>& values) const {
    const Expression::Node& node = expression.nodes[index];
    if (node.operation == Operation::name && gather_all(node.name, values)) return "";
    const Evaluated one = evaluate_node(expression, index, *this, unit_);
    if (!one.value) return one.error.message;
    values.push_back(*one.value);
    return "";
}

bool MetricResolver::gather_all(std::string_view name, std::vector<Value>& values) const {
    const QualifiedName qualified = split(name);
    const Metrics* metrics = run_of(qualified.variant);
    if (metrics == nullptr) return false;
    const auto take = [&](std::string_view subject, std::string_view metric) {
        for (const MetricValue& value : all_of_metric(*metrics, subject, read_as(metric, reading_)))
            values.push_back(value_of(value));
    };
    if (metric_of_thread(qualified.rest) != nullptr) return take("", qualified.rest), true;
    for (const MetricOfSubject& cut : cuts(qualified.rest))
        if (has_subject(*metrics, cut.subject) && metric_of_thread(cut.metric) != nullptr)
            return take(cut.subject, cut.metric), true;
    return false;
}

} // namespace ossim
