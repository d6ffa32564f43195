// Grading by an assignment, as a teacher calls it: folders, files, formats, exit codes, and what students do.
#include "recorded_console.hpp"
#include "scratch_folder.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

#include <sys/stat.h>

using namespace ossim;
namespace fs = std::filesystem;

namespace {

constexpr const char* scenario =
    "ossim: 1\nscheduler: {policy: rr, quantum: 4}\n"
    "processes: [{name: P1, burst: 24}, {name: P2, burst: 3}, {name: P3, burst: 3}]\n";
constexpr const char* assignment =
    "assignment: 1\n"
    "title: Round robin by hand\n"
    "questions:\n"
    "  chart: # drawn\n"
    "    kind: trace\n"
    "    scenario: rr.yaml\n"
    "    points: 10\n"
    "  late: {kind: trace, scenario: rr.yaml, points: 2, visibility: after_due_date}\n";
constexpr const char* right = "P1 0-4, P2 4-7, P3 7-10, P1 10-30\n";
constexpr const char* wrong = "P1 0-5, P2 5-8, P3 8-11, P1 11-30\n";

/// A homework and a class.
struct Course {
    ScratchFolder folder;
    std::string homework, handed_in;

    Course() : homework(folder.file("hw")), handed_in(folder.file("in")) {
        folder.with("hw/assignment.yaml", assignment);
        folder.with("hw/rr.yaml", scenario);
        for (const char* name : {"ann", "ben"}) {
            folder.with(std::string("in/") + name + "/chart.txt", *name == 'a' ? right : wrong);
            folder.with(std::string("in/") + name + "/late.txt", right);
        }
    }
    [[nodiscard]] Called grade(std::vector<std::string> more) const {
        more.insert(more.begin(), {"grade", homework, handed_in});
        return call(more);
    }
};

bool holds(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

} // namespace

TEST_CASE("a class is graded: each student, a table, the class; exit code 1 where points were lost") {
    const Course course;
    const Called all = course.grade({});
    CHECK(all.errors == "");
    CHECK(all.code == 1);
    CHECK(holds(all.output,
                "== Round robin by hand: ann ==\n== Test chart ==\nchart: OK (10/10); chart.txt\n"));
    CHECK(holds(all.output, "chart: FAIL (8/10), partly right; chart.txt\n"));
    CHECK(holds(all.output, "2 students: mean 11 of 12"));
    const Called brief = course.grade({"--brief"});
    CHECK(brief.output.starts_with("student  chart    late          points\n"
                                   "ann         10       2           12/12\n"));
    CHECK(course.grade({"--exit-zero"}).code == 0);
    CHECK(call({"grade", course.homework, course.handed_in + "/ann", "--single"}).code == 0);
}

TEST_CASE("the same bytes on one thread, on many, and whatever the order of the arguments") {
    const Course course;
    for (int i = 0; i < 20; ++i)
        course.folder.with("in/s" + std::to_string(i) + "/chart.txt", i % 3 == 0 ? right : wrong);
    const std::string one = course.grade({"--jobs", "1"}).output;
    CHECK(one == course.grade({"--jobs", "7"}).output);
    const std::string more = course.folder.with("dora.txt", wrong);
    CHECK(course.grade({more}).output == call({"grade", course.homework, more, course.handed_in}).output);
}

TEST_CASE("whatever is handed in, the others are graded") {
    const Course course;
    course.folder.with("in/empty/chart.txt", "");
    course.folder.with("in/binary/chart.txt", std::string("\x01GIF\0\2", 6));
    course.folder.with("in/huge/chart.txt", std::string(300'000, 'x'));
    course.folder.with("in/.hidden/chart.txt", right);
    course.folder.with("in/=evil <b>/chart.txt", wrong);
    fs::create_directories(course.folder.file("in/nothing"));
    fs::create_directories(course.folder.file("in/pipe"));
    ::mkfifo(course.folder.file("in/pipe/chart.txt").c_str(), 0600);
    fs::create_directories(course.folder.file("in/linked"));
    fs::create_symlink("/etc/passwd", course.folder.file("in/linked/chart.txt"));
    fs::create_symlink(course.handed_in + "/ann", course.folder.file("in/link"));
    const Called all = course.grade({"--format", "csv", "--max-input", "200KiB"});
    CHECK(all.errors == "");
    CHECK(all.output == "id,score,max,status,chart,late\n"
                        "\"'=evil <b>\",8,12,wrong,8,0\n"
                        "ann,12,12,right,10,2\n"
                        "ben,10,12,wrong,8,2\n"
                        "binary,0,12,unreadable,0,0\n"
                        "empty,0,12,wrong,0,0\n"
                        "huge,0,12,unreadable,0,0\n"
                        "link,0,12,missing,0,0\n"
                        "linked,0,12,unreadable,0,0\n"
                        "nothing,0,12,missing,0,0\n"
                        "pipe,0,12,unreadable,0,0\n");
    const Called told = course.grade({"--student", "--max-input", "200KiB"});
    CHECK(!holds(told.output, course.handed_in)); // no path of the teacher's
    CHECK(holds(told.output, "a symbolic link is not read"));
    CHECK(holds(told.output, "it is larger than 204800 bytes"));
}

TEST_CASE("--out writes files for each and for the class, whole, and never among the submissions") {
    const Course course;
    course.folder.with("in/a b/chart.txt", wrong);
    course.folder.with("in/a_b/chart.txt", wrong);
    const std::string out = course.folder.file("reports");
    const Called all = course.grade({"--out", out});
    CHECK(all.code == 1);
    CHECK(all.output.starts_with("student"));
    CHECK(all.output == course.folder.read("reports/class.txt"));
    CHECK(holds(course.folder.read("reports/ben.staff.txt"), "First divergence: at 4ms on CPU 0"));
    CHECK(!holds(course.folder.read("reports/ben.student.md"), "expected"));
    CHECK(holds(course.folder.read("reports/ben.student.html"), "</html>"));
    CHECK(holds(course.folder.read("reports/a_b-2.staff.txt"), "a_b =="));
    CHECK(std::distance(fs::directory_iterator(out), fs::directory_iterator()) == 4 * 3 + 2);
    CHECK(course.grade({"--out", out}).code == 1); // written anew
    const Called among = course.grade({"--out", course.handed_in + "/reports"});
    CHECK(among.code == 2);
    CHECK(holds(among.errors, "the reports would be taken for submissions"));
}

TEST_CASE("what is shown after a date is shown when it is said to have come") {
    const Course course;
    const std::string before = course.grade({"--student"}).output;
    CHECK(holds(before, "late: told after the due date\nScore: 10/10\n"));
    CHECK(holds(course.grade({"--student", "--after", "due-date"}).output, "late: OK (2/2)\nScore: 12/12\n"));
    CHECK(course.grade({"--student", "--after", "tomorrow"}).code == 2);
}

TEST_CASE("Gradescope and Classroom 50 take one student's folder, and graded is success") {
    const Course course;
    const std::string ben = course.handed_in + "/ben", file = course.folder.file("results.json");
    CHECK(call({"grade", course.homework, ben, "--format", "gradescope", "--output", file}).code == 0);
    const auto json = nlohmann::json::parse(course.folder.read("results.json"));
    CHECK(json["score"] == 10);
    CHECK(json["tests"][1]["visibility"] == "after_due_date");
    const Called result = call({"grade", course.homework, ben, "--format", "classroom50"});
    CHECK(result.code == 0);
    CHECK(nlohmann::json::parse(result.output)["max-score"] == 10);
    CHECK(nlohmann::json::parse(result.output)["datetime"].get<std::string>().size() == 20);
    CHECK(call({"grade", course.homework, ben, ben, "--format", "gradescope"}).code == 2);
}

TEST_CASE("one report on standard output, or many in files") {
    const Course course;
    CHECK(call({"grade", course.homework, course.handed_in + "/ben", "--single", "--format", "markdown"})
              .output.starts_with("# Round robin by hand\n\nben: 8 of 10 points\n"));
    const Called several = course.grade({"--format", "html"});
    CHECK(several.code == 2);
    CHECK(several.errors ==
          "ossim: --format html is one student's report, and here are 2 students; --out DIR writes "
          "a file for each\n");
    CHECK(course.grade({"--format", "junit"}).output.starts_with("<?xml version=\"1.0\""));
    const Called mistyped = course.grade({"--format", "grade-scope"});
    CHECK(mistyped.code == 2);
    CHECK(holds(mistyped.errors, "did you mean \"gradescope\"?"));
}

TEST_CASE("a column of the teacher's own CSV is filled, and the original stays") {
    const Course course;
    const char* roster = "Name,Login,HW 1 (7)\r\n\"A, Ann\",ann,\r\nC,cho,\r\n";
    const std::string path = course.folder.with("roster.csv", roster),
                      filled = course.folder.file("filled.csv");
    const Called all =
        course.grade({"--csv-template", path, "--csv-column", "hw 1", "--csv", filled, "--brief"});
    CHECK(course.folder.read("filled.csv") == "Name,Login,HW 1 (7)\r\n\"A, Ann\",ann,12\r\nC,cho,\r\n");
    CHECK(course.folder.read("roster.csv") == roster);
    CHECK(all.errors == "ossim: without a row, or without one of their own, in " + path +
                            ": ben\nossim: rows of " + path + " that nobody's work belongs to: cho\n");
    const std::vector<std::string> column{"--csv-template", path, "--csv-column"};
    CHECK(course.grade({"--csv-template", path, "--csv-column", "HW 1"}).code == 2);
    CHECK(course.grade({"--csv-template", path, "--csv-column", "HW 1", "--csv", path}).code == 2);
    CHECK(course.grade({"--csv-template", path, "--csv-column", "HW 9", "--csv", filled}).code == 2);
    CHECK(course.grade({"--csv-template", path, "--csv", filled}).code == 2);
    CHECK(course.folder.read("roster.csv") == roster);
    CHECK(course.grade({"--csv-template", path, "--csv-column", "HW 1", "--csv-overwrite", "--brief"}).code ==
          1);
    CHECK(holds(course.folder.read("roster.csv"), "ann,12\r\n"));
}

TEST_CASE("names of students: of files without their extension, told apart where they meet") {
    const Course course;
    course.folder.with("more/ann/chart.txt", right);
    course.folder.with("more/eve.txt", right);
    course.folder.with("more/fay.txt", right);
    course.folder.with("more/fay.csv", right);
    const Called all = course.grade({course.folder.file("more"), "--format", "csv"});
    std::string names;
    for (std::size_t at = all.output.find('\n'); at + 1 < all.output.size();
         at = all.output.find('\n', at + 1))
        names += all.output.substr(at + 1, all.output.find(',', at) - at - 1) + " ";
    CHECK(names == "ben eve fay.csv fay.txt in/ann more/ann ");
}

TEST_CASE("options of the other way of grading are refused, not passed over") {
    const Course course;
    const Called points = course.grade({"--points", "20"});
    CHECK(points.code == 2);
    CHECK(holds(points.errors, "grade: --points is of a key"));
    const Called by_key = call({"grade", course.homework + "/rr.yaml", course.handed_in, "--out", "x"});
    CHECK(by_key.code == 2);
    CHECK(holds(by_key.errors, "grade: --out is of an assignment"));
    CHECK(call({"grade", course.homework}).code == 2);
    CHECK(course.grade({"--brief", "--student"}).code == 2);
    CHECK(call({"grade", course.homework, course.folder.file("nobody")}).code == 4);
    CHECK(
        call({"grade", course.homework + "/rr.yaml", course.handed_in + "/ann/chart.txt", "--brief"}).code ==
        0);
}

TEST_CASE("a wrong assignment is exit code 2, with what is wrong") {
    const Course course;
    course.folder.with("hw/assignment.yaml", "assignment: 1\ntitle: T\nquestions: {chart: {kind: trac}}\n");
    const Called wrong_word = course.grade({});
    CHECK(wrong_word.code == 2);
    CHECK(wrong_word.output.empty());
    CHECK(holds(wrong_word.errors, "assignment.yaml:3:"));
    fs::remove(course.folder.file("hw/assignment.yaml"));
    CHECK(course.grade({}).code == 2);
    CHECK(holds(call({"assignment", "show", course.homework}).errors,
                "there is no file assignment.yaml in it"));
}

TEST_CASE("ossim assignment: show, check, seal") {
    const Course course;
    const Called shown = call({"assignment", "show", course.homework});
    CHECK(shown.code == 0);
    CHECK(shown.output.starts_with("Round robin by hand: 12 points\n\nquestion  kind   points  hand in  "));
    CHECK(holds(call({"assignment", "check", course.homework}).output, "== Test chart ==\n  key "));
    const Called sealed = call({"assignment", "seal", course.homework});
    CHECK(sealed.output.starts_with("questions:\n  chart:\n    digest: "));
    CHECK(course.folder.read("hw/assignment.yaml") == assignment);
    const Called written = call({"assignment", "seal", course.homework, "--write"});
    CHECK(written.code == 1); // `late` is written on one line
    CHECK(written.output.starts_with(
        "sealed chart\nTo be pasted by hand, since these are not blocks of lines:\n"
        "questions:\n  late:\n    digest: "));
    const std::string text = course.folder.read("hw/assignment.yaml");
    const std::size_t digest = text.find("    digest: ");
    REQUIRE(digest != std::string::npos);
    CHECK(text.substr(0, digest) + text.substr(text.find('\n', digest) + 1) == assignment);
    CHECK(holds(call({"assignment", "show", course.homework}).output, ", sealed"));
    (void)call({"assignment", "seal", course.homework, "--write"});
    CHECK(course.folder.read("hw/assignment.yaml") == text);
}

TEST_CASE("a key that is not the sealed one is told") {
    const Course course;
    (void)call({"assignment", "seal", course.homework, "--write"});
    course.folder.with("hw/rr.yaml", "ossim: 1\nscheduler: {policy: rr, quantum: 5}\n"
                                     "processes: [{name: P1, burst: 24}, {name: P2, burst: 3}]\n");
    const Called checked = call({"assignment", "check", course.homework});
    CHECK(checked.code == 1);
    CHECK(holds(checked.output, "! the key is not the one that was sealed"));
}

TEST_CASE("a mistyped task of ossim assignment") {
    const Called mistyped = call({"assignment", "chek", "hw"});
    CHECK(mistyped.code == 2);
    CHECK(holds(mistyped.errors, "there is no \"chek\"; did you mean \"check\"?"));
    CHECK(call({"assignment"}).code == 2);
    CHECK(call({"assignment", "check"}).code == 2);
    CHECK(call({"assignment", "show", "x", "--write"}).code == 2);
}
