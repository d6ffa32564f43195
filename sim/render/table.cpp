// Tables that fit a width, and text that is wrapped to it.
#include "render/table.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace ossim {

namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t narrowest_text = 12;

void end_line(std::string& out) {
    const std::size_t last = out.find_last_not_of(' ');
    out.erase(last == std::string::npos ? 0 : last + 1);
    out += '\n';
}

std::vector<std::string> lines_of(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    const std::string all = wrapped(text, width);
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t end = all.find('\n', at);
        lines.push_back(all.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

} // namespace

void Table::add(std::vector<std::string> cells) {
    OSSIM_CHECK(cells.size() <= heads_.size());
    cells.resize(heads_.size());
    rows_.push_back(std::move(cells));
}

bool Table::stands_left(std::size_t column) const {
    return std::find(left_.begin(), left_.end(), column) != left_.end();
}

bool Table::fits(const Style& style) const {
    std::size_t sum = 0;
    for (const std::size_t width : widths(style.width))
        sum += width + gap;
    return sum - gap <= style.width;
}

std::vector<std::string> Table::first_column() const {
    std::vector<std::string> column;
    for (const auto& row : rows_)
        column.push_back(row[0]);
    return column;
}

std::vector<std::size_t> Table::widths(std::size_t most) const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < heads_.size(); ++i) {
        std::size_t width = display_width(heads_[i]);
        for (const auto& row : rows_)
            width = std::max(width, display_width(row[i]));
        widths.push_back(std::min(width, most));
    }
    return widths;
}

void Table::block(std::string& out, const std::vector<std::size_t>& columns,
                  const std::vector<std::size_t>& widths, std::size_t paper, std::string_view indent) const {
    std::size_t before = indent.size();
    for (std::size_t i = 0; i + 1 < columns.size(); ++i)
        before += widths[columns[i]] + gap;
    const auto put = [&](const std::vector<std::string>& cells) {
        out += indent;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const std::string& cell = cells[columns[i]];
            const std::size_t width = widths[columns[i]];
            if (i > 0) out.append(gap, ' ');
            if (i > 0 && i + 1 == columns.size() && stands_left(columns[i])) {
                const std::vector<std::string> lines =
                    lines_of(cell, std::max(paper - before, narrowest_text));
                for (std::size_t l = 0; l < lines.size(); ++l) {
                    if (l > 0) {
                        end_line(out);
                        out.append(before, ' ');
                    }
                    out += lines[l];
                }
            } else {
                out += stands_left(columns[i]) ? pad_right(fit(cell, width), width)
                                               : pad_left(fit(cell, width), width);
            }
        }
        end_line(out);
    };
    put(heads_);
    for (const auto& row : rows_)
        put(row);
}

std::string Table::text(const Style& style, std::string_view indent) const {
    const std::size_t paper = style.width;
    const std::vector<std::size_t> wide = widths(paper - indent.size());
    const std::size_t first =
        fits(style) ? wide[0] : std::min(wide[0], std::max<std::size_t>(paper / 2, narrowest_text));
    std::vector<std::size_t> widths = wide;
    widths[0] = first;
    for (std::size_t i = 1; i < widths.size(); ++i)
        widths[i] = std::min(widths[i], paper - indent.size() - first - gap);
    std::string out;
    std::vector<std::size_t> columns = {0};
    std::size_t used = indent.size() + first;
    for (std::size_t i = 1; i < heads_.size(); ++i) {
        const bool text_column = i + 1 == heads_.size() && stands_left(i);
        const std::size_t needs = gap + (text_column ? std::min(widths[i], narrowest_text * 2) : widths[i]);
        if (used + needs > paper && columns.size() > 1) {
            block(out, columns, widths, paper, indent);
            out += '\n';
            columns = {0};
            used = indent.size() + first;
        }
        columns.push_back(i);
        used += needs;
    }
    block(out, columns, widths, paper, indent);
    return out;
}

std::string wrapped(std::string_view text, std::size_t width, std::string_view indent) {
    std::string out, line;
    for (std::size_t at = 0; at <= text.size();) {
        std::size_t end = at;
        while (end < text.size() && text[end] == ' ')
            ++end; // blanks before a word stay with it
        end = std::min(text.find(' ', end), text.size());
        std::string word(text.substr(at, end - at));
        if (!line.empty() && display_width(line) + 1 + display_width(word) > width) {
            out += line + "\n";
            line = indent;
            word.erase(0, word.find_first_not_of(' '));
            line += fit(word, width - indent.size());
        } else {
            line += (at == 0 ? "" : " ") + fit(word, width);
        }
        at = end + 1;
    }
    return out + line + "\n";
}

} // namespace ossim
