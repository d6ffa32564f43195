// A pattern of a course's own output: "Time {t}: process {p} {event}".
#pragma once

#include "ossim/scenario.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

enum class LineField : std::uint8_t { time, start, end, duration, cpu, thread, event, anything };
inline constexpr std::size_t line_field_count = 8;

/// What a line says in each field; nothing where the pattern has none.
using LineFields = std::array<std::optional<std::string_view>, line_field_count>;

class LinePattern {
  public:
    explicit LinePattern(std::string_view pattern);
    /// A sentence; empty if the pattern can be used.
    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] bool has(LineField field) const;
    /// The fields, if the line fits: each takes as little as what follows it allows. Linear in the line.
    [[nodiscard]] std::optional<LineFields> match(std::string_view line) const;

  private:
    /// A literal in small letters, white space, or a field.
    struct Piece {
        enum class Kind : std::uint8_t { literal, space, field } kind = Kind::literal;
        std::string text;
        LineField field = LineField::anything;
    };
    void add_literal(std::string_view text);
    void check();
    [[nodiscard]] std::size_t end_of_field(std::size_t piece, std::string_view line, std::size_t from) const;
    std::vector<Piece> pieces_;
    std::string problem_;
};

} // namespace ossim
