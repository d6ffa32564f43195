// Reads beside the scenario; what cannot be read is told as a reason, not thrown.
#include "cli/scenario_files.hpp"

#include "cli/exit.hpp"
#include "cli/files.hpp"

#include <filesystem>

namespace ossim {

namespace {

constexpr std::size_t most_bytes = 256 << 10;

/// The failure's message names the path, which the diagnostic does already.
std::string reason_in(const std::string& message, const std::string& path) {
    const std::size_t at = message.find(path);
    if (at == std::string::npos) return message;
    const std::string rest = message.substr(at + path.size());
    return rest.starts_with(": ") ? rest.substr(2) : "it" + rest.substr(0, rest.find(';'));
}

} // namespace

FolderFiles::FolderFiles(Console& console, const std::string& scenario)
    : console_(console), scenario_(scenario == "-" ? "" : scenario) {}

FileText FolderFiles::read(const std::string& path) {
    const auto whole = (std::filesystem::path(scenario_).parent_path() / path).string();
    try {
        return {read_file(console_, whole, most_bytes), {}};
    } catch (const Failure& failure) {
        return {std::nullopt, reason_in(failure.what(), whole)};
    }
}

} // namespace ossim
