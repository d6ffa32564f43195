// Edits lines and knows no YAML beyond them: a question that is not plainly a block of lines is left alone,
// and who calls this reads the result again.
#include "cli/seal.hpp"

#include <algorithm>
#include <optional>

namespace ossim {

namespace {

using Lines = std::vector<std::string>; ///< each with its line end

Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

bool is_blank(const std::string& line) {
    const std::size_t at = line.find_first_not_of(" \r\n");
    return at == std::string::npos || line[at] == '#';
}

std::size_t indent_of(const std::string& line) { return std::min(line.find_first_not_of(' '), line.size()); }

/// "  chart:" and nothing more but a comment.
bool opens_block(const std::string& line, std::string_view key) {
    std::string_view rest = std::string_view(line).substr(indent_of(line));
    for (const char quote : {'"', '\''})
        if (rest.starts_with(quote) && rest.substr(1).starts_with(key) &&
            rest.substr(1 + key.size()).starts_with(quote))
            rest = rest.substr(key.size() + 2);
    if (rest.starts_with(key))
        rest.remove_prefix(key.size());
    else if (rest.size() + key.size() + 2 != line.size() - indent_of(line))
        return false;
    if (!rest.starts_with(':')) return false;
    return is_blank(std::string(rest.substr(1)));
}

std::string_view line_end(const std::string& line) { return line.ends_with("\r\n") ? "\r\n" : "\n"; }

/// The first line below `at` that belongs to its block, or nothing.
std::optional<std::size_t> first_inside(const Lines& lines, std::size_t at) {
    for (std::size_t i = at + 1; i < lines.size(); ++i) {
        if (is_blank(lines[i])) continue;
        return indent_of(lines[i]) > indent_of(lines[at]) ? std::optional(i) : std::nullopt;
    }
    return std::nullopt;
}

/// Where the block that `at` opens ends.
std::size_t block_end(const Lines& lines, std::size_t at) {
    std::size_t i = at + 1;
    while (i < lines.size() && (is_blank(lines[i]) || indent_of(lines[i]) > indent_of(lines[at])))
        ++i;
    return i;
}

/// The line that opens the question, right below `questions:`.
std::optional<std::size_t> line_of_question(const Lines& lines, const std::string& question) {
    const auto questions = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
        return indent_of(line) == 0 && opens_block(line, "questions");
    });
    if (questions == lines.end()) return std::nullopt;
    const auto top = static_cast<std::size_t>(questions - lines.begin());
    const auto first = first_inside(lines, top);
    if (!first) return std::nullopt;
    const std::size_t end = block_end(lines, top);
    for (std::size_t i = *first; i < end; ++i)
        if (indent_of(lines[i]) == indent_of(lines[*first]) && opens_block(lines[i], question)) return i;
    return std::nullopt;
}

bool seal_question(Lines& lines, const KeyInfo& key) {
    const auto at = line_of_question(lines, key.question);
    const auto first = at ? first_inside(lines, *at) : std::nullopt;
    if (!first) return false;
    const std::size_t indent = indent_of(lines[*first]);
    const std::string sealed = std::string(indent, ' ') + "digest: " + key.digest;
    for (std::size_t i = *first; i < block_end(lines, *at); ++i) {
        if (indent_of(lines[i]) != indent || lines[i].compare(indent, 7, "digest:") != 0) continue;
        const std::size_t comment = lines[i].find(" #");
        lines[i] = sealed + (comment == std::string::npos ? std::string(line_end(lines[i]))
                                                          : lines[i].substr(comment));
        return true;
    }
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(*first),
                 sealed + std::string(line_end(lines[*at])));
    return true;
}

} // namespace

std::string seal_lines(std::span<const KeyInfo> keys) {
    std::string text = "questions:\n";
    for (const KeyInfo& key : keys)
        if (!key.digest.empty()) text += "  " + key.question + ":\n    digest: " + key.digest + "\n";
    return text;
}

SealedText seal_text(std::string_view yaml, std::span<const KeyInfo> keys) {
    SealedText result;
    Lines lines = lines_of(yaml);
    for (const KeyInfo& key : keys) {
        if (key.digest.empty()) continue;
        (seal_question(lines, key) ? result.sealed : result.left).push_back(key.question);
    }
    for (const std::string& line : lines)
        result.text += line;
    return result;
}

} // namespace ossim
