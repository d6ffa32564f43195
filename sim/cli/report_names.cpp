// Bytes beyond ASCII stay only if the whole name is UTF-8.
#include "cli/report_names.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <set>

namespace ossim {

namespace {

constexpr std::size_t longest_name = 100;

bool is_plain(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
           c == '-';
}

std::string lowered(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

/// At most so many bytes, cut between characters.
std::string cut(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end);
}

} // namespace

std::string file_name_of(std::string_view name) {
    const bool is_text = is_valid_utf8(name);
    std::string result;
    for (std::size_t at = 0; at < name.size();) {
        const std::size_t begin = at;
        const char32_t c = next_character(name, at);
        const bool is_letter = is_text && c >= 0x80 && is_name_character(c);
        if ((c < 0x80 && is_plain(static_cast<char>(c))) || is_letter)
            result += std::string(name.substr(begin, at - begin));
        else
            result += '_';
    }
    if (result.empty() || result.front() == '.' || result.front() == '-') result.insert(0, 1, '_');
    return cut(result, longest_name);
}

std::vector<std::string> file_names_of(const std::vector<std::string>& names) {
    std::set<std::string> taken;
    std::vector<std::string> result;
    for (const std::string& name : names) {
        const std::string first = file_name_of(name);
        std::string chosen = first;
        for (int number = 2; !taken.insert(lowered(chosen)).second; ++number)
            chosen = first + "-" + std::to_string(number);
        result.push_back(chosen);
    }
    return result;
}

} // namespace ossim
