// The rules of the house that a text can be checked for: who may include whom, what is banned where, how long
// things may be. Each check gives its findings as `file:line: what`; the test shows them all at once.
#include "base/text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace fs = std::filesystem;
using ossim::display_width;

namespace {

using Words = std::set<std::string>;

/// The floors: what a room may include, besides std and itself. No arrow goes up. A new room gets its row
/// here before its code, and the map in sim/README.md says why.
const std::map<std::string, Words> floors = {
    {"base", {"ossim"}},
    {"scenario", {"ossim", "base"}},
    {"machine", {"ossim", "base"}},
    {"costs", {"ossim", "base"}},
    {"conventions", {"ossim", "base"}},
    {"trace", {"ossim", "base"}},
    {"policies", {"ossim", "base"}},
    {"metrics", {"ossim", "base"}},
    {"expect", {"ossim", "base"}},
    {"analysis", {"ossim", "base"}},
    {"objects", {"ossim", "base", "machine", "trace"}},
    {"syscalls", {"ossim", "base", "objects"}},
    {"kernel", {"ossim", "base", "machine", "trace", "objects", "syscalls"}},
    {"render", {"ossim", "base", "metrics"}},
    {"grade", {"ossim", "base", "trace"}},
    {"misconceptions", {"ossim", "base"}},
    {"feedback", {"ossim", "base"}},
    {"assignment", {"ossim", "base", "expect", "trace/jsonl.hpp", "grade/utf16.hpp"}},
    {"cli",
     {"ossim", "base", "trace", "policies/catalogue.hpp", "costs", "conventions", "metrics", "expect",
      "render", "analysis", "grade"}},
    {"simulate.cpp", {"ossim", "base", "policies", "costs", "conventions", "trace", "kernel"}},
    {"main.cpp", {"cli"}},
};

/// Something that only the named rooms may use; `but` names single files.
struct Ban {
    std::string pattern; ///< a regular expression, over code without comments and texts
    Words rooms;
    Words but = {};
};

const std::vector<Ban> banned_headers = {
    {"<yaml-cpp/", {"scenario"}},
    {"<CLI/", {"cli"}},
    {"<xxhash\\.h>", {"assignment"}},
    {"<nlohmann/", {"scenario", "trace", "render", "grade", "feedback", "cli"}},
    {"<(iostream|fstream|filesystem|chrono|thread|mutex|atomic|future|csignal|signal\\.h|ctime|unistd\\.h|"
     "fcntl\\.h|sys/.*)>",
     {"cli"}},
    {"<cstdio>|<stdio\\.h>", {"cli"}, {"sim/base/check.hpp"}},
    {"<(cmath|math\\.h)>", {"metrics", "render"}},
    {"<(random|locale|regex|unordered_map|unordered_set|format|expected|source_location|cassert)>", {}},
};

const std::vector<Ban> banned_words = {
    {"\\b(float|double)\\b", {"metrics", "render"}},
    {"\\bunordered_(map|set|multimap|multiset)\\b", {}},
    {"\\b(std::rand|srand|random_device|mt19937(_64)?|default_random_engine)\\b", {}},
    {"\\b(stod|stof|strtod|strtof|atof|atoi|setlocale|gettimeofday|clock_gettime)\\b", {}},
    {"\\b(getenv|std::exit|std::abort|std::system|fopen)\\b", {"cli"}},
    {"\\b(printf|fprintf|puts|fputs|putchar|std::cout|std::cerr|std::clog)\\b",
     {"cli"},
     {"sim/base/check.hpp"}},
    {"\\b(class|struct) \\w*(Manager|Helper|Util|Utils|Impl)\\b", {}},
    {"\\bassert\\s*\\(", {}},
    {"^\\s*(static|thread_local)\\s+(?!constexpr|const\\b|inline)[^()]*[;={]", {}},
};

constexpr std::size_t longest_line = 110;
constexpr std::size_t longest_function = 70;
constexpr std::size_t nine_in_ten_functions = 50;
constexpr std::size_t longest_main = 40;

struct SourceFile {
    std::string path; ///< from the project's folder: "sim/base/text.cpp"
    std::string
        room; ///< "base"; "simulate.cpp" for what lies in sim/ itself; "include" and "tests" for these
    std::string text;
};

/// Comments and what stands in quotes become spaces; line feeds stay, so that lines keep their numbers.
class Stripper {
  public:
    explicit Stripper(std::string_view text) : text_(text), code_(text) {}

