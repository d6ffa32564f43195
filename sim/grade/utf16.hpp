// Text that Windows has saved as "Unicode", or that its shell has redirected: UTF-16 with a byte-order mark.
#pragma once

#include <string>
#include <string_view>

namespace ossim {

[[nodiscard]] bool is_utf16(std::string_view bytes);

/// As UTF-8, without the mark. Halves of pairs that stand alone become U+FFFD.
[[nodiscard]] std::string from_utf16(std::string_view bytes);

} // namespace ossim
