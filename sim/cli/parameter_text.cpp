// Parameters are written in the words that the scenario reader understands.
#include "cli/parameter_text.hpp"

#include "base/text.hpp"

#include <variant>

namespace ossim {

namespace {

template <class Items, class Text>
std::string listed(const Items& items, const Text& text_of) {
    std::string text;
    for (const auto& item : items)
        text += (text.empty() ? "" : ", ") + text_of(item);
    return "[" + text + "]";
}

/// One overload for each type that a parameter may have.
class ParameterWords {
  public:
    explicit ParameterWords(Unit unit) : unit_(unit) {}
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(Duration value) const { return with_unit(value, unit_); }
    std::string operator()(const Ratio& value) const {
        const auto whole = digits_of(value.numerator());
        return value.denominator() == 1 ? whole : whole + "/" + std::to_string(value.denominator());
    }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(const std::vector<Duration>& value) const {
        return listed(value, [this](Duration each) { return with_unit(each, unit_); });
    }
    std::string operator()(const std::vector<std::int64_t>& value) const {
        return listed(value, [](std::int64_t each) { return std::to_string(each); });
    }
    std::string operator()(const std::vector<SchedulerSpec>& value) const {
        return listed(value, [this](const SchedulerSpec& each) { return scheduler_text(each, unit_); });
    }

  private:
    Unit unit_;
};

} // namespace

std::string parameter_text(const ParameterValue& value, Unit unit) {
    return std::visit(ParameterWords(unit), value);
}

std::string scheduler_text(const SchedulerSpec& spec, Unit unit) {
    std::string text =
        "{" + (spec.name.empty() ? "" : "name: " + spec.name + ", ") + "policy: " + spec.policy;
    for (const auto& parameter : spec.parameters)
        text += ", " + parameter.name + ": " + parameter_text(parameter.value, unit);
    return text + "}";
}

} // namespace ossim
