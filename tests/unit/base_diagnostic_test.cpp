// Diagnostics as whole texts.
#include "base/show_diagnostic.hpp"

#include <doctest/doctest.h>

using namespace ossim;

namespace {

Diagnostic at(std::uint32_t line, std::uint32_t column, std::uint32_t width) {
    Diagnostic diagnostic;
    diagnostic.code = "unknown-key";
    diagnostic.file = "rr.yaml";
    diagnostic.at = {line, column};
    diagnostic.width = width;
    diagnostic.message = "unknown key \"burts\" in process \"A\"";
    return diagnostic;
}

} // namespace

TEST_CASE("the house format") {
    std::string source;
    for (int i = 1; i < 12; ++i)
        source += "# line\n";
    source += "    burts: 5ms\nlast: 1\n";
    Diagnostic diagnostic = at(12, 5, 5);
    diagnostic.hint = "did you mean \"burst\"?";
    diagnostic.note = "keys of a process: arrival, burst, memory, name, priority";
    CHECK(
        show(diagnostic, source) ==
        "rr.yaml:12:5: error: unknown key \"burts\" in process \"A\"; did you mean \"burst\"? [unknown-key]\n"
        "   |\n"
        "12 |     burts: 5ms\n"
        "   |     ^~~~~\n"
        "   = keys of a process: arrival, burst, memory, name, priority\n");
}

TEST_CASE("without a place there is no snippet") {
    Diagnostic diagnostic = at(0, 0, 1);
    diagnostic.note = "one\ntwo";
    CHECK(show(diagnostic, "text") == "rr.yaml: error: unknown key \"burts\" in process \"A\" [unknown-key]\n"
                                      "  = one\n"
                                      "  = two\n");
    diagnostic.file = "";
    diagnostic.severity = Severity::warning;
    diagnostic.note = "";
    diagnostic.code = "";
    CHECK(show(diagnostic, "text") == "warning: unknown key \"burts\" in process \"A\"\n");
}

TEST_CASE("columns count characters, the caret stands by width") {
    // Hangul before and under the caret: two columns each.
    CHECK(show(at(1, 8, 6), "a: \xED\x95\x9C \xED\x95\x9C\xEA\xB8\x80 x") ==
          "rr.yaml:1:6: error: unknown key \"burts\" in process \"A\" [unknown-key]\n"
          "  |\n"
          "1 | a: \xED\x95\x9C \xED\x95\x9C\xEA\xB8\x80 x\n"
          "  |       ^~~~\n");
    // A combining accent takes no column of its own.
    CHECK(show(at(1, 5, 1), "e\xCC\x81 x y") ==
          "rr.yaml:1:4: error: unknown key \"burts\" in process \"A\" [unknown-key]\n"
          "  |\n"
          "1 | e\xCC\x81 x y\n"
          "  |   ^\n");
}

TEST_CASE("tabs fall alike in both lines") {
    CHECK(show(at(1, 4, 2), "\ta\tbb c") ==
          "rr.yaml:1:4: error: unknown key \"burts\" in process \"A\" [unknown-key]\n"
          "  |\n"
          "1 | \ta\tbb c\n"
          "  | \t \t^~\n");
}

TEST_CASE("control characters and broken bytes are shown as escapes") {
    CHECK(show(at(1, 3, 1), "a\x1b"
                            "b\xFF\r\nnext") ==
          "rr.yaml:1:3: error: unknown key \"burts\" in process \"A\" [unknown-key]\n"
          "  |\n"
          "1 | a\\x1Bb\\xFF\n"
          "  |      ^\n");
    Diagnostic diagnostic = at(0, 0, 1);
    diagnostic.message = "a\x1b[2J";
    diagnostic.file = "x\ny";
    CHECK(show(diagnostic, "") == "x\\x0Ay: error: a\\x1B[2J [unknown-key]\n");
}

