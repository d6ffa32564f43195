// Folders are walked in order of names, so that the same files are taken everywhere; links are not followed.
#include "cli/handings.hpp"

#include "base/text.hpp"
#include "cli/exit.hpp"
#include "cli/files.hpp"
#include "cli/scenario_input.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

namespace ossim {

namespace {

namespace fs = std::filesystem;
constexpr int deepest_level = 4;
constexpr std::size_t most_files_each = 200, most_students = 100'000;

/// Made by editors and systems, not by students.
bool is_litter(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.starts_with(".") || name == "__MACOSX";
}

/// The name of a file without an extension that says what is in it.
std::string without_extension(const std::string& name) {
    constexpr std::array<std::string_view, 12> known{".txt", ".csv", ".json", ".jsonl", ".yaml", ".yml",
                                                     ".md",  ".log", ".tsv",  ".trace", ".text", ".out"};
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0) return name;
    const bool is_known = std::find(known.begin(), known.end(), name.substr(dot)) != known.end();
    return is_known ? name.substr(0, dot) : name;
}

std::string folder_name(const std::string& path) {
    std::error_code error;
    fs::path whole = fs::absolute(path, error).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();
    return whole.filename().string();
}

fs::file_type kind_of(const std::string& path) {
    std::error_code error;
    const auto kind = fs::status(path, error).type();
    if (error || kind == fs::file_type::not_found)
        throw Failure(ExitCode::io, "cannot read " + path + ": " + error.message());
    return kind;
}

/// How a place may be called, from short to long.
struct NamedPlace {
    std::vector<std::string> names;
    std::string path;
    bool is_folder = false;
};

NamedPlace named_file(const std::string& path) {
    const fs::path whole(path);
    const std::string name = path == "-" ? name_of_input(path) : whole.filename().string();
    return {
        {without_extension(name), name, (whole.parent_path().filename() / name).string(), path}, path, false};
}

NamedPlace named_folder(const std::string& path) {
    const std::string name = folder_name(path);
    return {{name, name, (fs::path(path).parent_path().filename() / name).string(), path}, path, true};
}

void add_students_of(const std::string& folder, std::vector<NamedPlace>& places) {
    std::error_code error;
    fs::directory_iterator each(folder, error);
    if (error) throw Failure(ExitCode::io, "cannot read " + folder + ": " + error.message());
    for (; each != fs::directory_iterator() && places.size() < most_students; each.increment(error)) {
        if (is_litter(each->path())) continue;
        const bool is_folder = each->symlink_status(error).type() == fs::file_type::directory;
        const std::string path = each->path().string();
        places.push_back(is_folder ? named_folder(path) : named_file(path));
    }
}

/// The shortest names that tell all apart.
std::vector<HandingPlace> with_clear_names(const std::vector<NamedPlace>& places) {
    std::vector<std::size_t> length(places.size(), 0);
    for (std::size_t round = 0; round < 3; ++round) {
        std::map<std::string, std::size_t> count;
        for (std::size_t i = 0; i < places.size(); ++i)
            ++count[places[i].names[length[i]]];
        for (std::size_t i = 0; i < places.size(); ++i)
            if (count[places[i].names[length[i]]] > 1) length[i] = round + 1;
    }
    std::vector<HandingPlace> result;
    for (std::size_t i = 0; i < places.size(); ++i)
        result.push_back({places[i].names[length[i]], places[i].path, places[i].is_folder});
    std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
        return a.student == b.student ? a.path < b.path : a.student < b.student;
    });
    return result;
}

/// Reads the files of one student within what all of them may take together.
class HandingReader {
  public:
    HandingReader(Console& console, std::size_t most) : console_(console), most_(most), left_(most) {}

    HandedIn file(const std::string& path, const std::string& name) {
        std::error_code error;
        if (fs::is_symlink(fs::symlink_status(path, error)))
            return {name, "", "a symbolic link is not read: hand in the file itself"};
        try {
            std::string bytes = read_file(console_, path, left_);
            left_ -= bytes.size();
            return {name, std::move(bytes), ""};
        } catch (const Failure& failure) {
            std::string why = reason_without_path(failure.what(), path);
            if (left_ < most_ && why.starts_with("it is larger"))
                why = "all files together are larger than " + std::to_string(most_) + " bytes";
            return {name, "", why};
        }
    }

    std::vector<HandedIn> folder(const std::string& path) {
        std::error_code error;
        const fs::directory_iterator opened(path, error);
        if (error) return {{"", "", "the folder cannot be read: " + error.message()}};
        std::vector<HandedIn> files;
        std::size_t count = 0;
        for (const std::string& name : names_in(path)) {
            if (++count > most_files_each)
                files.push_back({name, "", "it is not read: there are more than 200 files"});
            else
                files.push_back(file((fs::path(path) / name).string(), name));
        }
        return files;
    }

  private:
    /// Of files and whatever else is no folder; by name.
    static std::vector<std::string> names_in(const std::string& folder) {
        std::vector<std::string> names;
        std::error_code error;
        fs::recursive_directory_iterator each(folder, fs::directory_options::skip_permission_denied, error);
        for (; !error && each != fs::recursive_directory_iterator() && names.size() < most_students;
             each.increment(error)) {
            if (is_litter(each->path()) || each.depth() + 1 >= deepest_level)
                each.disable_recursion_pending();
            std::error_code unknown;
            const auto kind = each->symlink_status(unknown).type();
            if (is_litter(each->path()) || kind == fs::file_type::directory) continue;
            names.push_back(each->path().lexically_relative(folder).string());
        }
        std::sort(names.begin(), names.end());
        if (names.size() > 2 * most_files_each) names.resize(2 * most_files_each);
        return names;
    }

    Console& console_;
    std::size_t most_, left_;
};

} // namespace

std::vector<HandingPlace> find_handings(const std::vector<std::string>& paths) {
    std::vector<NamedPlace> places;
    for (const std::string& path : paths) {
        if (path != "-" && kind_of(path) == fs::file_type::directory)
            add_students_of(path, places);
        else
            places.push_back(named_file(path));
    }
    return with_clear_names(places);
}

HandingPlace single_handing(const std::string& path) {
    if (path == "-") return {name_of_input(path), path, false};
    const bool is_folder = kind_of(path) == fs::file_type::directory;
    return {is_folder ? folder_name(path) : without_extension(fs::path(path).filename().string()), path,
            is_folder};
}

Handing read_handing(Console& console, const HandingPlace& place, const std::string& input,
                     std::size_t most) {
    Handing handing;
    handing.student = place.student;
    if (place.path == "-") {
        handing.files.push_back({name_of_input("-"), input, ""});
        return handing;
    }
    HandingReader reader(console, most);
    if (place.is_folder)
        handing.files = reader.folder(place.path);
    else
        handing.files.push_back(reader.file(place.path, fs::path(place.path).filename().string()));
    return handing;
}

} // namespace ossim
