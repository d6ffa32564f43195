// What the names and functions of an expression over measures mean: values of one run or of several.
#pragma once

#include "base/expression.hpp"
#include "expect/expect.hpp"
#include "expect/metric_names.hpp"
#include "ossim/metrics.hpp"
#include "ossim/misconception.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ossim {

class MetricResolver : public Resolver {
  public:
    /// `variant` is what names without one are of. All that is given must outlive the resolver.
    MetricResolver(const JudgedRuns& runs, Unit unit, const Reading& reading, std::string_view variant = "")
        : runs_(runs), unit_(unit), reading_(reading), variant_(variant) {}

    [[nodiscard]] Resolved name(std::string_view name) const override;
    [[nodiscard]] Resolved call(const Expression& expression, const Expression::Node& call) const override;

  private:
    [[nodiscard]] QualifiedName split(std::string_view name) const;
    [[nodiscard]] const Metrics* run_of(std::string_view variant) const;
    std::string gather(const Expression& expression, std::uint32_t index, std::vector<Value>& values) const;
    bool gather_all(std::string_view name, std::vector<Value>& values) const;

    const JudgedRuns& runs_;
    Unit unit_;
    const Reading& reading_;
    std::string_view variant_;
};

} // namespace ossim
