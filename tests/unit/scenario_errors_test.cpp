// Every file of tests/errors is a scenario with mistakes, or an assignment if it is called *.assignment.yaml;
// beside it stands what a user is told, whole.
// A first line `# --set PATH=VALUE` or `# variant NAME` is applied. OSSIM_BLESS=1 renews the expected texts.
#include "scenario_catalogues.hpp"

#include "base/codes.hpp"
#include "base/show_diagnostic.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <vector>

using namespace ossim;

namespace {

std::string read_whole(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::filesystem::path> mistakes() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator("tests/errors"))
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

/// What stands behind `# WORD ` in the file's first line, or nothing.
std::string asked_for(const std::string& text, const std::string& word) {
    const std::string line = text.substr(0, text.find('\n'));
    return line.starts_with("# " + word + " ") ? line.substr(word.size() + 3) : "";
}

LoadOptions options_of(const std::string& text) {
    LoadOptions options;
    options.variant = asked_for(text, "variant");
    const std::string set = asked_for(text, "--set");
    if (!set.empty())
        options.patches.push_back({set.substr(0, set.find('=')), set.substr(set.find('=') + 1)});
    return options;
}

struct Told {
    std::string text;
    Diagnostics diagnostics;
    bool is_loaded;
};

Told told_about(const std::filesystem::path& path) {
    const test::Catalogue catalogue;
    const SourceText source{path.filename().string(), read_whole(path)};
    if (source.file.ends_with(".assignment.yaml")) {
        const AssignmentResult result = load_assignment(source, catalogue.all(), test::misconceptions);
        return {show_all(result.diagnostics, {&source, 1}), result.diagnostics,
                result.assignment.has_value()};
    }
    const LoadOptions options = options_of(source.text);
    const LoadResult result = load(source, catalogue.all(), options);
    const SourceText sources[] = {source, patch_source(options.patches)};
    return {show_all(result.diagnostics, sources), result.diagnostics, result.scenario.has_value()};
}

} // namespace

TEST_CASE("each mistake is told in the words that stand beside it") {
    const bool bless = std::getenv("OSSIM_BLESS") != nullptr;
    const auto files = mistakes();
    CHECK(files.size() >= 60);
    for (const auto& path : files) {
        INFO(path.string());
        auto expected = path;
        expected.replace_extension(".expected");
        const Told told = told_about(path);
        if (bless) std::ofstream(expected, std::ios::binary) << told.text;
        CHECK(told.text == read_whole(expected));
        const bool has_error = std::any_of(told.diagnostics.begin(), told.diagnostics.end(),
                                           [](const Diagnostic& d) { return d.severity == Severity::error; });
        CHECK(has_error != told.is_loaded);
    }
}

TEST_CASE("each code that is told has a page") {
    std::set<std::string> codes;
    for (const auto& path : mistakes())
        for (const Diagnostic& diagnostic : told_about(path).diagnostics)
            codes.insert(diagnostic.code);
    for (const std::string& code : codes) {
        INFO(code);
        CHECK(find_code(code) != nullptr);
    }
}
