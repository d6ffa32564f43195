// From a stage to what its run gives.
#include "assignment/prepared.hpp"

#include <algorithm>

namespace ossim {

namespace {

Scenario under_preset(Scenario scenario, const PresetInfo& preset) {
    if (scenario.conventions.preset != preset.name) scenario.conventions = preset.settings;
    return scenario;
}

} // namespace

CompareOptions Prepared::options() const {
    CompareOptions options;
    options.points = question->points;
    options.gaps_for_overhead = !question->strict_overhead;
    options.at = question->compare == CompareAt::metrics ? CompareAt::schedule : question->compare;
    options.marking = question->marking;
    options.cap = question->cap;
    options.tolerance = question->tolerance;
    options.any_cpu_order = question->any_cpu_order;
    return options;
}

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

Stage under(const Stage& stage, const PresetInfo& preset) {
    Stage result{under_preset(stage.scenario, preset), {}};
    for (const auto& [variant, scenario] : stage.others)
        result.others.emplace_back(variant, under_preset(scenario, preset));
    return result;
}

Yielded give(const Prepared& prepared, const Staging& staging, const Keep& keep,
             std::span<const ForcedPick> forced) {
    Keep own = keep;
    own.metrics = keep.metrics || prepared.by_answers();
    Yielded given;
    Played played = play(staging.stage.scenario, own, forced);
    given.happenings = played.end.happenings;
    if (!played.is_whole()) given.trouble = played.trouble(prepared.unit);
    given.submission = std::move(played.submission);
    if (own.metrics) given.metrics[""] = std::move(played.metrics);
    for (const auto& [variant, scenario] : staging.stage.others) {
        if (!given.trouble.empty()) break;
        Keep other = keep;
        other.metrics = true;
        other.trace = false;
        Played of_variant = play(scenario, other);
        given.happenings += of_variant.end.happenings;
        if (!of_variant.is_whole()) given.trouble = of_variant.trouble(prepared.unit);
        given.metrics[variant] = std::move(of_variant.metrics);
    }
    const Facts facts{given.metrics, *given.submission.schedule, prepared.unit, staging.reading};
    for (const AnswerSpec& spec : prepared.asked)
        given.answers.push_back(answer_of(spec, facts));
    return given;
}

} // namespace ossim
