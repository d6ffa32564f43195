// From YAML text to a document: the one place that knows yaml-cpp, by its event interface.
//
// yaml-cpp 0.7 accepts too much (duplicate keys, quotes that nobody closes, a second document, cyclic
// aliases, any bytes) and says little about what it refuses. What it lets through is checked here, under
// limits on everything while the tree grows, and what it refuses is said again in words of ours.
#pragma once

#include "scenario/document.hpp"
#include "scenario/reports.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ossim {

struct YamlLimits {
    std::size_t bytes = 64 << 20;
    std::size_t nodes = 20'000'000; ///< after expansion of aliases
    std::size_t depth = 64;
    std::size_t anchors = 1'000;
    std::size_t scalar = 64 << 10;      ///< bytes of one scalar
    std::string_view what = "scenario"; ///< what the text should be, for messages
};

/// Reads a piece of a source that the document has. Returns its root, or `no_node` when nothing can be made
/// of it; then, and only then, an error has ended the reading early. Other errors are reported and stay as
/// broken nodes.
NodeId read_yaml(Document& document, std::uint8_t source, std::uint32_t from, std::uint32_t size,
                 const YamlLimits& limits, Reports& reports);

/// Is this text at all? False, with the reason reported, for what is too big, binary, not UTF-8 or empty.
bool check_text(const Document& document, std::uint8_t source, const YamlLimits& limits, Reports& reports);

} // namespace ossim
