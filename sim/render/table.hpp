// A table of plain text: the first column is a name and stands left, the others are figures and stand right.
//
//     thread  end  turnaround  CPU
//     P1       30          30   24
//     P2        7           7    3
//
// A table that is wider than the paper is printed in blocks of columns, each with the first column again.
#pragma once

#include "render/style.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

class Table {
  public:
    explicit Table(std::vector<std::string> heads) : heads_(std::move(heads)) {}
    /// Cells beyond the heads are a fault of ours; missing ones are empty.
    void add(std::vector<std::string> cells);
    /// Makes that column stand left, as texts do.
    void left(std::size_t column) { left_.push_back(column); }
    /// Does the table stand in one block, none of its cells cut or wrapped?
    [[nodiscard]] bool fits(const Style& style) const;
    [[nodiscard]] std::vector<std::string> first_column() const;
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    /// Each line ends with "\n" and has no blanks before it. The last column, if it stands left, is wrapped
    /// within its place when it is too wide; other cells are cut with "~" only if they alone pass the paper.
    [[nodiscard]] std::string text(const Style& style, std::string_view indent = "") const;

  private:
    [[nodiscard]] bool stands_left(std::size_t column) const;
    [[nodiscard]] std::vector<std::size_t> widths(std::size_t most) const;
    void block(std::string& out, const std::vector<std::size_t>& columns,
               const std::vector<std::size_t>& widths, std::size_t paper, std::string_view indent) const;
    std::vector<std::string> heads_;
    std::vector<std::vector<std::string>> rows_;
    std::vector<std::size_t> left_ = {0};
};

/// The text in lines of at most `width` columns, broken at blanks; each line after the first begins with
/// `indent`. A word that is wider than a line is cut. Ends with "\n".
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::string_view indent = "");

} // namespace ossim
