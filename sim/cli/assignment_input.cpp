// Finds the file of an assignment, reads it, and prints what is wrong.
#include "cli/assignment_input.hpp"

#include "base/show_diagnostic.hpp"
#include "base/text.hpp"
#include "cli/catalogues.hpp"
#include "cli/exit.hpp"
#include "cli/files.hpp"
#include "ossim/misconception.hpp"

#include <algorithm>
#include <filesystem>

namespace ossim {

namespace {

namespace fs = std::filesystem;
constexpr std::string_view usual_name = "assignment.yaml";

bool is_folder(const std::string& path) {
    std::error_code error;
    return fs::is_directory(path, error);
}

std::string file_of_assignment(const std::string& path) {
    return is_folder(path) ? (fs::path(path) / usual_name).string() : path;
}

SourceText read_assignment(Console& console, const std::string& path, std::size_t most) {
    if (path.empty())
        throw Failure(ExitCode::wrong, "an assignment is missing: a folder with the file assignment.yaml");
    const std::string file = file_of_assignment(path);
    std::error_code error;
    if (is_folder(path) && !fs::exists(file, error))
        throw Failure(ExitCode::wrong, path + " is no assignment: there is no file assignment.yaml in it");
    return {file, read_file(console, file, most)};
}

bool has_error(const Diagnostics& diagnostics) {
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& each) { return each.severity == Severity::error; });
}

} // namespace

bool is_assignment(Console& console, const std::string& path) {
    std::error_code error;
    if (path == "-" || path.empty()) return false;
    if (is_folder(path)) return fs::exists(file_of_assignment(path), error);
    if (fs::path(path).filename() == usual_name) return true;
    if (!path.ends_with(".yaml") && !path.ends_with(".yml")) return false;
    if (!fs::is_regular_file(path, error)) return false;
    const std::string text = read_file(console, path, std::size_t{64} << 20);
    return text.starts_with("assignment:") || text.find("\nassignment:") != std::string::npos;
}

AssignmentInput::AssignmentInput(Console& console, const std::string& path, bool coloured, std::size_t most)
    : console_(console), coloured_(coloured), source_(read_assignment(console, path, most)),
      files_(console, source_.file, most), catalogues_(catalogues()) {
    AssignmentResult result = load_text(source_.text);
    print(result.diagnostics, {});
    if (!result.assignment || has_error(result.diagnostics)) throw Failure(ExitCode::wrong, "");
    assignment_ = std::move(*result.assignment);
}

AssignmentResult AssignmentInput::load_text(const std::string& text) const {
    std::vector<std::string_view> names;
    for (const Misconception& each : misconception_catalogue())
        names.push_back(each.name);
    return load_assignment({source_.file, text}, catalogues_, names);
}

std::optional<Assignment> AssignmentInput::reread(const std::string& text) const {
    AssignmentResult result = load_text(text);
    if (has_error(result.diagnostics)) return std::nullopt;
    return std::move(result.assignment);
}

void AssignmentInput::print(const Diagnostics& diagnostics, std::span<const SourceText> sources) {
    if (diagnostics.empty()) return;
    std::vector<SourceText> all{source_};
    all.insert(all.end(), sources.begin(), sources.end());
    console_.err(show_all(diagnostics, all, 20, coloured_));
}

std::unique_ptr<Grader> AssignmentInput::grader() {
    auto grader = std::make_unique<Grader>(assignment_, catalogues_, files_);
    print(grader->problems(), grader->sources());
    if (has_error(grader->problems())) throw Failure(ExitCode::wrong, "");
    return grader;
}

} // namespace ossim
