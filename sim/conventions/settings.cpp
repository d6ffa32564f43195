// Each setting as text, by the type of its value.
#include "conventions/settings.hpp"

#include "base/text.hpp"

namespace ossim {

namespace {

std::string text_of(const std::vector<PhaseGroup>& order) { return order_text(order); }
std::string text_of(Duration span) { return in_best_unit(span); }
template <WordedEnum E>
std::string text_of(E value) {
    return std::string(word_of(value));
}

} // namespace

std::string order_text(const std::vector<PhaseGroup>& order) {
    std::string text;
    for (const PhaseGroup& group : order) {
        if (!text.empty()) text += ", ";
        std::string phases;
        for (const Phase phase : group.phases)
            phases += (phases.empty() ? "" : ", ") + std::string(word_of(phase));
        const bool bracketed = group.phases.size() != 1;
        text += bracketed ? "[" + phases + "]" : phases;
        if (group.within != Within::own) text += " by " + std::string(word_of(group.within));
    }
    return text;
}

std::vector<std::pair<std::string, std::string>> differing_settings(const Conventions& conventions) {
    const Conventions own;
    std::vector<std::pair<std::string, std::string>> settings;
    for_each_field<Conventions>([&](const auto& field) {
        if (!(conventions.*field.member == own.*field.member))
            settings.emplace_back(field.name, text_of(conventions.*field.member));
    });
    return settings;
}

} // namespace ossim
