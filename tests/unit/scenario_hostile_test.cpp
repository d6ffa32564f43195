// Input that means harm: each ends soon, with a diagnostic, and never with an exception.
#include "scale.hpp"
#include "scenario_catalogues.hpp"

#include "ossim/diagnostic.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace ossim;

namespace {

std::string repeated(std::string_view part, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i)
        text += part;
    return text;
}

/// The codes told about a text that is no scenario.
std::vector<std::string> codes_of(const std::string& text, const LoadOptions& options = {}) {
    const LoadResult result = test::load_text(text, options);
    CHECK_FALSE(result.scenario.has_value());
    std::vector<std::string> codes;
    for (const Diagnostic& diagnostic : result.diagnostics) {
        codes.push_back(diagnostic.code);
        CHECK_FALSE(diagnostic.message.empty());
    }
    return codes;
}

std::string first_code(const std::string& text, const LoadOptions& options = {}) {
    const auto codes = codes_of(text, options);
    INFO(text.substr(0, 100));
    REQUIRE(!codes.empty());
    return codes.front();
}

const std::string head = "ossim: 1\nprocesses: [{name: A, burst: 5}]\n";

} // namespace

TEST_CASE("seeds of old faults of yaml-cpp end in a diagnostic") {
    for (const std::string seed : {",",
                                   "{:",
                                   "[:",
                                   "[[:",
                                   "{# ke\ny{:",
                                   "{!\xdb:",
                                   "!2",
                                   "{",
                                   "[",
                                   "}",
                                   "]",
                                   "-",
                                   "?",
                                   ":",
                                   "&",
                                   "*",
                                   "!",
                                   "|",
                                   ">",
                                   "%",
                                   "@",
                                   "`",
                                   "'",
                                   "\"",
                                   "---",
                                   "...",
                                   "- - - -",
                                   "? ? ?",
                                   "{? a",
                                   "[? a",
                                   "a: |\n b\n  c\n d",
                                   "&a &b c",
                                   "!a !b c",
                                   "*a : b",
                                   "- &a [*a]",
                                   "a: &a\nb: *a",
                                   "%YAML 9.9\n---\na",
                                   "%TAG a\n---\nb",
                                   "a: >9\n b",
                                   "\"\\uD800\"",
                                   "\"\\x\"",
                                   "!<",
                                   "!<a",
                                   "[a, b}",
                                   "{a, b]",
                                   "a:\n- b\n c: d",
                                   "<<: *a",
                                   "{a: b, a: c}",
                                   "[,]",
                                   "{,}",
                                   "[,,,,]",
                                   "{a,,b}"}) {
        INFO(seed);
        CHECK(!codes_of(seed).empty());
        (void)codes_of(head + "x-seed: " + seed + "\nbad: 1\n");
        (void)codes_of(head + seed + "\nbad: 1\n");
    }
}