    std::string code() {
        while (at_ < text_.size()) {
            if (begins("//"))
                blank_to(line_end());
            else if (begins("/*"))
                blank_to(behind("*/", at_ + 2));
            else if (begins("R\""))
                blank_raw();
            else if (text_[at_] == '"' || is_character())
                blank_quoted(text_[at_]);
            else
                ++at_;
        }
        return code_;
    }

  private:
    bool begins(std::string_view what) const { return text_.substr(at_, what.size()) == what; }
    std::size_t line_end() const { return std::min(text_.find('\n', at_), text_.size()); }
    std::size_t behind(std::string_view what, std::size_t from) const {
        const std::size_t found = text_.find(what, from);
        return found == std::string_view::npos ? text_.size() : found + what.size();
    }
    /// An apostrophe between digits is part of a number.
    bool is_character() const {
        return text_[at_] == '\'' &&
               (at_ == 0 || std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) == 0);
    }
    void blank_raw() {
        const std::size_t open = text_.find('(', at_);
        const std::string close = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
        ++at_;
        blank_to(behind(close, open));
    }
    void blank_quoted(char quote) {
        std::size_t end = at_ + 1;
        while (end < text_.size() && text_[end] != quote && text_[end] != '\n')
            end += text_[end] == '\\' ? 2 : 1;
        blank_to(std::min(end + 1, text_.size()));
    }
    void blank_to(std::size_t end) {
        for (; at_ < end; ++at_)
            if (text_[at_] != '\n') code_[at_] = ' ';
    }

    std::string_view text_;
    std::string code_;
    std::size_t at_ = 0;
};

std::string code_of(std::string_view text) { return Stripper(text).code(); }

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

std::size_t line_at(std::string_view text, std::size_t place) {
    return 1 + static_cast<std::size_t>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n'));
}

std::string finding(const SourceFile& file, std::size_t line, const std::string& what) {
    return file.path + ":" + std::to_string(line) + ": " + what + "\n";
}

bool is_source(const fs::path& path) { return path.extension() == ".cpp" || path.extension() == ".hpp"; }

std::string room_of(const fs::path& path) {
    auto part = path.begin();
    if (*part == "include" || *part == "tests" || *part == "tools") return part->string();
    return std::next(part)->string();
}

