// Where the readers of this room report what is wrong: it knows the places, and keeps every message once.
#pragma once

#include "scenario/document.hpp"

#include "ossim/diagnostic.hpp"

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

namespace ossim {

/// "x" in double quotes, made safe to print.
[[nodiscard]] std::string quoted(std::string_view text);
/// "a scenario", "an assignment".
[[nodiscard]] std::string a_or_an(std::string_view noun);
/// `; did you mean "x"?` belongs to a diagnostic's hint: this is it, or empty if nothing is near.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string_view> words);
/// The words with commas between them, cut after a line or two.
[[nodiscard]] std::string comma_list(std::span<const std::string_view> words);

/// What a message says besides its place.
struct Words {
    std::string_view code;
    std::string message;
    std::string hint = {};
    std::string note = {};
};

class Reports {
  public:
    explicit Reports(const Document& document) : document_(document) {}

    void error(NodeId node, Words words) { tell(Severity::error, node, std::move(words)); }
    void warning(NodeId node, Words words) { tell(Severity::warning, node, std::move(words)); }
    /// At a place that is no node: of YAML itself, or within a scalar.
    void error_at(std::uint8_t source, std::uint32_t place, std::uint32_t width, Words words);
    /// Of the whole file.
    void error_of_file(Words words);

    [[nodiscard]] bool has_errors() const { return errors_ > 0; }
    [[nodiscard]] std::size_t errors() const { return errors_; }
    /// Where we are, for every message that follows: `in variant "x"`; a line of its own, or behind the note.
    void set_context(std::string context) { context_ = std::move(context); }
    /// In order of place, the file before the command line.
    [[nodiscard]] Diagnostics take();

  private:
    void tell(Severity severity, NodeId node, Words words);
    void keep(Diagnostic diagnostic, Words words);
    const Document& document_;
    Diagnostics all_;
    std::set<std::tuple<std::string, Mark, std::string, std::string>> told_;
    std::string context_;
    std::size_t errors_ = 0;
};

} // namespace ossim
