// The way from the command line to an assignment that is ready to judge.
#pragma once

#include "cli/console.hpp"
#include "cli/scenario_files.hpp"
#include "ossim/assignment.hpp"
#include "ossim/diagnostic.hpp"
#include "ossim/judgement.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace ossim {

/// Is it an assignment's folder, or its file? By what is there, not by what it is called alone.
[[nodiscard]] bool is_assignment(Console& console, const std::string& path);

/// An assignment, read once. What is wrong with it goes to standard error, and Failure(wrong) is thrown.
class AssignmentInput {
  public:
    AssignmentInput(Console& console, const std::string& path, bool coloured, std::size_t most);

    [[nodiscard]] const Assignment& assignment() const { return assignment_; }
    [[nodiscard]] const SourceText& source() const { return source_; }
    /// Runs what judging needs. What is wrong with scenarios and keys goes to standard error; with an error
    /// among it Failure(wrong) is thrown.
    [[nodiscard]] std::unique_ptr<Grader> grader();
    /// Reads another text as the same assignment; nothing if it is wrong.
    [[nodiscard]] std::optional<Assignment> reread(const std::string& text) const;

  private:
    [[nodiscard]] AssignmentResult load_text(const std::string& text) const;
    void print(const Diagnostics& diagnostics, std::span<const SourceText> sources);

    Console& console_;
    bool coloured_;
    SourceText source_;
    Assignment assignment_;
    FolderFiles files_;
    Catalogues catalogues_;
};

} // namespace ossim