TEST_CASE("bombs of aliases and of depth") {
    std::string bomb = head + "x-a: &a [x,x,x,x,x,x,x,x,x,x]\n";
    for (char c = 'b'; c < 'z'; ++c)
        bomb += std::string("x-") + c + ": &" + c + " [" +
                repeated(std::string("*") + char(c - 1) + ",", 10) + "]\n";
    CHECK(first_code(bomb) == "too-large");
    CHECK(first_code(head + "x-c: &x [1, *x]\n") == "cyclic-alias");
    CHECK(first_code(head + "x-c: &x {a: {b: *x}}\n") == "cyclic-alias");
    CHECK(first_code(head + "x-d: " + repeated("[", 1'000'000)) == "too-deep");
    CHECK(first_code(head + "x-d: " + repeated("{a: ", 1'000) + "\n") == "too-deep");
    CHECK(first_code(head + "x-d: " + repeated("- ", 1'000) + "a\n") != "");
    CHECK(first_code("- " + repeated("- ", 1'000) + "a\n") == "too-deep");
    CHECK(first_code(repeated("? ", 1'000)) == "too-deep");
    std::string anchors = head + "x-a: [";
    for (int i = 0; i < 1'100; ++i)
        anchors += "&a" + std::to_string(i) + " b, ";
    CHECK(first_code(anchors + "c]\n") == "too-large");
}

TEST_CASE("an alias that patches lead in circles") {
    LoadOptions options;
    options.patches = {{"x-a", "&a [*a]"}, {"x-b", "*nothing"}};
    CHECK(first_code(head, options) == "cyclic-alias");
}

TEST_CASE("bytes that are no text") {
    CHECK(first_code(std::string("\xff\xfeo\0s\0", 6)) == "not-utf8");
    CHECK(first_code(std::string("\0\0\xfe\xff", 4)) == "not-utf8");
    CHECK(first_code(head + std::string("t\0", 2)) == "control-character");
    CHECK(first_code(head + "title: \x04\n") == "control-character");
    CHECK(first_code("\x7f"
                     "ELF\x02\x01") == "control-character");
    CHECK(first_code(head + "title: \xc0\xaf\n") == "not-utf8");
    CHECK(first_code(head + "title: \xed\xa0\x80\n") == "not-utf8");
    CHECK(first_code("") == "empty-file");
    CHECK(first_code("\xef\xbb\xbf") == "empty-file");
    CHECK(first_code(" \n\t\n# only words\n") == "empty-file");
    CHECK(test::load_text("\xef\xbb\xbf" + head).scenario.has_value());
}

TEST_CASE("limits of size") {
    LoadOptions options;
    options.max_bytes = 100;
    CHECK(first_code(head + repeated("# x\n", 100), options) == "too-large");
    options = {};
    options.max_nodes = 50;
    CHECK(first_code(head + "x-l: [" + repeated("a,", 100) + "]\n", options) == "too-large");
    CHECK(first_code(head + "title: " + repeated("x", 100'000) + "\n") == "too-large");
    CHECK(first_code(head + "title: |\n  " + repeated("x", 100'000) + "\n") == "too-large");
}

TEST_CASE("a hundred thousand mistakes are told without exhausting memory") {
    std::string text = "ossim: 1\nprocesses:\n";
    for (int i = 0; i < testing::scaled(30'000); ++i)
        text += "  - {name: p" + std::to_string(i) + ", burst: x, colour: red}\n";
    const LoadResult result = test::load_text(text);
    CHECK(result.diagnostics.size() >= testing::scaled(10'000U));
    CHECK(result.diagnostics.size() <= 60'000);
}

TEST_CASE("duplicate keys among many are found in order of n log n") {
    std::string text = "ossim: 1\nprograms:\n";
    for (int i = 0; i < 50'000; ++i)
        text += "  p" + std::to_string(i) + ": [yield]\n";
    CHECK(first_code(text + "  p7: [yield]\nprocesses: [{name: A, program: p1}]\n") == "duplicate-key");
}

TEST_CASE("private variables and long chains of programs") {
    std::string text = "ossim: 1\nprograms:\n";
    constexpr int programs = 1'000;
    for (int i = 0; i < programs; ++i)
        text += "  p" + std::to_string(i) + ": [{increment: v}, {fork: p" +
                std::to_string((i + 1) % programs) + "}]\n";
    text += "processes:\n";
    for (int i = 0; i < programs; ++i)
        text += "  - {name: q" + std::to_string(i) + ", program: p" + std::to_string(i) +
                ", variables: {v: 0}}\n";
    const LoadResult result = test::load_text(text);
    CHECK((result.scenario.has_value() || !result.diagnostics.empty()));
}

TEST_CASE("every prefix and every lost byte of a scenario is read or refused, in any case answered") {
    const std::string text =
        "ossim: 1\nscheduler: {policy: rr, quantum: 4}\nobjects: {variables: {x: 0}}\n"
        "programs:\n  p: [{while: {that: x < 3, do: [{increment: x}, &s {io: {device: d, for: 2}}, *s]}}]\n"
        "processes:\n  - {name: 'A', program: p}\n  - name: \"B\"\n    bursts: [1, io: 2]\n"
        "variants: {v: {scheduler.quantum: 5}}\nexpect: [{that: A.turnaround == 3}]\n";
    REQUIRE(test::load_text(text).scenario.has_value());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const LoadResult prefix = test::load_text(text.substr(0, i));
        CHECK((prefix.scenario.has_value() || !prefix.diagnostics.empty()));
        const LoadResult without = test::load_text(text.substr(0, i) + text.substr(i + 1));
        CHECK((without.scenario.has_value() || !without.diagnostics.empty()));
        for (const char c : {'{', '[', '"', ':', '&', '*', '\n', '\t'}) {
            std::string changed = text;
            changed[i] = c;
            const LoadResult result = test::load_text(changed);
            CHECK((result.scenario.has_value() || !result.diagnostics.empty()));
        }
    }
}
