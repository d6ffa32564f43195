// Names of students as names of files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// A name of a file on any system: letters, digits, ".", "_" and "-" stay, all else becomes "_"; not hidden,
/// not longer than 100 bytes.
[[nodiscard]] std::string file_name_of(std::string_view name);
/// The same for many, in their order: names that would meet, also where case does not count, get "-2" …
[[nodiscard]] std::vector<std::string> file_names_of(const std::vector<std::string>& names);

} // namespace ossim
