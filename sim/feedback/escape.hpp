// What students wrote, made harmless for each format it is written into.
#pragma once

#include <string>
#include <string_view>

namespace ossim {

/// Text inside a line of Markdown: nothing in it is markup, a link, a mention or a formula. `begins_line`: it
/// stands where a list, a heading or a rule could begin.
[[nodiscard]] std::string markdown_text(std::string_view text, bool begins_line = true);
/// Lines as they are, in a fence that is longer than any that they hold; ends with a line feed.
[[nodiscard]] std::string markdown_fence(std::string_view lines);
/// Text and attributes of HTML and XML: no character that XML 1.0 forbids is left. Line feeds stay.
[[nodiscard]] std::string markup_text(std::string_view text);
/// A cell of a CSV that no spreadsheet takes for a formula, in quotes where they are needed.
[[nodiscard]] std::string safe_csv_cell(std::string_view text);
/// A string of JSON with its quotes. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string json_string(std::string_view text);

} // namespace ossim
