// The words that courses print.
#include "grade/vocabulary.hpp"

#include "grade/intake.hpp"

namespace ossim {
namespace {

struct CommonWord {
    std::string_view word;
    Meaning meaning;
};
constexpr CommonWord common_words[] = {
    {"runs", Meaning::runs},       {"run", Meaning::runs},           {"running", Meaning::runs},
    {"isrunning", Meaning::runs},  {"start", Meaning::runs},         {"starts", Meaning::runs},
    {"started", Meaning::runs},    {"startsrunning", Meaning::runs}, {"begins", Meaning::runs},
    {"dispatch", Meaning::runs},   {"dispatched", Meaning::runs},    {"scheduled", Meaning::runs},
    {"resumes", Meaning::runs},    {"resumed", Meaning::runs},       {"continues", Meaning::runs},
    {"executes", Meaning::runs},   {"executing", Meaning::runs},     {"selected", Meaning::runs},
    {"stops", Meaning::stops},     {"stop", Meaning::stops},         {"stopped", Meaning::stops},
    {"preempt", Meaning::stops},   {"preempted", Meaning::stops},    {"ispreempted", Meaning::stops},
    {"blocks", Meaning::stops},    {"blocked", Meaning::stops},      {"isblocked", Meaning::stops},
    {"waits", Meaning::stops},     {"waiting", Meaning::stops},      {"sleeps", Meaning::stops},
    {"yields", Meaning::stops},    {"yielded", Meaning::stops},      {"finish", Meaning::stops},
    {"finishes", Meaning::stops},  {"finished", Meaning::stops},     {"ends", Meaning::stops},
    {"ended", Meaning::stops},     {"exit", Meaning::stops},         {"exits", Meaning::stops},
    {"exited", Meaning::stops},    {"completes", Meaning::stops},    {"completed", Meaning::stops},
    {"terminate", Meaning::stops}, {"terminates", Meaning::stops},   {"terminated", Meaning::stops},
    {"ready", Meaning::stops},     {"isready", Meaning::stops},      {"done", Meaning::stops},
    {"leaves", Meaning::stops},    {"idle", Meaning::idle},          {"idles", Meaning::idle},
    {"isidle", Meaning::idle},
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
        meanings_[std::string(each.word)] = each.meaning;
    for (const auto& [meaning, word] : rules.events)
        meanings_[bare_words(word)] = meaning == "runs"   ? Meaning::runs
                                      : meaning == "idle" ? Meaning::idle
                                                          : Meaning::stops;
}

Meaning Vocabulary::of(std::string_view words) const {
    constexpr std::size_t longest = 200;
    if (words.size() > longest) return Meaning::nothing;
    const auto at = meanings_.find(bare_words(words));
    return at == meanings_.end() ? Meaning::nothing : at->second;
}

} // namespace ossim
