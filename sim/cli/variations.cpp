// Lists of values, and their combinations.
#include "cli/variations.hpp"

#include "base/text.hpp"
#include "cli/exit.hpp"
#include "cli/scenario_input.hpp"

#include <utility>

namespace ossim {

namespace {

constexpr std::size_t most_runs = 64;

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string::npos) return "";
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// Parts at commas outside brackets, braces and quotes.
std::vector<std::string> parts_of(const std::string& text) {
    std::vector<std::string> parts(1);
    int depth = 0;
    char quote = '\0';
    for (const char c : text) {
        if (quote != '\0')
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '[' || c == '{')
            ++depth;
        else if (c == ']' || c == '}')
            --depth;
        if (c == ',' && depth == 0 && quote == '\0')
            parts.emplace_back();
        else
            parts.back() += c;
    }
    for (auto& part : parts)
        part = trimmed(part);
    return parts;
}

/// "scheduler.policy" is called "policy" in the table.
std::string last_word(const std::string& path) { return path.substr(path.find_last_of('.') + 1); }

} // namespace

Vary read_vary(const std::string& text) {
    const auto patch = read_patch("--vary", text);
    Vary vary{patch.path, parts_of(patch.value)};
    for (const auto& value : vary.values)
        if (value.empty())
            throw Failure(ExitCode::wrong, "--vary: a value is missing in \"" + escaped(text) +
                                               "\"; write for example --vary scheduler.policy=fcfs,rr");
    return vary;
}

std::vector<Variation> combinations(std::span<const Vary> varies, const std::string& variant) {
    std::vector<Variation> all{{"", variant, {}}};
    for (const auto& vary : varies) {
        if (all.size() * vary.values.size() > most_runs)
            throw Failure(ExitCode::wrong, "--vary: these are more than " + std::to_string(most_runs) +
                                               " runs; leave out some values");
        std::vector<Variation> next;
        for (const auto& before : all)
            for (const auto& value : vary.values) {
                next.push_back(before);
                next.back().name += (before.name.empty() ? "" : " ") + last_word(vary.path) + "=" + value;
                next.back().patches.push_back({vary.path, value, "--vary"});
            }
        all = std::move(next);
    }
    return all;
}

} // namespace ossim
