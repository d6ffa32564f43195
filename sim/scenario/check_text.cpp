// What must hold of the bytes of a scenario before YAML is read: UTF-8, no control characters, the size.
#include "scenario/yaml_reader.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace ossim {
namespace {

struct Refusal {
    std::size_t place;
    std::size_t width;
    Words words;
};

bool is_utf16(std::string_view text) {
    return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") ||
           text.starts_with(std::string_view("\0\0\xfe\xff", 4));
}

std::optional<Refusal> find_bad_byte(std::string_view text, std::string_view what) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte != 0x7f) continue;
        if (byte == '\n' || byte == '\t' || (byte == '\r' && i + 1 < text.size() && text[i + 1] == '\n'))
            continue;
        if (byte == '\r')
            return Refusal{i,
                           1,
                           {"control-character", "a carriage return without a line feed",
                            "save the file with Unix line ends"}};
        return Refusal{i,
                       1,
                       {"control-character",
                        "a control character (" + escaped(text.substr(i, 1)) + ") is in the text",
                        a_or_an(what) + " is plain text; take it out"}};
    }
    return std::nullopt;
}

std::optional<Refusal> find_bad_utf8(std::string_view text) {
    if (is_valid_utf8(text)) return std::nullopt;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t before = i;
        if (next_character(text, i) == 0xfffd && i == before + 1)
            return Refusal{before,
                           1,
                           {"not-utf8", "the byte " + escaped(text.substr(before, 1)) + " is not UTF-8",
                            "save the file as UTF-8"}};
    }
    return std::nullopt;
}

/// Millions of opening brackets on a line cost the scanner memory before its handler hears of the first.
std::optional<Refusal> find_bracket_flood(std::string_view text) {
    constexpr std::size_t most = 4096;
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '[' || text[i] == '{') ++depth;
        if ((text[i] == ']' || text[i] == '}') && depth > 0) --depth;
        if (depth > most)
            return Refusal{i, 1, {"too-deep", "thousands of brackets are open here", "close them"}};
    }
    return std::nullopt;
}

std::optional<Refusal> find_emptiness(std::string_view text, std::string_view what) {
    bool comment = false;
    for (std::size_t i = text.starts_with("\xef\xbb\xbf") ? 3 : 0; i < text.size(); ++i) {
        if (text[i] == '\n') comment = false;
        if (text[i] == '#') comment = true;
        if (!comment && text[i] != ' ' && text[i] != '\t' && text[i] != '\r' && text[i] != '\n')
            return std::nullopt;
    }
    const std::string command = what == "assignment" ? "\"ossim new assignment\"" : "\"ossim new\"";
    return Refusal{0,
                   0,
                   {"empty-file", "there is no " + std::string(what) + " in this file",
                    command + " writes one to start from"}};
}

} // namespace

bool check_text(const Document& document, std::uint8_t source, const YamlLimits& limits, Reports& reports) {
    const std::string_view text = document.source(source).text;
    if (text.size() > limits.bytes || text.size() >= no_node) {
        reports.error_of_file(
            {"too-large",
             "the file has " + std::to_string(text.size()) + " bytes; at most " +
                 std::to_string(limits.bytes) + " are read",
             limits.what == "scenario" ? "write `count: 1000` instead of a thousand processes" : "",
             {}});
        return false;
    }
    if (is_utf16(text)) {
        reports.error_of_file({"not-utf8", "the file is UTF-16 or UTF-32", "save the file as UTF-8", {}});
        return false;
    }
    std::optional<Refusal> refusal = find_emptiness(text, limits.what);
    if (!refusal) refusal = find_bad_byte(text, limits.what);
    if (!refusal) refusal = find_bad_utf8(text);
    if (!refusal) refusal = find_bracket_flood(text);
    if (!refusal) return true;
    if (refusal->width == 0)
        reports.error_of_file(std::move(refusal->words));
    else
        reports.error_at(source, static_cast<std::uint32_t>(refusal->place), 1, std::move(refusal->words));
    return false;
}

} // namespace ossim
