// What is told to a user about a mistake: where, what, and what to write instead.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ossim {

/// A place in a source text. Line and column count from 1; the column counts bytes (shown as characters).
/// Line 0 means: no place (the mistake is of the whole file, or of the command line).
struct Mark {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    constexpr auto operator<=>(const Mark&) const = default;
};

enum class Severity : std::uint8_t { error, warning };

/// One message. `code` is one of the codes that `ossim explain` has a page for (base/codes).
struct Diagnostic {
    Severity severity = Severity::error;
    std::string code;        ///< stable, in kebab case: "unknown-key"
    std::string file;        ///< as the user wrote it; "--set" for a command-line patch
    Mark at;                 ///< where the caret stands
    std::uint32_t width = 1; ///< how many bytes the caret underlines
    std::string message;     ///< one sentence without a full stop: unknown key "burts" in process "A"
    std::string hint;        ///< "did you mean "burst"?", or empty
    std::string note;        ///< a further line: "keys of a process: arrival, burst, …", or empty
};

using Diagnostics = std::vector<Diagnostic>;

/// The lines of a source, kept so that a diagnostic can show the one it speaks of.
struct SourceText {
    std::string file;
    std::string text;
};

} // namespace ossim