std::string content_of(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<SourceFile> sources_under(const std::vector<std::string>& folders) {
    std::vector<SourceFile> files;
    for (const std::string& folder : folders) {
        REQUIRE_MESSAGE(fs::is_directory(folder), "run in the project's folder");
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file() && is_source(entry.path()))
                files.push_back(
                    {entry.path().generic_string(), room_of(entry.path()), content_of(entry.path())});
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

const std::vector<std::string> product = {"include", "sim"};
const std::vector<std::string> everything = {"include", "sim", "tests", "tools"};

bool is_allowed(const std::string& room, const std::string& included) {
    const std::string folder = included.substr(0, included.find('/'));
    if (room == "include") return folder == "ossim";
    const auto row = floors.find(room);
    return row != floors.end() &&
           (folder == room || row->second.count(folder) > 0 || row->second.count(included) > 0);
}

std::string upward_includes(const SourceFile& file) {
    static const std::regex quoted("^\\s*#\\s*include\\s+\"([^\"]*)\"");
    std::string findings;
    std::size_t number = 0;
    for (const std::string& line : lines_of(file.text)) {
        ++number;
        std::smatch match;
        if (!std::regex_search(line, match, quoted)) continue;
        const std::string included = match[1];
        if (included.find('/') == std::string::npos || included.find("..") != std::string::npos)
            findings += finding(file, number, "include \"" + included + "\" by its room: \"room/file.hpp\"");
        else if (!is_allowed(file.room, included))
            findings += finding(file, number, file.room + " may not include \"" + included + "\"");
    }
    return findings;
}

std::string uses_of(const std::vector<Ban>& bans, const SourceFile& file, const std::string& text) {
    std::string findings;
    for (const Ban& ban : bans) {
        if (ban.rooms.count(file.room) > 0 || ban.but.count(file.path) > 0) continue;
        const std::regex pattern(ban.pattern);
        std::size_t number = 0;
        for (const std::string& line : lines_of(text)) {
            ++number;
            std::smatch match;
            if (std::regex_search(line, match, pattern))
                findings += finding(file, number, match.str() + " is banned here");
        }
    }
    return findings;
}

std::string banned_includes(const SourceFile& file) {
    std::string includes;
    for (const std::string& line : lines_of(file.text)) {
        const bool is_include =
            line.find("#include") != std::string::npos || line.find("# include") != std::string::npos;
        includes += (is_include ? line : "") + "\n";
    }
    return uses_of(banned_headers, file, includes);
}

/// The place behind the bracket that closes the one at `open`.
std::size_t behind_bracket(const std::string& code, std::size_t open, char opening, char closing) {
    int depth = 0;
    for (std::size_t at = open; at < code.size(); ++at) {
        if (code[at] == opening) ++depth;
        if (code[at] == closing && --depth == 0) return at + 1;
    }
    return code.size();
}

/// A switch whose labels have a `::` is over an enum: the compiler names the cases that it forgets, unless it
/// has a default.
std::string enum_switches_with_default(const SourceFile& file) {
    static const std::regex over_enum("\\bcase\\s+\\w+::"), defaulted("\\bdefault\\s*:");
    const std::string code = code_of(file.text);
    std::string findings;
    for (std::size_t at = 0; (at = code.find("switch", at)) != std::string::npos; ++at) {
        const std::size_t condition = code.find('(', at);
        if (condition == std::string::npos || code.find_first_not_of(' ', at + 6) != condition) continue;
        const std::size_t open = code.find('{', behind_bracket(code, condition, '(', ')'));
        if (open == std::string::npos) continue;
        const std::string body = code.substr(open, behind_bracket(code, open, '{', '}') - open);
        if (std::regex_search(body, over_enum) && std::regex_search(body, defaulted))
            findings += finding(file, line_at(code, at), "a switch over an enum has no default");
    }
    return findings;
}

struct Function {
    std::size_t line = 0;   ///< where its head begins
    std::size_t length = 0; ///< in lines, head and closing brace included
    std::size_t empty = 0;  ///< of them, without code: those of the texts that a test compares with
};

/// What a bracket opens, by the code between it and the statement before.
bool opens_function(const std::string& head) {
    static const std::regex other(
        "\\b(namespace|class|struct|union|enum)\\b[^()]*$|=\\s*$|^\\s*(return|if|for|while|switch)\\b");
    return head.find(')') != std::string::npos && !std::regex_search(head, other);
}

std::size_t empty_lines(const std::string& code) {
    const auto lines = lines_of(code);
    return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
        return line.find_first_not_of(' ') == std::string::npos;
    }));
}

/// The functions of a file, as far as braces tell; lambdas and blocks belong to the function around them.
std::vector<Function> functions_of(const std::string& code) {
    std::vector<Function> functions;
    std::size_t statement = 0; // where the present statement begins
    for (std::size_t at = 0; at < code.size(); ++at) {
        if (code[at] == '#' && (at == 0 || code[at - 1] == '\n')) {
            while (at + 1 < code.size() && (code[at] != '\n' || code[at - 1] == '\\'))
                ++at;
            statement = at + 1;
        } else if (code[at] == ';' || code[at] == '}') {
            statement = at + 1;
        } else if (code[at] == '{') {
            if (opens_function(code.substr(statement, at - statement))) {
                const std::size_t start = std::min(code.find_first_not_of(" \n", statement), at);
                at = behind_bracket(code, at, '{', '}') - 1;
                const std::size_t length = line_at(code, at) - line_at(code, start) + 1;
                functions.push_back(
                    {line_at(code, start), length, empty_lines(code.substr(start, at - start))});
            }
            statement = at + 1;
        }
    }
    return functions;
}

std::string long_functions(const SourceFile& file) {
    std::string findings;
    for (const Function& function : functions_of(code_of(file.text))) {
        const std::size_t length = function.length - (file.room == "tests" ? function.empty : 0);
        if (length > longest_function)
            findings += finding(file, function.line, "a function of " + std::to_string(length) + " lines");
    }
    return findings;
}

std::string badly_shaped_lines(const SourceFile& file) {
    std::string findings;
    std::size_t number = 0;
    for (const std::string& line : lines_of(file.text)) {
        ++number;
        if (const std::size_t width = display_width(line); width > longest_line)
            findings += finding(file, number, "a line of " + std::to_string(width) + " columns");
        if (line.find('\t') != std::string::npos) findings += finding(file, number, "a tab");
        if (line.find('\r') != std::string::npos) findings += finding(file, number, "a carriage return");
        if (!line.empty() && line.back() == ' ') findings += finding(file, number, "a space at the end");
    }
    return findings;
}

