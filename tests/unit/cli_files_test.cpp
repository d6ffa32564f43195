// Files are read with a limit, and written whole or not at all.
#include "cli/exit.hpp"
#include "cli/files.hpp"
#include "recorded_console.hpp"
#include "scratch_folder.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace ossim;

namespace {

/// The failure that an action ends with, as "code: message".
template <class Action>
std::string failure_of(const Action& action) {
    try {
        action();
    } catch (const Failure& failure) {
        return std::to_string(static_cast<int>(failure.code())) + ": " + failure.what();
    }
    return "none";
}

} // namespace

TEST_CASE("a file is read whole, up to the limit") {
    const ScratchFolder folder;
    RecordedConsole console;
    const auto path = folder.with("a", "hello");
    CHECK(read_file(console, path, 5) == "hello");
    CHECK(failure_of([&] { (void)read_file(console, path, 4); }) ==
          "2: " + path + " is larger than 4 bytes; --max-input raises this limit");
    CHECK(read_file(console, folder.with("empty", ""), 0).empty());
    const std::string large(200'000, 'x');
    CHECK(read_file(console, folder.with("large", large), 1 << 20) == large);
}

TEST_CASE("standard input is read by its name, a dash") {
    RecordedConsole console;
    console.input = "given";
    CHECK(read_file(console, "-", 5) == "given");
    CHECK(failure_of([&] { (void)read_file(console, "-", 3); }) ==
          "2: standard input is larger than 3 bytes; --max-input raises this limit");
}

TEST_CASE("what is no regular file is refused, what is not there fails") {
    const ScratchFolder folder;
    RecordedConsole console;
    CHECK(failure_of([&] { (void)read_file(console, "/tmp", 10); }) ==
          "2: /tmp is a directory; a file is needed, or - for standard input");
    CHECK(failure_of([&] { (void)read_file(console, "/dev/zero", 10); }) ==
          "2: /dev/zero is not a regular file; a file is needed, or - for standard input");
    const auto pipe = folder.file("pipe");
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(failure_of([&] { (void)read_file(console, pipe, 10); }).starts_with("2: "));
    CHECK(failure_of([&] { (void)read_file(console, folder.file("none"), 10); }) ==
          "4: cannot read " + folder.file("none") + ": No such file or directory");
}

TEST_CASE("a file appears under its name when it is whole") {
    const ScratchFolder folder;
    RecordedConsole console;
    {
        OutputFile file(console, folder.file("out"), {});
        file.write("one ");
        file.write("two");
        CHECK(!std::filesystem::exists(folder.file("out")));
        file.commit();
    }
    CHECK(folder.read("out") == "one two");
    CHECK(folder.count() == 1);
}

TEST_CASE("without commit, nothing is left and the old file stands") {
    const ScratchFolder folder;
    RecordedConsole console;
    folder.with("out", "old");
    {
        OutputFile file(console, folder.file("out"), {});
        file.write("new");
    }
    CHECK(folder.read("out") == "old");
    CHECK(folder.count() == 1);
}

TEST_CASE("an input is never overwritten, by whatever name it goes") {
    const ScratchFolder folder;
    RecordedConsole console;
    const auto input = folder.with("in.yaml", "text");
    std::filesystem::create_symlink(input, folder.file("link"));
    std::filesystem::create_hard_link(input, folder.file("hard"));
    for (const std::string name : {"in.yaml", "link", "hard", "./in.yaml"}) {
        CAPTURE(name);
        CHECK(failure_of([&] { OutputFile file(console, folder.file(name), {input}); }) ==
              "2: " + folder.file(name) + " is an input of this command and is not overwritten");
    }
    CHECK(folder.read("in.yaml") == "text");
}

TEST_CASE("a link stays a link, its target is written") {
    const ScratchFolder folder;
    RecordedConsole console;
    folder.with("target", "old");
    std::filesystem::create_symlink(folder.file("target"), folder.file("link"));
    write_file(console, folder.file("link"), "new", {});
    CHECK(std::filesystem::is_symlink(folder.file("link")));
    CHECK(folder.read("target") == "new");
}

TEST_CASE("what cannot be written is failure 4 and names the file") {
    const ScratchFolder folder;
    RecordedConsole console;
    CHECK(failure_of([&] { write_file(console, "/dev/full", "x", {}); }) ==
          "4: cannot write /dev/full: No space left on device");
    CHECK(failure_of([&] { write_file(console, folder.file("no/such/folder"), "x", {}); }) ==
          "4: cannot write " + folder.file("no/such/folder") + ": No such file or directory");
    CHECK(failure_of([&] { write_file(console, folder.file(""), "x", {}); }).starts_with("4: cannot write "));
    CHECK(failure_of([&] { write_file(console, "/dev/null", "x", {}); }) == "none");
}

TEST_CASE("a dash is standard output") {
    RecordedConsole console;
    write_file(console, "-", "text", {});
    CHECK(console.output == "text");
}
