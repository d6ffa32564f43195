// The words that courses print.
#include "grade/happening.hpp"

#include "grade/intake.hpp"

namespace ossim {
namespace {

struct CommonWord {
    std::string_view word;
    Happening happening;
};
constexpr CommonWord common_words[] = {
    {"runs", Happening::runs},       {"run", Happening::runs},           {"running", Happening::runs},
    {"isrunning", Happening::runs},  {"start", Happening::runs},         {"starts", Happening::runs},
    {"started", Happening::runs},    {"startsrunning", Happening::runs}, {"begins", Happening::runs},
    {"dispatch", Happening::runs},   {"dispatched", Happening::runs},    {"scheduled", Happening::runs},
    {"resumes", Happening::runs},    {"resumed", Happening::runs},       {"continues", Happening::runs},
    {"executes", Happening::runs},   {"executing", Happening::runs},     {"selected", Happening::runs},
    {"stops", Happening::stops},     {"stop", Happening::stops},         {"stopped", Happening::stops},
    {"preempt", Happening::stops},   {"preempted", Happening::stops},    {"ispreempted", Happening::stops},
    {"blocks", Happening::stops},    {"blocked", Happening::stops},      {"isblocked", Happening::stops},
    {"waits", Happening::stops},     {"waiting", Happening::stops},      {"sleeps", Happening::stops},
    {"yields", Happening::stops},    {"yielded", Happening::stops},      {"finish", Happening::stops},
    {"finishes", Happening::stops},  {"finished", Happening::stops},     {"ends", Happening::stops},
    {"ended", Happening::stops},     {"exit", Happening::stops},         {"exits", Happening::stops},
    {"exited", Happening::stops},    {"completes", Happening::stops},    {"completed", Happening::stops},
    {"terminate", Happening::stops}, {"terminates", Happening::stops},   {"terminated", Happening::stops},
    {"ready", Happening::stops},     {"isready", Happening::stops},      {"done", Happening::stops},
    {"leaves", Happening::stops},    {"idle", Happening::idle},          {"idles", Happening::idle},
    {"isidle", Happening::idle},
};

std::string bare_words(std::string_view words) {
    std::string text = folded(words);
    while (!text.empty() && std::string_view(".!,;:").find(text.back()) != std::string_view::npos)
        text.pop_back();
    return text;
}

} // namespace

Vocabulary::Vocabulary(const ReadingRules& rules) {
    for (const CommonWord& each : common_words)
        meanings_[std::string(each.word)] = each.happening;
    for (const auto& [meaning, word] : rules.events)
        meanings_[bare_words(word)] = meaning == "runs"   ? Happening::runs
                                      : meaning == "idle" ? Happening::idle
                                                          : Happening::stops;
}

Happening Vocabulary::of(std::string_view words) const {
    constexpr std::size_t longest = 200;
    if (words.size() > longest) return Happening::nothing;
    const auto at = meanings_.find(bare_words(words));
    return at == meanings_.end() ? Happening::nothing : at->second;
}

} // namespace ossim