std::string badly_opened(const SourceFile& file) {
    std::string findings;
    if (!file.text.starts_with("// "))
        findings += finding(file, 1, "a file opens with a comment that says what it is");
    if (!file.text.ends_with('\n')) findings += finding(file, 1, "a file ends in a line feed");
    const bool is_header = file.path.ends_with(".hpp");
    if (is_header && file.text.find("#pragma once") == std::string::npos)
        findings += finding(file, 1, "no #pragma once");
    if (is_header && code_of(file.text).find("using namespace") != std::string::npos)
        findings += finding(file, 1, "a header takes in no namespace");
    return findings;
}

/// Types of one name in two headers: linked together, one of them is not what its users believe.
std::string types_declared_twice(const std::vector<SourceFile>& files) {
    static const std::regex type(
        "^(?:class|struct|union|enum class|enum) +(?:alignas\\([0-9]+\\) +)?(\\w+)\\b(?![:<])");
    std::map<std::string, std::string> places;
    std::string findings;
    for (const SourceFile& file : files) {
        if (!file.path.ends_with(".hpp")) continue;
        std::size_t number = 0;
        for (const std::string& line : lines_of(code_of(file.text))) {
            ++number;
            std::smatch match;
            const bool is_forward =
                line.find(';') != std::string::npos && line.find('{') == std::string::npos;
            if (is_forward || !std::regex_search(line, match, type)) continue;
            const auto [at, is_new] =
                places.emplace(match[1].str(), file.path + ":" + std::to_string(number));
            if (!is_new) findings += finding(file, number, match[1].str() + " is also at " + at->second);
        }
    }
    return findings;
}

template <class Check>
std::string findings_in(const std::vector<std::string>& folders, Check check) {
    std::string findings;
    for (const SourceFile& file : sources_under(folders))
        findings += check(file);
    return findings;
}

/// Folders that git does not see: builds.
Words ignored_names() {
    Words names;
    for (std::string line : lines_of(content_of(".gitignore"))) {
        line.erase(std::remove(line.begin(), line.end(), '/'), line.end());
        names.insert(line.substr(0, line.find('*')));
    }
    names.erase("");
    return names;
}

} // namespace

TEST_CASE("no room includes what lies above it") { CHECK(findings_in(product, upward_includes) == ""); }

TEST_CASE("every room has its floor") {
    std::string without;
    for (const auto& entry : fs::directory_iterator("sim")) {
        const std::string name = entry.path().filename().string();
        if (entry.is_directory() && floors.count(name) == 0) without += name + "\n";
        if (is_source(entry.path()) && floors.count(name) == 0) without += name + "\n";
    }
    CHECK(without == "");
}

TEST_CASE("libraries and the outer world stay in their rooms") {
    CHECK(findings_in(product, banned_includes) == "");
}

TEST_CASE("no banned word is used") {
    CHECK(findings_in(product, [](const SourceFile& file) {
              return uses_of(banned_words, file, code_of(file.text));
          }) == "");
}

TEST_CASE("no switch over an enum has a default") {
    CHECK(findings_in(product, enum_switches_with_default) == "");
}

TEST_CASE("no function is longer than 70 lines") { CHECK(findings_in(everything, long_functions) == ""); }

TEST_CASE("nine functions in ten are below 50 lines, and half of them are short") {
    std::vector<std::size_t> lengths;
    for (const SourceFile& file : sources_under(product))
        for (const Function& function : functions_of(code_of(file.text)))
            lengths.push_back(function.length);
    REQUIRE(lengths.size() > 100);
    std::sort(lengths.begin(), lengths.end());
    CHECK(lengths[lengths.size() * 9 / 10] < nine_in_ten_functions);
    CHECK(lengths[lengths.size() / 2] <= 14);
}

TEST_CASE("main is short") { CHECK(lines_of(content_of("sim/main.cpp")).size() <= longest_main); }

TEST_CASE("lines are at most 110 columns, without tabs and without spaces at their end") {
    CHECK(findings_in(everything, badly_shaped_lines) == "");
}

TEST_CASE("files open with what they are") { CHECK(findings_in(everything, badly_opened) == ""); }

