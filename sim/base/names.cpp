// Names: which are valid, and which one was meant.
#include "base/text.hpp"

#include <algorithm>
#include <vector>

namespace ossim {

namespace {

constexpr std::size_t longest_name = 64;

/// The characters of a word, small ASCII letters for capital ones.
std::vector<char32_t> folded(std::string_view word) {
    std::vector<char32_t> characters;
    for (std::size_t at = 0; at < word.size();) {
        const char32_t c = next_character(word, at);
        characters.push_back(c >= U'A' && c <= U'Z' ? c + (U'a' - U'A') : c);
    }
    return characters;
}

/// Letters added, left out, changed, or swapped with their neighbour (Damerau and Levenshtein's distance, in
/// the form in which no part is changed twice).
std::size_t distance(const std::vector<char32_t>& a, const std::vector<char32_t>& b) {
    std::vector<std::size_t> before_last, last, row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last = last;
        last = row;
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row.back();
}

} // namespace

bool is_valid_name(std::string_view text) {
    std::size_t characters = 0;
    bool part_begins = true;
    for (std::size_t at = 0; at < text.size(); ++characters) {
        const bool first = at == 0;
        const char32_t c = next_character(text, at);
        if (c == U'/' || c == U'.') {
            if (part_begins) return false;
            part_begins = true;
            continue;
        }
        if (first ? !begins_name(c) : !is_name_character(c)) return false;
        if (part_begins && c == U'-') return false;
        part_begins = false;
    }
    return !part_begins && characters <= longest_name;
}

std::string nearest(std::string_view word, std::span<const std::string_view> words) {
    if (word.empty() || word.size() > 4 * longest_name) return "";
    const std::vector<char32_t> wanted = folded(word);
    std::size_t best = std::max<std::size_t>(1, wanted.size() / 3) + 1;
    std::string_view found;
    for (const std::string_view candidate : words) {
        const std::vector<char32_t> other = folded(candidate);
        if (std::max(other.size(), wanted.size()) - std::min(other.size(), wanted.size()) >= best) continue;
        const std::size_t changes = distance(wanted, other);
        if (changes >= best) continue;
        best = changes;
        found = candidate;
    }
    return std::string(found);
}

std::string quoted_list(std::span<const std::string_view> words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
        text += words[i];
    }
    return text;
}

} // namespace ossim
