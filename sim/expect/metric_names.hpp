// The names of metrics in expressions: variant::subject.metric, and what may be wrong with them.
#pragma once

#include "base/expression.hpp"
#include "expect/claims.hpp"
#include "ossim/metrics.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// "three::P1.turnaround" is the variant "three" and "P1.turnaround".
struct QualifiedName {
    std::string_view variant, rest;
};
[[nodiscard]] QualifiedName split_variant(std::string_view name);

/// "P1.turnaround" cut at a dot.
struct MetricOfSubject {
    std::string_view subject, metric;
};
/// Every way to cut it, the longest subject first; names may have dots in them.
[[nodiscard]] std::vector<MetricOfSubject> cuts(std::string_view name);

/// The metric of that name of a "thread" (process, group), "process", "cpu", or "run" (switches, spans and
/// devices included, whose names have patterns in them); null if there is none.
[[nodiscard]] const MetricInfo* metric_of_thread(std::string_view name);
[[nodiscard]] const MetricInfo* metric_of_cpu(std::string_view name);
[[nodiscard]] const MetricInfo* metric_of_run(std::string_view name);
[[nodiscard]] Measure measure_of(const MetricInfo& metric);
/// `did you mean "x"?` among all metrics, or empty.
[[nodiscard]] std::string suggest_metric(std::string_view name);

/// The name of a span or device within "span.NAME.p95", "device.NAME.busy".
struct NamedPart {
    std::string_view kind, name; ///< kind: "span", "device", or empty
};
[[nodiscard]] NamedPart named_part(std::string_view run_metric);

/// A function of many values. percentile has a second argument.
enum class Collector : std::uint8_t { avg, mean, sum, max, min, median, percentile, count };
constexpr auto enum_words(Collector) {
    return words("avg", "mean", "sum", "max", "min", "median", "percentile", "count");
}

/// The expression's text, from its tree.
[[nodiscard]] std::string text_of(const Expression& expression, std::uint32_t node, std::string_view source);

} // namespace ossim
