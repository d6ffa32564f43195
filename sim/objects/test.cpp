// Tests: an expression over variables, each read once where it stands.
#include "objects/test.hpp"

#include "base/random.hpp"

namespace ossim {

namespace {

class VariableResolver : public Resolver {
  public:
    VariableResolver(Names& names, const LookUp& look_up) : names_(names), look_up_(look_up) {}
    [[nodiscard]] Resolved name(std::string_view name) const override {
        return {Value{Ratio(look_up_(names_.intern(name))), Measure::count}, {}};
    }

  private:
    Names& names_;
    const LookUp& look_up_;
};

} // namespace

bool test_holds(const Expression& test, const Services& services, const LookUp& look_up) {
    const Evaluated result =
        evaluate(test, VariableResolver(services.names, look_up), services.scenario.unit);
    return result.value && result.value->holds();
}

std::uint32_t chosen_target(const ChooseOp& op, const Code& code, std::uint64_t bits) {
    const std::uint64_t drawn = below(code.choices[op.first + op.count - 1].up_to, bits);
    std::uint32_t at = op.first;
    while (code.choices[at].up_to <= drawn)
        ++at;
    return code.choices[at].target;
}

} // namespace ossim
