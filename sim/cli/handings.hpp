// What each student handed in: found in folders, read with limits, never trusted.
#pragma once

#include "cli/console.hpp"
#include "ossim/judgement.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ossim {

/// Where a student's work lies: a folder, or one file.
struct HandingPlace {
    std::string student;
    std::string path; ///< "-": standard input
    bool is_folder = false;
};

/// The students of all paths, ordered by name. A folder holds a student's folder or file each; a file is a
/// student. Names are those of folders, and of files without their extension where that stays clear. Throws
/// Failure(io) for what does not exist.
[[nodiscard]] std::vector<HandingPlace> find_handings(const std::vector<std::string>& paths);
/// The path itself is one student's: `--single`.
[[nodiscard]] HandingPlace single_handing(const std::string& path);

/// Reads it: four levels deep, 200 files, and `most` bytes of all of them. What is too large, a link or
/// unreadable becomes a file with a problem; nothing is thrown for what lies there. Standard input must have
/// been read into `input`. May be called by many threads.
[[nodiscard]] Handing read_handing(Console& console, const HandingPlace& place, const std::string& input,
                                   std::size_t most);

} // namespace ossim
