// Files, read with a limit and written whole or not at all.
#pragma once

#include "cli/console.hpp"
#include "trace/output.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// Reads a regular file, or standard input when `path` is "-". More than `most` bytes is Failure(wrong), and
/// so is what is no regular file (a directory, a device, a pipe); what cannot be read is Failure(io).
[[nodiscard]] std::string read_file(Console& console, const std::string& path, std::size_t most);

/// What a failure with a file says, without the file's path: for who names it already, or must not name it.
[[nodiscard]] std::string reason_without_path(const std::string& message, const std::string& path);

/// Reads an open descriptor to its end, but not more than `most` bytes and one. Throws Failure(io).
[[nodiscard]] std::string read_all(int descriptor, std::string_view name, std::size_t most);
/// Writes all of it to an open descriptor. Throws Failure(io), without a message when the reader has gone.
void write_all(int descriptor, std::string_view name, std::string_view text);

/// Do both paths lead to the same existing file?
[[nodiscard]] bool is_same_file(const std::string& a, const std::string& b);

/// A file that is written beside its final name and renamed to it by `commit`; without `commit` nothing is
/// left and what stood there before stands there still. A device or a pipe is written directly. "-" is
/// standard output.
class OutputFile : public Output {
  public:
    /// Throws Failure(io) if it cannot be created, Failure(wrong) if it is one of `inputs`.
    OutputFile(Console& console, std::string path, const std::vector<std::string>& inputs);
    ~OutputFile() override;
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    /// Throws Failure(io): a run whose trace cannot be kept is not worth its time.
    void write(std::string_view text) override;
    void commit();

  private:
    void open_beside(const std::string& target);

    Console& console_;
    std::string path_;      ///< as the user wrote it
    std::string target_;    ///< behind symbolic links
    std::string temporary_; ///< empty: written directly
    int descriptor_ = -1;   ///< -1: standard output
};

/// Writes a whole file at once, as above.
void write_file(Console& console, const std::string& path, std::string_view text,
                const std::vector<std::string>& inputs);

} // namespace ossim
