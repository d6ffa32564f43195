// The codes of diagnostics, each with the page that `ossim explain CODE` prints.
#pragma once

#include <span>
#include <string_view>

namespace ossim {

struct CodeInfo {
    std::string_view code;  ///< stable, kebab case
    std::string_view title; ///< one line
    std::string_view page;  ///< why it is refused, a wrong and a right example; lines of at most 78 columns
};

/// All of them, by code.
[[nodiscard]] std::span<const CodeInfo> codes();

/// Null if there is no such code.
[[nodiscard]] const CodeInfo* find_code(std::string_view code);

} // namespace ossim
