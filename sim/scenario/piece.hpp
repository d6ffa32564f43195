// A stretch of a source that is read as one YAML text: the whole file, or the value of one --set.
#pragma once

#include "scenario/reports.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace ossim {

struct Piece {
    std::string_view text;   ///< of the whole source
    std::uint32_t from, end; ///< the stretch
    std::uint8_t source;

    [[nodiscard]] char at(std::uint32_t place) const { return place < end ? text[place] : '\n'; }
    /// Its line up to the place, and from there on.
    [[nodiscard]] std::string_view before(std::uint32_t place) const {
        const std::string_view all = text.substr(from, place - from);
        const std::size_t feed = all.rfind('\n');
        return feed == std::string_view::npos ? all : all.substr(feed + 1);
    }
    [[nodiscard]] std::string_view after(std::uint32_t place) const {
        const std::string_view rest = text.substr(place, end - place);
        return rest.substr(0, std::min(rest.find_first_of("\r\n"), rest.size()));
    }
    [[nodiscard]] bool is_space(std::uint32_t place) const {
        return at(place) == ' ' || at(place) == '\t' || at(place) == '\n' || at(place) == '\r';
    }
    /// Past an anchor and a tag, to the value itself.
    [[nodiscard]] std::uint32_t past_properties(std::uint32_t place) const {
        while (place < end && (at(place) == '&' || at(place) == '!')) {
            while (place < end && !is_space(place))
                ++place;
            while (place < end && is_space(place))
                ++place;
        }
        return place;
    }
    /// Does the quote that opens here close?
    [[nodiscard]] bool closes(std::uint32_t place) const {
        const char quote = at(place);
        for (std::uint32_t i = place + 1; i < end; ++i) {
            if (quote == '"' && text[i] == '\\')
                ++i;
            else if (text[i] == quote && quote == '\'' && at(i + 1) == quote)
                ++i;
            else if (text[i] == quote)
                return true;
        }
        return false;
    }
};

/// Without the blanks behind it.
[[nodiscard]] inline std::string trimmed(std::string_view text) {
    const std::size_t last = text.find_last_not_of(" \t");
    return std::string(text.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

/// What YAML refuses, and where, in words of ours.
struct YamlFault {
    std::uint32_t place;
    std::uint32_t width;
    Words words;
};

/// `open_bracket` is where the innermost bracket that is still open stands, or `no_place`.
inline constexpr std::uint32_t no_place = 0xffff'ffff;
[[nodiscard]] YamlFault explain_fault(const Piece& piece, std::uint32_t place, std::string_view told,
                                      std::uint32_t open_bracket);

} // namespace ossim
