// Collects what is wrong, each thing once, in order of place.
#include "scenario/reports.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace ossim {
namespace {

/// A file of errors costs memory for each: these are kept, and more are not worth a reader's time.
constexpr std::size_t most_kept = 20'000;
constexpr std::size_t longest_word = 60;

} // namespace

std::string quoted(std::string_view text) {
    std::string shown = escaped(text);
    if (display_width(shown) > longest_word) shown = fit(shown, longest_word);
    return '"' + shown + '"';
}

std::string a_or_an(std::string_view noun) {
    const bool is_vowel =
        !noun.empty() && std::string_view("aeiou").find(noun.front()) != std::string_view::npos;
    return (is_vowel ? "an " : "a ") + std::string(noun);
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> words) {
    const std::string near = word.size() > 100 ? std::string() : nearest(word, words);
    return near.empty() ? near : "did you mean \"" + near + "\"?";
}

std::string comma_list(std::span<const std::string_view> words) {
    constexpr std::size_t longest = 300;
    std::string list;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (list.size() > longest) return list + " and " + std::to_string(words.size() - i) + " more";
        list += (i == 0 ? "" : ", ") + std::string(words[i]);
    }
    return list;
}

void Reports::tell(Severity severity, NodeId node, Words words) {
    Diagnostic diagnostic;
    diagnostic.severity = severity;
    diagnostic.file = document_.source(document_.node(node).source).file;
    diagnostic.at = document_.mark(node);
    diagnostic.width = document_.width(node);
    keep(std::move(diagnostic), std::move(words));
}

void Reports::error_at(std::uint8_t source, std::uint32_t place, std::uint32_t width, Words words) {
    Diagnostic diagnostic;
    diagnostic.file = document_.source(source).file;
    diagnostic.at = document_.mark_at(source, place);
    diagnostic.width = width;
    keep(std::move(diagnostic), std::move(words));
}

void Reports::error_of_file(Words words) {
    Diagnostic diagnostic;
    diagnostic.file = document_.source(0).file;
    keep(std::move(diagnostic), std::move(words));
}

void Reports::keep(Diagnostic diagnostic, Words words) {
    if (diagnostic.severity == Severity::error) ++errors_;
    if (all_.size() >= most_kept) return;
    const auto [at, is_new] =
        told_.emplace(diagnostic.file, diagnostic.at, std::string(words.code), words.message);
    if (!is_new) return;
    diagnostic.code = words.code;
    diagnostic.message = std::move(words.message);
    diagnostic.hint = std::move(words.hint);
    diagnostic.note = std::move(words.note);
    if (!context_.empty())
        diagnostic.note = diagnostic.note.empty() ? context_ : diagnostic.note + " (" + context_ + ")";
    all_.push_back(std::move(diagnostic));
}

Diagnostics Reports::take() {
    const std::string file = document_.source(0).file;
    std::stable_sort(all_.begin(), all_.end(), [&](const Diagnostic& a, const Diagnostic& b) {
        return std::pair(a.file != file, a.at) < std::pair(b.file != file, b.at);
    });
    return std::move(all_);
}

} // namespace ossim
