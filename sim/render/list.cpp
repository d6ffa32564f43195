// Catalogues as a table of names and what they mean.
#include "render/list.hpp"

#include "base/text.hpp"
#include "render/table.hpp"

#include <algorithm>

namespace ossim {

std::string list(std::string_view title, std::span<const ListEntry> entries, const Style& style) {
    std::string out;
    if (!title.empty()) out += wrapped(title, style.width) + "\n";
    const std::size_t widest = style.width * 2 / 5;
    std::size_t names = 0;
    for (const ListEntry& entry : entries)
        if (const std::size_t width = display_width(entry.name); width <= widest)
            names = std::max(names, width);
    const std::string indent(names + 2, ' ');
    for (const ListEntry& entry : entries) {
        const bool beside = display_width(entry.name) <= names;
        if (!beside) out += fit(entry.name, style.width) + "\n";
        std::string text = entry.text.empty() ? "\n" : wrapped(entry.text, style.width - indent.size());
        std::string first = beside ? pad_right(entry.name, indent.size()) : indent;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = text.find('\n', at);
            std::string line = (at == 0 ? first : indent) + text.substr(at, end - at);
            line.erase(line.find_last_not_of(' ') + 1);
            out += line + "\n";
            at = end + 1;
        }
    }
    return out;
}

} // namespace ossim
