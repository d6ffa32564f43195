// The files that were handed in: found, read with limits, never trusted.
#pragma once

#include "cli/console.hpp"
#include "ossim/grade.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ossim {

/// A file to be graded: where it is, and how the teacher will see it named.
struct SubmittedFile {
    std::string path;
    std::string name;
};

/// The files named, and those inside the folders named (three levels deep, without hidden ones), ordered by
/// name. Throws Failure(io) for what does not exist.
[[nodiscard]] std::vector<SubmittedFile> find_submissions(const std::vector<std::string>& paths);

/// Reads one. What is too large, a symbolic link or unreadable becomes a submission with a problem instead.
[[nodiscard]] Submission read_submitted(Console& console, const SubmittedFile& file, Unit unit,
                                        std::size_t most);

} // namespace ossim