TEST_CASE("a place past the end of a line or a file still shows") {
    CHECK(show(at(1, 99, 3), "ab") ==
          "rr.yaml:1:3: error: unknown key \"burts\" in process \"A\" [unknown-key]\n"
          "  |\n"
          "1 | ab\n"
          "  |   ^\n");
    CHECK(show(at(2, 1, 1), "ab\n") ==
          "rr.yaml:2:1: error: unknown key \"burts\" in process \"A\" [unknown-key]\n"
          "  |\n"
          "2 |\n"
          "  | ^\n");
    CHECK(show(at(9, 3, 1), "ab\n") ==
          "rr.yaml:9:3: error: unknown key \"burts\" in process \"A\" [unknown-key]\n"
          "  |\n"
          "9 |\n"
          "  | ^\n");
}

TEST_CASE("a caret wider than the line ends with it") {
    CHECK(show(at(1, 2, 1000), "abc") ==
          "rr.yaml:1:2: error: unknown key \"burts\" in process \"A\" [unknown-key]\n"
          "  |\n"
          "1 | abc\n"
          "  |  ^~\n");
}

TEST_CASE("a long line is cut around the caret") {
    const std::string line = std::string(500, 'a') + "BAD" + std::string(500, 'z');
    CHECK(show(at(1, 501, 3), line) ==
          "rr.yaml:1:501: error: unknown key \"burts\" in process \"A\" [unknown-key]\n"
          "  |\n"
          "1 | ..." +
              std::string(40, 'a') + "BAD" + std::string(57, 'z') +
              "...\n"
              "  | " +
              std::string(43, ' ') + "^~~\n");
    CHECK(show(at(1, 1, 3), "BAD" + std::string(500, 'z')) ==
          "rr.yaml:1:1: error: unknown key \"burts\" in process \"A\" [unknown-key]\n"
          "  |\n"
          "1 | BAD" +
              std::string(97, 'z') +
              "...\n"
              "  | ^~~\n");
    CHECK(show(at(1, 1'000'000, 1), std::string(1'000'000, 'x')).size() < 400);
}

TEST_CASE("all of them, the first twenty, and how many more") {
    Diagnostics diagnostics(34, at(1, 1, 1));
    const SourceText sources[] = {{"other.yaml", "zz"}, {"rr.yaml", "ab"}};
    const std::string one = "rr.yaml:1:1: error: unknown key \"burts\" in process \"A\" [unknown-key]\n"
                            "  |\n"
                            "1 | ab\n"
                            "  | ^\n";
    std::string twenty = one;
    for (int i = 1; i < 20; ++i)
        twenty += "\n" + one;
    CHECK(show_all(diagnostics, sources) == twenty + "\nand 14 more\n");
    diagnostics.resize(2);
    CHECK(show_all(diagnostics, sources) == one + "\n" + one);
    CHECK(show_all({}, sources) == "");
}

TEST_CASE("warnings make room for errors, in their order") {
    Diagnostics diagnostics(3, at(0, 0, 1));
    diagnostics[0].severity = diagnostics[1].severity = Severity::warning;
    diagnostics[0].message = "first";
    diagnostics[1].message = "second";
    diagnostics[2].message = "third";
    CHECK(show_all(diagnostics, {}, 2) == "rr.yaml: warning: first [unknown-key]\n"
                                          "\n"
                                          "rr.yaml: error: third [unknown-key]\n"
                                          "\n"
                                          "and 1 more\n");
    CHECK(show_all(diagnostics, {}, 0) == "and 3 more\n");
}

TEST_CASE("colour adds nothing but colour") {
    const std::string plain = show(at(1, 1, 2), "ab");
    std::string coloured = show(at(1, 1, 2), "ab", true);
    CHECK(coloured.find("\x1b[1;31merror: \x1b[0m") != std::string::npos);
    for (std::size_t start = 0; (start = coloured.find('\x1b')) != std::string::npos;)
        coloured.erase(start, coloured.find('m', start) - start + 1);
    CHECK(coloured == plain);
}