TEST_CASE("no two headers declare a type of the same name") {
    CHECK(types_declared_twice(sources_under(product)) == "");
    const SourceFile one{"sim/base/a.hpp", "base",
                         "struct A;\nstruct B final : C {\nenum class D : int { x };\n"};
    const SourceFile other{"sim/base/b.hpp", "base",
                           "class A {\n};\nstruct A::D {\n};\nstruct hash<B> {};\n"};
    const SourceFile third{"sim/base/c.hpp", "base", "  struct B {};\nclass alignas(64) D {\n"};
    CHECK(types_declared_twice({one, other}) == "");
    CHECK(types_declared_twice({one, other, third}) == "sim/base/c.hpp:2: D is also at sim/base/a.hpp:3\n");
}

TEST_CASE("nothing lies at the top but what belongs there") {
    const Words allowed = {"CMakeLists.txt", "CMakePresets.json", "sim", "include", "scenarios", "tests",
                           "tools",          "README.md"};
    const Words ignored = ignored_names();
    std::string strangers;
    for (const auto& entry : fs::directory_iterator(".")) {
        const std::string name = entry.path().filename().string();
        const bool is_ignored = std::any_of(ignored.begin(), ignored.end(), [&](const std::string& start) {
            return name.starts_with(start);
        });
        if (allowed.count(name) == 0 && name.front() != '.' && !is_ignored) strangers += name + "\n";
    }
    CHECK(strangers == "");
}

TEST_CASE("comments and texts are not code") {
    CHECK(code_of("a // double\nb") == "a          \nb");
    CHECK(code_of("/* x\ny */ z") == "    \n     z");
    CHECK(code_of("s = \"a\\\"b\" + 'c' + 1'000;") == "s =        +     + 1'000;");
    CHECK(code_of("R\"x(a)\" \" b)x\" c") == "R              c");
    CHECK(code_of("R\"(\n)\"") == "R  \n  ");
}

TEST_CASE("the checks find what they look for") {
    const auto file = [](std::string room, std::string text) {
        return SourceFile{"sim/" + room + "/x.cpp", room, text};
    };
    CHECK(upward_includes(file("base", "// x\n#include \"kernel/kernel.hpp\"\n")) ==
          "sim/base/x.cpp:2: base may not include \"kernel/kernel.hpp\"\n");
    CHECK(upward_includes(file("cli", "#include \"policies/catalogue.hpp\"\n")) == "");
    CHECK(upward_includes(file("cli", "#include \"policies/ready_queue.hpp\"\n")) ==
          "sim/cli/x.cpp:1: cli may not include \"policies/ready_queue.hpp\"\n");
    CHECK(upward_includes(file("kernel", "#include \"dispatcher.hpp\"\n")) ==
          "sim/kernel/x.cpp:1: include \"dispatcher.hpp\" by its room: \"room/file.hpp\"\n");
    CHECK(banned_includes(file("kernel", "#include <chrono>\n")) ==
          "sim/kernel/x.cpp:1: <chrono> is banned here\n");
    CHECK(banned_includes(file("cli", "#include <chrono>\n")) == "");
    CHECK(uses_of(banned_words, file("kernel", ""), "int x;\nstatic int count = 0;\n") ==
          "sim/kernel/x.cpp:2: static int count = 0; is banned here\n");
    CHECK(uses_of(banned_words, file("kernel", ""),
                  "static int count(int x);\nstatic constexpr int y = 3;\n") == "");
    CHECK(enum_switches_with_default(file("base", "switch (x) {\ncase A::b: break;\ndefault: break;\n}")) ==
          "sim/base/x.cpp:1: a switch over an enum has no default\n");
    CHECK(enum_switches_with_default(file("base", "switch (c) {\ncase 'a': break;\ndefault: break;\n}")) ==
          "");
}

TEST_CASE("functions are found by their braces") {
    const auto functions =
        functions_of("namespace a {\n\nint f(int x)\n{\n  if (x) {\n  }\n  return x;\n}\n"
                     "struct S {\n  int g() const { return 1; }\n};\nint t[] = {\n 1};\n}\n");
    REQUIRE(functions.size() == 2);
    CHECK(functions[0].line == 3);
    CHECK(functions[0].length == 6);
    CHECK(functions[1].line == 10);
    CHECK(functions[1].length == 1);
    CHECK(long_functions({"sim/base/x.cpp", "base", "void f() {\n" + std::string(70, '\n') + "}\n"}) ==
          "sim/base/x.cpp:1: a function of 72 lines\n");
}
