// One function a format; each escapes too much rather than too little.
#include "feedback/escape.hpp"

#include "base/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ossim {

namespace {

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
}

/// Lines of a block, without control characters and without an end.
std::string plain_lines(std::string_view lines) {
    std::string text;
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        text += escaped(lines.substr(0, end)) + "\n";
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return text;
}

/// "1." and "1)" begin a numbered list.
std::size_t place_of_number_mark(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size() && is_digit(text[at]))
        ++at;
    const bool is_mark = at > 0 && at < text.size() && (text[at] == '.' || text[at] == ')');
    return is_mark ? at : std::string_view::npos;
}

} // namespace

std::string markdown_text(std::string_view text, bool begins_line) {
    const std::string plain = one_line(text);
    const std::size_t mark = begins_line ? place_of_number_mark(plain) : std::string_view::npos;
    std::string result;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const char c = plain[i];
        const bool is_markup = std::string_view("\\`*_[]<>|~$&").find(c) != std::string_view::npos;
        const bool opens =
            begins_line && i == 0 && std::string_view("#-+=").find(c) != std::string_view::npos;
        if (c == '@') {
            result += "&#64;";
            continue;
        }
        if (is_markup || opens || i == mark) result += '\\';
        result += c;
    }
    replace_all(result, "://", ":\\/\\/");
    replace_all(result, "www.", "www\\.");
    return result;
}

std::string markdown_fence(std::string_view lines) {
    const std::string text = plain_lines(lines);
    std::size_t longest = 2, run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(longest + 1, '`');
    return fence + "text\n" + text + fence + "\n";
}

std::string markup_text(std::string_view text) {
    std::string result;
    for (const char c : plain_lines(text)) {
        if (c == '&')
            result += "&amp;";
        else if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (c == '"')
            result += "&quot;";
        else if (c == '\'')
            result += "&#39;";
        else
            result += c;
    }
    replace_all(result, "\xEF\xBF\xBE", "\xEF\xBF\xBD"); // U+FFFE and U+FFFF are no characters of XML
    replace_all(result, "\xEF\xBF\xBF", "\xEF\xBF\xBD");
    if (!text.ends_with('\n') && !result.empty()) result.pop_back();
    return result;
}

std::string safe_csv_cell(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    const bool is_formula = first != std::string_view::npos &&
                            std::string_view("=+-@\t\r\n").find(text[first]) != std::string_view::npos;
    std::string cell = (is_formula ? "'" : "") + escaped(text);
    if (cell.find_first_of(",;\"'") == std::string::npos && cell == text) return cell;
    replace_all(cell, "\"", "\"\"");
    return '"' + cell + '"';
}

std::string json_string(std::string_view text) {
    return nlohmann::json(std::string(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace ossim
