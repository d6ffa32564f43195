// What YAML's own mistakes are called in our words.
#include "scenario/piece.hpp"

#include "base/text.hpp"

#include <optional>
#include <string>

namespace ossim {
namespace {

std::size_t find_tab_in_indent(std::string_view line) {
    const std::size_t text = std::min(line.find_first_not_of(" \t"), line.size());
    return line.substr(0, text).find('\t');
}

std::string character_at(const Piece& piece, std::uint32_t place) {
    std::size_t next = place;
    if (place >= piece.end) return "the end of the text";
    next_character(piece.text, next);
    return quoted(piece.text.substr(place, next - place));
}

YamlFault unclosed(const Piece& piece, std::uint32_t place, std::uint32_t open, const Mark& here) {
    return {open,
            1,
            {"unclosed-bracket", "this " + character_at(piece, open) + " is never closed",
             std::string("write the \"") + (piece.at(open) == '[' ? ']' : '}') + "\" that belongs to it",
             place >= piece.end ? "the text ends without it"
                                : "what follows stops making sense at line " + std::to_string(here.line)}};
}

/// `{name: A burst: 3}`: where the second key of one entry begins, within the braces that open here. Or
/// `no_place`.
std::uint32_t key_without_comma(const Piece& piece, std::uint32_t open) {
    std::uint32_t word = open, colons = 0;
    for (std::uint32_t at = open + 1; at < piece.end; ++at) {
        const char c = piece.at(at);
        if (c == ',') colons = 0;
        if (c == '\n' || c == '"' || c == '\'' || c == '#' || c == '[' || c == ']' || c == '{' || c == '}')
            break;
        if (piece.is_space(at)) word = at + 1;
        if (c != ':' || !piece.is_space(at + 1)) continue;
        if (colons++ > 0) return word < at ? word : no_place;
    }
    return no_place;
}

YamlFault missing_comma(const Piece& piece, std::uint32_t key) {
    const std::string_view rest = piece.after(key);
    const std::string word(rest.substr(0, rest.find(':')));
    return {key,
            static_cast<std::uint32_t>(word.size()),
            {"missing-comma",
             "a comma is missing before " + quoted(word),
             "write \", " + escaped(word) + ": ...\"",
             {}}};
}

/// `ossim:1`, or `ossim 1`, and then a line with a key: YAML takes both for one text, and stumbles at the
/// second.
std::optional<YamlFault> key_run_together(const Piece& piece, std::uint32_t place) {
    const auto line = static_cast<std::uint32_t>(place - piece.before(place).size());
    if (line == piece.from) return std::nullopt;
    const std::string_view above = piece.before(line - 1);
    const std::string text = trimmed(above.substr(0, above.find(" #")));
    const std::size_t end = text.find_first_of(": ");
    if (end == std::string::npos || end == 0 || end + 1 >= text.size() ||
        !is_valid_name(text.substr(0, end)) || text.find(": ") != std::string::npos)
        return std::nullopt;
    const bool has_colon = text[end] == ':';
    const std::string rest = text.substr(text.find_first_not_of(": ", end));
    return YamlFault{
        static_cast<std::uint32_t>(line - 1 - above.size()),
        static_cast<std::uint32_t>(text.size()),
        {has_colon ? "missing-space" : "missing-colon",
         (has_colon ? "a space is missing after the colon in " : "a colon is missing in ") + quoted(text),
         "write " + quoted(text.substr(0, end) + ": " + rest),
         {}}};
}

YamlFault value_fault(const Piece& piece, std::uint32_t place) {
    if (const auto fault = key_run_together(piece, place)) return *fault;
    const std::string_view before = piece.before(place);
    const std::size_t colon = before.find(": ");
    if (colon == std::string_view::npos || before.find_first_of("\"'") < colon)
        return {place,
                1,
                {"bad-indentation",
                 "this line does not line up with those it belongs to",
                 "indent the keys of one mapping by the same number of spaces",
                 {}}};
    const std::size_t value = std::min(before.find_first_not_of(' ', colon + 1), before.size());
    const std::string text = trimmed(std::string(before.substr(value)) + std::string(piece.after(place)));
    return {place,
            1,
            {"colon-in-value",
             "a second colon in one line",
             "if it is part of the value, quote it: " + trimmed(before.substr(0, colon)) + ": '" +
                 escaped(text) + "'",
             {}}};
}

Mark mark_of(const Piece& piece, std::uint32_t place) {
    Mark mark{1, 1};
    for (const char c : piece.text.substr(0, place))
        mark.line += c == '\n' ? 1 : 0;
    return mark;
}

YamlFault quote_it(const Piece& piece, std::uint32_t place) {
    const std::string text = trimmed(piece.after(place));
    return {place,
            1,
            {"quote-it",
             character_at(piece, place) + " cannot begin a plain value",
             "quote it: '" + escaped(text) + "'",
             {}}};
}

} // namespace

YamlFault explain_fault(const Piece& piece, std::uint32_t place, std::string_view told, std::uint32_t open) {
    const auto says = [&](std::string_view part) { return told.find(part) != std::string_view::npos; };
    const std::string_view before = piece.before(place);
    const std::string line = std::string(before) + std::string(piece.after(place));
    if (const std::size_t tab = find_tab_in_indent(line); tab != std::string::npos && open == no_place) {
        const auto start = static_cast<std::uint32_t>(place - before.size() + tab);
        return {start, 1, {"tab", "a tab indents this line", "YAML wants spaces there", {}}};
    }
    const std::string_view alias = piece.after(place).substr(0, piece.after(place).find_first_of(" \t,]}"));
    if (says("anchor is not defined"))
        return {place,
                1,
                {"unknown-anchor",
                 quoted(alias) + " refers to an anchor that is not there",
                 "quote it if it is meant as text; define it before with \"&\" if it is not",
                 {}}};
    if (says("flow end"))
        return {place,
                1,
                {"stray-bracket",
                 "this " + character_at(piece, place) + " closes nothing",
                 "take it out, or open it",
                 {}}};
    if (says("unknown token") || says("alias not found") || says("anchor not found") || says("tag"))
        return quote_it(piece, place);
    if (says("escape") || says("hex") || says("unicode"))
        return {place,
                1,
                {"bad-escape",
                 "no such escape in double quotes",
                 "in single quotes a backslash stands for itself",
                 {}}};
    if (says("in scalar"))
        return {place,
                1,
                {"unterminated-quote", "a quoted text is not closed before this", "close the quote", {}}};
    if (open != no_place && piece.at(open) == '{')
        if (const std::uint32_t key = key_without_comma(piece, open); key != no_place)
            return missing_comma(piece, key);
    if (open != no_place) return unclosed(piece, place, open, mark_of(piece, place));
    if (says("map value")) return value_fault(piece, place);
    if (says("end of map") || says("end of sequence") || says("map key") || says("block entry"))
        return {place,
                1,
                {"bad-indentation",
                 "this line does not line up with those it belongs to",
                 "indent the keys of one mapping, and the items of one list, by the same number of spaces",
                 {}}};
    return {place, 1, {"yaml", "YAML cannot read this: " + escaped(told), {}, {}}};
}

} // namespace ossim
