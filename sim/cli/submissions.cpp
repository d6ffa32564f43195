// A folder of submissions, walked with limits; links are not followed.
#include "cli/submissions.hpp"

#include "base/text.hpp"
#include "cli/exit.hpp"
#include "cli/files.hpp"
#include "cli/scenario_input.hpp"

#include <algorithm>
#include <filesystem>

namespace ossim {

namespace {

namespace fs = std::filesystem;
constexpr int deepest = 3;
constexpr std::size_t most_files = 100'000;

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with("."); }

void add_folder(std::vector<SubmittedFile>& files, const fs::path& folder) {
    std::error_code error;
    fs::recursive_directory_iterator each(folder, fs::directory_options::skip_permission_denied, error);
    if (error) throw Failure(ExitCode::io, "cannot read " + folder.string() + ": " + error.message());
    for (; each != fs::recursive_directory_iterator() && files.size() < most_files; each.increment(error)) {
        if (is_hidden(each->path())) each.disable_recursion_pending();
        if (each.depth() + 1 >= deepest) each.disable_recursion_pending();
        const auto kind = each->symlink_status(error).type();
        if (is_hidden(each->path()) || kind == fs::file_type::directory) continue;
        files.push_back({each->path().string(), each->path().lexically_relative(folder).string()});
    }
}

Submission unreadable(const SubmittedFile& file, Unit unit, const std::string& why) {
    Submission submission;
    submission.name = file.name;
    submission.unit = unit;
    Diagnostic problem;
    problem.code = "bad-submission";
    problem.file = file.name;
    problem.message = why;
    submission.problems.push_back(problem);
    return submission;
}

} // namespace

std::vector<SubmittedFile> find_submissions(const std::vector<std::string>& paths) {
    std::vector<SubmittedFile> files;
    for (const auto& path : paths) {
        if (path == "-") {
            files.push_back({path, name_of_input(path)});
            continue;
        }
        std::error_code error;
        const auto kind = fs::status(path, error).type();
        if (error || kind == fs::file_type::not_found)
            throw Failure(ExitCode::io, "cannot read " + path + ": " + error.message());
        if (kind == fs::file_type::directory)
            add_folder(files, path);
        else
            files.push_back({path, fs::path(path).filename().string()});
    }
    const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
    std::stable_sort(files.begin(), files.end(), by_name);
    return files;
}

Submission read_submitted(Console& console, const SubmittedFile& file, Unit unit, std::size_t most) {
    std::error_code error;
    if (file.path != "-" && fs::is_symlink(fs::symlink_status(file.path, error)))
        return unreadable(file, unit, "a symbolic link is not read: hand in the file itself");
    try {
        return read_submission(file.name, read_file(console, file.path, most), unit);
    } catch (const Failure& failure) {
        return unreadable(file, unit, failure.what());
    }
}

} // namespace ossim
