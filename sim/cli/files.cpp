// Files by descriptors: every call is checked, and what fails says the name and the reason.
#include "cli/files.hpp"

#include "cli/exit.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ossim {

namespace {

std::string reason(int error) { return std::generic_category().message(error); }

[[noreturn]] void fail(std::string_view verb, std::string_view name, int error) {
    throw Failure(ExitCode::io, std::string("cannot ") + std::string(verb) + " " + std::string(name) + ": " +
                                    reason(error));
}

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const { return number_; }

  private:
    int number_;
};

/// A pipe opened without O_NONBLOCK would wait for a writer before it could be refused.
Descriptor open_regular(const std::string& path) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)); // NOLINT(*-vararg)
    if (file.number() < 0) fail("read", path, errno);
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) fail("read", path, errno);
    if (S_ISREG(status.st_mode)) return Descriptor(::dup(file.number()));
    const std::string what = S_ISDIR(status.st_mode) ? "a directory" : "not a regular file";
    throw Failure(ExitCode::wrong, path + " is " + what + "; a file is needed, or - for standard input");
}

/// A link leads to its target, so that the link stays a link.
std::string behind_links(const std::string& path) {
    std::error_code error;
    const auto target = std::filesystem::canonical(path, error);
    return error ? path : target.string();
}

} // namespace

std::string read_all(int descriptor, std::string_view name, std::size_t most) {
    std::string text;
    std::size_t have = 0;
    for (;;) {
        text.resize(std::min(most + 1, have + std::max<std::size_t>(64 << 10, have)));
        const ssize_t got = ::read(descriptor, text.data() + have, text.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("read", name, errno);
        have += static_cast<std::size_t>(got);
        if (got == 0 || have > most) break;
    }
    text.resize(have);
    return text;
}

void write_all(int descriptor, std::string_view name, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && errno == EPIPE) throw Failure(ExitCode::io, "");
        if (written < 0) fail("write", name, errno);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::string read_file(Console& console, const std::string& path, std::size_t most) {
    std::string text;
    if (path == "-")
        text = console.read_input(most);
    else
        text = read_all(open_regular(path).number(), path, most);
    if (text.size() > most)
        throw Failure(ExitCode::wrong, (path == "-" ? "standard input" : path) + " is larger than " +
                                           std::to_string(most) + " bytes; --max-input raises this limit");
    return text;
}

std::string reason_without_path(const std::string& message, const std::string& path) {
    const std::size_t at = message.find(path);
    if (at == std::string::npos) return message;
    const std::string rest = message.substr(at + path.size());
    return rest.starts_with(": ") ? rest.substr(2) : "it" + rest.substr(0, rest.find(';'));
}

bool is_same_file(const std::string& a, const std::string& b) {
    struct stat left {};
    struct stat right {};
    return ::stat(a.c_str(), &left) == 0 && ::stat(b.c_str(), &right) == 0 && left.st_dev == right.st_dev &&
           left.st_ino == right.st_ino;
}

OutputFile::OutputFile(Console& console, std::string path, const std::vector<std::string>& inputs)
    : console_(console), path_(std::move(path)) {
    if (path_ == "-") return;
    struct stat status {};
    const bool exists = ::stat(path_.c_str(), &status) == 0;
    for (const auto& input : inputs)
        if (exists && S_ISREG(status.st_mode) && is_same_file(path_, input))
            throw Failure(ExitCode::wrong, path_ + " is an input of this command and is not overwritten");
    if (exists && S_ISDIR(status.st_mode)) fail("write", path_, EISDIR);
    if (!exists || S_ISREG(status.st_mode))
        open_beside(behind_links(path_));
    else
        descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC); // NOLINT(*-vararg)
    if (descriptor_ < 0) fail("write", path_, errno);
}

void OutputFile::open_beside(const std::string& target) {
    target_ = target;
    const auto place = std::filesystem::path(target);
    const std::string name =
        "." + place.filename().string().substr(0, 200) + ".tmp." + std::to_string(::getpid());
    const std::string temporary = (place.parent_path() / name).string();
    descriptor_ =
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666); // NOLINT(*-vararg)
    if (descriptor_ < 0) fail("write", path_, errno);
    temporary_ = temporary;
}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::write(std::string_view text) {
    if (path_ == "-") return console_.out(text);
    write_all(descriptor_, path_, text);
}

void OutputFile::commit() {
    if (path_ == "-") return console_.flush();
    if (::close(std::exchange(descriptor_, -1)) != 0) fail("write", path_, errno);
    if (temporary_.empty()) return;
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("write", path_, errno);
    temporary_.clear();
}

void write_file(Console& console, const std::string& path, std::string_view text,
                const std::vector<std::string>& inputs) {
    OutputFile file(console, path, inputs);
    file.write(text);
    file.commit();
}

} // namespace ossim
