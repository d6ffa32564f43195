// The examples of scenarios/assignments: each is graded, checked and read as a teacher does it, and gives the
// bytes that were blessed. Of scenarios/assignments/NAME there lie in tests/grading/assignments/NAME
//
//     report.txt                          ossim grade NAME NAME/submissions
//     check.txt                           ossim assignment check NAME
//     class.txt class.csv X.student.md    ossim grade NAME NAME/submissions --out DIR
//
// A submission that is called like a misconception (or like two: ONE+OTHER) must be diagnosed as that.
// `tools/bless` writes the files anew; look at what changed before you commit it.
#include "misconceptions/catalogue.hpp"
#include "recorded_console.hpp"
#include "scratch_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace ossim;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

const fs::path examples = "scenarios/assignments";
const fs::path blessed = "tests/grading/assignments";

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

Names names_in(const fs::path& folder) {
    Names names;
    if (!fs::exists(folder)) return names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

Names all_examples() {
    Names names = names_in(examples);
    std::erase_if(names,
                  [](const std::string& each) { return !fs::exists(examples / each / "assignment.yaml"); });
    return names;
}

Names split(const std::string& text, const std::string& at) {
    Names parts;
    std::size_t from = 0;
    for (std::size_t to = text.find(at); to != std::string::npos; to = text.find(at, from)) {
        parts.push_back(text.substr(from, to - from));
        from = to + at.size();
    }
    parts.push_back(text.substr(from));
    return parts;
}

/// White space of any length is one blank: as if no line had been broken.
std::string in_one_line(const std::string& text) {
    std::string line;
    for (const char c : text)
        if (c != ' ' && c != '\n')
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    return line;
}

/// What stands between two texts, for each time that the first occurs; to the end if the second does not.
Names between(const std::string& text, const std::string& from, const std::string& to) {
    Names found = split(text, from);
    found.erase(found.begin());
    for (std::string& each : found)
        each = each.substr(0, each.find(to));
    return found;
}

/// What is named in a list: "one, two and three".
Names listed(std::string text) {
    for (std::size_t at = text.find(" and "); at != std::string::npos; at = text.find(" and "))
        text.replace(at, 5, ", ");
    Names names = split(text, ", ");
    for (std::string& each : names)
        each.erase(each.find_last_not_of(' ') + 1);
    return names;
}

bool has(const Names& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Is each of the names, which stand with + between them, a misconception?
bool is_called_after_misconceptions(const std::string& folder) {
    const Names names = split(folder, "+");
    return std::all_of(names.begin(), names.end(),
                       [](const std::string& each) { return find_misconception(each) != nullptr; });
}

/// Does the staff's report of one student say that just this was believed, or something that gives the same?
bool is_diagnosed(const std::string& report, const std::string& folder) {
    const Names names = split(folder, "+");
    const std::string as_found = names.size() == 1 ? names[0] : names[0] + " with " + names[1];
    const std::string as_equal = names.size() == 1 ? names[0] : names[0] + " + " + names[1];
    for (const std::string& question : split(in_one_line(report), "== Test ")) {
        if (has(between(question, "Diagnosis: ", " gives exactly this"), as_found)) return true;
        for (std::string equals : between(question, "Explained as well by: ", " ==")) {
            for (const char* end : {" Answers", " Points"})
                equals = equals.substr(0, equals.find(end));
            if (has(listed(equals), as_equal)) return true;
        }
    }
    return false;
}

/// Mistakes that `check` tells from the key, and that are right all the same: under a convention that is
/// accepted, or because a tie is left open.
const std::map<std::string, std::set<std::string>> right_all_the_same{
    {"round-robin-ties", {"turns-by-number", "ties-by-name"}}};

void compare(const fs::path& expected, const std::string& found) {
    if (std::getenv("OSSIM_BLESS") != nullptr) {
        std::ofstream(expected, std::ios::binary) << found;
        return;
    }
    INFO("expected bytes: " << expected.string() << " (tools/bless writes them anew)");
    REQUIRE(fs::exists(expected));
    const std::string wanted = content(expected);
    const bool is_same = wanted == found;
    CHECK(is_same);
    if (is_same) return;
    const auto at =
        std::mismatch(wanted.begin(), wanted.end(), found.begin(), found.end()).first - wanted.begin();
    const auto line = wanted.rfind('\n', static_cast<std::size_t>(at)) + 1;
    MESSAGE("line " << std::count(wanted.begin(), wanted.begin() + at, '\n') + 1 << "\n  expected "
                    << wanted.substr(line, wanted.find('\n', line) - line) << "\n  found    "
                    << found.substr(std::min(line, found.size()), 200));
}

/// The reports of an example, by the names of their golden files.
std::map<std::string, std::string> reports_of(const std::string& name) {
    const std::string homework = (examples / name).string(), work = homework + "/submissions";
    std::map<std::string, std::string> reports;
    const Called report = call({"grade", homework, work});
    CHECK_MESSAGE(report.code == 1, report.errors);
    reports["report.txt"] = report.output;
    reports["check.txt"] = call({"assignment", "check", homework}).output;
    const ScratchFolder scratch;
    CHECK(call({"grade", homework, work, "--out", scratch.file("out")}).code == 1);
    for (const std::string& file : names_in(scratch.file("out")))
        if (file.starts_with("class.") || file.ends_with(".student.md"))
            reports[file] = scratch.read("out/" + file);
    return reports;
}

/// The words of a command: a text in quotes is one.
Names words_of(const std::string& command) {
    Names words{""};
    bool quoted = false;
    for (const char c : command)
        if (c == '"')
            quoted = !quoted;
        else if (c != ' ' || quoted)
            words.back() += c;
        else
            words.emplace_back();
    return words;
}

/// What a class's report says of one student: up to the score.
std::string report_of(const std::string& graded, const std::string& student) {
    const std::size_t begin = graded.find(": " + student + " ==\n");
    if (begin == std::string::npos) return "";
    return graded.substr(begin, graded.find("\nScore: ", begin) + 9 - begin);
}

} // namespace

TEST_CASE("the examples give the reports that were blessed") {
    CHECK(all_examples().size() >= 5);
    for (const std::string& name : all_examples()) {
        CAPTURE(name);
        if (std::getenv("OSSIM_BLESS") != nullptr) {
            fs::remove_all(blessed / name);
            fs::create_directories(blessed / name);
        }
        const auto reports = reports_of(name);
        for (const auto& [file, text] : reports)
            compare(blessed / name / file, text);
        for (const std::string& file : names_in(blessed / name)) {
            CAPTURE(file);
            CHECK(reports.contains(file)); // none is left without its example
        }
    }
    for (const std::string& name : names_in(blessed)) {
        CAPTURE(name);
        CHECK(has(all_examples(), name));
    }
}

TEST_CASE("what was made under a misconception is diagnosed as that") {
    for (const std::string& name : all_examples()) {
        const std::string graded =
            call({"grade", (examples / name).string(), (examples / name / "submissions").string()}).output;
        for (const std::string& student : names_in(examples / name / "submissions")) {
            CAPTURE(name);
            CAPTURE(student);
            const std::string report = report_of(graded, student);
            CHECK(report.find("Score: ") != std::string::npos);
            const bool is_right = report.find(": FAIL (") == std::string::npos;
            if (student.starts_with("good-")) CHECK(is_right);
            if (!is_called_after_misconceptions(student)) continue;
            CHECK_FALSE(is_right);
            CHECK(is_diagnosed(report, student));
        }
    }
}

TEST_CASE("there is a submission for each misconception that the questions tell") {
    for (const std::string& name : all_examples()) {
        const Names students = names_in(examples / name / "submissions");
        const auto right = right_all_the_same.find(name);
        for (const std::string& question :
             split(in_one_line(call({"assignment", "check", (examples / name).string()}).output), "== Test "))
            for (std::string told : between(question, "from what is right: ", " blind to")) {
                for (const char* end : {" cannot tell apart", " with "})
                    told = told.substr(0, told.find(end));
                for (const std::string& item : listed(told)) {
                    const std::string each = item.substr(0, item.find(' '));
                    if (right != right_all_the_same.end() && right->second.contains(each)) continue;
                    INFO(name << ": " << each);
                    CHECK(find_misconception(each) != nullptr);
                    CHECK(has(students, each));
                }
            }
        CHECK(has(students, "empty"));
        CHECK(has(students, "unreadable"));
    }
}

TEST_CASE("the scenarios of the examples hold what they expect, and their keys are the sealed ones") {
    for (const std::string& name : all_examples()) {
        for (const std::string& file : names_in(examples / name)) {
            if (!file.ends_with(".yaml") || file == "assignment.yaml") continue;
            const Called checked = call({"check", (examples / name / file).string()});
            CHECK_MESSAGE(checked.code == 0, checked.output << checked.errors);
        }
        const std::string shown = call({"assignment", "show", (examples / name).string()}).output;
        CHECK(shown.find("sealed") != std::string::npos);
        CHECK(shown.find("not the sealed one") == std::string::npos);
    }
}

TEST_CASE("another quantum, and the sealed key is told to be another one") {
    const ScratchFolder scratch;
    fs::copy(examples / "round-robin-ties", scratch.file("hw"), fs::copy_options::recursive);
    std::string text = scratch.read("hw/rr.yaml");
    text.replace(text.find("quantum: 3"), 10, "quantum: 4");
    scratch.with("hw/rr.yaml", text);
    CHECK(call({"assignment", "check", scratch.file("hw")})
              .output.find("! the key is not the one that was sealed") != std::string::npos);
}

TEST_CASE("the commands of the teachers' page run as they stand") {
    const std::string page =
        between(content("scenarios/README.md"), "## Grading: a page for teachers", "\n## ").at(0);
    const ScratchFolder scratch;
    fs::create_directories(scratch.file("new"));
    fs::copy(examples / "schedules-by-hand", scratch.file("homework"), fs::copy_options::recursive);
    fs::rename(scratch.file("homework/submissions"), scratch.file("handed-in"));
    fs::rename(scratch.file("handed-in/good-words"), scratch.file("handed-in/ann"));
    scratch.with("export.csv", "Name,Homework 1\nann,\n");
    const auto placed = [&](const std::string& word) {
        if (word.starts_with("assignments/")) return "scenarios/" + word;
        if (word == "." || word == "/autograder/submission") return scratch.file("handed-in/ann");
        const bool is_path = word.starts_with("homework") || word.starts_with("handed-in") ||
                             word == "reports" || word.ends_with(".csv") || word.ends_with(".json");
        return is_path ? scratch.file(word.starts_with('/') ? fs::path(word).filename().string() : word)
                       : word;
    };
    int commands = 0;
    for (std::string command : between(page, "`ossim ", "`")) {
        Names words = words_of(in_one_line(command));
        for (std::string& word : words)
            word = placed(word);
        if (words[0] == "new")
            words.back() = scratch.file("new/" + fs::path(words.back()).filename().string());
        CAPTURE(command);
        const Called called = call(words);
        CHECK_MESSAGE(called.code <= 1, called.errors);
        ++commands;
    }
    CHECK(commands >= 12);
}
