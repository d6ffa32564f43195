// Reads beside the scenario; what cannot be read is told as a reason, not thrown.
#include "cli/scenario_files.hpp"

#include "cli/exit.hpp"
#include "cli/files.hpp"

#include <filesystem>

namespace ossim {

FolderFiles::FolderFiles(Console& console, const std::string& scenario, std::size_t most)
    : console_(console), scenario_(scenario == "-" ? "" : scenario), most_(most) {}

FileText FolderFiles::read(const std::string& path) {
    const auto whole = (std::filesystem::path(scenario_).parent_path() / path).string();
    try {
        return {read_file(console_, whole, most_), {}};
    } catch (const Failure& failure) {
        return {std::nullopt, reason_without_path(failure.what(), whole)};
    }
}

} // namespace ossim
