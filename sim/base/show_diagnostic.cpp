// The header line, the snippet with its caret, the note.
#include "base/show_diagnostic.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <vector>

namespace ossim {

namespace {

constexpr std::size_t snippet_columns = 100; ///< of source text shown; longer lines are cut around the caret
constexpr std::size_t before_caret = 40;     ///< of them, at most so many before the caret when a line is cut
constexpr std::string_view cut = "...";

struct Colours {
    std::string_view strong, severity, caret, off;
};

Colours colours(bool wanted, Severity severity) {
    if (!wanted) return {};
    return {"\x1b[1m", severity == Severity::error ? "\x1b[1;31m" : "\x1b[1;35m", "\x1b[1;32m", "\x1b[0m"};
}

/// Line `number`, counted from 1, without its end; nothing if there is none.
std::string_view line_of(std::string_view source, std::uint32_t number) {
    for (std::uint32_t line = 1; line < number; ++line) {
        const std::size_t end = source.find('\n');
        if (end == std::string_view::npos) return {};
        source.remove_prefix(end + 1);
    }
    std::string_view line = source.substr(0, source.find('\n'));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

/// One character of a line as it is shown, and whether the caret line marks it.
struct Cell {
    std::string shown;
    std::size_t columns = 0;
    bool marked = false;
};

std::vector<Cell> cells_of(std::string_view line, std::size_t from, std::size_t to) {
    std::vector<Cell> cells;
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t start = at;
        next_character(line, at);
        const std::string_view character = line.substr(start, at - start);
        Cell cell{character == "\t" ? "\t" : escaped(character), 1, start >= from && start < to};
        if (character != "\t") cell.columns = display_width(cell.shown);
        cells.push_back(std::move(cell));
    }
    return cells;
}

/// The part of the cells to show: all of them, or as many as fit with the first marked one among them.
struct Window {
    std::size_t first = 0, last = 0;
};

Window window_of(const std::vector<Cell>& cells) {
    std::size_t total = 0;
    for (const Cell& cell : cells)
        total += cell.columns;
    if (total <= snippet_columns) return {0, cells.size()};
    const auto marked =
        std::find_if(cells.begin(), cells.end(), [](const Cell& cell) { return cell.marked; });
    Window window{static_cast<std::size_t>(marked - cells.begin()), 0};
    for (std::size_t columns = 0; window.first > 0; --window.first) {
        columns += cells[window.first - 1].columns;
        if (columns > before_caret) break;
    }
    window.last = window.first;
    for (std::size_t columns = 0; window.last < cells.size(); ++window.last) {
        columns += cells[window.last].columns;
        if (columns > snippet_columns) break;
    }
    return window;
}

/// The line and the caret line under it.
struct Snippet {
    std::string line, caret;
};

Snippet snippet_of(std::string_view line, const Diagnostic& diagnostic) {
    const std::size_t from =
        std::min<std::size_t>(diagnostic.at.column > 0 ? diagnostic.at.column - 1 : 0, line.size());
    const std::vector<Cell> cells = cells_of(line, from, from + std::max<std::size_t>(diagnostic.width, 1));
    const Window window = window_of(cells);
    Snippet snippet;
    if (window.first > 0) snippet = {std::string(cut), std::string(cut.size(), ' ')};
    bool first_mark = true;
    for (std::size_t i = window.first; i < window.last; ++i) {
        const Cell& cell = cells[i];
        snippet.line += cell.shown;
        if (cell.marked) {
            snippet.caret += std::string(std::max<std::size_t>(cell.columns, first_mark ? 1 : 0), '~');
            if (first_mark) snippet.caret[snippet.caret.find_last_not_of('~') + 1] = '^';
            first_mark = false;
        } else if (first_mark) {
            snippet.caret += cell.shown == "\t" ? "\t" : std::string(cell.columns, ' ');
        }
    }
    if (first_mark) snippet.caret += '^';
    if (window.last < cells.size()) snippet.line += cut;
    return snippet;
}

std::size_t characters_before(std::string_view line, std::uint32_t column) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < line.size() && at + 1 < column; ++count)
        next_character(line, at);
    return count;
}

std::string header(const Diagnostic& diagnostic, std::string_view line, const Colours& colour) {
    std::string text(colour.strong);
    text += escaped(diagnostic.file);
    if (diagnostic.at.line > 0) {
        text += ":" + std::to_string(diagnostic.at.line);
        const bool known = !line.empty();
        const auto column =
            known ? characters_before(line, diagnostic.at.column) + 1 : std::max(1u, diagnostic.at.column);
        text += ":" + std::to_string(column);
    }
    if (!diagnostic.file.empty()) text += ": ";
    text += std::string(colour.off) + std::string(colour.severity);
    text += diagnostic.severity == Severity::error ? "error: " : "warning: ";
    text += std::string(colour.off) + escaped(diagnostic.message);
    if (!diagnostic.hint.empty()) text += "; " + escaped(diagnostic.hint);
    if (!diagnostic.code.empty()) text += " [" + diagnostic.code + "]";
    return text + "\n";
}

std::string note_lines(std::string_view note, const std::string& gutter) {
    std::string text;
    while (!note.empty()) {
        const std::size_t end = std::min(note.find('\n'), note.size());
        text += gutter + "= " + escaped(note.substr(0, end)) + "\n";
        note.remove_prefix(std::min(end + 1, note.size()));
    }
    return text;
}

} // namespace

std::string show(const Diagnostic& diagnostic, std::string_view source, bool colour) {
    const Colours colour_of = colours(colour, diagnostic.severity);
    const bool placed = diagnostic.at.line > 0 && !source.empty();
    const std::string_view line = placed ? line_of(source, diagnostic.at.line) : std::string_view{};
    std::string text = header(diagnostic, line, colour_of);
    const std::string number = std::to_string(diagnostic.at.line);
    const std::string gutter(placed ? number.size() + 1 : 2, ' ');
    if (placed) {
        const Snippet snippet = snippet_of(line, diagnostic);
        text += gutter + "|\n" + number + (snippet.line.empty() ? " |" : " | ") + snippet.line + "\n";
        text +=
            gutter + "| " + std::string(colour_of.caret) + snippet.caret + std::string(colour_of.off) + "\n";
    }
    return text + note_lines(diagnostic.note, gutter);
}

std::string show_all(const Diagnostics& diagnostics, std::span<const SourceText> sources, std::size_t most,
                     bool colour) {
    const auto errors = static_cast<std::size_t>(
        std::count_if(diagnostics.begin(), diagnostics.end(),
                      [](const Diagnostic& d) { return d.severity == Severity::error; }));
    std::size_t errors_left = std::min(errors, most);
    std::size_t warnings_left = most - errors_left;
    std::size_t left_out = 0;
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        std::size_t& left = diagnostic.severity == Severity::error ? errors_left : warnings_left;
        if (left == 0) {
            ++left_out;
            continue;
        }
        --left;
        const auto source = std::find_if(sources.begin(), sources.end(), [&](const SourceText& candidate) {
            return candidate.file == diagnostic.file;
        });
        if (!text.empty()) text += "\n";
        text += show(diagnostic, source == sources.end() ? std::string_view{} : source->text, colour);
    }
    if (left_out > 0) text += (text.empty() ? "and " : "\nand ") + std::to_string(left_out) + " more\n";
    return text;
}

} // namespace ossim
