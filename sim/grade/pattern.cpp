// Patterns are matched from left to right, without going back.
#include "grade/pattern.hpp"

#include "base/text.hpp"
#include "grade/intake.hpp"
#include "ossim/grade.hpp"

#include <algorithm>

namespace ossim {
namespace {

struct FieldName {
    std::string_view word;
    LineField field;
};
constexpr FieldName field_names[] = {
    {"t", LineField::time},     {"time", LineField::time},         {"start", LineField::start},
    {"end", LineField::end},    {"duration", LineField::duration}, {"cpu", LineField::cpu},
    {"p", LineField::thread},   {"thread", LineField::thread},     {"event", LineField::event},
    {"*", LineField::anything},
};

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

constexpr char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool begins_with(std::string_view line, std::size_t at, std::string_view literal) {
    if (line.size() - at < literal.size()) return false;
    for (std::size_t i = 0; i < literal.size(); ++i)
        if (small(line[at + i]) != literal[i]) return false;
    return true;
}

std::size_t blanks_at(std::string_view line, std::size_t at) {
    std::size_t count = 0;
    while (at + count < line.size() && is_blank(line[at + count]))
        ++count;
    return count;
}

} // namespace

LinePattern::LinePattern(std::string_view pattern) {
    std::string_view rest = trimmed(pattern);
    while (!rest.empty()) {
        const std::size_t open = std::min(rest.find('{'), rest.size());
        add_literal(rest.substr(0, open));
        rest.remove_prefix(open);
        if (rest.empty()) break;
        const std::size_t close = rest.find('}');
        const std::string word = folded(rest.substr(1, close == std::string_view::npos ? 0 : close - 1));
        const auto* const known = std::find_if(std::begin(field_names), std::end(field_names),
                                               [&](const FieldName& each) { return each.word == word; });
        if (close == std::string_view::npos || known == std::end(field_names)) {
            problem_ = close == std::string_view::npos
                           ? "a { has no }"
                           : "{" + escaped(fit(word, 20)) +
                                 "} is no field; there are {t}, {start}, {end}, {duration}, {cpu}, {p}, "
                                 "{event} and {*}";
            return;
        }
        if (!pieces_.empty() && pieces_.back().kind == Piece::Kind::field)
            problem_ = "two fields stand side by side, so that it is not clear where the first one ends";
        pieces_.push_back({Piece::Kind::field, "", known->field});
        rest.remove_prefix(close + 1);
    }
    check();
}

void LinePattern::add_literal(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_blank(text[at]) || text[at] == '\n') {
            if (pieces_.empty() || pieces_.back().kind != Piece::Kind::space)
                pieces_.push_back({Piece::Kind::space, "", LineField::anything});
            continue;
        }
        if (pieces_.empty() || pieces_.back().kind != Piece::Kind::literal)
            pieces_.push_back({Piece::Kind::literal, "", LineField::anything});
        pieces_.back().text += small(text[at]);
    }
}

void LinePattern::check() {
    if (!problem_.empty()) return;
    if (std::count_if(pieces_.begin(), pieces_.end(), [](const Piece& piece) {
            return piece.kind == Piece::Kind::field && piece.field != LineField::anything;
        }) == 0)
        problem_ = "it has no field: write {t} where the time stands, and {p} for the thread";
    else if (!has(LineField::thread) && !has(LineField::event))
        problem_ = "it has neither {p} nor {event}: who has the CPU, or what happens";
    else if (!has(LineField::time) && !has(LineField::start) &&
             !(has(LineField::end) && has(LineField::duration)))
        problem_ = "it has no time: write {t}, or {start} and {end}, where the times stand";
    else if (has(LineField::start) && !has(LineField::end) && !has(LineField::duration))
        problem_ = "it has {start} without {end} or {duration}; a single moment is {t}";
}

bool LinePattern::has(LineField field) const {
    return std::any_of(pieces_.begin(), pieces_.end(), [&](const Piece& piece) {
        return piece.kind == Piece::Kind::field && piece.field == field;
    });
}

/// A field goes up to what follows it in the pattern; `npos` if that does not follow.
std::size_t LinePattern::end_of_field(std::size_t piece, std::string_view line, std::size_t from) const {
    if (piece + 1 == pieces_.size()) return line.size();
    const Piece& next = pieces_[piece + 1];
    const bool is_space = next.kind == Piece::Kind::space;
    const bool before_literal =
        is_space && piece + 2 < pieces_.size() && pieces_[piece + 2].kind == Piece::Kind::literal;
    const std::string_view literal = before_literal ? pieces_[piece + 2].text : next.text;
    for (std::size_t at = from; at < line.size(); ++at) {
        if (!is_space && begins_with(line, at, literal)) return at;
        if (!is_space || !is_blank(line[at])) continue;
        const std::size_t blanks = blanks_at(line, at);
        if (!before_literal || begins_with(line, at + blanks, literal)) return at;
        at += blanks - 1;
    }
    return std::string_view::npos;
}

std::optional<LineFields> LinePattern::match(std::string_view line) const {
    line = trimmed(line);
    LineFields fields;
    std::size_t at = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
        const Piece& piece = pieces_[i];
        if (piece.kind == Piece::Kind::space) {
            at += blanks_at(line, at);
        } else if (piece.kind == Piece::Kind::literal) {
            at += blanks_at(line, at); // blanks before a sign are a matter of taste
            if (!begins_with(line, at, piece.text)) return std::nullopt;
            at += piece.text.size();
        } else {
            at += blanks_at(line, at);
            const std::size_t end = end_of_field(i, line, at);
            if (end == std::string_view::npos) return std::nullopt;
            const std::string_view text = trimmed(line.substr(at, end - at));
            if (text.empty() && piece.field != LineField::anything) return std::nullopt;
            fields[static_cast<std::size_t>(piece.field)] = text;
            at = end;
        }
    }
    if (!trimmed(line.substr(at)).empty()) return std::nullopt;
    return fields;
}

std::string problem_of_pattern(std::string_view pattern) { return LinePattern(pattern).problem(); }

} // namespace ossim
