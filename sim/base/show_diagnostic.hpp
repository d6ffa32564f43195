// Diagnostics as people read them:
//
//     rr.yaml:12:5: error: unknown key "burts" in process "A"; did you mean "burst"? [unknown-key]
//        |
//     12 |     burts: 5ms
//        |     ^~~~~
//        = keys of a process: arrival, burst, memory, name, priority
//
// The column counts characters. The caret stands under the first of them by display width; tabs are copied
// into its line, so that they fall alike. A long line is cut around the caret; control characters are shown
// as \xNN.
#pragma once

#include "ossim/diagnostic.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace ossim {

/// One diagnostic, ending in a line feed. `source` is the whole text of its file; empty: the message alone.
[[nodiscard]] std::string show(const Diagnostic& diagnostic, std::string_view source, bool colour = false);

/// The first `most` of them, a blank line between two, then "and 14 more". Where some are left out, errors go
/// before warnings; what is shown keeps its order. Sources are found by the name of their file.
[[nodiscard]] std::string show_all(const Diagnostics& diagnostics, std::span<const SourceText> sources,
                                   std::size_t most = 20, bool colour = false);

} // namespace ossim
